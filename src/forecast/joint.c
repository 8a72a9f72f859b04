#include "forecast/joint.h"

#include "base/attr.h"
#include "forecast/order.h"
#include "forecast/trajectories.h"

#include <math.h>
#include <string.h>

#define SMALL 400.0 /* patients at which a place's own history is worth as much as the pool's (wave_signals.h) */

void
forecast_joint_begin(struct forecast_joint *j, day_t first_day, int days)
{
	memset(j, 0, sizeof *j);
	j->first_day = first_day;
	j->days = days < FORECAST_HORIZON_MAX ? days : FORECAST_HORIZON_MAX;
}

static int
row_of(const struct forecast_demand *d, day_t day)
{
	int row = day - d->first_day;
	return row < 0 ? 0 : row < d->days ? row : d->days - 1;
}

void
forecast_joint_add(
    struct forecast_joint *j, const struct forecast_paths_table *t, const struct forecast_demand *d, uint64_t site_seed, double patients)
{
	const uint8_t (*ranks)[FORECAST_PATHS] = forecast_paths_ranks(t, d->method);
	struct forecast_paths_turn turn = forecast_paths_turn_of(t, site_seed), as_it_is = { 0, 1 };
	double led = d->led_by != NULL ? d->led : 0;
	if (d->method == FORECAST_UNKNOWN)
		return;
	for (int i = 0; i < j->days; i++) {
		float value[FORECAST_PATHS];
		uint8_t order[FORECAST_PATHS];
		forecast_paths_strata(t, d->g[row_of(d, j->first_day + i)], value);
		const struct forecast_paths_field field[] = {
			{ led > 0 ? forecast_trajectories_on(d->led_by, j->first_day + i) : NULL, as_it_is, led },
			{ ranks[i], as_it_is, FORECAST_JOINT_COMMON * (1 - led) },
			{ ranks[i], turn, (1 - FORECAST_JOINT_COMMON) * (1 - led) },
		};
		forecast_paths_order(t, field, ARRAY_LEN(field), order);
		for (int k = 0; k < FORECAST_PATHS; k++)
			j->g[i][order[k]] += llroundf(value[k]);
	}
	double g = (double)d->g[row_of(d, j->first_day)][FORECAST_MEDIAN];
	j->parts++;
	j->weight += g;
	j->small += g * SMALL / (SMALL + (patients > 0 ? patients : 0));
}

void
forecast_joint_merge(struct forecast_joint *j, const struct forecast_joint *part)
{
	for (int i = 0; i < j->days && i < part->days; i++)
		for (int p = 0; p < FORECAST_PATHS; p++)
			j->g[i][p] += part->g[i][p];
	j->parts += part->parts;
	j->weight += part->weight;
	j->small += part->small;
}

static void
day_quantiles(const int64_t *g, int64_t ret[FORECAST_LEVELS])
{
	float v[FORECAST_PATHS];
	for (int p = 0; p < FORECAST_PATHS; p++)
		v[p] = (float)g[p];
	forecast_order_sort(v);
	for (int l = 0; l < FORECAST_LEVELS; l++)
		ret[l] = llround(forecast_order_quantile(v, forecast_quantile_level(l)));
}

void
forecast_joint_quantiles(const struct forecast_joint *j, int64_t (*ret)[FORECAST_LEVELS])
{
	for (int i = 0; i < j->days; i++) {
		if (j->parts > 0)
			day_quantiles(j->g[i], ret[i]);
		for (int l = 0; l < FORECAST_LEVELS && j->parts == 0; l++)
			ret[i][l] = FORECAST_UNKNOWN_G;
	}
}

void
forecast_joint_factors(const struct forecast_joint *j, const int64_t *direct_median_g, double *ret)
{
	double power = j->weight > 0 ? j->small / j->weight : 0;
	for (int i = 0; i < j->days; i++) {
		int64_t q[FORECAST_LEVELS];
		day_quantiles(j->g[i], q);
		bool usable = direct_median_g[i] > 0 && q[FORECAST_MEDIAN] > 0;
		double ratio = usable ? (double)direct_median_g[i] / (double)q[FORECAST_MEDIAN] : 1;
		ret[i] = fmin(fmax(pow(ratio, power), .5), 2);
	}
}

void
forecast_joint_scale(struct forecast_demand *d, day_t first_day, const double *factor, int n)
{
	for (int row = 0; row < d->days && d->method != FORECAST_UNKNOWN; row++) {
		int i = d->first_day + row - first_day;
		if (i < 0) /* a day that is past has been what it was */
			continue;
		for (int l = 0; l < FORECAST_LEVELS; l++)
			d->g[row][l] = llround((double)d->g[row][l] * factor[i < n ? i : n - 1]);
	}
}
