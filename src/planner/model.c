/* model - build the multi-period network and solve its levels.
 *
 * Shortage comes before safety, safety before cover, cover before kilometres, and no weight lets
 * a lower goal buy a higher one: each level is solved to its optimum, then every arc whose reduced
 * cost is not zero is frozen, and the next level goes on from the same basis.
 *
 * Inside a day the network knows one instant, the likely arrival. Demand before it must come from
 * what was there; this is what keeps a site from running dry at 04:00 with a truck due at 10:00.
 *
 * The network is always feasible: unmet demand, venting and spilling have arcs, and promises that
 * cannot be covered are paid by the world at a price that nothing else reaches. */
#include "planner/network.h"

#include <stdlib.h>

enum { SOON_DAYS = 3, LATER_WEIGHT = 17 /* of a gram that is missed; one more on each of the days before */ };

/* ---- nodes and arcs ------------------------------------------------------------------------ */

static int32_t
need_node(const struct model *m, int need, int day, bool after)
{
	return 1 + (need * m->w->days + day) * NEED_NODES + after;
}

int32_t
planner_model_source_node(const struct model *m, int source, int day, enum source_node k)
{
	return 1 + m->w->in->n_needs * m->w->days * NEED_NODES +
	       (source * m->w->days + day) * SOURCE_NODES + (int)k;
}

int32_t
planner_model_add_arc(struct model *m, int32_t from, int32_t to, int64_t upper)
{
	*VEC_ADD(&m->arcs) = (struct flow_arc){ from, to, 0, upper < 0 ? 0 : upper, 0 };
	(void)VEC_ADD(&m->costs);
	return (int32_t)m->arcs.n - 1;
}

static int32_t
add_cost_arc(struct model *m, int32_t from, int32_t to, int64_t upper, enum planner_level level,
    int64_t cost)
{
	int32_t a = planner_model_add_arc(m, from, to, upper);

	m->costs.at[a].level[level] = (int32_t)cost;
	return a;
}

/* A mass that is at a node whatever happens; negative: a promise, which the world covers if it
 * must. */
void
planner_model_give(struct model *m, int32_t node, int64_t g)
{
	m->supply[node] += g;
	m->supply[0] -= g;
	if (g < 0)
		add_cost_arc(m, 0, node, -g, PLANNER_UNMET_CRITICAL, FORCED_COST);
}

/* ---- needs ---------------------------------------------------------------------------------- */

/* What is missed on the days that will be driven as they are planned weighs a little more than what is missed later (adr/0039). */
static int
day_weight(int day)
{
	return LATER_WEIGHT + (day < SOON_DAYS ? SOON_DAYS - day : 0);
}

/* Demand at a node, with the arcs for what stays unmet: critical grams are the last to go. */
static void
add_demand(struct model *m, int need, int day, int32_t node, int64_t g)
{
	const struct planner_need *n = &m->w->in->needs[need];
	int weight = (1 + m->w->in->facilities[n->facility].priority) * day_weight(day);
	int64_t critical = (g * n->critical_pct + 99) / 100;

	if (!g)
		return;
	m->supply[node] -= g;
	m->supply[0] += g;
	add_cost_arc(m, 0, node, critical, PLANNER_UNMET_CRITICAL, weight);
	add_cost_arc(m, 0, node, g - critical, PLANNER_UNMET_ORDINARY, weight);
}

static void
sort_ends(int64_t *end, int n)
{
	for (int i = 1; i < n; i++)
		for (int j = i; j > 0 && end[j] < end[j - 1]; j--) {
			int64_t t = end[j];
			end[j] = end[j - 1];
			end[j - 1] = t;
		}
}

static int64_t
worth(int64_t at, const int64_t *end, const int *weight, int n)
{
	for (int i = 0; i < n; i++)
		if (at < end[i])
			return weight[i];
	return 0;
}

/* Stock held at the close of a day, cut in bands that are worth less the fuller it gets. */
static void
add_carry(struct model *m, int need, int day, int64_t room)
{
	const struct planner_config *c = m->w->cfg;
	const struct planner_need *n = &m->w->in->needs[need];
	int next = day + 1 < m->w->days ? day + 1 : day;
	int64_t q50 = n->q50_g[next], q90 = n->q90_g[next] > q50 ? n->q90_g[next] : q50;
	int64_t safety[3] = { q50 / 2, q50, q90 }, cover[PLANNER_COVER_BANDS], end[MAX_BANDS];
	int32_t from = need_node(m, need, day, true),
		to = next > day ? need_node(m, need, next, false) : 0;
	int weight = 1 + m->w->in->facilities[n->facility].priority, k = 0;
	int64_t at = 0;

	for (int i = 0; i < PLANNER_COVER_BANDS; i++)
		end[k++] = cover[i] = q50 * c->cover_pct[i] / 100;
	for (int i = 0; i < 3; i++)
		end[k++] = safety[i];
	end[k++] = room;
	sort_ends(end, k);
	int32_t a = -1;
	for (int i = 0; i < k && at < room; i++) {
		if (end[i] <= at)
			continue;
		int64_t top = end[i] < room ? end[i] : room;
		a = planner_model_add_arc(m, from, to, top - at);
		m->costs.at[a].level[PLANNER_SAFETY] =
		    (int32_t)(-weight * worth(at, safety, c->safety_weight, 3));
		m->costs.at[a].level[PLANNER_COVER] =
		    (int32_t)(-weight * worth(at, cover, c->cover_weight, PLANNER_COVER_BANDS));
		at = top;
	}
	m->tank_arc[need * m->w->days + day] = a;
}

/* The likely arrival: of the visits there are, else the earliest of the nearest right plus an hour.
 */
static int
likely_arrival(const struct model *m, int need, int day)
{
	const struct work *w = m->w;
	int at = PLANNER_NONE;

	for (int i = w->first_visit[need]; i >= 0; i = w->visits.at[i].next)
		if (w->visits.at[i].day == day && (at < 0 || w->visits.at[i].arrive < at))
			at = w->visits.at[i].arrive;
	for (int i = w->right_start[need]; at < 0 && i < w->right_start[need + 1]; i++) {
		int r = w->reach[w->right_list[i] * w->days + day], from, to;
		planner_setup_window(w, w->in->needs[need].facility, day, &from, &to);
		if (r >= 0)
			at = r + 60 < to ? r + 60 : to;
	}
	return at < 0 ? day * PLANNER_DAY_MIN + 720 : at;
}

/* The last visit of the day: what is used until then makes room again. */
static int
last_arrival(const struct model *m, int need, int day, int arrive)
{
	const struct work *w = m->w;
	int at = arrive;

	if (day >= m->from_day) {
		int second = planner_setup_second(w, need, day, arrive);
		return second >= 0 ? second : arrive;
	}
	for (int i = w->first_visit[need]; i >= 0; i = w->visits.at[i].next)
		if (w->visits.at[i].day == day && w->visits.at[i].arrive > at)
			at = w->visits.at[i].arrive;
	return at;
}

static void
add_need_day(struct model *m, int need, int day)
{
	const struct work *w = m->w;
	const struct planner_need *n = &w->in->needs[need];
	int32_t before = need_node(m, need, day, false), after = need_node(m, need, day, true);
	int arrive = m->arrive[need * w->days + day];
	int64_t early = planner_setup_part(w, n->q50_g[day], day, arrive),
		late = n->q50_g[day] - early;
	int64_t usable = n->capacity_g - n->heel_g;
	int noon = day * PLANNER_DAY_MIN + 720;

	add_demand(m, need, day, before, early);
	add_demand(m, need, day, after, late);
	planner_model_add_arc(m, before, after, FLOW_UNLIMITED);
	add_cost_arc(m, after, 0, FLOW_UNLIMITED, PLANNER_COST, 1);
	planner_model_give(m, noon < arrive ? before : after, n->inbound_g[day]);
	add_carry(m, need, day,
	    usable - n->q50_g[day] + planner_setup_part(w, n->q50_g[day], day, last_arrival(m, need, day, arrive)));
}

static void
add_needs(struct model *m)
{
	const struct work *w = m->w;

	for (int n = 0; n < w->in->n_needs; n++) {
		const struct planner_need *need = &w->in->needs[n];
		for (int d = 0; d < w->days; d++) {
			m->arrive[n * w->days + d] = likely_arrival(m, n, d);
			add_need_day(m, n, d);
		}
		if (need->on_hand_g > need->heel_g)
			planner_model_give(
			    m, need_node(m, n, 0, false), need->on_hand_g - need->heel_g);
	}
}

/* ---- deliveries ------------------------------------------------------------------------------ */

/* Hundreds of metres a gram, with what policy adds. */
static int64_t
ship_cost(const struct work *w, int right, int day)
{
	const struct planner_right *r = &w->in->rights[right];

	return planner_setup_road_m(w, r->supplier, w->in->needs[r->need].facility) / 100 + 1 + 10 * planner_setup_policy_km(w, right, day);
}

static void
add_ship(struct model *m, int right, int day)
{
	const struct work *w = m->w;
	const struct planner_right *r = &w->in->rights[right];
	int source = planner_setup_source_of(w, right);
	int i = right * w->days + day;

	if (source < 0 || w->reach[i] < 0 ||
	    w->in->sources[source].grade < w->in->needs[r->need].min_grade)
		return;
	int32_t from = planner_model_source_node(m, source, day, L),
		to = need_node(m, r->need, day, true);
	int64_t cost = ship_cost(w, right, day);
	m->ship_arcs[i] = 1;
	m->ship_arc[i] = add_cost_arc(
	    m, from, to, r->daily_g > 0 ? r->daily_g : FLOW_UNLIMITED, PLANNER_COST, cost);
	if (r->daily_g > 0) {
		m->ship_arcs[i] = 2;
		add_cost_arc(m, from, to, FLOW_UNLIMITED, PLANNER_COST,
		    cost + 10 * (int64_t)w->cfg->over_contract_km);
	}
}

/* Only the nearest suppliers that can reach it: the others would never be used before these. */
static void
add_shipping(struct model *m)
{
	const struct work *w = m->w;

	for (int n = 0; n < w->in->n_needs; n++) {
		int nearest = 0;
		for (int i = w->right_start[n]; i < w->right_start[n + 1]; i++) {
			int r = w->right_list[i];
			bool pinned = false;
			for (int x = 0; x < w->in->n_fixed; x++)
				pinned |= w->in->fixed[x].kind <= PLANNER_SET &&
					  w->in->fixed[x].need == n &&
					  w->in->fixed[x].supplier == w->in->rights[r].supplier;
			if (nearest++ >= w->cfg->neighbours && !pinned)
				continue;
			for (int d = m->from_day; d < w->days; d++)
				add_ship(m, r, d);
		}
	}
}

/* Pins and sets as bounds of the shipping arc (its first one; the second stays free for a pin). */
static void
bind_pins(struct model *m)
{
	const struct work *w = m->w;

	for (int x = 0; x < w->in->n_fixed; x++) {
		const struct planner_fixed *f = &w->in->fixed[x];
		if (f->kind > PLANNER_SET)
			continue;
		for (int r = 0; r < w->in->n_rights; r++) {
			int i = r * w->days + f->day;
			if (w->in->rights[r].need != f->need ||
			    w->in->rights[r].supplier != f->supplier || !m->ship_arcs[i])
				continue;
			struct flow_arc *a = &m->arcs.at[m->ship_arc[i]];
			if (f->kind == PLANNER_SET) {
				a->upper = f->quantity_g;
				if (m->ship_arcs[i] == 2)
					m->arcs.at[m->ship_arc[i] + 1].upper = 0;
			} else if (a->upper < f->quantity_g) {
				a->upper = f->quantity_g;
			}
			if (m->keep_pins)
				a->lower = f->quantity_g;
			break;
		}
	}
}

/* Trips of days to come, which are all kept ones, do not pass the gate: it is for what is still to
 * be routed, and its fleet has their hours taken off. */
static int32_t
loading_node(const struct model *m, int source, int day)
{
	bool bottles = m->w->in->products[m->w->in->sources[source].product].bottles;

	return planner_model_source_node(m, source, day, day < m->from_day ? L : bottles ? R : B);
}

/* A gram on a kept trip is worth staying there: before any demand when the trip is frozen, before
 * ordinary demand when it is firm, before safety and cover when it is neither. */
static enum planner_level
kept_level(const struct work *w, int kept)
{
	const struct planner_kept *k = &w->in->kept[kept];

	return k->frozen ? PLANNER_UNMET_CRITICAL : k->firm ? PLANNER_UNMET_ORDINARY : PLANNER_SAFETY;
}

static void
reward_kept(struct model *m, int visit)
{
	enum planner_level level = kept_level(m->w, m->w->visits.at[visit].kept);

	m->costs.at[m->visit_arc[visit]].level[level] -= KEPT_WORTH;
}

/* One node for each trip and source: what the truck takes on there. */
static void
add_visits(struct model *m)
{
	const struct work *w = m->w;
	int32_t trips = m->n_nodes - (int32_t)(w->trips.n * (size_t)w->in->n_products);

	for (size_t t = 0; t < w->trips.n; t++) {
		const struct planner_vehicle *v = &w->in->vehicles[w->trips.at[t].vehicle];
		for (int p = 0; p < w->in->n_products; p++) {
			int s = w->source_of[w->trips.at[t].supplier * w->in->n_products + p];
			if (s >= 0 && w->in->products[p].bottles == v->bottles)
				planner_model_add_arc(m, loading_node(m, s, w->trips.at[t].day),
				    trips + (int32_t)t * w->in->n_products + p,
				    v->bottles ? v->capacity_bottles * w->in->products[p].bottle_g
					       : v->capacity_g);
		}
	}
	for (size_t i = 0; i < w->visits.n; i++) {
		const struct visit *v = &w->visits.at[i];
		int32_t from = v->trip < 0 ? loading_node(m, v->source, v->day)
					   : trips + v->trip * w->in->n_products +
						 w->in->needs[v->need].product;
		int32_t to = need_node(m, v->need, v->day, true);
		int64_t cost = ship_cost(w, v->right, v->day);
		m->visit_arc[i] = add_cost_arc(
		    m, from, to, v->kept < 0 ? v->cap_g : v->kept_g, PLANNER_COST, cost);
		m->arcs.at[m->visit_arc[i]].lower = m->keep_pins && v->kept < 0 ? v->lower_g : 0;
		if (v->kept >= 0) {
			reward_kept(m, (int)i);
			add_cost_arc(m, from, to, v->cap_g - v->kept_g, PLANNER_COST,
			    cost + 10 * (int64_t)w->cfg->change_km);
		}
	}
}

/* Loans and deliveries that are under way. */
static void
add_promises(struct model *m)
{
	const struct work *w = m->w;

	for (int x = 0; x < w->in->n_fixed; x++) {
		const struct planner_fixed *f = &w->in->fixed[x];
		if (f->kind != PLANNER_LOAN && f->kind != PLANNER_COMMITTED)
			continue;
		int at = f->day * PLANNER_DAY_MIN + f->minute;
		planner_model_give(m,
		    need_node(m, f->need, f->day, at >= m->arrive[f->need * w->days + f->day]),
		    f->quantity_g);
		if (f->kind == PLANNER_LOAN) {
			bool after = at >= m->arrive[f->from_need * w->days + f->day];
			planner_model_give(
			    m, need_node(m, f->from_need, f->day, after), -f->quantity_g);
		} else if (!f->loaded && f->supplier >= 0) {
			int p = w->in->needs[f->need].product;
			int s = w->source_of[f->supplier * w->in->n_products + p];
			if (s >= 0)
				planner_model_give(m,
				    planner_model_source_node(
					m, s, f->day, w->in->products[p].bottles ? R : B),
				    -f->quantity_g);
		}
	}
}

/* ---- building, solving ------------------------------------------------------------------------
 */

static int32_t *
no_arcs(size_t n)
{
	int32_t *a = MEM_ARRAY(int32_t, n + 1);

	for (size_t i = 0; i < n; i++)
		a[i] = -1;
	return a;
}

static void
allocate(struct model *m)
{
	const struct planner_input *in = m->w->in;
	size_t sd = (size_t)(in->n_sources * m->w->days), nd = (size_t)(in->n_needs * m->w->days);
	size_t rd = (size_t)(in->n_rights * m->w->days);

	m->n_nodes = 1 + (int32_t)nd * NEED_NODES + (int32_t)sd * SOURCE_NODES;
	m->n_nodes += (int32_t)(m->w->trips.n * (size_t)in->n_products);
	m->supply = MEM_ARRAY(int64_t, (size_t)m->n_nodes);
	m->ship_arc = no_arcs(rd);
	m->ship_arcs = MEM_ARRAY(uint8_t, rd + 1);
	m->visit_arc = no_arcs(m->w->visits.n);
	m->own_arc = no_arcs(sd);
	m->bulk_arc = no_arcs(sd);
	m->line_arc = no_arcs(sd);
	m->gate_arc = no_arcs(sd);
	m->night_arc = no_arcs(sd);
	m->rest_arc = no_arcs(sd);
	m->vent_arc = no_arcs(sd);
	m->ready_arc = no_arcs(sd);
	m->tank_arc = no_arcs(nd);
	m->fleet_g = MEM_ARRAY(int64_t, sd + 1);
	m->slots_g = MEM_ARRAY(int64_t, sd + 1);
	m->pool_g = MEM_ARRAY(int64_t, sd + 1);
	m->arrive = MEM_ARRAY(int, nd + 1);
	m->need_price = MEM_ARRAY(struct planner_price, nd + 1);
	m->source_price = MEM_ARRAY(struct planner_price, sd + 1);
}

struct model *
planner_model_new(const struct work *w, int from_day, bool keep_pins)
{
	struct model *m = MEM_NEW(struct model);

	m->w = w;
	m->from_day = from_day;
	m->keep_pins = keep_pins;
	allocate(m);
	add_needs(m);
	planner_model_source_add(m);
	add_visits(m);
	add_shipping(m);
	bind_pins(m);
	add_promises(m);
	struct flow_net net = { m->n_nodes, (int32_t)m->arcs.n, m->arcs.at, m->supply };
	m->flow = planner_flow_new(&net);
	return m;
}

void
planner_model_free(struct model *m)
{
	if (!m)
		return;
	void *owned[] = { m->supply, m->ship_arc, m->ship_arcs, m->visit_arc, m->own_arc,
		m->bulk_arc, m->line_arc, m->gate_arc, m->night_arc, m->rest_arc, m->vent_arc, m->ready_arc, m->tank_arc,
		m->fleet_g, m->slots_g, m->pool_g, m->arrive, m->need_price, m->source_price };
	for (size_t i = 0; i < ARRAY_LEN(owned); i++)
		free(owned[i]);
	VEC_FREE(&m->arcs);
	VEC_FREE(&m->costs);
	planner_flow_free(m->flow);
	free(m);
}

/* A gram more at a node saves what its way to the world would cost less. The first level to gain
 * says it. */
static void
keep_prices(struct model *m, enum planner_level level)
{
	const struct work *w = m->w;

	for (int i = 0; i < w->in->n_needs * w->days; i++) {
		int32_t node = need_node(m, i / w->days, i % w->days, true);
		int64_t value =
		    planner_flow_potential(m->flow, 0) - planner_flow_potential(m->flow, node);
		if (!m->need_price[i].value && value < 0)
			m->need_price[i] = (struct planner_price){ level, -value };
	}
	for (int i = 0; i < w->in->n_sources * w->days; i++) {
		int32_t node = planner_model_source_node(m, i / w->days, i % w->days, B);
		int64_t value =
		    planner_flow_potential(m->flow, 0) - planner_flow_potential(m->flow, node);
		if (!m->source_price[i].value && value < 0)
			m->source_price[i] = (struct planner_price){ level, -value };
	}
}

/* What rewards took off a level's cost, so that levels say shortage and cover alone. */
static __int128
kept_worth(const struct model *m, enum planner_level level)
{
	__int128 g = 0;

	for (size_t i = 0; i < m->w->visits.n; i++) {
		int kept = m->w->visits.at[i].kept;
		if (kept >= 0 && level == kept_level(m->w, kept))
			g += planner_flow_on(m->flow, m->visit_arc[i]);
	}
	return g * KEPT_WORTH;
}

enum flow_status
planner_model_solve(struct model *m, int64_t ret_level[PLANNER_LEVELS])
{
	int64_t *cost = MEM_ARRAY(int64_t, m->arcs.n + 1);
	enum flow_status s = FLOW_OPTIMAL;

	for (int level = 0; level < PLANNER_LEVELS && s == FLOW_OPTIMAL; level++) {
		for (size_t i = 0; i < m->arcs.n; i++)
			cost[i] = m->costs.at[i].level[level];
		planner_flow_set_costs(m->flow, cost);
		s = planner_flow_solve(m->flow);
		if (s != FLOW_OPTIMAL)
			break;
		__int128 total = planner_flow_total(m->flow);
		total += kept_worth(m, (enum planner_level)level);
		ret_level[level] = total > INT64_MAX ? INT64_MAX : (int64_t)total;
		keep_prices(m, (enum planner_level)level);
		if (level + 1 < PLANNER_LEVELS)
			planner_flow_freeze(m->flow);
	}
	free(cost);
	m->pivots = planner_flow_pivots(m->flow);
	return s;
}

struct model *
planner_model_solved(struct work *w, int from_day, int64_t ret_level[PLANNER_LEVELS])
{
	for (int keep_pins = 1; keep_pins >= 0; keep_pins--) {
		struct model *m = planner_model_new(w, from_day, keep_pins);
		enum flow_status s = planner_model_solve(m, ret_level);
		w->pivots += m->pivots;
		if (s == FLOW_OPTIMAL)
			return m;
		planner_model_free(m);
	}
	return NULL;
}

int64_t
planner_model_pivots(const struct model *m)
{
	return m->pivots;
}

int64_t
planner_model_shipped(const struct model *m, int right, int day)
{
	int i = right * m->w->days + day;
	int64_t g = 0;

	for (int k = 0; k < m->ship_arcs[i]; k++)
		g += planner_flow_on(m->flow, m->ship_arc[i] + k);
	return g;
}

static int64_t
on_arc(const struct model *m, const int32_t *arc, int source, int day)
{
	int32_t a = arc[source * m->w->days + day];

	return a >= 0 ? planner_flow_on(m->flow, a) : 0;
}

/* Gas that is vented although there was room (nothing in the network says that it may not) can as well be taken. */
int64_t
planner_model_spare(const struct model *m, int source, int from, int day)
{
	bool last = day + 1 == m->w->days;

	if (m->w->in->products[m->w->in->sources[source].product].bottles)
		return last ? 0 : on_arc(m, m->ready_arc, source, day);
	int64_t g = last ? 0 : on_arc(m, m->night_arc, source, day);
	for (int d = from; d <= day; d++)
		g += on_arc(m, m->vent_arc, source, d);
	int64_t there = on_arc(m, m->rest_arc, source, from);
	return day > from || g < there ? g : there;
}

int64_t
planner_model_on_visit(const struct model *m, int visit)
{
	int64_t g = planner_flow_on(m->flow, m->visit_arc[visit]);

	return m->w->visits.at[visit].kept < 0
		   ? g
		   : g + planner_flow_on(m->flow, m->visit_arc[visit] + 1);
}

void
planner_model_filled(
    const struct model *m, int source, int day, int64_t *ret_own_g, int64_t *ret_bulk_g)
{
	int i = source * m->w->days + day;

	*ret_own_g = m->own_arc[i] >= 0 ? planner_flow_on(m->flow, m->own_arc[i]) : 0;
	*ret_bulk_g = m->bulk_arc[i] >= 0 ? planner_flow_on(m->flow, m->bulk_arc[i]) : 0;
}

static bool
full(const struct model *m, int32_t arc)
{
	return arc >= 0 && m->arcs.at[arc].upper != FLOW_UNLIMITED &&
	       planner_flow_on(m->flow, arc) >= m->arcs.at[arc].upper;
}

bool
planner_model_binds(const struct model *m, enum model_gate gate, int index, int day)
{
	int i = index * m->w->days + day;

	switch (gate) {
	case MODEL_FLEET:
		return full(m, m->gate_arc[i]) && m->fleet_g[i] <= m->slots_g[i];
	case MODEL_LOADING:
		return full(m, m->gate_arc[i]) && m->fleet_g[i] > m->slots_g[i];
	case MODEL_FILLING:
		return full(m, m->line_arc[i]) && m->arcs.at[m->line_arc[i]].upper < m->pool_g[i];
	case MODEL_POOL:
		return full(m, m->line_arc[i]) && m->arcs.at[m->line_arc[i]].upper >= m->pool_g[i];
	case MODEL_STORAGE:
		return full(m, m->night_arc[i]);
	case MODEL_TANK:
		return m->tank_arc[i] < 0 || full(m, m->tank_arc[i]);
	}
	return false;
}

const struct planner_price *
planner_model_need_price(const struct model *m)
{
	return m->need_price;
}

const struct planner_price *
planner_model_source_price(const struct model *m)
{
	return m->source_price;
}
