/* names - words to enum values and back. */
#include "domain/names.h"

#include <stdio.h>
#include <string.h>

int
names_find(const struct names *t, const char *word)
{
	for (int i = 1; word != NULL && i < t->n; i++)
		if (t->word[i] != NULL && strcmp(t->word[i], word) == 0)
			return i;
	return 0;
}

const char *
names_word(const struct names *t, int value)
{
	return value > 0 && value < t->n ? t->word[value] : NULL;
}

char *
names_list(const struct names *t, char *buf, size_t size)
{
	size_t len = 0;
	buf[0] = '\0';
	for (int i = 1; i < t->n; i++) {
		if (t->word[i] == NULL)
			continue;
		int n = snprintf(buf + len, size - len, "%s%s", len ? " | " : "", t->word[i]);
		if (len + (size_t)n + sizeof " | ..." > size && i + 1 < t->n) {
			snprintf(buf + len, size - len, "%s...", len ? " | " : "");
			break;
		}
		len += (size_t)n;
	}
	return buf;
}
