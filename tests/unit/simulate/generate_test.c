/* generate_test - what is drawn can be read, is the same each time, and is what its kind says. */
#include "simulate/generate.h"

#include "lib/suite.h"
#include "simulate/scenario.h"

#include <string.h>

struct drawn {
	struct str json;
	struct arena *a;
	struct simulate_scenario *s;
};

static struct drawn
drawn_new(const char *province, const char *kind, int64_t seed)
{
	struct drawn d = { .a = arena_new() };
	struct faults f = { 0 };
	ck_assert_int_eq(simulate_generate(&(struct simulate_generate){ .province = province, .kind = kind, .seed = seed }, &d.json, &f), ERR_OK);
	ck_assert_int_eq(simulate_scenario_read(str_text(&d.json), d.json.len, d.a, &d.s, &f), ERR_OK);
	return d;
}

static void
end(struct drawn *d)
{
	str_free(&d->json);
	arena_free(d->a);
}

static int64_t
supply_g(const struct simulate_scenario *s)
{
	int64_t g = 0;
	for (int i = 0; i < s->n_suppliers; i++)
		g += s->suppliers[i].production_g_day;
	return g;
}

static int64_t
peak_g(const struct simulate_scenario *s)
{
	int64_t most = 0;
	for (int t = 0; t < s->history_days + s->days; t++) {
		int64_t g = 0;
		for (int i = 0; i < s->n_sites; i++)
			g += s->sites[i].ward_g[t] + s->sites[i].crit_g[t];
		most = g > most ? g : most;
	}
	return most;
}

START_TEST(every_kind_can_be_read)
{
	char kinds[200], *rest = kinds;
	strcpy(kinds, simulate_generate_kinds());
	for (char *kind; (kind = strsep(&rest, " ")) != NULL;)
		for (int seed = 1; seed <= 5; seed++) {
			struct drawn d = drawn_new("24", kind, seed);
			ck_assert_int_gt(d.s->n_sites, 0);
			end(&d);
		}
}
END_TEST

START_TEST(the_same_seed_gives_the_same_bytes_and_another_does_not)
{
	struct drawn a = drawn_new("79", "tight", 3), b = drawn_new("79", "tight", 3), c = drawn_new("79", "tight", 4);
	ck_assert_str_eq(str_text(&a.json), str_text(&b.json));
	ck_assert_str_ne(str_text(&a.json), str_text(&c.json));
	end(&a);
	end(&b);
	end(&c);
}
END_TEST

START_TEST(supply_stands_to_the_peak_as_the_kind_says)
{
	static const struct {
		const char *kind;
		int pct;
	} ROWS[] = { { "ample", 130 }, { "tight", 105 }, { "scarce", 80 }, { "dire", 65 } };
	for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
		struct drawn d = drawn_new("24", ROWS[i].kind, 9);
		ck_assert_int_le(llabs(supply_g(d.s) * 100 / peak_g(d.s) - ROWS[i].pct), 1);
		end(&d);
	}
}
END_TEST

START_TEST(without_takes_a_truck_away_for_good)
{
	struct drawn d = drawn_new("24", "ample-without-P1-T0", 1);
	for (int day = 0; day < d.s->days; day++)
		ck_assert(simulate_scenario_is_out(d.s, SIMULATE_TRUCK_OUT, 0, day));
	end(&d);
	d = drawn_new("24", "ample-without-F1", 1);
	ck_assert_int_eq(simulate_scenario_made_g(d.s, 2, 40), 0);
	end(&d);
}
END_TEST

START_TEST(real_waves_give_the_shape)
{
	double x[200] = { 0 };
	struct drawn d = { .a = arena_new() };
	struct faults f = { 0 };
	for (int i = 0; i < 200; i++)
		x[i] = i == 100 ? 100 : 0;
	struct simulate_wave w = { x, 200 };
	ck_assert_int_eq(simulate_generate(&(struct simulate_generate){ "24", "ample", 1, &w, 1 }, &d.json, &f), ERR_OK);
	ck_assert_int_eq(simulate_scenario_read(str_text(&d.json), d.json.len, d.a, &d.s, &f), ERR_OK);
	const struct simulate_site *x0 = &d.s->sites[0];
	int most = 0, high = 0;
	for (int t = 0; t < d.s->history_days + d.s->days; t++)
		most = x0->ward_g[t] > x0->ward_g[most] ? t : most;
	for (int t = 0; t < d.s->history_days + d.s->days; t++)
		high += x0->ward_g[t] > x0->ward_g[most] / 2;
	ck_assert_int_lt(high, 25); /* one day's spike, stretched to the rise of a wave */
	end(&d);
}
END_TEST

START_TEST(what_there_is_not_is_a_fault)
{
	struct faults f = { 0 };
	struct str out = { 0 };
	ck_assert_int_eq(simulate_generate(&(struct simulate_generate){ "24", "odd", 1, NULL, 0 }, &out, &f), ERR_INVALID);
	ck_assert_int_eq(simulate_generate(&(struct simulate_generate){ "00", "tight", 1, NULL, 0 }, &out, &f), ERR_INVALID);
	ck_assert_int_eq(out.len, 0);
	str_free(&out);
}
END_TEST

START_TEST(only_what_is_there_is_taken_away_and_only_seeds_that_can_be_read_are_drawn)
{
	static const char *const KINDS[] = { "small-without-ZZ", "small-without-", "small-without-P1\"", "small-without-P1-T9", "small-without-P1-",
		"small-without-P1-T0,P2", "small-without-H00" };
	static const int64_t SEEDS[] = { -1, INT64_MIN, 9000000000000001, INT64_MAX };
	char text[300];
	for (size_t i = 0; i < ARRAY_LEN(KINDS) + ARRAY_LEN(SEEDS); i++) {
		size_t k = i - ARRAY_LEN(KINDS);
		struct simulate_generate ask = { .province = "24", .kind = i < ARRAY_LEN(KINDS) ? KINDS[i] : "small",
			.seed = i < ARRAY_LEN(KINDS) ? 1 : SEEDS[k] };
		struct faults f = { 0 };
		struct str out = { 0 };
		ck_assert_msg(simulate_generate(&ask, &out, &f) == ERR_INVALID, "%s %lld", ask.kind, (long long)ask.seed);
		fault_text(&f.item[0], LANG_EN, text, sizeof text);
		ck_assert_msg(strstr(text, i < ARRAY_LEN(KINDS) ? "there are P1, P1-T0, P1-C0, P1-C1, P2" : "expected 0..9000000000000000, got ") != NULL,
		    "%s", text);
		ck_assert_int_eq(out.len, 0);
		str_free(&out);
	}
	struct drawn d = drawn_new("24", "small", 9000000000000000);
	end(&d);
	d = drawn_new("24", "small-without-F3-C1", 0);
	end(&d);
}
END_TEST

SUITE("simulate/generate", every_kind_can_be_read, the_same_seed_gives_the_same_bytes_and_another_does_not,
    supply_stands_to_the_peak_as_the_kind_says, without_takes_a_truck_away_for_good, real_waves_give_the_shape, what_there_is_not_is_a_fault,
    only_what_is_there_is_taken_away_and_only_seeds_that_can_be_read_are_drawn)
