#include "base/str.h"
#include "lib/suite.h"

START_TEST(text_grows)
{
	CLEANUP(str_free) struct str s = { 0 };
	ck_assert_str_eq(str_text(&s), "");
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i % 10);
	ck_assert_uint_eq(s.len, 2000);
}
END_TEST

START_TEST(codes_are_upper_case_digits_and_dashes)
{
	ck_assert(str_is_code("15-PGH1"));
	ck_assert(!str_is_code(""));
	ck_assert(!str_is_code("15-pgh1"));
	ck_assert(!str_is_code("../15"));
	ck_assert(!str_is_code("1234567890123456789012345"));
}
END_TEST

START_TEST(utf8_is_strict)
{
	ck_assert(str_is_utf8("Lào Cai", 8));
	ck_assert(!str_is_utf8("a\0b", 3));
	ck_assert(!str_is_utf8("\xC0\xAF", 2));
	ck_assert(!str_is_utf8("\xED\xA0\x80", 3));
	ck_assert(!str_is_utf8("\xF5\x80\x80\x80", 4));
	ck_assert(str_is_utf8("\xF0\x9F\x98\x80", 4));
}
END_TEST

START_TEST(integers_are_whole_texts_that_fit)
{
	int64_t v = 7;
	ck_assert(str_to_i64("-9223372036854775808", &v) && v == INT64_MIN);
	ck_assert(!str_to_i64("9223372036854775808", &v));
	ck_assert(!str_to_i64("1 ", &v));
	ck_assert(!str_to_i64(" 1", &v));
	ck_assert(!str_to_i64("", &v));
}
END_TEST

SUITE("base/str", text_grows, codes_are_upper_case_digits_and_dashes, utf8_is_strict, integers_are_whole_texts_that_fit)
