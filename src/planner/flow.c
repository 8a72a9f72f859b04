/* flow - the primal network simplex behind flow.h.
 *
 * Every node hangs on an artificial root, at first by an artificial arc that carries its supply.
 * Artificial arcs cost more than any path of real ones, so that they are empty at the optimum of a
 * feasible network. They are not priced: once out of the tree they never return.
 *
 * The spanning tree is kept in preorder (thread, back) with subtree sizes and last nodes. A pivot
 * moves one subtree, re-rooted; its preorder is spliced together from pieces of the old one, which
 * costs the length of the path between the two roots rather than the size of the tree.
 *
 * Invariants between pivots: reduced costs of tree arcs are zero; from every node a positive amount
 * can be sent to the root along tree arcs (strong feasibility); flows respect bounds.
 * Lower bounds are shifted into supplies: inside, all flows start at zero. */
#include "planner/flow.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>

enum { IN_TREE = 0, AT_LOWER = 1, AT_UPPER = -1, BLOCK_MIN = 20 };

/* Costs times nodes stay below this, so that potentials and reduced costs fit 64 bits. */
#define COST_GUARD ((__int128)1 << 60)
/* And so do supplies and flows, below this. */
#define MASS_GUARD ((__int128)1 << 61)

struct flow {
	int32_t n, m; /* nodes without root, real arcs; artificial arc of node v is m + v */
	int32_t root, next, block; /* next: place in active[] where the search goes on */
	int32_t n_active, *active; /* arcs that are not frozen, in order */
	bool overflow, unbalanced;
	int64_t pivots;
	/* by arc */
	int32_t *from, *to;
	int64_t *cost, *cap, *flow, *lower;
	int8_t *state;
	/* by node */
	int64_t *supply, *pi;
	int32_t *parent, *pred, *thread, *back, *size, *last;
	int8_t *up; /* the arc to the parent points to the parent */
};

/* One pivot under way. The cycle runs join -> ... -> first -> second -> ... -> join. */
struct pivot {
	int32_t in, join, first, second;
	int32_t u_in, v_in, u_out; /* the subtree of u_out moves, re-rooted at u_in, under v_in */
	int64_t delta;
	bool leaves_tree; /* an arc of the tree leaves; otherwise `in` goes from bound to bound */
};

/* ---- setting up --------------------------------------------------------------------------- */

static void
flow_allocate(struct flow *f)
{
	size_t arcs = (size_t)f->m + (size_t)f->n, nodes = (size_t)f->n + 1;

	f->from = MEM_ARRAY(int32_t, arcs);
	f->to = MEM_ARRAY(int32_t, arcs);
	f->cost = MEM_ARRAY(int64_t, arcs);
	f->cap = MEM_ARRAY(int64_t, arcs);
	f->flow = MEM_ARRAY(int64_t, arcs);
	f->lower = MEM_ARRAY(int64_t, arcs);
	f->state = MEM_ARRAY(int8_t, arcs);
	f->active = MEM_ARRAY(int32_t, arcs);
	f->supply = MEM_ARRAY(int64_t, nodes);
	f->pi = MEM_ARRAY(int64_t, nodes);
	f->parent = MEM_ARRAY(int32_t, nodes);
	f->pred = MEM_ARRAY(int32_t, nodes);
	f->thread = MEM_ARRAY(int32_t, nodes);
	f->back = MEM_ARRAY(int32_t, nodes);
	f->size = MEM_ARRAY(int32_t, nodes);
	f->last = MEM_ARRAY(int32_t, nodes);
	f->up = MEM_ARRAY(int8_t, nodes);
}

static void
load_arcs(struct flow *f, const struct flow_net *net)
{
	for (int32_t a = 0; a < f->m; a++) {
		const struct flow_arc *arc = &net->arcs[a];
		f->from[a] = arc->from;
		f->to[a] = arc->to;
		f->cost[a] = arc->cost;
		f->lower[a] = arc->lower;
		f->cap[a] = arc->upper == FLOW_UNLIMITED ? FLOW_UNLIMITED : arc->upper - arc->lower;
		f->state[a] = AT_LOWER;
		f->overflow |=
		    __builtin_sub_overflow(f->supply[arc->from], arc->lower, &f->supply[arc->from]);
		f->overflow |=
		    __builtin_add_overflow(f->supply[arc->to], arc->lower, &f->supply[arc->to]);
	}
}

/* The first tree: every node a child of the root. */
static void
plant_tree(struct flow *f)
{
	f->root = f->n;
	f->parent[f->root] = f->pred[f->root] = -1;
	f->size[f->root] = f->n + 1;
	f->last[f->root] = f->n ? f->n - 1 : f->root;
	f->thread[f->root] = f->n ? 0 : f->root;
	f->back[f->root] = f->n ? f->n - 1 : f->root;
	for (int32_t v = 0; v < f->n; v++) {
		int32_t a = f->m + v;
		bool gives = f->supply[v] >= 0;
		f->parent[v] = f->root;
		f->pred[v] = a;
		f->up[v] = gives;
		f->size[v] = 1;
		f->last[v] = v;
		f->thread[v] = v + 1; /* the root follows the last node */
		f->back[v] = v ? v - 1 : f->root;
		f->from[a] = gives ? v : f->root;
		f->to[a] = gives ? f->root : v;
		f->flow[a] = gives ? f->supply[v] : -f->supply[v];
		f->cap[a] = FLOW_UNLIMITED;
		f->state[a] = IN_TREE;
	}
}

/* The usual size: the root of what is searched. */
static void
size_block(struct flow *f)
{
	f->next = 0;
	f->block = BLOCK_MIN;
	while ((int64_t)f->block * f->block < f->n_active)
		f->block++;
}

struct flow *
planner_flow_new(const struct flow_net *net)
{
	struct flow *f = MEM_NEW(struct flow);
	__int128 sum = 0, mass = 0;

	f->n = net->n_nodes;
	f->m = net->n_arcs;
	flow_allocate(f);
	for (int32_t v = 0; v < f->n; v++)
		f->supply[v] = net->supply[v];
	load_arcs(f, net);
	for (int32_t v = 0; v < f->n; v++) {
		sum += f->supply[v];
		mass += f->supply[v] < 0 ? -(__int128)f->supply[v] : f->supply[v];
	}
	f->unbalanced = sum != 0;
	f->overflow |= mass >= MASS_GUARD;
	if (!f->overflow)
		plant_tree(f);
	for (int32_t a = 0; a < f->m; a++)
		f->active[a] = a;
	f->n_active = f->m;
	size_block(f);
	return f;
}

void
planner_flow_free(struct flow *f)
{
	if (!f)
		return;
	void *owned[] = { f->from, f->to, f->cost, f->cap, f->flow, f->lower, f->state, f->active,
		f->supply, f->pi, f->parent, f->pred, f->thread, f->back, f->size, f->last, f->up };
	for (size_t i = 0; i < ARRAY_LEN(owned); i++)
		free(owned[i]);
	free(f);
}

/* ---- potentials --------------------------------------------------------------------------- */

static bool
price_artificials(struct flow *f)
{
	__int128 largest = 0;

	for (int32_t a = 0; a < f->m; a++) {
		__int128 c = f->cost[a] < 0 ? -(__int128)f->cost[a] : f->cost[a];
		largest = c > largest ? c : largest;
	}
	__int128 price = (largest + 1) * ((__int128)f->n + 1);
	if (price >= COST_GUARD)
		return false;
	for (int32_t a = f->m; a < f->m + f->n; a++)
		f->cost[a] = (int64_t)price;
	return true;
}

/* In preorder a parent is known before its children. */
static void
compute_potentials(struct flow *f)
{
	f->pi[f->root] = 0;
	for (int32_t v = f->thread[f->root]; v != f->root; v = f->thread[v]) {
		int64_t c = f->cost[f->pred[v]];
		f->pi[v] = f->pi[f->parent[v]] + (f->up[v] ? -c : c);
	}
}

int64_t
planner_flow_reduced_cost(const struct flow *f, int32_t a)
{
	return f->cost[a] + f->pi[f->from[a]] - f->pi[f->to[a]];
}

/* ---- pricing ------------------------------------------------------------------------------ */

/* The worst arc of the first block, from where the last search ended, that has one. -1 = optimal.
 */
static int32_t
find_entering(struct flow *f)
{
	int64_t worst = 0;
	int32_t best = -1, k = f->next, in_block = f->block;

	for (int32_t seen = 0; seen < f->n_active; seen++) {
		int32_t a = f->active[k];
		int64_t c = f->state[a] * planner_flow_reduced_cost(f, a);
		if (c < worst) {
			worst = c;
			best = a;
		}
		if (++k == f->n_active)
			k = 0;
		if (--in_block == 0) {
			if (best >= 0)
				break;
			in_block = f->block;
		}
	}
	f->next = k;
	return best;
}

/* ---- one pivot ---------------------------------------------------------------------------- */

static int32_t
find_join(const struct flow *f, int32_t u, int32_t v)
{
	while (u != v) {
		if (f->size[u] < f->size[v])
			u = f->parent[u];
		else
			v = f->parent[v];
	}
	return u;
}

/* How much more the tree arc above u can carry, towards the root or away from it. */
static inline int64_t
residual(const struct flow *f, int32_t u, bool rootward)
{
	int32_t a = f->pred[u];

	if ((bool)f->up[u] != rootward)
		return f->flow[a];
	return f->cap[a] == FLOW_UNLIMITED ? FLOW_UNLIMITED : f->cap[a] - f->flow[a];
}

/* The last blocking arc of the cycle, seen from the join: this keeps the tree strongly feasible. */
static void
find_leaving(const struct flow *f, struct pivot *p)
{
	p->delta = f->cap[p->in];
	p->leaves_tree = false;
	for (int32_t u = p->first; u != p->join; u = f->parent[u]) {
		int64_t d = residual(f, u, false);
		if (d < p->delta) {
			p->delta = d;
			p->leaves_tree = true;
			p->u_out = u;
			p->u_in = p->first;
			p->v_in = p->second;
		}
	}
	for (int32_t u = p->second; u != p->join; u = f->parent[u]) {
		int64_t d = residual(f, u, true);
		if (d <= p->delta && d != FLOW_UNLIMITED) {
			p->delta = d;
			p->leaves_tree = true;
			p->u_out = u;
			p->u_in = p->second;
			p->v_in = p->first;
		}
	}
}

static bool
add_flow(struct flow *f, int32_t a, int64_t d)
{
	return __builtin_add_overflow(f->flow[a], d, &f->flow[a]) ||
	       f->flow[a] >= (int64_t)MASS_GUARD;
}

/* Push delta around the cycle; true when figures outgrow 64 bits. */
static bool
push(struct flow *f, const struct pivot *p)
{
	bool over = false;

	if (!p->delta)
		return false;
	over |= add_flow(f, p->in, f->state[p->in] * p->delta);
	for (int32_t u = p->first; u != p->join; u = f->parent[u])
		over |= add_flow(f, f->pred[u], f->up[u] ? -p->delta : p->delta);
	for (int32_t u = p->second; u != p->join; u = f->parent[u])
		over |= add_flow(f, f->pred[u], f->up[u] ? p->delta : -p->delta);
	return over;
}

static inline void
link_after(struct flow *f, int32_t a, int32_t b)
{
	f->thread[a] = b;
	f->back[b] = a;
}

/* Take the subtree of u_out out of the preorder and out of its ancestors' sizes and last nodes. */
static void
detach(struct flow *f, const struct pivot *p)
{
	int32_t end = f->last[p->u_out], before = f->back[p->u_out], size = f->size[p->u_out];

	link_after(f, before, f->thread[end]);
	for (int32_t w = f->parent[p->u_out]; w != p->join; w = f->parent[w])
		f->size[w] -= size;
	for (int32_t w = f->parent[p->u_out]; w >= 0 && f->last[w] == end; w = f->parent[w])
		f->last[w] = before;
}

/* Re-root the detached subtree at u_in: its preorder is the old subtree of u_in, then of each node
 * up to u_out what remains of its own. Reverses the path's parents; returns the new last node. */
static int32_t
reroot(struct flow *f, const struct pivot *p)
{
	int32_t total = f->size[p->u_out];
	int32_t child = p->u_in, tail = f->last[child];
	int32_t child_end = tail, child_size = f->size[child], after = f->thread[tail];
	int32_t arc = f->pred[child], node = f->parent[child];
	int8_t up = f->up[child];
	int32_t before = f->back[child];

	while (child != p->u_out) {
		int32_t next = f->parent[node], next_arc = f->pred[node],
			next_before = f->back[node];
		int32_t end = f->last[node], size = f->size[node];
		int8_t next_up = f->up[node];
		int32_t next_after = end == child_end ? after : f->thread[end];

		link_after(f, tail, node);
		tail = before; /* the piece from node to just before the child */
		if (end != child_end) {
			link_after(f, tail, after);
			tail = end;
		}
		f->parent[node] = child;
		f->pred[node] = arc;
		f->up[node] = !up;
		f->size[node] = total - child_size;
		child = node;
		child_end = end;
		child_size = size;
		after = next_after;
		before = next_before;
		arc = next_arc;
		up = next_up;
		node = next;
	}
	for (int32_t w = p->u_out; w != p->u_in; w = f->parent[w])
		f->last[w] = tail;
	f->last[p->u_in] = tail;
	f->size[p->u_in] = total;
	return tail;
}

static void
attach(struct flow *f, const struct pivot *p, int32_t tail)
{
	int32_t follower = f->thread[p->v_in], size = f->size[p->u_in];

	link_after(f, p->v_in, p->u_in);
	link_after(f, tail, follower);
	f->parent[p->u_in] = p->v_in;
	f->pred[p->u_in] = p->in;
	f->up[p->u_in] = f->from[p->in] == p->u_in;
	for (int32_t w = p->v_in; w != p->join; w = f->parent[w])
		f->size[w] += size;
	for (int32_t w = p->v_in; w >= 0 && f->last[w] == p->v_in; w = f->parent[w])
		f->last[w] = tail;
}

/* The whole moved subtree shifts by the entering arc's reduced cost. */
static void
shift_potentials(struct flow *f, const struct pivot *p, int64_t reduced)
{
	int64_t shift = f->up[p->u_in] ? -reduced : reduced;
	int32_t v = p->u_in;

	for (int32_t i = f->size[p->u_in]; i > 0; i--) {
		f->pi[v] += shift;
		v = f->thread[v];
	}
}

static void
update_tree(struct flow *f, const struct pivot *p)
{
	int64_t reduced = planner_flow_reduced_cost(f, p->in);
	int32_t out = f->pred[p->u_out];

	f->state[p->in] = IN_TREE;
	f->state[out] = f->flow[out] == 0 ? AT_LOWER : AT_UPPER;
	detach(f, p);
	attach(f, p, reroot(f, p));
	shift_potentials(f, p, reduced);
}

/* ---- solving ------------------------------------------------------------------------------ */

static enum flow_status
simplex(struct flow *f)
{
	struct pivot p = { 0 };

	while ((p.in = find_entering(f)) >= 0) {
		bool forward = f->state[p.in] == AT_LOWER;
		p.first = forward ? f->from[p.in] : f->to[p.in];
		p.second = forward ? f->to[p.in] : f->from[p.in];
		p.join = find_join(f, p.first, p.second);
		find_leaving(f, &p);
		if (p.delta == FLOW_UNLIMITED)
			return FLOW_UNBOUNDED;
		if (push(f, &p))
			return FLOW_OVERFLOW;
		if (p.leaves_tree)
			update_tree(f, &p);
		else
			f->state[p.in] = (int8_t)-f->state[p.in];
		f->pivots++;
	}
	return FLOW_OPTIMAL;
}

static bool
artificials_are_empty(const struct flow *f)
{
	for (int32_t a = f->m; a < f->m + f->n; a++)
		if (f->flow[a])
			return false;
	return true;
}

/* An unbounded ray says nothing about feasibility: go on with costs of zero, which have no ray. */
static enum flow_status
unbounded_or_infeasible(struct flow *f)
{
	int64_t *zero = MEM_ARRAY(int64_t, (size_t)f->m + 1);
	planner_flow_set_costs(f, zero);
	free(zero);
	enum flow_status s = planner_flow_solve(f);
	return s == FLOW_OPTIMAL ? FLOW_UNBOUNDED : s;
}

enum flow_status
planner_flow_solve(struct flow *f)
{
	if (f->overflow)
		return FLOW_OVERFLOW;
	if (f->unbalanced)
		return FLOW_INFEASIBLE;
	if (!price_artificials(f))
		return FLOW_OVERFLOW;
	compute_potentials(f);
	enum flow_status s = simplex(f);
	if (s == FLOW_UNBOUNDED)
		return unbounded_or_infeasible(f);
	if (s == FLOW_OPTIMAL && !artificials_are_empty(f))
		return FLOW_INFEASIBLE;
	return s;
}

int64_t
planner_flow_on(const struct flow *f, int32_t arc)
{
	return f->flow[arc] + f->lower[arc];
}

int64_t
planner_flow_potential(const struct flow *f, int32_t node)
{
	return f->pi[node];
}

__int128
planner_flow_total(const struct flow *f)
{
	__int128 total = 0;

	for (int32_t a = 0; a < f->m; a++)
		total += (__int128)planner_flow_on(f, a) * f->cost[a];
	return total;
}

int64_t
planner_flow_pivots(const struct flow *f)
{
	return f->pivots;
}

void
planner_flow_freeze(struct flow *f)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < f->n_active; k++)
		if (planner_flow_reduced_cost(f, f->active[k]) == 0)
			f->active[kept++] = f->active[k];
	f->n_active = kept;
	size_block(f);
}

void
planner_flow_set_costs(struct flow *f, const int64_t *cost)
{
	for (int32_t a = 0; a < f->m; a++)
		f->cost[a] = cost[a];
}
