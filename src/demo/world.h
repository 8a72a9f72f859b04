/* world - the cards of the demo province: 120 facilities and 4 suppliers, drawn from a seed.
 *
 * The same seed gives the same cards everywhere. What is not in the tables of places.c (where stations stand, their pools) is drawn.
 * Every stock has its fill rights and every facility its contract, without which a planner has nothing to plan. Pure; texts and lists live in the
 * world until demo_world_free. */
#ifndef OXY_DEMO_WORLD_H
#define OXY_DEMO_WORLD_H

#include "base/attr.h"
#include "domain/facility.h"
#include "domain/supplier.h"

#include <stdbool.h>
#include <stdint.h>

#define DEMO_WORLD_SEED 15

/* What the history needs beside the card of a facility. */
struct demo_world_site {
	struct facility card;
	double nasal;      /* patients on a nasal cannula on an ordinary day */
	bool is_hospital;
	bool shifts;       /* reports every twelve hours */
	bool silent;       /* says nothing more from some day on */
	bool low;          /* supply does not keep up with the surge at the end */
	const char *lox_supplier, *cylinder_supplier; /* of the contract; NULL without such an asset */
};

struct demo_world {
	uint64_t seed;
	struct demo_world_site *sites; /* hospitals first */
	size_t n_sites, n_hospitals;
	struct supplier *suppliers;
	size_t n_suppliers;
	struct arena *arena;
};

struct demo_world *demo_world_new(uint64_t seed) NODISCARD;
void demo_world_free(struct demo_world *w); /* NULL is fine */
void demo_world_free_ptr(struct demo_world **w);

/* Grams a day of a site on an ordinary day. */
double demo_world_base_g(const struct demo_world_site *s);

/* The asset of a kind, NULL when the site has none. */
const struct asset *demo_world_asset(const struct demo_world_site *s, enum asset_kind kind);

const struct supplier *demo_world_supplier(const struct demo_world *w, const char *code); /* or NULL */

/* A supplier's report of that instant: stock about two thirds of its storage, drawn; lists in the arena given. */
struct arena;
void demo_world_supplier_report(const struct demo_world *w, size_t supplier, instant_t at, struct arena *a, struct supplier_report *ret);

#endif
