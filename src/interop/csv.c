/* csv - one pass over the text; fields are copied only where they were quoted. */
#include "interop/csv.h"

#include "base/vec.h"

#include <stdio.h>

static err_t
line_fault(struct faults *f, enum fault_id id, size_t line, const char *a, const char *b)
{
	char pointer[40];
	snprintf(pointer, sizeof pointer, "line %zu", line);
	return fault_add(f, id, pointer, a, b, NULL);
}

static bool
is_line_end(const struct interop_csv *csv)
{
	return csv->at == csv->end || *csv->at == '\n' || *csv->at == '\r';
}

static void
pass_line_end(struct interop_csv *csv)
{
	if (csv->at < csv->end && *csv->at == '\r')
		csv->at++;
	if (csv->at < csv->end && *csv->at == '\n')
		csv->at++;
	csv->line++;
}

/* Which of the usual separators stands most often in the heading, outside quotes. */
static char
sniff(const char *at, const char *end)
{
	static const char usual[] = ",;\t";
	size_t count[3] = { 0 }, best = 0;
	bool quoted = false;
	for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
		quoted = quoted != (*at == '"');
		for (size_t i = 0; i < 3; i++)
			count[i] += !quoted && *at == usual[i];
	}
	for (size_t i = 1; i < 3; i++)
		if (count[i] > count[best])
			best = i;
	return usual[best];
}

/* After the opening quote. */
static err_t
quoted_field(struct interop_csv *csv, size_t begin, const char **ret)
{
	CLEANUP(str_free) struct str s = { 0 };
	for (;; csv->at++) {
		if (csv->at == csv->end)
			return line_fault(csv->faults, FAULT_CSV_QUOTE, begin, NULL, NULL);
		if (*csv->at == '"') {
			csv->at++;
			if (csv->at == csv->end || *csv->at != '"')
				break;
		} else if (*csv->at == '\n')
			csv->line++;
		str_add_n(&s, csv->at, 1);
	}
	*ret = arena_strndup(csv->arena, str_text(&s), s.len);
	if (is_line_end(csv) || *csv->at == csv->separator)
		return ERR_OK;
	return line_fault(csv->faults, FAULT_CSV_QUOTE, begin, NULL, NULL);
}

static err_t
read_field(struct interop_csv *csv, const char **ret)
{
	const char *begin = csv->at;
	if (!is_line_end(csv) && *csv->at == '"') {
		csv->at++;
		return quoted_field(csv, csv->line, ret);
	}
	while (!is_line_end(csv) && *csv->at != csv->separator)
		csv->at++;
	*ret = arena_strndup(csv->arena, begin, (size_t)(csv->at - begin));
	return ERR_OK;
}

static err_t
read_row(struct interop_csv *csv, const char *const **ret, size_t *ret_n)
{
	VEC(const char *) fields = { 0 };
	err_t e = ERR_OK;
	for (;;) {
		const char *field = NULL;
		e = read_field(csv, &field);
		if (e)
			break;
		*VEC_ADD(&fields) = field;
		if (is_line_end(csv))
			break;
		csv->at++;
	}
	pass_line_end(csv);
	const char **copy = ARENA_ARRAY(csv->arena, const char *, fields.n);
	for (size_t i = 0; i < fields.n; i++)
		copy[i] = fields.at[i];
	*ret = copy;
	*ret_n = fields.n;
	VEC_FREE(&fields);
	return e;
}

/* Names are compared without the blanks around them. */
static void
trim_heading(struct interop_csv *csv, const char *const *names)
{
	const char **column = ARENA_ARRAY(csv->arena, const char *, csv->columns);
	for (size_t i = 0; i < csv->columns; i++) {
		const char *name = names[i] + strspn(names[i], " \t");
		size_t n = strlen(name);
		while (n > 0 && (name[n - 1] == ' ' || name[n - 1] == '\t'))
			n--;
		column[i] = arena_strndup(csv->arena, name, n);
	}
	csv->column = column;
}

err_t
interop_csv_open(
    struct interop_csv *csv, const char *text, size_t n, struct arena *a, struct faults *f)
{
	const char *const *names;
	*csv =
	    (struct interop_csv){ .arena = a, .faults = f, .at = text, .end = text + n, .line = 1 };
	if (!str_is_utf8(text, n))
		return fault_add(f, FAULT_BAD_UTF8, "", NULL, NULL, NULL);
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		csv->at += 3;
	while (csv->at < csv->end && is_line_end(csv))
		pass_line_end(csv);
	if (csv->at == csv->end)
		return line_fault(f, FAULT_CSV_HEADING, 1, NULL, NULL);
	csv->heading = csv->line;
	csv->separator = sniff(csv->at, csv->end);
	err_t e = read_row(csv, &names, &csv->columns);
	if (e)
		return e;
	trim_heading(csv, names);
	for (size_t i = 0; i < csv->columns; i++)
		for (size_t j = 0; j < i; j++)
			if (str_eq(csv->column[i], csv->column[j]))
				return line_fault(
				    f, FAULT_CSV_COLUMN_TWICE, csv->heading, csv->column[i], NULL);
	return ERR_OK;
}

err_t
interop_csv_next_of_any_width(struct interop_csv *csv, struct interop_csv_row *ret, bool *ret_end)
{
	while (csv->at < csv->end && is_line_end(csv))
		pass_line_end(csv);
	*ret_end = csv->at == csv->end;
	if (*ret_end)
		return ERR_OK;
	ret->line = csv->line;
	return read_row(csv, &ret->field, &ret->fields);
}

err_t
interop_csv_check_width(
    const struct interop_csv *csv, const struct interop_csv_row *row, struct faults *f)
{
	char have[24], want[24];
	if (row->fields == csv->columns)
		return ERR_OK;
	snprintf(have, sizeof have, "%zu", row->fields);
	snprintf(want, sizeof want, "%zu", csv->columns);
	return line_fault(f, FAULT_CSV_WIDTH, row->line, want, have);
}

err_t
interop_csv_next(struct interop_csv *csv, struct interop_csv_row *ret, bool *ret_end)
{
	err_t e = interop_csv_next_of_any_width(csv, ret, ret_end);
	return e || *ret_end ? e : interop_csv_check_width(csv, ret, csv->faults);
}

int
interop_csv_column(const struct interop_csv *csv, const char *name)
{
	for (size_t i = 0; i < csv->columns; i++)
		if (str_eq(csv->column[i], name))
			return (int)i;
	return -1;
}

const char *
interop_csv_field(
    const struct interop_csv *csv, const struct interop_csv_row *row, const char *name)
{
	int i = interop_csv_column(csv, name);
	return i < 0 || *row->field[i] == '\0' ? NULL : row->field[i];
}

/* A text that a spreadsheet would compute (= + - @ at its head) gets an apostrophe before it,
 * unless it is a number. */
static bool
is_formula(const char *text)
{
	return *text == '=' || *text == '@' ||
	       ((*text == '+' || *text == '-') && text[strspn(text, "+-0123456789.,eE ")] != '\0');
}

void
interop_csv_add(struct str *out, const char *text, char separator, bool first)
{
	char special[] = { separator, '"', '\r', '\n', '\0' };
	text = text ? text : "";
	if (!first)
		str_add_n(out, &separator, 1);
	bool guard = is_formula(text);
	if (!guard && strpbrk(text, special) == NULL) {
		str_add(out, text);
		return;
	}
	str_add(out, guard ? "\"'" : "\"");
	for (; *text != '\0'; text++) {
		if (*text == '"')
			str_add(out, "\"");
		str_add_n(out, text, 1);
	}
	str_add(out, "\"");
}

void
interop_csv_end(struct str *out)
{
	str_add(out, "\r\n");
}
