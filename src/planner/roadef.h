/* roadef - instances of the ROADEF/EURO challenge 2016 (Air Liquide), version 1, in memory.
 *
 * One product, tanks at customers that must stay between a safety level and a capacity at the end
 * of every step of the horizon, a base, sources without limit, trailers with a first load, drivers
 * with windows. A shift is one driver with one trailer: from the base over loads and deliveries
 * back to the base. Wanted is the smallest cost by quantity delivered (logistic ratio).
 *
 * Version 1 is what is read: every customer is managed by the vendor. Files that the challenge
 * converted to version 2 are read too when they hold nothing but that: no call-in customer, no
 * layover; windows and least quantities of customers are kept.
 *
 * Units: quantities and distances in millionths of the file's unit (kg and km in the public files),
 * times in minutes, costs by minute and by unit of distance in 1e-12.
 * An instance never changes once it is read. */
#ifndef OXY_PLANNER_ROADEF_H
#define OXY_PLANNER_ROADEF_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROADEF_UNIT INT64_C(1000000)            /* one unit of quantity */
#define ROADEF_DISTANCE INT64_C(1000000)        /* one unit of distance */
#define ROADEF_RATE INT64_C(1000000000000)      /* one unit of cost by minute or distance */
#define ROADEF_RATE_MAX INT64_C(1000000)        /* units */
#define ROADEF_QUANTITY_MAX INT64_C(1000000000) /* units, in one number of a file */
#define ROADEF_NEVER INT32_MAX

enum {
	ROADEF_PLACES_MAX = 2000,
	ROADEF_STEPS_MAX = 9000,
	ROADEF_DRIVERS_MAX = 200,
	ROADEF_TRAILERS_MAX = 200,
	ROADEF_WINDOWS_MAX = 100000, /* of one list */
	ROADEF_MINUTES_MAX = 10000000,
	ROADEF_FAR_MAX = 1000000, /* units of distance */
};

struct roadef_window {
	int32_t start, end;
};

struct roadef_driver {
	int32_t rest;    /* between two shifts */
	int32_t driving; /* in one shift */
	int32_t layover; /* a wait that long would be a layover; ROADEF_NEVER where there is none */
	int64_t minute_cost;
	int32_t n_windows;
	const struct roadef_window *windows;
	const bool *trailer_ok; /* by trailer */
};

struct roadef_trailer {
	int64_t capacity, initial;
	int64_t distance_cost;
};

/* Place 0 is the base, 1..n_sources are sources, the others customers. */
struct roadef_place {
	int32_t setup;
	const bool *trailer_ok; /* by trailer */
	/* ---- customers only ---- */
	int32_t n_windows; /* 0: always open; both arrival and departure are in one of them */
	const struct roadef_window *windows;
	int64_t capacity, initial, safety, least; /* least of one delivery */
	const int64_t *used; /* [step] from the start to the end of that step, all added up */
};

struct roadef {
	int32_t step, steps; /* minutes of a step; steps of the horizon */
	int32_t n_places, n_sources, n_drivers, n_trailers;
	const struct roadef_place *places;
	const struct roadef_driver *drivers;
	const struct roadef_trailer *trailers;
	const int32_t *minutes;  /* [from * n_places + to] */
	const int64_t *distance; /* likewise */
};

/* The challenge's XML. Arrays are in the arena. On a fault `why` says "LINE: what would be right".
 */
err_t planner_roadef_xml(
    const char *text, size_t len, struct arena *a, struct roadef *ret, struct str *why);

/* The same instance as a directory of eight tables, text[i] of file planner_roadef_csv_names[i].
 * A step is 60 minutes there. On a fault `why` says "FILE:LINE: what would be right". */
enum { ROADEF_CSV_FILES = 8 };
extern const char *const planner_roadef_csv_names[ROADEF_CSV_FILES];
err_t planner_roadef_csv(
    const struct str text[ROADEF_CSV_FILES], struct arena *a, struct roadef *ret, struct str *why);

/* ---- For the readers ---- */

/* A decimal number of lo to hi; false when it is not one. */
bool planner_roadef_number(const char *text, long double lo, long double hi, long double *ret);

/* value times scale as a whole number, halves away from zero. */
int64_t planner_roadef_scaled(long double value, int64_t scale);

/* Consumption by step, added up without letting the rounding add up. */
int64_t *planner_roadef_added_up(const long double *by_step, int32_t steps, struct arena *a);

/* The same numbers in fewer bits. */
int32_t *planner_roadef_minutes(const int64_t *m, size_t n, struct arena *a);

/* What the numbers must be to each other; NULL when they are, else what would be right. */
const char *planner_roadef_customer_fault(const struct roadef_place *p);

#endif
