/* network - the network under construction: what model.c and model_source.c share. */
#ifndef OXY_PLANNER_NETWORK_H
#define OXY_PLANNER_NETWORK_H

#include "planner/model.h"

enum {
	NEED_NODES = 2,
	SOURCE_NODES = 7,
	FORCED_COST = 1000,
	KEPT_WORTH = 1000, /* of a gram on a kept trip, at its level: more than any band's */
	MEAN_LOAD_MIN = 60,
	MAX_BANDS = PLANNER_COVER_BANDS + 3 + 1 /* safety, and the room */
};
enum source_node { P, B, N, FI, FO, R, L };

struct arc_costs {
	int32_t level[PLANNER_LEVELS];
};

struct model {
	const struct work *w;
	int from_day; /* visits before it, rights from it on */
	bool keep_pins;
	int32_t n_nodes;
	VEC(struct flow_arc) arcs;
	VEC(struct arc_costs) costs;
	int64_t *supply;
	struct flow *flow;
	int64_t pivots;
	int32_t *ship_arc, *visit_arc; /* first arc; ship: one or two in a row */
	uint8_t *ship_arcs;
	int32_t *own_arc, *bulk_arc,
	    *line_arc; /* [source * days + day]: gas to the line, the line */
	int32_t *gate_arc, *night_arc;
	int32_t *rest_arc, *vent_arc;        /* gas that was there by day and is left; that is vented or left at the end */
	int32_t *ready_arc;                  /* full bottles kept overnight */
	int32_t *tank_arc;                   /* [need * days + day]: the last band of the carry */
	int64_t *fleet_g, *slots_g, *pool_g; /* what the gates are made of */
	int *arrive;                         /* [need * days + day]: absolute, likely */
	struct planner_price *need_price, *source_price;
};

int32_t planner_model_source_node(const struct model *m, int source, int day, enum source_node k);
int32_t planner_model_add_arc(struct model *m, int32_t from, int32_t to, int64_t upper);

/* A mass that is at a node whatever happens; negative: a promise, which the world covers if it
 * must. */
void planner_model_give(struct model *m, int32_t node, int64_t g);

/* Tanks, filling lines and gates of all sources. */
void planner_model_source_add(struct model *m);

#endif
