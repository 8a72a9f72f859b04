/* setup - index the input, once sane.c has looked at every index and figure of it. */
#include "planner/setup.h"

#include "planner/sane.h"
#include "planner/travel.h"
#include "planner/wheel.h"

enum { SECOND_BY_MIN = 1080, SECOND_STEP_MIN = 15, SECOND_MARGIN_PCT = 115 };

/* ---- indexes ------------------------------------------------------------------------------ */

static void
index_sources(struct work *w)
{
	const struct planner_input *in = w->in;

	w->source_of =
	    ARENA_ARRAY(w->arena, int, (size_t)in->n_suppliers *(size_t)in->n_products + 1);
	w->bulk_of = ARENA_ARRAY(w->arena, int, (size_t)in->n_suppliers + 1);
	for (int i = 0; i < in->n_suppliers * in->n_products; i++)
		w->source_of[i] = PLANNER_NONE;
	for (int i = 0; i < in->n_suppliers; i++)
		w->bulk_of[i] = PLANNER_NONE;
	w->made_g = ARENA_ARRAY(w->arena, int64_t, (size_t)(in->n_sources * w->days) + 1);
	for (int i = 0; i < in->n_sources; i++) {
		const struct planner_source *s = &in->sources[i];
		w->source_of[s->supplier * in->n_products + s->product] = i;
		if (!in->products[s->product].bottles)
			w->bulk_of[s->supplier] = i;
		for (int d = 0; d < w->days; d++)
			w->made_g[i * w->days + d] =
			    s->production_g[d] * in->suppliers[s->supplier].medical_share_pct / 100;
	}
}

/* Usable rights of a need, nearest first; of equals the one that stands first in the input. */
static void
index_rights(struct work *w)
{
	const struct planner_input *in = w->in;
	int *start = w->right_start = ARENA_ARRAY(w->arena, int, (size_t)in->n_needs + 2);
	int *list = w->right_list = ARENA_ARRAY(w->arena, int, (size_t)in->n_rights + 1);

	for (int r = 0; r < in->n_rights; r++)
		start[in->rights[r].need + 1]++;
	for (int n = 0; n < in->n_needs; n++)
		start[n + 1] += start[n];
	int *fill = ARENA_ARRAY(w->arena, int, (size_t)in->n_needs + 1);
	for (int r = 0; r < in->n_rights; r++) {
		int n = in->rights[r].need, at = start[n] + fill[n]++;
		int32_t far =
		    planner_setup_road_m(w, in->rights[r].supplier, in->needs[n].facility);
		while (at > start[n] && planner_setup_road_m(w, in->rights[list[at - 1]].supplier,
					    in->needs[n].facility) > far) {
			list[at] = list[at - 1];
			at--;
		}
		list[at] = r;
	}
}

static bool
exclusion_matches(
    const struct work *w, const struct planner_fixed *x, int supplier, int need, int day)
{
	return x->kind == PLANNER_EXCLUDE && (x->supplier < 0 || x->supplier == supplier) &&
	       (x->need < 0 || x->need == need) && (x->day < 0 || x->day == day) &&
	       (x->facility < 0 || x->facility == w->in->needs[need].facility);
}

static void
index_exclusions(struct work *w)
{
	w->excluded = ARENA_ARRAY(w->arena, bool, (size_t)(w->in->n_rights * w->days) + 1);
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		for (int r = 0; r < w->in->n_rights && x->vehicle < 0; r++)
			for (int d = 0; d < w->days; d++)
				w->excluded[r * w->days + d] |= exclusion_matches(
				    w, x, w->in->rights[r].supplier, w->in->rights[r].need, d);
	}
}

static void
index_published(struct work *w)
{
	w->published = ARENA_ARRAY(w->arena, bool, (size_t)(w->in->n_rights * w->days) + 1);
	for (int i = 0; i < w->in->n_previous; i++) {
		const struct planner_previous *p = &w->in->previous[i];
		int right = planner_setup_right(w, p->supplier, p->need);
		if (right >= 0)
			w->published[right * w->days + p->day] = true;
	}
}

static void
note_busy(struct work *w, int *fill, int vehicle, int day, struct busy b)
{
	int i = vehicle * w->days + day;

	w->busy[w->busy_start[i] + fill[i]++] = b;
}

static bool
is_busy(const struct work *w, const struct planner_fixed *x)
{
	return x->kind == PLANNER_COMMITTED && x->vehicle >= 0 && x->day >= 0 && x->day < w->days &&
	       x->busy_to_min > x->busy_from_min;
}

/* Committed deliveries and kept trips of each vehicle and day, in the input's order. A break comes before a trip that drives before it
 * loads. */
static void
index_busy(struct work *w)
{
	const struct planner_input *in = w->in;
	int n = in->n_vehicles * w->days, *fill = ARENA_ARRAY(w->arena, int, (size_t)n + 1);

	w->busy_start = ARENA_ARRAY(w->arena, int, (size_t)n + 2);
	w->busy = ARENA_ARRAY(w->arena, struct busy, (size_t)(in->n_fixed + in->n_kept) + 1);
	w->kept_slots = ARENA_ARRAY(w->arena, int, (size_t)(in->n_suppliers * w->days) + 1);
	for (int i = 0; i < in->n_fixed; i++)
		if (is_busy(w, &in->fixed[i]))
			w->busy_start[in->fixed[i].vehicle * w->days + in->fixed[i].day + 1]++;
	for (int i = 0; i < in->n_kept; i++)
		w->busy_start[in->kept[i].route.vehicle * w->days + in->kept[i].route.day + 1]++;
	for (int i = 0; i < n; i++)
		w->busy_start[i + 1] += w->busy_start[i];
	for (int i = 0; i < in->n_fixed; i++) {
		const struct planner_fixed *x = &in->fixed[i];
		int midnight = x->day * PLANNER_DAY_MIN;
		if (is_busy(w, x))
			note_busy(w, fill, x->vehicle, x->day,
			    (struct busy){ midnight + x->busy_from_min, midnight + x->busy_to_min, false });
	}
	for (int i = 0; i < in->n_kept; i++) {
		const struct planner_route *r = &in->kept[i].route;
		int midnight = r->day * PLANNER_DAY_MIN;
		int rest = r->supplier != in->vehicles[r->vehicle].supplier ? planner_wheel_break_min(in, r->day) : 0;
		note_busy(w, fill, r->vehicle, r->day,
		    (struct busy){ midnight + r->leave_min - rest, midnight + r->return_min, true });
		w->kept_slots[r->supplier * w->days + r->day]++;
	}
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

/* Without our trucks: at noon, or as soon after as lead time and receiving hours let it. */
static int
reach_line(const struct work *w, int right, int day, enum planner_reason *ret_why)
{
	const struct planner_right *r = &w->in->rights[right];
	int from, to, ready = w->in->start_minute + 60 * w->in->suppliers[r->supplier].lead_time_h;

	planner_setup_window(w, w->in->needs[r->need].facility, day, &from, &to);
	*ret_why = PLANNER_ACCESS;
	if (planner_setup_closed(
		w, r->supplier, w->in->n_suppliers + w->in->needs[r->need].facility, day))
		return PLANNER_NONE;
	int at = most(
	    most(from, ready), most(planner_setup_day_from(w, day), day * PLANNER_DAY_MIN + 720));
	if (at > to)
		at = most(most(from, ready), planner_setup_day_from(w, day));
	*ret_why = at > to ? (ready > to ? PLANNER_LEAD_TIME : PLANNER_WINDOW) : PLANNER_VEHICLES;
	return at > to ? PLANNER_NONE : at;
}

static int
reach_by(const struct work *w, int vehicle, const struct planner_right *r, int day,
    enum planner_reason *ret_why)
{
	const struct planner_vehicle *v = &w->in->vehicles[vehicle];
	int midnight = day * PLANNER_DAY_MIN, facility = w->in->needs[r->need].facility, from, to;
	int ready = w->in->start_minute + 60 * w->in->suppliers[r->supplier].lead_time_h;
	int out = planner_travel_min(planner_setup_road_m(w, r->supplier, facility), v->speed_kmh);
	int home = planner_travel_min(planner_setup_road_m(w, v->supplier, facility), v->speed_kmh);
	int approach = planner_travel_min(
	    w->distance[(int64_t)v->supplier * w->places + r->supplier], v->speed_kmh);
	struct wheel wheel = planner_wheel_rested(w->in, day);

	*ret_why = PLANNER_ACCESS;
	if (planner_setup_closed(w, r->supplier, w->in->n_suppliers + facility, day) ||
	    planner_setup_closed(w, v->supplier, w->in->n_suppliers + facility, day) ||
	    planner_setup_closed(w, v->supplier, r->supplier, day))
		return PLANNER_NONE;
	planner_setup_window(w, facility, day, &from, &to);
	int leave = most(midnight + v->duty_from_min, planner_setup_day_from(w, day));
	int load = most(planner_wheel_drive(&wheel, leave, approach), ready);
	wheel.stretch = 0;
	int came = planner_wheel_drive(&wheel, load + planner_driving_load_min(&w->in->driving[day], v), out);
	int arrive = most(came, from), left = arrive + v->unload_min;
	planner_wheel_stand(&wheel, left - came);
	int back = planner_wheel_drive(&wheel, left, home);
	*ret_why = ready > to ? PLANNER_LEAD_TIME : PLANNER_WINDOW;
	if (arrive > to)
		return PLANNER_NONE;
	*ret_why = PLANNER_DRIVER_HOURS;
	if (back > midnight + v->duty_to_min ||
	    approach + out + home > w->wheel_min[vehicle * w->days + day])
		return PLANNER_NONE;
	return arrive;
}

/* The earliest that unloading can begin, by the best vehicle; PLANNER_NONE when it cannot that day.
 */
static int
reach(const struct work *w, int right, int day, enum planner_reason *ret_why)
{
	const struct planner_right *r = &w->in->rights[right];
	int best = PLANNER_NONE;

	*ret_why = w->excluded[right * w->days + day] ? PLANNER_EXCLUDED : PLANNER_FILL_RIGHT;
	if (!planner_setup_may_fill(w, right, day))
		return PLANNER_NONE;
	*ret_why = PLANNER_VEHICLES;
	if (w->in->suppliers[r->supplier].mode != PLANNER_ROUTED)
		return reach_line(w, right, day, ret_why);
	for (int v = 0; v < w->in->n_vehicles; v++) {
		enum planner_reason why;
		int at = PLANNER_NONE;
		if (planner_setup_vehicle_fits(w, v, r->supplier, r->need, day, &why))
			at = reach_by(w, v, r, day, &why);
		if (at >= 0 && (best < 0 || at < best))
			best = at;
		if (why > *ret_why)
			*ret_why = why;
	}
	return best;
}

static void
index_reach(struct work *w)
{
	size_t n = (size_t)(w->in->n_rights * w->days) + 1;

	w->wheel_min = ARENA_ARRAY(w->arena, int, (size_t)(w->in->n_vehicles * w->days) + 1);
	for (int i = 0; i < w->in->n_vehicles * w->days; i++)
		w->wheel_min[i] = planner_wheel_left(w, i / w->days, i % w->days);
	w->reach = ARENA_ARRAY(w->arena, int, n);
	w->reach_why = ARENA_ARRAY(w->arena, uint8_t, n);
	for (int r = 0; r < w->in->n_rights; r++) {
		for (int d = 0; d < w->days; d++) {
			enum planner_reason why;
			w->reach[r * w->days + d] = reach(w, r, d, &why);
			w->reach_why[r * w->days + d] = (uint8_t)why;
		}
	}
}

err_t
planner_setup(const struct planner_input *in, struct arena *a, struct work *ret_w, struct faults *f)
{
	if (!planner_sane(in, f))
		return ERR_INVALID;
	struct work *w = ret_w;
	*w = (struct work){ .in = in, .arena = a, .days = in->days };
	w->cfg = in->config ? in->config : planner_config_default();
	w->places = in->n_suppliers + in->n_facilities;
	w->distance = planner_travel_matrix(in, w->cfg->road_factor_pct, a);
	index_sources(w);
	index_rights(w);
	index_exclusions(w);
	index_published(w);
	index_busy(w);
	index_reach(w);
	w->fills = ARENA_ARRAY(a, struct planner_fill, (size_t)(in->n_sources * w->days) + 1);
	w->fail = ARENA_ARRAY(a, struct order_fail, (size_t)(in->n_needs * w->days) + 1);
	w->first_visit = ARENA_ARRAY(a, int, (size_t)in->n_needs + 1);
	planner_setup_reset(w);
	return ERR_OK;
}

int
planner_setup_add_visit(struct work *w, struct visit v)
{
	int at = (int)w->visits.n;

	v.next = w->first_visit[v.need];
	w->first_visit[v.need] = at;
	*VEC_ADD(&w->visits) = v;
	return at;
}

int
planner_setup_right(const struct work *w, int supplier, int need)
{
	for (int i = w->right_start[need]; i < w->right_start[need + 1]; i++)
		if (w->in->rights[w->right_list[i]].supplier == supplier)
			return w->right_list[i];
	return PLANNER_NONE;
}

int
planner_setup_source(const struct work *w, int supplier, int need)
{
	return w->source_of[supplier * w->in->n_products + w->in->needs[need].product];
}

int
planner_setup_source_of(const struct work *w, int right)
{
	return planner_setup_source(w, w->in->rights[right].supplier, w->in->rights[right].need);
}

int64_t
planner_setup_policy_km(const struct work *w, int right, int day)
{
	bool moved = w->in->n_previous > 0 && !w->published[right * w->days + day];
	int64_t km = w->in->rights[right].basis == PLANNER_EMERGENCY ? w->cfg->emergency_km : 0;

	return km + (moved ? w->cfg->change_km / (day == 0 ? 1 : 10) : 0);
}

/* Something is promised to a need: more than was ordered elsewhere could take its room. */
static bool
is_promised(const struct work *w, int need)
{
	for (int i = 0; i < w->in->n_fixed; i++)
		if (w->in->fixed[i].need == need &&
		    (w->in->fixed[i].kind <= PLANNER_SET || w->in->fixed[i].kind == PLANNER_LOAN))
			return true;
	for (int v = w->first_visit[need]; v >= 0; v = w->visits.at[v].next)
		if (w->visits.at[v].kept >= 0 && w->visits.at[v].lower_g > 0)
			return true;
	return false;
}

int64_t
planner_setup_unload_cap(const struct work *w, int vehicle, int need, int64_t g, int minutes)
{
	const struct planner_vehicle *v = &w->in->vehicles[vehicle];
	int64_t most = planner_travel_unloaded(v, minutes);

	if (v->bottles)
		most *= w->in->products[w->in->needs[need].product].bottle_g;
	return most > g && !is_promised(w, need) ? most : g;
}

/* A kept stop stands as it was published; the flow and settling say how much it gets. */
static void
keep_stop(struct work *w, int kept, int trip, int stop)
{
	const struct planner_kept *k = &w->in->kept[kept];
	const struct planner_stop *s = &k->route.stops[stop];
	int right = planner_setup_right(w, k->route.supplier, s->need);
	int midnight = k->route.day * PLANNER_DAY_MIN;
	int source = planner_setup_source(w, k->route.supplier, s->need);

	int64_t cap = k->flexible ? planner_setup_unload_cap(
					w, k->route.vehicle, s->need, s->quantity_g, s->depart_min - s->arrive_min)
				  : s->quantity_g;

	if (right < 0 || source < 0)
		return;
	int visit = planner_setup_add_visit(w, (struct visit){ .right = right,
						   .supplier = k->route.supplier,
						   .source = source,
						   .need = s->need,
						   .day = k->route.day,
						   .trip = trip,
						   .arrive = midnight + s->arrive_min,
						   .depart = midnight + s->depart_min,
						   .cap_g = cap,
						   .kept_g = s->quantity_g,
						   .lower_g = k->least_g ? k->least_g[stop] : 0,
						   .hold_g = k->hold_g ? k->hold_g[stop] : 0,
						   .quantity_g = s->quantity_g,
						   .fixed = PLANNER_NONE,
						   .kept = kept });
	*VEC_ADD(&w->trips.at[trip].stops) = visit;
}

static void
keep_trips(struct work *w)
{
	for (int i = 0; i < w->in->n_kept; i++) {
		const struct planner_route *r = &w->in->kept[i].route;
		int midnight = r->day * PLANNER_DAY_MIN, at = (int)w->trips.n;
		*VEC_ADD(&w->trips) = (struct trip){ .vehicle = r->vehicle,
			.supplier = r->supplier,
			.day = r->day,
			.leave = midnight + r->leave_min,
			.load_at = midnight + r->load_at_min,
			.depart = midnight + r->depart_min,
			.back = midnight + r->return_min,
			.drive_min = r->drive_min,
			.distance_m = r->distance_m,
			.kept = i };
		for (int k = 0; k < r->n_stops; k++)
			keep_stop(w, i, at, k);
	}
}

void
planner_setup_reset(struct work *w)
{
	VEC_FOREACH(t, &w->trips)
		VEC_FREE(&t->stops);
	w->trips.n = w->visits.n = 0;
	w->vented_g = 0;
	for (int n = 0; n < w->in->n_needs; n++)
		w->first_visit[n] = PLANNER_NONE;
	memset(w->fills, 0, sizeof *w->fills * (size_t)(w->in->n_sources * w->days));
	memset(w->fail, 0, sizeof *w->fail * (size_t)(w->in->n_needs * w->days));
	keep_trips(w);
}

void
planner_setup_free(struct work *w)
{
	VEC_FOREACH(t, &w->trips)
		VEC_FREE(&t->stops);
	VEC_FREE(&w->trips);
	VEC_FREE(&w->visits);
}

/* ---- questions ---------------------------------------------------------------------------- */

int
planner_setup_day_from(const struct work *w, int day)
{
	return day == 0 ? w->in->start_minute : day * PLANNER_DAY_MIN;
}

int
planner_setup_day_to(const struct work *w, int day)
{
	(void)w;
	return (day + 1) * PLANNER_DAY_MIN;
}

int64_t
planner_setup_part(const struct work *w, int64_t total, int day, int at)
{
	int from = planner_setup_day_from(w, day), to = planner_setup_day_to(w, day);

	if (at <= from)
		return 0;
	if (at >= to)
		return total;
	return (int64_t)((__int128)total * (at - from) / (to - from));
}

int
planner_setup_second(const struct work *w, int need, int day, int arrive)
{
	const struct planner_need *n = &w->in->needs[need];
	int next = day + 1 < w->days ? day + 1 : day, latest = day * PLANNER_DAY_MIN + SECOND_BY_MIN;
	int64_t usable = n->capacity_g - n->heel_g, early = planner_setup_part(w, n->q50_g[day], day, arrive);
	int64_t morning = n->q50_g[next] * (arrive - day * PLANNER_DAY_MIN) / PLANNER_DAY_MIN;

	if (usable <= 0 || usable * 100 >= (n->q50_g[day] - early + morning) * SECOND_MARGIN_PCT)
		return PLANNER_NONE;
	for (int at = arrive + SECOND_STEP_MIN; at <= latest; at += SECOND_STEP_MIN)
		if (2 * (planner_setup_part(w, n->q50_g[day], day, at) - early) >= usable)
			return at;
	return PLANNER_NONE;
}

int32_t
planner_setup_road_m(const struct work *w, int supplier, int facility)
{
	return w->distance[(int64_t)supplier * w->places + w->in->n_suppliers + facility];
}

bool
planner_setup_closed(const struct work *w, int a, int b, int day)
{
	for (int i = 0; i < w->in->n_closures && a != b; i++) {
		const struct planner_closure *x = &w->in->closures[i];
		if (day < x->day_from || day > x->day_to)
			continue;
		if (x->b < 0 ? x->a == a || x->a == b
			     : (x->a == a && x->b == b) || (x->a == b && x->b == a))
			return true;
	}
	return false;
}

bool
planner_setup_may_fill(const struct work *w, int right, int day)
{
	const struct planner_right *r = &w->in->rights[right];

	return day >= r->day_from && day <= r->day_to && !w->excluded[right * w->days + day];
}

bool
planner_setup_is_set_or_pin(const struct work *w, int right, int day)
{
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		if (x->kind <= PLANNER_SET && x->day == day && x->need == w->in->rights[right].need && x->supplier == w->in->rights[right].supplier)
			return true;
	}
	return false;
}

bool
planner_setup_vehicle_excluded(const struct work *w, int vehicle, int supplier, int need, int day)
{
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		if (x->kind == PLANNER_EXCLUDE && x->vehicle == vehicle &&
		    exclusion_matches(w, x, supplier, need, day))
			return true;
	}
	return false;
}

void
planner_setup_window(const struct work *w, int facility, int day, int *ret_from, int *ret_to)
{
	const struct planner_facility *f = &w->in->facilities[facility];
	bool any = f->receives_to_min <= f->receives_from_min;

	*ret_from = day * PLANNER_DAY_MIN + (any ? 0 : f->receives_from_min);
	*ret_to = day * PLANNER_DAY_MIN + (any ? PLANNER_DAY_MIN - 1 : f->receives_to_min);
}

bool
planner_setup_vehicle_fits(const struct work *w, int vehicle, int supplier, int need, int day,
    enum planner_reason *ret_why)
{
	const struct planner_vehicle *v = &w->in->vehicles[vehicle];
	const struct planner_need *n = &w->in->needs[need];
	const struct planner_facility *site = &w->in->facilities[n->facility];

	*ret_why = PLANNER_VEHICLES;
	if (v->supplier != supplier && (!v->loads_elsewhere || v->bottles ||
					   w->in->suppliers[v->supplier].mode != PLANNER_ROUTED))
		return false;
	if (v->bottles != w->in->products[n->product].bottles || v->out_of_service[day])
		return false;
	*ret_why = PLANNER_ACCESS;
	if (site->access_max_kg > 0 && v->size_kg > site->access_max_kg)
		return false;
	*ret_why = PLANNER_EXCLUDED;
	return !planner_setup_vehicle_excluded(w, vehicle, supplier, need, day);
}
