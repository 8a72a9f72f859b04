/* coefficients - named, dated sets of flows per patient, and the demand they imply.
 *
 * Planned flows are not observed flows (WHO's ESFT plans 30 L/min for any critical patient,
 * PROXY-COVID measured 2.9 on mechanical ventilation), so a set has a name, a date and a source per
 * constant, and a province chooses one. VN-2747-2025 is empty until somebody who holds the annex of
 * decision 2747/QD-BYT enters it; a constant that a set does not know is NAN, never zero.
 * A province's own set is a struct filled by the caller. Pure, any thread. */
#ifndef OXY_FORECAST_COEFFICIENTS_H
#define OXY_FORECAST_COEFFICIENTS_H

#include "domain/names.h"

#include <stdbool.h>
#include <stddef.h>

/* In the order of the daily report's census. */
enum forecast_modality {
	FORECAST_NASAL_CANNULA,
	FORECAST_SIMPLE_MASK,
	FORECAST_RESERVOIR_MASK,
	FORECAST_HFNC,
	FORECAST_NIV,
	FORECAST_IMV,
	FORECAST_MODALITIES
};

/* What a bed is used for where nobody counts patients. */
enum forecast_site_level {
	FORECAST_SITE_UNKNOWN,
	FORECAST_SITE_CENTRAL,
	FORECAST_SITE_PROVINCE,
	FORECAST_SITE_REGION,
	FORECAST_SITE_DISTRICT,
	FORECAST_SITE_COMMUNE,
	FORECAST_SITE_PRIVATE,
	FORECAST_SITE_FIELD, /* opened for an epidemic: every bed is for a hypoxaemic patient */
	FORECAST_SITE_LEVELS
};

struct forecast_coefficients {
	const char *name;  /* "WHO-ESFT" */
	const char *dated; /* "2020-04", "" when empty */
	double
	    lpm[FORECAST_MODALITIES]; /* L/min a patient, gas at the density below; NAN unknown */
	double leak;                  /* share lost or wasted on top, 0.15 = 15 % */
	double density_g_per_l;       /* gas density of the reference condition */
	const char *reference;        /* "20 C, 101.325 kPa" */
	double bed_lpm, icu_bed_lpm;  /* mean L/min per bed of an ordinary hospital, per ICU bed */
	double field_bed_lpm;         /* mean L/min per bed of an epidemic field hospital */
};

/* The built-in sets; NULL when there is none of that name or index. */
const struct forecast_coefficients *forecast_coefficients_find(const char *name);
const struct forecast_coefficients *forecast_coefficients_at(size_t i);
size_t forecast_coefficients_count(void);

/* Every modality and bed is known: an empty or partial set must not be chosen silently. */
bool forecast_coefficients_is_complete(const struct forecast_coefficients *c);

/* The given set with WHO-ESFT in its gaps (NULL: WHO-ESFT); returns the name of the one that the flows come from, WHO-ESFT
 * where the given one knows none. ret may be NULL. */
const char *forecast_coefficients_fill(
    const struct forecast_coefficients *given, struct forecast_coefficients *ret);

/* Every number of a set that can be entered by its name: the modalities, "leak", "bed", "icu_bed", "field_bed"; where it
 * stands in a set, NULL for another name. */
extern const struct names forecast_coefficients_items;
double *forecast_coefficients_item(struct forecast_coefficients *c, const char *name);

/* "nasal_cannula", ...; the modality of a name, FORECAST_MODALITIES when unknown. */
const char *forecast_coefficients_modality_name(enum forecast_modality m);
enum forecast_modality forecast_coefficients_modality(const char *name);

/* "central", ...; FORECAST_SITE_UNKNOWN when NULL or unknown. */
enum forecast_site_level forecast_coefficients_site_level(const char *name);

/* Where a constant comes from, in words, for the documentation and the API. */
const char *forecast_coefficients_source(const struct forecast_coefficients *c);

/* Grams of O2 per patient and day of one modality, leak included; NAN unknown. */
double forecast_coefficients_patient_g(
    const struct forecast_coefficients *c, enum forecast_modality m);

/* Grams a day of a census (patients by modality, NAN = not reported): the sum over the known
 * modalities; NAN when none is known. */
double forecast_coefficients_census_g(
    const struct forecast_coefficients *c, const double census[FORECAST_MODALITIES]);

/* Grams a day from beds alone; beds < 0 = unknown. NAN only when neither number is known. ICU beds
 * count as part of the beds. */
double forecast_coefficients_beds_g(
    const struct forecast_coefficients *c, int beds, int icu_beds, enum forecast_site_level level);

/* L/min at the set's reference condition of grams a day. */
double forecast_coefficients_lpm(const struct forecast_coefficients *c, double g_per_day);

#endif
