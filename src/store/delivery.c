/* delivery - rows to structs and back. */
#include "store/delivery.h"

static const char *
keep(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

static int64_t
or_zero(const struct db_rows *r, int i, int col)
{
	return db_is_null(r, i, col) ? 0 : db_int(r, i, col);
}

static struct store_delivery
read_row(const struct db_rows *r, int i, struct arena *a)
{
	struct store_delivery s = { .shard = (int16_t)db_int(r, i, C_DELIVERY_GET_SHARD), .site_id = db_int(r, i, C_DELIVERY_GET_SITE_ID),
		.supplier_shard = (int16_t)db_int(r, i, C_DELIVERY_GET_SUPPLIER_SHARD), .supplier_id = db_int(r, i, C_DELIVERY_GET_SUPPLIER_ID),
		.carrier_id = or_zero(r, i, C_DELIVERY_GET_CARRIER_ID),
		.asset_id = or_zero(r, i, C_DELIVERY_GET_ASSET_ID), .from_account = db_int(r, i, C_DELIVERY_GET_FROM_ACCOUNT),
		.to_account = db_int(r, i, C_DELIVERY_GET_TO_ACCOUNT), .vehicle_account = or_zero(r, i, C_DELIVERY_GET_VEHICLE_ACCOUNT),
		.off_plan = db_bool(r, i, C_DELIVERY_GET_OFF_PLAN), .seq = (int)db_int(r, i, C_DELIVERY_GET_SEQ),
		.occurred_at = db_instant(r, i, C_DELIVERY_GET_OCCURRED_AT), .offered_at = db_instant(r, i, C_DELIVERY_GET_OFFERED_AT),
		.said = (roles_t)db_int(r, i, C_DELIVERY_GET_SAID), .is_full = db_int(r, i, C_DELIVERY_GET_IS_FULL),
		.is_empties = db_int(r, i, C_DELIVERY_GET_IS_EMPTIES) };
	s.d = (struct delivery){ .id = db_id(r, i, C_DELIVERY_GET_DELIVERY_ID), .plan = db_id(r, i, C_DELIVERY_GET_PLAN_ID),
		.product = (enum product)db_int(r, i, C_DELIVERY_GET_PRODUCT), .cylinder_type = keep(a, db_text(r, i, C_DELIVERY_GET_CONTAINER_TYPE)),
		.mode = (enum delivery_mode)db_int(r, i, C_DELIVERY_GET_MODE), .vehicle = keep(a, db_text(r, i, C_DELIVERY_GET_VEHICLE)),
		.quantity_g = db_int(r, i, C_DELIVERY_GET_QUANTITY_G), .min_g = db_int(r, i, C_DELIVERY_GET_MIN_G),
		.max_g = db_int(r, i, C_DELIVERY_GET_MAX_G), .full = db_int(r, i, C_DELIVERY_GET_N_FULL),
		.empties_back = db_int(r, i, C_DELIVERY_GET_N_EMPTIES), .accepted_g = db_int(r, i, C_DELIVERY_GET_ACCEPTED_G),
		.rejected_g = db_int(r, i, C_DELIVERY_GET_REJECTED_G),
		.window = { db_instant(r, i, C_DELIVERY_GET_WINDOW_FROM), db_instant(r, i, C_DELIVERY_GET_WINDOW_TO) },
		.eta = db_instant(r, i, C_DELIVERY_GET_ETA), .docket = keep(a, db_text(r, i, C_DELIVERY_GET_DOCKET)),
		.reason = keep(a, db_text(r, i, C_DELIVERY_GET_REASON)), .state = (enum delivery_state)db_int(r, i, C_DELIVERY_GET_STATE),
		.updated_at = db_instant(r, i, C_DELIVERY_GET_UPDATED_AT) };
	return s;
}

err_t
store_delivery_get(struct db_conn *c, const struct id *ids, size_t n, instant_t recorded_by, struct arena *a, struct store_delivery_list *ret,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_DELIVERY_GET, DB_ARGS(DB_IDS(ids, n), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_delivery, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = read_row(r, i, a);
	return ERR_OK;
}

err_t
store_delivery_ended(struct db_conn *c, const char *province, instant_t since, instant_t recorded_by, struct arena *a, struct store_delivery_list *ret,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_REPLAN_DELIVERIES, DB_ARGS(DB_TEXT(province), DB_INSTANT(since), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	size_t n = (size_t)db_rows_n(r);
	struct id *ids = ARENA_ARRAY(a, struct id, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = db_id(r, (int)i, C_REPLAN_DELIVERIES_DELIVERY_ID);
	return store_delivery_get(c, ids, n, recorded_by, a, ret, f);
}

/* First the ids of the page, by index; then everything of these: the planner would otherwise look at all events. */
err_t
store_delivery_find(struct db_conn *c, const struct store_delivery_filter *q, struct arena *a, struct store_delivery_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	/* an all-zero id would be sent as NULL, and nothing is later than NULL */
	struct id after = q->after_id;
	after.b[15] |= (uint8_t)(id_is_none(after) ? 1 : 0);
	err_t e = db_query(c, Q_DELIVERY_FIND, DB_ARGS(DB_INT(q->supplier_id), DB_INT(q->site_id), DB_INT(q->state), DB_INSTANT(q->after),
	    DB_ID(after), DB_INSTANT(q->recorded_by), DB_INT(q->limit)), &r, f);
	if (e)
		return e;
	size_t n = (size_t)db_rows_n(r);
	struct id *ids = ARENA_ARRAY(a, struct id, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = db_id(r, (int)i, C_DELIVERY_FIND_DELIVERY_ID);
	return store_delivery_get(c, ids, n, q->recorded_by, a, ret, f);
}

/* ---- writing -------------------------------------------------------------------------------------- */

#define COLUMN(T, name, value)                             \
	T *name = ARENA_ARRAY(a, T, n);                    \
	for (size_t i = 0; i < n; i++)                     \
	name[i] = (value)

static int64_t
id_or_null(int64_t v)
{
	return v > 0 ? v : UNKNOWN_I64;
}

err_t
store_delivery_insert(struct db_conn *c, const struct store_delivery_new *rows, size_t n, bool off_plan, const struct store_delivery_by *by,
    struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	COLUMN(int64_t, shard, rows[i].shard);
	COLUMN(int64_t, site, rows[i].site_id);
	COLUMN(struct id, id, rows[i].id);
	COLUMN(int64_t, supplier_shard, rows[i].supplier_shard);
	COLUMN(int64_t, supplier, rows[i].supplier_id);
	COLUMN(struct id, plan, rows[i].plan);
	COLUMN(int64_t, line, rows[i].line >= 0 ? rows[i].line : UNKNOWN_I64);
	COLUMN(int64_t, product, rows[i].product);
	COLUMN(const char *, type, rows[i].cylinder_type);
	COLUMN(int64_t, asset, id_or_null(rows[i].asset_id));
	COLUMN(int64_t, from, rows[i].from_account);
	COLUMN(int64_t, to, rows[i].to_account);
	COLUMN(const char *, vehicle, rows[i].vehicle);
	COLUMN(int64_t, vehicle_account, id_or_null(rows[i].vehicle_account));
	COLUMN(int64_t, route, rows[i].route_no >= 0 ? rows[i].route_no : UNKNOWN_I64);
	COLUMN(int64_t, stop, rows[i].stop_no >= 0 ? rows[i].stop_no : UNKNOWN_I64);
	COLUMN(int64_t, mode, rows[i].mode);
	COLUMN(int64_t, quantity, rows[i].quantity_g);
	COLUMN(int64_t, min, rows[i].min_g);
	COLUMN(int64_t, max, rows[i].max_g);
	COLUMN(int64_t, full, rows[i].full);
	COLUMN(int64_t, empties, rows[i].empties);
	COLUMN(instant_t, window_from, rows[i].from);
	COLUMN(instant_t, window_to, rows[i].to);
	COLUMN(const char *, docket, rows[i].docket);
	COLUMN(const char *, note, rows[i].note);
	COLUMN(const char *, event_id, rows[i].client_event_id);
	COLUMN(int64_t, carrier_shard, rows[i].carrier_id > 0 ? rows[i].carrier_shard : UNKNOWN_I64);
	COLUMN(int64_t, carrier, id_or_null(rows[i].carrier_id));
	return db_run(c, Q_DELIVERY_INSERT,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_IDS(id, n), DB_INTS(supplier_shard, n), DB_INTS(supplier, n), DB_IDS(plan, n), DB_INTS(line, n),
	        DB_INTS(product, n), DB_TEXTS(type, n), DB_INTS(asset, n), DB_INTS(from, n), DB_INTS(to, n), DB_TEXTS(vehicle, n),
	        DB_INTS(vehicle_account, n), DB_INTS(route, n), DB_INTS(stop, n), DB_INTS(mode, n), DB_INTS(quantity, n), DB_INTS(min, n), DB_INTS(max, n),
	        DB_INTS(full, n), DB_INTS(empties, n), DB_INSTANTS(window_from, n), DB_INSTANTS(window_to, n), DB_BOOL(off_plan), DB_TEXTS(docket, n),
	        DB_TEXTS(note, n), DB_TEXTS(event_id, n), DB_INSTANT(by->recorded_at), DB_INT(by->cred_id), DB_INTS(carrier_shard, n),
	        DB_INTS(carrier, n)),
	    NULL, f);
}

err_t
store_delivery_offer(struct db_conn *c, const struct store_delivery_new *rows, size_t n, const struct store_delivery_by *by, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	COLUMN(int64_t, shard, rows[i].shard);
	COLUMN(struct id, id, rows[i].id);
	return db_run(c, Q_DELIVERY_OFFER, DB_ARGS(DB_INTS(shard, n), DB_IDS(id, n), DB_INSTANT(by->at), DB_INSTANT(by->recorded_at),
	    DB_INT(by->cred_id), DB_INT(by->role)), NULL, f);
}

err_t
store_delivery_step(struct db_conn *c, const struct store_delivery_step *s, const struct store_delivery_by *by, struct faults *f)
{
	return db_run(c, Q_DELIVERY_EVENT_INSERT,
	    DB_ARGS(DB_INT(s->shard), DB_ID(s->delivery), DB_INT(s->seq), DB_INT(s->event), DB_INT(s->state), DB_INSTANT(by->at),
	        DB_INSTANT(by->recorded_at), DB_INT(by->cred_id), DB_INT(by->role), DB_INT(s->accepted_g), DB_INT(s->rejected_g), DB_INT(s->full),
	        DB_INT(s->empties), DB_INSTANT(s->eta), DB_TEXT(s->reason), DB_BOOL(s->statement), DB_TEXT(s->vehicle), DB_TEXT(s->docket),
	        DB_TEXT(s->client_event_id)),
	    NULL, f);
}

/* ---- ledger --------------------------------------------------------------------------------------- */

err_t
store_delivery_moves(struct db_conn *c, struct id delivery, struct arena *a, struct store_delivery_moves *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_DELIVERY_MOVES, DB_ARGS(DB_ID(delivery)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_delivery_move, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = (struct store_delivery_move){ .id = db_id(r, i, C_DELIVERY_MOVES_MV_ID), .from = db_int(r, i, C_DELIVERY_MOVES_FROM_ACCOUNT),
			.to = db_int(r, i, C_DELIVERY_MOVES_TO_ACCOUNT), .g = db_int(r, i, C_DELIVERY_MOVES_G),
			.at = db_instant(r, i, C_DELIVERY_MOVES_OCCURRED_AT), .cylinder_type = keep(a, db_text(r, i, C_DELIVERY_MOVES_CONTAINER_TYPE)),
			.full = db_int(r, i, C_DELIVERY_MOVES_N_FULL), .empty = db_int(r, i, C_DELIVERY_MOVES_N_EMPTY),
			.cause = (enum store_delivery_cause)db_int(r, i, C_DELIVERY_MOVES_CAUSE), .delivery = delivery };
	return ERR_OK;
}

err_t
store_delivery_move(struct db_conn *c, int16_t shard, int64_t site_id, const struct store_delivery_move *m, const struct store_delivery_by *by,
    struct faults *f)
{
	return db_run(c, Q_DELIVERY_MOVE,
	    DB_ARGS(DB_INT(shard), DB_INT(site_id), DB_ID(m->id), DB_INT(m->from), DB_INT(m->to), DB_INSTANT(m->at), DB_INT(m->g),
	        DB_TEXT(m->cylinder_type), DB_INT(m->full), DB_INT(m->empty), DB_INT(m->cause), DB_ID(m->delivery), DB_TEXT(m->docket),
	        DB_ID(m->reverses), DB_INSTANT(by->recorded_at), DB_INT(by->cred_id)),
	    NULL, f);
}

const char *
store_delivery_key(struct id delivery, struct arena *a)
{
	char id[ID_TEXT];
	return arena_printf(a, "delivery:%s", id_text(delivery, id));
}

const char *
store_delivery_docket_key(const char *supplier, const char *docket, struct arena *a)
{
	return arena_printf(a, "docket:%s:%s", supplier ? supplier : "", docket);
}

err_t
store_delivery_claim(struct db_conn *c, const struct store_delivery_receipt *r, const struct store_delivery_by *by, bool *ret_first,
    struct faults *f)
{
	int64_t rows = 0;
	err_t e = db_run(c, Q_DELIVERY_RECEIPT_KEY,
	    DB_ARGS(DB_INT(r->shard), DB_INT(r->site_id), DB_TEXT(r->key), DB_ID(r->move), DB_INSTANT(by->recorded_at), DB_INT(by->cred_id)), &rows, f);
	if (!e)
		*ret_first = rows == 1;
	return e;
}

err_t
store_delivery_docket_unnamed(struct db_conn *c, const struct store_delivery *d, const char *docket, bool *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_DELIVERY_DOCKET_UNNAMED, DB_ARGS(DB_INT(d->shard), DB_INT(d->site_id), DB_TEXT(docket)), &r, f);
	if (!e)
		*ret = db_bool(r, 0, C_DELIVERY_DOCKET_UNNAMED_SEEN);
	return e;
}

err_t
store_delivery_tell(struct db_conn *c, const struct store_delivery_message *m, size_t n, instant_t recorded_at, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	COLUMN(int64_t, shard, m[i].shard);
	COLUMN(int64_t, site, m[i].site_id);
	COLUMN(const char *, topic, m[i].topic);
	COLUMN(const char *, payload, m[i].payload);
	if (n == 0)
		return ERR_OK;
	return db_run(c, Q_DELIVERY_OUTBOX, DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_INSTANT(recorded_at), DB_TEXTS(topic, n),
	    DB_TEXTS(payload, n)), NULL, f);
}
