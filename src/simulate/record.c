/* record - the difference between one hour and the next. */
#include "simulate/record.h"

#include "planner/planner.h"
#include "simulate/dispatch.h"

#include <string.h>

/* A stop's worth: what the dispatcher would not drive for less than. */
enum { STOP_G = 300000, STOP_BOTTLES = 5 };

static const char *const LACK[SIMULATE_LACKS] = { "on_road", "goods", "truck", "duty", "order" };

const char *
simulate_record_lack_code(enum simulate_lack l)
{
	return l >= 0 && l < SIMULATE_LACKS ? LACK[l] : "";
}

static size_t
all_hours(const struct simulate_scenario *s)
{
	return (size_t)s->days * SIMULATE_DAY_H;
}

struct simulate_record *
simulate_record_new(const struct simulate_scenario *s)
{
	struct simulate_record *r = MEM_NEW(struct simulate_record);
	size_t hours = all_hours(s);
	r->s = s;
	r->stock_kg = MEM_ARRAY(int32_t, (size_t)s->n_sites * hours + 1);
	r->gas_kg = MEM_ARRAY(int32_t, (size_t)s->n_suppliers * hours + 1);
	r->full = MEM_ARRAY(int32_t, (size_t)s->n_suppliers * hours + 1);
	r->lack_ph = MEM_ARRAY(double, (size_t)SIMULATE_LACKS *(size_t)s->days);
	r->sum = MEM_ARRAY(struct simulate_record_unmet, (size_t)s->n_sites + 1);
	r->n_drops = MEM_ARRAY(size_t, (size_t)s->n_sites + 1);
	r->n_notes = MEM_ARRAY(size_t, (size_t)s->n_sites + 1);
	r->left = MEM_ARRAY(int, (size_t)s->n_trucks + 1);
	simulate_record_clear(r);
	return r;
}

void
simulate_record_free(struct simulate_record *r)
{
	if (r == NULL)
		return;
	void *const arrays[] = { r->stock_kg, r->gas_kg, r->full, r->lack_ph, r->sum, r->n_drops,
		r->n_notes, r->left };
	for (size_t i = 0; i < ARRAY_LEN(arrays); i++)
		free(arrays[i]);
	VEC_FREE(&r->unmet);
	VEC_FREE(&r->drops);
	VEC_FREE(&r->notes);
	VEC_FREE(&r->bound);
	VEC_FREE(&r->trips);
	free(r);
}

void
simulate_record_clear(struct simulate_record *r)
{
	if (r == NULL)
		return;
	size_t n = (size_t)r->s->n_sites;
	r->hours = 0;
	r->unmet.n = r->drops.n = r->notes.n = r->bound.n = r->trips.n = 0;
	memset(r->lack_ph, 0, sizeof *r->lack_ph * SIMULATE_LACKS * (size_t)r->s->days);
	memset(r->sum, 0, sizeof *r->sum * n);
	memset(r->n_drops, 0, sizeof *r->n_drops * n);
	memset(r->n_notes, 0, sizeof *r->n_notes * n);
	for (int i = 0; i < r->s->n_trucks; i++)
		r->left[i] = -1;
}

/* ---- what was lacking ---------------------------------------------------------------- */

static bool
has_goods(const struct simulate_world *w, int supplier, bool lox)
{
	return lox ? w->suppliers[supplier].gas_g >= STOP_G
		   : w->suppliers[supplier].full >= STOP_BOTTLES;
}

/* How near a truck with goods came to going in that hour. */
static enum simulate_lack
lack_of_truck(const struct simulate_world *w, int truck, int site, int hour)
{
	bool lox = w->s->sites[site].lox;
	struct simulate_tour t = { .truck = truck,
		.supplier = w->s->trucks[truck].supplier,
		.leave = hour * 60,
		.n = 1,
		.stops = { { .site = site,
		    .load_g = lox ? STOP_G : 0,
		    .load_full = lox ? 0 : STOP_BOTTLES } } };
	if (w->s->trucks[truck].bottles == lox || !has_goods(w, w->s->trucks[truck].supplier, lox))
		return SIMULATE_LACK_GOODS;
	if (w->trucks[truck].away ||
	    simulate_scenario_is_out(w->s, SIMULATE_TRUCK_OUT, truck, hour / SIMULATE_DAY_H))
		return SIMULATE_LACK_TRUCK;
	return simulate_world_time(w, &t) ? SIMULATE_LACK_ORDER : SIMULATE_LACK_DUTY;
}

static enum simulate_lack
lack_of(const struct simulate_world *w, int site, int hour)
{
	enum simulate_lack nearest = SIMULATE_LACK_GOODS;
	if (simulate_dispatch_coming_g(w, site) > 0)
		return SIMULATE_LACK_ON_ROAD;
	for (int i = 0; i < w->s->n_trucks; i++) {
		enum simulate_lack l = lack_of_truck(w, i, site, hour);
		nearest = l > nearest ? l : nearest;
	}
	return nearest;
}

static void
see_unmet(struct simulate_record *r, const struct simulate_world *w, int site, int hour)
{
	const struct simulate_site_state *st = &w->sites[site];
	struct simulate_record_unmet *was = &r->sum[site];
	int64_t ward = st->unmet_ward_g - was->ward_g, crit = st->unmet_crit_g - was->crit_g;
	if (ward + crit <= 0)
		return;
	was->ward_g = st->unmet_ward_g;
	was->crit_g = st->unmet_crit_g;
	*VEC_ADD(&r->unmet) = (struct simulate_record_unmet){ site, hour, ward, crit };
	r->lack_ph[(int)lack_of(w, site, hour) * r->s->days + hour / SIMULATE_DAY_H] +=
	    (double)ward * SIMULATE_DAY_H / (double)r->s->ward_g_day +
	    r->s->crit_weight * (double)crit * SIMULATE_DAY_H / (double)r->s->crit_g_day;
}

/* ---- the rest ------------------------------------------------------------------------ */

static int32_t
to_kg(int64_t g)
{
	return (int32_t)((g + 500) / 1000);
}

static void
see_site(
    struct simulate_record *r, const struct simulate_world *w, const struct simulate_desk *d, int i)
{
	int hour = w->hour - 1;
	const struct simulate_desk_site *x = &d->sites[i];
	r->stock_kg[(size_t)i * all_hours(r->s) + (size_t)hour] =
	    to_kg(simulate_world_usable_g(w, i));
	see_unmet(r, w, i, hour);
	for (; r->n_drops[i] < x->drops.n; r->n_drops[i]++)
		*VEC_ADD(&r->drops) = (struct simulate_record_drop){ i,
			x->drops.at[r->n_drops[i]].minute, x->drops.at[r->n_drops[i]].g };
	for (; r->n_notes[i] < x->notes.n; r->n_notes[i]++)
		*VEC_ADD(&r->notes) =
		    (struct simulate_record_note){ i, hour, x->notes.at[r->n_notes[i]] };
}

void
simulate_record_hour(
    struct simulate_record *r, const struct simulate_world *w, const struct simulate_desk *d)
{
	if (r == NULL)
		return;
	size_t hour = (size_t)w->hour - 1, hours = all_hours(r->s);
	for (int i = 0; i < r->s->n_sites; i++)
		see_site(r, w, d, i);
	for (int i = 0; i < r->s->n_suppliers; i++) {
		r->gas_kg[(size_t)i * hours + hour] = to_kg(w->suppliers[i].gas_g);
		r->full[(size_t)i * hours + hour] = w->suppliers[i].full;
	}
	for (int i = 0; i < r->s->n_trucks; i++) {
		const struct simulate_tour *t = &w->trucks[i].tour;
		if (!w->trucks[i].away || t->leave == r->left[i])
			continue;
		r->left[i] = t->leave;
		*VEC_ADD(&r->trips) = *t;
	}
	r->hours = w->hour;
}

void
simulate_record_plan(
    struct simulate_record *r, const struct simulate_world *w, const struct planner_plan *plan)
{
	if (r == NULL)
		return;
	int today = simulate_world_day(w);
	while (r->bound.n > 0 && r->bound.at[r->bound.n - 1].day == today)
		r->bound.n--;
	size_t first = r->bound.n;
	for (int i = 0; i < plan->n_unmet; i++) {
		const struct planner_unmet *u = &plan->unmet[i];
		size_t k = first;
		while (k < r->bound.n && (r->bound.at[k].site != u->facility ||
					     r->bound.at[k].reason != (int)u->reason))
			k++;
		if (k == r->bound.n)
			*VEC_ADD(&r->bound) =
			    (struct simulate_record_bound){ today, u->facility, (int)u->reason, 0 };
		r->bound.at[k].g += u->grams;
	}
}
