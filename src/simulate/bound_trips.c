/* bound_trips - fractions of tours, and why no fleet can carry more.
 *
 * A tour that gives g_i to its sites i has aboard at most the truck's capacity C, so the shares g_i / C add up to 1 at most. It
 * lasts at least as long as the fastest way home - plant - site - home with loading and unloading for each of its sites, D_i, so it
 * lasts at least the mean of the D_i weighted by the shares: sum g_i / C * D_i. Ways are fastest in the world's own whole minutes, over
 * any places, so that no triangle inequality is needed. Tours of a truck follow each other inside the window V of its day; hence
 *
 *     sum g_i / C * D_i <= trucks * V                           a day's time
 *     sum g_i / C * floor(D_i / D) <= trucks * floor(V / D)      whole trips, for any D: floor(x) + floor(y) <= floor(x + y)
 *
 * In the first, each visit costs its own minutes of unloading and takes what the site has room for at most; minutes by quantity are
 * for what is aboard. The second says, with D = D_j, that what is as far as j or farther is reached as often as that. */
#include "simulate/bound_trips.h"

#include <math.h>

#define TONNE 1e6

enum { HOME = -1 };

/* Where the goods of a tour go: to a site, or home with a tanker that loaded elsewhere. */
struct route {
	int from, site; /* supplier; site or HOME */
	int out_min, back_min; /* from leaving home to arriving, and from then to being home again; unloading by quantity not counted */
	int first_h, last_h; /* of the day, in which it can arrive: goods count at the next full hour */
	int lag_h;      /* hours from the last in which it can have been loaded */
	double day_min_t; /* of a truck's day for a tonne */
};

struct routes {
	struct route *at;
	int n;
	int out_min, back_min, least_min; /* least of those to sites; of a tour */
};

static int
up(int minutes)
{
	return (minutes + 59) / 60;
}

static int
most_of(int a, int b)
{
	return a > b ? a : b;
}

static int
least_of(int a, int b)
{
	return a < b ? a : b;
}

static int
whole_min(const struct route *r)
{
	return r->out_min + r->back_min;
}

/* ---- fleets ----------------------------------------------------------------------------------------------- */

static bool
are_alike(const struct simulate_truck *a, const struct simulate_truck *b)
{
	return a->supplier == b->supplier && a->bottles == b->bottles && a->cap_g == b->cap_g && a->cap_bottles == b->cap_bottles &&
	    a->speed_kmh == b->speed_kmh && a->load_min == b->load_min && a->unload_min == b->unload_min &&
	    a->unload_min_per_unit == b->unload_min_per_unit && a->duty_from_min == b->duty_from_min && a->duty_to_min == b->duty_to_min &&
	    a->duty_max_min == b->duty_max_min;
}

static int *
fastest_ways(const struct simulate_bound_frame *b, const struct simulate_truck *x)
{
	int n = b->s->n_suppliers + b->s->n_sites, *way = ARENA_ARRAY(b->a, int, (size_t)n * (size_t)n + 1);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			way[i * n + k] = simulate_scenario_drive_min(b->s, x, i, k);
	for (int over = 0; over < n; over++)
		for (int i = 0; i < n; i++)
			for (int k = 0; k < n; k++)
				way[i * n + k] = least_of(way[i * n + k], way[i * n + over] + way[over * n + k]);
	return way;
}

static struct simulate_bound_fleet *
fleet_of(struct simulate_bound_frame *b, const struct simulate_truck *x)
{
	for (int i = 0; i < b->n_fleets; i++)
		if (are_alike(b->fleets[i].like, x))
			return &b->fleets[i];
	struct simulate_bound_fleet *f = &b->fleets[b->n_fleets++];
	*f = (struct simulate_bound_fleet){ .like = x, .window_min = least_of(x->duty_max_min, x->duty_to_min - x->duty_from_min),
		.cap_t = (double)(x->bottles ? x->cap_bottles * b->s->bottle_g : x->cap_g) / TONNE,
		.trucks = ARENA_ARRAY(b->a, int, (size_t)b->s->days + 1), .way_min = fastest_ways(b, x) };
	return f;
}

bool
simulate_bound_trips_find(struct simulate_bound_frame *b)
{
	const struct simulate_scenario *s = b->s;
	b->fleets = ARENA_ARRAY(b->a, struct simulate_bound_fleet, (size_t)s->n_trucks + 1);
	for (int i = 0; i < s->n_trucks; i++) {
		const struct simulate_truck *x = &s->trucks[i];
		if (x->load_min + x->unload_min < 1)
			return false;
		if (x->duty_from_min >= x->duty_to_min || (x->bottles ? x->cap_bottles : x->cap_g) <= 0)
			continue;
		struct simulate_bound_fleet *f = fleet_of(b, x);
		for (int day = 0; day < s->days; day++)
			f->trucks[day] += !simulate_scenario_is_out(s, SIMULATE_TRUCK_OUT, i, day);
	}
	return true;
}

bool
simulate_bound_trips_are_out(const struct simulate_bound_fleet *f, int hour)
{
	int end = (hour % SIMULATE_DAY_H + 1) * 60;
	return f->like->duty_from_min < end && end <= up(f->like->duty_to_min) * 60;
}

/* ---- routes ------------------------------------------------------------------------------------------------- */

static int
way(const struct simulate_bound_frame *b, const struct simulate_bound_fleet *f, int from, int to)
{
	return f->way_min[from * (b->s->n_suppliers + b->s->n_sites) + to];
}

/* What leaves in an hour arrives in a later one: trucks leave when those that have come are unloaded. What is loaded counts in the hour that
 * the truck leaves in, or in the next one (dispatch.h). */
static void
time_route(const struct simulate_bound_fleet *f, struct route *r)
{
	const struct simulate_truck *x = f->like;
	r->first_h = most_of(up(x->duty_from_min + r->out_min), x->duty_from_min / 60 + 1);
	r->last_h = most_of(up(x->duty_to_min - r->back_min), (x->duty_to_min - whole_min(r)) / 60 + 1);
	r->lag_h = most_of(up(r->out_min - 59), 1);
}

static struct route
route_to(const struct simulate_bound_frame *b, const struct simulate_bound_fleet *f, int from, int site)
{
	const struct simulate_truck *x = f->like;
	int at = b->s->n_suppliers + site;
	struct route r = { .from = from, .site = site, .out_min = way(b, f, x->supplier, from) + x->load_min + way(b, f, from, at),
		.back_min = x->unload_min + way(b, f, at, x->supplier) };
	double unit_t = x->bottles ? (double)(100 * b->s->bottle_g) / TONNE : 1;
	time_route(f, &r);
	r.day_min_t = (whole_min(&r) - x->unload_min) / f->cap_t + x->unload_min / fmin(f->cap_t, b->room_t[site]) + x->unload_min_per_unit / unit_t;
	return r;
}

/* What no site of a tour had room for is put into the home's tank, wherever it was loaded: a tour to the nearest site at least. It is
 * there in the hour in which the truck comes home, up to 59 minutes early, and was loaded up to 59 minutes late. */
static struct route
route_home(const struct simulate_bound_fleet *f, int from, int least_min)
{
	const struct simulate_truck *x = f->like;
	struct route r = { .from = from, .site = HOME, .out_min = least_min, .day_min_t = least_min / f->cap_t };
	r.first_h = most_of((x->duty_from_min + least_min) / 60, x->duty_from_min / 60 + 1);
	r.last_h = most_of(up(x->duty_to_min), (x->duty_to_min - least_min) / 60 + 1);
	r.lag_h = most_of(up(least_min - 118), 1);
	return r;
}

static void
add_routes_from(const struct simulate_bound_frame *b, const struct simulate_bound_fleet *f, int from, struct routes *all)
{
	int least_min = f->window_min + 1;
	for (int site = 0; site < b->s->n_sites; site++) {
		struct route r = route_to(b, f, from, site);
		if (b->s->sites[site].lox == f->like->bottles)
			continue;
		least_min = least_of(least_min, whole_min(&r)); /* a site without room may be visited too */
		if (whole_min(&r) > f->window_min || b->room_t[site] <= 0)
			continue;
		all->out_min = least_of(all->out_min, r.out_min);
		all->back_min = least_of(all->back_min, r.back_min);
		all->at[all->n++] = r;
	}
	all->least_min = least_of(all->least_min, least_min);
	if (from != f->like->supplier && least_min <= f->window_min)
		all->at[all->n++] = route_home(f, from, least_min);
}

/* Bottles are loaded at home, gas anywhere. */
static struct routes
routes_of(const struct simulate_bound_frame *b, const struct simulate_bound_fleet *f)
{
	int plants = b->s->n_suppliers;
	struct routes all = { .at = ARENA_ARRAY(b->a, struct route, (size_t)(plants * (b->s->n_sites + 1))), .out_min = SIMULATE_DAY_MIN,
		.back_min = SIMULATE_DAY_MIN, .least_min = SIMULATE_DAY_MIN + 1 };
	for (int from = 0; from < plants; from++)
		if (from == f->like->supplier || !f->like->bottles)
			add_routes_from(b, f, from, &all);
	return all;
}

/* ---- a day ----------------------------------------------------------------------------------------------------- */

struct day {
	struct simulate_bound_frame *b;
	const struct simulate_bound_fleet *f;
	const struct routes *routes;
	int day, *by_hour; /* columns: what has arrived at sites by the end of an hour of the day */
};

/* Columns for one route: what arrives in each hour, out of whose stock, and the empties that come back for it. */
static void
put_arrival(const struct day *d, const struct route *r, int hour, int col)
{
	const struct simulate_bound_frame *b = d->b;
	int home = d->f->like->supplier, slot = b->slot[hour], loaded = b->slot[hour - r->lag_h];
	int back = hour + most_of(r->back_min / 60 - 1, 0);
	simulate_program_put(b->p, (d->f->like->bottles ? b->full : b->gas)[r->from * b->n_slots + loaded], col, 1);
	if (r->site == HOME) {
		simulate_program_put(b->p, b->gas[home * b->n_slots + slot], col, -1);
		return;
	}
	simulate_program_put(b->p, b->site[r->site * b->n_slots + slot], col, -1);
	simulate_program_put(b->p, b->peak[r->site * b->n_slots + slot], col, 1);
	if (d->f->like->bottles && back < b->s->days * SIMULATE_DAY_H)
		simulate_program_put(b->p, b->empty[home * b->n_slots + b->slot[back]], col, -1);
}

/* What the fleet carries along a route on the day, in all, where each hour's arrivals have a column of their own. */
static int
add_route(const struct day *d, const struct route *r)
{
	struct simulate_program *p = d->b->p;
	double at_once_t = d->f->trucks[d->day] * d->f->cap_t, trips = d->f->window_min / whole_min(r);
	int all = simulate_program_col(p, 0, at_once_t * trips, 0), sum = simulate_program_row(p, 0, 0), from = d->day * SIMULATE_DAY_H;
	simulate_program_put(p, sum, all, -1);
	for (int h = r->first_h; h <= r->last_h && from + h < d->b->s->days * SIMULATE_DAY_H; h++) {
		int col = simulate_program_col(p, 0, at_once_t * trips, 0);
		simulate_program_put(p, sum, col, 1);
		put_arrival(d, r, from + h, col);
		if (r->site != HOME)
			simulate_program_put(p, d->by_hour[h], col, 1);
	}
	return all;
}

/* Of k tours that have arrived by an hour k - 1 are over: from + (k - 1) D + out <= hour. Of k that arrive after the hour before it k - 1
 * have not begun: hour + back + (k - 1) D <= to. by_hour are rows: what has arrived before - what arrives = what has arrived. */
static void
add_hours(struct day *d)
{
	const struct simulate_truck *x = d->f->like;
	struct simulate_program *p = d->b->p;
	double at_once_t = d->f->trucks[d->day] * d->f->cap_t;
	int before = -1, first = x->duty_from_min / 60, last = up(x->duty_to_min) + 1;
	int late[SIMULATE_DAY_H + 2];
	for (int h = first; h <= last; h++) {
		int span = h * 60 - x->duty_from_min - d->routes->out_min, rest = x->duty_to_min - (h - 1) * 60 - d->routes->back_min;
		int trips = span < 0 ? 0 : 1 + span / d->routes->least_min, left = rest < 0 ? 0 : 1 + rest / d->routes->least_min;
		int col = simulate_program_col(p, 0, at_once_t * trips, 0);
		d->by_hour[h] = simulate_program_row(p, 0, 0);
		late[h] = simulate_program_row(p, -INFINITY, at_once_t * left);
		simulate_program_put(p, d->by_hour[h], col, -1);
		if (before >= 0) {
			simulate_program_put(p, d->by_hour[h], before, 1);
			simulate_program_put(p, late[h], before, -1);
		}
		before = col;
	}
	for (int h = first; h <= last; h++)
		simulate_program_put(p, late[h], before, 1);
}

/* The shortest of the tours of which as many fit into a day; 0: none. */
static int
shortest_of(const struct day *d, int trips)
{
	int best = 0;
	for (int i = 0; i < d->routes->n; i++) {
		int min = whole_min(&d->routes->at[i]);
		if (d->f->window_min / min == trips && (best == 0 || min < best))
			best = min;
	}
	return best;
}

static void
add_trips(const struct day *d, const int *carried)
{
	int n = d->f->trucks[d->day];
	for (int trips = d->f->window_min / d->routes->least_min; trips > 0; trips--) {
		int least_min = shortest_of(d, trips);
		if (least_min == 0)
			continue;
		int row = simulate_program_row(d->b->p, -INFINITY, n * d->f->cap_t * trips);
		for (int i = 0; i < d->routes->n; i++)
			if (whole_min(&d->routes->at[i]) >= least_min)
				simulate_program_put(d->b->p, row, carried[i], whole_min(&d->routes->at[i]) / least_min);
	}
}

static void
add_day(struct day *d)
{
	int *carried = ARENA_ARRAY(d->b->a, int, (size_t)d->routes->n + 1);
	int time = simulate_program_row(d->b->p, -INFINITY, d->f->trucks[d->day] * d->f->window_min);
	add_hours(d);
	for (int i = 0; i < d->routes->n; i++) {
		carried[i] = add_route(d, &d->routes->at[i]);
		simulate_program_put(d->b->p, time, carried[i], d->routes->at[i].day_min_t);
	}
	add_trips(d, carried);
}

void
simulate_bound_trips_add(struct simulate_bound_frame *b)
{
	int by_hour[SIMULATE_DAY_H + 3];
	for (int i = 0; i < b->n_fleets; i++) {
		const struct simulate_bound_fleet *f = &b->fleets[i];
		struct routes routes = routes_of(b, f);
		for (int day = 0; routes.n > 0 && day < b->s->days; day++)
			if (f->trucks[day] > 0)
				add_day(&(struct day){ .b = b, .f = f, .routes = &routes, .day = day, .by_hour = by_hour });
	}
}
