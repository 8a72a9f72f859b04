#include "forecast/joint.h"

#include "lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 14, PARTS = 12, DAY = 20000 };

static struct forecast_paths_table table;
static struct forecast_joint sum, other;
static struct forecast_demand part[PARTS];

static void
setup(void)
{
	forecast_paths_table_init(&table, 1);
	for (int i = 0; i < PARTS; i++) {
		part[i] = (struct forecast_demand){ .method = FORECAST_METERED, .first_day = DAY - i % 3, .days = DAYS + 2 };
		for (int d = 0; d < part[i].days; d++)
			for (int l = 0; l < FORECAST_LEVELS; l++)
				part[i].g[d][l] = llround(1e5 * (1 + i) * exp(.15 * forecast_quantile_score(l)));
	}
}

static void
add_all(struct forecast_joint *j, int from, int to)
{
	forecast_joint_begin(j, DAY, DAYS);
	for (int i = from; i < to; i++)
		forecast_joint_add(j, &table, &part[i], (uint64_t)i + 7, 20);
}

START_TEST(provinces_add_up_to_the_nation_path_by_path_in_any_order)
{
	struct forecast_joint *nation = &sum, *a = malloc(sizeof *a), *b = malloc(sizeof *b);
	add_all(a, 0, 5);
	add_all(b, 5, PARTS);
	forecast_joint_begin(nation, DAY, DAYS);
	forecast_joint_merge(nation, b);
	forecast_joint_merge(nation, a);
	forecast_joint_begin(&other, DAY, DAYS);
	for (int i = PARTS - 1; i >= 0; i--)
		forecast_joint_add(&other, &table, &part[i], (uint64_t)i + 7, 20);
	ck_assert_mem_eq(nation->g, other.g, sizeof other.g);
	ck_assert_int_eq(nation->parts, PARTS);
	free(a);
	free(b);
}
END_TEST

START_TEST(a_single_facility_keeps_its_margins)
{
	int64_t q[DAYS][FORECAST_LEVELS];
	add_all(&sum, 3, 4);
	forecast_joint_quantiles(&sum, q);
	for (int d = 0; d < DAYS; d++)
		for (int l = 1; l < FORECAST_LEVELS - 1; l++)
			ck_assert_double_eq_tol((double)q[d][l] / (double)part[3].g[d][l], 1, .006);
}
END_TEST

START_TEST(a_sum_is_narrower_than_added_quantiles_and_wider_than_chance)
{
	int64_t q[DAYS][FORECAST_LEVELS];
	double added = 0, alone = 0;
	add_all(&sum, 0, PARTS);
	forecast_joint_quantiles(&sum, q);
	for (int i = 0; i < PARTS; i++) {
		double half = (double)(part[i].g[0][20] - part[i].g[0][2]) / 2; /* .05 to .95 */
		added += half;
		alone += half * half;
	}
	double mean = 0;
	for (int d = 0; d < DAYS; d++) /* 200 paths are coarse: the mean over days */
		mean += (double)(q[d][20] - q[d][2]) / 2 / DAYS;
	double expected = sqrt(FORECAST_JOINT_COMMON * added * added + (1 - FORECAST_JOINT_COMMON) * alone);
	ck_assert_double_lt(mean, .8 * added);
	ck_assert_double_gt(mean, 1.1 * sqrt(alone));
	ck_assert_double_eq_tol(mean / expected, 1, .12);
}
END_TEST

START_TEST(parts_move_with_their_sum_and_still_add_up)
{
	int64_t direct[DAYS], before[DAYS][FORECAST_LEVELS], after[DAYS][FORECAST_LEVELS];
	double factor[DAYS];
	add_all(&sum, 0, PARTS);
	forecast_joint_quantiles(&sum, before);
	for (int d = 0; d < DAYS; d++)
		direct[d] = d == 0 ? FORECAST_UNKNOWN_G : d == 1 ? 100 * before[d][FORECAST_MEDIAN] : before[d][FORECAST_MEDIAN] * 12 / 10;
	forecast_joint_factors(&sum, direct, factor);
	ck_assert_double_eq(factor[0], 1);
	ck_assert_double_eq(factor[1], 2);
	ck_assert_double_eq_tol(factor[2], pow(1.2, 400. / 420), 1e-6);
	int64_t past = part[1].g[0][5];
	for (int i = 0; i < PARTS; i++)
		forecast_joint_scale(&part[i], DAY, factor, DAYS);
	ck_assert_int_eq(part[1].g[0][5], past); /* the day before the first */
	add_all(&sum, 0, PARTS);
	forecast_joint_quantiles(&sum, after);
	for (int d = 0; d < DAYS; d++)
		for (int l = 0; l < FORECAST_LEVELS; l++)
			ck_assert_double_eq_tol((double)after[d][l] / (double)before[d][l] / factor[d], 1, 1e-4);
}
END_TEST

START_TEST(what_nobody_knows_adds_nothing)
{
	int64_t q[DAYS][FORECAST_LEVELS], direct[DAYS] = { 5 };
	double factor[DAYS];
	struct forecast_demand unknown = { .method = FORECAST_UNKNOWN, .first_day = DAY, .days = DAYS };
	forecast_joint_begin(&sum, DAY, DAYS);
	forecast_joint_add(&sum, &table, &unknown, 1, NAN);
	forecast_joint_quantiles(&sum, q);
	ck_assert_int_eq(sum.parts, 0);
	ck_assert_int_eq(q[0][0], FORECAST_UNKNOWN_G);
	forecast_joint_factors(&sum, direct, factor);
	ck_assert_double_eq(factor[0], 1);
}
END_TEST

START_TEST(days_outside_a_demand_are_like_its_ends)
{
	int64_t q[DAYS][FORECAST_LEVELS];
	struct forecast_demand d = part[2];
	d.first_day = DAY + 3;
	d.days = 4;
	for (int row = 0; row < d.days; row++)
		for (int l = 0; l < FORECAST_LEVELS; l++)
			d.g[row][l] = 1000 * (row + 1);
	forecast_joint_begin(&sum, DAY, DAYS);
	forecast_joint_add(&sum, &table, &d, 1, 5);
	forecast_joint_quantiles(&sum, q);
	ck_assert_int_eq(q[0][0], 1000);
	ck_assert_int_eq(q[3][0], 1000);
	ck_assert_int_eq(q[4][11], 2000);
	ck_assert_int_eq(q[DAYS - 1][22], 4000);
	forecast_joint_begin(&other, DAY, 5); /* a shorter sum adds what it has */
	forecast_joint_add(&other, &table, &d, 1, 5);
	forecast_joint_merge(&sum, &other);
	forecast_joint_quantiles(&sum, q);
	ck_assert_int_eq(q[4][11], 4000);
	ck_assert_int_eq(q[5][11], 3000);
	d.method = FORECAST_UNKNOWN;
	forecast_joint_scale(&d, DAY, &(double){ 2 }, 1);
	ck_assert_int_eq(d.g[0][0], 1000);
}
END_TEST

SUITE_WITH("forecast/joint", setup, NULL, provinces_add_up_to_the_nation_path_by_path_in_any_order, a_single_facility_keeps_its_margins,
    a_sum_is_narrower_than_added_quantiles_and_wider_than_chance, parts_move_with_their_sum_and_still_add_up,
    what_nobody_knows_adds_nothing, days_outside_a_demand_are_like_its_ends)
