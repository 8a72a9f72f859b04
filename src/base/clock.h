/* clock - the daemon's one idea of now.
 *
 * recorded_at, silence, expiry, jobs and as_of follow this clock, never the system's. A live
 * clock is the system's; a replay clock (CONTRACT.md section 5) is unset until first set, stands
 * still between settings and only moves forward, so that months of history enter through the
 * ordinary verbs with the recorded_at they would have had.
 *
 * Instants are microseconds of UTC. Deadlines of I/O use clock_mono(), which nobody sets.
 * All functions may be called from any thread. */
#ifndef OXY_BASE_CLOCK_H
#define OXY_BASE_CLOCK_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef int64_t instant_t; /* microseconds since 1970-01-01T00:00:00Z */

#define INSTANT_NONE INT64_MIN /* unknown; never a time */
#define INSTANT_SECOND INT64_C(1000000)
#define INSTANT_MINUTE (60 * INSTANT_SECOND)
#define INSTANT_HOUR (60 * INSTANT_MINUTE)
#define INSTANT_DAY (24 * INSTANT_HOUR)

struct clock;

struct clock *clock_new_live(void) NODISCARD;
struct clock *clock_new_replay(void) NODISCARD; /* unset: clock_is_set() is false */
void clock_free(struct clock *c);

/* Now. On an unset replay clock the system's time, which is used for nothing that lasts. */
instant_t clock_now(const struct clock *c);
bool clock_is_set(const struct clock *c);
bool clock_is_replay(const struct clock *c);

/* Move a replay clock forward; false when it is live or `to` is earlier than now. */
bool clock_set(struct clock *c, instant_t to) NODISCARD;

/* End the replay for good: from here on the system's time. False when that would go back. */
bool clock_go_live(struct clock *c) NODISCARD;

/* Monotonic microseconds for deadlines. */
int64_t clock_mono(void);

/* The monotonic instant so many microseconds from now, for a timed wait on a condition of
 * CLOCK_MONOTONIC. */
struct timespec clock_after(int64_t us);

#endif
