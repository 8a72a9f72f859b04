/* mutation_limit - corruptions that are not of what is driven: limits a step below what the plan
 * does, and false bookkeeping. */
#include "lib/mutation.h"

/* ---- limits a step below what the plan does -----------------------------------------------------
 */

static bool
driver_hours(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);
	int driven = 0;

	for (int i = 0; r && i < t->plan->n_routes; i++)
		driven +=
		    t->plan->routes[i].vehicle == r->vehicle && t->plan->routes[i].day == r->day
			? t->plan->routes[i].drive_min
			: 0;
	if (driven < 2)
		return false;
	t->p->in.driving[r->day].day_max_min = driven - 1;
	return true;
}

/* The truck was on the road before, or the week is shorter. */
static bool
driver_week(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r)
		return false;
	if (trial_below(t, 2))
		trial_truck(t, r)->driven_week_min =
		    t->p->in.driving[r->day].week_max_min - r->drive_min + 1;
	else
		for (int d = 0; d < t->p->in.days; d++)
			t->p->in.driving[d].week_max_min = r->drive_min > 1 ? r->drive_min - 1 : 1;
	return true;
}

/* A driver needs more breaks than the plan has: stretches are shorter, or breaks are longer. */
static bool
break_missing(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);
	int least = INT32_MAX;

	if (!r)
		return false;
	for (int i = 0; i < r->n_stops; i++)
		least = r->stops[i].depart_min - r->stops[i].arrive_min < least
			    ? r->stops[i].depart_min - r->stops[i].arrive_min
			    : least;
	t->p->in.driving[r->day].stretch_max_min = 30 + trial_below(t, 60);
	t->p->in.driving[r->day].break_min = trial_below(t, 2) ? 15 : least + 1;
	return true;
}

static bool
duty_length(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r || r->return_min - r->leave_min < 2)
		return false;
	trial_truck(t, r)->duty_max_min = r->return_min - r->leave_min - 1;
	return true;
}

static bool
loading_slots(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);
	int n = 0;

	for (int i = 0; r && i < t->plan->n_routes; i++)
		n += t->plan->routes[i].supplier == r->supplier && t->plan->routes[i].day == r->day;
	if (r)
		t->p->suppliers[r->supplier].loading_slots_per_day = n - 1;
	return r;
}

static bool
filling_slots(struct trial *t)
{
	if (!t->plan->n_fills)
		return false;
	const struct planner_fill *f = &t->plan->fills[trial_below(t, t->plan->n_fills)];
	t->p->suppliers[t->p->sources[f->source].supplier].filling_bottles_per_day = f->bottles - 1;
	return true;
}

static bool
door_too_narrow(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (s)
		t->p->facilities[s->facility].access_max_kg = trial_truck(t, r)->size_kg - 1;
	return s;
}

static bool
gate_closed(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (!s || s->arrive_min - 1 <= t->p->facilities[s->facility].receives_from_min)
		return false;
	t->p->facilities[s->facility].receives_to_min = s->arrive_min - 1;
	return true;
}

static bool
in_the_garage(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (r)
		trial_truck(t, r)->out_of_service[r->day] = true;
	return r;
}

static bool
poor_oxygen(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	for (int i = 0; s && i < t->p->in.n_sources; i++)
		t->p->sources[i].grade = PLANNER_O2_93;
	if (s)
		t->p->needs[s->need].min_grade = PLANNER_O2_99;
	return s;
}

static bool
excluded(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (!s)
		return false;
	struct planner_fixed *x = province_fix(t->p, PLANNER_EXCLUDE);
	switch (trial_below(t, 3)) {
	case 0:
		x->vehicle = r->vehicle;
		break;
	case 1:
		x->need = s->need;
		break;
	default:
		x->facility = s->facility;
		x->supplier = r->supplier;
		break;
	}
	x->day = trial_below(t, 2) ? r->day : PLANNER_NONE;
	return true;
}

static bool
right_ended(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	for (int i = 0; s && i < t->p->in.n_rights; i++)
		if (t->p->rights[i].need == s->need && t->p->rights[i].supplier == r->supplier)
			t->p->rights[i].day_to = r->day - 1;
	return s;
}

static bool
not_ready_yet(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (r)
		t->p->suppliers[r->supplier].lead_time_h =
		    (r->day * PLANNER_DAY_MIN + r->load_at_min - t->p->in.start_minute) / 60 + 1;
	return r;
}

/* A leg of some trip is closed on its day, alone or with all roads to its end. */
static bool
road_closed(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);
	struct planner_closure *c;

	if (!s)
		return false;
	c = ARENA_ARRAY(t->arena, struct planner_closure, (size_t)t->p->in.n_closures + 1);
	for (int i = 0; i < t->p->in.n_closures; i++)
		c[i] = t->p->in.closures[i];
	c[t->p->in.n_closures++] =
	    (struct planner_closure){ .a = planner_place_of_facility(&t->p->in, s->facility),
		    .b = trial_below(t, 2) && s == r->stops ? r->supplier : PLANNER_NONE,
		    .day_from = r->day - trial_below(t, 2),
		    .day_to = r->day + trial_below(t, 2) };
	t->p->in.closures = c;
	return true;
}

/* Another trip was published, or more was promised at a stop. */
static bool
kept_otherwise(struct trial *t)
{
	int n = t->p->in.n_kept, k = n ? trial_below(t, n) : 0;

	if (!n)
		return false;
	struct planner_kept *kept = ARENA_ARRAY(t->arena, struct planner_kept, (size_t)n);
	for (int i = 0; i < n; i++)
		kept[i] = t->p->in.kept[i];
	struct planner_route *r = &kept[k].route;
	struct planner_stop *stops = ARENA_ARRAY(t->arena, struct planner_stop, (size_t)r->n_stops);
	int64_t *least = ARENA_ARRAY(t->arena, int64_t, (size_t)r->n_stops);
	int at = trial_below(t, r->n_stops);
	for (int i = 0; i < r->n_stops; i++) {
		stops[i] = r->stops[i];
		least[i] = kept[k].least_g ? kept[k].least_g[i] : 0;
	}
	r->stops = stops;
	kept[k].least_g = least;
	switch (trial_below(t, 5)) {
	case 0:
		r->load_at_min += trial_sign(t);
		break;
	case 1:
		r->return_min -= 1 + trial_below(t, 30);
		break;
	case 2:
		least[at] = stops[at].quantity_g + 1;
		break;
	case 3:
		stops[at].quantity_g -= 1 + trial_below(t, 1000);
		kept[k].flexible = false;
		break;
	default:
		stops[at].arrive_min += trial_sign(t);
		break;
	}
	t->p->in.kept = kept;
	return true;
}

/* ---- unmet, promises, bookkeeping ---------------------------------------------------------------
 */

static bool
unmet(struct trial *t)
{
	int n = t->plan->n_unmet;

	if (!n)
		return false;
	struct planner_unmet *u = &t->plan->unmet[trial_below(t, n)];
	switch (trial_below(t, 5)) {
	case 0:
		u->grams += trial_sign(t) * (1 + trial_below(t, 500));
		break;
	case 1:
		u->critical_g += trial_sign(t) * (1 + trial_below(t, 500));
		break;
	case 2:
		*u = t->plan->unmet[--t->plan->n_unmet];
		break;
	case 3: /* half of it in a row of its own */
		t->plan->unmet[t->plan->n_unmet] = *u;
		t->plan->unmet[t->plan->n_unmet].grams = u->grams / 2;
		t->plan->unmet[t->plan->n_unmet++].critical_g = u->critical_g / 2;
		u->grams -= u->grams / 2;
		u->critical_g -= u->critical_g / 2;
		break;
	default:
		u->day += trial_sign(t);
		break;
	}
	return trial_restate(t);
}

static bool
unmet_invented(struct trial *t)
{
	int need = trial_below(t, t->p->in.n_needs), day = trial_below(t, t->p->in.days);

	for (int i = 0; i < t->plan->n_unmet; i++)
		if (t->plan->unmet[i].need == need && t->plan->unmet[i].day == day)
			return false;
	t->plan->unmet[t->plan->n_unmet++] =
	    (struct planner_unmet){ .facility = t->p->needs[need].facility,
		    .need = need,
		    .day = day,
		    .grams = 1 + trial_below(t, 1000),
		    .object_day = PLANNER_NONE };
	return trial_restate(t);
}

/* What was asked for is not what is brought. */
static bool
promise(struct trial *t)
{
	int n = t->p->in.n_fixed, from = n ? trial_below(t, n) : 0;

	for (int i = 0; i < n; i++) {
		struct planner_fixed *x = &t->p->fixed[(from + i) % n];
		if (x->kind == PLANNER_SET)
			x->quantity_g += 1 + trial_below(t, 5000);
		else if (x->kind == PLANNER_PIN || x->kind == PLANNER_LOAN)
			x->quantity_g += INT64_C(100000000000);
		else
			continue;
		return true;
	}
	return false;
}

static bool
totals(struct trial *t)
{
	struct planner_totals *s = &t->plan->totals;
	int64_t *mass[] = { &s->demand_g, &s->unmet_g, &s->unmet_critical_g, &s->delivered_g,
		&s->distance_m };
	int *count[] = { &s->trips, &s->stops, &s->lines, &s->drive_min };
	int k = trial_below(t, 9), by = trial_sign(t) * (1 + trial_below(t, 100));

	if (k < 5)
		*mass[k] += by;
	else
		*count[k - 5] += by;
	return true;
}

static bool
kilometres(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r)
		return false;
	if (trial_below(t, 2))
		r->distance_m += trial_sign(t) * (1 + trial_below(t, 2000));
	else
		r->drive_min += trial_sign(t) * (1 + trial_below(t, 20));
	return trial_restate(t);
}

/* An index that points at nothing, anywhere. */
static bool
lost_index(struct trial *t)
{
	static const int WRONG[] = { -2, -1000, INT32_MIN, INT32_MAX, 100000 };
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);
	struct planner_plan *p = t->plan;
	int wrong = WRONG[trial_below(t, 5)];

	if (!s)
		return false;
	int *at[] = { &r->vehicle, &r->supplier, &r->trip, &s->facility, &s->need, &s->fixed,
		p->n_lines ? &p->lines[0].supplier : NULL, p->n_lines ? &p->lines[0].need : NULL,
		p->n_lines ? &p->lines[0].fixed : NULL, p->n_fills ? &p->fills[0].source : NULL,
		p->n_unmet ? &p->unmet[0].need : NULL, p->n_unmet ? &p->unmet[0].facility : NULL,
		p->n_unmet ? &p->unmet[0].index : NULL,
		p->n_unmet ? &p->unmet[0].object_day : NULL };
	int k = trial_below(t, (int)(sizeof at / sizeof *at));
	if (!at[k])
		return false;
	*at[k] = wrong;
	return true;
}

/* Figures at the ends of their types: nothing may wrap into sense. */
static bool
extreme(struct trial *t)
{
	static const int END[] = { INT32_MAX, INT32_MIN, INT32_MAX - 1, -1, 1000000 };
	static const int64_t FAR[] = { INT64_MAX, INT64_MIN, INT64_MAX - 1, -1, INT64_C(1) << 62 };
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);
	int which = trial_below(t, 5);

	if (!s)
		return false;
	int *at[] = { &r->leave_min, &r->load_at_min, &r->depart_min, &r->return_min, &r->drive_min,
		&r->day, &s->arrive_min, &s->depart_min, &s->full, &s->empties_back };
	int64_t *g[] = { &r->distance_m, &r->load_g, &s->quantity_g,
		t->plan->n_fills ? &t->plan->fills[0].from_bulk_g : &s->quantity_g,
		t->plan->n_unmet ? &t->plan->unmet[0].grams : &s->quantity_g,
		t->plan->n_lines ? &t->plan->lines[0].quantity_g : &s->quantity_g };
	if (trial_below(t, 2))
		*at[trial_below(t, 10)] = END[which];
	else
		*g[trial_below(t, 6)] = FAR[which];
	return true;
}

/* ---- the table --------------------------------------------------------------------------------
 */

const struct mutation MUTATION_LIMITS[] = {
	{ "driver_hours", driver_hours, ON(DRIVER_HOURS) },
	{ "driver_week", driver_week, ON(DRIVER_WEEK) },
	{ "break_missing", break_missing, ON(DRIVER_BREAK) },
	{ "duty_length", duty_length, ON(DUTY_LENGTH) },
	{ "loading_slots", loading_slots, ON(LOADING_SLOTS) },
	{ "filling_slots", filling_slots, ON(FILLING_SLOTS) },
	{ "door_too_narrow", door_too_narrow, ON(ACCESS) },
	{ "gate_closed", gate_closed, ON(WINDOW) },
	{ "in_the_garage", in_the_garage, ON(OUT_OF_SERVICE) },
	{ "poor_oxygen", poor_oxygen, ON(GRADE) },
	{ "excluded", excluded, ON(EXCLUDED) },
	{ "right_ended", right_ended, ON(FILL_RIGHT) },
	{ "not_ready_yet", not_ready_yet, ON(LEAD_TIME) },
	{ "road_closed", road_closed, ON(ROAD_CLOSED) },
	{ "kept_otherwise", kept_otherwise, ON(KEPT) },
	{ "unmet", unmet, ON(DAY) | ON(QUANTITY) | ON(UNMET_WRONG) | ON(UNMET_CRITICAL) },
	{ "unmet_invented", unmet_invented, ON(UNMET_WRONG) },
	{ "promise", promise, ON(FIXED_BROKEN) },
	{ "totals", totals, ON(TOTALS) },
	{ "kilometres", kilometres, ON(DISTANCE) },
	{ "lost_index", lost_index, ON(INDEX) },
	{ "extreme", extreme,
	    ON(DAY) | ON(QUANTITY) | ON(WHOLE_BOTTLES) | ON(WINDOW) | ON(TRUCK_CAPACITY) |
		ON(LOAD) | ON(DUTY_WINDOW) | ON(LEAD_TIME) | ON(TRAVEL_TIME) | ON(SERVICE_TIME) |
		ON(DISTANCE) | SHIFT | ON(PRODUCT) | REPLAY },
};

const int N_MUTATION_LIMITS = sizeof MUTATION_LIMITS / sizeof *MUTATION_LIMITS;
