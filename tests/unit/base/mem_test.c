#include "base/mem.h"
#include "base/vec.h"
#include "lib/suite.h"

#include <stdint.h>

START_TEST(arena_memory_is_zeroed_aligned_and_separate)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	for (size_t n = 1; n < 20000; n = n * 3 + 1) {
		unsigned char *p = arena_alloc(a, n), *q = arena_alloc(a, 1);
		ck_assert_uint_eq((uintptr_t)p % 16, 0);
		ck_assert(q >= p + n || q < p);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(p[i], 0);
		memset(p, 0xFF, n);
	}
}
END_TEST

START_TEST(arena_printf_makes_text_of_any_length)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	ck_assert_str_eq(arena_printf(a, "%s-%d", "15-PGH", 1), "15-PGH-1");
	ck_assert_uint_eq(strlen(arena_printf(a, "%9000d", 1)), 9000);
}
END_TEST

START_TEST(a_vec_grows_and_zeroes)
{
	VEC(int) v = { 0 };
	for (int i = 0; i < 100; i++)
		*VEC_ADD(&v) += i;
	ck_assert_uint_eq(v.n, 100);
	int sum = 0;
	VEC_FOREACH(p, &v)
		sum += *p;
	ck_assert_int_eq(sum, 4950);
	VEC_FREE(&v);
	ck_assert_ptr_null(v.at);
}
END_TEST

SUITE("base/mem", arena_memory_is_zeroed_aligned_and_separate, arena_printf_makes_text_of_any_length, a_vec_grows_and_zeroes)
