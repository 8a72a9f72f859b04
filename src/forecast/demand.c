/* demand - the pool's learned forecast, or a damped log trend with pooled growth, as grams.
 *
 * Where the pool's learner knows the facility, its quantiles are taken, in patients times grams per
 * patient-day; the uncertainty of those grams widens them, and the facility's expectation, a surge
 * scenario and the beds apply as below. Everybody else:
 * 1. Each day of the history becomes one number: metered consumption, uncensored, or census times
 * the facility's own rate (learned where a day has both, shrunk to the coefficient set).
 * 2. On y = log(grams + one patient-day) a damped trend with robust steps follows these days.
 * 3. Growth from the last truth is own trend and pool's path together, then the surge scenario and
 *    the facility's own expectation of tomorrow.
 * 4. The deviation grows with the age of the truth: one-step noise, wandering level and uncertain
 * rate, all scaled by how large this facility's past errors were against that formula (shrunk to
 * 1). Tails are logistic: the errors of occupancy forecasts are heavier than normal.
 *
 * What must stay true: quantiles ordered, no NAN, nothing later than as_of_day is read. */
#include "forecast/demand.h"

#include "base/attr.h"
#include "forecast/pool_learn.h"
#include "forecast/series.h"

#include <math.h>
#include <string.h>

enum { LEADS = FORECAST_SERIES_DAYS + FORECAST_HORIZON_MAX };

#define NOISE_PRIOR .25      /* one-day log deviation before anything was seen ... */
#define NOISE_PRIOR_DAYS 5.0 /* ... and the days it is worth */
#define NOISE_FLOOR .03
#define NOISE_KEEP .95       /* memory of the noise: half-life 14 d */
#define COUNT_NOISE .225     /* variance x (patients + 4): small wards are noisy */
#define STEP_BASE .5         /* a day's log step is believed up to this + 4 noise, one of k days up to sqrt(k) times that */
#define TREND_MAX .30        /* largest believable log growth a day */
#define ERROR_DAYS 20.0      /* past errors that outweigh the formula by half */
#define SHORT_MAX .9         /* a day short for longer teaches nothing */
#define DAY_MAX 10000000     /* beyond the year 29000: keeps day arithmetic safe */
#define LOGISTIC .5513288954 /* sqrt(3) / pi: a logistic variable of deviation 1 */
#define BED_MAX_LPM 30.0     /* no bed draws more for a day */
#define LEARNED_LASTS 7 /* days that a pool's learned forecasts may be old */
#define EXPECTED_MAX .7 /* a facility's own expectation moves the median by a factor 2 at most */

static const struct forecast_demand_config defaults = {
	.metered_days = 7,
	.metered_full_days = 21,
	.damping = .92,
	.level_gain = .60,
	.trend_gain = .25,
	.pool_weight = .35,
	.beds_log_sd = .9,
	.census_log_sd = .35,
	.trend_log_sd = .035,
	.rate_prior_days = 4,
	.expected_weight = .5,
};

/* The filter's state at one day. */
struct state {
	double level, trend;
};

struct fit {
	struct state now; /* on the last truth's day */
	double noise;     /* one-step log deviation */
	double scale;     /* past errors against the formula */
	int days;         /* of truth behind it */
};

struct context {
	const struct forecast_demand_input *in;
	struct forecast_demand_config config;
	struct forecast_series s;
	struct fit fit;
	double cap;      /* the most that the beds can draw; INFINITY unknown */
	double start_sd; /* uncertainty of the level itself */
	enum forecast_method method;
	double today; /* log level on as_of_day, growth since the last truth included */
	struct {
		const struct forecast_pool_learned *pool; /* NULL: it knows nothing of this facility */
		double unit_g;   /* grams that one of its patients stands for */
		day_t day, from; /* when it was made; the last truth that it knew */
		double shift;    /* log of what has been heard since over what it expected */
		bool heard;      /* of a later day than `from` */
		double carry;    /* by how much more the pool has grown since `from` than it expected, when the facility is silent */
	} learned;
	double damped[LEADS + 1];
};

struct forecast_demand_config
forecast_demand_defaults(void)
{
	return defaults;
}

const char *
forecast_demand_method_name(enum forecast_method m)
{
	static const char *const names[] = {
		[FORECAST_UNKNOWN] = "unknown",
		[FORECAST_BEDS] = "beds",
		[FORECAST_CENSUS] = "census",
		[FORECAST_METERED] = "metered",
	};
	return names[m];
}

double
forecast_demand_uncensor(double consumed_g, double short_share)
{
	if (!isfinite(consumed_g) || consumed_g < 0)
		return NAN;
	if (!(short_share > 0))
		return consumed_g;
	return short_share > SHORT_MAX ? NAN : consumed_g / (1 - short_share);
}

static double
clip(double v, double limit)
{
	return fmin(fmax(v, -limit), limit);
}

/* ---- the damped trend ---- */

/* damped[lead] = sum of damping^1 .. damping^lead: days that a fading trend is worth. */
static void
fill_damped(struct context *c)
{
	double power = 1;
	for (int lead = 1; lead <= LEADS; lead++) {
		power *= c->config.damping;
		c->damped[lead] = c->damped[lead - 1] + power;
	}
}

/* Formula for the log deviation `lead` days after the last truth. */
static double
formula_sd(const struct context *c, double noise, int lead)
{
	double wander = c->config.level_gain * c->config.level_gain * (lead - 1);
	double rate = c->config.trend_log_sd * c->damped[lead];
	return sqrt(noise * noise * (1 + fmax(0, wander)) + rate * rate);
}

/* days: since the last value. The longer it is ago the further the level may have gone, and the less the old one counts: whoever speaks
 * after a fortnight is believed, and has not grown by all that in a day. */
static void
step(const struct context *c, struct state *st, double *noise, double *seen, double y, int days)
{
	double damping = c->config.damping, root = sqrt(days);
	st->level += damping * st->trend;
	st->trend *= damping;
	if (isnan(y))
		return;
	double miss = clip(y - st->level, (STEP_BASE + 4 * *noise) * root);
	double gain = fmax(1 - pow(1 - c->config.level_gain, days), 1 / (*seen + 1));
	st->level += gain * miss;
	st->trend = clip(st->trend + c->config.trend_gain * clip(miss / days, STEP_BASE), TREND_MAX);
	*seen += 1;
	double keep = fmin(NOISE_KEEP, 1 - 1 / (*seen + NOISE_PRIOR_DAYS));
	*noise = fmax(NOISE_FLOOR, keep * *noise + (1 - keep) * 1.25 * fabs(miss) / root);
}

/* How large past errors 1, 3, 7 and 14 days ahead were against the formula, shrunk to 1. */
static double
learn_scale(const struct context *c, const struct state *states, const double *noises, int first)
{
	static const int leads[] = { 1, 3, 7, 14 };
	double sum = ERROR_DAYS, weight = ERROR_DAYS;
	for (int row = first; row < c->s.last; row++)
		for (size_t k = 0; k < ARRAY_LEN(leads); k++) {
			int to = row + leads[k];
			if (row - first < 7 || to > c->s.last || isnan(c->s.y[to]))
				continue;
			double median = states[row].level + states[row].trend * c->damped[leads[k]];
			double z =
			    1.25 * fabs(c->s.y[to] - median) / formula_sd(c, noises[row], leads[k]);
			sum += .25 * fmin(z, 5);
			weight += .25;
		}
	return fmin(fmax(sum / weight, .5), 3);
}

static void
fit_trend(struct context *c)
{
	struct state states[FORECAST_SERIES_DAYS], st = { 0, 0 };
	double noises[FORECAST_SERIES_DAYS], noise = NOISE_PRIOR, seen = 0;
	int first = 0, last;
	while (first < c->s.n && isnan(c->s.y[first]))
		first++;
	if (c->s.last < 0)
		return;
	st.level = c->s.y[first];
	last = first - 1;
	for (int row = first; row <= c->s.last; row++) {
		step(c, &st, &noise, &seen, c->s.y[row], row - last);
		if (!isnan(c->s.y[row]))
			last = row;
		states[row] = st;
		noises[row] = noise;
	}
	double patients = (exp(st.level) - c->s.offset) / c->s.offset;
	noise = sqrt(noise * noise + .1 * COUNT_NOISE / (fmax(patients, 0) + 4));
	c->fit = (struct fit){ st, noise, learn_scale(c, states, noises, first), (int)seen };
}

/* ---- where the forecast starts ---- */

static void
start_from_beds(struct context *c, double beds_g)
{
	c->method = FORECAST_BEDS;
	c->fit = (struct fit){ { log(beds_g + c->s.offset), 0 }, NOISE_PRIOR, 1, 0 };
	c->start_sd = c->config.beds_log_sd;
}

static void
start_from_history(struct context *c, double beds_g)
{
	const struct forecast_series *s = &c->s;
	fit_trend(c);
	bool metered = s->n_metered >= c->config.metered_days || !s->n_census;
	c->method = metered ? FORECAST_METERED : FORECAST_CENSUS;
	c->start_sd = metered ? 0 : c->s.log_ratio_sd;
	if (s->n_census || isnan(beds_g) || c->fit.days >= c->config.metered_days)
		return;
	/* A few metered days alone: one bad day must not be the whole truth. */
	double trust = c->fit.days / (c->fit.days + 1.0);
	c->fit.now.level = trust * c->fit.now.level + (1 - trust) * log(beds_g + c->s.offset);
	c->start_sd = (1 - trust) * c->config.beds_log_sd;
}

static void
start(struct context *c)
{
	double beds_g =
	    forecast_coefficients_beds_g(&c->s.set, c->in->beds, c->in->icu_beds, c->in->level);
	if (!(beds_g > 0))
		beds_g = NAN;
	c->method = FORECAST_UNKNOWN;
	if (c->s.last >= 0)
		start_from_history(c, beds_g);
	else if (!isnan(beds_g))
		start_from_beds(c, beds_g);
	int beds = c->in->beds > c->in->icu_beds ? c->in->beds : c->in->icu_beds;
	double most = beds * 1440.0 * BED_MAX_LPM * c->s.set.density_g_per_l * (1 + c->s.set.leak);
	/* Beds may be wrong too: what has been used already is possible, with room above it. */
	c->cap = beds > 0 ? fmax(most, 3 * exp(c->fit.now.level)) : INFINITY;
}

/* ---- from there to a day ---- */

/* How much of a facility's growth is the pool's: after a week of silence only the pool knows. */
static double
pool_weight(const struct context *c, int silent)
{
	double young = exp(-c->fit.days / 10.0), w = c->config.pool_weight + (1 - c->config.pool_weight) * young;
	return w + (1 - w) * fmin(1, fmax(0, silent) / 7.0);
}

/* Expected log growth from the last truth to `day`. Realised pool growth carries a silent facility.
 */
static double
growth(const struct context *c, day_t truth_day, day_t day)
{
	int lead = day - truth_day, from = truth_day - c->in->as_of_day,
	    to = day - c->in->as_of_day;
	double own = c->fit.now.trend * c->damped[lead];
	if (!c->in->pool)
		return own;
	double past_end = to < 0 ? to : 0;
	double past = forecast_pool_growth(c->in->pool, (int)past_end) -
		      forecast_pool_growth(c->in->pool, from);
	double ahead = forecast_pool_growth(c->in->pool, to > 0 ? to : 0) -
		       forecast_pool_growth(c->in->pool, 0);
	double weight = pool_weight(c, -from);
	return (1 - weight) * own + weight * (past + ahead);
}

/* What the facility itself expects for tomorrow shifts the median, and fades. */
static double
expectation(const struct context *c, double median, int lead)
{
	double e = c->in->expected_tomorrow_g;
	if (!(e > 0) || !isfinite(e) || c->in->expected_from < c->in->as_of_day - 2)
		return 0;
	double miss = clip(log(e + c->s.offset) - median, EXPECTED_MAX);
	return c->config.expected_weight * miss * pow(c->config.damping, lead - 1);
}

static double
deviation(const struct context *c, int lead)
{
	double sd = c->fit.scale * formula_sd(c, c->fit.noise, lead);
	double pool = c->in->pool && !c->fit.days ? forecast_pool_spread(c->in->pool, lead) : 0;
	return sqrt(sd * sd + c->start_sd * c->start_sd + pool * pool);
}

/* Mix the own quantile with the scenario's at the same level, on logs. */
static double
with_scenario(const struct context *c, double y, int level, day_t day)
{
	const struct forecast_scenario *s = c->in->scenario;
	if (!s || s->n < 1 || !(s->weight > 0) || day < s->from_day)
		return y;
	int64_t row = (int64_t)day - s->from_day, base = (int64_t)c->in->as_of_day - s->from_day;
	row = row < s->n ? row : s->n - 1;
	base = base < 0 ? 0 : base < s->n ? base : s->n - 1;
	double from = s->factor[base][FORECAST_MEDIAN], to = s->factor[row][level];
	if (!(from > 0) || !(to > 0) || !isfinite(from) || !isfinite(to) || row <= base)
		return y;
	double sd = c->fit.scale * formula_sd(c, c->fit.noise, 1), w = fmin(1, s->weight);
	double scenario = c->today + clip(log(to / from), 6) +
			  hypot(sd, c->start_sd) * forecast_quantile_score(level);
	return (1 - w) * y + w * scenario;
}

static int64_t
grams(const struct context *c, double y)
{
	double g = exp(fmin(y, 40)) - c->s.offset;
	return (int64_t)llround(fmin(fmax(g, 0), fmin(c->cap, FORECAST_SERIES_MAX_G)));
}

static void
fill_known(int64_t row[FORECAST_LEVELS], double g)
{
	for (int k = 0; k < FORECAST_LEVELS; k++)
		row[k] = llround(g);
}

/* Quantiles from a log median and deviation; ordered whatever the scenario does. */
static void
fill_spread(
    const struct context *c, day_t day, double median, double sd, int64_t row[FORECAST_LEVELS])
{
	for (int k = 0; k < FORECAST_LEVELS; k++) {
		double p = forecast_quantile_level(k),
		       y = median + sd * LOGISTIC * log(p / (1 - p));
		row[k] = grams(c, with_scenario(c, y, k, day));
		if (k && row[k] < row[k - 1])
			row[k] = row[k - 1];
	}
}

/* A past day: what was reported, or between the neighbours that were. */
static bool
fill_past(const struct context *c, day_t day, int64_t row[FORECAST_LEVELS])
{
	const struct forecast_series *s = &c->s;
	int64_t at = (int64_t)day - s->first;
	if (s->last < 0 || at > s->last)
		return false;
	int64_t before = at, after = at < 0 ? 0 : at;
	while (before >= 0 && isnan(s->y[before]))
		before--;
	while (isnan(s->y[after]))
		after++;
	if (at >= 0 && !isnan(s->metered[at])) {
		fill_known(row, s->metered[at]);
		return true;
	}
	if (before < 0)
		before = after;
	double part = after > before ? (double)(at - before) / (double)(after - before) : 0;
	double median = s->y[before] + part * (s->y[after] - s->y[before]);
	double gap = fmin((double)(at - before), (double)(after - at));
	fill_spread(c, day, median, hypot(c->start_sd, c->fit.noise * sqrt(1 + fmax(0, gap))), row);
	return true;
}

/* ---- as the pool has learned ---- */

/* The learner's patients on `day`; a later day than it knows is as its last. */
static void
learned_row(const struct context *c, day_t day, double ret[FORECAST_LEVELS])
{
	int lead = day - c->learned.day;
	lead = lead < 0 ? 0 : lead < FORECAST_HORIZON_MAX ? lead : FORECAST_HORIZON_MAX;
	if (!forecast_pool_learn_at(c->learned.pool, c->in->pool_site, lead, ret))
		memset(ret, 0, FORECAST_LEVELS * sizeof *ret);
}

/* Its patients on logs of grams. A day between its last truth and the day it was made on lies
 * between the two. */
static double
learned_level(const struct context *c, day_t day, double patients)
{
	int lead = day - c->learned.day, silent = c->learned.day - c->learned.from;
	double y = log(patients * c->learned.unit_g + c->s.offset) + c->learned.carry, from = NAN;
	if (lead < 0 && c->learned.from >= c->s.first)
		from = c->s.y[c->learned.from - c->s.first];
	return isnan(from) ? y : from + (y - from) * (silent + lead) / silent;
}

static double
learned_median(const struct context *c, day_t day)
{
	double q[FORECAST_LEVELS];
	learned_row(c, day, q);
	return learned_level(c, day, q[FORECAST_MEDIAN]);
}

/* A facility that has been silent for longer than a night: what the others have seen meanwhile is known better than what it expected. */
static double
carried(const struct context *c)
{
	int silent = c->learned.day - c->learned.from - 1;
	if (silent < 1 || c->learned.heard || c->learned.from < c->s.first || isnan(c->s.y[c->learned.from - c->s.first]))
		return 0;
	double expected = learned_median(c, c->learned.day) - c->s.y[c->learned.from - c->s.first];
	double seen = -forecast_pool_growth(c->in->pool, c->learned.from - c->learned.day);
	return pool_weight(c, silent) * (seen - expected);
}

/* The learner counts in patients: a census becomes grams by this call's coefficients, a meter's
 * grams are grams. It may be a day old: what was reported since shifts it as a whole. */
static void
choose_learned(struct context *c)
{
	const struct forecast_pool_learned *l = forecast_pool_learned_of(c->in->pool);
	day_t truth = c->s.first + c->s.last, from = forecast_pool_learn_truth_day(l, c->in->pool_site);
	int old = from == DAY_NONE ? INT32_MAX : c->in->as_of_day - forecast_pool_learn_day(l);
	if (c->s.last < 0 || old < 0 || old > LEARNED_LASTS || truth < from)
		return;
	c->learned.pool = l;
	c->learned.day = forecast_pool_learn_day(l);
	c->learned.from = from;
	c->learned.heard = truth > from;
	c->learned.unit_g = c->method == FORECAST_METERED
				? forecast_pool_learn_unit_g(l, c->in->pool_site)
				: c->s.offset;
	c->learned.carry = carried(c);
	c->learned.shift = c->s.y[c->s.last] - learned_median(c, truth);
	c->today = learned_median(c, c->in->as_of_day) + c->learned.shift;
}

static void
fill_learned(const struct context *c, day_t day, int64_t row[FORECAST_LEVELS])
{
	day_t truth = c->s.first + c->s.last;
	/* Spread counts from what was heard last. */
	day_t same = c->learned.heard ? c->learned.day + (day - truth) : day;
	double q[FORECAST_LEVELS], median = learned_median(c, day) + c->learned.shift;
	learned_row(c, same, q);
	double middle = learned_level(c, same, q[FORECAST_MEDIAN]);
	median +=
	    expectation(c, median, day > c->in->expected_from ? day - c->in->expected_from : 1);
	for (int k = 0; k < FORECAST_LEVELS; k++) {
		double p = forecast_quantile_level(k), apart = learned_level(c, same, q[k]) - middle;
		double start = c->start_sd * LOGISTIC * log(p / (1 - p));
		double y = median + copysign(hypot(apart, start), p - .5);
		row[k] = grams(c, with_scenario(c, k == FORECAST_MEDIAN ? median : y, k, day));
		if (k && row[k] < row[k - 1])
			row[k] = row[k - 1];
	}
}

static void
fill_day(const struct context *c, day_t day, int64_t row[FORECAST_LEVELS])
{
	if (c->method == FORECAST_UNKNOWN) {
		for (int k = 0; k < FORECAST_LEVELS; k++)
			row[k] = FORECAST_UNKNOWN_G;
		return;
	}
	if (fill_past(c, day, row))
		return;
	if (c->learned.pool) {
		fill_learned(c, day, row);
		return;
	}
	day_t truth_day = c->s.last >= 0 ? c->s.first + c->s.last : c->in->as_of_day;
	int lead = day > truth_day ? day - truth_day : 0;
	double median = c->fit.now.level + growth(c, truth_day, truth_day + lead);
	median +=
	    expectation(c, median, day > c->in->expected_from ? day - c->in->expected_from : 1);
	fill_spread(c, day, median, deviation(c, lead ? lead : 1), row);
}

static bool
is_a_day(day_t day)
{
	return day > -DAY_MAX && day < DAY_MAX;
}

static bool
is_a_range(const struct forecast_demand_input *in)
{
	return in->days >= 1 && in->history.n >= 0 && is_a_day(in->as_of_day) &&
	       is_a_day(in->first_day) && in->first_day - in->as_of_day <= FORECAST_HORIZON_MAX;
}

err_t
forecast_demand_make(const struct forecast_demand_input *in, struct forecast_demand *ret)
{
	if (!is_a_range(in))
		return ERR_INVALID;
	struct context c = { .in = in, .config = in->config ? *in->config : defaults };
	fill_damped(&c);
	forecast_series_read(in, &c.config, &c.s);
	start(&c);
	c.today = c.fit.now.level;
	if (c.s.last >= 0)
		c.today += growth(&c, c.s.first + c.s.last, in->as_of_day);
	choose_learned(&c);
	int days = in->as_of_day + FORECAST_HORIZON_MAX - in->first_day + 1;
	days = days < in->days ? days : in->days;
	ret->days = days < FORECAST_DAYS_MAX ? days : FORECAST_DAYS_MAX;
	ret->method = c.method;
	ret->model = FORECAST_DEMAND_MODEL;
	ret->coefficients = c.s.set_name;
	ret->as_of_day = in->as_of_day;
	ret->first_day = in->first_day;
	ret->last_truth_day = c.s.last >= 0 ? c.s.first + c.s.last : DAY_NONE;
	ret->patient_g = c.s.offset;
	ret->led_by = NULL;
	ret->led = 0;
	for (int row = 0; row < ret->days; row++)
		fill_day(&c, in->first_day + row, ret->g[row]);
	return ERR_OK;
}

int64_t
forecast_demand_at_g(const struct forecast_demand *d, day_t day, double level)
{
	int64_t row = (int64_t)day - d->first_day;
	row = row < 0 ? 0 : row >= d->days ? d->days - 1 : row;
	return forecast_quantile_at_g(d->g[row], level);
}
