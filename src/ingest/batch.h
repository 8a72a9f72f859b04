/* batch - a committer's reports in one transaction: look up, judge, write. For ingest/ alone. */
#ifndef OXY_INGEST_BATCH_H
#define OXY_INGEST_BATCH_H

#include "ingest/judge.h"

enum ingest_fate {
	INGEST_WRITE,    /* its facts go into this transaction */
	INGEST_REPLAY,   /* answered before: status and answer are set */
	INGEST_REFUSED,  /* faults are set */
};

struct ingest_entry {
	struct ingest_report *r;
	struct ingest_judgement j;
	enum ingest_fate fate;
	err_t err;
};

struct ingest_batch {
	struct ingest_entry *entries; /* of different sites */
	size_t n;
	struct arena *arena;
	const struct forecast_paths_table *paths;
	struct forecast_site_work *work;
	instant_t now;
};

/* Inside a transaction whose recorded_at is given: decide the fate of every entry and write the facts of those that are to be
 * written. ERR_OK: commit. Anything else: roll back; which entry was at fault is not known. */
err_t ingest_batch_write(struct ingest_batch *b, struct db_conn *c, instant_t recorded_at, struct faults *f) NODISCARD;

#endif
