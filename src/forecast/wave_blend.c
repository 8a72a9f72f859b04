/* wave_blend - experts and their weights. */
#include "forecast/wave_blend.h"

#include "forecast/wave_place.h"

#define LOSS_KEEP .988514 /* a day: half-life 60 d */
#define GATE_KEEP .992328 /* a day: half-life 90 d */
#define GATE_DAYS 120.0   /* of the pool's average evidence for "as useful here as elsewhere" */
#define CAP 1.2           /* largest |log change| by day 14 */
#define FEW .3            /* patients; a rise of so few is mostly noise, and believed by half */
#define POOL_LOSSES 30.0
#define PRIOR_LOSSES 30.0
#define PRIOR_RATIO .8    /* experts are expected to err this much of what "no change" errs */
#define LOSS_MAX 12.0     /* scales */

static const double handicap[WAVE_EXPERTS] = { [WAVE_FULL] = 1, [WAVE_GATED] = 1, [WAVE_DAMPED] = 2,
	[WAVE_CAREFUL] = 1.2 };

static int
weekday_of(int64_t day)
{
	return (int)(day % 7 + 7) % 7;
}

double
forecast_wave_blend_weekday(const struct wave_origin *o, day_t from, int lead)
{
	return (double)o->weekday[weekday_of((int64_t)from + lead)] - o->weekday[weekday_of(from)];
}

/* ---- the experts ---- */

static void
regress(const struct wave_rung *r, const double *f, struct wave_guess *g, double *ret_careful)
{
	double own = 0, shared = 0, careful = 0;
	for (int s = 0; s < FORECAST_WAVE_POOL_WEEK; s++) {
		own += f[s] * r->coef[0][s];
		careful += f[s] * r->coef[1][s];
	}
	for (int s = FORECAST_WAVE_POOL_WEEK; s < FORECAST_WAVE_SIGNALS; s++) {
		shared += f[s] * r->coef[0][s];
		careful += f[s] * r->coef[1][s];
	}
	g->own = (float)own;
	g->shared = (float)shared;
	*ret_careful = careful;
}

static double
unit_range(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* How much of a rise is believed, by the patients of the last week. */
static double
rising(const struct wave_place *p)
{
	double mean = exp(forecast_wave_place_mean(p, 0)) - FORECAST_WAVE_PLACE_OFFSET;
	double patients = fmax(mean, 0) + .5;
	return patients / (patients + FEW);
}

static double
shrunk(double change, double rise)
{
	return change > 0 ? change * rise : change;
}

/* Both parts, each as useful as it was at this place. */
static double
gated(const struct wave_rung *r, const struct wave_record *m, double own, double shared)
{
	double n = r->parts + 1e-9;
	double own0 = GATE_DAYS * r->own2 / n + 1e-6, shared0 = GATE_DAYS * r->shared2 / n + 1e-6;
	double a = m->own2 + own0, b = m->both, c = m->shared2 + shared0;
	double u = m->own_d + own0, v = m->shared_d + shared0, det = a * c - b * b;
	return unit_range((u * c - v * b) / det) * own + unit_range((a * v - b * u) / det) * shared;
}

static double
ratio(const struct wave_loss *l, int expert, double few)
{
	return (l->sum[expert] + few) / (l->sum[WAVE_EXPERTS] + few);
}

/* Weighted mean of the experts. */
static double
blend(const struct wave_rung *r, const struct wave_record *m, const float *expert)
{
	double own = m->loss.n / (1 + .15 * (r->lead - 1)), few = .02 * m->loss.n + 1e-6;
	double pool = POOL_LOSSES * r->loss.n / (r->loss.n + 60), sum = 0, weights = 0;
	for (int e = 0; e < WAVE_EXPERTS; e++) {
		double loss = own * ratio(&m->loss, e, few) + pool * ratio(&r->loss, e, 1e-9) +
			      PRIOR_LOSSES * PRIOR_RATIO * handicap[e];
		double inverse = (own + pool + PRIOR_LOSSES) / loss, i2 = inverse * inverse;
		double weight = i2 * i2 * i2 * i2 * i2;
		sum += weight * expert[e];
		weights += weight;
	}
	return sum / weights;
}

void
forecast_wave_blend_guess(struct forecast_wave *w, size_t i)
{
	struct wave_place *p = &w->place[i];
	struct wave_origin *o = wave_origin_at(w, i, p->t);
	struct wave_guess *all = wave_guess_at(w, i, p->t);
	const struct wave_record *records = wave_record_at(w, i);
	double rise = rising(p);
	for (int k = 0; k < w->rungs; k++) {
		const struct wave_rung *r = &w->rung[k];
		struct wave_guess *g = &all[k];
		double limit = CAP * (.15 + .85 * r->lead / 14), careful;
		p->signal[FORECAST_WAVE_WEEKDAY] = forecast_wave_blend_weekday(o, w->day, r->lead);
		regress(r, p->signal, g, &careful);
		double own = shrunk(g->own, rise), shared = shrunk(g->shared, rise);
		g->own = (float)own;
		g->shared = (float)shared;
		double count = forecast_wave_place_trend(p, r);
		count = (count > 0 ? count : 0) + FORECAST_WAVE_PLACE_OFFSET;
		g->expert[WAVE_FULL] = (float)wave_clip(own + shared, limit);
		g->expert[WAVE_GATED] = (float)wave_clip(gated(r, &records[k], own, shared), limit);
		g->expert[WAVE_DAMPED] = (float)wave_clip(log(count) - p->y, limit);
		g->expert[WAVE_CAREFUL] = (float)wave_clip(shrunk(careful, rise), limit);
		g->median = (float)blend(r, &records[k], g->expert);
	}
}

/* ---- their record ---- */

static double
loss_of(double error, double unit)
{
	double loss = fabs(error) / unit;
	return loss < LOSS_MAX ? loss : LOSS_MAX;
}

static void
add_loss(struct wave_loss *pool, struct wave_loss *own, int expert, double loss)
{
	pool->sum[expert] += loss;
	own->sum[expert] += loss;
}

void
forecast_wave_blend_judge(struct wave_rung *r, struct wave_record *own, const struct wave_guess *g,
    double change, double unit, double believed)
{
	double a = g->own, b = g->shared;
	for (int e = 0; e < WAVE_EXPERTS; e++)
		add_loss(&r->loss, &own->loss, e, loss_of(change - g->expert[e], unit));
	add_loss(&r->loss, &own->loss, WAVE_EXPERTS, loss_of(change, unit));
	r->loss.n++;
	own->loss.n++;
	own->own2 += a * a;
	own->both += a * b;
	own->shared2 += b * b;
	own->own_d += a * believed;
	own->shared_d += b * believed;
	r->own2 += a * a;
	r->shared2 += b * b;
	r->parts++;
}

static void
fade_loss(struct wave_loss *l)
{
	for (int e = 0; e <= WAVE_EXPERTS; e++)
		l->sum[e] *= LOSS_KEEP;
	l->n *= LOSS_KEEP;
}

void
forecast_wave_blend_fade(struct forecast_wave *w)
{
	for (int k = 0; k < w->rungs; k++) {
		struct wave_rung *r = &w->rung[k];
		fade_loss(&r->loss);
		r->own2 *= GATE_KEEP;
		r->shared2 *= GATE_KEEP;
		r->parts *= GATE_KEEP;
	}
}

void
forecast_wave_blend_fade_place(struct forecast_wave *w, size_t i)
{
	struct wave_record *records = wave_record_at(w, i);
	for (int k = 0; k < w->rungs; k++) {
		struct wave_record *m = &records[k];
		fade_loss(&m->loss);
		m->own2 *= GATE_KEEP;
		m->both *= GATE_KEEP;
		m->shared2 *= GATE_KEEP;
		m->own_d *= GATE_KEEP;
		m->shared_d *= GATE_KEEP;
	}
}
