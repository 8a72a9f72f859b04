/* flow_lemon - the network simplex of LEMON on a DIMACS file: "COST CPU-SECONDS MEGABYTES".
 *
 * Built by make bench alone, when the headers of LEMON are there; the product knows nothing of it. The seconds are those
 * of construction and solving, without reading. */
#include <lemon/dimacs.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <sys/resource.h>

using Graph = lemon::SmartDigraph;

static double
cpu_seconds()
{
	rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_utime.tv_sec + (double)u.ru_stime.tv_sec + 1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	std::ifstream in(argv[1]);
	Graph g;
	Graph::ArcMap<int64_t> lower(g), upper(g), cost(g);
	Graph::NodeMap<int64_t> supply(g);
	lemon::readDimacsMin(in, g, lower, upper, cost, supply, INT64_MAX);
	double start = cpu_seconds();
	lemon::NetworkSimplex<Graph, int64_t, int64_t> ns(g);
	ns.lowerMap(lower).upperMap(upper).costMap(cost).supplyMap(supply);
	if (ns.run() != ns.OPTIMAL)
		return 1;
	double seconds = cpu_seconds() - start;
	__int128 total = ns.totalCost<__int128>();
	rusage u;
	getrusage(RUSAGE_SELF, &u);
	printf("%lld %.4f %.0f\n", (long long)total, seconds, (double)u.ru_maxrss / 1024);
	return 0;
}
