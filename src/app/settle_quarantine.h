/* settle_quarantine - somebody who knows says whether a doubted value is right. */
#ifndef OXY_APP_SETTLE_QUARANTINE_H
#define OXY_APP_SETTLE_QUARANTINE_H

#include "app/app.h"

enum app_verdict { APP_CONFIRM = 1, APP_REJECT = 2 };

/* ERR_NOT_FOUND outside the scope; ERR_CONFLICT when it was settled or replaced already. *ret_site: whose it was. */
err_t app_settle_quarantine(struct act *a, struct id id, enum app_verdict v, const char *reason, struct store_site *ret_site) NODISCARD;

#endif
