/* replan - rows to structs and back. */
#include "store/replan.h"

err_t
store_replan_watched(struct db_conn *c, instant_t now, struct arena *a, struct store_replan_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_REPLAN_WATCHED, DB_ARGS(DB_INSTANT(now)), &r, f);
	if (e)
		return e;
	*ret = (struct store_replan_list){ ARENA_ARRAY(a, struct store_replan, (size_t)db_rows_n(r)), db_rows_n(r) };
	for (int i = 0; i < ret->n; i++) {
		const char *answered = db_text(r, i, C_REPLAN_WATCHED_ANSWERED);
		ret->items[i] = (struct store_replan){ .shard = (int16_t)db_int(r, i, C_REPLAN_WATCHED_SHARD),
			.plan = db_id(r, i, C_REPLAN_WATCHED_PLAN_ID), .province = arena_strdup(a, db_text(r, i, C_REPLAN_WATCHED_PROVINCE)),
			.looked_at = db_instant(r, i, C_REPLAN_WATCHED_LOOKED_AT), .answered = answered ? arena_strdup(a, answered) : NULL,
			.proposal = db_id(r, i, C_REPLAN_WATCHED_PROPOSAL_ID), .failed_at = db_instant(r, i, C_REPLAN_WATCHED_FAILED_AT),
			.first_at = db_instant(r, i, C_REPLAN_WATCHED_FIRST_AT), .last_at = db_instant(r, i, C_REPLAN_WATCHED_LAST_AT) };
	}
	return ERR_OK;
}

err_t
store_replan_is_current(struct db_conn *c, const struct store_replan *w, bool *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_REPLAN_LOOKED, DB_ARGS(DB_INT(w->shard), DB_ID(w->plan)), &r, f);
	if (!e)
		*ret = w->answered == NULL ? db_rows_n(r) == 0 : db_rows_n(r) > 0 && db_instant(r, 0, C_REPLAN_LOOKED_LOOKED_AT) == w->looked_at;
	return e;
}

err_t
store_replan_look(struct db_conn *c, const struct store_replan *w, struct faults *f)
{
	return db_run(c, Q_REPLAN_LOOK,
	    DB_ARGS(DB_INT(w->shard), DB_ID(w->plan), DB_INSTANT(w->looked_at), DB_TEXT(w->answered), DB_ID(w->proposal), DB_INSTANT(w->failed_at)), NULL, f);
}

err_t
store_replan_open(struct db_conn *c, const char *province, struct arena *a, struct store_replan_open_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_REPLAN_OPEN, DB_ARGS(DB_TEXT(province)), &r, f);
	if (e)
		return e;
	*ret = (struct store_replan_open_list){ ARENA_ARRAY(a, struct store_replan_open, (size_t)db_rows_n(r)), db_rows_n(r) };
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = (struct store_replan_open){ .shard = (int16_t)db_int(r, i, C_REPLAN_OPEN_SHARD), .alert = db_id(r, i, C_REPLAN_OPEN_ALERT_ID),
			.plan = db_id(r, i, C_REPLAN_OPEN_PLAN_ID), .state = (int)db_int(r, i, C_REPLAN_OPEN_STATE),
			.version = (int)db_int(r, i, C_REPLAN_OPEN_VERSION), .watched = db_bool(r, i, C_REPLAN_OPEN_WATCHED) };
	return ERR_OK;
}
