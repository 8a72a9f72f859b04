/* container - cylinder types: how much oxygen a full one holds.
 *
 * Nominal = water volume x fill pressure, at 20 C; real content is up to 8 % higher and falls in
 * heat, so nominal is the safe default. Types are registry ids, never letters: an Indian "D" holds
 * 17 times a US "D". */
#ifndef OXY_DOMAIN_CONTAINER_H
#define OXY_DOMAIN_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

struct container {
	const char *type;    /* "VN40" */
	const char *name;    /* for people */
	double water_l;      /* NAN when unknown */
	double pressure_bar; /* fill pressure; NAN when unknown */
	double nominal_m3;   /* gas at 20 C (VN types: water volume x pressure) */
	int64_t g;           /* grams of O2 in a full one */
	const char *source;
};

const struct container *container_table(size_t *ret_n);
const struct container *container_find(const char *type); /* NULL when unknown */

/* "VN2 VN5 VN8 ...": every type, for a fault. */
const char *container_list(void);

/* Grams in `full` and `in_use` cylinders: one in use counts half, an empty one nothing.
 * Unknown counts (UNKNOWN_I64) are left out; UNITS_UNKNOWN_G when both are unknown. */
int64_t container_grams(const struct container *c, int64_t full, int64_t in_use);

#endif
