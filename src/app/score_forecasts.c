/* score_forecasts - mornings first, then truths, then decisions; some hundred facilities at a time. */
#include "app/score_forecasts.h"

#include "app/coefficients.h"
#include "app/watermark.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/str.h"
#include "base/vec.h"
#include "forecast/score.h"
#include "store/audit.h"
#include "store/position.h"
#include "store/score.h"

#include <string.h>

#define END_OF_TIME (INT64_C(253402300799) * INSTANT_SECOND)
#define WHOLE_DAY (INSTANT_DAY - INSTANT_DAY / 10) /* reports that cover less of a day than this do not say what it used */
#define CENSUS_DRIFT .02                         /* of a truth made of a census, from one look to the next */

enum { CHUNK = 200 };

struct scoring {
	struct app *app;
	const char *province;
	const _Atomic bool *ending;
	struct app_scored *done;
	struct faults *f;
	struct db_conn *c;
	instant_t now;
	struct arena *a;               /* of the chunk */
	struct store_score_sites some; /* the chunk */
};

static err_t
begin_write(struct scoring *s, instant_t *ret_recorded_at)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_begin(s->c, DB_WRITE, NULL, s->f);
	if (!e)
		e = db_query(s->c, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(clock_now(s->app->clock))), &r, s->f);
	if (!e)
		*ret_recorded_at = db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT);
	return e;
}

static err_t
end_write(struct scoring *s, err_t e)
{
	if (!e)
		return db_commit(s->c, s->f);
	db_rollback(s->c);
	return e;
}

/* ---- truths --------------------------------------------------------------------------------------- */

/* The days of one facility, from `first` on. */
struct truths {
	day_t first;
	int n;
	struct forecast_truth_day *at;
};

/* A consumption that was reported for a shift or two does not say what the day used. */
static void
forget_parts(const struct store_position *p, day_t first, int n, struct arena *a, double *consumed)
{
	instant_t *covered = ARENA_ARRAY(a, instant_t, (size_t)n);
	for (int i = 0; i < p->n_history; i++)
		if (p->history[i].consumed_g != UNKNOWN_I64)
			covered[p->history[i].date - first] += p->history[i].end - p->history[i].start;
	for (int i = 0; i < n; i++)
		if (covered[i] < WHOLE_DAY)
			consumed[i] = NAN;
}

static struct truths
truths_of(const struct store_position *p, const struct app_coefficients *set, struct arena *a)
{
	struct forecast_history h;
	struct truths t = { 0 };
	store_position_history(p, a, &h);
	if (h.n == 0)
		return t;
	t = (struct truths){ .first = h.last_day - h.n + 1, .n = h.n, .at = ARENA_ARRAY(a, struct forecast_truth_day, (size_t)h.n) };
	double *consumed = ARENA_ARRAY(a, double, (size_t)h.n);
	memcpy(consumed, h.consumed_g, (size_t)h.n * sizeof *consumed);
	forget_parts(p, t.first, t.n, a, consumed);
	h.consumed_g = consumed;
	forecast_truth_read(&h, &set->set, t.at);
	return t;
}

static struct forecast_truth_day
truth_on(const struct truths *t, day_t day)
{
	bool there = day >= t->first && day - t->first < t->n;
	return there ? t->at[day - t->first] : (struct forecast_truth_day){ NAN, FORECAST_TRUTH_NONE };
}

/* ---- a morning opens a day ---------------------------------------------------------------------------- */

/* Persistence as of the morning of `day`: from the truths of the days before it. */
static bool
baseline_of(const struct truths *t, day_t day, double ret[FORECAST_MEMBER_HORIZON][FORECAST_LEVELS])
{
	int64_t n = (int64_t)day - t->first;
	n = n < t->n ? n : t->n;
	while (n > 0 && t->at[n - 1].kind == FORECAST_TRUTH_NONE)
		n--;
	bool known = n > 0;
	for (int h = 1; known && h <= FORECAST_MEMBER_HORIZON; h++)
		known = forecast_member_persist(t->at, (int)n, (int)(day + h - (t->first + n - 1)), ret[h - 1]);
	return known;
}

static err_t
think_of_morning(struct scoring *s, day_t day, struct store_score_origin *origins, size_t *ret_n)
{
	struct store_position *p;
	struct app_coefficients set;
	struct id *runs = ARENA_ARRAY(s->a, struct id, s->some.n);
	instant_t morning = calendar_at(day, APP_SCORE_MORNING);
	struct store_position_query q = { .sites = s->some.at, .n = s->some.n, .at = { morning, morning }, .days = STORE_FORECAST_HISTORY };
	err_t e = db_begin(s->c, DB_READ, NULL, s->f);
	if (!e)
		e = store_score_runs(s->c, &s->some, morning, s->a, runs, s->f);
	if (!e)
		e = store_position_reports(s->c, &q, s->a, &p, s->f);
	if (!e)
		e = app_coefficients_load(s->app, s->c, day, morning, s->a, &set, s->f);
	db_rollback(s->c); /* only read */
	for (size_t i = 0; !e && i < s->some.n; i++) {
		if (id_is_none(runs[i]))
			continue;
		struct store_score_origin *o = &origins[(*ret_n)++];
		struct truths t = truths_of(&p[i], &set, s->a);
		o->site = s->some.at[i];
		o->run_id = runs[i];
		o->known = baseline_of(&t, day, o->baseline);
	}
	return e;
}

static err_t
open_some(struct scoring *s, day_t day)
{
	struct store_score_origin *origins = ARENA_ARRAY(s->a, struct store_score_origin, s->some.n);
	instant_t recorded_at;
	size_t n = 0;
	err_t e = think_of_morning(s, day, origins, &n);
	if (e || n == 0)
		return e;
	e = begin_write(s, &recorded_at);
	if (!e)
		e = store_score_open(s->c, day, recorded_at, origins, n, s->a, s->f);
	s->done->opened += e ? 0 : (int64_t)n;
	return end_write(s, e);
}

/* ---- truths become scores ------------------------------------------------------------------------------ */

/* Days whose truth is not what they were scored with. */
struct news {
	struct store_site *site;
	day_t *day;
	struct forecast_truth_day *truth;
	size_t n;
};

static int
by_day(const void *x, const void *y)
{
	const struct store_score_day *a = x, *b = y;
	if (a->site_id != b->site_id)
		return a->site_id < b->site_id ? -1 : 1;
	return (a->day > b->day) - (a->day < b->day);
}

static int64_t
whole_g(struct forecast_truth_day t)
{
	return t.kind == FORECAST_TRUTH_NONE ? UNKNOWN_I64 : (int64_t)llround(t.g);
}

/* A truth made of a census moves a little with each day that teaches the own rate; that alone is no correction. */
static bool
is_news(const struct store_score_day *had, struct forecast_truth_day now)
{
	int64_t before = had != NULL ? had->truth_g : UNKNOWN_I64;
	if (now.kind == FORECAST_TRUTH_CENSUS && before != UNKNOWN_I64)
		return fabs(now.g - (double)before) > CENSUS_DRIFT * (double)before;
	return whole_g(now) != before;
}

static void
look_for_news(struct scoring *s, const struct store_position *p, const struct app_coefficients *set, const struct store_score_days *known, day_t from,
    day_t to, struct news *ret)
{
	size_t most = s->some.n * (size_t)(to - from + 1);
	*ret = (struct news){ .site = ARENA_ARRAY(s->a, struct store_site, most), .day = ARENA_ARRAY(s->a, day_t, most),
		.truth = ARENA_ARRAY(s->a, struct forecast_truth_day, most) };
	for (size_t i = 0; i < s->some.n; i++) {
		struct truths t = truths_of(&p[i], set, s->a);
		for (day_t d = from; d <= to; d++) {
			struct store_score_day key = { .site_id = s->some.at[i].site_id, .day = d };
			const struct store_score_day *had = known->n > 0 ? bsearch(&key, known->items, known->n, sizeof key, by_day) : NULL;
			struct forecast_truth_day now = truth_on(&t, d);
			if (!is_news(had, now))
				continue;
			ret->site[ret->n] = s->some.at[i];
			ret->day[ret->n] = d;
			ret->truth[ret->n++] = now;
		}
	}
}

static int64_t
hits_of(const double q[FORECAST_LEVELS], double truth)
{
	return (forecast_score_covers(q, truth, 50) ? STORE_SCORE_IN50 : 0) | (forecast_score_covers(q, truth, 90) ? STORE_SCORE_IN90 : 0) |
	    (forecast_score_covers(q, truth, 95) ? STORE_SCORE_IN95 : 0) | (truth < q[FORECAST_MEDIAN] ? STORE_SCORE_BELOW : 0);
}

typedef VEC(struct store_score) score_list;

/* The row of a model on a day: among those from `from` on. */
static struct store_score *
row_of(score_list *rows, size_t from, const struct news *news, size_t k, const char *model)
{
	for (size_t i = from; i < rows->n; i++)
		if (str_eq(rows->at[i].model, model))
			return &rows->at[i];
	struct store_score *row = VEC_ADD(rows);
	*row = (struct store_score){ .site = news->site[k], .day = news->day[k], .model = model, .truth_g = whole_g(news->truth[k]), .kind = news->truth[k].kind };
	for (int h = 0; h < FORECAST_MEMBER_HORIZON; h++) {
		row->wis[h] = row->baseline[h] = NAN;
		row->hits[h] = UNKNOWN_I64;
	}
	return row;
}

static void
score(struct store_score *row, const struct store_score_said *said, const double q[FORECAST_LEVELS], double truth)
{
	int h = said->horizon - 1;
	row->wis[h] = forecast_score_wis(q, truth);
	if (isnan(row->wis[h]))
		return; /* taken back, or nothing was said */
	row->baseline[h] = forecast_score_wis(said->baseline, truth);
	row->hits[h] = hits_of(q, truth);
}

/* Where a site's day begins in the material, which is sorted by both. */
static size_t
first_of(const struct store_score_material *m, const struct store_score_day *key)
{
	size_t low = 0, high = m->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		struct store_score_day at = { .site_id = m->items[mid].site_id, .day = m->items[mid].day };
		if (by_day(&at, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
score_all(const struct news *news, const struct store_score_material *m, score_list *rows)
{
	for (size_t k = 0; k < news->n; k++) {
		struct store_score_day key = { .site_id = news->site[k].site_id, .day = news->day[k] };
		size_t from = rows->n;
		for (size_t i = first_of(m, &key); i < m->n && m->items[i].site_id == key.site_id && m->items[i].day == key.day; i++) {
			const struct store_score_said *said = &m->items[i];
			if (said->model != NULL)
				score(row_of(rows, from, news, k, said->model), said, said->q, news->truth[k].g);
			if (said->shadow_model != NULL)
				score(row_of(rows, from, news, k, said->shadow_model), said, said->shadow, news->truth[k].g);
		}
	}
}

static err_t
think_of_truths(struct scoring *s, score_list *rows)
{
	struct store_position *p;
	struct app_coefficients set;
	struct store_score_days known;
	struct store_score_material m = { 0 };
	struct news news = { 0 };
	day_t today = calendar_day_of(s->now), from = today - APP_SCORE_LOOK_BACK;
	struct store_position_query q = { .sites = s->some.at, .n = s->some.n, .at = { s->now, END_OF_TIME }, .days = STORE_FORECAST_HISTORY };
	err_t e = db_begin(s->c, DB_READ, NULL, s->f);
	if (!e)
		e = store_position_reports(s->c, &q, s->a, &p, s->f);
	if (!e)
		e = store_score_known(s->c, &s->some, from, s->a, &known, s->f);
	if (!e)
		e = app_coefficients_load(s->app, s->c, today, END_OF_TIME, s->a, &set, s->f);
	if (!e)
		look_for_news(s, p, &set, &known, from, today - 1, &news);
	if (!e && news.n > 0)
		e = store_score_material(s->c, news.site, news.day, news.n, s->a, &m, s->f);
	db_rollback(s->c); /* only read */
	if (!e)
		score_all(&news, &m, rows);
	return e;
}

/* ---- scores become decisions ---------------------------------------------------------------------------- */

struct decision {
	struct store_site site;
	const char *model;
	struct forecast_member_record record;
	bool demoted;
};
typedef VEC(struct decision) decision_list;

static struct store_site
site_of(const struct scoring *s, int64_t site_id)
{
	for (size_t i = 0; i < s->some.n; i++)
		if (s->some.at[i].site_id == site_id)
			return s->some.at[i];
	return (struct store_site){ 0 };
}

static void
add_recent(const struct store_score_records *recent, int64_t site_id, const char *model, struct forecast_member_record *r)
{
	for (size_t i = 0; i < recent->n; i++)
		if (recent->items[i].site_id == site_id && str_eq(recent->items[i].model, model)) {
			r->recent_days = recent->items[i].record.days;
			r->recent_wis = recent->items[i].record.wis;
			r->recent_baseline = recent->items[i].record.baseline;
		}
}

static err_t
think_of_records(struct scoring *s, decision_list *ret)
{
	struct store_score_records records = { 0 }, recent = { 0 };
	struct store_score_demotions had = { 0 };
	day_t yesterday = calendar_day_of(s->now) - 1;
	err_t e = db_begin(s->c, DB_READ, NULL, s->f);
	if (!e)
		e = store_score_record(s->c, &s->some, yesterday - FORECAST_MEMBER_WINDOW, yesterday, s->a, &records, s->f);
	if (!e)
		e = store_score_record(s->c, &s->some, yesterday - FORECAST_MEMBER_RECENT, yesterday, s->a, &recent, s->f);
	if (!e)
		e = store_score_demotions(s->c, &s->some, END_OF_TIME, s->a, &had, s->f);
	db_rollback(s->c); /* only read */
	for (size_t i = 0; !e && i < records.n; i++) {
		struct forecast_member_record *r = &records.items[i].record;
		const char *model = records.items[i].model;
		const struct store_score_demotion *last = store_score_demotion_of(&had, records.items[i].site_id, model);
		if (!str_eq(model, FORECAST_DEMAND_MODEL))
			continue; /* of an older version, or what one falls back on */
		r->demoted = last != NULL && last->demoted;
		r->rested = last != NULL ? (int)((s->now - last->recorded_at) / INSTANT_DAY) : FORECAST_MEMBER_REST;
		add_recent(&recent, records.items[i].site_id, model, r);
		bool demoted = forecast_member_is_demoted(r);
		if (demoted != r->demoted)
			*VEC_ADD(ret) = (struct decision){ site_of(s, records.items[i].site_id), model, *r, demoted };
	}
	return e;
}

static err_t
decide(struct scoring *s, const struct decision *d, instant_t recorded_at)
{
	const char *detail = arena_printf(s->a, "{\"model\":\"%s\",\"instead\":\"%s\",\"ratio\":%.3f,\"days\":%lld,\"pairs\":%lld}", d->model,
	    FORECAST_MEMBER_PERSISTENCE, forecast_member_ratio(&d->record), (long long)d->record.days, (long long)d->record.pairs);
	err_t e = store_score_decide(s->c, d->site, d->model, recorded_at, &d->record, d->demoted, s->f);
	if (!e)
		e = store_audit_add(s->c, &(struct store_audit){ .shard = d->site.shard, .site_id = d->site.site_id, .recorded_at = recorded_at,
		                              .verb = d->demoted ? "forecast.demote" : "forecast.restore", .object = d->site.code, .detail = detail }, s->f);
	return e;
}

static err_t
decide_all(struct scoring *s, const decision_list *list)
{
	instant_t recorded_at;
	err_t e = begin_write(s, &recorded_at);
	for (size_t i = 0; !e && i < list->n; i++)
		e = decide(s, &list->at[i], recorded_at);
	e = end_write(s, e);
	for (size_t i = 0; !e && i < list->n; i++)
		log_event(LOG_INFO, list->at[i].demoted ? "a forecast model loses to persistence and is set back" : "a forecast model is in force again",
		    LOG_STR("facility", list->at[i].site.code), LOG_STR("model", list->at[i].model), LOG_END);
	s->done->decided += e ? 0 : (int64_t)list->n;
	return e;
}

static err_t
score_some(struct scoring *s, day_t unused)
{
	(void)unused;
	score_list rows = { 0 };
	decision_list decisions = { 0 };
	instant_t recorded_at;
	err_t e = think_of_truths(s, &rows);
	if (!e && rows.n > 0) {
		e = begin_write(s, &recorded_at);
		if (!e)
			e = store_score_add(s->c, recorded_at, rows.at, rows.n, s->a, s->f);
		e = end_write(s, e);
	}
	if (!e && rows.n > 0) {
		s->done->scored += (int64_t)rows.n;
		metric_add(METRIC_FORECAST_SCORED, (int64_t)rows.n);
		e = think_of_records(s, &decisions);
	}
	if (!e && decisions.n > 0)
		e = decide_all(s, &decisions);
	VEC_FREE(&rows);
	VEC_FREE(&decisions);
	return e;
}

/* ---- a province ----------------------------------------------------------------------------------------- */

static err_t
for_all(struct scoring *s, const struct store_site_list *list, day_t day, err_t (*step)(struct scoring *s, day_t day))
{
	err_t e = ERR_OK;
	for (size_t from = 0; !e && from < list->n && !*s->ending; from += CHUNK) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		s->a = a;
		s->some = (struct store_score_sites){ list->items + from, list->n - from < CHUNK ? list->n - from : CHUNK };
		e = step(s, day);
	}
	return e;
}

static err_t
open_days(struct scoring *s, const struct store_site_list *list)
{
	int16_t shard = store_site_shard(s->province);
	day_t opened, last = calendar_day_of(s->now - APP_SCORE_MORNING * INSTANT_MINUTE); /* the day whose morning was the last */
	err_t e = store_score_opened(s->c, shard, &opened, s->f);
	if (e)
		return e;
	if (opened == DAY_NONE || opened < last - APP_SCORE_CATCH_UP)
		opened = last - APP_SCORE_CATCH_UP;
	for (day_t d = opened + 1; !e && d <= last && !*s->ending; d++) {
		e = app_watermark_wait(s->app->watermark, calendar_at(d, APP_SCORE_MORNING), s->f);
		if (!e)
			e = for_all(s, list, d, open_some);
		if (!e && !*s->ending)
			e = store_score_opened_put(s->c, shard, d, s->f);
	}
	return e;
}

err_t
app_score_forecasts(struct app *app, const char *province, const _Atomic bool *ending, struct app_scored *ret, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_site_list list;
	*ret = (struct app_scored){ 0 };
	struct scoring s = { .app = app, .province = province, .ending = ending, .done = ret, .f = f, .now = clock_now(app->clock) };
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	s.c = c;
	if (!e)
		e = store_site_list(app->sites, c, province, STORE_FACILITY, END_OF_TIME, a, &list, f);
	if (!e && list.n > 0)
		e = open_days(&s, &list);
	if (!e && list.n > 0)
		e = for_all(&s, &list, DAY_NONE, score_some);
	return e;
}
