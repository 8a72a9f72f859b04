/* What the demo province reports: the numbers fit each other. */
#include "demo/history.h"
#include "lib/suite.h"

#include "base/mem.h"
#include "base/str.h"
#include "domain/container.h"
#include "wire/stock_report_shape.h"

#include <string.h>

#define NOW (calendar_at(calendar_day(2026, 11, 20), 9 * 60 + 30))

static void
dump_history(uint64_t seed, struct str *out)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(seed);
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, NOW, 20);
	struct demo_history_batch b;
	while (demo_history_next(h, &b))
		for (size_t i = 0; i < b.n; i++)
			wire_dump_new(wire_write(&wire_stock_report_shape, &b.reports[i]), out);
}

START_TEST(the_same_seed_gives_the_same_bytes_and_another_one_others)
{
	CLEANUP(str_free) struct str a = { 0 };
	CLEANUP(str_free) struct str b = { 0 };
	CLEANUP(str_free) struct str c = { 0 };
	dump_history(7, &a);
	dump_history(7, &b);
	dump_history(8, &c);
	ck_assert_uint_gt(a.len, 100000);
	ck_assert_str_eq(a.data, b.data);
	ck_assert_str_ne(a.data, c.data);
}
END_TEST

/* What one site reported last. */
struct last {
	instant_t at;
	int64_t tank_g, pool_g, bottles;
};

static int64_t
received_g(const struct stock_report *r, enum product form)
{
	int64_t g = 0;
	LIST_FOREACH (l, &r->received)
		if (l->form == form)
			g += form == PRODUCT_LOX ? l->quantity.g : l->full * container_find(l->type)->g;
	return g;
}

static void
check_balance(const struct demo_world_site *s, const struct stock_report *r, struct last *was, bool consecutive)
{
	const struct stock_line *pool = &r->stock.items[r->stock.n - 1];
	const struct container *c = container_find(pool->type);
	struct last is = { .at = r->occurred_at, .tank_g = s->lox_supplier ? r->stock.items[0].on_hand.g : 0, .pool_g = container_grams(c, pool->full, pool->in_use),
		.bottles = pool->full + pool->in_use + pool->empty };
	int64_t made = r->produced.n ? r->produced.items[0].quantity.g : 0;
	ck_assert(is.tank_g >= 0 && pool->full >= 0 && pool->empty >= 0 && r->consumed.g > 0);
	if (consecutive) {
		int64_t use = r->consumed.g - made, lox = was->tank_g + received_g(r, PRODUCT_LOX) - is.tank_g;
		int64_t gas = was->pool_g + received_g(r, PRODUCT_CYLINDER) - is.pool_g;
		ck_assert_msg(lox >= 0 && gas >= -1 /* half a bottle is rounded */ && llabs(lox + gas - use) <= c->g, "%s: %lld + %lld for %lld", s->card.code, (long long)lox, (long long)gas, (long long)use);
		ck_assert_int_eq(is.bottles, was->bottles);
	}
	*was = is;
}

START_TEST(stock_is_the_stock_before_plus_receipts_less_use)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, NOW, DEMO_HISTORY_DAYS);
	struct last *last = MEM_ARRAY(struct last, w->n_sites);
	struct demo_history_batch b;
	int checked = 0;
	while (demo_history_next(h, &b)) {
		for (size_t i = 0; i < b.n; i++) {
			const struct demo_world_site *s = &w->sites[b.sites[i]];
			instant_t step = s->shifts ? INSTANT_DAY / 2 : INSTANT_DAY;
			bool consecutive = last[b.sites[i]].at != 0 && b.reports[i].occurred_at - last[b.sites[i]].at == step;
			check_balance(s, &b.reports[i], &last[b.sites[i]], consecutive);
			checked += consecutive;
		}
	}
	ck_assert_int_gt(checked, 5000);
	free(last);
}
END_TEST

START_TEST(no_tank_holds_more_than_its_capacity)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, NOW, DEMO_HISTORY_DAYS);
	struct demo_history_batch b;
	while (demo_history_next(h, &b))
		for (size_t i = 0; i < b.n; i++)
			if (b.reports[i].stock.n == 2)
				ck_assert_int_le(b.reports[i].stock.items[0].on_hand.g, demo_world_asset(&w->sites[b.sites[i]], ASSET_TANK)->capacity_g);
}
END_TEST

START_TEST(the_province_uses_at_least_twice_as_much_at_the_end_as_in_the_beginning)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, NOW, DEMO_HISTORY_DAYS);
	struct demo_history_batch b;
	double early = 0, late = 0;
	while (demo_history_next(h, &b)) {
		double days = (double)(NOW - b.at) / INSTANT_DAY;
		for (size_t i = 0; i < b.n; i++)
			*(days > 30 ? &early : days < 5 ? &late : &(double){ 0 }) += (double)b.reports[i].consumed.g / (days > 30 ? 30 : 5);
	}
	ck_assert(late > 2 * early && late < 5 * early);
}
END_TEST

START_TEST(every_hospital_but_the_silent_one_reports_to_the_end_and_some_reports_are_missing)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, NOW, DEMO_HISTORY_DAYS);
	instant_t *last = MEM_ARRAY(instant_t, w->n_sites);
	struct demo_history_batch b;
	size_t reports = 0, due = 0, silent = 0;
	while (demo_history_next(h, &b)) {
		reports += b.n;
		ck_assert_int_le(b.at, NOW);
		for (size_t i = 0; i < w->n_sites; i++)
			due += w->sites[i].shifts || calendar_time_of(b.at) > 12 * 60;
		for (size_t i = 0; i < b.n; i++)
			last[b.sites[i]] = b.reports[i].occurred_at;
	}
	for (size_t i = 0; i < w->n_sites; i++) {
		silent += w->sites[i].silent;
		if (w->sites[i].silent)
			ck_assert(NOW - last[i] > 8 * INSTANT_DAY && NOW - last[i] < 12 * INSTANT_DAY);
		else
			ck_assert(NOW - last[i] < 36 * INSTANT_HOUR);
	}
	ck_assert_uint_eq(silent, 1);
	ck_assert(reports < due && reports > due * 9 / 10);
	free(last);
}
END_TEST

START_TEST(sites_in_trouble_have_less_than_a_day_and_others_more)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, NOW, DEMO_HISTORY_DAYS);
	int64_t *used = MEM_ARRAY(int64_t, w->n_sites);
	struct demo_history_batch b;
	size_t low = 0;
	while (demo_history_next(h, &b))
		for (size_t i = 0; i < b.n; i++)
			used[b.sites[i]] = b.reports[i].consumed.g * (w->sites[b.sites[i]].shifts ? 2 : 1);
	for (size_t i = 0; i < w->n_hospitals; i++) {
		const struct demo_world_site *s = &w->sites[i];
		double days = (double)demo_history_stock_g(h, i) / (double)used[i];
		low += s->low;
		if (!s->silent)
			ck_assert_msg(s->low ? days > .5 && days < 1.8 : days > 1.8, "%s has %.1f days", s->card.code, days);
	}
	ck_assert_uint_ge(low, 3);
	free(used);
}
END_TEST

START_TEST(a_delivery_is_named_by_the_next_report_and_is_in_the_stock)
{
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new(DEMO_WORLD_SEED);
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, NOW, 10);
	struct demo_history_batch b;
	ck_assert(demo_history_next(h, &b) && calendar_time_of(b.at) < 12 * 60);
	int64_t before = demo_history_stock_g(h, 0), room = demo_history_room(h, 0, PRODUCT_LOX);
	ck_assert_int_gt(room, 0);
	struct demo_history_delivery d = { .site = 0, .id = { { 1 } }, .at = b.at + INSTANT_HOUR, .product = PRODUCT_LOX, .g = room };
	demo_history_receive(h, &d);
	ck_assert_int_eq(demo_history_stock_g(h, 0), before + room);
	ck_assert_int_eq(demo_history_room(h, 0, PRODUCT_LOX), 0);
	ck_assert(demo_history_next(h, &b) && b.sites[0] == 0);
	ck_assert_uint_eq(b.reports[0].received.n, 1);
	ck_assert(memcmp(&b.reports[0].received.items[0].delivery, &d.id, sizeof d.id) == 0);
	ck_assert_ptr_null(b.reports[0].received.items[0].docket);
}
END_TEST

SUITE("demo/history", the_same_seed_gives_the_same_bytes_and_another_one_others, stock_is_the_stock_before_plus_receipts_less_use,
    no_tank_holds_more_than_its_capacity, the_province_uses_at_least_twice_as_much_at_the_end_as_in_the_beginning,
    every_hospital_but_the_silent_one_reports_to_the_end_and_some_reports_are_missing, sites_in_trouble_have_less_than_a_day_and_others_more,
    a_delivery_is_named_by_the_next_report_and_is_in_the_stock)
