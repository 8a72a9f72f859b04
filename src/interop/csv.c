/* csv - one cell at a time. */
#include "interop/csv.h"

#include <string.h>

struct interop_csv
interop_csv_begin(const char *text, size_t n, struct arena *a)
{
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		n -= 3;
	}
	return (struct interop_csv){ .at = text, .end = text + n, .line = 1, .arena = a };
}

static bool
at_line_end(const struct interop_csv *c)
{
	return c->at == c->end || *c->at == '\n' || (*c->at == '\r' && (c->at + 1 == c->end || c->at[1] == '\n'));
}

static void
pass_line_end(struct interop_csv *c)
{
	if (c->at < c->end && *c->at == '\r')
		c->at++;
	if (c->at < c->end && *c->at == '\n') {
		c->at++;
		c->line++;
	}
}

static const char *
plain_cell(struct interop_csv *c)
{
	const char *from = c->at;
	while (!at_line_end(c) && *c->at != ',')
		c->at++;
	return arena_strndup(c->arena, from, (size_t)(c->at - from));
}

/* After its opening quote; NULL when it is not closed, or something stands behind the closing one. */
static const char *
quoted_cell(struct interop_csv *c)
{
	const char *from = c->at;
	size_t n = 0;
	while (c->at < c->end && !(*c->at == '"' && (c->at + 1 == c->end || c->at[1] != '"'))) {
		c->line += *c->at == '\n';
		c->at += *c->at == '"' ? 2 : 1;
		n++;
	}
	if (c->at == c->end)
		return NULL;
	char *text = arena_alloc(c->arena, n + 1);
	for (size_t i = 0; i < n; i++) {
		text[i] = *from;
		from += *from == '"' ? 2 : 1;
	}
	c->at++;
	return at_line_end(c) || *c->at == ',' ? text : NULL;
}

err_t
interop_csv_next(struct interop_csv *c, struct interop_csv_row *ret, bool *ret_more, struct faults *f)
{
	while (c->at < c->end && at_line_end(c))
		pass_line_end(c);
	*ret = (struct interop_csv_row){ .line = c->line };
	*ret_more = c->at < c->end;
	while (*ret_more) {
		bool quoted = c->at < c->end && *c->at == '"';
		c->at += quoted;
		const char *cell = quoted ? quoted_cell(c) : plain_cell(c);
		if (cell == NULL || ret->n == INTEROP_CSV_CELLS)
			return fault_at(f, cell == NULL ? FAULT_CSV_QUOTE : FAULT_CSV_CELLS, "line %lld", (long long)ret->line);
		ret->cell[ret->n++] = cell;
		if (c->at == c->end || *c->at != ',')
			break;
		c->at++;
	}
	pass_line_end(c);
	return ERR_OK;
}
