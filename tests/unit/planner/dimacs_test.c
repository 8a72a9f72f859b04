/* dimacs_test - reading instances and writing and judging solutions. */
#include "planner/dimacs.h"

#include "lib/suite.h"

#include <string.h>

static const char *const SMALL = "c four nodes\n"
				 "p min 4 5\n"
				 "n 1 4\n"
				 "n 4 -4\n"
				 "a 1 2 0 4 2\n"
				 "a 1 3 0 2 2\n"
				 "a 2 3 0 2 1\n"
				 "a 2 4 0 3 3\n"
				 "a 3 4 0 5 1\n";

static err_t
read_text(const char *text, struct arena *a, struct flow_net *net, struct faults *f)
{
	return planner_dimacs_read(text, strlen(text), a, net, f);
}

START_TEST(the_textbook_instance_costs_fourteen_and_its_solution_passes_the_judge)
{
	struct arena *a = arena_new();
	struct flow_net net;
	struct str out = { 0 }, why = { 0 };

	ck_assert_int_eq(read_text(SMALL, a, &net, NULL), ERR_OK);
	struct flow *f = planner_flow_new(&net);
	ck_assert_int_eq(planner_flow_solve(f), FLOW_OPTIMAL);
	planner_dimacs_write(&net, f, &out);
	ck_assert_msg(strncmp(out.data, "s 14\nf 1 2 2\n", 13) == 0, "%s", out.data);
	ck_assert(planner_dimacs_check(&net, out.data, out.len, &why));
	planner_flow_free(f);
	str_free(&out);
	str_free(&why);
	arena_free(a);
}
END_TEST

START_TEST(the_judge_refuses_a_wrong_cost_bound_balance_or_arc)
{
	static const char *const wrong[] = {
		"s 15\nf 1 2 2\nf 1 3 2\nf 2 3 2\nf 2 4 0\nf 3 4 4\n",
		"s 14\nf 1 2 2\nf 1 3 3\nf 2 3 2\nf 2 4 0\nf 3 4 4\n",
		"s 13\nf 1 2 2\nf 1 3 2\nf 2 3 2\nf 2 4 0\nf 3 4 3\n",
		"s 14\nf 1 2 2\nf 1 4 2\nf 2 3 2\nf 2 4 0\nf 3 4 4\n",
		"s 14\nf 1 2 2\nf 1 3 2\nf 2 3 2\nf 2 4 0\n",
		"",
	};
	struct arena *a = arena_new();
	struct flow_net net;

	ck_assert_int_eq(read_text(SMALL, a, &net, NULL), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct str why = { 0 };
		ck_assert_msg(
		    !planner_dimacs_check(&net, wrong[i], strlen(wrong[i]), &why), "%zu", i);
		ck_assert_int_gt((int)why.len, 0);
		str_free(&why);
	}
	arena_free(a);
}
END_TEST

START_TEST(a_capacity_below_the_lower_bound_means_unlimited)
{
	struct arena *a = arena_new();
	struct flow_net net;

	ck_assert_int_eq(
	    read_text("p min 2 1\nn 1 9\nn 2 -9\na 1 2 3 -1 7\n", a, &net, NULL), ERR_OK);
	ck_assert(net.arcs[0].upper == FLOW_UNLIMITED);
	struct flow *f = planner_flow_new(&net);
	ck_assert_int_eq(planner_flow_solve(f), FLOW_OPTIMAL);
	ck_assert(planner_flow_total(f) == 63);
	planner_flow_free(f);
	arena_free(a);
}
END_TEST

START_TEST(bad_files_are_refused_with_their_line_and_what_would_be_right)
{
	static const struct {
		const char *text, *where, *right;
	} bad[] = {
		{ "", "line 0", "expected p min NODES ARCS" },
		{ "p max 1 1\n", "line 1", "got \"p max 1 1\"" },
		{ "p min 1 1 1\n", "line 1", "got \"p min 1 1 1\"" },
		{ "p min 2 1\na 1 3 0 1 1\n", "line 2", "nodes 1..2" },
		{ "p min 2 1\nn 1 x\n", "line 2", "expected n NODE SUPPLY with" },
		{ "p min 2 1\nn 1 5.5\n", "line 2", "got \"n 1 5.5\"" },
		{ "p min 2 1\nn 1 5 5\r\n", "line 2", "got \"n 1 5 5\"" },
		{ "p min 2 1\nn 1 9\nn 2 -9\nn 1 5\n", "line 4, n 1", "stands twice" },
		{ "p min 2 1\nn 1 0\nn 1 0\n", "line 3, n 1", "stands twice" },
		{ "p min 2 1\nx 1\n", "line 2", "expected n NODE SUPPLY or a FROM TO" },
		{ "p min 2 1\nc\na 1 2 0 1\n", "line 3", "got \"a 1 2 0 1\"" },
		{ "p min 2 1\na 1 2 0 1 1 \x01junk\n", "line 2", "got \"a 1 2 0 1 1 ?junk\"" },
		{ "p min 2 2\na 1 2 0 1 1\n", "line 2", "expected 2 arcs" },
		{ "p min 2 0\na 1 2 0 1 1\n", "line 2", "expected 0 arcs" },
		{ "p min 2 1\na 1 2 0 99999999999999999999 1\n", "line 2", "expected a FROM" },
		{ "p min 200000000 200000000\n", "line 1", "than the file can hold" },
	};
	char text[512];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct arena *a = arena_new();
		struct faults f = { 0 };
		struct flow_net net;
		ck_assert_int_eq(read_text(bad[i].text, a, &net, &f), ERR_INVALID);
		ck_assert_str_eq(f.item[0].pointer, bad[i].where);
		fault_text(&f.item[0], LANG_EN, text, sizeof text);
		ck_assert_msg(strstr(text, bad[i].right) != NULL, "%zu: %s", i, text);
		arena_free(a);
	}
}
END_TEST

START_TEST(numbers_of_128_bits_print_in_full)
{
	char buf[48];

	ck_assert_str_eq(planner_dimacs_i128(0, buf), "0");
	ck_assert_str_eq(planner_dimacs_i128(-42, buf), "-42");
	ck_assert_str_eq(
	    planner_dimacs_i128(((__int128)1 << 100), buf), "1267650600228229401496703205376");
}
END_TEST

SUITE("planner/dimacs", the_textbook_instance_costs_fourteen_and_its_solution_passes_the_judge,
    the_judge_refuses_a_wrong_cost_bound_balance_or_arc,
    a_capacity_below_the_lower_bound_means_unlimited,
    bad_files_are_refused_with_their_line_and_what_would_be_right,
    numbers_of_128_bits_print_in_full)
