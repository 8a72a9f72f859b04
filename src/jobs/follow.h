/* follow - forecasts and alerts follow what was reported, within seconds. For jobs/ alone. */
#ifndef OXY_JOBS_FOLLOW_H
#define OXY_JOBS_FOLLOW_H

#include "app/app.h"

struct jobs_follow;
struct jobs_follow *jobs_follow_start(struct app *app) NODISCARD;
void jobs_follow_stop(struct jobs_follow *w);

/* A facility changed; site_id 0: its whole province must be forecast again. Never waits; twice before it is done is once. */
void jobs_follow_put(struct jobs_follow *w, struct store_site site);

/* Wait until all that was put is done; false after the timeout. */
bool jobs_follow_settle(struct jobs_follow *w, int64_t timeout_us);

#endif
