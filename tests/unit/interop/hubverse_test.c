/* Hubverse files: every fault has its line and column. */
#include "interop/hubverse.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

#define HEADER "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value\n"

static struct faults faults;

static struct interop_hubverse
reads(const char *text, struct arena *a)
{
	struct interop_hubverse h = { 0 };
	faults = (struct faults){ 0 };
	err_t e = interop_hubverse_read(text, strlen(text), a, &h, &faults);
	ck_assert_int_eq(e, faults.err);
	return h;
}

static bool
has(enum fault_id id, const char *pointer)
{
	for (int i = 0; i < faults.n; i++)
		if (faults.item[i].id == id && strcmp(faults.item[i].pointer, pointer) == 0)
			return true;
	return false;
}

START_TEST(a_file_is_read_with_the_line_of_every_row)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct interop_hubverse h = reads("\xEF\xBB\xBF" HEADER
	    "2026-11-20,covid hosp census,7,2026-11-27,15,quantile,0.5,120\r\n"
	    "\n"
	    "2026-11-20,\"covid hosp admissions\",0,2026-11-20,\"15-PGH1\",mean,NA,3.5\n"
	    "2026-11-20,covid hosp census,7,2026-11-27,15,sample,s1,1e2",
	    a);
	ck_assert_int_eq(faults.n, 0);
	ck_assert_uint_eq(h.n, 3);
	ck_assert_int_eq(h.rows[0].line, 2);
	ck_assert_int_eq(h.rows[1].line, 4);
	ck_assert_int_eq(h.rows[2].line, 5);
	ck_assert_str_eq(h.rows[1].location, "15-PGH1");
	ck_assert_int_eq(h.rows[1].target, INTEROP_HUBVERSE_ADMISSIONS);
	ck_assert(h.rows[0].level == 0.5 && h.rows[1].value == 3.5 && h.rows[2].value == 100);
	ck_assert_int_eq(h.rows[0].reference_date + 7, calendar_day(2026, 11, 27));
}
END_TEST

static const struct {
	const char *row;
	enum fault_id id;
	const char *column;
} bad[] = {
	{ "2026-11-31,covid hosp census,7,2026-11-27,15,median,,1", FAULT_DATE, "reference_date" },
	{ "2026-11-20,covid cases,7,2026-11-27,15,median,,1", FAULT_CHOICE, "target" },
	{ "2026-11-20,covid hosp census,seven,2026-11-27,15,median,,1", FAULT_TYPE, "horizon" },
	{ "2026-11-20,covid hosp census,-1,2026-11-19,15,median,,1", FAULT_RANGE, "horizon" },
	{ "2026-11-20,covid hosp census,7,2026-11-28,15,median,,1", FAULT_RANGE, "target_end_date" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,ha noi,median,,1", FAULT_CODE, "location" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,pmf,,1", FAULT_CHOICE, "output_type" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,quantile,1.5,1", FAULT_RANGE, "output_type_id" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,quantile,half,1", FAULT_TYPE, "output_type_id" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,mean,0.5,1", FAULT_CHOICE, "output_type_id" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,sample,,1", FAULT_LENGTH, "output_type_id" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,median,,-1", FAULT_NEGATIVE, "value" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,median,,nan", FAULT_TYPE, "value" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,median,,inf", FAULT_TYPE, "value" },
	{ "2026-11-20,covid hosp census,7,2026-11-27,15,median,,", FAULT_TYPE, "value" },
};

START_TEST(each_faulty_cell_is_named_by_line_and_column)
{
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		char text[400], pointer[80];
		snprintf(text, sizeof text, HEADER "2026-11-20,covid hosp census,1,2026-11-21,15,median,,1\n%s\n", bad[i].row);
		snprintf(pointer, sizeof pointer, "line 3, column %s", bad[i].column);
		reads(text, a);
		ck_assert_msg(has(bad[i].id, pointer) && faults.n == 1, "%s: %d faults, first %s", bad[i].row, faults.n, faults.n ? faults.item[0].pointer : "");
		ck_assert_int_eq(faults.err, ERR_INVALID);
	}
}
END_TEST

START_TEST(quantiles_that_cross_and_rows_that_stand_twice_are_faults)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	reads(HEADER "2026-11-20,covid hosp census,7,2026-11-27,15,quantile,0.9,100\n"
	             "2026-11-20,covid hosp census,7,2026-11-27,15,quantile,0.5,110\n"
	             "2026-11-20,covid hosp census,8,2026-11-28,15,quantile,0.5,90\n"
	             "2026-11-20,covid hosp census,7,2026-11-27,15,quantile,0.50,110\n",
	    a);
	ck_assert(has(FAULT_RANGE, "line 2, column value"));
	ck_assert(has(FAULT_DUPLICATE, "line 5, column output_type_id"));
	ck_assert_int_eq(faults.n, 2);
}
END_TEST

START_TEST(a_header_must_have_every_column_once_and_no_other)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	reads("reference_date,target,horizon,location,output_type,output_type_id,value,colour\n", a);
	ck_assert(has(FAULT_REQUIRED, "line 1, column target_end_date"));
	ck_assert(has(FAULT_UNKNOWN_MEMBER, "line 1, column colour"));
	reads("value," HEADER "1,2026-11-20,covid hosp census,1,2026-11-21,15,median,,1\n", a);
	ck_assert(has(FAULT_CSV_COLUMN_TWICE, "line 1"));
	reads(HEADER, a);
	ck_assert_int_eq(faults.item[0].id, FAULT_CSV_EMPTY);
	reads("", a);
	ck_assert_int_eq(faults.err, ERR_INVALID);
}
END_TEST

START_TEST(rows_of_another_width_and_open_quotes_are_faults)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	reads(HEADER "2026-11-20,covid hosp census,7\n", a);
	ck_assert(has(FAULT_CSV_WIDTH, "line 2"));
	reads(HEADER "2026-11-20,\"covid hosp census,7\n", a);
	ck_assert(has(FAULT_CSV_QUOTE, "line 2"));
	reads("\xFF\xFE", a);
	ck_assert_int_eq(faults.err, ERR_MALFORMED);
}
END_TEST

#define ORIGIN "origin_date,target,horizon,location,target_end_date,output_type,output_type_id,value\n"

START_TEST(what_is_written_is_read_back_and_levels_have_no_trailing_zeros)
{
	static const double level[] = { 0.01, 0.025, 0.05, 0.1, 0.15, 0.5, 0.95, 0.975, 0.99 };
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(str_free) struct str s = { 0 };
	struct interop_hubverse back = { 0 };
	interop_hubverse_write_heading(&s);
	for (int h = 1; h <= 3; h++)
		for (size_t k = 0; k < sizeof level / sizeof *level; k++)
			interop_hubverse_write(&s, &(struct interop_hubverse_row){ .reference_date = calendar_day(2026, 12, 30), .target = INTEROP_HUBVERSE_OXYGEN, .horizon = h,
			                               .location = "15-PGH1", .type = INTEROP_HUBVERSE_QUANTILE, .level = level[k], .value = 1e9 * h + 12345678 * (double)k });
	ck_assert_ptr_nonnull(strstr(str_text(&s), "origin_date,target,horizon,location,target_end_date,output_type,output_type_id,value\r\n" "2026-12-30,oxygen demand,1,15-PGH1,2026-12-31,quantile,0.01,1000000000\r\n"));
	ck_assert_ptr_nonnull(strstr(str_text(&s), ",2,15-PGH1,2027-01-01,quantile,0.1,2037037034\r\n"));
	faults = (struct faults){ 0 };
	ck_assert_int_eq(interop_hubverse_read_demand(str_text(&s), s.len, a, &back, &faults), ERR_OK);
	ck_assert_uint_eq(back.n, 27);
	for (size_t i = 0; i < back.n; i++) {
		ck_assert_int_eq(back.rows[i].horizon, 1 + (int)i / 9);
		ck_assert(back.rows[i].level == level[i % 9] && back.rows[i].value == 1e9 * (double)(1 + i / 9) + 12345678 * (double)(i % 9));
		ck_assert_int_eq(back.rows[i].target, INTEROP_HUBVERSE_OXYGEN);
		ck_assert_int_eq(back.rows[i].reference_date, calendar_day(2026, 12, 30));
	}
}
END_TEST

START_TEST(the_date_may_be_called_either_way_and_not_both)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct interop_hubverse h = reads(ORIGIN "2026-11-20,covid hosp census,7,15,2026-11-27,median,NA,1\n", a);
	ck_assert_int_eq(faults.n, 0);
	ck_assert_int_eq(h.rows[0].reference_date, calendar_day(2026, 11, 20));
	reads(ORIGIN "2026-11-31,covid hosp census,7,15,2026-11-27,median,NA,1\n", a);
	ck_assert(has(FAULT_DATE, "line 2, column origin_date"));
	reads("reference_date," ORIGIN "2026-11-20,2026-11-20,covid hosp census,7,15,2026-11-27,median,NA,1\n", a);
	ck_assert(has(FAULT_DUPLICATE, "line 1, column origin_date"));
}
END_TEST

START_TEST(demand_is_no_surge_and_a_surge_no_demand)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct interop_hubverse h = { 0 };
	static const char surge[] = ORIGIN "2026-11-20,covid hosp census,7,15,2026-11-27,median,NA,1\n";
	reads(ORIGIN "2026-11-20,oxygen demand,7,15,2026-11-27,median,NA,1\n", a);
	ck_assert(has(FAULT_CHOICE, "line 2, column target"));
	ck_assert_str_eq(faults.item[0].arg[0], "covid hosp census | covid hosp admissions");
	faults = (struct faults){ 0 };
	ck_assert_int_eq(interop_hubverse_read_demand(surge, strlen(surge), a, &h, &faults), ERR_INVALID);
	ck_assert_str_eq(faults.item[0].arg[0], "oxygen demand");
}
END_TEST

SUITE("interop/hubverse", a_file_is_read_with_the_line_of_every_row, each_faulty_cell_is_named_by_line_and_column,
    quantiles_that_cross_and_rows_that_stand_twice_are_faults, a_header_must_have_every_column_once_and_no_other,
    rows_of_another_width_and_open_quotes_are_faults, what_is_written_is_read_back_and_levels_have_no_trailing_zeros,
    the_date_may_be_called_either_way_and_not_both, demand_is_no_surge_and_a_surge_no_demand)
