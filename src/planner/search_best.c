/* search_best - keep and write the best plan.
 *
 * Where vehicles have numbers a trip takes the first free vehicle of its type, and vehicles without
 * a trip get an empty line; elsewhere trips are numbered as they come. */
#include "planner/search_best.h"

#include <inttypes.h>
#include <math.h>

static void
keep_trip(struct search_best *b, const struct search_trip *t)
{
	*VEC_ADD(&b->at) = t->type;
	*VEC_ADD(&b->at) = t->chain;
	*VEC_ADD(&b->at) = t->n;
	for (int32_t i = 0; i < t->n; i++)
		*VEC_ADD(&b->at) = t->at[i];
	b->n_trips++;
}

void
planner_search_best_keep(struct search_best *b, const struct search_plan *p)
{
	b->at.n = 0;
	b->n_trips = 0;
	b->left_out = p->n_absent;
	b->cost = p->cost;
	b->score = search_score(p);
	for (int32_t i = 0; i < p->n_active && !p->m->chained; i++)
		keep_trip(b, &p->trips[p->active[i]]);
	for (int32_t i = 0; i < p->n_chains; i++)
		for (size_t k = 0; k < p->chains[i].trips.n; k++)
			keep_trip(b, &p->trips[p->chains[i].trips.at[k]]);
}

void
planner_search_best_load(const struct search_best *b, struct search_plan *p)
{
	planner_search_plan_clear(p);
	for (size_t i = 0; i < b->at.n; i += 3 + (size_t)b->at.at[i + 2]) {
		const int32_t *t = b->at.at + i;
		int32_t place = t[1] < 0 ? 0 : (int32_t)p->chains[t[1]].trips.n;
		int32_t id = planner_search_plan_open(p, t[0], t[1], place);
		planner_search_plan_fill(p, id, t + 3, t[2]);
	}
	planner_search_plan_mark(p);
}

void
planner_search_best_copy(struct search_best *to, const struct search_best *from)
{
	to->at.n = 0;
	for (size_t i = 0; i < from->at.n; i++)
		*VEC_ADD(&to->at) = from->at.at[i];
	to->n_trips = from->n_trips;
	to->left_out = from->left_out;
	to->cost = from->cost;
	to->score = from->score;
}

void
planner_search_best_free(struct search_best *b)
{
	VEC_FREE(&b->at);
}

/* ---- the file ---- */

static double
exact_cost(const struct search_model *m, const int32_t *trip)
{
	const struct search_type *y = &m->types[trip[0]];
	double dist = 0;
	int32_t here = y->depot;

	for (int32_t i = 0; i <= trip[2]; i++) {
		int32_t next = i < trip[2] ? trip[3 + i] : y->depot;
		const struct vrplib_place *p = &m->v->places[here], *q = &m->v->places[next];
		dist += hypot(p->x - q->x, p->y - q->y);
		here = next;
	}
	return (dist * (double)y->unit + (double)y->fixed / 1000) / 100;
}

static void
write_cost(const struct search_best *b, const struct search_model *m, double exact, struct str *out)
{
	if (m->v->rule == VRPLIB_EXACT)
		str_addf(out, "Cost %.2f\n", exact);
	else if (m->v->rule == VRPLIB_TENTHS)
		str_addf(out, "Cost %.1f\n", (double)b->cost / 10);
	else
		str_addf(out, "Cost %" PRId64 "\n", b->cost);
}

static int32_t
vehicle_of(const struct search_model *m, const int32_t *trip, int32_t *next_of_type)
{
	int32_t type = trip[0];

	if (trip[1] >= 0)
		return trip[1];
	while (m->type_of[next_of_type[type]] != type)
		next_of_type[type]++;
	return next_of_type[type]++;
}

void
planner_search_best_write(
    const struct search_best *b, const struct search_model *m, struct str *out)
{
	int32_t vehicles = m->v->n_vehicles, number = 0;
	int32_t *next_of_type = MEM_ARRAY(int32_t, (size_t)m->n_types);
	struct str *line = MEM_ARRAY(struct str, (size_t)vehicles);
	double exact = 0;

	for (size_t i = 0; i < b->at.n; i += 3 + (size_t)b->at.at[i + 2]) {
		const int32_t *trip = b->at.at + i;
		int32_t k = vehicle_of(m, trip, next_of_type);
		if (line[k].len > 0)
			str_addf(&line[k], " %d", m->types[trip[0]].depot);
		for (int32_t c = 0; c < trip[2]; c++)
			str_addf(&line[k], " %d", m->name[trip[3 + c]]);
		exact += m->v->rule == VRPLIB_EXACT ? exact_cost(m, trip) : 0;
	}
	for (int32_t k = 0; k < vehicles; k++) {
		if (line[k].len > 0 || m->v->vehicles_told)
			str_addf(out, "Route #%d:%s\n", m->v->vehicles_told ? k + 1 : ++number,
			    str_text(&line[k]));
		str_free(&line[k]);
	}
	write_cost(b, m, exact, out);
	free(line);
	free(next_of_type);
}
