/* GET /v1/forecasts.csv and /v1/hub-config/tasks.json: what we hand to forecast hubs. */
#include "app/run_forecast.h"
#include "interop/hubverse.h"
#include "lib/api_fixture.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

static void
run(struct api_fixture *x)
{
	struct store_forecast_run r;
	struct faults f = { 0 };
	ck_assert_int_eq(app_run_forecast(&x->fx->app, &(struct app_forecast_order){ .province = "15", .as_of = INSTANT_NONE }, &r, &f), ERR_OK);
	ck_assert_int_eq(r.state, STORE_FORECAST_DONE);
}

START_TEST(the_file_is_read_back_row_for_row)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct api_fixture *x = api_fixture_new();
	struct interop_hubverse h;
	struct faults f = { 0 };
	run(x);
	api_fixture_call(x, "coordinator", "GET", "/v1/forecasts.csv", NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_int_eq(interop_hubverse_read_demand(x->text, strlen(x->text), a, &h, &f), ERR_OK);
	enum { EACH = 14 * FORECAST_LEVELS };
	ck_assert_uint_eq(h.n, 3 * EACH);
	ck_assert_str_eq(h.rows[0].location, "15-DH2");
	ck_assert_str_eq(h.rows[2 * EACH - 1].location, "15-PGH1");
	ck_assert_str_eq(h.rows[2 * EACH].location, "15");
	for (size_t i = 0; i < h.n; i++) {
		ck_assert_int_eq(h.rows[i].reference_date, calendar_day(2026, 11, 20));
		ck_assert(h.rows[i].level == forecast_quantile_level((int)(i % FORECAST_LEVELS)));
	}
	/* horizon 14, level .99 of the last facility is the element of the stored array */
	ck_assert_int_eq((long)h.rows[2 * EACH - 1].value,
	    app_fixture_ask("SELECT (oxy.quantiles(q))[(date '2026-12-04' - first_day) * 23 + 23] FROM oxy.forecast JOIN oxy.site_code USING (shard, site_id) WHERE code = '15-PGH1'"));
	for (size_t i = 0; i < EACH; i++) { /* at both ends a sum is nearer than its parts together */
		double added = h.rows[i].value + h.rows[EACH + i].value, sum = h.rows[2 * EACH + i].value;
		int level = (int)(i % FORECAST_LEVELS);
		if (level < 3)
			ck_assert_double_ge(sum, .97 * added);
		if (level > 19)
			ck_assert_double_le(sum, 1.03 * added); /* 200 paths are coarse there */
	}
	app_fixture_say("DELETE FROM oxy.forecast WHERE site_id = (SELECT site_id FROM oxy.site WHERE code = '15-DH2')");
	api_fixture_call(x, "coordinator", "GET", "/v1/forecasts.csv", NULL);
	ck_assert_ptr_nonnull(strstr(x->text, ",15-PGH1,"));
	ck_assert_ptr_null(strstr(x->text, ",15,")); /* unknown is not zero */
	api_fixture_free(x);
}
END_TEST

START_TEST(it_answers_as_of_an_instant_and_hands_in_nothing_stale)
{
	struct api_fixture *x = api_fixture_new();
	run(x);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	api_fixture_call(x, "ministry", "GET", "/v1/forecasts.csv?province=15&as_of=2026-11-20T16:59:00%2B07:00", NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_ptr_null(strstr(x->text, "15-PGH1"));
	api_fixture_call(x, "ministry", "GET", "/v1/forecasts.csv?province=15&as_of=2026-11-20T17:30:00%2B07:00", NULL);
	ck_assert_ptr_nonnull(strstr(x->text, "2026-11-20,oxygen demand,1,15-PGH1,2026-11-21,quantile,0.01,"));
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + 37 * INSTANT_HOUR));
	api_fixture_call(x, "ministry", "GET", "/v1/forecasts.csv?province=15", NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_ptr_null(strstr(x->text, "15-PGH1"));
	api_fixture_free(x);
}
END_TEST

START_TEST(a_province_is_named_unless_it_is_ones_own)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "ministry", "GET", "/v1/forecasts.csv", NULL);
	ck_assert_int_eq(x->status, 422);
	ck_assert(api_fixture_fault(x, "required", "?province"));
	api_fixture_call(x, "coordinator", "GET", "/v1/forecasts.csv?province=01", NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "hospital", "GET", "/v1/forecasts.csv?province=15", NULL);
	ck_assert_int_eq(x->status, 403);
	api_fixture_free(x);
}
END_TEST

START_TEST(our_own_file_is_no_surge_forecast)
{
	struct api_fixture *x = api_fixture_new();
	char *file;
	run(x);
	api_fixture_call(x, "coordinator", "GET", "/v1/forecasts.csv", NULL);
	file = strdup(x->text);
	x->type = "text/csv";
	api_fixture_send(x, "coordinator", "POST", "/v1/surge-forecasts?model=own", file, strlen(file));
	ck_assert_int_eq(x->status, 422);
	ck_assert(api_fixture_fault(x, "not_a_choice", "line 2, column target"));
	free(file);
	api_fixture_free(x);
}
END_TEST

START_TEST(the_tasks_name_the_target_the_horizons_the_levels_and_the_facilities)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "coordinator", "GET", "/v1/hub-config/tasks.json", NULL);
	ck_assert_msg(x->status == 200, "%s", x->text);
#define TASK "/rounds/0/model_tasks/0"
	ck_assert_str_eq(api_fixture_text(x, TASK "/task_ids/origin_date/optional/0"), "2026-11-20");
	ck_assert_str_eq(api_fixture_text(x, TASK "/task_ids/target/required/0"), "oxygen demand");
	ck_assert_int_eq(api_fixture_int(x, TASK "/task_ids/horizon/required/13"), 14);
	ck_assert_str_eq(api_fixture_text(x, TASK "/task_ids/location/optional/1"), "15-PGH1");
	ck_assert_uint_eq(api_fixture_size(x, TASK "/task_ids/location/optional"), 3);
	ck_assert_str_eq(api_fixture_text(x, TASK "/task_ids/location/optional/2"), "15");
	ck_assert_str_eq(api_fixture_text(x, TASK "/task_ids/target_end_date/optional/13"), "2026-12-04");
	ck_assert_uint_eq(api_fixture_size(x, TASK "/output_type/quantile/output_type_id/required"), FORECAST_LEVELS);
	ck_assert_ptr_nonnull(strstr(x->text, "[0.01,0.025,0.05,0.1,0.15,"));
	ck_assert_str_eq(api_fixture_text(x, TASK "/target_metadata/0/target_keys/target"), "oxygen demand");
	api_fixture_free(x);
}
END_TEST

SUITE("db/hub", the_file_is_read_back_row_for_row, it_answers_as_of_an_instant_and_hands_in_nothing_stale, a_province_is_named_unless_it_is_ones_own,
    our_own_file_is_no_surge_forecast, the_tasks_name_the_target_the_horizons_the_levels_and_the_facilities)
