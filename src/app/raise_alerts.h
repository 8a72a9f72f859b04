/* raise_alerts - compare how facilities stand with what is open against them, and raise, ease or close.
 *
 * Kinds: stock (red or amber by hours), flow (amber 80, red 90 per cent of the limit), silent (the last truth is stale; what
 * was never reported is unknown, not silent). What gets worse is closed and raised anew, so that somebody acknowledges it
 * again; what gets better is eased. Safe to run twice, and by several daemons. */
#ifndef OXY_APP_RAISE_ALERTS_H
#define OXY_APP_RAISE_ALERTS_H

#include "app/app.h"

/* With a DB_JOB connection of its own. Sites are facilities, some hundreds at most: those of a report, or a chunk of a sweep. */
err_t app_raise_alerts(struct app *app, const struct store_site *sites, size_t n, struct faults *f) NODISCARD;

#endif
