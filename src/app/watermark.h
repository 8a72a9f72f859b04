/* watermark - up to when the record is final.
 *
 * recorded_at is earlier than its commit, so "recorded by T" may still grow after T. The remedy (doc/adr/0003): announce W
 * and commit; take an own transaction number B; wait until no transaction older than B is left; publish W. A writer
 * that does not know of the announcement has a number below B; one that does records after W.
 * A thread publishes every second while something is written, and at once when somebody waits. */
#ifndef OXY_APP_WATERMARK_H
#define OXY_APP_WATERMARK_H

#include "app/app.h"

struct app_watermark *app_watermark_start(struct app *app) NODISCARD;
void app_watermark_stop(struct app_watermark *w);

/* The newest published one; INSTANT_NONE before the first. */
instant_t app_watermark_now(struct app_watermark *w);

/* Wait (2 s at most) until everything recorded by `at` is final. ERR_AWAY when that does not happen; as_of later than the
 * clock is the caller's to refuse. In a replay that stands at `at`, later writes of the same standing are recorded after it. */
err_t app_watermark_wait(struct app_watermark *w, instant_t at, struct faults *f) NODISCARD;

#endif
