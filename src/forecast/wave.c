/* wave - a day of a pool: observe, explain, learn, solve, forecast. */
#include "forecast/wave.h"

#include "base/mem.h"
#include "forecast/wave_blend.h"
#include "forecast/wave_learn.h"
#include "forecast/wave_place.h"
#include "forecast/wave_signals.h"
#include "forecast/wave_spread.h"

#include <stdlib.h>
#include <string.h>

static void
begin_rungs(struct forecast_wave *w)
{
	for (int k = 0; k < FORECAST_WAVE_RUNGS && forecast_wave_prior_lead(k) <= w->horizon; k++) {
		struct wave_rung *r = &w->rung[k];
		r->lead = forecast_wave_prior_lead(k);
		r->root = sqrt(r->lead);
		for (int t = 0; t < WAVE_TRENDS; t++)
			r->damped[t] = forecast_wave_place_damped(t, r->lead);
		w->rungs = k + 1;
	}
}

struct forecast_wave *
forecast_wave_new(size_t places, int horizon, const struct forecast_wave_prior *prior)
{
	struct forecast_wave *w = MEM_NEW(struct forecast_wave);
	size_t n = places > 0 ? places : 1;
	w->prior = prior ? prior : forecast_wave_prior_shipped();
	w->n = places;
	w->horizon = horizon > FORECAST_WAVE_NEAR ? FORECAST_WAVE_FAR : FORECAST_WAVE_NEAR;
	w->depth = w->horizon + 1;
	begin_rungs(w);
	w->place = MEM_ARRAY(struct wave_place, n);
	w->origin = MEM_ARRAY(struct wave_origin, n * (size_t)w->depth);
	w->guess = MEM_ARRAY(struct wave_guess, n * (size_t)w->depth * (size_t)w->rungs);
	w->record = MEM_ARRAY(struct wave_record, n * (size_t)w->rungs);
	w->shape = mem_array(n, sizeof *w->shape);
	forecast_wave_spread_begin(w);
	forecast_wave_learn_solve(w);
	return w;
}

void
forecast_wave_free(struct forecast_wave *w)
{
	if (!w)
		return;
	free(w->place);
	free(w->origin);
	free(w->guess);
	free(w->record);
	free(w->shape);
	free(w);
}

void
forecast_wave_copy(struct forecast_wave *to, const struct forecast_wave *from)
{
	struct forecast_wave kept = *to;
	size_t n = from->n, origins = n * (size_t)from->depth, rungs = (size_t)from->rungs;
	*to = *from;
	to->place = memcpy(kept.place, from->place, n * sizeof *to->place);
	to->origin = memcpy(kept.origin, from->origin, origins * sizeof *to->origin);
	to->guess = memcpy(kept.guess, from->guess, origins * rungs * sizeof *to->guess);
	to->record = memcpy(kept.record, from->record, n * rungs * sizeof *to->record);
	to->shape = memcpy(kept.shape, from->shape, n * sizeof *to->shape);
}

/* What will be needed when the forecasts of today come true. */
static void
remember(struct forecast_wave *w, size_t i)
{
	const struct wave_place *p = &w->place[i];
	struct wave_origin *o = wave_origin_at(w, i, p->t);
	for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++)
		o->signal[s] = (float)p->signal[s];
	for (int k = 0; k < 7; k++)
		o->weekday[k] = (float)p->weekday[k];
	o->weight = (float)p->weight;
	o->y = (float)p->y;
	o->scale = (float)p->scale;
}

static void
learn(struct forecast_wave *w)
{
	forecast_wave_learn_fade(w);
	forecast_wave_blend_fade(w);
	forecast_wave_spread_fade(w);
	for (size_t i = 0; i < w->n; i++) {
		if (!w->place[i].live)
			continue;
		forecast_wave_blend_fade_place(w, i);
		forecast_wave_spread_fade_place(w, i);
		if (w->place[i].age == 0)
			forecast_wave_learn_from(w, i);
	}
	forecast_wave_learn_solve(w);
}

void
forecast_wave_day(struct forecast_wave *w, day_t day, const double *value)
{
	w->day = day;
	for (size_t i = 0; i < w->n; i++)
		forecast_wave_place_observe(w, i, value[i]);
	forecast_wave_signals_make(w);
	learn(w);
	for (size_t i = 0; i < w->n; i++)
		if (wave_is_ready(&w->place[i])) {
			remember(w, i);
			forecast_wave_blend_guess(w, i);
		}
	w->days++;
}

bool
forecast_wave_knows(const struct forecast_wave *w, size_t i)
{
	return wave_is_ready(&w->place[i]);
}

int
forecast_wave_age(const struct forecast_wave *w, size_t i)
{
	return w->place[i].age;
}

void
forecast_wave_quantiles(struct forecast_wave *w, size_t i, double (*ret)[FORECAST_LEVELS])
{
	if (forecast_wave_knows(w, i))
		forecast_wave_spread_quantiles(w, i, ret);
	else
		memset(ret, 0, (size_t)w->horizon * sizeof *ret);
}

void
forecast_wave_today(struct forecast_wave *w, size_t i, double ret[FORECAST_LEVELS])
{
	if (forecast_wave_knows(w, i))
		forecast_wave_spread_today(w, i, ret);
	else
		memset(ret, 0, FORECAST_LEVELS * sizeof *ret);
}
