/* site - assets to systems, systems to hours, hours to a level. */
#include "forecast/site.h"

#include "domain/units.h"

#include <math.h>
#include <string.h>

enum {
	FILL_PCT = 95, /* tanker fills rarely go above (DOMAIN 3.5) */
};

bool
forecast_site_holds_stock(const struct asset *a)
{
	return a->kind == ASSET_TANK || a->kind == ASSET_CYLINDER_POOL || a->kind == ASSET_MANIFOLD;
}

int64_t
forecast_site_room_g(const struct asset *a)
{
	int64_t g = facility_asset_capacity_g(a);
	if (a->kind == ASSET_TANK && a->capacity_g > 0)
		return g * FILL_PCT / 100 - facility_asset_heel_g(a);
	return g > 0 ? g : FORECAST_UNKNOWN_G;
}

/* Index of the system an asset belongs to; MAIN is added where the card does not name it. */
static int
system_of(struct forecast_site_status *s, const struct asset *a)
{
	const char *code = a->system ? a->system : FACILITY_MAIN_SYSTEM;
	for (int i = 0; i < s->n_systems; i++)
		if (strcmp(s->system[i], code) == 0)
			return i;
	if (s->n_systems == FORECAST_SYSTEMS_MAX)
		return FORECAST_SYSTEMS_MAX - 1;
	s->system[s->n_systems] = code;
	return s->n_systems++;
}

static void
begin_systems(const struct facility *card, struct forecast_site_status *s, struct forecast_site_work *w)
{
	for (size_t i = 0; i < card->assets.n; i++)
		system_of(s, &card->assets.items[i]);
	for (int i = 0; i < s->n_systems; i++) {
		w->systems[i] = (struct forecast_system){ .truths = w->truths[i], .receipts = w->receipts[i], .share_pct = NAN, .limit_lpm = NAN };
		for (size_t k = 0; k < card->systems.n; k++)
			if (strcmp(card->systems.items[k].system, s->system[i]) == 0) {
				w->systems[i].share_pct = card->systems.items[k].share_pct;
				w->systems[i].limit_lpm = card->systems.items[k].max_flow_lpm;
			}
	}
}

/* On-site production, flow limits and room, from the card alone. */
static void
add_plant(struct forecast_system *sys, const struct asset *a)
{
	if (a->kind == ASSET_PSA || a->kind == ASSET_CONCENTRATOR) {
		if (a->production_g > 0)
			sys->production_g_h += a->production_g * FACILITY_DERATE_PCT / 100 / 24;
		sys->outage_pct = a->outage_pct >= 0 ? (int)lround(a->outage_pct) : FACILITY_OUTAGE_PCT;
		return;
	}
	int64_t room = forecast_site_room_g(a);
	if (a->rank == ASSET_RESERVE)
		return;
	if (room != FORECAST_UNKNOWN_G && room > 0 && sys->capacity_g >= 0) {
		sys->capacity_g += room;
		sys->brim_g += a->kind == ASSET_TANK ? room : facility_asset_takes_g(a);
	} else {
		sys->capacity_g = sys->brim_g = -1; /* one unknown makes the sum unknown: no limit is applied */
	}
	if (isnan(sys->limit_lpm) && a->flow_limit_lpm > 0)
		sys->limit_lpm = a->flow_limit_lpm;
}

static void
add_receipt(struct forecast_system *sys, struct forecast_receipt *to, struct forecast_receipt r)
{
	if (sys->n_receipts < FORECAST_RECEIPTS_MAX && r.g != 0)
		to[sys->n_receipts++] = r;
}

int64_t
forecast_site_standing_g(const struct forecast_site_stock *st)
{
	int64_t g = st->g;
	for (int i = 0; i < st->n_moves; i++)
		g += st->moves[i].g;
	return g > 0 ? g : 0;
}

static int64_t
above_heel_g(const struct asset *a, int64_t g)
{
	return g > facility_asset_heel_g(a) ? g - facility_asset_heel_g(a) : 0;
}

int64_t
forecast_site_drawable_g(const struct forecast_site_stock *st)
{
	return above_heel_g(st->asset, forecast_site_standing_g(st));
}

static void
add_stock(const struct forecast_site_stock *st, struct forecast_site_status *s, struct forecast_site_work *w, int64_t *kept_g)
{
	int i = system_of(s, st->asset);
	struct forecast_system *sys = &w->systems[i];
	s->n_assets++;
	if (st->at == INSTANT_NONE || st->g == FORECAST_UNKNOWN_G)
		return;
	s->n_known++;
	if (s->as_of_truth == INSTANT_NONE || st->at < s->as_of_truth)
		s->as_of_truth = st->at;
	if (st->asset->rank == ASSET_RESERVE) {
		sys->reserve_g += forecast_site_drawable_g(st);
		*kept_g += forecast_site_standing_g(st);
		return;
	}
	int64_t usable = above_heel_g(st->asset, st->g);
	*kept_g += st->g < facility_asset_heel_g(st->asset) ? st->g : facility_asset_heel_g(st->asset);
	if (sys->n_truths == FORECAST_TRUTHS_MAX)
		return;
	w->truths[i][sys->n_truths++] = (struct forecast_truth){ .at = st->at, .g = usable };
	for (int k = 0; k < st->n_moves; k++)
		add_receipt(sys, w->receipts[i], st->moves[k]);
}

/* Systems nothing is known of stay unknown, and so does the sum; a system with production alone has no stock to know. */
static void
total(struct forecast_site_status *s, int64_t kept_g)
{
	s->usable_g = 0;
	for (int i = 0; i < s->n_systems; i++)
		if (s->run.system[i].on_hand_g != FORECAST_UNKNOWN_G)
			s->usable_g += s->run.system[i].on_hand_g;
	if (s->n_known == 0)
		s->usable_g = FORECAST_UNKNOWN_G;
	s->on_hand_g = s->n_known < s->n_assets || s->n_assets == 0 ? FORECAST_UNKNOWN_G : s->usable_g + kept_g;
}

void
forecast_site_project(const struct forecast_site_input *in, struct forecast_site_work *w, struct forecast_site_status *ret)
{
	int64_t kept_g = 0; /* heels and reserves: there, but not to be drawn */
	memset(ret, 0, sizeof *ret);
	ret->as_of_truth = INSTANT_NONE;
	begin_systems(in->card, ret, w);
	for (size_t i = 0; i < in->card->assets.n; i++) {
		const struct asset *a = &in->card->assets.items[i];
		add_plant(&w->systems[system_of(ret, a)], a);
	}
	for (int i = 0; i < in->n_stocks; i++)
		add_stock(&in->stocks[i], ret, w, &kept_g);
	for (int i = 0; i < in->n_inbound; i++) {
		int k = system_of(ret, in->inbound[i].asset);
		add_receipt(&w->systems[k], w->receipts[k], in->inbound[i].receipt);
	}
	forecast_paths_make(in->table, in->demand, in->seed, &w->paths);
	if (ret->n_systems > 0)
		forecast_runout_make(&(struct forecast_runout_input){ .now = in->now, .systems = w->systems, .n_systems = ret->n_systems,
		                         .paths = &w->paths, .table = in->table, .flow_lpm = in->flow_lpm },
		    &ret->run);
	total(ret, kept_g);
	ret->flow = ret->run.site.flow;
	ret->stale = forecast_level_is_stale(ret->as_of_truth, in->now, (double)in->card->report_every_h, in->levels);
	ret->level = forecast_level_of(
	    &(struct forecast_level_input){ .hours_p10 = ret->n_known > 0 ? ret->run.site.hours.p10 : NAN, .stale = ret->stale,
	        .partly_unknown = ret->n_known < ret->n_assets, .lead_p90_h = in->lead_p90_h },
	    in->levels);
}
