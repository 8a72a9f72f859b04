/* place - trials at every position of a vehicle's trips. */
#include "planner/place.h"

#include "planner/load.h"

enum {
	OWN_TRIP_M = 20000,
	LEFT_TIMES = 6 /* what is left behind weighs so many times the trip that it would take */
};

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

int64_t
planner_place_room_g(const struct day *s, const struct day_plan *p, const struct trip_plan *t, int order)
{
	const struct planner_vehicle *v = planner_timing_vehicle(s, p);
	int64_t left = v->bottles ? v->capacity_bottles : v->capacity_g;

	for (int i = 0; i < t->n; i++)
		left -= v->bottles ? t->stop[i].g / planner_timing_bottle_g(s, t->stop[i].order)
				   : t->stop[i].g;
	return v->bottles ? left * planner_timing_bottle_g(s, order) : left;
}

/* How much of an order the trip can still take, and its plant give. */
static int64_t
fits(const struct day *s, const struct day_plan *p, const struct trip_plan *t, int order)
{
	int64_t left = planner_place_room_g(s, p, t, order), there = planner_load_left_g(s, order, t->supplier);

	left = there < left ? there : left;
	return s->orders[order].want_g < left ? s->orders[order].want_g : left;
}

int64_t
planner_place_left_m(const struct day *s, int order, int64_t g)
{
	const struct order *o = &s->orders[order];
	int64_t trip = 2 * (int64_t)planner_setup_road_m(
			       s->w, o->supplier, planner_timing_facility(s, order)) +
		       OWN_TRIP_M;

	return (int64_t)((__int128)(o->want_g - g) * trip * LEFT_TIMES / s->mean_g[planner_timing_bottle_g(s, order) > 0]);
}

bool
planner_place_slot_is_free(const struct day *s, int supplier)
{
	int slots = s->w->in->suppliers[supplier].loading_slots_per_day;

	return slots < 0 || s->loadings[supplier] < slots;
}

/* The place before stop `at` of a trip, or its end: its number in the road matrix. */
static int
place_before(const struct day *s, const struct trip_plan *t, int at)
{
	return at > 0 ? s->w->in->n_suppliers + planner_timing_facility(s, t->stop[at - 1].order) : t->supplier;
}

static int
place_after(const struct day *s, const struct day_plan *p, const struct trip_plan *t, int at)
{
	return at < t->n ? s->w->in->n_suppliers + planner_timing_facility(s, t->stop[at].order)
			 : planner_timing_vehicle(s, p)->supplier;
}

static int64_t
road(const struct day *s, int from, int to)
{
	return s->w->distance[(int64_t)from * s->w->places + to];
}

/* Metres that a stop adds there; being late only adds to that. */
static int64_t
detour_m(const struct day *s, const struct day_plan *p, const struct trip_plan *t, int at, int order)
{
	int here = s->w->in->n_suppliers + planner_timing_facility(s, order);
	int from = place_before(s, t, at), to = place_after(s, p, t, at);
	int64_t without = t->n > 0 ? road(s, from, to) : 0;

	return road(s, from, here) + road(s, here, to) - without;
}

/* A search through one vehicle's day: the day as it is, what comes before each trip, and the best place so far. */
struct trial {
	struct day *s;
	struct day_plan *p;
	int order;
	struct place best;
	bool tried;
	struct timing_before *before; /* [TRIPS_MAX + 1] and */
	struct day_plan *was;         /* the day, once something was tried */
};

static void
begin(struct trial *x)
{
	if (x->tried)
		return;
	planner_timing_copy(x->was, x->p);
	planner_timing_before(x->p, x->before);
	x->tried = true;
}

/* Too little, or its metres alone are dearer than the best place. */
static bool
is_out(const struct trial *x, const struct trip_plan *t, int at, int64_t g)
{
	return g < x->s->orders[x->order].least_g ||
	       detour_m(x->s, x->p, t, at, x->order) + planner_place_left_m(x->s, x->order, g) >= x->best.cost;
}

static void
consider(struct trial *x, struct place here)
{
	struct trip_plan *t = &x->p->trip[here.trip];
	struct place *best = &x->best;
	enum planner_reason why;

	if (is_out(x, t, here.at, here.g))
		return;
	begin(x);
	put_stop(t, here.at, (struct stop_plan){ .order = x->order, .g = here.g });
	if (!planner_timing_from(x->s, x->p, here.trip, &x->before[here.trip], &why))
		best->why = why > best->why || best->why == PLANNER_VEHICLES ? why : best->why;
	else {
		here.cost = x->p->cost - x->was->cost + planner_place_left_m(x->s, x->order, here.g) + planner_load_policy_m(x->s, x->order, here.supplier);
		here.why = best->why;
		if (here.cost < best->cost)
			*best = here;
	}
	take_stop(t, here.at);
}

static void
consider_new_trip(struct trial *x, int supplier)
{
	struct day_plan *p = x->p;
	struct trip_plan fresh; /* of which only these two are read */

	if (p->n == TRIPS_MAX)
		return;
	if (!planner_place_slot_is_free(x->s, supplier)) {
		x->best.why = PLANNER_LOADING_SLOTS;
		return;
	}
	fresh.n = 0;
	fresh.supplier = supplier;
	int64_t g = fits(x->s, p, &fresh, x->order);
	if (is_out(x, &fresh, 0, g))
		return;
	begin(x);
	for (int at = 0; at <= p->n; at++) {
		open_trip(p, at, supplier);
		consider(x, (struct place){ .g = g, .trip = at, .supplier = supplier, .opens = true });
		close_trip(p, at);
	}
}

/* The vehicle may bring it from there; why not, unless more is known already. */
static bool
may_carry(struct trial *x, int supplier)
{
	enum planner_reason why;

	if (planner_load_right(x->s, x->order, supplier) < 0)
		return false;
	if (planner_setup_vehicle_fits(x->s->w, x->p->vehicle, supplier, x->s->orders[x->order].need, x->s->day, &why))
		return true;
	x->best.why = x->best.why == PLANNER_VEHICLES ? why : x->best.why;
	return false;
}

static void
consider_trips(struct trial *x)
{
	struct day_plan *p = x->p;

	for (int t = 0; t < p->n; t++) {
		if (p->trip[t].n == STOPS_MAX || !may_carry(x, p->trip[t].supplier))
			continue;
		int64_t g = fits(x->s, p, &p->trip[t], x->order);
		for (int at = 0; at <= p->trip[t].n; at++)
			consider(x, (struct place){ .g = g, .trip = t, .at = at, .supplier = p->trip[t].supplier });
	}
}

struct place
planner_place_find(struct day *s, int plan, int order, int64_t below)
{
	const struct order *o = &s->orders[order];
	struct timing_before before[TRIPS_MAX + 1];
	struct day_plan was;
	struct trial x = { .s = s, .p = &s->plans[plan], .order = order, .best = { .cost = below, .why = PLANNER_VEHICLES },
		.before = before, .was = &was };
	int home = planner_timing_vehicle(s, x.p)->supplier;

	if (o->vehicle < 0 || o->vehicle == x.p->vehicle) {
		consider_trips(&x);
		if (home != o->supplier && may_carry(&x, home))
			consider_new_trip(&x, home);
		if (may_carry(&x, o->supplier))
			consider_new_trip(&x, o->supplier);
	}
	if (x.tried)
		planner_timing_copy(x.p, &was);
	if (x.best.g == 0)
		x.best.cost = PLANNER_PLACE_NO_COST;
	return x.best;
}

void
planner_place_put(struct day *s, int plan, int order, const struct place *here)
{
	struct day_plan *p = &s->plans[plan];
	enum planner_reason why;

	if (here->opens) {
		open_trip(p, here->trip, here->supplier);
		s->loadings[here->supplier]++;
	}
	planner_load_take(s, order, here->supplier, here->g);
	put_stop(
	    &p->trip[here->trip], here->at, (struct stop_plan){ .order = order, .g = here->g });
	planner_timing_day(s, p, &why);
	s->orders[order].placed_g = here->g;
	s->at_plan[order] = plan;
}

int64_t
planner_place_take(struct day *s, int order)
{
	struct day_plan *p = &s->plans[s->at_plan[order]];
	int64_t g = 0;

	for (int t = p->n - 1; t >= 0; t--) {
		for (int i = p->trip[t].n - 1; i >= 0; i--) {
			if (p->trip[t].stop[i].order != order)
				continue;
			g = p->trip[t].stop[i].g;
			planner_load_take(s, order, p->trip[t].supplier, -g);
			take_stop(&p->trip[t], i);
		}
		if (p->trip[t].n == 0) {
			s->loadings[p->trip[t].supplier]--;
			close_trip(p, t);
		}
	}
	s->at_plan[order] = PLANNER_NONE;
	s->orders[order].placed_g = 0;
	return g;
}
