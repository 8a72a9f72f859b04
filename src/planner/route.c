/* route - insertion and improvement of a day's trips.
 *
 * Times are kept as scheduled for the quantity at insertion. Later stages only take mass away, so
 * trucks may wait a little but never come late. */
#include "planner/route.h"

#include "planner/timing.h"

#include <stdlib.h>

enum { OWN_TRIP_M = 20000, DEFAULT_SWEEPS = 6 };
#define NO_COST INT64_MAX

/* ---- changing a vehicle's day ---------------------------------------------------------------- */

static void
open_trip(struct day_plan *p, int at, int supplier)
{
	memmove(&p->trip[at + 1], &p->trip[at], sizeof p->trip[0] * (size_t)(p->n - at));
	p->trip[at].n = 0;
	p->trip[at].supplier = supplier;
	p->n++;
}

static void
close_trip(struct day_plan *p, int at)
{
	p->n--;
	memmove(&p->trip[at], &p->trip[at + 1], sizeof p->trip[0] * (size_t)(p->n - at));
}

static void
put_stop(struct trip_plan *t, int at, struct stop_plan stop)
{
	memmove(&t->stop[at + 1], &t->stop[at], sizeof t->stop[0] * (size_t)(t->n - at));
	t->stop[at] = stop;
	t->n++;
}

static void
take_stop(struct trip_plan *t, int at)
{
	t->n--;
	memmove(&t->stop[at], &t->stop[at + 1], sizeof t->stop[0] * (size_t)(t->n - at));
}

/* How much of an order the trip can still take, in whole bottles where it carries bottles. */
static int64_t
fits(const struct day *s, const struct day_plan *p, const struct trip_plan *t, int order)
{
	const struct planner_vehicle *v = planner_timing_vehicle(s, p);
	const struct order *o = &s->orders[order];
	int64_t left = v->bottles ? v->capacity_bottles : v->capacity_g;

	for (int i = 0; i < t->n; i++)
		left -= v->bottles ? t->stop[i].g / planner_timing_bottle_g(s, t->stop[i].order)
				   : t->stop[i].g;
	if (v->bottles)
		left *= planner_timing_bottle_g(s, order);
	return o->want_g < left ? o->want_g : left;
}

/* What is left behind will cost its part of a trip of its own. */
static int64_t
shortfall(const struct day *s, int order, int64_t g)
{
	const struct order *o = &s->orders[order];
	int64_t trip = 2 * (int64_t)planner_setup_road_m(
			       s->w, o->supplier, planner_timing_facility(s, order)) +
		       OWN_TRIP_M;

	return (int64_t)((__int128)(o->want_g - g) * trip / o->want_g);
}

static void
consider(struct day *s, struct day_plan *p, struct place *best, struct place here, int order)
{
	struct trip_plan *t = &p->trip[here.trip];
	enum planner_reason why;
	int64_t before = p->cost;

	put_stop(t, here.at, (struct stop_plan){ .order = order, .g = here.g });
	if (!planner_timing_day(s, p, &why))
		best->why = why > best->why || best->why == PLANNER_VEHICLES ? why : best->why;
	else if (p->cost - before + shortfall(s, order, here.g) < best->cost) {
		here.cost = p->cost - before + shortfall(s, order, here.g);
		here.why = best->why;
		*best = here;
	}
	take_stop(t, here.at);
	p->cost = before;
}

static bool
slot_is_free(const struct day *s, int supplier)
{
	int slots = s->w->in->suppliers[supplier].loading_slots_per_day;

	return slots < 0 || s->loadings[supplier] < slots;
}

static void
consider_new_trip(struct day *s, struct day_plan *p, struct place *best, int order)
{
	const struct order *o = &s->orders[order];

	if (p->n == TRIPS_MAX)
		return;
	if (!slot_is_free(s, o->supplier)) {
		best->why = PLANNER_LOADING_SLOTS;
		return;
	}
	for (int at = 0; at <= p->n; at++) {
		open_trip(p, at, o->supplier);
		int64_t g = fits(s, p, &p->trip[at], order);
		if (g >= o->least_g)
			consider(
			    s, p, best, (struct place){ .g = g, .trip = at, .opens = true }, order);
		close_trip(p, at);
	}
}

/* The best place for an order in one vehicle's day. */
static struct place
find_place(struct day *s, struct day_plan *p, int order)
{
	const struct order *o = &s->orders[order];
	struct place best = { .cost = NO_COST, .why = PLANNER_VEHICLES };

	if (!planner_setup_vehicle_fits(
		s->w, p->vehicle, o->supplier, o->need, s->day, &best.why) ||
	    (o->vehicle >= 0 && o->vehicle != p->vehicle))
		return best;
	best.why = PLANNER_VEHICLES;
	for (int t = 0; t < p->n; t++) {
		int64_t g = fits(s, p, &p->trip[t], order);
		if (p->trip[t].supplier != o->supplier || p->trip[t].n == STOPS_MAX ||
		    g < o->least_g)
			continue;
		for (int at = 0; at <= p->trip[t].n; at++)
			consider(s, p, &best, (struct place){ .g = g, .trip = t, .at = at }, order);
	}
	consider_new_trip(s, p, &best, order);
	return best;
}

static void
carry_out(struct day *s, int plan, int order, const struct place *here)
{
	struct day_plan *p = &s->plans[plan];
	enum planner_reason why;

	if (here->opens) {
		open_trip(p, here->trip, s->orders[order].supplier);
		s->loadings[s->orders[order].supplier]++;
	}
	put_stop(
	    &p->trip[here->trip], here->at, (struct stop_plan){ .order = order, .g = here->g });
	planner_timing_day(s, p, &why);
	s->orders[order].placed_g = here->g;
	s->at_plan[order] = plan;
}

/* ---- insertion --------------------------------------------------------------------------------
 */

static void
refresh(struct day *s, int plan)
{
	for (int o = 0; o < s->n_orders; o++)
		if (s->at_plan[o] < 0)
			s->places[o * s->n_plans + plan] = find_place(s, &s->plans[plan], o);
}

/* A part delivery leaves an order for the rest, as long as there is room for more orders. */
static void
order_the_rest(struct day *s, int order, int64_t g)
{
	const struct order *o = &s->orders[order];
	int64_t rest = o->want_g - g;

	if (rest < o->least_g || rest <= 0 || s->n_orders == s->most_orders)
		return;
	int at = s->n_orders++;
	s->orders[at] = *o;
	s->orders[at].want_g = rest;
	s->orders[at].lower_g = o->lower_g > g ? o->lower_g - g : 0;
	s->orders[at].placed_g = 0;
	s->orders[order].want_g = g;
	s->orders[order].lower_g = o->lower_g < g ? o->lower_g : g;
	s->at_plan[at] = PLANNER_NONE;
	for (int p = 0; p < s->n_plans; p++)
		s->places[at * s->n_plans + p] = find_place(s, &s->plans[p], at);
}

/* Two cheapest vehicles for an order; -1 where there is none. */
static int64_t
regret(const struct day *s, int order, int *ret_plan)
{
	int64_t best = NO_COST, second = NO_COST;

	*ret_plan = PLANNER_NONE;
	for (int p = 0; p < s->n_plans; p++) {
		int64_t cost = s->places[order * s->n_plans + p].cost;
		if (cost < best) {
			second = best;
			best = cost;
			*ret_plan = p;
		} else if (cost < second) {
			second = cost;
		}
	}
	return second == NO_COST ? NO_COST : second - best;
}

/* The next order: the first class that has one, there the greatest regret. */
static int
next_order(const struct day *s, int *ret_plan)
{
	int best = PLANNER_NONE;
	int64_t most = -1;

	for (int o = 0; o < s->n_orders; o++) {
		int plan;
		if (s->at_plan[o] >= 0)
			continue;
		int64_t r = regret(s, o, &plan);
		if (plan < 0)
			continue;
		if (best < 0 || s->orders[o].class < s->orders[best].class ||
		    (s->orders[o].class == s->orders[best].class && r > most)) {
			best = o;
			most = r;
			*ret_plan = plan;
		}
	}
	return best;
}

static void
insert_all(struct day *s)
{
	int order, plan;

	for (int p = 0; p < s->n_plans; p++)
		refresh(s, p);
	while ((order = next_order(s, &plan)) >= 0) {
		int supplier = s->orders[order].supplier;
		bool was_free = slot_is_free(s, supplier);
		struct place here = s->places[order * s->n_plans + plan];
		carry_out(s, plan, order, &here);
		order_the_rest(s, order, here.g);
		refresh(s, plan);
		for (int p = 0; was_free && !slot_is_free(s, supplier) && p < s->n_plans; p++)
			refresh(s, p);
	}
}

/* ---- improvement ------------------------------------------------------------------------------
 */

/* Take a stop out and put it where it is cheapest; true when that was somewhere better. */
static bool
relocate(struct day *s, int plan, int trip, int at)
{
	struct day_plan *p = &s->plans[plan], kept = *p;
	struct stop_plan stop = p->trip[trip].stop[at];
	struct order *o = &s->orders[stop.order];
	int supplier = p->trip[trip].supplier, best_plan = PLANNER_NONE;
	struct place best = { .cost = NO_COST };
	enum planner_reason why;
	int64_t want = o->want_g;

	take_stop(&p->trip[trip], at);
	if (!p->trip[trip].n) {
		close_trip(p, trip);
		s->loadings[supplier]--;
	}
	bool timed = planner_timing_day(s, p, &why);
	o->want_g = stop.g;
	for (int q = 0; timed && q < s->n_plans; q++) {
		struct place here = find_place(s, &s->plans[q], stop.order);
		if (here.cost < best.cost && here.g == stop.g) {
			best = here;
			best_plan = q;
		}
	}
	o->want_g = want;
	if (best_plan >= 0 && best.cost < kept.cost - p->cost) {
		carry_out(s, best_plan, stop.order, &best);
		return true;
	}
	if (kept.n > p->n)
		s->loadings[supplier]++;
	*p = kept;
	return false;
}

static bool
two_opt(struct day *s, int plan, int trip)
{
	struct day_plan *p = &s->plans[plan];
	struct trip_plan *t = &p->trip[trip];
	enum planner_reason why;
	bool better = false;

	for (int i = 0; i + 1 < t->n; i++) {
		for (int j = i + 1; j < t->n; j++) {
			struct day_plan kept = *p;
			for (int a = i, b = j; a < b; a++, b--) {
				struct stop_plan swap = t->stop[a];
				t->stop[a] = t->stop[b];
				t->stop[b] = swap;
			}
			if (planner_timing_day(s, p, &why) && p->cost < kept.cost)
				better = true;
			else
				*p = kept;
		}
	}
	return better;
}

static bool
must_stop(const struct work *w)
{
	return !w->in->deterministic && w->in->stop && w->in->stop(w->in->stop_arg);
}

static bool
sweep(struct day *s, int *budget)
{
	bool better = false;

	for (int p = 0; p < s->n_plans; p++) {
		for (int t = s->plans[p].n - 1; t >= 0; t--) {
			for (int i = s->plans[p].trip[t].n - 1; i >= 0 && *budget > 0; i--) {
				if (must_stop(s->w))
					return false;
				--*budget;
				s->w->iterations++;
				better |= relocate(s, p, t, i);
				if (t >= s->plans[p].n || i > s->plans[p].trip[t].n)
					break;
			}
			if (t < s->plans[p].n)
				better |= two_opt(s, p, t);
		}
	}
	return better;
}

static void
improve(struct day *s)
{
	int budget =
	    s->w->in->iterations ? s->w->in->iterations / s->w->days : DEFAULT_SWEEPS * s->n_orders;

	for (int i = 0; i < DEFAULT_SWEEPS && budget > 0 && sweep(s, &budget); i++)
		continue;
}

/* ---- a day ------------------------------------------------------------------------------------
 */

static void
open_plans(struct day *s)
{
	const struct planner_input *in = s->w->in;

	s->plans = MEM_ARRAY(struct day_plan, (size_t)in->n_vehicles + 1);
	s->loadings = MEM_ARRAY(int, (size_t)in->n_suppliers + 1);
	s->at_plan = MEM_ARRAY(int, (size_t)s->most_orders + 1);
	for (int v = 0; v < in->n_vehicles; v++)
		if (!in->vehicles[v].out_of_service[s->day] &&
		    in->suppliers[in->vehicles[v].supplier].mode == PLANNER_ROUTED)
			s->plans[s->n_plans++].vehicle = v;
	s->places = MEM_ARRAY(struct place, (size_t)(s->most_orders * s->n_plans) + 1);
	for (int o = 0; o < s->n_orders; o++)
		s->at_plan[o] = PLANNER_NONE;
	for (int i = 0; i < in->n_fixed; i++)
		if (in->fixed[i].kind == PLANNER_COMMITTED && !in->fixed[i].loaded &&
		    in->fixed[i].day == s->day && in->fixed[i].supplier >= 0)
			s->loadings[in->fixed[i].supplier]++;
	for (int i = 0; i < in->n_suppliers; i++)
		s->loadings[i] += s->w->kept_slots[i * s->w->days + s->day];
}

static void
keep_trip(struct day *s, const struct day_plan *p, int seq)
{
	const struct trip_plan *t = &p->trip[seq];
	int at = (int)s->w->trips.n;
	struct trip *trip = VEC_ADD(&s->w->trips);

	*trip = (struct trip){ .vehicle = p->vehicle,
		.supplier = t->supplier,
		.day = s->day,
		.seq = seq,
		.leave = t->leave,
		.load_at = t->load_at,
		.depart = t->depart,
		.back = t->back,
		.drive_min = t->drive_min,
		.distance_m = t->distance_m,
		.kept = PLANNER_NONE };
	for (int i = 0; i < t->n; i++) {
		const struct order *o = &s->orders[t->stop[i].order];
		*VEC_ADD(&trip->stops) =
		    planner_setup_add_visit(s->w, (struct visit){ .right = o->right,
						      .supplier = o->supplier,
						      .source = o->source,
						      .need = o->need,
						      .day = s->day,
						      .trip = at,
						      .arrive = t->stop[i].arrive,
						      .depart = t->stop[i].depart,
						      .cap_g = o->fixed >= 0
								   ? t->stop[i].g
								   : planner_setup_unload_cap(s->w,
									 p->vehicle, o->need,
									 t->stop[i].g),
						      .lower_g = o->lower_g,
						      .quantity_g = t->stop[i].g,
						      .fixed = o->fixed,
						      .kept = PLANNER_NONE });
	}
}

/* Of the vehicles that refused, the reason of the one that came nearest. */
static void
explain_refusals(struct day *s)
{
	for (int o = 0; o < s->n_orders; o++) {
		struct order *order = &s->orders[o];
		order->why = PLANNER_VEHICLES;
		order->why_vehicle = PLANNER_NONE;
		for (int p = 0; s->at_plan[o] < 0 && p < s->n_plans; p++) {
			const struct place *here = &s->places[o * s->n_plans + p];
			if (s->w->in->vehicles[s->plans[p].vehicle].supplier != order->supplier)
				continue;
			if (order->why_vehicle < 0 || order->why == PLANNER_VEHICLES) {
				order->why = here->why;
				order->why_vehicle = s->plans[p].vehicle;
			}
		}
	}
}

void
planner_route_day(struct work *w, int day, struct order *orders, int n)
{
	struct day s = { .w = w, .day = day, .n_orders = n, .most_orders = 2 * n };

	if (!n)
		return;
	s.orders = MEM_ARRAY(struct order, (size_t)s.most_orders);
	memcpy(s.orders, orders, sizeof *orders * (size_t)n);
	open_plans(&s);
	insert_all(&s);
	improve(&s);
	explain_refusals(&s);
	for (int p = 0; p < s.n_plans; p++) {
		enum planner_reason why;
		planner_timing_day(&s, &s.plans[p], &why); /* trials leave stale times behind */
		for (int t = 0; t < s.plans[p].n; t++)
			keep_trip(&s, &s.plans[p], t);
	}
	for (int i = 0; i < n; i++) {
		orders[i].placed_g = s.orders[i].placed_g;
		orders[i].why = s.orders[i].why;
		orders[i].why_vehicle = s.orders[i].why_vehicle;
	}
	free(s.orders);
	free(s.plans);
	free(s.loadings);
	free(s.at_plan);
	free(s.places);
}
