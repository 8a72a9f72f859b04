/* deliver_view - codes in, codes out. */
#include "app/deliver_view.h"

#include "base/str.h"
#include "store/supply.h"
#include "wire/delivery_shape.h"

#include <stdio.h>
#include <string.h>

const char *
app_deliver_view_code(struct act *a, int64_t site_id)
{
	struct store_site site;
	if (!store_site_by_id(a->app->sites, site_id, &site)) {
		CLEANUP(db_release_ptr) struct db_conn *c = NULL;
		if (db_acquire(a->app->db, DB_JOB, &c, NULL) != ERR_OK || store_site_load(a->app->sites, c, NULL) != ERR_OK ||
		    !store_site_by_id(a->app->sites, site_id, &site))
			return NULL;
	}
	return arena_strdup(a->arena, site.code);
}

void
app_deliver_view_show(struct act *a, struct store_delivery *s)
{
	s->d.facility = app_deliver_view_code(a, s->site_id);
	s->d.supplier = app_deliver_view_code(a, s->supplier_id);
	s->d.carrier = s->carrier_id != 0 ? app_deliver_view_code(a, s->carrier_id) : NULL;
	if (s->is_full != UNKNOWN_I64)
		s->d.full = s->is_full;
	if (s->is_empties != UNKNOWN_I64)
		s->d.empties_back = s->is_empties;
}

err_t
app_deliver_view_by_id(struct act *a, struct id id, struct store_delivery *ret)
{
	struct store_delivery_list found;
	err_t e = store_delivery_get(a->db, &id, 1, a->at.recorded_by, a->arena, &found, a->faults);
	if (e)
		return e;
	if (found.n == 0)
		return fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	*ret = found.items[0];
	app_deliver_view_show(a, ret);
	return ERR_OK;
}

/* Row-level security shows the parties' rows alone; the check here says the same in the program's words. */
static bool
is_party(const struct act *a, const struct store_delivery *s)
{
	struct store_site facility;
	if (a->who->role == ROLE_SUPPLIER && !a->app->skip_scope)
		return a->who->site.site_id == s->supplier_id || a->who->site.site_id == s->carrier_id;
	return store_site_by_id(a->app->sites, s->site_id, &facility) && app_sees(a, facility);
}

err_t
app_deliver_view_get(struct act *a, const char *id_text, struct store_delivery *ret)
{
	struct id id;
	if (!id_parse(id_text, &id))
		return fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	err_t e = app_deliver_view_by_id(a, id, ret);
	if (e)
		return e;
	return is_party(a, ret) ? ERR_OK : fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
}

static err_t
read_cursor(struct act *a, const char *cursor, struct store_delivery_filter *f)
{
	char number[24];
	const char *dot = cursor ? strchr(cursor, '.') : NULL;
	if (cursor == NULL)
		return ERR_OK;
	if (dot == NULL || (size_t)(dot - cursor) >= sizeof number)
		return fault_add(a->faults, FAULT_CHOICE, "?cursor", "next", NULL, NULL);
	snprintf(number, sizeof number, "%.*s", (int)(dot - cursor), cursor);
	if (!str_to_i64(number, &f->after) || !id_parse(dot + 1, &f->after_id))
		return fault_add(a->faults, FAULT_CHOICE, "?cursor", "next", NULL, NULL);
	return ERR_OK;
}

static err_t
look_up(struct act *a, const char *code, struct store_site *ret)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	if (store_site_by_code(a->app->sites, code, ret))
		return ERR_OK;
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	return e ? e : store_site_find(a->app->sites, c, code, ret, a->faults);
}

/* May the caller's own site and this one deliver to each other? */
static err_t
is_partner(struct act *a, struct store_site site, enum store_role role, bool *ret)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_site own = a->who->site;
	if (a->who->role != (role == STORE_SUPPLIER ? ROLE_HOSPITAL : ROLE_SUPPLIER))
		return ERR_OK;
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	if (e)
		return e;
	return role == STORE_SUPPLIER ? store_supply_related(c, own, site, ret, a->faults) : store_supply_related(c, site, own, ret, a->faults);
}

/* Another's site exists for those who see a delivery of it: the facility's coordinator, a carrier. */
static err_t
is_met(struct act *a, struct store_site site, enum store_role role, bool *ret)
{
	struct store_delivery_filter f = { .recorded_by = a->at.recorded_by, .limit = 1 };
	struct store_delivery_list found = { 0 };
	*(role == STORE_SUPPLIER ? &f.supplier_id : &f.site_id) = site.site_id;
	err_t e = store_delivery_find(a->db, &f, a->arena, &found, a->faults);
	*ret = found.n > 0;
	return e;
}

/* The site that a list is asked for: in scope, or one that the caller deals with. */
static err_t
site_of_filter(struct act *a, const char *code, enum store_role role, const char *pointer, int64_t *ret)
{
	struct store_site site = { 0 };
	if (code == NULL)
		return ERR_OK;
	err_t e = look_up(a, code, &site);
	if (e)
		return e;
	bool known = site.site_id != 0 && (site.roles & (unsigned)role) != 0, seen = known && app_sees(a, site);
	if (known && !seen)
		e = is_partner(a, site, role, &seen);
	if (!e && known && !seen)
		e = is_met(a, site, role, &seen);
	if (!e && !seen)
		e = fault_add(a->faults, FAULT_NOT_FOUND, pointer, NULL, NULL, NULL);
	*ret = site.site_id;
	return e;
}

err_t
app_deliver_view_list(struct act *a, const struct app_deliver_view_filter *q, struct store_delivery_list *ret, const char **ret_next)
{
	struct store_delivery_filter f = { .state = q->state, .recorded_by = a->at.recorded_by, .limit = q->limit + 1 };
	char id[ID_TEXT];
	err_t e = read_cursor(a, q->cursor, &f);
	if (!e)
		e = site_of_filter(a, q->supplier, STORE_SUPPLIER, "?supplier", &f.supplier_id);
	if (!e)
		e = site_of_filter(a, q->facility, STORE_FACILITY, "?facility", &f.site_id);
	if (!e)
		e = store_delivery_find(a->db, &f, a->arena, ret, a->faults);
	if (e)
		return e;
	*ret_next = NULL;
	if (ret->n > q->limit) {
		const struct delivery *last = &ret->items[q->limit - 1].d;
		*ret_next = arena_printf(a->arena, "%lld.%s", (long long)last->window.start, id_text(last->id, id));
		ret->n = (int)q->limit;
	}
	for (int i = 0; i < ret->n; i++)
		app_deliver_view_show(a, &ret->items[i]);
	return ERR_OK;
}

err_t
app_deliver_view_tell(struct act *a, const struct store_delivery *s, size_t n, enum delivery_event_kind event)
{
	struct store_delivery_message *m = ARENA_ARRAY(a->arena, struct store_delivery_message, 2 * n);
	char at[CALENDAR_INSTANT_TEXT];
	size_t n_messages = 0;
	calendar_instant_text(a->recorded_at, at);
	for (size_t i = 0; i < n; i++) {
		CLEANUP(str_free) struct str text = { 0 };
		json_t *payload = json_object();
		json_object_set_new(payload, "event", json_string(names_word(&delivery_state_events, (int)event)));
		json_object_set_new(payload, "at", json_string(at));
		json_object_set_new(payload, "delivery", wire_write(&wire_delivery_shape, &s[i].d));
		wire_dump_new(payload, &text);
		const char *kept = arena_strdup(a->arena, str_text(&text)), *told[] = { s[i].d.supplier, s[i].d.carrier };
		for (size_t k = 0; k < ARRAY_LEN(told); k++)
			if (told[k] != NULL)
				m[n_messages++] = (struct store_delivery_message){ .shard = s[i].shard, .site_id = s[i].site_id,
					.topic = arena_printf(a->arena, "oxyd/v1/suppliers/%s/assignments", told[k]), .payload = kept };
	}
	return store_delivery_tell(a->db, m, n_messages, a->recorded_at, a->faults);
}
