/* search_swap - SWAP* (Vidal 2022): two customers change trips, each goes where it fits best.
 *
 * The best place for u in the trip that v leaves is one of the three best as that trip stands, or
 * the gap of v: taking v out spoils two of the three at most. So all pairs of two trips cost no
 * more than their numbers multiplied. Looked at are trips of which a customer has one of the other
 * among its nearest. By distances and loads only: with windows, and where pickups come last, the
 * three best are seldom possible. */
#include "planner/search_swap.h"

enum { CLOSE = 8 /* near customers whose trips are looked at */ };

struct exchange {
	struct search_local *l;
	const struct search_plan *p;
	const struct search_trip *a, *b;
	int64_t best; /* change of the score */
	int32_t i, j; /* positions in a and in b */
	int32_t gap_a, gap_b;
};

static int32_t
depot_of(const struct search_plan *p, const struct search_trip *t)
{
	return p->m->types[t->type].depot;
}

static int64_t
unit_of(const struct search_plan *p, const struct search_trip *t)
{
	return p->m->types[t->type].unit;
}

/* ---- the three best gaps of a trip for each customer of another ---- */

static void
keep(struct search_seat *s, int64_t cost, int32_t gap)
{
	int k = SEARCH_SEATS - 1;

	if (cost >= s->cost[k])
		return;
	for (; k > 0 && cost < s->cost[k - 1]; k--) {
		s->cost[k] = s->cost[k - 1];
		s->gap[k] = s->gap[k - 1];
	}
	s->cost[k] = cost;
	s->gap[k] = gap;
}

static void
find_seats(struct exchange *x, const struct search_trip *from, const struct search_trip *to)
{
	const struct search_plan *p = x->p;
	int32_t depot = depot_of(p, to);

	for (int32_t i = 0; i < from->n; i++) {
		int32_t u = from->at[i];
		const int32_t *row = p->m->dist + (size_t)u * (size_t)p->m->n;
		const struct search_spot *s = &p->spot[u];
		struct search_seat *seat = &x->l->seat[u];
		for (int k = 0; k < SEARCH_SEATS; k++)
			seat->cost[k] = INT32_MAX;
		for (int32_t k = 0; k < to->n; k++) {
			const struct search_spot *q = &p->spot[to->at[k]];
			keep(seat, (int64_t)row[q->prev] + row[to->at[k]] - q->to_prev, k);
		}
		int32_t last = to->at[to->n - 1];
		keep(seat, (int64_t)row[last] + row[depot] - p->spot[last].to_next, to->n);
		seat->away = search_dist(p->m, s->prev, s->next) - s->to_prev - s->to_next;
	}
}

/* What u adds to the trip of v, at position j, that loses v. */
static int64_t
in_place_of(const struct search_plan *p, int32_t u, const struct search_seat *mine, int32_t v,
    int32_t j, const struct search_seat *others, int32_t *ret_gap)
{
	const struct search_spot *q = &p->spot[v];
	int64_t best = (int64_t)search_dist(p->m, q->prev, u) + search_dist(p->m, u, q->next) -
		       q->to_prev - q->to_next;

	*ret_gap = j;
	for (int k = 0; k < SEARCH_SEATS; k++) {
		if (mine->gap[k] == j || mine->gap[k] == j + 1)
			continue;
		if (mine->cost[k] + others->away < best) {
			best = mine->cost[k] + others->away;
			*ret_gap = mine->gap[k];
		}
		break;
	}
	return best;
}

/* What tolls change when u goes from a to b and v from b to a. */
static int64_t
toll_of(const struct exchange *x, int32_t u, int32_t v)
{
	const struct search_plan *p = x->p;
	const struct vrplib_place *s = &p->m->v->places[u], *q = &p->m->v->places[v];
	const struct search_type *ya = &p->m->types[x->a->type], *yb = &p->m->types[x->b->type];
	int64_t out = q->deliver - s->deliver, back = q->pickup - s->pickup;
	int64_t over = search_over(ya, x->a->out + out, x->a->back + back) +
		       search_over(yb, x->b->out - out, x->b->back - back);

	return search_toll(p, p->over + over - x->a->over - x->b->over) - search_toll(p, p->over);
}

static void
weigh(struct exchange *x, int32_t i, int32_t j)
{
	const struct search_plan *p = x->p;
	int32_t u = x->a->at[i], v = x->b->at[j], gap_a, gap_b;
	const struct search_seat *su = &x->l->seat[u], *sv = &x->l->seat[v];
	int64_t ua = unit_of(p, x->a), ub = unit_of(p, x->b), toll = toll_of(x, u, v);

	if (toll + su->away * ua + sv->away * ub >= x->best)
		return;
	int64_t delta = toll + ub * in_place_of(p, u, su, v, j, sv, &gap_b) +
			ua * in_place_of(p, v, sv, u, i, su, &gap_a);
	if (delta < x->best) {
		x->best = delta;
		x->i = i;
		x->j = j;
		x->gap_a = gap_a;
		x->gap_b = gap_b;
	}
}

/* ---- making it so ---- */

/* Trip t without its customer at `pos`, and that of another trip at its gap. */
static struct search_change
put(const struct search_plan *p, const struct search_trip *t, int32_t pos, int32_t gap,
    struct search_piece other)
{
	int32_t id = (int32_t)(t - p->trips);
	bool earlier = gap <= pos;
	struct search_change c = { .trip = id, .n = 4 };

	c.piece[0] = (struct search_piece){ id, 0, (earlier ? gap : pos) - 1, false };
	c.piece[1] = earlier ? other : (struct search_piece){ id, pos + 1, gap - 1, false };
	c.piece[2] = earlier ? (struct search_piece){ id, gap, pos - 1, false } : other;
	c.piece[3] = (struct search_piece){ id, earlier ? pos + 1 : gap, t->n - 1, false };
	return c;
}

static bool
exchange(struct search_local *l, const struct search_trip *a, const struct search_trip *b)
{
	struct exchange x = { .l = l, .p = l->p, .a = a, .b = b };
	int32_t ia = (int32_t)(a - l->p->trips), ib = (int32_t)(b - l->p->trips);

	find_seats(&x, a, b);
	find_seats(&x, b, a);
	for (int32_t i = 0; i < a->n; i++)
		for (int32_t j = 0; j < b->n; j++)
			weigh(&x, i, j);
	if (x.best >= 0)
		return false;
	struct search_change c[2] = { put(x.p, a, x.i, x.gap_a,
					  (struct search_piece){ ib, x.j, x.j, false }),
		put(x.p, b, x.j, x.gap_b, (struct search_piece){ ia, x.i, x.i, false }) };
	return planner_search_local_propose(l, c, 2);
}

/* With each trip once that has a customer close to one of this. */
static bool
exchange_with_any(struct search_local *l, int32_t trip)
{
	const struct search_plan *p = l->p;
	const struct search_trip *t = &p->trips[trip];
	int32_t most = p->m->near_n < CLOSE ? p->m->near_n : CLOSE;

	l->round++;
	l->seen[trip] = l->round;
	for (int32_t i = 0; i < t->n; i++) {
		const int32_t *near = p->m->near + (size_t)t->at[i] * (size_t)p->m->near_n;
		for (int32_t k = 0; k < most; k++) {
			int32_t other = p->spot[near[k]].trip;
			if (other < 0 || l->seen[other] == l->round)
				continue;
			l->seen[other] = l->round;
			if (exchange(l, t, &p->trips[other]))
				return true;
		}
	}
	return false;
}

bool
planner_search_swap(struct search_local *l)
{
	bool limited = l->p->m->timed || l->p->m->backhauls;

	while (l->n_fresh > 0) {
		int32_t trip = l->fresh[--l->n_fresh];
		l->is_fresh[trip] = false;
		if (!limited && exchange_with_any(l, trip))
			return true;
	}
	return false;
}
