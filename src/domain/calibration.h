/* calibration - what a gauge reading of one asset means in grams, and since when.
 *
 * A calibration is a dated table of points (x, g) in one gauge unit, x strictly ascending and g not
 * descending, joined by straight lines. Beyond the last point the last segment is prolonged, so
 * that an impossible reading gives an impossible quantity, which is quarantined, instead of
 * a full tank; below the first one likewise, down to 0. Never per cent times nominal. */
#ifndef OXY_DOMAIN_CALIBRATION_H
#define OXY_DOMAIN_CALIBRATION_H

#include "domain/calendar.h"
#include "domain/list.h"
#include "domain/units.h"

struct calibration_point {
	double x;  /* gauge reading in the calibration's unit */
	int64_t g; /* grams of O2 */
};

struct calibration {
	day_t valid_from;
	enum units_gauge unit;
	LIST(struct calibration_point) points;
};

/* At least two points, x strictly ascending, g ascending or equal, 0..UNITS_MAX_G. */
bool calibration_is_valid(const struct calibration *c);

/* The one in force on a day for a gauge unit: latest valid_from not after `day`; NULL if none. */
const struct calibration *calibration_on(
    const struct calibration *list, size_t n, enum units_gauge unit, day_t day);

/* Grams at reading x, rounded half to even, 0..UNITS_MAX_G; UNITS_UNKNOWN_G for a reading that is
 * no number. */
int64_t calibration_grams(const struct calibration *c, double x);

/* Settle a quantity said as a gauge reading; false (q unchanged) when no calibration applies.
 * A quantity that has grams already is left alone: true. */
bool calibration_settle(
    const struct calibration *list, size_t n, day_t day, struct quantity *q) NODISCARD;

#endif
