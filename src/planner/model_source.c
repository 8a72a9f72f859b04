/* model_source - the supply side of the network: what is made, stored, filled and let out. */
#include "planner/network.h"

enum { HOME_BY_MIN = 1200, CYCLE_MIN = 240, CYCLES_MIN = 480, NIGHT_H = 14 };

/* Minutes of a vehicle's day that kept trips take. */
static int
kept_min(const struct work *w, int vehicle, int day)
{
	const int *start = &w->busy_start[vehicle * w->days + day];
	int minutes = 0;

	for (int i = start[0]; i < start[1]; i++)
		minutes += w->busy[i].duty ? w->busy[i].to - w->busy[i].from : 0;
	return minutes;
}

int64_t
planner_model_source_fleet_g(const struct work *w, int source, int day, bool begun)
{
	const struct planner_source *s = &w->in->sources[source];
	const struct planner_product *p = &w->in->products[s->product];
	int64_t total = 0, far = 0, demand = 0, sites = 0;

	for (int r = 0; r < w->in->n_rights; r++) {
		const struct planner_need *n = &w->in->needs[w->in->rights[r].need];
		if (w->in->rights[r].supplier != s->supplier || n->product != s->product)
			continue;
		far += planner_setup_road_m(w, s->supplier, n->facility);
		demand += n->q50_g[day];
		sites++;
	}
	if (!sites)
		return 0;
	int64_t drop =
	    2 * demand / sites > w->cfg->min_drop_g ? 2 * demand / sites : w->cfg->min_drop_g;
	for (int i = 0; i < w->in->n_vehicles; i++) {
		const struct planner_vehicle *v = &w->in->vehicles[i];
		if ((v->supplier != s->supplier && !v->loads_elsewhere) ||
		    v->bottles != p->bottles || v->out_of_service[day])
			continue;
		int64_t load = p->bottles ? v->capacity_bottles * p->bottle_g : v->capacity_g;
		int64_t stops = load / (drop + 1) + 1 > 6 ? 6 : load / (drop + 1) + 1;
		int64_t cycle = v->load_min + 2 * (far / sites) * 60 / (v->speed_kmh * 1000) +
				stops * (v->unload_min + 15) + load * v->unload_min_per_unit / (p->bottles ? 100 * p->bottle_g : 1000000);
		int from = day * PLANNER_DAY_MIN + v->duty_from_min;
		int start =
		    from > planner_setup_day_from(w, day) ? from : planner_setup_day_from(w, day);
		int64_t minutes = day * PLANNER_DAY_MIN + v->duty_to_min - start;
		if (v->duty_max_min > 0 && minutes > v->duty_max_min)
			minutes = v->duty_max_min;
		minutes -= kept_min(w, i, day);
		int64_t trips = minutes > 0 ? minutes / (cycle + 1) + begun : 0;
		total += (trips < 1 && minutes > cycle / 2 ? 1 : trips) * load;
	}
	return total;
}

/* Slots count trucks: at most so many times the largest load. */
static int64_t
slots_g(const struct work *w, int source, int day)
{
	const struct planner_source *s = &w->in->sources[source];
	const struct planner_product *p = &w->in->products[s->product];
	int64_t largest = 0;

	if (w->in->suppliers[s->supplier].loading_slots_per_day < 0)
		return FLOW_UNLIMITED;
	for (int i = 0; i < w->in->n_vehicles; i++) {
		const struct planner_vehicle *v = &w->in->vehicles[i];
		int64_t load = p->bottles ? v->capacity_bottles * p->bottle_g : v->capacity_g;
		if (v->supplier == s->supplier && v->bottles == p->bottles && load > largest)
			largest = load;
	}
	int slots = w->in->suppliers[s->supplier].loading_slots_per_day -
		    w->kept_slots[s->supplier * w->days + day];
	return slots > 0 ? largest * slots : 0;
}

static int64_t
gate_g(struct model *m, int source, int day)
{
	const struct work *w = m->w;
	int i = source * w->days + day;

	m->fleet_g[i] = m->slots_g[i] = FLOW_UNLIMITED;
	if (day < m->from_day ||
	    w->in->suppliers[w->in->sources[source].supplier].mode != PLANNER_ROUTED)
		return FLOW_UNLIMITED;
	/* around kept trips the rest of the fleet's day is small and planned before: only what is sure */
	m->fleet_g[i] = planner_model_source_fleet_g(w, source, day, day == m->from_day && w->in->n_kept == 0);
	m->slots_g[i] = slots_g(w, source, day);
	return m->fleet_g[i] < m->slots_g[i] ? m->fleet_g[i] : m->slots_g[i];
}

/* Before trips are known: loads happen, in the mean, MEAN_LOAD_MIN after the trucks' day begins. */
static int
expected_pct(const struct model *m, int source, int day)
{
	const struct work *w = m->w;
	int supplier = w->in->sources[source].supplier, at = planner_setup_day_to(w, day);

	for (int i = 0; i < w->in->n_vehicles; i++) {
		const struct planner_vehicle *v = &w->in->vehicles[i];
		int from = day * PLANNER_DAY_MIN + v->duty_from_min;
		if (v->supplier == supplier && from < at)
			at = from;
	}
	if (w->in->suppliers[supplier].mode != PLANNER_ROUTED || at == planner_setup_day_to(w, day))
		at = day * PLANNER_DAY_MIN + 720;
	return (int)planner_setup_part(w, 100, day, at + MEAN_LOAD_MIN);
}

/* Part of a day's production that its loads can count on: what runs by the mean loading time. */
static int
same_day_pct(const struct model *m, int source, int day)
{
	int64_t minutes = 0;
	int n = 0;

	if (day >= m->from_day)
		return expected_pct(m, source, day);
	for (size_t i = 0; i < m->w->visits.n; i++) {
		const struct visit *v = &m->w->visits.at[i];
		if (v->source != source || v->day != day)
			continue;
		minutes += v->trip >= 0 ? m->w->trips.at[v->trip].load_at : v->arrive;
		n++;
	}
	return n ? (int)planner_setup_part(m->w, 100, day, (int)(minutes / n)) : 0;
}

static void
add_gas(struct model *m, int source, int day)
{
	const struct work *w = m->w;
	const struct planner_source *s = &w->in->sources[source];
	int64_t made = w->made_g[source * w->days + day];
	int32_t p = planner_model_source_node(m, source, day, P),
		b = planner_model_source_node(m, source, day, B);
	int32_t n = planner_model_source_node(m, source, day, N);
	int64_t store = s->storage_g > s->stock_g ? s->storage_g : s->stock_g;

	planner_model_give(m, p, made);
	if (day == 0)
		planner_model_give(m, b, s->stock_g);
	planner_model_add_arc(m, p, b, made * same_day_pct(m, source, day) / 100);
	planner_model_add_arc(m, p, n, FLOW_UNLIMITED);
	m->rest_arc[source * w->days + day] = planner_model_add_arc(m, b, n, FLOW_UNLIMITED);
	m->vent_arc[source * w->days + day] = planner_model_add_arc(m, n, 0, FLOW_UNLIMITED);
	m->night_arc[source * w->days + day] =
	    day + 1 < w->days ? planner_model_add_arc(
				    m, n, planner_model_source_node(m, source, day + 1, B), store)
			      : -1;
}

/* A bottle that goes out full comes home empty in some hours and can be filled again on that day, evenly as the line runs: by the
 * first homecomings a line has run 14 of 24 hours since the last ones of the evening, on the pool alone. Today what is empty, what is
 * on its way home, and the part of what is full that can be out and back. */
static int64_t
fillable(const struct work *w, int source, int day)
{
	const struct planner_source *s = &w->in->sources[source];
	int64_t pool = (int64_t)s->bottles_empty + s->bottles_full, back = 0;
	int left = HOME_BY_MIN - CYCLE_MIN - w->in->start_minute;

	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		if (x->kind == PLANNER_COMMITTED && x->supplier == s->supplier && w->in->needs[x->need].product == s->product)
			back += x->empties_back;
	}
	if (day > 0)
		return (pool + back) * 24 / NIGHT_H;
	left = left < 0 ? 0 : left < CYCLES_MIN ? left : CYCLES_MIN;
	return s->bottles_empty + back + (int64_t)s->bottles_full * left / CYCLES_MIN;
}

static void
add_filling(struct model *m, int source, int day)
{
	const struct work *w = m->w;
	const struct planner_source *s = &w->in->sources[source];
	int64_t each = w->in->products[s->product].bottle_g;
	int slots = w->in->suppliers[s->supplier].filling_bottles_per_day,
	    i = source * w->days + day;
	int bulk = s->fills_from_bulk ? w->bulk_of[s->supplier] : PLANNER_NONE;
	int same_day = same_day_pct(m, source, day);
	int64_t pool = fillable(w, source, day);
	int64_t fill = slots >= 0 && slots < pool ? slots : pool;
	int32_t in = planner_model_source_node(m, source, day, FI),
		out = planner_model_source_node(m, source, day, FO);
	int32_t ready = planner_model_source_node(m, source, day, R);
	int32_t later = day + 1 < w->days ? planner_model_source_node(m, source, day + 1, R) : 0;

	m->pool_g[i] = pool * each;
	m->own_arc[i] = planner_model_add_arc(
	    m, planner_model_source_node(m, source, day, B), in, FLOW_UNLIMITED);
	if (bulk >= 0 && w->in->sources[bulk].grade >= s->grade)
		m->bulk_arc[i] = planner_model_add_arc(
		    m, planner_model_source_node(m, bulk, day, B), in, FLOW_UNLIMITED);
	m->line_arc[i] = planner_model_add_arc(m, in, out, fill * each);
	planner_model_add_arc(m, out, ready, fill * each * same_day / 100);
	planner_model_add_arc(m, out, later, FLOW_UNLIMITED);
	m->ready_arc[i] = planner_model_add_arc(m, ready, later, FLOW_UNLIMITED);
	if (day == 0)
		planner_model_give(m, ready, s->bottles_full * each);
}

void
planner_model_source_add(struct model *m)
{
	const struct work *w = m->w;

	for (int s = 0; s < w->in->n_sources; s++) {
		bool bottles = w->in->products[w->in->sources[s].product].bottles;
		for (int d = 0; d < w->days; d++) {
			int i = s * w->days + d;
			m->bulk_arc[i] = m->own_arc[i] = m->line_arc[i] = -1;
			add_gas(m, s, d);
			if (bottles)
				add_filling(m, s, d);
			m->gate_arc[i] = planner_model_add_arc(m,
			    planner_model_source_node(m, s, d, bottles ? R : B),
			    planner_model_source_node(m, s, d, L), gate_g(m, s, d));
		}
	}
}
