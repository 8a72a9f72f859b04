/* suite - one test file is one suite is one program. */
#ifndef OXY_TESTS_SUITE_H
#define OXY_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Run a suite and free it: what main returns. */
static inline int
suite_run(Suite *s)
{
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The same for a list of tests, each of so many seconds with a fixture around it; setup and teardown may be NULL. */
static inline int
suite_main(const char *name, double seconds, SFun setup, SFun teardown, const TTest *const *tests, size_t n)
{
	Suite *s = suite_create(name);
	TCase *tc = tcase_create("all");
	tcase_set_timeout(tc, seconds);
	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < n; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	return suite_run(s);
}

#define SUITE(name, ...) SUITE_TIMED(name, 60, __VA_ARGS__)

/* The same where a test may take so many seconds. */
#define SUITE_TIMED(name, seconds, ...) SUITE_MAIN(name, seconds, NULL, NULL, __VA_ARGS__)

/* The same with a fixture around each test. */
#define SUITE_WITH(name, setup, teardown, ...) SUITE_MAIN(name, 60, setup, teardown, __VA_ARGS__)

#define SUITE_MAIN(name, seconds, setup, teardown, ...)                                                         \
	int main(void)                                                                                          \
	{                                                                                                       \
		const TTest *tests[] = { __VA_ARGS__ };                                                         \
		return suite_main(name, seconds, setup, teardown, tests, sizeof tests / sizeof *tests);         \
	}

#endif
