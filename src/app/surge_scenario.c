/* surge_scenario - many models, one scenario a facility. */
#include "app/surge_scenario.h"

#include "base/str.h"
#include "forecast/surge_record.h"

#include <math.h>
#include <string.h>

enum {
	CENSUS_DAYS = 7,  /* an older census says nothing of today */
	FORCE_DAYS = 28,  /* an older round says nothing of tomorrow */
	RECORD_DAYS = 56, /* rounds that a model is judged by; history that a run reads holds 120 days */
	COVID = STORE_CENSUS - 1
};

static bool
build(const struct store_surge_round *r, struct forecast_surge *ret)
{
	struct forecast_surge_input in = { .reference_day = r->reference_date, .target = r->target, .rows = r->rows, .n_rows = r->n, .census_now = NAN };
	return forecast_surge_build(&in, ret) == ERR_OK;
}

/* Rounds of one model, location and target, newest first: the first usable one that is not too old is in force. */
static bool
read_member(const struct store_surge_round *rounds, size_t n, day_t today, struct arena *a, struct app_surge_member *ret)
{
	bool in_force = false;
	*ret = (struct app_surge_member){ .model = rounds[0].model, .location = rounds[0].location, .target = rounds[0].target,
		.past = ARENA_ARRAY(a, struct app_surge_round, n), .weight = forecast_surge_record_weight(&(struct forecast_surge_record){ 0 }) };
	for (size_t i = 0; i < n; i++) {
		if (!in_force && rounds[i].reference_date > today - FORCE_DAYS && build(&rounds[i], &ret->surge)) {
			in_force = true;
			ret->paths = rounds[i].paths;
		}
		if (rounds[i].target == FORECAST_SURGE_CENSUS && build(&rounds[i], &ret->past[ret->n_past].surge))
			ret->past[ret->n_past++].received = calendar_day_of(rounds[i].recorded_at);
	}
	return in_force;
}

static bool
same_member(const struct store_surge_round *a, const struct store_surge_round *b)
{
	return a->target == b->target && strcmp(a->model, b->model) == 0 && strcmp(a->location, b->location) == 0;
}

err_t
app_surge_scenario_load(struct db_conn *c, const char *province, struct store_moment at, struct arena *a, struct app_surge *ret,
    struct faults *f)
{
	struct store_surge_list list;
	day_t today = calendar_day_of(at.now);
	err_t e = store_surge_rounds(c, province, today, RECORD_DAYS, at.recorded_by, a, &list, f);
	if (e)
		return e;
	*ret = (struct app_surge){ .province = province, .members = ARENA_ARRAY(a, struct app_surge_member, list.n) };
	for (size_t i = 0, to; i < list.n; i = to) {
		for (to = i + 1; to < list.n && same_member(&list.items[i], &list.items[to]); to++)
			;
		ret->n += read_member(&list.items[i], to - i, today, a, &ret->members[ret->n]);
	}
	return ERR_OK;
}

/* ---- trust ---------------------------------------------------------------------------------------- */

/* Adds a facility's covid census to the days from `first` on. Its counts hold until the next, and its first one also before, so that
 * facilities that begin or cease to count do not look like growth or decline. False when it never counted. */
static bool
add_census(const struct store_position *p, day_t first, int days, double *sum)
{
	int64_t last = UNKNOWN_I64;
	int i = 0;
	for (; i < p->n_history && last == UNKNOWN_I64; i++)
		last = p->history[i].census[COVID];
	for (int d = 0; d < days && last != UNKNOWN_I64; d++) {
		for (; i < p->n_history && p->history[i].date <= first + d; i++)
			if (p->history[i].census[COVID] != UNKNOWN_I64)
				last = p->history[i].census[COVID];
		sum[d] += (double)last;
	}
	return last != UNKNOWN_I64;
}

/* Covid patients of a province or a facility by day; NAN where nobody ever counted. */
static void
census_of(const struct app_surge *s, const char *location, const struct store_position *all, size_t n, day_t first, int days, double *ret)
{
	bool province = strcmp(location, s->province) == 0, any = false;
	memset(ret, 0, (size_t)days * sizeof *ret);
	for (size_t i = 0; i < n; i++)
		if (province || strcmp(all[i].site.code, location) == 0)
			any = add_census(&all[i], first, days, ret) || any;
	for (int d = 0; d < days && !any; d++)
		ret[d] = NAN;
}

void
app_surge_scenario_weigh(struct app_surge *s, const struct store_position *all, size_t n, day_t today, struct arena *a)
{
	double *truth = ARENA_ARRAY(a, double, RECORD_DAYS);
	day_t first = today - RECORD_DAYS;
	for (size_t i = 0; i < s->n; i++) {
		struct app_surge_member *m = &s->members[i];
		struct forecast_surge_record r = { 0 };
		census_of(s, m->location, all, n, first, RECORD_DAYS, truth);
		for (size_t k = 0; k < m->n_past; k++)
			forecast_surge_record_add(&r, &m->past[k].surge, m->past[k].received, truth, first, RECORD_DAYS);
		m->weight = forecast_surge_record_weight(&r);
	}
}

/* ---- facilities ------------------------------------------------------------------------------------- */

/* The newest number of a census of the last week; NAN when nobody counted. */
static double
newest(const struct store_position *p, day_t today, int from, int to)
{
	for (int i = p->n_history - 1; i >= 0 && p->history[i].date > today - CENSUS_DAYS; i--) {
		double sum = NAN;
		for (int k = from; k < to; k++)
			if (p->history[i].census[k] != UNKNOWN_I64)
				sum = (isnan(sum) ? 0 : sum) + (double)p->history[i].census[k];
		if (!isnan(sum))
			return sum;
	}
	return NAN;
}

static int
beds_of(const struct store_position *p)
{
	return p->card != NULL && p->card->beds >= 0 ? (int)p->card->beds : -1;
}

void
app_surge_scenario_shares(const struct store_position *all, size_t n, day_t today, struct arena *a, double *ret_share)
{
	struct forecast_surge_site *sites = ARENA_ARRAY(a, struct forecast_surge_site, n);
	for (size_t i = 0; i < n; i++)
		sites[i] = (struct forecast_surge_site){ .covid_census = newest(&all[i], today, COVID, COVID + 1), .beds = beds_of(&all[i]) };
	forecast_surge_shares(sites, n, ret_share);
}

/* The best that a model says of a facility: of itself before its province, census before admissions. */
static const struct app_surge_member *
best_of(const struct app_surge *s, size_t from, size_t to, const char *code)
{
	const struct app_surge_member *best = NULL;
	int best_rank = 0;
	for (size_t i = from; i < to; i++) {
		const struct app_surge_member *m = &s->members[i];
		bool own = strcmp(m->location, code) == 0;
		if (!own && strcmp(m->location, s->province) != 0)
			continue;
		int rank = 1 + 2 * own + (m->target == FORECAST_SURGE_CENSUS);
		if (rank > best_rank) {
			best = m;
			best_rank = rank;
		}
	}
	return best;
}

struct blend {
	double log_sum[FORECAST_HORIZON_MAX + 1][FORECAST_LEVELS];
	double weights, most;
	int n;
	struct id paths; /* of the most trusted that has samples, */
	double paths_weight;
};

/* Factors from today on, relative to today's median; the last one holds on. */
static void
add(struct blend *b, const struct forecast_scenario *one, struct id paths, day_t today)
{
	int shift = today - one->from_day, last = one->n - 1;
	int base = shift < 0 ? 0 : shift < last ? shift : last;
	double from = one->factor[base][FORECAST_MEDIAN];
	if (!(from > 0) || base >= last)
		return; /* it has run out: nothing to say of tomorrow */
	for (int h = 0; h <= FORECAST_HORIZON_MAX; h++) {
		int row = h + shift < 0 ? 0 : h + shift < last ? h + shift : last;
		for (int k = 0; k < FORECAST_LEVELS; k++)
			b->log_sum[h][k] += one->weight * log(fmax(one->factor[row][k], 1e-6) / from);
	}
	b->n = last - shift + 1 > b->n ? last - shift + 1 : b->n;
	b->weights += one->weight;
	b->most = fmax(b->most, one->weight);
	if (!id_is_none(paths) && one->weight > b->paths_weight) {
		b->paths = paths;
		b->paths_weight = one->weight;
	}
}

bool
app_surge_scenario_make(const struct app_surge *s, const struct store_position *p, double share, day_t today, struct app_surge_local *ret)
{
	struct blend b = { .n = 0 };
	struct forecast_surge_local local = { .patients = newest(p, today, 0, COVID), .covid_census = newest(p, today, COVID, COVID + 1), .beds = beds_of(p) };
	for (size_t i = 0, to; i < s->n; i = to) {
		for (to = i + 1; to < s->n && str_eq(s->members[to].model, s->members[i].model); to++)
			;
		const struct app_surge_member *m = best_of(s, i, to, p->site.code);
		struct forecast_scenario one;
		if (m == NULL)
			continue;
		local.share = strcmp(m->location, s->province) == 0 ? share : 1;
		local.weight = m->weight;
		if (forecast_surge_scenario(&m->surge, &local, &one))
			add(&b, &one, m->paths, today);
	}
	if (!(b.weights > 0))
		return false;
	*ret = (struct app_surge_local){ .scenario = { .from_day = today, .weight = b.most }, .paths = b.paths, .led = b.most * b.paths_weight / b.weights };
	ret->scenario.n = b.n < FORECAST_HORIZON_MAX + 1 ? b.n : FORECAST_HORIZON_MAX + 1;
	for (int h = 0; h < ret->scenario.n; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			ret->scenario.factor[h][k] = exp(b.log_sum[h][k] / b.weights);
	return true;
}
