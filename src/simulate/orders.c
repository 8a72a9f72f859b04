/* orders - lists of wishes from what is known. */
#include "simulate/orders.h"

#include <stdlib.h>

enum { REORDER_BELOW_DAYS = 2, PHONE_NEXT_H = 24, FILL_TO_DAYS = 3, DRY_BELOW_H = 2 };

/* Whole bottles, rounded up. */
static int64_t
whole(const struct simulate_scenario *s, int site, int64_t g)
{
	int64_t each = s->bottle_g;
	return g <= 0 ? 0 : s->sites[site].lox ? g : (g + each - 1) / each * each;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- hospitals for themselves ----------------------------------------------------------------------------- */

/* The n-th nearest supplier that sells to the site, its contract's first; the contract's again after the last. */
static int
supplier_to_ask(const struct simulate_scenario *s, int site, int n)
{
	int order[SIMULATE_SUPPLIERS_MAX], count = 0;
	order[count++] = s->sites[site].contract;
	for (int i = 0; i < s->n_suppliers; i++) {
		if (i == s->sites[site].contract || !simulate_scenario_sells(s, i, s->sites[site].lox))
			continue;
		int at = count++;
		for (; at > 1 && simulate_scenario_road_m(s, order[at - 1], s->n_suppliers + site) >
		                     simulate_scenario_road_m(s, i, s->n_suppliers + site);
		     at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return order[n % count];
}

static bool
has_ordered(const simulate_orders *queue, int site)
{
	VEC_FOREACH(o, queue)
		if (o->site == site)
			return true;
	return false;
}

static void
keep_open(const struct simulate_world *w, simulate_orders *queue)
{
	size_t kept = 0;
	for (size_t i = 0; i < queue->n; i++) {
		struct simulate_order o = queue->at[i];
		if (o.want_g <= 0)
			continue;
		if (w->hour - o.since_hour >= PHONE_NEXT_H) {
			o.tried++;
			o.since_hour = w->hour;
			o.supplier = supplier_to_ask(w->s, o.site, o.tried);
		}
		queue->at[kept++] = o;
	}
	queue->n = kept;
}

void
simulate_orders_reorder(const struct simulate_world *w, simulate_orders *queue)
{
	keep_open(w, queue);
	for (int i = 0; i < w->s->n_sites; i++) {
		const struct simulate_site *x = &w->s->sites[i];
		int day = w->s->history_days + simulate_world_day(w);
		int64_t coming = simulate_dispatch_coming_g(w, i), use = x->ward_g[day] + x->crit_g[day] - x->psa_g_h * SIMULATE_DAY_H;
		if (use <= 0 || has_ordered(queue, i) || simulate_world_usable_g(w, i) + coming >= REORDER_BELOW_DAYS * use)
			continue;
		int64_t want = whole(w->s, i, simulate_world_room_g(w, i) - coming);
		if (want > 0)
			*VEC_ADD(queue) = (struct simulate_order){ .site = i, .choice = SIMULATE_FIXED, .supplier = supplier_to_ask(w->s, i, 0),
				.want_g = want, .most_g = want, .since_hour = w->hour };
	}
}

/* ---- the centre's view --------------------------------------------------------------------------------------- */

struct view {
	int64_t usable_g, room_g, use_g; /* of stock, a day; own plant taken off */
};

static int64_t
usable_of(const struct simulate_scenario *s, int site, int64_t stock_g)
{
	return most(0, stock_g - (s->sites[site].lox ? s->sites[site].heel_g : 0));
}

static int64_t
size_of(const struct simulate_scenario *s, int site)
{
	const struct simulate_site *x = &s->sites[site];
	return x->lox ? x->tank_g * SIMULATE_FILL_PCT / 100 - x->heel_g : x->pool * s->bottle_g;
}

static struct view
view_of(const struct simulate_world *w, const struct simulate_desk *d, int site, bool careful)
{
	const struct simulate_scenario *s = w->s;
	const struct simulate_note *n = simulate_desk_newest(d, site);
	int64_t plant = s->sites[site].psa_g_h * SIMULATE_DAY_H, use = n->use_g, usable = usable_of(s, site, n->stock_g);
	int64_t census = (int64_t)(n->ward * (double)s->ward_g_day + n->crit * (double)s->crit_g_day);
	if (careful && usable * SIMULATE_DAY_H < most(0, census - plant) * DRY_BELOW_H)
		use = most(use, census);
	use = most(0, use - plant);
	usable += simulate_desk_delivered_g(d, site, n->hour * 60);
	if (careful)
		usable = most(0, usable - use * (w->hour - n->hour) / SIMULATE_DAY_H);
	usable += simulate_dispatch_coming_g(w, site);
	return (struct view){ .usable_g = usable, .room_g = most(0, size_of(s, site) - usable), .use_g = use };
}

struct wish {
	struct simulate_order order;
	double cover; /* days */
};

static int
by_cover(const void *a, const void *b)
{
	const struct wish *x = a, *y = b;
	if (x->cover != y->cover)
		return x->cover < y->cover ? -1 : 1;
	return x->order.site - y->order.site;
}

void
simulate_orders_urgent(const struct simulate_world *w, const struct simulate_desk *d, bool careful, simulate_orders *list)
{
	struct wish *all = MEM_ARRAY(struct wish, (size_t)w->s->n_sites);
	size_t n = 0;
	for (int i = 0; i < w->s->n_sites; i++) {
		struct view v = view_of(w, d, i, careful);
		int64_t want = whole(w->s, i, FILL_TO_DAYS * v.use_g - v.usable_g), room = whole(w->s, i, v.room_g);
		want = want < room ? want : room;
		if (want > 0)
			all[n++] = (struct wish){ { .site = i, .choice = careful ? SIMULATE_WITH_TRUCK : SIMULATE_WITH_GAS, .want_g = want,
				                      .most_g = careful ? room : want, .since_hour = w->hour }, (double)v.usable_g / (double)v.use_g };
	}
	qsort(all, n, sizeof *all, by_cover);
	list->n = 0;
	for (size_t i = 0; i < n; i++)
		*VEC_ADD(list) = all[i].order;
	free(all);
}

/* What suppliers have and will make today, of a kind. */
static int64_t
supply_g(const struct simulate_world *w, bool lox)
{
	int64_t g = 0;
	for (int i = 0; i < w->s->n_suppliers; i++) {
		int64_t rest = simulate_scenario_made_g(w->s, i, simulate_world_day(w)) * (SIMULATE_DAY_H - w->hour % SIMULATE_DAY_H) / SIMULATE_DAY_H;
		int64_t filled = (int64_t)w->s->suppliers[i].fill_per_day * w->s->bottle_g * (SIMULATE_DAY_H - w->hour % SIMULATE_DAY_H) / SIMULATE_DAY_H;
		if (lox && simulate_scenario_sells(w->s, i, true))
			g += w->suppliers[i].gas_g + rest;
		if (!lox && simulate_scenario_sells(w->s, i, false))
			g += w->suppliers[i].full * w->s->bottle_g + (filled < rest ? filled : rest);
	}
	return g;
}

void
simulate_orders_proportional(const struct simulate_world *w, const struct simulate_desk *d, simulate_orders *list)
{
	int64_t use[2] = { 0, 0 }, supply[2] = { supply_g(w, false), supply_g(w, true) };
	for (int i = 0; i < w->s->n_sites; i++)
		use[w->s->sites[i].lox] += view_of(w, d, i, false).use_g;
	list->n = 0;
	for (int i = 0; i < w->s->n_sites; i++) {
		struct view v = view_of(w, d, i, false);
		bool lox = w->s->sites[i].lox;
		int64_t part = use[lox] > 0 ? (int64_t)((__int128)supply[lox] * v.use_g / use[lox]) : 0;
		int64_t want = whole(w->s, i, part < v.room_g ? part : v.room_g);
		if (want > 0)
			*VEC_ADD(list) = (struct simulate_order){ .site = i, .choice = SIMULATE_WITH_GAS, .want_g = want, .most_g = want, .since_hour = w->hour };
	}
}
