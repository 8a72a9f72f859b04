/* mutation_test - 1,000 plans that somebody corrupted, against the judge: all refused, each by the
 * violation that really comes first.
 *
 * What comes first is worked out twice: exactly by the referee (tests/lib/referee.h), which shares
 * nothing with the judge, and as a set by argument about the kind of corruption
 * (tests/lib/mutation.c). A corruption that leaves the plan valid by chance is one on which both
 * agree; it is not counted. */
#include "lib/mutation.h"
#include "lib/referee.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

enum { REGIMES = 7, SEEDS = 4, BASES = REGIMES * SEEDS, EACH = 40 };

static const struct province_spec SPECS[REGIMES] = {
	{ 6, 10, 3, 4, 120, 200, 200, 330 }, /* enough of everything */
	{ 6, 12, 3, 5, 60, 200, 200, 330 },  /* gas is scarce */
	{ 8, 16, 4, 4, 105, 100, 100, 700 }, /* trucks and bottles are scarce */
	{ 5, 10, 3, 4, 100, 150, 150, 360 }, /* some suppliers drive themselves */
	{ 6, 10, 4, 4, 90, 150, 150, 300 },  /* slots, lead times, tankers loading elsewhere, breaks */
	{ 5, 9, 3, 5, 100, 200, 200, 360 },  /* promises of every kind */
	{ 5, 9, 3, 4, 90, 150, 200, 300 },   /* trips of the plan in force, a road closed */
};

/* ---- plans to corrupt --------------------------------------------------------------------------
 */

static void
add_hurdles(struct province *p)
{
	for (int i = 0; i < p->in.n_suppliers; i++) {
		p->suppliers[i].loading_slots_per_day = 4 + i;
		p->suppliers[i].lead_time_h = 3 * i;
	}
	for (int d = 0; d < p->in.days; d++)
		p->in.driving[d].stretch_max_min = 45; /* breaks on many roads */
	for (int i = 0; i < p->in.n_vehicles; i++) {
		p->vehicles[i].loads_elsewhere = !p->vehicles[i].bottles;
		p->vehicles[i].out_of_service[i % p->in.days] = i % 3 == 0;
	}
}

static void
add_promises(struct province *p)
{
	const struct planner_right *r = &p->rights[p->in.n_rights / 2];
	struct planner_fixed *pin = province_fix(p, PLANNER_PIN),
			     *loan = province_fix(p, PLANNER_LOAN),
			     *out = province_fix(p, PLANNER_EXCLUDE),
			     *set = province_fix(p, PLANNER_SET),
			     *sent = province_fix(p, PLANNER_COMMITTED);

	pin->supplier = r->supplier;
	pin->need = r->need;
	pin->day = 2;
	loan->need = 1;
	loan->from_need = 0;
	while (p->needs[loan->need].product != p->needs[0].product)
		loan->need++;
	loan->day = 1;
	loan->minute = 500;
	loan->quantity_g = 1000;
	out->vehicle = 0;
	out->need = 2;
	set->supplier = p->rights[0].supplier;
	set->need = p->rights[0].need;
	set->day = 3;
	sent->supplier = r->supplier;
	sent->vehicle = 1;
	sent->need = r->need;
	sent->day = 1;
	sent->minute = 700;
	sent->full = p->products[p->needs[r->need].product].bottles ? 3 : 0;
	sent->empties_back = sent->full;
	sent->quantity_g = sent->full ? 3 * PROVINCE_BOTTLE_G : 400000;
	sent->busy_from_min = 600;
	sent->busy_to_min = 780;
}

/* Every second trip of a plan stays, a third of them to the gram. */
static void
keep_trips(struct trial *t)
{
	const struct planner_plan *p = t->plan;
	struct planner_kept *kept = ARENA_ARRAY(t->arena, struct planner_kept, (size_t)p->n_routes);
	struct planner_closure *closed = ARENA_NEW(t->arena, struct planner_closure);
	int n = 0;

	for (int i = 0; i < p->n_routes; i += 2) {
		const struct planner_route *r = &p->routes[i];
		int64_t *least = ARENA_ARRAY(t->arena, int64_t, (size_t)r->n_stops);
		for (int k = 0; k < r->n_stops; k++)
			least[k] = n % 3 ? 0 : r->stops[k].quantity_g;
		kept[n] =
		    (struct planner_kept){ .route = *r, .least_g = least, .frozen = n % 3 == 0 };
		n++;
	}
	*closed = (struct planner_closure){ 0, 1, 0, 9 };
	t->p->in.kept = kept;
	t->p->in.n_kept = n;
	t->p->in.closures = closed;
	t->p->in.n_closures = 1;
}

static void
solve(struct trial *t, int base)
{
	struct faults f = { 0 };

	ck_assert_msg(planner_solve(&t->p->in, t->arena, &t->plan, &f) == ERR_OK, "base %d: %s %s",
	    base, f.item[0].pointer, f.item[0].arg[0]);
}

/* Trips that stay may be promised more than is there by the minute, once others drive beside them: then the first of them are promised
 * nothing, as in a re-plan. */
static void
solve_kept(struct trial *t, int base)
{
	for (int i = 0; i < t->p->in.n_kept; i++) {
		struct faults f = { 0 };
		err_t e = planner_solve(&t->p->in, t->arena, &t->plan, &f);
		if (e == ERR_OK)
			return;
		ck_assert_msg(e == ERR_CONFLICT && strncmp(f.item[0].pointer, "/kept/", 6) == 0, "base %d: %s", base, f.item[0].pointer);
		((struct planner_kept *)t->p->in.kept)[atoi(f.item[0].pointer + 6)].least_g = NULL;
	}
	ck_abort_msg("base %d: no trip can stay", base);
}

static struct trial
solved(int base)
{
	struct trial t = { .p = MEM_NEW(struct province), .arena = arena_new() };
	int regime = base % REGIMES;

	province_make(t.p, (uint64_t)(base + 1), SPECS[regime]);
	for (int i = 0; regime == 3 && i < t.p->in.n_suppliers; i++)
		t.p->suppliers[i].mode = (enum planner_mode)((base + i) % 3);
	if (regime == 4)
		add_hurdles(t.p);
	if (regime == 5)
		add_promises(t.p);
	solve(&t, base);
	if (regime == 6) {
		keep_trips(&t);
		solve_kept(&t, base);
	}
	return t;
}

static void
forget(struct trial *t)
{
	arena_free(t->arena);
	free(t->p);
}

static void *
copy_rows(struct arena *a, const void *rows, int n, size_t size)
{
	char *copy = arena_array(a, (size_t)n + MUTATION_SPARE, size);

	if (n)
		memcpy(copy, rows, (size_t)n * size);
	return copy;
}

static struct trial
copied(const struct trial *base, uint64_t seed)
{
	struct trial t = {
		.p = MEM_NEW(struct province), .arena = arena_new(), .rng = rng_seed(seed, 26)
	};
	const struct planner_plan *from = base->plan;

	*t.p = *base->p;
	t.p->in.products = t.p->products;
	t.p->in.suppliers = t.p->suppliers;
	t.p->in.sources = t.p->sources;
	t.p->in.vehicles = t.p->vehicles;
	t.p->in.facilities = t.p->facilities;
	t.p->in.needs = t.p->needs;
	t.p->in.rights = t.p->rights;
	t.p->in.fixed = t.p->fixed;
	t.plan = ARENA_NEW(t.arena, struct planner_plan);
	*t.plan = *from;
	t.plan->routes = copy_rows(t.arena, from->routes, from->n_routes, sizeof *from->routes);
	for (int i = 0; i < from->n_routes; i++)
		t.plan->routes[i].stops = copy_rows(t.arena, from->routes[i].stops,
		    from->routes[i].n_stops, sizeof *from->routes[i].stops);
	t.plan->lines = copy_rows(t.arena, from->lines, from->n_lines, sizeof *from->lines);
	t.plan->fills = copy_rows(t.arena, from->fills, from->n_fills, sizeof *from->fills);
	t.plan->unmet = copy_rows(t.arena, from->unmet, from->n_unmet, sizeof *from->unmet);
	return t;
}

/* ---- comparing --------------------------------------------------------------------------------
 */

/* The judge's place, as the referee counts places. */
static int
place(const struct planner_input *in, const struct planner_verdict *v, enum referee_section s)
{
	switch (s) {
	case REFEREE_ROUTE:
		return v->route;
	case REFEREE_LINE:
		return v->line;
	case REFEREE_FILL:
		return v->fill;
	case REFEREE_UNMET:
		return v->unmet;
	case REFEREE_VEHICLE:
		return v->vehicle * in->days + v->day;
	case REFEREE_BREAKS:
		return v->vehicle;
	case REFEREE_SLOTS:
		return v->supplier * in->days + v->day;
	case REFEREE_NEED:
		return v->need;
	case REFEREE_FIXED:
		return v->fixed;
	case REFEREE_SOURCE:
	case REFEREE_KEPT:
	case REFEREE_TOTALS:
		break;
	}
	return 0;
}

struct tally {
	int refused, valid, by_violation[PLANNER_VIOLATIONS];
	uint64_t possible; /* what the corruptions tried may be refused for */
};

static void
judge_both(
    const struct trial *t, const struct mutation *m, int base, uint64_t seed, struct tally *n)
{
	struct planner_verdict v;
	bool valid = planner_check(&t->p->in, t->plan, &v);
	struct referee_finding f = referee_judge(&t->p->in, t->plan);

	ck_assert_int_eq(valid, v.what == PLANNER_BAD_NONE);
	ck_assert_msg(v.what == f.what,
	    "%s, base %d, seed %lu: the judge says %s (%ld against %ld; route %d stop %d line %d "
	    "fill %d "
	    "need %d day %d), the referee %s (section %d, place %d, step %d)",
	    m->name, base, (unsigned long)seed, planner_check_code(v.what), (long)v.found,
	    (long)v.expected, v.route, v.stop, v.line, v.fill, v.need, v.day,
	    planner_check_code(f.what), (int)f.section, f.index, f.step);
	if (valid) {
		n->valid++;
		return;
	}
	if (f.section != REFEREE_SOURCE && f.section < REFEREE_KEPT)
		ck_assert_msg(place(&t->p->in, &v, f.section) == f.index,
		    "%s, base %d, seed %lu: %s at %d, and the judge says %d", m->name, base,
		    (unsigned long)seed, planner_check_code(f.what), f.index,
		    place(&t->p->in, &v, f.section));
	ck_assert_msg(m->first & (UINT64_C(1) << v.what), "%s, base %d, seed %lu: refused as %s",
	    m->name, base, (unsigned long)seed, planner_check_code(v.what));
	n->refused++;
	n->by_violation[v.what]++;
}

static int
corrupt_until(const struct trial *bases, const struct mutation *m, int wanted, struct tally *all)
{
	struct tally n = { 0 };
	uint64_t seed = 1;

	for (; n.refused < wanted && seed < 3000; seed++) {
		int base = (int)(seed % BASES);
		struct trial t = copied(&bases[base], seed);
		if (m->corrupt(&t))
			judge_both(&t, m, base, seed, &n);
		forget(&t);
	}
	all->refused += n.refused;
	all->valid += n.valid;
	all->possible |= m->first;
	for (int i = 0; i < PLANNER_VIOLATIONS; i++)
		all->by_violation[i] += n.by_violation[i];
	return n.refused;
}

static void
corrupt_each(const struct trial *bases, const struct mutation *m, int n, struct tally *all)
{
	for (int k = 0; k < n; k++) {
		int got = corrupt_until(bases, &m[k], EACH, all);
		ck_assert_msg(got == EACH, "%s: only %d plans", m[k].name, got);
	}
}

/* ---- tests --------------------------------------------------------------------------------------
 */

START_TEST(judge_and_referee_accept_what_was_solved)
{
	for (int base = 0; base < BASES; base++) {
		struct trial t = solved(base);
		struct planner_verdict v;
		ck_assert_msg(
		    planner_check(&t.p->in, t.plan, &v), "%s", planner_check_code(v.what));
		struct referee_finding f = referee_judge(&t.p->in, t.plan);
		ck_assert_msg(!f.what, "base %d: %s, section %d, place %d, step %d", base,
		    planner_check_code(f.what), (int)f.section, f.index, f.step);
		forget(&t);
	}
}
END_TEST

START_TEST(a_thousand_corrupted_plans_are_refused_for_what_comes_first)
{
	struct trial bases[BASES];
	struct tally all = { 0 };

	for (int i = 0; i < BASES; i++)
		bases[i] = solved(i);
	corrupt_each(bases, MUTATION_PLANS, N_MUTATION_PLANS, &all);
	corrupt_each(bases, MUTATION_LIMITS, N_MUTATION_LIMITS, &all);
	for (int i = 0; i < BASES; i++)
		forget(&bases[i]);
	printf("refused %d, valid by chance %d\n", all.refused, all.valid);
	ck_assert_int_ge(all.refused, 1000);
	ck_assert_int_lt(all.valid, all.refused / 2);
	for (int i = 1; i < PLANNER_VIOLATIONS; i++)
		ck_assert_msg(!(all.possible >> i & 1) || all.by_violation[i],
		    "nothing was refused for %s", planner_check_code((enum planner_violation)i));
}
END_TEST

SUITE("planner/mutation", judge_and_referee_accept_what_was_solved,
    a_thousand_corrupted_plans_are_refused_for_what_comes_first)
