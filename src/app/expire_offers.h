/* expire_offers - offers that nobody answered within four hours lapse, and their need returns to the next plan. */
#ifndef OXY_APP_EXPIRE_OFFERS_H
#define OXY_APP_EXPIRE_OFFERS_H

#include "app/app.h"

/* A job's verb: `a` is a write transaction of DB_JOB with who = the daemon (cred_id 0). At most 500 at a time; *ret_n says how many. */
err_t app_expire_offers(struct act *a, int *ret_n) NODISCARD;

#endif
