/* plan_sha - figures as text, then SHA-256: structs have padding, and padding has no meaning. */
#include "app/plan_sha.h"

#include "base/str.h"

#include <openssl/sha.h>

static void
days(struct str *s, const int64_t *v, int n)
{
	for (int d = 0; d < n; d++)
		str_addf(s, " %lld", (long long)v[d]);
}

static void
add_places(struct str *s, const struct planner_input *in)
{
	for (int i = 0; i < in->n_facilities; i++) {
		const struct planner_facility *f = &in->facilities[i];
		str_addf(s, "F %s %.7f %.7f %d %d %d %d\n", f->code, f->place.lat, f->place.lon, f->access_max_kg, f->receives_from_min, f->receives_to_min,
		    f->priority);
	}
	for (int i = 0; i < in->n_suppliers; i++) {
		const struct planner_supplier *x = &in->suppliers[i];
		str_addf(s, "S %s %.7f %.7f %d %d %d %d %d\n", x->code, x->place.lat, x->place.lon, (int)x->mode, x->lead_time_h, x->medical_share_pct,
		    x->loading_slots_per_day, x->filling_bottles_per_day);
	}
	for (int i = 0; i < in->n_vehicles; i++) {
		const struct planner_vehicle *v = &in->vehicles[i];
		str_addf(s, "V %s %d %d %d %lld %d %d %d %d %d %d %d %d %d %d %d %d", v->code, v->supplier, v->loads_elsewhere, v->bottles, (long long)v->capacity_g,
		    v->capacity_bottles, v->size_kg, v->speed_kmh, v->load_min, v->unload_min, v->unload_min_per_unit, v->duty_from_min, v->duty_to_min,
		    v->duty_max_min, v->overtime_min, v->driven_day_min, v->driven_week_min);
		for (int d = 0; d < in->days; d++)
			str_addf(s, " %d", v->out_of_service[d]);
		str_add(s, "\n");
	}
}

static void
add_goods(struct str *s, const struct planner_input *in)
{
	for (int i = 0; i < in->n_products; i++)
		str_addf(s, "P %s %lld\n", in->products[i].code, (long long)in->products[i].bottle_g);
	for (int i = 0; i < in->n_sources; i++) {
		const struct planner_source *x = &in->sources[i];
		str_addf(s, "G %d %d %d %lld %lld %d %d %d", x->supplier, x->product, (int)x->grade, (long long)x->storage_g, (long long)x->stock_g, x->bottles_full,
		    x->bottles_empty, x->fills_from_bulk);
		days(s, x->production_g, in->days);
		str_add(s, "\n");
	}
	for (int i = 0; i < in->n_needs; i++) {
		const struct planner_need *n = &in->needs[i];
		str_addf(s, "N %d %d %d %lld %lld %lld %d %d %d", n->facility, n->product, (int)n->min_grade, (long long)n->on_hand_g, (long long)n->capacity_g,
		    (long long)n->heel_g, n->empties, n->swap_only, n->critical_pct);
		days(s, n->q50_g, in->days);
		days(s, n->q90_g, in->days);
		days(s, n->inbound_g, in->days);
		str_add(s, "\n");
	}
}

static void
add_driving(struct str *s, const struct planner_input *in)
{
	for (int d = 0; d < in->days; d++) {
		const struct planner_driving *x = &in->driving[d];
		str_addf(s, "H %d %d %d %d\n", x->day_max_min, x->week_max_min, x->stretch_max_min, x->break_min);
	}
}

static void
add_rules(struct str *s, const struct planner_input *in)
{
	for (int i = 0; i < in->n_rights; i++) {
		const struct planner_right *r = &in->rights[i];
		str_addf(s, "R %d %d %d %d %d %lld\n", r->supplier, r->need, (int)r->basis, r->day_from, r->day_to, (long long)r->daily_g);
	}
	for (int i = 0; i < in->n_fixed; i++) {
		const struct planner_fixed *x = &in->fixed[i];
		str_addf(s, "X %d %s %d %d %d %d %d %d %d %lld %d %d %d %d %d %d\n", (int)x->kind, x->id ? x->id : "", x->supplier, x->need, x->vehicle, x->day,
		    x->facility, x->from_need, x->minute, (long long)x->quantity_g, x->full, x->empties_back, x->loaded, x->busy_from_min, x->busy_to_min, x->drive_min);
	}
	for (int i = 0; i < in->n_previous; i++) {
		const struct planner_previous *p = &in->previous[i];
		str_addf(s, "O %d %d %d %lld\n", p->supplier, p->need, p->day, (long long)p->quantity_g);
	}
}

static void
add_kept(struct str *s, const struct planner_input *in)
{
	for (int i = 0; i < in->n_closures; i++)
		str_addf(s, "C %d %d %d %d\n", in->closures[i].a, in->closures[i].b, in->closures[i].day_from, in->closures[i].day_to);
	for (int i = 0; i < in->n_kept; i++) {
		const struct planner_kept *k = &in->kept[i];
		str_addf(s, "K %d %d %d %d %d %d", k->route.vehicle, k->route.supplier, k->route.day, k->route.leave_min, k->frozen, k->flexible);
		for (int n = 0; n < k->route.n_stops; n++)
			str_addf(s, " %d %d %lld", k->route.stops[n].need, k->route.stops[n].arrive_min, (long long)k->route.stops[n].quantity_g);
		str_add(s, "\n");
	}
}

void
app_plan_sha(const struct app_plan_world *w, uint8_t ret[32])
{
	CLEANUP(str_free) struct str s = { 0 };
	const struct planner_input *in = &w->in;
	str_addf(&s, "%s %d %d %d %llu %d %d\n", planner_config_default()->version, in->days, in->start_day, in->start_minute, (unsigned long long)in->seed,
	    in->deterministic, in->config->road_factor_pct);
	add_places(&s, in);
	add_goods(&s, in);
	add_rules(&s, in);
	add_kept(&s, in);
	add_driving(&s, in);
	SHA256((const unsigned char *)s.data, s.len, ret);
}
