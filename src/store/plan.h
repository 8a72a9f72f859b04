/* plan - rows of plans: the card, the states and versions, the edits. */
#ifndef OXY_STORE_PLAN_H
#define OXY_STORE_PLAN_H

#include "base/id.h"
#include "base/mem.h"
#include "db/db.h"
#include "wire/plan_shape.h"

struct store_plan {
	struct id id;
	int16_t shard;
	const char *province;
	instant_t as_of, created_at, changed_at;
	int horizon_days;
	int64_t seed;
	bool deterministic;
	enum wire_plan_state state;
	int version, seq;
	const char *result, *internal, *error; /* JSON texts; NULL */
};

struct store_plan_list {
	struct store_plan *items;
	int n;
};

/* The province's own cell; ERR_NOT_FOUND when it has none. */
err_t store_plan_shard(struct db_conn *c, const char *province, int16_t *ret, struct faults *f) NODISCARD;

err_t store_plan_get(struct db_conn *c, struct id id, instant_t recorded_by, struct arena *a, struct store_plan *ret, struct faults *f) NODISCARD;

struct store_plan_filter {
	const char *province; /* "": every */
	int state;            /* 0: every */
	struct id before;     /* none: from the newest */
	instant_t recorded_by;
	int64_t limit;
};
err_t store_plan_list(struct db_conn *c, const struct store_plan_filter *q, struct arena *a, struct store_plan_list *ret, struct faults *f) NODISCARD;

/* A new plan with its first event. input_sha has 32 bytes or is NULL. */
struct store_plan_outcome {
	enum wire_plan_state state;
	int version, seq;
	const uint8_t *input_sha;
	const char *result, *internal, *error;
	int64_t cred_id;
	instant_t recorded_at;
};
err_t store_plan_insert(struct db_conn *c, const struct store_plan *p, const struct store_plan_outcome *o, struct faults *f) NODISCARD;

/* One more event; the plan follows it. */
err_t store_plan_step(struct db_conn *c, int16_t shard, struct id id, const struct store_plan_outcome *o, struct faults *f) NODISCARD;

/* Lock the plan's row for the rest of the transaction; says where it stands now. */
err_t store_plan_lock(struct db_conn *c, struct id id, int *ret_state, int *ret_version, struct faults *f) NODISCARD;

/* Edits so far as JSON texts, in order. */
struct store_plan_edits {
	const char **doc;
	int n;
};
err_t store_plan_edits(struct db_conn *c, int16_t shard, struct id id, struct arena *a, struct store_plan_edits *ret, struct faults *f) NODISCARD;

struct store_plan_edit {
	int no, kind;
	const char *doc, *reason;
};
err_t store_plan_edit_add(struct db_conn *c, int16_t shard, struct id id, const struct store_plan_edit *e, const struct store_plan_outcome *by,
    struct faults *f) NODISCARD;

struct store_plan_delivery {
	struct id id;
	int route_no, stop_no;
};
struct store_plan_deliveries {
	struct store_plan_delivery *items;
	int n;
};
err_t store_plan_deliveries(struct db_conn *c, int16_t shard, struct id id, instant_t recorded_by, struct arena *a,
    struct store_plan_deliveries *ret, struct faults *f) NODISCARD;

#endif
