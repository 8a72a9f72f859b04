#include "base/id.h"
#include "lib/suite.h"

START_TEST(text_and_back_is_the_same_id)
{
	struct id a = id_new(1700000000 * INSTANT_SECOND), b;
	char text[ID_TEXT];
	ck_assert(id_parse(id_text(a, text), &b));
	ck_assert(id_eq(a, b));
	ck_assert_int_eq(text[14], '7');
}
END_TEST

START_TEST(two_ids_differ)
{
	ck_assert(!id_eq(id_new(0), id_new(0)));
}
END_TEST

START_TEST(other_texts_are_refused)
{
	struct id id;
	ck_assert(!id_parse("", &id));
	ck_assert(!id_parse("0189f7a0-0000-7000-8000-00000000000g", &id));
	ck_assert(!id_parse("0189f7a000007000-8000-000000000000--", &id));
	ck_assert(!id_parse("0189f7a0-0000-7000-8000-0000000000000", &id));
}
END_TEST

START_TEST(the_same_inputs_make_the_same_id)
{
	ck_assert(id_eq(id_make(5000, 1, 2), id_make(5000, 1, 2)));
}
END_TEST

SUITE("base/id", text_and_back_is_the_same_id, two_ids_differ, other_texts_are_refused, the_same_inputs_make_the_same_id)
