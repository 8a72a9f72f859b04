/* roadef_stock - how much every stop of a plan loads and delivers.
 *
 * Stops are taken in the order of time. A trip's load is divided in two rounds: each stop is
 * promised what its tank needs until its next visit (if that is more than the trip holds: what it
 * needs for the next days), then each takes what it has room for, beyond the promises of those
 * behind it. That is not the best division (roadef_fill finds that), but it costs microseconds. */
#include "planner/roadef_plan.h"

#include <stdlib.h>

enum { SOON_MIN = 3 * 1440 };
#define MARGIN ROADEF_UNIT / 1000 /* kept from limits, so that no rounding elsewhere reaches them \
				   */

static void
collect(struct roadef_work *w, const struct roadef_plan *p)
{
	int32_t n = 0, all = 0;

	for (int32_t i = 0; i < p->n; i++)
		all += p->shifts[i].n;
	if (all > w->cap) {
		w->cap = 2 * all;
		w->visits = mem_resize(w->visits, (size_t)w->cap, sizeof *w->visits);
		w->trips =
		    mem_resize(w->trips, (size_t)(w->cap + w->v->n_trailers), sizeof *w->trips);
	}
	/* Shifts overlap a little only: insertion sort. */
	for (int32_t i = 0; i < p->n; i++)
		for (int32_t k = 0; k < p->shifts[i].n; k++) {
			int32_t arrive = p->shifts[i].stop[k].arrive, at = n++;
			for (; at > 0 && w->visits[at - 1].arrive > arrive; at--)
				w->visits[at] = w->visits[at - 1];
			w->visits[at] =
			    (struct roadef_visit){ .shift = i, .stop = k, .arrive = arrive };
		}
	w->n_visits = n;
}

static struct roadef_stop *
stop_of(const struct roadef_plan *p, const struct roadef_visit *x)
{
	return &p->shifts[x->shift].stop[x->stop];
}

/* When each place is visited next, and where each trailer goes next. */
static void
link_visits(struct roadef_work *w, const struct roadef_plan *p)
{
	int32_t *next = w->scratch;

	for (int32_t i = 0; i < w->v->n_places; i++)
		next[i] = w->v->steps;
	for (int32_t i = w->n_visits - 1; i >= 0; i--) {
		struct roadef_visit *x = &w->visits[i];
		int32_t place = stop_of(p, x)->place;
		x->next = next[place];
		next[place] = x->arrive / w->v->step;
	}
	for (int32_t i = 0; i < w->v->n_trailers; i++)
		next[i] = -1;
	for (int32_t i = w->n_visits - 1; i >= 0; i--) {
		int32_t *of = &next[p->shifts[w->visits[i].shift].trailer];
		w->visits[i].onward = *of;
		*of = i;
	}
}

/* What must have been delivered here by then, for the tank to last until before step `until`. */
static int64_t
needed(const struct roadef_place *p, int32_t until)
{
	return until > 0 ? p->safety + MARGIN - p->initial + p->used[until - 1] : 0;
}

/* What may have been delivered here up to the end of that step. */
static int64_t
fits(const struct roadef_place *p, int32_t step)
{
	return p->capacity - MARGIN - p->initial + p->used[step];
}

static int64_t
between(int64_t x, int64_t lo, int64_t hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

static int64_t
wanted(const struct roadef_work *w, const struct roadef_plan *p, const struct roadef_visit *x,
    int32_t until)
{
	int32_t place = stop_of(p, x)->place;
	const struct roadef_place *at = &w->v->places[place];
	int64_t have = w->tanks[place].delivered, room = fits(at, x->arrive / w->v->step) - have;

	return room <= 0 ? 0 : between(needed(at, until) - have, 0, room);
}

/* Promise the trip that begins with visit i to its stops. */
static void
promise(struct roadef_work *w, const struct roadef_plan *p, int32_t i, int32_t trailer)
{
	int32_t soon = SOON_MIN / w->v->step;
	int64_t full = 0;

	w->fresh[trailer] = false;
	for (int32_t j = i; j >= 0; j = w->visits[j].onward) {
		struct roadef_visit *x = &w->visits[j];
		if (!roadef_is_customer(w->v, stop_of(p, x)->place))
			break;
		full += x->reserve = wanted(w, p, x, x->next);
	}
	w->promised[trailer] = full;
	if (full <= w->load[trailer])
		return;
	w->promised[trailer] = 0;
	for (int32_t j = i; j >= 0; j = w->visits[j].onward) {
		struct roadef_visit *x = &w->visits[j];
		if (!roadef_is_customer(w->v, stop_of(p, x)->place))
			break;
		int32_t until = x->arrive / w->v->step + soon;
		x->reserve = wanted(w, p, x, until < x->next ? until : x->next);
		w->promised[trailer] += x->reserve;
	}
}

static void
note_gap(struct roadef_work *w, struct roadef_plan *p, int32_t place, int32_t until)
{
	const struct roadef_place *at = &w->v->places[place];
	struct roadef_tank *t = &w->tanks[place];
	int64_t above = t->delivered + at->initial - at->safety; /* used may grow up to that */

	if (until <= 0 || at->used[until - 1] <= above)
		return;
	p->gaps++;
	p->missing += at->used[until - 1] - above;
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
deliver(struct roadef_work *w, struct roadef_plan *p, int32_t i, int32_t trailer)
{
	struct roadef_visit *x = &w->visits[i];
	struct roadef_stop *s = stop_of(p, x);
	const struct roadef_place *at = &w->v->places[s->place];
	struct roadef_tank *t = &w->tanks[s->place];
	int32_t step = x->arrive / w->v->step;

	if (w->fresh[trailer])
		promise(w, p, i, trailer);
	note_gap(w, p, s->place, step);
	w->promised[trailer] -= x->reserve;
	int64_t room = fits(at, step) - t->delivered;
	int64_t must = between(needed(at, x->next) - t->delivered, 0, room > 0 ? room : 0);
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

void
planner_roadef_stock(struct roadef_work *w, struct roadef_plan *p)
{
	collect(w, p);
	link_visits(w, p);
	start_over(w, p);
	for (int32_t i = 0; i < w->n_visits; i++) {
		struct roadef_visit *x = &w->visits[i];
		struct roadef_shift *s = &p->shifts[x->shift];
		if (x->stop == 0)
			s->trip = w->trip_of[s->trailer];
		if (roadef_is_customer(w->v, s->stop[x->stop].place))
			deliver(w, p, i, s->trailer);
		else
			load(w, &s->stop[x->stop], s->trailer);
	}
	for (int32_t i = w->v->n_sources + 1; i < w->v->n_places; i++)
		note_gap(w, p, i, w->v->steps);
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
