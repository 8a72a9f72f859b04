#include "domain/geo.h"
#include "domain/names.h"
#include "domain/product.h"
#include "domain/role.h"
#include "lib/suite.h"

#include <math.h>

START_TEST(ha_noi_is_1138_km_from_saigon)
{
	struct geo_point hn = { 21.0285, 105.8542 }, hcm = { 10.8231, 106.6297 };
	ck_assert_double_eq_tol(geo_km(hn, hcm), 1138, 2);
	ck_assert_double_eq_tol(geo_km(hcm, hn), geo_km(hn, hcm), 1e-9);
}
END_TEST

START_TEST(a_degree_of_latitude_is_111_km)
{
	ck_assert_double_eq_tol(
	    geo_km((struct geo_point){ 0, 0 }, (struct geo_point){ 1, 0 }), 111.195, 0.01);
	ck_assert_double_eq_tol(
	    geo_km((struct geo_point){ 0, 0 }, (struct geo_point){ 0, 180 }), 20015.1, 0.1);
	ck_assert_double_eq(
	    geo_km((struct geo_point){ 16, 108 }, (struct geo_point){ 16, 108 }), 0);
}
END_TEST

START_TEST(the_distance_to_nowhere_is_unknown)
{
	ck_assert(isnan(geo_km((struct geo_point){ NAN, 0 }, (struct geo_point){ 1, 0 })));
}
END_TEST

START_TEST(words_and_values_belong_together)
{
	char buf[64], small[20];
	for (int i = 1; i < ROLE_COUNT; i++)
		ck_assert_int_eq(names_find(&role_names, names_word(&role_names, i)), i);
	ck_assert_int_eq(names_find(&role_names, "root"), 0);
	ck_assert_int_eq(names_find(&role_names, NULL), 0);
	ck_assert_ptr_null(names_word(&role_names, 0));
	ck_assert_ptr_null(names_word(&role_names, 99));
	ck_assert_str_eq(names_list(&product_grades, buf, sizeof buf), "lox | o2_gas | o2_93");
	ck_assert_str_eq(names_list(&role_names, small, sizeof small), "admin | ...");
}
END_TEST

START_TEST(sets_of_roles_hold_who_is_named)
{
	ck_assert(role_in(ROLE_NONE, ROLES_ANYONE));
	ck_assert(!role_in(ROLE_NONE, ROLES_SIGNED_IN));
	for (int i = 1; i < ROLE_COUNT; i++)
		ck_assert(role_in((enum role)i, ROLES_SIGNED_IN));
	ck_assert(!role_in(ROLE_SUPPLIER, ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_ADMIN)));
}
END_TEST

SUITE("domain/geo", ha_noi_is_1138_km_from_saigon, a_degree_of_latitude_is_111_km,
    the_distance_to_nowhere_is_unknown, words_and_values_belong_together,
    sets_of_roles_hold_who_is_named)
