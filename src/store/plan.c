/* plan - rows to structs and back. */
#include "store/plan.h"

#include <string.h>

static const char *
keep(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

err_t
store_plan_shard(struct db_conn *c, const char *province, int16_t *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_PLAN_SHARD, DB_ARGS(DB_TEXT(province)), &r, f);
	if (e)
		return e;
	if (db_rows_n(r) == 0 || db_is_null(r, 0, C_PLAN_SHARD_SHARD))
		return fault_add(f, FAULT_NOT_FOUND, "/province", NULL, NULL, NULL);
	*ret = (int16_t)db_int(r, 0, C_PLAN_SHARD_SHARD);
	return ERR_OK;
}

err_t
store_plan_get(struct db_conn *c, struct id id, instant_t recorded_by, struct arena *a, struct store_plan *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_PLAN_GET, DB_ARGS(DB_ID(id), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	if (db_rows_n(r) == 0)
		return fault_add(f, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	*ret = (struct store_plan){ .id = id, .shard = (int16_t)db_int(r, 0, C_PLAN_GET_SHARD), .province = keep(a, db_text(r, 0, C_PLAN_GET_PROVINCE)),
		.as_of = db_instant(r, 0, C_PLAN_GET_AS_OF), .created_at = db_instant(r, 0, C_PLAN_GET_CREATED_AT),
		.changed_at = db_instant(r, 0, C_PLAN_GET_CHANGED_AT), .horizon_days = (int)db_int(r, 0, C_PLAN_GET_HORIZON_DAYS),
		.seed = db_int(r, 0, C_PLAN_GET_SEED), .deterministic = db_bool(r, 0, C_PLAN_GET_DETERMINISTIC),
		.state = (enum wire_plan_state)db_int(r, 0, C_PLAN_GET_STATE), .version = (int)db_int(r, 0, C_PLAN_GET_VERSION),
		.seq = (int)db_int(r, 0, C_PLAN_GET_SEQ), .result = keep(a, db_text(r, 0, C_PLAN_GET_RESULT)),
		.internal = keep(a, db_text(r, 0, C_PLAN_GET_INTERNAL)), .error = keep(a, db_text(r, 0, C_PLAN_GET_ERROR)) };
	return ERR_OK;
}

err_t
store_plan_list(struct db_conn *c, const struct store_plan_filter *q, struct arena *a, struct store_plan_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct id before = q->before;
	if (id_is_none(before))
		memset(before.b, 0xff, sizeof before.b);
	err_t e = db_query(c, Q_PLAN_LIST, DB_ARGS(DB_TEXT(q->province), DB_INT(q->state), DB_ID(before), DB_INSTANT(q->recorded_by), DB_INT(q->limit)),
	    &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_plan, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = (struct store_plan){ .id = db_id(r, i, C_PLAN_LIST_PLAN_ID), .province = keep(a, db_text(r, i, C_PLAN_LIST_PROVINCE)),
			.as_of = db_instant(r, i, C_PLAN_LIST_AS_OF), .created_at = db_instant(r, i, C_PLAN_LIST_CREATED_AT),
			.horizon_days = (int)db_int(r, i, C_PLAN_LIST_HORIZON_DAYS), .seed = db_int(r, i, C_PLAN_LIST_SEED),
			.deterministic = db_bool(r, i, C_PLAN_LIST_DETERMINISTIC), .state = (enum wire_plan_state)db_int(r, i, C_PLAN_LIST_STATE),
			.changed_at = db_instant(r, i, C_PLAN_LIST_CHANGED_AT),
			.error = keep(a, db_text(r, i, C_PLAN_LIST_ERROR)) };
	return ERR_OK;
}

static err_t
add_event(struct db_conn *c, int16_t shard, struct id id, const struct store_plan_outcome *o, struct faults *f)
{
	return db_run(c, Q_PLAN_EVENT_INSERT,
	    DB_ARGS(DB_INT(shard), DB_ID(id), DB_INT(o->seq), DB_INT(o->state), DB_INT(o->version), DB_INSTANT(o->recorded_at), DB_INT(o->cred_id),
	        DB_BYTES(o->input_sha, o->input_sha ? 32 : 0), DB_TEXT(o->result), DB_TEXT(o->internal), DB_TEXT(o->error)),
	    NULL, f);
}

err_t
store_plan_insert(struct db_conn *c, const struct store_plan *p, const struct store_plan_outcome *o, struct faults *f)
{
	err_t e = db_run(c, Q_PLAN_INSERT,
	    DB_ARGS(DB_INT(p->shard), DB_ID(p->id), DB_TEXT(p->province), DB_INSTANT(p->as_of), DB_INT(p->horizon_days), DB_INT(p->seed),
	        DB_BOOL(p->deterministic), DB_INT(o->state), DB_INSTANT(o->recorded_at), DB_INT(o->cred_id)),
	    NULL, f);
	return e ? e : add_event(c, p->shard, p->id, o, f);
}

err_t
store_plan_step(struct db_conn *c, int16_t shard, struct id id, const struct store_plan_outcome *o, struct faults *f)
{
	err_t e = add_event(c, shard, id, o, f);
	return e ? e : db_run(c, Q_PLAN_STATE, DB_ARGS(DB_INT(shard), DB_ID(id), DB_INT(o->state), DB_INT(o->version)), NULL, f);
}

err_t
store_plan_lock(struct db_conn *c, struct id id, int *ret_state, int *ret_version, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_PLAN_LOCK, DB_ARGS(DB_ID(id)), &r, f);
	if (e)
		return e;
	if (db_rows_n(r) == 0)
		return fault_add(f, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	*ret_state = (int)db_int(r, 0, C_PLAN_LOCK_STATE);
	*ret_version = (int)db_int(r, 0, C_PLAN_LOCK_VERSION);
	return ERR_OK;
}

err_t
store_plan_edits(struct db_conn *c, int16_t shard, struct id id, struct arena *a, struct store_plan_edits *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_PLAN_EDITS, DB_ARGS(DB_INT(shard), DB_ID(id)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->doc = ARENA_ARRAY(a, const char *, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++)
		ret->doc[i] = keep(a, db_text(r, i, C_PLAN_EDITS_DOC));
	return ERR_OK;
}

err_t
store_plan_edit_add(struct db_conn *c, int16_t shard, struct id id, const struct store_plan_edit *e, const struct store_plan_outcome *by,
    struct faults *f)
{
	return db_run(c, Q_PLAN_EDIT_INSERT, DB_ARGS(DB_INT(shard), DB_ID(id), DB_INT(e->no), DB_INT(e->kind), DB_TEXT(e->doc), DB_TEXT(e->reason),
	    DB_INSTANT(by->recorded_at), DB_INT(by->cred_id)), NULL, f);
}

err_t
store_plan_deliveries(struct db_conn *c, int16_t shard, struct id id, instant_t recorded_by, struct arena *a, struct store_plan_deliveries *ret,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_PLAN_DELIVERIES, DB_ARGS(DB_INT(shard), DB_ID(id), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_plan_delivery, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = (struct store_plan_delivery){ db_id(r, i, C_PLAN_DELIVERIES_DELIVERY_ID), (int)db_int(r, i, C_PLAN_DELIVERIES_ROUTE_NO),
			(int)db_int(r, i, C_PLAN_DELIVERIES_STOP_NO) };
	return ERR_OK;
}
