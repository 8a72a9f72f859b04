/* scenario_test - what the reader takes, refuses, and survives. */
#include "simulate/scenario.h"

#include "base/rng.h"
#include "lib/little.h"
#include "lib/suite.h"

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

static void
refused(const char *was, const char *is, const char *pointer)
{
	struct reading r = { 0 };
	struct str all = { 0 };
	little_json(&all, 1500, "{\"f\":\"A\",\"d\":1,\"type\":\"missing\"}", "");
	const char *at = strstr(str_text(&all), was);
	ck_assert_ptr_nonnull(at);
	str_add_n(&r.json, str_text(&all), (size_t)(at - str_text(&all)));
	str_add(&r.json, is);
	str_add(&r.json, at + strlen(was));
	read_text(&r);
	ck_assert_int_eq(r.e, ERR_INVALID);
	ck_assert_str_eq(r.f.item[0].pointer, pointer);
	str_free(&all);
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
    an_id_can_stand_in_a_result_line_as_it_is, unknown_members_are_left_alone, no_damaged_text_breaks_the_reader)
