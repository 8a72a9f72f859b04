/* dispatch - down the list, truck by truck. */
#include "simulate/dispatch.h"

#include <limits.h>

enum {
	LEAST_G = 300000,   /* smaller bulk drops are not worth a stop */
	LEAST_BOTTLES = 5,
	LEAST_LOAD_PCT = 25, /* of a truck, before it leaves with less than what was asked for */
	DETOUR_PCT = 70,    /* of the road there and back: dearer stops wait for a truck of their own */
};

struct trying {
	struct simulate_world *w;
	simulate_orders *orders;
	int64_t gas_g, left_g; /* at the supplier, and room on the truck, in grams or bottles' content */
	struct simulate_tour tour;
};

static bool
same_kind(const struct simulate_world *w, int truck, int site)
{
	return w->s->trucks[truck].bottles != w->s->sites[site].lox;
}

static int64_t
goods_g(const struct simulate_world *w, int supplier, bool lox)
{
	return lox ? w->suppliers[supplier].gas_g : w->suppliers[supplier].full * w->s->bottle_g;
}

static int64_t
capacity_g(const struct simulate_world *w, int truck)
{
	const struct simulate_truck *x = &w->s->trucks[truck];
	return x->bottles ? x->cap_bottles * w->s->bottle_g : x->cap_g;
}

static int64_t
least_g(const struct simulate_world *w, const struct simulate_order *o)
{
	int64_t least = w->s->sites[o->site].lox ? LEAST_G : LEAST_BOTTLES * w->s->bottle_g;
	return o->want_g < least ? o->want_g : least;
}

static int
later(int a, int b)
{
	return a > b ? a : b;
}

/* Earliest departure of a truck for what has been wanted since then; INT_MAX when it cannot leave this hour. One that came home within the
 * last hour has been loading since, for what was wanted by then, and is not done yet. */
static int
can_leave(const struct simulate_world *w, int truck, int since)
{
	const struct simulate_truck *x = &w->s->trucks[truck];
	const struct simulate_truck_state *st = &w->trucks[truck];
	int now = simulate_world_minute(w), from = simulate_world_day(w) * SIMULATE_DAY_MIN + x->duty_from_min;
	int loading = later(later(st->free_at, since), now + 1 - x->load_min);
	int leave = later(st->free_at > now - 60 && loading < now ? loading : later(now, st->free_at), from);
	return st->away || leave >= now + 60 ? INT_MAX : leave;
}

static int
since_min(const struct simulate_order *o)
{
	return o->since_hour * 60;
}

/* The smallest truck that takes it all, else the largest. */
static int
choose_truck(const struct simulate_world *w, int supplier, const struct simulate_order *o)
{
	int best = -1;
	for (int i = 0; i < w->s->n_trucks; i++) {
		if (w->s->trucks[i].supplier != supplier || !same_kind(w, i, o->site) || can_leave(w, i, since_min(o)) == INT_MAX ||
		    simulate_scenario_is_out(w->s, SIMULATE_TRUCK_OUT, i, simulate_world_day(w)))
			continue;
		int64_t cap = capacity_g(w, i), was = best < 0 ? -1 : capacity_g(w, best);
		if (best < 0 || (was < o->want_g ? cap > was : cap >= o->want_g && cap < was))
			best = i;
	}
	return best;
}

static bool
is_enough(const struct simulate_world *w, int supplier, const struct simulate_order *o)
{
	return goods_g(w, supplier, w->s->sites[o->site].lox) >= least_g(w, o);
}

static bool
deals_in(const struct simulate_world *w, int supplier, bool lox)
{
	for (int i = 0; i < w->s->n_trucks; i++)
		if (w->s->trucks[i].supplier == supplier && w->s->trucks[i].bottles != lox)
			return true;
	return false;
}

/* The truck for an order; -1 when none may or can go now. */
static int
truck_for(const struct simulate_world *w, const struct simulate_order *o)
{
	int best = -1, best_m = INT_MAX, best_truck = -1;
	bool lox = w->s->sites[o->site].lox;
	if (o->choice == SIMULATE_FIXED)
		return is_enough(w, o->supplier, o) ? choose_truck(w, o->supplier, o) : -1;
	for (int i = 0; i < w->s->n_suppliers; i++) {
		int far = simulate_scenario_road_m(w->s, i, w->s->n_suppliers + o->site);
		if (far >= best_m || !deals_in(w, i, lox) || !is_enough(w, i, o))
			continue;
		int truck = choose_truck(w, i, o);
		if (truck < 0 && o->choice == SIMULATE_WITH_TRUCK)
			continue;
		best = i;
		best_m = far;
		best_truck = truck;
	}
	return best < 0 ? -1 : best_truck;
}

static void
put(struct trying *t, int at, const struct simulate_order *o, int64_t g)
{
	for (int i = t->tour.n; i > at; i--)
		t->tour.stops[i] = t->tour.stops[i - 1];
	int64_t each = t->w->s->bottle_g;
	t->tour.stops[at] = t->w->s->sites[o->site].lox ? (struct simulate_stop){ .site = o->site, .load_g = g }
	                                               : (struct simulate_stop){ .site = o->site, .load_full = (int)(g / each) };
	t->tour.n++;
}

static int64_t
fitting_g(const struct trying *t, const struct simulate_order *o, int64_t want)
{
	int64_t g = want < t->left_g ? want : t->left_g, each = t->w->s->bottle_g;
	g = g < t->gas_g ? g : t->gas_g;
	return t->w->s->sites[o->site].lox ? g : g / each * each;
}

/* Put the order where it costs least road; false when it does not fit in or is too far. */
static bool
add(struct trying *t, const struct simulate_order *o, int64_t g)
{
	struct simulate_tour before = t->tour, best = { 0 };
	const struct simulate_truck *x = &t->w->s->trucks[t->tour.truck];
	if (t->tour.n == SIMULATE_STOPS_MAX)
		return false;
	for (int at = before.n > 0; at <= before.n; at++) { /* the first of the list stays first */
		t->tour = before;
		put(t, at, o, g);
		if (simulate_world_time(t->w, &t->tour) && (best.n == 0 || t->tour.distance_m < best.distance_m))
			best = t->tour;
	}
	t->tour = before;
	int64_t alone = 2 * (int64_t)simulate_scenario_road_m(t->w->s, x->supplier, t->w->s->n_suppliers + o->site);
	if (best.n == 0 || (before.n > 0 && best.distance_m - before.distance_m > alone * DETOUR_PCT / 100))
		return false;
	t->tour = best;
	t->gas_g -= g;
	t->left_g -= g;
	return true;
}

/* Whether what a truck is loaded with for another order may have this one's goods with it. */
static bool
may_join(const struct simulate_world *w, const struct simulate_tour *t, const struct simulate_order *o)
{
	return o->want_g > 0 && since_min(o) <= t->leave && same_kind(w, t->truck, o->site) && (o->choice != SIMULATE_FIXED || o->supplier == t->supplier);
}

/* Room that is left on the truck goes to the stops in their order. */
static void
top_up(struct trying *t)
{
	for (int i = 0; i < t->tour.n; i++) {
		struct simulate_stop *stop = &t->tour.stops[i];
		VEC_FOREACH(o, t->orders) {
			int64_t had = stop->load_g + stop->load_full * t->w->s->bottle_g;
			if (o->site != stop->site || o->most_g <= had)
				continue;
			int64_t more = fitting_g(t, o, o->most_g - had);
			struct simulate_stop was = *stop;
			if (t->w->s->sites[o->site].lox)
				stop->load_g += more;
			else
				stop->load_full += (int)(more / t->w->s->bottle_g);
			if (!simulate_world_time(t->w, &t->tour)) {
				*stop = was;
				continue;
			}
			t->gas_g -= more;
			t->left_g -= more;
		}
	}
}

static void
settle(struct trying *t)
{
	for (int i = 0; i < t->tour.n; i++) {
		int64_t g = t->tour.stops[i].load_g + t->tour.stops[i].load_full * t->w->s->bottle_g;
		VEC_FOREACH(o, t->orders) {
			if (o->site != t->tour.stops[i].site)
				continue;
			o->want_g = o->want_g > g ? o->want_g - g : 0;
			o->most_g = o->most_g > g ? o->most_g - g : 0;
		}
	}
}

/* One truck for the order at `first`, filled along the rest of the list. */
static bool
send_for(struct simulate_world *w, simulate_orders *orders, size_t first)
{
	const struct simulate_order *o = &orders->at[first];
	int truck = truck_for(w, o);
	if (truck < 0)
		return false;
	int supplier = w->s->trucks[truck].supplier;
	struct trying t = { .w = w, .orders = orders, .gas_g = goods_g(w, supplier, w->s->sites[o->site].lox), .left_g = capacity_g(w, truck),
		.tour = { .truck = truck, .supplier = supplier, .leave = can_leave(w, truck, since_min(o)) } };
	int64_t all = t.left_g, g = fitting_g(&t, o, o->want_g);
	if (g <= 0 || (g < o->want_g && g < all * LEAST_LOAD_PCT / 100) || !add(&t, o, g))
		return false;
	for (size_t i = first + 1; i < orders->n; i++) {
		const struct simulate_order *next = &orders->at[i];
		int64_t part = may_join(w, &t.tour, next) ? fitting_g(&t, next, next->want_g) : 0;
		if (part > 0 && part >= least_g(w, next))
			add(&t, next, part);
	}
	top_up(&t);
	if (!simulate_world_send(w, &t.tour))
		return false;
	settle(&t);
	return true;
}

void
simulate_dispatch_orders(struct simulate_world *w, simulate_orders *orders)
{
	for (size_t i = 0; i < orders->n; i++)
		while (orders->at[i].want_g > 0 && send_for(w, orders, i))
			continue;
}

/* Late trips leave at once; one that would no longer be home in time loses its last stops. */
static void
send_trip(struct simulate_world *w, struct simulate_trip *trip)
{
	struct simulate_tour t = trip->tour;
	int now = simulate_world_minute(w), can = can_leave(w, t.truck, t.leave);
	if (can == INT_MAX)
		return;
	t.leave = t.leave > can ? t.leave : can;
	if (t.leave >= now + 60)
		return;
	for (; t.n > 0 && !trip->gone; t.n--)
		if (simulate_world_time(w, &t))
			trip->gone = simulate_world_send(w, &t);
}

void
simulate_dispatch_trips(struct simulate_world *w, simulate_trips *trips)
{
	int end = simulate_world_minute(w) + 60, today = simulate_world_day(w);
	VEC_FOREACH(t, trips)
		if (!t->gone && t->tour.leave < end && t->tour.leave / SIMULATE_DAY_MIN == today)
			send_trip(w, t);
}

int64_t
simulate_dispatch_coming_g(const struct simulate_world *w, int site)
{
	int64_t g = 0;
	for (int i = 0; i < w->s->n_trucks; i++) {
		const struct simulate_tour *t = &w->trucks[i].tour;
		for (int k = t->done; w->trucks[i].away && k < t->n; k++)
			if (t->stops[k].site == site)
				g += t->stops[k].load_g + t->stops[k].load_full * w->s->bottle_g;
	}
	return g;
}
