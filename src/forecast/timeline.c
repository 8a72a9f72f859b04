/* timeline - arrivals in order, time in segments.
 *
 * Stocks of assets observed later than the oldest truth enter like an arrival at the moment of
 * their observation. What they gave before it is in what was observed: until then the others
 * gave their own part alone (runout.c). */
#include "forecast/timeline.h"

/* ---- arrivals ---- */

static bool
comes_before(const struct forecast_arrival *a, const struct forecast_arrival *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	if (a->is_truth != b->is_truth)
		return a->is_truth;
	if (a->g != b->g)
		return a->g > b->g;
	if (a->on_time_pct != b->on_time_pct)
		return a->on_time_pct > b->on_time_pct;
	return a->late_h != b->late_h ? a->late_h < b->late_h : a->when < b->when;
}

static void
sort_arrivals(struct forecast_arrival *v, int n)
{
	for (int i = 1; i < n; i++) {
		struct forecast_arrival x = v[i];
		int j = i;
		for (; j > 0 && comes_before(&x, &v[j - 1]); j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static int
gather_truths(const struct forecast_system *s, instant_t now, struct forecast_arrival *ret)
{
	int n = 0;
	for (int i = 0; i < s->n_truths && n < FORECAST_TRUTHS_MAX; i++) {
		const struct forecast_truth *t = &s->truths[i];
		if (t->g < 0 || t->at == INSTANT_NONE)
			continue;
		ret[n++] = (struct forecast_arrival){ .at = t->at < now ? t->at : now,
			.g = (double)t->g,
			.is_truth = true,
			.is_fact = true };
	}
	sort_arrivals(ret, n);
	return n;
}

/* What happened at one instant is one: a booking, its reversal and what replaces it. */
static bool
joins(const struct forecast_receipt *r, instant_t now, struct forecast_arrival *v, int n)
{
	for (int i = 0; i < n && r->at <= now && r->on_time_pct >= 100; i++)
		if (v[i].at == r->at && v[i].on_time_pct >= 100) {
			v[i].g += (double)r->g;
			return true;
		}
	return false;
}

/* Something may have been taken; it cannot be expected to be. */
static bool
counts(const struct forecast_receipt *r, instant_t from, instant_t now)
{
	bool taken = r->g < 0 && r->at <= now && r->on_time_pct >= 100;
	return (r->g > 0 || taken) && r->at != INSTANT_NONE && r->at >= from;
}

/* The earliest receipts since `from`, in order of time whatever the order given. */
static int
gather_receipts(const struct forecast_system *s, instant_t from, instant_t now, struct forecast_arrival *ret)
{
	int n = 0;
	for (int i = 0; i < s->n_receipts; i++) {
		const struct forecast_receipt *r = &s->receipts[i];
		if (!counts(r, from, now) || joins(r, now, ret, n))
			continue;
		struct forecast_arrival a = { .at = r->at,
			.g = (double)r->g,
			.on_time_pct = r->on_time_pct,
			.late_h = r->late_h > 0 ? r->late_h : 24 };
		int j = n < FORECAST_RECEIPTS_MAX ? n++ : FORECAST_RECEIPTS_MAX;
		for (; j > 0 && comes_before(&a, &ret[j - 1]); j--)
			if (j < FORECAST_RECEIPTS_MAX)
				ret[j] = ret[j - 1];
		if (j < FORECAST_RECEIPTS_MAX)
			ret[j] = a;
	}
	return n;
}

int
forecast_timeline_gather(
    const struct forecast_system *s, instant_t now, struct forecast_arrival *ret)
{
	int n = gather_truths(s, now, ret);
	if (!n && s->no_storage)
		ret[n++] =
		    (struct forecast_arrival){ .at = now, .is_truth = true, .is_fact = true };
	if (!n)
		return 0;
	struct forecast_arrival receipts[FORECAST_RECEIPTS_MAX];
	int n_receipts = gather_receipts(s, ret[0].at, now, receipts);
	for (int i = 0; i < n_receipts; i++) {
		struct forecast_arrival a = receipts[i];
		bool sure = a.on_time_pct >= 100, due = a.at <= now;
		instant_t late = a.at + a.late_h * INSTANT_HOUR;
		a.receipt = i;
		a.is_fact = sure && due;
		a.when = sure ? FORECAST_ALWAYS : FORECAST_PUNCTUAL;
		if (sure || !due)
			ret[n++] = a;
		a.when = due ? FORECAST_ALWAYS : FORECAST_LATE;
		a.at = late;
		if (!sure && late > now)
			ret[n++] = a;
	}
	sort_arrivals(ret, n);
	return n;
}

/* ---- segments ---- */

int
forecast_timeline_row(const struct forecast_paths *p, instant_t t)
{
	int64_t row = (int64_t)calendar_day_of(t) - p->first_day;
	return row < 0 ? 0 : row >= p->days ? p->days - 1 : (int)row;
}

/* The next midnight that matters: past days outside the paths are like their first or last one. */
static instant_t
next_midnight(const struct forecast_runout_input *in, instant_t end, instant_t t)
{
	const struct forecast_paths *p = in->paths;
	day_t day = calendar_day_of(t);
	if (!p->days || (t < in->now && day >= p->first_day + p->days - 1))
		return end;
	return calendar_start(day < p->first_day ? p->first_day + 1 : day + 1);
}

int
forecast_timeline_cut(const struct forecast_runout_input *in, instant_t end,
    const struct forecast_arrival *arrivals, int n, struct forecast_segment *ret)
{
	instant_t now = in->now, t = arrivals[0].at;
	day_t today = calendar_day_of(now);
	int count = 0;
	for (int i = 0; (t < end || i < n) && count < FORECAST_TIMELINE_SEGMENTS;) {
		struct forecast_segment *s = &ret[count++];
		*s = (struct forecast_segment){ .from = t, .to = end, .row = -1, .ahead = -1 };
		if (i < n && arrivals[i].at <= t)
			s->arrival = &arrivals[i++];
		instant_t midnight = next_midnight(in, end, t);
		if (midnight < s->to)
			s->to = midnight;
		if (t < now && now < s->to)
			s->to = now;
		if (i < n && arrivals[i].at < s->to)
			s->to = arrivals[i].at;
		if (in->paths->days)
			s->row = forecast_timeline_row(in->paths, t);
		if (t >= now)
			s->ahead = calendar_day_of(t) - today;
		t = s->to;
		if (t >= end)
			break;
	}
	return count;
}
