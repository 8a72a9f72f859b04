/* wave_place - level, volatility, trends and weekdays of one place.
 *
 * Everything is updated in place from the last day's state, so that a day costs the same however
 * long the history is. Invariant: all state is finite whatever is fed. */
#include "forecast/wave_place.h"

#include <string.h>

#define JUMP .2              /* log change a day that is always believed */
#define COUNT_JUMP .1        /* variance x (patients + 2) of a count's own noise */
#define NOISE_FLOOR .02      /* of the scale */
#define COUNT_NOISE .225     /* variance x (patients + 4) in the scale */
#define VOLATILITY_START .3  /* believed in the first ten days */
#define VOLATILITY_KEEP .951694 /* a day: half-life 14 d */
#define TREND_KEEP .988514   /* a day: half-life 60 d */
#define WEEKDAY_GAIN .15
#define WEEKDAY_MAX .3
#define VALUE_MAX 1e12       /* patients; beyond it a number is an error */
#define FILL .5              /* of the forecast change, for a day without a value */

static const struct {
	double level, trend, damping;
} trends[WAVE_TRENDS] = {
	{ .60, .1, .88 }, { .60, .1, .96 }, { .60, .3, .88 }, { .60, .3, .96 },
	{ .95, .1, .88 }, { .95, .1, .96 }, { .95, .3, .88 }, { .95, .3, .96 },
};

double
forecast_wave_place_damped(int k, int lead)
{
	double sum = 0, power = 1;
	for (int d = 0; d < lead; d++)
		sum += power *= trends[k].damping;
	return sum;
}

static void
begin_segment(struct forecast_wave *w, size_t i, double x)
{
	struct wave_place *p = &w->place[i];
	memset(p, 0, sizeof *p);
	memset(wave_record_at(w, i), 0, (size_t)w->rungs * sizeof(struct wave_record));
	p->live = p->whole = true;
	p->x = x;
	p->y = p->size = p->level = p->levels[0] = log(x + FORECAST_WAVE_PLACE_OFFSET);
	for (int k = 0; k < WAVE_TRENDS; k++) {
		p->trend_level[k] = x;
		p->trend_week[0][k] = x;
	}
}

/* Between the last value and what was forecast for this day, on logs. */
static double
fill(const struct forecast_wave *w, size_t i, int t)
{
	const struct wave_place *p = &w->place[i];
	int from = t - p->age;
	if (from < WAVE_READY)
		return p->x;
	double change = wave_guess_at(w, i, from)[p->age - 1].median;
	double y = wave_origin_at(w, i, from)->y + FILL * change;
	return fmax(0, exp(y) - FORECAST_WAVE_PLACE_OFFSET);
}

static void
follow_level(struct wave_place *p, double x)
{
	double volatility = p->t < 10 ? VOLATILITY_START : p->volatility;
	double limit = JUMP + 4 * volatility +
		       2 * sqrt(COUNT_JUMP / (p->x + FORECAST_WAVE_PLACE_OFFSET));
	double y = log(x + FORECAST_WAVE_PLACE_OFFSET);
	p->level += wave_clip(y - p->y, limit);
	p->levels[p->t % WAVE_LONG] = p->level;
	p->size += wave_clip(y - p->size, limit);
	p->y = y;
	if (p->t < 6)
		return;
	double sum = 0;
	for (int back = 0; back < 7; back++)
		sum += forecast_wave_place_level(p, back);
	p->means[p->t % WAVE_PEAK] = sum / 7;
}

static void
follow_volatility(struct wave_place *p)
{
	double growth = 0, gain = p->t < 15 ? 1.0 / p->t : 1 - VOLATILITY_KEEP;
	if (p->t >= 14)
		growth = (forecast_wave_place_mean(p, 0) - forecast_wave_place_mean(p, 7)) / 7;
	double step = p->level - forecast_wave_place_level(p, 1);
	p->volatility += gain * (fabs(step - growth) - p->volatility);
}

static void
follow_trends(struct wave_place *p, double x)
{
	for (int k = 0; k < WAVE_TRENDS; k++) {
		double damping = trends[k].damping;
		double ahead = p->trend_level[k] + damping * p->trend[k], miss = x - ahead;
		p->trend_level[k] = ahead + trends[k].level * miss;
		p->trend[k] = damping * p->trend[k] + trends[k].level * trends[k].trend * miss;
		p->trend_miss[k] *= TREND_KEEP;
		double *week = &p->trend_week[p->t % 7][k];
		if (p->t >= 14)
			p->trend_miss[k] += fabs(x - *week);
		*week = p->trend_level[k] + forecast_wave_place_damped(k, 7) * p->trend[k];
	}
}

static void
weigh_trends(struct wave_place *p)
{
	double least = p->trend_miss[0], sum = 0;
	for (int k = 1; k < WAVE_TRENDS; k++)
		least = p->trend_miss[k] < least ? p->trend_miss[k] : least;
	for (int k = 0; k < WAVE_TRENDS; k++) {
		double r = (least + 1e-3) / (p->trend_miss[k] + 1e-3), r4 = r * r * r * r;
		sum += p->trend_weight[k] = r4 * r4 * r4 * r4 * r4;
	}
	for (int k = 0; k < WAVE_TRENDS; k++)
		p->trend_weight[k] /= sum;
}

static void
follow_weekday(struct wave_place *p, day_t day)
{
	if (p->t < 6)
		return;
	int k = (int)(((int64_t)day - 3) % 7 + 7) % 7;
	double above = forecast_wave_place_level(p, 3) - forecast_wave_place_mean(p, 0);
	p->weekday_n[k]++;
	double gain = p->weekday_n[k] < 6 ? 1.0 / (p->weekday_n[k] + 1) : WEEKDAY_GAIN;
	p->weekday[k] += gain * (wave_clip(above, WEEKDAY_MAX) - p->weekday[k]);
}

void
forecast_wave_place_observe(struct forecast_wave *w, size_t i, double value)
{
	struct wave_place *p = &w->place[i];
	bool published = value >= 0 && value <= VALUE_MAX;
	p->age = published ? 0 : p->age + 1;
	if (p->age > FORECAST_WAVE_SILENCE)
		p->live = false;
	if (!p->live && published) {
		begin_segment(w, i, value);
	} else if (p->live) {
		double x = published ? value : fill(w, i, p->t + 1);
		p->whole &= !published || x == floor(x);
		p->t++;
		follow_level(p, x);
		p->x = x;
		follow_volatility(p);
		follow_trends(p, x);
		weigh_trends(p);
		follow_weekday(p, w->day);
	}
	p->weight = wave_weight(fmax(0, exp(p->size) - FORECAST_WAVE_PLACE_OFFSET));
	p->scale = sqrt(NOISE_FLOOR * NOISE_FLOOR + p->volatility * p->volatility +
			COUNT_NOISE / (p->x + 4));
}

double
forecast_wave_place_trend(const struct wave_place *p, const struct wave_rung *rung)
{
	double sum = 0;
	for (int k = 0; k < WAVE_TRENDS; k++)
		sum += p->trend_weight[k] * (p->trend_level[k] + rung->damped[k] * p->trend[k]);
	return sum;
}
