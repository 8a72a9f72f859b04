/* settle - replay the sources and give each visit what there is.
 *
 * On a truck that cannot have all it should, pinned stops come first, then the site with the least
 * cover. Filling has been decided by the flow and is drawn before loads of the same day. */
#include "planner/settle.h"

#include "planner/stock.h"

#include <stdlib.h>

enum { TRIP_STOPS_MAX = 32, REFILL_PASSES = 3 };

struct station {
	int64_t gas_g;  /* in the tank at `at` */
	int64_t draw_g; /* drawn for filling over today */
	int at;         /* absolute */
	int full;       /* at the opening of today */
	int empties;    /* those of the beginning less what was filled so far; those that came home aside */
	int filled;     /* of today */
};

/* Empties that come home to a source. */
struct homecoming {
	int source, at, n;
};

struct settle {
	struct work *w;
	const struct model *m;
	struct station *station;
	int64_t *want_g; /* [visit] */
	int64_t *cap;    /* [source]: bottles that may be filled today; < 0: what is known at the opening decides */
	VEC(struct homecoming) home;
	VEC(int) loads;  /* today's: trip t as t, line v as -1 - v */
};

/* ---- sources ------------------------------------------------------------------------------------
 */

static const struct planner_product *
product_of(const struct work *w, int source)
{
	return &w->in->products[w->in->sources[source].product];
}

static void
advance(struct settle *s, int source, int day, int to)
{
	struct work *w = s->w;
	struct station *t = &s->station[source];
	const struct planner_source *src = &w->in->sources[source];
	int64_t made = w->made_g[source * w->days + day];
	int64_t cap = src->storage_g > src->stock_g ? src->storage_g : src->stock_g;

	if (to <= t->at)
		return;
	t->gas_g += planner_setup_part(w, made, day, to) - planner_setup_part(w, made, day, t->at);
	t->gas_g -= planner_setup_part(w, t->draw_g, day, to) -
		    planner_setup_part(w, t->draw_g, day, t->at);
	if (t->gas_g > cap) {
		w->vented_g += t->gas_g - cap;
		t->gas_g = cap;
	}
	t->at = to;
}

static int64_t
later_fill_g(const struct settle *s, int source, int day)
{
	int64_t own, bulk, g = 0;

	for (int i = 0; i < s->w->in->n_sources; i++) {
		if (s->w->in->sources[i].supplier != s->w->in->sources[source].supplier ||
		    !product_of(s->w, i)->bottles)
			continue;
		planner_model_filled(s->m, i, day, &own, &bulk);
		g += i == source ? own : product_of(s->w, source)->bottles ? 0 : bulk;
	}
	return g;
}

/* What runs in less what runs out of a source on a later day, for its gas or its full bottles. */
static int64_t
later_in_g(const struct settle *s, int source, int day)
{
	if (product_of(s->w, source)->bottles) {
		int64_t own, bulk;
		planner_model_filled(s->m, source, day, &own, &bulk);
		return own + bulk;
	}
	return s->w->made_g[source * s->w->days + day] - later_fill_g(s, source, day);
}

/* What a pin asks for, or what a kept stop was promised or is held for it. */
static int64_t
held_g(const struct visit *v)
{
	return v->hold_g > v->lower_g ? v->hold_g : v->lower_g;
}

/* Grams that kept loads of a source still ask for by the close of a day, after `at`. */
static int64_t
kept_after_g(const struct settle *s, int source, int day, int at)
{
	int64_t g = 0;

	for (size_t i = 0; i < s->w->visits.n && s->w->visits.at[i].kept >= 0; i++) {
		const struct visit *v = &s->w->visits.at[i];
		if (v->source == source && v->day <= day && s->w->trips.at[v->trip].load_at > at)
			g += held_g(v);
	}
	return g;
}

/* What a new load may take of `there` grams and leave every kept one its own. Goes by whole days, what
 * is made today after `at` left out: rather too little than too much. */
static int64_t
beside_kept(const struct settle *s, int source, int day, int at, int64_t there)
{
	int64_t level = there, least = there;

	if (!s->w->in->n_kept)
		return there;
	for (int d = day; d < s->w->days; d++) {
		level += d > day ? later_in_g(s, source, d) : 0;
		int64_t left = level - kept_after_g(s, source, d, at);
		least = left < least ? left : least;
	}
	return least < 0 ? 0 : least;
}

/* Gas that a load may take now without leaving the filling line dry later today. */
static int64_t
gas_to_load(struct settle *s, int source, int day, int at)
{
	const struct work *w = s->w;
	struct station *t = &s->station[source];
	int64_t made = w->made_g[source * w->days + day];

	advance(s, source, day, at);
	int64_t rest = made - planner_setup_part(w, made, day, at) - t->draw_g +
		       planner_setup_part(w, t->draw_g, day, at);
	int64_t g = t->gas_g + (rest < 0 ? rest : 0);
	return g < 0 ? 0 : g;
}

static int
full_to_load(const struct settle *s, int source, int day, int at)
{
	const struct station *t = &s->station[source];
	int n = t->full + (int)planner_setup_part(s->w, t->filled, day, at);

	return n < 0 ? 0 : n;
}

static void
return_empties(struct settle *s, int source, int at, int n)
{
	*VEC_ADD(&s->home) = (struct homecoming){ source, at, n };
}

static int64_t
home_before(const struct settle *s, int source, int at)
{
	int64_t n = 0;

	for (size_t i = 0; i < s->home.n; i++)
		if (s->home.at[i].source == source && s->home.at[i].at < at)
			n += s->home.at[i].n;
	return n;
}

/* Most bottles that can be filled evenly over a day when no empty may be filled before it is home. */
static int64_t
most_filled(const struct settle *s, int source, int day)
{
	int from = planner_setup_day_from(s->w, day), to = planner_setup_day_to(s->w, day);
	int64_t had = s->station[source].empties, n = had + home_before(s, source, to);

	for (size_t i = 0; i < s->home.n; i++) {
		const struct homecoming *h = &s->home.at[i];
		if (h->source != source || h->at <= from || h->at >= to)
			continue;
		int64_t there = had + home_before(s, source, h->at);
		int64_t most = ((there + 1) * (to - from) - 1) / (h->at - from);
		n = n < most ? n : most;
	}
	return n < 0 ? 0 : n;
}

/* Decide a day's filling of one source, with what is there for it. */
static void
fill(struct settle *s, const struct model *m, int source, int day, int *slots)
{
	struct work *w = s->w;
	const struct planner_source *src = &w->in->sources[source];
	struct station *t = &s->station[source];
	int64_t each = product_of(w, source)->bottle_g, own, bulk;
	int from = src->fills_from_bulk ? w->bulk_of[src->supplier] : PLANNER_NONE;
	bool may_bulk = from >= 0 && w->in->sources[from].grade >= src->grade;

	planner_model_filled(m, source, day, &own, &bulk);
	int64_t n = (own + bulk + each - 1) / each;
	int64_t most = most_filled(s, source, day);
	most = s->cap[source] > most ? s->cap[source] : most;
	n = n < most ? n : most;
	n = *slots >= 0 && n > *slots ? *slots : n;
	int64_t has = t->gas_g + w->made_g[source * w->days + day], more = 0;
	has = has < 0 ? 0 : has;
	if (may_bulk) {
		struct station *b = &s->station[from];
		more = b->gas_g + w->made_g[from * w->days + day] - b->draw_g;
		more = more < 0 ? 0 : more;
	}
	n = n < (has + more) / each ? n : (has + more) / each;
	if (n <= 0)
		return;
	int64_t from_own = n * each < has ? n * each : has, from_bulk = n * each - from_own;
	t->draw_g += from_own;
	if (from_bulk)
		s->station[from].draw_g += from_bulk;
	t->filled = (int)n;
	*slots -= *slots >= 0 ? (int)n : 0;
	w->fills[source * w->days + day] = (struct planner_fill){
		.source = source, .day = day, .bottles = (int)n, .from_bulk_g = from_bulk
	};
}

static void
open_day(struct settle *s, const struct model *m, int day)
{
	struct work *w = s->w;

	for (int i = 0; i < w->in->n_sources; i++) {
		struct station *t = &s->station[i];
		t->draw_g = 0;
		t->filled = 0;
		t->at = planner_setup_day_from(w, day);
	}
	for (int x = 0; x < w->in->n_fixed; x++) {
		const struct planner_fixed *f = &w->in->fixed[x];
		if (f->kind != PLANNER_COMMITTED || f->day != day || f->supplier < 0)
			continue;
		int i = planner_setup_source(w, f->supplier, f->need);
		if (i < 0)
			continue;
		if (!f->loaded && product_of(w, i)->bottles)
			s->station[i].full -= f->full;
		else if (!f->loaded)
			s->station[i].gas_g -= f->quantity_g;
	}
	for (int k = 0; k < w->in->n_suppliers; k++) {
		int slots = w->in->suppliers[k].filling_bottles_per_day;
		for (int i = 0; i < w->in->n_sources; i++)
			if (w->in->sources[i].supplier == k && product_of(w, i)->bottles)
				fill(s, m, i, day, &slots);
	}
}

static void
close_day(struct settle *s, int day)
{
	for (int i = 0; i < s->w->in->n_sources; i++) {
		struct station *t = &s->station[i];
		advance(s, i, day, planner_setup_day_to(s->w, day));
		t->full += t->filled;
		t->empties -= t->filled;
	}
}

/* ---- visits -------------------------------------------------------------------------------------
 */

static void
blame(struct work *w, const struct visit *v, enum planner_reason why)
{
	struct order_fail *f = &w->fail[v->need * w->days + v->day];

	if (!f->set)
		*f = (struct order_fail){ .reason = why, .vehicle = PLANNER_NONE, .set = true };
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Nearest whole number; upwards for a site that has less than a day. */
static int64_t
whole_bottles(struct work *w, const struct visit *v, int64_t want, int64_t each)
{
	struct stock_run run;

	if (held_g(v) > want)
		want = held_g(v);
	planner_stock_run(w, v->need, v->arrive, &run);
	bool low = run.level_g < w->in->needs[v->need].q50_g[v->day];
	return (want + (low || held_g(v) ? each - 1 : each / 2)) / each;
}

/* Give one visit bottles; `space` and `there` shrink. */
static void
give_bottles(struct settle *s, int visit, int *space, int *there)
{
	struct work *w = s->w;
	struct visit *v = &w->visits.at[visit];
	int64_t each = product_of(w, v->source)->bottle_g;
	int64_t n = whole_bottles(w, v, s->want_g[visit], each), room;
	int empties = planner_stock_empties(w, v->need, v->arrive, visit);

	n = least(least(n, v->cap_g / each), *space);
	room = planner_stock_room(w, v->need, v->arrive, visit) / each;
	if (room < n)
		blame(w, v, PLANNER_TANK_CAPACITY);
	n = least(n, room);
	if (w->in->needs[v->need].swap_only && empties < n) {
		blame(w, v, PLANNER_BOTTLES);
		n = empties;
	}
	if (*there < n)
		blame(w, v, PLANNER_SUPPLY);
	n = least(n, *there);
	v->full = (int)n;
	v->quantity_g = n * each;
	v->empties = empties < v->full ? empties : v->full;
	*space -= v->full;
	*there -= v->full;
}

static void
give_bulk(struct settle *s, int visit, int64_t *space, int64_t *there)
{
	struct work *w = s->w;
	struct visit *v = &w->visits.at[visit];
	int64_t g = held_g(v) > s->want_g[visit] ? held_g(v) : s->want_g[visit];
	int64_t room = planner_stock_room(w, v->need, v->arrive, visit);

	g = least(least(g, v->cap_g), *space);
	if (room < g)
		blame(w, v, PLANNER_TANK_CAPACITY);
	if (*there < g)
		blame(w, v, PLANNER_SUPPLY);
	g = least(least(g, room), *there);
	v->quantity_g = g;
	*space -= g;
	*there -= g;
}

/* Pinned first, then by cover on arrival. */
static int
by_need(struct settle *s, const int *stops, int n, int *ret_sorted)
{
	int64_t cover[TRIP_STOPS_MAX];

	n = n < TRIP_STOPS_MAX ? n : TRIP_STOPS_MAX;
	for (int i = 0; i < n; i++) {
		const struct visit *v = &s->w->visits.at[stops[i]];
		struct stock_run run;
		planner_stock_run(s->w, v->need, v->arrive, &run);
		int64_t day = s->w->in->needs[v->need].q50_g[v->day];
		int64_t c = held_g(v) ? -1 : (int64_t)((__int128)run.level_g * 1000 / (day + 1));
		int k = i;
		for (; k > 0 && cover[k - 1] > c; k--) {
			cover[k] = cover[k - 1];
			ret_sorted[k] = ret_sorted[k - 1];
		}
		cover[k] = c;
		ret_sorted[k] = stops[i];
	}
	return n;
}

static void
load_visits(
    struct settle *s, const int *stops, int n, int day, int at, const struct planner_vehicle *v)
{
	struct work *w = s->w;
	int sorted[TRIP_STOPS_MAX], space = v ? v->capacity_bottles : INT32_MAX;
	int64_t space_g = v ? v->capacity_g : INT64_MAX;

	n = by_need(s, stops, n, sorted);
	for (int i = 0; i < n; i++) {
		struct visit *to = &w->visits.at[sorted[i]];
		struct station *t = &s->station[to->source];
		if (product_of(w, to->source)->bottles) {
			int there = full_to_load(s, to->source, day, at);
			int64_t each = product_of(w, to->source)->bottle_g;
			if (to->kept < 0)
				there = (int)(beside_kept(s, to->source, day, at, there * each) /
					      each);
			give_bottles(s, sorted[i], &space, &there);
			t->full -= to->full;
		} else {
			int64_t there = gas_to_load(s, to->source, day, at);
			if (to->kept < 0)
				there = beside_kept(s, to->source, day, at, there);
			give_bulk(s, sorted[i], &space_g, &there);
			t->gas_g -= to->quantity_g;
		}
	}
}

static int
load_time(const struct settle *s, int load)
{
	return load >= 0 ? s->w->trips.at[load].load_at : s->w->visits.at[-1 - load].arrive;
}

static void
load_one(struct settle *s, int load, int day)
{
	struct work *w = s->w;

	if (load < 0) {
		int visit = -1 - load;
		load_visits(s, &visit, 1, day, w->visits.at[visit].arrive, NULL);
		return_empties(s, w->visits.at[visit].source, w->visits.at[visit].arrive,
		    w->visits.at[visit].empties);
		return;
	}
	struct trip *t = &w->trips.at[load];
	load_visits(s, t->stops.at, (int)t->stops.n, day, t->load_at, &w->in->vehicles[t->vehicle]);
	int home = planner_settle_trips_home(w, t);
	for (size_t i = 0; i < t->stops.n; i++) {
		const struct visit *v = &w->visits.at[t->stops.at[i]];
		return_empties(s, v->source, home, v->empties);
	}
}

/* Today's loadings in order of time; of equals, trips before lines, in their order. */
static void
sort_loads(struct settle *s, int day)
{
	s->loads.n = 0;
	for (size_t i = 0; i < s->w->trips.n + s->w->visits.n; i++) {
		int load = i < s->w->trips.n ? (int)i : -1 - (int)(i - s->w->trips.n);
		bool today = load >= 0 ? s->w->trips.at[load].day == day
				       : s->w->visits.at[-1 - load].trip < 0 &&
					     s->w->visits.at[-1 - load].day == day;
		if (!today)
			continue;
		*VEC_ADD(&s->loads) = load;
		for (size_t k = s->loads.n - 1;
		     k > 0 && load_time(s, s->loads.at[k - 1]) > load_time(s, load); k--) {
			s->loads.at[k] = s->loads.at[k - 1];
			s->loads.at[k - 1] = load;
		}
	}
}

/* ---- days ---------------------------------------------------------------------------------------
 */

/* What a day changes, so that it can be settled again. */
struct morning {
	struct station *station;
	size_t home;
	int64_t vented_g;
};

static void
back_to_morning(struct settle *s, const struct morning *m, int day)
{
	struct work *w = s->w;

	memcpy(s->station, m->station, sizeof *m->station * (size_t)w->in->n_sources);
	s->home.n = m->home;
	w->vented_g = m->vented_g;
	for (size_t i = 0; i < w->visits.n; i++) {
		struct visit *v = &w->visits.at[i];
		if (v->day == day) {
			v->quantity_g = 0;
			v->full = v->empties = 0;
		}
	}
	for (int i = 0; i < w->in->n_sources; i++)
		w->fills[i * w->days + day] = (struct planner_fill){ 0 };
}

static void
run_day(struct settle *s, const struct model *quantities, int day)
{
	open_day(s, quantities, day);
	for (size_t i = 0; i < s->loads.n; i++)
		load_one(s, s->loads.at[i], day);
}

/* Could more be filled, now that today's homecomings are known? Or was more filled than they allow? */
static bool
look_again(struct settle *s, const struct model *quantities, int day, bool *ret_valid)
{
	bool again = false;

	*ret_valid = true;
	for (int i = 0; i < s->w->in->n_sources; i++) {
		int64_t own, bulk, each = product_of(s->w, i)->bottle_g, most = most_filled(s, i, day);
		if (!product_of(s->w, i)->bottles)
			continue;
		planner_model_filled(quantities, i, day, &own, &bulk);
		*ret_valid &= s->station[i].filled <= most;
		again |= s->station[i].filled < most && s->station[i].filled < (own + bulk + each - 1) / each;
		s->cap[i] = most;
	}
	return again || !*ret_valid;
}

/* Bottles that come home can be filled on the same day, but how many do depends on what was filled before: a few passes, each with
 * what the last one brought home, and the first once more when none holds. */
static void
settle_day(struct settle *s, const struct model *quantities, int day)
{
	struct work *w = s->w;
	size_t size = sizeof *s->station * (size_t)w->in->n_sources;
	struct morning m = { .station = mem_alloc(size + 1), .home = s->home.n, .vented_g = w->vented_g };
	bool valid = true;

	memcpy(m.station, s->station, size);
	sort_loads(s, day);
	for (int i = 0; i < w->in->n_sources; i++)
		s->cap[i] = -1;
	run_day(s, quantities, day);
	for (int pass = 0; pass < REFILL_PASSES && look_again(s, quantities, day, &valid); pass++) {
		back_to_morning(s, &m, day);
		run_day(s, quantities, day);
	}
	look_again(s, quantities, day, &valid);
	if (!valid) {
		for (int i = 0; i < w->in->n_sources; i++)
			s->cap[i] = -1;
		back_to_morning(s, &m, day);
		run_day(s, quantities, day);
	}
	close_day(s, day);
	free(m.station);
}

static void
know_homecomings(struct settle *s)
{
	const struct planner_input *in = s->w->in;

	for (int x = 0; x < in->n_fixed; x++) {
		const struct planner_fixed *f = &in->fixed[x];
		if (f->kind != PLANNER_COMMITTED || f->supplier < 0)
			continue;
		int i = planner_setup_source(s->w, f->supplier, f->need);
		if (i >= 0)
			return_empties(s, i, f->day * PLANNER_DAY_MIN + f->minute, f->empties_back);
	}
}

static void
settle_days(struct settle *s, const struct model *quantities)
{
	struct work *w = s->w;

	s->home.n = 0;
	memset(w->fills, 0, sizeof *w->fills * (size_t)(w->in->n_sources * w->days));
	w->vented_g = 0;
	for (size_t i = 0; i < w->visits.n; i++) {
		struct visit *v = &w->visits.at[i];
		s->want_g[i] = planner_model_on_visit(quantities, (int)i);
		v->quantity_g = v->kept >= 0 ? held_g(v) : 0; /* room is kept for it */
	}
	for (int i = 0; i < w->in->n_sources; i++)
		s->station[i] = (struct station){ .gas_g = w->in->sources[i].stock_g,
			.full = w->in->sources[i].bottles_full,
			.empties = w->in->sources[i].bottles_empty };
	know_homecomings(s);
	for (int d = 0; d < w->days; d++)
		settle_day(s, quantities, d);
}

err_t
planner_settle(struct work *w, const struct model *quantities, struct faults *f)
{
	struct settle s = { .w = w, .m = quantities };

	s.station = MEM_ARRAY(struct station, (size_t)w->in->n_sources + 1);
	s.cap = MEM_ARRAY(int64_t, (size_t)w->in->n_sources + 1);
	s.want_g = MEM_ARRAY(int64_t, w->visits.n + 1);
	do
		settle_days(&s, quantities);
	while (planner_settle_trips_forbid(w));
	planner_settle_trips_drop(w);
	free(s.station);
	free(s.cap);
	VEC_FREE(&s.home);
	free(s.want_g);
	VEC_FREE(&s.loads);
	return planner_settle_trips_promises(w, f);
}
