/* search_local - moves between near customers, the first that gains is made.
 *
 * A move that helps makes at least one new leg shorter than one it takes away, so v is looked at
 * only while it is nearer to u than u's own neighbours are, unless one of the two trips pays a toll
 * (granular neighbours as in Toth and Vigo 2003, sequential search as in Lin and Kernighan 1973).
 */
#include "planner/search_local.h"

#include "planner/search_piece.h"
#include "planner/search_swap.h"

#include <stdlib.h>

enum { SEGMENT_MOST = 3, SWAP_MOST = 2 };

struct search_local *
planner_search_local_new(struct search_plan *p)
{
	struct search_local *l = MEM_NEW(struct search_local);
	size_t n = (size_t)p->m->n;

	l->p = p;
	l->along = MEM_ARRAY(struct search_along, n);
	l->queue = MEM_ARRAY(int32_t, n);
	l->queued = MEM_ARRAY(bool, n);
	l->room[0] = MEM_ARRAY(int32_t, n);
	l->room[1] = MEM_ARRAY(int32_t, n);
	l->fresh = MEM_ARRAY(int32_t, n);
	l->is_fresh = MEM_ARRAY(bool, n);
	l->seen = MEM_ARRAY(int32_t, n);
	l->seat = MEM_ARRAY(struct search_seat, n);
	return l;
}

void
planner_search_local_free(struct search_local *l)
{
	if (!l)
		return;
	free(l->along);
	free(l->queue);
	free(l->queued);
	free(l->room[0]);
	free(l->room[1]);
	free(l->fresh);
	free(l->is_fresh);
	free(l->seen);
	free(l->seat);
	free(l);
}

/* ---- the queue: a ring of customers, each at most once ---- */

static void
look_at(struct search_local *l, int32_t c)
{
	if (l->queued[c] || l->p->spot[c].trip < 0)
		return;
	l->queued[c] = true;
	l->queue[(l->head + l->waiting++) % l->p->m->n] = c;
}

static int32_t
next_waiting(struct search_local *l)
{
	int32_t c = l->queue[l->head];

	l->head = (l->head + 1) % l->p->m->n;
	l->waiting--;
	l->queued[c] = false;
	return c;
}

static void
refresh(struct search_local *l, int32_t trip)
{
	if (l->is_fresh[trip])
		return;
	l->is_fresh[trip] = true;
	l->fresh[l->n_fresh++] = trip;
}

bool
planner_search_local_propose(struct search_local *l, const struct search_change *change, int n)
{
	const struct search_trip *trips = l->p->trips;

	if (planner_search_piece_delta(l, change, n) >= 0)
		return false;
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < change[i].n; k++) {
			const struct search_piece *s = &change[i].piece[k];
			if (s->from > s->to)
				continue;
			look_at(l, trips[s->trip].at[s->from]);
			look_at(l, trips[s->trip].at[s->to]);
		}
		refresh(l, change[i].trip);
	}
	planner_search_piece_make(l, change, n);
	l->moves++;
	return true;
}

/* ---- a pair of near customers ---- */

struct pair {
	struct search_local *l;
	const struct search_plan *p;
	const struct search_model *m;
	const struct search_trip *a, *b; /* of u and of v */
	int32_t u, v, i, j;              /* customers, their positions */
	int64_t relief;                  /* of tolls, at most */
};

static int32_t
depot_of(const struct pair *q, const struct search_trip *t)
{
	return q->m->types[t->type].depot;
}

static int32_t
place(const struct pair *q, const struct search_trip *t, int32_t pos)
{
	return pos < 0 || pos >= t->n ? depot_of(q, t) : t->at[pos];
}

static int64_t
leg(const struct pair *q, int32_t from, int32_t to)
{
	return search_dist(q->m, from, to);
}

static int64_t
inside(const struct pair *q, const struct search_trip *t, int32_t from, int32_t to)
{
	return q->l->along[t->at[to]].dist - q->l->along[t->at[from]].dist;
}

static int64_t
unit_of(const struct pair *q, const struct search_trip *t)
{
	return q->m->types[t->type].unit;
}

static struct search_piece
piece(const struct pair *q, const struct search_trip *t, int32_t from, int32_t to, bool turned)
{
	return (struct search_piece){ (int32_t)(t - q->p->trips), from, to, turned };
}

static bool
propose(struct pair *q, const struct search_change *change, int n)
{
	return planner_search_local_propose(q->l, change, n);
}

/* ---- to another place ---- */

static bool
relocate_within(struct pair *q, struct search_piece seg, int32_t gap)
{
	const struct search_trip *t = q->a;
	int32_t from = seg.from, to = seg.to, end = t->n - 1;
	struct search_change c = { .trip = seg.trip, .n = 4 };

	c.piece[0] = piece(q, t, 0, gap < from ? gap - 1 : from - 1, false);
	c.piece[1] = gap < from ? seg : piece(q, t, to + 1, gap - 1, false);
	c.piece[2] = gap < from ? piece(q, t, gap, from - 1, false) : seg;
	c.piece[3] = piece(q, t, gap < from ? to + 1 : gap, end, false);
	return propose(q, &c, 1);
}

static bool
relocate_between(struct pair *q, struct search_piece seg, int32_t gap)
{
	struct search_change c[2] = { { .trip = seg.trip, .n = 2 },
		{ .trip = (int32_t)(q->b - q->p->trips), .n = 3 } };

	c[0].piece[0] = piece(q, q->a, 0, seg.from - 1, false);
	c[0].piece[1] = piece(q, q->a, seg.to + 1, q->a->n - 1, false);
	c[1].piece[0] = piece(q, q->b, 0, gap - 1, false);
	c[1].piece[1] = seg;
	c[1].piece[2] = piece(q, q->b, gap, q->b->n - 1, false);
	return propose(q, c, 2);
}

/* `len` customers, u the first or the last of them, so that u comes right after or before v. */
static bool
relocate(struct pair *q, int32_t len, bool forward, bool after)
{
	int32_t from = forward ? q->i : q->i - len + 1, to = from + len - 1;
	int32_t gap = after ? q->j + 1 : q->j;
	bool turned = after != forward, same = q->a == q->b;

	if (from < 0 || to >= q->a->n || (same && gap >= from && gap <= to + 1))
		return false;
	int32_t first = q->a->at[from], last = q->a->at[to];
	int32_t prev = place(q, q->a, from - 1), next = place(q, q->a, to + 1);
	int64_t inner = inside(q, q->a, from, to);
	int64_t da = leg(q, prev, next) - leg(q, prev, first) - leg(q, last, next) - inner;
	int32_t before = place(q, q->b, gap - 1), behind = place(q, q->b, gap);
	int64_t db = leg(q, before, turned ? last : first) + leg(q, turned ? first : last, behind) -
		     leg(q, before, behind) + inner;
	int64_t emptied = len == q->a->n && !same ? q->m->types[q->a->type].fixed : 0;
	if (da * unit_of(q, q->a) + db * unit_of(q, q->b) >= q->relief + emptied)
		return false;
	struct search_piece seg = piece(q, q->a, from, to, turned);
	return same ? relocate_within(q, seg, gap) : relocate_between(q, seg, gap);
}

/* ---- exchanged ---- */

/* x of one trip between prev and next of the other, where y was: change of the other's distance. */
static int64_t
replaced(const struct pair *q, const struct search_trip *at, const struct search_piece *y,
    const struct search_trip *from, const struct search_piece *x)
{
	int32_t prev = place(q, at, y->from - 1), next = place(q, at, y->to + 1);

	return leg(q, prev, from->at[x->from]) + leg(q, from->at[x->to], next) -
	       leg(q, prev, at->at[y->from]) - leg(q, at->at[y->to], next) +
	       inside(q, from, x->from, x->to) - inside(q, at, y->from, y->to);
}

/* Customers from u on take the place of those right after v; or those up to u, right before v. */
static bool
swap(struct pair *q, int32_t mine, int32_t others, bool after)
{
	int32_t xf = after ? q->i : q->i - mine + 1, yf = after ? q->j + 1 : q->j - others;
	struct search_piece x = piece(q, q->a, xf, xf + mine - 1, false);
	struct search_piece y = piece(q, q->b, yf, yf + others - 1, false);

	if (x.from < 0 || x.to >= q->a->n || y.from < 0 || y.to >= q->b->n)
		return false;
	int64_t da = replaced(q, q->a, &x, q->b, &y), db = replaced(q, q->b, &y, q->a, &x);
	if (da * unit_of(q, q->a) + db * unit_of(q, q->b) >= q->relief)
		return false;
	struct search_change c[2] = { { .trip = x.trip, .n = 3 }, { .trip = y.trip, .n = 3 } };
	c[0].piece[0] = piece(q, q->a, 0, x.from - 1, false);
	c[0].piece[1] = y;
	c[0].piece[2] = piece(q, q->a, x.to + 1, q->a->n - 1, false);
	c[1].piece[0] = piece(q, q->b, 0, y.from - 1, false);
	c[1].piece[1] = x;
	c[1].piece[2] = piece(q, q->b, y.to + 1, q->b->n - 1, false);
	return propose(q, c, 2);
}

/* ---- a stretch turned round ---- */

static bool
turn(struct pair *q, bool after)
{
	int32_t low = q->i < q->j ? q->i : q->j, high = q->i + q->j - low;
	int32_t from = after ? low + 1 : low, to = after ? high : high - 1;

	if (from >= to)
		return false;
	int32_t prev = place(q, q->a, from - 1), next = place(q, q->a, to + 1);
	int32_t first = q->a->at[from], last = q->a->at[to];
	if (leg(q, prev, last) + leg(q, first, next) >= leg(q, prev, first) + leg(q, last, next))
		return false;
	struct search_change c = { .trip = (int32_t)(q->a - q->p->trips), .n = 3 };
	c.piece[0] = piece(q, q->a, 0, from - 1, false);
	c.piece[1] = piece(q, q->a, from, to, true);
	c.piece[2] = piece(q, q->a, to + 1, q->a->n - 1, false);
	return propose(q, &c, 1);
}

/* ---- two trips cut and joined ---- */

static int64_t
head_length(const struct pair *q, const struct search_trip *t, int32_t cut)
{
	return cut > 0 ? q->l->along[t->at[cut - 1]].dist : 0;
}

/* From the customer at `cut` to the depot of `home`. */
static int64_t
tail_length(
    const struct pair *q, const struct search_trip *t, int32_t cut, const struct search_trip *home)
{
	int32_t last = t->at[t->n - 1];

	if (cut >= t->n)
		return 0;
	return inside(q, t, cut, t->n - 1) + leg(q, last, depot_of(q, home));
}

/* Head of `t` up to `cut`, then the tail of `o` from `other` on, to the depot of `t`. */
static int64_t
spliced(const struct pair *q, const struct search_trip *t, int32_t cut, const struct search_trip *o,
    int32_t other)
{
	int32_t here = place(q, t, cut - 1), next = other < o->n ? o->at[other] : depot_of(q, t);

	return head_length(q, t, cut) + leg(q, here, next) + tail_length(q, o, other, t);
}

/* Trips a and b exchange what comes from positions ca and cb on. */
static bool
tails(struct pair *q, int32_t ca, int32_t cb)
{
	const struct search_trip *a = q->a, *b = q->b;
	int64_t relief = q->relief;

	if (ca == 0 && cb == b->n)
		relief += q->m->types[a->type].fixed;
	if (cb == 0 && ca == a->n)
		relief += q->m->types[b->type].fixed;
	if ((spliced(q, a, ca, b, cb) - a->dist) * unit_of(q, a) +
		(spliced(q, b, cb, a, ca) - b->dist) * unit_of(q, b) >=
	    relief)
		return false;
	struct search_change c[2] = { { .trip = (int32_t)(a - q->p->trips), .n = 2 },
		{ .trip = (int32_t)(b - q->p->trips), .n = 2 } };
	c[0].piece[0] = piece(q, a, 0, ca - 1, false);
	c[0].piece[1] = piece(q, b, cb, b->n - 1, false);
	c[1].piece[0] = piece(q, b, 0, cb - 1, false);
	c[1].piece[1] = piece(q, a, ca, a->n - 1, false);
	return propose(q, c, 2);
}

/* Head of a, then the head of b turned; the tail of a turned, then the tail of b. Where all
 * vehicles are alike only. */
static bool
heads(struct pair *q, int32_t ca, int32_t cb)
{
	const struct search_trip *a = q->a, *b = q->b;
	int32_t a0 = place(q, a, ca - 1), a1 = place(q, a, ca);
	int32_t b0 = place(q, b, cb - 1), b1 = place(q, b, cb);
	bool empties = (ca == 0 && cb == 0) || (ca == a->n && cb == b->n);
	int64_t relief = q->relief + (empties ? q->m->types[a->type].fixed : 0);

	if ((leg(q, a0, b0) + leg(q, a1, b1) - leg(q, a0, a1) - leg(q, b0, b1)) * unit_of(q, a) >=
	    relief)
		return false;
	struct search_change c[2] = { { .trip = (int32_t)(a - q->p->trips), .n = 2 },
		{ .trip = (int32_t)(b - q->p->trips), .n = 2 } };
	c[0].piece[0] = piece(q, a, 0, ca - 1, false);
	c[0].piece[1] = piece(q, b, 0, cb - 1, true);
	c[1].piece[0] = piece(q, a, ca, a->n - 1, true);
	c[1].piece[1] = piece(q, b, cb, b->n - 1, false);
	return propose(q, c, 2);
}

/* ---- all of them ---- */

static bool
relocate_any(struct pair *q)
{
	if (relocate(q, 1, true, true) || relocate(q, 1, false, false))
		return true;
	for (int32_t len = 2; len <= SEGMENT_MOST; len++)
		for (int k = 0; k < 4; k++)
			if (relocate(q, len, k & 1, k & 2))
				return true;
	return false;
}

static bool
swap_any(struct pair *q)
{
	for (int32_t mine = 1; mine <= SWAP_MOST; mine++)
		for (int32_t others = 1; others <= SWAP_MOST; others++)
			if (swap(q, mine, others, true) || swap(q, mine, others, false))
				return true;
	return false;
}

static bool
cut_any(struct pair *q)
{
	if (tails(q, q->i + 1, q->j) || tails(q, q->i, q->j + 1))
		return true;
	if (q->m->timed || q->m->backhauls || q->a->type != q->b->type)
		return false;
	return heads(q, q->i + 1, q->j + 1) || heads(q, q->i, q->j);
}

static bool
improve(struct search_local *l, int32_t u, int32_t v)
{
	struct search_plan *p = l->p;
	const struct search_spot *s = &p->spot[u], *o = &p->spot[v];
	int32_t longest = s->to_prev > s->to_next ? s->to_prev : s->to_next;

	if (o->trip < 0)
		return false;
	struct pair q = { l, p, p->m, &p->trips[s->trip], &p->trips[o->trip], u, v, s->pos, o->pos,
		0 };
	int64_t over = q.a->over + (q.a == q.b ? 0 : q.b->over);
	if (over > 0)
		q.relief = search_toll(p, p->over) - search_toll(p, p->over - over);
	else if (search_dist(p->m, u, v) >= longest)
		return false;
	if (q.a == q.b)
		return relocate_any(&q) || turn(&q, true) || turn(&q, false);
	if (q.a->chain >= 0 && q.a->chain == q.b->chain)
		return false;
	return relocate_any(&q) || swap_any(&q) || cut_any(&q);
}

/* Until no customer waits. */
static void
descend(struct search_local *l)
{
	const struct search_model *m = l->p->m;

	while (l->waiting > 0) {
		int32_t u = next_waiting(l);
		const int32_t *near = m->near + (size_t)u * (size_t)m->near_n;
		for (int32_t k = 0; k < m->near_n; k++) {
			if (improve(l, u, near[k])) {
				look_at(l, u);
				break;
			}
		}
	}
}

void
planner_search_local(struct search_local *l, const int32_t *customers, int32_t n)
{
	const struct search_plan *p = l->p;

	for (int32_t i = 0; i < p->n_active; i++)
		planner_search_piece_measure(l, p->active[i]);
	for (int32_t i = 0; i < n; i++) {
		look_at(l, customers[i]);
		if (p->spot[customers[i]].trip >= 0)
			refresh(l, p->spot[customers[i]].trip);
	}
	do
		descend(l);
	while (planner_search_swap(l));
}
