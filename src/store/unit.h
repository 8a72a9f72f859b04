/* unit - administrative units of every edition of the code list, keyed (code, valid_from). */
#ifndef OXY_STORE_UNIT_H
#define OXY_STORE_UNIT_H

#include "base/mem.h"
#include "db/db.h"
#include "domain/calendar.h"
#include "domain/geo.h"

enum store_unit_kind { STORE_UNIT_PROVINCE = 1, STORE_UNIT_COMMUNE = 2 };

/* What became of a unit that was said. */
enum store_unit_result { STORE_UNIT_UNCHANGED, STORE_UNIT_CREATED, STORE_UNIT_CHANGED };

struct store_unit {
	const char *code;
	day_t valid_from, valid_to; /* DAY_NONE: stands */
	enum store_unit_kind kind;
	const char *parent;            /* communes: province; NULL */
	const char *name_vi, *name_en; /* NULL unknown */
	struct geo_point place;
	const char *successor;         /* NULL: none, or several */
	enum store_unit_result result; /* set by store_unit_put */
};

/* Say units, all of one kind; no two may have the same code and valid_from. What is unknown here
 * does not erase what was known; an older row of a code that stood until now ends where the new one
 * begins. Sets result of each. */
err_t store_unit_put(struct db_conn *c, struct store_unit *units, size_t n, struct arena *a,
    struct faults *f) NODISCARD;

/* The same for what the program knows itself: rows that are there already stay as they are. Sets no
 * result. */
err_t store_unit_begin(struct db_conn *c, const struct store_unit *units, size_t n, struct arena *a,
    struct faults *f) NODISCARD;

/* What became of communes of an older edition; NULL where that is in doubt. ret has n places. */
err_t store_unit_successors(struct db_conn *c, const char *const *communes, size_t n, day_t edition,
    struct arena *a, const char **ret, struct faults *f) NODISCARD;

#endif
