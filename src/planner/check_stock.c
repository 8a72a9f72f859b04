/* check_stock - the judge's replay of sources and needs by the minute.
 *
 * Like check.c it shares no function with the solver; planner/stock.c and planner/settle.c do the
 * same sums in their own words. */
#include "planner/check.h"

#include <stdlib.h>

/* Something that happens to a source or a need. */
struct happening {
	int at, rank, order;
	int64_t g;
	int full, empties;
	int route, stop, line;
};

struct diary {
	size_t n, cap;
	struct happening *h;
};

/* ---- diaries
 * ------------------------------------------------------------------------------------------ */

static int
by_time(const void *a, const void *b)
{
	const struct happening *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static void
note(struct diary *d, struct happening h)
{
	if (d->n == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 16;
		d->h = mem_resize(d->h, d->cap, sizeof *d->h);
	}
	d->h[d->n++] = h;
}

/* ---- sources
 * ------------------------------------------------------------------------------------------- */

/* Loads taken from a source, in time; order breaks ties as routes, then lines, stand in the plan.
 */
static void
note_loads(const struct judge *j, int source, struct diary *d)
{
	const struct planner_source *s = &j->in->sources[source];

	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		struct happening h = { r->day * DAY + r->load_at_min, 1, i, 0, 0, 0, i, -1, -1 };
		for (int k = 0; r->supplier == s->supplier && k < r->n_stops; k++) {
			if (j->in->needs[r->stops[k].need].product != s->product)
				continue;
			h.g += r->stops[k].quantity_g;
			h.full += r->stops[k].full;
		}
		if (h.g)
			note(d, h);
	}
	for (int i = 0; i < j->plan->n_lines; i++) {
		const struct planner_line *l = &j->plan->lines[i];
		if (l->supplier == s->supplier && j->in->needs[l->need].product == s->product)
			note(d, (struct happening){ l->day * DAY + l->latest_min, 2, i,
				    l->quantity_g, l->full, 0, -1, -1, i });
	}
	for (int i = 0; i < j->in->n_fixed; i++) {
		const struct planner_fixed *x = &j->in->fixed[i];
		if (x->kind == PLANNER_COMMITTED && !x->loaded && x->supplier == s->supplier &&
		    j->in->needs[x->need].product == s->product)
			note(d, (struct happening){ opens(j, x->day), 0, i, x->quantity_g, x->full,
				    0, -1, -1, -1 });
	}
}

static int64_t
filled_on(const struct judge *j, int source, int day)
{
	for (int i = 0; i < j->plan->n_fills; i++)
		if (j->plan->fills[i].source == source && j->plan->fills[i].day == day)
			return j->plan->fills[i].bottles;
	return 0;
}

/* Grams that filling draws from this source's gas on a day. */
static int64_t
drawn_on(const struct judge *j, int source, int day)
{
	const struct planner_source *s = &j->in->sources[source];
	bool bulk = !j->in->products[s->product].bottles;
	int64_t g = 0;

	for (int i = 0; i < j->plan->n_fills; i++) {
		const struct planner_fill *f = &j->plan->fills[i];
		const struct planner_source *o = &j->in->sources[f->source];
		if (f->day != day || o->supplier != s->supplier)
			continue;
		if (bulk)
			g += f->from_bulk_g;
		else if (f->source == source)
			g += f->bottles * j->in->products[o->product].bottle_g - f->from_bulk_g;
	}
	return g;
}

struct tank {
	int64_t g, cap;
	int now, day;
};

/* Let production in and filling out until a minute of the tank's day. */
static void
run_tank(const struct judge *j, int source, struct tank *t, int to)
{
	const struct planner_source *s = &j->in->sources[source];
	int64_t made =
	    s->production_g[t->day] * j->in->suppliers[s->supplier].medical_share_pct / 100;
	int64_t drawn = drawn_on(j, source, t->day);

	if (to <= t->now)
		return;
	t->g += run_by(j, made, t->day, to) - run_by(j, made, t->day, t->now);
	t->g -= run_by(j, drawn, t->day, to) - run_by(j, drawn, t->day, t->now);
	t->g = t->g < t->cap ? t->g : t->cap;
	t->now = to;
}

/* Gas: never below nothing when something that the plan decided takes of it. */
static bool
judge_gas(struct judge *j, int source, const struct diary *d)
{
	const struct planner_source *s = &j->in->sources[source];
	bool bottles = j->in->products[s->product].bottles;
	struct tank t = { .g = s->stock_g,
		.cap = s->storage_g > s->stock_g ? s->storage_g : s->stock_g };
	size_t k = 0;

	for (t.day = 0; t.day < j->in->days; t.day++) {
		j->v.day = t.day;
		t.now = opens(j, t.day);
		for (; !bottles && k < d->n && d->h[k].at < (t.day + 1) * DAY; k++) {
			run_tank(j, source, &t, d->h[k].at);
			t.g -= d->h[k].g;
			j->v.route = d->h[k].route;
			j->v.line = d->h[k].line;
			REQUIRE(
			    j, t.g >= 0 || d->h[k].rank == 0, SUPPLY, t.g + d->h[k].g, d->h[k].g);
		}
		j->v.route = j->v.line = PLANNER_NONE;
		run_tank(j, source, &t, (t.day + 1) * DAY);
		REQUIRE(j, t.g >= 0 || !drawn_on(j, source, t.day), SUPPLY, 0, t.g);
	}
	return true;
}

/* Empties that come home before a minute. */
static int64_t
came_home(const struct judge *j, int source, int before)
{
	const struct planner_source *s = &j->in->sources[source];
	int64_t n = 0;

	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		for (int k = 0; r->supplier == s->supplier &&
				r->day * DAY + r->return_min < before && k < r->n_stops;
		     k++)
			if (j->in->needs[r->stops[k].need].product == s->product)
				n += r->stops[k].empties_back;
	}
	for (int i = 0; i < j->plan->n_lines; i++) {
		const struct planner_line *l = &j->plan->lines[i];
		if (l->supplier == s->supplier && j->in->needs[l->need].product == s->product &&
		    l->day * DAY + l->latest_min < before)
			n += l->empties_back;
	}
	for (int i = 0; i < j->in->n_fixed; i++) {
		const struct planner_fixed *x = &j->in->fixed[i];
		if (x->kind == PLANNER_COMMITTED && x->supplier == s->supplier &&
		    j->in->needs[x->need].product == s->product &&
		    x->day * DAY + x->minute < before)
			n += x->empties_back;
	}
	return n;
}

/* Filled evenly over a day, but no bottle before it was home: looked at just before each homecoming, and at the end of the day. */
static bool
judge_empties(struct judge *j, int source, int day, int64_t filled_before)
{
	const struct planner_source *s = &j->in->sources[source];
	int64_t today = filled_on(j, source, day);
	int n = today ? j->plan->n_routes + j->plan->n_lines + j->in->n_fixed + 1 : 0;

	for (int i = 0; i < n; i++) {
		int line = i - j->plan->n_routes, fixed = line - j->plan->n_lines, at = (day + 1) * DAY;
		if (line < 0 && j->plan->routes[i].supplier == s->supplier)
			at = j->plan->routes[i].day * DAY + j->plan->routes[i].return_min;
		else if (line >= 0 && fixed < 0)
			at = j->plan->lines[line].day * DAY + j->plan->lines[line].latest_min;
		else if (fixed >= 0 && fixed < j->in->n_fixed)
			at = j->in->fixed[fixed].day * DAY + j->in->fixed[fixed].minute;
		if (at <= opens(j, day) || at > (day + 1) * DAY)
			continue;
		int64_t there = s->bottles_empty + came_home(j, source, at) - filled_before;
		REQUIRE(j, run_by(j, today, day, at) <= there, STATION_EMPTIES, there, today);
	}
	return true;
}

static bool
judge_bottles(struct judge *j, int source, const struct diary *d)
{
	const struct planner_source *s = &j->in->sources[source];
	int64_t full = s->bottles_full, filled = 0;
	size_t k = 0;

	for (int day = 0; day < j->in->days; day++) {
		int64_t today = filled_on(j, source, day);
		j->v.day = day;
		if (!judge_empties(j, source, day, filled))
			return false;
		for (; k < d->n && d->h[k].at < (day + 1) * DAY; k++) {
			full -= d->h[k].full;
			j->v.route = d->h[k].route;
			j->v.line = d->h[k].line;
			int64_t there = full + run_by(j, today, day, d->h[k].at);
			REQUIRE(j, there >= 0 || d->h[k].rank == 0, STATION_FULL,
			    there + d->h[k].full, d->h[k].full);
		}
		j->v.route = j->v.line = PLANNER_NONE;
		full += today;
		filled += today;
	}
	return true;
}

bool
planner_check_stock_source(struct judge *j, int source)
{
	struct diary d = { 0 };
	bool ok;

	j->v.supplier = j->in->sources[source].supplier;
	note_loads(j, source, &d);
	if (d.n)
		qsort(d.h, d.n, sizeof *d.h, by_time);
	ok =
	    judge_gas(j, source, &d) && (!j->in->products[j->in->sources[source].product].bottles ||
					    judge_bottles(j, source, &d));
	free(d.h);
	if (ok)
		j->v.supplier = j->v.day = PLANNER_NONE;
	return ok;
}

/* ---- needs
 * ---------------------------------------------------------------------------------------------- */

enum { INBOUND_RANK, COMMITTED_RANK, LOAN_IN_RANK, LOAN_OUT_RANK, PLAN_RANK };

static int
at_least(int a, int b)
{
	return a > b ? a : b;
}

static void
note_arrivals(const struct judge *j, int need, struct diary *d)
{
	int start = j->in->start_minute;

	for (int day = 0; day < j->in->days; day++)
		if (j->in->needs[need].inbound_g[day])
			note(d, (struct happening){ at_least(day * DAY + 720, start), INBOUND_RANK,
				    day, j->in->needs[need].inbound_g[day], 0, 0, -1, -1, -1 });
	for (int i = 0; i < j->in->n_fixed; i++) {
		const struct planner_fixed *x = &j->in->fixed[i];
		int at = at_least(x->day * DAY + x->minute, start);
		if (x->kind == PLANNER_COMMITTED && x->need == need)
			note(d, (struct happening){ at, COMMITTED_RANK, i, x->quantity_g, x->full,
				    x->empties_back, -1, -1, -1 });
		if (x->kind == PLANNER_LOAN && x->need == need)
			note(d, (struct happening){
				    at, LOAN_IN_RANK, i, x->quantity_g, 0, 0, -1, -1, -1 });
		if (x->kind == PLANNER_LOAN && x->from_need == need)
			note(d, (struct happening){
				    at, LOAN_OUT_RANK, i, x->quantity_g, 0, 0, -1, -1, -1 });
	}
	for (int i = 0; i < j->plan->n_routes; i++)
		for (int k = 0; k < j->plan->routes[i].n_stops; k++) {
			const struct planner_stop *s = &j->plan->routes[i].stops[k];
			if (s->need == need)
				note(d, (struct happening){
					    j->plan->routes[i].day * DAY + s->arrive_min, PLAN_RANK,
					    i * 100 + k, s->quantity_g, s->full, s->empties_back, i,
					    k, -1 });
		}
	for (int i = 0; i < j->plan->n_lines; i++) {
		const struct planner_line *l = &j->plan->lines[i];
		if (l->need == need)
			note(d, (struct happening){ l->day * DAY + l->latest_min, PLAN_RANK,
				    INT32_MAX - 1000000 + i, l->quantity_g, l->full,
				    l->empties_back, -1, -1, i });
	}
}

struct site {
	int64_t usable, used, empties_taken;
	int64_t unmet[PLANNER_DAYS_MAX];
	int now;
};

static void
run_site(const struct judge *j, int need, struct site *s, int to)
{
	while (s->now < to && s->now / DAY < j->in->days) {
		int day = s->now / DAY, end = (day + 1) * DAY < to ? (day + 1) * DAY : to;
		int64_t q = j->in->needs[need].q50_g[day];
		int64_t use = run_by(j, q, day, end) - run_by(j, q, day, s->now);
		int64_t got = use <= s->usable ? use : s->usable;
		s->usable -= got;
		s->used += got;
		s->unmet[day] += use - got;
		s->now = end;
	}
}

static bool
judge_exchange(struct judge *j, const struct planner_need *n, const struct site *s,
    const struct happening *h)
{
	int64_t there =
	    n->empties + s->used / j->in->products[n->product].bottle_g - s->empties_taken;

	REQUIRE(j, h->empties <= there || !h->empties, SITE_EMPTIES, there, h->empties);
	REQUIRE(j, !n->swap_only || h->full <= h->empties, SWAP, h->full, h->empties);
	return true;
}

static bool
arrive(struct judge *j, int need, struct site *s, const struct happening *h)
{
	const struct planner_need *n = &j->in->needs[need];
	const struct planner_product *p = &j->in->products[n->product];
	int64_t room = n->capacity_g - n->heel_g - s->usable;
	bool ours = h->rank == PLAN_RANK;

	room = room > 0 ? room : 0;
	j->v.route = h->route;
	j->v.stop = h->stop;
	j->v.line = h->line;
	j->v.fixed = ours || h->rank == INBOUND_RANK ? PLANNER_NONE : h->order;
	if (p->bottles && ours && !judge_exchange(j, n, s, h))
		return false;
	REQUIRE(j, !ours || h->g <= room, TANK_OVERFULL, room, h->g);
	if (h->rank == LOAN_OUT_RANK) {
		REQUIRE(j, h->g <= s->usable, FIXED_BROKEN, h->g, s->usable);
		s->usable -= h->g;
		return true;
	}
	REQUIRE(j, h->rank != LOAN_IN_RANK || h->g <= room, FIXED_BROKEN, h->g, room);
	s->usable += h->g < room ? h->g : room;
	s->empties_taken += h->empties;
	return true;
}

static bool
judge_unmet(struct judge *j, int need, const struct site *s)
{
	const struct planner_need *n = &j->in->needs[need];

	for (int day = 0; day < j->in->days; day++) {
		int64_t stated = 0, critical = 0;
		int rows = 0;
		for (int i = 0; i < j->plan->n_unmet; i++) {
			const struct planner_unmet *u = &j->plan->unmet[i];
			if (u->need != need || u->day != day)
				continue;
			rows++;
			stated += u->grams;
			critical += u->critical_g;
			j->v.unmet = i;
		}
		j->v.day = day;
		int64_t ordinary = n->q50_g[day] - (n->q50_g[day] * n->critical_pct + 99) / 100;
		int64_t expected = s->unmet[day] > ordinary ? s->unmet[day] - ordinary : 0;
		REQUIRE(j, stated == s->unmet[day] && rows == (stated > 0), UNMET_WRONG,
		    s->unmet[day], stated);
		REQUIRE(j, critical == expected, UNMET_CRITICAL, expected, critical);
		j->v.unmet = PLANNER_NONE;
	}
	return true;
}

bool
planner_check_stock_need(struct judge *j, int need)
{
	const struct planner_need *n = &j->in->needs[need];
	struct site s = { .usable = n->on_hand_g > n->heel_g ? n->on_hand_g - n->heel_g : 0,
		.now = j->in->start_minute };
	struct diary d = { 0 };
	bool ok = true;

	j->v.need = need;
	note_arrivals(j, need, &d);
	if (d.n)
		qsort(d.h, d.n, sizeof *d.h, by_time);
	for (size_t i = 0; ok && i < d.n && d.h[i].at <= j->in->days * DAY; i++) {
		run_site(j, need, &s, d.h[i].at);
		ok = arrive(j, need, &s, &d.h[i]);
	}
	free(d.h);
	if (!ok)
		return false;
	j->v.route = j->v.stop = j->v.line = j->v.fixed = PLANNER_NONE;
	run_site(j, need, &s, j->in->days * DAY);
	if (!judge_unmet(j, need, &s))
		return false;
	j->v.need = j->v.day = PLANNER_NONE;
	return true;
}
