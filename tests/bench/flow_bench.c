/* flow_bench - minimum-cost flow at a nation's size, processor seconds and memory; flow.sh sets it
 * beside its peers.
 *
 *   flow_bench write FACILITIES SOURCES NEAREST SEED >FILE.min
 *   flow_bench solve FACILITIES SOURCES NEAREST SEED     "COST SECONDS MEGABYTES PIVOTS"
 *   flow_bench warm FACILITIES SOURCES NEAREST SEED      the same for the biggest plant's outage
 * after a solve flow_bench clp FACILITIES SOURCES NEAREST SEED LIMIT the same of Clp's dual
 * simplex; LIMIT is seconds
 *
 * A status of 77: built without Clp. Seconds are the process's own (getrusage) for construction and
 * solving, without drawing the instance. */
#include "lib/nation.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#ifdef HAVE_CLP
#define COIN_BIG_INDEX 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes" /* theirs */
#include <Clp_C_Interface.h>
#pragma GCC diagnostic pop
#endif

static double
cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_utime.tv_sec + (double)u.ru_stime.tv_sec +
	       1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static void
print_result(const struct flow *f, double seconds, int64_t pivots)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	printf("%" PRId64 " %.4f %.0f %" PRId64 "\n", (int64_t)planner_flow_total(f), seconds,
	    (double)u.ru_maxrss / 1024, pivots);
}

static int
solve(struct nation *n)
{
	double start = cpu_seconds();
	struct flow *f = planner_flow_new(&n->net);
	enum flow_status s = planner_flow_solve(f);

	print_result(f, cpu_seconds() - start, planner_flow_pivots(f));
	planner_flow_free(f);
	return s != FLOW_OPTIMAL;
}

static int
write_dimacs(const struct nation *n)
{
	printf("p min %d %d\n", n->net.n_nodes, n->net.n_arcs);
	for (int32_t v = 0; v < n->net.n_nodes; v++)
		if (n->supply[v])
			printf("n %d %" PRId64 "\n", v + 1, n->supply[v]);
	for (int32_t a = 0; a < n->net.n_arcs; a++)
		printf("a %d %d 0 %" PRId64 " %" PRId64 "\n", n->arcs[a].from + 1,
		    n->arcs[a].to + 1, n->arcs[a].upper == FLOW_UNLIMITED ? -1 : n->arcs[a].upper,
		    n->arcs[a].cost);
	return 0;
}

/* A solve, then the biggest plant makes nothing from the second day on: the second solve is timed.
 */
static int
solve_warm(struct nation *n)
{
	struct flow *f = planner_flow_new(&n->net);
	int status = planner_flow_solve(f) != FLOW_OPTIMAL;
	int64_t pivots = planner_flow_pivots(f);

	nation_outage(n, 1);
	double start = cpu_seconds();
	planner_flow_set_supply(f, n->supply);
	status |= planner_flow_solve(f) != FLOW_OPTIMAL;
	print_result(f, cpu_seconds() - start, planner_flow_pivots(f) - pivots);
	planner_flow_free(f);
	return status;
}

#ifdef HAVE_CLP
static int
solve_clp(const struct nation *n, double limit)
{
	size_t m = (size_t)n->net.n_arcs, rows = (size_t)n->net.n_nodes;
	double *upper = MEM_ARRAY(double, m), *cost = MEM_ARRAY(double, m),
	       *value = MEM_ARRAY(double, 2 * m), *rhs = MEM_ARRAY(double, rows),
	       start = cpu_seconds();
	int *begin = MEM_ARRAY(int, m + 1), *index = MEM_ARRAY(int, 2 * m);
	Clp_Simplex *model = Clp_newModel();

	for (size_t i = 0; i < m; i++) {
		upper[i] = n->arcs[i].upper == FLOW_UNLIMITED ? INFINITY : (double)n->arcs[i].upper;
		cost[i] = (double)n->arcs[i].cost;
		index[2 * i] = n->arcs[i].from, value[2 * i] = 1;
		index[2 * i + 1] = n->arcs[i].to, value[2 * i + 1] = -1;
		begin[i + 1] = 2 * (int)i + 2;
	}
	for (size_t v = 0; v < rows; v++)
		rhs[v] = (double)n->supply[v];
	Clp_setLogLevel(model, 0);
	Clp_loadProblem(
	    model, n->net.n_arcs, n->net.n_nodes, begin, index, value, NULL, upper, cost, rhs, rhs);
	Clp_setMaximumSeconds(model, limit);
	Clp_initialDualSolve(model);
	int status = Clp_status(model);
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	printf("%.0f %.4f %.0f\n", Clp_objectiveValue(model), cpu_seconds() - start,
	    (double)u.ru_maxrss / 1024);
	Clp_deleteModel(model);
	void *owned[] = { upper, cost, value, rhs, begin, index };
	for (size_t i = 0; i < ARRAY_LEN(owned); i++)
		free(owned[i]);
	return status != 0;
}
#else
static int
solve_clp(const struct nation *n, double limit)
{
	(void)n;
	(void)limit;
	return 77;
}
#endif

int
main(int argc, char **argv)
{
	if (argc < 6)
		return 2;
	struct nation n =
	    nation_new(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), (uint64_t)atoll(argv[5]));
	int status = 2;

	if (!strcmp(argv[1], "write"))
		status = write_dimacs(&n);
	else if (!strcmp(argv[1], "solve"))
		status = solve(&n);
	else if (!strcmp(argv[1], "warm"))
		status = solve_warm(&n);
	else if (!strcmp(argv[1], "clp") && argc > 6)
		status = solve_clp(&n, atof(argv[6]));
	nation_free(&n);
	return status;
}
