/* vec - growing arrays: struct { T *at; size_t n, cap; } with three macros.
 *
 *     VEC(struct stop) stops = { 0 };
 *     *VEC_ADD(&stops) = (struct stop){ .site = 7 };
 *     VEC_FREE(&stops);
 * A pointer into a vec lives until the next VEC_ADD. */
#ifndef OXY_BASE_VEC_H
#define OXY_BASE_VEC_H

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define VEC(T)                 \
	struct {               \
		T *at;         \
		size_t n, cap; \
	}

/* A pointer to a new, zeroed last element. */
#define VEC_ADD(v)                                                                            \
	((v)->n == (v)->cap                                                                   \
	        ? ((v)->cap = (v)->cap ? 2 * (v)->cap : 8,                                    \
	              (v)->at = mem_resize((v)->at, (v)->cap, sizeof *(v)->at))               \
	        : (v)->at,                                                                    \
	    (v)->n++, memset(&(v)->at[(v)->n - 1], 0, sizeof *(v)->at), &(v)->at[(v)->n - 1])

#define VEC_FREE(v) (free((v)->at), (v)->at = NULL, (v)->n = (v)->cap = 0)

#define VEC_FOREACH(p, v) for (__typeof__(*(v)->at) *p = (v)->at; p < (v)->at + (v)->n; p++)

#endif
