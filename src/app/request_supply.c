/* request_supply - keep it; its state is read from the deliveries that came since. */
#include "app/request_supply.h"

#include "app/deliver_view.h"
#include "base/str.h"
#include "domain/container.h"

#include <stdio.h>
#include <string.h>

static const char *
keep(struct act *a, const char *text)
{
	return text ? arena_strdup(a->arena, text) : NULL;
}

static struct supply_request
read_row(struct act *a, const struct db_rows *r, int i)
{
	return (struct supply_request){ .id = db_id(r, i, C_NEED_LIST_NEED_ID), .facility = app_deliver_view_code(a, db_int(r, i, C_NEED_LIST_SITE_ID)),
		.product = (enum product)db_int(r, i, C_NEED_LIST_PRODUCT), .cylinder_type = keep(a, db_text(r, i, C_NEED_LIST_CONTAINER_TYPE)),
		.quantity = units_of_g(db_int(r, i, C_NEED_LIST_G)), .full = db_int(r, i, C_NEED_LIST_N_FULL),
		.urgency = (enum urgency)db_int(r, i, C_NEED_LIST_URGENCY), .needed_by = db_instant(r, i, C_NEED_LIST_NEEDED_BY),
		.reason = keep(a, db_text(r, i, C_NEED_LIST_NOTE)), .client_event_id = keep(a, db_text(r, i, C_NEED_LIST_CLIENT_EVENT_ID)),
		.state = (enum request_state)db_int(r, i, C_NEED_LIST_STATE), .recorded_at = db_instant(r, i, C_NEED_LIST_RECORDED_AT) };
}

struct query {
	int64_t site_id;
	struct id before;
	const char *client_event_id;
	int64_t limit;
};

static err_t
ask(struct act *a, const struct query *q, struct db_rows **ret)
{
	return db_query(a->db, Q_NEED_LIST, DB_ARGS(DB_INT(q->site_id), DB_ID(q->before), DB_INSTANT(a->at.recorded_by), DB_INSTANT(a->at.now),
	    DB_INT(a->who->cred_id), DB_TEXT(q->client_event_id), DB_INT(q->limit)), ret, a->faults);
}

static struct id
last_id(void)
{
	struct id id;
	memset(id.b, 0xff, sizeof id.b);
	return id;
}

static err_t
find_told(struct act *a, struct supply_request *r, int64_t g, bool *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *rows = NULL;
	struct query q = { .before = last_id(), .client_event_id = r->client_event_id, .limit = 1 };
	*ret = false;
	if (r->client_event_id == NULL)
		return ERR_OK;
	err_t e = ask(a, &q, &rows);
	if (e || db_rows_n(rows) == 0)
		return e;
	struct supply_request old = read_row(a, rows, 0);
	if (!str_eq(old.facility, r->facility) || old.product != r->product || old.quantity.g != g)
		return fault_add(a->faults, FAULT_EVENT_ID_REUSED, "/client_event_id", NULL, NULL, NULL);
	*r = old;
	*ret = true;
	return ERR_OK;
}

err_t
app_request_supply(struct act *a, struct store_site facility, struct supply_request *r, bool *ret_new)
{
	const struct container *c = r->cylinder_type ? container_find(r->cylinder_type) : NULL;
	int64_t g = r->quantity.g != UNITS_UNKNOWN_G ? r->quantity.g : c && r->full != UNKNOWN_I64 ? r->full * c->g : 0;
	bool told = false;
	char id[ID_TEXT], text[24];
	if (r->quantity.gauge != GAUGE_NONE)
		return fault_add(a->faults, FAULT_UNIT_HERE, "/quantity/unit", "g", NULL, NULL);
	snprintf(text, sizeof text, "%lld", (long long)g);
	if (g < 1)
		return fault_add(a->faults, FAULT_RANGE, r->full != UNKNOWN_I64 ? "/full" : "/quantity", "1 g or more", text, NULL);
	err_t e = find_told(a, r, g, &told);
	*ret_new = !told;
	if (e || told)
		return e;
	r->id = id_new(a->recorded_at);
	r->quantity = units_of_g(g);
	r->state = REQUEST_OPEN;
	r->recorded_at = a->recorded_at;
	e = db_run(a->db, Q_NEED_INSERT,
	    DB_ARGS(DB_INT(facility.shard), DB_INT(facility.site_id), DB_ID(r->id), DB_INT(r->product), DB_TEXT(r->cylinder_type), DB_INT(g), DB_INT(r->full),
	        DB_INT(r->urgency), DB_INSTANT(r->needed_by), DB_TEXT(r->reason), DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id),
	        DB_TEXT(r->client_event_id)),
	    NULL, a->faults);
	return e ? e : app_audit(a, facility, "request.make", id_text(r->id, id), NULL);
}

err_t
app_request_supply_list(struct act *a, const char *facility, const char *cursor, int64_t limit, struct app_request_supply_list *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct store_site site = { 0 };
	struct query q = { .before = last_id(), .limit = limit + 1 };
	char id[ID_TEXT];
	*ret = (struct app_request_supply_list){ 0 };
	if (cursor != NULL && !id_parse(cursor, &q.before))
		return fault_add(a->faults, FAULT_CHOICE, "?cursor", "next", NULL, NULL);
	err_t e = facility ? app_site_in_scope(a, facility, STORE_FACILITY, "?facility", &site) : ERR_OK;
	q.site_id = site.site_id;
	if (!e)
		e = ask(a, &q, &r);
	if (e)
		return e;
	ret->n = db_rows_n(r) > limit ? (int)limit : db_rows_n(r);
	ret->items = ARENA_ARRAY(a->arena, struct supply_request, (size_t)ret->n + 1);
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = read_row(a, r, i);
	if (db_rows_n(r) > limit)
		ret->next = arena_strdup(a->arena, id_text(ret->items[ret->n - 1].id, id));
	return ERR_OK;
}
