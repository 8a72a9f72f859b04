/* scenario_test - what the reader takes, refuses, and survives. */
#include "simulate/scenario.h"

#include "base/rng.h"
#include "lib/little.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

struct reading {
	struct str json;
	struct arena *a;
	struct simulate_scenario *s;
	struct faults f;
	err_t e;
};

static void
read_text(struct reading *r)
{
	r->a = arena_new();
	r->f = (struct faults){ 0 };
	r->e = simulate_scenario_read(str_text(&r->json), r->json.len, r->a, &r->s, &r->f);
}

static void
end(struct reading *r)
{
	arena_free(r->a);
	str_free(&r->json);
}

START_TEST(masses_are_grams_and_hours_are_minutes)
{
	struct reading r = { 0 };
	little_json(&r.json, 1500, "", "");
	read_text(&r);
	ck_assert_int_eq(r.e, ERR_OK);
	ck_assert_int_eq(r.s->suppliers[0].start_g, 1500000);
	ck_assert_int_eq(r.s->sites[0].tank_g, 2000000);
	ck_assert_int_eq(r.s->trucks[0].duty_from_min, 360);
	ck_assert_int_eq(simulate_scenario_road_m(r.s, 0, 1), 11120);
	ck_assert_int_eq(simulate_scenario_drive_min(r.s, &r.s->trucks[0], 0, 1), 12);
	end(&r);
}
END_TEST

START_TEST(the_hours_of_a_day_add_up_to_the_day)
{
	struct reading r = { 0 };
	int64_t ward = 0, crit = 0;
	little_json(&r.json, 1500, "", "");
	read_text(&r);
	r.s->sites[0].ward_g[2] = 1000003;
	for (int h = 0; h < SIMULATE_DAY_H; h++) {
		struct simulate_need n = simulate_scenario_need(r.s, 0, 0, h);
		ward += n.ward_g;
		crit += n.crit_g;
	}
	ck_assert_int_eq(ward, 1000003);
	ck_assert_int_eq(crit, 240000);
	end(&r);
}
END_TEST

START_TEST(events_hold_until_the_day_before_they_end)
{
	struct reading r = { 0 };
	little_json(&r.json, 1500, "", "{\"type\":\"truck_out\",\"truck\":\"T\",\"from_day\":1,\"to_day\":2}");
	read_text(&r);
	ck_assert_int_eq(r.e, ERR_OK);
	ck_assert(!simulate_scenario_is_out(r.s, SIMULATE_TRUCK_OUT, 0, 0));
	ck_assert(simulate_scenario_is_out(r.s, SIMULATE_TRUCK_OUT, 0, 1));
	ck_assert(!simulate_scenario_is_out(r.s, SIMULATE_TRUCK_OUT, 0, 2));
	end(&r);
}
END_TEST

START_TEST(no_events_together_make_more_than_a_file_may_state)
{
	struct reading r = { 0 };
	struct str all = { 0 };
	const char *ten = "{\"type\":\"production\",\"supplier\":\"P\",\"from_day\":0,\"to_day\":2,\"factor\":10}";
	str_addf(&r.json, "%s,%s,%s", ten, ten, ten);
	little_json(&all, 1500, "", str_text(&r.json));
	str_clear(&r.json);
	char *at = strstr(all.data, "_day\":0,");
	str_addf(&r.json, "%.*s_day\":1e9,%s", (int)(at - all.data), all.data, at + strlen("_day\":0,"));
	read_text(&r);
	ck_assert_int_eq(r.e, ERR_OK);
	ck_assert_int_eq(simulate_scenario_made_g(r.s, 0, 0), SIMULATE_MASS_MOST_G);
	ck_assert_int_eq(simulate_scenario_made_g(r.s, 0, 2), SIMULATE_MASS_MOST_G);
	r.s->events[2].factor_ppm = SIMULATE_PPM / 2;
	ck_assert_int_eq(simulate_scenario_made_g(r.s, 0, 1), SIMULATE_MASS_MOST_G / 2);
	str_free(&all);
	end(&r);
}
END_TEST

/* The little scenario, with a report missing and a truck out, and one text in the place of another. */
static void
read_with(struct reading *r, const char *was, const char *is)
{
	struct str all = { 0 };
	little_json(&all, 1500, "{\"f\":\"A\",\"d\":1,\"type\":\"missing\"}",
	    "{\"type\":\"truck_out\",\"truck\":\"T\",\"from_day\":1,\"to_day\":2}");
	const char *at = strstr(str_text(&all), was);
	ck_assert_ptr_nonnull(at);
	str_add_n(&r->json, str_text(&all), (size_t)(at - str_text(&all)));
	str_add(&r->json, is);
	str_add(&r->json, at + strlen(was));
	read_text(r);
	str_free(&all);
}

static void
refused(const char *was, const char *is, const char *pointer)
{
	struct reading r = { 0 };
	read_with(&r, was, is);
	ck_assert_int_eq(r.e, ERR_INVALID);
	ck_assert_str_eq(r.f.item[0].pointer, pointer);
	end(&r);
}

/* With all that is said, "POINTER: SENTENCE". */
static void
refused_as(const char *was, const char *is, const char *said)
{
	struct reading r = { 0 };
	char text[300], all[500];
	read_with(&r, was, is);
	ck_assert_int_eq(r.e, ERR_INVALID);
	ck_assert_int_eq(r.f.n, 1);
	snprintf(all, sizeof all, "%s: %s", r.f.item[0].pointer, fault_text(&r.f.item[0], LANG_EN, text, sizeof text));
	ck_assert_str_eq(all, said);
	end(&r);
}

static void
taken(const char *was, const char *is)
{
	struct reading r = { 0 };
	read_with(&r, was, is);
	ck_assert_msg(r.e == ERR_OK, "%s: %s", is, r.f.item[0].pointer);
	end(&r);
}

START_TEST(a_fault_names_the_member)
{
	refused("\"tank_kg\":2000", "\"tank_kg\":-1", "/facilities/0/tank_kg");
	refused("\"contract\":\"P\"", "\"contract\":\"Q\"", "/facilities/0/contract");
	refused("\"kind\":\"tanker\"", "\"kind\":\"barge\"", "/suppliers/0/trucks/0/kind");
	refused("[480,480,480,480,480]", "[480]", "/demand/0/ward");
	refused("\"type\":\"missing\"", "\"type\":\"odd\"", "/report_faults/0/type");
	refused("\"decision_hours\":[6]", "\"decision_hours\":[6,6]", "/decision_hours");
	refused("\"version\":1", "\"version\":2", "/version");
	refused("\"days\":3", "\"days\":0", "/days");
	refused("\"start_kg\":700", "\"start_kg\":7000", "/facilities/0/start_kg");
}
END_TEST

#define PROFILE "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"

START_TEST(what_cannot_be_is_refused_with_what_would_be_right)
{
	refused_as(PROFILE, "[1,1,1,\"x\",1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "/hour_profile/3: expected a number 0..1000, got \"x\"");
	refused_as(PROFILE, "[null,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "/hour_profile/0: expected a number 0..1000, got null");
	refused_as(PROFILE, "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,-1]", "/hour_profile/23: expected a number 0..1000, got -1");
	refused_as(PROFILE, "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.0]", "/hour_profile: expected a number above 0 among them, got only zeros");
	refused_as("\"duty_from_h\":6", "\"duty_from_h\":20.5", "/suppliers/0/trucks/0/duty_to_h: expected at least duty_from_h (20.5), got 20");
	refused_as("\"from_day\":1", "\"from_day\":7", "/events/0/to_day: expected at least from_day (7), got 2");
	refused_as("\"to_day\":2", "\"to_day\":9999", "/events/0/to_day: expected -400..401, got 9999");
	refused_as("\"from_day\":1", "\"from_day\":0.4", "/events/0/from_day: expected a whole number -400..401, got 0.4");
	refused_as("\"days\":3", "\"days\":9.6", "/days: expected a whole number 1..400, got 9.6");
	refused_as("\"history_days\":2", "\"history_days\":1.5", "/history_days: expected a whole number 0..400, got 1.5");
	refused_as("\"report_hour\":5", "\"report_hour\":5.5", "/report_hour: expected a whole number 0..23, got 5.5");
	refused_as("\"heel_kg\":100", "\"heel_kg\":2001", "/facilities/0/heel_kg: expected at most tank_kg (2000), got 2001");
	refused_as("\"start_kg\":700", "\"start_kg\":7000", "/facilities/0/start_kg: expected at most tank_kg (2000), got 7000");
	refused_as("\"d\":1", "\"d\":402", "/report_faults/0/d: expected -400..401, got 402");
	refused_as("\"d\":1", "\"d\":1.5", "/report_faults/0/d: expected a whole number -400..401, got 1.5");
	refused_as("[6]", "[6.5]", "/decision_hours: expected ascending whole hours 0..23, got [6.5]");
	refused_as("[6]", "[13,6]", "/decision_hours: expected ascending whole hours 0..23, got [13,6]");
	refused_as("[6]", "[\"6\"]", "/decision_hours: expected ascending whole hours 0..23, got [\"6\"]");
	refused_as("[480,480,480,480,480]", "[480,480,480,-3,480]", "/demand/0/ward/3: expected a number 0..1e+09 for day 1, got -3");
	refused_as("[240,240,240,240,240]", "[null,240,240,240,240]", "/demand/0/crit/0: expected a number 0..1e+09 for day -2, got null");
	refused_as("[480,480,480,480,480]", "[480]", "/demand/0/ward: expected 5 items, got 1");
}
END_TEST

START_TEST(whole_numbers_may_be_written_with_a_point_or_an_exponent)
{
	taken("\"decision_hours\":[6]", "\"decision_hours\":[6.0,13e0,2.3e1]");
	taken("\"days\":3", "\"days\":3.0");
	taken("\"history_days\":2", "\"history_days\":2e0");
	taken("\"from_day\":1", "\"from_day\":0.1e1");
	taken("\"from_day\":1", "\"from_day\":2");
	taken("\"d\":1", "\"d\":20e-1");
	taken("\"duty_from_h\":6", "\"duty_from_h\":20");
	taken("\"heel_kg\":100", "\"heel_kg\":2000.0");
}
END_TEST

START_TEST(an_id_can_stand_in_a_result_line_as_it_is)
{
	refused("\"id\":\"little\"", "\"id\":\"li\\u0001ttle\"", "/id");
	refused("\"id\":\"little\"", "\"id\":\"little\\b\"", "/id");
	refused("\"id\":\"little\"", "\"id\":\"little\\u007f\"", "/id");
	refused("\"id\":\"little\"", "\"id\":\"lit\\ntle\"", "/id");
	refused("\"id\":\"little\"", "\"id\":\"lit\\\"tle\"", "/id");
	refused("\"id\":\"little\"", "\"id\":\"lit\\\\tle\"", "/id");
}
END_TEST

START_TEST(unknown_members_are_left_alone)
{
	struct reading r = { 0 };
	struct str all = { 0 };
	little_json(&all, 1500, "", "");
	str_addf(&r.json, "{\"colour\":\"red\",%s", str_text(&all) + 1);
	read_text(&r);
	ck_assert_int_eq(r.e, ERR_OK);
	str_free(&all);
	end(&r);
}
END_TEST

START_TEST(no_damaged_text_breaks_the_reader)
{
	struct rng rng = rng_seed(7, 0);
	for (int i = 0; i < 2000; i++) {
		struct reading r = { 0 };
		little_json(&r.json, 1500, "{\"f\":\"A\",\"d\":1,\"type\":\"late\",\"days\":1}", "");
		for (int k = 0; k < 3; k++)
			r.json.data[rng_below(&rng, (uint32_t)r.json.len)] = "0-9{}[],:\"eAx. \\"[rng_below(&rng, 16)];
		read_text(&r);
		ck_assert(r.e == ERR_OK || r.f.err != ERR_OK);
		end(&r);
	}
}
END_TEST

SUITE("simulate/scenario", masses_are_grams_and_hours_are_minutes, the_hours_of_a_day_add_up_to_the_day, events_hold_until_the_day_before_they_end,
    no_events_together_make_more_than_a_file_may_state, a_fault_names_the_member,
    what_cannot_be_is_refused_with_what_would_be_right, whole_numbers_may_be_written_with_a_point_or_an_exponent, an_id_can_stand_in_a_result_line_as_it_is, unknown_members_are_left_alone, no_damaged_text_breaks_the_reader)
