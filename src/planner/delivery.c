/* delivery - one customer's best plan, by dynamic programming on piecewise linear functions.
 *
 * V[t](x) is the least cost of days t.. when day t opens with x. W(y) = keep * (y - use) +
 * V[t+1](y - use) is the same for y after the delivery of day t. Then
 * (where y is too low for the use: its price, and V[t+1](least));
 *     V[t](x) = min(W(x), min over options o and q >= 1 of cost(o) + toll * max(0, q - room(o)) +
 * W(x + q)). On a linear piece of W from lo to hi, the inner minimum goes to one of three levels:
 * to lo (the piece rises), to hi (it falls faster than the toll), or as far as the room goes in
 * between; so a piece and an option make at most three pieces of V. V is the lower envelope of all
 * of them; it jumps and is not convex. Each piece remembers its option and where it goes, which is
 * all that reading the plan forwards needs.
 *
 * Levels are whole, so pieces are closed intervals of integers and nothing is rounded. */
#include "planner/delivery.h"

#include "base/vec.h"

/* On lo..hi: value + slope * (x - lo), by `option` up to the level `to`, or by `step` units. */
struct piece {
	int64_t lo, hi, value, slope;
	int64_t to;   /* when step is 0 */
	int64_t step; /* when above 0 */
	int32_t option;
};

struct pieces {
	struct piece *at;
	size_t n, cap;
};

struct delivery_work {
	int32_t n_days;
	struct pieces *value; /* [day], and one for after the last */
	struct pieces after;  /* W of the day at hand */
	struct pieces spare;
	int64_t *lowest, *highest; /* opening levels that can be, by day and after the last */
};

struct delivery_work *
planner_delivery_work_new(int32_t n_days)
{
	struct delivery_work *w = MEM_NEW(struct delivery_work);

	w->n_days = n_days;
	w->value = MEM_ARRAY(struct pieces, (size_t)n_days + 1);
	w->lowest = MEM_ARRAY(int64_t, (size_t)n_days + 1);
	w->highest = MEM_ARRAY(int64_t, (size_t)n_days + 1);
	return w;
}

void
planner_delivery_work_free(struct delivery_work *w)
{
	if (!w)
		return;
	for (int32_t t = 0; t <= w->n_days; t++)
		free(w->value[t].at);
	free(w->value);
	free(w->after.at);
	free(w->spare.at);
	free(w->lowest);
	free(w->highest);
	free(w);
}

/* ---- lower envelopes ---- */

static int64_t
value_at(const struct piece *p, int64_t x)
{
	return p->value + p->slope * (x - p->lo);
}

static struct piece *
add_piece(struct pieces *v)
{
	if (v->n == v->cap) {
		v->cap = v->cap ? 2 * v->cap : 16;
		v->at = mem_resize(v->at, v->cap, sizeof *v->at);
	}
	return &v->at[v->n++];
}

/* Appends p on lo..hi; grows the last piece when that is the same line and the same way. */
static void
append(struct pieces *v, const struct piece *p, int64_t lo, int64_t hi)
{
	struct piece *last = v->n > 0 ? &v->at[v->n - 1] : NULL;

	if (lo > hi)
		return;
	if (last && last->hi + 1 == lo && last->slope == p->slope && last->option == p->option &&
	    last->to == p->to && last->step == p->step && value_at(last, lo) == value_at(p, lo)) {
		last->hi = hi;
		return;
	}
	struct piece *n = add_piece(v);
	*n = *p;
	n->value = value_at(p, lo);
	n->lo = lo;
	n->hi = hi;
}

/* On lo..hi, where both are defined: the lower one, `old` on a tie at both ends. */
static void
append_lower(
    struct pieces *v, const struct piece *old, const struct piece *p, int64_t lo, int64_t hi)
{
	int64_t at_lo = value_at(p, lo) - value_at(old, lo);
	int64_t at_hi = value_at(p, hi) - value_at(old, hi), slope = p->slope - old->slope;

	if (at_lo >= 0 && at_hi >= 0) {
		append(v, old, lo, hi);
	} else if (at_lo <= 0 && at_hi <= 0) {
		append(v, p, lo, hi);
	} else if (at_lo < 0) {
		int64_t last = lo + (-at_lo - 1) / slope;
		append(v, p, lo, last);
		append(v, old, last + 1, hi);
	} else {
		int64_t last = lo + at_lo / -slope;
		append(v, old, lo, last);
		append(v, p, last + 1, hi);
	}
}

/* Does p lie under the envelope anywhere? Most do not, and then nothing is moved. */
static bool
helps(const struct pieces *v, const struct piece *p)
{
	int64_t x = p->lo; /* up to here the envelope is no higher */

	for (size_t i = 0; i < v->n && x <= p->hi; i++) {
		const struct piece *e = &v->at[i];
		if (e->hi < x)
			continue;
		if (e->lo > x)
			return true;
		int64_t last = e->hi < p->hi ? e->hi : p->hi;
		if (value_at(p, x) < value_at(e, x) || value_at(p, last) < value_at(e, last))
			return true;
		x = last + 1;
	}
	return x <= p->hi;
}

/* v becomes the lower envelope of itself and p. */
static void
lower(struct delivery_work *w, struct pieces *v, const struct piece *p)
{
	int64_t x = p->lo; /* of p, what lies before is settled */

	if (p->lo > p->hi || !helps(v, p))
		return;
	w->spare.n = 0;
	for (size_t i = 0; i < v->n; i++) {
		const struct piece *e = &v->at[i];
		if (x <= p->hi && x < e->lo) {
			int64_t last = p->hi < e->lo - 1 ? p->hi : e->lo - 1;
			append(&w->spare, p, x, last);
			x = last + 1;
		}
		if (x > p->hi || x > e->hi) {
			append(&w->spare, e, e->lo, e->hi);
			continue;
		}
		int64_t last = e->hi < p->hi ? e->hi : p->hi;
		append(&w->spare, e, e->lo, x - 1);
		append_lower(&w->spare, e, p, x, last);
		append(&w->spare, e, last + 1, e->hi);
		x = last + 1;
	}
	append(&w->spare, p, x, p->hi);
	struct pieces old = *v;
	*v = w->spare;
	w->spare = old;
}

/* ---- a day ---- */

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Opening levels worth a thought: never below what is left without any delivery. */
static bool
bound_levels(struct delivery_work *w, const struct delivery_case *c)
{
	w->lowest[0] = w->highest[0] = c->start;
	for (int32_t t = 0; t < c->n_days; t++) {
		const struct delivery_day *d = &c->days[t];
		w->lowest[t + 1] = larger(d->least, w->lowest[t] - d->use);
		w->highest[t + 1] = smaller(
		    d->most_left, larger(larger(d->most, w->highest[t]) - d->use, d->least));
		if (w->lowest[t + 1] > w->highest[t + 1])
			return false;
	}
	return true;
}

/* Adds `how`, told from the level `floor` on, as visits up to `level`. */
static void
visit_to(struct delivery_work *w, int32_t t, const struct piece *how, int64_t level, int64_t floor)
{
	struct piece p = *how;

	p.to = level;
	p.step = 0;
	p.lo = larger(p.lo, w->lowest[t]);
	p.hi = smaller(smaller(p.hi, w->highest[t]), level - 1);
	if (p.lo > p.hi)
		return;
	p.value = how->value + how->slope * (p.lo - floor);
	lower(w, &w->value[t], &p);
}

/* Up to the level goal->to, worth goal->value there, from goal->lo..hi: within the room, then
 * above. */
static void
go_to(struct delivery_work *w, const struct delivery_case *c, int32_t t, int32_t option,
    const struct piece *goal)
{
	const struct delivery_option *o = &c->days[t].options[option];
	int64_t level = goal->to, within = level - o->room;
	struct piece p = { .option = option, .value = goal->value + o->cost };

	p.lo = larger(within, goal->lo);
	p.hi = goal->hi;
	visit_to(w, t, &p, level, p.lo);
	if (c->toll < 0)
		return;
	p.lo = goal->lo;
	p.hi = smaller(within - 1, goal->hi);
	p.slope = -c->toll;
	p.value += c->toll * (within - p.lo);
	visit_to(w, t, &p, level, p.lo);
}

/* `step` units more, onto the piece e, for `cost`. */
static void
go_by(struct delivery_work *w, int32_t t, const struct piece *e, const struct piece *how)
{
	struct piece p = *how;

	p.lo = larger(e->lo - p.step, w->lowest[t]);
	p.hi = smaller(e->hi - p.step, w->highest[t]);
	if (p.step == 0 || p.lo > p.hi)
		return;
	p.slope = e->slope;
	p.value += value_at(e, p.lo + p.step);
	lower(w, &w->value[t], &p);
}

/* A detour that saves way (distances are rounded) is worth a visit with a single unit. */
static void
go_by_one(struct delivery_work *w, const struct delivery_case *c, int32_t t, int32_t option,
    const struct piece *e)
{
	const struct delivery_option *o = &c->days[t].options[option];
	struct piece one = { .option = option, .step = 1, .value = o->cost };

	if (o->cost >= 0 || (o->room == 0 && c->toll < 0))
		return;
	one.value += o->room == 0 ? c->toll : 0;
	go_by(w, t, e, &one);
}

static void
add_visits(struct delivery_work *w, const struct delivery_case *c, int32_t t, int32_t option,
    const struct piece *e)
{
	const struct delivery_option *o = &c->days[t].options[option];
	struct piece by_room = { .option = option, .step = o->room, .value = o->cost };
	struct piece low = { .lo = w->lowest[t], .hi = e->lo - 1, .to = e->lo, .value = e->value };
	struct piece high = {
		.lo = w->lowest[t], .hi = e->hi - 1, .to = e->hi, .value = value_at(e, e->hi)
	};

	go_by_one(w, c, t, option, e);
	if (e->slope >= 0) {
		go_to(w, c, t, option, &low);
		return;
	}
	if (c->toll < 0 || e->slope + c->toll >= 0) {
		low.hi = smaller(low.hi, e->lo - o->room - 1);
		go_to(w, c, t, option, &low);
		go_by(w, t, e, &by_room);
		high.lo = larger(high.lo, e->hi - o->room);
	}
	go_to(w, c, t, option, &high);
}

static const struct piece *
piece_at(const struct pieces *v, int64_t x)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->at[i].lo <= x && x <= v->at[i].hi)
			return &v->at[i];
	return NULL;
}

/* Levels too low for the day's use: the day closes at the least, and what lacks has its price. */
static void
add_lost(struct delivery_work *w, const struct delivery_day *d, int32_t t)
{
	const struct piece *least = piece_at(&w->value[t + 1], d->least);
	int64_t enough = d->use + d->least;

	if (d->lost < 0 || !least || w->lowest[t] >= enough)
		return;
	*add_piece(&w->after) = (struct piece){ .lo = w->lowest[t],
		.hi = enough - 1,
		.value = d->lost * (enough - w->lowest[t]) + d->keep * d->least +
			 value_at(least, d->least),
		.slope = -d->lost,
		.option = DELIVERY_NONE };
}

/* W of day t: V of the next day, moved to the level before use, with this day's keeping. */
static void
fill_after(struct delivery_work *w, const struct delivery_day *d, int32_t t)
{
	w->after.n = 0;
	add_lost(w, d, t);
	for (size_t i = 0; i < w->value[t + 1].n; i++) {
		struct piece *p = add_piece(&w->after);
		*p = w->value[t + 1].at[i];
		p->value += d->keep * p->lo;
		p->slope += d->keep;
		p->lo += d->use;
		p->hi += d->use;
		p->option = DELIVERY_NONE;
		p->to = p->step = 0;
	}
}

static void
solve_day(struct delivery_work *w, const struct delivery_case *c, int32_t t)
{
	struct pieces *v = &w->value[t];

	fill_after(w, &c->days[t], t);
	v->n = 0;
	for (size_t i = 0; i < w->after.n; i++) {
		const struct piece *e = &w->after.at[i];
		append(v, e, larger(e->lo, w->lowest[t]), smaller(e->hi, w->highest[t]));
	}
	for (int32_t o = 0; o < c->days[t].n_options; o++)
		for (size_t i = 0; i < w->after.n; i++)
			if (w->after.at[i].lo <= c->days[t].most) {
				struct piece e = w->after.at[i];
				e.hi = smaller(e.hi, c->days[t].most);
				add_visits(w, c, t, o, &e);
			}
}

/* ---- the plan, forwards ---- */

bool
planner_delivery_best(struct delivery_work *w, const struct delivery_case *c,
    struct delivery_choice *ret_choice, int64_t *ret_cost)
{
	int64_t x = c->start;

	if (!bound_levels(w, c))
		return false;
	struct pieces *end = &w->value[c->n_days];
	end->n = 0;
	*add_piece(end) = (struct piece){ .lo = w->lowest[c->n_days], .hi = w->highest[c->n_days] };
	for (int32_t t = c->n_days - 1; t >= 0; t--)
		solve_day(w, c, t);
	const struct piece *p = piece_at(&w->value[0], x);
	if (!p)
		return false;
	*ret_cost = value_at(p, x);
	for (int32_t t = 0; t < c->n_days; t++) {
		p = piece_at(&w->value[t], x);
		int64_t q = p->option == DELIVERY_NONE ? 0 : p->step > 0 ? p->step : p->to - x;
		ret_choice[t] = (struct delivery_choice){ p->option, q };
		x = larger(x + q - c->days[t].use, c->days[t].least);
	}
	return true;
}
