#include "forecast/packed.h"

#include "lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 21 };

/* A facility of about one tonne a day, growing, widening. */
static void
likely(int64_t g[DAYS][FORECAST_LEVELS])
{
	for (int d = 0; d < DAYS; d++)
		for (int l = 0; l < FORECAST_LEVELS; l++)
			g[d][l] = llround(1e6 * exp(.03 * d + .08 * sqrt(1 + d) * forecast_quantile_score(l)));
}

static size_t
there_and_back(const int64_t (*g)[FORECAST_LEVELS], int days)
{
	uint8_t bytes[DAYS * FORECAST_LEVELS * FORECAST_PACKED_VALUE_MAX];
	int64_t back[DAYS][FORECAST_LEVELS];
	size_t n = forecast_packed_write(g, days, bytes);
	ck_assert(forecast_packed_read(bytes, n, days, back));
	ck_assert_mem_eq(back, g, (size_t)days * sizeof *g);
	return n;
}

START_TEST(every_number_comes_back)
{
	int64_t g[DAYS][FORECAST_LEVELS];
	static const int64_t odd[] = { 0, 1, -1, INT64_MAX, INT64_MIN, FORECAST_UNKNOWN_G, 64, -64, 8191, 1000000000000 };
	srand(1);
	for (int round = 0; round < 200; round++) {
		for (int d = 0; d < DAYS; d++)
			for (int l = 0; l < FORECAST_LEVELS; l++)
				g[d][l] = odd[(size_t)rand() % (sizeof odd / sizeof *odd)];
		there_and_back((const int64_t(*)[FORECAST_LEVELS])g, 1 + round % DAYS);
	}
	ck_assert_uint_eq(there_and_back((const int64_t(*)[FORECAST_LEVELS])g, 0), 0);
}
END_TEST

START_TEST(a_likely_forecast_stays_within_a_row)
{
	int64_t g[DAYS][FORECAST_LEVELS];
	likely(g);
	ck_assert_uint_lt(there_and_back((const int64_t(*)[FORECAST_LEVELS])g, DAYS), 1400); /* PostgreSQL moves rows beyond 2 kB aside */
}
END_TEST

START_TEST(bytes_that_are_no_forecast_are_refused)
{
	uint8_t bytes[DAYS * FORECAST_LEVELS * FORECAST_PACKED_VALUE_MAX + 1];
	int64_t g[DAYS][FORECAST_LEVELS], back[DAYS][FORECAST_LEVELS];
	likely(g);
	size_t n = forecast_packed_write((const int64_t(*)[FORECAST_LEVELS])g, DAYS, bytes);
	bytes[n] = 0;
	ck_assert(!forecast_packed_read(bytes, n - 1, DAYS, back));
	ck_assert(!forecast_packed_read(bytes, n + 1, DAYS, back));
	ck_assert(!forecast_packed_read(bytes, n, DAYS - 1, back));
	ck_assert(!forecast_packed_read(bytes, 0, 1, back));
	memset(bytes, 0xff, sizeof bytes); /* a number that never ends */
	ck_assert(!forecast_packed_read(bytes, sizeof bytes, DAYS, back));
	memset(bytes, 0x80, 9); /* one bit too many */
	bytes[9] = 2;
	ck_assert(!forecast_packed_read(bytes, 10, 1, back));
}
END_TEST

SUITE("forecast/packed", every_number_comes_back, a_likely_forecast_stays_within_a_row, bytes_that_are_no_forecast_are_refused)
