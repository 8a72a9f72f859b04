/* calibration - straight lines between dated points. */
#include "domain/calibration.h"

#include <math.h>

bool
calibration_is_valid(const struct calibration *c)
{
	const struct calibration_point *p = c->points.items;
	if (c->points.n < 2)
		return false;
	for (size_t i = 0; i < c->points.n; i++) {
		if (!isfinite(p[i].x) || p[i].g < 0 || p[i].g > UNITS_MAX_G)
			return false;
		if (i > 0 && (p[i].x <= p[i - 1].x || p[i].g < p[i - 1].g))
			return false;
	}
	return true;
}

const struct calibration *
calibration_on(const struct calibration *list, size_t n, enum units_gauge unit, day_t day)
{
	const struct calibration *best = NULL;
	for (size_t i = 0; i < n; i++)
		if (list[i].unit == unit && list[i].valid_from <= day &&
		    (best == NULL || list[i].valid_from >= best->valid_from))
			best = &list[i];
	return best;
}

int64_t
calibration_grams(const struct calibration *c, double x)
{
	const struct calibration_point *p = c->points.items;
	if (c->points.n < 2 || !isfinite(x))
		return UNITS_UNKNOWN_G;
	size_t i = 1;
	while (i + 1 < c->points.n && x > p[i].x)
		i++;
	const struct calibration_point *lo = &p[i - 1], *hi = &p[i];
	double share = (x - lo->x) / (hi->x - lo->x);
	double g = nearbyint(
	    (double)lo->g + share * (double)(hi->g - lo->g)); /* ties to even, the default mode */
	if (!(g > 0))
		return 0;
	return g > (double)UNITS_MAX_G ? UNITS_MAX_G : (int64_t)g;
}

bool
calibration_settle(const struct calibration *list, size_t n, day_t day, struct quantity *q)
{
	if (q->g != UNITS_UNKNOWN_G)
		return true;
	const struct calibration *c = calibration_on(list, n, q->gauge, day);
	if (q->gauge == GAUGE_NONE || c == NULL)
		return false;
	int64_t g = calibration_grams(c, q->value);
	if (g == UNITS_UNKNOWN_G)
		return false;
	q->g = g;
	return true;
}
