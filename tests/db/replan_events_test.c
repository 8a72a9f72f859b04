/* The daemon plans again by itself: what makes it do so, how often, and that a person decides. */
#include "jobs/jobs.h"
#include "lib/approved.h"
#include "lib/reporting.h"
#include "lib/suite.h"

enum { QUIET_S = 60 };

static struct api_fixture *x;
static char *plan; /* in force */
static instant_t planned_at;

static void
setup(void)
{
	x = approved_start();
	reporting_start(x->fx);
	x->fx->app.replan_auto = true;
	x->fx->app.replan_quiet_s = QUIET_S;
	plan = approved_plan(x);
	planned_at = clock_now(x->fx->app.clock);
}

static void
teardown(void)
{
	free(plan);
	reporting_stop(x->fx);
	api_fixture_free(x);
}

static void
pass(instant_t t)
{
	ck_assert(clock_set(x->fx->app.clock, clock_now(x->fx->app.clock) + t));
}

/* Later than the first, so that nobody doubts which is in force. */
static void
plan_anew(void)
{
	pass(INSTANT_MINUTE);
	free(plan);
	plan = approved_plan(x);
	planned_at = clock_now(x->fx->app.clock);
}

static void
replan(const char *body)
{
	pass(INSTANT_MINUTE);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", plan), body);
	ck_assert_int_eq(x->status, 201);
	free(plan);
	plan = strdup(api_fixture_text(x, "/id"));
	approved_decide(x, plan);
}

static void
run(err_t (*job)(struct app *app, const atomic_bool *ending, struct faults *f))
{
	struct faults f = { 0 };
	atomic_bool ending = false;
	ck_assert_msg(job(&x->fx->app, &ending, &f) == ERR_OK, "%s %s", f.item[0].pointer, f.item[0].arg[0]);
}

/* The quiet time passes, and a little more. */
static void
settle(void)
{
	pass((QUIET_S + 1) * INSTANT_SECOND);
	run(jobs_replan_provinces);
}

static long
proposals(void)
{
	return app_fixture_ask("SELECT count(*) FROM oxy.plan_event WHERE seq = 1 AND state = 3 AND cred_id = 0 AND result->'replan'->>'proposed' = 'true'");
}

static long
drafts(void)
{
	return app_fixture_ask("SELECT count(*) FROM oxy.plan WHERE state = 3");
}

/* The one proposal that waits becomes the last answer. */
static void
read_proposal(void)
{
	char id[40];
	ck_assert_int_eq(drafts(), 1);
	snprintf(id, sizeof id, "%s", app_fixture_ask_text("SELECT plan_id FROM oxy.plan WHERE state = 3"));
	api_fixture_call(x, "coordinator", "GET", approved_path("/v1/plans/%s", id), NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_str_eq(api_fixture_text(x, "/replaces"), plan);
	ck_assert(json_is_true(api_fixture_at(x, "/replan/proposed")));
}

static void
proposes(const char *kind)
{
	settle();
	ck_assert_int_eq(proposals(), 1);
	read_proposal();
	ck_assert_msg(approved_has_event(x, kind, true), "%s: %s", kind, x->text);
	ck_assert_ptr_nonnull(api_fixture_at(x, "/replan/at_risk_before"));
}

static char *
first_offer(void)
{
	api_fixture_call(x, "supplier", "GET", "/v1/deliveries?state=offered", NULL);
	return strdup(api_fixture_text(x, "/items/0/id"));
}

static void
tell(const char *delivery, const char *event)
{
	char body[100];
	snprintf(body, sizeof body, "{'event': '%s'}", event);
	api_fixture_call(x, "supplier", "POST", approved_path("/v1/deliveries/%s/events", delivery), body);
	ck_assert_msg(x->status == 200, "%d %s", x->status, x->text);
}

static void
decline_one(void)
{
	char *id = first_offer();
	tell(id, "decline");
	free(id);
}

static void
supplier_says(const char *body)
{
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-GASCO/reports", body);
	ck_assert_msg(x->status == 201, "%d %s", x->status, x->text);
}

/* 15-PGH1's tank holds so much of what the plan expected of it now. */
static void
report_pct(int pct)
{
	char text[400], at[CALENDAR_INSTANT_TEXT], ask[600];
	snprintf(ask, sizeof ask,
	    "SELECT ((s->>'g')::float8 - (s->'use'->>0)::float8 * %lld / %lld)::bigint FROM oxy.plan_event e, json_array_elements(e.internal->'stocks') s "
	    "WHERE e.plan_id = '%s' AND e.seq = 1 AND s->>'facility' = '15-PGH1' AND s->>'product' = '1'",
	    (long long)(clock_now(x->fx->app.clock) - planned_at), (long long)(APP_FIXTURE_NOW + 7 * INSTANT_HOUR - planned_at), plan);
	long expected = app_fixture_ask(ask);
	snprintf(text, sizeof text,
	    "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"%s\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":%ld,\"unit\":\"g\"}}]}",
	    calendar_instant_text(clock_now(x->fx->app.clock), at), expected / 100 * pct);
	reporting_post(x->fx, &x->fx->hospital, text);
}

START_TEST(when_nothing_happens_nothing_is_proposed)
{
	settle();
	pass(INSTANT_HOUR);
	run(jobs_replan_provinces);
	ck_assert_int_eq(proposals(), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE kind = 5"), 0);
}
END_TEST

START_TEST(a_declined_offer_is_answered_once_and_a_person_decides)
{
	decline_one();
	long offers = approved_offers();
	run(jobs_replan_provinces);
	ck_assert_int_eq(proposals(), 0); /* it is not quiet yet */
	proposes("declined");
	ck_assert_int_eq(approved_offers(), offers); /* nobody was asked for anything */
	char *proposal = strdup(api_fixture_text(x, "/id"));
	api_fixture_call(x, "coordinator", "GET", "/v1/alerts?open=true", NULL);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/kind"), "plan");
	ck_assert_str_eq(api_fixture_text(x, "/items/0/plan"), proposal);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/province"), "15");
	ck_assert_ptr_null(api_fixture_text(x, "/items/0/facility"));
	ck_assert_ptr_nonnull(strstr(api_fixture_text(x, "/items/0/detail"), "patient-hours"));
	char *alert = strdup(api_fixture_text(x, "/items/0/id"));
	api_fixture_call(x, "stranger", "POST", approved_path("/v1/alerts/%s/acknowledge", alert), "{}");
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/alerts/%s/acknowledge", alert), "{}");
	ck_assert_int_eq(x->status, 200);
	api_fixture_call(x, "hospital", "GET", "/v1/alerts?open=true", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 0);
	pass(INSTANT_HOUR);
	run(jobs_replan_provinces);
	ck_assert_int_eq(proposals(), 1);
	approved_decide(x, proposal);
	settle();
	pass(INSTANT_HOUR);
	run(jobs_replan_provinces);
	ck_assert_int_eq(proposals(), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE kind = 5 AND closed_at IS NULL"), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb LIKE 'alert.%' AND site_id = 0"), 3);
	free(alert);
	free(proposal);
}
END_TEST

START_TEST(offers_that_lapse_are_a_reason)
{
	pass(4 * INSTANT_HOUR + INSTANT_SECOND);
	run(jobs_expire_offers);
	ck_assert_int_eq(approved_offers(), 0);
	proposes("lapsed");
}
END_TEST

START_TEST(a_delivery_that_fails_is_a_reason)
{
	char *id = first_offer();
	tell(id, "accept");
	pass(INSTANT_HOUR);
	run(jobs_replan_provinces);
	ck_assert_int_eq(proposals(), 0);
	tell(id, "load");
	tell(id, "dispatch");
	tell(id, "fail");
	proposes("failed");
	free(id);
}
END_TEST

START_TEST(a_truck_that_its_supplier_reports_out_of_service_is_a_reason_until_it_is_back)
{
	supplier_says("{'fleet': [{'vehicle': '15-GASCO-TK1', 'out_of_service': true}]}");
	proposes("vehicle_down");
	ck_assert(!approved_visits(x, "vehicle", "15-GASCO-TK1"));
	supplier_says("{'fleet': [{'vehicle': '15-GASCO-TK1', 'out_of_service': false}]}");
	settle();
	ck_assert_int_eq(drafts(), 0); /* what it answered is over */
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE kind = 5 AND closed_at IS NULL"), 0);
	supplier_says("{'fleet': [{'vehicle': '15-GASCO-TK1', 'out_of_service': true}]}");
	settle();
	ck_assert_int_eq(proposals(), 2);
}
END_TEST

START_TEST(a_plant_that_cannot_give_what_was_offered_is_a_reason)
{
	supplier_says("{'products': [{'product': 'lox', 'production_g': 0, 'stock_g': 1000000}]}");
	proposes("plant_derated");
}
END_TEST

START_TEST(a_report_19_per_cent_off_is_no_reason_and_one_21_per_cent_off_is)
{
	app_fixture_say("INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty) VALUES "
	                "(15, 1, gen_random_uuid(), 11, '2026-11-20T16:30+07', '2026-11-20T16:30+07', 1, 12000000, NULL, NULL)");
	plan_anew();
	pass(10 * INSTANT_MINUTE);
	report_pct(81);
	settle();
	ck_assert_int_eq(proposals(), 0);
	report_pct(119);
	settle();
	ck_assert_int_eq(proposals(), 0);
	report_pct(79);
	proposes("stock_off");
	report_pct(79); /* as the proposal expects */
	settle();
	ck_assert_int_eq(proposals(), 1);
	report_pct(40);
	settle();
	ck_assert_int_eq(proposals(), 2);
	ck_assert_int_eq(drafts(), 1);
}
END_TEST

START_TEST(ten_events_within_a_minute_are_one_proposal)
{
	for (int i = 0; i < 10; i++) {
		pass(5 * INSTANT_SECOND);
		if (i == 0)
			decline_one();
		else if (i == 1)
			supplier_says("{'fleet': [{'vehicle': '15-GASCO-TK1', 'out_of_service': true}]}");
		else
			report_pct(70 - i);
		run(jobs_replan_provinces);
	}
	ck_assert_int_eq(proposals(), 0);
	settle();
	ck_assert_int_eq(proposals(), 1);
	read_proposal();
	ck_assert_uint_ge(api_fixture_size(x, "/replan/events"), 3);
	settle();
	ck_assert_int_eq(proposals(), 1);
}
END_TEST

START_TEST(a_province_that_never_falls_quiet_is_not_waited_for_for_ever)
{
	decline_one();
	for (int i = 0; i < 5 * 60 / 30 + 1; i++) {
		pass(30 * INSTANT_SECOND);
		report_pct(100);
		run(jobs_replan_provinces);
	}
	ck_assert_int_eq(proposals(), 1);
}
END_TEST

START_TEST(a_new_event_puts_a_new_proposal_in_the_place_of_the_old_one_unless_somebody_edited_it)
{
	decline_one();
	proposes("declined");
	report_pct(150);
	settle();
	ck_assert_int_eq(proposals(), 2);
	read_proposal();
	ck_assert(approved_has_event(x, "declined", true) && approved_has_event(x, "stock_off", true));
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.plan WHERE state = 5"), 1);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/edits", api_fixture_text(x, "/id")),
	    "{'edits': [{'action': 'exclude', 'facility': '15-DH2', 'reason': 'bridge'}]}");
	ck_assert_msg(x->status == 200, "%d %s", x->status, x->text);
	report_pct(30);
	settle();
	ck_assert_int_eq(proposals(), 3);
	ck_assert_int_eq(drafts(), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE kind = 5 AND closed_at IS NULL"), 1);
}
END_TEST

START_TEST(a_newer_plan_in_force_withdraws_the_proposal_against_the_old_one)
{
	decline_one();
	proposes("declined");
	plan_anew();
	run(jobs_replan_provinces);
	ck_assert_int_eq(drafts(), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE kind = 5 AND closed_at IS NULL"), 0);
}
END_TEST

START_TEST(a_road_that_was_said_to_be_closed_stays_closed_for_the_daemon)
{
	replan("{'deterministic': true, 'events': [{'kind': 'road_closed', 'facility': '15-DH2'}]}");
	decline_one();
	proposes("declined");
	ck_assert(approved_has_event(x, "road_closed", false));
	ck_assert(!approved_visits(x, "facility", "15-DH2"));
}
END_TEST

START_TEST(a_declined_offer_of_an_older_plan_that_a_replan_keeps_is_found)
{
	char *first = strdup(plan);
	replan("{'deterministic': true}");
	char ask[300];
	snprintf(ask, sizeof ask, "SELECT count(*) FROM oxy.delivery d WHERE d.plan_id = '%s'", first);
	ck_assert_int_gt(app_fixture_ask(ask), 0);
	decline_one();
	proposes("declined");
	free(first);
}
END_TEST

START_TEST(a_proposal_that_cannot_be_solved_is_seen_and_tried_again)
{
	decline_one();
	x->fx->app.road_factor_pct = 1000000; /* no planner takes that */
	settle();
	ck_assert_int_eq(drafts(), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.plan WHERE state = 6"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE kind = 5 AND level = 1 AND closed_at IS NULL"), 1);
	pass(11 * INSTANT_MINUTE);
	run(jobs_replan_provinces);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.plan WHERE state = 6"), 1); /* nothing new was learnt */
	x->fx->app.road_factor_pct = 0;
	pass(5 * INSTANT_MINUTE);
	run(jobs_replan_provinces);
	ck_assert_int_eq(drafts(), 0); /* it is left alone for ten minutes */
	pass(6 * INSTANT_MINUTE);
	run(jobs_replan_provinces);
	read_proposal();
	ck_assert(approved_has_event(x, "declined", true));
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE kind = 5 AND level = 2 AND closed_at IS NULL"), 1);
}
END_TEST

START_TEST(off_means_off)
{
	x->fx->app.replan_auto = false;
	decline_one();
	settle();
	pass(INSTANT_HOUR);
	run(jobs_replan_provinces);
	ck_assert_int_eq(proposals(), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.replan"), 0);
}
END_TEST

SUITE_WITH("db/replan_events", setup, teardown, when_nothing_happens_nothing_is_proposed, a_declined_offer_is_answered_once_and_a_person_decides,
    offers_that_lapse_are_a_reason, a_delivery_that_fails_is_a_reason, a_truck_that_its_supplier_reports_out_of_service_is_a_reason_until_it_is_back,
    a_plant_that_cannot_give_what_was_offered_is_a_reason, a_report_19_per_cent_off_is_no_reason_and_one_21_per_cent_off_is,
    ten_events_within_a_minute_are_one_proposal, a_province_that_never_falls_quiet_is_not_waited_for_for_ever,
    a_new_event_puts_a_new_proposal_in_the_place_of_the_old_one_unless_somebody_edited_it,
    a_newer_plan_in_force_withdraws_the_proposal_against_the_old_one, a_road_that_was_said_to_be_closed_stays_closed_for_the_daemon,
    a_declined_offer_of_an_older_plan_that_a_replan_keeps_is_found, a_proposal_that_cannot_be_solved_is_seen_and_tried_again,
    off_means_off)
