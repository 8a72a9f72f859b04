#include "domain/vietnamese.h"
#include "lib/suite.h"

#include <string.h>

static const char *
nfc(const char *text)
{
	static struct str s;
	str_clear(&s);
	vietnamese_nfc(text, &s);
	return str_text(&s);
}

static bool
same_key(const char *a, const char *b)
{
	CLEANUP(str_free) struct str x = { 0 }, y = { 0 };
	vietnamese_key(a, &x);
	vietnamese_key(b, &y);
	return str_eq(str_text(&x), str_text(&y));
}

START_TEST(decomposed_letters_are_composed)
{
	/* what Python's unicodedata.normalize("NFD", ...) makes of each word */
	static const char *const pairs[][2] = {
		{ "Be\xCC\xA3\xCC\x82nh vie\xCC\xA3\xCC\x82n", "Bệnh viện" },
		{ "Ho\xCC\x80\x61", "Hòa" },
		{ "\xC4\x90\xC4\x83\xCC\x81k La\xCC\x86\xCC\x81k", "Đắk Lắk" },
		{ "Thu\xCC\x9B\xCC\x80\x61 Thie\xCC\x82n Hue\xCC\x82\xCC\x81", "Thừa Thiên Huế" },
		{ "SO\xCC\x9BN LA, QUA\xCC\x89NG TRI\xCC\xA3", "SƠN LA, QUẢNG TRỊ" },
		{ "My\xCC\x83, ti\xCC\x83, tu\xCC\x83", "Mỹ, tĩ, tũ" },
		{ "plain 123 \xF0\x9F\x8F\xA5 \xE2\x80\x93",
		    "plain 123 \xF0\x9F\x8F\xA5 \xE2\x80\x93" },
		{ "n\xCC\x83", "n\xCC\x83" }, /* not a letter of Vietnamese: left alone */
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		ck_assert_str_eq(nfc(pairs[i][0]), pairs[i][1]);
		ck_assert_str_eq(nfc(pairs[i][1]), pairs[i][1]);
	}
}
END_TEST

START_TEST(every_composed_letter_survives)
{
	static const char all[] =
	    "àáảãạằắẳẵặăầấẩẫậâèéẻẽẹềếểễệêìíỉĩịòóỏõọồốổỗộôờớởỡợơùúủũụừứửữựưỳýỷỹỵđ"
	    "ÀÁẢÃẠẰẮẲẴẶĂẦẤẨẪẬÂÈÉẺẼẸỀẾỂỄỆÊÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘÔỜỚỞỠỢƠÙÚỦŨỤỪỨỬỮỰƯỲÝỶỸỴĐ";
	ck_assert_str_eq(nfc(all), all);
}
END_TEST

START_TEST(spellings_of_one_name_have_one_key)
{
	ck_assert(same_key("Bệnh viện  Hòa-Bình", "BỆNH VIỆN HOÀ BÌNH"));
	ck_assert(same_key("Đắk Lắk", "đa\xCC\x86\xCC\x81k lắk."));
	ck_assert(same_key("Ea H’leo", "Ea H'leo"));
	ck_assert(same_key(" Thủy  ", "thuỷ"));
}
END_TEST

START_TEST(names_that_differ_in_a_tone_or_a_mark_have_different_keys)
{
	ck_assert(!same_key("Hòa", "Hóa"));
	ck_assert(!same_key("Hòa", "Hoa"));
	ck_assert(!same_key("Dương", "Đương"));
	ck_assert(!same_key("Lăng", "Lang"));
	ck_assert(!same_key("Hoà An", "Hoa Àn"));
}
END_TEST

START_TEST(bytes_that_are_no_utf8_are_no_danger)
{
	ck_assert_uint_gt(strlen(nfc("a\xE1\xBA")), 0);
	ck_assert_uint_gt(strlen(nfc("\xFF\xC3")), 0);
}
END_TEST

SUITE("domain/vietnamese", decomposed_letters_are_composed, every_composed_letter_survives,
    spellings_of_one_name_have_one_key, names_that_differ_in_a_tone_or_a_mark_have_different_keys,
    bytes_that_are_no_utf8_are_no_danger)
