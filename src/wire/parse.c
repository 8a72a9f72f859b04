/* parse - JSON text to a tree, strictly.
 *
 * Jansson refuses bad UTF-8, NUL, lone surrogates, NaN, 1e400 and integers beyond int64, and with a
 * flag duplicate names; but it nests 2048 deep and reads 1e-400 as 0. Depth and underflow are
 * looked at in one pass before it, which also bounds its recursion. */
#include "wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scan {
	const char *at, *end;
	size_t line, column;
	int depth;
};

static err_t
malformed(struct faults *f, size_t line, size_t column, const char *what)
{
	char a[24], b[24];
	snprintf(a, sizeof a, "%zu", line);
	snprintf(b, sizeof b, "%zu", column);
	return fault_add(f, FAULT_JSON, "", a, b, what);
}

static void
step(struct scan *s)
{
	if (*s->at++ == '\n') {
		s->line++;
		s->column = 1;
	} else {
		s->column++;
	}
}

static void
skip_string(struct scan *s)
{
	for (step(s); s->at < s->end && *s->at != '"'; step(s))
		if (*s->at == '\\' && s->at + 1 < s->end)
			step(s);
	if (s->at < s->end)
		step(s);
}

/* Step over a number; true when its digits are not all zero and yet a double can only say 0. */
static bool
number_vanishes(struct scan *s)
{
	const char *first = s->at;
	bool nonzero = false, exponent = false;
	for (; s->at < s->end && strchr("+-.0123456789eE", *s->at) != NULL; step(s)) {
		exponent = exponent || *s->at == 'e' || *s->at == 'E';
		nonzero = nonzero || (!exponent && *s->at >= '1' && *s->at <= '9');
	}
	size_t n = (size_t)(s->at - first);
	if (!nonzero || (!exponent && n < 300))
		return false;
	char *text = mem_alloc(n + 1); /* strtod needs an end */
	memcpy(text, first, n);
	bool zero = strtod(text, NULL) == 0;
	free(text);
	return zero;
}

static err_t
scan(const char *text, size_t len, struct faults *f)
{
	struct scan s = { text, text + len, 1, 1, 0 };
	while (s.at < s.end) {
		if (*s.at == '"') {
			skip_string(&s);
		} else if ((*s.at >= '0' && *s.at <= '9') || *s.at == '-') {
			struct scan start = s;
			if (number_vanishes(&s))
				return malformed(f, start.line, start.column,
				    "this number is too small to be held");
		} else {
			if ((*s.at == '{' || *s.at == '[') && ++s.depth > WIRE_DEPTH)
				return fault_add(f, FAULT_DEPTH, "", "16", NULL, NULL);
			s.depth -= *s.at == '}' || *s.at == ']';
			step(&s);
		}
	}
	return ERR_OK;
}

err_t
wire_parse(const char *text, size_t len, json_t **ret, struct faults *f)
{
	json_error_t error;
	if (len == 0)
		return fault_add(f, FAULT_EMPTY_BODY, "", "JSON", NULL, NULL);
	if (!str_is_utf8(text, len))
		return fault_add(f, FAULT_BAD_UTF8, "", NULL, NULL, NULL);
	err_t e = scan(text, len, f);
	if (e)
		return e;
	json_t *j = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (j == NULL)
		return malformed(f, error.line > 0 ? (size_t)error.line : 1,
		    error.column > 0 ? (size_t)error.column : 1, error.text);
	*ret = j;
	return ERR_OK;
}
