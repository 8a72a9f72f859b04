/* runout - running stock down along sample paths.
 *
 * The time from the oldest truth to 336 hours ahead is cut into segments at midnights, at arrivals
 * and at now. Inside a segment every rate is constant, so it is settled in closed form; the loop
 * over segments is outside and the loop over paths inside, because then 200 demands lie side by
 * side in memory. Stocks of assets observed later than the oldest truth enter like an arrival at
 * the moment of their observation: what they gave before it was not seen, and counting it as drawn
 * from the others is the careful side. Invariant: a stock never falls below zero, and what is
 * missing is unmet, not debt. */
#include "forecast/runout.h"

#include "base/attr.h"

#include <math.h>
#include <string.h>

#define FILL_LIMIT .95     /* tanker fills rarely go above 95 % */
#define DENSITY_20C 1.3312 /* g/L */
#define MINUTES_PER_DAY 1440.0

enum {
	ARRIVALS_MAX = FORECAST_TRUTHS_MAX + 2 * FORECAST_RECEIPTS_MAX,
	SEGMENTS_MAX = ARRIVALS_MAX + FORECAST_DAYS_MAX + FORECAST_AHEAD_MAX + 4
};

/* When a receipt counts: always, or on the paths where it is (not) punctual. */
enum condition { ALWAYS, PUNCTUAL, LATE };

struct arrival {
	instant_t at;
	double g;
	enum condition when;
	bool is_truth; /* observed, so no capacity applies */
	bool is_fact;  /* truth, or a receipt that has happened */
	int receipt;   /* row of the punctual table */
	int on_time_pct, late_h;
};

struct segment {
	instant_t from, to;
	const struct arrival *arrival; /* at `from`; NULL none */
	int row;                       /* of the demand paths */
	int ahead;                     /* local days after today; -1 past */
};

/* One system on all paths. */
struct run {
	const struct forecast_runout_input *in;
	const struct forecast_system *system;
	double share;
	instant_t end;
	double stock[FORECAST_PATHS], now_stock[FORECAST_PATHS];
	float empty_h[FORECAST_PATHS];
	double unmet[FORECAST_AHEAD_MAX]; /* sums over paths */
};

/* ---- arrivals ---- */

static bool
comes_before(const struct arrival *a, const struct arrival *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	if (a->is_truth != b->is_truth)
		return a->is_truth;
	return a->g != b->g ? a->g > b->g : a->when < b->when;
}

static void
sort_arrivals(struct arrival *v, int n)
{
	for (int i = 1; i < n; i++) {
		struct arrival x = v[i];
		int j = i;
		for (; j > 0 && comes_before(&x, &v[j - 1]); j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static int
gather_truths(const struct forecast_system *s, instant_t now, struct arrival *ret)
{
	int n = 0;
	for (int i = 0; i < s->n_truths && n < FORECAST_TRUTHS_MAX; i++) {
		const struct forecast_truth *t = &s->truths[i];
		if (t->g < 0 || t->at == INSTANT_NONE)
			continue;
		ret[n++] = (struct arrival){ .at = t->at < now ? t->at : now,
			.g = (double)t->g,
			.is_truth = true,
			.is_fact = true };
	}
	sort_arrivals(ret, n);
	return n;
}

/* The earliest receipts since `from`, in order of time whatever the order given. */
static int
gather_receipts(const struct forecast_system *s, instant_t from, struct arrival *ret)
{
	int n = 0;
	for (int i = 0; i < s->n_receipts; i++) {
		const struct forecast_receipt *r = &s->receipts[i];
		if (r->g <= 0 || r->at == INSTANT_NONE || r->at < from)
			continue;
		struct arrival a = { .at = r->at,
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

/* Truths and receipts in order of time; an uncertain receipt becomes two, one punctual and one
 * late. */
static int
gather(const struct forecast_system *s, instant_t now, struct arrival *ret)
{
	int n = gather_truths(s, now, ret);
	if (!n)
		return 0;
	struct arrival receipts[FORECAST_RECEIPTS_MAX];
	int n_receipts = gather_receipts(s, ret[0].at, receipts);
	for (int i = 0; i < n_receipts; i++) {
		struct arrival a = receipts[i];
		bool sure = a.on_time_pct >= 100, due = a.at <= now;
		instant_t late = a.at + a.late_h * INSTANT_HOUR;
		a.receipt = i;
		a.is_fact = sure && due;
		a.when = sure ? ALWAYS : PUNCTUAL;
		if (sure || !due)
			ret[n++] = a;
		a.when = due ? ALWAYS : LATE;
		a.at = late;
		if (!sure && late > now)
			ret[n++] = a;
	}
	sort_arrivals(ret, n);
	return n;
}

/* ---- segments ---- */

static int
demand_row(const struct forecast_paths *p, instant_t t)
{
	int64_t row = (int64_t)forecast_paths_day(t) - p->first_day;
	return row < 0 ? 0 : row >= p->days ? p->days - 1 : (int)row;
}

/* The next midnight that matters: past days outside the paths are like their first or last one. */
static instant_t
next_midnight(const struct run *r, instant_t t)
{
	const struct forecast_paths *p = r->in->paths;
	int32_t day = forecast_paths_day(t);
	if (!p->days || (t < r->in->now && day >= p->first_day + p->days - 1))
		return r->end;
	return forecast_paths_day_start(day < p->first_day ? p->first_day + 1 : day + 1);
}

/* An arrival is put on the segment that starts with it; several at one instant make empty segments.
 */
static int
cut(const struct run *r, const struct arrival *arrivals, int n, struct segment *ret)
{
	instant_t now = r->in->now, t = arrivals[0].at;
	int32_t today = forecast_paths_day(now);
	int count = 0;
	for (int i = 0; (t < r->end || i < n) && count < SEGMENTS_MAX;) {
		struct segment *s = &ret[count++];
		*s = (struct segment){ .from = t, .to = r->end, .row = -1, .ahead = -1 };
		if (i < n && arrivals[i].at <= t)
			s->arrival = &arrivals[i++];
		instant_t midnight = next_midnight(r, t);
		if (midnight < s->to)
			s->to = midnight;
		if (t < now && now < s->to)
			s->to = now;
		if (i < n && arrivals[i].at < s->to)
			s->to = arrivals[i].at;
		if (r->in->paths->days)
			s->row = demand_row(r->in->paths, t);
		if (t >= now)
			s->ahead = forecast_paths_day(t) - today;
		t = s->to;
		if (t >= r->end)
			break;
	}
	return count;
}

/* ---- running down ---- */

static bool
is_received(const struct run *r, const struct arrival *a, int path)
{
	if (a->when == ALWAYS)
		return true;
	bool punctual =
	    r->in->table->punctual[a->receipt][path] * 100 < a->on_time_pct * FORECAST_PATHS;
	return punctual == (a->when == PUNCTUAL);
}

static void
receive(struct run *r, const struct arrival *a)
{
	double limit = r->system->capacity_g > 0 && !a->is_truth
			   ? FILL_LIMIT * (double)r->system->capacity_g
			   : INFINITY;
	for (int p = 0; p < FORECAST_PATHS; p++)
		if (is_received(r, a, p))
			r->stock[p] += fmax(0, fmin(a->g, limit - r->stock[p]));
}

/* What the stock must give per hour on each path: demand less on-site production where it runs. */
static void
needs(const struct run *r, int row, double *ret)
{
	const float *demand = r->in->paths->g[row];
	const uint8_t *outage = r->in->table->outage[row];
	double per_hour = r->share / 24, production = (double)r->system->production_g_h;
	int down = r->system->outage_pct * FORECAST_PATHS;
	for (int p = 0; p < FORECAST_PATHS; p++)
		ret[p] = (double)demand[p] * per_hour;
	if (production <= 0)
		return;
	for (int p = 0; p < FORECAST_PATHS; p++)
		if (outage[p] * 100 >= down)
			ret[p] = fmax(0, ret[p] - production);
}

/* A path that ends in this segment: note when, and what is missing until its end. */
static void
run_dry(struct run *r, const struct segment *s, int p, double need, double fall)
{
	double hours = (double)(s->to - s->from) / INSTANT_HOUR, lasts = r->stock[p] / fall;
	r->stock[p] = 0;
	if (s->ahead < 0 || need <= 0)
		return;
	double since_now = (double)(s->from - r->in->now) / INSTANT_HOUR + lasts;
	if ((float)since_now < r->empty_h[p])
		r->empty_h[p] = (float)since_now;
	if (s->ahead < FORECAST_AHEAD_MAX)
		r->unmet[s->ahead] += need * (hours - lasts);
}

static void
run_segment(struct run *r, const struct segment *s)
{
	double need[FORECAST_PATHS], hours = (double)(s->to - s->from) / INSTANT_HOUR;
	double boiloff = (double)r->system->boiloff_g_h;
	needs(r, s->row, need);
	for (int p = 0; p < FORECAST_PATHS; p++) {
		double fall = fmax(need[p], boiloff), left = r->stock[p] - fall * hours;
		if (left >= 0)
			r->stock[p] = left;
		else
			run_dry(r, s, p, need[p], fall);
	}
}

/* Nothing there and nothing made: zero hours even where the demand happens to be nought. */
static void
settle_now(struct run *r)
{
	memcpy(r->now_stock, r->stock, sizeof r->stock);
	for (int p = 0; p < FORECAST_PATHS; p++)
		if (r->stock[p] <= 0 && r->system->production_g_h <= 0)
			r->empty_h[p] = 0;
}

static void
run_down(struct run *r, const struct segment *segments, int n, bool deliveries)
{
	bool settled = false;
	memset(r->stock, 0, sizeof r->stock);
	memset(r->unmet, 0, sizeof r->unmet);
	for (int p = 0; p < FORECAST_PATHS; p++)
		r->empty_h[p] = (float)FORECAST_HOURS_MAX;
	for (int i = 0; i < n; i++) {
		const struct segment *s = &segments[i];
		if (s->arrival && (deliveries || s->arrival->is_fact))
			receive(r, s->arrival);
		if (s->to == s->from)
			continue;
		if (s->ahead >= 0 && !settled) {
			settle_now(r);
			settled = true;
		}
		if (s->row >= 0)
			run_segment(r, s);
	}
}

/* ---- quantiles of 200 ---- */

/* Bottom-up merge sort: no comparison callback, no worst case. */
static void
sort_paths(float *v)
{
	float other[FORECAST_PATHS];
	for (int width = 1; width < FORECAST_PATHS; width *= 2) {
		for (int from = 0; from < FORECAST_PATHS; from += 2 * width) {
			int a = from,
			    mid = from + width < FORECAST_PATHS ? from + width : FORECAST_PATHS;
			int b = mid,
			    end = mid + width < FORECAST_PATHS ? mid + width : FORECAST_PATHS;
			for (int i = from; i < end; i++)
				other[i] = b >= end || (a < mid && v[a] <= v[b]) ? v[a++] : v[b++];
		}
		memcpy(v, other, sizeof other);
	}
}

static double
sorted_at(const float *v, double level)
{
	int i = (int)(level * FORECAST_PATHS);
	return ((double)v[i - 1] + (double)v[i]) / 2;
}

static struct forecast_hours
sorted_hours(const float *v)
{
	return (struct forecast_hours){ sorted_at(v, .1), sorted_at(v, .5), sorted_at(v, .9) };
}

/* Quantiles in whole grams. Floats hold 24 bits, so stocks are scaled by nothing and sorted as they
 * are: the error is below one part in 16 million. */
static void
set_on_hand(struct forecast_runout *ret, const double *stock)
{
	float v[FORECAST_PATHS];
	bool equal = true;
	for (int p = 0; p < FORECAST_PATHS; p++) {
		v[p] = (float)stock[p];
		equal = equal && stock[p] == stock[0];
	}
	if (equal) { /* no time has passed, or nothing was used: the truth exactly */
		ret->on_hand_g = ret->on_hand_p10_g = ret->on_hand_p90_g = llround(stock[0]);
		return;
	}
	sort_paths(v);
	ret->on_hand_p10_g = llround(sorted_at(v, .1));
	ret->on_hand_g = llround(sorted_at(v, .5));
	ret->on_hand_p90_g = llround(sorted_at(v, .9));
}

/* ---- one system, all systems ---- */

static const struct forecast_hours unknown_hours = { NAN, NAN, NAN };

static struct forecast_runout
unknown_runout(int64_t reserve_g)
{
	return (struct forecast_runout){
		.as_of_truth = INSTANT_NONE,
		.on_hand_g = FORECAST_UNKNOWN_G,
		.on_hand_p10_g = FORECAST_UNKNOWN_G,
		.on_hand_p90_g = FORECAST_UNKNOWN_G,
		.reserve_g = reserve_g,
		.hours = unknown_hours,
		.hours_without_deliveries = unknown_hours,
		.breach_p10 = INSTANT_NONE,
		.flow = { NAN, NAN, NAN },
	};
}

/* Hours, breach and their readiness from unsorted hours per path. */
static void
set_hours(struct forecast_runout *ret, const struct forecast_runout_input *in, const float *with,
    const float *without)
{
	float bare[FORECAST_PATHS];
	memcpy(ret->empty_h, with, sizeof ret->empty_h);
	memcpy(bare, without, sizeof bare);
	sort_paths(ret->empty_h);
	sort_paths(bare);
	ret->hours = sorted_hours(ret->empty_h);
	ret->hours_without_deliveries = sorted_hours(bare);
	if (ret->hours.p10 < FORECAST_HOURS_MAX)
		ret->breach_p10 = in->now + llround(ret->hours.p10 * INSTANT_HOUR);
}

/* Per-path results of one system, kept until the site's minimum is taken. */
struct outcome {
	bool known;
	float with[FORECAST_PATHS], without[FORECAST_PATHS];
	double stock[FORECAST_PATHS];
};

static void
set_unmet(struct forecast_runout *ret, const double *sums)
{
	ret->unmet_days = FORECAST_AHEAD_MAX;
	for (int d = 0; d < FORECAST_AHEAD_MAX; d++)
		ret->unmet_g[d] = llround(sums[d] / FORECAST_PATHS);
}

static bool
has_future(const struct arrival *a, int n)
{
	for (int i = 0; i < n; i++)
		if (!a[i].is_fact)
			return true;
	return false;
}

/* Unknown demand leaves the hours unknown, except that nothing is nothing. */
static bool
hours_are_known(const struct run *r)
{
	return r->in->paths->days || (r->now_stock[0] <= 0 && r->system->production_g_h <= 0);
}

static void
run_system(struct run *r, struct forecast_runout *ret, struct outcome *o)
{
	struct arrival arrivals[ARRIVALS_MAX];
	struct segment segments[SEGMENTS_MAX];
	int n = gather(r->system, r->in->now, arrivals);
	if (!n)
		return;
	int n_segments = cut(r, arrivals, n, segments);
	run_down(r, segments, n_segments, true);
	memcpy(o->with, r->empty_h, sizeof o->with);
	memcpy(o->stock, r->now_stock, sizeof o->stock);
	ret->as_of_truth = arrivals[0].at;
	set_on_hand(ret, r->now_stock);
	if (r->in->paths->days)
		set_unmet(ret, r->unmet);
	if (has_future(arrivals, n))
		run_down(r, segments, n_segments, false);
	memcpy(o->without, r->empty_h, sizeof o->without);
	ret->known = o->known = hours_are_known(r);
	if (ret->known)
		set_hours(ret, r->in, o->with, o->without);
}

/* Shares of demand; what is not stated is split evenly among the systems that state none. */
static void
shares(const struct forecast_runout_input *in, double *ret)
{
	double left = 100;
	int silent = 0;
	for (int i = 0; i < in->n_systems; i++) {
		bool stated = in->systems[i].share_pct >= 0;
		left -= stated ? in->systems[i].share_pct : 0;
		silent += !stated;
	}
	for (int i = 0; i < in->n_systems; i++) {
		double s = in->systems[i].share_pct;
		ret[i] = (s >= 0 ? s : fmax(0, left) / silent) / 100;
	}
}

/* The facility's flow now: given, or the median of today's paths. */
static double
flow_lpm(const struct forecast_runout_input *in)
{
	if (in->flow_lpm >= 0 || !in->paths->days)
		return in->flow_lpm >= 0 ? in->flow_lpm : NAN;
	float day[FORECAST_PATHS];
	memcpy(day, in->paths->g[demand_row(in->paths, in->now)], sizeof day);
	sort_paths(day);
	double density = in->density_g_per_l > 0 ? in->density_g_per_l : DENSITY_20C;
	return sorted_at(day, .5) / MINUTES_PER_DAY / density;
}

static struct forecast_flow
system_flow(double demand_lpm, double limit_lpm)
{
	double limit = limit_lpm > 0 ? limit_lpm : NAN;
	return (struct forecast_flow){ demand_lpm, limit, 100 * demand_lpm / limit };
}

static void
add_reserve(int64_t *sum, int64_t g)
{
	if (g != FORECAST_UNKNOWN_G)
		*sum = *sum == FORECAST_UNKNOWN_G ? g : *sum + g;
}

/* Path by path: the site is empty when its first system is. */
static void
join(struct outcome *site, const struct outcome *o)
{
	site->known = true;
	for (int p = 0; p < FORECAST_PATHS; p++) {
		site->with[p] = fminf(site->with[p], o->with[p]);
		site->without[p] = fminf(site->without[p], o->without[p]);
	}
}

/* What the site takes over from a system besides its paths. */
static void
join_facts(struct forecast_runout *site, const struct forecast_runout *one)
{
	add_reserve(&site->reserve_g, one->reserve_g);
	if (one->as_of_truth != INSTANT_NONE &&
	    (site->as_of_truth == INSTANT_NONE || one->as_of_truth < site->as_of_truth))
		site->as_of_truth = one->as_of_truth;
	if (one->unmet_days)
		site->unmet_days = one->unmet_days;
	for (int d = 0; d < one->unmet_days; d++)
		site->unmet_g[d] += one->unmet_g[d];
	if (!isnan(one->flow.percent) &&
	    (isnan(site->flow.percent) || one->flow.percent > site->flow.percent))
		site->flow = one->flow;
}

static void
start_site(struct forecast_runout_site *ret, struct outcome *site, int n)
{
	ret->n_systems = n;
	ret->unknown_systems = 0;
	ret->site = unknown_runout(FORECAST_UNKNOWN_G);
	memset(site, 0, sizeof *site);
	for (int p = 0; p < FORECAST_PATHS; p++)
		site->with[p] = site->without[p] = (float)FORECAST_HOURS_MAX;
}

void
forecast_runout_make(const struct forecast_runout_input *in, struct forecast_runout_site *ret)
{
	double share[FORECAST_SYSTEMS_MAX], lpm = flow_lpm(in);
	struct outcome site;
	int unobserved = 0;
	start_site(ret, &site, in->n_systems);
	shares(in, share);
	for (int i = 0; i < in->n_systems; i++) {
		const struct forecast_system *s = &in->systems[i];
		struct run r = { .in = in,
			.system = s,
			.share = share[i],
			.end = in->now + (instant_t)FORECAST_HOURS_MAX * INSTANT_HOUR };
		struct outcome one = { .known = false };
		struct forecast_runout *result = &ret->system[i];
		*result = unknown_runout(s->reserve_g);
		run_system(&r, result, &one);
		result->flow = system_flow(lpm * share[i], s->limit_lpm);
		if (one.known)
			join(&site, &one);
		ret->unknown_systems += !one.known;
		for (int p = 0; p < FORECAST_PATHS; p++)
			site.stock[p] += one.stock[p];
		unobserved += result->on_hand_g == FORECAST_UNKNOWN_G;
		join_facts(&ret->site, result);
	}
	ret->site.known = site.known;
	if (site.known)
		set_hours(&ret->site, in, site.with, site.without);
	if (!unobserved && in->n_systems > 0)
		set_on_hand(&ret->site, site.stock);
	if (isnan(ret->site.flow.percent))
		ret->site.flow = system_flow(lpm, NAN);
}

double
forecast_runout_probability(const struct forecast_runout *r, double hours)
{
	if (!r->known)
		return NAN;
	int n = 0;
	while (n < FORECAST_PATHS && (double)r->empty_h[n] <= hours &&
	       (double)r->empty_h[n] < FORECAST_HOURS_MAX)
		n++;
	return (double)n / FORECAST_PATHS;
}

double
forecast_runout_flat_h(double stock_g, double rate_g_h)
{
	if (isnan(stock_g) || isnan(rate_g_h) || stock_g < 0)
		return NAN;
	if (stock_g == 0)
		return 0;
	return rate_g_h > 0 ? stock_g / rate_g_h : INFINITY;
}

/* T = ln(1 + g S / b0) / g with g = ln 2 / doubling time; a shrinking demand may never use it up.
 */
double
forecast_runout_growth_h(double stock_g, double rate_g_h, double doubling_h)
{
	double flat = forecast_runout_flat_h(stock_g, rate_g_h);
	if (isnan(flat) || isnan(doubling_h))
		return NAN;
	if (doubling_h == 0 || isinf(doubling_h) || isinf(flat))
		return flat;
	double growth = log(2) / doubling_h, inside = 1 + growth * flat;
	return inside > 0 ? log(inside) / growth : INFINITY;
}
