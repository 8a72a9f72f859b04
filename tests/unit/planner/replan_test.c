/* replan_test - the day after: what stays, what is frozen, what the diff says. */
#include "planner/replan.h"

#include "lib/day_after.h"
#include "lib/suite.h"

static const struct province_spec LITTLE = { 11, 28, 5, 5, 120, 130, 200, 0 };

struct morning {
	struct day_after x;
	struct arena *arena;
};

/* A day into a plan, at four in the morning. */
static struct morning
morning(uint64_t seed, struct province_spec spec, int drift_pct)
{
	struct morning m = { .x.p = MEM_NEW(struct province), .arena = arena_new() };
	struct planner_plan *plan;
	struct faults f = { 0 };

	province_make(m.x.p, seed, spec);
	ck_assert_int_eq(planner_solve(&m.x.p->in, m.arena, &plan, &f), ERR_OK);
	day_after_roll(&m.x, plan, 1, 240, drift_pct, m.arena);
	ck_assert_int_gt(m.x.published.n_routes, 0);
	return m;
}

static void
done(struct morning *m)
{
	arena_free(m->arena);
	free(m->x.p);
}

static struct planner_replanned
replan(struct morning *m, const struct planner_event *e, int n)
{
	struct planner_input *world = ARENA_NEW(m->arena, struct planner_input);
	struct planner_replanned out;
	struct planner_verdict v;
	struct faults f = { 0 };

	planner_replan_apply(&m->x.p->in, e, n, m->arena, world);
	struct planner_replan ask = { world, &m->x.published, e, n, 720, 10 };
	err_t err = planner_replan(&ask, m->arena, &out, &f);
	ck_assert_msg(err == ERR_OK, "seed %lu: %s %s", (unsigned long)m->x.p->in.seed,
	    f.item[0].pointer, f.item[0].arg[0]);
	ck_assert_msg(planner_check(world, out.plan, &v), "%s", planner_check_text(v.what));
	ck_assert_msg(planner_check(&out.in, out.plan, &v), "%s", planner_check_text(v.what));
	return out;
}

static const struct planner_route *
find_trip(const struct planner_plan *p, const struct planner_route *was)
{
	for (int i = 0; i < p->n_routes; i++)
		if (p->routes[i].vehicle == was->vehicle && p->routes[i].day == was->day &&
		    p->routes[i].leave_min == was->leave_min)
			return &p->routes[i];
	return NULL;
}

START_TEST(any_disruption_gets_a_plan_that_the_judge_accepts_in_the_disturbed_world)
{
	for (uint64_t seed = 1; seed <= 8; seed++) {
		struct morning m = morning(seed, LITTLE, (int)(seed % 3) * 5);
		struct rng r = rng_seed(seed, 5);
		for (int k = 0; k < PLANNER_EVENTS; k++) {
			struct planner_event e =
			    day_after_event(&m.x, (enum planner_event_kind)k, &r);
			struct planner_replanned out = replan(&m, &e, 1);
			ck_assert(out.full_critical_g < 0 ||
				  out.plan->totals.unmet_critical_g <= out.full_critical_g);
			ck_assert_int_eq(
			    out.diff.untouched + out.diff.touched, m.x.published.n_routes);
			ck_assert_int_le(out.diff.untouched_changed, out.diff.untouched);
		}
		done(&m);
	}
}
END_TEST

START_TEST(a_broken_truck_drives_nothing_and_its_frozen_neighbours_go_as_published)
{
	struct morning m = morning(2, LITTLE, 0);
	const struct planner_route *first = &m.x.published.routes[0];
	struct planner_event e = { .kind = PLANNER_VEHICLE_DOWN,
		.vehicle = first->vehicle,
		.day_to = m.x.p->in.days - 1 };
	struct planner_replanned out = replan(&m, &e, 1);
	for (int i = 0; i < out.plan->n_routes; i++)
		ck_assert_int_ne(out.plan->routes[i].vehicle, first->vehicle);
	for (int i = 0; i < m.x.published.n_routes; i++) {
		const struct planner_route *was = &m.x.published.routes[i];
		if (was->vehicle == first->vehicle || was->day > 0 || was->leave_min > 960)
			continue;
		const struct planner_route *is = find_trip(out.plan, was);
		ck_assert_ptr_nonnull(is);
		ck_assert_int_eq(is->load_at_min, was->load_at_min);
		ck_assert_int_le(is->load_g, was->load_g);
	}
	ck_assert_int_gt(out.diff.broken, 0);
	ck_assert_int_gt(out.diff.frozen, 0);
	done(&m);
}
END_TEST

START_TEST(a_closed_road_is_not_driven_and_a_declined_delivery_is_not_asked_for_again)
{
	struct morning m = morning(4, LITTLE, 0);
	const struct planner_route *t = &m.x.published.routes[0];
	struct planner_event e[] = {
		{ .kind = PLANNER_ROAD_CLOSED,
		    .a = m.x.p->in.n_suppliers + t->stops[0].facility,
		    .b = PLANNER_NONE },
		{ .kind = PLANNER_DECLINED,
		    .supplier = m.x.published.routes[1].supplier,
		    .need = m.x.published.routes[1].stops[0].need,
		    .day_from = m.x.published.routes[1].day,
		    .day_to = m.x.published.routes[1].day },
	};
	struct planner_replanned out = replan(&m, e, 2);
	for (int i = 0; i < out.plan->n_routes; i++) {
		const struct planner_route *r = &out.plan->routes[i];
		for (int k = 0; k < r->n_stops; k++) {
			ck_assert(r->day > 0 || r->stops[k].facility != t->stops[0].facility);
			ck_assert(r->day != e[1].day_from || r->supplier != e[1].supplier ||
				  r->stops[k].need != e[1].need);
		}
	}
	done(&m);
}
END_TEST

/* Thirty seeds change 128 of 1,663; the first ten alone stand on either side by chance. */
START_TEST(when_nothing_happened_nearly_nothing_changes)
{
	int changed = 0, trips = 0;

	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct morning m = morning(seed, LITTLE, 0);
		struct planner_replanned out = replan(&m, NULL, 0);
		ck_assert_int_eq(out.diff.broken, 0);
		ck_assert_int_eq(out.diff.touched, 0);
		changed += out.diff.untouched_changed;
		trips += out.diff.untouched;
		done(&m);
	}
	ck_assert_msg(changed * 10 <= trips, "%d of %d trips changed", changed, trips);
}
END_TEST

START_TEST(of_the_trips_that_no_event_is_about_fewer_than_a_tenth_change)
{
	int changed = 0, trips = 0;

	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct morning m = morning(seed, LITTLE, 0);
		struct rng r = rng_seed(seed, 5);
		for (int k = 0; k <= PLANNER_STOCK_OFF; k++) {
			struct planner_event e = day_after_event(&m.x, (enum planner_event_kind)k, &r);
			struct planner_replanned out = replan(&m, &e, 1);
			changed += out.diff.untouched_changed;
			trips += out.diff.untouched;
		}
		done(&m);
	}
	ck_assert_msg(changed * 10 <= trips, "%d of %d trips changed", changed, trips);
}
END_TEST

/* Grams that kept stops bring less than they would with nothing planned anew. */
static int64_t
taken(const struct planner_input *in, const struct planner_plan *idle, const struct planner_plan *p)
{
	int64_t g = 0;

	for (int i = 0; i < in->n_kept; i++) {
		const struct planner_route *was = find_trip(idle, &in->kept[i].route), *is = find_trip(p, &in->kept[i].route);
		if (was && !in->kept[i].frozen)
			g += was->load_g - (is ? is->load_g : 0) > 0 ? was->load_g - (is ? is->load_g : 0) : 0;
	}
	return g;
}

START_TEST(what_is_held_for_a_kept_trip_is_not_taken_by_new_ones)
{
	int64_t held = 0, not_held = 0;

	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct morning m = morning(seed, LITTLE, 0);
		struct planner_event e = { .kind = PLANNER_VEHICLE_DOWN, .vehicle = m.x.published.routes[0].vehicle, .day_to = m.x.p->in.days - 1 };
		struct planner_replanned out = replan(&m, &e, 1);
		struct planner_kept *kept = ARENA_ARRAY(m.arena, struct planner_kept, (size_t)out.in.n_kept + 1);
		struct planner_input in = out.in;
		struct planner_plan *loose;
		struct faults f = { 0 };
		held += taken(&in, out.idle, out.plan);
		for (int i = 0; i < in.n_kept; i++) {
			kept[i] = in.kept[i];
			kept[i].hold_g = NULL;
		}
		in.kept = kept;
		ck_assert_int_eq(planner_solve(&in, m.arena, &loose, &f), ERR_OK);
		not_held += taken(&in, out.idle, loose);
		done(&m);
	}
	ck_assert_msg(held * 2 < not_held, "%lld g taken although held, %lld when not", (long long)held, (long long)not_held);
}
END_TEST

START_TEST(where_gas_is_scarce_patients_are_no_worse_off_than_by_a_full_plan_and_most_trips_still_stay)
{
	static const struct province_spec scarce = { 11, 28, 5, 5, 60, 200, 150, 0 };
	int anew = 0, n = 0;

	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct morning m = morning(seed, scarce, 0);
		struct planner_event e = { .kind = PLANNER_VEHICLE_DOWN, .vehicle = m.x.published.routes[0].vehicle, .day_to = m.x.p->in.days - 1 };
		struct planner_replanned out = replan(&m, &e, 1);
		ck_assert(out.full_critical_g < 0 || out.plan->totals.unmet_critical_g <= out.full_critical_g);
		anew += out.way == PLANNER_FROM_SCRATCH;
		n++;
		done(&m);
	}
	ck_assert_msg(anew * 2 < n, "%d of %d plans made anew", anew, n);
}
END_TEST

START_TEST(a_replan_leaves_no_more_at_risk_than_doing_nothing)
{
	double before = 0, after = 0;

	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct morning m = morning(seed, LITTLE, 5);
		struct planner_event e = { .kind = PLANNER_VEHICLE_DOWN,
			.vehicle = m.x.published.routes[0].vehicle,
			.day_to = m.x.p->in.days - 1 };
		struct planner_replanned out = replan(&m, &e, 1);
		before += out.diff.before.weighted_h;
		after += out.diff.after.weighted_h;
		done(&m);
	}
	ck_assert_msg(after < before, "%.0f hours at risk before, %.0f after", before, after);
}
END_TEST

/* ---- the judge ------------------------------------------------------------------------------ */

START_TEST(the_judge_refuses_a_kept_trip_that_was_changed)
{
	struct morning m = morning(6, LITTLE, 0);
	struct planner_replanned out = replan(&m, NULL, 0);
	struct planner_kept *kept =
	    ARENA_ARRAY(m.arena, struct planner_kept, (size_t)out.in.n_kept + 1);
	struct planner_input in = out.in;
	struct planner_verdict v;
	int64_t more[32] = { 0 };

	memcpy(kept, out.in.kept, sizeof *kept * (size_t)in.n_kept);
	in.kept = kept;
	ck_assert(planner_check(&in, out.plan, &v));
	kept[0].route.load_at_min++;
	ck_assert(!planner_check(&in, out.plan, &v));
	ck_assert_int_eq(v.what, PLANNER_BAD_KEPT);
	kept[0] = out.in.kept[0];
	more[0] = kept[0].route.stops[0].quantity_g + 1;
	kept[0].least_g = more;
	ck_assert(!planner_check(&in, out.plan, &v));
	ck_assert_int_eq(v.what, PLANNER_BAD_KEPT);
	ck_assert_int_eq(v.expected, more[0]);
	kept[0] = out.in.kept[0];
	kept[0].route.leave_min += 1;
	kept[0].least_g = NULL;
	ck_assert(planner_check(&in, out.plan, &v)); /* gone altogether, and nothing was promised */
	done(&m);
}
END_TEST

START_TEST(the_judge_refuses_a_closed_road)
{
	struct morning m = morning(6, LITTLE, 0);
	struct planner_replanned out = replan(&m, NULL, 0);
	const struct planner_route *r = &out.plan->routes[out.plan->n_routes - 1];
	struct planner_closure c = { .a = r->supplier,
		.b = planner_place_of_facility(&out.in, r->stops[0].facility),
		.day_from = r->day,
		.day_to = r->day };
	struct planner_input in = out.in;
	struct planner_verdict v;

	in.closures = &c;
	in.n_closures = 1;
	ck_assert(!planner_check(&in, out.plan, &v));
	ck_assert_int_eq(v.what, PLANNER_BAD_ROAD_CLOSED);
	c.day_from = c.day_to = r->day + 1;
	ck_assert(planner_check(&in, out.plan, &v)); /* it was the last day */
	done(&m);
}
END_TEST

/* ---- the diff ---------------------------------------------------------------------------------
 */

START_TEST(the_diff_of_a_plan_with_itself_is_empty)
{
	struct morning m = morning(8, LITTLE, 0);
	struct planner_diff d;
	struct planner_diff_of of = { &m.x.published, NULL, &m.x.published, NULL };

	planner_diff(&m.x.p->in, &of, m.arena, &d);
	ck_assert_int_eq(d.n_changes, 0);
	ck_assert_int_eq(d.n_later, 0);
	done(&m);
}
END_TEST

START_TEST(the_diff_names_a_trip_that_is_gone_and_who_waits_for_it)
{
	struct morning m = morning(8, LITTLE, 0);
	struct planner_plan less = m.x.published;
	struct planner_diff_of of = { &m.x.published, NULL, &less, NULL };
	struct planner_diff d;
	bool waits = false;

	less.routes++;
	less.n_routes--;
	planner_diff(&m.x.p->in, &of, m.arena, &d);
	ck_assert_int_eq(d.n_changes, 1);
	ck_assert_int_eq(d.changes[0].before, 0);
	for (int i = 0; i < d.n_later; i++)
		waits |= d.later[i].need == m.x.published.routes[0].stops[0].need;
	ck_assert(waits);
	done(&m);
}
END_TEST

SUITE_TIMED("planner/replan", 240, any_disruption_gets_a_plan_that_the_judge_accepts_in_the_disturbed_world,
    a_broken_truck_drives_nothing_and_its_frozen_neighbours_go_as_published,
    a_closed_road_is_not_driven_and_a_declined_delivery_is_not_asked_for_again,
    when_nothing_happened_nearly_nothing_changes,
    of_the_trips_that_no_event_is_about_fewer_than_a_tenth_change,
    what_is_held_for_a_kept_trip_is_not_taken_by_new_ones,
    where_gas_is_scarce_patients_are_no_worse_off_than_by_a_full_plan_and_most_trips_still_stay,
    a_replan_leaves_no_more_at_risk_than_doing_nothing,
    the_judge_refuses_a_kept_trip_that_was_changed, the_judge_refuses_a_closed_road,
    the_diff_of_a_plan_with_itself_is_empty,
    the_diff_names_a_trip_that_is_gone_and_who_waits_for_it)
