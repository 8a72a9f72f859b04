/* id - UUID version 7 and the kernel's randomness. */
#include "base/id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void
id_random(void *buf, size_t n)
{
	unsigned char *p = buf;
	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);
		if (got < 0)
			continue;
		p += got;
		n -= (size_t)got;
	}
}

struct id
id_make(instant_t at, uint64_t hi, uint64_t lo)
{
	struct id id;
	uint64_t ms = (uint64_t)(at / 1000);
	for (int i = 0; i < 6; i++)
		id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
	id.b[6] = (uint8_t)(0x70 | ((hi >> 8) & 0x0F));
	id.b[7] = (uint8_t)hi;
	for (int i = 0; i < 8; i++)
		id.b[8 + i] = (uint8_t)(lo >> (56 - 8 * i));
	id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3F));
	return id;
}

struct id
id_new(instant_t now)
{
	uint64_t r[2];
	id_random(r, sizeof r);
	return id_make(now, r[0], r[1]);
}

bool
id_is_none(struct id id)
{
	return id_eq(id, (struct id){ 0 });
}

bool
id_eq(struct id a, struct id b)
{
	return memcmp(a.b, b.b, sizeof a.b) == 0;
}

char *
id_text(struct id id, char buf[ID_TEXT])
{
	const uint8_t *b = id.b;
	snprintf(buf, ID_TEXT, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
	    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
	return buf;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
id_parse(const char *text, struct id *ret)
{
	struct id id;
	int n = 0;
	if (strlen(text) != ID_TEXT - 1)
		return false;
	for (int i = 0; i < ID_TEXT - 1; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return false;
			continue;
		}
		int hi = hex(text[i]), lo = hex(text[i + 1]);
		if (hi < 0 || lo < 0)
			return false;
		id.b[n++] = (uint8_t)(hi * 16 + lo);
		i++;
	}
	*ret = id;
	return true;
}
