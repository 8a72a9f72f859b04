/* roadef_plan - shifts of a challenge solution and their times. */
#include "planner/roadef_plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static size_t
shift_size(const struct roadef_shift *s)
{
	return offsetof(struct roadef_shift, stop) + (size_t)s->n * sizeof s->stop[0];
}

static void
make_room(struct roadef_plan *p, int32_t n)
{
	if (n <= p->cap)
		return;
	p->cap = n < 16 ? 32 : 2 * n;
	p->shifts = mem_resize(p->shifts, (size_t)p->cap, sizeof *p->shifts);
}

void
planner_roadef_plan_copy(struct roadef_plan *to, const struct roadef_plan *from)
{
	struct roadef_shift *shifts;
	int32_t cap;

	make_room(to, from->n);
	shifts = to->shifts;
	cap = to->cap;
	*to = *from;
	to->shifts = shifts;
	to->cap = cap;
	for (int32_t i = 0; i < from->n; i++)
		memcpy(&shifts[i], &from->shifts[i], shift_size(&from->shifts[i]));
}

void
planner_roadef_plan_free(struct roadef_plan *p)
{
	free(p->shifts);
	*p = (struct roadef_plan){ 0 };
}

int32_t
planner_roadef_plan_add(struct roadef_plan *p, const struct roadef_shift *s)
{
	int32_t at = p->n;

	make_room(p, p->n + 1);
	for (; at > 0 && p->shifts[at - 1].start > s->start; at--)
		memcpy(&p->shifts[at], &p->shifts[at - 1], shift_size(&p->shifts[at - 1]));
	memcpy(&p->shifts[at], s, shift_size(s));
	p->n++;
	return at;
}

void
planner_roadef_plan_drop(struct roadef_plan *p, int32_t shift)
{
	p->n--;
	for (int32_t i = shift; i < p->n; i++)
		memcpy(&p->shifts[i], &p->shifts[i + 1], shift_size(&p->shifts[i + 1]));
}

/* Between which minutes shift `self` may be, given its window and the others of its driver and
 * trailer, which keep their order. */
static bool
bounds(const struct roadef *v, const struct roadef_plan *p, int32_t self, int32_t *ret_lo,
    int32_t *ret_hi)
{
	const struct roadef_shift *s = &p->shifts[self];
	const struct roadef_driver *d = &v->drivers[s->driver];
	int32_t lo = d->windows[s->window].start, hi = d->windows[s->window].end;

	for (int32_t i = 0; i < p->n; i++) {
		const struct roadef_shift *o = &p->shifts[i];
		int32_t rest = o->driver == s->driver ? d->rest : 0;
		if (i == self || (o->driver != s->driver && o->trailer != s->trailer))
			continue;
		if (i < self && o->end + rest > lo)
			lo = o->end + rest;
		if (i > self && o->start - rest < hi)
			hi = o->start - rest;
	}
	*ret_lo = lo;
	*ret_hi = hi;
	return lo < hi;
}

/* The earliest minute from `at` on at which the place is open long enough, or -1. */
static int32_t
opens(const struct roadef_place *p, int32_t at)
{
	int32_t best = p->n_windows == 0 ? at : -1;

	for (int32_t i = 0; i < p->n_windows; i++) {
		int32_t from = at > p->windows[i].start ? at : p->windows[i].start;
		if (from + p->setup <= p->windows[i].end && (best < 0 || from < best))
			best = from;
	}
	return best;
}

bool
planner_roadef_plan_drive(const struct roadef *v, struct roadef_shift *s)
{
	const struct roadef_driver *d = &v->drivers[s->driver];
	int32_t at = 0, now = s->start, driving = 0;
	int64_t distance = 0;

	for (int32_t i = 0; i < s->n; i++) {
		int32_t to = s->stop[i].place, there = now + roadef_minutes(v, at, to);
		int32_t arrive = opens(&v->places[to], there);
		if (arrive < 0 || arrive - there >= d->layover || arrive >= v->step * v->steps)
			return false;
		driving += roadef_minutes(v, at, to);
		distance += v->distance[at * v->n_places + to];
		s->stop[i].arrive = arrive;
		now = arrive + v->places[to].setup;
		at = to;
	}
	s->end = now + roadef_minutes(v, at, 0);
	s->driving = driving + roadef_minutes(v, at, 0);
	distance += v->distance[at * v->n_places];
	s->cost = (double)distance * ((double)v->trailers[s->trailer].distance_cost /
					 (double)(ROADEF_RATE * ROADEF_DISTANCE)) +
		  (double)(s->end - s->start) * ((double)d->minute_cost / (double)ROADEF_RATE);
	return s->driving <= d->driving;
}

int32_t
planner_roadef_plan_retime(const struct roadef *v, struct roadef_plan *p, int32_t shift)
{
	struct roadef_shift s;
	int32_t lo, hi;

	memcpy(&s, &p->shifts[shift], shift_size(&p->shifts[shift]));
	if (!bounds(v, p, shift, &lo, &hi))
		return -1;
	if (s.start < lo)
		s.start = lo;
	if (!planner_roadef_plan_drive(v, &s))
		return -1;
	if (s.end > hi) {
		s.start -= s.end - hi;
		if (s.start < lo || !planner_roadef_plan_drive(v, &s) || s.end > hi)
			return -1;
	}
	bool in_order = (shift == 0 || p->shifts[shift - 1].start <= s.start) &&
			(shift + 1 == p->n || s.start <= p->shifts[shift + 1].start);
	if (in_order) {
		memcpy(&p->shifts[shift], &s, shift_size(&s));
		return shift;
	}
	planner_roadef_plan_drop(p, shift);
	return planner_roadef_plan_add(p, &s);
}

static bool
serves(const struct roadef *v, const struct roadef_shift *s)
{
	for (int32_t i = 0; i < s->n; i++)
		if (roadef_is_customer(v, s->stop[i].place))
			return true;
	return false;
}

/* Fewer stops take no longer, unless the matrix of times is odd or a window makes them wait: then
 * the shift begins when it can, or goes. */
void
planner_roadef_plan_strip(const struct roadef *v, struct roadef_plan *p, const bool *out)
{
	int32_t kept = 0;

	for (int32_t i = 0; i < p->n; i++, out += ROADEF_STOPS_MAX) {
		struct roadef_shift *s = &p->shifts[i];
		int32_t n = 0;
		for (int32_t k = 0; k < s->n; k++)
			if (!out[k])
				s->stop[n++] = s->stop[k];
		bool changed = n < s->n;
		int32_t end = s->end;
		s->n = n;
		if (changed && (!serves(v, s) || !planner_roadef_plan_drive(v, s) || s->end > end))
			continue;
		if (kept < i)
			memcpy(&p->shifts[kept], s, shift_size(s));
		kept++;
	}
	p->n = kept;
}

/* Millionths as a decimal without needless zeros. */
static void
write_quantity(int64_t q, struct str *out)
{
	int64_t whole = q / ROADEF_UNIT, rest = llabs(q % ROADEF_UNIT);

	str_addf(out, "%s%" PRId64, q < 0 && whole == 0 ? "-" : "", whole);
	if (rest > 0) {
		str_addf(out, ".%06" PRId64, rest);
		while (out->data[out->len - 1] == '0')
			out->data[--out->len] = '\0';
	}
}

void
planner_roadef_plan_write(const struct roadef_plan *p, struct str *out)
{
	str_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<IRP_Roadef_Challenge_Output>\n"
		     "  <Shifts>\n");
	for (int32_t i = 0; i < p->n; i++) {
		const struct roadef_shift *s = &p->shifts[i];
		str_addf(out,
		    "    <IRP_Roadef_Challenge_Shift_>\n      <index>%d</index>\n"
		    "      <driver>%d</driver>\n      <trailer>%d</trailer>\n"
		    "      <start>%d</start>\n      <operations>\n",
		    i, s->driver, s->trailer, s->start);
		for (int32_t k = 0; k < s->n; k++) {
			str_addf(out,
			    "        <IRP_Roadef_Challenge_Operation_>\n"
			    "          <point>%d</point>\n          <arrival>%d</arrival>\n"
			    "          <Quantity>",
			    s->stop[k].place, s->stop[k].arrive);
			write_quantity(s->stop[k].quantity, out);
			str_add(out, "</Quantity>\n        </IRP_Roadef_Challenge_Operation_>\n");
		}
		str_add(out, "      </operations>\n    </IRP_Roadef_Challenge_Shift_>\n");
	}
	str_add(out, "  </Shifts>\n</IRP_Roadef_Challenge_Output>\n");
}
