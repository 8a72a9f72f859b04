/* export_forecasts - some hundred facilities at a time: 322 rows each. */
#include "app/export_forecasts.h"

#include "app/facility_status.h"
#include "forecast/joint.h"
#include "forecast/member.h"
#include "interop/hubverse.h"
#include "interop/hubverse_tasks.h"
#include "store/position.h"

#include <math.h>

#define STALE_AFTER (36 * INSTANT_HOUR)

enum { CHUNK = 200 };

/* Rows of one location; day h of `g` is today + h - first. */
static void
add(const char *location, day_t today, day_t first_day, int days, const int64_t (*g)[FORECAST_LEVELS], struct str *out)
{
	struct interop_hubverse_row row = { .reference_date = today, .target = INTEROP_HUBVERSE_OXYGEN, .location = location, .type = INTEROP_HUBVERSE_QUANTILE };
	for (int h = 1; h <= FORECAST_MEMBER_HORIZON; h++) {
		int64_t at = (int64_t)today + h - first_day;
		if (at < 0 || at >= days)
			continue;
		row.horizon = h;
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			row.level = forecast_quantile_level(k);
			row.value = (double)g[at][k];
			interop_hubverse_write(out, &row);
		}
	}
}

/* A province under way: the sum of its facilities stays whole while every open one has a forecast. */
struct whole {
	struct forecast_joint *sum;
	bool complete;
};

static void
add_facility(struct act *a, const struct store_position *p, struct whole *w, struct str *out)
{
	const struct forecast_demand *d = &p->demand;
	day_t today = calendar_day_of(a->at.now);
	if (!app_facility_status_is_open(p, today))
		return;
	if (d->days > 0 && a->at.now - p->forecast_as_of <= STALE_AFTER) {
		add(p->site.code, today, d->first_day, d->days, (const int64_t(*)[FORECAST_LEVELS])d->g, out);
		forecast_joint_add(w->sum, a->app->paths, d, (uint64_t)p->site.site_id, NAN);
	} else {
		w->complete = false;
	}
}

/* Unknown is not zero: a province in which a facility has no forecast has none. */
static void
add_province(struct act *a, const char *province, const struct whole *w, struct str *out)
{
	int64_t g[FORECAST_MEMBER_HORIZON][FORECAST_LEVELS];
	if (!w->complete || w->sum->parts == 0)
		return;
	forecast_joint_quantiles(w->sum, g);
	add(province, calendar_day_of(a->at.now), w->sum->first_day, w->sum->days, (const int64_t(*)[FORECAST_LEVELS])g, out);
}

static err_t
list_facilities(struct act *a, const char *province, struct store_site_list *ret)
{
	return store_site_list(a->app->sites, a->db, province, STORE_FACILITY, a->at.recorded_by, a->arena, ret, a->faults);
}

err_t
app_export_forecasts(struct act *a, const char *province, struct str *out)
{
	struct store_site_list list;
	struct whole w = { .sum = ARENA_NEW(a->arena, struct forecast_joint), .complete = true };
	err_t e = list_facilities(a, province, &list);
	interop_hubverse_write_heading(out);
	forecast_joint_begin(w.sum, calendar_day_of(a->at.now) + 1, FORECAST_MEMBER_HORIZON);
	for (size_t from = 0; !e && from < list.n; from += CHUNK) {
		CLEANUP(arena_free_ptr) struct arena *scratch = arena_new();
		struct store_position *p;
		struct store_position_query q = { .sites = list.items + from, .n = list.n - from < CHUNK ? list.n - from : CHUNK, .at = { a->at.now, a->at.recorded_by } };
		e = store_position_forecasts(a->db, &q, scratch, &p, a->faults);
		for (size_t i = 0; !e && i < q.n; i++)
			add_facility(a, &p[i], &w, out);
	}
	if (!e)
		add_province(a, province, &w, out);
	return e;
}

err_t
app_export_forecasts_tasks(struct act *a, const char *province, json_t **ret)
{
	struct store_site_list list;
	double level[FORECAST_LEVELS];
	err_t e = list_facilities(a, province, &list);
	if (e)
		return e;
	const char **location = ARENA_ARRAY(a->arena, const char *, list.n + 1);
	for (size_t i = 0; i < list.n; i++)
		location[i] = list.items[i].code;
	location[list.n] = province;
	for (int k = 0; k < FORECAST_LEVELS; k++)
		level[k] = forecast_quantile_level(k);
	*ret = interop_hubverse_tasks(&(struct interop_hubverse_tasks){ .origin_date = calendar_day_of(a->at.now), .horizons = FORECAST_MEMBER_HORIZON, .levels = level,
	    .n_levels = FORECAST_LEVELS, .locations = location, .n_locations = list.n + 1 });
	return ERR_OK;
}
