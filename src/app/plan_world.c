/* plan_world - rows to the planner's arrays. */
#include "app/plan_world.h"

#include "app/plan_driving.h"
#include "app/plan_needs.h"
#include "app/plan_promised.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/admin.h"
#include "domain/container.h"
#include "forecast/site.h"
#include "planner/travel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	HISTORY_DAYS = 45,
	LAST_MINUTE = PLANNER_DAY_MIN - 1, /* midnight is the next day's */
	BOTTLE_KG = 60,    /* gross, of a 40 L bottle, for weights on roads */
	SPEED_KMH = 40, LOAD_MIN = 45, UNLOAD_MIN = 30, DUTY_FROM = 360, DUTY_TO = 1200, /* where the card does not say */
};

static int
product_of(struct app_plan_building *b, enum product p, const char *type)
{
	const struct container *c = type ? container_find(type) : NULL;
	const char *code = p == PRODUCT_LOX ? "lox" : type;
	if (p == PRODUCT_CYLINDER && c == NULL)
		return PLANNER_NONE;
	for (size_t i = 0; i < b->products.n; i++)
		if (str_eq(b->products.at[i].code, code))
			return (int)i;
	*VEC_ADD(&b->products) = (struct planner_product){ .code = code, .bottles = p == PRODUCT_CYLINDER, .bottle_g = c ? c->g : 0 };
	return (int)b->products.n - 1;
}

/* ---- needs ------------------------------------------------------------------------------------------------------ */

static int
need_of(struct app_plan_building *b, int facility, enum product p, const char *type, enum grade grade)
{
	int product = product_of(b, p, type);
	if (product < 0)
		return PLANNER_NONE;
	for (size_t i = 0; i < b->needs.n; i++)
		if (b->needs.at[i].facility == facility && b->needs.at[i].product == product)
			return (int)i;
	*VEC_ADD(&b->needs) = (struct planner_need){ .facility = facility, .product = product,
		.min_grade = grade == GRADE_O2_93 ? PLANNER_O2_93 : PLANNER_O2_99, .swap_only = p == PRODUCT_CYLINDER };
	*VEC_ADD(&b->infos) = (struct app_plan_world_need){ .product = p, .cylinder_type = type };
	return (int)b->needs.n - 1;
}

static void
add_asset(struct app_plan_building *b, int facility, const struct store_position *p, const struct store_truth *t, const struct forecast_demand *d)
{
	const struct asset *x = t->asset;
	enum product product = x->kind == ASSET_TANK ? PRODUCT_LOX : PRODUCT_CYLINDER;
	if (!needs_counts(p->card, x))
		return;
	int i = need_of(b, facility, product, x->cylinder_type, x->product);
	if (i < 0)
		return;
	struct needs_truth truth = app_plan_needs_truth(t);
	struct needs_added got =
	    needs_add(p->card, &truth, d, &(struct needs_moment){ b->w->at.now, b->w->in.days }, &b->needs.at[i]);
	struct app_plan_world_need *info = &b->infos.at[i];
	if (got.capacity_g <= 0)
		return;
	if (!got.known)
		app_plan_building_note(b, (struct app_plan_world_note){ APP_PLAN_STOCK_UNKNOWN, facility, i, got.now_g, t->code });
	if (info->account_id == 0 || got.capacity_g > info->requested_g) { /* the largest so far */
		info->account_id = t->account_id;
		info->asset_id = t->asset_id;
		info->requested_g = got.capacity_g;
	}
}

static struct geo_point
centre_of(const char *province, day_t day)
{
	const struct admin_unit *u = admin_find(province, day);
	return u != NULL && geo_is_known(u->centre) ? u->centre : (struct geo_point){ 16.05, 108.2 }; /* Da Nang: the middle of the country */
}

static struct planner_place
place_of(struct geo_point p, const char *province, day_t day)
{
	struct geo_point at = geo_is_known(p) ? p : centre_of(province, day);
	return (struct planner_place){ at.lat, at.lon };
}

static bool
is_open(const struct facility *card, day_t day)
{
	return (card->opened == DAY_NONE || card->opened <= day) && (card->closed == DAY_NONE || card->closed > day);
}

static void
build_facility(struct app_plan_building *b, int i)
{
	const struct store_position *p = &b->positions[i];
	struct planner_facility *f = &b->facilities[i];
	struct forecast_site_input project;
	day_t today = b->w->in.start_day;
	*f = (struct planner_facility){ .code = p->site.code, .receives_from_min = 0, .receives_to_min = LAST_MINUTE };
	f->place = place_of(p->card ? p->card->location : (struct geo_point){ NAN, NAN }, b->w->province, today);
	if (p->card == NULL || !is_open(p->card, today))
		return;
	if (!geo_is_known(p->card->location))
		app_plan_building_note(b, (struct app_plan_world_note){ APP_PLAN_LOCATION_UNKNOWN, i, PLANNER_NONE, UNKNOWN_I64, NULL });
	f->access_max_kg = p->card->access_max_t > 0 ? (int)(p->card->access_max_t * 1000) : 0;
	if (p->card->receives_from != TIME_NONE && p->card->receives_to != TIME_NONE && p->card->receives_to > p->card->receives_from) {
		f->receives_from_min = p->card->receives_from;
		f->receives_to_min = p->card->receives_to < LAST_MINUTE ? p->card->receives_to : LAST_MINUTE;
	}
	store_position_input(p, b->a->app->paths, b->w->at.now, b->arena, &project);
	if (project.demand->days <= 0 || project.demand->method == FORECAST_UNKNOWN)
		app_plan_building_note(b, (struct app_plan_world_note){ APP_PLAN_DEMAND_UNKNOWN, i, PLANNER_NONE, UNKNOWN_I64, NULL });
	size_t first = b->needs.n;
	for (int k = 0; k < p->n_truths; k++)
		if (p->truths[k].asset != NULL)
			add_asset(b, i, p, &p->truths[k], project.demand);
	for (size_t k = first; k < b->needs.n; k++) {
		b->needs.at[k].critical_pct = needs_critical_pct(p->card);
		b->infos.at[k].requested_g = 0; /* was the size of the largest asset */
		if (b->needs.at[k].heel_g > b->needs.at[k].capacity_g)
			b->needs.at[k].heel_g = b->needs.at[k].capacity_g;
	}
}

/* ---- requests ------------------------------------------------------------------------------------------------------- */

static void
add_requests(struct app_plan_building *b)
{
	for (int i = 0; i < b->requests.n; i++) {
		const struct store_supply_need *r = &b->requests.items[i];
		int f = app_plan_building_facility(b, r->site_id), n = f < 0 ? PLANNER_NONE : app_plan_building_need(b, f, r->product, r->cylinder_type);
		char id[ID_TEXT];
		if (n < 0)
			continue;
		int day = r->needed_by != INSTANT_NONE ? app_plan_building_day(b, r->needed_by) : r->urgency >= 2 ? 0 : b->w->in.days > 1;
		struct planner_need *need = &b->needs.at[n];
		int64_t room = need->capacity_g - need->heel_g, g = r->g < room ? r->g : room;
		if (g <= 0)
			continue;
		need->q50_g[day] += g;
		need->q90_g[day] += g;
		b->infos.at[n].requested_g += g;
		if (r->urgency - 1 > b->facilities[f].priority)
			b->facilities[f].priority = r->urgency - 1;
		app_plan_building_note(b, (struct app_plan_world_note){ APP_PLAN_REQUEST, f, n, g, arena_strdup(b->arena, id_text(r->id, id)) });
	}
}

/* ---- rights ---------------------------------------------------------------------------------------------------------- */

static int
supplier_by_code(const struct app_plan_building *b, const char *code)
{
	for (size_t i = 0; i < b->n_all; i++)
		if (str_eq(b->all[i].site.code, code))
			return (int)i;
	return -1;
}

/* Rights name suppliers by their place among all until the plan's own are numbered. */
static void
add_right(struct app_plan_building *b, int supplier, int need, enum planner_basis basis, day_t from, day_t to, int64_t daily_g)
{
	const struct app_plan_world_need *info = &b->infos.at[need];
	int first = from == DAY_NONE || from < b->w->in.start_day ? 0 : from - b->w->in.start_day;
	int last = to == DAY_NONE || to >= b->w->in.start_day + b->w->in.days ? b->w->in.days - 1 : to - b->w->in.start_day;
	if (supplier < 0 || first > last || last < 0 || store_supply_find(&b->all[supplier], info->product, info->cylinder_type) == NULL)
		return;
	for (size_t i = 0; i < b->rights.n; i++) {
		struct planner_right *r = &b->rights.at[i];
		if (r->supplier != supplier || r->need != need)
			continue;
		if (basis == PLANNER_CONTRACT) { /* said twice, by both cards: the contract counts, and its quantity */
			r->basis = PLANNER_CONTRACT;
			r->day_from = first < r->day_from ? first : r->day_from;
			r->day_to = last > r->day_to ? last : r->day_to;
			r->daily_g = daily_g > 0 ? daily_g : r->daily_g;
		}
		return;
	}
	*VEC_ADD(&b->rights) = (struct planner_right){ .supplier = supplier, .need = need, .basis = basis, .day_from = first, .day_to = last,
		.daily_g = daily_g > 0 ? daily_g : 0 };
}

static void
add_card_rights(struct app_plan_building *b, int need)
{
	int f = b->needs.at[need].facility;
	const struct facility *card = b->positions[f].card;
	const struct app_plan_world_need *info = &b->infos.at[need];
	for (size_t i = 0; i < card->assets.n; i++) {
		const struct asset *x = &card->assets.items[i];
		enum product p = x->kind == ASSET_TANK ? PRODUCT_LOX : PRODUCT_CYLINDER;
		if (!forecast_site_holds_stock(x) || p != info->product || (p == PRODUCT_CYLINDER && !str_eq(x->cylinder_type, info->cylinder_type)))
			continue;
		LIST_FOREACH(r, &x->fill_rights)
			add_right(b, supplier_by_code(b, r->supplier), need, r->basis == FILL_EMERGENCY ? PLANNER_EMERGENCY : PLANNER_CONTRACT, r->valid_from,
			    r->valid_to, 0);
	}
	for (size_t i = 0; i < b->n_all; i++) {
		if (b->all[i].card == NULL)
			continue;
		LIST_FOREACH(k, &b->all[i].card->contracts)
			if (str_eq(k->facility, b->w->facilities[f].code) && (k->product == PRODUCT_NONE || k->product == info->product) &&
			    (k->cylinder_type == NULL || str_eq(k->cylinder_type, info->cylinder_type)))
				add_right(b, (int)i, need, PLANNER_CONTRACT, k->valid_from, k->valid_to, k->daily_g);
	}
}

static void
add_rights(struct app_plan_building *b)
{
	for (int n = 0; n < (int)b->needs.n; n++) {
		size_t before = b->rights.n;
		add_card_rights(b, n);
		if (b->rights.n > before)
			continue;
		for (size_t i = 0; i < b->n_all; i++)
			if (str_eq(b->all[i].site.province, b->w->province) && b->all[i].card != NULL)
				add_right(b, (int)i, n, PLANNER_EMERGENCY, DAY_NONE, DAY_NONE, 0);
		if (b->rights.n > before)
			app_plan_building_note(b, (struct app_plan_world_note){ APP_PLAN_EMERGENCY_RIGHT, b->needs.at[n].facility, n, UNKNOWN_I64, NULL });
	}
}

/* ---- suppliers ---------------------------------------------------------------------------------------------------------- */

static int
or_default(int64_t v, int def)
{
	return v == UNKNOWN_I64 || v < 0 ? def : (int)v;
}

static void
add_sources(struct app_plan_building *b, int supplier, const struct store_supply *s)
{
	bool bulk = store_supply_find(s, PRODUCT_LOX, NULL) != NULL;
	for (int k = 0; k < s->n_stocks; k++) {
		const struct store_supply_stock *p = &s->stocks[k];
		const struct supplier_product *x = &s->card->products.items[k];
		int product = product_of(b, p->product, p->cylinder_type);
		if (product < 0)
			continue;
		int64_t free_g = p->g - p->reserved_g;
		struct planner_source src = { .supplier = supplier, .product = product, .grade = PLANNER_O2_99 };
		int64_t production = x->production_g > 0 ? x->production_g : 0;
		for (int d = 0; d < b->w->in.days; d++)
			src.production_g[d] = d ? production : production * (PLANNER_DAY_MIN - b->w->in.start_minute) / PLANNER_DAY_MIN;
		if (p->product == PRODUCT_LOX) {
			src.stock_g = free_g > 0 ? free_g : 0;
			src.storage_g = p->storage_g < UNITS_MAX_G ? p->storage_g : UNITS_MAX_G;
			if (src.storage_g < src.stock_g)
				src.storage_g = src.stock_g;
		} else {
			int64_t full = p->full - p->reserved_full;
			src.bottles_full = (int)(full > 0 ? full : 0);
			src.bottles_empty = (int)(p->empty_known ? p->empty : production / (p->bottle_g > 0 ? p->bottle_g : 1));
			src.storage_g = production; /* gas of a day waits to be filled at most */
			src.fills_from_bulk = bulk && production == 0;
		}
		*VEC_ADD(&b->sources) = src;
	}
}

/* A vehicle that is on its way to somebody outside this plan, with its home's goods or another supplier's, is out on that day. */
static void
keep_for_others(const struct app_plan_building *b, const struct store_supply *home, const struct store_supply *loads, struct planner_vehicle *v)
{
	for (int i = 0; i < loads->n_open; i++) {
		const struct store_supply_open *o = &loads->open[i];
		if ((o->home_id == home->site.site_id || o->supplier_id == home->site.site_id) && o->state != DELIVERY_OFFERED &&
		    str_eq(o->vehicle, v->code) && app_plan_building_facility(b, o->site_id) < 0 && calendar_day_of(o->from) - b->w->in.start_day < b->w->in.days)
			v->out_of_service[app_plan_building_day(b, o->from)] = true;
	}
}

static void
add_fleet(struct app_plan_building *b, int supplier, const struct store_supply *s)
{
	for (size_t k = 0; k < s->card->fleet.n; k++) {
		const struct vehicle *x = &s->card->fleet.items[k];
		bool bottles = x->kind == VEHICLE_CYLINDER_TRUCK;
		struct planner_vehicle v = { .code = x->vehicle, .supplier = supplier, .bottles = bottles,
			.capacity_g = bottles || x->capacity_g == UNKNOWN_I64 ? 0 : x->capacity_g,
			.capacity_bottles = bottles ? or_default(x->capacity_bottles, 0) : 0, .load_min = or_default(x->load_min, LOAD_MIN),
			.speed_kmh = x->speed_kmh >= 1 && x->speed_kmh <= 150 ? (int)x->speed_kmh : SPEED_KMH,
			.unload_min = or_default(x->unload_min, UNLOAD_MIN), .unload_min_per_unit = or_default(x->unload_min_per_unit, 0),
			.duty_from_min = x->duty_from != TIME_NONE ? x->duty_from : DUTY_FROM,
			.duty_to_min = x->duty_to != TIME_NONE ? x->duty_to : DUTY_TO, .duty_max_min = or_default(x->duty_max_min, 0),
			.loads_elsewhere = x->loads_elsewhere && !bottles };
		if (v.duty_to_min <= v.duty_from_min) /* a night shift ends on the next day */
			v.duty_to_min += PLANNER_DAY_MIN;
		v.size_kg = bottles ? v.capacity_bottles * BOTTLE_KG : (int)(v.capacity_g / 1000);
		if (bottles && v.capacity_bottles == 0 && x->capacity_g > 0)
			v.capacity_bottles = (int)(x->capacity_g / 7987); /* VN40 */
		for (int d = 0; d < b->w->in.days; d++)
			v.out_of_service[d] = x->out_of_service;
		for (size_t i = 0; i < b->n_all; i++) /* wherever it loads */
			keep_for_others(b, s, &b->all[i], &v);
		*VEC_ADD(&b->vehicles) = v;
	}
}

/* Deliveries and routes name vehicles by code: one whose code another one has too stays with its own supplier's goods. */
static void
keep_namesakes_home(struct app_plan_building *b)
{
	VEC_FOREACH(v, &b->vehicles)
		VEC_FOREACH(other, &b->vehicles)
			if (other != v && str_eq(other->code, v->code))
				v->loads_elsewhere = other->loads_elsewhere = false;
}

static enum planner_mode
mode_of(enum delivery_mode m)
{
	return m == DELIVERY_SUPPLIER_SCHEDULED ? PLANNER_SUPPLIER_SCHEDULED : m == DELIVERY_FACILITY_PICKUP ? PLANNER_FACILITY_PICKUP : PLANNER_ROUTED;
}

/* Those that may fill anything here, in the order of their codes. */
static void
build_suppliers(struct app_plan_building *b)
{
	struct app_plan_world *w = b->w;
	struct planner_supplier *s = ARENA_ARRAY(b->arena, struct planner_supplier, b->n_all);
	int n = 0;
	w->supplies = ARENA_ARRAY(b->arena, struct store_supply, b->n_all);
	b->index_of = ARENA_ARRAY(b->arena, int, b->n_all);
	for (size_t i = 0; i < b->n_all; i++) {
		bool used = false;
		for (size_t r = 0; r < b->rights.n; r++)
			used |= b->rights.at[r].supplier == (int)i;
		b->index_of[i] = used ? n : PLANNER_NONE;
		if (!used)
			continue;
		const struct supplier *card = b->all[i].card;
		w->supplies[n] = b->all[i];
		s[n] = (struct planner_supplier){ .code = b->all[i].site.code, .place = place_of(card->location, b->all[i].site.province, w->in.start_day),
			.mode = mode_of(card->delivery_mode), .lead_time_h = card->lead_time_h > 0 ? (int)ceil(card->lead_time_h) : 0,
			.medical_share_pct = isnan(card->medical_share_pct) ? 100 : (int)card->medical_share_pct,
			.loading_slots_per_day = card->loading_slots_per_day == UNKNOWN_I64 ? -1 : (int)card->loading_slots_per_day,
			.filling_bottles_per_day = card->filling_bottles_per_day == UNKNOWN_I64 ? -1 : (int)card->filling_bottles_per_day };
		add_sources(b, n, &b->all[i]);
		if (s[n].mode == PLANNER_ROUTED)
			add_fleet(b, n, &b->all[i]);
		n++;
	}
	keep_namesakes_home(b);
	for (size_t r = 0; r < b->rights.n; r++)
		b->rights.at[r].supplier = b->index_of[b->rights.at[r].supplier];
	w->in.suppliers = s;
	w->in.n_suppliers = n;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------------ */

static err_t
load_facilities(struct app_plan_building *b, struct db_conn *job)
{
	struct store_site_list sites;
	struct act *a = b->a;
	err_t e = store_site_list(a->app->sites, job, b->w->province, STORE_FACILITY, b->w->at.recorded_by, b->arena, &sites, a->faults);
	if (e)
		return e;
	b->w->facilities = sites.items;
	b->w->in.n_facilities = (int)sites.n;
	struct store_position_query q = { .sites = sites.items, .n = sites.n, .at = b->w->at, .days = HISTORY_DAYS };
	e = store_position_load(job, &q, b->arena, &b->positions, a->faults);
	if (!e)
		e = store_supply_needs(job, sites.items, sites.n, b->w->at, b->arena, &b->requests, a->faults);
	int64_t *ids = ARENA_ARRAY(b->arena, int64_t, sites.n);
	for (size_t i = 0; i < sites.n; i++)
		ids[i] = sites.items[i].site_id;
	struct store_supply_of of = { .sites = ids, .n_sites = sites.n, .at = b->w->at };
	if (!e)
		e = store_supply_open(job, &of, b->arena, &b->coming, a->faults);
	return e ? e : store_supply_planned(job, b->w->province, b->w->at, b->arena, &b->planned, a->faults);
}

static err_t
load_suppliers(struct app_plan_building *b, struct db_conn *job)
{
	struct store_site_list sites;
	err_t e = store_site_list(b->a->app->sites, job, "", STORE_SUPPLIER, b->w->at.recorded_by, b->arena, &sites, b->a->faults);
	if (!e)
		e = store_supply_load(job, sites.items, sites.n, b->w->at, b->arena, &b->all, b->a->faults);
	if (!e)
		e = store_supply_duty(job, sites.items, sites.n, b->w->at, b->arena, &b->duties, b->a->faults);
	struct store_supply_since week = { .suppliers = sites.items, .n = sites.n, .at = b->w->at,
		.since = calendar_start(app_plan_driving_monday(b->w->in.start_day)) };
	if (!e)
		e = store_supply_driven(job, &week, b->arena, &b->delivered, b->a->faults);
	b->n_all = e ? 0 : sites.n;
	return e;
}

#define KEEP(list, array, count)                                                                       \
	do {                                                                                           \
		__typeof__((list).at) kept = arena_array(b->arena, (list).n + 1, sizeof *(list).at);   \
		if ((list).n > 0)                                                                      \
			memcpy(kept, (list).at, (list).n * sizeof *(list).at);                         \
		(array) = kept;                                                                        \
		(count) = (int)(list).n;                                                               \
		VEC_FREE(&(list));                                                                     \
	} while (0)

/* Everything into the arena, the lists' own memory given back. */
static void
keep_all(struct app_plan_building *b)
{
	struct app_plan_world *w = b->w;
	int n_infos;
	KEEP(b->products, w->in.products, w->in.n_products);
	KEEP(b->needs, w->in.needs, w->in.n_needs);
	KEEP(b->infos, w->needs, n_infos);
	KEEP(b->rights, w->in.rights, w->in.n_rights);
	KEEP(b->sources, w->in.sources, w->in.n_sources);
	KEEP(b->vehicles, w->in.vehicles, w->in.n_vehicles);
	KEEP(b->fixed, w->in.fixed, w->in.n_fixed);
	KEEP(b->previous, w->in.previous, w->in.n_previous);
	KEEP(b->notes, w->notes, w->n_notes);
	KEEP(b->open, w->open, w->n_open);
	w->positions = b->positions;
	(void)n_infos;
}

err_t
app_plan_world_load(struct act *a, struct db_conn *job, const struct app_plan_world_ask *ask, struct app_plan_world *ret)
{
	struct app_plan_building b = { .a = a, .arena = a->arena, .w = ret };
	*ret = (struct app_plan_world){ .province = ask->province, .at = ask->at };
	ret->in = (struct planner_input){ .days = ask->days, .start_day = calendar_day_of(ask->at.now), .start_minute = calendar_time_of(ask->at.now),
		.seed = ask->seed, .deterministic = ask->deterministic };
	struct planner_config *config = ARENA_NEW(a->arena, struct planner_config);
	*config = *planner_config_default();
	if (a->app->road_factor_pct > 0)
		config->road_factor_pct = a->app->road_factor_pct;
	ret->in.config = config;
	for (int d = 0; d < ask->days && d < PLANNER_DAYS_MAX; d++)
		ret->in.driving[d] = app_plan_driving_on(a->app, ret->in.start_day + d);
	err_t e = load_facilities(&b, job);
	if (!e)
		e = load_suppliers(&b, job);
	if (e)
		return e;
	b.facilities = ARENA_ARRAY(b.arena, struct planner_facility, (size_t)ret->in.n_facilities + 1);
	ret->in.facilities = b.facilities;
	product_of(&b, PRODUCT_LOX, NULL); /* the first product whatever the first facility takes: ties are broken by index */
	for (int i = 0; i < ret->in.n_facilities; i++)
		build_facility(&b, i);
	add_requests(&b);
	add_rights(&b);
	build_suppliers(&b);
	app_plan_promised_driven(&b);
	app_plan_promised_coming(&b);
	app_plan_promised_planned(&b);
	VEC_FREE(&b.driven);
	keep_all(&b);
	return ERR_OK;
}

int
app_plan_world_find_need(const struct app_plan_world *w, const char *facility, enum product p, const char *cylinder_type)
{
	for (int i = 0; i < w->in.n_needs; i++)
		if (str_eq(w->in.facilities[w->in.needs[i].facility].code, facility) && (p == PRODUCT_NONE || w->needs[i].product == p) &&
		    (cylinder_type == NULL || str_eq(w->needs[i].cylinder_type, cylinder_type)))
			return i;
	return PLANNER_NONE;
}
