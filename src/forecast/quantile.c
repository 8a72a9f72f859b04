/* quantile - hub levels, normal scores, interpolation between levels.
 *
 * Scores are constants rather than computed, so that a value at a hub level is that value exactly.
 */
#include "forecast/quantile.h"

#include <math.h>

static const double levels[FORECAST_LEVELS] = { .01, .025, .05, .10, .15, .20, .25, .30, .35, .40,
	.45, .50, .55, .60, .65, .70, .75, .80, .85, .90, .95, .975, .99 };
static const double scores[FORECAST_LEVELS] = { -2.3263478740408408, -1.9599639845400545,
	-1.6448536269514722, -1.2815515655446004, -1.0364333894937898, -0.8416212335729143,
	-0.6744897501960817, -0.5244005127080407, -0.3853204664075677, -0.2533471031357997,
	-0.1256613468550740, 0, 0.1256613468550740, 0.2533471031357997, 0.3853204664075677,
	0.5244005127080407, 0.6744897501960817, 0.8416212335729143, 1.0364333894937898,
	1.2815515655446004, 1.6448536269514722, 1.9599639845400545, 2.3263478740408408 };

double
forecast_quantile_level(int i)
{
	return levels[i];
}

double
forecast_quantile_score(int i)
{
	return scores[i];
}

/* Rational approximation by P. J. Acklam (relative error 1.2e-9) and one step of Halley's method.
 */
static double
approximate(double p)
{
	static const double a[] = { -3.969683028665376e+01, 2.209460984245205e+02,
		-2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01,
		2.506628277459239e+00 };
	static const double b[] = { -5.447609879822406e+01, 1.615858368580409e+02,
		-1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01 };
	static const double c[] = { -7.784894002430293e-03, -3.223964580411365e-01,
		-2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00,
		2.938163982698783e+00 };
	static const double d[] = { 7.784695709041462e-03, 3.224671290700398e-01,
		2.445134137142996e+00, 3.754408661907416e+00 };
	if (p >= .02425) {
		double q = p - .5, r = q * q;
		return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
		       (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
	}
	double q = sqrt(-2 * log(p));
	return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
	       ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
}

double
forecast_quantile_normal(double p)
{
	if (p > .5)
		return -forecast_quantile_normal(1 - p);
	p = fmax(p, 1e-9);
	double x = approximate(p);
	double error = .5 * erfc(-x / 1.4142135623730951) - p;
	double step = error * 2.5066282746310002 * exp(x * x / 2);
	return x - step / (1 + x * step / 2);
}

/* The lower of the two levels between which (or beyond which) to interpolate. */
static int
interval(double level)
{
	int i = 0;
	while (i < FORECAST_LEVELS - 2 && levels[i + 1] <= level)
		i++;
	return i;
}

double
forecast_quantile_at(const double q[FORECAST_LEVELS], double level)
{
	int i = interval(level);
	if (level == levels[i])
		return q[i];
	if (level == levels[i + 1])
		return q[i + 1];
	double z = forecast_quantile_normal(level);
	return fmax(0, q[i] + (q[i + 1] - q[i]) * (z - scores[i]) / (scores[i + 1] - scores[i]));
}

int64_t
forecast_quantile_at_g(const int64_t q[FORECAST_LEVELS], double level)
{
	if (q[0] == FORECAST_UNKNOWN_G)
		return FORECAST_UNKNOWN_G;
	int i = interval(level);
	if (level == levels[i])
		return q[i];
	if (level == levels[i + 1])
		return q[i + 1];
	double z = forecast_quantile_normal(level), step = (double)(q[i + 1] - q[i]);
	double v = (double)q[i] + step * (z - scores[i]) / (scores[i + 1] - scores[i]);
	return v > 0 ? (int64_t)(v + .5) : 0;
}
