#include "forecast/coefficients.h"

#include "lib/suite.h"

#include <math.h>
#include <string.h>

START_TEST(one_litre_a_minute_is_1917_grams_a_day_without_leak)
{
	struct forecast_coefficients c = *forecast_coefficients_find("WHO-ESFT");
	c.leak = 0;
	c.lpm[FORECAST_IMV] = 1;
	ck_assert_double_eq_tol(forecast_coefficients_patient_g(&c, FORECAST_IMV), 1917, 1);
	ck_assert_double_eq_tol(forecast_coefficients_lpm(&c, 1917), 1, .001);
}
END_TEST

START_TEST(planned_and_observed_flows_differ_tenfold_for_ventilated_patients)
{
	const struct forecast_coefficients *who = forecast_coefficients_find("WHO-ESFT");
	const struct forecast_coefficients *seen = forecast_coefficients_find("OBSERVED-PROXY");
	ck_assert_double_gt(forecast_coefficients_patient_g(who, FORECAST_IMV),
	    10 * forecast_coefficients_patient_g(seen, FORECAST_IMV));
}
END_TEST

START_TEST(the_vietnamese_set_is_there_and_empty)
{
	const struct forecast_coefficients *c = forecast_coefficients_find("VN-2747-2025");
	ck_assert_ptr_nonnull(c);
	ck_assert(!forecast_coefficients_is_complete(c));
	ck_assert(forecast_coefficients_is_complete(forecast_coefficients_find("OBSERVED-PROXY")));
	ck_assert_double_nan(forecast_coefficients_patient_g(c, FORECAST_HFNC));
	ck_assert_ptr_null(forecast_coefficients_find("NONE"));
	for (size_t i = 0; i < forecast_coefficients_count(); i++)
		ck_assert_uint_gt(strlen(forecast_coefficients_source(forecast_coefficients_at(i))), 20);
}
END_TEST

START_TEST(a_census_counts_what_is_known_and_is_unknown_when_nothing_is)
{
	const struct forecast_coefficients *c = forecast_coefficients_find("WHO-ESFT");
	double census[FORECAST_MODALITIES] = { 2, NAN, NAN, 1, NAN, -3 };
	double none[FORECAST_MODALITIES] = { NAN, NAN, NAN, NAN, NAN, NAN };
	ck_assert_double_eq_tol(forecast_coefficients_census_g(c, census),
	    2 * forecast_coefficients_patient_g(c, FORECAST_NASAL_CANNULA) +
	        forecast_coefficients_patient_g(c, FORECAST_HFNC), .001);
	ck_assert_double_nan(forecast_coefficients_census_g(c, none));
}
END_TEST

START_TEST(whos_hundred_bed_centre_needs_about_three_tonnes_a_day)
{
	const struct forecast_coefficients *c = forecast_coefficients_find("WHO-ESFT");
	double g = forecast_coefficients_beds_g(c, 100, 25, FORECAST_SITE_FIELD) / (1 + c->leak);
	ck_assert_double_eq_tol(g, 2.88e6, .02e6);
	ck_assert_double_nan(forecast_coefficients_beds_g(c, -1, -1, FORECAST_SITE_CENTRAL));
	ck_assert_double_gt(forecast_coefficients_beds_g(c, -1, 5, FORECAST_SITE_CENTRAL), 0);
}
END_TEST

START_TEST(names_of_the_report_lead_to_modalities_and_levels)
{
	ck_assert_int_eq(forecast_coefficients_modality("reservoir_mask"), FORECAST_RESERVOIR_MASK);
	ck_assert_int_eq(forecast_coefficients_modality("covid"), FORECAST_MODALITIES);
	ck_assert_int_eq(forecast_coefficients_site_level("district"), FORECAST_SITE_DISTRICT);
	ck_assert_int_eq(forecast_coefficients_site_level(NULL), FORECAST_SITE_UNKNOWN);
	for (int m = 0; m < FORECAST_MODALITIES; m++)
		ck_assert_int_eq(forecast_coefficients_modality(forecast_coefficients_modality_name(m)), m);
}
END_TEST

START_TEST(gaps_are_filled_and_the_name_says_whose_flows_they_are)
{
	struct forecast_coefficients c = *forecast_coefficients_find("VN-2747-2025"), filled;
	ck_assert_str_eq(forecast_coefficients_fill(&c, &filled), "WHO-ESFT");
	ck_assert(forecast_coefficients_is_complete(&filled));
	ck_assert_str_eq(forecast_coefficients_fill(NULL, NULL), "WHO-ESFT");
	*forecast_coefficients_item(&c, "leak") = .1;
	ck_assert_str_eq(forecast_coefficients_fill(&c, &filled), "WHO-ESFT"); /* a leak alone is nobody's flow */
	*forecast_coefficients_item(&c, "hfnc") = 40;
	ck_assert_str_eq(forecast_coefficients_fill(&c, &filled), "VN-2747-2025");
	ck_assert(filled.lpm[FORECAST_HFNC] == 40 && filled.lpm[FORECAST_IMV] == 30 && filled.leak == .1);
}
END_TEST

START_TEST(every_item_has_its_place_and_other_names_have_none)
{
	struct forecast_coefficients c = *forecast_coefficients_find("OBSERVED-PROXY");
	ck_assert_ptr_eq(forecast_coefficients_item(&c, "imv"), &c.lpm[FORECAST_IMV]);
	ck_assert_ptr_eq(forecast_coefficients_item(&c, "field_bed"), &c.field_bed_lpm);
	ck_assert_ptr_null(forecast_coefficients_item(&c, "density_g_per_l"));
	for (int m = 0; m < FORECAST_MODALITIES; m++)
		ck_assert_ptr_eq(forecast_coefficients_item(&c, forecast_coefficients_modality_name((enum forecast_modality)m)), &c.lpm[m]);
}
END_TEST

START_TEST(no_name_is_no_set_modality_or_level)
{
	ck_assert_ptr_null(forecast_coefficients_find(NULL));
	ck_assert_ptr_null(forecast_coefficients_at(forecast_coefficients_count()));
	ck_assert_int_eq(forecast_coefficients_modality(NULL), FORECAST_MODALITIES);
	ck_assert_int_eq(forecast_coefficients_site_level(NULL), FORECAST_SITE_UNKNOWN);
	ck_assert_int_eq(forecast_coefficients_site_level("nowhere"), FORECAST_SITE_UNKNOWN);
}
END_TEST

SUITE("forecast/coefficients", one_litre_a_minute_is_1917_grams_a_day_without_leak,
    planned_and_observed_flows_differ_tenfold_for_ventilated_patients, the_vietnamese_set_is_there_and_empty,
    a_census_counts_what_is_known_and_is_unknown_when_nothing_is,
    whos_hundred_bed_centre_needs_about_three_tonnes_a_day,
    names_of_the_report_lead_to_modalities_and_levels, gaps_are_filled_and_the_name_says_whose_flows_they_are,
    every_item_has_its_place_and_other_names_have_none,
    no_name_is_no_set_modality_or_level)
