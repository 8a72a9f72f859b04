/* The cards of the demo province. */
#include "demo/places.h"
#include "demo/world.h"
#include "lib/suite.h"

#include "base/mem.h"
#include "base/str.h"
#include "wire/facility_shape.h"
#include "wire/supplier_shape.h"

#include <string.h>

static void
dump_world(const struct demo_world *w, struct str *out)
{
	for (size_t i = 0; i < w->n_sites; i++)
		wire_dump_new(wire_write(&wire_facility_shape, &w->sites[i].card), out);
	for (size_t i = 0; i < w->n_suppliers; i++)
		wire_dump_new(wire_write(&wire_supplier_shape, &w->suppliers[i]), out);
}

START_TEST(there_are_21_hospitals_99_stations_and_4_suppliers)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	ck_assert_uint_eq(w->n_hospitals, 21);
	ck_assert_uint_eq(w->n_sites, 120);
	ck_assert_uint_eq(w->n_suppliers, 4);
	for (size_t i = 0; i < w->n_sites; i++)
		ck_assert_int_eq(w->sites[i].card.level == FACILITY_COMMUNE, i >= w->n_hospitals);
	size_t kinds[4] = { 0 };
	for (size_t i = 0; i < w->n_suppliers; i++)
		kinds[w->suppliers[i].kind]++;
	ck_assert(kinds[SUPPLIER_PRODUCER] && kinds[SUPPLIER_DEPOT] && kinds[SUPPLIER_FILLER]);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_bytes_and_another_one_others)
{
	CLEANUP(str_free) struct str a = { 0 };
	CLEANUP(str_free) struct str b = { 0 };
	CLEANUP(str_free) struct str c = { 0 };
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(7);
	CLEANUP(demo_world_free_ptr) struct demo_world *again = demo_world_new(7);
	CLEANUP(demo_world_free_ptr) struct demo_world *other = demo_world_new(8);
	dump_world(w, &a);
	dump_world(again, &b);
	dump_world(other, &c);
	ck_assert_str_eq(a.data, b.data);
	ck_assert_str_ne(a.data, c.data);
}
END_TEST

/* As a client would send it: the shapes must take every card back. */
START_TEST(every_card_is_one_that_the_api_takes)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	for (size_t i = 0; i < w->n_sites; i++) {
		struct facility read;
		struct faults f = { 0 };
		json_t *card = wire_write(&wire_facility_shape, &w->sites[i].card);
		ck_assert_msg(wire_read(&wire_facility_shape, card, &read, arena, &f) == ERR_OK, "%s: %s", w->sites[i].card.code, f.item[0].pointer);
		json_decref(card);
	}
	for (size_t i = 0; i < w->n_suppliers; i++) {
		struct supplier read;
		struct faults f = { 0 };
		json_t *card = wire_write(&wire_supplier_shape, &w->suppliers[i]);
		ck_assert_msg(wire_read(&wire_supplier_shape, card, &read, arena, &f) == ERR_OK, "%s: %s", w->suppliers[i].code, f.item[0].pointer);
		json_decref(card);
	}
}
END_TEST

START_TEST(codes_and_assets_are_unique_and_everything_lies_in_the_province)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	for (size_t i = 0; i < w->n_sites; i++) {
		const struct facility *f = &w->sites[i].card;
		ck_assert(f->location.lat > 21.2 && f->location.lat < 22.9 && f->location.lon > 103.5 && f->location.lon < 105.2);
		ck_assert_uint_ge(f->assets.n, 1);
		for (size_t k = 0; k < i; k++) {
			ck_assert_str_ne(f->code, w->sites[k].card.code);
			ck_assert_str_ne(f->name, w->sites[k].card.name);
		}
	}
}
END_TEST

START_TEST(every_stock_may_be_filled_by_somebody_who_sells_that)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	for (size_t i = 0; i < w->n_sites; i++) {
		LIST_FOREACH (a, &w->sites[i].card.assets) {
			bool sold = a->kind == ASSET_PSA;
			LIST_FOREACH (r, &a->fill_rights)
				LIST_FOREACH (p, &demo_world_supplier(w, r->supplier)->products)
					sold = sold || (a->kind == ASSET_TANK ? p->product == PRODUCT_LOX : str_eq(p->cylinder_type, a->cylinder_type));
			ck_assert_msg(sold, "%s", a->asset);
		}
	}
}
END_TEST

START_TEST(a_suppliers_report_never_has_more_than_it_can_hold)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	for (int day = 0; day < 60; day++) {
		for (size_t i = 0; i < w->n_suppliers; i++) {
			struct supplier_report r;
			demo_world_supplier_report(w, i, (instant_t)(20000 + day) * INSTANT_DAY, arena, &r);
			ck_assert_uint_eq(r.products.n, w->suppliers[i].products.n);
			for (size_t k = 0; k < r.products.n; k++) {
				const struct supplier_product *p = &r.products.items[k], *card = &w->suppliers[i].products.items[k];
				if (p->product == PRODUCT_LOX)
					ck_assert(p->stock_g > 0 && p->stock_g <= card->storage_g);
				else
					ck_assert_int_eq(p->bottles_full + p->bottles_empty, card->bottles_full + card->bottles_empty);
			}
		}
	}
}
END_TEST

SUITE("demo/world", there_are_21_hospitals_99_stations_and_4_suppliers, the_same_seed_gives_the_same_bytes_and_another_one_others,
    every_card_is_one_that_the_api_takes, codes_and_assets_are_unique_and_everything_lies_in_the_province,
    every_stock_may_be_filled_by_somebody_who_sells_that, a_suppliers_report_never_has_more_than_it_can_hold)
