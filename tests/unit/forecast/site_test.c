#include "forecast/site.h"

#include "domain/container.h"
#include "lib/suite.h"
#include "unit/forecast/fixture.h"

enum { NOW_H = 12, KG = 1000 };

static struct forecast_paths_table table;
static struct forecast_site_work work;
static struct forecast_site_status status;
static struct forecast_demand demand;
static struct asset assets[12];
static struct supply_system systems[2];
static struct facility card;
static instant_t now;

static struct asset
asset_of(enum asset_kind kind, const char *system, int64_t capacity_g)
{
	return (struct asset){ .asset = "A", .kind = kind, .system = system, .rank = ASSET_PRIMARY,
		.capacity_g = capacity_g, .heel_g = UNKNOWN_I64, .flow_limit_lpm = NAN, .bottles = UNKNOWN_I64,
		.production_g = UNKNOWN_I64, .outage_pct = NAN };
}

/* A site that uses 2.4 t a day, with a tank of 10 t on the system MAIN. */
static void
arrange(void)
{
	static struct site place;
	site_clear(&place);
	site_use(&place, 2.4e6, 0, .02, 1);
	struct forecast_demand_input in = site_input(&place);
	in.first_day = TODAY - 1;
	in.days = 20;
	ck_assert_int_eq(forecast_demand_make(&in, &demand), ERR_OK);
	forecast_paths_table_init(&table, 1);
	now = calendar_start(TODAY) + NOW_H * INSTANT_HOUR;
	assets[0] = asset_of(ASSET_TANK, NULL, 10000 * KG);
	assets[0].heel_g = 500 * KG;
	assets[0].flow_limit_lpm = 2000;
	card = (struct facility){ .report_every_h = 24, .assets = { assets, 1 } };
}

static void
project(const struct forecast_site_stock *stocks, int n, const struct forecast_site_inbound *inbound, int m)
{
	struct forecast_site_input in = { .card = &card, .now = now, .stocks = stocks, .n_stocks = n, .inbound = inbound,
		.n_inbound = m, .demand = &demand, .table = &table, .seed = 3, .flow_lpm = NAN, .lead_p90_h = NAN };
	forecast_site_project(&in, &work, &status);
}

static struct forecast_site_stock
stock(int asset, int64_t g)
{
	return (struct forecast_site_stock){ .asset = &assets[asset], .at = now, .g = g };
}

START_TEST(a_tank_lasts_as_long_as_what_can_be_drawn)
{
	arrange();
	struct forecast_site_stock s = stock(0, 5300 * KG);
	project(&s, 1, NULL, 0);
	ck_assert_double_eq_tol(status.run.site.hours.p50, 48, 4);
	ck_assert_int_eq(status.usable_g, 4800 * KG);
	ck_assert_int_eq(status.on_hand_g, 5300 * KG);
	ck_assert_int_eq(status.level, FORECAST_LEVEL_WATCH);
	s.g = 300 * KG; /* less than the heel */
	project(&s, 1, NULL, 0);
	ck_assert_int_eq(status.usable_g, 0);
	ck_assert_int_eq(status.on_hand_g, 300 * KG);
	ck_assert_int_eq(status.level, FORECAST_LEVEL_RED);
}
END_TEST

START_TEST(what_was_given_away_or_is_coming_counts)
{
	arrange();
	struct forecast_receipt moves[] = { { now, -1000 * KG, 100, 0 }, { now, 500 * KG, 100, 0 } };
	struct forecast_site_stock s = stock(0, 5300 * KG);
	s.at -= INSTANT_HOUR;
	s.moves = moves;
	s.n_moves = 2;
	project(&s, 1, NULL, 0);
	ck_assert_double_eq_tol((double)status.usable_g / KG, 4800 - 1000 + 500 - 100, 30);
	double without = status.run.site.hours.p50;
	struct forecast_site_inbound in = { &assets[0], { now + 10 * INSTANT_HOUR, 2400 * KG, 100, 0 } };
	project(&s, 1, &in, 1);
	ck_assert_double_eq_tol(status.run.site.hours.p50, without + 24, 3);
	ck_assert_double_eq_tol(status.run.site.hours_without_deliveries.p50, without, 1);
}
END_TEST

START_TEST(a_reserve_is_shown_and_not_counted_and_an_unreported_asset_is_unknown)
{
	arrange();
	assets[1] = asset_of(ASSET_MANIFOLD, "MAIN", 800 * KG);
	assets[1].rank = ASSET_RESERVE;
	assets[2] = asset_of(ASSET_CYLINDER_POOL, "ICU", UNKNOWN_I64);
	card.assets.n = 3;
	systems[0] = (struct supply_system){ .system = "ICU", .max_flow_lpm = 500, .share_pct = 20 };
	systems[1] = (struct supply_system){ .system = "NONE", .max_flow_lpm = 1, .share_pct = NAN };
	card.systems.items = systems;
	card.systems.n = 2;
	struct forecast_site_stock s[] = { stock(0, 5300 * KG), stock(1, 700 * KG), stock(2, FORECAST_UNKNOWN_G) };
	project(s, 3, NULL, 0);
	ck_assert_int_eq(status.n_systems, 2);
	ck_assert_int_eq(status.n_assets, 3);
	ck_assert_int_eq(status.n_known, 2);
	ck_assert_int_eq(status.on_hand_g, FORECAST_UNKNOWN_G);
	ck_assert_int_eq(status.run.system[0].reserve_g, 700 * KG);
	ck_assert_int_eq(status.usable_g, 4800 * KG);
	struct forecast_receipt filled[] = { { now, 60 * KG, 100, 0 }, { now, -10 * KG, 100, 0 } };
	s[1].moves = filled;
	s[1].n_moves = 2;
	project(s, 3, NULL, 0);
	ck_assert_int_eq(status.run.system[0].reserve_g, 750 * KG);
	s[0].at = s[1].at = s[2].at = INSTANT_NONE;
	project(s, 3, NULL, 0);
	ck_assert_int_eq(status.usable_g, FORECAST_UNKNOWN_G);
	ck_assert_int_eq(status.level, FORECAST_LEVEL_UNKNOWN);
}
END_TEST

START_TEST(production_at_80_per_cent_of_its_plate_stretches_the_stock)
{
	arrange();
	struct forecast_site_stock s = stock(0, 5300 * KG);
	project(&s, 1, NULL, 0);
	double without = status.run.site.hours.p50;
	assets[1] = asset_of(ASSET_PSA, NULL, UNKNOWN_I64);
	assets[1].production_g = 1500 * KG;
	assets[1].outage_pct = 0;
	assets[2] = asset_of(ASSET_CONCENTRATOR, NULL, UNKNOWN_I64);
	card.assets.n = 3;
	project(&s, 1, NULL, 0);
	ck_assert_double_eq_tol(status.run.site.hours.p50, 2 * without, .2 * without);
}
END_TEST

START_TEST(more_systems_and_truths_than_fit_do_no_harm)
{
	static const char *const names[] = { "S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "SA", "SB" };
	struct forecast_site_stock s[40];
	arrange();
	for (int i = 0; i < 12; i++)
		assets[i] = asset_of(ASSET_TANK, names[i], 1000 * KG);
	card.assets.n = 12;
	for (int i = 0; i < 40; i++)
		s[i] = stock(i < 12 ? i : 3, 600 * KG);
	project(s, 40, NULL, 0);
	ck_assert_int_eq(status.n_systems, FORECAST_SYSTEMS_MAX);
	ck_assert_int_eq(status.n_known, 40);
	card.assets.n = 0;
	project(NULL, 0, NULL, 0);
	ck_assert_int_eq(status.n_systems, 0);
	ck_assert_int_eq(status.level, FORECAST_LEVEL_UNKNOWN);
}
END_TEST

START_TEST(room_is_what_may_be_filled_and_drawn)
{
	struct asset a = asset_of(ASSET_TANK, NULL, 1000 * KG);
	ck_assert_int_eq(forecast_site_room_g(&a), 950 * KG);
	a.heel_g = 50 * KG;
	ck_assert_int_eq(forecast_site_room_g(&a), 900 * KG);
	ck_assert(forecast_site_holds_stock(&a));
	a = asset_of(ASSET_CYLINDER_POOL, NULL, UNKNOWN_I64);
	ck_assert_int_eq(forecast_site_room_g(&a), FORECAST_UNKNOWN_G);
	a.bottles = 10;
	ck_assert_int_eq(forecast_site_room_g(&a), FORECAST_UNKNOWN_G);
	a.cylinder_type = "no such bottle";
	ck_assert_int_eq(forecast_site_room_g(&a), FORECAST_UNKNOWN_G);
	a.cylinder_type = "VN40";
	ck_assert_int_eq(forecast_site_room_g(&a), 10 * container_find("VN40")->g);
	a.capacity_g = 70 * KG;
	ck_assert_int_eq(forecast_site_room_g(&a), 70 * KG);
	ck_assert(forecast_site_holds_stock(&a));
	a.kind = ASSET_MANIFOLD;
	ck_assert(forecast_site_holds_stock(&a));
	a.kind = ASSET_PSA;
	ck_assert(!forecast_site_holds_stock(&a));
}
END_TEST

SUITE("forecast/site", a_tank_lasts_as_long_as_what_can_be_drawn, what_was_given_away_or_is_coming_counts,
    a_reserve_is_shown_and_not_counted_and_an_unreported_asset_is_unknown,
    production_at_80_per_cent_of_its_plate_stretches_the_stock, more_systems_and_truths_than_fit_do_no_harm,
    room_is_what_may_be_filled_and_drawn)
