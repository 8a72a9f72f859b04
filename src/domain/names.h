/* names - the words of an enum, as JSON, SQL and the command line say them.
 *
 * Value 0 of every enum is its _NONE, "not said", and has no word. */
#ifndef OXY_DOMAIN_NAMES_H
#define OXY_DOMAIN_NAMES_H

#include <stddef.h>

struct names {
	const char *const *word; /* word[value]; NULL where a value has no word, as at 0 */
	int n;                   /* values are 0..n-1 */
};

#define NAMES(words)                                            \
	{                                                       \
		(words), (int)(sizeof(words) / sizeof *(words)) \
	}

/* The value of a word, or 0 when there is none (word may be NULL). */
int names_find(const struct names *t, const char *word);

/* The word of a value, or NULL. */
const char *names_word(const struct names *t, int value);

/* "a | b | c" into buf, cut with "..." when it does not fit; returns buf. */
char *names_list(const struct names *t, char *buf, size_t size);

#endif
