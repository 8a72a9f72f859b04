/* rng - PCG-XSH-RR 64/32. */
#include "base/rng.h"

#include <math.h>

static uint64_t
splitmix(uint64_t *x)
{
	uint64_t z = *x += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

struct rng
rng_seed(uint64_t seed, uint64_t stream)
{
	uint64_t x = seed, y = stream;
	struct rng r = { .state = splitmix(&x), .inc = (splitmix(&y) << 1) | 1 };
	rng_u32(&r);
	return r;
}

uint32_t
rng_u32(struct rng *r)
{
	uint64_t old = r->state;
	r->state = old * 6364136223846793005u + r->inc;
	uint32_t x = (uint32_t)(((old >> 18) ^ old) >> 27), rot = (uint32_t)(old >> 59);
	return (x >> rot) | (x << ((32 - rot) & 31));
}

uint32_t
rng_below(struct rng *r, uint32_t n)
{
	uint32_t reject = -n % n, x;
	do
		x = rng_u32(r);
	while (x < reject);
	return x % n;
}

double
rng_unit(struct rng *r)
{
	return rng_u32(r) * 0x1p-32;
}

double
rng_normal(struct rng *r)
{
	double u = (rng_u32(r) + 0.5) * 0x1p-32, v = rng_unit(r);
	return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}
