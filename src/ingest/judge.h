/* judge - what a stock report means against what the ledger knows: grams, doubts, receipts, and the answer.
 *
 * Pure apart from new ids: it reads the position and writes facts into the arena. */
#ifndef OXY_INGEST_JUDGE_H
#define OXY_INGEST_JUDGE_H

#include "ingest/ingest.h"
#include "store/position.h"

enum ingest_doubt { INGEST_SURE, INGEST_PROVISIONAL, INGEST_WAITS };

/* movement.cause of migration 0003. */
enum ingest_cause { INGEST_RECEIPT = 1, INGEST_PRODUCTION = 6, INGEST_REVERSAL = 9 };

struct ingest_observation {
	struct id id;
	int64_t account_id;
	instant_t occurred_at;
	int64_t g, full, in_use, empty, unfit;
	double raw;
	const char *unit;
	enum ingest_doubt doubt;
	struct id quarantine_id;
};

struct ingest_movement {
	struct id id;
	int64_t from, to;
	instant_t occurred_at;
	int64_t g, full, empty;
	const char *type;
	enum ingest_cause cause;
	struct id delivery;
	const char *docket;
	struct id reverses;
	const char *key; /* of receipt_key; NULL: none */
};

struct ingest_quarantine {
	struct id id;
	int64_t account_id; /* 0: none */
	const char *pointer;
	struct fault why;
	int64_t g;
	bool provisional;
};

/* The site's accounts beyond its assets. */
struct ingest_accounts {
	int64_t use, loss, production, outside;
};

/* What is known of a received[] line. */
struct ingest_known {
	struct id delivery;   /* the one of ours that it names; none */
	int64_t from_account; /* of the delivery: the vehicle's, or the supplier's */
	bool before;          /* its docket or delivery has been received */
};

/* A receipt or production that an older revision booked. */
struct ingest_booked {
	struct id mv_id;
	int64_t from, to, g;
	instant_t occurred_at;
	struct id delivery; /* none */
	const char *docket; /* NULL: none */
};

struct ingest_judgement {
	/* in */
	const struct store_position *position; /* before the report */
	const struct store_truth *bare;        /* its truths without what older revisions of the period said; their assets are the position's */
	struct ingest_accounts accounts;
	const struct ingest_known *received; /* one for each received[] line */
	const struct ingest_booked *booked;  /* by older revisions of the period, not reversed */
	int n_booked;
	int revision;
	instant_t now, recorded_at;
	const struct forecast_paths_table *paths;
	struct forecast_site_work *work;

	/* out */
	struct id report_id;
	instant_t start, end, occurred_at;
	int64_t consumed_g;
	enum ingest_doubt consumed_doubt;
	struct id consumed_qid;
	struct ingest_observation *observations;
	struct ingest_movement *movements;
	struct ingest_quarantine *quarantine;
	int n_observations, n_movements, n_quarantine;
};

/* Period and instant of a report: whole local day unless it says; looked at at the edge of the period, or now. Dates that the ledger has
 * no room for are refused (FAULT_RANGE). */
err_t ingest_judge_period(const struct stock_report *r, instant_t now, struct ingest_judgement *j, struct faults *f) NODISCARD;

/* Judge r; sets r->status and r->answer. Faults of the report's references (assets, deliveries) are ERR_INVALID. */
err_t ingest_judge(struct ingest_report *r, struct ingest_judgement *j) NODISCARD;

#endif
