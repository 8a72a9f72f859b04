/* units - the table of units and exact arithmetic on decimals.
 *
 * A factor is a ratio of integers, so 8.4 t is 8,400,000 g and never 8,399,999: JSON gives us a
 * double, we take the shortest decimal that reads back as that double (which is what the user
 * wrote, up to 15 digits), and round once, half to even, in 128 bits.
 *
 * Gas densities are those of O2 (31.9988 g/mol) at 101.325 kPa, in grams per cubic metre; "m3"
 * alone is ambiguous by 7.7 % between 0 and 21 C, so it is read at 15 C and flagged. */
#include "domain/units.h"
#include "domain/container.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide_t;

static const char *const gauge_words[] = {
	[GAUGE_PERCENT] = "%",
	[GAUGE_MMH2O] = "mmH2O",
	[GAUGE_BAR] = "bar",
	[GAUGE_MM] = "mm",
};
const struct names units_gauges = NAMES(gauge_words);

/* clang-format off */
/*  name       g = num / den     reference condition       source                                                  bare */
static const struct units_row rows[] = {
	{ "g",      1,       1,  NULL,                     "definition",                                            false },
	{ "kg",     1000,    1,  NULL,                     "definition",                                            false },
	{ "t",      1000000, 1,  NULL,                     "definition (metric tonne)",                             false },
	{ "L_lox",  1141,    1,  "normal boiling point",   "liquid density 1.141 kg/L; sources give 1.141 to 1.142", false },
	{ "m3@0C",  14290,   10, "0 C, 101.325 kPa",       "1.4290 kg/m3; 1 L of liquid = 0.7985 m3",               false },
	{ "m3@15C", 13543,   10, "15 C, 101.325 kPa",      "1.3543 kg/m3, computed; European trade condition",      false },
	{ "m3@20C", 13312,   10, "20 C, 101.325 kPa",      "1.3312 kg/m3, computed",                                false },
	{ "m3@21C", 13262,   10, "21.1 C, 101.325 kPa",    "1.3262 kg/m3; 2018 IFC appendix G: 1 kg = 0.754 m3",    false },
	{ "m3",     13543,   10, "taken as 15 C",          "the condition was not said",                            true },
};
/* clang-format on */

const struct units_row *
units_table(size_t *ret_n)
{
	*ret_n = ARRAY_LEN(rows);
	return rows;
}

static const struct units_row *
find(const char *unit)
{
	for (size_t i = 0; unit != NULL && i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].name, unit) == 0)
			return &rows[i];
	return NULL;
}

static const struct container *
find_cylinder(const char *unit)
{
	return unit != NULL && strncmp(unit, "cyl:", 4) == 0 ? container_find(unit + 4) : NULL;
}

bool
units_is_known(const char *unit)
{
	return find(unit) != NULL || find_cylinder(unit) != NULL;
}

bool
units_is_bare(const char *unit)
{
	const struct units_row *r = find(unit);
	return r != NULL && r->bare;
}

enum units_gauge
units_gauge(const char *unit)
{
	return (enum units_gauge)names_find(&units_gauges, unit);
}

/* -?digits[.digits](e[+-]digits)?, as printf %.*g writes it, into digits and exponent. */
static bool
parse_g(const char *text, struct decimal *ret)
{
	struct decimal d = { 0 };
	bool negative = *text == '-', after_point = false;
	for (text += negative; *text != '\0' && *text != 'e'; text++) {
		if (*text == '.') {
			after_point = true;
			continue;
		}
		if (*text < '0' || *text > '9')
			return false;                     /* nan, inf */
		d.digits = d.digits * 10 + (*text - '0'); /* at most 17 digits: no overflow */
		d.exponent -= after_point;
	}
	if (*text == 'e')
		d.exponent += atoi(text + 1);
	if (negative)
		d.digits = -d.digits;
	*ret = d;
	return true;
}

bool
units_decimal(double v, struct decimal *ret)
{
	char text[40];
	if (!isfinite(v))
		return false;
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	return parse_g(text, ret);
}

/* n / d rounded half to even, both positive or n zero. */
static wide_t
divide_even(wide_t n, wide_t d)
{
	wide_t q = n / d, twice = 2 * (n % d);
	return q + (twice > d || (twice == d && (q & 1)));
}

bool
units_scale(struct decimal value, int64_t num, int64_t den, int64_t *ret)
{
	static const wide_t limit = (wide_t)1 << 120;
	bool negative = value.digits < 0;
	wide_t n = value.digits, d = den;
	n = (negative ? -n : n) * num; /* below 10^31 */
	for (; n != 0 && value.exponent > 0; value.exponent--) {
		if (n > limit / 10)
			return false;
		n *= 10;
	}
	for (; n != 0 && value.exponent < 0; value.exponent++) {
		if (d > limit / 10) {
			n = 0; /* 10^31 over more than 10^35: less than a half */
			break;
		}
		d *= 10;
	}
	wide_t q = divide_even(n, d);
	if (q > INT64_MAX)
		return false;
	*ret = negative ? (int64_t)-q : (int64_t)q;
	return true;
}

err_t
units_grams(struct decimal value, const char *unit, int64_t *ret_g)
{
	const struct units_row *r = find(unit);
	const struct container *c = r == NULL ? find_cylinder(unit) : NULL;
	int64_t g;
	if (r == NULL && c == NULL)
		return ERR_INVALID;
	if (!units_scale(value, r ? r->num : c->g, r ? r->den : 1, &g) || value.digits < 0 ||
	    g > UNITS_MAX_G)
		return ERR_INVALID;
	*ret_g = g;
	return ERR_OK;
}

struct quantity
units_unknown(void)
{
	return (struct quantity){ .g = UNITS_UNKNOWN_G, .value = NAN };
}

struct quantity
units_of_g(int64_t g)
{
	if (g == UNITS_UNKNOWN_G)
		return units_unknown();
	return (struct quantity){ .g = g, .value = (double)g, .unit = "g" };
}

bool
units_said(const struct quantity *q)
{
	return q->g != UNITS_UNKNOWN_G || q->gauge != GAUGE_NONE;
}
