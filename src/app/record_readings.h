/* record_readings - a device, or its hospital, says what a tank's instruments show. */
#ifndef OXY_APP_RECORD_READINGS_H
#define OXY_APP_RECORD_READINGS_H

#include "app/app.h"
#include "ingest/readings.h"

#include <jansson.h>

enum { APP_READINGS_MAX = 10000 };

/* One reading as it came: an object, and where it stood ("" or "/3"). */
struct app_reading {
	const json_t *body;
	const char *at;
};

/* Read and check: first whose the assets are (a device's own need not be named; what is not in the session's scope is
 * ERR_NOT_FOUND), then the members. *ret has one element an asset, in act's arena. */
struct app_readings {
	struct ingest_readings *items;
	size_t n;
};
err_t app_record_readings_read(struct act *a, const struct app_reading *sent, size_t n, struct app_readings *ret) NODISCARD;

/* Commit them and wait: outcome[i] of each asset; its faults are in items[i].faults. */
void app_record_readings(struct app *app, struct ingest_readings *items, err_t *outcome, size_t n);

#endif
