/* search_recreate - greedy insertion with blinks (Christiaens and Vanden Berghe 2020).
 *
 * Tried are the places beside customers that are not too far, then a trip of its own; only when
 * both fail every place of every trip. So a trial costs the same in a province and in a nation. One
 * place in a hundred is overlooked, which is what keeps a greedy hand from doing the same thing
 * again. */
#include "planner/search_recreate.h"

#include <math.h>

static const int64_t WIDEST = INT32_MAX - 1; /* any distance, but not SEARCH_NEVER */

enum { BLINK_ONE_IN = 100, OPENS_PCT = 50, REACH = 4 /* times the best detour */ };

struct place {
	int64_t cost;
	int32_t trip, pos, type; /* trip -1: a new one */
	int32_t chain, chain_place;
};

struct hand {
	struct search_plan *p;
	const struct search_model *m;
	struct rng *r;
	uint32_t until_blink;
	bool opens; /* weigh a trip of its own against places; else it is the last resort */
	int32_t c;
	const struct vrplib_place *self;
	const int32_t *row; /* distances of c */
	struct place best;
	int64_t dear; /* a detour that costs as much as the best place, or more */
	int64_t half; /* of a dear one */
	int64_t far;  /* whom to be beside is not thought of any more */
};

static void
hold(struct hand *h, struct place best)
{
	int64_t unit = h->m->least_unit;

	h->best = best;
	h->dear = unit == 0 || best.cost == INT64_MAX ? INT64_MAX : (best.cost + unit - 1) / unit;
	h->half = h->dear < WIDEST ? h->dear / 2 : WIDEST;
	h->far = h->dear < WIDEST / REACH ? REACH * h->dear : WIDEST;
}

static bool
blinks(struct hand *h)
{
	if (--h->until_blink > 0)
		return false;
	h->until_blink = 1 + rng_below(h->r, 2 * BLINK_ONE_IN - 1);
	return true;
}

/* The cheapest vehicle for a trip of this load that may leave the same depot: its own, or one that
 * is free. */
static int64_t
cost_on_best(const struct hand *h, const struct search_trip *t, int64_t dist, int32_t *ret_type)
{
	const struct search_model *m = h->m;
	int64_t out = t->out + h->self->deliver, back = t->back + h->self->pickup, best = INT64_MAX;

	for (int32_t i = 0; i < m->n_types; i++) {
		const struct search_type *y = &m->types[i];
		if (i != t->type &&
		    (h->p->left[i] == 0 || t->chain >= 0 || y->depot != m->types[t->type].depot))
			continue;
		int64_t cost =
		    dist * y->unit + y->fixed + search_toll(h->p, search_over(y, out, back));
		if (cost < best) {
			best = cost;
			*ret_type = i;
		}
	}
	return best;
}

static bool
keeps_order(const struct hand *h, int32_t prev, int32_t next)
{
	if (h->self->pickup > 0)
		return prev >= h->m->first &&
		       (next < h->m->first || h->m->v->places[next].pickup > 0);
	return prev < h->m->first || h->m->v->places[prev].pickup == 0;
}

static bool
keeps_times(const struct hand *h, const struct search_trip *t, const struct search_type *y,
    int32_t prev, int32_t next)
{
	struct search_seg at = search_at(h->m, h->c), s;
	int64_t release = t->release > h->self->release ? t->release : h->self->release;

	return search_join(&h->p->pre[prev], h->row[prev], &at, &s) &&
	       search_join(&s, h->row[next], &h->p->suf[next], &s) &&
	       search_fits(y, &s, release, t->free_from, t->must_by);
}

/* What `detour` between prev and next of a trip, at pos, costs, if it may be. */
static void
weigh(struct hand *h, int32_t trip, int32_t pos, int32_t prev, int32_t next, int64_t detour)
{
	const struct search_trip *t = &h->p->trips[trip];
	int64_t cost;
	int32_t type = t->type;

	if (h->m->types[type].has_siblings) {
		cost = cost_on_best(h, t, t->dist + detour, &type) - t->cost -
		       search_toll(h->p, t->over);
	} else {
		int64_t over = search_over(
		    &h->m->types[type], t->out + h->self->deliver, t->back + h->self->pickup);
		cost = detour * h->m->types[type].unit + search_toll(h->p, over) -
		       search_toll(h->p, t->over);
	}
	if (cost >= h->best.cost)
		return;
	if (h->m->backhauls && !keeps_order(h, prev, next))
		return;
	if (h->m->timed && !keeps_times(h, t, &h->m->types[type], prev, next))
		return;
	if (blinks(h))
		return;
	hold(h, (struct place){ cost, trip, pos, type, -1, 0 });
}

/* Between prev and next of a trip, at pos. */
static inline void
try_place(struct hand *h, int32_t trip, int32_t pos, int32_t prev, int32_t next, int64_t detour)
{
	/* A trip on its cheapest vehicle pays at least the least unit for a detour. */
	if (detour < h->dear)
		weigh(h, trip, pos, prev, next, detour);
}

/* Would one be in time right after prev, who is `far` away, and done before next must begin? */
static inline bool
keeps_pace(const struct hand *h, int32_t prev, int32_t next, int32_t far)
{
	const struct search_seg *before = &h->p->pre[prev];
	int64_t at = before->early + before->dur + far;

	if (!h->m->timed)
		return true;
	if (at > h->self->close)
		return false;
	return (at > h->self->open ? at : h->self->open) + h->self->service <= h->p->suf[next].late;
}

/* After each customer beside whom it may be, and before those who are the first of a trip: so each
 * place is tried once. The other neighbour is at least as far away as this one less the leg between
 * them, save what rounding took: that refuses most before its distance is looked up, which is what
 * takes the time. */
static void
try_beside(struct hand *h)
{
	const struct search_beside *b = h->m->beside + (size_t)h->c * (size_t)h->m->beside_n;

	for (; b->dist <= h->far; b++) {
		const struct search_spot *s = &h->p->spot[b->place];
		if ((int64_t)b->after - s->to_next <= h->half &&
		    keeps_pace(h, b->place, s->next, b->dist))
			try_place(h, s->trip, s->pos + 1, b->place, s->next,
			    (int64_t)b->dist + h->row[s->next] - s->to_next);
		if ((int64_t)b->before - s->from_depot <= h->half)
			try_place(h, s->trip, 0, s->prev, b->place,
			    (int64_t)b->dist + h->row[s->prev] - s->to_prev);
	}
}

static void
try_everywhere(struct hand *h)
{
	for (int32_t i = 0; i < h->p->n_active; i++) {
		int32_t trip = h->p->active[i];
		const struct search_trip *t = &h->p->trips[trip];
		for (int32_t k = 0; k < t->n; k++) {
			const struct search_spot *s = &h->p->spot[t->at[k]];
			try_place(h, trip, k, s->prev, t->at[k],
			    (int64_t)h->row[s->prev] + h->row[t->at[k]] - s->to_prev);
		}
		const struct search_spot *last = &h->p->spot[t->at[t->n - 1]];
		try_place(h, trip, t->n, t->at[t->n - 1], last->next,
		    (int64_t)h->row[t->at[t->n - 1]] + h->row[last->next] - last->to_next);
	}
}

/* ---- a trip of its own ---- */

static bool
alone(const struct hand *h, const struct search_type *y, struct search_seg *ret)
{
	struct search_seg depot = search_at(h->m, y->depot), at = search_at(h->m, h->c);

	return search_join(&depot, h->row[y->depot], &at, ret) &&
	       search_join(ret, h->row[y->depot], &depot, ret);
}

/* A gap in a vehicle's day; the first that fits from a random vehicle on. */
static void
try_chains(struct hand *h)
{
	struct search_plan *p = h->p;
	uint32_t from = rng_below(h->r, (uint32_t)p->n_chains);
	struct search_seg s;

	for (int32_t i = 0; i < p->n_chains; i++) {
		int32_t id = (int32_t)((from + (uint32_t)i) % (uint32_t)p->n_chains);
		const struct search_chain *c = &p->chains[id];
		const struct search_type *y = &h->m->types[c->type];
		const struct vrplib_place *depot = &h->m->v->places[y->depot];
		int64_t cost = 2 * (int64_t)h->row[y->depot] * y->unit + y->fixed;
		if (cost >= h->best.cost || h->self->deliver > y->capacity || !alone(h, y, &s))
			continue;
		for (size_t g = 0; g <= c->trips.n; g++) {
			int64_t after =
			    g ? search_finish(&p->trips[c->trips.at[g - 1]]) : depot->open;
			int64_t before = g < c->trips.n ? search_latest(&p->trips[c->trips.at[g]])
							: depot->close;
			if (search_fits(y, &s, h->self->release, after, before))
				hold(h, (struct place){ cost, -1, 0, c->type, id, (int32_t)g });
		}
	}
}

static void
try_alone(struct hand *h)
{
	struct search_seg s;

	if (h->self->pickup > 0)
		return;
	if (h->m->chained) {
		try_chains(h);
		return;
	}
	for (int32_t i = 0; i < h->m->n_types; i++) {
		const struct search_type *y = &h->m->types[i];
		int64_t cost = 2 * (int64_t)h->row[y->depot] * y->unit + y->fixed;
		if (h->p->left[i] == 0 || cost >= h->best.cost || h->self->deliver > y->capacity)
			continue;
		if (h->m->timed && (!alone(h, y, &s) || !search_fits(y, &s, h->self->release,
							    h->m->v->places[y->depot].open,
							    h->m->v->places[y->depot].close)))
			continue;
		hold(h, (struct place){ cost, -1, 0, i, -1, 0 });
	}
}

static void
insert_one(struct hand *h, int32_t c)
{
	h->c = c;
	h->self = &h->m->v->places[c];
	h->row = h->m->dist + (size_t)c * (size_t)h->m->n;
	hold(h, (struct place){ .cost = INT64_MAX, .type = -1 });
	try_beside(h);
	if (h->best.type < 0 || h->opens)
		try_alone(h);
	if (h->best.type < 0)
		try_everywhere(h);
	if (h->best.type < 0)
		return;
	struct place b = h->best;
	if (b.trip < 0)
		b.trip = planner_search_plan_open(h->p, b.type, b.chain, b.chain_place);
	else if (b.type != h->p->trips[b.trip].type)
		planner_search_plan_retype(h->p, b.trip, b.type);
	planner_search_plan_insert(h->p, b.trip, b.pos, c);
}

/* ---- in which order ---- */

enum order { BY_CHANCE, BY_LOAD, BY_FAR, BY_CLOSE, BY_NARROW, BY_EARLY, BY_LATE, ORDERS };

static const uint8_t odds[2][ORDERS] = {
	{ 4, 4, 2, 1, 0, 0, 0 }, /* without windows */
	{ 4, 4, 2, 1, 2, 2, 2 },
};

static enum order
draw_order(struct hand *h)
{
	const uint8_t *o = odds[h->m->timed];
	uint32_t sum = 0;
	int i = 0;

	for (int k = 0; k < ORDERS; k++)
		sum += o[k];
	for (uint32_t x = rng_below(h->r, sum); x >= o[i]; i++)
		x -= o[i];
	return (enum order)i;
}

static double
key_of(struct hand *h, enum order o, int32_t c)
{
	const struct vrplib_place *q = &h->m->v->places[c];
	double deliveries_first = h->m->backhauls && q->pickup > 0 ? 1e15 : 0;

	switch (o) {
	case BY_LOAD:
		return deliveries_first - (double)(q->deliver + q->pickup);
	case BY_FAR:
		return deliveries_first - search_dist(h->m, 0, c);
	case BY_CLOSE:
		return deliveries_first + search_dist(h->m, 0, c);
	case BY_NARROW:
		return deliveries_first + (double)(q->close - q->open);
	case BY_EARLY:
		return deliveries_first + (double)q->open;
	case BY_LATE:
		return deliveries_first - (double)q->close;
	case BY_CHANCE:
	case ORDERS:
		break;
	}
	return deliveries_first + rng_unit(h->r);
}

struct waiting {
	double key;
	int32_t c;
};

static int
by_key(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->c < y->c ? -1 : x->c > y->c;
}

static void
sort_waiting(struct waiting *w, int32_t n)
{
	if (n > 64) {
		qsort(w, (size_t)n, sizeof *w, by_key);
		return;
	}
	for (int32_t i = 1; i < n; i++) {
		struct waiting x = w[i];
		int32_t k = i;
		for (; k > 0 && by_key(&x, &w[k - 1]) < 0; k--)
			w[k] = w[k - 1];
		w[k] = x;
	}
}

void
planner_search_recreate(struct search_plan *p, struct rng *r)
{
	struct hand h = { .p = p, .m = p->m, .r = r };
	int32_t n = p->n_absent;
	struct waiting few[64], *w = n > 64 ? MEM_ARRAY(struct waiting, (size_t)n) : few;
	enum order o = draw_order(&h);
	h.opens = p->n_active == 0 || rng_below(r, 100) < OPENS_PCT;

	h.until_blink = 1 + rng_below(r, 2 * BLINK_ONE_IN - 1);
	for (int32_t i = 0; i < n; i++)
		w[i] = (struct waiting){ key_of(&h, o, p->absent[i]), p->absent[i] };
	sort_waiting(w, n);
	for (int32_t i = 0; i < n; i++)
		insert_one(&h, w[i].c);
	if (w != few)
		free(w);
}
