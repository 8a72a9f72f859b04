/* paths - rank-coupled sample paths.
 *
 * The table holds, per day, a permutation of 0..199: the rank of each path in an autoregressive
 * normal field. A day's 200 stratum values are then computed once from its quantiles and dealt out
 * by rank, so a facility costs no random numbers, no normal integral and no sort. Invariant: each
 * row of rank[] is a permutation, therefore every margin holds exactly. */
#include "forecast/paths.h"

#include "base/attr.h"
#include "base/rng.h"
#include "forecast/order.h"
#include "forecast/trajectories.h"

#include <math.h>
#include <string.h>

/* Day-to-day correlation by method. Metered: of .80 to .95 the one whose hours to empty are right most evenly over stocks of 1 to 10 days
 * (doc/forecast.md); the others are assumptions. A metered forecast errs by noise and by trend, a
 * census rate is wrong in the same direction for weeks, a bed rate for ever. */
static const double couplings[FORECAST_COUPLINGS] = { .90, .93, .98 };

static int
coupling_of(enum forecast_method m)
{
	return m == FORECAST_METERED ? 0 : m == FORECAST_CENSUS ? 1 : 2;
}

/* Ranks of 200 values, ties by index: quadratic, and done once per table. */
static void
rank(const double *v, uint8_t *ret)
{
	for (int i = 0; i < FORECAST_PATHS; i++) {
		int below = 0;
		for (int j = 0; j < FORECAST_PATHS; j++)
			below += v[j] < v[i] || (v[j] == v[i] && j < i);
		ret[i] = (uint8_t)below;
	}
}

/* An autoregressive field of normals, day by day, reduced to ranks; rho 0 is independent days. */
static void
rank_field(uint8_t (*ret)[FORECAST_PATHS], int rows, double rho, struct rng *r)
{
	double z[FORECAST_PATHS], scale = sqrt(1 - rho * rho);
	for (int row = 0; row < rows; row++) {
		for (int p = 0; p < FORECAST_PATHS; p++)
			z[p] = row ? rho * z[p] + scale * rng_normal(r) : rng_normal(r);
		rank(z, ret[row]);
	}
}

static void
mix_strata(struct forecast_paths_table *t)
{
	int low = 0;
	for (int s = 0; s < FORECAST_PATHS; s++) {
		double level = (s + .5) / FORECAST_PATHS, z = forecast_quantile_normal(level);
		while (low < FORECAST_LEVELS - 2 && forecast_quantile_level(low + 1) <= level)
			low++;
		double z0 = forecast_quantile_score(low), z1 = forecast_quantile_score(low + 1);
		t->mix[s] = (struct forecast_paths_mix){ low, (z - z0) / (z1 - z0) };
		t->score[s] = z;
	}
}

void
forecast_paths_table_init(struct forecast_paths_table *t, uint64_t seed)
{
	t->seed = seed;
	mix_strata(t);
	for (int c = 0; c < FORECAST_COUPLINGS; c++) {
		struct rng r = rng_seed(seed, (uint64_t)c);
		rank_field(t->rank[c], FORECAST_DAYS_MAX, couplings[c], &r);
	}
	struct rng r = rng_seed(seed, FORECAST_COUPLINGS);
	rank_field(t->outage, FORECAST_DAYS_MAX, 0, &r);
	rank_field(t->punctual, FORECAST_RECEIPTS_MAX, 0, &r);
}

void
forecast_paths_strata(const struct forecast_paths_table *t, const int64_t q[FORECAST_LEVELS], float ret[FORECAST_PATHS])
{
	for (int s = 0; s < FORECAST_PATHS; s++) {
		double a = (double)q[t->mix[s].low], b = (double)q[t->mix[s].low + 1];
		double v = a + t->mix[s].weight * (b - a);
		ret[s] = v > 0 ? (float)v : 0;
	}
}

struct forecast_paths_turn
forecast_paths_turn_of(const struct forecast_paths_table *t, uint64_t site_seed)
{
	static const int strides[] = { 1, 3, 7, 9, 11, 13, 17, 19 }; /* coprime to 200 */
	struct rng r = rng_seed(site_seed, t->seed);
	if (site_seed == 0)
		return (struct forecast_paths_turn){ 0, 1 };
	int shift = (int)rng_below(&r, FORECAST_PATHS);
	return (struct forecast_paths_turn){ shift, strides[rng_below(&r, ARRAY_LEN(strides))] };
}

const uint8_t (*forecast_paths_ranks(const struct forecast_paths_table *t, enum forecast_method m))[FORECAST_PATHS]
{
	return t->rank[coupling_of(m)];
}

/* A float keeps 15 bits of the mixture; the path's number is in the other 8, so that sorting the numbers sorts the paths, and ties go by
 * number. */
void
forecast_paths_order(const struct forecast_paths_table *t, const struct forecast_paths_field *fields, int n, uint8_t ret[FORECAST_PATHS])
{
	double z[FORECAST_PATHS];
	float key[FORECAST_PATHS];
	uint32_t bits;
	for (int p = 0; p < FORECAST_PATHS; p++)
		z[p] = 8; /* above 0, so that bits ascend as it does */
	for (int i = 0; i < n; i++) {
		double weight = sqrt(fields[i].part);
		for (int p = 0, at = fields[i].turn.shift; p < FORECAST_PATHS && weight > 0; p++) {
			z[p] += weight * t->score[fields[i].rank[at]];
			at = (at + fields[i].turn.stride) % FORECAST_PATHS;
		}
	}
	for (int p = 0; p < FORECAST_PATHS; p++) {
		float v = (float)z[p];
		memcpy(&bits, &v, sizeof bits);
		bits = (bits & ~(uint32_t)0xff) | (uint32_t)p;
		memcpy(&key[p], &bits, sizeof bits);
	}
	forecast_order_sort(key);
	for (int k = 0; k < FORECAST_PATHS; k++) {
		memcpy(&bits, &key[k], sizeof bits);
		ret[k] = (uint8_t)(bits & 0xff);
	}
}

/* A day that is partly led by a surge forecast's futures. */
static void
deal_led_day(const struct forecast_paths_table *t, const struct forecast_demand *d, const float *value, const struct forecast_paths_field *own,
    int row, float *ret)
{
	uint8_t order[FORECAST_PATHS];
	const struct forecast_paths_field field[] = {
		{ forecast_trajectories_on(d->led_by, d->first_day + row), { 0, 1 }, d->led },
		{ own->rank, own->turn, 1 - d->led },
	};
	forecast_paths_order(t, field, ARRAY_LEN(field), order);
	for (int k = 0; k < FORECAST_PATHS; k++)
		ret[order[k]] = value[k];
}

static void
deal_day(const float *value, const uint8_t *ranks, struct forecast_paths_turn turn, float *ret)
{
	int at = turn.shift;
	for (int p = 0; p < FORECAST_PATHS; p++) {
		ret[p] = value[ranks[at]];
		at += turn.stride;
		at -= at >= FORECAST_PATHS ? FORECAST_PATHS : 0;
	}
}

void
forecast_paths_make(const struct forecast_paths_table *t, const struct forecast_demand *d,
    uint64_t site_seed, struct forecast_paths *ret)
{
	const uint8_t (*ranks)[FORECAST_PATHS] = forecast_paths_ranks(t, d->method);
	struct forecast_paths_turn turn = forecast_paths_turn_of(t, site_seed);
	float value[FORECAST_PATHS];
	ret->first_day = d->first_day;
	ret->days = d->method == FORECAST_UNKNOWN ? 0 : d->days;
	for (int row = 0; row < ret->days; row++) {
		forecast_paths_strata(t, d->g[row], value);
		if (d->led_by != NULL && d->led > 0)
			deal_led_day(t, d, value, &(struct forecast_paths_field){ ranks[row], turn, 1 }, row, ret->g[row]);
		else
			deal_day(value, ranks[row], turn, ret->g[row]);
	}
}
