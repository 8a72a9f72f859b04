/* irp_move - the moves of vehicle routing, each an O(1) trial after two positions were found.
 *
 * c and a near customer j of the same day become neighbours: by moving c's piece (relocate,
 * or-opt), by reversing what lies between (2-opt), by exchanging c with the one beside j (swap), or
 * by joining the head of one trip with the tail of the other (2-opt*). */
#include "planner/irp_move.h"

#include <string.h>

enum { PIECE_MOST = 3, TRIES = 4 };

struct move {
	struct irp_plan *p;
	const struct irp_model *m;
	int64_t toll;
	double bound;
	struct rng *r;
	int32_t day, a, b; /* trips of c and of j */
	struct irp_trip *from, *to;
	int32_t i, k; /* positions of c and of j */
};

static int32_t
leg(const struct move *v, int32_t a, int32_t b)
{
	return irp_distance(v->m, a, b);
}

static int64_t
quantity(const struct move *v, int32_t c)
{
	return v->p->quantity[v->day * v->m->width + c];
}

/* What moving `moved` units from `from` to `to` does to the excess. */
static int64_t
change_of_over(const struct move *v, int64_t moved)
{
	const struct irp_model *m = v->m;

	return irp_excess(m, v->from->load - moved) + irp_excess(m, v->to->load + moved) -
	       irp_excess(m, v->from->load) - irp_excess(m, v->to->load);
}

static bool
takes(struct move *v, int64_t way, int64_t over)
{
	if ((double)(way * IRP_MONEY + over * v->toll) >= v->bound)
		return false;
	v->p->way += way;
	v->p->over += over;
	return true;
}

static void
shift_load(struct move *v, int64_t moved)
{
	v->from->load -= moved;
	v->to->load += moved;
}

static void
reverse(int16_t *s, int32_t lo, int32_t hi)
{
	for (; lo < hi; lo++, hi--) {
		int16_t t = s[lo];
		s[lo] = s[hi];
		s[hi] = t;
	}
}

static void
settle(struct move *v, const struct irp_trip *t, int32_t trip, int32_t lo, int32_t hi)
{
	for (int32_t i = lo; i <= hi; i++)
		v->p->where[v->day * v->m->width + t->stop[i]] = (int16_t)trip;
}

/* ---- inside one trip ---- */

/* The stretch lo..hi turned round. */
static void
turn(struct move *v, int32_t lo, int32_t hi)
{
	int16_t *s = v->from->stop;
	int64_t way = (int64_t)leg(v, s[lo - 1], s[hi]) + leg(v, s[lo], s[hi + 1]) -
		      leg(v, s[lo - 1], s[lo]) - leg(v, s[hi], s[hi + 1]);

	if (lo < hi && takes(v, way, 0))
		reverse(s, lo, hi);
}

static void
two_opt(struct move *v)
{
	int32_t lo = v->i < v->k ? v->i : v->k, hi = v->i < v->k ? v->k : v->i;

	if (rng_below(v->r, 2) == 0)
		turn(v, lo + 1, hi);
	else
		turn(v, lo, hi - 1);
}

/* The piece of n stops at i goes behind position k of the same trip, turned or not. */
static void
or_opt(struct move *v, int32_t n, bool turned)
{
	int16_t *s = v->from->stop, piece[PIECE_MOST];
	int32_t i = v->i, k = v->k, first = turned ? s[i + n - 1] : s[i],
		last = turned ? s[i] : s[i + n - 1];

	if (k >= i - 1 && k < i + n)
		return;
	int64_t way = (int64_t)leg(v, s[i - 1], s[i + n]) + leg(v, s[k], first) +
		      leg(v, last, s[k + 1]) - leg(v, s[i - 1], s[i]) -
		      leg(v, s[i + n - 1], s[i + n]) - leg(v, s[k], s[k + 1]);
	if (!takes(v, way, 0))
		return;
	memcpy(piece, s + i, (size_t)n * sizeof *s);
	if (turned)
		reverse(piece, 0, n - 1);
	if (k < i) {
		memmove(s + k + 1 + n, s + k + 1, (size_t)(i - k - 1) * sizeof *s);
		memcpy(s + k + 1, piece, (size_t)n * sizeof *s);
	} else {
		memmove(s + i, s + i + n, (size_t)(k - i - n + 1) * sizeof *s);
		memcpy(s + k - n + 1, piece, (size_t)n * sizeof *s);
	}
}

/* ---- between two trips ---- */

/* The piece of n stops at i goes behind position k of the other trip. */
static void
relocate(struct move *v, int32_t n, bool turned)
{
	int16_t *s = v->from->stop, *d = v->to->stop;
	int32_t i = v->i, k = v->k, first = turned ? s[i + n - 1] : s[i],
		last = turned ? s[i] : s[i + n - 1];
	int64_t moved = 0;

	for (int32_t x = 0; x < n; x++)
		moved += quantity(v, s[i + x]);
	int64_t way = (int64_t)leg(v, s[i - 1], s[i + n]) + leg(v, d[k], first) +
		      leg(v, last, d[k + 1]) - leg(v, s[i - 1], s[i]) -
		      leg(v, s[i + n - 1], s[i + n]) - leg(v, d[k], d[k + 1]);
	if (!takes(v, way, change_of_over(v, moved)))
		return;
	shift_load(v, moved);
	memmove(d + k + 1 + n, d + k + 1, (size_t)(v->to->n + 1 - k) * sizeof *d);
	memcpy(d + k + 1, s + i, (size_t)n * sizeof *d);
	if (turned)
		reverse(d, k + 1, k + n);
	memmove(s + i, s + i + n, (size_t)(v->from->n + 2 - i - n) * sizeof *s);
	v->from->n -= n;
	v->to->n += n;
	settle(v, v->to, v->b, k + 1, k + n);
}

/* c and the stop at position k of the other trip exchanged. */
static void
swap(struct move *v, int32_t k)
{
	int16_t *s = v->from->stop + v->i, *d = v->to->stop + k, c = s[0], o = d[0];

	if (o == 0)
		return;
	int64_t moved = quantity(v, c) - quantity(v, o);
	int64_t way = (int64_t)leg(v, s[-1], o) + leg(v, o, s[1]) + leg(v, d[-1], c) +
		      leg(v, c, d[1]) - leg(v, s[-1], c) - leg(v, c, s[1]) - leg(v, d[-1], o) -
		      leg(v, o, d[1]);

	if (!takes(v, way, change_of_over(v, moved)))
		return;
	shift_load(v, moved);
	s[0] = o;
	d[0] = c;
	settle(v, v->from, v->a, v->i, v->i);
	settle(v, v->to, v->b, k, k);
}

/* The tails behind i and behind k change trips. */
static void
cross(struct move *v, int32_t i, int32_t k)
{
	int16_t *s = v->from->stop, *d = v->to->stop, tail[IRP_CUSTOMERS_MAX + 1];
	int64_t moved = 0, way = (int64_t)leg(v, s[i], d[k + 1]) + leg(v, d[k], s[i + 1]) -
				 leg(v, s[i], s[i + 1]) - leg(v, d[k], d[k + 1]);
	int32_t n = v->from->n - i, o = v->to->n - k;

	if ((double)way * (double)IRP_MONEY >= v->bound && v->p->over == 0)
		return;
	for (int32_t x = i + 1; x <= v->from->n; x++)
		moved += quantity(v, s[x]);
	for (int32_t x = k + 1; x <= v->to->n; x++)
		moved -= quantity(v, d[x]);
	if (!takes(v, way, change_of_over(v, moved)))
		return;
	shift_load(v, moved);
	memcpy(tail, s + i + 1, (size_t)(n + 1) * sizeof *s);
	memcpy(s + i + 1, d + k + 1, (size_t)(o + 1) * sizeof *s);
	memcpy(d + k + 1, tail, (size_t)(n + 1) * sizeof *s);
	v->from->n = i + o;
	v->to->n = k + n;
	settle(v, v->from, v->a, i + 1, v->from->n);
	settle(v, v->to, v->b, k + 1, v->to->n);
}

static void
move_piece(struct move *v)
{
	int32_t n = 1 + (int32_t)rng_below(v->r, PIECE_MOST);
	bool turned = rng_below(v->r, 2) == 0;

	if (n > v->from->n - v->i + 1)
		n = v->from->n - v->i + 1;
	v->k -= (int32_t)rng_below(v->r, 2);
	if (v->from == v->to)
		or_opt(v, n, turned);
	else
		relocate(v, n, turned);
}

/* A day on which both c and j are visited. */
static bool
choose(struct move *v)
{
	const struct irp_model *m = v->m;
	int32_t day = (int32_t)rng_below(v->r, (uint32_t)m->days), row = day * m->width;

	for (int32_t t = 0; t < TRIES; t++) {
		int32_t c = 1 + (int32_t)rng_below(v->r, (uint32_t)m->n);
		int32_t near = (int32_t)rng_below(v->r, (uint32_t)m->n_near);
		int32_t j = m->near[c * m->n_near + near * (near + 1) / (m->n_near + 1)];
		if (v->p->where[row + c] < 0 || v->p->where[row + j] < 0)
			continue;
		v->day = day;
		v->a = v->p->where[row + c];
		v->b = v->p->where[row + j];
		v->from = irp_trip(v->p, day, v->a);
		v->to = irp_trip(v->p, day, v->b);
		v->i = planner_irp_plan_find(v->from, c);
		v->k = planner_irp_plan_find(v->to, j);
		return true;
	}
	return false;
}

void
planner_irp_move(struct irp_plan *p, int64_t toll, double bound, struct rng *r)
{
	struct move v = { .p = p, .m = p->m, .toll = toll, .bound = bound, .r = r };

	if (p->m->n_near == 0 || !choose(&v))
		return;
	uint32_t kind = rng_below(r, 3);
	if (kind == 0)
		move_piece(&v);
	else if (v.from == v.to)
		two_opt(&v);
	else if (kind == 1)
		swap(&v, rng_below(r, 2) == 0 ? v.k + 1 : v.k - 1);
	else if (rng_below(r, 2) == 0)
		cross(&v, v.i, v.k - 1);
	else
		cross(&v, v.i - 1, v.k);
}
