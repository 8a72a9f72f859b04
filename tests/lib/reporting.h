/* reporting - a stock report from its JSON through the committer, for tests that stand on what was reported.
 *
 * The fixture's app.ingest must run: reporting_start(fx). */
#ifndef OXY_TESTS_REPORTING_H
#define OXY_TESTS_REPORTING_H

#include "app/report_stock.h"
#include "lib/app_fixture.h"
#include "wire/wire.h"

#include <check.h>
#include <string.h>

static void
reporting_changed(void *arg, struct store_site site)
{
	app_changed(arg, site);
}

static inline void
reporting_start(struct app_fixture *fx)
{
	fx->app.ingest = ingest_start(
	    &(struct ingest_options){ .db = fx->app.db, .clock = fx->app.clock, .paths = fx->app.paths, .changed = reporting_changed, .arg = &fx->app });
}

static inline void
reporting_stop(struct app_fixture *fx)
{
	ingest_stop(fx->app.ingest);
	fx->app.ingest = NULL;
}

/* Returns the HTTP status of the answer; fails the test when it is refused. */
static inline int
reporting_post(struct app_fixture *fx, const struct session *who, const char *text)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct faults faults = { 0 };
	struct act act = { .app = &fx->app, .who = who, .arena = arena, .faults = &faults };
	struct ingest_report *r;
	json_t *body;
	err_t e;
	ck_assert_int_eq(wire_parse(text, strlen(text), &body, &faults), ERR_OK);
	ck_assert_msg(app_report_stock_read(&act, body, NULL, &r) == ERR_OK, "%s: %s", text, faults.n > 0 ? fault_code(faults.item[0].id) : "");
	ck_assert_int_eq(app_report_stock_wait(&act, &r, &e, 1), ERR_OK);
	ck_assert_msg(e == ERR_OK, "%s: %s", text, r->faults.n > 0 ? fault_code(r->faults.item[0].id) : "");
	json_decref(body);
	return r->status;
}

#endif
