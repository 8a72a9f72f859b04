/* replan - rows of plans in force that the daemon watches, and of what it proposed (app/propose_replan.h). */
#ifndef OXY_STORE_REPLAN_H
#define OXY_STORE_REPLAN_H

#include "base/id.h"
#include "base/mem.h"
#include "db/db.h"

struct store_replan {
	int16_t shard;
	struct id plan; /* in force */
	const char *province;
	instant_t looked_at;         /* what was recorded up to here is taken in */
	const char *answered;        /* keys of events that a proposal was made of, a JSON array; NULL: never looked */
	struct id proposal;          /* the newest; none */
	instant_t failed_at;         /* it could not be solved; INSTANT_NONE */
	instant_t first_at, last_at; /* recorded since, and perhaps a reason to plan again; INSTANT_NONE: nothing */
};

struct store_replan_list {
	struct store_replan *items; /* in the arena */
	int n;
};

/* The plan in force of every province that has one. */
err_t store_replan_watched(struct db_conn *c, instant_t now, struct arena *a, struct store_replan_list *ret, struct faults *f) NODISCARD;

/* Is it as it was read? Call with the plan locked; false: another daemon has looked meanwhile. */
err_t store_replan_is_current(struct db_conn *c, const struct store_replan *w, bool *ret, struct faults *f) NODISCARD;

err_t store_replan_look(struct db_conn *c, const struct store_replan *w, struct faults *f) NODISCARD;

/* Proposals that an open alert speaks of. */
struct store_replan_open {
	int16_t shard;
	struct id alert, plan;
	int state, version; /* of the proposal */
	bool watched;       /* what it would replace is in force still, and it is the newest proposal */
};
struct store_replan_open_list {
	struct store_replan_open *items;
	int n;
};
err_t store_replan_open(struct db_conn *c, const char *province, struct arena *a, struct store_replan_open_list *ret, struct faults *f) NODISCARD;

#endif
