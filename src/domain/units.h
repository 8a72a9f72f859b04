/* units - grams of O2, and what people say instead.
 *
 * Everything inside the program is int64 grams of O2. This is the only place that knows how much
 * a tonne, a litre of liquid or a cubic metre at 15 C is; densities and their sources stand in the
 * table of units.c. Arithmetic is exact: the decimal that was written (8.4, not the nearest double)
 * times an integer factor, rounded half to even once.
 *
 * "%", "mmH2O", "bar" and "mm" are gauge readings: they become grams only through the calibration
 * of an asset (domain/calibration.h). Pure; any thread. */
#ifndef OXY_DOMAIN_UNITS_H
#define OXY_DOMAIN_UNITS_H

#include "base/err.h"
#include "domain/names.h"

#include <stdbool.h>
#include <stdint.h>

#define UNITS_UNKNOWN_G INT64_MIN
#define UNITS_MAX_G INT64_C(1000000000000) /* 10^12 g, a million tonnes: more is a mistake */

/* Goes up when a factor changes; kept on every row beside the value and the unit that were said. */
enum { UNITS_VERSION = 1 };

/* A decimal number, exactly: digits * 10^exponent. */
struct decimal {
	int64_t digits;
	int exponent;
};

enum units_gauge { GAUGE_NONE, GAUGE_PERCENT, GAUGE_MMH2O, GAUGE_BAR, GAUGE_MM };
extern const struct names units_gauges; /* "%", "mmH2O", "bar", "mm" */

/* A quantity as it was said, and its meaning. Unknown: g and gauge both unset. */
struct quantity {
	int64_t g;        /* grams of O2; UNITS_UNKNOWN_G while unknown or not yet calibrated */
	double value;     /* as said; NAN when unknown */
	const char *unit; /* as said ("t", "m3@15C", "cyl:VN40", "%"); "g" for a member NAME_g; NULL
			     unknown */
	enum units_gauge gauge; /* when not GAUGE_NONE, g waits for the asset's calibration */
	bool bare_m3; /* "m3" without a reference condition, read as m3@15C: worth a warning */
};

struct units_row {
	const char *name;      /* as written in JSON */
	int64_t num, den;      /* grams per unit = num / den, exactly */
	const char *condition; /* "0 C, 101.325 kPa" for gas, else NULL */
	const char *source;    /* where the figure comes from */
	bool bare;             /* reference condition not said */
};

/* The table, for documentation and tests. */
const struct units_row *units_table(size_t *ret_n);

/* Grams of `value` `unit`: ERR_OK, or ERR_INVALID when the unit is not a gas unit of the table or
 * cyl:<type>, or the result is negative or above UNITS_MAX_G. */
err_t units_grams(struct decimal value, const char *unit, int64_t *ret_g) NODISCARD;

bool units_is_known(const char *unit); /* gas unit or cyl:<known type>; gauges are not */
bool units_is_bare(const char *unit);  /* "m3" */
enum units_gauge units_gauge(const char *unit);

/* The shortest decimal that reads back as this double, which is what was written when it had at
 * most 15 digits. False for NAN, infinities and what does not fit 18 digits. */
bool units_decimal(double v, struct decimal *ret);

/* value * num / den rounded half to even; false when it does not fit int64.
 * 1 <= num, den <= 10^12. */
bool units_scale(struct decimal value, int64_t num, int64_t den, int64_t *ret);

struct quantity units_unknown(void);
struct quantity units_of_g(int64_t g);     /* a quantity said in grams */
bool units_said(const struct quantity *q); /* neither absent nor null */

#endif
