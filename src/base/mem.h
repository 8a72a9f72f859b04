/* mem - allocation that does not fail, and arenas for request-sized things.
 *
 * Out of memory ends the process with a log line: every acknowledged write is already in
 * PostgreSQL, and a daemon that cannot allocate a kilobyte is better restarted.
 *
 * An arena hands out zeroed memory and frees it all at once. One thread at a time. */
#ifndef OXY_BASE_MEM_H
#define OXY_BASE_MEM_H

#include "base/attr.h"

#include <stddef.h>

void *mem_alloc(size_t size) NODISCARD;                     /* zeroed; free() it */
void *mem_array(size_t n, size_t size) NODISCARD;           /* zeroed, n * size checked for overflow */
void *mem_resize(void *p, size_t n, size_t size) NODISCARD; /* as reallocarray, never NULL */
char *mem_strdup(const char *s) NODISCARD;

#define MEM_NEW(T) ((T *)mem_alloc(sizeof(T)))
#define MEM_ARRAY(T, n) ((T *)mem_array((n), sizeof(T)))

struct arena;
struct arena *arena_new(void) NODISCARD;
void arena_free(struct arena *a);                  /* NULL is fine */
void arena_free_ptr(struct arena **a);             /* for CLEANUP */
void *arena_alloc(struct arena *a, size_t size) NODISCARD;
void *arena_array(struct arena *a, size_t n, size_t size) NODISCARD;
char *arena_strdup(struct arena *a, const char *s) NODISCARD;
char *arena_strndup(struct arena *a, const char *s, size_t n) NODISCARD;
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) NODISCARD;

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))

#endif
