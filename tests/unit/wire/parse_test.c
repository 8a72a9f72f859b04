#include "base/attr.h"
#include "base/rng.h"
#include "lib/suite.h"
#include "wire/wire.h"

#include <string.h>

/* The fault's code when the text is refused, "ok" when it is not. */
static const char *
outcome_n(const char *text, size_t n, struct faults *f)
{
	json_t *j;
	*f = (struct faults){ 0 };
	err_t e = wire_parse(text, n, &j, f);
	if (e) {
		ck_assert_int_eq(e, ERR_MALFORMED);
		ck_assert_int_eq(f->err, ERR_MALFORMED);
		return fault_code(f->item[0].id);
	}
	json_decref(j);
	return "ok";
}

static const char *
outcome(const char *text)
{
	struct faults f;
	return outcome_n(text, strlen(text), &f);
}

START_TEST(well_formed_json_is_read)
{
	static const char *const good[] = { "{}", "[]", "3", "\"x\"", "null",
		" {\"a\": [1, 2.5, true, null, \"\\u1ed9\"]}\n", "{\"a\":1,\"A\":2}", "99999999999",
		"9223372036854775807", "-9223372036854775808", "1e308", "5e-324", "0e-400", "0.0",
		"\"\\ud83d\\ude00\"", "\"\\uffff\"" };
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		ck_assert_msg(strcmp(outcome(good[i]), "ok") == 0, "%s", good[i]);
}
END_TEST

START_TEST(malformed_json_is_refused)
{
	static const char *const bad[] = { "{", "{\"a\":}", "{\"a\":1,}", "[1,]", "{} x", "{}{}",
		"nul", "NaN", "Infinity", "1e400", "-1e400", "9223372036854775808",
		"-9223372036854775809", "01", "+1", ".5", "1.", "'a'", "{\"a\":1,\"a\":2}",
		"{\"a\":1,\"\\u0061\":2}", "\"\\u0000\"", "{\"\\u0000\":1}", "\"\\ud800\"",
		"\"\\udc00\\ud800\"", "\"\\ud800x\"", "\"a\nb\"", "\"unfinished", "\"\\x\"",
		"// x\n1", " " };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(strcmp(outcome(bad[i]), "malformed_json") == 0, "%s: %s", bad[i],
		    outcome(bad[i]));
}
END_TEST

START_TEST(numbers_that_vanish_are_refused_with_their_place)
{
	struct faults f;
	char zeros[600] = "[1, 0.";
	const char *text = "{\"a\": 1,\n \"b\": 1e-400}";
	ck_assert_str_eq(outcome_n(text, strlen(text), &f), "malformed_json");
	ck_assert_str_eq(f.item[0].arg[0], "2");
	ck_assert_str_eq(f.item[0].arg[1], "7");
	ck_assert_str_eq(outcome("-0.5e-999"), "malformed_json");
	ck_assert_str_eq(outcome("\"1e-400\""), "ok");
	ck_assert_str_eq(outcome("\"\\\" 1e-400\""), "ok");
	memset(zeros + 6, '0', 500);
	strcpy(zeros + 506, "1]");
	ck_assert_str_eq(outcome(zeros), "malformed_json");
}
END_TEST

START_TEST(bytes_that_are_no_text_are_refused)
{
	struct faults f;
	ck_assert_str_eq(outcome_n("{\"a\":\"x\0y\"}", 11, &f), "bad_utf8");
	ck_assert_str_eq(outcome("\"\xff\""), "bad_utf8");
	ck_assert_str_eq(outcome("\"\xc0\x80\""), "bad_utf8");
	ck_assert_str_eq(outcome("\"\xed\xa0\x80\""), "bad_utf8");
	ck_assert_str_eq(outcome("\xef\xbb\xbf{}"), "malformed_json");
	ck_assert_str_eq(outcome(""), "empty_body");
}
END_TEST

START_TEST(sixteen_levels_are_enough_and_seventeen_too_many)
{
	struct faults f;
	static char deep[200001];
	ck_assert_str_eq(outcome("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"), "ok");
	ck_assert_str_eq(outcome("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"), "too_deep");
	ck_assert_str_eq(outcome("{\"a\":[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]}"), "too_deep");
	ck_assert_str_eq(outcome("[\"[[[[[[[[[[[[[[[[[[[[\"]"), "ok");
	memset(deep, '[', 200000);
	ck_assert_str_eq(outcome_n(deep, 200000, &f), "too_deep");
}
END_TEST

START_TEST(any_bytes_are_read_or_refused)
{
	static const char *const pieces[] = { "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\",
		"\\u", "\\u0000", "ộ", "1", "-", "e", "-400", ".", "true", "null", " ", "\n",
		"\xff", "\0", "99999999999999999999", "1e999" };
	struct rng r = rng_seed(7, 0);
	struct faults f;
	int refused = 0;
	for (int i = 0; i < 50000; i++) {
		struct str s = { 0 };
		for (uint32_t n = rng_below(&r, 24) + 1; n > 0; n--) {
			const char *p = pieces[rng_below(&r, ARRAY_LEN(pieces))];
			str_add_n(&s, p, *p ? strlen(p) : 1);
		}
		refused += strcmp(outcome_n(s.data, s.len, &f), "ok") != 0;
		str_free(&s);
	}
	ck_assert_int_gt(refused, 30000);
	ck_assert_int_lt(refused, 50000);
}
END_TEST

static const char *
canonical(const char *text)
{
	static struct str s;
	struct faults f = { 0 };
	json_t *j;
	ck_assert_int_eq(wire_parse(text, strlen(text), &j, &f), ERR_OK);
	str_clear(&s);
	wire_canonical(j, &s);
	json_decref(j);
	return str_text(&s);
}

START_TEST(equal_bodies_have_one_canonical_form)
{
	ck_assert_str_eq(canonical("{\"b\": 1.0, \"a\": [1e0, 1, 0.10, -0.0]}"),
	    "{\"a\":[1,1,0.10000000000000001,0],\"b\":1}");
	ck_assert_str_eq(canonical("{\"\\u1ed9\":\"\\u0041\"}"), "{\"ộ\":\"A\"}");
	ck_assert_str_eq(canonical("9007199254740993"), "9007199254740993");
	ck_assert_str_eq(canonical("[null,true,false,{},[]]"), "[null,true,false,{},[]]");
	ck_assert_str_eq(canonical("\"a\\/b\\n\""), "\"a/b\\n\"");
}
END_TEST

START_TEST(the_language_is_the_best_accepted_one)
{
	ck_assert_int_eq(wire_lang(NULL), LANG_EN);
	ck_assert_int_eq(wire_lang(""), LANG_EN);
	ck_assert_int_eq(wire_lang("*"), LANG_EN);
	ck_assert_int_eq(wire_lang("vi"), LANG_VI);
	ck_assert_int_eq(wire_lang("vi-VN,vi;q=0.9,en;q=0.8"), LANG_VI);
	ck_assert_int_eq(wire_lang("en;q=0.5, vi;q=0.7"), LANG_VI);
	ck_assert_int_eq(wire_lang("en-US,vi;q=0.9"), LANG_EN);
	ck_assert_int_eq(wire_lang("vi;q=0"), LANG_EN);
	ck_assert_int_eq(wire_lang("fr, VI;q=0.1"), LANG_VI);
	ck_assert_int_eq(wire_lang("video"), LANG_EN);
	ck_assert_int_eq(wire_lang(",,;q=,vi;q="), LANG_EN);
}
END_TEST

START_TEST(a_problem_says_all_that_rfc_9457_asks)
{
	struct faults f = { 0 };
	struct str s = { 0 };
	fault_add(&f, FAULT_RANGE, "/beds", "0..5000", "-1", NULL);
	fault_add(&f, FAULT_W_BARE_M3, "/consumed", NULL, NULL, NULL);
	fault_add(&f, FAULT_UNKNOWN_MEMBER, "/bedz", NULL, NULL, NULL);
	wire_dump_new(
	    wire_problem(&(struct wire_problem){ f.err, &f, "/v1/facilities", "r-1", LANG_EN }),
	    &s);
	ck_assert_str_eq(str_text(&s),
	    "{\"type\":\"urn:oxyd:problem:invalid\",\"title\":\"Some values are not "
	    "acceptable\",\"status\":422,"
	    "\"detail\":\"/beds: expected 0..5000, got "
	    "-1\",\"instance\":\"/v1/facilities\",\"request_id\":\"r-1\",\"errors\":["
	    "{\"pointer\":\"/beds\",\"code\":\"out_of_range\",\"detail\":\"expected 0..5000, got "
	    "-1\"},"
	    "{\"pointer\":\"/bedz\",\"code\":\"unknown_member\",\"detail\":\"is not a known "
	    "member\"}]}");
	str_clear(&s);
	wire_dump_new(
	    wire_problem(&(struct wire_problem){ .err = ERR_NOT_FOUND, .lang = LANG_VI }), &s);
	ck_assert_str_eq(str_text(&s), "{\"type\":\"urn:oxyd:problem:not-found\",\"title\":\"Không "
				       "tìm thấy\",\"status\":404,\"detail\":\"Không tìm thấy\","
				       "\"instance\":null,\"request_id\":null,\"errors\":[]}");
	str_free(&s);
}
END_TEST

START_TEST(a_page_has_items_and_the_next_cursor)
{
	struct str s = { 0 };
	wire_dump_new(wire_envelope(json_pack("[i]", 1), NULL), &s);
	wire_dump_new(wire_envelope(json_array(), "abc"), &s);
	ck_assert_str_eq(
	    str_text(&s), "{\"items\":[1],\"next\":null}{\"items\":[],\"next\":\"abc\"}");
	str_free(&s);
}
END_TEST

SUITE("wire/parse", well_formed_json_is_read, malformed_json_is_refused,
    numbers_that_vanish_are_refused_with_their_place, bytes_that_are_no_text_are_refused,
    sixteen_levels_are_enough_and_seventeen_too_many, any_bytes_are_read_or_refused,
    equal_bodies_have_one_canonical_form, the_language_is_the_best_accepted_one,
    a_problem_says_all_that_rfc_9457_asks, a_page_has_items_and_the_next_cursor)
