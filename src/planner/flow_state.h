/* flow_state - what the files of the network simplex share: the arcs, the tree, one pivot under
 * way.
 *
 * Arcs are kept sorted by tail, structure of arrays, so that pricing reads memory in order. The
 * flow on an arc outside the tree is its lower bound or its capacity; that of a tree arc lives with
 * the node below it, as what can still be sent either way: a pivot walks nodes and never touches
 * arcs.
 *
 * Artificial arcs exist in the tree alone, each between a node and the root; once out of the tree
 * they are gone. Lower bounds are shifted into supplies: inside, all flows start at zero. */
#ifndef OXY_PLANNER_FLOW_STATE_H
#define OXY_PLANNER_FLOW_STATE_H

#include "planner/flow.h"

#include <stdbool.h>
#include <stddef.h>

/* Costs add up to less than this along any path, so that differences of potentials fit 64 bits
 * (flow_tree.c). */
#define FLOW_COST_GUARD ((__int128)1 << 61)
/* Supplies together and each flow stay below this, and capacities beyond it are as good as none. */
#define FLOW_MASS_GUARD (INT64_C(1) << 62)

/* What the way up to the root needs. */
struct flow_climb {
	int32_t parent, size; /* size of the subtree */
	int64_t step;         /* potential of the node minus that of its parent */
};

/* What more the arc to the parent can carry; FLOW_UNLIMITED stays so. The one against the arc's own
 * direction is its flow. */
struct flow_room {
	int64_t rootward, leafward;
};

/* A potential is this and the shift of its piece (flow_piece.c). */
struct flow_height {
	int64_t pi;
	int32_t piece;
};

struct flow {
	int32_t n, m, root; /* nodes without root, arcs */
	int32_t priced;     /* arcs from here on are frozen */
	int32_t next;       /* where the search goes on */
	bool overflow, unbalanced;
	bool planted;    /* the tree below is a basis */
	bool warm;       /* this solve began from one */
	bool new_masses; /* supplies or bounds are not yet those of the tree */
	bool priced_out; /* potentials are those of an optimum with these costs */
	int64_t pivots, price;     /* price of an artificial arc */
	/* by arc, sorted by tail */
	int32_t *from, *to;
	int64_t *cost, *cap, *lower; /* lower is NULL while all are zero */
	int8_t *sign;                /* 1 at the lower bound, -1 at capacity, 0 in the tree */
	int8_t *full;                /* outside the tree and at capacity */
	int32_t *place;              /* the caller's arc -> ours */
	int32_t *spot;               /* the caller's node -> ours */
	int64_t *given;              /* the caller's supplies, by the caller's nodes */
	/* by node */
	int64_t *supply; /* after lower bounds */
	struct flow_height *height;
	struct flow_climb *climb;
	struct flow_room *room;
	int32_t *arc;                  /* to the parent; m + v for the artificial one of v */
	int32_t *thread, *back, *last; /* preorder, its reverse, last node of the subtree */
	int8_t *up;                    /* the arc to the parent points to it */
	/* by piece */
	int32_t *top;
	int64_t *shift;
	uint8_t *known;
	int32_t pieces;
	struct flow_candidate *list;   /* worst first */
	int32_t listed, list_size;
};

struct flow_candidate {
	int64_t cost; /* reduced, when it was listed; negative */
	int32_t arc;
};

/* One pivot under way. The cycle runs join -> ... -> first -> second -> ... -> join. */
struct flow_pivot {
	int32_t in, join, first, second;
	/* the subtree of u_out moves from v_out, re-rooted at u_in, under v_in */
	int32_t u_in, v_in, u_out, v_out;
	int64_t delta;
	bool leaves_tree; /* an arc of the tree leaves; otherwise `in` goes from bound to bound */
};

/* flow_tree.c */
void planner_flow_tree_permute(void *array, size_t size, const int32_t *order, int32_t n);
void planner_flow_tree_hang(struct flow *f, int32_t v, int64_t excess); /* by an artificial arc */
void planner_flow_tree_index(struct flow *f);                            /* preorder from parents */
void planner_flow_tree_plant(struct flow *f);
void planner_flow_tree_repair(struct flow *f);
void planner_flow_tree_renumber(struct flow *f);
void planner_flow_tree_cost(struct flow *f);
void planner_flow_tree_move(struct flow *f, const struct flow_pivot *p);

/* flow_piece.c: potentials are right after _start and after _potentials; _move is told each move of a
 * subtree, after planner_flow_tree_move. */
void planner_flow_piece_allocate(struct flow *f, int32_t list_max);
void planner_flow_piece_start(struct flow *f);
void planner_flow_piece_move(struct flow *f, const struct flow_pivot *p);
void planner_flow_piece_potentials(struct flow *f);

/* flow_lean.c: before flows are mended; potentials are those of an optimum with these costs, before[]
 * the supplies of the tree. */
void planner_flow_lean(struct flow *f, const int64_t *before);

/* flow_price.c: lists arcs of negative reduced cost, the worst first; false: there is none. */
bool planner_flow_price_list(struct flow *f);

static inline int64_t
planner_flow_wrapping_sum(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static inline int64_t
planner_flow_pi(const struct flow *f, int32_t v)
{
	return planner_flow_wrapping_sum(f->height[v].pi, f->shift[f->height[v].piece]);
}

static inline int64_t
planner_flow_tree_on(const struct flow *f, int32_t v)
{
	return f->up[v] ? f->room[v].leafward : f->room[v].rootward;
}

/* Of an arc by our own number: what is on it above its lower bound, and its cost less what its nodes' potentials pay. */
static inline int64_t
planner_flow_above_lower(const struct flow *f, int32_t a)
{
	if (f->arc[f->from[a]] == a)
		return planner_flow_tree_on(f, f->from[a]);
	if (f->arc[f->to[a]] == a)
		return planner_flow_tree_on(f, f->to[a]);
	return f->full[a] ? f->cap[a] : 0;
}

static inline int64_t
planner_flow_reduced(const struct flow *f, int32_t a)
{
	return f->cost[a] + planner_flow_pi(f, f->from[a]) - planner_flow_pi(f, f->to[a]);
}

#endif
