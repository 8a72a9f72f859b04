/* area_status - one pass over the facilities of a province; the nation is a pass over provinces.
 *
 * A province is loaded into an arena of its own, because fourteen thousand positions with their quantiles are 200 MB. */
#include "app/area_status.h"

#include "app/facility_status.h"
#include "app/register.h"
#include "store/contact.h"
#include "base/str.h"
#include "domain/admin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* null + x is x, and x + null is x: unknown adds nothing, and the coverage says so. */
static void
add_known(int64_t *sum, int64_t g)
{
	if (g != UNKNOWN_I64)
		*sum = *sum == UNKNOWN_I64 ? g : *sum + g;
}

/* Worse first; what nobody knows stands between watch and green. */
static int
badness(enum stock_level l)
{
	static const int rank[] = { [STOCK_LEVEL_NONE] = 0, [STOCK_GREEN] = 1, [STOCK_UNKNOWN] = 2, [STOCK_WATCH] = 3, [STOCK_AMBER] = 4, [STOCK_RED] = 5 };
	return rank[l];
}

static void
count_level(struct wire_status_levels *n, enum stock_level l)
{
	switch (l) {
	case STOCK_RED: n->red++; break;
	case STOCK_AMBER: n->amber++; break;
	case STOCK_WATCH: n->watch++; break;
	case STOCK_GREEN: n->green++; break;
	case STOCK_UNKNOWN:
	case STOCK_LEVEL_NONE: n->unknown++; break;
	}
}

static bool
is_sooner(struct stock_hours x, struct stock_hours than)
{
	return !isnan(x.p10) && (isnan(than.p10) || x.p10 < than.p10);
}

static void
add_facility(struct wire_province_status *p, const struct app_facility_status *s, struct arena *keep)
{
	struct stock_hours hours = app_facility_status_hours(&s->site.run.site, s->site.run.site.hours);
	add_known(&p->on_hand_g, s->site.on_hand_g);
	add_known(&p->demand_g_per_day, s->demand_g);
	add_known(&p->incoming_g, s->incoming_g);
	add_known(&p->expected_unmet_g_per_day, app_facility_status_unmet_g(&s->site, APP_AREA_UNMET_DAYS));
	count_level(&p->levels, s->level);
	p->coverage.facilities++;
	p->coverage.known += s->site.on_hand_g != UNKNOWN_I64;
	p->coverage.stale += s->site.stale;
	p->coverage.reported += !s->site.stale;
	if (badness(s->level) > badness(p->worst_level))
		p->worst_level = s->level;
	if (is_sooner(hours, p->worst_hours_to_empty)) {
		p->worst_hours_to_empty = hours;
		p->worst_facility = arena_strdup(keep, s->position->site.code);
	}
}

static void
begin_province(struct act *a, const char *code, struct wire_province_status *ret)
{
	day_t today = calendar_day_of(a->at.now);
	const struct admin_unit *unit = admin_find(code, today > ADMIN_MERGER_DAY ? today : ADMIN_MERGER_DAY);
	wire_init(&wire_status_shape_province, ret);
	ret->province = arena_strdup(a->arena, code);
	ret->name = unit != NULL ? unit->name_vi : NULL;
	ret->as_of = a->at.now;
	ret->worst_level = STOCK_LEVEL_NONE;
	ret->levels = (struct wire_status_levels){ 0 };
	ret->coverage = (struct wire_status_coverage){ 0 };
}

/* Sums of the sites; `scratch` may go afterwards unless their own statuses are kept. */
static err_t
add_sites(struct act *a, const struct store_site *sites, size_t n, bool facilities, struct arena *scratch, struct wire_province_status *ret)
{
	struct store_position *p;
	struct forecast_site_work *work = ARENA_NEW(scratch, struct forecast_site_work);
	struct app_facility_status *s = ARENA_NEW(scratch, struct app_facility_status);
	struct store_position_query q = { .sites = sites, .n = n, .at = { a->at.now, a->at.recorded_by }, .days = facilities ? STORE_FLOW_HISTORY : 0 };
	err_t e = app_facility_status_load(a->db, &q, scratch, &p, a->faults);
	if (e)
		return e;
	if (facilities)
		ret->facilities.items = ARENA_ARRAY(a->arena, struct wire_facility_status, n);
	for (size_t i = 0; i < n; i++) {
		if (!app_facility_status_is_open(&p[i], calendar_day_of(a->at.now)))
			continue;
		app_facility_status_project(a->app, &p[i], a->at.now, work, scratch, s);
		add_facility(ret, s, a->arena);
		if (facilities)
			app_facility_status_shape(s, a->at.now, scratch, &ret->facilities.items[ret->facilities.n++]);
	}
	if (ret->worst_level == STOCK_LEVEL_NONE)
		ret->worst_level = STOCK_UNKNOWN;
	return ERR_OK;
}

/* Whom to call, for those who may know; the list is in the order of the open sites. */
static err_t
add_phones(struct act *a, const struct store_site *sites, size_t n, struct wire_province_status *p)
{
	struct store_contact_list contacts;
	if (n == 0 || !app_register_shows_contacts(a))
		return ERR_OK;
	err_t e = store_contact_load(a->db, sites, n, a->at.recorded_by, a->arena, &contacts, a->faults);
	for (size_t i = 0, k = 0; !e && i < n && k < p->facilities.n; i++)
		if (str_eq(sites[i].code, p->facilities.items[k].facility))
			p->facilities.items[k++].duty_phone = store_contact_duty_phone(&contacts, sites[i].site_id);
	return e;
}

err_t
app_area_status_province(struct act *a, const char *province, bool facilities, struct wire_province_status *ret)
{
	CLEANUP(arena_free_ptr) struct arena *scratch = arena_new();
	struct store_site_list list;
	err_t e = store_site_list(a->app->sites, a->db, province, STORE_FACILITY, a->at.recorded_by, scratch, &list, a->faults);
	begin_province(a, province, ret);
	if (!e)
		e = add_sites(a, list.items, list.n, facilities, facilities ? a->arena : scratch, ret);
	return e || !facilities ? e : add_phones(a, list.items, list.n, ret);
}

/* ---- the nation ----------------------------------------------------------------------------------- */

static int
by_province(const void *x, const void *y)
{
	const struct store_site *a = x, *b = y;
	int c = strcmp(a->province, b->province);
	return c != 0 ? c : strcmp(a->code, b->code);
}

static void
add_province(struct wire_national_status *n, const struct wire_province_status *p)
{
	add_known(&n->on_hand_g, p->on_hand_g);
	add_known(&n->demand_g_per_day, p->demand_g_per_day);
	add_known(&n->incoming_g, p->incoming_g);
	add_known(&n->expected_unmet_g_per_day, p->expected_unmet_g_per_day);
	n->levels.red += p->levels.red;
	n->levels.amber += p->levels.amber;
	n->levels.watch += p->levels.watch;
	n->levels.green += p->levels.green;
	n->levels.unknown += p->levels.unknown;
	n->coverage.facilities += p->coverage.facilities;
	n->coverage.reported += p->coverage.reported;
	n->coverage.known += p->coverage.known;
	n->coverage.stale += p->coverage.stale;
	if (badness(p->worst_level) > badness(n->worst_level))
		n->worst_level = p->worst_level;
	if (is_sooner(p->worst_hours_to_empty, n->worst_hours_to_empty)) {
		n->worst_hours_to_empty = p->worst_hours_to_empty;
		n->worst_facility = p->worst_facility;
		n->worst_province = p->province;
	}
}

err_t
app_area_status_national(struct act *a, struct wire_national_status *ret)
{
	struct store_site_list list;
	err_t e = store_site_list(a->app->sites, a->db, "", STORE_FACILITY, a->at.recorded_by, a->arena, &list, a->faults);
	if (e)
		return e;
	wire_init(&wire_status_shape_national, ret);
	ret->as_of = a->at.now;
	ret->worst_level = STOCK_LEVEL_NONE;
	ret->levels = (struct wire_status_levels){ 0 };
	ret->coverage = (struct wire_status_coverage){ 0 };
	if (list.n > 0)
		qsort(list.items, list.n, sizeof *list.items, by_province);
	ret->provinces.items = ARENA_ARRAY(a->arena, struct wire_province_status, list.n);
	for (size_t i = 0, to; !e && i < list.n; i = to) {
		CLEANUP(arena_free_ptr) struct arena *scratch = arena_new();
		struct wire_province_status *p = &ret->provinces.items[ret->provinces.n++];
		for (to = i + 1; to < list.n && str_eq(list.items[to].province, list.items[i].province); to++)
			;
		begin_province(a, list.items[i].province, p);
		e = add_sites(a, &list.items[i], to - i, false, scratch, p);
		if (!e)
			add_province(ret, p);
	}
	if (ret->worst_level == STOCK_LEVEL_NONE)
		ret->worst_level = STOCK_UNKNOWN;
	return e;
}
