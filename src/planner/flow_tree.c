/* flow_tree - the spanning tree of the network simplex: planting, pivoting, repair after a change.
 *
 * The tree is kept in preorder (thread, back) with subtree sizes and last nodes. A pivot moves one
 * subtree, re-rooted; its preorder is spliced together from pieces of the old one, which costs the
 * length of the path between the two roots rather than the size of the tree (Kiraly and Kovacs
 * 2012, section 4). Pivots leave potentials as they were unless the subtree is small: flow.c has
 * them computed anew between lists of arcs.
 *
 * Walking the preorder is what most of the time goes to, so nodes are renumbered in preorder now
 * and then and the walk reads memory nearly in order.
 *
 * Each way to the root has at most one artificial arc, so that a potential is at most the price of
 * one plus a path of real arcs. With B a bound on paths and the price B + 1, two potentials differ
 * by at most 4 B + 2, and B < 2^61 keeps that in 64 bits. */
#include "planner/flow_state.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void
planner_flow_tree_hang(struct flow *f, int32_t v, int64_t excess)
{
	bool gives = excess >= 0;

	f->climb[v].parent = f->root;
	f->climb[v].step = gives ? -f->price : f->price;
	f->arc[v] = f->m + v;
	f->up[v] = gives;
	f->room[v].rootward = gives ? FLOW_UNLIMITED : -excess;
	f->room[v].leafward = gives ? excess : FLOW_UNLIMITED;
}

/* ---- preorder from parents ------------------------------------------------------------------- */

/* Children in order of number; child[] and sibling[] hold -1 for none. */
static void
list_children(const struct flow *f, int32_t *child, int32_t *sibling)
{
	for (int32_t v = 0; v <= f->n; v++)
		child[v] = -1;
	for (int32_t v = f->n - 1; v >= 0; v--) {
		int32_t p = f->climb[v].parent;
		sibling[v] = child[p];
		child[p] = v;
	}
}

static void
thread_preorder(struct flow *f, const int32_t *child, const int32_t *sibling)
{
	int32_t v = f->root, before = f->root;

	for (;;) {
		if (child[v] >= 0) {
			v = child[v];
		} else {
			while (v != f->root && sibling[v] < 0)
				v = f->climb[v].parent;
			if (v == f->root)
				break;
			v = sibling[v];
		}
		f->thread[before] = v;
		f->back[v] = before;
		before = v;
	}
	f->thread[before] = f->root;
	f->back[f->root] = before;
}

void
planner_flow_tree_index(struct flow *f)
{
	int32_t *child = MEM_ARRAY(int32_t, (size_t)f->n + 1),
		*sibling = MEM_ARRAY(int32_t, (size_t)f->n + 1);

	list_children(f, child, sibling);
	thread_preorder(f, child, sibling);
	free(child);
	free(sibling);
	for (int32_t v = 0; v <= f->n; v++) {
		f->climb[v].size = 1;
		f->last[v] = v;
	}
	for (int32_t v = f->back[f->root]; v != f->root; v = f->back[v]) {
		int32_t p = f->climb[v].parent;
		f->climb[p].size += f->climb[v].size;
		if (f->last[p] == p)
			f->last[p] = f->last[v];
	}
}

/* ---- planting and repair --------------------------------------------------------------------- */

/* The first tree: every node a child of the root. */
void
planner_flow_tree_plant(struct flow *f)
{
	f->climb[f->root].parent = f->arc[f->root] = -1;
	for (int32_t a = 0; a < f->m; a++) {
		f->sign[a] = 1;
		f->full[a] = 0;
	}
	for (int32_t v = 0; v < f->n; v++)
		planner_flow_tree_hang(f, v, f->supply[v]);
	planner_flow_tree_index(f);
	f->planted = true;
}

/* Steps from the costs of the tree's arcs. */
void
planner_flow_tree_cost(struct flow *f)
{
	for (int32_t v = 0; v < f->n; v++) {
		int64_t c = f->arc[v] < f->m ? f->cost[f->arc[v]] : f->price;
		f->climb[v].step = f->up[v] ? -c : c;
	}
}

/* The tree arc above v has to carry `excess` rootward. False when it cannot, or only so that the
 * basis would not be strongly feasible: nothing more could then be sent rootward. */
static bool
carries(struct flow *f, int32_t v, int64_t excess)
{
	int64_t cap = f->arc[v] < f->m ? f->cap[f->arc[v]] : FLOW_UNLIMITED;
	int64_t x = f->up[v] ? excess : -excess;
	int64_t rest = cap == FLOW_UNLIMITED ? FLOW_UNLIMITED : cap - x;

	if (x < 0 || x > cap || (f->up[v] ? rest : x) == 0)
		return false;
	f->room[v].rootward = f->up[v] ? rest : x;
	f->room[v].leafward = f->up[v] ? x : rest;
	return true;
}

/* The tree arc above v leaves the tree at its nearer bound; what that is too little or too much
 * hangs on an artificial arc. Returns what still goes up by the arc. */
static int64_t
cut(struct flow *f, int32_t v, int64_t excess)
{
	int32_t a = f->arc[v];
	int64_t x = f->up[v] ? excess : -excess, kept = 0;

	if (a < f->m) {
		f->full[a] = x > 0 && f->cap[a] != FLOW_UNLIMITED && x >= f->cap[a];
		f->sign[a] = f->full[a] ? -1 : 1;
		kept = f->full[a] ? f->cap[a] : 0;
	}
	kept = f->up[v] ? kept : -kept;
	planner_flow_tree_hang(f, v, excess - kept);
	return kept;
}

/* After a change of supplies or bounds: flows of the tree anew from the leaves up, and where an arc
 * cannot carry what it would have to, the subtree is hung on the root. */
void
planner_flow_tree_repair(struct flow *f)
{
	int64_t *excess = MEM_ARRAY(int64_t, (size_t)f->n + 1);
	bool over = false, torn = false;

	for (int32_t v = 0; v < f->n; v++)
		excess[v] = f->supply[v];
	for (int32_t a = 0; a < f->m; a++) {
		if (!f->full[a])
			continue;
		over |= __builtin_sub_overflow(excess[f->from[a]], f->cap[a], &excess[f->from[a]]);
		over |= __builtin_add_overflow(excess[f->to[a]], f->cap[a], &excess[f->to[a]]);
	}
	for (int32_t v = f->back[f->root]; v != f->root && !over; v = f->back[v]) {
		int32_t p = f->climb[v].parent;
		over |= excess[v] >= FLOW_MASS_GUARD || excess[v] <= -FLOW_MASS_GUARD;
		int64_t goes = excess[v];
		if (!over && (f->arc[v] >= f->m || !carries(f, v, excess[v]))) {
			torn |= f->arc[v] < f->m;
			goes = cut(f, v, excess[v]);
		}
		over |= __builtin_add_overflow(excess[p], goes, &excess[p]);
	}
	free(excess);
	f->overflow |= over;
	if (torn && !over)
		planner_flow_tree_index(f);
}

/* ---- moving a subtree ------------------------------------------------------------------------ */

static inline void
link_after(struct flow *f, int32_t a, int32_t b)
{
	f->thread[a] = b;
	f->back[b] = a;
}

/* Take the subtree of u_out out of the preorder and out of its ancestors' sizes and last nodes. */
static void
detach(struct flow *f, const struct flow_pivot *p)
{
	int32_t end = f->last[p->u_out], before = f->back[p->u_out];
	int32_t size = f->climb[p->u_out].size, w = f->climb[p->u_out].parent;

	link_after(f, before, f->thread[end]);
	for (int32_t s = w; s != p->join; s = f->climb[s].parent)
		f->climb[s].size -= size;
	for (; w >= 0 && f->last[w] == end; w = f->climb[w].parent)
		f->last[w] = before;
}

/* A node of the path and the arc above it, as they were before they were turned round. */
struct turned {
	int32_t node, end, size, after, before, arc;
	int64_t step;
	struct flow_room room;
	int8_t up;
};

static inline struct turned
turned_load(const struct flow *f, int32_t v)
{
	return (struct turned){ .node = v,
		.end = f->last[v],
		.size = f->climb[v].size,
		.before = f->back[v],
		.arc = f->arc[v],
		.step = f->climb[v].step,
		.room = f->room[v],
		.up = f->up[v] };
}

/* The node's parent becomes its child's child. */
static inline void
turn_arc(struct flow *f, int32_t node, const struct turned *child, int32_t size)
{
	f->climb[node] = (struct flow_climb){ child->node, size, -child->step };
	f->arc[node] = child->arc;
	f->up[node] = !child->up;
	f->room[node] = (struct flow_room){ child->room.leafward, child->room.rootward };
}

/* Re-root the detached subtree at u_in: its preorder is the old subtree of u_in, then of each node
 * up to u_out what remains of its own. Reverses the path's parents; returns the new last node. */
static int32_t
reroot(struct flow *f, const struct flow_pivot *p)
{
	int32_t total = f->climb[p->u_out].size, tail = f->last[p->u_in];
	struct turned child = turned_load(f, p->u_in);
	int32_t v = f->climb[p->u_in].parent;

	child.after = f->thread[tail];
	while (child.node != p->u_out) {
		struct turned node = turned_load(f, v);
		node.after = node.end == child.end ? child.after : f->thread[node.end];
		v = f->climb[v].parent;
		link_after(f, tail, node.node);
		tail = child.before; /* the piece from node to just before the child */
		if (node.end != child.end) {
			link_after(f, tail, child.after);
			tail = node.end;
		}
		turn_arc(f, node.node, &child, total - child.size);
		child = node;
	}
	for (int32_t w = p->u_out; w != p->u_in; w = f->climb[w].parent)
		f->last[w] = tail;
	f->last[p->u_in] = tail;
	f->climb[p->u_in].size = total;
	return tail;
}

/* Hang the moved subtree by the entering arc, whose flow the pivot has already changed by delta. */
static void
attach(struct flow *f, const struct flow_pivot *p, int32_t tail)
{
	int32_t follower = f->thread[p->v_in], size = f->climb[p->u_in].size, u = p->u_in;
	int64_t cap = f->cap[p->in], rest = cap == FLOW_UNLIMITED ? cap : cap - p->delta;
	bool up = f->from[p->in] == u;
	int64_t x = f->full[p->in] ? rest : p->delta;
	int64_t room = cap == FLOW_UNLIMITED ? cap : cap - x;

	link_after(f, p->v_in, u);
	link_after(f, tail, follower);
	f->climb[u].parent = p->v_in;
	f->climb[u].step = up ? -f->cost[p->in] : f->cost[p->in];
	f->arc[u] = p->in;
	f->up[u] = up;
	f->room[u] = up ? (struct flow_room){ room, x } : (struct flow_room){ x, room };
	for (int32_t w = p->v_in; w != p->join; w = f->climb[w].parent)
		f->climb[w].size += size;
	for (int32_t w = p->v_in; w >= 0 && f->last[w] == p->v_in; w = f->climb[w].parent)
		f->last[w] = tail;
}

void
planner_flow_tree_move(struct flow *f, const struct flow_pivot *p)
{
	int32_t out = f->arc[p->u_out];

	if (out < f->m) {
		f->full[out] = planner_flow_tree_on(f, p->u_out) != 0;
		f->sign[out] = f->full[out] ? -1 : 1;
	}
	detach(f, p);
	attach(f, p, reroot(f, p));
	f->sign[p->in] = f->full[p->in] = 0;
}

/* ---- renumbering ----------------------------------------------------------------------------- */

/* array[i] becomes what array[order[i]] was. */
void
planner_flow_tree_permute(void *array, size_t size, const int32_t *order, int32_t n)
{
	char *old = mem_alloc((size_t)n * size), *at = array;

	memcpy(old, array, (size_t)n * size);
	for (int32_t i = 0; i < n; i++)
		memcpy(at + (size_t)i * size, old + (size_t)order[i] * size, size);
	free(old);
}

/* Nodes take their numbers from the preorder, so that walks of the tree read memory in order. */
void
planner_flow_tree_renumber(struct flow *f)
{
	int32_t *order = MEM_ARRAY(int32_t, (size_t)f->n + 1),
		*rank = MEM_ARRAY(int32_t, (size_t)f->n + 1);
	int32_t n = f->n, i = 0;

	for (int32_t v = f->thread[f->root]; v != f->root; v = f->thread[v]) {
		rank[v] = i;
		order[i++] = v;
	}
	rank[f->root] = f->root;
	planner_flow_tree_permute(f->climb, sizeof *f->climb, order, n);
	planner_flow_tree_permute(f->room, sizeof *f->room, order, n);
	planner_flow_tree_permute(f->arc, sizeof *f->arc, order, n);
	planner_flow_tree_permute(f->up, sizeof *f->up, order, n);
	planner_flow_tree_permute(f->supply, sizeof *f->supply, order, n);
	for (int32_t v = 0; v < n; v++) {
		f->climb[v].parent = rank[f->climb[v].parent];
		f->arc[v] = f->arc[v] >= f->m ? f->m + v : f->arc[v];
		f->thread[v] = v + 1;
		f->back[v] = v ? v - 1 : f->root;
		f->last[v] = v + f->climb[v].size - 1;
		f->spot[v] = rank[f->spot[v]];
	}
	f->thread[f->root] = n ? 0 : f->root;
	f->back[f->root] = f->last[f->root] = n ? n - 1 : f->root;
	for (int32_t a = 0; a < f->m; a++) {
		f->from[a] = rank[f->from[a]];
		f->to[a] = rank[f->to[a]];
	}
	free(order);
	free(rank);
}
