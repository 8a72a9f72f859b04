/* telemetry - rows of tank readings: what of them is new, and what the device is told.
 *
 * A reading is known by (asset, epoch, seq). All calls but store_telemetry_assets belong into the transaction that
 * store_telemetry_lock opened for the asset. Results live in the arena. */
#ifndef OXY_STORE_TELEMETRY_H
#define OXY_STORE_TELEMETRY_H

#include "domain/reading.h"
#include "store/site.h"

struct store_telemetry_asset {
	int16_t shard;
	int64_t site_id; /* 0: there is no such asset */
	int64_t asset_id, account_id;
};

/* Where assets stand; ret[] has n elements. The connection must see every site. */
err_t store_telemetry_assets(struct db_conn *c, const char *const *codes, size_t n, struct store_telemetry_asset *ret, struct faults *f) NODISCARD;

/* One writer an asset from here to the end of the transaction. */
err_t store_telemetry_lock(struct db_conn *c, const struct store_telemetry_asset *asset, struct faults *f) NODISCARD;

/* The facility's card in force; NULL when there is none. */
err_t store_telemetry_card(struct db_conn *c, const struct store_telemetry_asset *asset, struct arena *a, struct facility **ret, struct faults *f) NODISCARD;

struct store_telemetry_row {
	int64_t epoch, seq;
	int64_t lo;          /* where contiguity starts if the epoch is new */
	instant_t ts;
	int64_t g;           /* UNKNOWN_I64: no level, or no calibration for it */
	double raw;
	const char *unit;    /* of raw */
	double p_bar, flow_lpm;
	uint8_t sha[32];
	int doubt;           /* 0, or 2: waits for a verdict */
	struct id quarantine_id;
	const struct fault *why; /* of the quarantine */

	bool seen, known;    /* out: committed before; and its content is still known: */
	uint8_t seen_sha[32];
	int seen_doubt;
};

/* Set seen, known, seen_sha and seen_doubt. */
err_t store_telemetry_find(struct db_conn *c, const struct store_telemetry_asset *asset, struct store_telemetry_row *rows, size_t n,
    struct arena *a, struct faults *f) NODISCARD;

struct store_telemetry_owner {
	struct store_telemetry_asset asset;
	int64_t cred_id;
	instant_t recorded_at;
};

/* Insert new rows, each number once; the database refuses them if the credential may not write for the site. */
err_t store_telemetry_write(struct db_conn *c, const struct store_telemetry_owner *who, const struct store_telemetry_row *const *rows, size_t n,
    struct arena *a, struct faults *f) NODISCARD;

/* What is committed of an epoch. */
struct store_telemetry_ack {
	int64_t epoch, seq;              /* highest number up to which nothing is missing */
	const int64_t *from, *to;        /* gaps above it, at most 100 */
	size_t gaps;
};
err_t store_telemetry_acks(struct db_conn *c, const struct store_telemetry_asset *asset, const int64_t *epochs, size_t n, struct arena *a,
    struct store_telemetry_ack **ret, size_t *ret_n, struct faults *f) NODISCARD;

#endif
