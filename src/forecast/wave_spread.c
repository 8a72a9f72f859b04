/* wave_spread - histograms of errors.
 *
 * Instead of fading 800 bins a day, what a new error weighs grows by the same factor; the bins are
 * scaled down before that becomes a large number. */
#include "forecast/wave_spread.h"

#include "forecast/wave_place.h"

#define ERROR_MAX 6.0     /* scales */
#define RANGE 16.0        /* of the histogram, either side of 0 */
#define KEEP .99654026    /* a day: half-life 200 d */
#define PSEUDO 100.0      /* errors worth of the start */
#define PSEUDO_SCALE .78  /* logistic */
#define OWN_WEEK 60.0     /* own errors a week of lead that weigh as much as the pool's */
#define OWN_MIN 5.0
#define ROUND_BELOW 10.0
#define UNIT_MAX 1e30
#define WARD_BELOW 5.0    /* patients */
#define LOG_MAX 6.0       /* a quantile is at most exp(6) = 400 times today's value */

enum { POINTS = 200 }; /* of the logistic distribution */

static int
bin_of(double z)
{
	int b = (int)((z + RANGE) / (2 * RANGE) * WAVE_BINS);
	return b < 0 ? 0 : b >= WAVE_BINS ? WAVE_BINS - 1 : b;
}

void
forecast_wave_spread_begin(struct forecast_wave *w)
{
	for (int k = 0; k < POINTS; k++) {
		double p = (k + .5) / POINTS;
		double z = wave_clip(PSEUDO_SCALE * log(p / (1 - p)), ERROR_MAX);
		w->pseudo[bin_of(z)] += PSEUDO / POINTS;
		w->pseudo_mean += fabs(z) / POINTS;
	}
	for (int k = 0; k < w->rungs; k++)
		w->rung[k].unit = 1;
	w->table_is_old = true;
}

static enum wave_size_class
class_of(double y)
{
	return y < log(WARD_BELOW + FORECAST_WAVE_PLACE_OFFSET) ? WAVE_WARD : WAVE_HOSPITAL;
}

void
forecast_wave_spread_judge(struct wave_rung *r, struct wave_record *own, double y, double z)
{
	struct wave_errors *e = &r->errors[class_of(y)];
	z = wave_clip(z, ERROR_MAX);
	e->bins[bin_of(z)] += r->unit;
	e->size.sum += fabs(z);
	e->size.n++;
	own->size.sum += fabs(z);
	own->size.n++;
}

static void
fade_size(struct wave_size *s)
{
	s->sum *= KEEP;
	s->n *= KEEP;
}

void
forecast_wave_spread_fade(struct forecast_wave *w)
{
	for (int k = 0; k < w->rungs; k++) {
		struct wave_rung *r = &w->rung[k];
		for (int c = 0; c < WAVE_SIZES; c++)
			fade_size(&r->errors[c].size);
		r->unit /= KEEP;
		if (r->unit < UNIT_MAX)
			continue;
		for (int c = 0; c < WAVE_SIZES; c++)
			for (int b = 0; b < WAVE_BINS; b++)
				r->errors[c].bins[b] /= r->unit;
		r->unit = 1;
	}
	w->table_is_old = true;
}

void
forecast_wave_spread_fade_place(struct forecast_wave *w, size_t i)
{
	struct wave_record *records = wave_record_at(w, i);
	for (int k = 0; k < w->rungs; k++)
		fade_size(&records[k].size);
}

/* Quantiles of the histogram and the start's errors together, linear within a bin. */
static void
tabulate(struct forecast_wave *w, int c, int k)
{
	const struct wave_rung *r = &w->rung[k];
	const struct wave_errors *e = &r->errors[c];
	double bins[WAVE_BINS], total = 0, below = 0;
	for (int b = 0; b < WAVE_BINS; b++)
		total += bins[b] = e->bins[b] / r->unit + w->pseudo[b];
	for (int q = 0, b = 0; q < FORECAST_LEVELS; q++) {
		double wanted = forecast_quantile_level(q) * total;
		while (b < WAVE_BINS - 1 && below + bins[b] < wanted)
			below += bins[b++];
		double part = bins[b] > 0 ? fmin((wanted - below) / bins[b], 1) : .5;
		w->table[c][k][q] = -RANGE + 2 * RANGE * (b + part) / WAVE_BINS;
	}
	w->mean[c][k] = (e->size.sum + PSEUDO * w->pseudo_mean) / (e->size.n + PSEUDO);
}

static void
tabulate_all(struct forecast_wave *w)
{
	for (int c = 0; w->table_is_old && c < WAVE_SIZES; c++)
		for (int k = 0; k < w->rungs; k++)
			tabulate(w, c, k);
	w->table_is_old = false;
}

/* Of rung k: the median, and how far each level is from it, in log. */
static void
spread_rung(const struct forecast_wave *w, size_t i, int k, double *ret_median,
    double ret[FORECAST_LEVELS])
{
	const struct wave_place *p = &w->place[i];
	const struct wave_size *own = &wave_record_at(w, i)[k].size;
	int lead = w->rung[k].lead, c = class_of(p->y);
	double n0 = OWN_WEEK * lead / 7 + OWN_MIN, mean = w->mean[c][k];
	double here = (own->sum + n0 * mean) / ((own->n + n0) * mean);
	double unit = p->scale * sqrt(lead + p->age) * here;
	*ret_median = wave_guess_at(w, i, p->t)[k].median;
	for (int q = 0; q < FORECAST_LEVELS; q++)
		ret[q] = unit * (w->table[c][k][q] - w->table[c][k][FORECAST_MEDIAN]);
}

static void
write_day(const struct wave_place *p, double median, const double *apart, double *ret)
{
	for (int q = 0; q < FORECAST_LEVELS; q++) {
		double v = exp(p->y + fmin(median + apart[q], LOG_MAX)) - FORECAST_WAVE_PLACE_OFFSET;
		v = fmax(v, 0);
		if (p->whole && v < ROUND_BELOW)
			v = floor(v + .5);
		ret[q] = q && v < ret[q - 1] ? ret[q - 1] : v;
	}
}

void
forecast_wave_spread_quantiles(struct forecast_wave *w, size_t i, double (*ret)[FORECAST_LEVELS])
{
	const struct wave_place *p = &w->place[i];
	double from[FORECAST_LEVELS], to[FORECAST_LEVELS] = { 0 }, mid[FORECAST_LEVELS];
	double from_median, to_median = 0;
	tabulate_all(w);
	for (int k = 0, last = 0; k < w->rungs; k++) {
		int lead = w->rung[k].lead;
		from_median = to_median;
		for (int q = 0; q < FORECAST_LEVELS; q++)
			from[q] = to[q];
		spread_rung(w, i, k, &to_median, to);
		for (int h = last + 1; h <= lead; h++) {
			double part = (double)(h - last) / (lead - last);
			for (int q = 0; q < FORECAST_LEVELS; q++)
				mid[q] = from[q] + part * (to[q] - from[q]);
			write_day(p, from_median + part * (to_median - from_median), mid, ret[h - 1]);
		}
		last = lead;
	}
}

void
forecast_wave_spread_today(struct forecast_wave *w, size_t i, double ret[FORECAST_LEVELS])
{
	const struct wave_place *p = &w->place[i];
	double apart[FORECAST_LEVELS], median;
	tabulate_all(w);
	spread_rung(w, i, 0, &median, apart);
	for (int k = 0; k < FORECAST_LEVELS; k++)
		apart[k] *= sqrt((double)p->age / (p->age + 1));
	write_day(p, 0, apart, ret);
	for (int k = 0; k < FORECAST_LEVELS && p->age == 0; k++)
		ret[k] = p->x;
}
