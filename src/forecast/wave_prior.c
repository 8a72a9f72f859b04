/* wave_prior - the table of signals, the shipped coefficients, and how they are learned. */
#include "forecast/wave_prior.h"

#include "forecast/wave_learn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIDGE 1.0 /* on the sum of all countries */

static const int leads[FORECAST_WAVE_RUNGS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 18, 23,
	28 };

static const struct forecast_wave_prior shipped = {
#include "forecast/wave_prior.def"
};

const struct forecast_wave_prior *
forecast_wave_prior_shipped(void)
{
	return &shipped;
}

/* The next number of a text of numbers, braces, commas and names that begin with a dot; false when there is none, or something else. */
static bool
next_number(const char **at, double *ret)
{
	char *end;
	for (;;) {
		*at += strspn(*at, "{}, \t\r\n");
		if (**at != '.' || (*at)[1] < 'a')
			break;
		*at += strcspn(*at, "{");
	}
	*ret = strtod(*at, &end);
	if (end == *at || !isfinite(*ret))
		return false;
	*at = end;
	return true;
}

bool
forecast_wave_prior_read(const char *text, struct forecast_wave_prior *ret)
{
	static const char begin[] = ".version = \"";
	const char *at = strstr(text, begin), *end = at != NULL ? strchr(at + sizeof begin - 1, '"') : NULL;
	size_t n = end != NULL ? (size_t)(end - at) - (sizeof begin - 1) : 0;
	double beyond;
	if (n == 0 || n >= sizeof ret->version)
		return false;
	memcpy(ret->version, at + sizeof begin - 1, n);
	ret->version[n] = '\0';
	at = end + 1;
	for (int view = 0; view < FORECAST_WAVE_VIEWS; view++)
		for (int k = 0; k < FORECAST_WAVE_RUNGS; k++)
			for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++)
				if (!next_number(&at, &ret->coef[view][k][s]))
					return false;
	for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++)
		if (!next_number(&at, &ret->square[s]) || ret->square[s] < 0)
			return false;
	return !next_number(&at, &beyond) && *at == '\0';
}

/* The first view knows the pool's error of a fortnight, the second the place's own and its peak. */
bool
forecast_wave_prior_has(int view, int signal)
{
	switch (signal) {
	case FORECAST_WAVE_MISS14:
	case FORECAST_WAVE_PEAK:
		return view == 1;
	case FORECAST_WAVE_POOL_MISS14:
		return view == 0;
	default:
		return true;
	}
}

bool
forecast_wave_prior_is_shared(int signal)
{
	return signal >= FORECAST_WAVE_POOL_WEEK;
}

int
forecast_wave_prior_lead(int rung)
{
	return leads[rung];
}

void
forecast_wave_prior_add(struct forecast_wave_sum *sum, const struct forecast_wave *w)
{
	for (int k = 0; k < w->rungs; k++) {
		const struct wave_rung *r = &w->rung[k];
		for (int i = 0; i < FORECAST_WAVE_SIGNALS; i++) {
			sum->b[k][i] += r->b[i];
			for (int j = 0; j <= i; j++)
				sum->a[k][i][j] += r->a[i][j];
		}
		sum->weight[k] += r->weight;
	}
}

void
forecast_wave_prior_solve(
    const struct forecast_wave_sum *sum, const char *version, struct forecast_wave_prior *ret)
{
	memset(ret, 0, sizeof *ret);
	snprintf(ret->version, sizeof ret->version, "%s", version);
	for (int k = 0; k < FORECAST_WAVE_RUNGS; k++) {
		double a[FORECAST_WAVE_SIGNALS][FORECAST_WAVE_SIGNALS];
		double b[FORECAST_WAVE_VIEWS][FORECAST_WAVE_SIGNALS];
		double coef[FORECAST_WAVE_VIEWS][FORECAST_WAVE_SIGNALS];
		memcpy(a, sum->a[k], sizeof a);
		for (int i = 0; i < FORECAST_WAVE_SIGNALS; i++) {
			if (sum->weight[k] > 0)
				ret->square[i] += a[i][i] / sum->weight[k] / FORECAST_WAVE_RUNGS;
			a[i][i] += RIDGE;
		}
		for (int view = 0; view < FORECAST_WAVE_VIEWS; view++)
			memcpy(b[view], sum->b[k], sizeof b[view]);
		forecast_wave_learn_invert((const double(*)[FORECAST_WAVE_SIGNALS])a,
		    (const double(*)[FORECAST_WAVE_SIGNALS])b, coef);
		for (int view = 0; view < FORECAST_WAVE_VIEWS; view++)
			memcpy(ret->coef[view][k], coef[view], sizeof coef[view]);
	}
}
