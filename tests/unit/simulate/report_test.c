/* report_test - the page's data agree with the result, and with runs that were worked out on paper.
 */
#include "simulate/report.h"

#include "planner/planner.h"
#include "simulate/generate.h"
#include "wire/wire.h"

#include "lib/little.h"
#include "lib/suite.h"

#include <math.h>
#include <string.h>

struct shown {
	struct arena *a;
	struct simulate_scenario *s;
	struct simulate_report report;
	json_t *data;
	struct faults f;
};

static void
show_text(struct shown *x, const struct str *json)
{
	x->a = arena_new();
	ck_assert_int_eq(
	    simulate_scenario_read(str_text(json), json->len, x->a, &x->s, &x->f), ERR_OK);
	x->report.s = x->s;
}

static void
show_little(struct shown *x, int gas, const char *events)
{
	CLEANUP(str_free) struct str json = { 0 };
	little_json(&json, gas, "", events);
	show_text(x, &json);
}

static void
show_drawn(struct shown *x, const char *kind)
{
	CLEANUP(str_free) struct str json = { 0 };
	struct simulate_generate ask = { .province = "24", .kind = kind, .seed = 7 };
	ck_assert_int_eq(simulate_generate(&ask, &json, &x->f), ERR_OK);
	show_text(x, &json);
}

static void
run_policy(struct shown *x, enum simulate_policy policy)
{
	struct simulate_report_run *run =
	    simulate_report_add(&x->report, names_word(&simulate_run_policies, (int)policy));
	struct simulate_ask ask = { .policy = policy, .seed = 1, .record = run->record };
	ck_assert_int_eq(simulate_run(x->s, &ask, &run->result, &x->f), ERR_OK);
}

static void
read_data(struct shown *x)
{
	CLEANUP(str_free) struct str json = { 0 };
	simulate_report_json(&x->report, &json);
	ck_assert_int_eq(wire_parse(str_text(&json), json.len, &x->data, &x->f), ERR_OK);
}

static void
end(struct shown *x)
{
	json_decref(x->data);
	simulate_report_free(&x->report);
	arena_free(x->a);
}

static const json_t *
run_at(const struct shown *x, size_t i)
{
	return json_array_get(json_object_get(x->data, "runs"), i);
}

/* Sum of every width-th number of a flat list, from `at` on. */
static int64_t
sum_of(const json_t *flat, size_t at, size_t width)
{
	int64_t sum = 0;
	ck_assert_ptr_nonnull(flat);
	for (size_t i = at; i < json_array_size(flat); i += width)
		sum += json_integer_value(json_array_get(flat, i));
	return sum;
}

static double
lack_of(const json_t *run, const char *code)
{
	const json_t *days = json_object_get(json_object_get(run, "lack_ph"), code);
	double sum = 0;
	ck_assert_ptr_nonnull(days);
	for (size_t i = 0; i < json_array_size(days); i++)
		sum += json_number_value(json_array_get(days, i));
	return sum;
}

static void
agrees(const json_t *run, const struct simulate_result *r, const struct simulate_scenario *s)
{
	const json_t *unmet = json_object_get(run, "unmet"),
		     *result = json_object_get(run, "result");
	double lacking = 0,
	       crit = (double)sum_of(unmet, 3, 4) * SIMULATE_DAY_H / (double)s->crit_g_day;
	for (int l = 0; l < SIMULATE_LACKS; l++)
		lacking += lack_of(run, simulate_record_lack_code((enum simulate_lack)l));
	ck_assert_int_eq(sum_of(unmet, 2, 4) + sum_of(unmet, 3, 4), r->unmet_g);
	ck_assert_double_eq_tol(
	    json_number_value(json_object_get(result, "unmet_kg")), (double)r->unmet_g / 1e3, 1e-3);
	ck_assert_double_eq_tol(crit, r->unmet_crit_ph, 1e-3);
	ck_assert_double_eq_tol(lacking, r->weighted_ph, .0006 * SIMULATE_LACKS * s->days);
	ck_assert_uint_eq(json_array_size(json_object_get(run, "trips")), (size_t)r->trips);
	ck_assert_double_eq_tol((double)sum_of(json_object_get(run, "drops"), 2, 3),
	    (double)r->delivered_g / 1e3, 1 + .5 * r->stops);
}

/* The stock of each site and what was used and given there: its last hour is what the series end
 * with. */
static void
series_are_whole(const json_t *run, const struct simulate_scenario *s)
{
	const json_t *stock = json_object_get(run, "stock_kg");
	ck_assert_uint_eq(json_array_size(stock), (size_t)s->n_sites);
	for (int i = 0; i < s->n_sites; i++) {
		const json_t *row = json_array_get(stock, (size_t)i);
		int64_t kg = 0;
		ck_assert_uint_eq(json_array_size(row), (size_t)s->days * SIMULATE_DAY_H);
		for (size_t h = 0; h < json_array_size(row); h++) {
			kg += json_integer_value(json_array_get(row, h));
			ck_assert_int_ge(kg, 0);
			ck_assert_int_le(kg * 1000, s->sites[i].lox
							? s->sites[i].tank_g
							: s->sites[i].pool * s->bottle_g + 500);
		}
	}
}

START_TEST(the_data_are_json_and_add_up_to_the_result_lines)
{
	static const enum simulate_policy POLICIES[] = { SIMULATE_OXYD, SIMULATE_URGENTPLUS,
		SIMULATE_REORDER };
	struct shown x = { 0 };
	show_drawn(&x, "small");
	for (size_t i = 0; i < ARRAY_LEN(POLICIES); i++)
		run_policy(&x, POLICIES[i]);
	read_data(&x);
	for (size_t i = 0; i < ARRAY_LEN(POLICIES); i++) {
		agrees(run_at(&x, i), &x.report.runs.at[i].result, x.s);
		series_are_whole(run_at(&x, i), x.s);
	}
	end(&x);
}
END_TEST

START_TEST(in_a_dire_province_every_unmet_gram_is_on_the_page)
{
	struct shown x = { 0 };
	show_drawn(&x, "dire");
	run_policy(&x, SIMULATE_URGENTPLUS);
	run_policy(&x, SIMULATE_REORDER);
	read_data(&x);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_gt(x.report.runs.at[i].result.unmet_g, 0);
		agrees(run_at(&x, i), &x.report.runs.at[i].result, x.s);
	}
	end(&x);
}
END_TEST

/* See run_test: 600 kg can be drawn, 30 an hour; 1200 kg come at 6:42 of day 0 and count from 7:00.
 */
START_TEST(stock_deliveries_and_trips_are_as_worked_out_on_paper)
{
	struct shown x = { 0 };
	show_little(&x, 1500, "");
	run_policy(&x, SIMULATE_REORDER);
	read_data(&x);
	const json_t *run = run_at(&x, 0),
		     *stock = json_array_get(json_object_get(run, "stock_kg"), 0),
		     *drops = json_object_get(run, "drops");
	ck_assert_int_eq(json_integer_value(json_array_get(stock, 0)), 570);
	ck_assert_int_eq(json_integer_value(json_array_get(stock, 1)), -30);
	ck_assert_int_eq(json_integer_value(json_array_get(stock, 7)), 1200 - 30);
	ck_assert_int_eq(sum_of(stock, 0, 1), 0);
	ck_assert_uint_eq(json_array_size(drops), 3);
	ck_assert_int_eq(json_integer_value(json_array_get(drops, 1)), 402);
	ck_assert_int_eq(json_integer_value(json_array_get(drops, 2)), 1200);
	const json_t *trip = json_array_get(json_object_get(run, "trips"), 0);
	static const int TRIP[] = { 0, 360, 440, 0, 402, 428, 1200 };
	ck_assert_uint_eq(json_array_size(trip), ARRAY_LEN(TRIP));
	for (size_t i = 0; i < ARRAY_LEN(TRIP); i++)
		ck_assert_int_eq(json_integer_value(json_array_get(trip, i)), TRIP[i]);
	end(&x);
}
END_TEST

/* Dry from 12:00 of day 2. The supplier has 300 kg, a stop's worth; a truck can be back by 20:00
 * when it leaves by 18:41. An hour without oxygen weighs 20 + 5 * 5. */
START_TEST(what_was_lacking_is_as_worked_out_on_paper)
{
	struct shown x = { 0 };
	show_little(&x, 1500, "");
	run_policy(&x, SIMULATE_REORDER);
	read_data(&x);
	ck_assert_double_eq_tol(lack_of(run_at(&x, 0), "order"), 7 * 45, 1e-6);
	ck_assert_double_eq_tol(lack_of(run_at(&x, 0), "duty"), 5 * 45, 1e-6);
	end(&x);
}
END_TEST

START_TEST(a_broken_truck_is_what_is_lacking_and_gas_when_there_is_none)
{
	struct shown x = { 0 }, y = { 0 };
	show_little(
	    &x, 1500, "{\"type\":\"truck_out\",\"truck\":\"T\",\"from_day\":0,\"to_day\":3}");
	run_policy(&x, SIMULATE_URGENTPLUS);
	read_data(&x);
	ck_assert_double_eq_tol(lack_of(run_at(&x, 0), "truck"), 52 * 45, .01);
	show_little(&y, 0, "");
	run_policy(&y, SIMULATE_URGENTPLUS);
	read_data(&y);
	ck_assert_double_eq_tol(lack_of(run_at(&y, 0), "goods"), 52 * 45, .01);
	end(&x);
	end(&y);
}
END_TEST

START_TEST(to_be_recorded_changes_nothing)
{
	for (int p = SIMULATE_OXYD; p < SIMULATE_POLICIES; p++) {
		struct shown x = { 0 };
		CLEANUP(str_free) struct str seen = { 0 };
		CLEANUP(str_free) struct str unseen = { 0 };
		struct simulate_ask ask = { .policy = (enum simulate_policy)p, .seed = 1 };
		struct simulate_result r;
		show_little(&x, 1500, "");
		run_policy(&x, ask.policy);
		ck_assert_int_eq(simulate_run(x.s, &ask, &r, &x.f), ERR_OK);
		simulate_run_line(x.s, "p", &x.report.runs.at[0].result, &seen);
		simulate_run_line(x.s, "p", &r, &unseen);
		ck_assert_str_eq(str_text(&seen), str_text(&unseen));
		ck_assert_int_eq(x.report.runs.at[0].record->hours, 3 * SIMULATE_DAY_H);
		ck_assert_uint_eq(x.report.runs.at[0].record->trips.n, (size_t)r.trips);
		end(&x);
	}
}
END_TEST

START_TEST(of_a_day_the_last_plan_stays_and_its_days_are_summed)
{
	struct shown x = { 0 };
	show_little(&x, 1500, "");
	struct simulate_world *w = simulate_world_new(x.s, x.a);
	struct simulate_record *r = simulate_record_new(x.s);
	struct planner_unmet first[] = { { .day = 0, .grams = 9000, .reason = PLANNER_SUPPLY } };
	struct planner_unmet second[] = { { .day = 0, .grams = 1000, .reason = PLANNER_VEHICLES },
		{ .day = 1, .grams = 2000, .reason = PLANNER_VEHICLES },
		{ .day = 1, .grams = 500, .reason = PLANNER_SUPPLY } };
	simulate_record_plan(r, w, &(struct planner_plan){ .unmet = first, .n_unmet = 1 });
	simulate_record_plan(r, w, &(struct planner_plan){ .unmet = second, .n_unmet = 3 });
	ck_assert_uint_eq(r->bound.n, 2);
	ck_assert_int_eq(r->bound.at[0].g, 3000);
	ck_assert_int_eq(r->bound.at[0].reason, PLANNER_VEHICLES);
	w->hour = SIMULATE_DAY_H;
	simulate_record_plan(r, w, &(struct planner_plan){ .unmet = first, .n_unmet = 1 });
	ck_assert_uint_eq(r->bound.n, 3);
	ck_assert_int_eq(r->bound.at[2].day, 1);
	simulate_record_free(r);
	end(&x);
}
END_TEST

/* What stands between the marks of the frame, as a browser takes it. */
static void
page_data(const struct str *page, struct str *out)
{
	static const char OPEN[] = "<script type=\"application/json\" id=\"data\">";
	const char *from = strstr(str_text(page), OPEN);
	ck_assert_ptr_nonnull(from);
	from += strlen(OPEN);
	str_add_n(out, from, (size_t)(strstr(from, "</script") - from));
}

START_TEST(a_name_cannot_end_the_data_or_become_part_of_the_page)
{
	struct shown x = { 0 };
	CLEANUP(str_free) struct str page = { 0 };
	CLEANUP(str_free) struct str data = { 0 };
	show_little(&x, 1500, "");
	snprintf(x.s->sites[0].name, sizeof x.s->sites[0].name, "%s", "</script><b>\"\\Bệnh viện");
	run_policy(&x, SIMULATE_REORDER);
	simulate_report_page(&x.report, &page);
	page_data(&page, &data);
	ck_assert_int_eq(wire_parse(str_text(&data), data.len, &x.data, &x.f), ERR_OK);
	const json_t *site =
	    json_array_get(json_object_get(json_object_get(x.data, "scenario"), "sites"), 0);
	ck_assert_str_eq(
	    json_string_value(json_object_get(site, "name")), "</script><b>\"\\Bệnh viện");
	ck_assert_ptr_null(strstr(str_text(&page), "<b>"));
	end(&x);
}
END_TEST

START_TEST(a_name_cut_within_a_letter_leaves_the_data_readable)
{
	struct shown x = { 0 };
	show_little(&x, 1500, "");
	snprintf(x.s->sites[0].name, sizeof x.s->sites[0].name, "%s", "B\xe1\xbb");
	run_policy(&x, SIMULATE_REORDER);
	read_data(&x);
	end(&x);
}
END_TEST

START_TEST(the_page_asks_the_network_for_nothing)
{
	struct shown x = { 0 };
	CLEANUP(str_free) struct str page = { 0 };
	static const char *const WAYS[] = { "http:", "https:", "src=", "@import", "url(", "fetch(",
		"XMLHttp" };
	show_little(&x, 1500, "");
	run_policy(&x, SIMULATE_REORDER);
	simulate_report_page(&x.report, &page);
	for (size_t i = 0; i < ARRAY_LEN(WAYS); i++) {
		const char *at = strstr(str_text(&page), WAYS[i]);
		if (at != NULL &&
		    strncmp(at, "http://www.w3.org/2000/svg", 26) == 0) /* a name, not an address */
			at = strstr(at + 1, WAYS[i]);
		ck_assert_msg(at == NULL, "%s in the page: %.60s", WAYS[i], at);
	}
	ck_assert_ptr_nonnull(strstr(str_text(&page), "default-src 'none'"));
	end(&x);
}
END_TEST

START_TEST(six_policies_of_seventy_five_days_stay_below_fifteen_megabytes)
{
	struct shown x = { 0 };
	CLEANUP(str_free) struct str page = { 0 };
	show_drawn(&x, "dire");
	ck_assert_int_eq(x.s->days, 75);
	ck_assert_int_ge(x.s->n_sites, 39);
	for (int i = 0; i < 6; i++)
		run_policy(&x, i % 2 ? SIMULATE_REORDER : SIMULATE_URGENT);
	simulate_report_page(&x.report, &page);
	ck_assert_uint_lt(page.len, 15000000);
	end(&x);
}
END_TEST

SUITE("simulate/report", the_data_are_json_and_add_up_to_the_result_lines,
    in_a_dire_province_every_unmet_gram_is_on_the_page,
    stock_deliveries_and_trips_are_as_worked_out_on_paper,
    what_was_lacking_is_as_worked_out_on_paper,
    a_broken_truck_is_what_is_lacking_and_gas_when_there_is_none, to_be_recorded_changes_nothing,
    of_a_day_the_last_plan_stays_and_its_days_are_summed,
    a_name_cannot_end_the_data_or_become_part_of_the_page,
    a_name_cut_within_a_letter_leaves_the_data_readable, the_page_asks_the_network_for_nothing,
    six_policies_of_seventy_five_days_stay_below_fifteen_megabytes)
