/* referee_stock - sources and needs by the minute. */
#include "lib/referee_state.h"

#include <stdlib.h>
#include <string.h>

/* ---- diaries by the minute ------------------------------------------------------------------- */

static void
open_diary(struct referee *r)
{
	r->entries = 0;
	memset(r->head, -1, sizeof r->head);
}

/* Entries of a minute stay in the order in which they were written. */
static void
write_entry(struct referee *r, int64_t at, struct referee_entry e)
{
	if (at > r->in->days * DAY_MIN)
		return;
	at = at < r->in->start_minute ? r->in->start_minute : at;
	e.next = -1;
	r->pool[r->entries] = e;
	if (r->head[at] < 0)
		r->head[at] = r->entries;
	else
		r->pool[r->tail[at]].next = r->entries;
	r->tail[at] = r->entries++;
}

/* An even flow over a day, minute by minute: what one minute brings is rounded so that the sum by
 * any minute is the whole number below its share. */
struct trickle {
	int64_t total, length, rest;
};

static struct trickle
trickle(const struct referee *r, int64_t total, int day)
{
	int from = day ? 0 : r->in->start_minute;

	return (struct trickle){ total, DAY_MIN - from, 0 };
}

static int64_t
next_minute(struct trickle *t)
{
	int64_t g;

	t->rest += t->total;
	g = t->rest / t->length;
	t->rest -= g * t->length;
	return g;
}

/* ---- sources ----------------------------------------------------------------------------------
 */

static void
write_loads(struct referee *r, const struct planner_source *s)
{
	const struct planner_input *in = r->in;

	open_diary(r);
	for (int i = 0; i < in->n_fixed; i++) {
		const struct planner_fixed *x = &in->fixed[i];
		if (x->kind == PLANNER_COMMITTED && !x->loaded && x->supplier == s->supplier &&
		    in->needs[x->need].product == s->product)
			write_entry(r, x->day * DAY_MIN,
			    (struct referee_entry){
				.g = x->quantity_g, .full = x->full, .kind = 'c' });
	}
	for (int i = 0; i < r->plan->n_routes; i++) {
		const struct planner_route *t = &r->plan->routes[i];
		for (int k = 0; t->supplier == s->supplier && k < t->n_stops; k++)
			if (in->needs[t->stops[k].need].product == s->product)
				write_entry(r, t->day * DAY_MIN + t->load_at_min,
				    (struct referee_entry){ .g = t->stops[k].quantity_g,
					.full = t->stops[k].full,
					.kind = 'p' });
	}
	for (int i = 0; i < r->plan->n_lines; i++) {
		const struct planner_line *l = &r->plan->lines[i];
		if (l->supplier == s->supplier && in->needs[l->need].product == s->product)
			write_entry(r, l->day * DAY_MIN + l->latest_min,
			    (struct referee_entry){
				.g = l->quantity_g, .full = l->full, .kind = 'p' });
	}
}

/* Gas that filling takes out of this source on a day, and bottles that it makes ready. */
static void
filling(const struct referee *r, int source, int day, int64_t *ret_drawn, int64_t *ret_bottles)
{
	const struct planner_source *s = &r->in->sources[source];
	bool bulk = !r->in->products[s->product].bottles;

	*ret_drawn = *ret_bottles = 0;
	for (int i = 0; i < r->plan->n_fills; i++) {
		const struct planner_fill *f = &r->plan->fills[i];
		if (f->day != day)
			continue;
		if (bulk && r->in->sources[f->source].supplier == s->supplier)
			*ret_drawn += f->from_bulk_g;
		if (!bulk && f->source == source) {
			*ret_bottles += f->bottles;
			*ret_drawn +=
			    f->bottles * r->in->products[s->product].bottle_g - f->from_bulk_g;
		}
	}
}

/* The level after any minute is all that came less all that went less the most that ever stood
 * above the brim when somebody looked (loads, midnights). */
static void
look_at_gas(struct referee *r, int source)
{
	const struct planner_source *s = &r->in->sources[source];
	bool bulk = !r->in->products[s->product].bottles;
	int64_t sum = s->stock_g, spilt = 0, brim = s->storage_g > sum ? s->storage_g : sum;

	for (int day = 0, minute = r->in->start_minute; day < r->in->days; day++) {
		int64_t drawn, bottles;
		filling(r, source, day, &drawn, &bottles);
		struct trickle in = trickle(r,
				   s->production_g[day] *
				       r->in->suppliers[s->supplier].medical_share_pct / 100,
				   day),
			       out = trickle(r, drawn, day);
		for (; minute < (day + 1) * DAY_MIN; minute++) {
			bool ours = false;
			if (bulk && r->head[minute] >= 0 && sum - brim > spilt)
				spilt = sum - brim;
			for (int e = r->head[minute]; bulk && e >= 0; e = r->pool[e].next) {
				sum -= r->pool[e].g;
				ours |= r->pool[e].kind == 'p';
			}
			find(r, day, ours && sum - spilt < 0, PLANNER_BAD_SUPPLY);
			sum += next_minute(&in) - next_minute(&out);
		}
		spilt = sum - brim > spilt ? sum - brim : spilt;
		find(r, day, drawn && sum - spilt < 0, PLANNER_BAD_SUPPLY);
	}
}

static void
bring_home(int *home, int minutes, int64_t at, int n)
{
	if (at < minutes)
		home[at < 0 ? 0 : at] += n;
}

/* Empties that come home in each minute; what is home in a minute can be filled from the next one on. */
static int *
homecomings(const struct referee *r, const struct planner_source *s, int minutes)
{
	int *home = MEM_ARRAY(int, (size_t)minutes + 1);

	for (int i = 0; i < r->plan->n_routes; i++) {
		const struct planner_route *t = &r->plan->routes[i];
		for (int k = 0; t->supplier == s->supplier && k < t->n_stops; k++)
			if (r->in->needs[t->stops[k].need].product == s->product)
				bring_home(home, minutes, (int64_t)t->day * DAY_MIN + t->return_min, t->stops[k].empties_back);
	}
	for (int i = 0; i < r->plan->n_lines; i++) {
		const struct planner_line *l = &r->plan->lines[i];
		if (l->supplier == s->supplier && r->in->needs[l->need].product == s->product)
			bring_home(home, minutes, (int64_t)l->day * DAY_MIN + l->latest_min, l->empties_back);
	}
	for (int i = 0; i < r->in->n_fixed; i++) {
		const struct planner_fixed *x = &r->in->fixed[i];
		if (x->kind == PLANNER_COMMITTED && x->supplier == s->supplier && r->in->needs[x->need].product == s->product)
			bring_home(home, minutes, (int64_t)x->day * DAY_MIN + x->minute, x->empties_back);
	}
	return home;
}

/* Bottles are filled evenly over a day, and none before it is home. */
static void
look_at_empties(struct referee *r, int source)
{
	const struct planner_source *s = &r->in->sources[source];
	int *home = homecomings(r, s, r->in->days * DAY_MIN);
	int64_t empties = s->bottles_empty;

	for (int minute = 0; minute < r->in->start_minute; minute++)
		empties += home[minute];
	for (int day = 0, minute = r->in->start_minute; day < r->in->days; day++) {
		int64_t drawn, bottles;
		filling(r, source, day, &drawn, &bottles);
		struct trickle line = trickle(r, bottles, day);
		for (; minute < (day + 1) * DAY_MIN; minute++) {
			empties += home[minute] - next_minute(&line);
			find(r, 100 + 2 * day, bottles && empties < 0, PLANNER_BAD_STATION_EMPTIES);
		}
	}
	free(home);
}

static void
look_at_bottles(struct referee *r, int source)
{
	const struct planner_source *s = &r->in->sources[source];
	int64_t full = s->bottles_full;

	for (int day = 0, minute = r->in->start_minute; day < r->in->days; day++) {
		int64_t drawn, bottles;
		filling(r, source, day, &drawn, &bottles);
		struct trickle line = trickle(r, bottles, day);
		for (; minute < (day + 1) * DAY_MIN; minute++) {
			bool ours = false;
			for (int e = r->head[minute]; e >= 0; e = r->pool[e].next) {
				full -= r->pool[e].full;
				ours |= r->pool[e].kind == 'p';
			}
			find(r, 101 + 2 * day, ours && full < 0, PLANNER_BAD_STATION_FULL);
			full += next_minute(&line);
		}
	}
}

void
referee_stock_source(struct referee *r, int source)
{
	const struct planner_source *s = &r->in->sources[source];

	r->index = source;
	write_loads(r, s);
	look_at_gas(r, source);
	if (!r->in->products[s->product].bottles)
		return;
	look_at_empties(r, source);
	look_at_bottles(r, source);
}

/* ---- needs ------------------------------------------------------------------------------------
 */

static void
write_promises(struct referee *r, int need)
{
	const struct planner_input *in = r->in;

	for (int i = 0; i < in->n_fixed; i++)
		if (in->fixed[i].kind == PLANNER_COMMITTED && in->fixed[i].need == need)
			write_entry(r, in->fixed[i].day * DAY_MIN + in->fixed[i].minute,
			    (struct referee_entry){ .g = in->fixed[i].quantity_g,
				.full = in->fixed[i].full,
				.empties = in->fixed[i].empties_back,
				.kind = 'c' });
	for (int i = 0; i < in->n_fixed; i++)
		if (in->fixed[i].kind == PLANNER_LOAN && in->fixed[i].need == need)
			write_entry(r, in->fixed[i].day * DAY_MIN + in->fixed[i].minute,
			    (struct referee_entry){ .g = in->fixed[i].quantity_g, .kind = 'b' });
	for (int i = 0; i < in->n_fixed; i++)
		if (in->fixed[i].kind == PLANNER_LOAN && in->fixed[i].from_need == need)
			write_entry(r, in->fixed[i].day * DAY_MIN + in->fixed[i].minute,
			    (struct referee_entry){ .g = in->fixed[i].quantity_g, .kind = 'l' });
}

static void
write_arrivals(struct referee *r, int need)
{
	open_diary(r);
	for (int day = 0; day < r->in->days; day++)
		if (r->in->needs[need].inbound_g[day])
			write_entry(r, day * DAY_MIN + 720,
			    (struct referee_entry){
				.g = r->in->needs[need].inbound_g[day], .kind = 'i' });
	write_promises(r, need);
	for (int i = 0; i < r->plan->n_routes; i++) {
		const struct planner_route *t = &r->plan->routes[i];
		for (int k = 0; k < t->n_stops; k++)
			if (t->stops[k].need == need)
				write_entry(r, t->day * DAY_MIN + t->stops[k].arrive_min,
				    (struct referee_entry){ .g = t->stops[k].quantity_g,
					.full = t->stops[k].full,
					.empties = t->stops[k].empties_back,
					.kind = 'p' });
	}
	for (int i = 0; i < r->plan->n_lines; i++) {
		const struct planner_line *l = &r->plan->lines[i];
		if (l->need == need)
			write_entry(r, l->day * DAY_MIN + l->latest_min,
			    (struct referee_entry){ .g = l->quantity_g,
				.full = l->full,
				.empties = l->empties_back,
				.kind = 'p' });
	}
}

struct ward {
	int64_t stock, used, taken;
	int step;
};

static void
take_in(
    struct referee *r, const struct planner_need *n, struct ward *w, const struct referee_entry *e)
{
	const struct planner_product *p = &r->in->products[n->product];
	int64_t room = n->capacity_g - n->heel_g - w->stock;
	bool plan = e->kind == 'p';

	w->step++;
	room = room < 0 ? 0 : room;
	if (e->kind == 'l') {
		find(r, w->step, e->g > w->stock, PLANNER_BAD_FIXED_BROKEN);
		w->stock -= e->g < w->stock ? e->g : w->stock;
		return;
	}
	find(r, w->step, e->kind == 'b' && e->g > room, PLANNER_BAD_FIXED_BROKEN);
	find(r, w->step, plan && e->g > room, PLANNER_BAD_TANK_OVERFULL);
	w->stock += e->g < room ? e->g : room;
	if (!p->bottles)
		return;
	w->taken += e->empties;
	find(r, w->step, plan && e->empties && w->taken > n->empties + w->used / p->bottle_g,
	    PLANNER_BAD_SITE_EMPTIES);
	find(r, w->step, plan && n->swap_only && e->empties < e->full, PLANNER_BAD_SWAP);
}

static void
look_at_rows(struct referee *r, int need, int day, int64_t missing)
{
	const struct planner_need *n = &r->in->needs[need];
	int64_t said = 0, said_critical = 0, rows = 0;
	int64_t critical =
	    n->q50_g[day] * n->critical_pct / 100 + (n->q50_g[day] * n->critical_pct % 100 > 0);
	int64_t spared = n->q50_g[day] - critical;

	for (int i = 0; i < r->plan->n_unmet; i++) {
		const struct planner_unmet *u = &r->plan->unmet[i];
		if (u->need != need || u->day != day)
			continue;
		rows++;
		said += u->grams;
		said_critical += u->critical_g;
	}
	find(r, 1000000 + day, said != missing || rows != (missing > 0), PLANNER_BAD_UNMET_WRONG);
	find(r, 1000000 + day, said_critical != (missing > spared ? missing - spared : 0),
	    PLANNER_BAD_UNMET_CRITICAL);
}

void
referee_stock_need(struct referee *r, int need)
{
	const struct planner_need *n = &r->in->needs[need];
	struct ward w = { .stock = n->on_hand_g > n->heel_g ? n->on_hand_g - n->heel_g : 0 };
	int64_t missing[PLANNER_DAYS_MAX] = { 0 };
	int minute = r->in->start_minute, e;

	r->index = need;
	write_arrivals(r, need);
	for (int day = 0; day < r->in->days; day++) {
		struct trickle use = trickle(r, n->q50_g[day], day);
		for (; minute < (day + 1) * DAY_MIN; minute++) {
			for (e = r->head[minute]; e >= 0; e = r->pool[e].next)
				take_in(r, n, &w, &r->pool[e]);
			int64_t asked = next_minute(&use), got = asked < w.stock ? asked : w.stock;
			w.stock -= got;
			w.used += got;
			missing[day] += asked - got;
		}
	}
	for (e = r->head[minute]; e >= 0; e = r->pool[e].next)
		take_in(r, n, &w, &r->pool[e]);
	for (int day = 0; day < r->in->days; day++)
		look_at_rows(r, need, day, missing[day]);
}
