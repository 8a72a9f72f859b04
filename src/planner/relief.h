/* relief - what holds a plan back, shown by solving again with one unit more of it.
 *
 * Prices say what a gram would be worth; they do not say what a truck, a loading slot or an hour of a gate would bring. So each thing
 * that may hold back what is short is given in one unit more, the plan's own trips stay as they are (not where notice
 * is too long), and the rest is solved again around them: what is then less unmet is the gain. What gains binds.
 *
 * A truck comes with its driver, so where longer hours of the drivers help, those bind and trucks are not named beside them. Units that
 * are too small to change anything alone (an hour, where a trip takes three) are doubled, as far as the table says.
 *
 * It asks only where the plan itself says that something is used up: a gas price above nothing, a day with all slots taken, a gate
 * with hours, a door too narrow for a truck. The most starved needs come first, until RELIEF_SOLVES_MAX. */
#ifndef OXY_PLANNER_RELIEF_H
#define OXY_PLANNER_RELIEF_H

#include "planner/planner.h"

enum { RELIEF_SOLVES_MAX = 150 };

struct planner_relief_item {
	enum planner_reason reason;
	enum planner_object object;
	int index;
	int supplier, product; /* whose needs it holds back: those of the product that the supplier may fill ... */
	int need;              /* ... or this one alone; PLANNER_NONE otherwise */
	int day;               /* the first short day of the need that was asked for */
	int64_t amount;        /* of planner_relief_unit */
	int64_t gain_g, gain_critical_g; /* less unmet over the horizon, of all demand and of critical demand; where the first is
					    below zero the second is above */
	const int64_t *gain_at_g;        /* [need]; may be negative where somebody gives way to critical demand */
};

struct planner_relief {
	int n, solves, refused; /* refused: of solves, plans that the judge did not accept; none, or the planner has a fault */
	bool all; /* false: something was not asked for, for want of solves or time */
	const struct planner_relief_item *items; /* in the order of the needs asked for, then of planner_reason */
};

/* Sets plan->relief, and, of rows of unmet demand whose reason gains nothing where another one does, reason and object to that which
 * gains most there. Nothing else of the plan changes. In the arena. */
void planner_relief(const struct planner_input *in, struct arena *a, struct planner_plan *plan);

const char *planner_relief_unit(enum planner_reason r); /* "g", "trucks", "min": what amount counts */

/* Whether it holds back that need. */
bool planner_relief_is_about(const struct planner_input *in, const struct planner_relief_item *x, int need);

/* "one more truck loaded a day at P1", in the arena. */
const char *planner_relief_unit_text(const struct planner_relief_item *x, const struct planner_input *in, enum lang lang, struct arena *a);

#endif
