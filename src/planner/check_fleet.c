/* check_fleet - the judge's look at what trucks, loading places and filling lines do in a day.
 *
 * Like check.c it shares no function with the solver. */
#include "planner/check.h"

static bool
is_bulk_of(const struct judge *j, int source, int supplier)
{
	const struct planner_source *s = &j->in->sources[source];

	return s->supplier == supplier && !j->in->products[s->product].bottles;
}

bool
planner_check_fleet_fill(struct judge *j, int i)
{
	const struct planner_fill *f = &j->plan->fills[i];

	j->v.fill = i;
	REQUIRE(j, is_inside(f->source, j->in->n_sources), INDEX, j->in->n_sources, f->source);
	REQUIRE(j, is_inside(f->day, j->in->days), DAY, j->in->days, f->day);
	const struct planner_source *s = &j->in->sources[f->source];
	const struct planner_product *p = &j->in->products[s->product];
	int same = 0, tanks = 0, most = j->in->suppliers[s->supplier].filling_bottles_per_day;
	int64_t bottles = 0;
	j->v.supplier = s->supplier;
	j->v.day = f->day;
	for (int k = 0; k < j->plan->n_fills; k++) {
		const struct planner_fill *o = &j->plan->fills[k];
		if (!is_inside(o->source, j->in->n_sources) || o->day != f->day)
			continue;
		same += o->source == f->source;
		bottles += j->in->sources[o->source].supplier == s->supplier ? o->bottles : 0;
	}
	REQUIRE(j, f->bottles > 0 && same == 1, QUANTITY, 1, f->bottles > 0 ? same : f->bottles);
	for (int k = 0; k < j->in->n_sources; k++)
		tanks += is_bulk_of(j, k, s->supplier);
	REQUIRE(j, p->bottles && (!f->from_bulk_g || (s->fills_from_bulk && tanks)), PRODUCT, 0,
	    f->from_bulk_g);
	for (int k = 0; f->from_bulk_g && k < j->in->n_sources; k++)
		if (is_bulk_of(j, k, s->supplier))
			REQUIRE(j, j->in->sources[k].grade >= s->grade, GRADE, s->grade,
			    j->in->sources[k].grade);
	REQUIRE(j, f->from_bulk_g >= 0 && f->from_bulk_g <= f->bottles * p->bottle_g, WHOLE_BOTTLES,
	    f->bottles * p->bottle_g, f->from_bulk_g);
	REQUIRE(j, most < 0 || bottles <= most, FILLING_SLOTS, most, bottles);
	j->v.fill = j->v.supplier = j->v.day = PLANNER_NONE;
	return true;
}

/* Two spans of minutes, each on its own day, have nothing in common. */
static bool
apart(int day, int from, int to, int other_day, int other_from, int other_to)
{
	int64_t a = (int64_t)day * DAY, b = (int64_t)other_day * DAY;

	return a + to <= b + other_from || a + from >= b + other_to;
}

static bool
judge_overlap(struct judge *j, int i)
{
	const struct planner_route *r = &j->plan->routes[i];

	j->v.route = i;
	for (int k = 0; k < j->plan->n_routes; k++) {
		const struct planner_route *o = &j->plan->routes[k];
		if (k != i && o->vehicle == r->vehicle)
			REQUIRE(j,
			    apart(r->day, r->leave_min, r->return_min, o->day, o->leave_min,
				o->return_min),
			    OVERLAP, o->leave_min, r->return_min);
	}
	for (int k = 0; k < j->in->n_fixed; k++) {
		const struct planner_fixed *x = &j->in->fixed[k];
		if (x->kind != PLANNER_COMMITTED || x->vehicle != r->vehicle ||
		    x->busy_to_min <= x->busy_from_min)
			continue;
		j->v.fixed = k;
		REQUIRE(j,
		    apart(r->day, r->leave_min, r->return_min, x->day, x->busy_from_min,
			x->busy_to_min),
		    OVERLAP, x->busy_to_min, r->leave_min);
	}
	j->v.route = j->v.fixed = PLANNER_NONE;
	return true;
}

/* Trips are numbered as they leave. */
static bool
judge_number(struct judge *j, int i)
{
	const struct planner_route *r = &j->plan->routes[i];
	int before = 0;

	for (int k = 0; k < j->plan->n_routes; k++) {
		const struct planner_route *o = &j->plan->routes[k];
		before +=
		    o->vehicle == r->vehicle && o->day == r->day && o->leave_min < r->leave_min;
	}
	j->v.route = i;
	REQUIRE(j, r->trip == before, INDEX, before, r->trip);
	j->v.route = PLANNER_NONE;
	return true;
}

/* ---- hours at the wheel ---------------------------------------------------------------------- */

static int64_t
monday_of(const struct judge *j, int day)
{
	int64_t since = (int64_t)j->in->start_day + day + 3; /* 1970-01-01 was a Thursday */

	return since - (since % 7 + 7) % 7;
}

bool
planner_check_fleet_is_kept(const struct judge *j, const struct planner_route *r)
{
	for (int i = 0; i < j->in->n_kept; i++) {
		const struct planner_route *k = &j->in->kept[i].route;
		if (k->vehicle == r->vehicle && k->day == r->day && k->leave_min == r->leave_min)
			return true;
	}
	return false;
}

/* Minutes of a vehicle on a day: those that this plan did not choose (driven, committed, kept) and all. */
static void
at_the_wheel(const struct judge *j, int vehicle, int day, int64_t *given, int64_t *all)
{
	for (int i = 0; i < j->in->n_fixed; i++) {
		const struct planner_fixed *x = &j->in->fixed[i];
		if (x->kind != PLANNER_COMMITTED || x->vehicle != vehicle || x->day != day)
			continue;
		*given += x->drive_min;
		*all += x->drive_min;
	}
	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		if (r->vehicle != vehicle || r->day != day)
			continue;
		*given += planner_check_fleet_is_kept(j, r) ? r->drive_min : 0;
		*all += r->drive_min;
	}
}

/* Minutes of a vehicle in the week of a day: all that was driven by then, and what is promised for the rest of it. */
static int64_t
in_the_week(const struct judge *j, int vehicle, int day)
{
	int64_t sum = monday_of(j, day) == monday_of(j, 0) ? j->in->vehicles[vehicle].driven_week_min : 0;

	for (int d = 0; d < j->in->days; d++) {
		int64_t given = 0, all = 0;
		if (monday_of(j, d) != monday_of(j, day))
			continue;
		at_the_wheel(j, vehicle, d, &given, &all);
		sum += d <= day ? all : given;
	}
	return sum;
}

/* A day or a week that is full already takes no more; what was promised before is not blamed on this plan. */
static bool
judge_hours(struct judge *j, int vehicle, int day)
{
	const struct planner_vehicle *v = &j->in->vehicles[vehicle];
	const struct planner_driving *law = &j->in->driving[day];
	int64_t given = day ? 0 : v->driven_day_min, all = given;

	at_the_wheel(j, vehicle, day, &given, &all);
	int64_t day_max = law->day_max_min + v->overtime_min, week_max = law->week_max_min + v->overtime_min;
	REQUIRE(j, law->day_max_min <= 0 || all <= day_max || all == given, DRIVER_HOURS, day_max, all);
	int64_t week = in_the_week(j, vehicle, day);
	REQUIRE(j, law->week_max_min <= 0 || week <= week_max || all == given, DRIVER_WEEK, week_max, week);
	return true;
}

/* A driver between two breaks. */
struct stretch {
	const struct planner_driving *law;
	int64_t driven, idle; /* since the last break; minutes that stand at its end, not yet a break */
};

/* From one place to the next in so many minutes, `driving` of them at the wheel. The rest is breaks,
 * as many as it takes, then waiting. */
static bool
judge_leg(struct judge *j, struct stretch *s, int64_t from, int64_t to, int64_t driving)
{
	int64_t most = s->law->stretch_max_min, breaks = 0;

	s->driven += driving;
	for (; most > 0 && s->driven > most; s->driven -= most)
		breaks++;
	s->idle = to - from - driving - breaks * s->law->break_min;
	REQUIRE(j, s->idle >= 0, DRIVER_BREAK, to - s->idle, to);
	return true;
}

static void
stand(struct stretch *s, int64_t minutes)
{
	if (s->idle + minutes >= s->law->break_min)
		s->driven = 0;
}

static bool
judge_trip_breaks(struct judge *j, struct stretch *s, const struct planner_route *r)
{
	const struct planner_vehicle *v = &j->in->vehicles[r->vehicle];

	if (!judge_leg(j, s, r->leave_min, r->load_at_min,
		planner_check_minutes(j, v->supplier, r->supplier, v->speed_kmh)))
		return false;
	stand(s, (int64_t)r->depart_min - r->load_at_min);
	int64_t now = r->depart_min;
	int at = r->supplier;
	for (int i = 0; i < r->n_stops; i++) {
		int to = planner_place_of_facility(j->in, r->stops[i].facility);
		j->v.stop = i;
		if (!judge_leg(j, s, now, r->stops[i].arrive_min,
			planner_check_minutes(j, at, to, v->speed_kmh)))
			return false;
		stand(s, (int64_t)r->stops[i].depart_min - r->stops[i].arrive_min);
		now = r->stops[i].depart_min;
		at = to;
	}
	j->v.stop = PLANNER_NONE;
	return judge_leg(j, s, now, r->return_min,
	    planner_check_minutes(j, at, v->supplier, v->speed_kmh));
}

/* The trip of a vehicle that leaves next after a moment of the horizon. */
static int
next_trip(const struct judge *j, int vehicle, int64_t after)
{
	int next = PLANNER_NONE;
	int64_t best = INT64_MAX;

	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		int64_t leaves = (int64_t)r->day * DAY + r->leave_min;
		if (r->vehicle == vehicle && leaves > after && leaves < best) {
			best = leaves;
			next = i;
		}
	}
	return next;
}

/* Trip after trip from the start on, since a stretch does not end at midnight. */
bool
planner_check_fleet_breaks(struct judge *j, int vehicle)
{
	struct stretch s = { 0 };
	int64_t left = INT64_MIN, home = INT64_MIN / 2;

	j->v.vehicle = vehicle;
	for (int i; (i = next_trip(j, vehicle, left)) >= 0;) {
		const struct planner_route *r = &j->plan->routes[i];
		left = (int64_t)r->day * DAY + r->leave_min;
		s.law = &j->in->driving[r->day];
		stand(&s, left - home);
		j->v.route = i;
		j->v.day = r->day;
		if (!judge_trip_breaks(j, &s, r))
			return false;
		home = (int64_t)r->day * DAY + r->return_min;
	}
	j->v.route = j->v.day = j->v.vehicle = PLANNER_NONE;
	return true;
}

bool
planner_check_fleet_day(struct judge *j, int vehicle, int day)
{
	const struct planner_vehicle *v = &j->in->vehicles[vehicle];
	int64_t first = INT32_MAX, last = 0;

	j->v.vehicle = vehicle;
	j->v.day = day;
	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		if (r->vehicle != vehicle || r->day != day)
			continue;
		first = r->leave_min < first ? r->leave_min : first;
		last = r->return_min > last ? r->return_min : last;
	}
	REQUIRE(j, v->duty_max_min <= 0 || last - first <= v->duty_max_min, DUTY_LENGTH,
	    v->duty_max_min, last - first);
	if (!judge_hours(j, vehicle, day))
		return false;
	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		if (r->vehicle == vehicle && r->day == day &&
		    (!judge_overlap(j, i) || !judge_number(j, i)))
			return false;
	}
	j->v.vehicle = j->v.day = PLANNER_NONE;
	return true;
}

bool
planner_check_fleet_slots(struct judge *j, int supplier, int day)
{
	int most = j->in->suppliers[supplier].loading_slots_per_day, n = 0;

	j->v.supplier = supplier;
	j->v.day = day;
	for (int i = 0; i < j->in->n_fixed; i++) {
		const struct planner_fixed *x = &j->in->fixed[i];
		n += x->kind == PLANNER_COMMITTED && !x->loaded && x->supplier == supplier &&
		     x->day == day;
	}
	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		if (r->supplier != supplier || r->day != day)
			continue;
		n++;
		j->v.route = i;
		REQUIRE(j, most < 0 || n <= most, LOADING_SLOTS, most, n);
	}
	j->v.supplier = j->v.day = j->v.route = PLANNER_NONE;
	return true;
}
