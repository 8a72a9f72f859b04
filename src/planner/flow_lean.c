/* flow_lean - a warm start that leans on the node which gained what others lost.
 *
 * When a plant fails, its mass is booked to the network's world, and what is scarcer gets dearer
 * everywhere by nearly the same amount: of a province's 2,731 potentials 95 % move by 84,000 to 90,600
 * of cost. Mending the tree with dear artificial arcs finds that amount in thousands of pivots, each of
 * which drives one more price up by a little.
 *
 * So the price of all nodes but one moves first, at one stroke, until the arcs of that node have let
 * go of as much as it gained: the long step of a dual simplex over the cut around it. Its arcs go to
 * the bound that their new reduced cost wants, its tree arcs leave, and what hung by them hangs on
 * the root. Then flows are mended as ever (flow_tree.c) and little remains.
 *
 * Only a better place to start: the simplex that follows proves its optimum as always. */
#include "planner/flow_state.h"

#include "base/mem.h"

#include <stdlib.h>

/* An arc of the node comes free of `mass` once the others' price has moved by `at`. */
struct release {
	int64_t at, mass;
};

static int
by_price(const void *x, const void *y)
{
	const struct release *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->mass > b->mass) - (a->mass < b->mass);
}

/* The node whose supply changed most, and by how much, against the supplies of the tree. */
static int32_t
largest_gain(const struct flow *f, const int64_t *before, int64_t *ret_gain)
{
	int32_t node = -1;
	int64_t most = 0;

	for (int32_t v = 0; v < f->n; v++) {
		int64_t gain = f->supply[v] - before[v];
		if ((gain < 0 ? -gain : gain) > most) {
			most = gain < 0 ? -gain : gain;
			node = v;
			*ret_gain = gain;
		}
	}
	return node;
}

/* The node has more to give (gain > 0) when others get dearer: arcs out of it fill, arcs into it
 * empty; the other way round when it has less. */
static struct release
release_of(const struct flow *f, int32_t a, int32_t node, int64_t gain)
{
	int64_t rc = planner_flow_reduced(f, a), x = planner_flow_above_lower(f, a), cap = f->cap[a];
	bool fills = (f->from[a] == node) == (gain > 0);

	if (fills)
		return (struct release){ rc < 0 ? 0 : rc,
			rc < 0 ? 0 : cap == FLOW_UNLIMITED ? FLOW_MASS_GUARD : cap - x };
	return (struct release){ rc > 0 ? 0 : -rc, rc > 0 ? 0 : x };
}

/* How far the others' price moves; 0 when no price makes up the mass. */
static int64_t
price_move(const struct flow *f, const int32_t *arcs, int32_t n, int32_t node, int64_t gain)
{
	struct release *list = MEM_ARRAY(struct release, (size_t)n + 1);
	int64_t mass = gain < 0 ? -gain : gain, at = 0;
	int32_t i = 0;

	for (int32_t k = 0; k < n; k++)
		list[k] = release_of(f, arcs[k], node, gain);
	qsort(list, (size_t)n, sizeof *list, by_price);
	for (; i < n && mass > 0; i++) {
		at = list[i].at;
		mass -= list[i].mass;
	}
	free(list);
	return mass > 0 ? 0 : gain > 0 ? at : -at;
}

/* To the bound that the reduced cost wants; out of the tree. */
static void
set_to_bound(struct flow *f, int32_t a)
{
	int64_t rc = planner_flow_reduced(f, a);
	bool full = f->cap[a] != FLOW_UNLIMITED && (rc < 0 || (rc == 0 && f->full[a]));

	f->full[a] = full;
	f->sign[a] = full ? -1 : 1;
}

/* All but the node get dearer by `move`. The tree falls apart at the node. */
static void
move_prices(struct flow *f, int32_t node, int64_t move)
{
	for (int32_t v = 0; v < f->n; v++) {
		if (v != node)
			f->height[v].pi = planner_flow_wrapping_sum(f->height[v].pi, move);
		if (f->arc[v] < f->m && (v == node || f->climb[v].parent == node))
			planner_flow_tree_hang(f, v, 0);
	}
}

static int32_t
arcs_at(const struct flow *f, int32_t node, int32_t *arcs)
{
	int32_t n = 0;

	for (int32_t a = 0; a < f->m; a++)
		if ((f->from[a] == node) != (f->to[a] == node))
			arcs[n++] = a;
	return n;
}

void
planner_flow_lean(struct flow *f, const int64_t *before)
{
	int64_t gain = 0;
	int32_t node = largest_gain(f, before, &gain);

	if (node < 0)
		return;
	int32_t *arcs = MEM_ARRAY(int32_t, (size_t)f->m + 1), n = arcs_at(f, node, arcs);
	int64_t move = price_move(f, arcs, n, node, gain);
	if (move) {
		move_prices(f, node, move);
		for (int32_t k = 0; k < n; k++)
			set_to_bound(f, arcs[k]);
		planner_flow_tree_index(f);
	}
	free(arcs);
}
