/* nearest - "did you mean": the word with the fewest edits, if they are few. */
#include "config/config.h"

#include <string.h>

enum { LONGEST = 64 };

/* Levenshtein's distance, one row at a time. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1], n = strlen(b);
	if (strlen(a) > LONGEST || n > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

const char *
config_nearest(const char *word, const char *const *words, size_t n)
{
	const char *nearest = NULL;
	size_t best = strlen(word) / 3 + 1; /* one slip for each three letters and one more */
	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, words[i]);
		if (d <= best && d < strlen(words[i])) {
			best = d - (d > 0);
			nearest = words[i];
		}
	}
	return nearest;
}
