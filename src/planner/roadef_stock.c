/* roadef_stock - how much every stop of a plan loads and delivers.
 *
 * Stops are taken in the order of time. A trip's load is divided in two rounds: each stop is
 * promised what its tank needs until its next visit (if that is more than the trip holds: what it
 * needs for the next days), then each takes what it has room for, beyond the promises of those
 * behind it. That is not the best division (roadef_fill finds that), but it costs microseconds. */
#include "planner/roadef_plan.h"

#include <assert.h>
#include <stdlib.h>

enum { SOON_MIN = 3 * 1440 };
#define MARGIN                                                                             \
	ROADEF_UNIT / 1000 /* kept from limits, so that no rounding elsewhere reaches them \
			    */

enum { STOP_BITS = 8, SHIFT_BITS = 24 };
static_assert(ROADEF_STOPS_MAX <= 1 << STOP_BITS, "a stop's number fits its bits");

static void
make_room(struct roadef_work *w, const struct roadef_plan *p)
{
	int32_t n = 0;

	for (int32_t i = 0; i < p->n; i++)
		n += p->shifts[i].n;
	w->n_visits = n;
	if (n <= w->cap)
		return;
	w->cap = 2 * n;
	w->visits = mem_resize(w->visits, (size_t)w->cap, sizeof *w->visits);
	w->order = mem_resize(w->order, (size_t)w->cap, sizeof *w->order);
	w->trips = mem_resize(w->trips, (size_t)(w->cap + w->v->n_trailers), sizeof *w->trips);
}

/* Shifts overlap a little only, so insertion sorts. */
static void
sort_visits(struct roadef_work *w, const struct roadef_plan *p)
{
	int64_t *order = w->order;
	int32_t n = 0;

	for (int32_t i = 0; i < p->n; i++) {
		const struct roadef_shift *s = &p->shifts[i];
		for (int32_t k = 0; k < s->n; k++) {
			int64_t key = ((int64_t)s->stop[k].arrive << (STOP_BITS + SHIFT_BITS)) |
				      ((int64_t)i << STOP_BITS) | k;
			int32_t at = n++;
			for (; at > 0 && order[at - 1] > key; at--)
				order[at] = order[at - 1];
			order[at] = key;
		}
	}
}

static void
collect(struct roadef_work *w, const struct roadef_plan *p)
{
	const struct roadef *v = w->v;

	make_room(w, p);
	sort_visits(w, p);
	for (int32_t i = 0; i < w->n_visits; i++) {
		struct roadef_visit *x = &w->visits[i];
		int64_t key = w->order[i];
		x->stop = (int32_t)(key & ((1 << STOP_BITS) - 1));
		x->shift = (int32_t)(key >> STOP_BITS) & ((1 << SHIFT_BITS) - 1);
		x->arrive = (int32_t)(key >> (STOP_BITS + SHIFT_BITS));
		x->place = p->shifts[x->shift].stop[x->stop].place;
		x->trailer = p->shifts[x->shift].trailer;
		x->reserve = 0;
		if (!roadef_is_customer(v, x->place))
			continue;
		int32_t step = x->arrive / v->step;
		const int64_t *used = v->places[x->place].used;
		x->used = used[step];
		x->used_before = step > 0 ? used[step - 1] : 0;
	}
}

/* When each place is visited next, and where each trailer goes next. */
static void
link_visits(struct roadef_work *w)
{
	const struct roadef *v = w->v;
	int32_t *next = w->scratch, *onward = w->met;

	for (int32_t i = v->n_sources + 1; i < v->n_places; i++) {
		next[i] = v->steps;
		w->seen[i] = v->places[i].used[v->steps - 1];
	}
	for (int32_t i = 0; i < v->n_trailers; i++)
		onward[i] = -1;
	for (int32_t i = w->n_visits - 1; i >= 0; i--) {
		struct roadef_visit *x = &w->visits[i];
		x->onward = onward[x->trailer];
		onward[x->trailer] = i;
		if (!roadef_is_customer(v, x->place))
			continue;
		x->next = next[x->place];
		x->used_next = w->seen[x->place];
		next[x->place] = x->arrive / v->step;
		w->seen[x->place] = x->used_before;
	}
}

static struct roadef_stop *
stop_of(const struct roadef_plan *p, const struct roadef_visit *x)
{
	return &p->shifts[x->shift].stop[x->stop];
}

/* What must have been delivered here, for the tank to last while it uses so much. */
static int64_t
needed(const struct roadef_place *p, int64_t used)
{
	return p->safety + MARGIN - p->initial + used;
}

/* What may have been delivered here when it has used so much. */
static int64_t
fits(const struct roadef_place *p, int64_t used)
{
	return p->capacity - MARGIN - p->initial + used;
}

static int64_t
between(int64_t x, int64_t lo, int64_t hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

static int64_t
wanted(const struct roadef_work *w, const struct roadef_visit *x, int64_t used)
{
	const struct roadef_place *at = &w->v->places[x->place];
	int64_t have = w->tanks[x->place].delivered, room = fits(at, x->used) - have;

	return room <= 0 ? 0 : between(needed(at, used) - have, 0, room);
}

/* Promise the trip that begins with visit i to its stops. */
static void
promise(struct roadef_work *w, int32_t i, int32_t trailer)
{
	const struct roadef *v = w->v;
	int32_t soon = SOON_MIN / v->step;
	int64_t full = 0;

	w->fresh[trailer] = false;
	for (int32_t j = i; j >= 0 && roadef_is_customer(v, w->visits[j].place);
	     j = w->visits[j].onward) {
		struct roadef_visit *x = &w->visits[j];
		full += x->reserve = wanted(w, x, x->used_next);
	}
	w->promised[trailer] = full;
	if (full <= w->load[trailer])
		return;
	w->promised[trailer] = 0;
	for (int32_t j = i; j >= 0 && roadef_is_customer(v, w->visits[j].place);
	     j = w->visits[j].onward) {
		struct roadef_visit *x = &w->visits[j];
		int32_t until = x->arrive / v->step + soon;
		int64_t used = until < x->next ? v->places[x->place].used[until - 1] : x->used_next;
		x->reserve = wanted(w, x, used);
		w->promised[trailer] += x->reserve;
	}
}

/* The tank has used so much up to the step before `until`: was there enough? */
static void
note_gap(struct roadef_work *w, struct roadef_plan *p, int32_t place, int32_t until, int64_t used)
{
	const struct roadef_place *at = &w->v->places[place];
	struct roadef_tank *t = &w->tanks[place];
	int64_t above = t->delivered + at->initial - at->safety; /* used may grow up to that */

	if (used <= above || until == 0)
		return;
	p->gaps++;
	p->missing += used - above;
	if (t->bad < w->v->steps)
		return;
	int32_t lo = 0, hi = until - 1; /* first step that uses more */
	while (lo < hi) {
		int32_t mid = (lo + hi) / 2;
		if (at->used[mid] > above)
			hi = mid;
		else
			lo = mid + 1;
	}
	t->bad = lo;
	t->bad_delivered = t->delivered;
	t->bad_last = t->last;
}

static void
load(struct roadef_work *w, struct roadef_stop *s, int32_t trailer)
{
	struct roadef_trip *t = &w->trips[w->trip_of[trailer]];

	t->left = w->load[trailer];
	s->quantity = w->load[trailer] - w->v->trailers[trailer].capacity;
	w->load[trailer] = w->v->trailers[trailer].capacity;
	w->trip_of[trailer] = s->trip = w->n_trips++;
	w->trips[s->trip] = (struct roadef_trip){ .left = w->load[trailer] };
	w->fresh[trailer] = true;
}

static void
deliver(struct roadef_work *w, struct roadef_plan *p, int32_t i)
{
	struct roadef_visit *x = &w->visits[i];
	struct roadef_stop *s = stop_of(p, x);
	const struct roadef_place *at = &w->v->places[x->place];
	struct roadef_tank *t = &w->tanks[x->place];
	int32_t trailer = x->trailer;

	if (w->fresh[trailer])
		promise(w, i, trailer);
	note_gap(w, p, x->place, x->arrive / w->v->step, x->used_before);
	w->promised[trailer] -= x->reserve;
	int64_t room = fits(at, x->used) - t->delivered;
	int64_t must = between(needed(at, x->used_next) - t->delivered, 0, room > 0 ? room : 0);
	int64_t mine = w->load[trailer] - w->promised[trailer];
	if (mine < x->reserve)
		mine = x->reserve < w->load[trailer] ? x->reserve : w->load[trailer];
	int64_t q = between(s->lean ? must : room, 0, mine > 0 ? mine : 0);
	q -= q % (ROADEF_UNIT / 1000);
	if (q < at->least)
		q = 0;
	s->quantity = q;
	s->trip = w->trip_of[trailer];
	w->load[trailer] -= q;
	w->trips[s->trip].left = w->load[trailer];
	w->trips[s->trip].spare += q > must ? q - must : 0;
	t->delivered += q;
	t->last = x->arrive;
	if (room - q < t->slack)
		t->slack = room - q;
	p->quantity += q;
}

static void
start_over(struct roadef_work *w, struct roadef_plan *p)
{
	const struct roadef *v = w->v;

	p->cost = 0;
	p->quantity = p->missing = 0;
	p->gaps = 0;
	for (int32_t i = 0; i < v->n_places; i++)
		w->tanks[i] = (struct roadef_tank){
			.bad = v->steps, .last = -1, .bad_last = -1, .slack = INT64_MAX
		};
	w->n_trips = v->n_trailers;
	for (int32_t i = 0; i < v->n_trailers; i++) {
		w->load[i] = v->trailers[i].initial;
		w->trip_of[i] = i;
		w->trips[i] = (struct roadef_trip){ .left = w->load[i] };
		w->fresh[i] = true;
		w->promised[i] = 0;
	}
}

/* Between which minutes each shift may be: its driver's window, rest, and the trailer's neighbours.
 */
static void
set_bounds(struct roadef_work *w, struct roadef_plan *p)
{
	const struct roadef *v = w->v;
	int32_t *driver = w->met, *trailer = w->met + v->n_drivers;

	for (int32_t i = 0; i < v->n_drivers + v->n_trailers; i++)
		w->met[i] = INT32_MIN / 2;
	p->longest = 0;
	for (int32_t i = 0; i < p->n; i++) {
		struct roadef_shift *s = &p->shifts[i];
		const struct roadef_driver *d = &v->drivers[s->driver];
		s->lo = d->windows[s->window].start;
		s->lo = s->lo > driver[s->driver] + d->rest ? s->lo : driver[s->driver] + d->rest;
		s->lo = s->lo > trailer[s->trailer] ? s->lo : trailer[s->trailer];
		driver[s->driver] = trailer[s->trailer] = s->end;
		p->longest = p->longest > s->end - s->start ? p->longest : s->end - s->start;
	}
	for (int32_t i = 0; i < v->n_drivers + v->n_trailers; i++)
		w->met[i] = INT32_MAX;
	for (int32_t i = p->n - 1; i >= 0; i--) {
		struct roadef_shift *s = &p->shifts[i];
		const struct roadef_driver *d = &v->drivers[s->driver];
		s->hi = d->windows[s->window].end;
		s->hi = s->hi < driver[s->driver] - d->rest ? s->hi : driver[s->driver] - d->rest;
		s->hi = s->hi < trailer[s->trailer] ? s->hi : trailer[s->trailer];
		driver[s->driver] = trailer[s->trailer] = s->start;
	}
}

void
planner_roadef_stock(struct roadef_work *w, struct roadef_plan *p)
{
	set_bounds(w, p);
	collect(w, p);
	link_visits(w);
	start_over(w, p);
	for (int32_t i = 0; i < w->n_visits; i++) {
		struct roadef_visit *x = &w->visits[i];
		if (x->stop == 0)
			p->shifts[x->shift].trip = w->trip_of[x->trailer];
		if (roadef_is_customer(w->v, x->place))
			deliver(w, p, i);
		else
			load(w, stop_of(p, x), x->trailer);
	}
	for (int32_t i = w->v->n_sources + 1; i < w->v->n_places; i++)
		note_gap(w, p, i, w->v->steps, w->v->places[i].used[w->v->steps - 1]);
	for (int32_t i = 0; i < p->n; i++)
		p->cost += p->shifts[i].cost;
	p->score = p->cost - w->ratio * (double)p->quantity + w->gap_cost * p->gaps +
		   w->miss_cost * (double)p->missing;
}

void
planner_roadef_stock_tidy(struct roadef_work *w, struct roadef_plan *p)
{
	bool any = true;

	while (any) {
		bool *out = MEM_ARRAY(bool, (size_t)p->n *ROADEF_STOPS_MAX + 1);
		any = false;
		for (int32_t i = 0; i < p->n; i++)
			for (int32_t k = 0; k < p->shifts[i].n; k++)
				any |= out[i * ROADEF_STOPS_MAX + k] =
				    p->shifts[i].stop[k].quantity == 0;
		if (any) {
			planner_roadef_plan_strip(w->v, p, out);
			planner_roadef_stock(w, p);
		}
		free(out);
	}
}

void
planner_roadef_stock_start(struct roadef_work *w, const struct roadef *v)
{
	size_t places = (size_t)v->n_places, trailers = (size_t)v->n_trailers;

	*w = (struct roadef_work){ .v = v };
	w->worth = MEM_ARRAY(double, places);
	w->tanks = MEM_ARRAY(struct roadef_tank, places);
	w->trips = MEM_ARRAY(struct roadef_trip, trailers);
	w->load = MEM_ARRAY(int64_t, trailers);
	w->trip_of = MEM_ARRAY(int32_t, trailers);
	w->fresh = MEM_ARRAY(bool, trailers);
	w->promised = MEM_ARRAY(int64_t, trailers);
	w->scratch = MEM_ARRAY(int32_t, places);
	w->met = MEM_ARRAY(int32_t, (size_t)v->n_drivers + trailers);
	w->seen = MEM_ARRAY(int64_t, places);
	w->chosen = MEM_ARRAY(bool, places);
}

void
planner_roadef_stock_end(struct roadef_work *w)
{
	void *const all[] = { w->worth, w->tanks, w->trips, w->load, w->trip_of, w->fresh,
		w->promised, w->scratch, w->met, w->seen, w->chosen, w->visits, w->order, w->near,
		w->out };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		free(all[i]);
}
