/* day_after - a generated province some days into its plan, and things that go wrong in it.
 *
 * day_after_roll lets a plan run to a morning hour at which every truck is home: stocks are what
 * the plan brought and sites used, with a use that differs from the forecast by up to drift_pct;
 * the horizon is what is left of it. The plan's trips that are still to come are numbered for the
 * new world. */
#ifndef OXY_TESTS_DAY_AFTER_H
#define OXY_TESTS_DAY_AFTER_H

#include "domain/calendar.h"
#include "lib/province.h"
#include "planner/replan.h"

#include <string.h>

struct day_after {
	struct province *p; /* the world now; the caller's own copy */
	struct planner_plan published;
};

static inline void
day_after_shift(int64_t *by_day, int days, int gone, int left_pct)
{
	for (int d = 0; d + gone < days; d++)
		by_day[d] = by_day[d + gone];
	by_day[0] = by_day[0] * left_pct / 100;
}

/* Usable stock of a need when its use was `noise_pct` of the forecast; the plan's stops as they
 * came. */
static inline void
day_after_need(struct province *p, const struct planner_plan *plan, int n, int until, int noise_pct)
{
	struct planner_need *need = &p->needs[n];
	int64_t each = p->products[need->product].bottle_g, used = 0;
	int64_t level = need->on_hand_g > need->heel_g ? need->on_hand_g - need->heel_g : 0;
	int taken = 0;

	for (int at = p->in.start_minute; at < until; at++) {
		int day = at / PLANNER_DAY_MIN;
		int64_t length = day ? PLANNER_DAY_MIN : PLANNER_DAY_MIN - p->in.start_minute;
		int64_t use = need->q50_g[day] * noise_pct / 100 / length;
		use = use < level ? use : level;
		level -= use;
		used += use;
		for (int i = 0; i < plan->n_routes; i++)
			for (int k = 0; k < plan->routes[i].n_stops; k++) {
				const struct planner_stop *s = &plan->routes[i].stops[k];
				if (s->need != n ||
				    plan->routes[i].day * PLANNER_DAY_MIN + s->arrive_min != at)
					continue;
				level += s->quantity_g;
				taken += s->empties_back;
			}
	}
	int64_t room = need->capacity_g - need->heel_g;
	need->on_hand_g = need->heel_g + (level < room ? level : room);
	if (each)
		need->empties += (int)(used / each) - taken;
	need->empties = need->empties > 0 ? need->empties : 0;
}

static inline void
day_after_source(struct province *p, const struct planner_plan *plan, int s, int until)
{
	struct planner_source *src = &p->sources[s];
	bool bottles = p->products[src->product].bottles;
	int64_t each = p->products[src->product].bottle_g, gas = src->stock_g;

	for (int d = 0; d * PLANNER_DAY_MIN < until; d++) {
		int64_t part = until - d * PLANNER_DAY_MIN;
		part = part < PLANNER_DAY_MIN ? part : PLANNER_DAY_MIN;
		gas += src->production_g[d] * part / PLANNER_DAY_MIN;
		for (int i = 0; i < plan->n_fills; i++) {
			const struct planner_fill *f = &plan->fills[i];
			int n = (int)(f->bottles * part / PLANNER_DAY_MIN);
			if (f->day != d || p->sources[f->source].supplier != src->supplier)
				continue;
			if (f->source == s) {
				src->bottles_full += n;
				src->bottles_empty -= n;
				gas -=
				    (f->bottles * each - f->from_bulk_g) * part / PLANNER_DAY_MIN;
			} else if (!bottles) {
				gas -= f->from_bulk_g * part / PLANNER_DAY_MIN;
			}
		}
		for (int i = 0; i < plan->n_routes; i++) {
			const struct planner_route *r = &plan->routes[i];
			if (r->day != d || r->supplier != src->supplier ||
			    d * PLANNER_DAY_MIN + r->leave_min >= until)
				continue;
			for (int k = 0; k < r->n_stops; k++) {
				if (p->needs[r->stops[k].need].product != src->product)
					continue;
				gas -= bottles ? 0 : r->stops[k].quantity_g;
				src->bottles_full -= r->stops[k].full;
				src->bottles_empty += r->stops[k].empties_back;
			}
		}
		gas = gas < src->storage_g ? gas : src->storage_g;
	}
	src->stock_g = gas > 0 ? gas : 0;
	src->bottles_full = src->bottles_full > 0 ? src->bottles_full : 0;
	src->bottles_empty = src->bottles_empty > 0 ? src->bottles_empty : 0;
}

/* What drivers had of the week in which it is now. */
static inline void
day_after_drivers(struct province *p, const struct planner_plan *plan, int days)
{
	int monday = days - calendar_weekday(p->in.start_day + days);

	for (int i = 0; i < p->in.n_vehicles; i++)
		p->vehicles[i].driven_week_min = 0;
	for (int i = 0; i < plan->n_routes; i++)
		if (monday <= plan->routes[i].day && plan->routes[i].day < days)
			p->vehicles[plan->routes[i].vehicle].driven_week_min += plan->routes[i].drive_min;
}

/* The plan of a province at midnight, some days later at `minute`, before the first truck leaves.
 */
static inline void
day_after_roll(struct day_after *x, const struct planner_plan *plan, int days, int minute,
    int drift_pct, struct arena *a)
{
	struct province *p = x->p;
	struct rng r = rng_seed(p->in.seed, 77);
	int until = days * PLANNER_DAY_MIN + minute,
	    left = 100 * (PLANNER_DAY_MIN - minute) / PLANNER_DAY_MIN;

	for (int n = 0; n < p->in.n_needs; n++)
		day_after_need(p, plan, n, until,
		    100 - drift_pct + (int)rng_below(&r, 2 * (uint32_t)drift_pct + 1));
	for (int s = 0; s < p->in.n_sources; s++)
		day_after_source(p, plan, s, until);
	for (int n = 0; n < p->in.n_needs; n++) {
		day_after_shift(p->needs[n].q50_g, p->in.days, days, left);
		day_after_shift(p->needs[n].q90_g, p->in.days, days, left);
	}
	for (int s = 0; s < p->in.n_sources; s++)
		day_after_shift(p->sources[s].production_g, p->in.days, days, left);
	day_after_drivers(p, plan, days);
	memmove(p->in.driving, p->in.driving + days, sizeof *p->in.driving * (size_t)(p->in.days - days));
	p->in.days -= days;
	p->in.start_day += days;
	p->in.start_minute = minute;
	for (int i = 0; i < p->in.n_rights; i++)
		p->rights[i].day_to = p->in.days - 1;
	x->published = (struct planner_plan){ 0 };
	x->published.routes = ARENA_ARRAY(a, struct planner_route, (size_t)plan->n_routes + 1);
	for (int i = 0; i < plan->n_routes; i++) {
		if (plan->routes[i].day < days)
			continue;
		struct planner_route *to = &x->published.routes[x->published.n_routes++];
		*to = plan->routes[i];
		to->day -= days;
	}
}

/* ---- what goes wrong ----------------------------------------------------------------------------
 */

static inline struct planner_event
day_after_event(const struct day_after *x, enum planner_event_kind kind, struct rng *r)
{
	const struct planner_input *in = &x->p->in;
	const struct planner_route *t =
	    &x->published.routes[rng_below(r, (uint32_t)x->published.n_routes)];
	const struct planner_stop *s = &t->stops[rng_below(r, (uint32_t)t->n_stops)];
	struct planner_event e = { .kind = kind,
		.vehicle = t->vehicle,
		.supplier = t->supplier,
		.need = s->need,
		.a = in->n_suppliers + s->facility,
		.b = rng_below(r, 2) ? t->supplier : PLANNER_NONE,
		.day_from = kind == PLANNER_ROAD_CLOSED || kind == PLANNER_DECLINED ? t->day : 0 };

	e.day_to = kind == PLANNER_DECLINED ? t->day : e.day_from + (int)rng_below(r, 3);
	e.pct = (int)rng_below(r, 70);
	int64_t held = in->needs[s->need].on_hand_g;
	int off = 25 + (int)rng_below(r, 40);
	e.quantity_g = rng_below(r, 3) ? held * (100 - off) / 100 : held * (100 + off) / 100;
	return e;
}

#endif
