/* run - the hours, and the sums at their end. */
#include "simulate/run.h"

#include "simulate/ledger.h"
#include "simulate/orders.h"

#include <math.h>
#include <stdio.h>

static const char *const POLICIES[] = { NULL, "oxyd", "urgentplus", "reorder", "urgent", "proportional", "hindsight" };
const struct names simulate_run_policies = NAMES(POLICIES);

/* Settings tried in hindsight: days of a plan, and how much more than the truth is provided for. */
static const struct {
	int days, margin_pct;
} HINDSIGHTS[] = { { 5, 0 }, { 7, 20 }, { 10, 0 }, { 14, 10 } };

enum { PLAN_DAYS = 7 };

struct running {
	const struct simulate_scenario *s;
	const struct simulate_ask *ask;
	struct simulate_world *w;
	struct simulate_desk *d;
	const struct simulate_mind *mind; /* NULL: a list of orders decides */
	simulate_orders orders;
	simulate_trips trips;
	int64_t plan_ns;
	int plans;
};

static bool
is_decision_hour(const struct running *r)
{
	int h = r->w->hour % SIMULATE_DAY_H;
	int n = r->mind != NULL && r->ask->without & SIMULATE_NO_SECOND ? 1 : r->s->n_decision_hours;
	for (int i = 0; i < n; i++)
		if (r->s->decision_hours[i] == h)
			return true;
	return false;
}

static err_t
decide(struct running *r, struct faults *f)
{
	switch (r->ask->policy) {
	case SIMULATE_OXYD:
	case SIMULATE_HINDSIGHT:
		return r->mind->plan(r->mind->arg, r->w, r->d, &r->trips, f);
	case SIMULATE_URGENTPLUS:
	case SIMULATE_URGENT:
		simulate_orders_urgent(r->w, r->d, r->ask->policy == SIMULATE_URGENTPLUS, &r->orders);
		return ERR_OK;
	case SIMULATE_PROPORTIONAL:
		simulate_orders_proportional(r->w, r->d, &r->orders);
		return ERR_OK;
	case SIMULATE_REORDER: /* hospitals decide, every hour */
	case SIMULATE_NO_POLICY:
	case SIMULATE_POLICIES:
		break;
	}
	return ERR_OK;
}

static err_t
decide_timed(struct running *r, struct faults *f)
{
	int64_t before = r->ask->cpu_ns ? r->ask->cpu_ns() : 0;
	err_t e = decide(r, f);
	r->plan_ns += r->ask->cpu_ns ? r->ask->cpu_ns() - before : 0;
	r->plans++;
	return e;
}

static err_t
tell_mind(struct running *r, struct faults *f)
{
	const struct simulate_mind *m = r->mind;
	err_t e = m->progress ? m->progress(m->arg, r->w, &r->trips, f) : ERR_OK;
	if (!e)
		e = m->hear(m->arg, r->w, r->d, f);
	if (!e && r->w->hour % SIMULATE_DAY_H == 0)
		m->fill(m->arg, r->w);
	return e;
}

static err_t
one_hour(struct running *r, struct faults *f)
{
	err_t e = ERR_OK;
	simulate_world_begin(r->w, simulate_desk_log, r->d);
	simulate_desk_hear(r->d, r->w);
	if (r->mind != NULL)
		e = tell_mind(r, f);
	if (!e && r->ask->policy == SIMULATE_REORDER)
		simulate_orders_reorder(r->w, &r->orders);
	else if (!e && is_decision_hour(r))
		e = decide_timed(r, f);
	if (e)
		return e;
	simulate_dispatch_orders(r->w, &r->orders);
	simulate_dispatch_trips(r->w, &r->trips);
	simulate_world_end(r->w);
	simulate_record_hour(r->ask->record, r->w, r->d);
	if (r->ask->trace != NULL)
		r->ask->trace(r->ask->trace_arg, r->w);
	return e;
}

static err_t
all_hours(struct running *r, struct faults *f)
{
	char why[200], text[400];
	for (int h = 0; h < r->s->days * SIMULATE_DAY_H; h++) {
		err_t e = one_hour(r, f);
		if (e)
			return e;
		if (simulate_ledger_holds(r->w, why, sizeof why))
			continue;
		snprintf(text, sizeof text, "scenario %s: %s", r->s->id, why);
		return fault_add(f, FAULT_INTERNAL, "", text, NULL, NULL);
	}
	return ERR_OK;
}

/* ---- sums ------------------------------------------------------------------------------------------------ */

static void
add_site(const struct running *r, int i, struct simulate_result *out)
{
	const struct simulate_site_state *st = &r->w->sites[i];
	double ward = (double)st->unmet_ward_g * SIMULATE_DAY_H / (double)r->s->ward_g_day;
	double crit = (double)st->unmet_crit_g * SIMULATE_DAY_H / (double)r->s->crit_g_day, weighted = ward + r->s->crit_weight * crit;
	int64_t unmet = st->unmet_ward_g + st->unmet_crit_g;
	out->unmet_ph += ward + crit;
	out->unmet_crit_ph += crit;
	out->weighted_ph += weighted;
	out->unmet_g += unmet;
	out->demand_g += st->need_g;
	out->stockout_share += st->dry_hours > 0 ? 1.0 / r->s->n_sites : 0;
	out->worst_weighted_ph = fmax(out->worst_weighted_ph, weighted);
	if (st->need_g > 0)
		out->worst_unmet_share = fmax(out->worst_unmet_share, (double)unmet / (double)st->need_g);
}

static void
sum_up(const struct running *r, struct simulate_result *out)
{
	const struct simulate_totals *t = &r->w->total;
	*out = (struct simulate_result){ .bound = r->ask->bound, .delivered_g = t->delivered_g, .distance_m = t->distance_m, .vented_g = t->vented_g, .away_min = t->away_min,
		.trips = t->trips, .stops = t->stops, .plans = r->plans, .end_stock_g = simulate_world_held_g(r->w),
		.churn = r->mind ? r->mind->churn(r->mind->arg) : 0,
		.plan_ms = r->plans > 0 ? (double)r->plan_ns / 1e6 / r->plans : 0 };
	for (int i = 0; i < r->s->n_sites; i++)
		add_site(r, i, out);
}

/* Nobody stays below the bound: otherwise it, the world or the sums are wrong. */
static err_t
check_bound(const struct running *r, const struct simulate_result *x, struct faults *f)
{
	char text[400];
	if (x->weighted_ph >= x->bound)
		return ERR_OK;
	snprintf(text, sizeof text, "scenario %s, policy %s: W is below the bound: found %.4f, bound %.2f", r->s->id,
	    names_word(&simulate_run_policies, (int)r->ask->policy), x->weighted_ph, x->bound);
	return fault_add(f, FAULT_INTERNAL, "", text, NULL, NULL);
}

static err_t
run_once(const struct simulate_scenario *s, const struct simulate_ask *ask, const struct simulate_setting *set, struct simulate_result *ret,
    struct faults *f)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct running r = { .s = s, .ask = ask, .w = simulate_world_new(s, a) };
	r.d = simulate_desk_new(r.w);
	simulate_record_clear(ask->record);
	struct simulate_product *product = set != NULL ? simulate_product_new(s, set) : NULL;
	struct simulate_mind own = product != NULL ? simulate_product_mind(product) : (struct simulate_mind){ 0 };
	r.mind = product != NULL ? &own : ask->mind;
	err_t e = all_hours(&r, f);
	if (!e) {
		sum_up(&r, ret);
		e = check_bound(&r, ret, f);
	}
	simulate_product_free(product);
	simulate_desk_free(r.d);
	VEC_FREE(&r.orders);
	VEC_FREE(&r.trips);
	return e;
}

static err_t
best_in_hindsight(const struct simulate_scenario *s, const struct simulate_ask *ask, struct simulate_result *ret, struct faults *f)
{
	struct simulate_ask unseen = *ask;
	struct simulate_setting best = { 0 };
	double plan_ms = 0;
	int plans = 0;
	unseen.record = NULL;
	for (size_t i = 0; i < ARRAY_LEN(HINDSIGHTS); i++) {
		struct simulate_result r;
		struct simulate_setting set = { .truth = true, .days = HINDSIGHTS[i].days, .margin_pct = HINDSIGHTS[i].margin_pct, .seed = ask->seed,
			.iterations = ask->iterations };
		err_t e = run_once(s, &unseen, &set, &r, f);
		if (e)
			return e;
		plan_ms += r.plan_ms * r.plans;
		plans += r.plans;
		if (i > 0 && r.weighted_ph >= ret->weighted_ph)
			continue;
		*ret = r;
		best = set;
	}
	best.record = ask->record;
	err_t e = ask->record ? run_once(s, ask, &best, ret, f) : ERR_OK; /* once more, for those who look */
	ret->plan_ms = plans > 0 ? plan_ms / plans : 0;
	return e;
}

err_t
simulate_run(const struct simulate_scenario *s, const struct simulate_ask *ask, struct simulate_result *ret, struct faults *f)
{
	struct simulate_setting set = { .days = PLAN_DAYS, .without = ask->without, .seed = ask->seed, .iterations = ask->iterations,
		.record = ask->record };
	if (ask->policy == SIMULATE_HINDSIGHT)
		return best_in_hindsight(s, ask, ret, f);
	return run_once(s, ask, ask->policy == SIMULATE_OXYD && ask->mind == NULL ? &set : NULL, ret, f);
}

void
simulate_run_line(const struct simulate_scenario *s, const char *policy, const struct simulate_result *r, struct str *out)
{
	str_addf(out, "{\"scenario\": \"%s\", \"policy\": \"%s\", \"weighted_ph\": %.2f, \"unmet_ph\": %.2f, \"unmet_crit_ph\": %.2f, ", s->id, policy,
	    r->weighted_ph, r->unmet_ph, r->unmet_crit_ph);
	str_addf(out, "\"unmet_kg\": %.3f, \"demand_kg\": %.3f, \"stockout_share\": %.4f, \"worst_unmet_share\": %.6f, ", (double)r->unmet_g / 1e3,
	    (double)r->demand_g / 1e3, r->stockout_share, r->worst_unmet_share);
	str_addf(out, "\"delivered_t\": %.3f, \"km\": %.1f, \"truck_h\": %.1f, \"trips\": %d, \"stops\": %d, ", (double)r->delivered_g / 1e6,
	    (double)r->distance_m / 1e3, (double)r->away_min / 60, r->trips, r->stops);
	str_addf(out, "\"churn\": %.4f, \"end_stock_t\": %.3f, ", r->churn, (double)r->end_stock_g / 1e6);
	if (r->bound > 0)
		str_addf(out, "\"lb\": %.2f, ", r->bound);
	str_addf(out, "\"plan_ms\": %.2f}\n", r->plan_ms);
}
