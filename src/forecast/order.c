#include "forecast/order.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { BYTES = 4, VALUES = 256 };

/* The bits of a float, so that they ascend as unsigned numbers: negative ones are mirrored, positive ones put above them. */
static uint32_t
key_of(float v)
{
	uint32_t k;
	memcpy(&k, &v, sizeof k);
	return k >> 31 ? ~k : k | 0x80000000u;
}

static float
value_of(uint32_t k)
{
	float v;
	k = k >> 31 ? k & 0x7fffffffu : ~k;
	memcpy(&v, &k, sizeof v);
	return v;
}

static uint32_t
digit(uint32_t key, int byte)
{
	return key >> (8 * byte) & (VALUES - 1);
}

/* One pass: `count` says how often each digit occurs, and becomes where the next one goes. */
static void
pass(const uint32_t *from, uint32_t *to, uint16_t count[VALUES], int byte)
{
	uint16_t before = 0;
	for (int d = 0; d < VALUES; d++) {
		uint16_t n = count[d];
		count[d] = before;
		before = (uint16_t)(before + n);
	}
	for (int i = 0; i < FORECAST_PATHS; i++)
		to[count[digit(from[i], byte)]++] = from[i];
}

void
forecast_order_sort(float v[FORECAST_PATHS])
{
	uint32_t a[FORECAST_PATHS], b[FORECAST_PATHS], *from = a, *to = b;
	uint16_t count[BYTES][VALUES] = { { 0 } };
	for (int i = 0; i < FORECAST_PATHS; i++) {
		a[i] = key_of(v[i]);
		for (int byte = 0; byte < BYTES; byte++)
			count[byte][digit(a[i], byte)]++;
	}
	for (int byte = 0; byte < BYTES; byte++) {
		if (count[byte][digit(from[0], byte)] == FORECAST_PATHS)
			continue; /* all alike here */
		pass(from, to, count[byte], byte);
		uint32_t *t = from;
		from = to;
		to = t;
	}
	for (int i = 0; i < FORECAST_PATHS; i++)
		v[i] = value_of(from[i]);
}

double
forecast_order_quantile(const float sorted[FORECAST_PATHS], double level)
{
	double at = fmin(fmax(level * FORECAST_PATHS - .5, 0), FORECAST_PATHS - 1);
	int low = at < FORECAST_PATHS - 1 ? (int)at : FORECAST_PATHS - 2;
	return (double)sorted[low] + (at - low) * ((double)sorted[low + 1] - (double)sorted[low]);
}
