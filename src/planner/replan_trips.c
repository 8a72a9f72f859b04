/* replan_trips - cut published trips down to what can be driven, and see what happened to each. */
#include "planner/replan_trips.h"

#include "planner/travel.h"
#include "planner/wheel.h"

#include <string.h>

/* ---- what is still possible
 * ----------------------------------------------------------------------- */

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

bool
planner_replan_trips_may_serve(const struct planner_input *in, const struct planner_route *r, int need)
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

int32_t
planner_replan_trips_leg(const struct replanning *x, int from, int to)
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
		int minutes = planner_travel_min(planner_replan_trips_leg(x, at, to), v->speed_kmh);
		if (is_closed(x->in, at, to, r->day))
			return false;
		r->distance_m += planner_replan_trips_leg(x, at, to);
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
	now = planner_wheel_drive(&wheel, now, planner_travel_min(planner_replan_trips_leg(x, at, r->supplier), v->speed_kmh));
	if (r->load_at_min < now || r->depart_min < r->load_at_min + planner_driving_load_min(&x->in->driving[r->day], v))
		return false;
	planner_wheel_stand(&wheel, r->depart_min - now);
	at = r->supplier;
	now = r->depart_min;
	for (int i = 0; i < r->n_stops; i++) {
		const struct planner_stop *s = &r->stops[i];
		int place = x->in->n_suppliers + s->facility;
		now = planner_wheel_drive(&wheel, now, planner_travel_min(planner_replan_trips_leg(x, at, place), v->speed_kmh));
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
		if (planner_replan_trips_may_serve(x->in, was, was->stops[k].need) &&
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
		return r->vehicle == e->vehicle && planner_event_is_on(e, r->day);
	case PLANNER_PLANT_DERATED: /* what it did not make is missing later too */
		return r->supplier == e->supplier && r->day >= e->day_from;
	case PLANNER_ROAD_CLOSED:
		return drives(x, r, e);
	case PLANNER_DECLINED:
	case PLANNER_LAPSED:
	case PLANNER_FAILED:
		return r->supplier == e->supplier && planner_event_is_on(e, r->day) && has_need(r, e->need);
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
	return (e->kind == PLANNER_VEHICLE_DOWN && e->vehicle == r->vehicle && planner_event_is_on(e, r->day)) ||
	       (e->kind == PLANNER_PLANT_DERATED && e->supplier == r->supplier);
}

static enum replan_fate
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
		return REPLAN_BROKEN;
	if (!unfrozen &&
	    was->day * PLANNER_DAY_MIN + was->leave_min <= x->in->start_minute + x->r->freeze_min)
		return REPLAN_FROZEN;
	return x->touched[i] ? REPLAN_TOUCHED : REPLAN_KEPT;
}

static void
note_previous(struct replanning *x)
{
	const struct planner_plan *p = x->r->published;
	int n = 0;

	for (int i = 0; i < p->n_routes; i++)
		n += p->routes[i].n_stops;
	x->previous = ARENA_ARRAY(x->arena, struct planner_previous, (size_t)(x->in->n_previous + n) + 1);
	if (x->in->n_previous)
		memcpy(x->previous, x->in->previous, sizeof *x->previous * (size_t)x->in->n_previous);
	x->n_previous = x->in->n_previous;
	for (int i = 0; i < p->n_routes; i++)
		for (int k = 0; k < p->routes[i].n_stops; k++)
			x->previous[x->n_previous++] =
			    (struct planner_previous){ p->routes[i].supplier,
				    p->routes[i].stops[k].need, p->routes[i].day,
				    p->routes[i].stops[k].quantity_g };
}

void
planner_replan_trips(struct replanning *x)
{
	size_t n = (size_t)x->n + 1;

	x->trip = ARENA_ARRAY(x->arena, struct planner_route, n);
	x->fate = ARENA_ARRAY(x->arena, enum replan_fate, n);
	x->touched = ARENA_ARRAY(x->arena, bool, n);
	x->idle_g = ARENA_ARRAY(x->arena, int64_t *, n);
	x->distance = planner_travel_matrix(x->in,
	    (x->in->config ? x->in->config : planner_config_default())->road_factor_pct, x->arena);
	for (int i = 0; i < x->n; i++) {
		x->fate[i] = fate_of(x, i);
		x->idle_g[i] = ARENA_ARRAY(x->arena, int64_t, (size_t)x->trip[i].n_stops + 1);
	}
	note_previous(x);
}
