#include "forecast/wave_prior.h"

#include "lib/suite.h"
#include "unit/forecast/waves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct waves pool;
static struct forecast_wave_sum sum;
static struct forecast_wave_prior prior;

static void
drop(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	(void)arg, (void)series, (void)origin, (void)q;
}

START_TEST(the_shipped_prior_has_a_version_and_only_what_its_views_have)
{
	const struct forecast_wave_prior *p = forecast_wave_prior_shipped();
	ck_assert_uint_gt(strlen(p->version), 0);
	for (int view = 0; view < FORECAST_WAVE_VIEWS; view++)
		for (int k = 0; k < FORECAST_WAVE_RUNGS; k++)
			for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++) {
				ck_assert(isfinite(p->coef[view][k][s]));
				if (!forecast_wave_prior_has(view, s))
					ck_assert_double_eq(p->coef[view][k][s], 0);
			}
	for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++)
		ck_assert_double_gt(p->square[s], 0);
	ck_assert(forecast_wave_prior_is_shared(FORECAST_WAVE_POOL_MISS7));
	ck_assert(!forecast_wave_prior_is_shared(FORECAST_WAVE_MISS7));
}
END_TEST

START_TEST(leads_go_up_to_the_far_horizon)
{
	for (int k = 1; k < FORECAST_WAVE_RUNGS; k++)
		ck_assert_int_gt(forecast_wave_prior_lead(k), forecast_wave_prior_lead(k - 1));
	ck_assert_int_eq(forecast_wave_prior_lead(0), 1);
	ck_assert_int_eq(forecast_wave_prior_lead(13), FORECAST_WAVE_NEAR);
	ck_assert_int_eq(forecast_wave_prior_lead(FORECAST_WAVE_RUNGS - 1), FORECAST_WAVE_FAR);
}
END_TEST

START_TEST(a_prior_learned_from_growing_places_expects_growth_to_go_on)
{
	struct forecast_backtest_config c = forecast_backtest_defaults();
	static const struct forecast_wave_prior nothing = { .version = "NONE" };
	c.prior = &nothing;
	c.horizon = FORECAST_WAVE_FAR;
	waves_make(&pool, WAVES_PLAIN, 10, 4);
	forecast_backtest_run(pool.series, 10, &c, drop, NULL, &sum);
	forecast_wave_prior_solve(&sum, "TEST", &prior);
	ck_assert_str_eq(prior.version, "TEST");
	double growth = 0;
	for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++)
		growth += s == FORECAST_WAVE_WEEK || s == FORECAST_WAVE_POOL_WEEK ||
				  s == FORECAST_WAVE_STEP7
			      ? prior.coef[0][6][s]
			      : 0;
	ck_assert_double_gt(growth, .3);
	ck_assert_double_gt(prior.square[FORECAST_WAVE_WEEK], .001);
	struct forecast_wave_sum empty = { .weight = { 0 } };
	forecast_wave_prior_solve(&empty, "EMPTY", &prior);
	ck_assert_double_eq(prior.coef[1][3][2], 0);
}
END_TEST

START_TEST(what_the_engine_prints_is_read_back_and_nothing_else_is)
{
	char path[4096], *text = calloc(1, 1 << 20);
	struct forecast_wave_prior p;
	const struct forecast_wave_prior *shipped = forecast_wave_prior_shipped();
	snprintf(path, sizeof path, "%s/src/forecast/wave_prior.def", getenv("srcdir") ? getenv("srcdir") : ".");
	FILE *f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	ck_assert(forecast_wave_prior_read(text, &p));
	ck_assert_str_eq(p.version, shipped->version);
	ck_assert_mem_eq(p.coef, shipped->coef, sizeof p.coef);
	ck_assert_mem_eq(p.square, shipped->square, sizeof p.square);
	strcpy(text + n, "1"); /* a number too many */
	ck_assert(!forecast_wave_prior_read(text, &p));
	text[n / 2] = '\0'; /* too few */
	ck_assert(!forecast_wave_prior_read(text, &p));
	text[n / 3] = 'x';
	ck_assert(!forecast_wave_prior_read(text, &p));
	ck_assert(!forecast_wave_prior_read("", &p));
	ck_assert(!forecast_wave_prior_read(".version = \"\", 1", &p));
	ck_assert(!forecast_wave_prior_read(".version = \"a name that is much longer than any version is\", 1", &p));
	free(text);
}
END_TEST

SUITE("forecast/wave_prior", the_shipped_prior_has_a_version_and_only_what_its_views_have,
    leads_go_up_to_the_far_horizon, a_prior_learned_from_growing_places_expects_growth_to_go_on,
    what_the_engine_prints_is_read_back_and_nothing_else_is)
