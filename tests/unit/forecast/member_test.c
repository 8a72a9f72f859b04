#include "forecast/member.h"

#include "fixture.h"
#include "forecast/score.h"
#include "lib/suite.h"

static void
truths(struct forecast_truth_day t[DAYS], double level, double noise, uint64_t seed)
{
	struct rng r = rng_seed(seed, 3);
	for (int i = 0; i < DAYS; i++)
		t[i] = (struct forecast_truth_day){ level + noise * rng_normal(&r), FORECAST_TRUTH_METERED };
}

START_TEST(persistence_is_the_last_truth_with_the_changes_that_the_place_has_seen)
{
	struct forecast_truth_day t[DAYS];
	double q[FORECAST_LEVELS];
	for (int i = 0; i < DAYS; i++)
		t[i] = (struct forecast_truth_day){ i % 2 ? 900 : 1000, FORECAST_TRUTH_METERED };
	ck_assert(forecast_member_persist(t, DAYS, 1, q));
	ck_assert_double_eq(q[FORECAST_MEDIAN], 900);
	ck_assert_double_eq(q[FORECAST_LEVELS - 1], 1000); /* every pair of neighbours is 100 apart */
	ck_assert_double_eq(q[0], 800);
	ck_assert(forecast_member_persist(t, DAYS, 2, q));
	ck_assert_double_eq(q[FORECAST_LEVELS - 1], 900); /* and every second day is the same */
}
END_TEST

START_TEST(quantiles_are_ordered_finite_and_never_negative_whatever_is_known)
{
	struct forecast_truth_day t[DAYS];
	double q[FORECAST_LEVELS];
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct rng r = rng_seed(seed, 7);
		truths(t, 50, 40, seed);
		for (int i = 0; i < DAYS; i++) {
			t[i].g = fmax(t[i].g, 0);
			if (rng_below(&r, 100) < seed / 2)
				t[i] = (struct forecast_truth_day){ NAN, FORECAST_TRUTH_NONE };
		}
		int n = (int)(1 + rng_below(&r, DAYS)), lead = (int)(1 + rng_below(&r, 40));
		if (!forecast_member_persist(t, n, lead, q))
			continue;
		for (int k = 0; k < FORECAST_LEVELS; k++)
			ck_assert_msg(isfinite(q[k]) && q[k] >= 0 && (k == 0 || q[k] >= q[k - 1]), "seed %d level %d: %g", (int)seed, k, q[k]);
	}
	ck_assert(!forecast_member_persist(t, 0, 1, q));
}
END_TEST

START_TEST(a_young_place_gets_wider_with_the_lead_too)
{
	struct forecast_truth_day t[3] = { { 100, FORECAST_TRUTH_METERED }, { 120, FORECAST_TRUTH_CENSUS }, { NAN, FORECAST_TRUTH_NONE } };
	double near[FORECAST_LEVELS], far[FORECAST_LEVELS];
	ck_assert(forecast_member_persist(t, 3, 1, near) && forecast_member_persist(t, 3, 9, far));
	ck_assert_double_eq(near[FORECAST_MEDIAN], 120);
	ck_assert_double_eq_tol(far[22] - 120, 3 * (near[22] - 120), 1e-9);
	ck_assert_double_gt(near[22], 120);
}
END_TEST

START_TEST(the_member_covers_what_it_says_on_a_stationary_series)
{
	struct forecast_truth_day t[DAYS];
	double q[FORECAST_LEVELS];
	struct forecast_score s = { 0 };
	for (uint64_t seed = 0; seed < 1500; seed++) {
		truths(t, 1000, 100, seed);
		ck_assert(forecast_member_persist(t, DAYS - 3, 3, q));
		forecast_score_add(&s, q, t[DAYS - 1].g);
	}
	ck_assert_msg(s.in50 > 660 && s.in50 < 840, "%ld of 1500 in the half", s.in50);
	ck_assert_msg(s.in90 > 1275 && s.in90 < 1425, "%ld of 1500 in nine tenths", s.in90);
}
END_TEST

START_TEST(a_forecast_by_persistence_has_the_days_asked_for_and_the_truth_on_past_ones)
{
	struct site s;
	struct forecast_demand d;
	site_clear(&s);
	for (int i = 0; i < DAYS - 2; i++) /* silent for two days */
		s.use[i] = 1000 + i;
	struct forecast_demand_input in = site_input(&s);
	in.first_day = TODAY - 4;
	in.days = 20;
	ck_assert(forecast_member_make(&in, &d));
	ck_assert_str_eq(d.model, FORECAST_MEMBER_PERSISTENCE);
	ck_assert_str_eq(d.coefficients, "WHO-ESFT");
	ck_assert_int_eq(d.method, FORECAST_METERED);
	ck_assert_int_eq(d.days, 20);
	ck_assert_int_eq(d.last_truth_day, TODAY - 2);
	ck_assert_int_eq(d.g[0][0], 1000 + DAYS - 5);
	ck_assert_int_eq(d.g[0][22], 1000 + DAYS - 5);
	ck_assert_int_eq(d.g[19][FORECAST_MEDIAN], 1000 + DAYS - 3);
	ck_assert_int_eq(d.g[3][22] - d.g[3][FORECAST_MEDIAN], llround(.05 * forecast_quantile_score(22) * (1000 + DAYS - 3))); /* it grows by 1 a day: next to nothing */
	in.days = 90;
	ck_assert(forecast_member_make(&in, &d));
	ck_assert_int_eq(d.first_day + d.days - 1, TODAY + FORECAST_HORIZON_MAX);
}
END_TEST

START_TEST(a_forecast_to_plan_on_is_never_surer_further_out_and_never_certain)
{
	struct site s;
	struct forecast_demand d;
	site_clear(&s);
	for (int i = 0; i < DAYS; i++)
		s.use[i] = i % 2 ? 300 : 900; /* every second day the same: no error two days ahead */
	struct forecast_demand_input in = site_input(&s);
	ck_assert(forecast_member_make(&in, &d));
	for (int row = 0; row < d.days; row++)
		ck_assert_int_eq(d.g[row][22], 900);
	site_use(&s, 700, 0, 0, 1);
	in.history = site_history(&s);
	ck_assert(forecast_member_make(&in, &d));
	ck_assert(d.g[0][FORECAST_MEDIAN] == 700 && d.g[0][22] > 770 && d.g[0][0] < 630);
}
END_TEST

START_TEST(where_nothing_was_reported_there_is_nothing_to_persist)
{
	struct site s;
	struct forecast_demand d = { .days = 7 };
	site_clear(&s);
	struct forecast_demand_input in = site_input(&s);
	ck_assert(!forecast_member_make(&in, &d));
	ck_assert_int_eq(d.days, 7);
	in.history.n = 0;
	ck_assert(!forecast_member_make(&in, &d));
}
END_TEST

START_TEST(days_after_the_moment_are_not_looked_at)
{
	struct site s;
	struct forecast_demand d;
	site_clear(&s);
	for (int i = 0; i < DAYS; i++)
		s.use[i] = i < DAYS - 5 ? 1000 : 9000;
	struct forecast_demand_input in = site_input(&s);
	in.as_of_day = TODAY - 5;
	in.first_day = TODAY - 4;
	ck_assert(forecast_member_make(&in, &d));
	ck_assert_int_eq(d.g[0][FORECAST_MEDIAN], 1000);
	ck_assert_int_eq(d.last_truth_day, TODAY - 5);
}
END_TEST

START_TEST(a_model_is_set_back_when_it_loses_for_long_and_returns_when_it_wins_clearly)
{
	struct forecast_member_record r = { .rested = 99, .days = 28, .pairs = 392, .wis = 110, .baseline = 100 };
	ck_assert(forecast_member_is_demoted(&r));
	r.wis = 104; /* within the band nothing moves, either way */
	ck_assert(!forecast_member_is_demoted(&r));
	r.demoted = true;
	ck_assert(forecast_member_is_demoted(&r));
	r.wis = 96;
	ck_assert(forecast_member_is_demoted(&r));
	r.wis = 94;
	ck_assert(!forecast_member_is_demoted(&r));
	r.rested = 13; /* not twice in a fortnight */
	ck_assert(forecast_member_is_demoted(&r));
}
END_TEST

START_TEST(in_a_wave_the_model_is_back_within_days)
{
	struct forecast_member_record r = { .demoted = true, .rested = 5, .days = 28, .pairs = 392, .wis = 130, .baseline = 100, .recent_days = 3, .recent_wis = 85, .recent_baseline = 100 };
	ck_assert(!forecast_member_is_demoted(&r));
	r.recent_days = 2;
	ck_assert(forecast_member_is_demoted(&r));
	r.recent_days = 5;
	r.recent_wis = 95;
	ck_assert(forecast_member_is_demoted(&r));
	r.demoted = false;
	r.recent_wis = 150; /* a bad week alone sets nobody back */
	r.wis = 100;
	ck_assert(!forecast_member_is_demoted(&r));
}
END_TEST

START_TEST(little_evidence_decides_nothing)
{
	struct forecast_member_record r = { .rested = 99, .days = 13, .pairs = 182, .wis = 500, .baseline = 100 };
	ck_assert(!forecast_member_is_demoted(&r));
	r.days = 20;
	r.pairs = 99;
	ck_assert(!forecast_member_is_demoted(&r));
	r.pairs = 100;
	ck_assert(forecast_member_is_demoted(&r));
	r.baseline = 0; /* a place that used the same every day: no ratio, no decision */
	ck_assert(!forecast_member_is_demoted(&r));
	ck_assert_double_nan(forecast_member_ratio(&r));
}
END_TEST

START_TEST(members_have_a_version_and_the_main_one_comes_first)
{
	size_t n;
	const struct forecast_member *m = forecast_member_table(&n);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(m[0].name, FORECAST_DEMAND_MODEL);
	ck_assert_str_eq(forecast_member_version(&m[1]), "1");
}
END_TEST

SUITE("forecast/member", persistence_is_the_last_truth_with_the_changes_that_the_place_has_seen,
    quantiles_are_ordered_finite_and_never_negative_whatever_is_known, a_young_place_gets_wider_with_the_lead_too,
    the_member_covers_what_it_says_on_a_stationary_series, a_forecast_by_persistence_has_the_days_asked_for_and_the_truth_on_past_ones,
    a_forecast_to_plan_on_is_never_surer_further_out_and_never_certain, where_nothing_was_reported_there_is_nothing_to_persist, days_after_the_moment_are_not_looked_at,
    a_model_is_set_back_when_it_loses_for_long_and_returns_when_it_wins_clearly, in_a_wave_the_model_is_back_within_days, little_evidence_decides_nothing,
    members_have_a_version_and_the_main_one_comes_first)
