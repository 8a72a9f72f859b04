/* irp_search - annealing: rebuild a few customers, then a volley of small moves; accept or go back.
 *
 * Loads above a capacity are allowed at a toll that adapts until few plans of the walk are within
 * capacities; every other limit is always kept. Exact quantities on the visits at hand, by flow,
 * bring promising plans within capacities. Temperatures are shares of the mean leg of the first
 * plan. */
#include "planner/irp_search.h"

#include "planner/irp_flow.h"
#include "planner/irp_move.h"
#include "planner/irp_rebuild.h"
#include "planner/irp_shift.h"

#include <math.h>
#include <stdlib.h>

enum {
	CLOCK_EVERY = 8,
	TOLL_EVERY = 100,
	MOVES = 60,
	SHIFTS = 30,
	FLOW_EVERY = 512,
	NODES_A_STEP = 4,
	NODES_MOST = 10000,
	ROUNDS = 3
};

static const double TOLL_AIM = 0.08; /* share of plans within capacities */

static const double HOTTEST = 1.2, COLDEST = 0.005; /* of a mean leg */

/* A unit above a capacity: 268 metres, and all units within 60 bits. */
static const int64_t TOLL_USUAL = (int64_t)1 << 28, TOLLS_MOST = (int64_t)1 << 60;

struct walk {
	const struct irp_model *m;
	struct irp_rebuild *rebuild;
	struct irp_plan *now, *before, *best;
	struct irp_manner manner;
	struct rng rng;
	int64_t score, best_score; /* best: without toll; INT64_MAX while there is none */
	double leg, temperature;
	bool best_is_new; /* its quantities were not looked at by the flow */
	int64_t toll_most;
	int within, counted;
	bool flows; /* networks are small enough not to outlast the clock */
	int64_t steps_since_flow, steps_for_flow;
};

static double
slack(struct walk *w)
{
	return -w->temperature * log(rng_unit(&w->rng) + 0x1p-33);
}

static void
keep_best(struct walk *w)
{
	int64_t score = irp_score(w->now, 0);

	if (w->now->over > 0 || score >= w->best_score)
		return;
	w->best_score = score;
	w->best_is_new = true;
	planner_irp_plan_copy(w->best, w->now);
}

/* Cheaper than the best but for what is above capacities: perhaps other quantities fit. A flow
 * takes as long as many steps, so it waits until it is a small part of them. */
static void
mend(struct walk *w)
{
	if (++w->steps_since_flow < w->steps_for_flow || !w->flows || w->now->over == 0 ||
	    irp_score(w->now, 0) >= w->best_score)
		return;
	w->steps_since_flow = 0;
	planner_irp_plan_copy(w->before, w->now);
	if (!planner_irp_flow(w->before))
		return;
	struct irp_plan *now = w->now;
	w->now = w->before;
	w->before = now;
	w->score = irp_score(w->now, w->manner.toll);
	keep_best(w);
}

static void
step(struct walk *w)
{
	planner_irp_plan_copy(w->before, w->now);
	bool whole = planner_irp_rebuild_some(w->rebuild, w->now, &w->manner);
	if (!whole || (double)(irp_score(w->now, w->manner.toll) - w->score) >= slack(w))
		planner_irp_plan_copy(w->now, w->before);
	else
		keep_best(w);
	for (int i = 0; i < MOVES; i++)
		planner_irp_move(w->now, w->manner.toll, slack(w), &w->rng);
	for (int i = 0; i < SHIFTS; i++)
		planner_irp_shift(w->now, w->manner.toll, slack(w), &w->rng);
	w->score = irp_score(w->now, w->manner.toll);
	keep_best(w);
}

static int64_t
longest_leg(const struct irp_model *m)
{
	int64_t longest = 0;

	for (int32_t i = 0; i < m->width * m->width; i++)
		longest = m->distance[i] > longest ? m->distance[i] : longest;
	return longest;
}

static int64_t
dearest_margin(const struct irp_model *m)
{
	int64_t dearest = 0;

	for (int32_t c = 1; c <= m->n; c++)
		dearest = llabs(m->margin[c]) > dearest ? llabs(m->margin[c]) : dearest;
	return dearest;
}

static int64_t
within_bits(const struct irp_model *m, int64_t toll)
{
	int64_t units = 1;

	for (int32_t c = 1; c <= m->n; c++)
		units += irp_customer(m, c)->max * m->days;
	return toll < TOLLS_MOST / units ? toll : TOLLS_MOST / units;
}

/* One unit too many costs more than the trip and the holding that it can save. */
static int64_t
toll_enough(const struct irp_model *m)
{
	int64_t saved = 2 * longest_leg(m) * IRP_MONEY + dearest_margin(m) * m->days;

	return within_bits(m, saved > TOLL_USUAL ? saved : TOLL_USUAL);
}

/* Ways so long that the usual toll is worth paying: only when nothing was found with it, since most
 * walks are better for its bound. */
static double
raise_toll(struct walk *w, double toll)
{
	if (toll * 1.1 < (double)w->toll_most || w->best_score < INT64_MAX)
		return toll * 1.1;
	w->toll_most = toll_enough(w->m);
	return (double)w->toll_most;
}

/* Keep the walk a little above capacities nearly all of the time: full trucks are cheapest, and
 * what is a few units too much the flow mends. */
static void
adapt_toll(struct walk *w)
{
	w->within += w->now->over == 0;
	if (++w->counted < TOLL_EVERY)
		return;
	double share = (double)w->within / TOLL_EVERY, toll = (double)w->manner.toll;
	if (share < TOLL_AIM - 0.05)
		toll = raise_toll(w, toll);
	else if (share > TOLL_AIM + 0.05)
		toll *= 0.92;
	w->manner.toll = (int64_t)fmin(fmax(toll, 1), (double)w->toll_most);
	w->within = w->counted = 0;
	w->score = irp_score(w->now, w->manner.toll);
}

/* The best plan with its exact quantities. */
static void
sharpen(struct walk *w)
{
	if (!w->best_is_new || !w->flows)
		return;
	w->best_is_new = false;
	if (planner_irp_flow(w->best))
		w->best_score = irp_score(w->best, 0);
}

static double
spent(const struct search_budget *b, int64_t i)
{
	if (b->spent)
		return b->spent(b->of);
	return b->iterations > 0 ? (double)i / (double)b->iterations : 1;
}

/* Hot again when a round begins: a walk that settled on too many trips has another try. */
static double
temperature(const struct walk *w, double share)
{
	double round = share * ROUNDS;

	return w->leg * HOTTEST * pow(COLDEST / HOTTEST, round - floor(round));
}

static int64_t
anneal(struct walk *w, const struct search_budget *b)
{
	int64_t i = 0;
	double share;

	for (;; i++) {
		if (i % CLOCK_EVERY == 0 || !b->spent) {
			share = spent(b, i);
			if (share >= 1)
				break;
			w->temperature = temperature(w, share);
		}
		step(w);
		mend(w);
		adapt_toll(w);
		if (i % FLOW_EVERY == FLOW_EVERY - 1)
			sharpen(w);
	}
	return i;
}

/* Everybody in: by cost, and where stocks are too short for that, as thriftily as can be. */
static bool
begin(struct walk *w)
{
	w->manner.toll = w->toll_most;
	if (!planner_irp_rebuild_all(w->rebuild, w->now, &w->manner)) {
		planner_irp_plan_free(w->now);
		w->now = planner_irp_plan_new(w->m);
		w->manner.thrifty = true;
		if (!planner_irp_rebuild_all(w->rebuild, w->now, &w->manner))
			return false;
		w->manner.thrifty = false;
	}
	int64_t stops = 1;
	for (int32_t i = 0; i < w->m->days * w->m->vehicles; i++)
		stops += w->now->trips[i].n + (w->now->trips[i].n > 0);
	w->leg = (double)w->now->way / (double)stops * (double)IRP_MONEY;
	w->manner.toll = 1 + w->toll_most / 16;
	w->manner.overlook = true;
	w->score = irp_score(w->now, w->manner.toll);
	keep_best(w);
	return true;
}

/* ---- the solution file ---- */

static void
write_day(const struct irp_plan *p, int32_t day, struct str *out)
{
	int32_t number = 0;

	str_addf(out, "Day %d\n", day + 1);
	for (int32_t k = 0; k < p->m->vehicles; k++) {
		const struct irp_trip *t = irp_trip(p, day, k);
		if (t->n == 0)
			continue;
		str_addf(out, "Route %d: 0", ++number);
		for (int32_t i = 1; i <= t->n; i++)
			str_addf(out, " - %d ( %d )", t->stop[i],
			    p->quantity[day * p->m->width + t->stop[i]]);
		str_add(out, " - 0\n");
	}
}

static int64_t
suppliers_holding(const struct irp_plan *p)
{
	int64_t levels = 0;

	for (int32_t t = 0; t < p->m->days; t++)
		levels += p->stock[t];
	return levels * p->m->v->holding;
}

static int64_t
write_plan(const struct irp_plan *p, struct str *out)
{
	int64_t total = p->m->base + p->keep + p->way * IRP_MONEY, here = suppliers_holding(p);
	const int64_t costs[] = { p->way * IRP_MONEY, total - here - p->way * IRP_MONEY, here,
		total };

	for (int32_t t = 0; t < p->m->days; t++)
		write_day(p, t, out);
	for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
		planner_irp_money(costs[i], out);
		str_add(out, "\n");
	}
	return total;
}

struct irp_result
planner_irp_search(const struct irp *v, const struct search_budget *budget, struct str *out)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct irp_model m;
	struct irp_result result = { 0 };
	struct walk w = { .m = &m, .rng = rng_seed(budget->seed, 0), .best_score = INT64_MAX };

	planner_irp_model_build(v, a, &m);
	w.rebuild = planner_irp_rebuild_new(&m);
	w.now = planner_irp_plan_new(&m);
	w.before = planner_irp_plan_new(&m);
	w.best = planner_irp_plan_new(&m);
	w.manner.rng = &w.rng;
	w.toll_most = within_bits(&m, TOLL_USUAL);
	w.steps_for_flow = 1 + planner_irp_flow_nodes(&m) / NODES_A_STEP;
	w.flows = planner_irp_flow_nodes(&m) <= NODES_MOST;
	if (begin(&w))
		result.iterations = anneal(&w, budget);
	result.found = w.best_score < INT64_MAX;
	if (result.found) {
		sharpen(&w);
		result.cost = write_plan(w.best, out);
	}
	planner_irp_plan_free(w.now);
	planner_irp_plan_free(w.before);
	planner_irp_plan_free(w.best);
	planner_irp_rebuild_free(w.rebuild);
	return result;
}
