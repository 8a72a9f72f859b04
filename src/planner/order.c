/* order - turn claims into visits, a day at a time.
 *
 * A claim is what the flow, solved around the trips that stand, ships to a need today. Bringing
 * later shipments forward is limited by what stage 1 leaves at the source overnight, so that
 * consolidation never takes gas that another site was to have before. */
#include "planner/order.h"

#include "planner/route.h"
#include "planner/stock.h"

#include <stdlib.h>

enum { LOOK_DAYS = 3, CHUNKS_MAX = 8, WORTH_PCT = 10, LATE_MIN = 360 };

struct claims {
	struct work *w;
	const struct model *m;
	int64_t *due_g;   /* [right]: what the flow ships today, less what is ordered */
	int64_t *spare_g; /* [source * days + day]: may come forward, and is not missed by the close of that day */
	int64_t *gas_g;   /* [source]: what the day's loads may take in all */
	VEC(struct order) orders;
};

/* What a need looks like on the morning of a day. */
struct outlook {
	int arrive; /* likely, absolute */
	int64_t room_g;
	int dry_at; /* without any visit from today on; past the horizon when it lasts */
	enum order_class class;
	int not_before; /* 0; of a second visit on the same day, when it makes sense */
};

static int
horizon_end(const struct work *w)
{
	return w->days * PLANNER_DAY_MIN;
}

/* When somebody is likely to come on a day, or PLANNER_NONE. */
static int
arrival_on(const struct work *w, int need, int day)
{
	for (int i = w->right_start[need]; i < w->right_start[need + 1]; i++) {
		int at = w->reach[w->right_list[i] * w->days + day];
		if (at >= 0)
			return at + 60;
	}
	return PLANNER_NONE;
}

/* The same on a later day; the end of the plan when nobody can. */
static int
next_arrival(const struct work *w, int need, int day)
{
	for (int d = day + 1; d < w->days; d++) {
		int at = arrival_on(w, need, d);
		if (at >= 0)
			return at;
	}
	return horizon_end(w);
}

/* The first minute without stock from the morning of a day on, past the horizon when there is none. */
static int
dry_from(const struct work *w, const struct stock_run *run, int day)
{
	for (int d = day; d < w->days; d++)
		if (run->dry_on[d] >= 0)
			return run->dry_on[d];
	return horizon_end(w) + PLANNER_DAY_MIN;
}

static struct outlook
look(const struct claims *c, int need, int day)
{
	struct work *w = c->w;
	struct stock_run run;
	int at = arrival_on(w, need, day);
	struct outlook o = { .arrive = at < 0 ? day * PLANNER_DAY_MIN + 720 : at, .class = ORDER_NORMAL };
	int next = next_arrival(w, need, day), tomorrow = day + 1 < w->days ? day + 1 : day;
	int until = next + LATE_MIN < horizon_end(w) ? next + LATE_MIN : horizon_end(w);
	int64_t margin = w->in->needs[need].q90_g[tomorrow] - w->in->needs[need].q50_g[tomorrow];

	planner_stock_run(w, need, horizon_end(w), &run);
	o.dry_at = dry_from(w, &run, day);
	o.room_g = planner_stock_room(w, need, o.arrive, PLANNER_NONE);
	planner_stock_run(w, need, until, &run);
	if (o.dry_at <= next)
		o.class = ORDER_DRY;
	else if (o.dry_at <= until || run.level_g < (margin > 0 ? margin : 0))
		o.class = ORDER_URGENT;
	return o;
}

/* ---- orders of a day ---------------------------------------------------------------------------
 */

/* Whole bottles, at least one when there is anything to bring. */
static int64_t
whole(const struct work *w, int need, int64_t g, int64_t most)
{
	const struct planner_product *p = &w->in->products[w->in->needs[need].product];

	if (!p->bottles)
		return g < most ? g : most;
	int64_t n = (g + p->bottle_g - 1) / p->bottle_g, room = most / p->bottle_g;
	return (n < room ? n : room) * p->bottle_g;
}

static int64_t
largest_load(const struct work *w, int right, int day)
{
	const struct planner_right *r = &w->in->rights[right];
	const struct planner_product *p = &w->in->products[w->in->needs[r->need].product];
	int64_t largest = 0;

	for (int v = 0; v < w->in->n_vehicles; v++) {
		enum planner_reason why;
		if (!planner_setup_vehicle_fits(w, v, r->supplier, r->need, day, &why))
			continue;
		const struct planner_vehicle *t = &w->in->vehicles[v];
		int64_t load = p->bottles ? t->capacity_bottles * p->bottle_g : t->capacity_g;
		largest = load > largest ? load : largest;
	}
	return largest;
}

/* Tomorrow's and later shipments that can come with today's truck. */
static int64_t
bring_forward(struct claims *c, int right, int day, int64_t room)
{
	const struct work *w = c->w;
	int source = planner_setup_source_of(w, right);
	int64_t more = 0, limit = INT64_MAX;

	for (int d = day + 1; d <= day + LOOK_DAYS && d < w->days; d++) {
		int64_t spare = c->spare_g[source * w->days + d - 1];
		limit = spare - more < limit ? spare - more : limit;
		int64_t g = planner_model_shipped(c->m, right, d);
		g = g < limit ? g : limit;
		g = g < room - more ? g : room - more;
		if (g <= 0)
			continue;
		more += g;
		limit -= g;
	}
	return more;
}

static void
spend_spare(struct claims *c, int source, int day, int64_t g)
{
	for (int d = day; g > 0 && d < day + LOOK_DAYS && d < c->w->days; d++)
		c->spare_g[source * c->w->days + d] -= g;
}

/* Enough to be worth a stop although nothing presses. */
static bool
worth_a_stop(const struct work *w, int right, int64_t g, int64_t load)
{
	const struct planner_need *n = &w->in->needs[w->in->rights[right].need];
	int64_t usable = n->capacity_g - n->heel_g;
	int64_t least = usable * WORTH_PCT / 100;

	if (least > load / 8 && load > 0)
		least = load / 8;
	if (!w->in->products[n->product].bottles && least < w->cfg->min_drop_g)
		least = w->cfg->min_drop_g;
	return g >= least;
}

static void
add_orders(struct claims *c, int right, int day, const struct outlook *o, int64_t *room)
{
	const struct work *w = c->w;
	const struct planner_right *r = &w->in->rights[right];
	bool routed = w->in->suppliers[r->supplier].mode == PLANNER_ROUTED;
	int64_t load = routed ? largest_load(w, right, day) : INT64_MAX;
	int64_t due = c->due_g[right] < *room ? c->due_g[right] : *room;
	int64_t more = *room > due ? bring_forward(c, right, day, *room - (due > 0 ? due : 0)) : 0;
	int64_t want = whole(w, r->need, (due > 0 ? due : 0) + more, *room);

	bool presses = o->class < ORDER_NORMAL;
	if (want <= 0 || (due <= 0 && !presses) || (!presses && !worth_a_stop(w, right, want, load)))
		return;
	int64_t most = *room < load ? *room : load;
	spend_spare(c, planner_setup_source_of(w, right), day, more);
	*room -= want;
	c->due_g[right] -= due > 0 ? due : 0;
	for (int k = 0; k < CHUNKS_MAX && want > 0; k++) {
		int64_t g = want < load ? want : load;
		int64_t each = w->in->products[w->in->needs[r->need].product].bottle_g;
		int64_t least = each ? each : g < w->cfg->min_drop_g ? g : w->cfg->min_drop_g;
		if (g <= 0)
			g = want, least = want;
		*VEC_ADD(&c->orders) = (struct order){
			.class = k == 0 ? o->class : ORDER_NORMAL,
			.right = right,
			.supplier = r->supplier,
			.source = planner_setup_source_of(w, right),
			.need = r->need,
			.vehicle = PLANNER_NONE,
			.fixed = PLANNER_NONE,
			.dry_at = o->dry_at,
			.not_before = o->not_before,
			.want_g = g,
			.most_g = k == 0 && !o->not_before ? most : g,
			.least_g = least < g ? least : g,
		};
		want -= g;
	}
}

/* The right can deliver on the day, and no coordinator said what. */
static bool
may_order(const struct work *w, int right, int day)
{
	return w->reach[right * w->days + day] >= 0 && planner_setup_source_of(w, right) >= 0 && !planner_setup_is_set_or_pin(w, right, day);
}

/* A site that cannot hold a day's demand: what is still due comes with a second truck, once there is room again. */
static void
order_again(struct claims *c, int need, int day, const struct outlook *first)
{
	const struct work *w = c->w;
	struct outlook o = { .arrive = first->arrive, .not_before = planner_setup_second(w, need, day, first->arrive) };

	if (o.not_before < 0)
		return;
	o.room_g = planner_setup_part(w, w->in->needs[need].q50_g[day], day, o.not_before) -
		   planner_setup_part(w, w->in->needs[need].q50_g[day], day, o.arrive);
	o.dry_at = 2 * o.not_before - o.arrive;
	o.class = o.dry_at <= next_arrival(w, need, day) ? ORDER_DRY : ORDER_URGENT;
	for (int i = w->right_start[need]; i < w->right_start[need + 1]; i++) {
		int r = w->right_list[i];
		if (o.room_g > 0 && c->due_g[r] > 0 && may_order(w, r, day))
			add_orders(c, r, day, &o, &o.room_g);
	}
}

static void
order_need(struct claims *c, int need, int day)
{
	const struct work *w = c->w;
	bool any = false;

	for (int i = w->right_start[need]; i < w->right_start[need + 1]; i++) {
		int r = w->right_list[i];
		any |= c->due_g[r] > 0;
		for (int d = day + 1; d <= day + LOOK_DAYS && d < w->days; d++)
			any |= planner_model_shipped(c->m, r, d) > 0;
	}
	if (!any)
		return;
	struct outlook o = look(c, need, day);
	for (int i = w->right_start[need]; i < w->right_start[need + 1]; i++) {
		int r = w->right_list[i];
		if (o.room_g > 0 && may_order(w, r, day))
			add_orders(c, r, day, &o, &o.room_g);
	}
	order_again(c, need, day, &o);
}

static void
order_pins(struct claims *c, int day)
{
	const struct work *w = c->w;

	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		if (x->kind > PLANNER_SET || x->day != day ||
		    (x->kind == PLANNER_SET && !x->quantity_g))
			continue;
		for (int k = w->right_start[x->need]; k < w->right_start[x->need + 1]; k++) {
			int r = w->right_list[k];
			int source = planner_setup_source_of(w, r);
			if (w->in->rights[r].supplier != x->supplier || source < 0 ||
			    !planner_setup_may_fill(w, r, day) ||
			    w->in->sources[source].grade < w->in->needs[x->need].min_grade)
				continue;
			struct outlook o = look(c, x->need, day);
			int64_t each = w->in->products[w->in->needs[x->need].product].bottle_g;
			int64_t least = x->quantity_g ? x->quantity_g
					: each        ? each
						      : w->cfg->min_drop_g;
			int64_t want =
			    x->kind == PLANNER_PIN && c->due_g[r] > least ? c->due_g[r] : least;
			want = x->kind == PLANNER_PIN
				   ? whole(w, x->need, want, want > o.room_g ? o.room_g : want)
				   : want;
			least = x->quantity_g  ? whole(w, x->need, least, INT64_MAX)
				: least < want ? least
					       : want;
			*VEC_ADD(&c->orders) = (struct order){ .class = ORDER_PINNED,
				.right = r,
				.supplier = x->supplier,
				.source = source,
				.need = x->need,
				.vehicle = x->vehicle,
				.fixed = i,
				.dry_at = o.dry_at,
				.want_g = want > least ? want : least,
				.least_g = least,
				.lower_g = x->quantity_g ? least
					   : each        ? each
							 : 1 };
			break;
		}
	}
}

/* ---- fuller drops ---------------------------------------------------------------------------------
 */

static bool
comes_later(const struct order *a, const struct order *b)
{
	if (a->dry_at != b->dry_at)
		return a->dry_at > b->dry_at;
	return a->want_g < b->want_g;
}

/* Raise the orders of a source to a truck each where there is room, the most pressing first, until what all of them together were to get is given
 * out; the others wait. */
static void
give_out(struct claims *c, int source, int64_t load_g)
{
	struct order **list = MEM_ARRAY(struct order *, c->orders.n + 1);
	int64_t budget = 0;
	size_t n = 0;

	VEC_FOREACH(o, &c->orders)
		if (o->source == source && o->class != ORDER_PINNED) {
			size_t at = n++;
			for (; at > 0 && comes_later(list[at - 1], o); at--)
				list[at] = list[at - 1];
			list[at] = o;
			budget += o->want_g;
		}
	for (size_t i = 0; i < n; i++) {
		int64_t g = list[i]->want_g > load_g ? list[i]->want_g : load_g;
		g = g < list[i]->most_g ? g : list[i]->most_g;
		g = whole(c->w, list[i]->need, g < budget ? g : budget, budget);
		list[i]->want_g = g;
		budget -= g;
	}
	free(list);
}

/* Where trucks are what is short each stop should count: little drops everywhere would fill the drivers' day with unloading. */
static void
consolidate(struct claims *c, int day)
{
	const struct work *w = c->w;
	size_t kept = 0;

	for (int s = 0; s < w->in->n_sources; s++) {
		int64_t load = 0;
		VEC_FOREACH(o, &c->orders)
			if (o->source == s && w->in->suppliers[o->supplier].mode == PLANNER_ROUTED && largest_load(w, o->right, day) > load)
				load = largest_load(w, o->right, day);
		if (load > 0 && planner_model_binds(c->m, MODEL_FLEET, s, day))
			give_out(c, s, load);
	}
	for (size_t i = 0; i < c->orders.n; i++)
		if (c->orders.at[i].want_g >= c->orders.at[i].least_g && c->orders.at[i].want_g > 0)
			c->orders.at[kept++] = c->orders.at[i];
	c->orders.n = kept;
}

/* ---- placing ------------------------------------------------------------------------------------
 */

/* Deliveries whose transport is not ours need no truck: they are placed as ordered. */
static void
place_line(struct claims *c, struct order *o, int day)
{
	int at = c->w->reach[o->right * c->w->days + day];

	if (at < 0)
		return;
	o->placed_g = o->want_g;
	planner_setup_add_visit(c->w, (struct visit){ .right = o->right,
					  .supplier = o->supplier,
					  .source = o->source,
					  .need = o->need,
					  .day = day,
					  .trip = PLANNER_NONE,
					  .arrive = at,
					  .depart = at,
					  .cap_g = o->want_g,
					  .lower_g = o->lower_g,
					  .quantity_g = o->want_g,
					  .fixed = o->fixed,
					  .kept = PLANNER_NONE });
}

/* What was ordered of each source, and what may come forward beyond that. */
static void
count_gas(struct claims *c, int day)
{
	const struct work *w = c->w;

	for (int s = 0; s < w->in->n_sources; s++) {
		int64_t spare = c->spare_g[s * w->days + day];
		for (int d = day + 1; d < day + LOOK_DAYS && d < w->days; d++)
			spare = c->spare_g[s * w->days + d] < spare ? c->spare_g[s * w->days + d] : spare;
		c->gas_g[s] = spare > 0 ? spare : 0;
	}
	VEC_FOREACH(o, &c->orders)
		c->gas_g[o->source] += o->want_g;
}

/* Lines first, out of the routed orders' way. */
static void
place_day(struct claims *c, int day)
{
	int routed = 0;

	for (size_t i = 0; i < c->orders.n; i++) {
		struct order o = c->orders.at[i];
		if (c->w->in->suppliers[o.supplier].mode == PLANNER_ROUTED) {
			c->orders.at[i] = c->orders.at[routed];
			c->orders.at[routed++] = o;
		}
	}
	count_gas(c, day);
	planner_route_day(c->w, day, c->orders.at, routed, c->gas_g);
	for (size_t i = (size_t)routed; i < c->orders.n; i++)
		place_line(c, &c->orders.at[i], day);
	for (size_t i = 0; i < c->orders.n; i++) {
		const struct order *o = &c->orders.at[i];
		if (!o->placed_g)
			c->w->fail[o->need * c->w->days + day] = (struct order_fail){
				.reason = o->why, .vehicle = o->why_vehicle, .set = true
			};
	}
}

/* What the flow would put on the visits so far, for the next look at stocks. */
static void
take_quantities(struct work *w, const struct model *m)
{
	for (size_t i = 0; i < w->visits.n; i++)
		w->visits.at[i].quantity_g = planner_model_on_visit(m, (int)i);
}

static void
read_flow(struct claims *c, int day)
{
	const struct work *w = c->w;

	for (int i = 0; i < w->in->n_sources * w->days; i++)
		c->spare_g[i] = i % w->days < day ? 0 : planner_model_spare(c->m, i / w->days, day, i % w->days);
}

struct model *
planner_order_place(struct work *w, const struct model *stage1)
{
	struct claims c = { .w = w, .m = stage1 };
	struct model *around = NULL;
	int64_t level[PLANNER_LEVELS];

	c.due_g = MEM_ARRAY(int64_t, (size_t)w->in->n_rights + 1);
	c.gas_g = MEM_ARRAY(int64_t, (size_t)w->in->n_sources + 1);
	c.spare_g = MEM_ARRAY(int64_t, (size_t)(w->in->n_sources * w->days) + 1);
	for (int d = 0; d < w->days && c.m; d++) {
		c.orders.n = 0;
		read_flow(&c, d);
		for (int r = 0; r < w->in->n_rights; r++)
			c.due_g[r] = planner_model_shipped(c.m, r, d);
		order_pins(&c, d);
		for (int n = 0; n < w->in->n_needs; n++)
			order_need(&c, n, d);
		consolidate(&c, d);
		place_day(&c, d);
		planner_model_free(around);
		c.m = around = planner_model_solved(w, d + 1, level);
		if (around)
			take_quantities(w, around);
	}
	free(c.due_g);
	free(c.spare_g);
	free(c.gas_g);
	VEC_FREE(&c.orders);
	return around;
}
