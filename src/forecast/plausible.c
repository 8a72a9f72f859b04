/* plausible - several views of what a value should be; it is doubted when none of them agrees.
 *
 * Use: the facility's own last days (with their trend and noise), the census in the same report,
 * and for a first report beds. A true surge is seen in the census or comes in steps; a unit error
 * fits nowhere. Stock: mass balance. What the declared movements leave unexplained must be small
 * against what moved, or the value is within a factor 1.8 of the expected one anyway. Widths are
 * chosen for RELIABILITY T44: factor 2.2 at ordinary noise catches nine in ten errors between 2 and
 * 10, while a day of a tenfold surge in three weeks is a factor 1.12. */
#include "forecast/plausible.h"

#include <math.h>
#include <stdlib.h>

/* Widths are on natural logs. */
#define SMALL_G 4000.0    /* one patient at 2 L/min for a day: below it ratios mean little */
#define USE_WIDTH .8      /* least width of the history's view: factor 2.2 */
#define USE_WIDTH_MAX 2.0 /* after a long silence: factor 7.4, so tenfold is seen */
#define USE_NOISES 4.0    /* width in standard deviations */
#define GROWTH_SD .05     /* a day: what nobody knows about the trend */
#define NOISE_PRIOR .15
#define NOISE_PRIOR_DAYS 3.0
#define TREND_MAX .15        /* a day: tenfold in 15 days */
#define CENSUS_WIDTH .8      /* own rate known: factor 2.2 */
#define CENSUS_WIDTH_NEW 1.5 /* only the coefficient set known: factor 4.5 */
#define BEDS_WIDTH 2.2       /* factor 9 */
#define STOCK_WIDTH .59      /* factor 1.8 */
#define STOCK_MOVED .30      /* share of what moved that may be unexplained */
#define STOCK_READING .05    /* share of the capacity: reading a gauge, counting bottles */
#define STOCK_UNDECLARED 0.8 /* share of an undeclared use that may be unexplained */
#define OVERFULL 1.05
#define REPEAT_WIDTH .7 /* factor 2 */

enum { LOOK = 14, RATE_LOOK = 60 };

/* One view: a log expectation and a width; width NAN: this view sees nothing. */
struct view {
	double log_g, width;
};

static const struct view blind = { NAN, NAN };

static double
log_of(double g)
{
	return log(g + SMALL_G);
}

static bool
agrees(const struct view *v, double y)
{
	return fabs(y - v->log_g) <= v->width;
}

static bool
repeats(const struct forecast_pending *p, int64_t g, day_t day)
{
	return p->g >= 0 && p->day < day &&
	       fabs(log_of((double)g) - log_of((double)p->g)) <= REPEAT_WIDTH;
}

static double
history_g(const struct forecast_history *h, int64_t i)
{
	if (!h->consumed_g || i < 0 || i >= h->n)
		return NAN;
	return forecast_demand_uncensor(h->consumed_g[i], h->short_share ? h->short_share[i] : 0);
}

/* The last known days before `day`, newest first: ages in days and logs. */
static int
recent(const struct forecast_plausible_use *in, double *age, double *y)
{
	const struct forecast_history *h = in->history;
	int n = 0;
	for (int64_t i = h->n - 1; i >= 0 && n < LOOK; i--) {
		int64_t a = in->day - (h->last_day - (h->n - 1 - i));
		double g = history_g(h, i);
		if (a < 1 || isnan(g))
			continue;
		age[n] = (double)a;
		y[n++] = log_of(g);
	}
	return n;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double
median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof *v, ascending);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* Robust slope by day over the newest values: the median of all pairs (Theil and Sen). */
static double
slope(const double *age, const double *y, int n)
{
	double pair[LOOK * LOOK / 2];
	int pairs = 0;
	for (int i = 0; i < n; i++)
		for (int j = i + 1; j < n; j++)
			pair[pairs++] = (y[i] - y[j]) / (age[j] - age[i]);
	return n < 4 ? 0 : fmin(fmax(median(pair, pairs), -TREND_MAX), TREND_MAX);
}

/* Trend through the newest values, carried to the day of the report. */
static struct view
view_history(const struct forecast_plausible_use *in)
{
	double age[LOOK], y[LOOK], level[LOOK], sum = NOISE_PRIOR_DAYS * NOISE_PRIOR;
	int n = in->history ? recent(in, age, y) : 0;
	if (n < 1)
		return blind;
	double trend = slope(age, y, n);
	for (int i = 0; i < n; i++)
		level[i] = y[i] + trend * (age[i] - age[0]);
	double centre = median(level, n);
	for (int i = 0; i < n; i++)
		sum += 1.25 * fabs(level[i] - centre);
	double noise = sum / (n + NOISE_PRIOR_DAYS), growth = GROWTH_SD * age[0];
	double width = USE_NOISES * sqrt(noise * noise + growth * growth + (n < 3 ? .09 : 0));
	/* A trend is believed for a week. */
	return (struct view){ centre + trend * fmin(age[0], 7),
		fmin(fmax(width, USE_WIDTH), USE_WIDTH_MAX) };
}

/* Census of the same report, times the own rate where past days had both. */
static struct view
view_census(const struct forecast_plausible_use *in, const struct forecast_coefficients *c)
{
	double g = in->census ? forecast_coefficients_census_g(c, in->census) : NAN,
	       ratio[RATE_LOOK];
	const struct forecast_history *h = in->history;
	int n = 0;
	if (isnan(g))
		return blind;
	for (int64_t i = h && h->census ? h->n - 1 : -1; i >= 0 && n < RATE_LOOK; i--) {
		if (h->last_day - (h->n - 1 - i) >= in->day)
			continue; /* a corrected report is not judged by itself */
		double was = forecast_coefficients_census_g(c, h->census[i]),
		       used = history_g(h, i);
		if (was > 0 && used > 0)
			ratio[n++] = used / was;
	}
	if (n >= 3)
		return (struct view){ log_of(g * median(ratio, n)), CENSUS_WIDTH };
	return (struct view){ log_of(g), CENSUS_WIDTH_NEW };
}

static struct view
view_beds(const struct forecast_plausible_use *in, const struct forecast_coefficients *c)
{
	double g = forecast_coefficients_beds_g(c, in->beds, in->icu_beds, in->level);
	return g > 0 ? (struct view){ log_of(g), BEDS_WIDTH } : blind;
}

static struct forecast_finding
doubt(bool more, bool worse, double expected)
{
	return (struct forecast_finding){
		.verdict = worse ? FORECAST_WORSE : FORECAST_BETTER,
		.doubt = more ? FORECAST_DOUBT_MUCH_MORE : FORECAST_DOUBT_MUCH_LESS,
		.expected_g = llround(fmin(fmax(expected, 0), 1e15)),
	};
}

static struct forecast_finding
accept(enum forecast_doubt why, double expected)
{
	int64_t g = isnan(expected) ? FORECAST_UNKNOWN_G : llround(fmin(fmax(expected, 0), 1e15));
	return (struct forecast_finding){
		.verdict = FORECAST_PLAUSIBLE, .doubt = why, .expected_g = g
	};
}

struct forecast_finding
forecast_plausible_use(const struct forecast_plausible_use *in)
{
	const struct forecast_coefficients *c = in->coefficients;
	if (!c || !forecast_coefficients_is_complete(c))
		c = forecast_coefficients_at(0);
	struct view views[] = { view_history(in), view_census(in, c), view_beds(in, c) };
	double y = log_of((double)in->g);
	int best = isnan(views[0].width) ? isnan(views[1].width) ? 2 : 1 : 0;
	double expected = exp(views[best].log_g) - SMALL_G;
	/* Beds are asked only when nobody knows better. */
	if (isnan(views[best].width) || agrees(&views[best], y) || agrees(&views[1], y))
		return accept(FORECAST_DOUBT_NONE, expected);
	if (repeats(&in->pending, in->g, in->day))
		return accept(FORECAST_DOUBT_REPEATED, expected);
	bool more = y > views[best].log_g;
	return doubt(more, more, expected);
}

/* Grams that may differ from the balance without anybody being wrong. */
static double
stock_tolerance(const struct forecast_plausible_stock *in)
{
	double expected = (double)in->expected_g, moved = in->moved_g > 0 ? (double)in->moved_g : 0;
	double scale = in->capacity_g > 0 ? (double)in->capacity_g : expected;
	double reading = STOCK_READING * scale + STOCK_MOVED * moved;
	if (in->use_declared)
		return reading;
	double use = in->use_g_day >= 0 ? (double)in->use_g_day : expected / 2;
	return reading + STOCK_UNDECLARED * use * fmax(in->days_since_truth, 1);
}

struct forecast_finding
forecast_plausible_stock(const struct forecast_plausible_stock *in)
{
	double g = (double)in->g;
	double expected = in->expected_g >= 0 ? (double)in->expected_g : NAN;
	/* Physically impossible, however often it is said: the register or the unit is wrong. */
	if (in->capacity_g > 0 && g > OVERFULL * (double)in->capacity_g) {
		struct forecast_finding f = doubt(true, false, isnan(expected) ? 0 : expected);
		f.doubt = FORECAST_DOUBT_CAPACITY;
		f.expected_g = isnan(expected) ? FORECAST_UNKNOWN_G : f.expected_g;
		return f;
	}
	if (isnan(expected) || fabs(g - expected) <= stock_tolerance(in) ||
	    fabs(log_of(g) - log_of(expected)) <= STOCK_WIDTH)
		return accept(FORECAST_DOUBT_NONE, expected);
	if (repeats(&in->pending, in->g, in->day))
		return accept(FORECAST_DOUBT_REPEATED, expected);
	return doubt(g > expected, g < expected, expected);
}

void
forecast_plausible_expect(const struct forecast_plausible_since *s, struct forecast_plausible_stock *in)
{
	bool declared = !isnan(s->declared_g_day);
	double use_day = declared ? s->declared_g_day : s->use_g_day == FORECAST_UNKNOWN_G ? 0 : (double)s->use_g_day;
	int64_t used = (int64_t)(use_day * s->part * s->days), expected = s->truth_g + s->in_g - used;
	/* One of several that was spared has no more than was there and came in. */
	if (s->shared && in->g > expected && in->g <= s->truth_g + s->in_g)
		expected = in->g;
	in->expected_g = expected > 0 ? expected : 0;
	in->days_since_truth = s->days;
	in->use_g_day = s->use_g_day == FORECAST_UNKNOWN_G ? FORECAST_UNKNOWN_G : (int64_t)((double)s->use_g_day * s->part);
	in->moved_g = llabs(s->in_g) + used;
	in->use_declared = declared;
}
