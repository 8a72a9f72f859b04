/* runout - running stock down along sample paths.
 *
 * Inside a segment of the timeline every rate is constant, so it is settled in closed form; the
 * loop over segments is outside and the loop over paths inside, because then 200 demands lie side
 * by side in memory.
 *
 * Invariant: a stock never falls below zero, and what is missing is unmet, not debt. */
#include "forecast/runout.h"

#include "forecast/order.h"
#include "forecast/timeline.h"

#include <math.h>
#include <string.h>

#define DENSITY_20C 1.3312 /* g/L */
#define MINUTES_PER_DAY 1440.0

/* One system on all paths. */
struct run {
	const struct forecast_runout_input *in;
	const struct forecast_system *system;
	double share;
	double part; /* of the system's stock that is observed yet: the others give theirs before it is */
	double stock[FORECAST_PATHS], now_stock[FORECAST_PATHS];
	float empty_h[FORECAST_PATHS];
	double unmet[FORECAST_AHEAD_MAX]; /* sums over paths */
};

/* ---- running down ---- */

/* fmax and fmin are calls into the library, because of NAN; no stock or demand here is NAN. */
static double
larger(double a, double b)
{
	return a > b ? a : b;
}

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

static bool
is_received(const struct run *r, const struct forecast_arrival *a, int path)
{
	if (a->when == FORECAST_ALWAYS)
		return true;
	bool punctual =
	    r->in->table->punctual[a->receipt][path] * 100 < a->on_time_pct * FORECAST_PATHS;
	return punctual == (a->when == FORECAST_PUNCTUAL);
}

static void
receive(struct run *r, const struct forecast_arrival *a)
{
	int64_t most = a->is_fact && r->system->brim_g > 0 ? r->system->brim_g : r->system->capacity_g;
	double limit = most > 0 && !a->is_truth ? (double)most : INFINITY;
	for (int p = 0; p < FORECAST_PATHS; p++)
		if (a->g < 0)
			r->stock[p] = larger(0, r->stock[p] + a->g);
		else if (is_received(r, a, p))
			r->stock[p] += larger(0, smaller(a->g, limit - r->stock[p]));
}

/* What the stock must give per hour on each path: demand less on-site production where it runs. */
static void
needs(const struct run *r, int row, double *ret)
{
	const float *demand = r->in->paths->g[row];
	const uint8_t *outage = r->in->table->outage[row];
	double per_hour = r->share * r->part / 24, production = (double)r->system->production_g_h * r->part;
	int down = r->system->outage_pct * FORECAST_PATHS;
	for (int p = 0; p < FORECAST_PATHS; p++)
		ret[p] = (double)demand[p] * per_hour;
	if (production <= 0)
		return;
	for (int p = 0; p < FORECAST_PATHS; p++)
		if (outage[p] * 100 >= down)
			ret[p] = larger(0, ret[p] - production);
}

/* A path that ends in this segment: note when, and what is missing until its end. */
static void
run_dry(struct run *r, const struct forecast_segment *s, int p, double need, double fall)
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
run_segment(struct run *r, const struct forecast_segment *s)
{
	double need[FORECAST_PATHS], hours = (double)(s->to - s->from) / INSTANT_HOUR;
	double boiloff = (double)r->system->boiloff_g_h;
	needs(r, s->row, need);
	for (int p = 0; p < FORECAST_PATHS; p++) {
		double fall = larger(need[p], boiloff), left = r->stock[p] - fall * hours;
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

static double
observed_g(const struct forecast_segment *s)
{
	return s->arrival && s->arrival->is_truth ? s->arrival->g : 0;
}

static void
run_down(struct run *r, const struct forecast_segment *segments, int n, bool deliveries)
{
	bool settled = false;
	double observed = 0, all = 0;
	for (int i = 0; i < n; i++)
		all += observed_g(&segments[i]);
	memset(r->stock, 0, sizeof r->stock);
	memset(r->unmet, 0, sizeof r->unmet);
	for (int p = 0; p < FORECAST_PATHS; p++)
		r->empty_h[p] = (float)FORECAST_HOURS_MAX;
	for (int i = 0; i < n; i++) {
		const struct forecast_segment *s = &segments[i];
		if (s->arrival && (deliveries || s->arrival->is_fact))
			receive(r, s->arrival);
		observed += observed_g(s);
		r->part = all > 0 ? observed / all : 1;
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

static struct forecast_hours
sorted_hours(const float *v)
{
	return (struct forecast_hours){ forecast_order_quantile(v, .1), forecast_order_quantile(v, .5), forecast_order_quantile(v, .9) };
}

/* Whole grams; absurd inputs saturate instead of overflowing. */
static int64_t
grams(double g)
{
	return llround(fmin(g, 9e18));
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
		ret->on_hand_g = ret->on_hand_p10_g = ret->on_hand_p90_g = grams(stock[0]);
		return;
	}
	forecast_order_sort(v);
	ret->on_hand_p10_g = grams(forecast_order_quantile(v, .1));
	ret->on_hand_g = grams(forecast_order_quantile(v, .5));
	ret->on_hand_p90_g = grams(forecast_order_quantile(v, .9));
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
	forecast_order_sort(ret->empty_h);
	ret->hours = ret->hours_without_deliveries = sorted_hours(ret->empty_h);
	if (memcmp(with, without, sizeof bare) != 0) { /* something is on its way */
		memcpy(bare, without, sizeof bare);
		forecast_order_sort(bare);
		ret->hours_without_deliveries = sorted_hours(bare);
	}
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
		ret->unmet_g[d] = grams(sums[d] / FORECAST_PATHS);
}

static bool
has_future(const struct forecast_arrival *a, int n)
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
	struct forecast_arrival arrivals[FORECAST_TIMELINE_ARRIVALS];
	struct forecast_segment segments[FORECAST_TIMELINE_SEGMENTS];
	int n = forecast_timeline_gather(r->system, r->in->now, arrivals);
	if (!n)
		return;
	instant_t end = r->in->now + (instant_t)FORECAST_HOURS_MAX * INSTANT_HOUR;
	int n_segments = forecast_timeline_cut(r->in, end, arrivals, n, segments);
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
	memcpy(day, in->paths->g[forecast_timeline_row(in->paths, in->now)], sizeof day);
	forecast_order_sort(day);
	double density = in->density_g_per_l > 0 ? in->density_g_per_l : DENSITY_20C;
	return forecast_order_quantile(day, .5) / MINUTES_PER_DAY / density;
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
		site->with[p] = site->with[p] < o->with[p] ? site->with[p] : o->with[p];
		site->without[p] = site->without[p] < o->without[p] ? site->without[p] : o->without[p];
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
		site->unmet_g[d] = grams((double)site->unmet_g[d] + (double)one->unmet_g[d]);
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
		struct run r = { .in = in, .system = s, .share = share[i] };
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
