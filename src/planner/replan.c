/* replan - sort published trips by what happened to them, keep what can stay, solve around it.
 *
 * At most four solves: the old trips alone (what is at risk if nobody acts, and what frozen trips
 * can still carry), the repair, and, only when the repair leaves critical demand unmet, a full plan
 * to hold it against and a loosened repair. */
#include "planner/replan.h"

#include "planner/travel.h"
#include "planner/wheel.h"

#include <stdlib.h>
#include <string.h>

const char *
planner_replan_event_code(enum planner_event_kind k)
{
	static const char *const code[] = { "vehicle_down", "plant_derated", "road_closed",
		"declined", "stock_off" };

	return (int)k >= 0 && k < PLANNER_EVENTS ? code[k] : "";
}

/* ---- events in a world --------------------------------------------------------------------------
 */

static void *
copy(struct arena *a, const void *from, size_t n, size_t more, size_t size)
{
	char *to = arena_array(a, n + more + 1, size);

	if (n)
		memcpy(to, from, n * size);
	return to;
}

static bool
is_on(const struct planner_event *e, int day)
{
	return e->day_from <= day && day <= e->day_to;
}

static void
exclude(struct planner_input *in, struct planner_fixed *fixed, const struct planner_event *e)
{
	for (int d = 0; d < in->days; d++)
		if (is_on(e, d))
			fixed[in->n_fixed++] = (struct planner_fixed){ .kind = PLANNER_EXCLUDE,
				.id = "declined",
				.supplier = e->supplier,
				.need = e->need,
				.vehicle = PLANNER_NONE,
				.day = d,
				.facility = PLANNER_NONE,
				.from_need = PLANNER_NONE };
}

static void
correct_stock(const struct planner_input *in, struct planner_need *need, int64_t g)
{
	const struct planner_product *p = &in->products[need->product];
	int64_t held = g < need->capacity_g ? g : need->capacity_g;

	if (p->bottles) {
		int64_t empties = need->empties + (need->on_hand_g - held) / p->bottle_g;
		need->empties = empties > 0 ? (int)empties : 0;
	}
	need->on_hand_g = held;
}

void
planner_replan_apply(const struct planner_input *in, const struct planner_event *events, int n,
    struct arena *a, struct planner_input *ret)
{
	size_t more = (size_t)n, days = (size_t)in->days;
	struct planner_vehicle *vehicles =
	    copy(a, in->vehicles, (size_t)in->n_vehicles, 0, sizeof *vehicles);
	struct planner_source *sources =
	    copy(a, in->sources, (size_t)in->n_sources, 0, sizeof *sources);
	struct planner_need *needs = copy(a, in->needs, (size_t)in->n_needs, 0, sizeof *needs);
	struct planner_fixed *fixed =
	    copy(a, in->fixed, (size_t)in->n_fixed, more * days, sizeof *fixed);
	struct planner_closure *closures =
	    copy(a, in->closures, (size_t)in->n_closures, more, sizeof *closures);

	*ret = *in;
	for (int i = 0; i < n; i++) {
		const struct planner_event *e = &events[i];
		for (int d = 0; e->kind == PLANNER_VEHICLE_DOWN && d < in->days; d++)
			vehicles[e->vehicle].out_of_service[d] |= is_on(e, d);
		for (int s = 0; e->kind == PLANNER_PLANT_DERATED && s < in->n_sources; s++)
			for (int d = 0; sources[s].supplier == e->supplier && d < in->days; d++)
				if (is_on(e, d))
					sources[s].production_g[d] =
					    sources[s].production_g[d] * e->pct / 100;
		if (e->kind == PLANNER_ROAD_CLOSED)
			closures[ret->n_closures++] =
			    (struct planner_closure){ e->a, e->b, e->day_from, e->day_to };
		if (e->kind == PLANNER_DECLINED)
			exclude(ret, fixed, e);
		if (e->kind == PLANNER_STOCK_OFF)
			correct_stock(in, &needs[e->need], e->quantity_g);
	}
	ret->vehicles = vehicles;
	ret->sources = sources;
	ret->needs = needs;
	ret->fixed = fixed;
	ret->closures = closures;
}

/* ---- what is still possible
 * ----------------------------------------------------------------------- */

enum fate { BROKEN, TOUCHED, FROZEN, KEPT, GIVEN_UP };

struct replanning {
	const struct planner_replan *r;
	const struct planner_input *in;
	struct arena *arena;
	const int32_t *distance;
	int n;
	struct planner_route *trip; /* [n] as they can still be driven */
	enum fate *fate;
	bool *touched;
	int64_t **least_g; /* [n][stops] */
	struct planner_previous *previous;
	int n_previous;
};

static bool
is_closed(const struct planner_input *in, int a, int b, int day)
{
	for (int i = 0; i < in->n_closures && a != b; i++) {
		const struct planner_closure *c = &in->closures[i];
		bool ends = c->b < 0 ? c->a == a || c->a == b
				     : (c->a == a && c->b == b) || (c->a == b && c->b == a);
		if (ends && c->day_from <= day && day <= c->day_to)
			return true;
	}
	return false;
}

static bool
may_serve(const struct planner_input *in, const struct planner_route *r, int need)
{
	bool right = false;

	for (int i = 0; i < in->n_rights && !right; i++)
		right = in->rights[i].supplier == r->supplier && in->rights[i].need == need &&
			in->rights[i].day_from <= r->day && r->day <= in->rights[i].day_to;
	for (int i = 0; i < in->n_fixed && right; i++) {
		const struct planner_fixed *x = &in->fixed[i];
		if (x->kind == PLANNER_EXCLUDE && (x->supplier < 0 || x->supplier == r->supplier) &&
		    (x->vehicle < 0 || x->vehicle == r->vehicle) &&
		    (x->need < 0 || x->need == need) &&
		    (x->facility < 0 || x->facility == in->needs[need].facility) &&
		    (x->day < 0 || x->day == r->day))
			right = false;
	}
	return right;
}

static int32_t
leg(const struct replanning *x, int from, int to)
{
	return x->distance[(int64_t)from * (x->in->n_suppliers + x->in->n_facilities) + to];
}

/* Kilometres, minutes and the way home of the stops that are left; their times stay. */
static bool
drive_again(const struct replanning *x, struct planner_route *r)
{
	const struct planner_vehicle *v = &x->in->vehicles[r->vehicle];
	struct wheel wheel = planner_wheel_rested(x->in, r->day);
	int at = v->supplier, now = r->leave_min;

	r->distance_m = 0;
	r->drive_min = 0;
	r->load_g = 0;
	r->load_full = 0;
	for (int i = -1; i <= r->n_stops; i++) {
		int to = i < 0            ? r->supplier
			 : i < r->n_stops ? x->in->n_suppliers + r->stops[i].facility
					  : v->supplier;
		int minutes = planner_travel_min(leg(x, at, to), v->speed_kmh);
		if (is_closed(x->in, at, to, r->day))
			return false;
		r->distance_m += leg(x, at, to);
		r->drive_min += minutes;
		if (i >= 0 && i < r->n_stops) {
			r->load_g += r->stops[i].quantity_g;
			r->load_full += r->stops[i].full;
		}
		int came = planner_wheel_drive(&wheel, now, minutes);
		now = i < 0 ? r->depart_min : i < r->n_stops ? r->stops[i].depart_min : came;
		planner_wheel_stand(&wheel, now - came);
		at = to;
	}
	r->return_min = now;
	return true;
}

static bool
is_received(
    const struct planner_input *in, const struct planner_route *r, const struct planner_stop *s)
{
	const struct planner_facility *f = &in->facilities[s->facility];
	bool any = f->receives_to_min <= f->receives_from_min;

	return (any || (f->receives_from_min <= s->arrive_min &&
			   s->arrive_min <= f->receives_to_min)) &&
	       s->arrive_min < PLANNER_DAY_MIN &&
	       (f->access_max_kg <= 0 || in->vehicles[r->vehicle].size_kg <= f->access_max_kg);
}

/* Whether the times of a trip still suit the cards: speeds, hours and trucks change too. */
static bool
keeps_time(const struct replanning *x, const struct planner_route *r)
{
	const struct planner_vehicle *v = &x->in->vehicles[r->vehicle];
	struct wheel wheel = planner_wheel_rested(x->in, r->day);
	int at = v->supplier, now = r->leave_min;

	if (r->leave_min < v->duty_from_min || r->return_min > v->duty_to_min ||
	    (v->supplier != r->supplier && (!v->loads_elsewhere || v->bottles)) ||
	    (v->bottles ? r->load_full > v->capacity_bottles : r->load_g > v->capacity_g))
		return false;
	now = planner_wheel_drive(&wheel, now, planner_travel_min(leg(x, at, r->supplier), v->speed_kmh));
	if (r->load_at_min < now ||
	    r->depart_min < r->load_at_min + planner_driving_load_min(&x->in->driving[r->day], v))
		return false;
	planner_wheel_stand(&wheel, r->depart_min - now);
	at = r->supplier;
	now = r->depart_min;
	for (int i = 0; i < r->n_stops; i++) {
		const struct planner_stop *s = &r->stops[i];
		int place = x->in->n_suppliers + s->facility;
		now = planner_wheel_drive(&wheel, now, planner_travel_min(leg(x, at, place), v->speed_kmh));
		if (s->arrive_min < now || !is_received(x->in, r, s) ||
		    s->depart_min < s->arrive_min + planner_travel_unload_min(v, s->quantity_g, s->full))
			return false;
		planner_wheel_stand(&wheel, s->depart_min - now);
		now = s->depart_min;
		at = place;
	}
	return true;
}

/* Take out what may not be served, then, while a road on the way is closed, the stops that it cuts
 * off: all to closed sites first, else the last one. False when nothing is left. */
static bool
make_drivable(struct replanning *x, int i)
{
	const struct planner_route *was = &x->r->published->routes[i];
	struct planner_route *r = &x->trip[i];
	int n = 0;

	*r = *was;
	r->stops = ARENA_ARRAY(x->arena, struct planner_stop, (size_t)was->n_stops + 1);
	for (int k = 0; k < was->n_stops; k++) {
		int place = x->in->n_suppliers + was->stops[k].facility;
		int from = n ? x->in->n_suppliers + r->stops[n - 1].facility : r->supplier;
		if (may_serve(x->in, was, was->stops[k].need) &&
		    !is_closed(x->in, from, place, r->day))
			r->stops[n++] = was->stops[k];
	}
	r->n_stops = n;
	if (x->in->vehicles[r->vehicle].out_of_service[r->day])
		return false;
	while (r->n_stops > 0 && !drive_again(x, r))
		r->n_stops--;
	return r->n_stops > 0 && keeps_time(x, r) &&
	       r->day * PLANNER_DAY_MIN + r->leave_min >= x->in->start_minute;
}

/* ---- what happened to a trip
 * ----------------------------------------------------------------------- */

static bool
has_need(const struct planner_route *r, int need)
{
	for (int i = 0; i < r->n_stops; i++)
		if (r->stops[i].need == need)
			return true;
	return false;
}

static bool
drives(const struct replanning *x, const struct planner_route *r, const struct planner_event *e)
{
	struct planner_input one = *x->in;
	struct planner_closure c = { e->a, e->b, e->day_from, e->day_to };
	int home = x->in->vehicles[r->vehicle].supplier, at = home;

	one.closures = &c;
	one.n_closures = 1;
	for (int i = -1; i <= r->n_stops; i++) {
		int to = i < 0            ? r->supplier
			 : i < r->n_stops ? x->in->n_suppliers + r->stops[i].facility
					  : home;
		if (is_closed(&one, at, to, r->day))
			return true;
		at = to;
	}
	return false;
}

static bool
is_about(const struct replanning *x, const struct planner_event *e, const struct planner_route *r)
{
	switch (e->kind) {
	case PLANNER_VEHICLE_DOWN:
		return r->vehicle == e->vehicle && is_on(e, r->day);
	case PLANNER_PLANT_DERATED: /* what it did not make is missing later too */
		return r->supplier == e->supplier && r->day >= e->day_from;
	case PLANNER_ROAD_CLOSED:
		return drives(x, r, e);
	case PLANNER_DECLINED:
		return r->supplier == e->supplier && is_on(e, r->day) && has_need(r, e->need);
	case PLANNER_STOCK_OFF:
		return has_need(r, e->need);
	case PLANNER_EVENTS:
		break;
	}
	return false;
}

/* Its truck or its plant is the broken one. */
static bool
is_unfrozen_by(const struct planner_event *e, const struct planner_route *r)
{
	return (e->kind == PLANNER_VEHICLE_DOWN && e->vehicle == r->vehicle && is_on(e, r->day)) ||
	       (e->kind == PLANNER_PLANT_DERATED && e->supplier == r->supplier);
}

static enum fate
fate_of(struct replanning *x, int i)
{
	const struct planner_route *was = &x->r->published->routes[i];
	bool drivable = make_drivable(x, i), unfrozen = false;

	x->touched[i] = !drivable || x->trip[i].n_stops < was->n_stops;
	for (int k = 0; k < x->r->n_events; k++) {
		x->touched[i] |= is_about(x, &x->r->events[k], was);
		unfrozen |= is_unfrozen_by(&x->r->events[k], was);
	}
	if (!drivable)
		return BROKEN;
	if (!unfrozen &&
	    was->day * PLANNER_DAY_MIN + was->leave_min <= x->in->start_minute + x->r->freeze_min)
		return FROZEN;
	return x->touched[i] ? TOUCHED : KEPT;
}

static void
note_previous(struct replanning *x)
{
	const struct planner_plan *p = x->r->published;
	int n = 0;

	for (int i = 0; i < p->n_routes; i++)
		n += p->routes[i].n_stops;
	x->previous = copy(
	    x->arena, x->in->previous, (size_t)x->in->n_previous, (size_t)n, sizeof *x->previous);
	x->n_previous = x->in->n_previous;
	for (int i = 0; i < p->n_routes; i++)
		for (int k = 0; k < p->routes[i].n_stops; k++)
			x->previous[x->n_previous++] =
			    (struct planner_previous){ p->routes[i].supplier,
				    p->routes[i].stops[k].need, p->routes[i].day,
				    p->routes[i].stops[k].quantity_g };
}

static void
look(struct replanning *x)
{
	size_t n = (size_t)x->n + 1;

	x->trip = ARENA_ARRAY(x->arena, struct planner_route, n);
	x->fate = ARENA_ARRAY(x->arena, enum fate, n);
	x->touched = ARENA_ARRAY(x->arena, bool, n);
	x->least_g = ARENA_ARRAY(x->arena, int64_t *, n);
	x->distance = planner_travel_matrix(x->in,
	    (x->in->config ? x->in->config : planner_config_default())->road_factor_pct, x->arena);
	for (int i = 0; i < x->n; i++) {
		x->fate[i] = fate_of(x, i);
		x->least_g[i] = ARENA_ARRAY(x->arena, int64_t, (size_t)x->trip[i].n_stops + 1);
	}
	note_previous(x);
}

/* ---- solving
 * ---------------------------------------------------------------------------------------- */

/* Which old trips a world keeps, and how. */
struct keeping {
	bool fate[GIVEN_UP + 1];
	const bool *flexible; /* [trip], or NULL */
	bool firm;
	int rounds; /* at most; one: no polish either, for trials */
};

static void
world(struct replanning *x, struct keeping k, struct planner_input *ret)
{
	struct planner_kept *kept = ARENA_ARRAY(x->arena, struct planner_kept, (size_t)x->n + 1);
	struct planner_config *c = ARENA_NEW(x->arena, struct planner_config);

	*c = *(x->in->config ? x->in->config : planner_config_default());
	c->rounds = k.rounds < c->rounds ? k.rounds : c->rounds;
	if (k.rounds == 1)
		c->polish = 0;
	*ret = *x->in;
	ret->config = c;
	ret->previous = x->previous;
	ret->n_previous = x->n_previous;
	ret->kept = kept;
	ret->n_kept = 0;
	for (int i = 0; i < x->n; i++)
		if (k.fate[x->fate[i]])
			kept[ret->n_kept++] = (struct planner_kept){ .route = x->trip[i],
				.least_g = x->least_g[i],
				.frozen = x->fate[i] == FROZEN,
				.firm = k.firm,
				.flexible = k.flexible && k.flexible[i] };
}

/* What a frozen trip carries when only old trips go is what it must carry in the new plan: new ones
 * may not take it away. */
static void
promise(struct replanning *x, const struct planner_plan *idle)
{
	for (int i = 0; i < x->n; i++) {
		if (x->fate[i] != FROZEN)
			continue;
		for (int r = 0; r < idle->n_routes; r++) {
			const struct planner_route *o = &idle->routes[r], *t = &x->trip[i];
			int at = 0;
			if (o->vehicle != t->vehicle || o->day != t->day ||
			    o->leave_min != t->leave_min)
				continue;
			for (int k = 0; k < t->n_stops; k++)
				if (at < o->n_stops && o->stops[at].need == t->stops[k].need &&
				    o->stops[at].arrive_min == t->stops[k].arrive_min)
					x->least_g[i][k] = o->stops[at++].quantity_g;
		}
	}
}

static err_t
attempt(struct replanning *x, struct planner_input *in, struct planner_plan **ret, struct faults *f)
{
	struct faults first = { 0 };
	err_t e = planner_solve(in, x->arena, ret, &first);

	if (e != ERR_CONFLICT || strncmp(first.item[0].pointer, "/kept/", 6) != 0) {
		if (f)
			*f = first;
		return e;
	}
	/* A promise to a frozen trip met something the day-by-day reserve did not see: its
	 * structure stays, its grams are what there is. */
	for (int i = 0; i < x->n; i++)
		memset(x->least_g[i], 0, sizeof *x->least_g[i] * (size_t)x->trip[i].n_stops);
	return planner_solve(in, x->arena, ret, f);
}

/* ---- loosening
 * ------------------------------------------------------------------------------------------ */

static int
by_grams(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return x[0] != y[0] ? (x[0] > y[0] ? -1 : 1) : (x[1] > y[1]) - (x[1] < y[1]);
}

static int64_t
grams_moved(const struct planner_route *was, const struct planner_plan *p)
{
	int64_t g = 0;

	for (int r = 0; r < p->n_routes; r++) {
		const struct planner_route *is = &p->routes[r];
		int at = 0;
		if (is->vehicle != was->vehicle || is->day != was->day ||
		    is->leave_min != was->leave_min)
			continue;
		for (int k = 0; k < was->n_stops; k++) {
			bool there = at < is->n_stops && is->stops[at].need == was->stops[k].need;
			int64_t brings = there ? is->stops[at].quantity_g : 0;
			g += llabs(brings - was->stops[k].quantity_g);
			at += there;
		}
		return g;
	}
	return was->load_g;
}

static int64_t
nearest_stop_m(const struct replanning *x, const struct planner_route *r, int facility)
{
	int64_t near = INT32_MAX;

	for (int i = 0; i < r->n_stops; i++) {
		int64_t m = leg(
		    x, x->in->n_suppliers + r->stops[i].facility, x->in->n_suppliers + facility);
		near = m < near ? m : near;
	}
	return near;
}

/* Critical grams that a trip of the kind could have brought on the day or the day before, were its
 * truck free; what passes nearer counts more. */
static int64_t
could_bring(const struct replanning *x, const struct planner_route *r, const struct planner_plan *p)
{
	int64_t worth = 0;

	for (int u = 0; u < p->n_unmet; u++) {
		const struct planner_unmet *row = &p->unmet[u];
		bool bottles = x->in->products[x->in->needs[row->need].product].bottles;
		if (row->critical_g && bottles == x->in->vehicles[r->vehicle].bottles &&
		    r->day <= row->day && r->day >= row->day - 1 && may_serve(x->in, r, row->need))
			worth += row->critical_g * 10 /
				 (10 + nearest_stop_m(x, r, row->facility) / 1000);
	}
	return worth;
}

/* Half of the limit: trips whose trucks could go where critical demand is unmet. */
static void
give_up(struct replanning *x, const struct planner_plan *p, int untouched)
{
	int64_t(*worth)[2] = arena_array(x->arena, (size_t)x->n + 1, sizeof *worth);
	int most = untouched * x->r->limit_pct / 200;

	for (int i = 0; i < x->n; i++) {
		worth[i][0] = x->fate[i] == KEPT ? could_bring(x, &x->trip[i], p) : -1;
		worth[i][1] = i;
	}
	qsort(worth, (size_t)x->n, sizeof *worth, by_grams);
	for (int i = 0; i < most && i < x->n && worth[i][0] > 0; i++)
		x->fate[worth[i][1]] = GIVEN_UP;
}

/* The other half: trips whose grams move most when all may. */
static bool *
worth_loosening(const struct replanning *x, const struct planner_plan *flexed, int untouched)
{
	int64_t(*moved)[2] = arena_array(x->arena, (size_t)x->n + 1, sizeof *moved);
	bool *loose = ARENA_ARRAY(x->arena, bool, (size_t)x->n + 1);
	int most = untouched * x->r->limit_pct / 200;

	for (int i = 0; i < x->n; i++) {
		moved[i][0] = x->fate[i] == KEPT ? grams_moved(&x->trip[i], flexed) : -1;
		moved[i][1] = i;
	}
	qsort(moved, (size_t)x->n, sizeof *moved, by_grams);
	for (int i = 0; i < most && i < x->n && moved[i][0] > 0; i++)
		loose[moved[i][1]] = true;
	return loose;
}

/* ---- the choice
 * -------------------------------------------------------------------------------------- */

struct candidate {
	struct planner_input in;
	struct planner_plan *plan; /* NULL when it could not be solved */
};

static bool
suffers_less(const struct candidate *a, const struct candidate *b)
{
	if (!a->plan || !b->plan)
		return a->plan != NULL;
	if (a->plan->totals.unmet_critical_g != b->plan->totals.unmet_critical_g)
		return a->plan->totals.unmet_critical_g < b->plan->totals.unmet_critical_g;
	return a->plan->totals.unmet_g < b->plan->totals.unmet_g;
}

static struct candidate
try(struct replanning *x, struct keeping k)
{
	struct candidate c = { .plan = NULL };
	struct faults ignored = { 0 };

	world(x, k, &c.in);
	if (attempt(x, &c.in, &c.plan, &ignored) != ERR_OK)
		c.plan = NULL;
	return c;
}

static void
take(struct planner_replanned *ret, const struct candidate *c, enum planner_replan_way way)
{
	ret->in = c->in;
	ret->plan = c->plan;
	ret->way = way;
}

static int
count(const struct replanning *x, enum fate fate)
{
	int n = 0;

	for (int i = 0; i < x->n; i++)
		n += x->fate[i] == fate;
	return n;
}

/* The repair left critical demand unmet: was that necessary? */
static void
compare_with_full(struct replanning *x, struct candidate best, struct planner_replanned *ret)
{
	static const bool old[GIVEN_UP + 1] = { [FROZEN] = true, [KEPT] = true };
	bool *all = ARENA_ARRAY(x->arena, bool, (size_t)x->n + 1);
	struct keeping k = { .flexible = all, .rounds = 1 };

	for (int i = 0; i < x->n; i++)
		all[i] = x->fate[i] == KEPT;
	memcpy(k.fate, old, sizeof old);
	struct candidate flexed = try(x, k);
	if (flexed.plan) {
		int untouched = count(x, KEPT);
		k.flexible = worth_loosening(x, flexed.plan, untouched);
		give_up(x, best.plan, untouched);
		struct candidate loose = try(x, k);
		if (suffers_less(&loose, &best)) {
			best = loose;
			take(ret, &loose, PLANNER_LOOSENED);
		}
	}
	struct candidate full = try(x, (struct keeping){ .fate[FROZEN] = true, .rounds = INT32_MAX });
	if (!full.plan)
		return;
	ret->full_critical_g = full.plan->totals.unmet_critical_g;
	if (best.plan->totals.unmet_critical_g <= ret->full_critical_g)
		return;
	if (suffers_less(&flexed, &full))
		take(ret, &flexed, PLANNER_FLEXED);
	else
		take(ret, &full, PLANNER_FROM_SCRATCH);
}

static void
tell_diff(struct replanning *x, struct planner_replanned *ret)
{
	struct planner_diff *d = &ret->diff;

	struct planner_diff_of of = { x->r->published, ret->idle, ret->plan, x->touched };
	planner_diff(x->in, &of, x->arena, d);
	for (int i = 0; i < x->n; i++) {
		d->broken += x->fate[i] == BROKEN;
		d->frozen += x->fate[i] == FROZEN;
		d->touched += x->touched[i];
		d->untouched += !x->touched[i];
	}
	for (int i = 0; i < d->n_changes; i++) {
		const struct planner_trip_change *c = &d->changes[i];
		if (c->before < 0 || c->what == PLANNER_TRIMMED)
			continue;
		d->untouched_changed += !c->touched;
		d->frozen_changed += x->fate[c->before] == FROZEN;
	}
	planner_diff_risk(x->in, ret->idle, &d->before);
	planner_diff_risk(x->in, ret->plan, &d->after);
}

/* Too many trips carry other grams than published: ordinary demand may not take them, then. Stands
 * where it changes less and critical demand does not suffer for it. */
static void
steady(struct replanning *x, struct keeping k, struct planner_replanned *ret)
{
	struct planner_replanned firm = *ret;
	int64_t most = ret->plan->totals.unmet_critical_g;

	k.firm = true;
	for (int i = 0; i < x->n; i++)
		x->fate[i] = x->fate[i] == GIVEN_UP ? KEPT : x->fate[i];
	struct candidate c = try(x, k);
	if (ret->full_critical_g > most)
		most = ret->full_critical_g;
	if (!c.plan || c.plan->totals.unmet_critical_g > most)
		return;
	take(&firm, &c, PLANNER_REPAIRED);
	tell_diff(x, &firm);
	if (firm.diff.untouched_changed < ret->diff.untouched_changed)
		*ret = firm;
}

err_t
planner_replan(const struct planner_replan *r, struct arena *a, struct planner_replanned *ret,
    struct faults *f)
{
	struct replanning x = { .r = r, .in = r->in, .arena = a, .n = r->published->n_routes };
	struct keeping k = { .fate = { [TOUCHED] = true, [FROZEN] = true, [KEPT] = true },
		.rounds = 1 };
	struct candidate repair;

	*ret = (struct planner_replanned){ .full_critical_g = -1 };
	look(&x);
	int untouched = count(&x, KEPT);
	world(&x, k, &repair.in);
	err_t e = planner_solve_kept(&repair.in, a, &ret->idle, f);
	if (e)
		return e;
	promise(&x, ret->idle);
	k.fate[TOUCHED] = false;
	world(&x, k, &repair.in);
	e = attempt(&x, &repair.in, &repair.plan, f);
	if (e)
		return e;
	take(ret, &repair, PLANNER_REPAIRED);
	if (repair.plan->totals.unmet_critical_g > 0)
		compare_with_full(&x, repair, ret);
	tell_diff(&x, ret);
	if (ret->diff.untouched_changed * 100 > untouched * r->limit_pct)
		steady(&x, k, ret);
	return ERR_OK;
}
