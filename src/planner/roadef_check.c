/* roadef_check - judge a challenge solution.
 *
 * The file is the challenge's output: <Shifts> of <driver>, <trailer>, <start> and <operations> of
 * <point>, <arrival>, <Quantity>; what is loaded is negative. Departures, the return to the base
 * and all contents are computed here, whatever else the file says. */
#include "planner/roadef_check.h"
#include "planner/xml.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct operation {
	int32_t point, arrival;
	int64_t quantity;
};

struct shift {
	int32_t index, driver, trailer, start, end;
	int32_t n;
	struct operation *ops;
};

struct judge {
	const struct roadef *v;
	struct arena *a;
	struct str *why;
	int32_t n;
	struct shift *shifts;   /* as the file has them */
	struct shift **by_time; /* the same, by start */
	long double cost, quantity;
};

/* ---- the file ---- */

static bool
number(struct judge *j, const struct xml *of, const char *name, long double size, long double *ret)
{
	const struct xml *x = planner_xml_child(of, name);

	if (x && planner_roadef_number(x->text, -size, size, ret))
		return true;
	str_addf(
	    j->why, "line %d: <%s> needs a number in <%s>", x ? x->line : of->line, of->name, name);
	return false;
}

static bool
whole(struct judge *j, const struct xml *of, const char *name, int32_t hi, int32_t *ret)
{
	long double x = 0;

	if (!number(j, of, name, ROADEF_QUANTITY_MAX, &x))
		return false;
	if (x < 0 || x > hi || x != (long double)(int32_t)x) {
		str_addf(j->why, "line %d: expected <%s> of 0 to %d",
		    planner_xml_child(of, name)->line, name, hi);
		return false;
	}
	*ret = (int32_t)x;
	return true;
}

static int32_t
count(const struct xml *list)
{
	int32_t n = 0;

	for (const struct xml *x = list ? list->child : NULL; x; x = x->next)
		n++;
	return n;
}

static bool
read_operations(struct judge *j, const struct xml *of, struct shift *s)
{
	const struct xml *list = planner_xml_child(of, "operations");
	struct operation *o;
	long double quantity;

	s->n = count(list);
	s->ops = o = ARENA_ARRAY(j->a, struct operation, (size_t)s->n + 1);
	if (s->n == 0) {
		str_addf(j->why, "line %d: a shift without operations", of->line);
		return false;
	}
	for (const struct xml *x = list->child; x; x = x->next, o++) {
		if (!whole(j, x, "point", j->v->n_places - 1, &o->point) ||
		    !whole(j, x, "arrival", ROADEF_MINUTES_MAX, &o->arrival) ||
		    !number(j, x, "Quantity", ROADEF_QUANTITY_MAX, &quantity))
			return false;
		o->quantity = planner_roadef_scaled(quantity, ROADEF_UNIT);
	}
	return true;
}

static bool
read_shifts(struct judge *j, const struct xml *root)
{
	const struct xml *list = planner_xml_child(root, "Shifts");
	struct shift *s;

	if (strcmp(root->name, "IRP_Roadef_Challenge_Output") != 0 || !list) {
		str_addf(j->why, "line %d: expected <IRP_Roadef_Challenge_Output> with <Shifts>",
		    root->line);
		return false;
	}
	j->n = count(list);
	j->shifts = s = ARENA_ARRAY(j->a, struct shift, (size_t)j->n + 1);
	for (const struct xml *x = list->child; x; x = x->next, s++)
		if (!whole(j, x, "index", INT32_MAX, &s->index) ||
		    !whole(j, x, "driver", j->v->n_drivers - 1, &s->driver) ||
		    !whole(j, x, "trailer", j->v->n_trailers - 1, &s->trailer) ||
		    !whole(j, x, "start", ROADEF_MINUTES_MAX, &s->start) ||
		    !read_operations(j, x, s))
			return false;
	return true;
}

/* ---- one shift by itself ---- */

static int32_t
drive(const struct roadef *v, int32_t from, int32_t to)
{
	return v->minutes[from * v->n_places + to];
}

static bool
is_customer(const struct roadef *v, int32_t point)
{
	return point > v->n_sources;
}

static bool
open_for(const struct roadef_place *p, int32_t from, int32_t to)
{
	bool open = p->n_windows == 0;

	for (int32_t i = 0; i < p->n_windows; i++)
		open |= p->windows[i].start <= from && to <= p->windows[i].end;
	return open;
}

static bool
check_quantity(struct judge *j, const struct shift *s, const struct operation *o)
{
	const struct roadef_place *p = &j->v->places[o->point];

	if (is_customer(j->v, o->point) ? o->quantity <= 0 : o->quantity >= 0)
		str_addf(j->why, "shift %d: SHI11 the quantity at %d is not %s 0", s->index,
		    o->point, is_customer(j->v, o->point) ? "above" : "below");
	else if (is_customer(j->v, o->point) && o->quantity > p->capacity)
		str_addf(j->why, "shift %d: SHI16 delivers more than the tank of %d holds",
		    s->index, o->point);
	else if (is_customer(j->v, o->point) && o->quantity < p->least)
		str_addf(j->why, "shift %d: SHI16 delivers less than %d takes", s->index, o->point);
	else
		return true;
	return false;
}

/* One operation, reached from `from` at the earliest at `ready`. */
static bool
check_operation(struct judge *j, const struct shift *s, const struct operation *o, int32_t ready)
{
	const struct roadef *v = j->v;
	const struct roadef_place *p = &v->places[o->point];

	if (o->point == 0)
		str_addf(j->why, "shift %d: an operation at the base", s->index);
	else if (o->arrival < ready)
		str_addf(j->why, "shift %d: SHI02 is at %d at %d, before it can be there at %d",
		    s->index, o->point, o->arrival, ready);
	else if (o->arrival - ready >= v->drivers[s->driver].layover)
		str_addf(j->why, "shift %d: a layover before %d", s->index, o->point);
	else if (o->arrival >= v->steps * (int64_t)v->step)
		str_addf(j->why, "shift %d: is at %d after the horizon", s->index, o->point);
	else if (!open_for(p, o->arrival, o->arrival + p->setup))
		str_addf(j->why, "shift %d: SHI04 is at %d while it is closed", s->index, o->point);
	else if (!p->trailer_ok[s->trailer])
		str_addf(j->why, "shift %d: SHI05 trailer %d may not come to %d", s->index,
		    s->trailer, o->point);
	else
		return check_quantity(j, s, o);
	return false;
}

static bool
in_one_window(const struct roadef_driver *d, int32_t start, int32_t end)
{
	for (int32_t i = 0; i < d->n_windows; i++)
		if (d->windows[i].start <= start && end <= d->windows[i].end)
			return true;
	return false;
}

/* Drives the shift, sets its end and adds its cost. */
static bool
check_shift(struct judge *j, struct shift *s)
{
	const struct roadef *v = j->v;
	const struct roadef_driver *d = &v->drivers[s->driver];
	int32_t at = 0, departure = s->start;
	int64_t driven = 0;
	long double distance = 0;

	if (!d->trailer_ok[s->trailer]) {
		str_addf(j->why, "shift %d: TL03 driver %d may not drive trailer %d", s->index,
		    s->driver, s->trailer);
		return false;
	}
	for (int32_t i = 0; i < s->n; i++) {
		struct operation *o = &s->ops[i];
		if (!check_operation(j, s, o, departure + drive(v, at, o->point)))
			return false;
		driven += drive(v, at, o->point);
		distance += (long double)v->distance[at * v->n_places + o->point];
		departure = o->arrival + v->places[o->point].setup;
		at = o->point;
		if (is_customer(v, at))
			j->quantity += (long double)o->quantity / ROADEF_UNIT;
	}
	s->end = departure + drive(v, at, 0);
	driven += drive(v, at, 0);
	distance += (long double)v->distance[at * v->n_places];
	j->cost += distance / ROADEF_DISTANCE * (long double)v->trailers[s->trailer].distance_cost /
		   ROADEF_RATE;
	j->cost += (long double)(s->end - s->start) * (long double)d->minute_cost / ROADEF_RATE;
	if (driven > d->driving)
		str_addf(j->why, "shift %d: DRI03 drives %" PRId64 " of %d minutes", s->index,
		    driven, d->driving);
	else if (!in_one_window(d, s->start, s->end))
		str_addf(j->why, "shift %d: DRI08 from %d to %d is in no window of driver %d",
		    s->index, s->start, s->end, s->driver);
	else
		return true;
	return false;
}

/* ---- shifts to each other ---- */

static int
by_start(const void *a, const void *b)
{
	const struct shift *x = *(struct shift *const *)a, *y = *(struct shift *const *)b;

	return x->start != y->start ? (x->start > y->start) - (x->start < y->start)
				    : (x->index > y->index) - (x->index < y->index);
}

static bool
check_neighbours(struct judge *j)
{
	const struct shift **of_driver =
	    ARENA_ARRAY(j->a, const struct shift *, (size_t)j->v->n_drivers);
	const struct shift **of_trailer =
	    ARENA_ARRAY(j->a, const struct shift *, (size_t)j->v->n_trailers);

	for (int32_t i = 0; i < j->n; i++) {
		const struct shift *s = j->by_time[i];
		const struct shift *d = of_driver[s->driver], *t = of_trailer[s->trailer];
		if (d && s->start < d->end + j->v->drivers[s->driver].rest) {
			str_addf(j->why,
			    "shift %d: DRI01 driver %d has not rested since shift %d ended at %d",
			    s->index, s->driver, d->index, d->end);
			return false;
		}
		if (t && s->start < t->end) {
			str_addf(j->why, "shift %d: TL01 trailer %d is in shift %d until %d",
			    s->index, s->trailer, t->index, t->end);
			return false;
		}
		of_driver[s->driver] = of_trailer[s->trailer] = s;
	}
	return true;
}

/* A trailer begins a shift with what the one before left in it (SHI07). */
static bool
check_loads(struct judge *j)
{
	int64_t *load = ARENA_ARRAY(j->a, int64_t, (size_t)j->v->n_trailers);

	for (int32_t t = 0; t < j->v->n_trailers; t++)
		load[t] = j->v->trailers[t].initial;
	for (int32_t i = 0; i < j->n; i++) {
		const struct shift *s = j->by_time[i];
		int64_t capacity = j->v->trailers[s->trailer].capacity, *l = &load[s->trailer];
		for (int32_t k = 0; k < s->n; k++) {
			*l -= s->ops[k].quantity;
			if (*l >= -ROADEF_TOLERANCE && *l <= capacity + ROADEF_TOLERANCE)
				continue;
			str_addf(j->why, "shift %d: SHI06 trailer %d %s at %d", s->index,
			    s->trailer, *l < 0 ? "delivers more than it holds" : "is overfull",
			    s->ops[k].point);
			return false;
		}
	}
	return true;
}

/* ---- tanks ---- */

static bool
check_tank(struct judge *j, int32_t at, const int64_t *delivered)
{
	const struct roadef_place *p = &j->v->places[at];
	int64_t level = p->initial;

	for (int32_t i = 0; i < j->v->steps; i++) {
		level += delivered[i] - (p->used[i] - (i > 0 ? p->used[i - 1] : 0));
		const char *what = level > p->capacity + ROADEF_TOLERANCE ? "DYN01 is overfull"
				   : level < -ROADEF_TOLERANCE            ? "DYN01 is empty"
				   : level < p->safety - ROADEF_TOLERANCE
				       ? "QS02 is below its safety level"
				       : NULL;
		if (!what)
			continue;
		str_addf(j->why, "customer %d: %s at the end of step %d", at, what, i);
		return false;
	}
	return true;
}

static bool
check_tanks(struct judge *j)
{
	size_t steps = (size_t)j->v->steps;
	int64_t *delivered = MEM_ARRAY(int64_t, (size_t)j->v->n_places * steps);
	bool ok = true;

	for (int32_t i = 0; i < j->n; i++)
		for (int32_t k = 0; k < j->shifts[i].n; k++) {
			const struct operation *o = &j->shifts[i].ops[k];
			int64_t *d = &delivered[(size_t)o->point * steps +
						(size_t)(o->arrival / j->v->step)];
			if (*d < INT64_MAX / 4) /* else it is overfull as it is */
				*d += o->quantity;
		}
	for (int32_t at = j->v->n_sources + 1; ok && at < j->v->n_places; at++)
		ok = check_tank(j, at, delivered + (size_t)at * steps);
	free(delivered);
	return ok;
}

static int
by_index(const void *a, const void *b)
{
	const struct shift *x = *(struct shift *const *)a, *y = *(struct shift *const *)b;

	return (x->index > y->index) - (x->index < y->index);
}

static bool
check_indices(struct judge *j)
{
	qsort(j->by_time, (size_t)j->n, sizeof *j->by_time, by_index);
	for (int32_t i = 1; i < j->n; i++)
		if (j->by_time[i]->index == j->by_time[i - 1]->index) {
			str_addf(j->why, "shift %d: is there twice", j->by_time[i]->index);
			return false;
		}
	return true;
}

static bool
judge_all(struct judge *j, const char *text, size_t len)
{
	const struct xml *root;
	struct str fault = { 0 };

	if (planner_xml_read(text, len, j->a, &root, &fault)) {
		str_addf(j->why, "line %s", str_text(&fault));
		str_free(&fault);
		return false;
	}
	if (!read_shifts(j, root))
		return false;
	j->by_time = ARENA_ARRAY(j->a, struct shift *, (size_t)j->n + 1);
	for (int32_t i = 0; i < j->n; i++)
		j->by_time[i] = &j->shifts[i];
	if (!check_indices(j))
		return false;
	for (int32_t i = 0; i < j->n; i++)
		if (!check_shift(j, &j->shifts[i]))
			return false;
	qsort(j->by_time, (size_t)j->n, sizeof *j->by_time, by_start);
	return check_neighbours(j) && check_loads(j) && check_tanks(j);
}

bool
planner_roadef_check(const struct roadef *v, const char *text, size_t len,
    struct roadef_figures *ret, struct str *why)
{
	struct judge j = { .v = v, .a = arena_new(), .why = why };
	bool ok = judge_all(&j, text, len);

	if (ok && !(j.quantity > 0)) {
		str_add(why, "nothing is delivered");
		ok = false;
	}
	if (ok)
		*ret = (struct roadef_figures){ .cost = j.cost, .quantity = j.quantity };
	arena_free(j.a);
	return ok;
}
