/* suite - one test file is one suite is one program. */
#ifndef OXY_TESTS_SUITE_H
#define OXY_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

#define SUITE(name, ...) SUITE_TIMED(name, 60, __VA_ARGS__)

/* The same where a test may take so many seconds. */
#define SUITE_TIMED(name, seconds, ...)                                       \
	int                                                                   \
	main(void)                                                            \
	{                                                                     \
		const TTest *tests[] = { __VA_ARGS__ };                       \
		Suite *s = suite_create(name);                                \
		TCase *tc = tcase_create("all");                              \
		tcase_set_timeout(tc, seconds);                               \
		for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)     \
			tcase_add_test(tc, tests[i]);                         \
		suite_add_tcase(s, tc);                                       \
		SRunner *r = srunner_create(s);                               \
		srunner_run_all(r, CK_ENV);                                   \
		int failed = srunner_ntests_failed(r);                        \
		srunner_free(r);                                              \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                  \
	}

/* The same with a fixture around each test. */
#define SUITE_WITH(name, setup, teardown, ...)                                \
	int main(void)                                                        \
	{                                                                     \
		const TTest *tests[] = { __VA_ARGS__ };                       \
		Suite *s = suite_create(name);                                \
		TCase *tc = tcase_create("all");                              \
		tcase_set_timeout(tc, 60);                                    \
		tcase_add_checked_fixture(tc, setup, teardown);               \
		for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)     \
			tcase_add_test(tc, tests[i]);                         \
		suite_add_tcase(s, tc);                                       \
		SRunner *r = srunner_create(s);                               \
		srunner_run_all(r, CK_ENV);                                   \
		int failed = srunner_ntests_failed(r);                        \
		srunner_free(r);                                              \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                  \
	}

#endif
