/* vietnamese - a letter is a base, a shape (breve, circumflex, horn) and a tone; two small tables
 * say all of it.
 *
 * Marks come in canonical order by combining class, so a dot below stands before a circumflex; any
 * order is read. */
#include "domain/vietnamese.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

enum { TONES = 6, BREVE = 0x306, CIRCUMFLEX = 0x302, HORN = 0x31B };

/* Tones in the order of the columns below; 0 is the level one, without a mark. */
static const uint32_t tone_marks[TONES] = { 0, 0x300, 0x301, 0x309, 0x303, 0x323 };

/* clang-format off */
/* Unicode, chapter Latin-1, Latin Extended-A and B, Latin Extended Additional. */
static const struct {
	char base;
	uint32_t shape;
	uint32_t lower[TONES];
	uint32_t upper[TONES];
} letters[] = {
	{ 'a', 0,          { 'a', 0xE0, 0xE1, 0x1EA3, 0xE3, 0x1EA1 },          { 'A', 0xC0, 0xC1, 0x1EA2, 0xC3, 0x1EA0 } },
	{ 'a', BREVE,      { 0x103, 0x1EB1, 0x1EAF, 0x1EB3, 0x1EB5, 0x1EB7 },  { 0x102, 0x1EB0, 0x1EAE, 0x1EB2, 0x1EB4, 0x1EB6 } },
	{ 'a', CIRCUMFLEX, { 0xE2, 0x1EA7, 0x1EA5, 0x1EA9, 0x1EAB, 0x1EAD },   { 0xC2, 0x1EA6, 0x1EA4, 0x1EA8, 0x1EAA, 0x1EAC } },
	{ 'e', 0,          { 'e', 0xE8, 0xE9, 0x1EBB, 0x1EBD, 0x1EB9 },        { 'E', 0xC8, 0xC9, 0x1EBA, 0x1EBC, 0x1EB8 } },
	{ 'e', CIRCUMFLEX, { 0xEA, 0x1EC1, 0x1EBF, 0x1EC3, 0x1EC5, 0x1EC7 },   { 0xCA, 0x1EC0, 0x1EBE, 0x1EC2, 0x1EC4, 0x1EC6 } },
	{ 'i', 0,          { 'i', 0xEC, 0xED, 0x1EC9, 0x129, 0x1ECB },         { 'I', 0xCC, 0xCD, 0x1EC8, 0x128, 0x1ECA } },
	{ 'o', 0,          { 'o', 0xF2, 0xF3, 0x1ECF, 0xF5, 0x1ECD },          { 'O', 0xD2, 0xD3, 0x1ECE, 0xD5, 0x1ECC } },
	{ 'o', CIRCUMFLEX, { 0xF4, 0x1ED3, 0x1ED1, 0x1ED5, 0x1ED7, 0x1ED9 },   { 0xD4, 0x1ED2, 0x1ED0, 0x1ED4, 0x1ED6, 0x1ED8 } },
	{ 'o', HORN,       { 0x1A1, 0x1EDD, 0x1EDB, 0x1EDF, 0x1EE1, 0x1EE3 },  { 0x1A0, 0x1EDC, 0x1EDA, 0x1EDE, 0x1EE0, 0x1EE2 } },
	{ 'u', 0,          { 'u', 0xF9, 0xFA, 0x1EE7, 0x169, 0x1EE5 },         { 'U', 0xD9, 0xDA, 0x1EE6, 0x168, 0x1EE4 } },
	{ 'u', HORN,       { 0x1B0, 0x1EEB, 0x1EE9, 0x1EED, 0x1EEF, 0x1EF1 },  { 0x1AF, 0x1EEA, 0x1EE8, 0x1EEC, 0x1EEE, 0x1EF0 } },
	{ 'y', 0,          { 'y', 0x1EF3, 0xFD, 0x1EF7, 0x1EF9, 0x1EF5 },      { 'Y', 0x1EF2, 0xDD, 0x1EF6, 0x1EF8, 0x1EF4 } },
};
/* clang-format on */

/* A letter taken apart; row -1: not a vowel of the table, code as it was. */
struct letter {
	int row, tone;
	bool upper;
	uint32_t code;
};

/* The next code point; malformed bytes stand for themselves, nothing is lost. */
static uint32_t
decode(const unsigned char **p)
{
	const unsigned char *s = *p;
	int more = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : s[0] >= 0xC0 ? 1 : 0;
	uint32_t c = more == 3 ? s[0] & 7u : more == 2 ? s[0] & 15u : more == 1 ? s[0] & 31u : s[0];
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xC0) != 0x80) {
			*p = s + 1;
			return s[0];
		}
		c = c << 6 | (s[i] & 63u);
	}
	*p = s + 1 + more;
	return c;
}

static void
encode(uint32_t c, struct str *out)
{
	unsigned char b[4];
	size_t n = 0;
	if (c < 0x80)
		b[n++] = (unsigned char)c;
	else if (c < 0x800) {
		b[n++] = (unsigned char)(0xC0 | c >> 6);
		b[n++] = (unsigned char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		b[n++] = (unsigned char)(0xE0 | c >> 12);
		b[n++] = (unsigned char)(0x80 | (c >> 6 & 63));
		b[n++] = (unsigned char)(0x80 | (c & 63));
	} else {
		b[n++] = (unsigned char)(0xF0 | c >> 18);
		b[n++] = (unsigned char)(0x80 | (c >> 12 & 63));
		b[n++] = (unsigned char)(0x80 | (c >> 6 & 63));
		b[n++] = (unsigned char)(0x80 | (c & 63));
	}
	str_add_n(out, b, n);
}

static struct letter
take_apart(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		for (int t = 0; t < TONES; t++)
			if (letters[i].lower[t] == c || letters[i].upper[t] == c)
				return (struct letter){ (int)i, t, letters[i].upper[t] == c, c };
	return (struct letter){ -1, 0, false, c };
}

/* Put a following mark on the letter; false when it does not belong there. */
static bool
put_mark(struct letter *l, uint32_t mark)
{
	for (int t = 1; t < TONES; t++)
		if (tone_marks[t] == mark && l->tone == 0) {
			l->tone = t;
			return true;
		}
	for (size_t i = 0; letters[l->row].shape == 0 && i < ARRAY_LEN(letters); i++)
		if (letters[i].shape == mark && mark != 0 &&
		    letters[i].base == letters[l->row].base) {
			l->row = (int)i;
			return true;
		}
	return false;
}

/* The next letter with all its marks; false at the end. */
static bool
next_letter(const unsigned char **p, struct letter *ret)
{
	if (**p == '\0')
		return false;
	*ret = take_apart(decode(p));
	while (ret->row >= 0 && **p != '\0') {
		const unsigned char *after = *p;
		if (!put_mark(ret, decode(&after)))
			break;
		*p = after;
	}
	return true;
}

void
vietnamese_nfc(const char *text, struct str *out)
{
	const unsigned char *p = (const unsigned char *)text;
	struct letter l;
	while (next_letter(&p, &l))
		encode(l.row < 0 ? l.code
		       : l.upper ? letters[l.row].upper[l.tone]
				 : letters[l.row].lower[l.tone],
		    out);
}

static bool
is_blank(uint32_t c)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'),
	     digit = c >= '0' && c <= '9';
	return (c < 0x80 && !letter && !digit) || c == 0xA0 || (c >= 0x2010 && c <= 0x201F);
}

static uint32_t
lower_of(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c == 0x110 ? 0x111 : c;
}

void
vietnamese_key(const char *text, struct str *out)
{
	const unsigned char *p = (const unsigned char *)text;
	struct letter l;
	size_t begin = out->len;
	int tone = 0;
	bool blank = false;
	while (next_letter(&p, &l)) {
		if (l.row < 0 && is_blank(l.code)) {
			blank = true;
			continue;
		}
		if (blank && tone != 0)
			str_addf(out, "%d", tone);
		if (blank && out->len > begin)
			str_add(out, " ");
		tone = blank ? 0 : tone;
		blank = false;
		encode(l.row < 0 ? lower_of(l.code) : letters[l.row].lower[0], out);
		tone = l.row >= 0 && l.tone != 0 ? l.tone : tone;
	}
	if (tone != 0)
		str_addf(out, "%d", tone);
}
