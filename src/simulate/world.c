/* world - hour by hour. */
#include "simulate/world.h"

#include <string.h>

int
simulate_world_day(const struct simulate_world *w)
{
	return w->hour / SIMULATE_DAY_H;
}

int
simulate_world_minute(const struct simulate_world *w)
{
	return w->hour * 60;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
simulate_world_usable_g(const struct simulate_world *w, int site)
{
	const struct simulate_site *x = &w->s->sites[site];
	const struct simulate_site_state *st = &w->sites[site];
	if (!x->lox)
		return st->full * w->s->bottle_g + st->open_g;
	return st->tank_g > x->heel_g ? st->tank_g - x->heel_g : 0;
}

int64_t
simulate_world_room_g(const struct simulate_world *w, int site)
{
	const struct simulate_site *x = &w->s->sites[site];
	if (!x->lox)
		return w->sites[site].empty * w->s->bottle_g;
	int64_t room = x->tank_g * SIMULATE_FILL_PCT / 100 - w->sites[site].tank_g;
	return room > 0 ? room : 0;
}

int64_t
simulate_world_held_g(const struct simulate_world *w)
{
	int64_t g = 0, each = w->s->bottle_g;
	for (int i = 0; i < w->s->n_sites; i++)
		g += w->sites[i].tank_g + w->sites[i].full * each + w->sites[i].open_g;
	for (int i = 0; i < w->s->n_suppliers; i++)
		g += w->suppliers[i].gas_g + w->suppliers[i].full * each;
	for (int i = 0; i < w->s->n_trucks; i++)
		if (w->trucks[i].away)
			g += w->trucks[i].tour.aboard_g + w->trucks[i].tour.aboard_full * each;
	return g;
}

/* What was served on the evening before day 0, so that the first report is of a whole day. */
static int64_t
used_before(const struct simulate_scenario *s, int site)
{
	int64_t g = 0;
	for (int h = s->report_hour; s->history_days > 0 && h < SIMULATE_DAY_H; h++) {
		struct simulate_need n = simulate_scenario_need(s, site, -1, h);
		g += n.ward_g + n.crit_g;
	}
	return g;
}

struct simulate_world *
simulate_world_new(const struct simulate_scenario *s, struct arena *a)
{
	struct simulate_world *w = ARENA_NEW(a, struct simulate_world);
	w->s = s;
	w->sites = ARENA_ARRAY(a, struct simulate_site_state, (size_t)s->n_sites + 1);
	w->suppliers = ARENA_ARRAY(a, struct simulate_supplier_state, (size_t)s->n_suppliers + 1);
	w->trucks = ARENA_ARRAY(a, struct simulate_truck_state, (size_t)s->n_trucks + 1);
	w->driven_min = ARENA_ARRAY(a, int, (size_t)(s->n_trucks * s->days) + 1);
	for (int i = 0; i < s->n_sites; i++) {
		const struct simulate_site *x = &s->sites[i];
		w->sites[i] = (struct simulate_site_state){ .tank_g = x->start_g, .full = x->full_start, .empty = x->pool - x->full_start,
			.used_since_g = used_before(s, i) };
	}
	for (int i = 0; i < s->n_suppliers; i++) {
		const struct simulate_supplier *x = &s->suppliers[i];
		w->suppliers[i] = (struct simulate_supplier_state){ .gas_g = x->start_g, .full = x->full_start, .empty = x->pool - x->full_start,
			.fill_goal = SIMULATE_FILL_ALL };
	}
	for (int i = 0; i < s->n_trucks; i++)
		w->trucks[i].duty_day = -1;
	w->total.start_g = simulate_world_held_g(w);
	return w;
}

/* ---- suppliers --------------------------------------------------------------------------------------- */

static void
put_back(struct simulate_world *w, int supplier, int64_t g)
{
	struct simulate_supplier_state *st = &w->suppliers[supplier];
	st->gas_g += g;
	int64_t over = st->gas_g - w->s->suppliers[supplier].storage_g;
	if (over <= 0)
		return;
	st->gas_g -= over;
	st->vented_g += over;
	w->total.vented_g += over;
}

static void
make(struct simulate_world *w, int supplier)
{
	int64_t day_g = simulate_scenario_made_g(w->s, supplier, simulate_world_day(w));
	int h = w->hour % SIMULATE_DAY_H;
	int64_t g = day_g * (h + 1) / SIMULATE_DAY_H - day_g * h / SIMULATE_DAY_H;
	w->suppliers[supplier].made_g += g;
	w->total.made_g += g;
	put_back(w, supplier, g);
}

/* Bottles that should be full by the end of this hour and are not. */
static int
due_to_fill(const struct simulate_supplier_state *st, int h)
{
	int span = SIMULATE_DAY_H - st->fill_from_h;
	return (int)(((int64_t)st->fill_goal * (h + 1 - st->fill_from_h) + span - 1) / span) - st->filled;
}

static void
fill(struct simulate_world *w, int supplier)
{
	struct simulate_supplier_state *st = &w->suppliers[supplier];
	int h = w->hour % SIMULATE_DAY_H, a_day = w->s->suppliers[supplier].fill_per_day;
	int64_t n = (int64_t)a_day * (h + 1) / SIMULATE_DAY_H - (int64_t)a_day * h / SIMULATE_DAY_H;
	n = least(least(n, st->empty), st->gas_g / w->s->bottle_g);
	if (st->fill_goal != SIMULATE_FILL_ALL)
		n = least(n, due_to_fill(st, h));
	if (n <= 0)
		return;
	st->filled += (int)n;
	st->full += (int)n;
	st->empty -= (int)n;
	st->gas_g -= n * w->s->bottle_g;
}

void
simulate_world_fill(struct simulate_world *w, int supplier, int bottles)
{
	struct simulate_supplier_state *st = &w->suppliers[supplier];
	st->fill_goal = bottles;
	st->fill_from_h = w->hour % SIMULATE_DAY_H;
	st->filled = 0;
}

/* ---- trucks ---------------------------------------------------------------------------------------------- */

/* As much as there is room for of what was brought for it and what earlier stops could not take. */
static void
unload(struct simulate_world *w, struct simulate_tour *t, struct simulate_stop *stop)
{
	struct simulate_site_state *st = &w->sites[stop->site];
	int64_t later_g = 0;
	int later = 0;
	for (int i = t->done + 1; i < t->n; i++) {
		later_g += t->stops[i].load_g;
		later += t->stops[i].load_full;
	}
	if (w->s->sites[stop->site].lox) {
		stop->given_g = least(t->aboard_g - later_g, simulate_world_room_g(w, stop->site));
		st->tank_g += stop->given_g;
		t->aboard_g -= stop->given_g;
	} else {
		stop->given_full = (int)least(t->aboard_full - later, st->empty);
		stop->given_g = stop->given_full * w->s->bottle_g;
		st->full += stop->given_full;
		st->empty -= stop->given_full;
		t->aboard_full -= stop->given_full;
		t->aboard_empty += stop->given_full;
	}
	st->got_g += stop->given_g;
	w->total.delivered_g += stop->given_g;
	w->total.stops++;
}

bool
simulate_world_filled(const struct simulate_stop *stop)
{
	return stop->given_g < stop->load_g || stop->given_full < stop->load_full;
}

static void
come_home(struct simulate_world *w, struct simulate_truck_state *truck)
{
	struct simulate_tour *t = &truck->tour;
	int at = w->s->trucks[t->truck].supplier;
	struct simulate_supplier_state *home = &w->suppliers[at];
	home->full += t->aboard_full;
	home->empty += t->aboard_empty;
	int64_t g = t->aboard_g;
	truck->away = false;
	truck->free_at = t->back;
	t->aboard_g = t->aboard_full = t->aboard_empty = 0;
	put_back(w, at, g);
}

static void
drive(struct simulate_world *w, struct simulate_truck_state *truck, simulate_world_drop_fn *drop, void *arg)
{
	struct simulate_tour *t = &truck->tour;
	int now = simulate_world_minute(w);
	while (truck->away && t->done < t->n && t->stops[t->done].arrive <= now) {
		struct simulate_stop *stop = &t->stops[t->done];
		unload(w, t, stop);
		t->done++;
		if (drop != NULL)
			drop(arg, t, stop);
	}
	if (truck->away && t->done == t->n && t->back < now + 60) /* and may leave again in the same hour, from free_at on */
		come_home(w, truck);
}

static int
unloading_min(const struct simulate_truck *x, const struct simulate_stop *stop)
{
	int64_t unit = x->bottles ? 100 : 1000000, units = x->bottles ? stop->load_full : stop->load_g;
	return x->unload_min + (int)((units * x->unload_min_per_unit + unit - 1) / unit);
}

bool
simulate_world_time(const struct simulate_world *w, struct simulate_tour *t)
{
	const struct simulate_truck *x = &w->s->trucks[t->truck];
	const struct simulate_truck_state *st = &w->trucks[t->truck];
	int day = t->leave / SIMULATE_DAY_MIN, midnight = day * SIMULATE_DAY_MIN, home = x->supplier, at = t->supplier;
	t->distance_m = simulate_scenario_road_m(w->s, home, at);
	t->drive_min = simulate_scenario_drive_min(w->s, x, home, at);
	int time = t->leave + t->drive_min + x->load_min;
	for (int i = 0; i < t->n; i++) {
		struct simulate_stop *stop = &t->stops[i];
		int to = w->s->n_suppliers + stop->site;
		t->distance_m += simulate_scenario_road_m(w->s, at, to);
		t->drive_min += simulate_scenario_drive_min(w->s, x, at, to);
		stop->arrive = time + simulate_scenario_drive_min(w->s, x, at, to);
		stop->depart = time = stop->arrive + unloading_min(x, stop);
		at = to;
	}
	t->distance_m += simulate_scenario_road_m(w->s, at, home);
	t->drive_min += simulate_scenario_drive_min(w->s, x, at, home);
	t->back = time + simulate_scenario_drive_min(w->s, x, at, home);
	int first = st->duty_day == day ? st->duty_from : t->leave;
	return t->n > 0 && (t->supplier == home || !x->bottles) && !st->away && t->leave >= st->free_at && !simulate_scenario_is_out(w->s, SIMULATE_TRUCK_OUT, t->truck, day) &&
	    t->leave >= midnight + x->duty_from_min && t->back <= midnight + x->duty_to_min && t->back - first <= x->duty_max_min;
}

/* Gas and bottles that are not there, or do not fit on the truck, are missed by the last stops; stops left with nothing are left out. */
static void
load(struct simulate_world *w, struct simulate_tour *t)
{
	const struct simulate_truck *x = &w->s->trucks[t->truck];
	struct simulate_supplier_state *st = &w->suppliers[t->supplier];
	int64_t gas = least(st->gas_g, x->cap_g), full = least(st->full, x->cap_bottles);
	int n = 0;
	for (int i = 0; i < t->n; i++) {
		struct simulate_stop stop = t->stops[i];
		stop.load_g = x->bottles ? 0 : least(stop.load_g, gas);
		stop.load_full = x->bottles ? (int)least(stop.load_full, full) : 0;
		gas -= stop.load_g;
		full -= stop.load_full;
		if (stop.load_g > 0 || stop.load_full > 0)
			t->stops[n++] = stop;
	}
	t->n = n;
}

bool
simulate_world_send(struct simulate_world *w, struct simulate_tour *t)
{
	struct simulate_truck_state *st = &w->trucks[t->truck];
	load(w, t);
	if (!simulate_world_time(w, t))
		return false;
	t->done = t->aboard_full = t->aboard_empty = 0;
	t->aboard_g = 0;
	for (int i = 0; i < t->n; i++) {
		t->aboard_g += t->stops[i].load_g;
		t->aboard_full += t->stops[i].load_full;
	}
	w->suppliers[t->supplier].gas_g -= t->aboard_g;
	w->suppliers[t->supplier].full -= t->aboard_full;
	if (st->duty_day != t->leave / SIMULATE_DAY_MIN) {
		st->duty_day = t->leave / SIMULATE_DAY_MIN;
		st->duty_from = t->leave;
	}
	w->driven_min[t->truck * w->s->days + t->leave / SIMULATE_DAY_MIN] += t->drive_min;
	st->away = true;
	st->free_at = t->back;
	st->tour = *t;
	w->total.trips++;
	w->total.distance_m += t->distance_m;
	w->total.away_min += t->back - t->leave;
	return true;
}

/* ---- sites ------------------------------------------------------------------------------------------------- */

static void
draw_bottles(struct simulate_world *w, struct simulate_site_state *st, int64_t g)
{
	while (g > 0) {
		if (st->open_g == 0) {
			st->full--;
			st->open_g = w->s->bottle_g;
		}
		int64_t part = least(g, st->open_g);
		st->open_g -= part;
		g -= part;
		st->empty += st->open_g == 0;
	}
}

static void
use(struct simulate_world *w, int site)
{
	struct simulate_site_state *st = &w->sites[site];
	struct simulate_need need = simulate_scenario_need(w->s, site, simulate_world_day(w), w->hour % SIMULATE_DAY_H);
	int64_t want = need.ward_g + need.crit_g, own = least(want, w->s->sites[site].psa_g_h);
	int64_t drawn = least(want - own, simulate_world_usable_g(w, site)), unmet = want - own - drawn;
	int64_t ward = least(unmet, need.ward_g);
	if (w->s->sites[site].lox)
		st->tank_g -= drawn;
	else
		draw_bottles(w, st, drawn);
	st->need_g += want;
	st->psa_g += own;
	st->used_since_g += own + drawn;
	st->unmet_ward_g += ward;
	st->unmet_crit_g += unmet - ward;
	st->dry_hours += unmet > 0;
	w->total.used_g += drawn;
}

/* ---- the hour --------------------------------------------------------------------------------------------------- */

void
simulate_world_begin(struct simulate_world *w, simulate_world_drop_fn *drop, void *arg)
{
	for (int i = 0; i < w->s->n_suppliers; i++)
		make(w, i);
	for (int i = 0; i < w->s->n_trucks; i++)
		drive(w, &w->trucks[i], drop, arg);
	for (int i = 0; i < w->s->n_suppliers; i++)
		fill(w, i);
}

void
simulate_world_end(struct simulate_world *w)
{
	for (int i = 0; i < w->s->n_sites; i++)
		use(w, i);
	w->hour++;
}
