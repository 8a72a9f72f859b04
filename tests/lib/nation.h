/* nation - a nation's week of oxygen as one minimum-cost flow, drawn from one seed, for bench and tests.
 *
 * Facilities stand in 34 clusters along a strip of 1,600 km, sources near some of them. Nodes: the world (0), each
 * source and day twice (made, loaded), each facility and day. Arcs: made to loaded (loading capacity), made to the next
 * day (storage), made to the world (vented); loaded to the facilities that count this source among their K nearest;
 * three bands of shortage from the world; three bands of stock to the next day, worth less the fuller the tank.
 * Demand of a cluster grows over the week, up to tenfold in some; what is made and in stock is nine tenths of it. */
#ifndef OXY_TESTS_NATION_H
#define OXY_TESTS_NATION_H

#include "base/mem.h"
#include "base/rng.h"
#include "planner/flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NATION_CLUSTERS = 34, NATION_DAYS = 7, NATION_SOURCES = 256 };

struct nation {
	struct flow_net net;
	int facilities, sources, nearest;
	struct flow_arc *arcs;
	int64_t *supply;
};

struct nation_place {
	double x, y; /* km */
};

struct nation_draft {
	struct rng r;
	struct nation_place cluster[NATION_CLUSTERS], source[NATION_SOURCES], *facility;
	int surge[NATION_CLUSTERS]; /* demand of the last day in tenths of the first */
	int *home;                  /* cluster of a facility */
	int64_t *base_kg;           /* a normal day of a facility */
	int64_t made_kg[NATION_SOURCES];
};

static inline int32_t
nation_made(const struct nation *n, int source, int day)
{
	(void)n;
	return 1 + (source * NATION_DAYS + day) * 2;
}

static inline int32_t
nation_at(const struct nation *n, int facility, int day)
{
	return 1 + n->sources * NATION_DAYS * 2 + facility * NATION_DAYS + day;
}

static inline void
nation_arc(struct nation *n, int32_t from, int32_t to, int64_t upper, int64_t cost)
{
	n->arcs[n->net.n_arcs++] = (struct flow_arc){ from, to, 0, upper, cost };
}

static inline struct nation_place
nation_near(struct nation_draft *d, const struct nation_place *centre, double km)
{
	double x = rng_normal(&d->r), y = rng_normal(&d->r);

	return (struct nation_place){ centre->x + km * x, centre->y + km * y };
}

static inline void
nation_places(struct nation *n, struct nation_draft *d)
{
	for (int c = 0; c < NATION_CLUSTERS; c++) {
		double y = 1600.0 * (c + rng_unit(&d->r)) / NATION_CLUSTERS;
		d->cluster[c] = (struct nation_place){ 120 * sin(y / 300) + 80 * rng_unit(&d->r), y };
		d->surge[c] = 10 + (int)rng_below(&d->r, 91);
	}
	for (int s = 0; s < n->sources; s++)
		d->source[s] = nation_near(d, &d->cluster[rng_below(&d->r, NATION_CLUSTERS)], 20);
	for (int f = 0; f < n->facilities; f++) {
		uint32_t u = rng_below(&d->r, 30);
		d->home[f] = (int)rng_below(&d->r, NATION_CLUSTERS);
		d->facility[f] = nation_near(d, &d->cluster[d->home[f]], 25);
		d->base_kg[f] = 20 + rng_below(&d->r, 60) + u * u;
	}
}

static inline int64_t
nation_demand(const struct nation_draft *d, int facility, int day)
{
	int tenths = 10 + (d->surge[d->home[facility]] - 10) * day / (NATION_DAYS - 1);

	return d->base_kg[facility] * tenths / 10;
}

struct nation_way {
	int64_t metres;
	int source;
};

static inline int
nation_shorter(const void *a, const void *b)
{
	const struct nation_way *x = a, *y = b;

	return x->metres != y->metres ? (x->metres > y->metres) - (x->metres < y->metres) : x->source - y->source;
}

static inline void
nation_facility(struct nation *n, struct nation_draft *d, int f)
{
	static const int64_t SHORT_COST[3] = { 100000, 300000, 1000000 }, STOCK_COST[3] = { -9000, -2500, -100 };
	struct nation_way way[NATION_SOURCES];
	int priority = 1 + (int)rng_below(&d->r, 3), tank_days = 3 + (int)rng_below(&d->r, 5);

	for (int s = 0; s < n->sources; s++) {
		double dx = d->source[s].x - d->facility[f].x, dy = d->source[s].y - d->facility[f].y;
		way[s] = (struct nation_way){ (int64_t)(1000 * sqrt(dx * dx + dy * dy)), s };
	}
	qsort(way, (size_t)n->sources, sizeof *way, nation_shorter);
	for (int t = 0; t < NATION_DAYS; t++) {
		int32_t here = nation_at(n, f, t), next = t + 1 < NATION_DAYS ? nation_at(n, f, t + 1) : 0;
		int64_t need = nation_demand(d, f, t);
		int64_t part[3] = { need / 5, need * 3 / 10, need - need / 5 - need * 3 / 10 };
		int64_t band[3] = { need, 2 * need, tank_days * need };
		n->supply[here] -= need;
		n->supply[0] += need;
		for (int k = 0; k < n->nearest; k++)
			nation_arc(n, nation_made(n, way[k].source, t) + 1, here, FLOW_UNLIMITED,
			    100 + way[k].metres / 100 + rng_below(&d->r, 20));
		for (int k = 0; k < 3; k++)
			nation_arc(n, 0, here, part[k], SHORT_COST[k] * priority);
		for (int k = 0; k < 3; k++)
			nation_arc(n, here, next, band[k], STOCK_COST[k] * priority);
	}
}

static inline void
nation_source(struct nation *n, struct nation_draft *d, int s)
{
	for (int t = 0; t < NATION_DAYS; t++) {
		int32_t made = nation_made(n, s, t);
		n->supply[made] += d->made_kg[s];
		n->supply[0] -= d->made_kg[s];
		nation_arc(n, made, made + 1, d->made_kg[s] * 3 / 2, 0);
		nation_arc(n, made, 0, FLOW_UNLIMITED, 10);
		if (t + 1 < NATION_DAYS)
			nation_arc(n, made, nation_made(n, s, t + 1), 3 * d->made_kg[s], 1);
	}
}

/* Half a normal day is in stock at the start; the sources make the rest of nine tenths of the demand. */
static inline void
nation_masses(struct nation *n, struct nation_draft *d)
{
	int64_t demand = 0, stock = 0, weight = 0, weights[NATION_SOURCES];

	for (int f = 0; f < n->facilities; f++) {
		stock += d->base_kg[f] / 2;
		n->supply[nation_at(n, f, 0)] += d->base_kg[f] / 2;
		n->supply[0] -= d->base_kg[f] / 2;
		for (int t = 0; t < NATION_DAYS; t++)
			demand += nation_demand(d, f, t);
	}
	for (int s = 0; s < n->sources; s++)
		weight += weights[s] = 20 + rng_below(&d->r, 200);
	for (int s = 0; s < n->sources; s++)
		d->made_kg[s] = (demand * 9 / 10 - stock) / NATION_DAYS * weights[s] / weight;
}

/* nearest <= sources <= NATION_SOURCES; nation_free it. */
static inline struct nation
nation_new(int facilities, int sources, int nearest, uint64_t seed)
{
	struct nation n = { .facilities = facilities, .sources = sources, .nearest = nearest };
	struct nation_draft d = { .r = rng_seed(seed, 4) };
	size_t arcs = (size_t)facilities * NATION_DAYS * (size_t)(nearest + 6) + (size_t)sources * NATION_DAYS * 3;

	n.net.n_nodes = nation_at(&n, facilities, 0);
	n.arcs = MEM_ARRAY(struct flow_arc, arcs);
	n.supply = MEM_ARRAY(int64_t, (size_t)n.net.n_nodes);
	d.facility = MEM_ARRAY(struct nation_place, (size_t)facilities);
	d.home = MEM_ARRAY(int, (size_t)facilities);
	d.base_kg = MEM_ARRAY(int64_t, (size_t)facilities);
	nation_places(&n, &d);
	nation_masses(&n, &d);
	for (int s = 0; s < sources; s++)
		nation_source(&n, &d, s);
	for (int f = 0; f < facilities; f++)
		nation_facility(&n, &d, f);
	n.net.arcs = n.arcs;
	n.net.supply = n.supply;
	free(d.facility);
	free(d.home);
	free(d.base_kg);
	return n;
}

static inline void
nation_free(struct nation *n)
{
	free(n->arcs);
	free(n->supply);
}

/* The biggest source makes nothing from that day on. */
static inline void
nation_outage(struct nation *n, int day)
{
	int biggest = 0;

	for (int s = 1; s < n->sources; s++)
		if (n->supply[nation_made(n, s, 0)] > n->supply[nation_made(n, biggest, 0)])
			biggest = s;
	for (int t = day; t < NATION_DAYS; t++) {
		int32_t made = nation_made(n, biggest, t);
		n->supply[0] += n->supply[made];
		n->supply[made] = 0;
	}
}

#endif
