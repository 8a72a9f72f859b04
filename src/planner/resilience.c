/* resilience - one network, its bounds changed for each loss and changed back.
 *
 * Costs are millionths of a patient-hour a gram, so that hours of different patients weigh against
 * each other as the policy says and one level is enough: there is nothing else to optimise. */
#include "planner/resilience.h"

#include "planner/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORCED_UH = 1000000 }; /* a promise that cannot be kept: worse than anything else */

struct study {
	struct work w;
	struct model *m;
	const struct planner_config *cfg;
	struct arena *arena;
};

const char *
planner_resilience_code(enum planner_loss_kind k)
{
	static const char *const code[] = { "tanker", "cylinder_truck", "plant",
		"filling_station" };

	return (int)k >= 0 && k < PLANNER_LOSSES ? code[k] : "";
}

/* ---- the network -------------------------------------------------------------------------------
 */

enum arc_role { NEUTRAL, CRITICAL, WARD, FORCED };

static enum arc_role
role_of(const struct model *m, size_t arc)
{
	const int32_t *level = m->costs.at[arc].level;

	if (m->arcs.at[arc].from != 0)
		return NEUTRAL;
	if (level[PLANNER_UNMET_CRITICAL] >= FORCED_COST)
		return FORCED;
	return level[PLANNER_UNMET_CRITICAL] > 0   ? CRITICAL
	       : level[PLANNER_UNMET_ORDINARY] > 0 ? WARD
						   : NEUTRAL;
}

static void
set_costs(struct study *s)
{
	const int64_t uh[] = { 0,
		INT64_C(1000000) * s->cfg->critical_weight / s->cfg->critical_g_per_h,
		INT64_C(1000000) / s->cfg->ward_g_per_h, FORCED_UH };
	int64_t *cost = MEM_ARRAY(int64_t, s->m->arcs.n + 1);

	for (size_t i = 0; i < s->m->arcs.n; i++)
		cost[i] = uh[role_of(s->m, i)];
	planner_flow_set_costs(s->m->flow, cost);
	free(cost);
}

static bool
measure(struct study *s, struct planner_shortage *ret)
{
	int64_t ward = 0;

	*ret = (struct planner_shortage){ 0 };
	if (planner_flow_solve(s->m->flow) != FLOW_OPTIMAL)
		return false;
	for (size_t i = 0; i < s->m->arcs.n; i++) {
		enum arc_role role = role_of(s->m, i);
		if (role == CRITICAL)
			ret->critical_g += planner_flow_on(s->m->flow, (int32_t)i);
		else if (role == WARD)
			ward += planner_flow_on(s->m->flow, (int32_t)i);
	}
	ret->unmet_g = ward + ret->critical_g;
	ret->ward_h = (double)ward / s->cfg->ward_g_per_h;
	ret->critical_h = (double)ret->critical_g / s->cfg->critical_g_per_h;
	ret->weighted_h = ret->ward_h + s->cfg->critical_weight * ret->critical_h;
	return true;
}

static void
bound(struct study *s, int32_t arc, int64_t upper)
{
	if (arc >= 0)
		planner_flow_set_bounds(s->m->flow, arc, s->m->arcs.at[arc].lower, upper);
}

static void
restore(struct study *s, int32_t arc)
{
	if (arc >= 0)
		bound(s, arc, s->m->arcs.at[arc].upper);
}

/* ---- losses
 * --------------------------------------------------------------------------------------- */

/* A source that loads and fills nothing, or everything again. */
static void
set_source(struct study *s, int source, bool lost)
{
	const struct planner_input *in = s->w.in;

	for (int d = 0; d < s->w.days; d++) {
		int32_t arcs[2 + 1] = { s->m->gate_arc[source * s->w.days + d],
			s->m->line_arc[source * s->w.days + d], -1 };
		for (size_t i = 0; i < ARRAY_LEN(arcs); i++)
			lost ? bound(s, arcs[i], 0) : restore(s, arcs[i]);
		/* bottles of the same supplier that are filled from this bulk */
		for (int o = 0;
		     !in->products[in->sources[source].product].bottles && o < in->n_sources; o++) {
			int32_t bulk = s->m->bulk_arc[o * s->w.days + d];
			if (in->sources[o].supplier == in->sources[source].supplier)
				lost ? bound(s, bulk, 0) : restore(s, bulk);
		}
	}
}

static bool
uses(const struct planner_vehicle *v, int supplier)
{
	return v->supplier == supplier || v->loads_elsewhere;
}

/* Gates with the fleet that is left, and ways that nobody else can drive. */
static void
set_vehicle(struct study *s, int vehicle, const struct work *without)
{
	const struct planner_input *in = s->w.in;
	const struct planner_vehicle *v = &in->vehicles[vehicle];

	for (int i = 0; i < in->n_sources * s->w.days; i++) {
		int source = i / s->w.days;
		int64_t fleet = without
				    ? planner_model_source_fleet_g(without, source, i % s->w.days, false)
				    : s->m->arcs.at[s->m->gate_arc[i]].upper;
		if (!uses(v, in->sources[source].supplier) ||
		    in->suppliers[in->sources[source].supplier].mode != PLANNER_ROUTED)
			continue;
		if (fleet > s->m->arcs.at[s->m->gate_arc[i]].upper)
			fleet = s->m->arcs.at[s->m->gate_arc[i]].upper;
		bound(s, s->m->gate_arc[i], fleet);
	}
	for (int i = 0; i < in->n_rights * s->w.days; i++) {
		int supplier = in->rights[i / s->w.days].supplier;
		for (int k = 0; uses(v, supplier) && k < s->m->ship_arcs[i]; k++) {
			if (without && without->reach[i] < 0)
				bound(s, s->m->ship_arc[i] + k, 0);
			else if (!without && s->w.reach[i] >= 0)
				restore(s, s->m->ship_arc[i] + k);
		}
	}
}

/* The same index of the province with one vehicle out of service; its input is the caller's. */
static bool
work_without(struct study *s, int vehicle, struct planner_input *in, struct work *ret)
{
	struct planner_vehicle *all =
	    ARENA_ARRAY(s->arena, struct planner_vehicle, (size_t)s->w.in->n_vehicles);
	struct faults ignored = { 0 };

	memcpy(all, s->w.in->vehicles, sizeof *all * (size_t)s->w.in->n_vehicles);
	for (int d = 0; d < s->w.days; d++)
		all[vehicle].out_of_service[d] = true;
	*in = *s->w.in;
	in->vehicles = all;
	return planner_setup(in, s->arena, ret, &ignored) == ERR_OK;
}

/* An earlier vehicle that is the same in all that the network knows, or PLANNER_NONE. */
static int
twin_of(const struct planner_input *in, int vehicle)
{
	for (int i = 0; i < vehicle; i++) {
		struct planner_vehicle a = in->vehicles[i], b = in->vehicles[vehicle];
		bool same = a.supplier == b.supplier && a.loads_elsewhere == b.loads_elsewhere &&
			    a.bottles == b.bottles && a.capacity_g == b.capacity_g &&
			    a.capacity_bottles == b.capacity_bottles && a.size_kg == b.size_kg &&
			    a.speed_kmh == b.speed_kmh && a.load_min == b.load_min &&
			    a.unload_min == b.unload_min &&
			    a.unload_min_per_unit == b.unload_min_per_unit &&
			    a.duty_from_min == b.duty_from_min && a.duty_to_min == b.duty_to_min &&
			    a.duty_max_min == b.duty_max_min;
		for (int d = 0; same && d < in->days; d++)
			same = a.out_of_service[d] == b.out_of_service[d];
		if (same)
			return i;
	}
	return PLANNER_NONE;
}

static bool
is_idle(const struct planner_input *in, int vehicle)
{
	const struct planner_vehicle *v = &in->vehicles[vehicle];

	for (int d = 0; d < in->days; d++)
		if (!v->out_of_service[d])
			return false;
	return true;
}

static bool
lose_vehicle(struct study *s, int vehicle, struct planner_shortage *ret)
{
	struct planner_input in;
	struct work without = { 0 };

	if (!work_without(s, vehicle, &in, &without))
		return false;
	set_vehicle(s, vehicle, &without);
	bool ok = measure(s, ret);
	set_vehicle(s, vehicle, NULL);
	planner_setup_free(&without);
	return ok;
}

/* ---- all of them
 * ------------------------------------------------------------------------------------ */

static void
add(struct planner_resilience *r, enum planner_loss_kind kind, int index,
    const struct planner_shortage *without)
{
	double more = without->weighted_h - r->with_all.weighted_h;

	r->losses[r->n++] = (struct planner_loss){ kind, index, *without, more > 0 ? more : 0 };
}

static bool
study_vehicles(struct study *s, struct planner_resilience *r)
{
	const struct planner_input *in = s->w.in;
	struct planner_shortage *known =
	    ARENA_ARRAY(s->arena, struct planner_shortage, (size_t)in->n_vehicles + 1);

	for (int v = 0; v < in->n_vehicles; v++) {
		int twin = twin_of(in, v);
		if (is_idle(in, v))
			continue;
		if (twin >= 0)
			known[v] = known[twin];
		else if (!lose_vehicle(s, v, &known[v]))
			return false;
		add(r, in->vehicles[v].bottles ? PLANNER_LOSS_CYLINDER_TRUCK : PLANNER_LOSS_TANKER,
		    v, &known[v]);
	}
	return true;
}

static bool
study_sources(struct study *s, struct planner_resilience *r)
{
	const struct planner_input *in = s->w.in;

	for (int i = 0; i < in->n_sources; i++) {
		struct planner_shortage without;
		set_source(s, i, true);
		if (!measure(s, &without))
			return false;
		set_source(s, i, false);
		add(r,
		    in->products[in->sources[i].product].bottles ? PLANNER_LOSS_FILLING_STATION
								 : PLANNER_LOSS_PLANT,
		    i, &without);
	}
	return true;
}

static int
worst_first(const void *a, const void *b)
{
	const struct planner_loss *x = a, *y = b;
	int64_t p = llround(x->cost_h * 1000), q = llround(y->cost_h * 1000);

	if (p != q)
		return p > q ? -1 : 1;
	if ((x->kind >= PLANNER_LOSS_PLANT) != (y->kind >= PLANNER_LOSS_PLANT))
		return x->kind >= PLANNER_LOSS_PLANT ? 1 : -1;
	return (x->index > y->index) - (x->index < y->index);
}

err_t
planner_resilience(const struct planner_input *in, struct arena *a, struct planner_resilience *ret,
    struct faults *f)
{
	struct study s = { .cfg = in->config ? in->config : planner_config_default(), .arena = a };
	struct planner_resilience r = { 0 };

	err_t e = planner_setup(in, a, &s.w, f);
	if (e)
		return e;
	r.losses =
	    ARENA_ARRAY(a, struct planner_loss, (size_t)(in->n_vehicles + in->n_sources) + 1);
	s.m = planner_model_new(&s.w, 0, false);
	set_costs(&s);
	bool ok = measure(&s, &r.with_all) && study_vehicles(&s, &r) && study_sources(&s, &r);
	planner_model_free(s.m);
	planner_setup_free(&s.w);
	if (!ok)
		return fault_add(
		    f, FAULT_INTERNAL, "", "the flow model has no solution", NULL, NULL);
	qsort(r.losses, (size_t)r.n, sizeof *r.losses, worst_first);
	*ret = r;
	return ERR_OK;
}
