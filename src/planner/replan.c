/* replan - sort published trips by what happened to them, keep what can stay, solve around it.
 *
 * At most four solves: the old trips alone (what is at risk if nobody acts, and what frozen trips
 * can still carry), the repair, and, only when the repair leaves critical demand unmet, a full plan
 * to hold it against and a loosened repair. */
#include "planner/replan.h"

#include "planner/travel.h"

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
	int at = v->supplier, last = r->depart_min;

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
			last = r->stops[i].depart_min;
			r->load_g += r->stops[i].quantity_g;
			r->load_full += r->stops[i].full;
		}
		if (i == r->n_stops)
			r->return_min = last + minutes;
		at = to;
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
	return r->n_stops > 0 && r->day * PLANNER_DAY_MIN + r->leave_min >= x->in->start_minute;
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

/* The world with all trips kept whose fate is at least `from` and that are not given up. */
static void
world(const struct replanning *x, enum fate from, struct planner_input *ret)
{
	struct planner_kept *kept = ARENA_ARRAY(x->arena, struct planner_kept, (size_t)x->n + 1);

	*ret = *x->in;
	ret->previous = x->previous;
	ret->n_previous = x->n_previous;
	ret->kept = kept;
	ret->n_kept = 0;
	for (int i = 0; i < x->n; i++)
		if (x->fate[i] >= from && x->fate[i] != GIVEN_UP)
			kept[ret->n_kept++] = (struct planner_kept){ x->trip[i], x->least_g[i],
				x->fate[i] == FROZEN };
}

/* Only the frozen ones. */
static void
world_of_frozen(const struct replanning *x, struct planner_input *ret)
{
	world(x, FROZEN, ret);
	struct planner_kept *kept = copy(x->arena, ret->kept, (size_t)ret->n_kept, 0, sizeof *kept);
	int n = 0;

	for (int i = 0; i < ret->n_kept; i++)
		if (kept[i].frozen)
			kept[n++] = kept[i];
	ret->kept = kept;
	ret->n_kept = n;
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
	err_t e = planner_solve(in, x->arena, ret, f);

	if (e != ERR_INTERNAL)
		return e;
	/* A promise to a frozen trip met something the day-by-day reserve did not see: its
	 * structure stays, its grams are what there is. */
	for (int i = 0; i < x->n; i++)
		memset(x->least_g[i], 0, sizeof *x->least_g[i] * (size_t)x->trip[i].n_stops);
	struct faults again = { 0 };
	e = planner_solve(in, x->arena, ret, &again);
	if (!e && f)
		f->n = 0;
	return e;
}

/* ---- giving up
 * ------------------------------------------------------------------------------------------ */

/* How much critical demand a kept trip's truck and gas could have gone to instead. */
static int64_t
could_serve(const struct replanning *x, int i, const struct planner_plan *p)
{
	const struct planner_route *r = &x->trip[i];
	int64_t g = 0;

	for (int u = 0; u < p->n_unmet; u++) {
		const struct planner_unmet *row = &p->unmet[u];
		const struct planner_product *product =
		    &x->in->products[x->in->needs[row->need].product];
		if (row->critical_g && product->bottles == x->in->vehicles[r->vehicle].bottles &&
		    r->day <= row->day && r->day >= row->day - 3 &&
		    (has_need(r, row->need) || may_serve(x->in, r, row->need)))
			g += row->critical_g;
	}
	return g;
}

static bool
give_up(struct replanning *x, const struct planner_plan *p, int untouched)
{
	int most = untouched * x->r->limit_pct / 100, given = 0;
	int64_t *worth = MEM_ARRAY(int64_t, (size_t)x->n + 1);

	for (int i = 0; i < x->n; i++)
		worth[i] = x->fate[i] == KEPT ? could_serve(x, i, p) : 0;
	for (; given < most; given++) {
		int best = PLANNER_NONE;
		for (int i = 0; i < x->n; i++)
			if (x->fate[i] == KEPT && worth[i] > 0 &&
			    (best < 0 || worth[i] > worth[best]))
				best = i;
		if (best < 0)
			break;
		x->fate[best] = GIVEN_UP;
	}
	free(worth);
	return given > 0;
}

/* ---- the choice
 * -------------------------------------------------------------------------------------- */

static bool
suffers_less(const struct planner_plan *a, const struct planner_plan *b)
{
	if (a->totals.unmet_critical_g != b->totals.unmet_critical_g)
		return a->totals.unmet_critical_g < b->totals.unmet_critical_g;
	return a->totals.unmet_g < b->totals.unmet_g;
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
static err_t
compare_with_full(struct replanning *x, int untouched, struct planner_replanned *ret)
{
	struct planner_input in;
	struct planner_plan *full = NULL, *loose = NULL;
	struct faults ignored = { 0 };

	world_of_frozen(x, &in);
	if (attempt(x, &in, &full, &ignored) != ERR_OK)
		return ERR_OK; /* the repair stands */
	ret->full_critical_g = full->totals.unmet_critical_g;
	if (ret->plan->totals.unmet_critical_g <= ret->full_critical_g)
		return ERR_OK;
	struct planner_input full_in = in;
	if (give_up(x, ret->plan, untouched)) {
		world(x, FROZEN, &in);
		ignored = (struct faults){ 0 };
		if (attempt(x, &in, &loose, &ignored) == ERR_OK && suffers_less(loose, ret->plan)) {
			ret->plan = loose;
			ret->in = in;
			ret->way = PLANNER_LOOSENED;
		}
	}
	if (ret->plan->totals.unmet_critical_g > ret->full_critical_g) {
		ret->plan = full;
		ret->in = full_in;
		ret->way = PLANNER_FROM_SCRATCH;
	}
	return ERR_OK;
}

static void
tell_diff(struct replanning *x, struct planner_replanned *ret)
{
	struct planner_diff *d = &ret->diff;

	planner_diff(x->in, x->r->published, x->touched, ret->plan, x->arena, d);
	for (int i = 0; i < x->n; i++) {
		d->broken += x->fate[i] == BROKEN;
		d->frozen += x->fate[i] == FROZEN;
		d->touched += x->touched[i];
		d->untouched += !x->touched[i];
	}
	for (int i = 0; i < d->n_changes; i++) {
		const struct planner_trip_change *c = &d->changes[i];
		if (c->before < 0)
			continue;
		d->untouched_changed += !c->touched;
		d->frozen_changed += x->fate[c->before] == FROZEN;
	}
	planner_diff_risk(x->in, ret->idle, &d->before);
	planner_diff_risk(x->in, ret->plan, &d->after);
}

err_t
planner_replan(const struct planner_replan *r, struct arena *a, struct planner_replanned *ret,
    struct faults *f)
{
	struct replanning x = { .r = r, .in = r->in, .arena = a, .n = r->published->n_routes };
	struct planner_input idle_in;

	*ret = (struct planner_replanned){ .full_critical_g = -1 };
	look(&x);
	int untouched = count(&x, KEPT);
	world(&x, TOUCHED, &idle_in);
	err_t e = planner_solve_kept(&idle_in, a, &ret->idle, f);
	if (e)
		return e;
	promise(&x, ret->idle);
	world(&x, FROZEN, &ret->in);
	e = attempt(&x, &ret->in, &ret->plan, f);
	if (!e && ret->plan->totals.unmet_critical_g > 0)
		e = compare_with_full(&x, untouched, ret);
	if (!e)
		tell_diff(&x, ret);
	return e;
}
