/* facility - the words of a facility's enums. */
#include "domain/facility.h"
#include "base/str.h"
#include "domain/container.h"

#include <math.h>

enum { POOLS_AT_ONCE = 2 };

static const char *const level_words[] = {
	[FACILITY_CENTRAL] = "central",
	[FACILITY_PROVINCE] = "province",
	[FACILITY_REGION] = "region",
	[FACILITY_DISTRICT] = "district",
	[FACILITY_COMMUNE] = "commune",
	[FACILITY_PRIVATE] = "private",
};
const struct names facility_levels = NAMES(level_words);

static const char *const kind_words[] = {
	[ASSET_TANK] = "tank",
	[ASSET_CYLINDER_POOL] = "cylinder_pool",
	[ASSET_MANIFOLD] = "manifold",
	[ASSET_PSA] = "psa",
	[ASSET_CONCENTRATOR] = "concentrator",
};
const struct names facility_asset_kinds = NAMES(kind_words);

static const char *const rank_words[] = {
	[ASSET_PRIMARY] = "primary",
	[ASSET_SECONDARY] = "secondary",
	[ASSET_RESERVE] = "reserve",
};
const struct names facility_asset_ranks = NAMES(rank_words);

static const char *const basis_words[] = {
	[FILL_CONTRACT] = "contract",
	[FILL_EMERGENCY] = "emergency",
};
const struct names facility_fill_bases = NAMES(basis_words);

const struct asset *
facility_asset(const struct facility *f, const char *asset)
{
	LIST_FOREACH(a, &f->assets)
		if (str_eq(a->asset, asset))
			return a;
	return NULL;
}

int64_t
facility_asset_capacity_g(const struct asset *a)
{
	if (a->capacity_g > 0)
		return a->capacity_g;
	const struct container *c = a->cylinder_type ? container_find(a->cylinder_type) : NULL;
	return c != NULL && a->bottles > 0 ? a->bottles * c->g : 0;
}

int64_t
facility_asset_heel_g(const struct asset *a)
{
	return a->kind == ASSET_TANK && a->heel_g > 0 ? a->heel_g : 0;
}

int64_t
facility_asset_takes_g(const struct asset *a)
{
	return facility_asset_capacity_g(a) * (a->kind == ASSET_TANK ? 1 : POOLS_AT_ONCE);
}

double
facility_asset_made_g(const struct asset *a)
{
	if ((a->kind != ASSET_PSA && a->kind != ASSET_CONCENTRATOR) || a->production_g <= 0)
		return 0;
	return (double)a->production_g * FACILITY_DERATE_PCT / 100 * (100 - (isnan(a->outage_pct) ? FACILITY_OUTAGE_PCT : a->outage_pct)) / 100;
}
