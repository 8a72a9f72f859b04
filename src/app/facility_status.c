/* facility_status - positions in, the forecast library's projection, shapes out. */
#include "app/facility_status.h"

#include <math.h>
#include <string.h>

static void
merge_history(struct store_position *to, const struct store_position *from)
{
	to->history = from->history;
	to->n_history = from->n_history;
}

err_t
app_facility_status_load(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret, struct faults *f)
{
	struct store_position *all, *again;
	err_t e = store_position_load(c, q, a, &all, f);
	if (e)
		return e;
	struct store_site *without = ARENA_ARRAY(a, struct store_site, q->n);
	size_t *place = ARENA_ARRAY(a, size_t, q->n), m = 0;
	for (size_t i = 0; i < q->n; i++)
		if (all[i].demand.days == 0 && all[i].card != NULL) {
			place[m] = i;
			without[m++] = q->sites[i];
		}
	struct store_position_query longer = { .sites = without, .n = m, .at = q->at, .days = STORE_FORECAST_HISTORY };
	if (m > 0)
		e = store_position_load(c, &longer, a, &again, f);
	if (e)
		return e;
	for (size_t i = 0; i < m; i++)
		merge_history(&all[place[i]], &again[i]);
	*ret = all;
	return ERR_OK;
}

bool
app_facility_status_is_open(const struct store_position *p, day_t today)
{
	const struct facility *card = p->card;
	return card != NULL && (card->opened == DAY_NONE || card->opened <= today) && (card->closed == DAY_NONE || card->closed > today);
}

enum stock_level
app_facility_status_level(enum forecast_level l)
{
	static const enum stock_level of[FORECAST_LEVEL_COUNT] = {
		[FORECAST_LEVEL_UNKNOWN] = STOCK_UNKNOWN,
		[FORECAST_LEVEL_GREEN] = STOCK_GREEN,
		[FORECAST_LEVEL_WATCH] = STOCK_WATCH,
		[FORECAST_LEVEL_AMBER] = STOCK_AMBER,
		[FORECAST_LEVEL_RED] = STOCK_RED,
	};
	return of[l];
}

struct stock_hours
app_facility_status_hours(const struct forecast_runout *r, struct forecast_hours h)
{
	return r->known ? (struct stock_hours){ h.p10, h.p50, h.p90 } : (struct stock_hours){ NAN, NAN, NAN };
}

int64_t
app_facility_status_unmet_g(const struct forecast_site_status *s, int days)
{
	const struct forecast_runout *r = &s->run.site;
	int64_t sum = 0;
	if (!r->known || r->unmet_days == 0 || s->n_known == 0)
		return UNKNOWN_I64;
	for (int i = 0; i < days && i < r->unmet_days; i++)
		sum += r->unmet_g[i];
	return sum / days;
}

void
app_facility_status_project(const struct app *app, const struct store_position *p, instant_t now, struct forecast_site_work *work,
    struct arena *a, struct app_facility_status *ret)
{
	*ret = (struct app_facility_status){ .position = p, .demand_g = UNKNOWN_I64 };
	store_position_input(p, app->paths, now, a, &ret->input);
	forecast_site_project(&ret->input, work, &ret->site);
	ret->level = app_facility_status_level(ret->site.level);
	if (ret->input.demand->days > 0)
		ret->demand_g = forecast_demand_at_g(ret->input.demand, calendar_day_of(now), 0.5);
	for (int i = 0; i < p->n_inbound; i++)
		ret->incoming_g += p->inbound[i].g != UNKNOWN_I64 ? p->inbound[i].g : 0;
}

/* ---- as shown ----------------------------------------------------------------------------------- */

static struct wire_status_flow
flow_of(struct forecast_flow f)
{
	return (struct wire_status_flow){ f.demand_lpm, f.limit_lpm, f.percent };
}

static const char *
name_of_system(const struct facility *card, const char *code)
{
	LIST_FOREACH (s, &card->systems)
		if (strcmp(s->system, code) == 0)
			return s->name;
	return NULL;
}

static void
shape_system(const struct app_facility_status *s, int i, struct wire_status_system *ret)
{
	const struct forecast_runout *r = &s->site.run.system[i];
	struct forecast_level_input in = { .hours_p10 = r->known ? r->hours.p10 : NAN, .stale = s->site.stale, .lead_p90_h = s->input.lead_p90_h };
	*ret = (struct wire_status_system){ .system = s->site.system[i], .name = name_of_system(s->input.card, s->site.system[i]), .on_hand_g = r->on_hand_g,
		.reserve_g = r->reserve_g, .hours_to_empty = app_facility_status_hours(r, r->hours),
		.hours_without_deliveries = app_facility_status_hours(r, r->hours_without_deliveries),
		.level = app_facility_status_level(forecast_level_of(&in, s->input.levels)), .flow = flow_of(r->flow) };
}

static const struct forecast_site_stock *
stock_of(const struct app_facility_status *s, const struct asset *a)
{
	for (int i = 0; i < s->input.n_stocks; i++)
		if (s->input.stocks[i].asset == a)
			return &s->input.stocks[i];
	return NULL;
}

static int
system_of(const struct app_facility_status *s, const struct asset *a)
{
	for (int i = 0; i < s->site.n_systems; i++)
		if (strcmp(s->site.system[i], a->system ? a->system : FACILITY_MAIN_SYSTEM) == 0)
			return i;
	return s->site.n_systems - 1;
}

static bool
is_known(const struct forecast_site_stock *st)
{
	return st != NULL && st->at != INSTANT_NONE && st->g != FORECAST_UNKNOWN_G;
}

/* A system's stock is projected as a whole; its assets are shown in proportion to what each had to give. A reserve stands. */
static int64_t
projected_g(const struct app_facility_status *s, const struct forecast_site_stock *st)
{
	int k = system_of(s, st->asset);
	int64_t on_hand = s->site.run.system[k].on_hand_g, heel = facility_asset_heel_g(st->asset);
	if (st->asset->rank == ASSET_RESERVE || on_hand == FORECAST_UNKNOWN_G)
		return st->asset->rank == ASSET_RESERVE ? forecast_site_standing_g(st) : UNKNOWN_I64;
	double all = 0, mine = (double)forecast_site_drawable_g(st);
	for (int i = 0; i < s->input.n_stocks; i++)
		if (is_known(&s->input.stocks[i]) && s->input.stocks[i].asset->rank != ASSET_RESERVE && system_of(s, s->input.stocks[i].asset) == k)
			all += (double)forecast_site_drawable_g(&s->input.stocks[i]);
	return (st->g < heel ? st->g : heel) + (all > 0 ? llround((double)on_hand * mine / all) : 0);
}

static void
shape_asset(const struct app_facility_status *s, const struct asset *asset, struct wire_status_asset *ret)
{
	const struct forecast_site_stock *st = stock_of(s, asset);
	*ret = (struct wire_status_asset){ .asset = asset->asset, .kind = names_word(&facility_asset_kinds, asset->kind), .on_hand_g = UNKNOWN_I64,
		.capacity_g = asset->capacity_g, .as_of_truth = INSTANT_NONE };
	if (!is_known(st))
		return;
	ret->on_hand_g = projected_g(s, st);
	ret->as_of_truth = st->at;
	ret->provisional = st->provisional;
}

static void
shape_covers(const struct app_facility_status *s, struct arena *a, struct wire_status_covers *ret)
{
	const struct facility *card = s->input.card;
	*ret = (struct wire_status_covers){ .assets_known = s->site.n_known };
	ret->missing.items = ARENA_ARRAY(a, const char *, card->assets.n);
	LIST_FOREACH (asset, &card->assets) {
		if (!forecast_site_holds_stock(asset))
			continue;
		ret->assets++;
		if (!is_known(stock_of(s, asset)))
			ret->missing.items[ret->missing.n++] = asset->asset;
	}
}

void
app_facility_status_shape(const struct app_facility_status *s, instant_t now, struct arena *a, struct wire_facility_status *ret)
{
	const struct facility *card = s->input.card;
	const struct forecast_runout *run = &s->site.run.site;
	wire_init(&wire_status_shape, ret);
	ret->facility = s->position->site.code;
	ret->name = card->name;
	ret->province = card->province;
	ret->location = card->location;
	ret->as_of = now;
	ret->as_of_truth = s->site.as_of_truth;
	ret->on_hand_g = s->site.on_hand_g;
	shape_covers(s, a, &ret->covers);
	ret->hours_to_empty = app_facility_status_hours(run, run->hours);
	ret->hours_without_deliveries = app_facility_status_hours(run, run->hours_without_deliveries);
	ret->level = s->level;
	ret->stale = s->site.stale;
	ret->flow = flow_of(s->site.flow);
	ret->incoming_g = s->incoming_g;
	ret->systems.n = (size_t)s->site.n_systems;
	ret->systems.items = ARENA_ARRAY(a, struct wire_status_system, ret->systems.n);
	for (int i = 0; i < s->site.n_systems; i++)
		shape_system(s, i, &ret->systems.items[i]);
	ret->assets.n = card->assets.n;
	ret->assets.items = ARENA_ARRAY(a, struct wire_status_asset, card->assets.n);
	for (size_t i = 0; i < card->assets.n; i++)
		shape_asset(s, &card->assets.items[i], &ret->assets.items[i]);
}

err_t
app_facility_status(struct act *a, struct store_site site, struct wire_facility_status *ret)
{
	struct store_position *p;
	struct forecast_site_work *work = ARENA_NEW(a->arena, struct forecast_site_work);
	struct app_facility_status *s = ARENA_NEW(a->arena, struct app_facility_status);
	struct store_position_query q = { .sites = &site, .n = 1, .at = { a->at.now, a->at.recorded_by }, .days = STORE_FLOW_HISTORY };
	err_t e = app_facility_status_load(a->db, &q, a->arena, &p, a->faults);
	if (e)
		return e;
	if (p->card == NULL)
		return fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	app_facility_status_project(a->app, p, a->at.now, work, a->arena, s);
	app_facility_status_shape(s, a->at.now, a->arena, ret);
	return ERR_OK;
}
