/* shortfalls - the same projection as status, ranked. */
#include "app/shortfalls.h"

#include "app/facility_status.h"
#include "app/register.h"
#include "base/str.h"
#include "base/vec.h"

#include <math.h>

#define FLOW_BINDS_PCT 95.0 /* critical: more stock would not get through */

enum { CHUNK = 500 }; /* facilities loaded at a time */

struct ranked {
	double breach_h, unmet;
	struct store_site site;
	struct wire_shortfall w;
};

struct ranking {
	struct ranked *at;
	size_t n, cap;
};

static int
by_urgency(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	if (a->breach_h != b->breach_h)
		return a->breach_h < b->breach_h ? -1 : 1;
	if (a->unmet != b->unmet)
		return a->unmet > b->unmet ? -1 : 1;
	return strcmp(a->w.facility, b->w.facility);
}

/* Most of the bottles stand empty: gas elsewhere would not help without bottles to bring it in. */
static bool
lacks_bottles(const struct store_position *p)
{
	int64_t full = 0, empty = 0;
	for (int i = 0; i < p->n_truths; i++) {
		if (p->truths[i].n_full == UNKNOWN_I64)
			continue;
		full += p->truths[i].n_full + (p->truths[i].n_in_use != UNKNOWN_I64 ? p->truths[i].n_in_use : 0);
		empty += p->truths[i].n_empty != UNKNOWN_I64 ? p->truths[i].n_empty : 0;
	}
	return full + empty > 0 && empty == 0 && full > 0;
}

static bool
has_supplier(const struct facility *card)
{
	LIST_FOREACH (asset, &card->assets)
		if (asset->fill_rights.n > 0)
			return true;
	return false;
}

/* What holds it back, the hardest first: flow cannot be delivered; nobody may fill it; deliveries come and are too late or
 * too little; its bottles are all full already, so it needs more of them; or simply its stock. */
static const char *
binding_of(const struct app_facility_status *s)
{
	if (s->site.flow.percent >= FLOW_BINDS_PCT)
		return "flow";
	if (!has_supplier(s->input.card))
		return "supply";
	if (s->incoming_g > 0)
		return "deliveries";
	return lacks_bottles(s->position) ? "bottles" : "stock";
}

/* Until the next confirmed delivery, hours; NAN when none is coming. One that is late is due now. */
static double
next_delivery_h(const struct store_position *p, instant_t now)
{
	double next = NAN;
	for (int i = 0; i < p->n_inbound; i++)
		next = fmin(next, fmax(0, (double)(p->inbound[i].at - now) / INSTANT_HOUR));
	return next;
}

static void
fill(struct act *a, const struct app_facility_status *s, int days, struct ranked *ret)
{
	const struct forecast_runout *run = &s->site.run.site;
	struct wire_shortfall *w = &ret->w;
	wire_init(&wire_forecast_shape_shortfall, w);
	w->facility = arena_strdup(a->arena, s->position->site.code);
	w->name = s->input.card->name != NULL ? arena_strdup(a->arena, s->input.card->name) : NULL;
	w->province = arena_strdup(a->arena, s->position->site.province);
	w->level = s->level;
	w->stale = s->site.stale;
	w->on_hand_g = s->site.on_hand_g;
	w->hours_to_empty = app_facility_status_hours(run, run->hours);
	w->first_breach = calendar_day_of(a->at.now + (instant_t)(run->hours.p10 * INSTANT_HOUR));
	w->expected_unmet_g_per_day = app_facility_status_unmet_g(&s->site, days);
	w->probability = forecast_runout_probability(run, days * 24.0);
	double next_h = next_delivery_h(s->position, a->at.now);
	w->empty_before_delivery = isnan(next_h) ? NAN : forecast_runout_probability(run, next_h);
	w->binding = binding_of(s);
	ret->site = s->position->site;
	ret->breach_h = run->hours.p10;
	ret->unmet = w->expected_unmet_g_per_day != UNKNOWN_I64 ? (double)w->expected_unmet_g_per_day : 0;
}

/* sites[i] is the facility of items[i]. */
static err_t
add_phones(struct act *a, const struct store_site *sites, struct wire_shortfall *items, size_t n)
{
	struct store_contact_list contacts;
	if (n == 0 || !app_register_shows_contacts(a))
		return ERR_OK;
	err_t e = store_contact_load(a->db, sites, n, a->at.recorded_by, a->arena, &contacts, a->faults);
	for (size_t i = 0; !e && i < n; i++)
		items[i].duty_phone = store_contact_duty_phone(&contacts, sites[i].site_id);
	return e;
}

/* One chunk of facilities: those that breach are added. */
static err_t
look_at(struct act *a, const struct store_site *sites, size_t n, int days, struct ranking *found)
{
	CLEANUP(arena_free_ptr) struct arena *scratch = arena_new();
	struct forecast_site_work *work = ARENA_NEW(scratch, struct forecast_site_work);
	struct app_facility_status *s = ARENA_NEW(scratch, struct app_facility_status);
	struct store_position *p;
	struct store_position_query q = { .sites = sites, .n = n, .at = { a->at.now, a->at.recorded_by }, .days = STORE_FLOW_HISTORY };
	err_t e = app_facility_status_load(a->db, &q, scratch, &p, a->faults);
	for (size_t i = 0; !e && i < n; i++) {
		if (!app_facility_status_is_open(&p[i], calendar_day_of(a->at.now)))
			continue;
		app_facility_status_project(a->app, &p[i], a->at.now, work, scratch, s);
		if (s->site.run.site.known && s->site.n_known > 0 && s->site.run.site.hours.p10 < days * 24.0)
			fill(a, s, days, VEC_ADD(found));
	}
	return e;
}

err_t
app_shortfalls(struct act *a, const char *province, int days, struct app_shortfalls *ret)
{
	struct ranking found = { 0 };
	struct store_site_list list;
	err_t e = store_site_list(a->app->sites, a->db, province, STORE_FACILITY, a->at.recorded_by, a->arena, &list, a->faults);
	for (size_t from = 0; !e && from < list.n; from += CHUNK)
		e = look_at(a, list.items + from, list.n - from < CHUNK ? list.n - from : CHUNK, days, &found);
	if (found.n > 0)
		qsort(found.at, found.n, sizeof *found.at, by_urgency);
	*ret = (struct app_shortfalls){ .items = ARENA_ARRAY(a->arena, struct wire_shortfall, found.n), .n = found.n };
	struct store_site *sites = ARENA_ARRAY(a->arena, struct store_site, found.n);
	for (size_t i = 0; i < found.n; i++) {
		ret->items[i] = found.at[i].w;
		sites[i] = found.at[i].site;
	}
	VEC_FREE(&found);
	return e ? e : add_phones(a, sites, ret->items, ret->n);
}
