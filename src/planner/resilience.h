/* resilience - N-1: what losing one truck, plant or filling station for the whole horizon would
 * cost.
 *
 * Method: stage 1 of the planner, trucks as a fluid counted in whole trips, from the same world:
 * one minimum-cost flow whose only goal is weighted patient-hours unmet (critical ones count
 * critical_weight times), solved once with everything and then, warm, once without each. This ranks
 * losses; it is not a plan: routes, whole bottles and rationing make every true figure larger, the
 * one with everything too. A truck that is alike in all that counts costs the same as its twin.
 *
 * A lost plant or station loads and fills nothing; what is made there is vented. A lost truck takes
 * its minutes from the fleet, and where it alone reached a site, the way there. */
#ifndef OXY_PLANNER_RESILIENCE_H
#define OXY_PLANNER_RESILIENCE_H

#include "planner/planner.h"

enum planner_loss_kind {
	PLANNER_LOSS_TANKER,
	PLANNER_LOSS_CYLINDER_TRUCK,
	PLANNER_LOSS_PLANT,           /* a source of bulk */
	PLANNER_LOSS_FILLING_STATION, /* a source of bottles */
	PLANNER_LOSSES
};

/* What is unmet over the horizon. */
struct planner_shortage {
	int64_t unmet_g, critical_g; /* critical_g of unmet_g */
	double ward_h, critical_h, weighted_h;
};

struct planner_loss {
	enum planner_loss_kind kind;
	int index;                       /* of the vehicle or the source */
	struct planner_shortage without; /* all of what is then unmet */
	double cost_h; /* weighted patient-hours more than with everything, >= 0 */
};

struct planner_resilience {
	struct planner_shortage with_all;
	int n;
	struct planner_loss *losses; /* worst first; of equals vehicles before sources, by index */
};

const char *planner_resilience_code(enum planner_loss_kind k); /* "tanker" */

/* In the arena. Faults as planner_solve's for an input that makes no sense. */
err_t planner_resilience(const struct planner_input *in, struct arena *a,
    struct planner_resilience *ret, struct faults *f);

#endif
