/* replan_bench - disruptions in generated provinces: what a re-plan changes, saves and takes.
 *
 *     tests/bench/replan_bench [provinces [disruptions-each [drift-pct]]]
 *
 * One row an event kind. "full" is a plan of the same disturbed world that keeps the frozen trips
 * alone and starts from nothing else; what a re-plan leaves unmet of critical demand must not be
 * above it. */
#include "lib/day_after.h"

#include <time.h>

struct row {
	int n, over_limit, above_full, ways[4];
	double changed_sum, changed_max, s_sum, s_max;
	double before_h, after_h, full_h;
	int64_t idle_crit, plan_crit, full_crit;
	int untouched, untouched_changed, frozen, frozen_changed, later;
};

static const struct {
	const char *name;
	struct province_spec spec;
} specs[] = {
	{ "little plenty", { 11, 28, 5, 7, 130, 150, 200, 0 } },
	{ "little tight", { 11, 28, 5, 7, 105, 100, 150, 0 } },
	{ "little scarce", { 11, 28, 5, 7, 60, 200, 150, 0 } },
	{ "plenty", { 50, 300, 20, 7, 130, 150, 200, 0 } },
	{ "tight", { 50, 300, 20, 7, 100, 100, 150, 0 } },
	{ "scarce", { 50, 300, 20, 7, 70, 150, 200, 0 } },
};

static double
cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
hours(const struct planner_input *in, const struct planner_plan *p)
{
	struct planner_risk r;

	planner_diff_risk(in, p, &r);
	return r.weighted_h;
}

static void
disrupt(const struct day_after *x, enum planner_event_kind kind, struct rng *r, struct row *row)
{
	struct arena *a = arena_new();
	struct planner_event e = day_after_event(x, kind, r);
	struct planner_input world, full_in;
	struct planner_replanned out;
	struct planner_plan *full = NULL;
	struct faults f = { 0 };

	planner_replan_apply(&x->p->in, &e, 1, a, &world);
	struct planner_replan ask = { .in = &world,
		.published = &x->published,
		.events = &e,
		.n_events = 1,
		.freeze_min = 720,
		.limit_pct = 10 };
	double from = cpu();
	if (planner_replan(&ask, a, &out, &f) != ERR_OK) {
		printf("FAILED %s %s %s\n", planner_replan_event_code(kind), f.item[0].pointer,
		    f.item[0].arg[0]);
		arena_free(a);
		return;
	}
	double took = cpu() - from;
	full_in = out.in;
	full_in.config = NULL;
	struct planner_kept *kept = ARENA_ARRAY(a, struct planner_kept, (size_t)out.in.n_kept + 1);
	full_in.kept = kept;
	full_in.n_kept = 0;
	for (int i = 0; i < out.in.n_kept; i++)
		if (out.in.kept[i].frozen) {
			kept[full_in.n_kept] = out.in.kept[i];
			kept[full_in.n_kept++].least_g = out.in.kept[i].hold_g;
		}
	bool solved = planner_solve(&full_in, a, &full, &f) == ERR_OK;
	for (int i = 0; i < full_in.n_kept && !solved; i++) /* a promise that cannot be kept: as the re-plan does */
		kept[i].least_g = NULL;
	if (!solved && planner_solve(&full_in, a, &full, &f) != ERR_OK)
		full = out.plan;
	double share =
	    out.diff.untouched ? 100.0 * out.diff.untouched_changed / out.diff.untouched : 0;
	row->n++;
	row->changed_sum += share;
	row->changed_max = share > row->changed_max ? share : row->changed_max;
	row->over_limit += share > 10;
	row->s_sum += took;
	row->s_max = took > row->s_max ? took : row->s_max;
	row->ways[out.way]++;
	row->above_full += out.plan->totals.unmet_critical_g > full->totals.unmet_critical_g;
	row->idle_crit += out.idle->totals.unmet_critical_g;
	row->plan_crit += out.plan->totals.unmet_critical_g;
	row->full_crit += full->totals.unmet_critical_g;
	row->before_h += out.diff.before.weighted_h;
	row->after_h += out.diff.after.weighted_h;
	row->full_h += hours(&world, full);
	row->frozen += out.diff.frozen;
	row->frozen_changed += out.diff.frozen_changed;
	row->later += out.diff.n_later;
	int k[PLANNER_CHANGES] = { 0 };
	for (int i = 0; i < out.diff.n_changes; i++)
		k[out.diff.changes[i].what] += !out.diff.changes[i].touched;
	if (getenv("OXY_REPLAN_EACH"))
		printf("  %s trips %d broken %d touched %d frozen %d changed %d (re %d,%d,%d gone "
		       "%d new %d trim %d) later %d way %d "
		       "crit %lld full %lld idle %lld unmet %lld full %lld %.2f s\n",
		    planner_replan_event_code(kind), out.diff.trips, out.diff.broken,
		    out.diff.touched, out.diff.frozen, out.diff.untouched_changed, k[1], k[2], k[3],
		    k[5], k[6], k[4], out.diff.n_later, (int)out.way,
		    (long long)out.plan->totals.unmet_critical_g,
		    (long long)full->totals.unmet_critical_g,
		    (long long)out.idle->totals.unmet_critical_g,
		    (long long)out.plan->totals.unmet_g, (long long)full->totals.unmet_g, took);
	arena_free(a);
}

static void
print_row(const char *spec, const char *kind, const struct row *r)
{
	double n = r->n ? r->n : 1;

	printf(
	    "%-13s %-14s %3d %7.1f %5.1f %4d %6.2f %5.2f %9.0f %9.0f %9.0f %5d %d/%d/%d/%d %9.1f "
	    "%9.1f %9.1f %6.1f %d/%d\n",
	    spec, kind, r->n, r->changed_sum / n, r->changed_max, r->over_limit, r->s_sum / n,
	    r->s_max, (double)r->idle_crit / n / 1000, (double)r->plan_crit / n / 1000,
	    (double)r->full_crit / n / 1000, r->above_full, r->ways[0], r->ways[1], r->ways[2],
	    r->ways[3], r->before_h / n, r->after_h / n, r->full_h / n, r->later / n,
	    r->frozen_changed, r->frozen);
}

static void
province(size_t spec, uint64_t seed, int each, int drift, struct row rows[PLANNER_EVENTS])
{
	struct arena *a = arena_new();
	struct day_after x = { .p = MEM_NEW(struct province) };
	struct planner_plan *plan;
	struct faults f = { 0 };
	struct rng r = rng_seed(seed, 99);

	province_make(x.p, seed, specs[spec].spec);
	if (planner_solve(&x.p->in, a, &plan, &f) != ERR_OK)
		exit(EXIT_FAILURE);
	day_after_roll(&x, plan, 1, 240, drift, a);
	for (int k = 0; k <= PLANNER_STOCK_OFF; k++)
		for (int i = 0; i < each; i++)
			disrupt(&x, (enum planner_event_kind)k, &r, &rows[k]);
	arena_free(a);
	free(x.p);
}

int
main(int argc, char **argv)
{
	int provinces = argc > 1 ? atoi(argv[1]) : 1, each = argc > 2 ? atoi(argv[2]) : 1,
	    drift = argc > 3 ? atoi(argv[3]) : 0;

	printf("%-13s %-14s %3s %7s %5s %4s %6s %5s %9s %9s %9s %5s %s %s\n", "supply", "event",
	    "n", "chg%", "max", ">10", "s", "max", "idle kg", "crit kg", "full kg", "above", "ways",
	    "weighted patient-hours: idle, re-plan, full; later; frozen changed");
	for (size_t s = getenv("OXY_REPLAN_BIG") ? 3 : 0;
	     s < (getenv("OXY_REPLAN_LITTLE") ? 3 : ARRAY_LEN(specs)); s++) {
		struct row rows[PLANNER_EVENTS] = { 0 };
		for (int i = 0; i < (s < 3 ? 10 : 1) * provinces; i++)
			province(s, (uint64_t)i + 1, each, drift, rows);
		for (int k = 0; k <= PLANNER_STOCK_OFF; k++)
			print_row(specs[s].name,
			    planner_replan_event_code((enum planner_event_kind)k), &rows[k]);
		fflush(stdout);
	}
	return 0;
}
