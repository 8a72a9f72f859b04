/* wave_signals - own growth, the pool's growth, and how wrong forecasts have just been. */
#include "forecast/wave_signals.h"

#include "forecast/wave_place.h"

#include <string.h>

#define FEW .1          /* summed weight at which shared signals are halved; about 110 patients */
#define SHAPE_NOISE .05 /* squared log growth: a shape of this length is half noise */
#define PEAK_DEPTH .2   /* how far below its peak a place is, at most */

enum {
	SETTLED = WAVE_READY + 7, /* t from which forecasts of a week ago can be judged */
	PAIRS = (WAVE_SHAPE + 1) * (WAVE_SHAPE + 2) / 2
};

/* Level now minus what was forecast `days` ago; 0 while there was no forecast. */
static double
miss(const struct forecast_wave *w, size_t i, int days, double limit)
{
	const struct wave_place *p = &w->place[i];
	int from = p->t - days;
	if (from < WAVE_READY)
		return 0;
	double said = wave_guess_at(w, i, from)[days - 1].expert[WAVE_FULL];
	return wave_clip(p->level - forecast_wave_place_level(p, days) - said, limit);
}

static double
long_mean(const struct wave_place *p)
{
	int n = p->t + 1 < WAVE_LONG ? p->t + 1 : WAVE_LONG;
	double sum = 0;
	for (int back = 0; back < n; back++)
		sum += p->levels[(p->t - back) % WAVE_LONG];
	return sum / n;
}

static double
below_peak(const struct wave_place *p)
{
	int n = p->t - 5 < WAVE_PEAK ? p->t - 5 : WAVE_PEAK;
	double now = forecast_wave_place_mean(p, 0), highest = now;
	if (n == WAVE_PEAK)
		for (int k = 0; k < WAVE_PEAK; k++)
			highest = p->means[k] > highest ? p->means[k] : highest;
	else
		for (int back = 0; back < n; back++)
			highest = fmax(highest, forecast_wave_place_mean(p, back));
	return fmax(now - highest, -PEAK_DEPTH);
}

static void
own_signals(struct forecast_wave *w, size_t i)
{
	struct wave_place *p = &w->place[i];
	double *s = p->signal, level = p->level;
	double m = forecast_wave_place_mean(p, 0), m7 = forecast_wave_place_mean(p, 7),
	       m14 = forecast_wave_place_mean(p, 14);
	s[FORECAST_WAVE_TODAY] = level - m;
	s[FORECAST_WAVE_WEEK] = wave_clip(m - m7, 1.2);
	s[FORECAST_WAVE_STEP7] = wave_clip(level - forecast_wave_place_level(p, 7), 1.2);
	s[FORECAST_WAVE_WEEK_BEFORE] = wave_clip(m7 - m14, 1.2);
	s[FORECAST_WAVE_STEP3] = wave_clip(level - forecast_wave_place_level(p, 3), 1);
	s[FORECAST_WAVE_LONG] = wave_clip(m - long_mean(p), 2);
	s[FORECAST_WAVE_BEND] = s[FORECAST_WAVE_WEEK] * fabs(s[FORECAST_WAVE_WEEK]);
	s[FORECAST_WAVE_MISS7] = miss(w, i, 7, 1);
	s[FORECAST_WAVE_MISS14] = miss(w, i, 14, 1);
	s[FORECAST_WAVE_PEAK] = below_peak(p);
}

struct means {
	double weight, growth;                        /* of places with signals */
	double settled, miss2, miss14;                /* of places that can be judged */
};

static void
add_place(const struct forecast_wave *w, size_t i, struct means *sum)
{
	const struct wave_place *p = &w->place[i];
	double weight = p->weight;
	sum->weight += weight;
	sum->growth += weight * p->signal[FORECAST_WAVE_WEEK];
	if (p->t < SETTLED)
		return;
	sum->settled += weight;
	sum->miss2 += weight * miss(w, i, 2, 1);
	sum->miss14 += weight * p->signal[FORECAST_WAVE_MISS14];
}

/* u of a place: 1 and the unit vector of its last weekly growths about the pool's. */
static void
take_shape(struct forecast_wave *w, size_t i, double growth)
{
	struct wave_place *p = &w->place[i];
	double *u = w->shape[i], length = SHAPE_NOISE;
	p->apart[p->t % WAVE_SHAPE_DAYS] = p->signal[FORECAST_WAVE_WEEK] - growth;
	for (int k = 0; k < WAVE_SHAPE; k++) {
		int t = p->t - 7 * k;
		u[k + 1] = t >= WAVE_READY ? p->apart[t % WAVE_SHAPE_DAYS] : 0;
		length += u[k + 1] * u[k + 1];
	}
	u[0] = 1;
	for (int k = 1; k <= WAVE_SHAPE; k++)
		u[k] /= sqrt(length);
}

/* Sums over places of weight x u u', and of that times two misses. */
struct alike {
	double weight[PAIRS], miss3[PAIRS], miss7[PAIRS];
};

static void
add_alike(const struct forecast_wave *w, size_t i, struct alike *sum)
{
	const struct wave_place *p = &w->place[i];
	const double *u = w->shape[i];
	double weight = p->weight, m3 = miss(w, i, 3, 1), m7 = p->signal[FORECAST_WAVE_MISS7];
	for (int a = 0, pair = 0; a <= WAVE_SHAPE; a++)
		for (int b = 0; b <= a; b++, pair++) {
			double v = weight * u[a] * u[b];
			sum->weight[pair] += v;
			sum->miss3[pair] += v * m3;
			sum->miss7[pair] += v * m7;
		}
}

static void
read_alike(const struct alike *sum, const double *u, double *ret_miss3, double *ret_miss7)
{
	double weight = 0, m3 = 0, m7 = 0;
	for (int a = 0, pair = 0; a <= WAVE_SHAPE; a++)
		for (int b = 0; b <= a; b++, pair++) {
			double v = u[a] * u[b] * (a == b ? 1 : 2);
			weight += v * sum->weight[pair];
			m3 += v * sum->miss3[pair];
			m7 += v * sum->miss7[pair];
		}
	*ret_miss3 = weight > 0 ? m3 / weight : 0;
	*ret_miss7 = weight > 0 ? m7 / weight : 0;
}

static void
share(struct forecast_wave *w, const struct means *sum, const struct alike *alike)
{
	double growth = sum->weight > 0 ? sum->growth / sum->weight : 0;
	double before = w->days > SETTLED + 7 ? w->growth[(w->days - 7) % 8] : growth;
	double trust = sum->weight / (sum->weight + FEW);
	double miss2 = sum->settled > 0 ? sum->miss2 / sum->settled : 0;
	double miss14 = sum->settled > 0 ? sum->miss14 / sum->settled : 0;
	for (size_t i = 0; i < w->n; i++) {
		double *s = w->place[i].signal;
		if (!wave_is_ready(&w->place[i]))
			continue;
		s[FORECAST_WAVE_POOL_WEEK] = trust * growth;
		s[FORECAST_WAVE_POOL_TURN] = trust * (growth - before);
		s[FORECAST_WAVE_POOL_MISS2] = trust * miss2;
		s[FORECAST_WAVE_POOL_MISS14] = trust * miss14;
		read_alike(alike, w->shape[i], &s[FORECAST_WAVE_POOL_MISS3],
		    &s[FORECAST_WAVE_POOL_MISS7]);
		s[FORECAST_WAVE_POOL_MISS3] *= trust;
		s[FORECAST_WAVE_POOL_MISS7] *= trust;
	}
}

void
forecast_wave_signals_make(struct forecast_wave *w)
{
	struct means sum = { 0 };
	struct alike alike = { 0 };
	for (size_t i = 0; i < w->n; i++)
		if (wave_is_ready(&w->place[i])) {
			own_signals(w, i);
			add_place(w, i, &sum);
		}
	double growth = sum.weight > 0 ? sum.growth / sum.weight : 0;
	w->growth[w->days % 8] = growth;
	for (size_t i = 0; i < w->n; i++)
		if (wave_is_ready(&w->place[i])) {
			take_shape(w, i, growth);
			if (w->place[i].t >= SETTLED)
				add_alike(w, i, &alike);
		}
	share(w, &sum, &alike);
}
