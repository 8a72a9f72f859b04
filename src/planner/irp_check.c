/* irp_check - judge an inventory routing solution.
 *
 * The text is read once, line by line. Routes are judged where they stand (customers, one visit a
 * day, load); a day is replayed when the next thing after its routes begins: level after delivery
 * at most the maximum, closing levels at least the minimum, the supplier's level never below zero.
 * A violation names its line; one of a level names the day and the customer. */
#include "planner/irp_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_LEN = 80 };

struct judge {
	const struct irp *v;
	struct str *why;
	const char *at, *end; /* of the text not yet read */
	const char *line, *stop;
	int number;       /* of the line */
	int32_t day;      /* whose routes are being read; 0 before the first */
	uint8_t *went;    /* [vehicle] this day */
	int64_t *brought; /* [customer] this day; -1 = not visited */
	int64_t *level;   /* [customer] */
	int64_t supplier;
	double way;
	__int128 held_there, held_here; /* millionths: by customers, by the supplier */
};

static bool
no(struct judge *j, const char *what)
{
	str_addf(j->why, "line %d: %s", j->number, what);
	return false;
}

/* ---- lines and words ---- */

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
skip_blanks(struct judge *j)
{
	while (j->line < j->stop && blank(*j->line))
		j->line++;
}

static bool
advance(struct judge *j)
{
	while (j->at < j->end) {
		const char *nl = memchr(j->at, '\n', (size_t)(j->end - j->at));
		j->line = j->at;
		j->stop = nl ? nl : j->end;
		j->at = nl ? nl + 1 : j->end;
		j->number++;
		while (j->stop > j->line && blank(j->stop[-1]))
			j->stop--;
		skip_blanks(j);
		if (j->line < j->stop)
			return true;
	}
	return false;
}

/* Takes `word` when the line goes on with it. */
static bool
take(struct judge *j, const char *word)
{
	size_t n = strlen(word);

	skip_blanks(j);
	if ((size_t)(j->stop - j->line) < n || memcmp(j->line, word, n) != 0)
		return false;
	j->line += n;
	return true;
}

static bool
take_whole(struct judge *j, int64_t *ret)
{
	int64_t v = 0;
	const char *from;

	skip_blanks(j);
	for (from = j->line; j->line < j->stop && *j->line >= '0' && *j->line <= '9'; j->line++) {
		if (v > INT64_MAX / 20)
			return false;
		v = 10 * v + (*j->line - '0');
	}
	*ret = v;
	return j->line > from;
}

/* The whole line as a plain decimal. */
static bool
take_figure(struct judge *j, double *ret)
{
	char buf[LINE_MAX_LEN], *rest;
	size_t n = (size_t)(j->stop - j->line);

	if (n >= sizeof buf)
		return false;
	memcpy(buf, j->line, n);
	buf[n] = '\0';
	if (strspn(buf, "0123456789+-.eE") != n)
		return false;
	*ret = strtod(buf, &rest);
	return rest != buf && *rest == '\0' && isfinite(*ret);
}

/* ---- routes ---- */

static double
way_between(const struct irp *v, int32_t a, int32_t b)
{
	double ax = a ? v->customers[a - 1].x : v->x, ay = a ? v->customers[a - 1].y : v->y;
	double bx = b ? v->customers[b - 1].x : v->x, by = b ? v->customers[b - 1].y : v->y;

	return floor(sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by)) + 0.5);
}

/* "c ( q )" after "- ". */
static bool
read_stop(struct judge *j, int32_t *ret_customer, int64_t *load)
{
	int64_t c, q;

	if (!take_whole(j, &c) || c > j->v->n)
		return no(j, "expected the number of a customer");
	*ret_customer = (int32_t)c;
	if (c == 0)
		return true;
	if (!take(j, "(") || !take_whole(j, &q) || !take(j, ")"))
		return no(j, "expected ( and a whole quantity and ) after a customer");
	if (j->brought[c - 1] >= 0) {
		str_addf(j->why, "line %d: customer %d is visited twice on day %d", j->number,
		    (int)c, j->day);
		return false;
	}
	/* Far above what a vehicle takes, and far from overflow. */
	j->brought[c - 1] = q < INT64_MAX / 8 ? q : INT64_MAX / 8;
	*load = *load + q < INT64_MAX / 8 ? *load + q : INT64_MAX / 8;
	return true;
}

static bool
read_stops(struct judge *j, int64_t *ret_load)
{
	int32_t at = 0, to;

	while (take(j, "-")) {
		if (!read_stop(j, &to, ret_load))
			return false;
		j->way += way_between(j->v, at, to);
		at = to;
		if (to == 0)
			break;
	}
	skip_blanks(j);
	if (at != 0)
		return no(j, "expected a route to end at 0");
	return j->line == j->stop ? true : no(j, "expected nothing after the route's last 0");
}

static bool
read_route(struct judge *j)
{
	int64_t r, load = 0;

	if (!take_whole(j, &r) || r < 1 || r > j->v->vehicles) {
		str_addf(j->why, "line %d: expected a route from 1 to %d, one for each vehicle",
		    j->number, j->v->vehicles);
		return false;
	}
	if (j->went[r - 1])
		return no(j, "this route stands twice on its day");
	j->went[r - 1] = 1;
	if (!take(j, ":") || !take(j, "0"))
		return no(j, "expected : and 0 after the number of a route");
	if (!read_stops(j, &load))
		return false;
	if (load > j->v->capacity) {
		str_addf(j->why, "line %d: route %lld of day %d carries %lld, more than %lld",
		    j->number, (long long)r, j->day, (long long)load, (long long)j->v->capacity);
		return false;
	}
	return true;
}

/* ---- days ---- */

static bool
level_is_wrong(struct judge *j, int32_t c, const char *what, int64_t limit)
{
	str_addf(j->why, "day %d: customer %d has %lld %s %lld", j->day, c + 1,
	    (long long)j->level[c], what, (long long)limit);
	return false;
}

static bool
close_day(struct judge *j)
{
	const struct irp *v = j->v;

	for (int32_t c = 0; j->day > 0 && c < v->n; c++) {
		const struct irp_customer *k = &v->customers[c];
		int64_t q = j->brought[c] > 0 ? j->brought[c] : 0;
		j->level[c] += q;
		j->supplier -= q;
		if (q > 0 && j->level[c] > k->max)
			return level_is_wrong(j, c, "after the delivery, more than", k->max);
		j->level[c] -= k->demand;
		if (j->level[c] < k->min)
			return level_is_wrong(j, c, "at the close, less than", k->min);
		j->held_there += (__int128)j->level[c] * k->holding;
	}
	if (j->day == 0)
		return true;
	j->supplier += v->production;
	if (j->supplier < 0) {
		str_addf(j->why, "day %d: the supplier has %lld at the close, less than 0", j->day,
		    (long long)j->supplier);
		return false;
	}
	j->held_here += (__int128)j->supplier * v->holding;
	return true;
}

static bool
begin_day(struct judge *j)
{
	int64_t d;

	if (!take_whole(j, &d) || d != j->day + 1 || d > j->v->days || j->line != j->stop) {
		str_addf(
		    j->why, "line %d: expected Day %d of %d", j->number, j->day + 1, j->v->days);
		return false;
	}
	if (!close_day(j))
		return false;
	j->day = (int32_t)d;
	memset(j->went, 0, (size_t)j->v->vehicles);
	for (int32_t c = 0; c < j->v->n; c++)
		j->brought[c] = -1;
	return true;
}

/* ---- costs ---- */

static double
money(__int128 millionths)
{
	return (double)millionths / (double)IRP_MONEY;
}

static bool
read_cost(struct judge *j, const char *name, double right)
{
	double stated;

	if (!take_figure(j, &stated)) {
		str_addf(j->why, "line %d: expected the cost of %s", j->number, name);
		return false;
	}
	if (fabs(stated - right) > 0.01 + 1e-7) {
		str_addf(j->why, "line %d: %s costs %.2f, not as stated", j->number, name, right);
		return false;
	}
	return true;
}

static bool
read_costs(struct judge *j)
{
	const struct {
		const char *name;
		double cost;
	} rows[] = { { "transportation", j->way },
		{ "the customers' holding", money(j->held_there) },
		{ "the supplier's holding", money(j->held_here) },
		{ "everything", j->way + money(j->held_there + j->held_here) } };
	double seconds;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (i > 0 && !advance(j))
			return no(j, "the file ends before its four costs, processor and seconds");
		if (!read_cost(j, rows[i].name, rows[i].cost))
			return false;
	}
	if (!advance(j) || !advance(j))
		return no(j, "the file ends before its processor and seconds");
	if (!take_figure(j, &seconds) || seconds < 0)
		return no(j, "expected the seconds it took");
	return advance(j) ? no(j, "expected nothing after the seconds") : true;
}

static bool
judge_lines(struct judge *j)
{
	while (advance(j)) {
		bool fine = true;
		if (take(j, "Day"))
			fine = begin_day(j);
		else if (j->day > 0 && take(j, "Route"))
			fine = read_route(j);
		else if (j->day == j->v->days)
			return close_day(j) && read_costs(j);
		else
			return no(j, j->day ? "expected Day or Route" : "expected Day 1");
		if (!fine)
			return false;
	}
	return no(j, "the file ends before the costs of the last day");
}

bool
planner_irp_check(
    const struct irp *v, const char *text, size_t len, struct str *ret_cost, struct str *why)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct judge j = {
		.v = v, .why = why, .at = text, .end = text + len, .supplier = v->start
	};

	j.went = ARENA_ARRAY(a, uint8_t, (size_t)v->vehicles);
	j.brought = ARENA_ARRAY(a, int64_t, (size_t)v->n);
	j.level = ARENA_ARRAY(a, int64_t, (size_t)v->n);
	for (int32_t c = 0; c < v->n; c++)
		j.level[c] = v->customers[c].start;
	if (!judge_lines(&j))
		return false;
	planner_irp_money(
	    (int64_t)(j.held_there + j.held_here) + (int64_t)j.way * IRP_MONEY, ret_cost);
	return true;
}
