/* report - rows of stock reports: what was seen before, and a batch's facts column by column. */
#ifndef OXY_STORE_REPORT_H
#define OXY_STORE_REPORT_H

#include "base/vec.h"
#include "domain/stock.h"
#include "store/site.h"

/* An answer given before. */
struct store_report_seen {
	bool found;
	uint8_t sha[32];
	int status;
	const char *answer;
};

struct store_report_key {
	int64_t cred_id;
	const char *route, *key;
	struct store_report_seen seen; /* out */
};
err_t store_report_keys_seen(struct db_conn *c, struct store_report_key *k, size_t n, struct arena *a, struct faults *f) NODISCARD;

struct store_report_event {
	struct store_site site;
	const char *key;
	struct store_report_seen seen; /* out */
};
err_t store_report_events_seen(struct db_conn *c, struct store_report_event *e, size_t n, struct arena *a, struct faults *f) NODISCARD;

/* A period, its newest revision so far (0: none), and what its revisions booked. */
struct store_report_period {
	struct store_site site;
	instant_t start, end;
	int revision; /* out */
	struct store_report_booked {
		struct id mv_id;
		int64_t from, to, g;
		instant_t occurred_at;
		struct id delivery; /* none */
		const char *docket; /* NULL: none */
	} *booked; /* out */
	size_t n_booked;
};
err_t store_report_revisions(struct db_conn *c, struct store_report_period *p, size_t n, struct arena *a, struct faults *f) NODISCARD;
err_t store_report_booked(struct db_conn *c, struct store_report_period *p, size_t n, struct arena *a, struct faults *f) NODISCARD;

struct store_report_accounts {
	int64_t use, loss, production, outside; /* 0: none */
};
err_t store_report_accounts(struct db_conn *c, struct store_site site, struct store_report_accounts *ret, struct faults *f) NODISCARD;

struct store_report_receipt {
	struct id delivery;
	const char *docket, *supplier;
	bool received_before, found; /* out; found: the delivery is one of the site's */
	int64_t from_account;        /* out */
};
err_t store_report_receipts_known(struct db_conn *c, struct store_site site, struct store_report_receipt *r, size_t n, struct arena *a,
    struct faults *f) NODISCARD;

/* ---- a batch's facts ------------------------------------------------------------------------ */

struct store_report_owner {
	int16_t shard;
	int64_t site_id, cred_id;
};

struct store_report_row {
	struct store_report_owner who;
	struct id id;
	instant_t start, end, occurred_at;
	day_t date;
	int revision;
	const char *client_event_id;
	const uint8_t *sha;
	int64_t consumed_g;
	int consumed_doubt;
	struct id consumed_qid;
	int64_t expected_g;
	const struct census *census;
	const char *body, *answer;
	int status;
	const char *route, *key; /* key NULL: none */
	const uint8_t *key_sha;
};

struct store_report_observation {
	struct store_report_owner who;
	struct id id;
	int64_t account_id;
	instant_t occurred_at, start, end;
	struct id report_id;
	int revision;
	int64_t g, full, in_use, empty, unfit;
	double raw;
	const char *unit;
	int doubt;
	struct id quarantine_id;
};

struct store_report_movement {
	struct store_report_owner who;
	struct id id;
	int64_t from, to;
	instant_t occurred_at;
	int64_t g;
	const char *type;
	int64_t full, empty;
	int cause;
	struct id delivery, report_id;
	const char *docket;
	struct id reverses;
	const char *key; /* of receipt_key; NULL: none */
};

struct store_report_quarantine {
	struct store_report_owner who;
	struct id id, report_id;
	int64_t account_id; /* 0: none */
	const char *pointer;
	const struct fault *why;
	int64_t g;
	bool provisional;
};

/* Columns, not rows: what one unnest takes. Zero-initialise with recorded_at. */
struct store_report_facts {
	instant_t recorded_at;
	VEC(struct store_report_row) rows;
	VEC(const char *) census; /* in the arena */
	VEC(struct store_report_observation) observations;
	VEC(struct store_report_movement) movements;
	VEC(struct store_report_quarantine) quarantine;
	VEC(const char *) args;
};

void store_report_add(struct store_report_facts *f, const struct store_report_row *r, struct arena *a);
void store_report_add_observation(struct store_report_facts *f, const struct store_report_observation *o);
void store_report_add_movement(struct store_report_facts *f, const struct store_report_movement *m);
void store_report_add_quarantine(struct store_report_facts *f, const struct store_report_quarantine *q, struct arena *a);
void store_report_facts_free(struct store_report_facts *f);

/* Everything that was added, with keys and audit rows, in the transaction of the connection. */
err_t store_report_write(struct db_conn *c, const struct store_report_facts *facts, struct faults *f) NODISCARD;

/* Only the Idempotency-Keys of the rows: of reports that were answered from their client_event_id. */
err_t store_report_write_keys(struct db_conn *c, const struct store_report_facts *facts, struct faults *f) NODISCARD;

#endif
