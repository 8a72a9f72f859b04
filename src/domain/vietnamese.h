/* vietnamese - names as they are written: composed letters, and a key under which spellings of one
 * name are the same.
 *
 * Files come composed (NFC) or with the marks beside the letters (NFD), and "Hòa" is also spelt
 * "Hoà": such names must be found equal, while names that differ in a tone or a mark must not (a
 * key without diacritics merges communes). Pure. */
#ifndef OXY_DOMAIN_VIETNAMESE_H
#define OXY_DOMAIN_VIETNAMESE_H

#include "base/str.h"

/* Append the text with the letters of Vietnamese composed as NFC composes them; everything else
 * stays. UTF-8. */
void vietnamese_nfc(const char *text, struct str *out);

/* Append the key of a name: composed, lower case, the tone as a digit at the end of its syllable,
 * punctuation and blanks as one blank. "Bệnh viện  Hòa-Bình" and "BỆNH VIỆN HOÀ BÌNH" have the same
 * key. */
void vietnamese_key(const char *text, struct str *out);

#endif
