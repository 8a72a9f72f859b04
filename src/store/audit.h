/* audit - one row a state change, and the chain that makes a change of the record visible.
 *
 * Every row has a digest, SHA-256(digest of the row before, the row's own bytes), in the order of (recorded_at, audit_id).
 * A seal closes a stretch of final rows: it keeps the last digest (head) and a root, SHA-256(root of the seal before,
 * head, number, end and counts). The bytes of a row are written by store_audit_digest alone: every member in a fixed
 * order, numbers as 8 bytes big-endian, texts behind their length. */
#ifndef OXY_STORE_AUDIT_H
#define OXY_STORE_AUDIT_H

#include "store/site.h"

struct store_audit {
	int16_t shard;    /* 0: national */
	int64_t site_id;  /* 0: none */
	int64_t cred_id;  /* 0: the daemon itself */
	instant_t recorded_at;
	const char *verb;   /* "facility.patch": noun.verb, fixed words */
	const char *object; /* code or id of what changed */
	const char *detail; /* JSON text, or NULL; never a person, never a secret */
};

err_t store_audit_add(struct db_conn *c, const struct store_audit *a, struct faults *f) NODISCARD;

/* ---- the chain --------------------------------------------------------------------------------- */

enum { STORE_AUDIT_SHA = 32 };
#define STORE_AUDIT_GENESIS INT64_C(-62135596800000000) /* 0001-01-01: where the chain begins */

struct store_audit_row {
	struct store_audit said;
	struct id id;
};

void store_audit_digest(const uint8_t previous[STORE_AUDIT_SHA], const struct store_audit_row *row, uint8_t ret[STORE_AUDIT_SHA]);

struct store_audit_seal {
	int64_t seal_id; /* 0: none */
	instant_t upto;
	int64_t n, rows_before;
	uint8_t head[STORE_AUDIT_SHA], root[STORE_AUDIT_SHA], prev[STORE_AUDIT_SHA];
};

/* The root from everything else in it. */
void store_audit_root(const struct store_audit_seal *s, uint8_t ret[STORE_AUDIT_SHA]);

/* The state before the first seal. */
struct store_audit_seal store_audit_genesis(void);

err_t store_audit_last_seal(struct db_conn *c, struct store_audit_seal *ret, struct faults *f) NODISCARD;
err_t store_audit_seal_before(struct db_conn *c, instant_t at, struct store_audit_seal *ret, struct faults *f) NODISCARD;
err_t store_audit_add_seal(struct db_conn *c, const struct store_audit_seal *s, struct faults *f) NODISCARD;

/* Seals after a number, at most max; *ret in the arena. */
err_t store_audit_seals(struct db_conn *c, int64_t after, int64_t max, struct arena *a, struct store_audit_seal **ret, size_t *ret_n,
    struct faults *f) NODISCARD;

/* Each row of (after, upto] in the order of the chain; take() may end it with an error. */
err_t store_audit_each(struct db_conn *c, instant_t after, instant_t upto, err_t (*take)(void *arg, const struct store_audit_row *row), void *arg,
    struct faults *f) NODISCARD;

/* End of a seal that begins after `after` and has about max rows; `upto` when fewer wait. */
err_t store_audit_cut(struct db_conn *c, instant_t after, instant_t upto, int64_t max, instant_t *ret, struct faults *f) NODISCARD;

err_t store_audit_count(struct db_conn *c, instant_t upto, int64_t *ret, struct faults *f) NODISCARD;

/* Rows before a place and not recorded after recorded_by: newest and oldest of at most limit, and whether there are older ones. n = 0: none. */
struct store_audit_place {
	instant_t at;
	struct id id;
};
struct store_audit_page {
	struct store_audit_place newest, oldest;
	size_t n;
	bool more;
};
err_t store_audit_page(struct db_conn *c, struct store_audit_place before, instant_t recorded_by, int64_t limit, struct store_audit_page *ret,
    struct faults *f) NODISCARD;

#endif
