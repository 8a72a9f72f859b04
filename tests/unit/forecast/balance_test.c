#include "forecast/balance.h"

#include "lib/suite.h"

#include <math.h>

enum { TODAY = 20000, KG = 1000, USE_KG_H = 20 };

static struct asset assets[3];
static struct facility card;
static struct forecast_sight sights[8];
static struct forecast_receipt moves[8];
static struct forecast_watched watched[2];
static struct forecast_balance balance;

static instant_t
at(int day, int hour)
{
	return calendar_start(TODAY + day) + hour * INSTANT_HOUR;
}

static void
asset(int i, enum asset_kind kind, int64_t capacity_g)
{
	static const char *const codes[] = { "A", "B", "C" };
	assets[i] = (struct asset){ .asset = codes[i], .kind = kind, .rank = ASSET_PRIMARY, .capacity_g = capacity_g, .heel_g = UNKNOWN_I64,
		.bottles = UNKNOWN_I64, .production_g = UNKNOWN_I64, .outage_pct = NAN, .flow_limit_lpm = NAN, .purity_pct = NAN };
	card = (struct facility){ .assets = { assets, (size_t)i + 1 } };
}

static void
see(int i, int day, int hour, int64_t kg)
{
	sights[i] = (struct forecast_sight){ at(day, hour), kg * KG };
	watched[0].n_sights = i + 1;
}

static void
bring(int i, int day, int hour, int64_t kg)
{
	moves[i] = (struct forecast_receipt){ .at = at(day, hour), .g = kg * KG };
	watched[0].n_moves = i + 1;
}

/* A tank of 1,200 kg, of which nothing was seen yet. */
static void
arrange(void)
{
	asset(0, ASSET_TANK, 1200 * KG);
	watched[0] = (struct forecast_watched){ .asset = &assets[0], .sights = sights, .moves = moves };
	watched[1] = (struct forecast_watched){ 0 };
}

static double
used_kg(int day)
{
	forecast_balance_make(&card, watched, watched[1].asset != NULL ? 2 : 1, TODAY, &balance);
	return balance.g[TODAY + day - balance.first] / KG;
}

START_TEST(what_went_in_between_two_fillings_is_what_was_used)
{
	arrange();
	see(0, -3, 12, 1140);
	see(1, -1, 12, 1140); /* filled again with what 48 hours took */
	bring(0, -1, 12, 48 * USE_KG_H);
	ck_assert_double_eq_tol(used_kg(-2), 24 * USE_KG_H, 1e-9);
	ck_assert_double_nan(used_kg(-3)); /* half a day was watched */
	ck_assert_double_nan(used_kg(-1));
	ck_assert_double_nan(used_kg(-4));
}
END_TEST

START_TEST(spans_that_meet_in_a_day_make_it_together)
{
	arrange();
	see(0, -3, 0, 1140);
	see(1, -2, 6, 1140 - 30 * USE_KG_H);
	see(2, -1, 0, 1140); /* less was used in these 18 hours */
	bring(0, -1, 0, 30 * USE_KG_H + 18 * 10);
	ck_assert_double_eq_tol(used_kg(-3), 24 * USE_KG_H, 1e-9);
	ck_assert_double_eq_tol(used_kg(-2), 6 * USE_KG_H + 18 * 10, 1e-9);
}
END_TEST

START_TEST(a_day_watched_for_four_fifths_is_scaled_up_and_less_says_nothing)
{
	arrange();
	see(0, -2, 4, 1000);
	see(1, -1, 0, 1000 - 20 * USE_KG_H);
	ck_assert_double_eq_tol(used_kg(-2), 24 * USE_KG_H, 1e-9);
	see(0, -2, 5, 1000);
	ck_assert_double_nan(used_kg(-2));
}
END_TEST

/* A dry site uses nothing: its use would look small, and it would be sent less. */
START_TEST(where_it_may_have_been_out_nothing_is_learned)
{
	arrange();
	see(0, -3, 0, 300);
	see(1, -1, 0, 1000);
	bring(0, -2, 0, 980); /* 280 kg in two days: 160 are left when it comes */
	ck_assert_double_eq_tol(used_kg(-2), 140, 1e-9);
	see(1, -1, 0, 740); /* 540 kg: 30 of 1,200 are left */
	ck_assert_double_nan(used_kg(-2));
	see(1, -1, 0, 1000);
	see(2, -1, 20, 0); /* dry at the end */
	ck_assert_double_eq_tol(used_kg(-2), 140, 1e-9);
	ck_assert_double_nan(used_kg(-1));
}
END_TEST

START_TEST(the_heel_is_not_stock)
{
	arrange();
	see(0, -3, 0, 1000);
	see(1, -1, 0, 220);
	ck_assert_double_eq_tol(used_kg(-2), 390, 1e-9);
	assets[0].heel_g = 200 * KG;
	ck_assert_double_nan(used_kg(-2));
}
END_TEST

START_TEST(every_asset_of_the_site_must_be_seen_and_its_plant_adds)
{
	static struct forecast_sight other[2];
	arrange();
	see(0, -3, 0, 1000);
	see(1, -1, 0, 1000 - 48 * USE_KG_H / 2);
	asset(1, ASSET_CYLINDER_POOL, 400 * KG);
	ck_assert_double_nan(used_kg(-2)); /* the pool's part is not known */
	other[0] = (struct forecast_sight){ at(-3, 0), 400 * KG };
	other[1] = (struct forecast_sight){ at(-1, 0), 304 * KG };
	watched[1] = (struct forecast_watched){ .asset = &assets[1], .sights = other, .n_sights = 2 };
	ck_assert_double_eq_tol(used_kg(-2), 24 * USE_KG_H / 2.0 + 48, 1e-9);
	assets[1].rank = ASSET_RESERVE; /* a bank that stands aside serves nobody */
	ck_assert_double_eq_tol(used_kg(-2), 24 * USE_KG_H / 2.0, 1e-9);
	asset(2, ASSET_PSA, UNKNOWN_I64);
	assets[2].production_g = 100 * KG;
	assets[2].outage_pct = 0;
	ck_assert_double_eq_tol(used_kg(-2), 24 * USE_KG_H / 2.0 + 80, 1e-9);
}
END_TEST

START_TEST(more_than_there_was_is_no_use)
{
	arrange();
	see(0, -3, 0, 500);
	see(1, -1, 0, 900); /* nobody told of a delivery */
	ck_assert_double_nan(used_kg(-2));
	see(1, -3, 0, 900); /* two at one moment */
	ck_assert_double_nan(used_kg(-2));
}
END_TEST

START_TEST(what_was_reported_stays_and_old_sights_do_not_count)
{
	double use[4] = { NAN, 7, NAN, NAN };
	day_t first = 0, last = 0;
	arrange();
	see(0, -3, 0, 1000);
	see(1, -1, 0, 520);
	used_kg(-2);
	forecast_balance_fill(&balance, TODAY - 3, 4, use);
	ck_assert_double_eq_tol(use[0], 240 * KG, 1e-6);
	ck_assert_double_eq(use[1], 7);
	ck_assert_double_nan(use[2]);
	ck_assert(forecast_balance_span(&balance, &first, &last));
	ck_assert_int_eq(first, TODAY - 3);
	ck_assert_int_eq(last, TODAY - 2);
	see(0, -FORECAST_BALANCE_DAYS, 0, 1140);
	see(1, -1, 0, 900);
	ck_assert_double_nan(used_kg(-2));
	ck_assert(!forecast_balance_span(&balance, &first, &last));
}
END_TEST

SUITE("forecast/balance", what_went_in_between_two_fillings_is_what_was_used, spans_that_meet_in_a_day_make_it_together,
    a_day_watched_for_four_fifths_is_scaled_up_and_less_says_nothing, where_it_may_have_been_out_nothing_is_learned, the_heel_is_not_stock,
    every_asset_of_the_site_must_be_seen_and_its_plant_adds, more_than_there_was_is_no_use, what_was_reported_stays_and_old_sights_do_not_count)
