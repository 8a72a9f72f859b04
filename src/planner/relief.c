/* relief - one unit more of one thing, and a solve around the plan's own trips.
 *
 * The trips stay because a plan made anew differs from itself by more than a tonne of gas does: routing is a search. Around kept trips
 * the flow is exact, so gains are those of the unit and not of luck. What only a wholly different plan would gain is not seen. */
#include "planner/relief.h"

#include "base/vec.h"
#include "planner/keep.h"
#include "planner/relief_unit.h"

enum { LEAST_GAIN_G = 1000 }; /* less is rounding */

/* ---- solving again ---------------------------------------------------------------------------- */

struct asking {
	const struct planner_input *in;
	const struct planner_plan *plan;
	struct arena *arena;
	struct planner_config config; /* a trial's: one round */
	int64_t *plan_g, *base_g; /* [need] unmet of the plan, and around its own trips with nothing more */
	int64_t base_critical_g;
	VEC(struct planner_relief_item) items; /* all that was asked; gain_at_g NULL: it gains nothing */
	int solves, refused;
	bool all;
};

static void *
copied(struct arena *a, const void *rows, int n, size_t size)
{
	char *to = arena_array(a, (size_t)n + 1, size);

	if (n > 0)
		memcpy(to, rows, (size_t)n * size);
	return to;
}

static void
open_world(const struct asking *q, bool keep, struct arena *a, struct planner_relief_unit_world *c)
{
	const struct planner_input *in = q->in;

	c->suppliers = copied(a, in->suppliers, in->n_suppliers, sizeof *c->suppliers);
	c->sources = copied(a, in->sources, in->n_sources, sizeof *c->sources);
	c->vehicles = copied(a, in->vehicles, in->n_vehicles, sizeof *c->vehicles);
	c->facilities = copied(a, in->facilities, in->n_facilities, sizeof *c->facilities);
	c->needs = copied(a, in->needs, in->n_needs, sizeof *c->needs);
	c->rights = copied(a, in->rights, in->n_rights, sizeof *c->rights);
	c->fixed = copied(a, in->fixed, in->n_fixed, sizeof *c->fixed);
	if (keep)
		planner_keep_own(in, q->plan, false, a, &c->in);
	else
		c->in = *in;
	c->in.config = &q->config;
	c->in.suppliers = c->suppliers;
	c->in.sources = c->sources;
	c->in.vehicles = c->vehicles;
	c->in.facilities = c->facilities;
	c->in.needs = c->needs;
	c->in.rights = c->rights;
	c->in.fixed = c->fixed;
}

/* Where notice is what holds back trips have to leave earlier: none of them stays. */
static bool
is_early(const struct planner_relief_item *x)
{
	return x && x->reason == PLANNER_LEAD_TIME;
}

/* Unmet grams by need with an item's unit more, or with nothing more (NULL). False when there is no such plan. */
static bool
solve_with(struct asking *q, const struct planner_relief_item *x, int64_t *unmet_g, int64_t *critical_g)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct planner_plan *p = NULL;
	struct faults ignored = { 0 };
	struct planner_relief_unit_world c;

	open_world(q, !is_early(x), a, &c);
	if (x && !planner_relief_unit_add(&c, x))
		return false;
	q->solves++;
	err_t e = planner_solve(&c.in, a, &p, &ignored);
	q->refused += e == ERR_INTERNAL;
	if (e)
		return false;
	for (int i = 0; i < p->n_unmet; i++)
		unmet_g[p->unmet[i].need] += p->unmet[i].grams;
	*critical_g = p->totals.unmet_critical_g;
	return true;
}

/* The item's gains; false when it has none. */
static bool
gains(struct asking *q, struct planner_relief_item *x)
{
	int64_t *at = ARENA_ARRAY(q->arena, int64_t, (size_t)q->in->n_needs + 1), critical_g = 0;

	x->gain_g = x->gain_critical_g = 0;
	if (!solve_with(q, x, at, &critical_g))
		return false;
	for (int n = 0; n < q->in->n_needs; n++) {
		at[n] = (is_early(x) ? q->plan_g[n] : q->base_g[n]) - at[n];
		x->gain_g += at[n];
	}
	x->gain_critical_g = (is_early(x) ? q->plan->totals.unmet_critical_g : q->base_critical_g) - critical_g;
	x->gain_at_g = at;
	return x->gain_critical_g >= LEAST_GAIN_G || (x->gain_critical_g >= 0 && x->gain_g >= LEAST_GAIN_G);
}

/* ---- asking ----------------------------------------------------------------------------------- */

static const struct planner_relief_item *
find(const struct asking *q, enum planner_reason reason, enum planner_object object, int index, int product)
{
	VEC_FOREACH(x, &q->items)
		if (x->reason == reason && x->object == object && x->index == index && x->product == product)
			return x;
	return NULL;
}

static bool
may_go_on(struct asking *q)
{
	bool ok = q->solves < RELIEF_SOLVES_MAX && (q->in->deterministic || !q->in->stop || !q->in->stop(q->in->stop_arg));

	q->all = q->all && ok;
	return ok;
}

/* Ask once, however many needs it may hold back. What gains nothing is remembered too, with gain 0. True when it gains. */
static bool
ask(struct asking *q, struct planner_relief_item x)
{
	const struct planner_relief_item *known = find(q, x.reason, x.object, x.index, x.product);
	int64_t most = planner_relief_unit_most(x.reason);
	bool gained = false;

	if (known)
		return known->gain_at_g;
	x.amount = x.amount ? x.amount : planner_relief_unit_amount(x.reason);
	while (may_go_on(q) && !(gained = gains(q, &x)) && 2 * x.amount <= most)
		x.amount *= 2;
	if (!gained)
		x.gain_at_g = NULL;
	*VEC_ADD(&q->items) = x;
	return gained;
}

/* ---- what to ask for a need --------------------------------------------------------------------- */

static int
source_of(const struct planner_input *in, int supplier, int product)
{
	for (int i = 0; i < in->n_sources; i++)
		if (in->sources[i].supplier == supplier && in->sources[i].product == product)
			return i;
	return PLANNER_NONE;
}

static int
bulk_of(const struct planner_input *in, int supplier)
{
	for (int i = 0; i < in->n_sources; i++)
		if (in->sources[i].supplier == supplier && !in->products[in->sources[i].product].bottles)
			return i;
	return PLANNER_NONE;
}

/* A gram more there is worth something to patients on some day. */
static bool
is_wanted(const struct asking *q, int source)
{
	for (int d = 0; d < q->in->days; d++) {
		struct planner_price p = q->plan->source_price[source * q->in->days + d];
		if (p.value > 0 && p.level <= PLANNER_UNMET_ORDINARY)
			return true;
	}
	return false;
}

/* Some day all loadings or all of the filling line are used. */
static bool
is_loaded_out(const struct asking *q, int supplier)
{
	int slots = q->in->suppliers[supplier].loading_slots_per_day, used[PLANNER_DAYS_MAX] = { 0 };

	for (int i = 0; i < q->plan->n_routes; i++)
		used[q->plan->routes[i].day] += q->plan->routes[i].supplier == supplier;
	for (int i = 0; i < q->in->n_fixed; i++) {
		const struct planner_fixed *x = &q->in->fixed[i];
		used[x->kind == PLANNER_COMMITTED ? x->day : 0] += x->kind == PLANNER_COMMITTED && !x->loaded && x->supplier == supplier;
	}
	for (int d = 0; d < q->in->days; d++)
		if (slots >= 0 && used[d] >= slots)
			return true;
	return false;
}

static bool
is_filled_out(const struct asking *q, int supplier)
{
	int most = q->in->suppliers[supplier].filling_bottles_per_day, filled[PLANNER_DAYS_MAX] = { 0 };

	for (int i = 0; i < q->plan->n_fills; i++)
		if (q->in->sources[q->plan->fills[i].source].supplier == supplier)
			filled[q->plan->fills[i].day] += q->plan->fills[i].bottles;
	for (int d = 0; d < q->in->days; d++) /* the last bottles may not make up a load */
		if (most >= 0 && filled[d] >= most - most / 10)
			return true;
	return false;
}

static bool
may_fill(const struct planner_input *in, int supplier, int need)
{
	for (int i = 0; i < in->n_rights; i++)
		if (in->rights[i].supplier == supplier && in->rights[i].need == need)
			return true;
	return false;
}

static void
ask_gas(struct asking *q, int supplier, int source, const struct planner_unmet *row)
{
	struct planner_relief_item x = { .object = PLANNER_OF_SOURCE, .index = source, .supplier = supplier,
		.product = q->in->sources[source].product, .need = PLANNER_NONE, .day = row->day };

	x.reason = PLANNER_SUPPLY;
	if (is_wanted(q, source))
		ask(q, x);
	x.reason = PLANNER_STORAGE;
	if (row->reason == PLANNER_STORAGE)
		ask(q, x);
}

/* Gas, bottles, line, gate, hours and trucks of one supplier that may fill it. */
static void
ask_supplier(struct asking *q, int supplier, const struct planner_unmet *row)
{
	const struct planner_input *in = q->in;
	int product = in->needs[row->need].product, source = source_of(in, supplier, product), bulk = bulk_of(in, supplier);
	struct planner_relief_item x = { .object = PLANNER_OF_SUPPLIER, .index = supplier, .supplier = supplier, .product = PLANNER_NONE,
		.need = PLANNER_NONE, .day = row->day };

	if (source < 0)
		return;
	ask_gas(q, supplier, source, row);
	if (in->products[product].bottles) {
		if (in->sources[source].fills_from_bulk && bulk >= 0)
			ask_gas(q, supplier, bulk, row);
		x.reason = PLANNER_FILLING_SLOTS;
		if (is_filled_out(q, supplier))
			ask(q, x);
		struct planner_relief_item pool = x;
		pool.reason = PLANNER_BOTTLES;
		pool.object = PLANNER_OF_SOURCE;
		pool.index = source;
		pool.product = product;
		ask(q, pool);
	}
	x.reason = PLANNER_LOADING_SLOTS;
	if (is_loaded_out(q, supplier))
		ask(q, x);
	x.reason = PLANNER_LEAD_TIME;
	if (in->suppliers[supplier].lead_time_h > 0 && row->reason == PLANNER_LEAD_TIME)
		ask(q, x);
	x.product = product;
	x.reason = PLANNER_DRIVER_HOURS;
	if (in->suppliers[supplier].mode != PLANNER_ROUTED || ask(q, x))
		return;
	x.reason = PLANNER_VEHICLES;
	ask(q, x);
}

/* The smallest truck that the door keeps out; 0 when there is none. */
static int
kept_out_kg(const struct planner_input *in, int need)
{
	const struct planner_facility *f = &in->facilities[in->needs[need].facility];
	int least = 0;

	for (int i = 0; i < in->n_vehicles; i++) {
		const struct planner_vehicle *v = &in->vehicles[i];
		if (f->access_max_kg > 0 && v->size_kg > f->access_max_kg && v->bottles == in->products[in->needs[need].product].bottles &&
		    may_fill(in, v->supplier, need) && (!least || v->size_kg < least))
			least = v->size_kg;
	}
	return least;
}

static bool
is_edited(const struct planner_input *in, int need)
{
	for (int i = 0; i < in->n_fixed; i++) {
		const struct planner_fixed *x = &in->fixed[i];
		if ((x->kind == PLANNER_SET || x->kind == PLANNER_EXCLUDE) &&
		    (x->need == need || (x->need < 0 && (x->facility < 0 || x->facility == in->needs[need].facility))))
			return true;
	}
	return false;
}

/* Who sells it and may not fill it; the first by index. */
static int
without_right(const struct planner_input *in, int need)
{
	for (int s = 0; s < in->n_suppliers; s++)
		if (source_of(in, s, in->needs[need].product) >= 0 && !may_fill(in, s, need))
			return s;
	return PLANNER_NONE;
}

/* Door, gate, room and bottles of the site, and what a coordinator said of it. */
static void
ask_site(struct asking *q, const struct planner_unmet *row)
{
	const struct planner_input *in = q->in;
	const struct planner_need *n = &in->needs[row->need];
	const struct planner_facility *f = &in->facilities[n->facility];
	bool has_hours = f->receives_from_min < f->receives_to_min && (f->receives_from_min > 0 || f->receives_to_min < PLANNER_DAY_MIN - 1);
	struct planner_relief_item x = { .object = PLANNER_OF_FACILITY, .index = n->facility, .supplier = PLANNER_NONE, .product = n->product,
		.need = row->need, .day = row->day };

	x.reason = PLANNER_WINDOW;
	if (has_hours)
		ask(q, x);
	x.reason = PLANNER_ACCESS;
	if ((x.amount = kept_out_kg(in, row->need)) > 0)
		ask(q, x);
	x.amount = 0;
	x.object = PLANNER_OF_NEED;
	x.index = row->need;
	x.reason = PLANNER_BOTTLES;
	if (in->products[n->product].bottles && n->swap_only)
		ask(q, x);
	x.reason = PLANNER_TANK_CAPACITY;
	if (!in->products[n->product].bottles && n->capacity_g - n->heel_g < 2 * n->q50_g[row->day])
		ask(q, x);
	x.reason = PLANNER_EXCLUDED;
	if (is_edited(in, row->need))
		ask(q, x);
	x.reason = PLANNER_FILL_RIGHT;
	x.supplier = without_right(in, row->need);
	if (row->reason == PLANNER_FILL_RIGHT && x.supplier >= 0)
		ask(q, x);
}

/* ---- all needs ---------------------------------------------------------------------------------- */

/* The first row of each need, the most starved need first. */
static int
starved(const struct asking *q, const struct planner_unmet **ret)
{
	int n = 0;
	int64_t *weight = ARENA_ARRAY(q->arena, int64_t, (size_t)q->in->n_needs + 1);

	for (int i = 0; i < q->plan->n_unmet; i++) /* critical grams before any of the others */
		weight[q->plan->unmet[i].need] += q->plan->unmet[i].critical_g * 1000 + q->plan->unmet[i].grams;
	for (int i = 0; i < q->plan->n_unmet; i++) {
		const struct planner_unmet *row = &q->plan->unmet[i];
		if (i > 0 && row[-1].need == row->need)
			continue;
		int at = n++;
		for (; at > 0 && weight[ret[at - 1]->need] < weight[row->need]; at--)
			ret[at] = ret[at - 1];
		ret[at] = row;
	}
	return n;
}

static void
ask_all(struct asking *q)
{
	const struct planner_unmet **rows = arena_array(q->arena, (size_t)q->plan->n_unmet + 1, sizeof *rows);
	int n = starved(q, rows);

	for (int i = 0; i < n; i++) {
		ask_site(q, rows[i]);
		for (int s = 0; s < q->in->n_suppliers; s++)
			if (may_fill(q->in, s, rows[i]->need))
				ask_supplier(q, s, rows[i]);
	}
}

static bool
feeds(const struct planner_input *in, const struct planner_relief_item *x, int need)
{
	int product = in->needs[need].product, source = source_of(in, x->supplier, product);

	return x->product == PLANNER_NONE || x->product == product ||
	       (x->object == PLANNER_OF_SOURCE && source >= 0 && in->sources[source].fills_from_bulk &&
		   !in->products[x->product].bottles);
}

bool
planner_relief_is_about(const struct planner_input *in, const struct planner_relief_item *x, int need)
{
	if (x->need >= 0)
		return x->need == need;
	return may_fill(in, x->supplier, need) && feeds(in, x, need);
}

/* A reason that gains nothing gives way to the one that gains most there; trucks to their drivers' hours in any case. */
static void
name_anew(const struct asking *q, const struct planner_relief *r, struct planner_unmet *row)
{
	const struct planner_relief_item *best = NULL;

	for (int i = 0; i < r->n; i++) {
		const struct planner_relief_item *x = &r->items[i];
		if (!planner_relief_is_about(q->in, x, row->need))
			continue;
		if (x->reason == row->reason)
			return;
		bool is_hours = row->reason == PLANNER_VEHICLES && x->reason == PLANNER_DRIVER_HOURS;
		if ((x->gain_at_g[row->need] > 0 || is_hours) && (!best || x->gain_at_g[row->need] > best->gain_at_g[row->need]))
			best = x;
	}
	if (!best)
		return;
	row->reason = best->reason;
	row->object = best->object;
	row->index = best->index;
	row->object_day = row->day;
}

void
planner_relief(const struct planner_input *in, struct arena *a, struct planner_plan *plan)
{
	struct asking q = { .in = in, .plan = plan, .arena = a, .all = true };
	struct planner_relief *r = ARENA_NEW(a, struct planner_relief);
	struct planner_relief_item *found;

	q.config = *(in->config ? in->config : planner_config_default());
	q.config.polish = 0;
	q.base_g = ARENA_ARRAY(a, int64_t, (size_t)in->n_needs + 1);
	q.plan_g = ARENA_ARRAY(a, int64_t, (size_t)in->n_needs + 1);
	for (int i = 0; i < plan->n_unmet; i++)
		q.plan_g[plan->unmet[i].need] += plan->unmet[i].grams;
	if (plan->n_unmet > 0 && solve_with(&q, NULL, q.base_g, &q.base_critical_g))
		ask_all(&q);
	r->items = found = ARENA_ARRAY(a, struct planner_relief_item, q.items.n + 1);
	VEC_FOREACH(x, &q.items)
		if (x->gain_at_g)
			found[r->n++] = *x;
	r->solves = q.solves;
	r->refused = q.refused;
	r->all = q.all;
	VEC_FREE(&q.items);
	for (int i = 0; i < plan->n_unmet; i++)
		name_anew(&q, r, &plan->unmet[i]);
	plan->relief = r;
}
