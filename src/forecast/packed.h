/* packed - the quantiles of a forecast in few bytes, exactly, for keeping.
 *
 * Days are alike and levels are alike, so each value is predicted by its neighbours, as one predicts a pixel: the level
 * below it today + this level yesterday - the level below it yesterday. What is left over is kept as a zigzag number,
 * seven bits a byte, low bits first. 21 days of 23 levels are about 1 kB; as an array of bigint they were 3.9 kB, which
 * PostgreSQL compressed and put away on a side table, row by row.
 *
 * Pure: any thread. Any int64 survives, FORECAST_UNKNOWN_G too. */
#ifndef OXY_FORECAST_PACKED_H
#define OXY_FORECAST_PACKED_H

#include "base/attr.h"
#include "forecast/quantile.h"

#include <stdbool.h>
#include <stddef.h>

enum { FORECAST_PACKED_VALUE_MAX = 10 /* bytes that one value may need */ };

/* Writes `days` rows; `out` has days * FORECAST_LEVELS * FORECAST_PACKED_VALUE_MAX bytes. Returns the bytes used. */
size_t forecast_packed_write(const int64_t (*g)[FORECAST_LEVELS], int days, uint8_t *out);

/* Reads exactly `days` rows out of exactly n bytes; false, and `ret` undefined, when that is not what they hold. */
bool forecast_packed_read(const void *bytes, size_t n, int days, int64_t (*ret)[FORECAST_LEVELS]) NODISCARD;

#endif
