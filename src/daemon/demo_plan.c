/* demo_plan - one plan of the past, so that the province has deliveries behind it, and what the supply did not do.
 *
 * The morning's plan is approved; suppliers accept what they can drive that day and decline the sites that the history does not supply
 * (no driver), which is why those are short now; offers of the later days are cancelled. Accepted ones are loaded and dispatched in
 * the morning, arrive between ten and three, and their hospitals say so. */
#include "daemon/demo.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/container.h"
#include "wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DELIVERIES_MAX = 40, PLAN_DAYS = 3 };

#define ARRIVES_FIRST (4 * INSTANT_HOUR)     /* after the plan */
#define ARRIVES_WITHIN (5 * INSTANT_HOUR)
#define DAY_OVER (10 * INSTANT_HOUR)

struct drive {
	char id[ID_TEXT], supplier[32];
	struct demo_history_delivery goods;
};

struct plan_day {
	struct daemon_demo *l;
	instant_t morning;
	struct drive drives[DELIVERIES_MAX];
	size_t n;
};

static const char *
text_of(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return s ? s : "";
}

static err_t
tell(struct daemon_demo *l, const char *delivery, const char *token, json_t *event)
{
	char path[96];
	snprintf(path, sizeof path, "/v1/deliveries/%s/events", delivery);
	api_client_as(l->api, token);
	return api_client_call(l->api, "POST", path, event, NULL, &l->faults);
}

/* Index of the facility, n_sites if none. */
static size_t
site_of(const struct demo_world *w, const char *code)
{
	size_t i = 0;
	while (i < w->n_sites && !str_eq(w->sites[i].card.code, code))
		i++;
	return i;
}

/* What fits now; the plan was made from a projection. */
static bool
goods_of(struct plan_day *p, const json_t *d, struct demo_history_delivery *ret)
{
	const struct demo_world *w = p->l->world;
	bool lox = str_eq(text_of(d, "product"), "lox");
	*ret = (struct demo_history_delivery){ .site = site_of(w, text_of(d, "facility")), .product = lox ? PRODUCT_LOX : PRODUCT_CYLINDER };
	if (ret->site == w->n_sites || !id_parse(text_of(d, "id"), &ret->id))
		return false;
	int64_t room = demo_history_room(p->l->history, ret->site, ret->product), g = json_integer_value(json_object_get(d, "quantity_g"));
	if (lox) {
		ret->g = g < room ? g : room / 10000 * 10000;
		return ret->g >= 100000;
	}
	const struct asset *pool = demo_world_asset(&w->sites[ret->site], ASSET_CYLINDER_POOL);
	int64_t full = json_integer_value(json_object_get(d, "full"));
	if (!str_eq(text_of(d, "cylinder_type"), pool->cylinder_type))
		return false;
	ret->cylinder_type = pool->cylinder_type;
	ret->full = ret->empties_back = full < room ? full : room;
	ret->g = ret->full * container_find(pool->cylinder_type)->g;
	return ret->full > 0;
}

static bool
is_today(const struct plan_day *p, const json_t *d)
{
	instant_t start = INSTANT_NONE;
	const json_t *window = json_object_get(d, "window");
	return calendar_parse_instant(text_of(window, "start"), &start) && start < p->morning + DAY_OVER;
}

static err_t
answer_offer(struct plan_day *p, const json_t *d)
{
	struct daemon_demo *l = p->l;
	struct demo_history_delivery goods;
	const char *id = text_of(d, "id"), *supplier = daemon_demo_load_token(l, "supplier", text_of(d, "supplier"));
	bool fits = goods_of(p, d, &goods), short_of = goods.site < l->world->n_sites && (l->world->sites[goods.site].low || l->world->sites[goods.site].silent);
	if (short_of)
		return tell(l, id, supplier, json_pack("{s:s, s:s}", "event", "decline", "reason", "Không còn tài xế trong ngày"));
	if (!fits || !is_today(p, d) || p->n == DELIVERIES_MAX)
		return tell(l, id, daemon_demo_load_token(l, "coordinator", NULL), json_pack("{s:s, s:s}", "event", "cancel", "reason", "Lập lại kế hoạch ngày mai"));
	struct drive *drive = &p->drives[p->n++];
	snprintf(drive->id, sizeof drive->id, "%s", id);
	snprintf(drive->supplier, sizeof drive->supplier, "%s", text_of(d, "supplier"));
	drive->goods = goods;
	err_t e = tell(l, id, supplier, json_pack("{s:s, s:I}", "event", "accept", "accepted_g", (json_int_t)goods.g));
	if (!e)
		e = tell(l, id, supplier, json_pack("{s:s}", "event", "load"));
	return e ? e : tell(l, id, supplier, json_pack("{s:s}", "event", "dispatch"));
}

static err_t
arrive(struct plan_day *p, size_t i)
{
	struct daemon_demo *l = p->l;
	struct drive *drive = &p->drives[i];
	char at[CALENDAR_INSTANT_TEXT];
	const char *site = l->world->sites[drive->goods.site].card.code, *hospital = daemon_demo_load_token(l, "hospital", site);
	const char *who = *hospital != '\0' ? hospital : daemon_demo_load_token(l, "supplier", drive->supplier);
	drive->goods.at = p->morning + ARRIVES_FIRST + (instant_t)i * ARRIVES_WITHIN / (instant_t)p->n / INSTANT_MINUTE * INSTANT_MINUTE;
	calendar_instant_text(drive->goods.at, at);
	err_t e = tell(l, drive->id, who, json_pack("{s:s, s:s}", "event", "arrive", "occurred_at", at));
	json_t *event = json_pack("{s:s, s:s, s:I}", "event", "deliver", "occurred_at", at, "accepted_g", (json_int_t)drive->goods.g);
	if (drive->goods.product == PRODUCT_CYLINDER) {
		json_object_set_new(event, "full", json_integer(drive->goods.full));
		json_object_set_new(event, "empties_back", json_integer(drive->goods.empties_back));
	}
	if (e) {
		json_decref(event);
		return e;
	}
	if ((e = tell(l, drive->id, who, event)))
		return e;
	demo_history_receive(l->history, &drive->goods);
	l->deliveries++;
	return ERR_OK;
}

/* The plan's offers, whole: as the coordinator sees them. */
static err_t
approve(struct daemon_demo *l, json_t **ret_offers)
{
	CLEANUP(wire_decref_ptr) json_t *asked = NULL;
	CLEANUP(wire_decref_ptr) json_t *plan = NULL;
	char path[96];
	json_t *body = json_pack("{s:s, s:i, s:i, s:b}", "province", "15", "horizon_days", PLAN_DAYS, "seed", DEMO_WORLD_SEED, "deterministic", true);
	err_t e = api_client_call(l->api, "POST", "/v1/plans", body, &asked, &l->faults);
	if (e)
		return e;
	snprintf(path, sizeof path, "/v1/plans/%s", text_of(asked, "id"));
	if ((e = api_client_wait(l->api, path, &plan, &l->faults)))
		return e;
	snprintf(path, sizeof path, "/v1/plans/%s/approve", text_of(asked, "id"));
	if ((e = api_client_call(l->api, "POST", path, json_object(), NULL, &l->faults)))
		return e;
	return api_client_list(l->api, "/v1/deliveries?state=offered&limit=500", ret_offers, &l->faults);
}

err_t
daemon_demo_plan_forecast(struct daemon_demo *l)
{
	CLEANUP(wire_decref_ptr) json_t *asked = NULL;
	CLEANUP(wire_decref_ptr) json_t *done = NULL;
	char path[96];
	api_client_as(l->api, daemon_demo_load_token(l, "coordinator", NULL));
	err_t e = api_client_call(l->api, "POST", "/v1/forecast-runs", json_pack("{s:s}", "province", "15"), &asked, &l->faults);
	if (e)
		return e;
	snprintf(path, sizeof path, "/v1/forecast-runs/%s", text_of(asked, "id"));
	if ((e = api_client_wait(l->api, path, &done, &l->faults)))
		return e;
	if (!str_eq(text_of(done, "state"), "done"))
		return fault_add(&l->faults, FAULT_SERVER, path, "forecast run", "ended as ", text_of(done, "state"));
	return ERR_OK;
}

err_t
daemon_demo_plan(struct daemon_demo *l)
{
	CLEANUP(wire_decref_ptr) json_t *offers = NULL;
	struct plan_day *p = MEM_NEW(struct plan_day);
	*p = (struct plan_day){ .l = l, .morning = clock_now(l->d->clock) };
	err_t e = daemon_demo_plan_forecast(l);
	if (!e)
		e = approve(l, &offers);
	for (size_t i = 0; !e && i < json_array_size(offers); i++)
		e = answer_offer(p, json_array_get(offers, i));
	if (!e && !clock_set(l->d->clock, p->morning + DAY_OVER))
		e = fault_add(&l->faults, FAULT_STATE_DIR, "demo", l->d->state_dir, "its clock cannot be moved", NULL);
	for (size_t i = 0; !e && i < p->n; i++)
		e = arrive(p, i);
	log_event(LOG_DEBUG, "demo plan", LOG_INT("offers", (int64_t)json_array_size(offers)), LOG_INT("driven", (int64_t)p->n), LOG_END);
	free(p);
	api_client_as(l->api, daemon_demo_load_token(l, "coordinator", NULL));
	return e;
}
