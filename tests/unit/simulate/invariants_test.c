/* invariants_test - little provinces by the hundred: whoever decides, the ledger holds after every hour and every plan can be made.
 *
 * OXY_SIMULATE_SEEDS="FROM TO" asks for other seeds than 1 to 500; a seed that fails is printed and can be run again with
 * `oxyd simulate --generate 24 small SEED`. */
#include "simulate/generate.h"
#include "simulate/run.h"

#include "lib/suite.h"

#include <stdio.h>

static void
run_seed(int seed)
{
	static const enum simulate_policy POLICIES[] = { SIMULATE_OXYD, SIMULATE_URGENTPLUS, SIMULATE_REORDER, SIMULATE_URGENT, SIMULATE_PROPORTIONAL };
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct str json = { 0 };
	struct faults f = { 0 };
	struct simulate_scenario *s;
	char text[400] = "";
	struct simulate_generate ask = { .province = "24", .kind = "small", .seed = seed };
	ck_assert_int_eq(simulate_generate(&ask, &json, &f), ERR_OK);
	ck_assert_int_eq(simulate_scenario_read(str_text(&json), json.len, a, &s, &f), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(POLICIES); i++) {
		struct simulate_result r;
		err_t e = simulate_run(s, &(struct simulate_ask){ .policy = POLICIES[i], .seed = (uint64_t)seed, .iterations = 7 }, &r, &f);
		ck_assert_msg(e == ERR_OK, "24 small %d, policy %s: %s", seed, names_word(&simulate_run_policies, (int)POLICIES[i]),
		    f.n > 0 ? fault_text(&f.item[0], LANG_EN, text, sizeof text) : "");
		ck_assert(r.unmet_g >= 0 && r.unmet_g <= r.demand_g);
		ck_assert(r.worst_unmet_share >= 0 && r.worst_unmet_share <= 1);
	}
	str_free(&json);
}

START_TEST(the_ledger_holds_whoever_decides)
{
	const char *range = getenv("OXY_SIMULATE_SEEDS");
	int from = 1, to = 500;
	if (range != NULL && sscanf(range, "%d %d", &from, &to) != 2)
		ck_abort_msg("OXY_SIMULATE_SEEDS is FROM TO");
	for (int seed = from; seed <= to; seed++)
		run_seed(seed);
}
END_TEST

SUITE_TIMED("simulate/invariants", 7200, the_ledger_holds_whoever_decides)
