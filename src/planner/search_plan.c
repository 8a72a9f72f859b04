/* search_plan - trips, absent customers and the way back.
 *
 * A trip is an array of customers; beside it each customer knows its neighbours, so that a trial of
 * an insertion touches no array. planner_search_plan_link derives all else from the array. Two do
 * less, and must come to the same: an insertion carries the figures of a linked trip along, and
 * undoing a change copies back what was known of the trip's customers. Depots have pieces of their
 * own, so that the first and the last leg of a trip are legs as others are. */
#include "planner/search_plan.h"

static struct search_spot
absent_at(int32_t pos)
{
	return (struct search_spot){
		.trip = -1, .pos = pos, .to_next = SEARCH_NO_LEG, .from_depot = SEARCH_NO_LEG
	};
}

struct search_plan *
planner_search_plan_new(const struct search_model *m)
{
	struct search_plan *p = MEM_NEW(struct search_plan);
	size_t n = (size_t)m->n;

	p->m = m;
	p->trips = MEM_ARRAY(struct search_trip, n);
	p->spot = MEM_ARRAY(struct search_spot, n);
	p->pre = MEM_ARRAY(struct search_seg, n);
	p->suf = MEM_ARRAY(struct search_seg, n);
	p->active = MEM_ARRAY(int32_t, n);
	p->absent = MEM_ARRAY(int32_t, n);
	p->left = MEM_ARRAY(int32_t, (size_t)m->n_types);
	for (int32_t i = 0; i < m->n; i++)
		p->active[i] = p->trips[i].listed = i;
	for (int32_t i = 0; i < m->first; i++)
		p->pre[i] = p->suf[i] = search_at(m, i);
	for (int32_t t = 0; t < m->n_types; t++)
		p->left[t] = m->types[t].count;
	for (int32_t c = m->first; c < m->n; c++) {
		p->spot[c] = absent_at(p->n_absent);
		p->absent[p->n_absent++] = c;
	}
	if (m->chained) {
		p->n_chains = m->v->n_vehicles;
		p->chains = MEM_ARRAY(struct search_chain, (size_t)p->n_chains);
		for (int32_t i = 0; i < p->n_chains; i++)
			p->chains[i].type = m->type_of[i];
	}
	return p;
}

void
planner_search_plan_free(struct search_plan *p)
{
	if (!p)
		return;
	for (int32_t i = 0; i < p->m->n; i++)
		free(p->trips[i].at);
	for (int32_t i = 0; i < p->n_chains; i++)
		VEC_FREE(&p->chains[i].trips);
	VEC_FREE(&p->saved);
	VEC_FREE(&p->saved_at);
	VEC_FREE(&p->saved_absent);
	VEC_FREE(&p->saved_chains);
	VEC_FREE(&p->saved_chain_at);
	free(p->trips);
	free(p->spot);
	free(p->pre);
	free(p->suf);
	free(p->active);
	free(p->absent);
	free(p->left);
	free(p->chains);
	free(p);
}

/* ---- vehicles with several trips ---- */

static void
retime_chain(struct search_plan *p, struct search_chain *c)
{
	const struct vrplib_place *depot = &p->m->v->places[p->m->types[c->type].depot];
	int64_t at = depot->open;

	for (size_t i = 0; i < c->trips.n; i++) {
		struct search_trip *t = &p->trips[c->trips.at[i]];
		t->free_from = at;
		at = search_finish(t);
	}
	at = depot->close;
	for (size_t i = c->trips.n; i-- > 0;) {
		struct search_trip *t = &p->trips[c->trips.at[i]];
		t->must_by = at;
		at = search_latest(t);
	}
}

static void
touch_chain(struct search_plan *p, int32_t id)
{
	struct search_chain *c = &p->chains[id];

	if (c->saved)
		return;
	c->saved = true;
	*VEC_ADD(&p->saved_chains) = id;
	*VEC_ADD(&p->saved_chain_at) = (int32_t)c->trips.n;
	for (size_t i = 0; i < c->trips.n; i++)
		*VEC_ADD(&p->saved_chain_at) = c->trips.at[i];
}

static void
chain_drop(struct search_plan *p, int32_t id, int32_t trip)
{
	struct search_chain *c = &p->chains[id];
	size_t i = 0;

	touch_chain(p, id);
	while (c->trips.at[i] != trip)
		i++;
	memmove(c->trips.at + i, c->trips.at + i + 1, (c->trips.n - i - 1) * sizeof *c->trips.at);
	c->trips.n--;
	retime_chain(p, c);
}

static void
chain_add(struct search_plan *p, int32_t id, int32_t place, int32_t trip)
{
	struct search_chain *c = &p->chains[id];

	touch_chain(p, id);
	(void)VEC_ADD(&c->trips);
	memmove(c->trips.at + place + 1, c->trips.at + place,
	    (c->trips.n - 1 - (size_t)place) * sizeof *c->trips.at);
	c->trips.at[place] = trip;
}

static void
restore_chains(struct search_plan *p)
{
	const int32_t *from = p->saved_chain_at.at;

	for (size_t i = 0; i < p->saved_chains.n; i++) {
		struct search_chain *c = &p->chains[p->saved_chains.at[i]];
		int32_t n = *from++;
		c->trips.n = 0;
		for (int32_t k = 0; k < n; k++)
			*VEC_ADD(&c->trips) = *from++;
	}
	for (size_t i = 0; i < p->saved_chains.n; i++)
		retime_chain(p, &p->chains[p->saved_chains.at[i]]);
}

/* ---- trips ---- */

static void
reserve(struct search_trip *t, int32_t n)
{
	if (n <= t->cap)
		return;
	t->cap = n > 16 ? 2 * n : 32;
	t->at = mem_resize(t->at, (size_t)t->cap, sizeof *t->at);
}

/* The active trips are the first of a permutation of all. */
static void
list_at(struct search_plan *p, int32_t trip, int32_t place)
{
	int32_t other = p->active[place], from = p->trips[trip].listed;

	p->active[from] = other;
	p->trips[other].listed = from;
	p->active[place] = trip;
	p->trips[trip].listed = place;
}

static void
list_active(struct search_plan *p, int32_t trip)
{
	list_at(p, trip, p->n_active++);
}

static void
unlist_active(struct search_plan *p, int32_t trip)
{
	list_at(p, trip, --p->n_active);
}

int32_t
planner_search_plan_open(struct search_plan *p, int32_t type, int32_t chain, int32_t place)
{
	int32_t id = p->active[p->n_active];
	struct search_trip *t = &p->trips[id];
	const struct vrplib_place *depot = &p->m->v->places[p->m->types[type].depot];

	planner_search_plan_touch(p, id);
	t->n = 0;
	t->type = type;
	t->chain = chain;
	t->dist = t->cost = t->out = t->back = t->over = 0;
	t->free_from = depot->open;
	t->must_by = depot->close;
	list_active(p, id);
	if (chain >= 0)
		chain_add(p, chain, place, id);
	else
		p->left[type]--;
	return id;
}

static void
shut(struct search_plan *p, int32_t id)
{
	struct search_trip *t = &p->trips[id];

	p->cost -= t->cost;
	p->over -= t->over;
	t->cost = t->dist = t->out = t->back = t->over = 0;
	unlist_active(p, id);
	if (t->chain >= 0)
		chain_drop(p, t->chain, id);
	else
		p->left[t->type]++;
}

void
planner_search_plan_touch(struct search_plan *p, int32_t id)
{
	struct search_trip *t = &p->trips[id];

	if (t->saved)
		return;
	t->saved = true;
	*VEC_ADD(&p->saved) = (struct search_saved){ *t, id, p->saved_at.n };
	for (int32_t i = 0; i < t->n; i++) {
		int32_t c = t->at[i];
		*VEC_ADD(&p->saved_at) =
		    (struct search_stop){ c, p->spot[c], p->pre[c], p->suf[c] };
	}
}

static void
link_places(struct search_plan *p, int32_t id)
{
	struct search_trip *t = &p->trips[id];
	int32_t depot = p->m->types[t->type].depot, here = depot, leg;

	t->dist = t->out = t->back = t->release = 0;
	for (int32_t i = 0; i < t->n; i++) {
		int32_t c = t->at[i];
		const struct vrplib_place *q = &p->m->v->places[c];
		leg = search_dist(p->m, here, c);
		if (i > 0) {
			p->spot[here].next = c;
			p->spot[here].to_next = leg;
		}
		p->spot[c] = (struct search_spot){ .trip = id,
			.pos = i,
			.prev = here,
			.to_prev = leg,
			.from_depot = i > 0 ? SEARCH_NO_LEG : leg };
		t->dist += leg;
		t->out += q->deliver;
		t->back += q->pickup;
		if (q->release > t->release)
			t->release = q->release;
		here = c;
	}
	leg = search_dist(p->m, here, depot);
	p->spot[here].next = depot;
	p->spot[here].to_next = leg;
	t->dist += leg;
}

static bool
is_same(const struct search_seg *a, const struct search_seg *b)
{
	return a->dur == b->dur && a->early == b->early && a->late == b->late;
}

/* Pieces up to each customer from position `first` on; until one behind `last` is as it was. */
static bool
link_pre(struct search_plan *p, const struct search_trip *t, int32_t first, int32_t last)
{
	const struct search_model *m = p->m;
	struct search_seg depot = search_at(m, m->types[t->type].depot), at, now;
	const struct search_seg *here = first > 0 ? &p->pre[t->at[first - 1]] : &depot;
	bool ok = true;

	for (int32_t i = first; i < t->n; i++) {
		struct search_seg *pre = &p->pre[t->at[i]];
		at = search_at(m, t->at[i]);
		ok &= search_join(here, p->spot[t->at[i]].to_prev, &at, &now);
		if (i > last && is_same(&now, pre))
			return ok;
		*pre = now;
		here = pre;
	}
	return ok;
}

/* The same from each customer on, from position `last` to the first. */
static bool
link_suf(struct search_plan *p, struct search_trip *t, int32_t first, int32_t last)
{
	const struct search_model *m = p->m;
	struct search_seg depot = search_at(m, m->types[t->type].depot), at, now;
	const struct search_seg *here = last < t->n - 1 ? &p->suf[t->at[last + 1]] : &depot;
	bool ok = true;

	for (int32_t i = last; i >= 0; i--) {
		struct search_seg *suf = &p->suf[t->at[i]];
		at = search_at(m, t->at[i]);
		ok &= search_join(&at, p->spot[t->at[i]].to_next, here, &now);
		if (i < first && is_same(&now, suf))
			return ok;
		*suf = now;
		here = suf;
	}
	return ok & search_join(&depot, p->spot[t->at[0]].to_prev, here, &t->whole);
}

/* Customers at positions first..last have other neighbours than before. */
static void
link_times(struct search_plan *p, struct search_trip *t, int32_t first, int32_t last)
{
	bool ok = link_pre(p, t, first, last);

	ok &= link_suf(p, t, first, last);
	if (t->chain >= 0)
		retime_chain(p, &p->chains[t->chain]);
	ok = ok &&
	     search_fits(&p->m->types[t->type], &t->whole, t->release, t->free_from, t->must_by);
	p->broken |= !ok;
}

static void
link_costs(struct search_plan *p, struct search_trip *t)
{
	const struct search_type *y = &p->m->types[t->type];

	p->cost -= t->cost;
	t->cost = t->dist * y->unit + y->fixed;
	p->cost += t->cost;
	p->over -= t->over;
	t->over = search_over(y, t->out, t->back);
	p->over += t->over;
}

void
planner_search_plan_link(struct search_plan *p, int32_t id)
{
	struct search_trip *t = &p->trips[id];

	if (t->n == 0) {
		shut(p, id);
		return;
	}
	link_places(p, id);
	link_costs(p, t);
	if (p->m->timed)
		link_times(p, t, 0, t->n - 1);
}

/* The customer at pos is new, all others were linked. */
static void
link_new(struct search_plan *p, int32_t id, int32_t pos)
{
	struct search_trip *t = &p->trips[id];
	int32_t c = t->at[pos], depot = p->m->types[t->type].depot;
	const struct vrplib_place *q = &p->m->v->places[c];
	int32_t prev = pos > 0 ? t->at[pos - 1] : depot,
		next = pos < t->n - 1 ? t->at[pos + 1] : depot;
	struct search_spot s = { .trip = id, .pos = pos, .prev = prev, .next = next };

	s.to_prev = search_dist(p->m, prev, c);
	s.to_next = search_dist(p->m, c, next);
	s.from_depot = pos > 0 ? SEARCH_NO_LEG : s.to_prev;
	t->dist +=
	    s.to_prev + s.to_next - (pos > 0 ? p->spot[prev].to_next : p->spot[next].to_prev);
	p->spot[c] = s;
	if (pos > 0) {
		p->spot[prev].next = c;
		p->spot[prev].to_next = s.to_prev;
	}
	if (pos < t->n - 1) {
		p->spot[next].prev = c;
		p->spot[next].to_prev = s.to_next;
		p->spot[next].from_depot = SEARCH_NO_LEG;
	}
	for (int32_t i = pos + 1; i < t->n; i++)
		p->spot[t->at[i]].pos = i;
	t->out += q->deliver;
	t->back += q->pickup;
	if (q->release > t->release)
		t->release = q->release;
	link_costs(p, t);
	if (p->m->timed)
		link_times(p, t, pos > 0 ? pos - 1 : 0, pos < t->n - 1 ? pos + 1 : pos);
}

void
planner_search_plan_remove(struct search_plan *p, int32_t id, int32_t pos, int32_t n)
{
	struct search_trip *t = &p->trips[id];

	planner_search_plan_touch(p, id);
	for (int32_t i = pos; i < pos + n; i++) {
		p->spot[t->at[i]] = absent_at(p->n_absent);
		p->absent[p->n_absent++] = t->at[i];
	}
	memmove(t->at + pos, t->at + pos + n, (size_t)(t->n - pos - n) * sizeof *t->at);
	t->n -= n;
}

static void
leave_absent(struct search_plan *p, int32_t c)
{
	int32_t last = p->absent[--p->n_absent];

	p->absent[p->spot[c].pos] = last;
	p->spot[last].pos = p->spot[c].pos;
}

void
planner_search_plan_insert(struct search_plan *p, int32_t id, int32_t pos, int32_t c)
{
	struct search_trip *t = &p->trips[id];

	leave_absent(p, c);
	planner_search_plan_touch(p, id);
	reserve(t, t->n + 1);
	memmove(t->at + pos + 1, t->at + pos, (size_t)(t->n - pos) * sizeof *t->at);
	t->at[pos] = c;
	if (++t->n > 1)
		link_new(p, id, pos);
	else
		planner_search_plan_link(p, id);
}

void
planner_search_plan_set(struct search_plan *p, int32_t id, const int32_t *customers, int32_t n)
{
	struct search_trip *t = &p->trips[id];

	planner_search_plan_touch(p, id);
	reserve(t, n);
	memcpy(t->at, customers, (size_t)n * sizeof *t->at);
	t->n = n;
}

void
planner_search_plan_fill(struct search_plan *p, int32_t id, const int32_t *customers, int32_t n)
{
	struct search_trip *t = &p->trips[id];

	planner_search_plan_touch(p, id);
	reserve(t, t->n + n);
	for (int32_t i = 0; i < n; i++) {
		leave_absent(p, customers[i]);
		t->at[t->n++] = customers[i];
	}
	planner_search_plan_link(p, id);
}

void
planner_search_plan_clear(struct search_plan *p)
{
	planner_search_plan_mark(p);
	while (p->n_active > 0) {
		int32_t id = p->active[p->n_active - 1];
		planner_search_plan_remove(p, id, 0, p->trips[id].n);
		planner_search_plan_link(p, id);
	}
	planner_search_plan_mark(p);
}

void
planner_search_plan_retype(struct search_plan *p, int32_t id, int32_t type)
{
	struct search_trip *t = &p->trips[id];
	const struct vrplib_place *depot = &p->m->v->places[p->m->types[type].depot];

	planner_search_plan_touch(p, id);
	p->left[t->type]++;
	p->left[type]--;
	t->type = type;
	t->free_from = depot->open;
	t->must_by = depot->close;
	planner_search_plan_link(p, id);
}

/* ---- the way back ---- */

void
planner_search_plan_mark(struct search_plan *p)
{
	VEC_FOREACH(s, &p->saved)
		p->trips[s->id].saved = false;
	VEC_FOREACH(id, &p->saved_chains)
		p->chains[*id].saved = false;
	p->broken = false;
	p->saved.n = p->saved_at.n = p->saved_absent.n = p->saved_chains.n = p->saved_chain_at.n =
	    0;
	for (int32_t i = 0; i < p->n_absent; i++)
		*VEC_ADD(&p->saved_absent) = p->absent[i];
}

static void
restore_trip(struct search_plan *p, const struct search_saved *s)
{
	struct search_trip *t = &p->trips[s->id];
	int32_t *at = t->at, cap = t->cap, listed;

	p->cost += s->trip.cost - t->cost;
	p->over += s->trip.over - t->over;
	if (t->n > 0 && t->chain < 0)
		p->left[t->type]++;
	if (s->trip.n > 0 && s->trip.chain < 0)
		p->left[s->trip.type]--;
	if (t->n > 0 && s->trip.n == 0)
		unlist_active(p, s->id);
	if (t->n == 0 && s->trip.n > 0)
		list_active(p, s->id);
	listed = t->listed;
	*t = s->trip;
	t->at = at;
	t->cap = cap;
	t->listed = listed;
	t->saved = true;
	for (int32_t i = 0; i < t->n; i++) {
		const struct search_stop *stop = &p->saved_at.at[s->offset + (size_t)i];
		t->at[i] = stop->customer;
		p->spot[stop->customer] = stop->spot;
		p->pre[stop->customer] = stop->pre;
		p->suf[stop->customer] = stop->suf;
	}
}

void
planner_search_plan_undo(struct search_plan *p)
{
	VEC_FOREACH(s, &p->saved)
		restore_trip(p, s);
	restore_chains(p);
	VEC_FOREACH(s, &p->saved)
		if (s->trip.n > 0 && s->trip.chain >= 0)
			retime_chain(p, &p->chains[s->trip.chain]);
	p->n_absent = 0;
	VEC_FOREACH(c, &p->saved_absent) {
		p->spot[*c] = absent_at(p->n_absent);
		p->absent[p->n_absent++] = *c;
	}
}
