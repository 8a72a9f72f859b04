/* travel - great-circle kilometres times a road factor, until somebody brings a road matrix.
 *
 * Rounded to whole metres here, once, so that everything after it is integer arithmetic. */
#include "planner/travel.h"

#include <math.h>

#define EARTH_M 6371008.8

static double
radians(double degrees)
{
	return degrees * 3.14159265358979323846 / 180;
}

int32_t
planner_travel_road_m(struct planner_place a, struct planner_place b, int road_factor_pct)
{
	double dlat = radians(b.lat - a.lat) / 2, dlon = radians(b.lon - a.lon) / 2;
	double h = sin(dlat) * sin(dlat) +
		   cos(radians(a.lat)) * cos(radians(b.lat)) * sin(dlon) * sin(dlon);

	return (int32_t)lround(2 * EARTH_M * asin(sqrt(h > 1 ? 1 : h)) * road_factor_pct / 100);
}

const int32_t *
planner_travel_matrix(const struct planner_input *in, int road_factor_pct, struct arena *a)
{
	int n = in->n_suppliers + in->n_facilities;

	if (in->distance_m)
		return in->distance_m;
	struct planner_place *place = ARENA_ARRAY(a, struct planner_place, (size_t)n + 1);
	int32_t *m = ARENA_ARRAY(a, int32_t, (size_t)n * (size_t)n + 1);
	for (int i = 0; i < in->n_suppliers; i++)
		place[i] = in->suppliers[i].place;
	for (int i = 0; i < in->n_facilities; i++)
		place[in->n_suppliers + i] = in->facilities[i].place;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			m[i * n + j] = m[j * n + i] =
			    planner_travel_road_m(place[i], place[j], road_factor_pct);
	return m;
}

int
planner_travel_min(int32_t distance_m, int speed_kmh)
{
	uint32_t per_hour = (uint32_t)speed_kmh * 1000; /* 32 bits reach to 71,000 km */

	return (int)(((uint32_t)distance_m * 60 + per_hour - 1) / per_hour);
}

/* Grams or bottles for which unload_min_per_unit is said. */
enum { GRAMS = 1000000, BOTTLES = 100 };

int
planner_travel_unload_min(const struct planner_vehicle *v, int64_t g, int bottles)
{
	int64_t units = (v->bottles ? bottles : g) * v->unload_min_per_unit;

	return v->unload_min + (int)(v->bottles ? (units + BOTTLES - 1) / BOTTLES : (units + GRAMS - 1) / GRAMS);
}

int64_t
planner_travel_unloaded(const struct planner_vehicle *v, int minutes)
{
	int64_t most = v->bottles ? v->capacity_bottles : v->capacity_g;
	int64_t left = minutes > v->unload_min ? minutes - v->unload_min : 0;

	left *= v->bottles ? BOTTLES : GRAMS;
	if (!v->unload_min_per_unit || left / v->unload_min_per_unit > most)
		return most;
	return left / v->unload_min_per_unit;
}
