/* Tests of db/arg.c and db/row.c: what goes in comes out, and what may not go in does not. */
#include "db/support.h"

#include <math.h>
#include <string.h>

#define ID(first) \
	((struct id){ { (first), 2, 3, 4, 5, 6, 0x77, 8, 0x99, 10, 11, 12, 13, 14, 15, 16 } })

static struct db *db;
static struct db_conn *c;

static void
open_all(void)
{
	db = support_db(0, 1);
	c = support_acquire(db, DB_API);
}

static void
close_all(void)
{
	db_release(c);
	db_free(db);
}

static struct db_rows *
ask(enum fixture_id q, const struct db_arg *args)
{
	struct db_rows *r = NULL;
	struct faults f = { 0 };
	err_t e = db_exec_query(c, &fixture[q], args, &r, &f);
	ck_assert_msg(
	    e == ERR_OK, "%s %s %s", f.item[0].pointer, f.item[0].arg[0], f.item[0].arg[1]);
	ck_assert_int_eq(db_rows_n(r), 1);
	return r;
}

START_TEST(every_scalar_comes_back)
{
	static const unsigned char bytes[] = { 0, 255, 1, '\\', 0 };
	open_all();
	struct db_rows *r = ask(
	    F_ECHO, DB_ARGS(DB_BOOL(true), DB_INT(INT16_MIN), DB_INT(INT32_MAX), DB_INT(INT64_MAX),
			DB_REAL(-0.1), DB_TEXT("bình ôxy"), DB_BYTES(bytes, sizeof bytes),
			DB_DAY(20777), DB_INSTANT(INT64_C(1795255200123456)), DB_ID(ID(1)),
			DB_TEXT("[1, 2]"), DB_TEXT("{\"a\": 1}")));
	ck_assert(db_bool(r, 0, FC_ECHO_B));
	ck_assert_int_eq(db_int(r, 0, FC_ECHO_I2), INT16_MIN);
	ck_assert_int_eq(db_int(r, 0, FC_ECHO_I4), INT32_MAX);
	ck_assert_int_eq(db_int(r, 0, FC_ECHO_I8), INT64_MAX);
	ck_assert(db_real(r, 0, FC_ECHO_F8) == -0.1);
	ck_assert_str_eq(db_text(r, 0, FC_ECHO_T), "bình ôxy");
	struct db_bytes by = db_bytea(r, 0, FC_ECHO_BY);
	ck_assert_int_eq((int)by.n, (int)sizeof bytes);
	ck_assert_int_eq(memcmp(by.data, bytes, sizeof bytes), 0);
	ck_assert_int_eq(db_day(r, 0, FC_ECHO_D), 20777);
	ck_assert_int_eq(db_instant(r, 0, FC_ECHO_TS), INT64_C(1795255200123456));
	ck_assert(id_eq(db_id(r, 0, FC_ECHO_U), ID(1)));
	ck_assert_str_eq(db_text(r, 0, FC_ECHO_J), "[1, 2]");
	ck_assert_str_eq(db_text(r, 0, FC_ECHO_JB), "{\"a\": 1}");
	ck_assert(!db_is_null(r, 0, FC_ECHO_T));
	db_rows_free(r);
	close_all();
}
END_TEST

static void
assert_all_unknown(struct db_rows *r)
{
	for (int col = FC_ECHO_I2; col <= FC_ECHO_JB; col++)
		ck_assert_msg(db_is_null(r, 0, col), "column %d", col);
	ck_assert_int_eq(db_int(r, 0, FC_ECHO_I2), INT64_MIN);
	ck_assert_int_eq(db_int(r, 0, FC_ECHO_I4), INT64_MIN);
	ck_assert_int_eq(db_int(r, 0, FC_ECHO_I8), INT64_MIN);
	ck_assert(isnan(db_real(r, 0, FC_ECHO_F8)));
	ck_assert_ptr_null(db_text(r, 0, FC_ECHO_T));
	ck_assert_ptr_null(db_bytea(r, 0, FC_ECHO_BY).data);
	ck_assert_int_eq(db_day(r, 0, FC_ECHO_D), INT32_MIN);
	ck_assert_int_eq(db_instant(r, 0, FC_ECHO_TS), INSTANT_NONE);
	ck_assert(id_is_none(db_id(r, 0, FC_ECHO_U)));
	ck_assert_ptr_null(db_text(r, 0, FC_ECHO_JB));
	db_rows_free(r);
}

START_TEST(unknown_goes_in_as_null_and_comes_out_as_unknown)
{
	open_all();
	assert_all_unknown(
	    ask(F_ECHO, DB_ARGS(DB_BOOL(false), DB_INT(INT64_MIN), DB_INT(INT64_MIN),
			    DB_INT(INT64_MIN), DB_REAL(NAN), DB_TEXT(NULL), DB_BYTES(NULL, 0),
			    DB_DAY(INT32_MIN), DB_INSTANT(INSTANT_NONE),
			    DB_ID((struct id){ { 0 } }), DB_TEXT(NULL), DB_TEXT(NULL))));
	struct db_rows *r =
	    ask(F_ECHO, DB_ARGS(DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL,
			    DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL));
	ck_assert(db_is_null(r, 0, FC_ECHO_B));
	ck_assert(!db_bool(r, 0, FC_ECHO_B));
	assert_all_unknown(r);
	close_all();
}
END_TEST

START_TEST(empty_is_not_unknown)
{
	open_all();
	struct db_rows *r =
	    ask(F_ECHO, DB_ARGS(DB_BOOL(false), DB_INT(0), DB_INT(0), DB_INT(0), DB_REAL(0),
			    DB_TEXT(""), DB_BYTES("", 0), DB_DAY(0), DB_INSTANT(0), DB_ID(ID(0)),
			    DB_TEXT("null"), DB_TEXT("null")));
	for (int col = 0; col <= FC_ECHO_JB; col++)
		ck_assert_msg(!db_is_null(r, 0, col), "column %d", col);
	ck_assert_str_eq(db_text(r, 0, FC_ECHO_T), "");
	ck_assert_int_eq((int)db_bytea(r, 0, FC_ECHO_BY).n, 0);
	ck_assert_int_eq(db_day(r, 0, FC_ECHO_D), 0);
	ck_assert_int_eq(db_instant(r, 0, FC_ECHO_TS), 0);
	ck_assert_str_eq(db_text(r, 0, FC_ECHO_JB), "null");
	db_rows_free(r);
	close_all();
}
END_TEST

START_TEST(every_array_comes_back_with_its_unknowns)
{
	static const bool b[] = { true, false, true };
	static const int64_t i2[] = { -1, INT64_MIN, 300 },
			     i8[] = { INT64_MAX, INT64_MIN, INT64_MIN + 1 };
	static const double f8[] = { 1e300, NAN, -0.0 };
	static const char *const t[] = { "a,\"b\"", NULL, "" }, *const jb[] = { "[]", NULL, "7" };
	static const struct db_bytes by[] = { { "\0x", 2 }, { NULL, 0 }, { "", 0 } };
	static const int32_t d[] = { -1, INT32_MIN, 10957 };
	static const instant_t ts[] = { -1, INSTANT_NONE, 0 };
	const struct id u[] = { ID(1), { { 0 } }, ID(3) };
	const bool *rb;
	const int64_t *ri;
	const double *rf;
	const char *const *rt;
	const struct db_bytes *rby;
	const int32_t *rd;
	const instant_t *rts;
	const struct id *ru;
	open_all();
	struct db_rows *r = ask(
	    F_ECHO_ARRAYS, DB_ARGS(DB_BOOLS(b, 3), DB_INTS(i2, 3), DB_INTS(i2, 3), DB_INTS(i8, 3),
			       DB_REALS(f8, 3), DB_TEXTS(t, 3), DB_BYTESS(by, 3), DB_DAYS(d, 3),
			       DB_INSTANTS(ts, 3), DB_IDS(u, 3), DB_TEXTS(jb, 3)));
	ck_assert_int_eq((int)db_bools(r, 0, FC_ECHO_ARRAYS_B, &rb), 3);
	ck_assert(rb[0] && !rb[1] && rb[2]);
	ck_assert_int_eq((int)db_ints(r, 0, FC_ECHO_ARRAYS_I2, &ri), 3);
	ck_assert_int_eq(memcmp(ri, i2, sizeof i2), 0);
	ck_assert_int_eq((int)db_ints(r, 0, FC_ECHO_ARRAYS_I4, &ri), 3);
	ck_assert_int_eq(memcmp(ri, i2, sizeof i2), 0);
	ck_assert_int_eq((int)db_ints(r, 0, FC_ECHO_ARRAYS_I8, &ri), 3);
	ck_assert_int_eq(memcmp(ri, i8, sizeof i8), 0);
	ck_assert_int_eq((int)db_reals(r, 0, FC_ECHO_ARRAYS_F8, &rf), 3);
	ck_assert(rf[0] == 1e300 && isnan(rf[1]) && rf[2] == 0 && signbit(rf[2]));
	ck_assert_int_eq((int)db_texts(r, 0, FC_ECHO_ARRAYS_T, &rt), 3);
	ck_assert_str_eq(rt[0], "a,\"b\"");
	ck_assert_ptr_null(rt[1]);
	ck_assert_str_eq(rt[2], "");
	ck_assert_int_eq((int)db_byteas(r, 0, FC_ECHO_ARRAYS_BY, &rby), 3);
	ck_assert(rby[0].n == 2 && memcmp(rby[0].data, "\0x", 2) == 0 && rby[1].data == NULL &&
		  rby[2].data != NULL && rby[2].n == 0);
	ck_assert_int_eq((int)db_days(r, 0, FC_ECHO_ARRAYS_D, &rd), 3);
	ck_assert_int_eq(memcmp(rd, d, sizeof d), 0);
	ck_assert_int_eq((int)db_instants(r, 0, FC_ECHO_ARRAYS_TS, &rts), 3);
	ck_assert_int_eq(memcmp(rts, ts, sizeof ts), 0);
	ck_assert_int_eq((int)db_ids(r, 0, FC_ECHO_ARRAYS_U, &ru), 3);
	ck_assert_int_eq(memcmp(ru, u, sizeof u), 0);
	ck_assert_int_eq((int)db_texts(r, 0, FC_ECHO_ARRAYS_JB, &rt), 3);
	ck_assert_str_eq(rt[0], "[]");
	ck_assert_ptr_null(rt[1]);
	ck_assert_str_eq(rt[2], "7");
	db_rows_free(r);
	close_all();
}
END_TEST

START_TEST(an_array_may_be_empty_or_unknown)
{
	const int64_t *ri;
	const char *const *rt;
	open_all();
	struct db_rows *r = ask(
	    F_ECHO_ARRAYS, DB_ARGS(DB_BOOLS(NULL, 0), DB_INTS(NULL, 0), DB_NULL, DB_INTS(NULL, 0),
			       DB_REALS(NULL, 0), DB_TEXTS(NULL, 0), DB_BYTESS(NULL, 0),
			       DB_DAYS(NULL, 0), DB_INSTANTS(NULL, 0), DB_IDS(NULL, 0), DB_NULL));
	ck_assert(!db_is_null(r, 0, FC_ECHO_ARRAYS_I2));
	ck_assert_int_eq((int)db_ints(r, 0, FC_ECHO_ARRAYS_I2, &ri), 0);
	ck_assert(db_is_null(r, 0, FC_ECHO_ARRAYS_I4));
	ck_assert_int_eq((int)db_ints(r, 0, FC_ECHO_ARRAYS_I4, &ri), 0);
	ck_assert_int_eq((int)db_texts(r, 0, FC_ECHO_ARRAYS_T, &rt), 0);
	db_rows_free(r);
	close_all();
}
END_TEST

START_TEST(the_server_understands_what_was_meant)
{
	static const char *const t[] = { "x y", NULL };
	static const int64_t i[] = { 1, INT64_MIN, -3 };
	open_all();
	struct db_rows *r = ask(F_AS_TEXT,
	    DB_ARGS(DB_INT(-5), DB_REAL(0.25), DB_DAY(20777), DB_INSTANT(INT64_C(1795255200123456)),
		DB_ID(ID(1)), DB_TEXTS(t, 2), DB_INTS(i, 3)));
	ck_assert_str_eq(db_text(r, 0, FC_AS_TEXT_I8), "-5");
	ck_assert_str_eq(db_text(r, 0, FC_AS_TEXT_F8), "0.25");
	ck_assert_str_eq(db_text(r, 0, FC_AS_TEXT_D), "2026-11-20");
	ck_assert_str_eq(db_text(r, 0, FC_AS_TEXT_TS), "2026-11-21 10:00:00.123456+00");
	ck_assert_str_eq(db_text(r, 0, FC_AS_TEXT_U), "01020304-0506-7708-990a-0b0c0d0e0f10");
	ck_assert_str_eq(db_text(r, 0, FC_AS_TEXT_T), "{\"x y\",NULL}");
	ck_assert_str_eq(db_text(r, 0, FC_AS_TEXT_I), "{1,NULL,-3}");
	db_rows_free(r);
	r = ask(F_FROM_TEXT, NULL);
	ck_assert_int_eq(db_instant(r, 0, FC_FROM_TEXT_TS), INT64_C(1795168800000000));
	ck_assert_int_eq(db_day(r, 0, FC_FROM_TEXT_D), -1);
	ck_assert_int_eq(db_instant(r, 0, FC_FROM_TEXT_ETERNITY), INT64_MAX);
	ck_assert_int_eq(db_day(r, 0, FC_FROM_TEXT_EVER), INT32_MAX);
	ck_assert_int_eq(db_instant(r, 0, FC_FROM_TEXT_BEGIN), INT64_MIN + 1);
	ck_assert_int_eq(db_int(r, 0, FC_FROM_TEXT_BOTTOM), -1);
	const int64_t *square;
	ck_assert_int_eq((int)db_ints(r, 0, FC_FROM_TEXT_SQUARE, &square), 4);
	ck_assert(square[0] == 1 && square[1] == 2 && square[2] == 3 && square[3] == INT64_MIN);
	db_rows_free(r);
	close_all();
}
END_TEST

/* Refused before it is sent, so that a transaction goes on. */
static void
assert_refused(
    enum fixture_id q, const struct db_arg *args, err_t e, enum fault_id id, const char *pointer)
{
	struct faults f = { 0 };
	struct db_rows *r;
	ck_assert_int_eq(db_exec_query(c, &fixture[q], args, &r, &f), e);
	ck_assert_int_eq(f.n, 1);
	ck_assert_int_eq(f.item[0].id, id);
	ck_assert_str_eq(f.item[0].pointer, pointer);
}

#define ECHO_T(arg)                                                                          \
	DB_ARGS(DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, arg, DB_NULL, DB_NULL, DB_NULL, \
	    DB_NULL, DB_NULL, DB_NULL)
#define ECHO_I2(arg)                                                                         \
	DB_ARGS(DB_NULL, arg, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, \
	    DB_NULL, DB_NULL, DB_NULL)
#define ECHO_TS(arg)                                                                         \
	DB_ARGS(DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL, arg, \
	    DB_NULL, DB_NULL, DB_NULL)

START_TEST(nul_bad_utf8_and_values_out_of_range_are_not_sent)
{
	static const char *const texts[] = { "good", "bad \xC0\x80" };
	static const int64_t ints[] = { 1, 32768 };
	open_all();
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	assert_refused(F_ECHO, ECHO_T(DB_TEXT("\xFF")), ERR_MALFORMED, FAULT_BAD_UTF8, "t");
	assert_refused(F_ECHO, ECHO_T(DB_TEXT("\xED\xA0\x80")), ERR_MALFORMED, FAULT_BAD_UTF8, "t");
	assert_refused(F_ECHO, ECHO_T(DB_TEXT_N("ab\0cd", 5)), ERR_MALFORMED, FAULT_BAD_UTF8, "t");
	assert_refused(F_ECHO, ECHO_I2(DB_INT(32768)), ERR_INVALID, FAULT_RANGE, "i2");
	assert_refused(F_ECHO, ECHO_I2(DB_INT(-32769)), ERR_INVALID, FAULT_RANGE, "i2");
	assert_refused(F_ECHO, ECHO_TS(DB_INSTANT(INT64_MIN + 5)), ERR_INVALID, FAULT_RANGE, "ts");
	const struct db_arg n = DB_NULL;
	assert_refused(F_ECHO_ARRAYS, DB_ARGS(n, n, n, n, n, DB_TEXTS(texts, 2), n, n, n, n, n),
	    ERR_MALFORMED, FAULT_BAD_UTF8, "t");
	assert_refused(F_ECHO_ARRAYS, DB_ARGS(n, DB_INTS(ints, 2), n, n, n, n, n, n, n, n, n),
	    ERR_INVALID, FAULT_RANGE, "i2");
	struct db_rows *r = ask(F_ECHO, ECHO_T(DB_TEXT_N("abcdef", 3)));
	ck_assert_str_eq(db_text(r, 0, FC_ECHO_T), "abc");
	db_rows_free(r);
	ck_assert_int_eq(db_commit(c, NULL), ERR_OK);
	close_all();
}
END_TEST

START_TEST(an_argument_of_the_wrong_kind_is_our_mistake_and_is_named)
{
	open_all();
	assert_refused(
	    F_ECHO, ECHO_T(DB_INT(1)), ERR_INTERNAL, FAULT_INTERNAL, fixture[F_ECHO].source);
	assert_refused(F_ECHO, ECHO_T(DB_TEXTS(NULL, 0)), ERR_INTERNAL, FAULT_INTERNAL,
	    fixture[F_ECHO].source);
	assert_refused(
	    F_ECHO, ECHO_I2(DB_TEXT("1")), ERR_INTERNAL, FAULT_INTERNAL, fixture[F_ECHO].source);
	close_all();
}
END_TEST

START_TEST(what_only_the_server_can_refuse_is_a_value_too)
{
	struct faults f = { 0 };
	struct db_rows *r;
	const struct db_arg n = DB_NULL;
	open_all();
	ck_assert_int_eq(db_exec_query(c, &fixture[F_ECHO],
			     DB_ARGS(n, n, n, n, n, n, n, n, n, n, n, DB_TEXT("{")), &r, &f),
	    ERR_INVALID);
	ck_assert_int_eq(f.item[0].id, FAULT_DB_VALUE);
	ck_assert_int_eq(
	    db_exec_query(c, &fixture[F_ECHO],
		DB_ARGS(n, n, n, n, n, n, n, n, n, n, n, DB_TEXT("\"\\u0000\"")), &r, &f),
	    ERR_INVALID);
	close_all();
}
END_TEST

START_TEST(a_batch_of_64_rows_is_stored_whole)
{
	int64_t id[64];
	const char *note[64];
	for (int i = 0; i < 64; i++) {
		id[i] = 1000 + i;
		note[i] = i % 2 ? "odd" : NULL;
	}
	open_all();
	support_say("TRUNCATE oxy.play");
	int64_t n = 0;
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(db_exec_run(c, &fixture[F_INSERT_MANY],
				     DB_ARGS(DB_INTS(id, 64), DB_TEXTS(note, 64)), &n, NULL),
		    ERR_OK);
		ck_assert_int_eq(n, round == 0 ? 64 : 0);
	}
	ck_assert_int_eq(
	    support_ask("SELECT sum(id) + count(note) FROM oxy.play"), 64 * 1000 + 63 * 32 + 32);
	close_all();
}
END_TEST

START_TEST(a_large_text_goes_both_ways)
{
	enum { LARGE = 5000000 };
	char *text = malloc(LARGE + 1);
	memset(text, 'x', LARGE);
	text[LARGE] = '\0';
	open_all();
	struct db_rows *r = ask(F_ECHO, ECHO_T(DB_TEXT(text)));
	ck_assert_int_eq(strcmp(db_text(r, 0, FC_ECHO_T), text), 0);
	db_rows_free(r);
	close_all();
	free(text);
}
END_TEST

SUITE("db/row", every_scalar_comes_back, unknown_goes_in_as_null_and_comes_out_as_unknown,
    empty_is_not_unknown, every_array_comes_back_with_its_unknowns,
    an_array_may_be_empty_or_unknown, the_server_understands_what_was_meant,
    nul_bad_utf8_and_values_out_of_range_are_not_sent,
    an_argument_of_the_wrong_kind_is_our_mistake_and_is_named,
    what_only_the_server_can_refuse_is_a_value_too, a_batch_of_64_rows_is_stored_whole,
    a_large_text_goes_both_ways)
