/* readings - tank readings on their way into the ledger: all of one asset, in one transaction, exactly once.
 *
 * A reading is known by (asset, epoch, seq). Sent again with the same content it changes nothing and gives the
 * same answer; with other content it is refused as seq-reused. An implausible one (more than the tank holds, from the
 * future, from long ago) is kept, waits for a verdict, and is acknowledged all the same. A level becomes grams by the
 * calibration that the card dates; without one the reading is kept as it was sent, its grams unknown. */
#ifndef OXY_INGEST_READINGS_H
#define OXY_INGEST_READINGS_H

#include "domain/reading.h"
#include "ingest/ingest.h"
#include "store/telemetry.h"

/* Filled by app/record_readings and owned by it; the committer has it (and its arena) from submit to done. */
struct ingest_reading {
	struct reading r;
	size_t message;  /* readings that came together: contiguity of a new epoch starts at the lowest of the first message */
	const char *at;  /* JSON pointer of the reading in its message, "" or "/3" */

	/* set by the committer */
	bool refused;    /* seq-reused */
	bool quarantined;
};

struct ingest_readings {
	struct store_site site;
	struct store_telemetry_asset asset;
	const char *code;      /* of the asset */
	int64_t cred_id;
	struct ingest_reading *items;
	size_t n;
	bool all_or_nothing;   /* one reading refused: nothing is written, ERR_CONFLICT */
	struct arena *arena;

	/* set by the committer */
	struct store_telemetry_ack *acks; /* of the epochs touched, by epoch; not after an error */
	size_t n_acks;
	int64_t written, quarantined; /* quarantined counts those sent again too */
	struct faults faults;
	void (*done)(struct ingest_readings *r, err_t e); /* once, on the committer's thread */
	void *arg;

	struct ingest_job job; /* of ingest/readings.c */
};

/* Hand over. ERR_AWAY with FAULT_BUSY when too much waits: then done is not called. Any thread. */
err_t ingest_readings_submit(struct ingest *i, struct ingest_readings *r, struct faults *f) NODISCARD;

#endif
