/* roadef_check - the judge of challenge solutions: drives every shift, fills every tank, and
 * believes nothing.
 *
 * It shares nothing with the search but the instance and the reader of XML. The rules and their
 * names (SHI02 ...) are the challenge's; doc/planner.md lists them, with the readings chosen where
 * the public descriptions leave one open. */
#ifndef OXY_PLANNER_ROADEF_CHECK_H
#define OXY_PLANNER_ROADEF_CHECK_H

#include "planner/roadef.h"

struct roadef_figures {
	long double cost, quantity; /* in the units of the files */
};

/* What may be missing of a quantity before a rule is broken: rounding, in millionths of a unit. */
#define ROADEF_TOLERANCE INT64_C(1000)

/* True when every rule holds. Otherwise `why` holds the first violation: shifts in the order of the
 * file, then drivers and trailers over time, then tanks. */
bool planner_roadef_check(const struct roadef *v, const char *text, size_t len,
    struct roadef_figures *ret, struct str *why);

#endif
