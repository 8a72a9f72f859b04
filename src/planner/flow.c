/* flow - the primal network simplex behind flow.h: loading, pivots, solving, warm starts.
 *
 * Artificial arcs cost more than any path of real ones, so that they are empty at the optimum of a
 * feasible network. They are not priced: once out of the tree they never return.
 *
 * Invariants between pivots: from every node a positive amount can be sent to the root along tree
 * arcs (strong feasibility, so no cycling); flows respect bounds. */
#include "planner/flow_state.h"

#include "base/mem.h"

#include <stdlib.h>

/* List lengths; nodes are renumbered after nodes / RENUMBER pivots. Measured:
 * doc/adr/0020-network-simplex.md. */
enum {
	LIST_MIN = 3,
	LIST_MAX = 60,
	LIST_MAX_WARM = 250,
	RENUMBER = 8,
	RENUMBER_FROM = 2000
};

/* ---- setting up --------------------------------------------------------------------------- */

static void
flow_allocate(struct flow *f)
{
	size_t arcs = (size_t)f->m + 1, nodes = (size_t)f->n + 1;

	f->from = MEM_ARRAY(int32_t, arcs);
	f->to = MEM_ARRAY(int32_t, arcs);
	f->cost = MEM_ARRAY(int64_t, arcs);
	f->cap = MEM_ARRAY(int64_t, arcs);
	f->sign = MEM_ARRAY(int8_t, arcs);
	f->full = MEM_ARRAY(int8_t, arcs);
	f->place = MEM_ARRAY(int32_t, arcs);
	f->spot = MEM_ARRAY(int32_t, nodes);
	f->given = MEM_ARRAY(int64_t, nodes);
	f->supply = MEM_ARRAY(int64_t, nodes);
	f->climb = MEM_ARRAY(struct flow_climb, nodes);
	f->room = MEM_ARRAY(struct flow_room, nodes);
	f->arc = MEM_ARRAY(int32_t, nodes);
	f->thread = MEM_ARRAY(int32_t, nodes);
	f->back = MEM_ARRAY(int32_t, nodes);
	f->last = MEM_ARRAY(int32_t, nodes);
	f->up = MEM_ARRAY(int8_t, nodes);
	f->list = MEM_ARRAY(struct flow_candidate, LIST_MAX_WARM);
	planner_flow_piece_allocate(f, LIST_MAX_WARM);
}

/* Places by counting: sorted by tail, in the caller's order within one. */
static void
sort_places(struct flow *f, const struct flow_net *net)
{
	int32_t *at = MEM_ARRAY(int32_t, (size_t)f->n + 1);
	for (int32_t a = 0; a < f->m; a++)
		at[net->arcs[a].from + 1]++;
	for (int32_t v = 0; v < f->n; v++)
		at[v + 1] += at[v];
	for (int32_t a = 0; a < f->m; a++)
		f->place[a] = at[net->arcs[a].from]++;
	free(at);
}

static void
load_arcs(struct flow *f, const struct flow_net *net)
{
	for (int32_t i = 0; i < f->m; i++) {
		const struct flow_arc *arc = &net->arcs[i];
		int32_t a = f->place[i];
		f->from[a] = arc->from;
		f->to[a] = arc->to;
		f->cost[a] = arc->cost;
		f->cap[a] = arc->upper == FLOW_UNLIMITED ? FLOW_UNLIMITED : arc->upper - arc->lower;
		if (arc->lower && !f->lower)
			f->lower = MEM_ARRAY(int64_t, (size_t)f->m);
		if (f->lower)
			f->lower[a] = arc->lower;
	}
}

/* Supplies as they are once every arc carries its lower bound. */
static void
shift_supplies(struct flow *f)
{
	__int128 sum = 0, mass = 0;
	bool over = false;

	for (int32_t v = 0; v < f->n; v++)
		f->supply[f->spot[v]] = f->given[v];
	for (int32_t a = 0; a < f->m && f->lower; a++) {
		int64_t *from = &f->supply[f->from[a]], *to = &f->supply[f->to[a]];
		over |= __builtin_sub_overflow(*from, f->lower[a], from);
		over |= __builtin_add_overflow(*to, f->lower[a], to);
	}
	for (int32_t v = 0; v < f->n; v++) {
		sum += f->supply[v];
		mass += f->supply[v] < 0 ? -(__int128)f->supply[v] : f->supply[v];
	}
	f->unbalanced = sum != 0;
	f->overflow = over || mass >= FLOW_MASS_GUARD;
}

/* Longer lists where a walk of the tree costs more. From an old basis few arcs gain, and looking
 * for the worst of more of them saves half the pivots. */
static int32_t
list_size(const struct flow *f)
{
	int32_t size = f->n / 200, most = f->warm ? LIST_MAX_WARM : LIST_MAX;

	return size < LIST_MIN ? LIST_MIN : size > most ? most : size;
}

struct flow *
planner_flow_new(const struct flow_net *net)
{
	struct flow *f = MEM_NEW(struct flow);

	f->n = f->root = net->n_nodes;
	f->m = f->priced = net->n_arcs;
	flow_allocate(f);
	for (int32_t v = 0; v < f->n; v++)
		f->spot[v] = v;
	sort_places(f, net);
	load_arcs(f, net);
	planner_flow_set_supply(f, net->supply);
	return f;
}

void
planner_flow_free(struct flow *f)
{
	if (!f)
		return;
	void *owned[] = { f->from, f->to, f->cost, f->cap, f->lower, f->sign, f->full, f->place,
		f->spot, f->given, f->supply, f->climb, f->room, f->arc, f->thread, f->back,
		f->last, f->up, f->list, f->height, f->top, f->shift, f->known };
	for (size_t i = 0; i < ARRAY_LEN(owned); i++)
		free(owned[i]);
	free(f);
}

/* ---- one pivot ---------------------------------------------------------------------------- */

/* Where the two ends' ways to the root meet; the reduced cost is exact, whatever pivots there were
 * since the arc was listed. */
static int64_t
find_join(const struct flow *f, struct flow_pivot *p)
{
	const struct flow_climb *c = f->climb;
	int32_t u = p->first, v = p->second;
	int64_t cost = f->sign[p->in] * f->cost[p->in];

	while (u != v) {
		if (c[u].size < c[v].size) {
			cost += c[u].step;
			u = c[u].parent;
		} else {
			cost -= c[v].step;
			v = c[v].parent;
		}
	}
	p->join = u;
	return cost;
}

/* The last blocking arc of the cycle, seen from the join: this keeps the tree strongly feasible. */
static void
find_leaving(const struct flow *f, struct flow_pivot *p)
{
	p->delta = f->cap[p->in];
	p->leaves_tree = false;
	for (int32_t u = p->first; u != p->join; u = f->climb[u].parent) {
		if (f->room[u].leafward < p->delta) {
			p->delta = f->room[u].leafward;
			p->leaves_tree = true;
			p->u_out = u;
			p->u_in = p->first;
			p->v_in = p->second;
		}
	}
	for (int32_t u = p->second; u != p->join; u = f->climb[u].parent) {
		if (f->room[u].rootward <= p->delta && f->room[u].rootward != FLOW_UNLIMITED) {
			p->delta = f->room[u].rootward;
			p->leaves_tree = true;
			p->u_out = u;
			p->u_in = p->second;
			p->v_in = p->first;
		}
	}
}

/* Move d of room from one direction to the other. */
static inline bool
shift_room(int64_t *less, int64_t *more, int64_t d)
{
	if (*less != FLOW_UNLIMITED)
		*less -= d;
	if (*more == FLOW_UNLIMITED)
		return false;
	*more += d;
	return *more >= FLOW_MASS_GUARD && *less == FLOW_UNLIMITED;
}

/* Push delta around the cycle; true when flows outgrow 64 bits. */
static bool
push(struct flow *f, const struct flow_pivot *p)
{
	bool over = p->delta >= FLOW_MASS_GUARD;

	if (!p->delta || over)
		return over;
	for (int32_t u = p->first; u != p->join; u = f->climb[u].parent)
		over |= shift_room(&f->room[u].leafward, &f->room[u].rootward, p->delta);
	for (int32_t u = p->second; u != p->join; u = f->climb[u].parent)
		over |= shift_room(&f->room[u].rootward, &f->room[u].leafward, p->delta);
	return over;
}

/* FLOW_OPTIMAL: go on. */
static enum flow_status
pivot(struct flow *f, int32_t arc)
{
	bool forward = f->sign[arc] > 0;
	struct flow_pivot p = { .in = arc,
		.first = forward ? f->from[arc] : f->to[arc],
		.second = forward ? f->to[arc] : f->from[arc] };
	int64_t cost = f->sign[arc] ? find_join(f, &p) : 0;

	if (cost >= 0)
		return FLOW_OPTIMAL;
	find_leaving(f, &p);
	if (p.delta == FLOW_UNLIMITED)
		return FLOW_UNBOUNDED;
	if (push(f, &p))
		return FLOW_OVERFLOW;
	if (p.leaves_tree) {
		p.v_out = f->climb[p.u_out].parent;
		planner_flow_tree_move(f, &p);
		planner_flow_piece_move(f, &p);
	} else {
		f->full[arc] = !f->full[arc];
		f->sign[arc] = (int8_t)-f->sign[arc];
	}
	f->pivots++;
	return FLOW_OPTIMAL;
}

/* ---- solving ------------------------------------------------------------------------------ */

static enum flow_status
simplex(struct flow *f)
{
	enum flow_status s = FLOW_OPTIMAL;
	int64_t renumber_at = f->pivots + f->n / RENUMBER;

	f->next = 0;
	planner_flow_piece_start(f);
	while (s == FLOW_OPTIMAL) {
		if (f->n >= RENUMBER_FROM && f->pivots > renumber_at) {
			planner_flow_tree_renumber(f);
			planner_flow_piece_start(f);
			renumber_at = f->pivots + f->n / RENUMBER;
		} else {
			planner_flow_piece_potentials(f);
		}
		if (!planner_flow_price_list(f))
			return FLOW_OPTIMAL;
		for (int32_t i = 0; i < f->listed && s == FLOW_OPTIMAL; i++)
			s = pivot(f, f->list[i].arc);
	}
	return s;
}

static bool
artificials_are_empty(const struct flow *f)
{
	for (int32_t v = 0; v < f->n; v++)
		if (f->arc[v] >= f->m && planner_flow_tree_on(f, v))
			return false;
	return true;
}

/* No path of real arcs costs more than this: each arc is charged to one of its ends, each end once.
 */
static bool
price_artificials(struct flow *f)
{
	int64_t *dearest = MEM_ARRAY(int64_t, (size_t)f->n + 1);
	__int128 bound = 0;
	bool over = false;

	for (int32_t a = 0; a < f->m; a++) {
		int64_t c = f->cost[a] < 0 ? -f->cost[a] : f->cost[a];
		over |= c < 0;
		if (c > dearest[f->from[a]])
			dearest[f->from[a]] = c;
		if (c > dearest[f->to[a]])
			dearest[f->to[a]] = c;
	}
	for (int32_t v = 0; v < f->n; v++)
		bound += dearest[v];
	free(dearest);
	f->price = (int64_t)bound + 1;
	return !over && bound < FLOW_COST_GUARD;
}

static enum flow_status
from_this_basis(struct flow *f)
{
	if (!price_artificials(f))
		return FLOW_OVERFLOW;
	f->warm = f->planted;
	f->list_size = list_size(f);
	if (!f->planted)
		planner_flow_tree_plant(f);
	else if (f->new_masses)
		planner_flow_tree_repair(f);
	if (f->overflow)
		return FLOW_OVERFLOW;
	f->new_masses = false;
	planner_flow_tree_cost(f);
	enum flow_status s = simplex(f);
	if (s == FLOW_OVERFLOW)
		f->planted = false; /* half a push is no flow */
	return s;
}

/* An unbounded ray says nothing about feasibility: go on with costs of zero, which have no ray. */
static enum flow_status
unbounded_or_infeasible(struct flow *f)
{
	int64_t *kept = f->cost;

	f->cost = MEM_ARRAY(int64_t, (size_t)f->m + 1);
	enum flow_status s = from_this_basis(f);
	free(f->cost);
	f->cost = kept;
	if (s != FLOW_OPTIMAL)
		return s;
	return artificials_are_empty(f) ? FLOW_UNBOUNDED : FLOW_INFEASIBLE;
}

/* Supplies become those that were set; from prices that held before, the tree is made to lean. */
static void
take_supplies(struct flow *f)
{
	int64_t *before = MEM_ARRAY(int64_t, (size_t)f->n + 1);

	for (int32_t v = 0; v < f->n; v++)
		before[v] = f->supply[v];
	shift_supplies(f);
	if (f->priced_out && !f->overflow && !f->unbalanced)
		planner_flow_lean(f, before);
	free(before);
}

enum flow_status
planner_flow_solve(struct flow *f)
{
	if (f->new_masses)
		take_supplies(f);
	f->priced_out = false;
	if (f->overflow)
		return FLOW_OVERFLOW;
	if (f->unbalanced)
		return FLOW_INFEASIBLE;
	enum flow_status s = from_this_basis(f);
	if (s == FLOW_UNBOUNDED)
		return unbounded_or_infeasible(f);
	if (s == FLOW_OPTIMAL && !artificials_are_empty(f))
		return FLOW_INFEASIBLE;
	f->priced_out = s == FLOW_OPTIMAL;
	return s;
}

/* ---- results ------------------------------------------------------------------------------ */

/* By our own number of the arc. */
static int64_t
flow_on(const struct flow *f, int32_t a)
{
	return planner_flow_above_lower(f, a) + (f->lower ? f->lower[a] : 0);
}

int64_t
planner_flow_on(const struct flow *f, int32_t arc)
{
	return flow_on(f, f->place[arc]);
}

int64_t
planner_flow_potential(const struct flow *f, int32_t node)
{
	return planner_flow_pi(f, f->spot[node]);
}

__int128
planner_flow_total(const struct flow *f)
{
	__int128 total = 0;

	for (int32_t a = 0; a < f->m; a++)
		total += (__int128)flow_on(f, a) * f->cost[a];
	return total;
}

int64_t
planner_flow_pivots(const struct flow *f)
{
	return f->pivots;
}

int64_t
planner_flow_reduced_cost(const struct flow *f, int32_t arc)
{
	return planner_flow_reduced(f, f->place[arc]);
}

/* ---- the next solve ------------------------------------------------------------------------- */

/* Arcs of order[] take the places 0, 1, ... */
static void
reorder_arcs(struct flow *f, const int32_t *order, int32_t *moved)
{
	const struct {
		void *at;
		size_t size;
	} ARRAYS[] = {
		{ f->from, sizeof *f->from },
		{ f->to, sizeof *f->to },
		{ f->cost, sizeof *f->cost },
		{ f->cap, sizeof *f->cap },
		{ f->lower, sizeof *f->lower },
		{ f->sign, sizeof *f->sign },
		{ f->full, sizeof *f->full },
	};

	for (size_t i = 0; i < ARRAY_LEN(ARRAYS); i++)
		if (ARRAYS[i].at)
			planner_flow_tree_permute(ARRAYS[i].at, ARRAYS[i].size, order, f->m);
	for (int32_t a = 0; a < f->m; a++)
		moved[order[a]] = a;
	for (int32_t i = 0; i < f->m; i++)
		f->place[i] = moved[f->place[i]];
	for (int32_t v = 0; v < f->n; v++)
		f->arc[v] = f->arc[v] < f->m ? moved[f->arc[v]] : f->arc[v];
}

void
planner_flow_freeze(struct flow *f)
{
	int32_t *order = MEM_ARRAY(int32_t, (size_t)f->m + 1),
		*moved = MEM_ARRAY(int32_t, (size_t)f->m + 1), live = 0, at = 0;

	for (int32_t a = 0; a < f->priced; a++)
		if (planner_flow_reduced(f, a) == 0)
			order[live++] = a;
	at = live;
	for (int32_t a = 0; a < f->m; a++)
		if (a >= f->priced || planner_flow_reduced(f, a) != 0)
			order[at++] = a;
	reorder_arcs(f, order, moved);
	f->priced = live;
	free(order);
	free(moved);
}

void
planner_flow_set_costs(struct flow *f, const int64_t *cost)
{
	for (int32_t a = 0; a < f->m; a++)
		f->cost[f->place[a]] = cost[a];
	f->priced_out = false;
}

void
planner_flow_set_supply(struct flow *f, const int64_t *supply)
{
	for (int32_t v = 0; v < f->n; v++)
		f->given[v] = supply[v];
	f->new_masses = true;
	f->priced = f->m;
}

void
planner_flow_set_bounds(struct flow *f, int32_t arc, int64_t lower, int64_t upper)
{
	int32_t a = f->place[arc];

	if (lower && !f->lower)
		f->lower = MEM_ARRAY(int64_t, (size_t)f->m);
	if (f->lower)
		f->lower[a] = lower;
	f->cap[a] = upper == FLOW_UNLIMITED ? FLOW_UNLIMITED : upper - lower;
	if (f->full[a] && f->cap[a] == FLOW_UNLIMITED) {
		f->full[a] = 0;
		f->sign[a] = 1;
	}
	f->new_masses = true;
	f->priced = f->m;
}

enum flow_status
planner_flow_levels(struct flow *f, const int64_t *const *cost, int levels, __int128 *ret_total)
{
	enum flow_status s = FLOW_OPTIMAL;

	for (int k = 0; k < levels && s == FLOW_OPTIMAL; k++) {
		if (k)
			planner_flow_freeze(f);
		planner_flow_set_costs(f, cost[k]);
		s = planner_flow_solve(f);
		if (s == FLOW_OPTIMAL)
			ret_total[k] = planner_flow_total(f);
	}
	return s;
}
