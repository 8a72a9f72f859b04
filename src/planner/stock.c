/* stock - replay one need's stock through demand, visits, promises and loans. */
#include "planner/stock.h"

enum { EVENTS_MAX = 256 };
enum rank { INBOUND, COMMITTED, LOAN_IN, LOAN_OUT, VISIT };

struct event {
	int at;
	enum rank rank;
	int order; /* fixed or visit */
	int64_t g;
};

struct events {
	int n;
	struct event e[EVENTS_MAX];
};

static bool
earlier(const struct event *a, const struct event *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	return a->rank != b->rank ? a->rank < b->rank : a->order < b->order;
}

static void
insert(struct events *list, struct event e)
{
	if (list->n == EVENTS_MAX)
		return;
	int i = list->n++;
	for (; i > 0 && earlier(&e, &list->e[i - 1]); i--)
		list->e[i] = list->e[i - 1];
	list->e[i] = e;
}

static int
not_before_start(const struct work *w, int at)
{
	return at > w->in->start_minute ? at : w->in->start_minute;
}

static void
collect(const struct work *w, int need, struct events *list)
{
	for (int d = 0; d < w->days; d++)
		if (w->in->needs[need].inbound_g[d])
			insert(list, (struct event){ not_before_start(w, d * PLANNER_DAY_MIN + 720),
					 INBOUND, d, w->in->needs[need].inbound_g[d] });
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		int at = not_before_start(w, x->day * PLANNER_DAY_MIN + x->minute);
		if (x->kind == PLANNER_COMMITTED && x->need == need)
			insert(list, (struct event){ at, COMMITTED, i, x->quantity_g });
		if (x->kind == PLANNER_LOAN && x->need == need)
			insert(list, (struct event){ at, LOAN_IN, i, x->quantity_g });
		if (x->kind == PLANNER_LOAN && x->from_need == need)
			insert(list, (struct event){ at, LOAN_OUT, i, x->quantity_g });
	}
	for (int v = w->first_visit[need]; v >= 0; v = w->visits.at[v].next)
		if (w->visits.at[v].quantity_g > 0)
			insert(list, (struct event){ w->visits.at[v].arrive, VISIT, v,
					 w->visits.at[v].quantity_g });
}

/* Use stock from one instant to another, a day at a time. */
static void
consume(const struct work *w, int need, int from, int to, struct stock_run *r)
{
	while (from < to) {
		int day = from / PLANNER_DAY_MIN, end = planner_setup_day_to(w, day);
		if (day >= w->days)
			return;
		end = end < to ? end : to;
		int64_t q = w->in->needs[need].q50_g[day];
		int64_t use =
		    planner_setup_part(w, q, day, end) - planner_setup_part(w, q, day, from);
		int64_t met = use < r->level_g ? use : r->level_g;
		if (met < use && r->dry_on[day] < 0)
			r->dry_on[day] = from + (int)((__int128)(end - from) * met / use);
		r->level_g -= met;
		r->used_g += met;
		r->unmet_g[day] += use - met;
		if (end == planner_setup_day_to(w, day))
			r->close_g[day] = r->level_g;
		from = end;
	}
}

static void
apply(const struct work *w, int need, const struct event *e, struct stock_run *r)
{
	const struct planner_need *n = &w->in->needs[need];
	int64_t room = n->capacity_g - n->heel_g - r->level_g, g = e->g;

	room = room < 0 ? 0 : room;
	if (e->rank == LOAN_OUT) {
		if (r->level_g < g && r->breach.fixed < 0)
			r->breach = (struct stock_breach){ e->order, r->level_g };
		r->level_g -= r->level_g < g ? r->level_g : g;
		return;
	}
	if (e->rank == VISIT && g - room > r->overfull_g)
		r->overfull_g = g - room;
	if (e->rank == LOAN_IN && g > room && r->breach.fixed < 0)
		r->breach = (struct stock_breach){ e->order, room };
	r->level_g += g < room ? g : room;
}

void
planner_stock_run(const struct work *w, int need, int until, struct stock_run *ret)
{
	const struct planner_need *n = &w->in->needs[need];
	struct events list;
	int now = w->in->start_minute;

	*ret = (struct stock_run){ .breach.fixed = PLANNER_NONE };
	for (int d = 0; d < w->days; d++)
		ret->dry_on[d] = PLANNER_NONE;
	ret->level_g = n->on_hand_g > n->heel_g ? n->on_hand_g - n->heel_g : 0;
	list.n = 0;
	collect(w, need, &list);
	for (int i = 0; i < list.n && list.e[i].at <= until; i++) {
		consume(w, need, now, list.e[i].at, ret);
		now = list.e[i].at > now ? list.e[i].at : now;
		apply(w, need, &list.e[i], ret);
	}
	consume(w, need, now, until, ret);
}

int64_t
planner_stock_room(struct work *w, int need, int at, int visit)
{
	const struct planner_need *n = &w->in->needs[need];
	struct stock_run r;
	int64_t kept = 0, q;
	struct visit *v = visit >= 0 ? &w->visits.at[visit] : NULL;

	if (v) {
		kept = v->quantity_g;
		v->quantity_g = 0;
	}
	planner_stock_run(w, need, at, &r);
	q = n->capacity_g - n->heel_g - r.level_g;
	q = q < 0 ? 0 : q;
	for (int tries = 0; v && q > 0; tries++) {
		v->quantity_g = q;
		planner_stock_run(w, need, w->days * PLANNER_DAY_MIN, &r);
		if (!r.overfull_g)
			break;
		q = tries == 8 || r.overfull_g > q ? 0 : q - r.overfull_g;
	}
	if (v)
		v->quantity_g = kept;
	return q;
}

int
planner_stock_empties(const struct work *w, int need, int at, int visit)
{
	const struct planner_need *n = &w->in->needs[need];
	int64_t each = w->in->products[n->product].bottle_g, empties = n->empties;
	struct stock_run r;

	planner_stock_run(w, need, at, &r);
	empties += r.used_g / each;
	for (int v = w->first_visit[need]; v >= 0; v = w->visits.at[v].next)
		if (v != visit && w->visits.at[v].quantity_g > 0)
			empties -= w->visits.at[v].empties;
	for (int i = 0; i < w->in->n_fixed; i++)
		if (w->in->fixed[i].kind == PLANNER_COMMITTED && w->in->fixed[i].need == need)
			empties -= w->in->fixed[i].empties_back;
	return empties < 0 ? 0 : (int)empties;
}
