/* mind - who decides in a simulated province, whether it thinks in this process or behind a wire.
 *
 * simulate/run drives the world by the hour and asks: what came to the desk is heard, what the trucks did is told, at decision hours a
 * plan is made, and each midnight its bottles are ordered. simulate/product is one mind; `oxyd simulate --through` is another, which
 * says all of it to a daemon. Every call has `arg` first; a fault ends the run. */
#ifndef OXY_SIMULATE_MIND_H
#define OXY_SIMULATE_MIND_H

#include "simulate/desk.h"
#include "simulate/dispatch.h"

enum { SIMULATE_DAY_0 = 20606 }; /* 2026-06-02, the date of day 0: any will do, but the same for every mind */

struct simulate_mind {
	void *arg;

	/* What the trips of the plan in force did in the hour before: gone, arrived, home. Before hear. NULL: of no interest. */
	err_t (*progress)(void *arg, const struct simulate_world *w, const simulate_trips *trips, struct faults *f);

	/* What came to the desk since the last call. */
	err_t (*hear)(void *arg, const struct simulate_world *w, const struct simulate_desk *d, struct faults *f);

	/* Plan from now on; `trips` become those of the new plan, and the world is told what to fill. */
	err_t (*plan)(void *arg, struct simulate_world *w, const struct simulate_desk *d, simulate_trips *trips, struct faults *f);

	/* At midnight: what the plan in force wants filled on the new day. */
	void (*fill)(void *arg, struct simulate_world *w);

	/* As simulate_product_churn. */
	double (*churn)(void *arg);
};

#endif
