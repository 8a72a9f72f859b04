/* target_test - random targets: what is accepted is clean, whatever was sent. */
#include "base/rng.h"
#include "http/internal.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

static const char *
parse(struct http_request *r, const char *target)
{
	*r = (struct http_request){ .target = target, .arena = arena_new() };
	return http_target_parse(r);
}

START_TEST(segments_and_queries_are_decoded_one_by_one)
{
	struct http_request r;
	ck_assert_ptr_null(parse(&r, "/v1/a%20b//?x=%26&y&=z&x=2"));
	ck_assert_str_eq(r.path, "/v1/a b//");
	ck_assert_uint_eq(r.segments, 4);
	ck_assert_str_eq(r.segment[1], "a b");
	ck_assert_str_eq(r.segment[3], "");
	ck_assert_uint_eq(r.queries, 4);
	ck_assert_str_eq(http_query(&r, "x"), "&");
	ck_assert_str_eq(http_query(&r, "y"), "");
	ck_assert_str_eq(http_query(&r, ""), "z");
	ck_assert_ptr_null(http_query(&r, "nothing"));
	arena_free(r.arena);
	ck_assert_ptr_null(parse(&r, "/"));
	ck_assert_str_eq(r.path, "/");
	ck_assert_uint_eq(r.segments, 0);
	arena_free(r.arena);
}
END_TEST

START_TEST(whatever_is_accepted_is_clean)
{
	static const char alphabet[] = "/.%2ef05cC0aA?&=x+\xc3";
	uint64_t seed = (uint64_t)time(NULL);
	fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
	struct rng rng = rng_seed(seed, 1);
	int accepted = 0;
	for (int i = 0; i < 100000; i++) {
		char target[24] = "/";
		size_t n = 1 + rng_below(&rng, 20);
		for (size_t k = 1; k <= n; k++)
			target[k] = alphabet[rng_below(&rng, sizeof alphabet - 1)];
		struct http_request r;
		if (parse(&r, target) == NULL) {
			accepted++;
			for (size_t k = 0; k < r.segments; k++) {
				ck_assert_msg(strpbrk(r.segment[k], "/\\") == NULL, "%s", target);
				ck_assert_msg(strcmp(r.segment[k], "..") != 0 &&
						  strcmp(r.segment[k], ".") != 0,
				    "%s", target);
				ck_assert_msg(
				    str_is_utf8(r.segment[k], strlen(r.segment[k])), "%s", target);
			}
		}
		arena_free(r.arena);
	}
	ck_assert_int_gt(accepted, 1000);
}
END_TEST

SUITE("target", segments_and_queries_are_decoded_one_by_one, whatever_is_accepted_is_clean)
