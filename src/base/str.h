/* str - a growing text buffer. Zero-initialise, str_free when done. */
#ifndef OXY_BASE_STR_H
#define OXY_BASE_STR_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	char *data;      /* NUL-terminated once anything was added; NULL before */
	size_t len, cap;
};

void str_add(struct str *s, const char *text);
void str_add_n(struct str *s, const void *data, size_t n);
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_clear(struct str *s); /* empty it, keep the memory */
void str_free(struct str *s);  /* also for CLEANUP */
const char *str_text(const struct str *s); /* "" while empty */

bool str_eq(const char *a, const char *b); /* NULL equals only NULL */
bool str_is_utf8(const char *s, size_t n); /* strict UTF-8, no NUL */

/* A code of the register: ^[A-Z0-9-]{1,24}$ */
bool str_is_code(const char *s);

/* The whole text as a decimal integer; false when it is not one or does not fit. */
bool str_to_i64(const char *s, int64_t *ret);

#endif
