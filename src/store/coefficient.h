/* coefficient - coefficient sets that people enter, as rows. */
#ifndef OXY_STORE_COEFFICIENT_H
#define OXY_STORE_COEFFICIENT_H

#include "base/mem.h"
#include "db/db.h"
#include "domain/calendar.h"
#include "forecast/coefficients.h"

struct store_coefficient {
	const char *set, *item;
	day_t dated;
	double value;                    /* as in struct forecast_coefficients */
	const char *said, *unit, *source; /* as written; source may be NULL */
};

/* Lay the edition in force over *inout (its gaps are left as they are); *ret_dated is its day, DAY_NONE when there is none. */
err_t store_coefficient_lay(struct db_conn *c, const char *set, day_t day, instant_t recorded_by, struct forecast_coefficients *inout, day_t *ret_dated,
    struct faults *f) NODISCARD;

enum store_coefficient_result { STORE_COEFFICIENT_CREATED, STORE_COEFFICIENT_CHANGED, STORE_COEFFICIENT_UNCHANGED };

/* Keep those that say something new; ret[i] is what became of v[i]. No two of them are the same item of an edition. */
err_t store_coefficient_put(struct db_conn *c, const struct store_coefficient *v, size_t n, instant_t recorded_at, int64_t cred_id, struct arena *a,
    enum store_coefficient_result *ret, struct faults *f) NODISCARD;

#endif
