#include "forecast/wave.h"

#include "forecast/score.h"
#include "lib/suite.h"
#include "unit/forecast/waves.h"

#include <string.h>

/* Mean WIS of the seeded pool below, plain and on logs; a change of method changes them. */
#define GOLDEN_WIS 18.4662
#define GOLDEN_LOG .228540

static struct waves pool;

typedef double quantiles_t[FORECAST_WAVE_FAR][FORECAST_LEVELS];

/* Feeds the days before `end` of places in the order given (NULL: as they stand). */
static struct forecast_wave *
fed(const struct waves *p, int n, int end, const int *order, int horizon)
{
	struct forecast_wave *w = forecast_wave_new((size_t)n, horizon, NULL);
	double value[WAVES_PLACES];
	for (int t = 0; t < end; t++) {
		for (int i = 0; i < n; i++)
			value[i] = p->value[order ? order[i] : i][t];
		forecast_wave_day(w, WAVES_START + t, value);
	}
	return w;
}

static void
check_sane(double (*q)[FORECAST_LEVELS], int days)
{
	bool sane = true;
	for (int h = 0; h < days; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			sane &= isfinite(q[h][k]) && q[h][k] >= (k ? q[h][k - 1] : 0);
	ck_assert(sane);
}

START_TEST(a_place_has_a_forecast_from_its_21st_day_until_a_week_of_silence)
{
	double x = 50;
	quantiles_t q;
	struct forecast_wave *w = forecast_wave_new(1, FORECAST_WAVE_NEAR, NULL);
	for (int t = 0; t < 21; t++) {
		ck_assert(!forecast_wave_knows(w, 0));
		forecast_wave_quantiles(w, 0, q);
		ck_assert_double_eq(q[5][FORECAST_MEDIAN], 0);
		forecast_wave_day(w, t, &x);
	}
	ck_assert(forecast_wave_knows(w, 0));
	forecast_wave_quantiles(w, 0, q);
	ck_assert_double_eq_tol(q[6][FORECAST_MEDIAN], 50, 3);
	x = NAN;
	for (int t = 21; t < 28; t++) {
		forecast_wave_day(w, t, &x);
		ck_assert_int_eq(forecast_wave_age(w, 0), t - 20);
		ck_assert(forecast_wave_knows(w, 0));
	}
	forecast_wave_day(w, 28, &x);
	ck_assert(!forecast_wave_knows(w, 0));
	forecast_wave_today(w, 0, q[0]);
	ck_assert_double_eq(q[0][0], 0);
	forecast_wave_free(w);
	forecast_wave_free(NULL);
}
END_TEST

START_TEST(quantiles_are_ordered_and_finite_for_every_kind_of_pool)
{
	for (int kind = 0; kind < WAVES_KINDS; kind++) {
		waves_make(&pool, (enum waves_kind)kind, 5, 11);
		for (int end = 30; end <= WAVES_DAYS; end += 45) {
			struct forecast_wave *w = fed(&pool, 5, end, NULL, FORECAST_WAVE_FAR);
			for (size_t i = 0; i < 5; i++) {
				quantiles_t q;
				forecast_wave_quantiles(w, i, q);
				check_sane(q, FORECAST_WAVE_FAR);
			}
			forecast_wave_free(w);
		}
	}
}
END_TEST

START_TEST(no_number_breaks_it)
{
	static const double odd[] = { NAN, INFINITY, -INFINITY, -1, 0, 1e-300, .5, 1, 7, 300, 5e5, 1e12, 1e13, 1e300 };
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct rng r = rng_seed(seed, 5);
		struct forecast_wave *w = forecast_wave_new(3, seed % 2 ? 14 : 28, NULL);
		uint32_t kinds = 4 + rng_below(&r, 11), steady = rng_below(&r, 3);
		quantiles_t q;
		double value[3] = { 0 };
		for (int t = 0; t < 150; t++) {
			for (int i = 0; i < 3; i++)
				if (rng_below(&r, 1 + 3 * steady) == 0)
					value[i] = odd[rng_below(&r, kinds)];
			forecast_wave_day(w, INT32_MIN + 10 + t, value);
			for (size_t i = 0; i < 3; i++) {
				forecast_wave_quantiles(w, i, q);
				check_sane(q, seed % 2 ? 14 : 28);
				forecast_wave_today(w, i, q[0]);
				check_sane(q, 1);
			}
		}
		forecast_wave_free(w);
	}
}
END_TEST

START_TEST(the_order_of_places_changes_the_last_digits_only)
{
	static const int order[] = { 7, 3, 0, 5, 1, 6, 2, 4 };
	waves_make(&pool, WAVES_PLAIN, 8, 3);
	struct forecast_wave *a = fed(&pool, 8, 250, NULL, 14), *b = fed(&pool, 8, 250, order, 14);
	for (size_t i = 0; i < 8; i++) {
		quantiles_t p, q;
		forecast_wave_quantiles(a, (size_t)order[i], p);
		forecast_wave_quantiles(b, i, q);
		for (int k = 0; k < FORECAST_LEVELS; k++)
			ck_assert_double_eq_tol(p[13][k], q[13][k], 1e-4 * (1 + q[13][k]));
	}
	forecast_wave_free(a);
	forecast_wave_free(b);
}
END_TEST

/* Largest |log ratio| of two pools' medians a fortnight ahead; ten more patients, since few are rounded. */
static double
moved(struct forecast_wave *a, struct forecast_wave *b, size_t from, size_t to)
{
	double most = 0;
	for (size_t i = from; i < to; i++) {
		quantiles_t p, q;
		forecast_wave_quantiles(a, i, p);
		forecast_wave_quantiles(b, i, q);
		most = fmax(most, fabs(log((p[13][11] + 10) / (q[13][11] + 10))));
	}
	return most;
}

START_TEST(a_place_that_never_changes_moves_the_others_little)
{
	waves_make(&pool, WAVES_PLAIN, 9, 21);
	for (int t = 0; t < WAVES_DAYS; t++)
		pool.value[8][t] = 40;
	for (int end = 60; end < 280; end += 20) {
		struct forecast_wave *a = fed(&pool, 8, end, NULL, 14), *b = fed(&pool, 9, end, NULL, 14);
		ck_assert_double_lt(moved(a, b, 0, 8), .35);
		forecast_wave_free(a);
		forecast_wave_free(b);
	}
}
END_TEST

START_TEST(a_far_outlier_moves_nobody_elses_median_far)
{
	waves_make(&pool, WAVES_PLAIN, 8, 5);
	struct forecast_wave *a = fed(&pool, 8, 200, NULL, 14);
	for (int t = 199; t >= 196; t--) {
		struct waves wild = pool;
		wild.value[0][t] = 1e9;
		struct forecast_wave *b = fed(&wild, 8, 200, NULL, 14);
		ck_assert_double_lt(moved(a, b, 1, 8), .5);
		forecast_wave_free(b);
	}
	forecast_wave_free(a);
}
END_TEST

START_TEST(a_forecast_knows_of_no_other_pool_and_no_later_day)
{
	waves_make(&pool, WAVES_PLAIN, 4, 9);
	struct forecast_wave *a = fed(&pool, 4, 200, NULL, 14), *b = fed(&pool, 4, 150, NULL, 14);
	struct forecast_wave *c = forecast_wave_new(4, 14, NULL);
	forecast_wave_copy(c, b);
	for (int t = 150; t < 200; t++) {
		double value[4] = { pool.value[0][t], pool.value[1][t], pool.value[2][t], pool.value[3][t] };
		forecast_wave_day(c, WAVES_START + t, value);
	}
	for (size_t i = 0; i < 4; i++) {
		quantiles_t p = { { 0 } }, q = { { 0 } };
		forecast_wave_quantiles(a, i, p);
		forecast_wave_quantiles(c, i, q);
		ck_assert_mem_eq(p, q, sizeof p);
	}
	forecast_wave_free(a);
	forecast_wave_free(b);
	forecast_wave_free(c);
}
END_TEST

START_TEST(a_late_report_widens_and_today_is_believed_between_last_and_forecast)
{
	quantiles_t now, late;
	double today[FORECAST_LEVELS];
	waves_make(&pool, WAVES_PLAIN, 6, 2);
	struct forecast_wave *a = fed(&pool, 6, 200, NULL, 14);
	forecast_wave_quantiles(a, 2, now);
	forecast_wave_today(a, 2, today);
	ck_assert_double_eq(today[0], pool.value[2][199]);
	ck_assert_double_eq(today[22], pool.value[2][199]);
	pool.value[2][199] = pool.value[2][198] = NAN;
	struct forecast_wave *b = fed(&pool, 6, 200, NULL, 14);
	forecast_wave_quantiles(b, 2, late);
	forecast_wave_today(b, 2, today);
	ck_assert_double_lt(today[3], today[19]);
	ck_assert_double_gt(late[0][19] / (late[0][3] + 1), now[0][19] / (now[0][3] + 1));
	forecast_wave_free(a);
	forecast_wave_free(b);
}
END_TEST

START_TEST(sixty_years_of_days_leave_it_as_it_was)
{
	struct forecast_wave *w = forecast_wave_new(1, 14, NULL);
	quantiles_t q;
	for (int t = 0; t < 22000; t++) {
		double x = 100 + 10 * (t % 5);
		forecast_wave_day(w, t, &x);
	}
	forecast_wave_quantiles(w, 0, q);
	check_sane(q, 14);
	ck_assert_double_eq_tol(q[6][FORECAST_MEDIAN], 120, 15);
	ck_assert_double_lt(q[6][20] - q[6][2], 120);
	forecast_wave_free(w);
}
END_TEST

static void
sum_scores(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	struct forecast_score *s = arg;
	for (int h = 1; h <= 14; h++)
		forecast_score_add(s, q[h - 1], pool.value[series][origin - WAVES_START + h]);
}

START_TEST(a_seeded_pool_scores_as_it_did_when_it_was_written_down)
{
	struct forecast_score s = { 0 };
	waves_make(&pool, WAVES_PLAIN, 8, 1);
	ck_assert_int_eq(forecast_backtest_run(pool.series, 8, NULL, sum_scores, &s, NULL), 264);
	ck_assert_double_eq_tol(s.wis / (double)s.n, GOLDEN_WIS, 1e-3 * GOLDEN_WIS);
	ck_assert_double_eq_tol(s.wis_log / (double)s.n, GOLDEN_LOG, 1e-3 * GOLDEN_LOG);
	ck_assert_int_ge(s.in90 * 100, s.n * 84);
	ck_assert_int_le(s.in90 * 100, s.n * 97);
}
END_TEST

/* How far the 99 per cent level of tomorrow is from the median at hospital 0, in log: four hospitals that vary by a tenth, among so
 * many wards with nobody in them but for a week now and then. */
static double
tail_of_a_hospital(int wards)
{
	enum { HOSPITALS = 4, WARDS = 80, LENGTH = 120 };
	struct rng r = rng_seed(11, 1);
	quantiles_t q;
	double x[HOSPITALS + WARDS];
	int stay[WARDS] = { 0 };
	struct forecast_wave *w = forecast_wave_new((size_t)(HOSPITALS + wards), FORECAST_WAVE_NEAR, NULL);
	for (int t = 0; t < LENGTH; t++) {
		for (int i = 0; i < HOSPITALS; i++)
			x[i] = floor(100 * exp(.1 * rng_normal(&r)));
		for (int i = 0; i < wards; i++) {
			stay[i] = stay[i] > 0 ? stay[i] - 1 : rng_below(&r, 40) == 0 ? 7 : 0;
			x[HOSPITALS + i] = stay[i] > 0 ? 2 : 0;
		}
		forecast_wave_day(w, 20000 + t, x);
	}
	forecast_wave_quantiles(w, 0, q);
	forecast_wave_free(w);
	return log(q[0][FORECAST_LEVELS - 1] / q[0][FORECAST_MEDIAN]);
}

START_TEST(wards_that_are_mostly_empty_do_not_lengthen_a_hospitals_tails)
{
	double alone = tail_of_a_hospital(0), among = tail_of_a_hospital(80);
	ck_assert_msg(among < 1.5 * alone, "%.3f alone, %.3f among wards", alone, among);
}
END_TEST

SUITE("forecast/wave", a_place_has_a_forecast_from_its_21st_day_until_a_week_of_silence,
    quantiles_are_ordered_and_finite_for_every_kind_of_pool, no_number_breaks_it,
    the_order_of_places_changes_the_last_digits_only,
    a_place_that_never_changes_moves_the_others_little,
    a_far_outlier_moves_nobody_elses_median_far,
    a_forecast_knows_of_no_other_pool_and_no_later_day,
    wards_that_are_mostly_empty_do_not_lengthen_a_hospitals_tails, sixty_years_of_days_leave_it_as_it_was,
    a_late_report_widens_and_today_is_believed_between_last_and_forecast,
    a_seeded_pool_scores_as_it_did_when_it_was_written_down)
