/* Tank readings from their JSON to the ledger and the acknowledgement. */
#include "app/record_readings.h"
#include "base/rng.h"
#include "lib/app_fixture.h"
#include "lib/suite.h"
#include "wire/wire.h"

#include <stdio.h>
#include <string.h>

static struct app_fixture *fx;

static void
setup(void)
{
	fx = app_fixture_new();
	fx->app.ingest = ingest_start(&(struct ingest_options){ .db = fx->app.db, .clock = fx->app.clock, .paths = fx->app.paths });
}

static void
teardown(void)
{
	ingest_stop(fx->app.ingest);
	fx->app.ingest = NULL;
	app_fixture_free(fx);
}

struct outcome {
	err_t err;
	int64_t written, quarantined;
	char acks[400]; /* "0:12 missing 3-4 7-7; 1:5" */
	struct faults faults;
};

static void
write_acks(const struct ingest_readings *r, struct outcome *o)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_acks; i++) {
		const struct store_telemetry_ack *k = &r->acks[i];
		n += (size_t)snprintf(o->acks + n, sizeof o->acks - n, "%s%lld:%lld%s", i ? "; " : "", (long long)k->epoch, (long long)k->seq, k->gaps ? " missing" : "");
		for (size_t g = 0; g < k->gaps; g++)
			n += (size_t)snprintf(o->acks + n, sizeof o->acks - n, " %lld-%lld", (long long)k->from[g], (long long)k->to[g]);
	}
}

/* What an array of readings comes to; `partial` as a topic sends it. */
static struct outcome
send_as(const struct session *who, const char *text, bool partial)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct outcome out = { 0 };
	struct act act = { .app = &fx->app, .who = who, .arena = arena, .faults = &out.faults };
	struct app_reading sent[300];
	struct app_readings all = { 0 };
	struct faults ignored = { 0 };
	json_t *body;
	ck_assert_int_eq(wire_parse(text, strlen(text), &body, &ignored), ERR_OK);
	for (size_t i = 0; i < json_array_size(body); i++)
		sent[i] = (struct app_reading){ json_array_get(body, i), arena_printf(arena, "/%zu", i) };
	out.err = app_record_readings_read(&act, sent, json_array_size(body), &all);
	if (!out.err) {
		ck_assert_uint_eq(all.n, 1);
		all.items[0].all_or_nothing = !partial;
		app_record_readings(&fx->app, all.items, &out.err, 1);
		out.faults = all.items[0].faults;
		out.written = all.items[0].written;
		out.quarantined = all.items[0].quarantined;
		write_acks(&all.items[0], &out);
	}
	json_decref(body);
	return out;
}

static struct outcome
sending(const char *text)
{
	return send_as(&fx->device, text, false);
}

#define AT(seq, more) "{\"seq\":" #seq ",\"ts\":\"2026-11-20T16:00:00+07:00\"," more "}"
#define G(seq) AT(seq, "\"on_hand_g\":8400000")

START_TEST(a_reading_is_stored_once_and_gets_the_same_answer_again)
{
	struct outcome a = sending("[" G(7) "]"), b = sending("[" G(7) "]");
	ck_assert_int_eq(a.err, ERR_OK);
	ck_assert_str_eq(a.acks, "0:7");
	ck_assert_str_eq(b.acks, a.acks);
	ck_assert_int_eq(a.written, 1);
	ck_assert_int_eq(b.written, 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry WHERE g = 8400000 AND asset_id = 1 AND account_id = 11 AND epoch = 0 AND seq = 7"), 1);
}
END_TEST

START_TEST(the_same_reading_by_the_hospital_is_the_same_reading)
{
	sending("[" G(7) "]");
	struct outcome b = send_as(&fx->hospital, "[{\"asset\":\"15-PGH1-T1\",\"epoch\":0,\"seq\":7,\"ts\":\"2026-11-20T09:00:00Z\",\"on_hand_g\":8400000}]", false);
	ck_assert_int_eq(b.err, ERR_OK);
	ck_assert_int_eq(b.written, 0);
	ck_assert_str_eq(b.acks, "0:7");
}
END_TEST

START_TEST(gaps_are_named_until_they_are_filled_and_contiguity_starts_at_the_first_seen)
{
	ck_assert_str_eq(sending("[" G(10) "," G(12) "," G(15) "]").acks, "0:10 missing 11-11 13-14");
	ck_assert_str_eq(sending("[" G(14) "]").acks, "0:10 missing 11-11 13-13");
	ck_assert_str_eq(sending("[" G(11) "]").acks, "0:12 missing 13-13");
	ck_assert_str_eq(sending("[" G(13) "]").acks, "0:15");
	ck_assert_str_eq(sending("[" G(3) "]").acks, "0:15"); /* before the beginning: kept, and nothing is missing */
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry"), 7);
}
END_TEST

START_TEST(an_epoch_counts_for_itself)
{
	sending("[" G(5) "]");
	ck_assert_str_eq(sending("[" AT(1, "\"epoch\":1,\"on_hand_g\":8000000") "," AT(3, "\"epoch\":1,\"on_hand_g\":7000000") "]").acks, "1:1 missing 2-2");
	ck_assert_str_eq(sending("[" G(6) "," AT(2, "\"epoch\":1,\"on_hand_g\":7500000") "]").acks, "0:6; 1:3");
}
END_TEST

START_TEST(a_number_used_again_with_other_content_is_refused)
{
	sending("[" G(7) "]");
	struct outcome o = sending("[" G(8) "," AT(7, "\"on_hand_g\":8399999") "]");
	ck_assert_int_eq(o.err, ERR_CONFLICT);
	ck_assert_str_eq(fault_code(o.faults.item[0].id), "seq-reused");
	ck_assert_str_eq(o.faults.item[0].pointer, "/1/seq");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry"), 1);
	o = sending("[" G(9) "," AT(9, "\"on_hand_g\":1") "]");
	ck_assert_int_eq(o.err, ERR_CONFLICT);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry"), 1);
	o = send_as(&fx->device, "[" G(8) "," AT(7, "\"on_hand_g\":8399999") "]", true); /* a topic: the good one is kept */
	ck_assert_int_eq(o.err, ERR_OK);
	ck_assert_str_eq(o.acks, "0:8");
	ck_assert_int_eq(app_fixture_ask("SELECT sum(g) FROM oxy.telemetry"), 16800000);
}
END_TEST

START_TEST(a_level_becomes_grams_by_the_calibration_of_its_day)
{
	app_fixture_say("UPDATE oxy.site_revision SET doc = jsonb_set(doc, '{assets,0,calibrations}', (doc #> '{assets,0,calibrations}') || "
	                "'[{\"valid_from\":\"2026-11-20\",\"unit\":\"%\",\"points\":[{\"x\":0,\"g\":1000000},{\"x\":100,\"g\":19000000}]}]') "
	                "WHERE site_id = 1 AND doc #>> '{assets,0,asset}' = '15-PGH1-T1'");
	sending("[" AT(1, "\"level_pct\":50.5") ",{\"seq\":2,\"ts\":\"2026-11-19T16:00:00+07:00\",\"level_pct\":50.5}," AT(3, "\"flow_lpm\":120,\"p_bar\":9.5") "]");
	ck_assert_int_eq(app_fixture_ask("SELECT g FROM oxy.telemetry WHERE seq = 1"), 10090000);
	ck_assert_int_eq(app_fixture_ask("SELECT g FROM oxy.telemetry WHERE seq = 2"), 10100000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry WHERE seq = 3 AND g IS NULL AND flow_lpm = 120 AND p_bar = 9.5"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry WHERE raw = 50.5 AND unit = '%'"), 2);
}
END_TEST

START_TEST(more_than_the_tank_holds_waits_and_is_acknowledged)
{
	struct outcome o = sending("[" AT(1, "\"on_hand_g\":20000001") "," AT(2, "\"on_hand_g\":20000000") "]");
	ck_assert_int_eq(o.err, ERR_OK);
	ck_assert_str_eq(o.acks, "0:2");
	ck_assert_int_eq(o.quarantined, 1);
	ck_assert_int_eq(app_fixture_ask("SELECT doubt FROM oxy.telemetry WHERE seq = 1"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT doubt FROM oxy.telemetry WHERE seq = 2"), 0);
	ck_assert_str_eq(app_fixture_ask_text("SELECT code || pointer FROM oxy.quarantine"), "over_capacity/0/on_hand_g");
	ck_assert_int_eq(sending("[" AT(1, "\"on_hand_g\":20000001") "]").quarantined, 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.quarantine"), 1);
}
END_TEST

START_TEST(a_wrong_clock_is_kept_and_waits)
{
	struct outcome o = sending("[{\"seq\":1,\"ts\":\"2026-11-20T17:05:00+07:00\",\"on_hand_g\":1},{\"seq\":2,\"ts\":\"2026-11-20T17:05:01+07:00\",\"on_hand_g\":1},"
	                           "{\"seq\":3,\"ts\":\"1970-01-01T00:00:00Z\",\"on_hand_g\":1},{\"seq\":4,\"ts\":\"2038-01-19T03:14:08Z\",\"on_hand_g\":1}]");
	ck_assert_int_eq(o.err, ERR_OK);
	ck_assert_str_eq(o.acks, "0:4");
	ck_assert_int_eq(o.quarantined, 3);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(code, ' ' ORDER BY pointer) FROM oxy.quarantine"), "from_future long_ago from_future");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.quarantine WHERE args[1] LIKE '1970-01-01%'"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry WHERE doubt = 0 AND seq = 1"), 1);
}
END_TEST

START_TEST(whose_asset_it_is_decides_before_anything_else)
{
	const char *foreign = "[{\"asset\":\"15-DH2-C1\",\"nonsense\":1}]", *missing = "[{\"asset\":\"15-NONE\",\"nonsense\":1}]";
	ck_assert_int_eq(send_as(&fx->hospital, foreign, false).err, ERR_NOT_FOUND);
	ck_assert_int_eq(send_as(&fx->hospital, missing, false).err, ERR_NOT_FOUND);
	ck_assert_int_eq(sending("[{\"asset\":\"15-PGH1-C1\",\"seq\":1}]").err, ERR_NOT_FOUND); /* the hospital's, not the device's */
	struct outcome o = send_as(&fx->hospital, "[" G(1) "]", false);
	ck_assert_int_eq(o.err, ERR_INVALID);
	ck_assert_str_eq(o.faults.item[0].pointer, "/0/asset");
	o = sending("[" AT(1, "\"level_pct\":50,\"on_hand_g\":1") ",{\"seq\":-1,\"ts\":\"x\",\"p_bar\":1}]");
	ck_assert_int_eq(o.err, ERR_INVALID);
	ck_assert_int_eq(o.faults.n, 3);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry"), 0);
}
END_TEST

START_TEST(the_database_alone_refuses_a_credential_of_another_site)
{
	fx->app.skip_scope = true;
	struct outcome o = send_as(&fx->stranger_hospital, "[{\"asset\":\"15-PGH1-T1\",\"seq\":1,\"ts\":\"2026-11-20T16:00:00+07:00\",\"on_hand_g\":1}]", false);
	ck_assert_int_eq(o.err, ERR_NOT_FOUND);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry"), 0);
	app_fixture_say("UPDATE oxy.credential SET revoked_at = now() WHERE name = 'device'");
	ck_assert_int_eq(sending("[" G(1) "]").err, ERR_NOT_FOUND);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry_seen"), 0);
}
END_TEST

/* Sixty readings of two epochs, shuffled, cut into messages, each sent one to three times: the same rows as in order. */
START_TEST(any_order_and_repetition_comes_to_the_same_rows)
{
	uint64_t seed = (uint64_t)clock_mono();
	struct rng rng = rng_seed(seed, 0);
	fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
	int order[60];
	sending("[" G(0) "," AT(0, "\"epoch\":1,\"on_hand_g\":8400000") "]");
	for (int i = 0; i < 60; i++)
		order[i] = i;
	for (int i = 59; i > 0; i--) {
		int k = (int)rng_below(&rng, (uint32_t)i + 1), t = order[i];
		order[i] = order[k];
		order[k] = t;
	}
	struct outcome last = { 0 };
	for (int i = 0; i < 60;) {
		int n = 1 + (int)rng_below(&rng, 9), times = 1 + (int)rng_below(&rng, 3);
		CLEANUP(str_free) struct str s = { 0 };
		for (int k = 0; k < n && i < 60; k++, i++)
			str_addf(&s, "%s{\"epoch\":%d,\"seq\":%d,\"ts\":\"2026-11-20T%02d:00:00+07:00\",\"on_hand_g\":%d}", k ? "," : "[", order[i] % 2, 1 + order[i] / 2,
			    order[i] % 17, 1000 * order[i]);
		str_add(&s, "]");
		for (int k = 0; k < times; k++)
			last = sending(str_text(&s));
		ck_assert_int_eq(last.err, ERR_OK);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry"), 62);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.telemetry_seen WHERE seen = '{[0,31)}'"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT sum(g) FROM oxy.telemetry WHERE seq > 0"), 1000 * 59 * 60 / 2);
}
END_TEST

SUITE_WITH("app/record_readings", setup, teardown, a_reading_is_stored_once_and_gets_the_same_answer_again, the_same_reading_by_the_hospital_is_the_same_reading,
    gaps_are_named_until_they_are_filled_and_contiguity_starts_at_the_first_seen, an_epoch_counts_for_itself,
    a_number_used_again_with_other_content_is_refused, a_level_becomes_grams_by_the_calibration_of_its_day,
    more_than_the_tank_holds_waits_and_is_acknowledged, a_wrong_clock_is_kept_and_waits, whose_asset_it_is_decides_before_anything_else,
    the_database_alone_refuses_a_credential_of_another_site, any_order_and_repetition_comes_to_the_same_rows)
