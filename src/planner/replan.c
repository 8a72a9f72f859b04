/* replan - keep what can stay, solve around it, and let go of more only where patients would pay for it.
 *
 * First the old trips alone: what is at risk if nobody acts, what frozen trips can still carry, and what is held for the
 * others. Then the repair around all of them. Only when it leaves critical demand unmet a full plan is made to hold it
 * against, and repairs that are more thorough or let go of more trips are tried until one is as good. */
#include "planner/replan_trips.h"

#include <stdlib.h>
#include <string.h>

/* A try solves the whole province; so many of them, times needs, times days, are what a re-plan may take beyond the solves that it needs. */
enum { TRIES_WORK = 3000, TRIES_MOST = 14 };

const char *
planner_replan_event_code(enum planner_event_kind k)
{
	static const char *const code[] = { "vehicle_down", "plant_derated", "road_closed",
		"declined", "stock_off", "lapsed", "failed" };

	return (int)k >= 0 && k < PLANNER_EVENTS ? code[k] : "";
}

/* ---- worlds ----------------------------------------------------------------------------------- */

/* Which old trips a world keeps, and how. */
struct keeping {
	bool fate[REPLAN_FATES];
	bool firm;     /* before ordinary demand */
	bool free;     /* nothing is held for those that are not frozen, and they may carry more */
	bool thorough; /* polished, as a full plan is */
};

static struct planner_kept
keep(const struct replanning *x, int i, struct keeping k)
{
	bool frozen = x->fate[i] == REPLAN_FROZEN;

	return (struct planner_kept){ .route = x->trip[i],
		.least_g = frozen ? x->idle_g[i] : NULL,
		.hold_g = k.free && !frozen ? NULL : x->idle_g[i],
		.frozen = frozen,
		.firm = k.firm,
		.flexible = k.free && !frozen };
}

static void
world(struct replanning *x, struct keeping k, struct planner_input *ret)
{
	struct planner_kept *kept = ARENA_ARRAY(x->arena, struct planner_kept, (size_t)(x->n + x->n_borrowed) + 1);
	struct planner_config *c = ARENA_NEW(x->arena, struct planner_config);

	*c = *(x->in->config ? x->in->config : planner_config_default());
	if (!k.thorough)
		c->polish = 0;
	*ret = *x->in;
	ret->config = c;
	ret->previous = x->previous;
	ret->n_previous = x->n_previous;
	ret->kept = kept;
	ret->n_kept = 0;
	for (int i = 0; i < x->n; i++)
		if (k.fate[x->fate[i]])
			kept[ret->n_kept++] = keep(x, i, k);
	for (int i = 0; i < x->n_borrowed; i++)
		kept[ret->n_kept++] = (struct planner_kept){ .route = *x->borrowed[i], .flexible = true };
}

/* What a trip carries when only old trips go: of a frozen one new trips may not take it away, of the
 * others they take it only where it is worth it. */
static void
note_idle(struct replanning *x, const struct planner_plan *idle)
{
	for (int i = 0; i < x->n; i++) {
		if (x->fate[i] != REPLAN_FROZEN && x->fate[i] != REPLAN_KEPT)
			continue;
		for (int r = 0; r < idle->n_routes; r++) {
			const struct planner_route *o = &idle->routes[r], *t = &x->trip[i];
			int at = 0;
			if (o->vehicle != t->vehicle || o->day != t->day ||
			    o->leave_min != t->leave_min)
				continue;
			for (int k = 0; k < t->n_stops; k++)
				if (at < o->n_stops && o->stops[at].need == t->stops[k].need &&
				    o->stops[at].arrive_min == t->stops[k].arrive_min)
					x->idle_g[i][k] = o->stops[at++].quantity_g;
		}
	}
}

static err_t
attempt(struct replanning *x, struct planner_input *in, struct planner_plan **ret, struct faults *f)
{
	struct planner_kept *kept = ARENA_ARRAY(x->arena, struct planner_kept, (size_t)in->n_kept + 1);
	struct faults first = { 0 };
	err_t e = planner_solve(in, x->arena, ret, &first);

	if (e != ERR_CONFLICT || strncmp(first.item[0].pointer, "/kept/", 6) != 0) {
		if (f)
			*f = first;
		return e;
	}
	/* A promise to a frozen trip met something the day-by-day reserve did not see: its
	 * structure stays, its grams are what there is. */
	for (int i = 0; i < in->n_kept; i++) {
		kept[i] = in->kept[i];
		kept[i].least_g = NULL;
	}
	in->kept = kept;
	return planner_solve(in, x->arena, ret, f);
}

/* ---- letting go --------------------------------------------------------------------------------- */

static int
by_grams(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return x[0] != y[0] ? (x[0] > y[0] ? -1 : 1) : (x[1] > y[1]) - (x[1] < y[1]);
}

static int64_t
nearest_stop_m(const struct replanning *x, const struct planner_route *r, int facility)
{
	int64_t near = INT32_MAX;

	for (int i = 0; i < r->n_stops; i++) {
		int64_t m = planner_replan_trips_leg(
		    x, x->in->n_suppliers + r->stops[i].facility, x->in->n_suppliers + facility);
		near = m < near ? m : near;
	}
	return near;
}

/* Critical grams that a trip of the kind could have brought on the day or the day before, were its
 * truck free; what passes nearer counts more. */
static int64_t
could_bring(const struct replanning *x, const struct planner_route *r, const struct planner_plan *p)
{
	int64_t worth = 0;

	for (int u = 0; u < p->n_unmet; u++) {
		const struct planner_unmet *row = &p->unmet[u];
		bool bottles = x->in->products[x->in->needs[row->need].product].bottles;
		if (row->critical_g && bottles == x->in->vehicles[r->vehicle].bottles &&
		    r->day <= row->day && r->day >= row->day - 1 && planner_replan_trips_may_serve(x->in, r, row->need))
			worth += row->critical_g * 10 /
				 (10 + nearest_stop_m(x, r, row->facility) / 1000);
	}
	return worth;
}

/* So many more of the untouched trips are let go, those whose trucks could do most for what is unmet in a plan. */
static void
let_go(struct replanning *x, const struct planner_plan *p, int most)
{
	int64_t(*worth)[2] = arena_array(x->arena, (size_t)x->n + 1, sizeof *worth);

	for (int i = 0; i < x->n; i++) {
		worth[i][0] = x->fate[i] == REPLAN_KEPT ? could_bring(x, &x->trip[i], p) : -1;
		worth[i][1] = i;
	}
	qsort(worth, (size_t)x->n, sizeof *worth, by_grams);
	for (int i = 0; i < most && i < x->n && worth[i][0] > 0; i++)
		x->fate[worth[i][1]] = REPLAN_GIVEN_UP;
}

/* Nothing is let go, nothing borrowed. */
static void
regain(struct replanning *x)
{
	for (int i = 0; i < x->n; i++)
		x->fate[i] = x->fate[i] == REPLAN_GIVEN_UP ? REPLAN_KEPT : x->fate[i];
	x->n_borrowed = 0;
}

/* ---- the choice --------------------------------------------------------------------------------- */

static void
tell_diff(struct replanning *x, struct planner_replanned *ret)
{
	struct planner_diff *d = &ret->diff;

	struct planner_diff_of of = { x->r->published, ret->idle, ret->plan, x->touched };
	planner_diff(x->in, &of, x->arena, d);
	for (int i = 0; i < x->n; i++) {
		d->broken += x->fate[i] == REPLAN_BROKEN;
		d->frozen += x->fate[i] == REPLAN_FROZEN;
		d->touched += x->touched[i];
		d->untouched += !x->touched[i];
	}
	for (int i = 0; i < d->n_changes; i++) {
		const struct planner_trip_change *c = &d->changes[i];
		if (c->before < 0 || c->what == PLANNER_TRIMMED)
			continue;
		d->untouched_changed += !c->touched;
		d->frozen_changed += x->fate[c->before] == REPLAN_FROZEN;
	}
	planner_diff_risk(x->in, ret->idle, &d->before);
	planner_diff_risk(x->in, ret->plan, &d->after);
}


static int
count(const struct replanning *x, enum replan_fate fate)
{
	int n = 0;

	for (int i = 0; i < x->n; i++)
		n += x->fate[i] == fate;
	return n;
}

static err_t
solve(struct replanning *x, struct keeping k, struct planner_replanned *ret, struct faults *f)
{
	world(x, k, &ret->in);
	err_t e = attempt(x, &ret->in, &ret->plan, f);
	if (!e)
		tell_diff(x, ret);
	return e;
}

/* What a plan is chosen by. */
struct choice {
	struct replanning *x;
	struct planner_replanned best;
	int64_t full_critical_g; /* what a full plan leaves unmet */
	int most;                /* untouched trips that may change */
	int tries;               /* left */
};

static bool
is_enough(const struct choice *c, const struct planner_replanned *r)
{
	return r->plan->totals.unmet_critical_g <= c->full_critical_g;
}

static bool
is_steady(const struct choice *c, const struct planner_replanned *r)
{
	return r->diff.untouched_changed <= c->most;
}

/* People first, then the limit; within it what suffers less, beyond it what changes less. */
static bool
is_better(const struct choice *c, const struct planner_replanned *a, const struct planner_replanned *b)
{
	const struct planner_totals *x = &a->plan->totals, *y = &b->plan->totals;

	if (is_enough(c, a) != is_enough(c, b))
		return is_enough(c, a);
	if (!is_enough(c, a) && x->unmet_critical_g != y->unmet_critical_g)
		return x->unmet_critical_g < y->unmet_critical_g;
	if (is_steady(c, a) != is_steady(c, b))
		return is_steady(c, a);
	if (!is_steady(c, a) && a->diff.untouched_changed != b->diff.untouched_changed)
		return a->diff.untouched_changed < b->diff.untouched_changed;
	if (x->unmet_critical_g != y->unmet_critical_g)
		return x->unmet_critical_g < y->unmet_critical_g;
	return x->unmet_g < y->unmet_g;
}

static void
consider(struct choice *c, struct keeping k, enum planner_replan_way way)
{
	struct planner_replanned r = c->best;
	struct faults ignored = { 0 };

	c->tries--;
	r.way = way;
	if (solve(c->x, k, &r, &ignored) == ERR_OK && is_better(c, &r, &c->best))
		c->best = r;
}

/* What is tried, in this order, until a plan is as good as a full one: per cent of the untouched trips that are let go where
 * their trucks are wanted, per cent for which trips of the full plan are borrowed, and whether grams are free as well. */
static const struct {
	int let_go_pct, borrow_pct;
	bool free;
	enum planner_replan_way way;
} ladder[] = {
	{ 0, 0, false, PLANNER_REPAIRED },
	{ 4, 0, false, PLANNER_LOOSENED },
	{ 8, 0, false, PLANNER_LOOSENED },
	{ 0, 5, false, PLANNER_LOOSENED },
	{ 0, 10, false, PLANNER_LOOSENED },
	{ 12, 0, false, PLANNER_LOOSENED },
	{ 4, 10, false, PLANNER_LOOSENED },
	{ 0, 0, true, PLANNER_FLEXED },
	{ 8, 0, true, PLANNER_FLEXED },
	{ 0, 15, true, PLANNER_FLEXED },
	{ 20, 0, false, PLANNER_LOOSENED },
	{ 0, 30, false, PLANNER_LOOSENED },
	{ 20, 0, true, PLANNER_FLEXED },
	{ 0, 40, true, PLANNER_FLEXED },
};

static void
climb(struct choice *c, const struct planner_plan *full)
{
	int untouched = count(c->x, REPLAN_KEPT);

	for (size_t i = 0; i < ARRAY_LEN(ladder) && c->tries > 0 && !is_enough(c, &c->best); i++) {
		const struct keeping k = { .fate = { [REPLAN_FROZEN] = true, [REPLAN_KEPT] = true }, .free = ladder[i].free, .thorough = true };
		if (ladder[i].let_go_pct)
			let_go(c->x, c->best.plan, (untouched * ladder[i].let_go_pct + 99) / 100);
		if (ladder[i].borrow_pct)
			planner_replan_borrow(c->x, full, c->best.plan, (untouched * ladder[i].borrow_pct + 99) / 100);
		consider(c, k, ladder[i].way);
		regain(c->x);
	}
}

/* The repair left critical demand unmet: was that necessary? */
static void
compare_with_full(struct choice *c)
{
	struct planner_replanned full = c->best;
	struct faults ignored = { 0 };
	struct keeping k = { .fate = { [REPLAN_FROZEN] = true }, .thorough = true };

	full.way = PLANNER_FROM_SCRATCH;
	if (solve(c->x, k, &full, &ignored) != ERR_OK)
		return;
	c->best.full_critical_g = full.full_critical_g = c->full_critical_g = full.plan->totals.unmet_critical_g;
	climb(c, full.plan);
	if (is_better(c, &full, &c->best))
		c->best = full;
}

/* Solves are dear in large provinces: so many more than those that are needed. */
static int
tries_for(const struct planner_input *in)
{
	int tries = TRIES_WORK / (in->n_needs * in->days + 1);

	return tries > TRIES_MOST ? TRIES_MOST : tries;
}

/* More trips carry other grams than the limit has it: ordinary demand may not take them, then. */
static void
steady(struct choice *c)
{
	const struct keeping k = { .fate = { [REPLAN_FROZEN] = true, [REPLAN_KEPT] = true }, .firm = true };

	if (!is_steady(c, &c->best))
		consider(c, k, PLANNER_REPAIRED);
}

err_t
planner_replan(const struct planner_replan *r, struct arena *a, struct planner_replanned *ret,
    struct faults *f)
{
	struct replanning x = { .r = r, .in = r->in, .arena = a, .n = r->published->n_routes };
	struct keeping k = { .fate = { [REPLAN_TOUCHED] = true, [REPLAN_FROZEN] = true, [REPLAN_KEPT] = true } };
	struct choice c = { .x = &x, .best = { .full_critical_g = -1, .way = PLANNER_REPAIRED }, .tries = tries_for(r->in) };

	planner_replan_trips(&x);
	world(&x, k, &c.best.in);
	err_t e = planner_solve_kept(&c.best.in, a, &c.best.idle, f);
	if (e)
		return e;
	note_idle(&x, c.best.idle);
	k.fate[REPLAN_TOUCHED] = false;
	e = solve(&x, k, &c.best, f);
	if (e)
		return e;
	c.most = c.best.diff.untouched * r->limit_pct / 100;
	if (c.best.plan->totals.unmet_critical_g > 0)
		compare_with_full(&c);
	steady(&c);
	*ret = c.best;
	return ERR_OK;
}
