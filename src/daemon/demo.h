/* demo - for daemon/demo*.c alone: what the loader works with.
 *
 * The loader is a client of this daemon's own API (so that the demo enters as anybody's data would), but for the stock reports, which it
 * hands to the committer itself, all facilities of an hour at once, and for the clock, which it moves. */
#ifndef OXY_DAEMON_DEMO_H
#define OXY_DAEMON_DEMO_H

#include "api/client.h"
#include "app/app.h"
#include "daemon/daemon.h"
#include "demo/history.h"
#include "demo/world.h"

#include <jansson.h>

struct daemon_demo {
	struct daemon *d;
	struct demo_world *world;
	struct demo_history *history;
	struct api_client *api;
	json_t *tokens; /* what tokens.json will hold */
	instant_t now;  /* when the loading began: where the history ends */
	int64_t reports, quarantined, deliveries; /* counted */
	struct faults faults;
};

/* The province, its tokens and what it reported until now. */
err_t daemon_demo_load(struct daemon_demo *l) NODISCARD;

/* "admin", "coordinator", ...; of(l, "hospital", code) for those of many; "" when there is none. */
const char *daemon_demo_load_token(const struct daemon_demo *l, const char *role, const char *code);

/* A plan of that instant, approved; its deliveries of the day accepted, driven and delivered, those to sites in trouble declined. */
err_t daemon_demo_plan(struct daemon_demo *l) NODISCARD;

/* Ask for a forecast run and wait for it. */
err_t daemon_demo_plan_forecast(struct daemon_demo *l) NODISCARD;

#endif
