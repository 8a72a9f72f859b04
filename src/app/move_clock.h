/* move_clock - the replay clock: forward to an instant, or live for good (CONTRACT section 5). */
#ifndef OXY_APP_MOVE_CLOCK_H
#define OXY_APP_MOVE_CLOCK_H

#include "app/app.h"
#include "wire/record_shape.h"

/* Where the clock stands; now is unknown while it was never set. */
void app_move_clock_get(const struct app *app, struct wire_clock *ret);

/* Move it, and wait for what follows reports when `to` says settle (ERR_AWAY when that lasts too long). A program that reports and then
 * asks for a plan gets the same plan each time only when forecasts are not still under way beside it. ERR_CONFLICT when the clock is live or the instant is
 * earlier, ERR_INVALID when a replay would begin in the future. act.recorded_at becomes the new clock's. */
err_t app_move_clock(struct act *a, const struct wire_clock *to, struct wire_clock *ret) NODISCARD;

#endif
