/* report - runs of a scenario as one page for people: policies side by side, stock, unmet hours,
 * trips on a map, what was lacking.
 *
 * The page is the files of web/drill (in the binary) around the data as JSON; it asks the network
 * for nothing. Doc: doc/simulation.md. */
#ifndef OXY_SIMULATE_REPORT_H
#define OXY_SIMULATE_REPORT_H

#include "simulate/record.h"
#include "simulate/run.h"

struct simulate_report_run {
	char policy[SIMULATE_ID_SIZE]; /* as the result line says */
	struct simulate_result result;
	struct simulate_record *record; /* owned */
};

struct simulate_report {
	const struct simulate_scenario *s; /* outlives the report */
	VEC(struct simulate_report_run) runs;
};

/* A new run; its record is for struct simulate_ask, its result for simulate_run. The pointer lives
 * until the next call. */
struct simulate_report_run *simulate_report_add(struct simulate_report *r, const char *policy);

/* Append the data: an object `oxyd-drill` 1, as web/drill/data.js reads it. */
void simulate_report_json(const struct simulate_report *r, struct str *out);

/* Append the page. */
void simulate_report_page(const struct simulate_report *r, struct str *out);

void simulate_report_free(struct simulate_report *r); /* NULL is fine */

/* The page's files; simulate/page.c is generated from web/drill by tools/embed_web.awk. */
struct simulate_page_file {
	const char *name, *text;
};
extern const struct simulate_page_file simulate_page_files[]; /* ends with a name of NULL */

#endif
