/* export_forecasts - some hundred facilities at a time: 322 rows each. */
#include "app/export_forecasts.h"

#include "forecast/member.h"
#include "interop/hubverse.h"
#include "interop/hubverse_tasks.h"
#include "store/position.h"

#define STALE_AFTER (36 * INSTANT_HOUR)

enum { CHUNK = 200 };

static void
add(const struct store_position *p, day_t today, struct str *out)
{
	const struct forecast_demand *d = &p->demand;
	struct interop_hubverse_row row = { .reference_date = today, .target = INTEROP_HUBVERSE_OXYGEN, .location = p->site.code, .type = INTEROP_HUBVERSE_QUANTILE };
	for (int h = 1; h <= FORECAST_MEMBER_HORIZON; h++) {
		int64_t at = (int64_t)today + h - d->first_day;
		if (at < 0 || at >= d->days)
			continue;
		row.horizon = h;
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			row.level = forecast_quantile_level(k);
			row.value = (double)d->g[at][k];
			interop_hubverse_write(out, &row);
		}
	}
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
	err_t e = list_facilities(a, province, &list);
	interop_hubverse_write_heading(out);
	for (size_t from = 0; !e && from < list.n; from += CHUNK) {
		CLEANUP(arena_free_ptr) struct arena *scratch = arena_new();
		struct store_position *p;
		struct store_position_query q = { .sites = list.items + from, .n = list.n - from < CHUNK ? list.n - from : CHUNK, .at = { a->at.now, a->at.recorded_by } };
		e = store_position_forecasts(a->db, &q, scratch, &p, a->faults);
		for (size_t i = 0; !e && i < q.n; i++)
			if (p[i].demand.days > 0 && a->at.now - p[i].forecast_as_of <= STALE_AFTER)
				add(&p[i], calendar_day_of(a->at.now), out);
	}
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
	const char **location = ARENA_ARRAY(a->arena, const char *, list.n);
	for (size_t i = 0; i < list.n; i++)
		location[i] = list.items[i].code;
	for (int k = 0; k < FORECAST_LEVELS; k++)
		level[k] = forecast_quantile_level(k);
	*ret = interop_hubverse_tasks(&(struct interop_hubverse_tasks){ .origin_date = calendar_day_of(a->at.now), .horizons = FORECAST_MEMBER_HORIZON, .levels = level,
	    .n_levels = FORECAST_LEVELS, .locations = location, .n_locations = list.n });
	return ERR_OK;
}
