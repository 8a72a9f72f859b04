/* ledger - counted anew each hour, from the state alone. */
#include "simulate/ledger.h"

#include <inttypes.h>
#include <stdio.h>

struct audit {
	const struct simulate_world *w;
	char *text;
	size_t size;
	bool bad;
};

/* The first thing that does not hold is kept. */
static void
claim(struct audit *a, bool holds, const char *what, const char *where, int64_t found, int64_t bound)
{
	if (holds || a->bad)
		return;
	a->bad = true;
	snprintf(a->text, a->size, "hour %d, %s: %s: found %" PRId64 ", bound %" PRId64, a->w->hour, where, what, found, bound);
}

static void
audit_mass(struct audit *a)
{
	const struct simulate_totals *t = &a->w->total;
	int64_t found = simulate_world_held_g(a->w), books = t->start_g + t->made_g - t->vented_g - t->used_g;
	claim(a, found == books, "mass is not conserved", "all", found, books);
}

static void
audit_sites(struct audit *a)
{
	for (int i = 0; i < a->w->s->n_sites; i++) {
		const struct simulate_site *x = &a->w->s->sites[i];
		const struct simulate_site_state *st = &a->w->sites[i];
		int64_t most = x->tank_g * SIMULATE_FILL_PCT / 100;
		most = most > x->start_g ? most : x->start_g;
		claim(a, st->tank_g >= 0, "the tank is below zero", x->id, st->tank_g, 0);
		claim(a, st->tank_g <= most, "the tank is overfull", x->id, st->tank_g, most);
		claim(a, st->full >= 0 && st->empty >= 0 && st->open_g >= 0, "bottles are below zero", x->id, st->full, 0);
		claim(a, st->full + st->empty + (st->open_g > 0) == x->pool, "bottles are not conserved", x->id,
		    st->full + st->empty + (st->open_g > 0), x->pool);
		claim(a, st->need_g >= st->unmet_ward_g + st->unmet_crit_g, "more unmet than needed", x->id, st->unmet_ward_g, st->need_g);
	}
}

static int64_t
bottles_of(const struct simulate_world *w, int supplier)
{
	int64_t n = w->suppliers[supplier].full + w->suppliers[supplier].empty;
	for (int i = 0; i < w->s->n_trucks; i++)
		if (w->trucks[i].away && w->trucks[i].tour.supplier == supplier)
			n += w->trucks[i].tour.aboard_full + w->trucks[i].tour.aboard_empty;
	return n;
}

static void
audit_suppliers(struct audit *a)
{
	for (int i = 0; i < a->w->s->n_suppliers; i++) {
		const struct simulate_supplier *x = &a->w->s->suppliers[i];
		const struct simulate_supplier_state *st = &a->w->suppliers[i];
		claim(a, st->gas_g >= 0, "gas is below zero", x->id, st->gas_g, 0);
		claim(a, st->gas_g <= x->storage_g, "more gas than storage", x->id, st->gas_g, x->storage_g);
		claim(a, st->full >= 0 && st->empty >= 0, "bottles are below zero", x->id, st->full, 0);
		claim(a, bottles_of(a->w, i) == x->pool, "bottles are not conserved", x->id, bottles_of(a->w, i), x->pool);
	}
}

static void
audit_trucks(struct audit *a)
{
	for (int i = 0; i < a->w->s->n_trucks; i++) {
		const struct simulate_truck *x = &a->w->s->trucks[i];
		const struct simulate_truck_state *st = &a->w->trucks[i];
		const struct simulate_tour *t = &st->tour;
		if (!st->away)
			continue;
		int midnight = t->leave / SIMULATE_DAY_MIN * SIMULATE_DAY_MIN;
		claim(a, t->aboard_g >= 0 && t->aboard_g <= x->cap_g, "load out of bounds", x->id, t->aboard_g, x->cap_g);
		claim(a, t->aboard_full >= 0 && t->aboard_full + t->aboard_empty <= x->cap_bottles, "bottles out of bounds", x->id,
		    t->aboard_full + t->aboard_empty, x->cap_bottles);
		claim(a, t->leave >= midnight + x->duty_from_min, "leaves before duty", x->id, t->leave, midnight + x->duty_from_min);
		claim(a, t->back <= midnight + x->duty_to_min, "home after duty", x->id, t->back, midnight + x->duty_to_min);
		claim(a, t->back - st->duty_from <= x->duty_max_min, "duty too long", x->id, t->back - st->duty_from, x->duty_max_min);
	}
}

bool
simulate_ledger_holds(const struct simulate_world *w, char *text, size_t size)
{
	struct audit a = { .w = w, .text = text, .size = size };
	audit_mass(&a);
	audit_sites(&a);
	audit_suppliers(&a);
	audit_trucks(&a);
	return !a.bad;
}
