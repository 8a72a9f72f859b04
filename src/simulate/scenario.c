/* scenario - questions about what was drawn. */
#include "simulate/scenario.h"

#include <math.h>

static struct geo_point
place_of(const struct simulate_scenario *s, int i)
{
	return i < s->n_suppliers ? s->suppliers[i].place : s->sites[i - s->n_suppliers].place;
}

void
simulate_scenario_measure(struct simulate_scenario *s, struct arena *a)
{
	int n = s->n_suppliers + s->n_sites;
	s->distance_m = ARENA_ARRAY(a, int32_t, (size_t)n * (size_t)n);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			if (i != k)
				s->distance_m[i * n + k] =
				    (int32_t)llround(geo_km(place_of(s, i), place_of(s, k)) * 1000 * (double)s->road_ppm / SIMULATE_PPM);
}

int32_t
simulate_scenario_road_m(const struct simulate_scenario *s, int from, int to)
{
	return s->distance_m[from * (s->n_suppliers + s->n_sites) + to];
}

int
simulate_scenario_drive_min(const struct simulate_scenario *s, const struct simulate_truck *t, int from, int to)
{
	int64_t per_h = (int64_t)t->speed_kmh * 1000;
	return (int)(((int64_t)simulate_scenario_road_m(s, from, to) * 60 + per_h - 1) / per_h);
}

/* Cumulated shares, so that the hours of a day add up to the day to the gram. */
static int64_t
share(const struct simulate_scenario *s, int64_t day_g, int hour)
{
	return day_g * s->hour_ppm[hour + 1] / SIMULATE_PPM - day_g * s->hour_ppm[hour] / SIMULATE_PPM;
}

struct simulate_need
simulate_scenario_need(const struct simulate_scenario *s, int site, int day, int hour)
{
	const struct simulate_site *x = &s->sites[site];
	int i = s->history_days + day;
	return (struct simulate_need){ share(s, x->ward_g[i], hour), share(s, x->crit_g[i], hour) };
}

/* Events of one day multiply, and a file may have thousands. */
static int64_t
times(int64_t g, int64_t ppm)
{
	__int128 all = (__int128)g * ppm / SIMULATE_PPM;
	return all > SIMULATE_MASS_MOST_G ? SIMULATE_MASS_MOST_G : (int64_t)all;
}

int64_t
simulate_scenario_made_g(const struct simulate_scenario *s, int supplier, int day)
{
	int64_t g = s->suppliers[supplier].production_g_day;
	for (int i = 0; i < s->n_events; i++) {
		const struct simulate_event *e = &s->events[i];
		if (e->kind == SIMULATE_PRODUCTION && e->index == supplier && day >= e->from_day && day < e->to_day)
			g = times(g, e->factor_ppm);
	}
	return g;
}

bool
simulate_scenario_is_out(const struct simulate_scenario *s, enum simulate_event_kind kind, int index, int day)
{
	for (int i = 0; i < s->n_events; i++) {
		const struct simulate_event *e = &s->events[i];
		if (e->kind == kind && e->index == index && day >= e->from_day && day < e->to_day)
			return true;
	}
	return false;
}

bool
simulate_scenario_changes(const struct simulate_scenario *s, int day)
{
	for (int i = 0; i < s->n_events; i++)
		if (s->events[i].kind != SIMULATE_SILENT && (s->events[i].from_day == day || s->events[i].to_day == day))
			return true;
	return false;
}

bool
simulate_scenario_is_split(const struct simulate_scenario *s, int supplier)
{
	for (int i = 0; i < s->n_trucks; i++)
		if (s->trucks[i].supplier == supplier && !s->trucks[i].bottles)
			return s->suppliers[supplier].fill_per_day > 0;
	return false;
}

bool
simulate_scenario_sells(const struct simulate_scenario *s, int supplier, bool lox)
{
	for (int i = 0; i < s->n_trucks; i++)
		if (s->trucks[i].supplier == supplier && s->trucks[i].bottles != lox)
			return true;
	return false;
}
