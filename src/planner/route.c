/* route - insertion of a day's trips.
 *
 * Times are kept as scheduled for the quantity at insertion. Later stages only take mass away, so
 * trucks may wait a little but never come late. */
#include "planner/route.h"

#include "planner/improve.h"
#include "planner/load.h"
#include "planner/place.h"
#include "planner/stock.h"
#include "planner/wheel.h"

#include <limits.h>
#include <stdlib.h>

/* ---- insertion --------------------------------------------------------------------------------
 */

static void
refresh(struct day *s, int plan)
{
	for (int o = 0; o < s->n_orders; o++)
		if (s->at_plan[o] < 0)
			s->places[o * s->n_plans + plan] = planner_place_find(s, plan, o, PLANNER_PLACE_NO_COST);
}

/* Places that count on more than a source has left. */
static void
refresh_short(struct day *s, int source)
{
	for (int o = 0; o < s->n_orders; o++)
		for (int p = 0; s->at_plan[o] < 0 && p < s->n_plans; p++) {
			struct place *here = &s->places[o * s->n_plans + p];
			if (here->cost != PLANNER_PLACE_NO_COST && planner_load_source(s, o, here->supplier) == source &&
			    here->g > planner_load_left_g(s, o, here->supplier))
				*here = planner_place_find(s, p, o, PLANNER_PLACE_NO_COST);
		}
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
	planner_load_rest(s, order, at);
	for (int p = 0; p < s->n_plans; p++)
		s->places[at * s->n_plans + p] = planner_place_find(s, p, at, PLANNER_PLACE_NO_COST);
}

/* Two cheapest vehicles for an order; -1 where there is none. */
static int64_t
regret(const struct day *s, int order, int *ret_plan)
{
	int64_t best = PLANNER_PLACE_NO_COST, second = PLANNER_PLACE_NO_COST;

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
	return second == PLANNER_PLACE_NO_COST ? PLANNER_PLACE_NO_COST : second - best;
}

/* Of equals who runs dry first, then who takes more. */
static bool
is_more_pressing(const struct order *a, const struct order *b)
{
	if (a->dry_at != b->dry_at)
		return a->dry_at < b->dry_at;
	return a->want_g > b->want_g;
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
		    (s->orders[o].class == s->orders[best].class &&
			(r > most || (r == most && is_more_pressing(&s->orders[o], &s->orders[best]))))) {
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
		struct place here = s->places[order * s->n_plans + plan];
		bool was_free = planner_place_slot_is_free(s, here.supplier);
		planner_place_put(s, plan, order, &here);
		order_the_rest(s, order, here.g);
		refresh(s, plan);
		refresh_short(s, planner_load_source(s, order, here.supplier));
		for (int p = 0; was_free && !planner_place_slot_is_free(s, here.supplier) && p < s->n_plans; p++)
			refresh(s, p);
	}
}

/* ---- fuller trucks ------------------------------------------------------------------------------
 */

/* Room at a site when the truck comes, beyond what the day's stops there bring. */
static int64_t
room_at(const struct day *s, const struct stop_plan *stop)
{
	int need = s->orders[stop->order].need;
	int64_t room = planner_stock_room(s->w, need, stop->arrive, PLANNER_NONE);

	for (int p = 0; p < s->n_plans; p++)
		for (int t = 0; t < s->plans[p].n; t++)
			for (int i = 0; i < s->plans[p].trip[t].n; i++)
				if (s->orders[s->plans[p].trip[t].stop[i].order].need == need)
					room -= s->plans[p].trip[t].stop[i].g;
	return room;
}

/* As much more as the truck, the site and the day's times take, or a half or a quarter of it. */
static void
stretch_stop(struct day *s, struct day_plan *p, struct trip_plan *t, struct stop_plan *stop)
{
	enum planner_reason why;
	int64_t was = stop->g, cost = p->cost, room = room_at(s, stop), left = planner_place_room_g(s, p, t, stop->order), each = planner_timing_bottle_g(s, stop->order);

	for (int64_t more = room < left ? room : left, part = 1; part <= 4 && more / part > 0; part *= 2) {
		stop->g = was + (each ? more / part / each * each : more / part);
		if (planner_timing_day(s, p, &why) && p->cost <= cost)
			return;
	}
	stop->g = was;
	planner_timing_day(s, p, &why);
}

/* Minutes for more than was ordered where truck and time are left, the driest first: the flow says what comes of it. */
static void
stretch_trip(struct day *s, struct day_plan *p, struct trip_plan *t)
{
	int by_dry[STOPS_MAX];

	for (int i = 0; i < t->n; i++) {
		int at = i;
		for (; at > 0 && s->orders[t->stop[by_dry[at - 1]].order].dry_at > s->orders[t->stop[i].order].dry_at; at--)
			by_dry[at] = by_dry[at - 1];
		by_dry[at] = i;
	}
	for (int i = 0; i < t->n; i++)
		if (s->orders[t->stop[by_dry[i]].order].fixed < 0)
			stretch_stop(s, p, t, &t->stop[by_dry[i]]);
}

/* ---- a day ------------------------------------------------------------------------------------
 */

/* What else the vehicle does that begins on another day: its span narrows this day. Before tomorrow's trip the driver has a break. */
static void
keep_clear(const struct day *s, struct day_plan *p, int day, int from, int to)
{
	int rest = planner_wheel_break_min(s->w->in, s->day);

	if (day < s->day && to > p->ready)
		p->ready = to;
	if (day > s->day && from - rest < p->until)
		p->until = from - rest;
}

static struct day_plan
open_plan(const struct day *s, int vehicle)
{
	struct day_plan p = { .vehicle = vehicle, .until = INT_MAX, .wheel_min = planner_wheel_left(s->w, vehicle, s->day) };

	for (int i = 0; i < s->w->in->n_fixed; i++) {
		const struct planner_fixed *x = &s->w->in->fixed[i];
		int midnight = x->day * PLANNER_DAY_MIN;
		if (x->kind == PLANNER_COMMITTED && x->vehicle == vehicle &&
		    x->busy_to_min > x->busy_from_min)
			keep_clear(
			    s, &p, x->day, midnight + x->busy_from_min, midnight + x->busy_to_min);
	}
	for (size_t i = 0; i < s->w->trips.n; i++) {
		const struct trip *t = &s->w->trips.at[i];
		if (t->vehicle == vehicle)
			keep_clear(s, &p, t->day, t->leave, t->back);
	}
	return p;
}

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
			s->plans[s->n_plans++] = open_plan(s, v);
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

static int
keep_stop(struct day *s, const struct day_plan *p, const struct trip_plan *t, const struct stop_plan *stop, int64_t g, int depart)
{
	const struct order *o = &s->orders[stop->order];
	int vehicle = p->vehicle, trip = (int)s->w->trips.n - 1;
	int64_t cap = o->fixed >= 0 ? g : planner_setup_unload_cap(s->w, vehicle, o->need, g, depart - stop->arrive);

	return planner_setup_add_visit(s->w, (struct visit){ .right = planner_load_right(s, stop->order, t->supplier), .supplier = t->supplier,
	    .source = planner_load_source(s, stop->order, t->supplier), .need = o->need, .day = s->day, .trip = trip, .arrive = stop->arrive,
	    .depart = depart, .cap_g = cap, .lower_g = o->lower_g, .quantity_g = g, .fixed = o->fixed, .kept = PLANNER_NONE });
}

static void
keep_trip(struct day *s, const struct day_plan *p, int seq)
{
	const struct trip_plan *t = &p->trip[seq];
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
	for (int i = 0, to; i < t->n; i = to) {
		int64_t g = t->stop[i].g;
		for (to = i + 1; to < t->n && planner_timing_goes_on(s, t, to); to++)
			g += t->stop[to].g;
		*VEC_ADD(&trip->stops) = keep_stop(s, p, t, &t->stop[i], g, t->stop[to - 1].depart);
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

static void
measure_orders(struct day *s)
{
	int n[2] = { 0 };

	for (int o = 0; o < s->n_orders; o++) {
		bool bottles = planner_timing_bottle_g(s, o) > 0;
		s->mean_g[bottles] += s->orders[o].want_g;
		n[bottles]++;
	}
	for (int i = 0; i < 2; i++)
		s->mean_g[i] = n[i] ? s->mean_g[i] / n[i] + 1 : 1;
}

void
planner_route_day(struct work *w, int day, struct order *orders, int n, const int64_t *gas_g)
{
	struct day s = { .w = w, .day = day, .n_orders = n, .most_orders = 2 * n };

	if (!n)
		return;
	s.orders = MEM_ARRAY(struct order, (size_t)s.most_orders);
	memcpy(s.orders, orders, sizeof *orders * (size_t)n);
	measure_orders(&s);
	planner_load_open(&s, gas_g);
	open_plans(&s);
	insert_all(&s);
	planner_improve_day(&s);
	explain_refusals(&s);
	for (int p = 0; p < s.n_plans; p++) {
		for (int t = 0; t < s.plans[p].n; t++)
			stretch_trip(&s, &s.plans[p], &s.plans[p].trip[t]);
	}
	for (int p = 0; p < s.n_plans; p++) {
		for (int t = 0; t < s.plans[p].n; t++)
			keep_trip(&s, &s.plans[p], t);
	}
	for (int i = 0; i < n; i++) {
		orders[i].placed_g = s.orders[i].placed_g;
		orders[i].why = s.orders[i].why;
		orders[i].why_vehicle = s.orders[i].why_vehicle;
	}
	free(s.orders);
	planner_load_close(&s);
	free(s.plans);
	free(s.loadings);
	free(s.at_plan);
	free(s.places);
}
