/* geo - points on the earth. */
#ifndef OXY_DOMAIN_GEO_H
#define OXY_DOMAIN_GEO_H

#include <stdbool.h>

struct geo_point {
	double lat, lon; /* degrees WGS84; NAN when unknown */
};

bool geo_is_known(struct geo_point p);

/* Great-circle distance in km on a sphere of 6371.0088 km (haversine); NAN when either is unknown.
 */
double geo_km(struct geo_point a, struct geo_point b);

#endif
