/* area_status - how a province and the nation stand: sums, the worst, counts by level, and what the sums cover.
 *
 * A sum is over the facilities whose figure is known, and the coverage says how many those are; it is null when none is.
 * National figures are the sums of the provinces', so they add up. Closed facilities are not counted. */
#ifndef OXY_APP_AREA_STATUS_H
#define OXY_APP_AREA_STATUS_H

#include "app/app.h"
#include "wire/status_shape.h"

enum { APP_AREA_UNMET_DAYS = 7 }; /* expected_unmet_g_per_day is the mean of a week */

/* A province in the session's scope, with every facility's own status when asked for. */
err_t app_area_status_province(struct act *a, const char *province, bool facilities, struct wire_province_status *ret) NODISCARD;

/* Every province that the session sees. */
err_t app_area_status_national(struct act *a, struct wire_national_status *ret) NODISCARD;

#endif
