/* clock - live or replayed time behind one atomic.
 *
 * `set` holds the replay instant, INSTANT_NONE while unset, LIVE once live. */
#include "base/clock.h"
#include "base/mem.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define LIVE INT64_MAX

struct clock {
	_Atomic instant_t set;
};

static instant_t
system_now(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return (instant_t)ts.tv_sec * INSTANT_SECOND + ts.tv_nsec / 1000;
}

static struct clock *
new_clock(instant_t set)
{
	struct clock *c = MEM_NEW(struct clock);
	atomic_init(&c->set, set);
	return c;
}

struct clock *
clock_new_live(void)
{
	return new_clock(LIVE);
}

struct clock *
clock_new_replay(void)
{
	return new_clock(INSTANT_NONE);
}

void
clock_free(struct clock *c)
{
	free(c);
}

instant_t
clock_now(const struct clock *c)
{
	instant_t set = atomic_load(&c->set);
	return set == LIVE || set == INSTANT_NONE ? system_now(CLOCK_REALTIME) : set;
}

bool
clock_is_set(const struct clock *c)
{
	return atomic_load(&c->set) != INSTANT_NONE;
}

bool
clock_is_replay(const struct clock *c)
{
	return atomic_load(&c->set) != LIVE;
}

bool
clock_set(struct clock *c, instant_t to)
{
	instant_t set = atomic_load(&c->set);
	do {
		if (set == LIVE || to < set)
			return false;
	} while (!atomic_compare_exchange_weak(&c->set, &set, to));
	return true;
}

bool
clock_go_live(struct clock *c)
{
	instant_t set = atomic_load(&c->set);
	if (set != LIVE && set != INSTANT_NONE && set > system_now(CLOCK_REALTIME))
		return false;
	atomic_store(&c->set, LIVE);
	return true;
}

int64_t
clock_mono(void)
{
	return system_now(CLOCK_MONOTONIC);
}

struct timespec
clock_after(int64_t us)
{
	instant_t at = clock_mono() + us;
	return (struct timespec){ .tv_sec = at / INSTANT_SECOND,
		.tv_nsec = at % INSTANT_SECOND * 1000 };
}
