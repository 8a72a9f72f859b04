/* POST /v1/imports/coefficients: named, dated sets row by row, and the forecasts that stand on them. */
#include "app/run_forecast.h"
#include "app/show_forecast.h"
#include "lib/api_fixture.h"
#include "lib/reporting.h"
#include "lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define HEADER "set,as_of,item,value,unit,source\n"

static void
post(struct api_fixture *x, const char *who, const char *target, const char *csv)
{
	x->type = "text/csv";
	api_fixture_send(x, who, "POST", target, csv, strlen(csv));
}

static bool
counts(const struct api_fixture *x, int created, int changed, int unchanged, int refused)
{
	return x->status == 200 && api_fixture_int(x, "/created") == created && api_fixture_int(x, "/changed") == changed &&
	    api_fixture_int(x, "/unchanged") == unchanged && api_fixture_int(x, "/refused") == refused;
}

/* Code and pointer of a row's first error. */
static const char *
error_of(const struct api_fixture *x, int i)
{
	static char text[200];
	char path[60];
	snprintf(path, sizeof path, "/results/%d/errors/0/code", i);
	const char *code = api_fixture_text(x, path);
	size_t n = (size_t)snprintf(text, sizeof text, "%s ", code ? code : "");
	snprintf(path, sizeof path, "/results/%d/errors/0/pointer", i);
	snprintf(text + n, sizeof text - n, "%s", api_fixture_text(x, path) ? api_fixture_text(x, path) : "");
	return text;
}

#define ANNEX \
	HEADER "VN-2747-2025,2025-09-01,nasal_cannula,3,L/min,Annex 2\n" \
	"VN-2747-2025,2025-09-01,hfnc,40,L/min,Annex 2\n" \
	"VN-2747-2025,2025-09-01,imv,19169,g/day,Annex 2\n" \
	"VN-2747-2025,2025-09-01,leak,10,%,Annex 2\n"

START_TEST(a_set_is_filled_once_and_a_dry_run_keeps_nothing)
{
	struct api_fixture *x = api_fixture_new();
	post(x, "admin", "/v1/imports/coefficients?dry_run=true", ANNEX);
	ck_assert_msg(counts(x, 4, 0, 0, 0), "%d %s", x->status, x->text);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.coefficient"), 0);
	post(x, "admin", "/v1/imports/coefficients", ANNEX);
	ck_assert_msg(counts(x, 4, 0, 0, 0), "%s", x->text);
	ck_assert_str_eq(api_fixture_text(x, "/kind"), "coefficients");
	ck_assert_str_eq(api_fixture_text(x, "/results/1/name"), "hfnc");
	post(x, "admin", "/v1/imports/coefficients", ANNEX);
	ck_assert_msg(counts(x, 0, 0, 4, 0), "%s", x->text);
	ck_assert_int_eq(app_fixture_ask("SELECT round(value * 1000) FROM oxy.coefficient WHERE item = 'imv'"), 10000); /* 19,169 g a day are 10 L/min at 20 C */
	ck_assert_int_eq(app_fixture_ask("SELECT round(value * 1000) FROM oxy.coefficient WHERE item = 'leak'"), 100);
	post(x, "admin", "/v1/imports/coefficients", HEADER "VN-2747-2025,2025-09-01,hfnc,45,L/min,Annex 2\n");
	ck_assert_msg(counts(x, 0, 1, 0, 0), "%s", x->text);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(said, ' ' ORDER BY revision) FROM oxy.coefficient WHERE item = 'hfnc'"), "40 45");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'coefficients.import'"), 3);
	api_fixture_free(x);
}
END_TEST

START_TEST(each_bad_row_says_what_would_be_right_and_good_ones_are_kept)
{
	struct api_fixture *x = api_fixture_new();
	post(x, "admin", "/v1/imports/coefficients",
	    HEADER "WHO-ESFT,2025-09-01,hfnc,40,L/min,\n"
	    "vn 1,2025-09-01,hfnc,40,L/min,\n"
	    "VN-1,2025-13-01,hfnc,40,L/min,\n"
	    "VN-1,2025-09-01,ecmo,40,L/min,\n"
	    "VN-1,2025-09-01,hfnc,forty,L/min,\n"
	    "VN-1,2025-09-01,hfnc,40,m3,\n"
	    "VN-1,2025-09-01,hfnc,0,L/min,\n"
	    "VN-1,2025-09-01,hfnc,400,L/min,\n"
	    "VN-1,2025-09-01,leak,120,%,\n"
	    "VN-1,2025-09-01,leak,5,L/min,\n"
	    "VN-1,,hfnc,40,L/min,\n"
	    "VN-1,2025-09-01,niv,20,L/min@0C,\n"
	    "VN-1,2025-09-01,niv,21,L/min,\n");
	ck_assert_msg(counts(x, 1, 0, 0, 12), "%d %s", x->status, x->text);
	static const char *const want[] = { "exists line 2, column set", "bad_code line 3, column set", "bad_date line 4, column as_of", "not_a_choice line 5, column item",
		"wrong_type line 6, column value", "unknown_unit line 7, column unit", "out_of_range line 8, column value", "out_of_range line 9, column value",
		"out_of_range line 10, column value", "unknown_unit line 11, column unit", "required line 12, column as_of", " ", "duplicate line 14, column item" };
	for (int i = 0; i < 13; i++)
		ck_assert_str_eq(error_of(x, i), want[i]);
	ck_assert_int_eq(app_fixture_ask("SELECT round(value * 1000) FROM oxy.coefficient"), 21469); /* 20 L at 0 C are more at 20 C */
	post(x, "admin", "/v1/imports/coefficients", "name,lat\nx,1\n");
	ck_assert_int_eq(x->status, 422);
	ck_assert(api_fixture_fault(x, "csv_kind", "line 1"));
	post(x, "coordinator", "/v1/imports/coefficients", ANNEX);
	ck_assert_int_eq(x->status, 403);
	post(x, "admin", "/v1/imports/coefficients", "set;as_of;modality;value;unit\nVN-1;2025-09-01;imv;12,5;L/min\n");
	ck_assert_msg(counts(x, 1, 0, 0, 0), "%s", x->text);
	ck_assert_int_eq(app_fixture_ask("SELECT round(value * 10) FROM oxy.coefficient WHERE item = 'imv'"), 125);
	api_fixture_free(x);
}
END_TEST

static void
run(struct api_fixture *x, instant_t as_of)
{
	struct store_forecast_run r;
	struct faults f = { 0 };
	ck_assert_int_eq(app_run_forecast(&x->fx->app, &(struct app_forecast_order){ .province = "15", .as_of = as_of }, &r, &f), ERR_OK);
	ck_assert_int_eq(r.state, STORE_FORECAST_DONE);
}

static int64_t
median(struct api_fixture *x, const char *target)
{
	api_fixture_call(x, "coordinator", "GET", target, NULL);
	ck_assert_msg(x->status == 200, "%s", x->text);
	return api_fixture_int(x, "/days/2/demand_g/p50");
}

START_TEST(a_forecast_stands_on_the_edition_in_force_and_says_so)
{
	struct api_fixture *x = api_fixture_new();
	static const char target[] = "/v1/facilities/15-DH2/forecast";
	reporting_start(x->fx);
	reporting_post(x->fx, &x->fx->hospital2,
	    "{\"facility\":\"15-DH2\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\",\"stock\":[],\"census\":{\"hfnc\":10}}");
	int64_t who = median(x, target); /* made for the answer */
	ck_assert_str_eq(api_fixture_text(x, "/coefficients"), "WHO-ESFT");
	ck_assert_ptr_null(api_fixture_text(x, "/coefficients_dated"));
	run(x, INSTANT_NONE);
	ck_assert_int_eq(median(x, target), who);
	ck_assert_str_eq(api_fixture_text(x, "/coefficients"), "WHO-ESFT");
	instant_t before = clock_now(x->fx->app.clock);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	post(x, "admin", "/v1/imports/coefficients",
	    HEADER "VN-2747-2025,2025-09-01,hfnc,60,L/min,\nVN-2747-2025,2025-09-01,leak,15,%,\nVN-2747-2025,2026-12-01,hfnc,90,L/min,\n"); /* one of next month */
	ck_assert_msg(counts(x, 3, 0, 0, 0), "%s", x->text);
	run(x, INSTANT_NONE);
	int64_t vn = median(x, target);
	ck_assert_str_eq(api_fixture_text(x, "/coefficients"), "VN-2747-2025");
	ck_assert_str_eq(api_fixture_text(x, "/coefficients_dated"), "2025-09-01");
	ck_assert_msg(fabs((double)vn / (double)who - 2) < .05, "%lld g by WHO's 30 L/min, %lld g by 60", (long long)who, (long long)vn);
	run(x, before + INSTANT_MINUTE); /* of a moment before the import: as it was */
	ck_assert_int_eq(app_fixture_ask("SELECT count(DISTINCT coefficients) FROM oxy.forecast"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast WHERE coefficients = 'WHO-ESFT'"), 4);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + 12 * INSTANT_DAY));
	run(x, INSTANT_NONE);
	median(x, target);
	ck_assert_str_eq(api_fixture_text(x, "/coefficients_dated"), "2026-12-01");
	reporting_stop(x->fx);
	api_fixture_free(x);
}
END_TEST

START_TEST(the_option_names_the_set_and_an_unknown_one_is_empty)
{
	struct api_fixture *x = api_fixture_new();
	x->fx->app.coefficients = "OBSERVED-PROXY";
	run(x, INSTANT_NONE);
	median(x, "/v1/facilities/15-DH2/forecast");
	ck_assert_str_eq(api_fixture_text(x, "/coefficients"), "OBSERVED-PROXY");
	x->fx->app.coefficients = "NOBODYS";
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	run(x, INSTANT_NONE);
	median(x, "/v1/facilities/15-DH2/forecast");
	ck_assert_str_eq(api_fixture_text(x, "/coefficients"), "WHO-ESFT");
	api_fixture_free(x);
}
END_TEST

SUITE("db/coefficients", a_set_is_filled_once_and_a_dry_run_keeps_nothing, each_bad_row_says_what_would_be_right_and_good_ones_are_kept,
    a_forecast_stands_on_the_edition_in_force_and_says_so, the_option_names_the_set_and_an_unknown_one_is_empty)
