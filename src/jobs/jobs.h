/* jobs - what the daemon does by itself: a table of periodic jobs, and the facilities whose forecast must follow a report.
 *
 * Two threads. One walks the table by the program's clock, so that a replayed month has its nights; a moved clock wakes it, and
 * what fell due several times meanwhile is done once. Of several daemons on one database one at a time runs a job (advisory lock).
 * The other takes facilities that changed, a quarter of a second's worth together, forecasts them and looks at their
 * alerts; it is there for this daemon's own writes, so it needs no lock. */
#ifndef OXY_JOBS_JOBS_H
#define OXY_JOBS_JOBS_H

#include "app/app.h"

#include <stdatomic.h>

struct job {
	const char *name, *what;
	instant_t every;                                 /* of the program's clock */
	/* With connections of its own; harmless when done again, so it stops between two steps once *ending is true. */
	err_t (*run)(struct app *app, const atomic_bool *ending, struct faults *f);
};

extern const struct job jobs_table[];
extern const size_t jobs_table_n;

struct jobs;
struct jobs *jobs_start(struct app *app) NODISCARD;
void jobs_stop(struct jobs *j); /* finishes what is under way; NULL is fine */

/* Any thread; none of them waits. */
void jobs_site_changed(struct jobs *j, struct store_site site);
void jobs_province_changed(struct jobs *j, const char *province);
void jobs_clock_moved(struct jobs *j);

/* Until everything that changed before the call is forecast, or the time has passed (false). */
bool jobs_settle(struct jobs *j, int64_t timeout_us);

/* One file each. */
err_t jobs_expire_offers(struct app *app, const atomic_bool *ending, struct faults *f) NODISCARD;
err_t jobs_forecast_provinces(struct app *app, const atomic_bool *ending, struct faults *f) NODISCARD;
err_t jobs_forget_keys(struct app *app, const atomic_bool *ending, struct faults *f) NODISCARD;
err_t jobs_make_partitions(struct app *app, const atomic_bool *ending, struct faults *f) NODISCARD;
err_t jobs_replan_provinces(struct app *app, const atomic_bool *ending, struct faults *f) NODISCARD;
err_t jobs_score_forecasts(struct app *app, const atomic_bool *ending, struct faults *f) NODISCARD;
err_t jobs_sweep_alerts(struct app *app, const atomic_bool *ending, struct faults *f) NODISCARD;

#endif
