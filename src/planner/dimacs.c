/* dimacs - read DIMACS min files and write solutions.
 *
 * Everything is read with bounds checked at the number: files come from strangers. Optimality is
 * not judged here: a valid flow at the best known cost is its own proof. */
#include "planner/dimacs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SIZE_MAX_NODES = 1 << 28, SHOWN_OF_LINE = 80 };

struct reader {
	const char *at, *end, *line_at;
	int line;
	bool bad;
};

static void
skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r'))
		r->at++;
}

static void
skip_line(struct reader *r)
{
	while (r->at < r->end && *r->at != '\n')
		r->at++;
	if (r->at < r->end)
		r->at++;
}

/* The letter that begins the next line that is no comment and not empty; 0 at the end. */
static char
next_line(struct reader *r)
{
	while (r->at < r->end) {
		r->line++;
		r->line_at = r->at;
		skip_blanks(r);
		if (r->at < r->end && *r->at != '\n' && *r->at != 'c')
			return *r->at++;
		skip_line(r);
	}
	return 0;
}

/* 128 bits, so that a sum of costs is read as it was written. */
static __int128
wide(struct reader *r)
{
	unsigned __int128 value = 0;
	const unsigned __int128 most = ~(unsigned __int128)0 >> 5;

	skip_blanks(r);
	bool minus = r->at < r->end && *r->at == '-';
	if (r->at < r->end && (*r->at == '-' || *r->at == '+'))
		r->at++;
	const char *digits = r->at;
	for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
		r->bad |= value > most;
		value = value * 10 + (unsigned)(*r->at - '0');
	}
	r->bad |= r->at == digits;
	r->bad |= r->at < r->end && !strchr(" \t\r\n", *r->at);
	return minus ? -(__int128)value : (__int128)value;
}

static int64_t
number(struct reader *r, int64_t least, int64_t most)
{
	__int128 v = wide(r);

	if (v < least || v > most) {
		r->bad = true;
		return least;
	}
	return (int64_t)v;
}

static int32_t
node(struct reader *r, int32_t n)
{
	return (int32_t)number(r, 1, n) - 1;
}

static bool
word(struct reader *r, const char *text)
{
	size_t n = strlen(text);

	skip_blanks(r);
	if ((size_t)(r->end - r->at) < n || memcmp(r->at, text, n) != 0)
		return false;
	r->at += n;
	return true;
}

static bool
is_line_end(struct reader *r)
{
	skip_blanks(r);
	return r->at == r->end || *r->at == '\n';
}

static void
where(const struct reader *r, char *ret, size_t size)
{
	snprintf(ret, size, "line %d", r->line);
}

/* What a terminal can show of the line. */
static void
show_line(const struct reader *r, char ret[SHOWN_OF_LINE])
{
	int n = 0;

	for (const char *c = r->line_at; c && c < r->end && *c != '\n' && n < SHOWN_OF_LINE - 1; c++)
		ret[n++] = *c >= ' ' && *c <= '~' ? *c : *c == '\t' || *c == '\r' ? ' ' : '?';
	while (n > 0 && ret[n - 1] == ' ')
		n--;
	ret[n] = '\0';
}

static err_t
refuse_head(const struct reader *r, struct faults *f)
{
	char at[32], got[SHOWN_OF_LINE];

	where(r, at, sizeof at);
	show_line(r, got);
	return fault_add(f, FAULT_FLOW_HEAD, at, got, NULL, NULL);
}

static err_t
refuse_line(const struct reader *r, const struct flow_net *net, const char *right, struct faults *f)
{
	char at[32], nodes[16], got[SHOWN_OF_LINE];

	where(r, at, sizeof at);
	show_line(r, got);
	snprintf(nodes, sizeof nodes, "%d", net->n_nodes);
	return fault_add(f, FAULT_FLOW_LINE, at, right, nodes, got);
}

static err_t
refuse_count(const struct reader *r, const struct flow_net *net, int32_t arcs, struct faults *f)
{
	char at[32], right[16], got[16];

	where(r, at, sizeof at);
	snprintf(right, sizeof right, "%d", net->n_arcs);
	snprintf(got, sizeof got, "%d", arcs);
	return fault_add(f, FAULT_FLOW_ARCS, at, right, got, NULL);
}

static void
read_arc(struct reader *r, int32_t nodes, struct flow_arc *arc)
{
	if (nodes < 1) {
		r->bad = true;
		return;
	}
	arc->from = node(r, nodes);
	arc->to = node(r, nodes);
	arc->lower = number(r, 0, INT64_MAX - 1);
	arc->upper = number(r, INT64_MIN, INT64_MAX);
	arc->cost = number(r, -INT64_MAX, INT64_MAX);
	if (arc->upper < arc->lower)
		arc->upper = FLOW_UNLIMITED;
}

static err_t
read_header(struct reader *r, struct arena *a, struct flow_net *net)
{
	if (next_line(r) != 'p' || !word(r, "min"))
		return ERR_INVALID;
	net->n_nodes = (int32_t)number(r, 0, SIZE_MAX_NODES);
	net->n_arcs = (int32_t)number(r, 0, SIZE_MAX_NODES);
	r->bad |= !is_line_end(r);
	/* An arc takes at least "a 1 1 0 0 0": a header cannot ask for more memory than the file is
	 * worth. */
	if (r->bad || net->n_arcs > r->end - r->at || net->n_nodes / 64 > r->end - r->at + 16)
		return ERR_INVALID;
	net->arcs = ARENA_ARRAY(a, struct flow_arc, (size_t)net->n_arcs + 1);
	net->supply = ARENA_ARRAY(a, int64_t, (size_t)net->n_nodes + 1);
	return ERR_OK;
}

static err_t
read_supply(struct reader *r, struct flow_net *net, bool *told, struct faults *f)
{
	int32_t v = net->n_nodes > 0 ? node(r, net->n_nodes) : 0;
	int64_t supply = number(r, -INT64_MAX, INT64_MAX);

	if (net->n_nodes == 0 || r->bad || !is_line_end(r))
		return refuse_line(r, net, "n NODE SUPPLY", f);
	if (told[v])
		return fault_at(f, FAULT_DUPLICATE, "line %d, n %d", r->line, v + 1);
	told[v] = true;
	((int64_t *)net->supply)[v] = supply;
	return ERR_OK;
}

static err_t
read_line(struct reader *r, char c, struct flow_net *net, bool *told, int32_t *arcs, struct faults *f)
{
	if (c == 'n')
		return read_supply(r, net, told, f);
	if (c != 'a')
		return refuse_line(r, net, "n NODE SUPPLY or a FROM TO LOWER UPPER COST", f);
	if (*arcs == net->n_arcs)
		return refuse_count(r, net, *arcs + 1, f);
	read_arc(r, net->n_nodes, (struct flow_arc *)&net->arcs[(*arcs)++]);
	if (r->bad || !is_line_end(r))
		return refuse_line(r, net, "a FROM TO LOWER UPPER COST", f);
	return ERR_OK;
}

err_t
planner_dimacs_read(
    const char *text, size_t len, struct arena *a, struct flow_net *ret_net, struct faults *f)
{
	struct reader r = { .at = text, .end = text + len };
	struct flow_net net = { 0 };
	int32_t arcs = 0;

	if (read_header(&r, a, &net))
		return refuse_head(&r, f);
	bool *told = ARENA_ARRAY(a, bool, (size_t)net.n_nodes + 1);
	skip_line(&r);
	for (char c; (c = next_line(&r)); skip_line(&r)) {
		err_t e = read_line(&r, c, &net, told, &arcs, f);
		if (e)
			return e;
	}
	if (arcs != net.n_arcs)
		return refuse_count(&r, &net, arcs, f);
	*ret_net = net;
	return ERR_OK;
}

char *
planner_dimacs_i128(__int128 value, char buf[48])
{
	char reversed[48];
	int n = 0, i = 0;
	unsigned __int128 v = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;

	do
		reversed[n++] = (char)('0' + (int)(v % 10));
	while ((v /= 10) != 0);
	if (value < 0)
		buf[i++] = '-';
	while (n > 0)
		buf[i++] = reversed[--n];
	buf[i] = '\0';
	return buf;
}

void
planner_dimacs_write(const struct flow_net *net, const struct flow *solved, struct str *out)
{
	char total[48];

	str_addf(out, "s %s\n", planner_dimacs_i128(planner_flow_total(solved), total));
	for (int32_t i = 0; i < net->n_arcs; i++)
		str_addf(out, "f %d %d %" PRId64 "\n", net->arcs[i].from + 1, net->arcs[i].to + 1,
		    planner_flow_on(solved, i));
}

static bool
check_arcs(const struct flow_net *net, struct reader *r, __int128 *balance, __int128 *ret_cost,
    struct str *why)
{
	for (int32_t i = 0; i < net->n_arcs; i++) {
		const struct flow_arc *arc = &net->arcs[i];
		if (next_line(r) != 'f') {
			str_addf(why, "line %d: expected the flow of arc %d", r->line, i + 1);
			return false;
		}
		int32_t from = node(r, net->n_nodes), to = node(r, net->n_nodes);
		int64_t x = number(r, 0, INT64_MAX - 1);
		if (r->bad || from != arc->from || to != arc->to) {
			str_addf(why, "line %d: not arc %d of the instance", r->line, i + 1);
			return false;
		}
		if (x < arc->lower || (arc->upper != FLOW_UNLIMITED && x > arc->upper)) {
			str_addf(why, "line %d: flow %" PRId64 " outside its bounds", r->line, x);
			return false;
		}
		balance[from] -= x;
		balance[to] += x;
		*ret_cost += (__int128)x * arc->cost;
		skip_line(r);
	}
	return true;
}

bool
planner_dimacs_check(const struct flow_net *net, const char *text, size_t len, struct str *why)
{
	struct reader r = { .at = text, .end = text + len };
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	__int128 *balance = ARENA_ARRAY(a, __int128, (size_t)net->n_nodes + 1), cost = 0;
	char buf[48];

	if (next_line(&r) != 's') {
		str_add(why, "line 1: expected the cost");
		return false;
	}
	__int128 stated = wide(&r);
	skip_line(&r);
	if (!check_arcs(net, &r, balance, &cost, why))
		return false;
	for (int32_t v = 0; v < net->n_nodes; v++) {
		if (balance[v] + net->supply[v] != 0) {
			str_addf(why, "node %d is not balanced", v + 1);
			return false;
		}
	}
	if (cost != stated) {
		str_addf(why, "the cost is %s, not as stated", planner_dimacs_i128(cost, buf));
		return false;
	}
	return true;
}
