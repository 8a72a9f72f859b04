/* clock - which clock this state directory has, and where a replay clock stands.
 *
 * STATE/clock holds "live", "replay" (unset), "replay MICROSECONDS" or "replayed" (a replay that
 * went live for good). It is decided once, when the directory is new. "loading" is a new directory
 * whose demo was not loaded to its end: it is made anew (daemon/demo.c). */
#include "daemon/file.h"
#include "daemon/frame.h"
#include "demo/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool
state_is_new(const struct daemon *d)
{
	char path[4096];
	struct stat st;
	snprintf(path, sizeof path, "%s/pg", d->state_dir);
	return stat(path, &st) != 0;
}

static err_t
restore(struct daemon *d, const char *text, struct faults *f)
{
	int64_t at;
	if (strncmp(text, "replay", 6) != 0 || str_eq(text, "replayed")) {
		d->clock = clock_new_live();
		return ERR_OK;
	}
	d->clock = clock_new_replay();
	if (text[6] == '\0' || (str_to_i64(text + 7, &at) && clock_set(d->clock, at)))
		return ERR_OK;
	return fault_add(f, FAULT_STATE_DIR, "state.dir", "clock",
	    "expected live, replay, replay MICROSECONDS or replayed", NULL);
}

static err_t
begin(struct daemon *d, struct faults *f)
{
	bool loads = d->config->demo && !d->config->replay && (d->was_loading || state_is_new(d));
	const char *text = loads ? "loading\n" : d->config->replay ? "replay\n" : "live\n";
	d->clock = loads || d->config->replay ? clock_new_replay() : clock_new_live();
	d->demo_until = loads ? clock_now(d->clock) : INSTANT_NONE;
	if (loads && !clock_set(d->clock, d->demo_until - (DEMO_HISTORY_DAYS + 1) * INSTANT_DAY))
		return fault_add(f, FAULT_STATE_DIR, "demo", d->state_dir, "its clock cannot be set", NULL);
	return daemon_file_write(d->state_dir, "clock", text, f);
}

err_t
daemon_clock_start(struct daemon *d, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	d->demo_until = INSTANT_NONE;
	if (daemon_file_read(d->state_dir, "clock", &text)) {
		text.data[strcspn(str_text(&text), "\n")] = '\0';
		d->was_loading = str_eq(text.data, "loading");
		if (d->was_loading)
			return begin(d, f);
		if (d->config->replay && str_eq(text.data, "live"))
			return fault_add(f, FAULT_STATE_DIR, "replay", d->state_dir,
			    "has live history; a replay needs a new state directory", NULL);
		return restore(d, text.data, f);
	}
	if (d->config->replay && !state_is_new(d))
		return fault_add(f, FAULT_STATE_DIR, "replay", d->state_dir,
		    "has live history; a replay needs a new state directory", NULL);
	return begin(d, f);
}

void
daemon_clock_stop(struct daemon *d)
{
	clock_free(d->clock);
	d->clock = NULL;
}

err_t
daemon_clock_save(struct daemon *d, struct faults *f)
{
	char text[40] = "replay\n";
	if (!clock_is_replay(d->clock))
		return daemon_file_write(d->state_dir, "clock", "replayed\n", f);
	if (clock_is_set(d->clock))
		snprintf(text, sizeof text, "replay %" PRId64 "\n", clock_now(d->clock));
	return daemon_file_write(d->state_dir, "clock", text, f);
}
