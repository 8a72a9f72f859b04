#include "base/fault.h"
#include "lib/suite.h"

#include <string.h>

START_TEST(a_fault_reads_in_both_languages)
{
	struct faults f = { 0 };
	char text[256];
	ck_assert_int_eq(fault_add(&f, FAULT_RANGE, "/beds", "0..5000", "-1", NULL), ERR_INVALID);
	ck_assert_str_eq(fault_text(&f.item[0], LANG_EN, text, sizeof text), "expected 0..5000, got -1");
	ck_assert_str_eq(fault_text(&f.item[0], LANG_VI, text, sizeof text), "cần 0..5000, nhận được -1");
	ck_assert_str_eq(f.item[0].pointer, "/beds");
}
END_TEST

START_TEST(the_first_fault_decides_the_class)
{
	struct faults f = { 0 };
	fault_add(&f, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	fault_at(&f, FAULT_REQUIRED, "/stock/%d/form", 3);
	ck_assert_int_eq(f.err, ERR_NOT_FOUND);
	ck_assert_str_eq(f.item[1].pointer, "/stock/3/form");
}
END_TEST

START_TEST(more_faults_than_fit_are_counted)
{
	struct faults f = { 0 };
	for (int i = 0; i < FAULTS_MAX + 5; i++)
		fault_at(&f, FAULT_REQUIRED, "/%d", i);
	ck_assert_int_eq(f.n, FAULTS_MAX);
	ck_assert_int_eq(f.unlisted, 5);
}
END_TEST

START_TEST(a_long_text_is_cut_between_characters)
{
	struct faults f = { 0 };
	char text[512] = { 0 };
	for (int i = 0; i < 100; i++)
		strcat(text, "ộ");
	fault_add(&f, FAULT_CSV, "", text, NULL, NULL);
	size_t n = strlen(f.item[0].arg[0]);
	ck_assert_uint_eq(n % strlen("ộ"), 0);
	ck_assert_uint_gt(n, 100);
}
END_TEST

START_TEST(codes_are_unique)
{
	for (int i = 0; i < FAULT_COUNT; i++)
		ck_assert_int_eq(fault_by_code(fault_code((enum fault_id)i)), i);
}
END_TEST

SUITE("base/fault", a_fault_reads_in_both_languages, the_first_fault_decides_the_class, more_faults_than_fit_are_counted,
    a_long_text_is_cut_between_characters, codes_are_unique)
