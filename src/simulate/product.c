/* product - from notes to positions, from positions to a plan. */
#include "simulate/product.h"

#include "domain/list.h"
#include "forecast/balance.h"
#include "forecast/plausible.h"
#include "needs/needs.h"
#include "simulate/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	DAY_0 = SIMULATE_DAY_0,
	AHEAD = 20,          /* days forecast after today, as the store asks for */
	PAST_MAX = FORECAST_DAYS_MAX - 1 - AHEAD,
	WARD = FORECAST_SIMPLE_MASK, CRIT = FORECAST_HFNC, /* 8 and 30 L/min: what the scenario's patients draw */
};

#define COEFFICIENTS "VN-2747-2025" /* the daemon's default */

/* A scenario's trucks have duty hours alone, for every policy: drivers take turns. The daemon's options planner.driving_* say the same. */
static const struct planner_driving TURNS = { .day_max_min = 1440, .week_max_min = 10080, .stretch_max_min = 1440, .break_min = 1 };

/* What the daemon's tables would hold of a site. */
struct position {
	struct facility card;
	struct asset assets[2];
	double *consumed_g;                      /* [history + days], by date, as reported; NAN */
	double *used_g;                          /* the same, and what the stock says of days that nobody reported */
	double (*census)[FORECAST_MODALITIES];
	int last;                                /* newest date reported, counted from the first of history; -1 */
	struct needs_truth truth;
	VEC(struct forecast_sight) sights;       /* of the stock, by time */
	struct forecast_pending stock, use;      /* doubted and not settled */
	struct forecast_demand demand;           /* in force; days = 0: none yet */
	size_t heard, seen;                      /* notes and drops of the desk taken in */
};

struct simulate_product {
	const struct simulate_scenario *s;
	struct simulate_setting set;
	struct planner_config config;
	struct position *sites;
	struct forecast_pool *pool;
	int pool_day;
	size_t pool_heard; /* notes and sights that were taken in when it was fitted */
	struct arena *own;
	/* the plan in force */
	int plan_day, plan_days;
	int *fills; /* [supplier * PLANNER_DAYS_MAX + day], bottles */
	VEC(struct planner_previous) lines;
	VEC(size_t) trip_of; /* of each line, in the trips of the plan */
	int64_t planned_g, moved_g;
};

/* ---- the register ------------------------------------------------------------------------------------- */

static void
make_card(const struct simulate_scenario *s, int i, struct position *p)
{
	const struct simulate_site *x = &s->sites[i];
	p->assets[0] = (struct asset){ .asset = x->id, .kind = x->lox ? ASSET_TANK : ASSET_CYLINDER_POOL, .product = x->lox ? GRADE_LOX : GRADE_O2_GAS,
		.rank = ASSET_PRIMARY, .capacity_g = x->lox ? x->tank_g : UNKNOWN_I64, .heel_g = x->lox ? x->heel_g : UNKNOWN_I64,
		.flow_limit_lpm = NAN, .cylinder_type = x->lox ? NULL : "VN40", .bottles = x->lox ? UNKNOWN_I64 : x->pool, .production_g = UNKNOWN_I64,
		.purity_pct = NAN, .outage_pct = NAN };
	p->assets[1] = p->assets[0];
	p->assets[1].kind = ASSET_PSA;
	p->assets[1].production_g = x->psa_g_h * SIMULATE_DAY_H * 100 / FACILITY_DERATE_PCT; /* its plate: what it gives is after derating */
	p->assets[1].outage_pct = 0;
	p->card = (struct facility){ .code = x->id, .name = x->name, .location = x->place, .beds = x->beds > 0 ? x->beds : -1, .icu_beds = -1,
		.report_every_h = 24, .opened = DAY_NONE, .closed = DAY_NONE, .access_max_t = NAN, .receives_from = TIME_NONE, .receives_to = TIME_NONE };
	p->card.assets.items = p->assets;
	p->card.assets.n = x->psa_g_h > 0 ? 2 : 1;
	p->truth = (struct needs_truth){ .asset = &p->assets[0], .at = INSTANT_NONE, .g = UNKNOWN_I64, .bottle_g = x->lox ? 0 : s->bottle_g,
		.n_full = UNKNOWN_I64, .n_in_use = UNKNOWN_I64, .n_empty = UNKNOWN_I64 };
}

/* Reports before day 0 had no faults. The census of a date is that of the report which closes it, in the next morning. */
static void
make_history(const struct simulate_product *p, int i, struct position *x)
{
	size_t n = (size_t)(p->s->history_days + p->s->days);
	x->consumed_g = ARENA_ARRAY(p->own, double, n);
	x->used_g = ARENA_ARRAY(p->own, double, n);
	x->census = arena_array(p->own, n, sizeof *x->census);
	for (size_t d = 0; d < n; d++) {
		x->consumed_g[d] = NAN;
		for (int m = 0; m < FORECAST_MODALITIES; m++)
			x->census[d][m] = NAN;
	}
	x->last = p->s->history_days - 1;
	for (int d = 0; d < p->s->history_days; d++) {
		const struct simulate_site *site = &p->s->sites[i];
		x->consumed_g[d] = (double)(site->ward_g[d] + site->crit_g[d]);
		x->census[d][WARD] = round((double)site->ward_g[d + (d < x->last)] / (double)p->s->ward_g_day);
		x->census[d][CRIT] = round((double)site->crit_g[d + (d < x->last)] / (double)p->s->crit_g_day);
	}
}

struct simulate_product *
simulate_product_new(const struct simulate_scenario *s, const struct simulate_setting *set)
{
	struct simulate_product *p = MEM_NEW(struct simulate_product);
	p->s = s;
	p->set = *set;
	p->config = *planner_config_default();
	if (set->without & SIMULATE_NO_COVER) {
		memset(p->config.cover_weight, 0, sizeof p->config.cover_weight);
		memset(p->config.safety_weight, 0, sizeof p->config.safety_weight);
	}
	for (int i = 0; set->without & SIMULATE_NO_FAIRNESS && i < PLANNER_COVER_BANDS; i++)
		p->config.cover_weight[i] = p->config.cover_weight[i] > 0;
	p->own = arena_new();
	p->pool_day = -1;
	p->plan_day = -1;
	p->sites = ARENA_ARRAY(p->own, struct position, (size_t)s->n_sites + 1);
	p->fills = ARENA_ARRAY(p->own, int, (size_t)s->n_suppliers * PLANNER_DAYS_MAX);
	for (int i = 0; i < s->n_sites; i++) {
		make_card(s, i, &p->sites[i]);
		make_history(p, i, &p->sites[i]);
		p->sites[i].stock.g = p->sites[i].use.g = FORECAST_UNKNOWN_G;
	}
	return p;
}

void
simulate_product_free(struct simulate_product *p)
{
	if (p == NULL)
		return;
	forecast_pool_free(p->pool);
	for (int i = 0; i < p->s->n_sites; i++)
		VEC_FREE(&p->sites[i].sights);
	VEC_FREE(&p->lines);
	VEC_FREE(&p->trip_of);
	arena_free(p->own);
	free(p);
}

static instant_t
instant_of(int minute)
{
	return calendar_start(DAY_0) + minute * INSTANT_MINUTE;
}

static day_t
first_date(const struct simulate_product *p)
{
	return DAY_0 - p->s->history_days;
}

/* ---- history ---------------------------------------------------------------------------------------------- */

static int
by_instant(const void *a, const void *b)
{
	const struct forecast_receipt *x = a, *y = b;
	return x->at != y->at ? (x->at < y->at ? -1 : 1) : 0;
}

/* Drops later than an instant, by time: trucks log theirs one after the other. Returns how many; *ret is the caller's. */
static int
drops_since(const struct simulate_desk *d, int i, instant_t since, struct forecast_receipt *ret)
{
	int n = 0;
	VEC_FOREACH(x, &d->sites[i].drops)
		if (instant_of(x->minute) > since)
			ret[n++] = (struct forecast_receipt){ .at = instant_of(x->minute), .g = x->g, .on_time_pct = 100 };
	qsort(ret, (size_t)n, sizeof *ret, by_instant);
	return n;
}

static void
see(struct position *x, instant_t at, int64_t g)
{
	size_t i = x->sights.n;
	(void)VEC_ADD(&x->sights);
	for (; i > 0 && x->sights.at[i - 1].at > at; i--)
		x->sights.at[i] = x->sights.at[i - 1];
	x->sights.at[i] = (struct forecast_sight){ at, g };
}

static struct forecast_history
reported(const struct simulate_product *p, int i)
{
	const struct position *x = &p->sites[i];
	return (struct forecast_history){ .last_day = first_date(p) + x->last, .n = x->last + 1, .consumed_g = x->consumed_g,
		.census = (const double (*)[FORECAST_MODALITIES])x->census };
}

/* And for days that nobody reported, what the stock says. It stands in the position until the next call. */
static struct forecast_history
history_of(const struct simulate_product *p, const struct simulate_desk *d, int i, int today)
{
	const struct position *x = &p->sites[i];
	struct forecast_history h = reported(p, i);
	struct forecast_balance b;
	if (p->set.without & SIMULATE_NO_BALANCE)
		return h;
	day_t first = first_date(p), from, to;
	int n = p->s->history_days + p->s->days;
	struct forecast_receipt *moves = MEM_ARRAY(struct forecast_receipt, d->sites[i].drops.n + 1);
	struct forecast_watched w = { .asset = &x->assets[0], .sights = x->sights.at, .n_sights = (int)x->sights.n, .moves = moves };
	w.n_moves = drops_since(d, i, INSTANT_NONE, moves);
	forecast_balance_make(&x->card, &w, 1, DAY_0 + today, &b);
	free(moves);
	if (!forecast_balance_span(&b, &from, &to))
		return h;
	memcpy(x->used_g, x->consumed_g, (size_t)n * sizeof *x->used_g);
	forecast_balance_fill(&b, first, n, x->used_g);
	h.consumed_g = x->used_g;
	h.last_day = to > h.last_day ? to : h.last_day;
	h.n = h.last_day - first + 1;
	return h;
}

/* ---- reports ---------------------------------------------------------------------------------------------- */

static enum forecast_verdict
judge_use(const struct simulate_product *p, int i, const struct simulate_note *n, day_t date)
{
	struct position *x = &p->sites[i];
	struct forecast_history h = reported(p, i);
	double census[FORECAST_MODALITIES] = { NAN, NAN, NAN, NAN, NAN, NAN };
	census[WARD] = n->ward;
	census[CRIT] = n->crit;
	struct forecast_finding f = forecast_plausible_use(&(struct forecast_plausible_use){ .g = n->use_g, .day = date, .history = &h, .census = census,
	    .beds = (int)x->card.beds, .icu_beds = -1, .pending = x->use });
	x->use = f.verdict == FORECAST_PLAUSIBLE ? (struct forecast_pending){ .g = FORECAST_UNKNOWN_G } : (struct forecast_pending){ n->use_g, date };
	return f.verdict;
}

static int64_t
came_in(const struct simulate_desk *d, int site, instant_t from, instant_t to)
{
	int64_t g = 0;
	VEC_FOREACH(x, &d->sites[site].drops)
		if (instant_of(x->minute) > from && instant_of(x->minute) <= to)
			g += x->g;
	return g;
}

static enum forecast_verdict
judge_stock(const struct simulate_product *p, const struct simulate_desk *d, int i, const struct simulate_note *n, bool use_is_sure)
{
	struct position *x = &p->sites[i];
	instant_t at = instant_of(n->hour * 60);
	const struct simulate_site *site = &p->s->sites[i];
	struct forecast_plausible_stock in = { .g = n->stock_g, .day = calendar_day_of(at), .expected_g = FORECAST_UNKNOWN_G,
		.use_g_day = FORECAST_UNKNOWN_G, .capacity_g = site->lox ? site->tank_g : site->pool * p->s->bottle_g, .pending = x->stock };
	double days = x->truth.at == INSTANT_NONE ? 0 : (double)(at - x->truth.at) / INSTANT_DAY;
	int64_t use = x->demand.days > 0 ? forecast_demand_at_g(&x->demand, calendar_day_of(at), 0.5) : FORECAST_UNKNOWN_G;
	if (x->truth.at != INSTANT_NONE && x->truth.at <= at)
		forecast_plausible_expect(&(struct forecast_plausible_since){ .truth_g = x->truth.g, .days = days,
		                              .in_g = came_in(d, i, x->truth.at, at), .declared_g_day = use_is_sure && days > 0.5 && days < 1.5 ? (double)n->use_g : NAN,
		                              .use_g_day = use, .part = 1 },
		    &in);
	return forecast_plausible_stock(&in).verdict;
}

static void
believe(struct position *x, const struct simulate_note *n)
{
	x->truth.at = instant_of(n->hour * 60);
	x->truth.g = n->stock_g;
	x->truth.n_full = n->full;
	x->truth.n_in_use = n->in_use;
	x->truth.n_empty = n->empty;
}

static void
take_in(struct simulate_product *p, const struct simulate_desk *d, int i, const struct simulate_note *n)
{
	struct position *x = &p->sites[i];
	/* A report closes the day before; a call is of the day that it is made on. */
	int date = (n->call ? (n->hour * 60 - 1) / SIMULATE_DAY_MIN : n->hour / SIMULATE_DAY_H - 1) + p->s->history_days;
	instant_t at = instant_of(n->hour * 60);
	enum forecast_verdict use = FORECAST_PLAUSIBLE, stock = FORECAST_PLAUSIBLE;
	if (!n->call && n->hour > 0) {
		use = judge_use(p, i, n, first_date(p) + date);
		stock = judge_stock(p, d, i, n, use == FORECAST_PLAUSIBLE);
	}
	if (date >= 0 && n->hour > 0) {
		x->census[date][WARD] = n->ward;
		x->census[date][CRIT] = n->crit;
		if (!n->call)
			x->consumed_g[date] = use == FORECAST_BETTER ? NAN : (double)n->use_g;
		x->last = date > x->last ? date : x->last;
	}
	if (stock == FORECAST_BETTER) {
		if (x->truth.at == INSTANT_NONE || at > x->truth.at)
			x->stock = (struct forecast_pending){ n->stock_g, calendar_day_of(at) };
		return;
	}
	if (stock == FORECAST_PLAUSIBLE) /* one in doubt is acted on, and nothing is learned from it */
		see(x, at, n->stock_g);
	if (x->truth.at != INSTANT_NONE && at < x->truth.at)
		return;
	believe(x, n);
	x->stock = (struct forecast_pending){ .g = FORECAST_UNKNOWN_G };
}

/* Whoever unloaded saw the site full. */
static void
see_filled(const struct simulate_product *p, int i, const struct simulate_drop *x)
{
	struct position *site = &p->sites[i];
	instant_t at = instant_of(x->minute);
	if (!x->filled)
		return;
	see(site, at, needs_capacity_g(&site->truth));
	if (site->truth.at != INSTANT_NONE && at < site->truth.at)
		return;
	site->truth.at = at;
	site->truth.g = needs_capacity_g(&site->truth);
	if (!p->s->sites[i].lox) {
		site->truth.n_full = p->s->sites[i].pool;
		site->truth.n_in_use = site->truth.n_empty = 0;
	}
	site->stock = (struct forecast_pending){ .g = FORECAST_UNKNOWN_G };
}

void
simulate_product_hear(struct simulate_product *p, const struct simulate_desk *d)
{
	for (int i = 0; i < p->s->n_sites; i++) {
		struct position *x = &p->sites[i];
		for (; x->seen < d->sites[i].drops.n; x->seen++)
			see_filled(p, i, &d->sites[i].drops.at[x->seen]);
		for (; x->heard < d->sites[i].notes.n; x->heard++)
			take_in(p, d, i, &d->sites[i].notes.at[x->heard]);
	}
}

/* ---- demand ------------------------------------------------------------------------------------------------- */

static void
fit_pool(struct simulate_product *p, const struct simulate_desk *d, int today)
{
	size_t heard = 0;
	for (int i = 0; i < p->s->n_sites; i++)
		heard += p->sites[i].heard + p->sites[i].sights.n;
	if (p->pool_day == today && p->pool_heard == heard)
		return;
	p->pool_heard = heard;
	struct forecast_history *h = MEM_ARRAY(struct forecast_history, (size_t)p->s->n_sites);
	for (int i = 0; i < p->s->n_sites; i++)
		h[i] = history_of(p, d, i, today);
	forecast_pool_free(p->pool);
	p->pool = forecast_pool_fit(h, (size_t)p->s->n_sites, DAY_0 + today, NULL);
	p->pool_day = today;
	free(h);
}

/* Every day as the last one that is known. */
static void
flatten(const struct position *x, struct forecast_demand *d)
{
	double last = NAN;
	for (int k = x->last; k >= 0 && isnan(last); k--)
		last = x->consumed_g[k];
	for (int row = 0; row < d->days && !isnan(last); row++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			d->g[row][k] = llround(last);
}

static void
forecast(struct simulate_product *p, const struct simulate_desk *d, int i, int today)
{
	struct position *x = &p->sites[i];
	day_t now = DAY_0 + today, first = x->truth.at != INSTANT_NONE ? calendar_day_of(x->truth.at) : now;
	first = first < now - PAST_MAX ? now - PAST_MAX : first > now ? now : first;
	err_t e = forecast_demand_make(&(struct forecast_demand_input){ .as_of_day = now, .first_day = first, .days = now - first + 1 + AHEAD,
	                                   .history = history_of(p, d, i, today), .beds = (int)x->card.beds, .icu_beds = -1, .expected_tomorrow_g = NAN,
	                                   .pool = p->pool, .pool_site = i, .coefficients = forecast_coefficients_find(COEFFICIENTS) },
	    &x->demand);
	if (e)
		x->demand.days = 0;
	else if (p->set.without & SIMULATE_NO_FORECAST)
		flatten(x, &x->demand);
}

/* ---- the planner's input ------------------------------------------------------------------------------------------ */

struct building {
	struct simulate_product *p;
	const struct simulate_world *w;
	const struct simulate_desk *d;
	struct arena *a;
	struct planner_input in;
	struct planner_product products[2];
	struct planner_need *needs;
	VEC(struct planner_fixed) fixed;
};

enum { LOX, BOTTLES };

/* Drops later than the truth. */
static void
add_moves(struct building *b, int i, struct needs_truth *t)
{
	struct forecast_receipt *moves = ARENA_ARRAY(b->a, struct forecast_receipt, b->d->sites[i].drops.n + 1);
	t->n_moves = drops_since(b->d, i, t->at, moves);
	t->moves = moves;
}

static void
build_need(struct building *b, int i)
{
	struct simulate_product *p = b->p;
	struct position *x = &p->sites[i];
	struct needs_truth t = x->truth;
	instant_t now = instant_of(simulate_world_minute(b->w));
	forecast(p, b->d, i, simulate_world_day(b->w));
	add_moves(b, i, &t);
	if (p->set.without & SIMULATE_NO_PROJECTION)
		t.at = now;
	needs_add(&x->card, &t, &x->demand, &(struct needs_moment){ now, b->in.days }, &b->needs[i]);
	b->needs[i].critical_pct = needs_critical_pct(&x->card);
}

/* Demand that the site's own plant does not cover, hour by hour. */
static int64_t
true_demand_g(const struct building *b, int i, int day, int *inout_crit_pct)
{
	const struct simulate_scenario *s = b->w->s;
	int from = b->w->hour > day * SIMULATE_DAY_H ? b->w->hour : day * SIMULATE_DAY_H;
	int64_t g = 0, crit = 0;
	for (int h = from; day < s->days && h < (day + 1) * SIMULATE_DAY_H; h++) {
		struct simulate_need n = simulate_scenario_need(s, i, day, h % SIMULATE_DAY_H);
		int64_t net = n.ward_g + n.crit_g - s->sites[i].psa_g_h;
		g += net > 0 ? net : 0;
		crit += n.crit_g < net ? n.crit_g : net > 0 ? net : 0;
	}
	if (g > 0)
		*inout_crit_pct = (int)(crit * 100 / g);
	return g;
}

static void
build_true_need(struct building *b, int i)
{
	const struct simulate_scenario *s = b->w->s;
	const struct simulate_site *x = &s->sites[i];
	struct planner_need *n = &b->needs[i];
	int today = simulate_world_day(b->w), later = 0;
	n->heel_g = x->lox ? x->heel_g : 0;
	n->on_hand_g = simulate_world_usable_g(b->w, i) + n->heel_g;
	n->capacity_g = x->lox ? x->tank_g * SIMULATE_FILL_PCT / 100 : x->pool * s->bottle_g;
	n->empties = x->lox ? 0 : b->w->sites[i].empty;
	for (int d = 0; d < b->in.days; d++) {
		n->q50_g[d] = true_demand_g(b, i, today + d, d ? &later : &n->critical_pct);
		n->q90_g[d] = n->q50_g[d] * (100 + b->p->set.margin_pct) / 100;
	}
}

static void
build_needs(struct building *b)
{
	const struct simulate_scenario *s = b->w->s;
	struct planner_facility *f = ARENA_ARRAY(b->a, struct planner_facility, (size_t)s->n_sites + 1);
	b->needs = ARENA_ARRAY(b->a, struct planner_need, (size_t)s->n_sites + 1);
	for (int i = 0; i < s->n_sites; i++) {
		const struct simulate_site *x = &s->sites[i];
		f[i] = (struct planner_facility){ .code = x->id, .place = { x->place.lat, x->place.lon }, .receives_to_min = PLANNER_DAY_MIN - 1 };
		b->needs[i] = (struct planner_need){ .facility = i, .product = x->lox ? LOX : BOTTLES, .min_grade = PLANNER_O2_99, .swap_only = !x->lox };
		if (b->p->set.truth)
			build_true_need(b, i);
		else
			build_need(b, i);
		b->needs[i].heel_g = b->needs[i].heel_g < b->needs[i].capacity_g ? b->needs[i].heel_g : b->needs[i].capacity_g;
	}
	b->in.facilities = f;
	b->in.needs = b->needs;
	b->in.n_facilities = b->in.n_needs = s->n_sites;
}

/* Known today, and expected to stay as it is; in hindsight as it will be. */
static int
day_known(const struct building *b, int day)
{
	int today = simulate_world_day(b->w), d = b->p->set.truth ? today + day : today;
	return d < b->w->s->days ? d : b->w->s->days - 1;
}

static void
build_sources(struct building *b)
{
	const struct simulate_scenario *s = b->w->s;
	struct planner_supplier *sup = ARENA_ARRAY(b->a, struct planner_supplier, (size_t)s->n_suppliers + 1);
	struct planner_source *src = ARENA_ARRAY(b->a, struct planner_source, 2 * (size_t)s->n_suppliers + 1);
	int n = 0;
	for (int i = 0; i < s->n_suppliers; i++) {
		const struct simulate_supplier *x = &s->suppliers[i];
		const struct simulate_supplier_state *st = &b->w->suppliers[i];
		sup[i] = (struct planner_supplier){ .code = x->id, .place = { x->place.lat, x->place.lon }, .mode = PLANNER_ROUTED, .medical_share_pct = 100,
			.loading_slots_per_day = -1, .filling_bottles_per_day = x->fill_per_day };
		src[n] = (struct planner_source){ .supplier = i, .product = LOX, .grade = PLANNER_O2_99, .storage_g = x->storage_g, .stock_g = st->gas_g };
		for (int d = 0; d < b->in.days; d++)
			src[n].production_g[d] = simulate_scenario_made_g(s, i, day_known(b, d)) * (d ? PLANNER_DAY_MIN : PLANNER_DAY_MIN - b->in.start_minute) /
			    PLANNER_DAY_MIN;
		n++;
		if (x->pool > 0)
			src[n++] = (struct planner_source){ .supplier = i, .product = BOTTLES, .grade = PLANNER_O2_99, .bottles_full = st->full,
				.bottles_empty = st->empty, .fills_from_bulk = true };
	}
	b->in.suppliers = sup;
	b->in.n_suppliers = s->n_suppliers;
	b->in.sources = src;
	b->in.n_sources = n;
}

/* Hours at the wheel this week, as a register would have them. */
static void
add_driven(const struct simulate_world *w, int truck, struct planner_vehicle *v)
{
	int today = simulate_world_day(w), monday = today - calendar_weekday(DAY_0 + today);
	for (int d = monday > 0 ? monday : 0; d <= today && d < w->s->days; d++)
		v->driven_week_min += w->driven_min[truck * w->s->days + d];
	v->driven_day_min = today < w->s->days ? w->driven_min[truck * w->s->days + today] : 0;
}

static void
build_fleet(struct building *b)
{
	const struct simulate_scenario *s = b->w->s;
	struct planner_vehicle *v = ARENA_ARRAY(b->a, struct planner_vehicle, (size_t)s->n_trucks + 1);
	for (int i = 0; i < s->n_trucks; i++) {
		const struct simulate_truck *x = &s->trucks[i];
		v[i] = (struct planner_vehicle){ .code = x->id, .supplier = x->supplier, .bottles = x->bottles, .capacity_g = x->cap_g,
			.capacity_bottles = x->cap_bottles, .speed_kmh = x->speed_kmh, .load_min = x->load_min, .unload_min = x->unload_min,
			.unload_min_per_unit = x->unload_min_per_unit, .duty_from_min = x->duty_from_min, .duty_to_min = x->duty_to_min,
			.duty_max_min = x->duty_max_min,
			.loads_elsewhere = !x->bottles && !(b->p->set.without & SIMULATE_NO_ELSEWHERE) };
		add_driven(b->w, i, &v[i]);
		for (int d = 0; d < b->in.days; d++)
			v[i].out_of_service[d] = simulate_scenario_is_out(s, SIMULATE_TRUCK_OUT, i, day_known(b, d));
	}
	b->in.vehicles = v;
	b->in.n_vehicles = s->n_trucks;
}

/* Any supplier whose trucks carry it may fill a site. */
static void
build_rights(struct building *b)
{
	const struct simulate_scenario *s = b->w->s;
	struct planner_right *r = ARENA_ARRAY(b->a, struct planner_right, (size_t)s->n_sites * (size_t)s->n_suppliers + 1);
	int n = 0;
	for (int i = 0; i < s->n_sites; i++)
		for (int k = 0; k < s->n_suppliers; k++) {
			bool sells = false;
			for (int v = 0; v < s->n_trucks; v++)
				sells |= s->trucks[v].supplier == k && s->trucks[v].bottles != s->sites[i].lox;
			if (sells)
				r[n++] = (struct planner_right){ .supplier = k, .need = i, .basis = PLANNER_CONTRACT, .day_to = b->in.days - 1 };
		}
	b->in.rights = r;
	b->in.n_rights = n;
}

/* An appointment of a truck today, without goods. */
static void
block(struct building *b, int truck, int from_min, int to_min)
{
	if (to_min > from_min)
		*VEC_ADD(&b->fixed) = (struct planner_fixed){ .kind = PLANNER_COMMITTED, .id = b->w->s->trucks[truck].id, .supplier = PLANNER_NONE,
			.vehicle = truck, .facility = PLANNER_NONE, .from_need = PLANNER_NONE, .loaded = true, .busy_from_min = from_min, .busy_to_min = to_min };
}

static int
way_min(const struct building *b, int truck, int supplier, int site)
{
	const struct simulate_scenario *s = b->w->s;
	return simulate_scenario_drive_min(s, &s->trucks[truck], supplier, s->n_suppliers + site);
}

/* A stop keeps its truck from the one before it (the first: from when it must have left home to load) until it is left (the last: until
 * the truck is home). */
static void
commit_stop(struct building *b, int truck, int k)
{
	const struct simulate_scenario *s = b->w->s;
	const struct simulate_tour *t = &b->w->trucks[truck].tour;
	const struct simulate_stop *stop = &t->stops[k];
	int midnight = simulate_world_day(b->w) * SIMULATE_DAY_MIN, minute = stop->arrive - midnight, home = s->trucks[truck].supplier;
	int began = minute - way_min(b, truck, t->supplier, stop->site) - s->trucks[truck].load_min -
	    simulate_scenario_drive_min(s, &s->trucks[truck], home, t->supplier);
	*VEC_ADD(&b->fixed) = (struct planner_fixed){ .kind = PLANNER_COMMITTED, .id = s->trucks[truck].id, .supplier = t->supplier, .need = stop->site,
		.vehicle = truck, .facility = PLANNER_NONE, .from_need = PLANNER_NONE, .minute = minute,
		.quantity_g = stop->load_g + stop->load_full * s->bottle_g, .full = stop->load_full, .empties_back = stop->load_full, .loaded = true,
		.busy_from_min = k > t->done ? t->stops[k - 1].arrive - midnight : began > 0 ? began : 0,
		.busy_to_min = stop->depart - midnight + (k == t->n - 1 ? way_min(b, truck, home, stop->site) : 0) };
}

/* What is on the road arrives whatever happens; who delivered last has yet to come home, and a driver's day ends when it must. */
static void
build_committed(struct building *b)
{
	const struct simulate_scenario *s = b->w->s;
	int today = simulate_world_day(b->w), midnight = today * SIMULATE_DAY_MIN, now = simulate_world_minute(b->w);
	for (int i = 0; i < s->n_trucks; i++) {
		const struct simulate_truck_state *st = &b->w->trucks[i];
		const struct simulate_stop *last = st->away && st->tour.done > 0 ? &st->tour.stops[st->tour.done - 1] : NULL;
		int home = last ? last->depart + way_min(b, i, s->trucks[i].supplier, last->site) : st->away ? 0 : st->free_at;
		if (home > now)
			block(b, i, 0, home - midnight);
		if (st->duty_day == today)
			block(b, i, st->duty_from + s->trucks[i].duty_max_min - midnight, s->trucks[i].duty_to_min);
		for (int k = st->tour.done; st->away && k < st->tour.n; k++)
			commit_stop(b, i, k);
	}
	b->in.fixed = b->fixed.at;
	b->in.n_fixed = (int)b->fixed.n;
}

/* What has left is no longer a plan, nor what should have and did not. */
static void
forget_driven(struct simulate_product *p, const simulate_trips *trips, int now)
{
	size_t kept = 0;
	for (size_t i = 0; i < p->lines.n; i++) {
		const struct simulate_trip *t = p->trip_of.at[i] < trips->n ? &trips->at[p->trip_of.at[i]] : NULL;
		if (t == NULL || (!t->gone && t->tour.leave >= now))
			p->lines.at[kept++] = p->lines.at[i];
	}
	p->lines.n = kept;
}

/* The lines of the plan in force that are still to come. */
static void
build_previous(struct building *b)
{
	struct planner_previous *p = ARENA_ARRAY(b->a, struct planner_previous, b->p->lines.n + 1);
	int n = 0, gone = simulate_world_day(b->w) - b->p->plan_day;
	VEC_FOREACH(x, &b->p->lines)
		if (x->day >= gone && x->day - gone < b->in.days) {
			p[n] = *x;
			p[n++].day -= gone;
		}
	b->in.previous = p;
	b->in.n_previous = n;
}

static void
build(struct building *b)
{
	const struct simulate_scenario *s = b->w->s;
	const struct simulate_setting *set = &b->p->set;
	b->products[LOX] = (struct planner_product){ .code = "lox" };
	b->products[BOTTLES] = (struct planner_product){ .code = "VN40", .bottles = true, .bottle_g = s->bottle_g };
	b->in = (struct planner_input){ .days = set->without & SIMULATE_NO_PERIODS ? 2 : set->days, .start_day = DAY_0 + simulate_world_day(b->w),
		.start_minute = b->w->hour % SIMULATE_DAY_H * 60, .seed = set->seed, .iterations = set->iterations, .deterministic = true, .config = &b->p->config,
		.distance_m = s->distance_m, .n_products = 2, .products = b->products };
	for (int d = 0; d < b->in.days; d++)
		b->in.driving[d] = TURNS;
	build_needs(b);
	build_sources(b);
	build_fleet(b);
	build_rights(b);
	build_committed(b);
	build_previous(b);
}

/* ---- the plan in force -------------------------------------------------------------------------------------------------- */

/* How much of what was planned for today and tomorrow is no longer so. */
static void
count_churn(struct building *b, const struct planner_plan *plan)
{
	for (int i = 0; i < b->in.n_previous; i++) {
		const struct planner_previous *x = &b->in.previous[i];
		int64_t now = 0;
		if (x->day > 1)
			continue;
		for (int r = 0; r < plan->n_routes; r++)
			for (int k = 0; k < plan->routes[r].n_stops; k++)
				if (plan->routes[r].supplier == x->supplier && plan->routes[r].day == x->day && plan->routes[r].stops[k].need == x->need)
					now += plan->routes[r].stops[k].quantity_g;
		b->p->planned_g += x->quantity_g;
		b->p->moved_g += now < x->quantity_g ? x->quantity_g - now : 0;
	}
}

/* A route as the dispatcher's trips: one, unless routing is left out; the others leave when their truck is back. */
static void
add_trips(struct building *b, const struct planner_route *r, simulate_trips *trips)
{
	int most = b->p->set.without & SIMULATE_NO_ROUTING ? 1 : SIMULATE_STOPS_MAX;
	for (int k = 0; k < r->n_stops; k++) {
		const struct planner_stop *stop = &r->stops[k];
		if (k % most == 0)
			*VEC_ADD(trips) = (struct simulate_trip){ .tour = { .truck = r->vehicle, .supplier = r->supplier,
			    .leave = (simulate_world_day(b->w) + r->day) * SIMULATE_DAY_MIN + r->leave_min } };
		struct simulate_tour *t = &trips->at[trips->n - 1].tour;
		t->stops[t->n++] = (struct simulate_stop){ .site = stop->facility, .load_g = stop->full ? 0 : stop->quantity_g, .load_full = stop->full };
		*VEC_ADD(&b->p->trip_of) = trips->n - 1;
	}
}

static void
keep(struct building *b, const struct planner_plan *plan, simulate_trips *trips)
{
	struct simulate_product *p = b->p;
	p->plan_day = simulate_world_day(b->w);
	p->plan_days = b->in.days;
	p->lines.n = p->trip_of.n = trips->n = 0;
	memset(p->fills, 0, sizeof *p->fills * (size_t)b->w->s->n_suppliers * PLANNER_DAYS_MAX);
	for (int i = 0; i < plan->n_routes; i++) {
		add_trips(b, &plan->routes[i], trips);
		for (int k = 0; k < plan->routes[i].n_stops; k++)
			*VEC_ADD(&p->lines) = (struct planner_previous){ plan->routes[i].supplier, plan->routes[i].stops[k].need, plan->routes[i].day,
				plan->routes[i].stops[k].quantity_g };
	}
	for (int i = 0; i < plan->n_fills; i++)
		p->fills[b->in.sources[plan->fills[i].source].supplier * PLANNER_DAYS_MAX + plan->fills[i].day] += plan->fills[i].bottles;
}

void
simulate_product_fill(const struct simulate_product *p, struct simulate_world *w)
{
	int day = simulate_world_day(w) - p->plan_day;
	bool decided = p->plan_day >= 0 && day < p->plan_days && !(p->set.without & SIMULATE_NO_SPLIT);
	for (int i = 0; i < w->s->n_suppliers; i++)
		simulate_world_fill(w, i, decided && simulate_scenario_is_split(w->s, i) ? p->fills[i * PLANNER_DAYS_MAX + day] : SIMULATE_FILL_ALL);
}

err_t
simulate_product_plan(struct simulate_product *p, struct simulate_world *w, const struct simulate_desk *d, simulate_trips *trips, struct faults *f)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct building b = { .p = p, .w = w, .d = d, .a = a };
	struct planner_plan *plan = NULL;
	if (!p->set.truth)
		fit_pool(p, d, simulate_world_day(w));
	forget_driven(p, trips, simulate_world_minute(w));
	build(&b);
	err_t e = planner_solve(&b.in, a, &plan, f);
	if (!e) {
		count_churn(&b, plan);
		keep(&b, plan, trips);
		simulate_product_fill(p, w);
		simulate_record_plan(p->set.record, w, plan);
	}
	VEC_FREE(&b.fixed);
	return e;
}

double
simulate_product_churn(const struct simulate_product *p)
{
	return p->planned_g > 0 ? (double)p->moved_g / (double)p->planned_g : 0;
}

/* ---- as a mind ------------------------------------------------------------------------------------------------------------ */

static err_t
mind_hear(void *arg, const struct simulate_world *w, const struct simulate_desk *d, struct faults *f)
{
	(void)w;
	(void)f;
	simulate_product_hear(arg, d);
	return ERR_OK;
}

static err_t
mind_plan(void *arg, struct simulate_world *w, const struct simulate_desk *d, simulate_trips *trips, struct faults *f)
{
	return simulate_product_plan(arg, w, d, trips, f);
}

static void
mind_fill(void *arg, struct simulate_world *w)
{
	simulate_product_fill(arg, w);
}

static double
mind_churn(void *arg)
{
	return simulate_product_churn(arg);
}

struct simulate_mind
simulate_product_mind(struct simulate_product *p)
{
	return (struct simulate_mind){ .arg = p, .hear = mind_hear, .plan = mind_plan, .fill = mind_fill, .churn = mind_churn };
}
