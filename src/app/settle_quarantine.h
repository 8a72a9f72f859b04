/* settle_quarantine - somebody who knows says whether a doubted value is right. */
#ifndef OXY_APP_SETTLE_QUARANTINE_H
#define OXY_APP_SETTLE_QUARANTINE_H

#include "app/app.h"

enum app_verdict { APP_CONFIRM = 1, APP_REJECT = 2 };

/* A value in doubt, as it stands when it is found. */
struct app_settle_quarantine_doubt {
	struct id id;
	struct store_site site;
	int64_t decision; /* enum app_verdict; UNKNOWN_I64 while nobody has settled it */
	bool is_replaced; /* by a newer revision of its report */
};

/* ERR_NOT_FOUND outside the scope. */
err_t app_settle_quarantine_find(struct act *a, struct id id, struct app_settle_quarantine_doubt *ret) NODISCARD;

/* ERR_CONFLICT when it was settled or replaced already. */
err_t app_settle_quarantine(struct act *a, const struct app_settle_quarantine_doubt *d, enum app_verdict v, const char *reason) NODISCARD;

#endif
