/* fuzz_test - a thousand inputs that make little sense: planner_solve refuses them, or gives a plan
 * that judge and referee both accept. It never falls over, and it never has to refuse its own plan.
 */
#include "lib/province.h"
#include "lib/referee.h"
#include "lib/suite.h"
#include "planner/relief.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { INPUTS = 1000 };

struct fuzz {
	struct province *p;
	struct rng r;
	struct planner_config config;
	struct planner_previous previous[4];
	struct planner_closure closed[4];
	int32_t *distance;
};

static int
below(struct fuzz *z, int n)
{
	return n > 0 ? (int)rng_below(&z->r, (uint32_t)n) : 0;
}

/* ---- figures ----------------------------------------------------------------------------------
 */

static void
spoil_int(struct fuzz *z, int *at)
{
	static const int ODD[] = { 0, 1, -1, -2, 2, 7, 100, 101, 1439, 1440, 1441, 2880, 10000000,
		INT32_MAX, INT32_MIN, INT32_MAX - 1, -1440, 60, 14 };

	*at = below(z, 4) ? ODD[below(z, (int)(sizeof ODD / sizeof *ODD))] : *at + below(z, 9) - 4;
}

static void
spoil_mass(struct fuzz *z, int64_t *at)
{
	static const int64_t ODD[] = { 0, 1, -1, 999999, 1000000000000, 1000000000001, INT64_MAX,
		INT64_MIN, INT64_MAX - 1, INT64_C(1) << 62, 7987, 7986, -7987 };

	*at = below(z, 4) ? ODD[below(z, (int)(sizeof ODD / sizeof *ODD))] : *at / 2 + 1;
}

static void
spoil_place(struct fuzz *z, struct planner_place *at)
{
	const double ODD[] = { 0, 90, -90, 180, -180, 1e9, -1e300, NAN, INFINITY };

	*(below(z, 2) ? &at->lat : &at->lon) = ODD[below(z, 9)];
}

/* ---- rows ---------------------------------------------------------------------------------------
 */

static void
spoil_source(struct fuzz *z)
{
	struct planner_source *s = &z->p->sources[below(z, z->p->in.n_sources)];
	int day = below(z, PLANNER_DAYS_MAX);
	int *at[] = { &s->supplier, &s->product, &s->bottles_full, &s->bottles_empty,
		(int *)&s->grade };
	int64_t *g[] = { &s->storage_g, &s->stock_g, &s->production_g[day] };

	if (below(z, 2))
		spoil_int(z, at[below(z, 5)]);
	else
		spoil_mass(z, g[below(z, 3)]);
	if (below(z, 8) == 0)
		s->fills_from_bulk = !s->fills_from_bulk;
}

static void
spoil_supplier(struct fuzz *z)
{
	struct planner_supplier *s = &z->p->suppliers[below(z, z->p->in.n_suppliers)];
	int *at[] = { (int *)&s->mode, &s->lead_time_h, &s->medical_share_pct,
		&s->loading_slots_per_day, &s->filling_bottles_per_day };

	if (below(z, 6) == 0)
		spoil_place(z, &s->place);
	else
		spoil_int(z, at[below(z, 5)]);
}

static void
spoil_vehicle(struct fuzz *z)
{
	struct planner_vehicle *v = &z->p->vehicles[below(z, z->p->in.n_vehicles)];
	int *at[] = { &v->supplier, &v->capacity_bottles, &v->size_kg, &v->speed_kmh, &v->load_min,
		&v->unload_min, &v->unload_min_per_unit, &v->duty_from_min, &v->duty_to_min,
		&v->duty_max_min, &v->overtime_min, &v->driven_day_min, &v->driven_week_min };

	switch (below(z, 6)) {
	case 0:
		spoil_mass(z, &v->capacity_g);
		break;
	case 1:
		v->bottles = !v->bottles;
		break;
	case 2:
		v->loads_elsewhere = !v->loads_elsewhere;
		v->out_of_service[below(z, PLANNER_DAYS_MAX)] = true;
		break;
	default:
		spoil_int(z, at[below(z, (int)(sizeof at / sizeof *at))]);
	}
}

static void
spoil_driving(struct fuzz *z)
{
	struct planner_driving *d = &z->p->in.driving[below(z, z->p->in.days)];
	int *at[] = { &d->day_max_min, &d->week_max_min, &d->stretch_max_min, &d->break_min };

	if (below(z, 2))
		*at[below(z, 4)] = below(z, 300);
	else
		spoil_int(z, at[below(z, 4)]);
}

static void
spoil_need(struct fuzz *z)
{
	struct planner_need *n = &z->p->needs[below(z, z->p->in.n_needs)];
	int day = below(z, PLANNER_DAYS_MAX);
	int *at[] = { &n->facility, &n->product, &n->empties, &n->critical_pct,
		(int *)&n->min_grade };
	int64_t *g[] = { &n->on_hand_g, &n->capacity_g, &n->heel_g, &n->q50_g[day], &n->q90_g[day],
		&n->inbound_g[day] };

	n->swap_only ^= below(z, 4) == 0;
	if (below(z, 2))
		spoil_int(z, at[below(z, 5)]);
	else
		spoil_mass(z, g[below(z, 6)]);
}

static void
spoil_facility(struct fuzz *z)
{
	struct planner_facility *f = &z->p->facilities[below(z, z->p->in.n_facilities)];
	int *at[] = { &f->access_max_kg, &f->receives_from_min, &f->receives_to_min, &f->priority };

	if (below(z, 4) == 0)
		spoil_place(z, &f->place);
	else
		spoil_int(z, at[below(z, 4)]);
}

static void
spoil_right(struct fuzz *z)
{
	struct planner_right *r = &z->p->rights[below(z, z->p->in.n_rights)];
	int *at[] = { &r->supplier, &r->need, &r->day_from, &r->day_to, (int *)&r->basis };

	if (below(z, 4) == 0)
		spoil_mass(z, &r->daily_g);
	else
		spoil_int(z, at[below(z, 5)]);
}

/* Edits and promises that contradict each other, sensible or not. */
static void
add_fixed(struct fuzz *z)
{
	const struct planner_right *r = &z->p->rights[below(z, z->p->in.n_rights)];

	if (z->p->in.n_fixed == PROVINCE_FIXED)
		return;
	struct planner_fixed *x =
	    province_fix(z->p, (enum planner_fixed_kind)below(z, PLANNER_COMMITTED + 1));
	x->supplier = r->supplier;
	x->need = r->need;
	x->day = below(z, z->p->in.days);
	x->vehicle = below(z, 3) ? PLANNER_NONE : below(z, z->p->in.n_vehicles);
	x->from_need = below(z, z->p->in.n_needs);
	x->minute = below(z, PLANNER_DAY_MIN);
	x->quantity_g = below(z, 2) ? 10 * PROVINCE_BOTTLE_G : below(z, 3000000);
	if (x->kind == PLANNER_COMMITTED) {
		x->full = x->empties_back = below(z, 20);
		x->loaded = below(z, 2);
		x->busy_from_min = below(z, PLANNER_DAY_MIN);
		x->busy_to_min = x->busy_from_min + below(z, PLANNER_DAY_MIN);
	}
	int *at[] = { (int *)&x->kind, &x->supplier, &x->need, &x->vehicle, &x->day, &x->facility,
		&x->from_need, &x->minute, &x->full, &x->empties_back, &x->drive_min, &x->busy_from_min,
		&x->busy_to_min };
	if (below(z, 3) == 0)
		spoil_int(z, at[below(z, (int)(sizeof at / sizeof *at))]);
	if (below(z, 6) == 0)
		spoil_mass(z, &x->quantity_g);
}

static void
spoil_config(struct fuzz *z)
{
	struct planner_config *c = &z->config;
	int *at[] = { &c->road_factor_pct, &c->neighbours, &c->cover_pct[below(z, PLANNER_COVER_BANDS)],
		&c->cover_weight[below(z, PLANNER_COVER_BANDS)], &c->safety_weight[below(z, 3)], &c->emergency_km,
		&c->over_contract_km, &c->change_km, &c->interval_pct, &c->polish };

	if (!z->p->in.config)
		*c = *planner_config_default();
	z->p->in.config = c;
	if (below(z, 8) == 0)
		spoil_mass(z, &c->min_drop_g);
	else
		spoil_int(z, at[below(z, (int)(sizeof at / sizeof *at))]);
	if (c->polish > 3)
		c->polish = 3; /* as asked, but a test wants to end */
}

static void
spoil_matrix(struct fuzz *z)
{
	int n = z->p->in.n_suppliers + z->p->in.n_facilities;

	if (z->distance)
		return;
	z->distance = MEM_ARRAY(int32_t, (size_t)(n * n) + 1);
	for (int i = 0; i < n * n; i++)
		z->distance[i] = i / n == i % n ? 0 : below(z, 60000);
	for (int i = 0; n && i < below(z, 3); i++)
		spoil_int(z, &z->distance[below(z, n * n)]);
	z->p->in.distance_m = z->distance;
}

static void
spoil_head(struct fuzz *z)
{
	struct planner_input *in = &z->p->in;
	int *at[] = { &in->days, &in->start_minute, &in->iterations };

	spoil_int(z, at[below(z, 3)]);
	if (in->iterations > 2000)
		in->iterations = 2000; /* the same: a budget */
}

static void
empty_array(struct fuzz *z)
{
	struct planner_input *in = &z->p->in;
	int *n[] = { &in->n_suppliers, &in->n_sources, &in->n_vehicles, &in->n_facilities,
		&in->n_needs, &in->n_rights, &in->n_products };
	const void **at[] = { (const void **)&in->suppliers, (const void **)&in->sources,
		(const void **)&in->vehicles, (const void **)&in->facilities,
		(const void **)&in->needs, (const void **)&in->rights,
		(const void **)&in->products };
	int k = below(z, 7);

	*n[k] = below(z, 8) ? 0 : -1 - below(z, 3);
	*at[k] = NULL;
}

static void
add_previous(struct fuzz *z)
{
	for (int i = 0; i < 4; i++) {
		const struct planner_right *r = &z->p->rights[below(z, z->p->in.n_rights)];
		z->previous[i] = (struct planner_previous){ r->supplier, r->need, i % 2, 1000000 };
	}
	spoil_int(z, &z->previous[below(z, 8) ? 0 : 1].day);
	z->p->in.previous = z->previous;
	z->p->in.n_previous = 4;
}

static void
close_roads(struct fuzz *z)
{
	int places = z->p->in.n_suppliers + z->p->in.n_facilities;

	for (int i = 0; i < 4; i++)
		z->closed[i] = (struct planner_closure){ .a = below(z, places),
			.b = below(z, 3) ? below(z, places) : PLANNER_NONE,
			.day_from = below(z, 3),
			.day_to = below(z, 4) };
	if (below(z, 4) == 0)
		spoil_int(z, below(z, 2) ? &z->closed[0].a : &z->closed[1].day_to);
	z->p->in.closures = z->closed;
	z->p->in.n_closures = 4;
}

/* ---- tests --------------------------------------------------------------------------------------
 */

static void
spoil(struct fuzz *z)
{
	static void (*const way[])(struct fuzz *) = { spoil_source, spoil_supplier, spoil_vehicle,
		spoil_need, spoil_facility, spoil_right, spoil_source, spoil_vehicle, spoil_need,
		add_fixed, add_fixed, add_fixed, spoil_config, spoil_matrix, spoil_head,
		add_previous, close_roads, spoil_driving, spoil_driving };

	for (int n = 1 + below(z, 3); n > 0; n--)
		way[below(z, (int)(sizeof way / sizeof *way))](z);
	if (below(z, 12) == 0)
		empty_array(z);
}

struct tally {
	int solved, invalid, conflict;
};

static void
solve_one(struct fuzz *z, uint64_t seed, struct tally *n)
{
	struct arena *a = arena_new();
	struct planner_plan *plan = NULL;
	struct faults f = { 0 };
	struct planner_verdict v;
	err_t e = planner_solve(&z->p->in, a, &plan, &f);

	n->solved += e == ERR_OK;
	n->invalid += e == ERR_INVALID;
	n->conflict += e == ERR_CONFLICT;
	ck_assert_msg(e == ERR_OK || e == ERR_INVALID || e == ERR_CONFLICT, "seed %lu: %s %s %s",
	    (unsigned long)seed, err_slug(e), f.item[0].pointer, f.item[0].arg[0]);
	if (e == ERR_OK) {
		ck_assert_msg(planner_check(&z->p->in, plan, &v), "seed %lu: %s",
		    (unsigned long)seed, planner_check_code(v.what));
		struct referee_finding r = referee_judge(&z->p->in, plan);
		ck_assert_msg(!r.what, "seed %lu: the referee says %s (section %d, place %d)",
		    (unsigned long)seed, planner_check_code(r.what), (int)r.section, r.index);
		planner_relief(&z->p->in, a, plan);
		ck_assert_msg(!plan->relief->refused,
		    "seed %lu: %d of %d solves with one unit more were refused", (unsigned long)seed,
		    plan->relief->refused, plan->relief->solves);
	} else {
		ck_assert_msg(
		    f.n > 0 && !plan, "seed %lu: refused without a word", (unsigned long)seed);
	}
	arena_free(a);
}

START_TEST(a_thousand_senseless_inputs_are_refused_or_planned_well)
{
	struct tally n = { 0 };
	const char *only = getenv("OXY_FUZZ_SEED");
	uint64_t from = only ? strtoull(only, NULL, 10) : 1, to = only ? from : INPUTS;

	for (uint64_t seed = from; seed <= to; seed++) {
		struct fuzz z = { .p = MEM_NEW(struct province), .r = rng_seed(seed, 41) };
		province_make(z.p, seed,
		    (struct province_spec){ 1 + below(&z, 3), 1 + below(&z, 4), 1 + below(&z, 3),
			1 + below(&z, 4), 40 + below(&z, 120), 50 + below(&z, 150),
			60 + below(&z, 140), below(&z, PLANNER_DAY_MIN) });
		for (int i = 0; i < z.p->in.n_suppliers; i++)
			z.p->suppliers[i].mode =
			    below(&z, 3) ? PLANNER_ROUTED : PLANNER_SUPPLIER_SCHEDULED;
		spoil(&z);
		solve_one(&z, seed, &n);
		free(z.distance);
		free(z.p);
	}
	printf("solved %d, refused %d, cannot be kept %d\n", n.solved, n.invalid, n.conflict);
	if (!only)
		ck_assert_msg(n.solved > 200 && n.invalid > 200 && n.conflict > 5,
		    "solved %d invalid %d conflict %d: the fuzzer lost its aim", n.solved,
		    n.invalid, n.conflict);
}
END_TEST

SUITE("planner/fuzz", a_thousand_senseless_inputs_are_refused_or_planned_well)
