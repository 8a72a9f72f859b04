/* planner - a solve from end to end: claims by flow, visits by routing, quantities by flow again,
 * bottles by settling; then the judge.
 *
 * A plan that leaves somebody short is polished: solved once more around its own trips. */
#include "planner/planner.h"

#include "planner/diagnose.h"
#include "planner/keep.h"
#include "planner/order.h"
#include "planner/settle.h"
#include "planner/stock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- names --------------------------------------------------------------------------------------
 */

const char *
planner_level_code(enum planner_level l)
{
	static const char *const code[] = { "unmet_critical", "unmet_ordinary", "safety", "cover",
		"cost" };

	return (int)l >= 0 && l < PLANNER_LEVELS ? code[l] : "";
}

const char *
planner_mode_code(enum planner_mode m)
{
	static const char *const code[] = { "routed", "supplier_scheduled", "facility_pickup" };

	return (int)m >= 0 && (size_t)m < ARRAY_LEN(code) ? code[m] : "";
}

const char *
planner_object_code(enum planner_object o)
{
	static const char *const code[] = { "", "supplier", "source", "vehicle", "facility", "need",
		"right", "fixed" };

	return (int)o >= 0 && (size_t)o < ARRAY_LEN(code) ? code[o] : "";
}

const char *
planner_object_name(const struct planner_input *in, enum planner_object o, int i)
{
	const char *name = NULL;

	if (i < 0)
		return "";
	switch (o) {
	case PLANNER_NO_OBJECT:
		break;
	case PLANNER_OF_SUPPLIER:
		name = i < in->n_suppliers ? in->suppliers[i].code : NULL;
		break;
	case PLANNER_OF_SOURCE:
		name = i < in->n_sources ? in->suppliers[in->sources[i].supplier].code : NULL;
		break;
	case PLANNER_OF_VEHICLE:
		name = i < in->n_vehicles ? in->vehicles[i].code : NULL;
		break;
	case PLANNER_OF_FACILITY:
		name = i < in->n_facilities ? in->facilities[i].code : NULL;
		break;
	case PLANNER_OF_NEED:
		name = i < in->n_needs ? in->facilities[in->needs[i].facility].code : NULL;
		break;
	case PLANNER_OF_RIGHT:
		name = i < in->n_rights ? in->suppliers[in->rights[i].supplier].code : NULL;
		break;
	case PLANNER_OF_FIXED:
		name = i < in->n_fixed ? in->fixed[i].id : NULL;
		break;
	}
	return name ? name : "";
}

/* ---- writing the plan
 * ----------------------------------------------------------------------------- */

static int
by_day_vehicle_trip(const void *a, const void *b)
{
	const struct planner_route *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->vehicle != y->vehicle)
		return x->vehicle < y->vehicle ? -1 : 1;
	return (x->leave_min > y->leave_min) - (x->leave_min < y->leave_min);
}

static void
write_route(const struct work *w, const struct trip *t, struct planner_route *r)
{
	int midnight = t->day * PLANNER_DAY_MIN;

	*r = (struct planner_route){ .vehicle = t->vehicle,
		.supplier = t->supplier,
		.day = t->day,
		.leave_min = t->leave - midnight,
		.load_at_min = t->load_at - midnight,
		.depart_min = t->depart - midnight,
		.return_min = t->back - midnight,
		.drive_min = t->drive_min,
		.distance_m = t->distance_m,
		.n_stops = (int)t->stops.n };
	r->stops = ARENA_ARRAY(w->arena, struct planner_stop, t->stops.n);
	for (size_t i = 0; i < t->stops.n; i++) {
		const struct visit *v = &w->visits.at[t->stops.at[i]];
		r->stops[i] = (struct planner_stop){ .facility = w->in->needs[v->need].facility,
			.need = v->need,
			.arrive_min = v->arrive - midnight,
			.depart_min = v->depart - midnight,
			.quantity_g = v->quantity_g,
			.full = v->full,
			.empties_back = v->empties,
			.fixed = v->fixed };
		r->load_g += v->quantity_g;
		r->load_full += v->full;
	}
}

static void
write_routes(const struct work *w, struct planner_plan *p)
{
	p->n_routes = (int)w->trips.n;
	p->routes = ARENA_ARRAY(w->arena, struct planner_route, w->trips.n + 1);
	for (int i = 0; i < p->n_routes; i++)
		write_route(w, &w->trips.at[i], &p->routes[i]);
	qsort(p->routes, w->trips.n, sizeof *p->routes, by_day_vehicle_trip);
	for (int i = 0; i < p->n_routes; i++) {
		struct planner_route *r = &p->routes[i];
		bool again = i && r[-1].vehicle == r->vehicle && r[-1].day == r->day;
		r->trip = again ? r[-1].trip + 1 : 0;
		p->totals.distance_m += r->distance_m;
		p->totals.drive_min += r->drive_min;
		p->totals.stops += r->n_stops;
		p->totals.delivered_g += r->load_g;
	}
	p->totals.trips = p->n_routes;
}

/* The interval that a supplier may choose from: whole bottles, and never more than fits. */
static void
write_interval(const struct work *w, const struct visit *v, struct planner_line *l)
{
	int64_t each = w->in->products[w->in->needs[v->need].product].bottle_g;
	int64_t slack = v->fixed >= 0 ? 0 : v->quantity_g * w->cfg->interval_pct / 100;

	if (each)
		slack -= slack % each;
	l->min_g = v->quantity_g - slack > 0 ? v->quantity_g - slack : v->quantity_g;
	l->max_g = v->quantity_g + slack <= v->cap_g ? v->quantity_g + slack : v->quantity_g;
}

static void
write_lines(const struct work *w, struct planner_plan *p)
{
	p->lines = ARENA_ARRAY(w->arena, struct planner_line, w->visits.n + 1);
	for (size_t i = 0; i < w->visits.n; i++) {
		const struct visit *v = &w->visits.at[i];
		if (v->trip >= 0 || v->quantity_g <= 0)
			continue;
		struct planner_line *l = &p->lines[p->n_lines++];
		*l = (struct planner_line){ .mode = w->in->suppliers[v->supplier].mode,
			.supplier = v->supplier,
			.facility = w->in->needs[v->need].facility,
			.need = v->need,
			.day = v->day,
			.quantity_g = v->quantity_g,
			.full = v->full,
			.empties_back = v->empties,
			.latest_min = v->arrive - v->day * PLANNER_DAY_MIN,
			.fixed = v->fixed };
		write_interval(w, v, l);
		p->totals.delivered_g += v->quantity_g;
	}
	p->totals.lines = p->n_lines;
}

static void
write_fills(const struct work *w, struct planner_plan *p)
{
	int n = w->in->n_sources * w->days;

	p->fills = ARENA_ARRAY(w->arena, struct planner_fill, (size_t)n + 1);
	for (int i = 0; i < n; i++)
		if (w->fills[i].bottles > 0)
			p->fills[p->n_fills++] = w->fills[i];
}

static void
write_unmet(const struct work *w, const struct model *stage1, struct planner_plan *p)
{
	p->unmet =
	    ARENA_ARRAY(w->arena, struct planner_unmet, (size_t)(w->in->n_needs * w->days) + 1);
	for (int n = 0; n < w->in->n_needs; n++) {
		const struct planner_need *need = &w->in->needs[n];
		struct stock_run run;
		planner_stock_run(w, n, w->days * PLANNER_DAY_MIN, &run);
		for (int d = 0; d < w->days; d++) {
			p->totals.demand_g += need->q50_g[d];
			if (!run.unmet_g[d])
				continue;
			int64_t ordinary =
			    need->q50_g[d] - (need->q50_g[d] * need->critical_pct + 99) / 100;
			struct planner_unmet *u = &p->unmet[p->n_unmet++];
			*u = (struct planner_unmet){ .facility = need->facility,
				.need = n,
				.day = d,
				.grams = run.unmet_g[d],
				.critical_g =
				    run.unmet_g[d] > ordinary ? run.unmet_g[d] - ordinary : 0 };
			planner_diagnose(w, stage1, u);
			p->totals.unmet_g += u->grams;
			p->totals.unmet_critical_g += u->critical_g;
		}
	}
}

static struct planner_plan *
write_plan(const struct work *w, const struct model *stage1, const int64_t bound[PLANNER_LEVELS])
{
	struct planner_plan *p = ARENA_NEW(w->arena, struct planner_plan);
	size_t needs = (size_t)(w->in->n_needs * w->days),
	       sources = (size_t)(w->in->n_sources * w->days);

	p->config_version = w->cfg->version;
	write_routes(w, p);
	write_lines(w, p);
	write_fills(w, p);
	write_unmet(w, stage1, p);
	memcpy(p->bound, bound, sizeof p->bound);
	p->need_price = ARENA_ARRAY(w->arena, struct planner_price, needs + 1);
	p->source_price = ARENA_ARRAY(w->arena, struct planner_price, sources + 1);
	memcpy(p->need_price, planner_model_need_price(stage1), needs * sizeof *p->need_price);
	memcpy(
	    p->source_price, planner_model_source_price(stage1), sources * sizeof *p->source_price);
	p->totals.vented_g = w->vented_g;
	p->totals.pivots = w->pivots;
	p->totals.iterations = w->iterations;
	return p;
}

/* ---- solving ------------------------------------------------------------------------------------- */

/* Visits and trips of all days, and what goes on each. */
static err_t
place(struct work *w, const struct model *stage1, struct faults *f)
{
	planner_setup_reset(w);
	struct model *m = planner_order_place(w, stage1);
	if (!m)
		return fault_add(f, FAULT_INTERNAL, "", "no quantities fit the visits", NULL, NULL);
	err_t e = planner_settle(w, m, f);
	planner_model_free(m);
	return e;
}

static bool
is_better(const struct planner_plan *a, const struct planner_plan *b)
{
	const struct planner_totals *x = &a->totals, *y = &b->totals;

	if (x->unmet_critical_g != y->unmet_critical_g)
		return x->unmet_critical_g < y->unmet_critical_g;
	if (x->unmet_g != y->unmet_g)
		return x->unmet_g < y->unmet_g;
	return x->distance_m < y->distance_m;
}

static bool
must_stop(const struct planner_input *in)
{
	return !in->deterministic && in->stop && in->stop(in->stop_arg);
}

static err_t
judged(const struct planner_input *in, const struct planner_plan *p, struct faults *f)
{
	struct planner_verdict v;
	char where[96];

	if (planner_check(in, p, &v))
		return ERR_OK;
	snprintf(where, sizeof where, "%s: route %d stop %d line %d need %d day %d",
	    planner_check_code(v.what), v.route, v.stop, v.line, v.need, v.day);
	return fault_add(f, FAULT_INTERNAL, "", where, NULL, NULL);
}

static err_t
solve_unjudged(const struct planner_input *in, struct arena *a, struct planner_plan **ret_plan,
    struct faults *f)
{
	struct work w = { 0 };
	int64_t bound[PLANNER_LEVELS] = { 0 };

	err_t e = planner_setup(in, a, &w, f);
	if (e)
		return e;
	struct model *stage1 = planner_model_solved(&w, 0, bound);
	e = stage1 ? place(&w, stage1, f)
		   : fault_add(f, FAULT_INTERNAL, "", "the flow model has no solution", NULL, NULL);
	if (!e)
		*ret_plan = write_plan(&w, stage1, bound);
	planner_model_free(stage1);
	planner_setup_free(&w);
	return e;
}

/* Around the trips that there are, the flow of all days at once shares grams out anew and says where
 * trips are still missing. */
static void
polish(const struct planner_input *in, struct arena *a, struct planner_plan **plan)
{
	const struct planner_config *c = in->config ? in->config : planner_config_default();

	for (int i = 0; i < c->polish && (*plan)->n_unmet > 0 && !must_stop(in); i++) {
		struct planner_input own;
		struct planner_plan *better = NULL;
		struct faults ignored = { 0 };
		planner_keep_own(in, *plan, true, a, &own);
		if (solve_unjudged(&own, a, &better, &ignored) != ERR_OK ||
		    !planner_check(in, better, NULL) || !is_better(better, *plan))
			return;
		better->config_version = c->version;
		better->totals.iterations += (*plan)->totals.iterations;
		better->totals.pivots += (*plan)->totals.pivots;
		*plan = better;
	}
}

err_t
planner_solve(const struct planner_input *in, struct arena *a, struct planner_plan **ret_plan,
    struct faults *f)
{
	struct planner_plan *plan = NULL;
	err_t e = solve_unjudged(in, a, &plan, f);

	if (!e)
		e = judged(in, plan, f);
	if (e)
		return e;
	polish(in, a, &plan);
	*ret_plan = plan;
	return ERR_OK;
}

err_t
planner_solve_kept(const struct planner_input *in, struct arena *a, struct planner_plan **ret_plan,
    struct faults *f)
{
	struct work w = { 0 };
	int64_t bound[PLANNER_LEVELS] = { 0 };
	struct planner_plan *plan = NULL;

	err_t e = planner_setup(in, a, &w, f);
	if (e)
		return e;
	struct model *m = planner_model_solved(&w, w.days, bound);
	e = m ? planner_settle(&w, m, f)
	      : fault_add(f, FAULT_INTERNAL, "", "the flow model has no solution", NULL, NULL);
	if (!e)
		plan = write_plan(&w, m, bound);
	planner_model_free(m);
	planner_setup_free(&w);
	if (!e)
		e = judged(in, plan, f);
	if (!e)
		*ret_plan = plan;
	return e;
}
