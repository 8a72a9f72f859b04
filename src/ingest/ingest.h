/* ingest - the road of facts into the ledger: group commit.
 *
 * Requests hand over what they want recorded and go to sleep; a committer thread per hash of the site takes as many as wait,
 * judges each against what the ledger knows, writes all of them in one transaction and wakes every request with its own
 * answer. Tenants share a batch but never a scope: each row carries its credential, and the database refuses a row whose credential
 * may not write for that site. One malformed row never fails its neighbours: a refused batch is bisected.
 *
 * Invariant: done(ERR_OK) only after a COMMIT under the strict rule of db/db.h. */
#ifndef OXY_INGEST_INGEST_H
#define OXY_INGEST_INGEST_H

#include "base/clock.h"
#include "base/fault.h"
#include "base/mem.h"
#include "db/db.h"
#include "domain/stock.h"
#include "forecast/paths.h"
#include "store/site.h"

#include <stdbool.h>
#include <stdint.h>

/* One stock report on its way. Filled by app/report_stock, owned by it; the committer has it (and its arena) from submit to done. */
struct ingest_report {
	struct store_site site;
	int64_t cred_id;
	const struct stock_report *report; /* read and complete */
	const char *body;                  /* as sent, compact JSON */
	uint8_t sha[32];                   /* of its canonical form: is a client_event_id used again the same report? */
	const char *route, *key;           /* Idempotency-Key; key NULL: none */
	uint8_t key_sha[32];
	enum lang lang;
	bool dry_run;                      /* judge and answer, record nothing */
	struct arena *arena;

	/* set by the committer */
	int status;         /* 201, 202, 200 */
	bool replayed;      /* answered from the Idempotency-Key */
	const char *answer; /* JSON text, in the arena */
	struct faults faults; /* warnings of the edge may stand in it already */
	void (*done)(struct ingest_report *r, err_t e); /* once, on the committer's thread; the report is the caller's again */
	void *arg;
};

/* Some other batch of facts in one transaction (tank readings): run() writes with the committer's connection. */
struct ingest_job {
	struct store_site site; /* decides the committer: same site, same order */
	err_t (*run)(struct ingest_job *j, struct db_conn *c, instant_t recorded_at); /* inside the transaction; may run twice */
	void (*done)(struct ingest_job *j, err_t e); /* after the commit, or the refusal */
	struct faults faults;
	void *arg;
};

struct ingest_options {
	struct db *db;
	struct clock *clock;
	const struct forecast_paths_table *paths;
	int committers; /* 0 = 1 */
	int batch;      /* reports a transaction; 0 = 128 */
	void (*changed)(void *arg, struct store_site site); /* after the commit, once a site and batch; may be NULL */
	void *arg;
};

struct ingest;

struct ingest *ingest_start(const struct ingest_options *o) NODISCARD;
void ingest_stop(struct ingest *i); /* commits what waits, then ends; NULL is fine */

/* Hand over. ERR_AWAY with FAULT_BUSY when too much waits: then done is not called. Any thread. */
err_t ingest_submit(struct ingest *i, struct ingest_report *r, struct faults *f) NODISCARD;
err_t ingest_submit_job(struct ingest *i, struct ingest_job *j, struct faults *f) NODISCARD;

#endif
