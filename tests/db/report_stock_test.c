/* A stock report from its JSON to the ledger and the answer. */
#include "app/report_stock.h"
#include "app/settle_quarantine.h"
#include "lib/app_fixture.h"
#include "lib/suite.h"
#include "store/position.h"
#include "wire/wire.h"

#include <stdio.h>
#include <string.h>

static struct app_fixture *fx;
static json_t *answers; /* keeps every answer until the test ends */

static void
setup(void)
{
	fx = app_fixture_new();
	answers = json_array();
	fx->app.ingest = ingest_start(&(struct ingest_options){ .db = fx->app.db, .clock = fx->app.clock, .paths = fx->app.paths });
}

static void
teardown(void)
{
	ingest_stop(fx->app.ingest);
	fx->app.ingest = NULL;
	app_fixture_free(fx);
	json_decref(answers);
}

/* What a report came to; the texts live until the test ends. */
struct outcome {
	err_t err;
	int status;
	bool replayed;
	json_t *answer;
	struct faults faults;
};

static struct outcome
report_keyed(const struct session *who, const char *text, const char *key)
{
	static uint8_t sha[32];
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct faults faults = { 0 }, ignored = { 0 };
	struct act act = { .app = &fx->app, .who = who, .arena = arena, .faults = &faults };
	struct outcome out = { 0 };
	struct ingest_report *r;
	json_t *body;
	ck_assert_int_eq(wire_parse(text, strlen(text), &body, &ignored), ERR_OK);
	memset(sha, (int)json_object_size(body), sizeof sha);
	const struct app_report_key k = { "POST /v1/stock-reports", key, sha };
	out.err = app_report_stock_read(&act, body, key ? &k : NULL, &r);
	out.faults = faults;
	if (!out.err) {
		ck_assert_int_eq(app_report_stock_wait(&act, &r, &out.err, 1), ERR_OK);
		out.faults = r->faults;
		out.status = r->status;
		out.replayed = r->replayed;
	}
	if (!out.err)
		ck_assert_int_eq(wire_parse(r->answer, strlen(r->answer), &out.answer, &ignored), ERR_OK);
	if (!out.err)
		json_array_append_new(answers, out.answer);
	json_decref(body);
	return out;
}

static struct outcome
report(const struct session *who, const char *text)
{
	return report_keyed(who, text, NULL);
}

static int64_t
number(const struct outcome *o, const char *name)
{
	const json_t *v = json_object_get(o->answer, name);
	return json_is_integer(v) ? json_integer_value(v) : -1;
}

static const char *
said(const struct outcome *o, const char *name)
{
	return json_string_value(json_object_get(o->answer, name));
}

#define FULL "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\",\"client_event_id\":\"c1\"," \
	"\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":8.4,\"unit\":\"t\"}}," \
	"{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":120,\"in_use\":8,\"empty\":60}]," \
	"\"consumed\":{\"value\":2900,\"unit\":\"m3@15C\"},\"census\":{\"nasal_cannula\":31,\"hfnc\":3,\"imv\":4,\"covid\":18}}"

START_TEST(a_whole_report_is_answered_with_its_stock_to_the_gram)
{
	struct outcome o = report(&fx->hospital, FULL);
	ck_assert_int_eq(o.err, ERR_OK);
	ck_assert_int_eq(o.status, 201);
	ck_assert_int_eq(number(&o, "revision"), 1);
	ck_assert_int_eq(number(&o, "on_hand_g"), 8400000 + 120 * 7987 + 4 * 7987);
	ck_assert_int_eq(number(&o, "consumed_g"), 3927470);
	ck_assert(json_is_number(json_object_get(json_object_get(o.answer, "hours_to_empty"), "p50")));
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.observation"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'stock_report.record'"), 1);
}
END_TEST

START_TEST(the_same_event_again_changes_nothing_and_another_body_is_a_conflict)
{
	struct outcome a = report(&fx->hospital, FULL), b = report(&fx->hospital, FULL);
	ck_assert_int_eq(b.status, 200);
	ck_assert_str_eq(said(&a, "id"), said(&b, "id"));
	ck_assert(json_equal(a.answer, b.answer));
	struct outcome c = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"client_event_id\":\"c1\"}");
	ck_assert_int_eq(c.err, ERR_CONFLICT);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report"), 1);
}
END_TEST

START_TEST(a_new_event_for_the_same_period_is_the_next_revision_and_replaces_the_stock)
{
	report(&fx->hospital, FULL);
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\","
	                                         "\"client_event_id\":\"c2\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand_g\":8000000},"
	                                         "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":100,\"in_use\":0,\"empty\":88}]}");
	ck_assert_int_eq(o.status, 201);
	ck_assert_int_eq(number(&o, "revision"), 2);
	ck_assert_int_eq(number(&o, "on_hand_g"), 8000000 + 100 * 7987);
}
END_TEST

START_TEST(an_idempotency_key_is_remembered_with_its_effect)
{
	const char *text = "{\"facility\":\"15-DH2\",\"date\":\"2026-11-20\",\"stock\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":40}]}";
	struct outcome a = report_keyed(&fx->hospital2, text, "k1"), b = report_keyed(&fx->hospital2, text, "k1");
	ck_assert_int_eq(a.status, 201);
	ck_assert(b.replayed);
	ck_assert_int_eq(b.status, 201);
	ck_assert(json_equal(a.answer, b.answer));
	struct outcome c = report_keyed(&fx->hospital2, "{\"facility\":\"15-DH2\",\"date\":\"2026-11-20\"}", "k1");
	ck_assert_int_eq(c.err, ERR_INVALID);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report"), 1);
}
END_TEST

START_TEST(more_than_the_tank_holds_waits_and_the_last_value_stays)
{
	report(&fx->hospital, FULL);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"period\":{\"start\":\"2026-11-20T17:00:00+07:00\",\"end\":\"2026-11-20T18:00:00+07:00\"},\"occurred_at\":\"2026-11-20T18:00:00+07:00\","
	                                         "\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":84,\"unit\":\"t\"}}]}");
	ck_assert_int_eq(o.status, 202);
	const json_t *q = json_array_get(json_object_get(o.answer, "quarantined"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(q, "pointer")), "/stock/0/on_hand");
	ck_assert_str_eq(json_string_value(json_object_get(q, "code")), "over_capacity");
	ck_assert(!json_boolean_value(json_object_get(q, "provisional")));
	ck_assert_int_lt(number(&o, "on_hand_g"), 9500000);
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	struct db_rows *r = NULL;
	ck_assert_int_eq(db_query(a->db, Q_QUARANTINE_LIST, DB_ARGS(DB_INT(UNKNOWN_I64), DB_BOOL(true), DB_INSTANT(APP_FIXTURE_NOW + 2 * INSTANT_HOUR),
		DB_INSTANT(APP_FIXTURE_NOW + 2 * INSTANT_HOUR), DB_ID(id_new(APP_FIXTURE_NOW)), DB_INT(9)), &r, a->faults), ERR_OK);
	ck_assert_int_eq(db_rows_n(r), 1);
	ck_assert_double_eq(db_real(r, 0, C_QUARANTINE_LIST_VALUE), 84); /* as it was said, for whoever settles it */
	ck_assert_str_eq(db_text(r, 0, C_QUARANTINE_LIST_UNIT), "t");
	db_rows_free(r);
	app_fixture_rollback(a);
}
END_TEST

static int64_t
tank_in_effect(void)
{
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	struct store_position *p;
	instant_t now = APP_FIXTURE_NOW + INSTANT_MINUTE;
	struct store_position_query q = { .sites = &fx->pgh1, .n = 1, .at = { now, now } };
	int64_t g = UNKNOWN_I64;
	ck_assert_int_eq(store_position_load(a->db, &q, a->arena, &p, a->faults), ERR_OK);
	for (int i = 0; i < p->n_truths; i++)
		if (strcmp(p->truths[i].code, "15-PGH1-T1") == 0)
			g = p->truths[i].g;
	app_fixture_rollback(a);
	return g;
}

/* A correction that waits has corrected nothing yet: the stock is what the first report said. */
START_TEST(a_revision_that_waits_leaves_the_last_accepted_value_in_effect)
{
#define TANK(id, tonnes) "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"client_event_id\":\"" id "\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\"," \
	"\"on_hand\":{\"value\":" tonnes ",\"unit\":\"t\"}}]}"
	ck_assert_int_eq(report(&fx->hospital, TANK("w1", "5")).status, 201);
	ck_assert_int_eq(report(&fx->hospital, TANK("w2", "84")).status, 202);
	ck_assert_int_eq(tank_in_effect(), 5000000);
	ck_assert_int_eq(report(&fx->hospital, TANK("w3", "6")).status, 201);
	ck_assert_int_eq(tank_in_effect(), 6000000); /* one that is believed does replace it */
}
END_TEST

static struct outcome
used_on(int day, int m3, int revision)
{
	char text[400];
	snprintf(text, sizeof text, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-%d\",\"client_event_id\":\"u%d-%d\",\"consumed\":{\"value\":%d,\"unit\":\"m3@15C\"},"
	    "\"census\":{\"nasal_cannula\":31,\"hfnc\":3,\"imv\":4}}", day, day, revision, m3);
	return report(&fx->hospital, text);
}

/* What is in effect of a day's consumption, whatever was said of it later and not believed. */
static int64_t
use_in_effect(day_t day)
{
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	struct store_position *p;
	instant_t now = APP_FIXTURE_NOW + INSTANT_MINUTE;
	struct store_position_query q = { .sites = &fx->pgh1, .n = 1, .at = { now, now }, .days = 10 };
	int64_t g = UNKNOWN_I64;
	ck_assert_int_eq(store_position_reports(a->db, &q, a->arena, &p, a->faults), ERR_OK);
	for (int i = 0; i < p->n_history; i++)
		if (p->history[i].date == day)
			g = p->history[i].consumed_g;
	app_fixture_rollback(a);
	return g;
}

static void
settle(const struct outcome *o, enum app_verdict v)
{
	const json_t *q = json_array_get(json_object_get(o->answer, "quarantined"), 0);
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
	struct app_settle_quarantine_doubt doubt;
	struct id id;
	ck_assert(id_parse(json_string_value(json_object_get(q, "id")), &id));
	ck_assert_int_eq(app_settle_quarantine_find(a, id, &doubt), ERR_OK);
	ck_assert_int_eq(app_settle_quarantine(a, &doubt, v, NULL), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
}

/* The same for use: a tenth of it, said in a correction, waits, and the day has been used what the first report said. Ten times more acts
 * until it is rejected; then the first report counts again, of use and of stock alike. */
START_TEST(a_correction_that_waits_or_was_rejected_leaves_what_the_first_report_said)
{
	ck_assert_int_eq(report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-19\",\"occurred_at\":\"2026-11-20T10:00:00+07:00\","
		"\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":8.1,\"unit\":\"t\"}}]}").status, 201);
	ck_assert_int_eq(report(&fx->hospital, TANK("w1", "8")).status, 201);
	for (int day = 12; day < 18; day++)
		ck_assert_int_eq(used_on(day, 2900, 1).status, 201);
	struct outcome first = used_on(18, 4000, 1), o = used_on(18, 290, 2);
	day_t last = calendar_day_of(APP_FIXTURE_NOW) - 2;
	int64_t said = use_in_effect(last);
	ck_assert_int_eq(said, number(&first, "consumed_g"));
	ck_assert_int_eq(o.status, 202);
	ck_assert(json_is_number(json_object_get(json_object_get(first.answer, "hours_to_empty"), "p50")));
	ck_assert(json_equal(json_object_get(o.answer, "hours_to_empty"), json_object_get(first.answer, "hours_to_empty")));
	o = used_on(18, 40000, 3);
	ck_assert_int_eq(o.status, 202);
	ck_assert_int_eq(use_in_effect(last), 10 * said);
	settle(&o, APP_REJECT);
	ck_assert_int_eq(use_in_effect(last), said);
	ck_assert_int_eq(used_on(18, 2800, 4).status, 201);
	ck_assert_int_lt(use_in_effect(last), said);

	o = report(&fx->hospital, TANK("w2", "0.8"));
	ck_assert_int_eq(o.status, 202);
	ck_assert_int_eq(tank_in_effect(), 800000);
	settle(&o, APP_REJECT);
	ck_assert_int_eq(tank_in_effect(), 8000000);
}
END_TEST

/* A tank that was nearly empty is filled and serves alone: the bottles are all still there, and nothing is wrong with that. */
START_TEST(bottles_that_were_spared_are_no_doubt)
{
#define DAY(date, id, kg, more) "{\"facility\":\"15-PGH1\",\"date\":\"" date "\",\"occurred_at\":\"" date "T17:00:00+07:00\",\"client_event_id\":\"" id "\"," \
	"\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":" kg ",\"unit\":\"kg\"}}," \
	"{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":120,\"in_use\":8,\"empty\":60}]," more "\"consumed\":{\"value\":2000,\"unit\":\"kg\"}}"
	ck_assert_int_eq(report(&fx->hospital, DAY("2026-11-19", "d1", "1000", "")).status, 201);
	struct outcome o = report(&fx->hospital,
	    DAY("2026-11-20", "d2", "5000", "\"received\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"quantity\":{\"value\":6,\"unit\":\"t\"},\"docket\":\"S-1\"}],"));
	ck_assert_int_eq(o.status, 201);
}
END_TEST

START_TEST(ten_times_less_acts_at_once_until_it_is_rejected)
{
	report(&fx->hospital, FULL);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"period\":{\"start\":\"2026-11-20T17:00:00+07:00\",\"end\":\"2026-11-20T18:00:00+07:00\"},\"occurred_at\":\"2026-11-20T18:00:00+07:00\","
	                                         "\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand_g\":840000}]}");
	ck_assert_int_eq(o.status, 202);
	const json_t *q = json_array_get(json_object_get(o.answer, "quarantined"), 0);
	ck_assert(json_boolean_value(json_object_get(q, "provisional")));
	ck_assert_int_lt(number(&o, "on_hand_g"), 2000000);
	struct id id;
	struct app_settle_quarantine_doubt doubt;
	ck_assert(id_parse(json_string_value(json_object_get(q, "id")), &id));
	struct act *stranger = app_fixture_begin(fx, &fx->hospital2, DB_WRITE);
	ck_assert_int_eq(app_settle_quarantine_find(stranger, id, &doubt), ERR_NOT_FOUND);
	app_fixture_rollback(stranger);
	struct act *a = app_fixture_begin(fx, &fx->hospital, DB_WRITE);
	ck_assert_int_eq(app_settle_quarantine_find(a, id, &doubt), ERR_OK);
	ck_assert_int_eq(app_settle_quarantine(a, &doubt, APP_REJECT, "sai đơn vị"), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	struct act *b = app_fixture_begin(fx, &fx->hospital, DB_WRITE);
	ck_assert_int_eq(app_settle_quarantine_find(b, id, &doubt), ERR_OK);
	ck_assert_int_eq(app_settle_quarantine(b, &doubt, APP_CONFIRM, NULL), ERR_CONFLICT);
	app_fixture_rollback(b);
	struct outcome after = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-19\"}");
	ck_assert_int_gt(number(&after, "on_hand_g"), 8000000);
}
END_TEST

/* Ten times less waits; said again the next day it is believed. A telephone call in between says nothing of consumption. */
START_TEST(a_doubted_use_that_repeats_is_believed_whatever_was_said_in_between)
{
	for (int day = 12; day < 18; day++)
		ck_assert_int_eq(used_on(day, 2900, 1).status, 201);
	ck_assert_int_eq(used_on(18, 290, 1).status, 202);
	struct outcome call = report(&fx->coordinator, "{\"facility\":\"15-PGH1\",\"period\":{\"start\":\"2026-11-19T00:00:00+07:00\",\"end\":"
		"\"2026-11-19T10:00:00+07:00\"},\"client_event_id\":\"call\",\"census\":{\"nasal_cannula\":31,\"hfnc\":3,\"imv\":4}}");
	ck_assert_int_eq(call.status, 201);
	ck_assert_int_eq(used_on(19, 300, 1).status, 201);
}
END_TEST

START_TEST(a_report_from_the_future_is_kept_and_waits)
{
	struct outcome o = report(&fx->hospital2, "{\"facility\":\"15-DH2\",\"date\":\"2026-11-25\",\"stock\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":40}]}");
	ck_assert_int_eq(o.status, 202);
	ck_assert(json_is_null(json_object_get(o.answer, "on_hand_g")));
}
END_TEST

START_TEST(what_does_not_exist_here_is_named)
{
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-DH2-C1\",\"on_hand_g\":1}]}");
	ck_assert_int_eq(o.err, ERR_INVALID);
	ck_assert_str_eq(o.faults.item[0].pointer, "/stock/0/asset");
	o = report(&fx->hospital, "{\"facility\":\"15-DH2\",\"date\":\"2026-11-20\",\"nonsense\":1}");
	ck_assert_int_eq(o.err, ERR_NOT_FOUND);
	o = report(&fx->coordinator, "{\"facility\":\"01-HN1\",\"date\":\"2026-11-20\"}");
	ck_assert_int_eq(o.err, ERR_NOT_FOUND);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report"), 0);
}
END_TEST

START_TEST(a_docket_counts_once_and_a_new_revision_takes_the_old_receipt_back)
{
#define RECEIPT(date, id, kg) "{\"facility\":\"15-PGH1\",\"date\":\"" date "\",\"client_event_id\":\"" id "\"," \
	"\"received\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"quantity\":{\"value\":" kg ",\"unit\":\"kg\"},\"docket\":\"D-1\"}]}"
	ck_assert_int_eq(report(&fx->hospital, RECEIPT("2026-11-19", "r1", "5000")).status, 201);
	ck_assert_int_eq(report(&fx->hospital, RECEIPT("2026-11-20", "r2", "5000")).status, 201);
	ck_assert_int_eq(app_fixture_ask("SELECT sum(g) FROM oxy.movement"), 5000000);
	ck_assert_int_eq(report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-19\",\"client_event_id\":\"r3\"}").status, 201);
	ck_assert_int_eq(app_fixture_ask("SELECT sum(CASE WHEN cause = 9 THEN -g ELSE g END) FROM oxy.movement"), 0);
}
END_TEST

static int64_t
pool_in_effect(void)
{
	return app_fixture_ask("SELECT coalesce(sum(CASE WHEN m.to_account = a.account_id THEN m.g ELSE -m.g END), 0) FROM oxy.movement m JOIN oxy.asset a "
	    "ON a.account_id IN (m.to_account, m.from_account) WHERE a.code = '15-PGH1-C1'");
}

static struct outcome
receipt(const char *id, const char *lines)
{
	char text[900];
	snprintf(text, sizeof text, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\",\"client_event_id\":\"%s\","
		"\"received\":[%s]}", id, lines);
	return report(&fx->hospital, text);
}

/* The report of the day is sent three times, with the same docket in it; the third time it is four bottles. Another day's report has it, too. */
START_TEST(a_correction_that_names_its_docket_again_receives_it_once)
{
#define BOTTLES(n, docket) "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":" n ",\"docket\":\"" docket "\"}"
	ck_assert_int_eq(receipt("a", BOTTLES("10", "P-1")).status, 201);
	ck_assert_int_eq(pool_in_effect(), 10 * 7987);
	ck_assert_int_eq(receipt("b", BOTTLES("10", "P-1")).status, 201);
	ck_assert_int_eq(pool_in_effect(), 10 * 7987);
	ck_assert_int_eq(receipt("c", BOTTLES("4", "P-1")).status, 201);
	ck_assert_int_eq(pool_in_effect(), 4 * 7987);
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-19\",\"received\":[" BOTTLES("4", "P-1") "]}");
	ck_assert_int_eq(o.status, 201);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(json_object_get(o.answer, "warnings"), 0), "code")), "received_before");
	ck_assert_int_eq(pool_in_effect(), 4 * 7987);
}
END_TEST

/* Oxygen for the tank and bottles on one delivery note; the bottles stand there twice. */
START_TEST(one_docket_brings_several_goods_and_none_twice)
{
	for (int i = 0; i < 2; i++) {
		struct outcome o = receipt(i ? "b" : "a", "{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"quantity\":{\"value\":1,\"unit\":\"t\"},\"docket\":\"D-1\"}," BOTTLES("10", "D-1") "," BOTTLES("10", "D-1"));
		ck_assert_int_eq(o.err, ERR_OK);
		ck_assert_int_eq(o.status, 201);
		ck_assert_uint_eq(json_array_size(json_object_get(o.answer, "warnings")), 1);
		ck_assert_int_eq(pool_in_effect(), 10 * 7987);
		ck_assert_int_eq(app_fixture_ask("SELECT sum(CASE WHEN m.to_account = a.account_id THEN m.g ELSE -m.g END) FROM oxy.movement m JOIN oxy.asset a "
		    "ON a.account_id IN (m.to_account, m.from_account) WHERE a.code = '15-PGH1-T1'"), 1000000);
	}
}
END_TEST

/* Thirteen bottles for 130: it acts, since it makes things worse. The hospital's own correction is measured by what stood before. */
START_TEST(who_mistyped_corrects_himself)
{
	ck_assert_int_eq(report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-19\",\"occurred_at\":\"2026-11-20T10:00:00+07:00\","
		"\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":8,\"unit\":\"t\"}}]}").status, 201);
	ck_assert_int_eq(report(&fx->hospital, TANK("t1", "0.79")).status, 202);
	ck_assert_int_eq(tank_in_effect(), 790000);
	struct outcome o = report(&fx->hospital, TANK("t2", "7.9"));
	ck_assert_int_eq(o.status, 201);
	ck_assert_int_eq(tank_in_effect(), 7900000);
}
END_TEST

/* What a correction leaves out, or says of an earlier hour, is answered as it then holds. */
START_TEST(the_answer_to_a_correction_is_what_then_holds)
{
	ck_assert_int_eq(report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-18\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\","
		"\"on_hand\":{\"value\":8,\"unit\":\"t\"}},{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":100}]}").status, 201);
	ck_assert_int_eq(report(&fx->hospital, FULL).status, 201);
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T09:00:00+07:00\","
		"\"client_event_id\":\"c2\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":7.5,\"unit\":\"t\"}}]}");
	ck_assert_int_eq(o.status, 201);
	ck_assert_int_eq(tank_in_effect(), 7500000);
	struct outcome again = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-10\",\"client_event_id\":\"old\"}");
	ck_assert_int_eq(number(&again, "on_hand_g"), number(&o, "on_hand_g"));
	ck_assert(json_equal(json_object_get(again.answer, "hours_to_empty"), json_object_get(o.answer, "hours_to_empty")));
}
END_TEST

/* Five hundred tonnes for a tank, a thousand bottles for a pool of a hundred and something, next year's: each waits. Confirmed, it counts; sent
 * again under its docket, it does not. */
START_TEST(a_receipt_that_nobody_can_have_had_waits)
{
	ck_assert_int_eq(receipt("t", "{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"quantity\":{\"value\":500,\"unit\":\"t\"}}").status, 202);
	ck_assert_int_eq(receipt("y", "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":10,\"occurred_at\":\"2027-11-20T03:00:00+07:00\"}").status, 202);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.movement"), 0);
	struct outcome o = receipt("b", BOTTLES("1000", "B-1"));
	ck_assert_int_eq(o.status, 202);
	const json_t *q = json_array_get(json_object_get(o.answer, "quarantined"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(q, "pointer")), "/received/0/full");
	ck_assert_str_eq(json_string_value(json_object_get(q, "code")), "over_capacity");
	ck_assert(!json_boolean_value(json_object_get(q, "provisional")));
	ck_assert_int_eq(pool_in_effect(), 0);
	settle(&o, APP_CONFIRM);
	ck_assert_int_eq(pool_in_effect(), 1000 * 7987);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.receipt_key WHERE key = 'docket::B-1'"), 1);
	ck_assert_int_eq(receipt("n", BOTTLES("1000", "B-1")).status, 201); /* a correction of something else */
	ck_assert_int_eq(pool_in_effect(), 1000 * 7987);
	ck_assert_int_eq(receipt("c", BOTTLES("100", "B-1")).status, 201);
	ck_assert_int_eq(pool_in_effect(), 100 * 7987); /* the correction takes back what was confirmed */
}
END_TEST

/* One line of a docket waits, the other one counts and has the docket; confirmed, both count. */
START_TEST(a_line_that_waits_shares_its_docket)
{
	struct outcome o = receipt("w", "{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"quantity\":{\"value\":500,\"unit\":\"t\"},\"docket\":\"D-1\"}," BOTTLES("10", "D-1"));
	ck_assert_int_eq(o.status, 202);
	ck_assert_int_eq(pool_in_effect(), 10 * 7987);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.receipt_key WHERE key = 'docket::D-1'"), 1);
	settle(&o, APP_CONFIRM);
	ck_assert_int_eq(app_fixture_ask("SELECT sum(g) FROM oxy.movement"), 10 * 7987 + 500000000);
}
END_TEST

START_TEST(an_asset_stands_once_in_a_report)
{
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"stock\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":50},"
		"{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":40}]}");
	ck_assert_int_eq(o.err, ERR_INVALID);
	ck_assert_str_eq(o.faults.item[0].pointer, "/stock/1");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report"), 0);
}
END_TEST

START_TEST(a_gauge_reading_goes_through_the_calibration)
{
	struct outcome o = report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\","
	                                         "\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":50,\"unit\":\"%\"}}]}");
	ck_assert_int_eq(o.status, 201);
	ck_assert_int_gt(app_fixture_ask("SELECT g FROM oxy.observation"), 1000000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.observation WHERE raw = 50 AND unit = '%'"), 1);
	ck_assert(json_is_null(json_object_get(o.answer, "on_hand_g")));
}
END_TEST

START_TEST(a_token_that_may_not_write_for_the_site_is_refused_by_the_database_alone)
{
	fx->app.skip_scope = true;
	struct outcome o = report(&fx->hospital2, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\"}");
	ck_assert_int_eq(o.err, ERR_NOT_FOUND);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report"), 0);
	ck_assert_int_eq(report(&fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\"}").status, 201);
}
END_TEST

/* Many at once: every one is answered for itself, and the rest of a batch is not harmed by the one that is refused. */
START_TEST(a_refused_report_does_not_fail_its_neighbours)
{
	enum { N = 24 };
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct ingest_report *r[N];
	struct faults faults = { 0 };
	err_t outcome[N];
	fx->app.skip_scope = true;
	for (int i = 0; i < N; i++) {
		struct act act = { .app = &fx->app, .who = i == 7 ? &fx->stranger_hospital : i % 2 ? &fx->hospital : &fx->hospital2, .arena = arena, .faults = &faults };
		char text[160];
		snprintf(text, sizeof text, "{\"facility\":\"%s\",\"date\":\"2026-11-%02d\",\"client_event_id\":\"e%d\"}", i % 2 ? "15-PGH1" : "15-DH2", 1 + i / 2, i);
		json_t *body = NULL;
		ck_assert_int_eq(wire_parse(text, strlen(text), &body, &faults), ERR_OK);
		ck_assert_int_eq(app_report_stock_read(&act, body, NULL, &r[i]), ERR_OK);
		json_decref(body);
	}
	struct act act = { .app = &fx->app, .who = &fx->coordinator, .arena = arena, .faults = &faults };
	ck_assert_int_eq(app_report_stock_wait(&act, r, outcome, N), ERR_OK);
	for (int i = 0; i < N; i++)
		ck_assert_msg((outcome[i] == ERR_OK) == (i != 7), "report %d came to %d", i, outcome[i]);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report"), N - 1);
}
END_TEST

SUITE_WITH("app/report_stock", setup, teardown, a_whole_report_is_answered_with_its_stock_to_the_gram, the_same_event_again_changes_nothing_and_another_body_is_a_conflict,
    a_new_event_for_the_same_period_is_the_next_revision_and_replaces_the_stock, an_idempotency_key_is_remembered_with_its_effect,
    more_than_the_tank_holds_waits_and_the_last_value_stays, a_revision_that_waits_leaves_the_last_accepted_value_in_effect,
    a_correction_that_waits_or_was_rejected_leaves_what_the_first_report_said, bottles_that_were_spared_are_no_doubt, ten_times_less_acts_at_once_until_it_is_rejected,
    a_doubted_use_that_repeats_is_believed_whatever_was_said_in_between,
    a_report_from_the_future_is_kept_and_waits, what_does_not_exist_here_is_named,
    a_docket_counts_once_and_a_new_revision_takes_the_old_receipt_back, a_correction_that_names_its_docket_again_receives_it_once,
    one_docket_brings_several_goods_and_none_twice, who_mistyped_corrects_himself, the_answer_to_a_correction_is_what_then_holds,
    a_receipt_that_nobody_can_have_had_waits, a_line_that_waits_shares_its_docket,
    an_asset_stands_once_in_a_report, a_gauge_reading_goes_through_the_calibration,
    a_token_that_may_not_write_for_the_site_is_refused_by_the_database_alone, a_refused_report_does_not_fail_its_neighbours)
