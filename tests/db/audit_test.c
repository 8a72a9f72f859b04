/* The audit chain: sealed, shown, verified; every kind of change is found. */
#include "app/seal_audit.h"
#include "app/watermark.h"
#include "lib/api_fixture.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

static struct app_fixture *fx;

static struct db_conn *
sealer(void)
{
	struct db_conn *c = NULL;
	ck_assert_int_eq(db_acquire(fx->app.db, DB_SEAL, &c, NULL), ERR_OK);
	return c;
}

static void
add_rows(int n)
{
	char sql[400];
	snprintf(sql, sizeof sql,
	    "INSERT INTO oxy.audit (shard, site_id, audit_id, recorded_at, cred_id, verb, object, detail) SELECT 15, 1, gen_random_uuid(), "
	    "oxy.recorded_at('2026-11-20T17:00+07'::timestamptz) + i * interval '1 ms', 1, 'test.add', i::text, jsonb_build_object('i', i) FROM generate_series(1, %d) i", n);
	app_fixture_say(sql);
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + INSTANT_MINUTE));
}

/* Seal all there is; the head. */
static struct store_audit_seal
seal_all(void)
{
	struct store_audit_seal head;
	bool more = true;
	ck_assert_int_eq(app_watermark_wait(fx->app.watermark, clock_now(fx->app.clock), NULL), ERR_OK);
	struct db_conn *c = sealer();
	while (more)
		ck_assert_int_eq(app_seal_audit(c, app_watermark_now(fx->app.watermark), &head, &more, NULL), ERR_OK);
	db_release(c);
	return head;
}

static struct app_seal_audit_verdict
verify(const struct store_audit_seal *head)
{
	struct db_conn *c = sealer();
	struct app_seal_audit_verdict v;
	const struct store_audit_seal none = { 0 };
	ck_assert_int_eq(app_seal_audit_verify(c, head ? head : &none, &v, NULL), ERR_OK);
	db_release(c);
	return v;
}

/* Three seals of 10, 2,500 (cut into three) and 5 rows. */
static struct store_audit_seal
make_chain(void)
{
	add_rows(10);
	seal_all();
	add_rows(2500);
	seal_all();
	add_rows(5);
	return seal_all();
}

START_TEST(an_untouched_chain_is_sound_and_covers_every_row)
{
	fx = app_fixture_new();
	struct store_audit_seal head = make_chain();
	struct app_seal_audit_verdict v = verify(&head);
	ck_assert_int_eq(v.broken, 0);
	ck_assert_int_eq(v.rows, 2515);
	ck_assert_int_eq(v.seals, 5);
	add_rows(3); /* not sealed yet: no harm */
	ck_assert_int_eq(verify(&head).broken, 0);
	ck_assert_int_eq(head.seal_id, 5);
	app_fixture_free(fx);
}
END_TEST

static const struct {
	const char *what, *sql;
	int64_t seal; /* the one that is named */
} mutations[] = {
	{ "edit a detail", "UPDATE oxy.audit SET detail = '{\"i\": 8}' WHERE object = '7' AND recorded_at = (SELECT min(recorded_at) FROM oxy.audit WHERE object = '7')", 1 },
	{ "edit who did it", "UPDATE oxy.audit SET cred_id = 2 WHERE object = '1500'", 3 },
	{ "set a detail to nothing", "UPDATE oxy.audit SET detail = NULL WHERE object = '2500'", 4 },
	{ "delete a row", "DELETE FROM oxy.audit WHERE object = '2000'", 3 },
	{ "delete the first row", "DELETE FROM oxy.audit WHERE recorded_at = (SELECT min(recorded_at) FROM oxy.audit)", 1 },
	{ "insert a row", "INSERT INTO oxy.audit SELECT shard, site_id, gen_random_uuid(), recorded_at + interval '1 us', cred_id, verb, object, detail FROM oxy.audit WHERE object = '1999'", 3 },
	{ "insert before all", "INSERT INTO oxy.audit VALUES (0, 0, gen_random_uuid(), '-infinity', 1, 'x', 'y', NULL)", 1 },
	{ "swap two rows", "UPDATE oxy.audit a SET recorded_at = b.recorded_at, audit_id = b.audit_id FROM oxy.audit b WHERE a.object = '1700' AND b.object = '1701'; ", 0 },
	{ "truncate the end of a seal", "DELETE FROM oxy.audit WHERE recorded_at >= (SELECT max(recorded_at) FROM oxy.audit) - interval '1 ms'", 5 },
	{ "truncate rows and seals", "DELETE FROM oxy.audit WHERE recorded_at > (SELECT upto FROM oxy.audit_seal WHERE seal_id = 4); DELETE FROM oxy.audit_seal WHERE seal_id = 5", INT64_MAX },
	{ "take a seal out", "DELETE FROM oxy.audit_seal WHERE seal_id = 3", 4 },
	{ "change a seal's root", "UPDATE oxy.audit_seal SET root = sha256('x') WHERE seal_id = 2", 2 },
	{ "truncate everything", "DELETE FROM oxy.audit; DELETE FROM oxy.audit_seal", INT64_MAX },
};

START_TEST(every_kind_of_change_is_found_and_its_seal_named)
{
	fx = app_fixture_new();
	struct store_audit_seal head = make_chain();
	int64_t broken = 0;
	if (strcmp(mutations[_i].what, "swap two rows") == 0) { /* contents change places; places stay */
		app_fixture_say("UPDATE oxy.audit SET object = CASE object WHEN '1700' THEN '1701' ELSE '1700' END, detail = CASE object WHEN '1700' THEN '{\"i\": 1701}'::jsonb ELSE '{\"i\": 1700}' END WHERE object IN ('1700', '1701')");
		broken = 3;
	} else {
		app_fixture_say(mutations[_i].sql);
		broken = mutations[_i].seal;
	}
	struct app_seal_audit_verdict v = verify(&head);
	ck_assert_msg(v.broken == broken, "%s: broken at %lld (%s)", mutations[_i].what, (long long)v.broken, v.what ? v.what : "");
	app_fixture_free(fx);
}
END_TEST

/* Somebody rewrites the record from its beginning and seals it all again: only the head kept elsewhere tells. */
START_TEST(a_chain_made_anew_is_found_by_the_head_kept_elsewhere)
{
	fx = app_fixture_new();
	struct store_audit_seal head = make_chain();
	app_fixture_say("UPDATE oxy.audit SET cred_id = 9 WHERE object = '3'; DELETE FROM oxy.audit_seal");
	seal_all();
	ck_assert_int_eq(verify(NULL).broken, 0);
	ck_assert_int_eq(verify(&head).broken, INT64_MAX);
	app_fixture_free(fx);
}
END_TEST

START_TEST(the_record_is_shown_as_a_chain_whose_pages_fit_together)
{
	struct api_fixture *x = api_fixture_new();
	char target[200], previous[80] = "";
	int64_t seq = 0;
	int pages = 0;
	fx = x->fx;
	make_chain();
	add_rows(7); /* not sealed: shown with the digests that they will have */
	snprintf(target, sizeof target, "/v1/audit?limit=1000");
	for (;; pages++) {
		api_fixture_call(x, "auditor", "GET", target, NULL);
		ck_assert_msg(x->status == 200, "%s", x->text);
		for (size_t i = 0; i < api_fixture_size(x, "/items"); i++) {
			char path[60];
			snprintf(path, sizeof path, "/items/%zu/seq", i);
			ck_assert(seq == 0 || api_fixture_int(x, path) == seq - 1);
			seq = api_fixture_int(x, path);
			snprintf(path, sizeof path, "/items/%zu/sha256", i);
			ck_assert(*previous == '\0' || strcmp(api_fixture_text(x, path), previous) == 0);
			snprintf(path, sizeof path, "/items/%zu/previous", i);
			snprintf(previous, sizeof previous, "%s", api_fixture_text(x, path));
		}
		if (api_fixture_text(x, "/next") == NULL)
			break;
		snprintf(target, sizeof target, "/v1/audit?limit=1000&cursor=%s", api_fixture_text(x, "/next"));
	}
	ck_assert_int_eq(seq, 1);
	ck_assert_int_eq(pages, 2);
	ck_assert_str_eq(previous, "0000000000000000000000000000000000000000000000000000000000000000");
	api_fixture_call(x, "coordinator", "GET", "/v1/audit", NULL);
	ck_assert_int_eq(x->status, 403);
	api_fixture_free(x);
}
END_TEST

START_TEST(as_of_shows_what_was_shown_then_and_a_new_act_is_shown_at_once)
{
	struct api_fixture *x = api_fixture_new();
	fx = x->fx;
	add_rows(3);
	api_fixture_call(x, "admin", "GET", "/v1/audit", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 3);
	char *then = mem_strdup(x->text);
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + INSTANT_MINUTE));
	api_fixture_call(x, "admin", "POST", "/v1/tokens", "{'name': 'n', 'role': 'ministry'}");
	ck_assert_int_eq(x->status, 201);
	api_fixture_call(x, "admin", "GET", "/v1/audit", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 4);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/action"), "token.issue");
	api_fixture_call(x, "admin", "GET", "/v1/audit?as_of=2026-11-20T17:01:30%2B07:00", NULL);
	ck_assert_str_eq(x->text, then);
	free(then);
	api_fixture_free(x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("app/seal_audit");
	TCase *tc = tcase_create("all");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, an_untouched_chain_is_sound_and_covers_every_row);
	tcase_add_loop_test(tc, every_kind_of_change_is_found_and_its_seal_named, 0, (int)ARRAY_LEN(mutations));
	tcase_add_test(tc, a_chain_made_anew_is_found_by_the_head_kept_elsewhere);
	tcase_add_test(tc, the_record_is_shown_as_a_chain_whose_pages_fit_together);
	tcase_add_test(tc, as_of_shows_what_was_shown_then_and_a_new_act_is_shown_at_once);
	suite_add_tcase(s, tc);
	return suite_run(s);
}
