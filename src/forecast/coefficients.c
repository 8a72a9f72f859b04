/* coefficients - the built-in sets and what they make of a census or of beds.
 *
 * Sources, constant by constant:
 *   severe 10, critical 30 L/min   WHO/CHAI ESFT as in mrc-ide/esft R/parameters.R ("severe
 * patients require 5-15 LPM, so median taken"; critical, invasive or not) hfnc 14.2, imv 2.9 L/min
 * PROXY-COVID, observed flows of oxygen nasal 4, mask 8, reservoir 12  device ranges 1-6, 6-10,
 * 10-15; hscc.vn starts at 3, 8, 12 niv 25                         planning range 25-30; no
 * observed figure was found leak 15 %                      India's National Task Force 2021: 10-20
 * % until audited density 1.3312 g/L             O2 at 20 C and 101.325 kPa bed .4 L/min design
 * rule "20 % of ward beds x 2 L/min" ICU bed 9 L/min                design rule "100 % of ICU beds
 * x 8-10 L/min" field bed 15 (WHO), 7.8 L/min  WHO's 100-bed centre, 75 at 10 and 25 at 30 L/min;
 * India's 1.5 t a day per 100 beds with 25 ICU is 782 L/min beds by site level assumption without a
 * source: a central hospital's bed carries more oxygen patients than a commune's. A wide spread
 * goes with it. */
#include "forecast/coefficients.h"

#include "base/attr.h"

#include <math.h>
#include <string.h>

#define MINUTES_PER_DAY 1440.0

static const char *const modality_names[FORECAST_MODALITIES] = {
	[FORECAST_NASAL_CANNULA] = "nasal_cannula",
	[FORECAST_SIMPLE_MASK] = "simple_mask",
	[FORECAST_RESERVOIR_MASK] = "reservoir_mask",
	[FORECAST_HFNC] = "hfnc",
	[FORECAST_NIV] = "niv",
	[FORECAST_IMV] = "imv",
};

static const struct {
	const char *name;
	double bed_factor;
} site_levels[FORECAST_SITE_LEVELS] = {
	[FORECAST_SITE_UNKNOWN] = { "unknown", 1.0 },
	[FORECAST_SITE_CENTRAL] = { "central", 1.5 },
	[FORECAST_SITE_PROVINCE] = { "province", 1.2 },
	[FORECAST_SITE_REGION] = { "region", 1.0 },
	[FORECAST_SITE_DISTRICT] = { "district", 0.8 },
	[FORECAST_SITE_COMMUNE] = { "commune", 0.4 },
	[FORECAST_SITE_PRIVATE] = { "private", 0.8 },
	[FORECAST_SITE_FIELD] = { "field", 1.0 },
};

/* clang-format off */
static const struct {
	struct forecast_coefficients set;
	const char *source;
} sets[] = {
	{ { .name = "WHO-ESFT", .dated = "2020-04", /*  nasal mask reserv. hfnc  niv  imv */
	    .lpm = {                                     10,  10,  10,     30,   30,  30 },
	    .leak = .15, .density_g_per_l = 1.3312, .reference = "20 C, 101.325 kPa",
	    .bed_lpm = .4, .icu_bed_lpm = 9, .field_bed_lpm = 15 },
	  "WHO ESFT planning flows: severe 10, critical 30 L/min (mrc-ide/esft); leak 10-20 % (India NTF 2021)" },
	{ { .name = "OBSERVED-PROXY", .dated = "2022-01",
	    .lpm = {                                      4,   8,  12,     14.2, 25,  2.9 },
	    .leak = .15, .density_g_per_l = 1.3312, .reference = "20 C, 101.325 kPa",
	    .bed_lpm = .4, .icu_bed_lpm = 9, .field_bed_lpm = 7.8 },
	  "PROXY-COVID: HFNC 14.2 [8.4-18.4], IMV 2.9 [1.8-4.1] L/min; others from device ranges; field bed: India NTF 2021" },
	{ { .name = "VN-2747-2025", .dated = "",
	    .lpm = {                                      NAN, NAN, NAN,   NAN,  NAN, NAN },
	    .leak = NAN, .density_g_per_l = NAN, .reference = "",
	    .bed_lpm = NAN, .icu_bed_lpm = NAN, .field_bed_lpm = NAN },
	  "Empty: to be entered from the annex of decision 2747/QD-BYT of 2025 by whoever holds it" },
};
/* clang-format on */

size_t
forecast_coefficients_count(void)
{
	return ARRAY_LEN(sets);
}

const struct forecast_coefficients *
forecast_coefficients_at(size_t i)
{
	return i < ARRAY_LEN(sets) ? &sets[i].set : NULL;
}

const struct forecast_coefficients *
forecast_coefficients_find(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(sets); i++)
		if (!strcmp(sets[i].set.name, name))
			return &sets[i].set;
	return NULL;
}

const char *
forecast_coefficients_source(const struct forecast_coefficients *c)
{
	for (size_t i = 0; c && i < ARRAY_LEN(sets); i++)
		if (!strcmp(sets[i].set.name, c->name))
			return sets[i].source;
	return "entered by the province";
}

bool
forecast_coefficients_is_complete(const struct forecast_coefficients *c)
{
	double sum = c->leak + c->density_g_per_l + c->bed_lpm + c->icu_bed_lpm + c->field_bed_lpm;
	for (int m = 0; m < FORECAST_MODALITIES; m++)
		sum += c->lpm[m];
	return isfinite(sum);
}

static double
known_or(double v, double fallback)
{
	return isfinite(v) ? v : fallback;
}

const char *
forecast_coefficients_fill(
    const struct forecast_coefficients *given, struct forecast_coefficients *ret)
{
	const struct forecast_coefficients *who = &sets[0].set;
	struct forecast_coefficients c = given ? *given : *who;
	bool any = false;
	for (int m = 0; m < FORECAST_MODALITIES; m++) {
		any |= isfinite(c.lpm[m]);
		c.lpm[m] = known_or(c.lpm[m], who->lpm[m]);
	}
	c.leak = known_or(c.leak, who->leak);
	c.density_g_per_l = c.density_g_per_l > 0 ? c.density_g_per_l : who->density_g_per_l;
	c.bed_lpm = known_or(c.bed_lpm, who->bed_lpm);
	c.icu_bed_lpm = known_or(c.icu_bed_lpm, who->icu_bed_lpm);
	c.field_bed_lpm = known_or(c.field_bed_lpm, who->field_bed_lpm);
	if (ret)
		*ret = c;
	return any ? c.name : who->name;
}

/* The modalities in the order of their enum, then the rest. */
static const char *const item_words[] = {
	NULL,
	"nasal_cannula",
	"simple_mask",
	"reservoir_mask",
	"hfnc",
	"niv",
	"imv",
	"leak",
	"bed",
	"icu_bed",
	"field_bed",
};
const struct names forecast_coefficients_items = NAMES(item_words);

double *
forecast_coefficients_item(struct forecast_coefficients *c, const char *name)
{
	double *const rest[] = { &c->leak, &c->bed_lpm, &c->icu_bed_lpm, &c->field_bed_lpm };
	int i = names_find(&forecast_coefficients_items, name) - 1;
	if (i < 0)
		return NULL;
	return i < FORECAST_MODALITIES ? &c->lpm[i] : rest[i - FORECAST_MODALITIES];
}

const char *
forecast_coefficients_modality_name(enum forecast_modality m)
{
	return modality_names[m];
}

enum forecast_modality
forecast_coefficients_modality(const char *name)
{
	int m = 0;
	while (m < FORECAST_MODALITIES && (!name || strcmp(modality_names[m], name) != 0))
		m++;
	return m;
}

enum forecast_site_level
forecast_coefficients_site_level(const char *name)
{
	for (int l = 0; name && l < FORECAST_SITE_LEVELS; l++)
		if (!strcmp(site_levels[l].name, name))
			return l;
	return FORECAST_SITE_UNKNOWN;
}

/* Grams a day of a continuous flow, leak included. */
static double
day_g(const struct forecast_coefficients *c, double lpm)
{
	return lpm * MINUTES_PER_DAY * c->density_g_per_l * (1 + c->leak);
}

double
forecast_coefficients_patient_g(const struct forecast_coefficients *c, enum forecast_modality m)
{
	return day_g(c, c->lpm[m]);
}

double
forecast_coefficients_census_g(
    const struct forecast_coefficients *c, const double census[FORECAST_MODALITIES])
{
	double sum = NAN;
	for (int m = 0; m < FORECAST_MODALITIES; m++) {
		double g = census[m] * day_g(c, c->lpm[m]);
		if (isfinite(g) && g >= 0)
			sum = isnan(sum) ? g : sum + g;
	}
	return sum;
}

double
forecast_coefficients_beds_g(
    const struct forecast_coefficients *c, int beds, int icu_beds, enum forecast_site_level level)
{
	if (beds < 0 && icu_beds < 0)
		return NAN;
	int icu = icu_beds > 0 ? icu_beds : 0, ward = beds > icu ? beds - icu : 0;
	if (level == FORECAST_SITE_FIELD)
		return day_g(c, (ward + icu) * c->field_bed_lpm);
	return day_g(c, ward * c->bed_lpm * site_levels[level].bed_factor + icu * c->icu_bed_lpm);
}

double
forecast_coefficients_lpm(const struct forecast_coefficients *c, double g_per_day)
{
	return g_per_day / MINUTES_PER_DAY / c->density_g_per_l;
}
