/* plan_bench - whole plans of drawn provinces: what stays unmet, kilometres a tonne, processor seconds; with insertion alone beside it.
 *
 *     plan_bench [SEEDS]      the same seeds for both, means; two sizes, three ratios of supply and trucks to demand */
#include "lib/province.h"

#include <string.h>
#include <time.h>

struct sums {
	double unmet, critical, km, tonnes, seconds;
	int trips, stops;
};

static double
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
add(struct sums *s, uint64_t seed, struct province_spec spec, int iterations)
{
	static struct province p;
	struct arena *a = arena_new();
	struct planner_plan *plan;
	struct faults f = { 0 };

	memset(&p, 0, sizeof p);
	province_make(&p, seed, spec);
	p.in.deterministic = true;
	p.in.iterations = iterations;
	double from = seconds_now();
	if (planner_solve(&p.in, a, &plan, &f) != ERR_OK) {
		fprintf(stderr, "plan_bench: no plan for seed %d\n", (int)seed);
		exit(1);
	}
	s->seconds += seconds_now() - from;
	s->unmet += 100. * (double)plan->totals.unmet_g / (double)plan->totals.demand_g;
	s->critical += 100. * (double)plan->totals.unmet_critical_g / (double)plan->totals.demand_g;
	s->km += (double)plan->totals.distance_m / 1e3;
	s->tonnes += (double)plan->totals.delivered_g / 1e6;
	s->trips += plan->totals.trips;
	s->stops += plan->totals.stops;
	arena_free(a);
}

static void
print(const char *name, const struct sums *s, int n)
{
	printf("  %-16s unmet %6.3f %%  critical %.3f %%  %5.2f km/t  %4d trips  %4d stops  %.2f s\n", name, s->unmet / n, s->critical / n, s->km / s->tonnes,
	    s->trips / n, s->stops / n, s->seconds / n);
}

static void
compare(bool large, int supply_pct, int trucks_pct, int seeds)
{
	struct province_spec spec = { .tanks = large ? 100 : 11, .pools = large ? 250 : 28, .suppliers = large ? 20 : 5, .days = 7,
		.supply_pct = supply_pct, .trucks_pct = trucks_pct, .pool_pct = 140, .start_minute = 360 };
	struct sums insertion = { 0 }, all = { 0 };

	for (int s = 1; s <= seeds; s++) {
		add(&insertion, (uint64_t)s, spec, 1);
		add(&all, (uint64_t)s, spec, 0);
	}
	printf("%d facilities, supply %d %%, trucks %d %%, %d seeds\n", spec.tanks + spec.pools, supply_pct, trucks_pct, seeds);
	print("insertion alone", &insertion, seeds);
	print("improved", &all, seeds);
	printf("  %-16s unmet %.2f  km/t %.3f  time %.2f\n", "ratio", insertion.unmet > 0 ? all.unmet / insertion.unmet : 1,
	    all.km / all.tonnes / (insertion.km / insertion.tonnes), all.seconds / insertion.seconds);
}

int
main(int argc, char **argv)
{
	int seeds = argc > 1 ? atoi(argv[1]) : 20;
	static const int supply[] = { 130, 105, 80 }, trucks[] = { 150, 100, 130 };

	if (seeds < 1)
		return fprintf(stderr, "plan_bench: SEEDS is a number from 1 on\n"), 2;
	for (int i = 0; i < 6; i++)
		compare(i >= 3, supply[i % 3], trucks[i % 3], i >= 3 ? (seeds + 9) / 10 : seeds);
	return 0;
}
