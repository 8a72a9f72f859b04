#include "needs/needs.h"

#include "lib/suite.h"

#include <math.h>

enum { TODAY = 20000, KG = 1000 };

static struct asset assets[2];
static struct facility card;
static struct forecast_demand demand;
static struct needs_truth truth;

/* A tank of 20 t at a site that uses 1,000 kg a day, perhaps 1,500 (.90). */
static void
arrange(void)
{
	for (int i = 0; i < 2; i++)
		assets[i] = (struct asset){ .asset = i ? "B" : "A", .kind = ASSET_TANK, .rank = ASSET_PRIMARY, .capacity_g = 20000 * KG, .heel_g = UNKNOWN_I64,
			.bottles = UNKNOWN_I64, .production_g = UNKNOWN_I64, .outage_pct = NAN, .flow_limit_lpm = NAN, .purity_pct = NAN };
	card = (struct facility){ .beds = -1, .icu_beds = -1, .assets = { assets, 1 } };
	demand = (struct forecast_demand){ .method = FORECAST_METERED, .as_of_day = TODAY, .first_day = TODAY - 10, .days = 20 };
	for (int d = 0; d < demand.days; d++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			demand.g[d][k] = k < FORECAST_MEDIAN ? 700 * KG : k == FORECAST_MEDIAN ? 1000 * KG : 1500 * KG;
	truth = (struct needs_truth){ .asset = &assets[0], .at = calendar_start(TODAY), .g = 10000 * KG, .n_full = UNKNOWN_I64, .n_in_use = UNKNOWN_I64,
		.n_empty = UNKNOWN_I64 };
}

static double
stock_kg(int hours_later)
{
	return needs_stock_now(&truth, &demand, truth.at + hours_later * INSTANT_HOUR, needs_draw(&card, &assets[0])) / KG;
}

START_TEST(a_fresh_truth_is_run_down_at_the_median_and_a_stale_one_with_care)
{
	arrange();
	ck_assert_double_eq_tol(stock_kg(24), 9000, 1e-6);
	ck_assert_double_eq_tol(stock_kg(36), 8500, 1e-6);
	ck_assert_double_lt(stock_kg(48), 10000 - 2 * 1400);
	ck_assert_double_gt(stock_kg(48), 10000 - 2 * 1500 - 1);
}
END_TEST

START_TEST(what_came_is_added_in_its_turn_and_a_dry_tank_uses_nothing)
{
	struct forecast_receipt came = { .at = calendar_start(TODAY) + 24 * INSTANT_HOUR, .g = 5000 * KG };
	arrange();
	truth.g = 600 * KG;
	truth.moves = &came;
	truth.n_moves = 1;
	ck_assert_double_eq_tol(stock_kg(36), 4500, 1e-6);
}
END_TEST

START_TEST(a_plant_takes_its_part_of_the_demand)
{
	arrange();
	assets[1].kind = ASSET_PSA;
	assets[1].production_g = 500 * KG;
	card.assets.n = 2;
	ck_assert_double_eq_tol(facility_asset_made_g(&assets[1]), 500 * KG * .8 * .95, 1e-6);
	ck_assert_double_eq(facility_asset_made_g(&assets[0]), 0);
	ck_assert_double_eq_tol(stock_kg(24), 9000 + 500 * .8 * .95, 1e-6);
}
END_TEST

SUITE("needs", a_fresh_truth_is_run_down_at_the_median_and_a_stale_one_with_care,
    what_came_is_added_in_its_turn_and_a_dry_tank_uses_nothing, a_plant_takes_its_part_of_the_demand)
