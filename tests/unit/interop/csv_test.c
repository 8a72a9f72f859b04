#include "interop/csv.h"
#include "lib/suite.h"

#include <string.h>

/* All rows of a text as "a|b/c|d" behind its heading, or the code of what is wrong with it. */
static const char *
read_all(const char *text, size_t n, struct faults *f)
{
	static struct str s;
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct interop_csv csv;
	struct interop_csv_row row;
	bool end = false;
	*f = (struct faults){ 0 };
	str_clear(&s);
	err_t e = interop_csv_open(&csv, text, n, a, f);
	for (size_t i = 0; !e && i < csv.columns; i++)
		str_addf(&s, "%s%s", i ? "|" : "", csv.column[i]);
	while (!e && !end) {
		e = interop_csv_next(&csv, &row, &end);
		for (size_t i = 0; !e && !end && i < csv.columns; i++)
			str_addf(&s, "%s%s", i ? "|" : "/", row.field[i]);
	}
	return e ? fault_code(f->item[0].id) : str_text(&s);
}

START_TEST(the_usual_files_are_read)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{ "a,b\n1,2\n", "a|b/1|2" },
		{ "a,b\r\n1,2\r\n3,4", "a|b/1|2/3|4" },
		{ "\xEF\xBB\xBF"
		  "a;b\r\n1,5;2\r\n",
		    "a|b/1,5|2" },
		{ "a\tb\n1\t2\n", "a|b/1|2" },
		{ "a,b\n\"x, y\",\"he said \"\"no\"\"\"\n", "a|b/x, y|he said \"no\"" },
		{ "a,b\n\"two\nlines\",2\n", "a|b/two\nlines|2" },
		{ "a,b\n\n,\n\n\n5,\n", "a|b/|/5|" },
		{ "\"a;x\",b\n1,2\n", "a;x|b/1|2" },
		{ " a , b\t\n1,2\n", "a|b/1|2" },
		{ "a,b\r1,2\r", "a|b/1|2" },
		{ "tên\nHà Nội\n", "tên/Hà Nội" },
		{ "a\n\"\"\n", "a/" },
		{ "a,b\n", "a|b" },
	};
	struct faults f;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_str_eq(read_all(cases[i].text, strlen(cases[i].text), &f), cases[i].rows);
}
END_TEST

START_TEST(what_is_broken_is_named_by_its_line)
{
	static const struct {
		const char *text, *code, *pointer;
	} cases[] = {
		{ "", "csv_heading", "line 1" },
		{ "\n\n", "csv_heading", "line 1" },
		{ "a,b\n1,2\n\n3\n", "wrong_width", "line 4" },
		{ "a,b\n1,2,3\n", "wrong_width", "line 2" },
		{ "a,b\n\"x\ny\",2\n1\n", "wrong_width", "line 4" },
		{ "a,b\n1,\"x\n2,3\n", "bad_quote", "line 2" },
		{ "a,b\n1,\"x\"y\n", "bad_quote", "line 2" },
		{ "a,b,a\n", "csv_column_twice", "line 1" },
		{ "a\n\xFF\n", "bad_utf8", "" },
	};
	struct faults f;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ck_assert_str_eq(read_all(cases[i].text, strlen(cases[i].text), &f), cases[i].code);
		ck_assert_str_eq(f.item[0].pointer, cases[i].pointer);
	}
	ck_assert_str_eq(read_all("a\nx\0y\n", 6, &f), "bad_utf8");
}
END_TEST

START_TEST(fields_are_found_by_name_and_empty_is_absent)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	static const char text[] = "code,beds\nX,\n";
	struct interop_csv csv;
	struct interop_csv_row row;
	bool end;
	ck_assert_int_eq(interop_csv_open(&csv, text, strlen(text), a, NULL), ERR_OK);
	ck_assert_int_eq(interop_csv_next(&csv, &row, &end), ERR_OK);
	ck_assert_str_eq(interop_csv_field(&csv, &row, "code"), "X");
	ck_assert(interop_csv_field(&csv, &row, "beds") == NULL);
	ck_assert(interop_csv_field(&csv, &row, "level") == NULL);
	ck_assert_int_eq(interop_csv_column(&csv, "beds"), 1);
	ck_assert_int_eq(interop_csv_column(&csv, "level"), -1);
}
END_TEST

START_TEST(what_is_written_is_read_back_and_computes_nothing)
{
	static const char *const fields[] = { "plain", "a,b", "say \"x\"", "two\nlines", "", "-5.2",
		"Hà Nội; Huế" };
	CLEANUP(str_free) struct str s = { 0 };
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct interop_csv csv;
	struct interop_csv_row row;
	bool end;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		char name[8] = { 'c', (char)('0' + i) };
		interop_csv_add(&s, name, ';', i == 0);
	}
	interop_csv_end(&s);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		interop_csv_add(&s, fields[i], ';', i == 0);
	interop_csv_end(&s);
	ck_assert_int_eq(interop_csv_open(&csv, s.data, s.len, a, NULL), ERR_OK);
	ck_assert_int_eq(interop_csv_next(&csv, &row, &end), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		ck_assert_str_eq(row.field[i], fields[i]);
	str_clear(&s);
	interop_csv_add(&s, "=HYPERLINK(1)", ',', true);
	interop_csv_add(&s, "+cmd", ',', false);
	interop_csv_add(&s, "+84900000001", ',', false);
	ck_assert_str_eq(str_text(&s), "\"'=HYPERLINK(1)\",\"'+cmd\",+84900000001");
}
END_TEST

SUITE("interop/csv", the_usual_files_are_read, what_is_broken_is_named_by_its_line,
    fields_are_found_by_name_and_empty_is_absent, what_is_written_is_read_back_and_computes_nothing)
