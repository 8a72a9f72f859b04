/* rng - small deterministic random numbers: the same seed gives the same sequence everywhere.
 *
 * PCG32 (O'Neill 2014) seeded through SplitMix64. For simulation and search; secrets come from id_random. */
#ifndef OXY_BASE_RNG_H
#define OXY_BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state, inc;
};

struct rng rng_seed(uint64_t seed, uint64_t stream); /* streams of one seed are independent */
uint32_t rng_u32(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n); /* 0..n-1 without bias; n > 0 */
double rng_unit(struct rng *r);                /* [0, 1) with 32 bits */
double rng_normal(struct rng *r);              /* mean 0, variance 1 */

#endif
