/* geo - haversine distance, which stays exact for near points where the cosine rule does not. */
#include "domain/geo.h"

#include <math.h>

static const double EARTH_KM = 6371.0088; /* mean radius, IUGG */

bool
geo_is_known(struct geo_point p)
{
	return isfinite(p.lat) && isfinite(p.lon);
}

double
geo_km(struct geo_point a, struct geo_point b)
{
	const double rad = acos(-1.0) / 180;
	if (!geo_is_known(a) || !geo_is_known(b))
		return NAN;
	double dlat = sin((b.lat - a.lat) * rad / 2), dlon = sin((b.lon - a.lon) * rad / 2);
	double h = dlat * dlat + cos(a.lat * rad) * cos(b.lat * rad) * dlon * dlon;
	return 2 * EARTH_KM * asin(fmin(1, sqrt(h)));
}
