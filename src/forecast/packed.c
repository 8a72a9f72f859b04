#include "forecast/packed.h"

/* Unsigned throughout: sums may wrap, and wrap back. */
static uint64_t
predicted(const int64_t (*g)[FORECAST_LEVELS], int day, int level)
{
	uint64_t below = level > 0 ? (uint64_t)g[day][level - 1] : 0, yesterday = day > 0 ? (uint64_t)g[day - 1][level] : 0;
	uint64_t corner = level > 0 && day > 0 ? (uint64_t)g[day - 1][level - 1] : 0;
	return below + yesterday - corner;
}

static uint64_t
zigzag(uint64_t v)
{
	return v << 1 ^ (0 - (v >> 63));
}

static uint64_t
unzigzag(uint64_t v)
{
	return v >> 1 ^ (0 - (v & 1));
}

size_t
forecast_packed_write(const int64_t (*g)[FORECAST_LEVELS], int days, uint8_t *out)
{
	size_t n = 0;
	for (int d = 0; d < days; d++)
		for (int l = 0; l < FORECAST_LEVELS; l++) {
			uint64_t v = zigzag((uint64_t)g[d][l] - predicted(g, d, l));
			for (; v >= 0x80; v >>= 7)
				out[n++] = (uint8_t)(v | 0x80);
			out[n++] = (uint8_t)v;
		}
	return n;
}

static bool
read_number(const uint8_t **at, const uint8_t *end, uint64_t *ret)
{
	uint64_t v = 0;
	for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
		uint8_t b = *(*at)++;
		if (shift == 63 && b > 1)
			return false; /* beyond 64 bits */
		v |= (uint64_t)(b & 0x7f) << shift;
		if (b < 0x80) {
			*ret = v;
			return true;
		}
	}
	return false;
}

bool
forecast_packed_read(const void *bytes, size_t n, int days, int64_t (*ret)[FORECAST_LEVELS])
{
	const uint8_t *at = bytes, *end = at + n;
	uint64_t v;
	for (int d = 0; d < days; d++)
		for (int l = 0; l < FORECAST_LEVELS; l++) {
			if (!read_number(&at, end, &v))
				return false;
			ret[d][l] = (int64_t)(predicted((const int64_t(*)[FORECAST_LEVELS])ret, d, l) + unzigzag(v));
		}
	return at == end;
}
