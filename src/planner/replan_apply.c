/* replan_apply - events laid over a world that does not know them. */
#include "planner/replan.h"

#include <string.h>

static void *
copy(struct arena *a, const void *from, size_t n, size_t more, size_t size)
{
	char *to = arena_array(a, n + more + 1, size);

	if (n)
		memcpy(to, from, n * size);
	return to;
}

static void
exclude(struct planner_input *in, struct planner_fixed *fixed, const struct planner_event *e)
{
	for (int d = 0; d < in->days; d++)
		if (planner_event_is_on(e, d))
			fixed[in->n_fixed++] = (struct planner_fixed){ .kind = PLANNER_EXCLUDE,
				.id = "declined",
				.supplier = e->supplier,
				.need = e->need,
				.vehicle = PLANNER_NONE,
				.day = d,
				.facility = PLANNER_NONE,
				.from_need = PLANNER_NONE };
}

static void
correct_stock(const struct planner_input *in, struct planner_need *need, int64_t g)
{
	const struct planner_product *p = &in->products[need->product];
	int64_t held = g < need->capacity_g ? g : need->capacity_g;

	if (p->bottles) {
		int64_t empties = need->empties + (need->on_hand_g - held) / p->bottle_g;
		need->empties = empties > 0 ? (int)empties : 0;
	}
	need->on_hand_g = held;
}

void
planner_replan_apply(const struct planner_input *in, const struct planner_event *events, int n,
    struct arena *a, struct planner_input *ret)
{
	size_t more = (size_t)n, days = (size_t)in->days;
	struct planner_vehicle *vehicles =
	    copy(a, in->vehicles, (size_t)in->n_vehicles, 0, sizeof *vehicles);
	struct planner_source *sources =
	    copy(a, in->sources, (size_t)in->n_sources, 0, sizeof *sources);
	struct planner_need *needs = copy(a, in->needs, (size_t)in->n_needs, 0, sizeof *needs);
	struct planner_fixed *fixed =
	    copy(a, in->fixed, (size_t)in->n_fixed, more * days, sizeof *fixed);
	struct planner_closure *closures =
	    copy(a, in->closures, (size_t)in->n_closures, more, sizeof *closures);

	*ret = *in;
	for (int i = 0; i < n; i++) {
		const struct planner_event *e = &events[i];
		for (int d = 0; e->kind == PLANNER_VEHICLE_DOWN && d < in->days; d++)
			vehicles[e->vehicle].out_of_service[d] |= planner_event_is_on(e, d);
		for (int s = 0; e->kind == PLANNER_PLANT_DERATED && s < in->n_sources; s++)
			for (int d = 0; sources[s].supplier == e->supplier && d < in->days; d++)
				if (planner_event_is_on(e, d))
					sources[s].production_g[d] =
					    sources[s].production_g[d] * e->pct / 100;
		if (e->kind == PLANNER_ROAD_CLOSED)
			closures[ret->n_closures++] =
			    (struct planner_closure){ e->a, e->b, e->day_from, e->day_to };
		if (e->kind == PLANNER_DECLINED)
			exclude(ret, fixed, e);
		if (e->kind == PLANNER_STOCK_OFF)
			correct_stock(in, &needs[e->need], e->quantity_g);
	}
	ret->vehicles = vehicles;
	ret->sources = sources;
	ret->needs = needs;
	ret->fixed = fixed;
	ret->closures = closures;
}
