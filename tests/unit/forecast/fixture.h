/* fixture - histories and inputs for the tests of the forecast library. */
#ifndef OXY_TESTS_FORECAST_FIXTURE_H
#define OXY_TESTS_FORECAST_FIXTURE_H

#include "base/attr.h"
#include "base/rng.h"
#include "forecast/demand.h"

#include <math.h>
#include <string.h>

enum { TODAY = 20778, DAYS = 120 };

/* A facility's history in arrays of its own; element DAYS - 1 is TODAY. */
struct site {
	double use[DAYS], lack[DAYS], census[DAYS][FORECAST_MODALITIES];
	int n;
};

static UNUSED void
site_clear(struct site *s)
{
	s->n = DAYS;
	for (int i = 0; i < DAYS; i++) {
		s->use[i] = NAN;
		s->lack[i] = 0;
		for (int m = 0; m < FORECAST_MODALITIES; m++)
			s->census[i][m] = NAN;
	}
}

/* grams on day i: level x exp(rate x days before the last), with log noise */
static UNUSED void
site_use(struct site *s, double level, double rate, double noise, uint64_t seed)
{
	struct rng r = rng_seed(seed, 1);
	for (int i = 0; i < DAYS; i++)
		s->use[i] = level * exp(rate * (i - DAYS + 1) + noise * rng_normal(&r));
}

static UNUSED struct forecast_history
site_history(const struct site *s)
{
	return (struct forecast_history){ .last_day = TODAY, .n = s->n, .consumed_g = s->use,
		.short_share = s->lack, .census = s->census };
}

static UNUSED struct forecast_demand_input
site_input(const struct site *s)
{
	return (struct forecast_demand_input){ .as_of_day = TODAY, .first_day = TODAY + 1, .days = 14,
		.history = site_history(s), .beds = -1, .icu_beds = -1, .expected_tomorrow_g = NAN,
		.pool_site = -1 };
}

#endif
