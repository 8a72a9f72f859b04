/* search_piece - trips put together from pieces of trips: what they cost, whether they keep time.
 *
 * Everything a move needs besides its shortcut in distance; a move that passes the shortcut is
 * rare, so this may be general. */
#include "planner/search_piece.h"

static int32_t
first_of(const struct search_plan *p, const struct search_piece *q)
{
	return p->trips[q->trip].at[q->turned ? q->to : q->from];
}

static int32_t
last_of(const struct search_plan *p, const struct search_piece *q)
{
	return p->trips[q->trip].at[q->turned ? q->from : q->to];
}

/* ---- loads and distance ---- */

struct sums {
	int64_t dist, out, back;
	int32_t n;
};

static void
add_piece(const struct search_local *l, const struct search_piece *q, struct sums *s)
{
	const int32_t *at = l->p->trips[q->trip].at;
	const struct search_along *a = &l->along[at[q->from]], *b = &l->along[at[q->to]];
	const struct vrplib_place *first = &l->p->m->v->places[at[q->from]];

	s->dist += b->dist - a->dist;
	s->out += b->out - a->out + first->deliver;
	s->back += b->back - a->back + first->pickup;
	s->n += q->to - q->from + 1;
}

static struct sums
sum(const struct search_local *l, const struct search_change *c)
{
	const struct search_plan *p = l->p;
	int32_t depot = p->m->types[p->trips[c->trip].type].depot, here = depot;
	struct sums s = { 0 };

	for (int i = 0; i < c->n; i++) {
		const struct search_piece *q = &c->piece[i];
		if (q->from > q->to)
			continue;
		s.dist += search_dist(p->m, here, first_of(p, q));
		add_piece(l, q, &s);
		here = last_of(p, q);
	}
	s.dist += search_dist(p->m, here, depot);
	return s;
}

/* ---- limits ---- */

/* Deliveries before pickups, and at least one. */
static bool
keeps_order(const struct search_plan *p, const struct search_change *c)
{
	bool begun = false, picking = false;

	for (int i = 0; i < c->n; i++) {
		const struct search_piece *q = &c->piece[i];
		for (int32_t k = q->from; k <= q->to; k++) {
			int32_t at = q->turned ? q->to + q->from - k : k;
			bool pickup = p->m->v->places[p->trips[q->trip].at[at]].pickup > 0;
			if ((picking && !pickup) || (pickup && !begun))
				return false;
			begun = true;
			picking |= pickup;
		}
	}
	return true;
}

struct drive {
	const struct search_plan *p;
	int32_t depot, here;
	struct search_seg seg;
	int64_t release;
	bool in_time;
};

static void
drive_on(struct drive *d, int32_t place, const struct search_seg *s, int32_t last)
{
	d->in_time &= search_join(&d->seg, search_dist(d->p->m, d->here, place), s, &d->seg);
	d->here = last;
}

/* A whole head or tail of a trip from the same depot is known; the rest is driven stop by stop. */
static void
drive_piece(struct drive *d, const struct search_piece *q, bool is_first, bool is_last)
{
	const struct search_trip *t = &d->p->trips[q->trip];
	bool same = d->p->m->types[t->type].depot == d->depot && !q->turned;

	for (int32_t k = q->from; k <= q->to; k++)
		if (d->p->m->v->places[t->at[k]].release > d->release)
			d->release = d->p->m->v->places[t->at[k]].release;
	if (is_first && same && q->from == 0) {
		d->seg = d->p->pre[t->at[q->to]];
		d->here = t->at[q->to];
		return;
	}
	if (is_last && same && q->to == t->n - 1) {
		drive_on(d, t->at[q->from], &d->p->suf[t->at[q->from]], d->depot);
		return;
	}
	for (int32_t k = q->from; k <= q->to; k++) {
		int32_t c = t->at[q->turned ? q->to + q->from - k : k];
		struct search_seg s = search_at(d->p->m, c);
		drive_on(d, c, &s, c);
	}
}

static bool
keeps_times(const struct search_plan *p, const struct search_change *c)
{
	const struct search_trip *t = &p->trips[c->trip];
	const struct search_type *y = &p->m->types[t->type];
	struct search_seg depot = search_at(p->m, y->depot);
	struct drive d = { p, y->depot, y->depot, depot, 0, true };
	int last = c->n - 1;
	bool begun = false;

	while (last >= 0 && c->piece[last].from > c->piece[last].to)
		last--;
	for (int i = 0; i <= last && d.in_time; i++) {
		if (c->piece[i].from > c->piece[i].to)
			continue;
		drive_piece(&d, &c->piece[i], !begun, begun && i == last);
		begun = true;
	}
	if (d.here != y->depot)
		drive_on(&d, y->depot, &depot, y->depot);
	return d.in_time && search_fits(y, &d.seg, d.release, t->free_from, t->must_by);
}

int64_t
planner_search_piece_delta(
    const struct search_local *l, const struct search_change *change, int n_changes)
{
	const struct search_plan *p = l->p;
	int64_t delta = 0, over = p->over;
	struct sums s[2];

	for (int i = 0; i < n_changes; i++) {
		const struct search_trip *t = &p->trips[change[i].trip];
		const struct search_type *y = &p->m->types[t->type];
		s[i] = sum(l, &change[i]);
		delta += (s[i].n > 0 ? s[i].dist * y->unit + y->fixed : 0) - t->cost;
		over += search_over(y, s[i].out, s[i].back) - t->over;
	}
	delta += search_toll(p, over) - search_toll(p, p->over);
	if (delta >= 0)
		return delta;
	for (int i = 0; i < n_changes; i++) {
		if (p->m->backhauls && !keeps_order(p, &change[i]))
			return INT64_MAX;
		if (p->m->timed && s[i].n > 0 && !keeps_times(p, &change[i]))
			return INT64_MAX;
	}
	return delta;
}

/* ---- making it so ---- */

static int32_t
lay_out(const struct search_plan *p, const struct search_change *c, int32_t *ret)
{
	int32_t n = 0;

	for (int i = 0; i < c->n; i++) {
		const struct search_piece *q = &c->piece[i];
		const int32_t *at = p->trips[q->trip].at;
		for (int32_t k = q->from; k <= q->to; k++)
			ret[n++] = at[q->turned ? q->to + q->from - k : k];
	}
	return n;
}

void
planner_search_piece_measure(struct search_local *l, int32_t id)
{
	const struct search_plan *p = l->p;
	const struct search_trip *t = &p->trips[id];
	struct search_along sum = { 0 };

	for (int32_t i = 0; i < t->n; i++) {
		int32_t c = t->at[i];
		sum.dist += p->spot[c].to_prev;
		sum.out += p->m->v->places[c].deliver;
		sum.back += p->m->v->places[c].pickup;
		l->along[c] = sum;
	}
}

void
planner_search_piece_make(struct search_local *l, const struct search_change *change, int n_changes)
{
	int32_t n[2];

	for (int i = 0; i < n_changes; i++)
		n[i] = lay_out(l->p, &change[i], l->room[i]);
	for (int i = 0; i < n_changes; i++)
		planner_search_plan_set(l->p, change[i].trip, l->room[i], n[i]);
	for (int i = 0; i < n_changes; i++) {
		planner_search_plan_link(l->p, change[i].trip);
		planner_search_piece_measure(l, change[i].trip);
	}
}
