/* surge_scenario - many models, one scenario a facility. */
#include "app/surge_scenario.h"

#include "base/str.h"

#include <math.h>
#include <string.h>

enum { CENSUS_DAYS = 7, COVID = STORE_CENSUS - 1 }; /* an older census says nothing of today */

err_t
app_surge_scenario_load(struct db_conn *c, const char *province, struct store_moment at, struct arena *a, struct app_surge *ret,
    struct faults *f)
{
	struct store_surge_list list;
	err_t e = store_surge_in_force(c, province, calendar_day_of(at.now), at.recorded_by, a, &list, f);
	if (e)
		return e;
	*ret = (struct app_surge){ .province = province, .members = ARENA_ARRAY(a, struct app_surge_member, list.n) };
	for (size_t i = 0; i < list.n; i++) {
		const struct store_surge_model *m = &list.items[i];
		struct app_surge_member *to = &ret->members[ret->n];
		*to = (struct app_surge_member){ .model = m->model, .location = m->location, .target = m->target, .weight = APP_SURGE_WEIGHT };
		ret->n += forecast_surge_build(&(struct forecast_surge_input){ .reference_day = m->reference_date, .target = m->target, .rows = m->rows,
		                                   .n_rows = m->n, .census_now = NAN },
		              &to->surge) == ERR_OK;
	}
	return ERR_OK;
}

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
};

/* Factors from today on, relative to today's median; the last one holds on. */
static void
add(struct blend *b, const struct forecast_scenario *one, day_t today)
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
}

bool
app_surge_scenario_make(const struct app_surge *s, const struct store_position *p, double share, day_t today, struct forecast_scenario *ret)
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
			add(&b, &one, today);
	}
	if (!(b.weights > 0))
		return false;
	*ret = (struct forecast_scenario){ .from_day = today, .weight = b.most };
	ret->n = b.n < FORECAST_HORIZON_MAX + 1 ? b.n : FORECAST_HORIZON_MAX + 1;
	for (int h = 0; h < ret->n; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			ret->factor[h][k] = exp(b.log_sum[h][k] / b.weights);
	return true;
}
