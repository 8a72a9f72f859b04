/* irp_rebuild - ruin whole customers, recreate them one by one.
 *
 * Ruin: a customer and neighbours of it, in space or along one of its trips, each with all its
 * visits. Recreate: in one of four orders; for each day and trip the cheapest place is found by
 * looking at all of them, dominated trips are dropped, and the delivery-plan operator chooses days,
 * trips and quantities. Now and then a trip is overlooked, so that a greedy hand does not always
 * do the same thing (blinks: Christiaens and Vanden Berghe 2020). */
#include "planner/irp_rebuild.h"

#include <stdlib.h>
#include <string.h>

enum { OVERLOOKED_ONE_IN = 40, TAKEN_MOST = 12, SKIPPED_PCT = 25, STRINGS_PCT = 50 };

struct irp_rebuild {
	const struct irp_model *m;
	struct delivery_work *work;
	struct delivery_day *days;
	struct delivery_option *options; /* [day * vehicles + i] */
	struct irp_place *places;        /* the same */
	struct delivery_choice *choice;  /* [day] */
	struct irp_place *chosen;        /* [day] */
	int32_t *list, n_list;
	uint8_t *listed;
	int64_t *key;
};

struct irp_rebuild *
planner_irp_rebuild_new(const struct irp_model *m)
{
	struct irp_rebuild *b = MEM_NEW(struct irp_rebuild);
	size_t days = (size_t)m->days, cells = days * (size_t)m->vehicles;

	b->m = m;
	b->work = planner_delivery_work_new(m->days);
	b->days = MEM_ARRAY(struct delivery_day, days);
	b->options = MEM_ARRAY(struct delivery_option, cells);
	b->places = MEM_ARRAY(struct irp_place, cells);
	b->choice = MEM_ARRAY(struct delivery_choice, days);
	b->chosen = MEM_ARRAY(struct irp_place, days);
	b->list = MEM_ARRAY(int32_t, (size_t)m->width);
	b->listed = MEM_ARRAY(uint8_t, (size_t)m->width);
	b->key = MEM_ARRAY(int64_t, (size_t)m->width);
	return b;
}

void
planner_irp_rebuild_free(struct irp_rebuild *b)
{
	if (!b)
		return;
	planner_delivery_work_free(b->work);
	free(b->days);
	free(b->options);
	free(b->places);
	free(b->choice);
	free(b->chosen);
	free(b->list);
	free(b->listed);
	free(b->key);
	free(b);
}

/* ---- places ---- */

static bool
overlooks(const struct irp_manner *manner)
{
	return manner->overlook && rng_below(manner->rng, OVERLOOKED_ONE_IN) == 0;
}

/* The cheapest place of c in a trip; returns the detour. */
static int32_t
best_place(const struct irp_model *m, const struct irp_trip *t, int32_t c, int32_t *ret_after)
{
	const int32_t *row = m->distance + (size_t)c * (size_t)m->width;
	int32_t best = INT32_MAX, prev = 0;

	for (int32_t i = 0; i <= t->n; i++) {
		int32_t next = t->stop[i + 1];
		int32_t detour = row[prev] + row[next] - m->distance[prev * m->width + next];
		if (detour < best) {
			best = detour;
			*ret_after = i;
		}
		prev = next;
	}
	return best;
}

/* Adds an option unless one at hand is as cheap and as roomy; drops those it makes pointless. */
static void
add_option(struct delivery_day *d, struct delivery_option *options, struct irp_place *places,
    struct delivery_option o, struct irp_place at)
{
	int32_t kept = 0;

	for (int32_t i = 0; i < d->n_options; i++)
		if (options[i].cost <= o.cost && options[i].room >= o.room)
			return;
	for (int32_t i = 0; i < d->n_options; i++) {
		if (options[i].cost >= o.cost && options[i].room <= o.room)
			continue;
		options[kept] = options[i];
		places[kept++] = places[i];
	}
	options[kept] = o;
	places[kept] = at;
	d->n_options = kept + 1;
}

static void
look_at_day(struct irp_rebuild *b, const struct irp_plan *p, int32_t c, int32_t day,
    const struct irp_manner *manner)
{
	const struct irp_model *m = b->m;
	struct delivery_day *d = &b->days[day];
	struct delivery_option *options = b->options + day * m->vehicles;
	bool empty_seen = false;

	d->options = options;
	d->n_options = 0;
	for (int32_t k = 0; k < m->vehicles; k++) {
		const struct irp_trip *t = irp_trip(p, day, k);
		struct irp_place at = { .trip = k };
		if (t->n == 0 && empty_seen)
			continue;
		empty_seen |= t->n == 0;
		if (overlooks(manner))
			continue;
		int64_t cost = best_place(m, t, c, &at.after) * IRP_MONEY;
		int64_t room = m->v->capacity - t->load;
		add_option(d, options, b->places + day * m->vehicles,
		    (struct delivery_option){ cost, room > 0 ? room : 0 }, at);
	}
}

/* The supplier's stock without c bounds what c may have got by a day, hence what is left there. */
static void
bound_day(struct irp_rebuild *b, const struct irp_plan *p, int32_t c, int32_t day, bool thrifty)
{
	const struct irp_customer *k = irp_customer(b->m, c);
	struct delivery_day *d = &b->days[day];

	d->use = k->demand;
	d->least = k->min;
	d->most = k->max;
	d->most_left = k->start - k->demand * (day + 1) + p->stock[day];
	d->lost = DELIVERY_FIRM;
	d->keep = thrifty ? IRP_MONEY : b->m->margin[c];
}

bool
planner_irp_rebuild_insert(
    struct irp_rebuild *b, struct irp_plan *p, int32_t c, const struct irp_manner *manner)
{
	const struct irp_model *m = b->m;
	struct delivery_case one = { m->days, irp_customer(m, c)->start, manner->toll, b->days };
	int64_t cost;

	for (int32_t t = 0; t < m->days; t++) {
		bound_day(b, p, c, t, manner->thrifty);
		look_at_day(b, p, c, t, manner);
	}
	if (!planner_delivery_best(b->work, &one, b->choice, &cost))
		return false;
	for (int32_t t = 0; t < m->days; t++)
		if (b->choice[t].option != DELIVERY_NONE)
			b->chosen[t] = b->places[t * m->vehicles + b->choice[t].option];
	planner_irp_plan_insert(p, c, b->choice, b->chosen);
	return true;
}

/* ---- who goes out ---- */

static void
list_customer(struct irp_rebuild *b, int32_t c)
{
	if (c == 0 || b->listed[c])
		return;
	b->listed[c] = 1;
	b->list[b->n_list++] = c;
}

static void
list_neighbours(struct irp_rebuild *b, int32_t middle, int32_t n, struct rng *r)
{
	list_customer(b, middle);
	for (int32_t i = 0; i < b->m->n_near && b->n_list < n; i++)
		if (rng_below(r, 100) >= SKIPPED_PCT)
			list_customer(b, b->m->near[middle * b->m->n_near + i]);
}

/* Those before and after `middle` on its trip of some day. */
static void
list_string(
    struct irp_rebuild *b, const struct irp_plan *p, int32_t middle, int32_t n, struct rng *r)
{
	const struct irp_model *m = b->m;
	int32_t first = (int32_t)rng_below(r, (uint32_t)m->days);

	list_customer(b, middle);
	for (int32_t i = 0; i < m->days; i++) {
		int32_t day = (first + i) % m->days, k = p->where[day * m->width + middle];
		if (k < 0)
			continue;
		const struct irp_trip *t = irp_trip(p, day, k);
		int32_t at = planner_irp_plan_find(t, middle);
		int32_t back = (int32_t)rng_below(r, (uint32_t)n);
		for (int32_t s = at - back; s <= t->n && b->n_list < n; s++)
			if (s > 0)
				list_customer(b, t->stop[s]);
		return;
	}
}

static void
list_some(struct irp_rebuild *b, const struct irp_plan *p, struct rng *r)
{
	int32_t middle = 1 + (int32_t)rng_below(r, (uint32_t)b->m->n);
	int32_t most = b->m->n < TAKEN_MOST ? b->m->n : TAKEN_MOST;
	int32_t n = 1 + (int32_t)rng_below(r, (uint32_t)most);

	for (int32_t i = 0; i < b->n_list; i++)
		b->listed[b->list[i]] = 0;
	b->n_list = 0;
	if (rng_below(r, 100) < STRINGS_PCT)
		list_string(b, p, middle, n, r);
	else
		list_neighbours(b, middle, n, r);
}

/* ---- in which order they come back ---- */

enum order { BY_CHANCE, BY_DEMAND, BY_NEARNESS, BY_FARNESS, ORDERS };

static int64_t
key_of(const struct irp_model *m, int32_t c, enum order o, struct rng *r)
{
	switch (o) {
	case BY_DEMAND:
		return -irp_customer(m, c)->demand;
	case BY_NEARNESS:
		return irp_distance(m, 0, c);
	case BY_FARNESS:
		return -irp_distance(m, 0, c);
	case BY_CHANCE:
	case ORDERS:
		break;
	}
	return rng_u32(r);
}

static void
sort_list(struct irp_rebuild *b, struct rng *r)
{
	static const enum order dice[] = { BY_CHANCE, BY_CHANCE, BY_CHANCE, BY_CHANCE, BY_DEMAND,
		BY_DEMAND, BY_FARNESS, BY_NEARNESS };
	enum order o = dice[rng_below(r, ARRAY_LEN(dice))];

	for (int32_t i = 0; i < b->n_list; i++)
		b->key[b->list[i]] = key_of(b->m, b->list[i], o, r);
	for (int32_t i = 1; i < b->n_list; i++) {
		int32_t c = b->list[i], k = i;
		for (; k > 0 && b->key[b->list[k - 1]] > b->key[c]; k--)
			b->list[k] = b->list[k - 1];
		b->list[k] = c;
	}
}

static bool
insert_list(struct irp_rebuild *b, struct irp_plan *p, const struct irp_manner *manner)
{
	sort_list(b, manner->rng);
	for (int32_t i = 0; i < b->n_list; i++)
		if (!planner_irp_rebuild_insert(b, p, b->list[i], manner))
			return false;
	return true;
}

bool
planner_irp_rebuild_some(struct irp_rebuild *b, struct irp_plan *p, const struct irp_manner *manner)
{
	list_some(b, p, manner->rng);
	for (int32_t i = 0; i < b->n_list; i++)
		planner_irp_plan_remove(p, b->list[i]);
	return insert_list(b, p, manner);
}

bool
planner_irp_rebuild_all(struct irp_rebuild *b, struct irp_plan *p, const struct irp_manner *manner)
{
	b->n_list = 0;
	memset(b->listed, 0, (size_t)b->m->width);
	for (int32_t c = 1; c <= b->m->n; c++)
		list_customer(b, c);
	return insert_list(b, p, manner);
}
