#include "forecast/hindsight.h"

#include "forecast/runout.h"

#include <math.h>

const double forecast_hindsight_days[FORECAST_HINDSIGHT_STOCKS] = { 1, 2, 3, 5, 7, 10 };
const double forecast_hindsight_marks[FORECAST_HINDSIGHT_MARKS] = { .1, .5, .9 };

/* Hours until the days as they were have used `stock` values, each day evenly. INFINITY: not within them; NAN: nobody knows, because
 * a day before was not published. */
static double
hours_lasted(const struct forecast_hindsight_case *c, double stock)
{
	for (int d = 0; d < c->days; d++) {
		if (isnan(c->truth[d]))
			return NAN;
		if (c->truth[d] >= stock && c->truth[d] > 0)
			return 24 * (d + stock / c->truth[d]);
		stock -= c->truth[d];
	}
	return INFINITY;
}

static struct forecast_demand
demand_of(const struct forecast_hindsight_case *c)
{
	struct forecast_demand d = { .method = FORECAST_METERED, .as_of_day = c->origin, .first_day = c->origin + 1, .days = c->days, .last_truth_day = c->origin };
	for (int i = 0; i < c->days; i++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			d.g[i][k] = llround(c->q[i][k] * c->unit_g);
	return d;
}

static struct forecast_hours
hours_said(const struct forecast_hindsight_case *c, const struct forecast_paths_table *t, const struct forecast_paths *paths, double stock)
{
	struct forecast_runout_site site;
	instant_t now = calendar_start(c->origin + 1);
	struct forecast_truth truth = { .at = now, .g = llround(stock * c->unit_g) };
	struct forecast_system system = { .truths = &truth, .n_truths = 1, .share_pct = NAN, .limit_lpm = NAN };
	forecast_runout_make(&(struct forecast_runout_input){ .now = now, .systems = &system, .n_systems = 1, .paths = paths, .table = t, .flow_lpm = NAN }, &site);
	return site.site.hours;
}

void
forecast_hindsight_add(struct forecast_hindsight *h, const struct forecast_paths_table *t, const struct forecast_hindsight_case *c)
{
	struct forecast_demand d = demand_of(c);
	struct forecast_paths paths;
	if (!(c->last > 0))
		return;
	forecast_paths_make(t, &d, c->place * 1000003 + (uint64_t)c->origin, &paths);
	double end = fmin(24.0 * c->days, FORECAST_HOURS_MAX);
	for (int s = 0; s < FORECAST_HINDSIGHT_STOCKS; s++) {
		double stock = forecast_hindsight_days[s] * c->last, lasted = hours_lasted(c, stock);
		struct forecast_hours said = hours_said(c, t, &paths, stock);
		const double mark[FORECAST_HINDSIGHT_MARKS] = { said.p10, said.p50, said.p90 };
		for (int m = 0; m < FORECAST_HINDSIGHT_MARKS && !isnan(lasted); m++)
			if (mark[m] < end) {
				h->n[s][m]++;
				h->earlier[s][m] += lasted < mark[m];
			}
	}
}

double
forecast_hindsight_share(const struct forecast_hindsight *h, int stock, int mark)
{
	long n = 0, earlier = 0;
	for (int s = 0; s < FORECAST_HINDSIGHT_STOCKS; s++)
		if (stock < 0 || s == stock) {
			n += h->n[s][mark];
			earlier += h->earlier[s][mark];
		}
	return n > 0 ? (double)earlier / (double)n : NAN;
}
