/* bound - stocks, use and production, slot by slot.
 *
 * A slot is an hour in which trucks may leave, arrive or come home, with the hours behind it in which none may. Nothing arrives inside
 * a slot, so stock only falls there, and its end is all that matters. Each row says less than the world does; why is beside it. */
#include "simulate/bound.h"

#include "simulate/bound_trips.h"
#include "simulate/world.h"

#include <math.h>

#define TONNE 1e6

/* Beyond this the solver takes more than some seconds (doc/simulation.md). */
enum { SITE_HOURS_MOST = 4000, PLACES_MOST = 200 };

static int
hours_of(const struct simulate_scenario *s)
{
	return s->days * SIMULATE_DAY_H;
}

/* Hours of a day from the first departure to the last arrival begin slots of their own. */
static void
cut_slots(struct simulate_bound_frame *b)
{
	bool begins[SIMULATE_DAY_H] = { false };
	for (int i = 0; i < b->n_fleets; i++) {
		const struct simulate_truck *x = b->fleets[i].like;
		for (int h = x->duty_from_min / 60; h <= x->duty_to_min / 60 + 1; h++)
			begins[h % SIMULATE_DAY_H] = true;
	}
	b->slot = ARENA_ARRAY(b->a, int, (size_t)hours_of(b->s) + 1);
	for (int h = 0; h < hours_of(b->s); h++)
		b->slot[h] = h == 0 ? 0 : b->slot[h - 1] + begins[h % SIMULATE_DAY_H];
	b->n_slots = b->slot[hours_of(b->s) - 1] + 1;
	b->slot[hours_of(b->s)] = b->n_slots;
}

/* The first hour of the slot after the one that begins at `from`. */
static int
slot_end(const struct simulate_bound_frame *b, int from)
{
	int h = from;
	while (b->slot[h] == b->slot[from])
		h++;
	return h;
}

static int *
rows_new(const struct simulate_bound_frame *b, int places)
{
	return ARENA_ARRAY(b->a, int, (size_t)places * (size_t)b->n_slots + 1);
}

/* ---- sites ------------------------------------------------------------------------------------------------ */

/* What a site wants of its stock in a slot, and of that what can go unmet: critical patients are served first. */
struct want {
	int64_t all_g, ward_g, crit_g;
};

static struct want
want_of(const struct simulate_scenario *s, int site, int from, int to)
{
	struct want w = { 0 };
	for (int h = from; h < to; h++) {
		struct simulate_need need = simulate_scenario_need(s, site, h / SIMULATE_DAY_H, h % SIMULATE_DAY_H);
		int64_t g = need.ward_g + need.crit_g - s->sites[site].psa_g_h;
		if (g <= 0)
			continue;
		int64_t ward = g < need.ward_g ? g : need.ward_g;
		w.all_g += g;
		w.ward_g += ward;
		w.crit_g += g - ward;
	}
	return w;
}

struct tank {
	double least_t, most_t, start_t;
};

/* A tank that starts below its heel or above 95 % may stay there. */
static struct tank
tank_of(const struct simulate_scenario *s, int site)
{
	const struct simulate_site *x = &s->sites[site];
	if (!x->lox)
		return (struct tank){ 0, (double)(x->pool * s->bottle_g) / TONNE, (double)(x->full_start * s->bottle_g) / TONNE };
	int64_t full = x->tank_g * SIMULATE_FILL_PCT / 100;
	return (struct tank){ (double)(x->start_g < x->heel_g ? x->start_g : x->heel_g) / TONNE,
		(double)(x->start_g > full ? x->start_g : full) / TONNE, (double)x->start_g / TONNE };
}

/* stock - stock before - arrivals - unmet = - wanted; stock before + arrivals <= most. */
static void
add_site(struct simulate_bound_frame *b, int site)
{
	const struct simulate_scenario *s = b->s;
	struct tank t = tank_of(s, site);
	double ward_h = SIMULATE_DAY_H * TONNE / (double)s->ward_g_day, crit_h = s->crit_weight * SIMULATE_DAY_H * TONNE / (double)s->crit_g_day;
	int before = -1;
	b->room_t[site] = t.most_t - t.least_t;
	for (int h = 0, end; h < hours_of(s); h = end) {
		end = slot_end(b, h);
		struct want want = want_of(s, site, h, end);
		double had = before < 0 ? t.start_t : 0, wanted = (double)want.all_g / TONNE;
		int row = simulate_program_row(b->p, had - wanted, had - wanted), peak = simulate_program_row(b->p, -INFINITY, t.most_t - had);
		int stock = simulate_program_col(b->p, t.least_t, t.most_t, 0);
		simulate_program_put(b->p, row, stock, 1);
		simulate_program_put(b->p, row, simulate_program_col(b->p, 0, (double)want.ward_g / TONNE, ward_h), -1);
		simulate_program_put(b->p, row, simulate_program_col(b->p, 0, (double)want.crit_g / TONNE, crit_h), -1);
		if (before >= 0) {
			simulate_program_put(b->p, row, before, -1);
			simulate_program_put(b->p, peak, before, 1);
		}
		b->site[site * b->n_slots + b->slot[h]] = row;
		b->peak[site * b->n_slots + b->slot[h]] = peak;
		before = stock;
	}
}

/* ---- suppliers ---------------------------------------------------------------------------------------------- */

static int64_t
made_g(const struct simulate_scenario *s, int supplier, int from, int to)
{
	int64_t g = 0;
	for (int h = from; h < to; h++) {
		int64_t day_g = simulate_scenario_made_g(s, supplier, h / SIMULATE_DAY_H);
		int of = h % SIMULATE_DAY_H;
		g += day_g * (of + 1) / SIMULATE_DAY_H - day_g * of / SIMULATE_DAY_H;
	}
	return g;
}

static int64_t
fills(const struct simulate_scenario *s, int supplier, int from, int to)
{
	int64_t n = 0, a_day = s->suppliers[supplier].fill_per_day;
	for (int h = from; h < to; h++) {
		int of = h % SIMULATE_DAY_H;
		n += a_day * (of + 1) / SIMULATE_DAY_H - a_day * of / SIMULATE_DAY_H;
	}
	return n;
}

/* Goods count as the supplier's until the last moment at which they can leave to arrive as they do, so tanks may hold besides what
 * tankers could have aboard at the slot's end. */
static double
aboard_t(const struct simulate_bound_frame *b, int end)
{
	double t = 0;
	for (int i = 0; i < b->n_fleets; i++)
		if (!b->fleets[i].like->bottles && simulate_bound_trips_are_out(&b->fleets[i], end - 1))
			t += b->fleets[i].trucks[(end - 1) / SIMULATE_DAY_H] * b->fleets[i].cap_t;
	return t;
}

struct stock {
	int row, col;
};

/* A stock at the slot's end and its balance; what is beyond may be thrown away when `vents`. */
static struct stock
add_stock(struct simulate_bound_frame *b, double most_t, int before, double comes_t, bool vents)
{
	struct stock x = { simulate_program_row(b->p, vents ? -INFINITY : comes_t, comes_t), simulate_program_col(b->p, 0, most_t, 0) };
	simulate_program_put(b->p, x.row, x.col, 1);
	if (before >= 0)
		simulate_program_put(b->p, x.row, before, -1);
	return x;
}

/* Gas becomes full bottles at the rate of the line, as long as there are empty ones. */
static void
add_supplier(struct simulate_bound_frame *b, int supplier)
{
	const struct simulate_scenario *s = b->s;
	const struct simulate_supplier *x = &s->suppliers[supplier];
	double bottle_t = (double)s->bottle_g / TONNE, pool_t = x->pool * bottle_t;
	struct stock gas = { -1, -1 }, full = { -1, -1 }, empty = { -1, -1 };
	for (int h = 0, end; h < hours_of(s); h = end) {
		end = slot_end(b, h);
		bool first = h == 0;
		double made_t = (double)(made_g(s, supplier, h, end) + (first ? x->start_g : 0)) / TONNE;
		gas = add_stock(b, (double)x->storage_g / TONNE + aboard_t(b, end), gas.col, made_t, true);
		full = add_stock(b, pool_t, full.col, first ? x->full_start * bottle_t : 0, false);
		empty = add_stock(b, pool_t, empty.col, first ? (x->pool - x->full_start) * bottle_t : 0, false);
		int fill = simulate_program_col(b->p, 0, (double)fills(s, supplier, h, end) * bottle_t, 0);
		simulate_program_put(b->p, gas.row, fill, 1);
		simulate_program_put(b->p, full.row, fill, -1);
		simulate_program_put(b->p, empty.row, fill, 1);
		int at = supplier * b->n_slots + b->slot[h];
		b->gas[at] = gas.row;
		b->full[at] = full.row;
		b->empty[at] = empty.row;
	}
}

/* ---- all of it ------------------------------------------------------------------------------------------------ */

static void
add_all(struct simulate_bound_frame *b)
{
	const struct simulate_scenario *s = b->s;
	cut_slots(b);
	b->room_t = ARENA_ARRAY(b->a, double, (size_t)s->n_sites + 1);
	b->site = rows_new(b, s->n_sites);
	b->peak = rows_new(b, s->n_sites);
	b->gas = rows_new(b, s->n_suppliers);
	b->full = rows_new(b, s->n_suppliers);
	b->empty = rows_new(b, s->n_suppliers);
	for (int i = 0; i < s->n_sites; i++)
		add_site(b, i);
	for (int i = 0; i < s->n_suppliers; i++)
		add_supplier(b, i);
	simulate_bound_trips_add(b);
}

double
simulate_bound(const struct simulate_scenario *s)
{
	double w = 0;
	struct simulate_program p = { 0 };
	if (s->n_sites * hours_of(s) > SITE_HOURS_MOST || s->n_sites + s->n_suppliers > PLACES_MOST || !simulate_program_can())
		return 0;
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct simulate_bound_frame b = { .s = s, .a = a, .p = &p };
	if (simulate_bound_trips_find(&b)) {
		add_all(&b);
		if (!simulate_program_bound(&p, &w))
			w = 0;
	}
	simulate_program_free(&p);
	return w > 0 ? floor(w * 100) / 100 : 0;
}
