#include "base/attr.h"
#include "domain/admin.h"
#include "lib/suite.h"

#include <string.h>

static day_t
day(const char *text)
{
	day_t d;
	ck_assert(calendar_parse_day(text, &d));
	return d;
}

static int
units_on(day_t d, enum admin_type type)
{
	size_t n;
	const struct admin_unit *u = admin_table(&n);
	int count = 0;
	for (size_t i = 0; i < n; i++)
		count +=
		    admin_find(u[i].code, d) == &u[i] && (type == ADMIN_NONE || u[i].type == type);
	return count;
}

START_TEST(sixty_three_units_became_thirty_four)
{
	ck_assert_int_eq(units_on(day("2025-06-30"), ADMIN_NONE), 63);
	ck_assert_int_eq(units_on(day("2025-07-01"), ADMIN_NONE), 34);
	ck_assert_int_eq(units_on(day("2026-11-21"), ADMIN_NONE), 34);
	ck_assert_int_eq(ADMIN_MERGER_DAY, day("2025-07-01"));
}
END_TEST

START_TEST(cities_are_six_then_nine)
{
	ck_assert_int_eq(units_on(day("2025-07-01"), ADMIN_MUNICIPALITY), 6);
	ck_assert_int_eq(units_on(day("2026-04-29"), ADMIN_MUNICIPALITY), 6);
	ck_assert_int_eq(units_on(day("2026-04-30"), ADMIN_MUNICIPALITY), 7);
	ck_assert_int_eq(units_on(day("2026-09-01"), ADMIN_MUNICIPALITY), 8);
	ck_assert_int_eq(units_on(day("2026-09-20"), ADMIN_MUNICIPALITY), 9);
}
END_TEST

START_TEST(code_24_was_bac_giang_and_is_bac_ninh)
{
	ck_assert_str_eq(admin_find("24", day("2025-06-30"))->name_vi, "Bắc Giang");
	ck_assert_str_eq(admin_find("24", day("2025-07-01"))->name_vi, "Bắc Ninh");
	ck_assert_str_eq(admin_find("24", day("2025-06-30"))->name_en, "Bac Giang");
	ck_assert_ptr_null(admin_find("27", day("2025-07-01")));
	ck_assert_ptr_null(admin_find("99", day("2025-07-01")));
	ck_assert_ptr_null(admin_find("24", day("2008-07-31")));
}
END_TEST

START_TEST(exactly_seven_codes_are_reused)
{
	static const char *const reused[] = { "15", "24", "44", "52", "80", "82", "91" };
	int n = 0;
	char code[3];
	for (int i = 0; i < 100; i++) {
		code[0] = (char)('0' + i / 10);
		code[1] = (char)('0' + i % 10);
		code[2] = '\0';
		n += admin_is_reused(code);
	}
	ck_assert_int_eq(n, 7);
	for (size_t i = 0; i < ARRAY_LEN(reused); i++)
		ck_assert(admin_is_reused(reused[i]));
}
END_TEST

START_TEST(an_old_code_leads_to_the_unit_that_took_it_over)
{
	day_t then = day("2021-08-01"), now = day("2026-11-21");
	ck_assert_str_eq(admin_successor("27", then, now), "24"); /* Bac Ninh */
	ck_assert_str_eq(admin_successor("24", then, now), "24"); /* Bac Giang */
	ck_assert_str_eq(admin_successor("74", then, now), "79"); /* Binh Duong */
	ck_assert_str_eq(admin_successor("74", then, then), "74");
	ck_assert_str_eq(admin_successor("24", now, now), "24");
	ck_assert_ptr_null(admin_successor("00", then, now));
}
END_TEST

START_TEST(every_old_unit_leads_to_one_in_force_and_every_new_one_has_an_old_one)
{
	size_t n;
	const struct admin_unit *u = admin_table(&n);
	int merged = 0, led_to = 0;
	for (size_t i = 0; i < n; i++) {
		if (u[i].merged_into != NULL) {
			merged++;
			ck_assert_ptr_nonnull(admin_find(u[i].merged_into, ADMIN_MERGER_DAY));
			continue;
		}
		ck_assert(geo_is_known(u[i].centre));
		ck_assert(u[i].centre.lat > 8 && u[i].centre.lat < 24 && u[i].centre.lon > 102 &&
			  u[i].centre.lon < 110);
		for (size_t k = 0; k < n; k++)
			if (u[k].merged_into != NULL && strcmp(u[k].merged_into, u[i].code) == 0) {
				led_to++;
				break;
			}
	}
	ck_assert_int_eq(merged, 63);
	ck_assert_int_eq(led_to, 37); /* 34 units, three of them with two rows */
}
END_TEST

SUITE("domain/admin", sixty_three_units_became_thirty_four, cities_are_six_then_nine,
    code_24_was_bac_giang_and_is_bac_ninh, exactly_seven_codes_are_reused,
    an_old_code_leads_to_the_unit_that_took_it_over,
    every_old_unit_leads_to_one_in_force_and_every_new_one_has_an_old_one)
