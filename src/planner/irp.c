/* irp - read inventory routing instances.
 *
 * Files come from strangers: each figure is a row of a table with its bounds, memory is asked for
 * only after the head was compared with what the file could hold, and an instance whose dearest
 * plan would not fit in 61 bits of money is refused, so that nobody behind the reader has to look
 * for overflow. */
#include "planner/irp.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS = 6, FIGURE_MAX_LEN = 40, COLUMNS_MAX = 8 };

/* How a figure of a line is read: as whole units, as millionths, or as a coordinate. */
enum figure_kind { WHOLE, MONEY, COORDINATE };

struct column {
	const char *name;
	enum figure_kind kind;
	int64_t least, most; /* in whole units */
};

#define QUANTITY_MAX 1000000000

static const struct column head_line[] = {
	{ "vertices", WHOLE, 2, IRP_CUSTOMERS_MAX + 1 },
	{ "days", WHOLE, 1, IRP_DAYS_MAX },
	{ "capacity of a vehicle", WHOLE, 1, QUANTITY_MAX },
	{ "vehicles", WHOLE, 1, IRP_VEHICLES_MAX },
};

static const struct column supplier_line[] = {
	{ "0 for the supplier", WHOLE, 0, 0 },
	{ "x", COORDINATE, -1000000, 1000000 },
	{ "y", COORDINATE, -1000000, 1000000 },
	{ "start", WHOLE, 0, QUANTITY_MAX },
	{ "production", WHOLE, 0, QUANTITY_MAX },
	{ "holding cost", MONEY, 0, 1000000 },
};

static const struct column customer_line[] = {
	{ "the customer's number", WHOLE, 1, IRP_CUSTOMERS_MAX },
	{ "x", COORDINATE, -1000000, 1000000 },
	{ "y", COORDINATE, -1000000, 1000000 },
	{ "start", WHOLE, 0, QUANTITY_MAX },
	{ "max", WHOLE, 0, QUANTITY_MAX },
	{ "min", WHOLE, 0, QUANTITY_MAX },
	{ "demand", WHOLE, 0, QUANTITY_MAX },
	{ "holding cost", MONEY, 0, 1000000 },
};

struct reader {
	const char *at, *end;
	int line;
	struct str *why;
};

union value {
	int64_t whole; /* WHOLE, MONEY */
	double real;   /* COORDINATE */
};

static err_t
refuse(struct reader *r, const char *what)
{
	str_addf(r->why, "%d: %s", r->line, what);
	return ERR_INVALID;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next line that is not empty, trimmed at its end; false at the end of the text. */
static bool
next_line(struct reader *r, const char **ret_line, const char **ret_end)
{
	while (r->at < r->end) {
		const char *from = r->at, *stop = memchr(from, '\n', (size_t)(r->end - from));
		if (!stop)
			stop = r->end;
		r->at = stop < r->end ? stop + 1 : stop;
		r->line++;
		while (stop > from && is_blank(stop[-1]))
			stop--;
		while (from < stop && is_blank(*from))
			from++;
		if (from < stop) {
			*ret_line = from;
			*ret_end = stop;
			return true;
		}
	}
	return false;
}

/* The next word, copied; false when there is none or it is longer than any figure. */
static bool
next_word(const char **at, const char *end, char buf[FIGURE_MAX_LEN])
{
	size_t n = 0;

	while (*at < end && is_blank(**at))
		(*at)++;
	while (*at < end && !is_blank(**at) && n + 1 < FIGURE_MAX_LEN)
		buf[n++] = *(*at)++;
	buf[n] = '\0';
	return n > 0 && (*at == end || is_blank(**at));
}

/* A decimal in units of 10^-decimals, exactly: "0.30" is 300000 millionths, "87.0" is 87. */
static bool
decimal(const char *s, int decimals, int64_t *ret)
{
	int64_t v = 0;
	int seen = 0, after = -1;
	bool minus = *s == '-';

	for (s += minus; *s; s++) {
		if (*s == '.' && after < 0) {
			after = 0;
			continue;
		}
		if (*s < '0' || *s > '9' || v > INT64_MAX / 100 || (after >= decimals && *s != '0'))
			return false;
		seen++;
		if (after >= decimals)
			continue;
		v = 10 * v + (*s - '0');
		after += after >= 0;
	}
	for (int i = after < 0 ? 0 : after; i < decimals; i++) {
		if (v > INT64_MAX / 100)
			return false;
		v *= 10;
	}
	*ret = minus ? -v : v;
	return seen > 0;
}

static bool
read_value(const char *word, const struct column *c, union value *ret)
{
	int64_t scale = c->kind == WHOLE ? 1 : IRP_MONEY;
	int64_t v;

	if (!decimal(word, c->kind == WHOLE ? 0 : DECIMALS, &v))
		return false;
	if (v < c->least * scale || v > c->most * scale)
		return false;
	if (c->kind == COORDINATE)
		ret->real = (double)v / (double)IRP_MONEY;
	else
		ret->whole = v;
	return true;
}

static err_t
read_line(struct reader *r, const struct column *columns, int n, union value *ret)
{
	static const char *const kind[] = { [WHOLE] = "a whole number",
		[MONEY] = "a number of at most six decimals",
		[COORDINATE] = "a number of at most six decimals" };
	char word[FIGURE_MAX_LEN];
	const char *line, *end;

	if (!next_line(r, &line, &end))
		return refuse(r, "the file ends before all vertices of line 1 were told");
	for (int i = 0; i < n; i++) {
		const struct column *c = &columns[i];
		if (next_word(&line, end, word) && read_value(word, c, &ret[i]))
			continue;
		str_addf(r->why, "%d: number %d: expected %s, %s from %lld to %lld", r->line, i + 1,
		    c->name, kind[c->kind], (long long)c->least, (long long)c->most);
		return ERR_INVALID;
	}
	return line == end ? ERR_OK : refuse(r, "more numbers than this line has");
}

static err_t
read_customer(struct reader *r, int32_t number, struct irp_customer *ret)
{
	union value v[COLUMNS_MAX];
	err_t e = read_line(r, customer_line, ARRAY_LEN(customer_line), v);

	if (e)
		return e;
	if (v[0].whole != number) {
		str_addf(r->why, "%d: expected customer %d", r->line, number);
		return ERR_INVALID;
	}
	*ret = (struct irp_customer){ v[1].real, v[2].real, v[3].whole, v[4].whole, v[5].whole,
		v[6].whole, v[7].whole };
	if (ret->min > ret->start || ret->start > ret->max)
		return refuse(r, "expected min <= start <= max");
	return ERR_OK;
}

/* The dearest plan: everything full every day, every vehicle on the longest way to everybody. */
static bool
is_countable(const struct irp *v)
{
	__int128 most = (__int128)(v->start + v->production * v->days) * v->holding * v->days;
	double longest = 0;

	for (int32_t i = 0; i < v->n; i++) {
		const struct irp_customer *c = &v->customers[i];
		most +=
		    (__int128)(c->max + c->demand * v->days) * (c->holding + v->holding) * v->days;
		longest = fmax(longest, hypot(c->x - v->x, c->y - v->y));
	}
	most += (__int128)(2 * longest + 2) * IRP_MONEY * v->n * v->days * 2;
	return most < (__int128)1 << 60;
}

err_t
planner_irp_read(const char *text, size_t len, struct arena *a, struct irp *ret, struct str *why)
{
	struct reader r = { .at = text, .end = text + len, .why = why };
	union value h[COLUMNS_MAX], s[COLUMNS_MAX];
	const char *line, *end;
	err_t e = read_line(&r, head_line, ARRAY_LEN(head_line), h);

	if (!e)
		e = read_line(&r, supplier_line, ARRAY_LEN(supplier_line), s);
	if (e)
		return e;
	/* A customer takes at least "1 0 0 0 0 0 0 0": a head cannot ask for more than the file. */
	if ((h[0].whole - 1) * 15 > r.end - r.at)
		return refuse(&r, "the file is shorter than the vertices of line 1");
	struct irp_customer *c = ARENA_ARRAY(a, struct irp_customer, (size_t)h[0].whole - 1);
	struct irp v = { (int32_t)h[0].whole - 1, (int32_t)h[1].whole, (int32_t)h[3].whole,
		h[2].whole, s[1].real, s[2].real, s[3].whole, s[4].whole, s[5].whole, c };
	for (int32_t i = 0; i < v.n && !e; i++)
		e = read_customer(&r, i + 1, &c[i]);
	if (e)
		return e;
	if (next_line(&r, &line, &end))
		return refuse(&r, "more lines than vertices of line 1");
	if (!is_countable(&v))
		return refuse(&r, "quantities and holding costs too large to count together");
	*ret = v;
	return ERR_OK;
}

void
planner_irp_money(int64_t millionths, struct str *out)
{
	int64_t size = millionths < 0 ? -millionths : millionths;

	str_addf(out, "%s%lld.%06lld", millionths < 0 ? "-" : "", (long long)(size / IRP_MONEY),
	    (long long)(size % IRP_MONEY));
	for (int i = 0; i < DECIMALS - 2 && out->data[out->len - 1] == '0'; i++)
		out->data[--out->len] = '\0';
}
