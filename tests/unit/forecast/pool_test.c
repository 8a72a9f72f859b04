#include "forecast/pool.h"

#include "lib/suite.h"
#include "unit/forecast/fixture.h"

enum { PLACES = 40 };

static struct site places[PLACES];
static struct forecast_history histories[PLACES];

static void
arrange(double rate, double noise)
{
	for (int i = 0; i < PLACES; i++) {
		site_clear(&places[i]);
		site_use(&places[i], 1e5 * (i + 1), rate, noise, (uint64_t)i + 1);
		histories[i] = site_history(&places[i]);
	}
}

START_TEST(the_pool_sees_the_growth_that_its_places_share)
{
	arrange(.08, .15);
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	ck_assert_uint_eq(forecast_pool_sites(p), PLACES);
	ck_assert_double_eq_tol(forecast_pool_growth(p, 1), .08, .02);
	ck_assert_double_gt(forecast_pool_growth(p, 7), .3);
	ck_assert_double_lt(forecast_pool_growth(p, 7), .56);
	ck_assert_double_eq_tol(forecast_pool_growth(p, -7), -.56, .12);
	ck_assert_double_eq(forecast_pool_growth(p, 0), 0);
	ck_assert_double_lt(forecast_pool_spread(p, 7), .25);
	forecast_pool_free(p);
}
END_TEST

START_TEST(the_order_of_places_changes_no_byte)
{
	arrange(.05, .3);
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	for (int i = 0; i < PLACES / 2; i++) {
		struct forecast_history h = histories[i];
		histories[i] = histories[PLACES - 1 - i];
		histories[PLACES - 1 - i] = h;
	}
	struct forecast_pool *q = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	char a[4096], b[4096];
	size_t size = forecast_pool_pack(p, a, sizeof a);
	ck_assert_uint_le(size, sizeof a);
	ck_assert_uint_eq(forecast_pool_pack(q, b, sizeof b), size);
	ck_assert_mem_eq(a, b, size);
	forecast_pool_free(p);
	forecast_pool_free(q);
}
END_TEST

START_TEST(a_pool_that_knows_nothing_expects_no_growth_and_is_unsure)
{
	struct forecast_pool *p = forecast_pool_fit(NULL, 0, TODAY, NULL);
	ck_assert_double_eq(forecast_pool_growth(p, 14), 0);
	ck_assert_double_gt(forecast_pool_spread(p, 14), .3);
	ck_assert_double_eq(forecast_pool_growth(NULL, 5), 0);
	ck_assert_double_gt(forecast_pool_spread(NULL, 14), .3);
	forecast_pool_free(p);
	forecast_pool_free(NULL);
}
END_TEST

START_TEST(a_packed_pool_comes_back_the_same)
{
	arrange(.05, .1);
	char bytes[4096];
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	size_t size = forecast_pool_pack(p, bytes, sizeof bytes);
	struct forecast_pool *q = forecast_pool_unpack(bytes, size);
	for (int lead = -30; lead < 29; lead++)
		ck_assert_double_eq(forecast_pool_growth(p, lead), forecast_pool_growth(q, lead));
	ck_assert_ptr_null(forecast_pool_unpack(bytes, size - 1));
	bytes[0] ^= 1;
	ck_assert_ptr_null(forecast_pool_unpack(bytes, size));
	forecast_pool_free(p);
	forecast_pool_free(q);
}
END_TEST

START_TEST(a_silent_place_is_carried_by_the_pool)
{
	arrange(.08, .05);
	struct site *silent = &places[5];
	double last = silent->use[DAYS - 11];
	for (int i = DAYS - 10; i < DAYS; i++)
		silent->use[i] = NAN;
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	struct forecast_demand_input in = site_input(silent);
	static struct forecast_demand d;
	in.pool = p;
	in.pool_site = 5;
	ck_assert_int_eq(forecast_demand_make(&in, &d), ERR_OK);
	ck_assert_double_gt((double)d.g[0][FORECAST_MEDIAN], last * 1.8);
	ck_assert_double_lt((double)d.g[0][FORECAST_MEDIAN], last * 3);
	forecast_pool_free(p);
}
END_TEST

/* A surge that began after its last report: with no word from it, what the others see is the best that is known. */
START_TEST(a_place_silent_for_days_follows_a_surge_that_it_did_not_tell_of)
{
	arrange(0, .02);
	double last = places[5].use[DAYS - 7];
	for (int i = 0; i < 6; i++)
		for (int k = 0; k < PLACES; k++)
			places[k].use[DAYS - 6 + i] = k == 5 ? NAN : places[k].use[DAYS - 6 + i] * exp(.15 * (i + 1));
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	struct forecast_demand_input in = site_input(&places[5]);
	static struct forecast_demand d;
	in.pool = p;
	in.pool_site = 5;
	ck_assert_int_eq(forecast_demand_make(&in, &d), ERR_OK);
	ck_assert_double_gt((double)d.g[0][FORECAST_MEDIAN], last * 1.3);
	ck_assert_double_lt((double)d.g[0][FORECAST_MEDIAN], last * 2.5);
	forecast_pool_free(p);
}
END_TEST

START_TEST(a_place_new_to_a_surge_grows_with_its_pool)
{
	static struct forecast_demand with, without;
	static struct site fresh;
	arrange(.08, .05);
	site_clear(&fresh);
	fresh.census[DAYS - 1][FORECAST_NASAL_CANNULA] = 30;
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	struct forecast_demand_input in = site_input(&fresh);
	ck_assert_int_eq(forecast_demand_make(&in, &without), ERR_OK);
	in.pool = p;
	ck_assert_int_eq(forecast_demand_make(&in, &with), ERR_OK);
	ck_assert_int_gt(with.g[6][FORECAST_MEDIAN], without.g[6][FORECAST_MEDIAN] * 13 / 10);
	forecast_pool_free(p);
}
END_TEST

START_TEST(histories_may_be_given_in_part)
{
	arrange(.05, .1);
	for (int i = 0; i < PLACES; i++) {
		histories[i].short_share = i % 2 ? NULL : histories[i].short_share;
		histories[i].census = i % 3 ? NULL : histories[i].census;
		histories[i].consumed_g = i == 7 ? NULL : histories[i].consumed_g;
		histories[i].n = i == 8 ? 2 : histories[i].n;
		histories[i].last_day = i == 9 ? TODAY + 30 : histories[i].last_day;
	}
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	ck_assert_double_eq_tol(forecast_pool_growth(p, 1), .05, .02);
	ck_assert_double_eq(forecast_pool_growth(p, -61), forecast_pool_growth(p, -60));
	char small[8];
	ck_assert_uint_gt(forecast_pool_pack(p, NULL, 0), sizeof small);
	ck_assert_uint_gt(forecast_pool_pack(p, small, sizeof small), sizeof small);
	ck_assert_uint_eq(forecast_pool_sites(NULL), 0);
	forecast_pool_free(p);
}
END_TEST

SUITE("forecast/pool", the_pool_sees_the_growth_that_its_places_share, the_order_of_places_changes_no_byte,
    a_pool_that_knows_nothing_expects_no_growth_and_is_unsure, a_packed_pool_comes_back_the_same,
    a_silent_place_is_carried_by_the_pool, a_place_silent_for_days_follows_a_surge_that_it_did_not_tell_of, a_place_new_to_a_surge_grows_with_its_pool,
    histories_may_be_given_in_part)
