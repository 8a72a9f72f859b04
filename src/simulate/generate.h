/* generate - a scenario drawn from a seed: hospitals, suppliers, fleets, a wave, and reports that fail.
 *
 * Shapes and sizes follow the trial that doc/simulation.md describes; places are drawn around the province's centre, and all
 * names are invented. Waves are own (a bell with a slow tail) unless real ones are given. The same arguments give the same bytes. */
#ifndef OXY_SIMULATE_GENERATE_H
#define OXY_SIMULATE_GENERATE_H

#include "base/fault.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* A daily series of patients, oldest first, without gaps. */
struct simulate_wave {
	const double *x;
	int n;
};

struct simulate_generate {
	const char *province; /* a code in force today */
	const char *kind;     /* of simulate_generate_kinds; "-without-ID" behind it takes a truck or supplier away for good */
	int64_t seed;         /* 0..SIMULATE_SEED_MOST */
	const struct simulate_wave *waves; /* real ones, or NULL */
	int n_waves;
};

/* "ample tight scarce ...": every kind. */
const char *simulate_generate_kinds(void);

/* Append the scenario as JSON. Faults: a province, kind, truck or supplier that there is not; a seed that no file can have. */
err_t simulate_generate(const struct simulate_generate *ask, struct str *out, struct faults *f) NODISCARD;

#endif
