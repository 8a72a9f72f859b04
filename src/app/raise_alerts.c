/* raise_alerts - one snapshot, one small transaction. */
#include "app/raise_alerts.h"

#include "app/facility_status.h"
#include "base/metric.h"
#include "base/vec.h"
#include "store/alert.h"
#include "store/audit.h"

#include <math.h>
#include <string.h>

#define END_OF_TIME (INT64_C(253402300799) * INSTANT_SECOND)

struct alerts {
	struct store_alert *at;
	size_t n, cap;
};

struct sweep {
	struct app *app;
	struct db_conn *c;
	struct arena *a;
	struct faults *f;
	instant_t now, recorded_at;
	struct store_alert_list open;
	struct alerts raise, ease, close;
};

static enum store_alert_level
of_stock(const struct app_facility_status *s)
{
	return s->level == STOCK_RED ? STORE_ALERT_RED : s->level == STOCK_AMBER ? STORE_ALERT_AMBER : STORE_ALERT_NONE;
}

static enum store_alert_level
of_flow(const struct app_facility_status *s)
{
	switch (forecast_level_of_flow(s->site.flow.percent, s->input.levels)) {
	case FORECAST_FLOW_CRITICAL:
	case FORECAST_FLOW_RED: return STORE_ALERT_RED;
	case FORECAST_FLOW_AMBER: return STORE_ALERT_AMBER;
	case FORECAST_FLOW_UNKNOWN:
	case FORECAST_FLOW_OK: break;
	}
	return STORE_ALERT_NONE;
}

static enum store_alert_level
of_silence(const struct app_facility_status *s)
{
	return s->site.stale && s->site.as_of_truth != INSTANT_NONE ? STORE_ALERT_WATCH : STORE_ALERT_NONE;
}

static const struct {
	enum store_alert_kind kind;
	enum store_alert_level (*level)(const struct app_facility_status *s);
} kinds[] = {
	{ STORE_ALERT_STOCK, of_stock },
	{ STORE_ALERT_FLOW, of_flow },
	{ STORE_ALERT_SILENT, of_silence },
};

static const struct store_alert *
find_open(const struct sweep *w, int64_t site_id, enum store_alert_kind kind)
{
	for (size_t i = 0; i < w->open.n; i++)
		if (w->open.items[i].site_id == site_id && w->open.items[i].kind == kind)
			return &w->open.items[i];
	return NULL;
}

/* Smaller is worse, 0 is nothing. */
static bool
is_worse(enum store_alert_level x, enum store_alert_level than)
{
	return x != STORE_ALERT_NONE && (than == STORE_ALERT_NONE || x < than);
}

static void
compare(struct sweep *w, const struct app_facility_status *s, enum store_alert_kind kind, enum store_alert_level level)
{
	const struct store_site *site = &s->position->site;
	const struct store_alert *open = find_open(w, site->site_id, kind);
	const struct forecast_runout *run = &s->site.run.site;
	if (open != NULL && (level == STORE_ALERT_NONE || is_worse(level, open->level)))
		*VEC_ADD(&w->close) = *open;
	if (is_worse(level, open != NULL ? open->level : STORE_ALERT_NONE))
		*VEC_ADD(&w->raise) = (struct store_alert){ .shard = site->shard, .site_id = site->site_id, .id = id_new(w->now), .kind = kind, .level = level,
			.hours_p10 = run->known ? run->hours.p10 : NAN };
	else if (open != NULL && level != STORE_ALERT_NONE && level != open->level) {
		struct store_alert *eased = VEC_ADD(&w->ease);
		*eased = *open;
		eased->level = level;
	}
}

static void
close_all(struct sweep *w, int64_t site_id)
{
	for (size_t i = 0; i < w->open.n; i++)
		if (w->open.items[i].site_id == site_id && w->open.items[i].kind != STORE_ALERT_DELIVERY)
			*VEC_ADD(&w->close) = w->open.items[i];
}

static err_t
look(struct sweep *w, const struct store_site *sites, size_t n)
{
	struct store_position *p;
	struct forecast_site_work *work = ARENA_NEW(w->a, struct forecast_site_work);
	struct app_facility_status *s = ARENA_NEW(w->a, struct app_facility_status);
	struct store_position_query q = { .sites = sites, .n = n, .at = { w->now, END_OF_TIME }, .days = STORE_FLOW_HISTORY };
	err_t e = app_facility_status_load(w->c, &q, w->a, &p, w->f);
	if (!e)
		e = store_alert_open(w->c, sites, n, w->a, &w->open, w->f);
	for (size_t i = 0; !e && i < n; i++) {
		if (!app_facility_status_is_open(&p[i], calendar_day_of(w->now))) {
			close_all(w, sites[i].site_id);
			continue;
		}
		app_facility_status_project(w->app, &p[i], w->now, work, w->a, s);
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
			compare(w, s, kinds[k].kind, kinds[k].level(s));
	}
	return e;
}

static err_t
audit(struct sweep *w, const struct alerts *list, const char *verb)
{
	char text[ID_TEXT];
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < list->n; i++)
		e = store_audit_add(w->c, &(struct store_audit){ .shard = list->at[i].shard, .site_id = list->at[i].site_id, .recorded_at = w->recorded_at,
		                              .verb = verb, .object = id_text(list->at[i].id, text) }, w->f);
	return e;
}

static err_t
write(struct sweep *w)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_begin(w->c, DB_WRITE, NULL, w->f);
	if (!e)
		e = db_query(w->c, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(w->now)), &r, w->f);
	if (!e)
		w->recorded_at = db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT);
	if (!e)
		e = store_alert_close(w->c, w->close.at, w->close.n, w->recorded_at, w->a, w->f);
	if (!e)
		e = store_alert_ease(w->c, w->ease.at, w->ease.n, w->a, w->f);
	if (!e)
		e = store_alert_raise(w->c, w->raise.at, w->raise.n, w->recorded_at, w->a, w->f);
	if (!e)
		e = audit(w, &w->close, "alert.close");
	if (!e)
		e = audit(w, &w->raise, "alert.raise");
	return e ? e : db_commit(w->c, w->f);
}

static void
count(struct sweep *w)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct faults ignored = { 0 };
	if (db_query(w->c, Q_ALERT_COUNT, NULL, &r, &ignored) == ERR_OK)
		metric_set(METRIC_ALERTS_OPEN, db_int(r, 0, C_ALERT_COUNT_N));
}

err_t
app_raise_alerts(struct app *app, const struct store_site *sites, size_t n, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct sweep w = { .app = app, .a = a, .f = f, .now = clock_now(app->clock) };
	err_t e = db_acquire(app->db, DB_JOB, &w.c, f);
	if (!e)
		e = look(&w, sites, n);
	if (!e && w.raise.n + w.ease.n + w.close.n > 0) {
		e = write(&w);
		if (!e)
			count(&w);
	}
	db_release(w.c);
	VEC_FREE(&w.raise);
	VEC_FREE(&w.ease);
	VEC_FREE(&w.close);
	return e;
}
