/* admin - the provinces of Viet Nam, and when each code meant what.
 *
 * On 1 July 2025 63 provinces became 34, and seven codes (15 24 44 52 80 82 91) went on with
 * another meaning: 24 was Bac Giang, and is Bac Ninh. So a code means something only on a day. */
#ifndef OXY_DOMAIN_ADMIN_H
#define OXY_DOMAIN_ADMIN_H

#include "domain/calendar.h"
#include "domain/geo.h"

#include <stddef.h>

enum admin_type { ADMIN_NONE, ADMIN_MUNICIPALITY, ADMIN_PROVINCE };

struct admin_unit {
	const char *code; /* two digits */
	day_t valid_from; /* the first day of this name and type; the table begins on 2008-08-01 */
	day_t valid_to;   /* the first day it no longer holds; DAY_NONE: in force */
	enum admin_type type;
	const char *name_vi, *name_en;
	const char *merged_into; /* the code of the 34 that took it over; NULL for one of the 34 */
	struct geo_point centre; /* of the 34; unknown for the old ones */
};

const struct admin_unit *admin_table(size_t *ret_n);

/* What a code meant on a day; NULL when nothing. */
const struct admin_unit *admin_find(const char *code, day_t on);

/* The code in force on `now` of the territory that `code` meant on day `on`; NULL when unknown. */
const char *admin_successor(const char *code, day_t on, day_t now);

/* Does this code name another province since 1 July 2025 than before? */
bool admin_is_reused(const char *code);

#define ADMIN_MERGER_DAY 20270 /* 2025-07-01 */

#endif
