/* improve - one step: ruin, recreate, accept or undo at the cost of the vehicles touched. */
#include "planner/improve.h"

#include "base/rng.h"
#include "planner/place.h"

#include <math.h>
#include <stdlib.h>

enum {
	STEPS_TODAY = 60, /* an order */
	STEPS_TOMORROW = 25,
	STEPS_LATER = 3,  /* those days are planned again before they come */
	STEPS_MAX = 2000, /* a day, unless the input says how many */
	RUIN_MAX = 10,     /* stops taken out at a time */
	UNPLACED_MAX = 4,  /* orders without a place that are tried with them */
	HOT_PARTS = 8,     /* temperature: mean metres a stop over this, ... */
	COLD_PARTS = 100   /* ... and at the end a hundredth of that */
};

struct improve {
	struct day *s;
	struct rng rng;
	int64_t now, least;
	/* as it was before the step */
	struct day_plan *kept;
	bool *touched;
	int *touched_list, n_touched;
	int *loadings;
	int64_t *gas_g;
	/* the best so far; plans that changed since are dirty */
	struct day_plan *best;
	bool *dirty;
	int *best_at;
	int64_t *best_g;
	/* the step's orders */
	int *list, n_list, n_ruined;
	int64_t left_m; /* what was left behind of them */
	int *at; /* whose place they had, by order, or PLANNER_NONE, */
	int64_t *g; /* and how much */
	double *near;
};

/* An order without a place weighs so many ordinary ones (adr/0038). */
static const int weight[] = { [ORDER_PINNED] = 60, [ORDER_DRY] = 60, [ORDER_URGENT] = 10, [ORDER_NORMAL] = 1 };

/* What is left behind of an order, in metres. */
static int64_t
left_m(const struct day *s, int order)
{
	const struct order *o = &s->orders[order];

	return planner_place_left_m(s, order, s->at_plan[order] < 0 ? 0 : o->placed_g) * weight[o->class];
}

static int64_t
driven_m(const struct day *s)
{
	int64_t m = 0;

	for (int p = 0; p < s->n_plans; p++)
		m += s->plans[p].cost;
	return m;
}

static int64_t
all_left_m(const struct day *s)
{
	int64_t m = 0;

	for (int o = 0; o < s->n_orders; o++)
		m += left_m(s, o);
	return m;
}

/* ---- keeping and undoing ------------------------------------------------------------------------- */

static void
touch(struct improve *v, int plan)
{
	if (v->touched[plan])
		return;
	v->touched[plan] = true;
	v->touched_list[v->n_touched++] = plan;
	planner_timing_copy(&v->kept[plan], &v->s->plans[plan]);
}

static void
forget_touched(struct improve *v)
{
	for (int i = 0; i < v->n_touched; i++)
		v->touched[v->touched_list[i]] = false;
	v->n_touched = 0;
}

static void
undo(struct improve *v)
{
	struct day *s = v->s;

	for (int i = 0; i < v->n_touched; i++)
		planner_timing_copy(&s->plans[v->touched_list[i]], &v->kept[v->touched_list[i]]);
	memcpy(s->loadings, v->loadings, sizeof *s->loadings * (size_t)s->w->in->n_suppliers);
	memcpy(s->gas_g, v->gas_g, sizeof *s->gas_g * (size_t)s->w->in->n_sources);
	for (int i = 0; i < v->n_list; i++) {
		int o = v->list[i];
		s->at_plan[o] = v->at[o];
		s->orders[o].placed_g = v->g[o];
	}
}

static void
keep_best(struct improve *v)
{
	struct day *s = v->s;

	for (int p = 0; p < s->n_plans; p++) {
		if (v->dirty[p])
			planner_timing_copy(&v->best[p], &s->plans[p]);
		v->dirty[p] = false;
	}
	for (int o = 0; o < s->n_orders; o++) {
		v->best_at[o] = s->at_plan[o];
		v->best_g[o] = s->orders[o].placed_g;
	}
	v->least = v->now;
}

static void
return_best(struct improve *v)
{
	struct day *s = v->s;

	for (int p = 0; p < s->n_plans; p++)
		planner_timing_copy(&s->plans[p], &v->best[p]);
	for (int o = 0; o < s->n_orders; o++) {
		s->at_plan[o] = v->best_at[o];
		s->orders[o].placed_g = v->best_g[o];
	}
}

/* ---- a step ---------------------------------------------------------------------------------------- */

/* A placed order by chance; -1 when there is none. */
static int
any_placed(struct improve *v)
{
	const struct day *s = v->s;
	int first = (int)rng_below(&v->rng, (uint32_t)s->n_orders);

	for (int i = 0; i < s->n_orders; i++)
		if (s->at_plan[(first + i) % s->n_orders] >= 0)
			return (first + i) % s->n_orders;
	return -1;
}

/* The placed orders nearest to the first, each distance by chance a third longer or shorter. */
static void
choose_ruin(struct improve *v, int first)
{
	const struct day *s = v->s;
	const int32_t *road = &s->w->distance[(int64_t)(s->w->in->n_suppliers + planner_timing_facility(s, first)) * s->w->places];
	int n = 1 + (int)rng_below(&v->rng, RUIN_MAX);

	for (int o = 0; o < s->n_orders; o++)
		v->near[o] = s->at_plan[o] < 0 ? INFINITY
			     : o == first      ? -1
					       : road[s->w->in->n_suppliers + planner_timing_facility(s, o)] * (.7 + .6 * rng_unit(&v->rng));
	for (v->n_ruined = 0; v->n_ruined < n; v->n_ruined++) {
		int nearest = 0;
		for (int o = 1; o < s->n_orders; o++)
			nearest = v->near[o] < v->near[nearest] ? o : nearest;
		if (isinf(v->near[nearest]))
			break;
		v->near[nearest] = INFINITY;
		v->list[v->n_ruined] = nearest;
	}
}

/* False when what is left of a day cannot be driven, which longer waits elsewhere may cause. */
static bool
ruin(struct improve *v)
{
	struct day *s = v->s;
	enum planner_reason why;
	bool driven = true;

	for (int i = 0; i < v->n_ruined; i++) {
		int o = v->list[i];
		v->at[o] = s->at_plan[o];
		touch(v, v->at[o]);
		v->g[o] = planner_place_take(s, o);
	}
	for (int i = 0; i < v->n_touched; i++)
		driven = planner_timing_day(s, &s->plans[v->touched_list[i]], &why) && driven;
	return driven;
}

/* Some orders without a place, by chance. */
static void
add_unplaced(struct improve *v)
{
	const struct day *s = v->s;
	int first = (int)rng_below(&v->rng, (uint32_t)s->n_orders);

	v->n_list = v->n_ruined;
	for (int i = 0; i < s->n_orders && v->n_list < v->n_ruined + UNPLACED_MAX; i++) {
		int o = (first + i) % s->n_orders;
		if (s->at_plan[o] >= 0)
			continue;
		v->list[v->n_list++] = o;
		v->at[o] = PLANNER_NONE;
		v->g[o] = 0;
	}
}

/* The class decides first; then most grams, the driest, or chance. */
static bool
goes_before(struct improve *v, int a, int b, int rule)
{
	const struct order *x = &v->s->orders[a], *y = &v->s->orders[b];

	if (x->class != y->class)
		return x->class < y->class;
	return rule == 0 ? x->want_g > y->want_g : rule == 1 ? x->dry_at < y->dry_at : rng_below(&v->rng, 2) == 0;
}

static void
sort_orders(struct improve *v)
{
	int rule = (int)rng_below(&v->rng, 3), n = rng_below(&v->rng, 2) ? v->n_list : v->n_ruined;

	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && goes_before(v, v->list[k], v->list[k - 1], rule); k--) {
			int o = v->list[k];
			v->list[k] = v->list[k - 1];
			v->list[k - 1] = o;
		}
}

/* One order to its cheapest place; `g` when it must be all of that, 0 when any part will do. */
static bool
put_cheapest(struct improve *v, int order, int64_t g)
{
	struct day *s = v->s;
	struct order *o = &s->orders[order];
	struct place best = { .cost = PLANNER_PLACE_NO_COST };
	struct order asked = *o;
	int plan = PLANNER_NONE;

	if (g > 0)
		o->want_g = o->least_g = g;
	for (int p = 0; p < s->n_plans; p++) {
		struct place here = planner_place_find(s, p, order, best.cost);
		if (here.cost < best.cost) {
			best = here;
			plan = p;
		}
	}
	*o = asked;
	if (plan < 0)
		return false;
	touch(v, plan);
	planner_place_put(s, plan, order, &best);
	return true;
}

/* What finds no place is left behind, if that is worth it; false when it is a pin. */
static bool
recreate(struct improve *v)
{
	for (int i = 0; i < v->n_list; i++) {
		int o = v->list[i];
		if (!put_cheapest(v, o, v->g[o]) && v->g[o] > 0 && v->s->orders[o].class == ORDER_PINNED)
			return false;
	}
	return true;
}

static int64_t
left_behind_m(const struct improve *v)
{
	int64_t m = 0;

	for (int i = 0; i < v->n_list; i++)
		m += left_m(v->s, v->list[i]);
	return m;
}

/* By how much the day would cost more. */
static int64_t
change(const struct improve *v)
{
	int64_t m = left_behind_m(v) - v->left_m;

	for (int i = 0; i < v->n_touched; i++)
		m += v->s->plans[v->touched_list[i]].cost - v->kept[v->touched_list[i]].cost;
	return m;
}

static void
step(struct improve *v, double temperature)
{
	struct day *s = v->s;
	int first = any_placed(v);

	if (first < 0)
		return;
	memcpy(v->loadings, s->loadings, sizeof *s->loadings * (size_t)s->w->in->n_suppliers);
	memcpy(v->gas_g, s->gas_g, sizeof *s->gas_g * (size_t)s->w->in->n_sources);
	choose_ruin(v, first);
	add_unplaced(v);
	v->left_m = left_behind_m(v);
	bool whole = ruin(v);
	sort_orders(v);
	whole = whole && recreate(v);
	int64_t more = whole ? change(v) : 0;
	if (whole && (double)more < -temperature * log(1 - rng_unit(&v->rng))) {
		for (int i = 0; i < v->n_touched; i++)
			v->dirty[v->touched_list[i]] = true;
		v->now += more;
		if (v->now < v->least)
			keep_best(v);
	} else {
		undo(v);
	}
	forget_touched(v);
}

/* ---- a day ------------------------------------------------------------------------------------------- */

static bool
must_stop(const struct work *w)
{
	return !w->in->deterministic && w->in->stop && w->in->stop(w->in->stop_arg);
}

static void
open_memory(struct improve *v)
{
	size_t plans = (size_t)v->s->n_plans, orders = (size_t)v->s->n_orders, suppliers = (size_t)v->s->w->in->n_suppliers, sources = (size_t)v->s->w->in->n_sources;

	v->kept = MEM_ARRAY(struct day_plan, plans);
	v->best = MEM_ARRAY(struct day_plan, plans);
	v->touched = MEM_ARRAY(bool, plans);
	v->dirty = MEM_ARRAY(bool, plans);
	v->touched_list = MEM_ARRAY(int, plans);
	v->loadings = MEM_ARRAY(int, suppliers);
	v->gas_g = MEM_ARRAY(int64_t, sources);
	v->best_at = MEM_ARRAY(int, orders);
	v->at = MEM_ARRAY(int, orders);
	v->list = MEM_ARRAY(int, RUIN_MAX + UNPLACED_MAX);
	v->best_g = MEM_ARRAY(int64_t, orders);
	v->g = MEM_ARRAY(int64_t, orders);
	v->near = MEM_ARRAY(double, orders);
}

static void
close_memory(struct improve *v)
{
	free(v->kept);
	free(v->best);
	free(v->touched);
	free(v->dirty);
	free(v->touched_list);
	free(v->loadings);
	free(v->gas_g);
	free(v->best_at);
	free(v->at);
	free(v->list);
	free(v->best_g);
	free(v->g);
	free(v->near);
}

static int
count_placed(const struct day *s)
{
	int n = 0;

	for (int o = 0; o < s->n_orders; o++)
		n += s->at_plan[o] >= 0;
	return n;
}

static int
count_steps(const struct day *s)
{
	int n = (s->day == 0 ? STEPS_TODAY : s->day == 1 ? STEPS_TOMORROW : STEPS_LATER) * s->n_orders;

	if (s->w->in->iterations > 0)
		return s->w->in->iterations / s->w->days;
	return n < STEPS_MAX ? n : STEPS_MAX;
}

void
planner_improve_day(struct day *s)
{
	struct improve v = { .s = s, .rng = rng_seed(s->w->in->seed, (uint64_t)s->day) };
	int steps = count_steps(s), placed = count_placed(s);

	if (placed < 2)
		return;
	open_memory(&v);
	v.now = driven_m(s) + all_left_m(s);
	for (int p = 0; p < s->n_plans; p++)
		v.dirty[p] = true;
	keep_best(&v);
	double hot = (double)driven_m(s) / placed / HOT_PARTS;
	for (int i = 0; i < steps && !must_stop(s->w); i++) {
		step(&v, hot * pow(COLD_PARTS, -(double)i / steps));
		s->w->iterations++;
	}
	return_best(&v);
	close_memory(&v);
}
