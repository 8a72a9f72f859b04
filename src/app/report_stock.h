/* report_stock - a facility says what it has, what came in, what it used. */
#ifndef OXY_APP_REPORT_STOCK_H
#define OXY_APP_REPORT_STOCK_H

#include "app/app.h"
#include "ingest/ingest.h"

#include <jansson.h>

/* The Idempotency-Key of the request; key NULL: none. */
struct app_report_key {
	const char *route, *key;
	const uint8_t *sha;
};

/* Read and check a report (facility in scope first, then its members). *ret is in act's arena, filled but for done and arg: then
 * hand it to app_report_stock_submit. Warnings of the reading stand in ret->faults. */
err_t app_report_stock_read(struct act *a, const json_t *body, const struct app_report_key *key, struct ingest_report **ret) NODISCARD;

/* Hand it to the committer; r->done is called once it is durable or refused. */
err_t app_report_stock_submit(struct act *a, struct ingest_report *r) NODISCARD;

/* The same, waiting for the outcome. */
err_t app_report_stock_wait(struct act *a, struct ingest_report **reports, err_t *outcomes, size_t n) NODISCARD;

#endif
