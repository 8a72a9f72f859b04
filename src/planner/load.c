/* load - rights by order and supplier, gas by source. */
#include "planner/load.h"

#include <stdlib.h>

static int *
row(const struct day *s, int order)
{
	return &s->right_at[order * s->w->in->n_suppliers];
}

int
planner_load_source(const struct day *s, int order, int supplier)
{
	return planner_setup_source(s->w, supplier, s->orders[order].need);
}

/* Pins, sets and lines that are not ours to drive stay where they are. */
static bool
may_load(const struct day *s, int order, int right)
{
	const struct work *w = s->w;
	const struct planner_right *r = &w->in->rights[right];
	int source = planner_load_source(s, order, r->supplier);

	return source >= 0 && w->in->suppliers[r->supplier].mode == PLANNER_ROUTED && w->reach[right * w->days + s->day] >= 0 &&
	       w->in->sources[source].grade >= w->in->needs[r->need].min_grade && !planner_setup_is_set_or_pin(w, right, s->day);
}

static void
open_row(struct day *s, int order)
{
	const struct work *w = s->w;
	const struct order *o = &s->orders[order];
	int *right = row(s, order);

	for (int i = 0; i < w->in->n_suppliers; i++)
		right[i] = PLANNER_NONE;
	bool bound = o->fixed >= 0 || planner_timing_bottle_g(s, order) > 0;
	for (int i = w->right_start[o->need]; !bound && i < w->right_start[o->need + 1]; i++) {
		int r = w->right_list[i], supplier = w->in->rights[r].supplier;
		if (right[supplier] < 0 && may_load(s, order, r))
			right[supplier] = r;
	}
	right[o->supplier] = o->right;
}

void
planner_load_open(struct day *s, const int64_t *gas_g)
{
	size_t n = (size_t)s->w->in->n_sources;

	s->right_at = MEM_ARRAY(int, (size_t)(s->most_orders * s->w->in->n_suppliers) + 1);
	s->gas_g = MEM_ARRAY(int64_t, n + 1);
	memcpy(s->gas_g, gas_g, n * sizeof *gas_g);
	for (int o = 0; o < s->n_orders; o++)
		open_row(s, o);
}

void
planner_load_close(struct day *s)
{
	free(s->right_at);
	free(s->gas_g);
}

void
planner_load_rest(struct day *s, int order, int rest)
{
	memcpy(row(s, rest), row(s, order), sizeof(int) * (size_t)s->w->in->n_suppliers);
}

int
planner_load_right(const struct day *s, int order, int supplier)
{
	return row(s, order)[supplier];
}

int64_t
planner_load_left_g(const struct day *s, int order, int supplier)
{
	int64_t each = planner_timing_bottle_g(s, order), left = s->gas_g[planner_load_source(s, order, supplier)];

	if (s->orders[order].fixed >= 0)
		return INT64_MAX;
	left = left > 0 ? left : 0;
	return each ? left / each * each : left;
}

int64_t
planner_load_policy_m(const struct day *s, int order, int supplier)
{
	const struct order *o = &s->orders[order];
	int right = planner_load_right(s, order, supplier);

	if (right == o->right)
		return 0;
	return 1000 * (planner_setup_policy_km(s->w, right, s->day) - planner_setup_policy_km(s->w, o->right, s->day) +
	               (s->w->in->rights[right].daily_g > 0 ? s->w->cfg->over_contract_km : 0));
}

void
planner_load_take(struct day *s, int order, int supplier, int64_t g)
{
	s->gas_g[planner_load_source(s, order, supplier)] -= g;
}
