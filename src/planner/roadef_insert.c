/* roadef_insert - more stops and shifts for a plan of the challenge.
 *
 * What an insertion costs is what the driving and the time cost, less what its delivery is worth:
 * the ratio of the best plan by unit, more where the tank will need it and the place is far from
 * everything. All figures are those of the last planner_roadef_stock, so a trial is O(1). */
#include "planner/roadef_plan.h"

#include <math.h>
#include <string.h>

enum { EARLIEST_MIN = 6 * 1440, EXTRA_STOPS_MAX = 24 };

/* Where to insert: into a shift before stop `pos`, or (shift < 0) as a shift of its own. */
struct move {
	double score;
	int32_t shift, pos;
	int32_t source; /* loads there first; 0 = does not */
	int32_t driver, trailer, window, start;
};

/* What serving a place wants to know. */
struct need {
	int32_t place;
	int32_t after, before; /* arrive in between, minutes */
	int64_t delivered;     /* until then */
};

/* Legs around one gap of a shift. */
struct gap {
	int32_t prev, next;
	int32_t leaves; /* prev */
	int32_t trip;
};

static double
noisy(struct roadef_work *w, double score)
{
	return w->noise > 0 ? score + w->noise * rng_unit(&w->rng) : score;
}

static struct gap
gap_at(const struct roadef *v, const struct roadef_shift *s, int32_t pos)
{
	struct gap g = { .leaves = s->start, .trip = s->trip };

	if (pos > 0) {
		const struct roadef_stop *b = &s->stop[pos - 1];
		g.prev = b->place;
		g.leaves = b->arrive + v->places[b->place].setup;
		g.trip = b->trip;
	}
	g.next = pos < s->n ? s->stop[pos].place : 0;
	return g;
}

static int32_t
best_source(const struct roadef *v, int32_t trailer, int32_t from, int32_t to)
{
	int32_t best = 0, far = INT32_MAX;

	for (int32_t i = 1; i <= v->n_sources; i++) {
		int32_t t =
		    roadef_minutes(v, from, i) + roadef_minutes(v, i, to) + v->places[i].setup;
		if (v->places[i].trailer_ok[trailer] && t < far) {
			best = i;
			far = t;
		}
	}
	return best;
}

/* How much a visit then could bring, and what that is worth. */
static double
worth_of(const struct roadef_work *w, const struct need *n, int32_t arrive, int64_t held)
{
	const struct roadef_place *p = &w->v->places[n->place];
	int32_t step = arrive / w->v->step, steps = w->v->steps;

	if (step >= steps)
		return 0;
	int64_t q = p->capacity - p->initial + p->used[step] - n->delivered;
	if (held < q)
		q = held;
	if (q < p->least)
		return 0;
	int64_t until_end = p->safety - p->initial + p->used[steps - 1] - n->delivered;
	int64_t used = until_end < q ? until_end : q;
	return used > 0 ? w->worth[n->place] * (double)used + w->ratio * (double)(q - used)
			: w->ratio * (double)q;
}

/* ---- into a shift ---- */

static void
try_gap(struct roadef_work *w, const struct roadef_shift *s, const struct need *n,
    const struct gap *g, struct move *m)
{
	const struct roadef *v = w->v;
	int32_t src = m->source, first = src ? src : n->place;
	int32_t wait = src ? roadef_minutes(v, src, n->place) + v->places[src].setup : 0;
	int32_t drive = roadef_minutes(v, g->prev, first) + roadef_minutes(v, n->place, g->next) -
			roadef_minutes(v, g->prev, g->next) +
			(src ? roadef_minutes(v, src, n->place) : 0);
	int32_t more = drive + v->places[n->place].setup + (src ? v->places[src].setup : 0);
	int32_t earlier = s->end + more > s->hi ? s->end + more - s->hi : 0;
	int32_t arrive = g->leaves + roadef_minutes(v, g->prev, first) + wait - earlier;

	m->score = INFINITY;
	if (s->driving + drive > v->drivers[s->driver].driving || s->start - earlier < s->lo ||
	    arrive <= n->after || arrive >= n->before)
		return;
	const struct roadef_trip *t = &w->trips[g->trip];
	int64_t held = src ? v->trailers[s->trailer].capacity : t->left + t->spare;
	double worth = worth_of(w, n, arrive, held);
	if (worth <= 0)
		return;
	double cost = roadef_leg(v, s->driver, s->trailer, g->prev, first) +
		      roadef_leg(v, s->driver, s->trailer, n->place, g->next) -
		      roadef_leg(v, s->driver, s->trailer, g->prev, g->next);
	if (src)
		cost += roadef_leg(v, s->driver, s->trailer, src, n->place);
	cost += (double)(more - drive) *
		((double)v->drivers[s->driver].minute_cost / (double)ROADEF_RATE);
	m->score = noisy(w, cost - worth);
}

static void
try_shift(struct roadef_work *w, const struct roadef_plan *p, const struct need *n, int32_t shift,
    struct move *best)
{
	const struct roadef_shift *s = &p->shifts[shift];
	struct move m = { .shift = shift };

	if (s->n + 2 > ROADEF_STOPS_MAX)
		return;
	for (m.pos = 0; m.pos <= s->n; m.pos++) {
		struct gap g = gap_at(w->v, s, m.pos);
		m.source = 0;
		try_gap(w, s, n, &g, &m);
		if (m.score < best->score)
			*best = m;
		m.source = best_source(w->v, s->trailer, g.prev, n->place);
		if (m.source == 0 || g.prev == m.source)
			continue;
		try_gap(w, s, n, &g, &m);
		if (m.score < best->score)
			*best = m;
	}
}

static void
fresh_shift(const struct move *m, int32_t place, struct roadef_shift *ret)
{
	ret->driver = m->driver;
	ret->trailer = m->trailer;
	ret->window = m->window;
	ret->start = m->start;
	ret->trip = ret->n = 0;
	if (m->source)
		ret->stop[ret->n++] = (struct roadef_stop){ .place = m->source };
	ret->stop[ret->n++] = (struct roadef_stop){ .place = place };
}

static int32_t
apply(struct roadef_work *w, struct roadef_plan *p, const struct move *m, int32_t place)
{
	struct roadef_shift *s, before;
	int32_t more = m->source ? 2 : 1, at;

	if (m->shift < 0) {
		fresh_shift(m, place, &before);
		(void)planner_roadef_plan_drive(w->v, &before);
		at = planner_roadef_plan_add(p, &before);
		planner_roadef_stock(w, p);
		return at;
	}
	s = &p->shifts[m->shift];
	before = *s;
	memmove(
	    &s->stop[m->pos + more], &s->stop[m->pos], (size_t)(s->n - m->pos) * sizeof s->stop[0]);
	s->n += more;
	if (m->source)
		s->stop[m->pos] = (struct roadef_stop){ .place = m->source };
	s->stop[m->pos + more - 1] = (struct roadef_stop){ .place = place };
	at = planner_roadef_plan_retime(w->v, p, m->shift);
	if (at < 0)
		p->shifts[m->shift] = before;
	else
		planner_roadef_stock(w, p);
	return at;
}

/* ---- as a shift of its own ---- */

/* The first shift that begins at this minute or later. */
static int32_t
first_from(const struct roadef_plan *p, int32_t minute)
{
	int32_t lo = 0, hi = p->n;

	while (lo < hi) {
		int32_t mid = (lo + hi) / 2;
		if (p->shifts[mid].start < minute)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The trip that a trailer is in at a minute between its shifts. */
static int32_t
trip_at(const struct roadef_plan *p, int32_t trailer, int32_t at)
{
	for (int32_t i = first_from(p, at + 1) - 1; i >= 0; i--)
		if (p->shifts[i].trailer == trailer && p->shifts[i].n > 0)
			return p->shifts[i].stop[p->shifts[i].n - 1].trip;
	return trailer;
}

/* Rest between a shift and the one at hand; below 0: they have nothing in common. */
static int32_t
rest_between(const struct roadef *v, const struct roadef_shift *a, const struct roadef_shift *b)
{
	return a->driver == b->driver     ? v->drivers[a->driver].rest
	       : a->trailer == b->trailer ? 0
					  : -1;
}

/* The first free minute from s->start on in the window, lo, and until when it stays free, hi. */
static bool
next_free(const struct roadef *v, const struct roadef_plan *p, struct roadef_shift *s)
{
	const struct roadef_driver *d = &v->drivers[s->driver];
	int32_t end = d->windows[s->window].end,
		from = first_from(p, s->start - p->longest - d->rest);

	s->hi = end;
	for (int32_t i = from; i < p->n && p->shifts[i].start < end + d->rest; i++) {
		const struct roadef_shift *o = &p->shifts[i];
		int32_t rest = rest_between(v, o, s);
		if (rest < 0)
			continue;
		if (o->start - rest <= s->start && s->start < o->end + rest) {
			s->start = o->end + rest;
			s->hi = end;
			i = from - 1;
		} else if (o->start - rest > s->start && o->start - rest < s->hi)
			s->hi = o->start - rest;
	}
	s->lo = s->start;
	return s->lo < s->hi;
}

static void
try_fresh(struct roadef_work *w, const struct roadef_plan *p, const struct need *n,
    const struct roadef_shift *free, struct move *m, struct move *best)
{
	const struct roadef *v = w->v;
	int64_t held = w->trips[trip_at(p, m->trailer, free->lo)].left;
	struct roadef_shift f;

	for (int k = 0; k < 2; k++) {
		m->source = k ? best_source(v, m->trailer, 0, n->place) : 0;
		m->start = free->lo;
		if ((k == 0 && held == 0) || (k == 1 && m->source == 0))
			continue;
		fresh_shift(m, n->place, &f);
		if (!planner_roadef_plan_drive(v, &f) || f.end > free->hi)
			continue;
		int32_t late = n->before - 1 - f.stop[f.n - 1].arrive;
		if (late > free->hi - f.end)
			late = free->hi - f.end;
		f.start = m->start += late > 0 ? late : 0;
		if (late > 0 && (!planner_roadef_plan_drive(v, &f) || f.end > free->hi))
			continue;
		int32_t arrive = f.stop[f.n - 1].arrive;
		if (arrive <= n->after || arrive >= n->before)
			continue;
		double worth =
		    worth_of(w, n, arrive, m->source ? v->trailers[m->trailer].capacity : held);
		m->score = noisy(w, f.cost - worth);
		if (worth > 0 && m->score < best->score)
			*best = *m;
	}
}

static void
try_driver(struct roadef_work *w, const struct roadef_plan *p, const struct need *n, int32_t driver,
    struct move *best)
{
	const struct roadef *v = w->v;
	const struct roadef_driver *d = &v->drivers[driver];

	for (int32_t t = 0; t < v->n_trailers; t++)
		for (int32_t i = 0; i < d->n_windows; i++) {
			const struct roadef_window *x = &d->windows[i];
			struct roadef_shift s;
			if (!d->trailer_ok[t] || !v->places[n->place].trailer_ok[t] ||
			    x->start >= n->before || x->end <= n->after ||
			    x->end < n->before - EARLIEST_MIN)
				continue;
			s.driver = driver;
			s.trailer = t;
			s.window = i;
			s.start = x->start;
			struct move m = {
				.shift = -1, .driver = driver, .trailer = t, .window = i
			};
			for (; next_free(v, p, &s); s.start = s.hi)
				try_fresh(w, p, n, &s, &m, best);
		}
}

bool
planner_roadef_insert(struct roadef_work *w, struct roadef_plan *p, int32_t place)
{
	const struct roadef_tank *t = &w->tanks[place];
	struct need n = { .place = place,
		.after = t->bad_last,
		.before = (t->bad + 1) * w->v->step,
		.delivered = t->bad_delivered };
	struct move best = { .score = INFINITY };

	for (int32_t i = 0; i < p->n && p->shifts[i].start < n.before; i++)
		if (p->shifts[i].end > n.after && p->shifts[i].end > n.before - EARLIEST_MIN &&
		    w->v->places[place].trailer_ok[p->shifts[i].trailer])
			try_shift(w, p, &n, i, &best);
	for (int32_t i = 0; i < w->v->n_drivers; i++)
		try_driver(w, p, &n, i, &best);
	return isfinite(best.score) && apply(w, p, &best, place) >= 0;
}

/* ---- for what is left in a trailer ---- */

/* A visit that is not needed pays only by what is in the tank at the end: behind the last visit all
 * that fits, before it what every later visit left room for. */
static void
try_extra(struct roadef_work *w, const struct roadef_shift *s, const struct gap *g, struct move *m,
    int32_t place)
{
	const struct roadef_tank *t = &w->tanks[place];
	struct need n = { .place = place, .after = -1, .before = INT32_MAX };

	if (g->prev == place || g->next == place || !w->v->places[place].trailer_ok[s->trailer])
		return;
	n.delivered = t->delivered;
	if (g->leaves + roadef_minutes(w->v, g->prev, place) <= t->last) {
		int32_t step = t->last / w->v->step;
		const struct roadef_place *at = &w->v->places[place];
		int64_t now = at->capacity - at->initial + at->used[step] - t->delivered;
		n.delivered += now > t->slack ? now - t->slack : 0;
	}
	try_gap(w, s, &n, g, m);
}

int32_t
planner_roadef_insert_extra(
    struct roadef_work *w, struct roadef_plan *p, int32_t shift, double least)
{
	const struct roadef_shift *s = &p->shifts[shift];
	struct move m = { .shift = shift }, best = { .score = -least };
	int32_t place = 0;

	if (s->n + 1 > ROADEF_STOPS_MAX)
		return -1;
	for (m.pos = 0; m.pos <= s->n; m.pos++) {
		struct gap g = gap_at(w->v, s, m.pos);
		if (w->trips[g.trip].left <= 0)
			continue;
		for (int32_t i = w->v->n_sources + 1; i < w->v->n_places; i++) {
			m.score = INFINITY;
			try_extra(w, s, &g, &m, i);
			if (m.score < best.score) {
				best = m;
				place = i;
			}
		}
	}
	return place ? apply(w, p, &best, place) : -1;
}

bool
planner_roadef_insert_shift(struct roadef_work *w, struct roadef_plan *p)
{
	const struct roadef *v = w->v;
	struct roadef_shift s = { .driver = (int32_t)rng_below(&w->rng, (uint32_t)v->n_drivers),
		.trailer = (int32_t)rng_below(&w->rng, (uint32_t)v->n_trailers) };
	const struct roadef_driver *d = &v->drivers[s.driver];
	int32_t at;

	if (!d->trailer_ok[s.trailer])
		return false;
	s.window = (int32_t)rng_below(&w->rng, (uint32_t)d->n_windows);
	s.start = d->windows[s.window].start;
	if (!next_free(v, p, &s) || s.hi - s.lo < 2)
		return false;
	if (rng_below(&w->rng, 2))
		s.start += (int32_t)rng_below(&w->rng, (uint32_t)(s.hi - s.lo) / 2);
	s.trip = trip_at(p, s.trailer, s.start);
	if (w->trips[s.trip].left < v->trailers[s.trailer].capacity / 2)
		s.stop[s.n++].place = best_source(v, s.trailer, 0, 0);
	if ((s.n > 0 && s.stop[0].place == 0) || !planner_roadef_plan_drive(v, &s) || s.end > s.hi)
		return false;
	at = planner_roadef_plan_add(p, &s);
	planner_roadef_stock(w, p);
	for (int i = 0; i < EXTRA_STOPS_MAX; i++) {
		int32_t now = planner_roadef_insert_extra(w, p, at, i == 0 ? -INFINITY : 0);
		if (now < 0)
			break;
		at = now;
	}
	if (p->shifts[at].n > s.n)
		return true;
	planner_roadef_plan_drop(p, at);
	planner_roadef_stock(w, p);
	return false;
}
