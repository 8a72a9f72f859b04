/* wave_learn - normal equations, their fading and their solution.
 *
 * The weekday signal is the only one that depends on the lead, and is put in when it is known. */
#include "forecast/wave_learn.h"

#include "forecast/wave_blend.h"
#include "forecast/wave_spread.h"

#include <string.h>

#define KEEP .99930709      /* a day: half-life 1000 d */
#define CHANGE_MAX 2.0      /* |log change| that is learned from */
#define BELIEVED 2.0        /* errors beyond this many scales count less */
#define WEIGHT_MIN .05      /* of a place with nobody in it */
#define RIDGE 1.0
#define PRIOR_SAMPLES 100.0 /* observations of full weight that the prior is worth */

static void
add_sample(struct wave_rung *r, const double *f, double change, double weight)
{
	for (int i = 0; i < FORECAST_WAVE_SIGNALS; i++) {
		double v = weight * f[i];
		r->b[i] += v * change;
		for (int j = 0; j <= i; j++)
			r->a[i][j] += v * f[j];
	}
	r->weight += weight;
}

static void
learn_rung(struct forecast_wave *w, size_t i, int k)
{
	const struct wave_place *p = &w->place[i];
	struct wave_rung *r = &w->rung[k];
	const struct wave_origin *o = wave_origin_at(w, i, p->t - r->lead);
	const struct wave_guess *g = &wave_guess_at(w, i, p->t - r->lead)[k];
	double change = p->y - o->y, unit = o->scale * r->root;
	double believed = wave_clip(change, CHANGE_MAX), f[FORECAST_WAVE_SIGNALS];
	for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++)
		f[s] = o->signal[s];
	f[FORECAST_WAVE_WEEKDAY] = forecast_wave_blend_weekday(o, w->day - r->lead, r->lead);
	double z = fabs(change - g->expert[WAVE_FULL]) / unit;
	double weight = o->weight + WEIGHT_MIN;
	add_sample(r, f, believed, z > BELIEVED ? weight * BELIEVED / z : weight);
	forecast_wave_blend_judge(r, &wave_record_at(w, i)[k], g, change, unit, believed);
	forecast_wave_spread_judge(r, &wave_record_at(w, i)[k], o->y, (change - g->median) / unit);
}

void
forecast_wave_learn_from(struct forecast_wave *w, size_t i)
{
	for (int k = 0; k < w->rungs && w->place[i].t - w->rung[k].lead >= WAVE_READY; k++)
		learn_rung(w, i, k);
}

void
forecast_wave_learn_fade(struct forecast_wave *w)
{
	for (int k = 0; k < w->rungs; k++) {
		struct wave_rung *r = &w->rung[k];
		for (int i = 0; i < FORECAST_WAVE_SIGNALS; i++) {
			r->b[i] *= KEEP;
			for (int j = 0; j <= i; j++)
				r->a[i][j] *= KEEP;
		}
		r->weight *= KEEP;
	}
}

typedef double matrix_t[FORECAST_WAVE_SIGNALS][FORECAST_WAVE_SIGNALS];

/* A lower triangle becomes its Cholesky factor, rows `from` on; the diagonal holds reciprocals. */
static void
factor(matrix_t l, int from, int n)
{
	for (int i = from; i < n; i++)
		for (int j = 0; j <= i; j++) {
			double sum = l[i][j];
			for (int k = 0; k < j; k++)
				sum -= l[i][k] * l[j][k];
			l[i][j] = i == j ? 1 / sqrt(fmax(sum, 1e-12)) : sum * l[j][j];
		}
}

static void
substitute(const matrix_t l, double *x, int n)
{
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < i; k++)
			x[i] -= l[i][k] * x[k];
		x[i] *= l[i][i];
	}
	for (int i = n - 1; i >= 0; i--) {
		for (int k = i + 1; k < n; k++)
			x[i] -= l[k][i] * x[k];
		x[i] *= l[i][i];
	}
}

static bool
is_common(int signal)
{
	for (int view = 0; view < FORECAST_WAVE_VIEWS; view++)
		if (!forecast_wave_prior_has(view, signal))
			return false;
	return true;
}

/* Signals of both views first, so that their rows of the factor are made once. */
static int
append(const double (*a)[FORECAST_WAVE_SIGNALS], int view, bool common, int *of, int n, matrix_t l)
{
	for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++) {
		if (is_common(s) != common || !forecast_wave_prior_has(view, s))
			continue;
		of[n] = s;
		for (int j = 0; j <= n; j++)
			l[n][j] = s >= of[j] ? a[s][of[j]] : a[of[j]][s];
		n++;
	}
	return n;
}

void
forecast_wave_learn_invert(const double (*a)[FORECAST_WAVE_SIGNALS],
    const double (*b)[FORECAST_WAVE_SIGNALS], double (*ret)[FORECAST_WAVE_SIGNALS])
{
	matrix_t l;
	double x[FORECAST_WAVE_SIGNALS];
	int of[FORECAST_WAVE_SIGNALS], common = append(a, 0, true, of, 0, l);
	factor(l, 0, common);
	for (int view = 0; view < FORECAST_WAVE_VIEWS; view++) {
		int n = append(a, view, false, of, common, l);
		factor(l, common, n);
		for (int i = 0; i < n; i++)
			x[i] = b[view][of[i]];
		substitute((const double(*)[FORECAST_WAVE_SIGNALS])l, x, n);
		memset(ret[view], 0, sizeof ret[view]);
		for (int i = 0; i < n; i++)
			ret[view][of[i]] = x[i];
	}
}

void
forecast_wave_learn_solve(struct forecast_wave *w)
{
	for (int k = 0; k < w->rungs; k++) {
		struct wave_rung *r = &w->rung[k];
		matrix_t a;
		double b[FORECAST_WAVE_VIEWS][FORECAST_WAVE_SIGNALS];
		memcpy(a, r->a, sizeof a);
		for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++) {
			double pull = RIDGE + PRIOR_SAMPLES * w->prior->square[s];
			a[s][s] += pull;
			for (int view = 0; view < FORECAST_WAVE_VIEWS; view++)
				b[view][s] = r->b[s] + pull * w->prior->coef[view][k][s];
		}
		forecast_wave_learn_invert((const double(*)[FORECAST_WAVE_SIGNALS])a,
		    (const double(*)[FORECAST_WAVE_SIGNALS])b, r->coef);
	}
}
