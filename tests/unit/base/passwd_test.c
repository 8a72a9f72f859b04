#include "base/passwd.h"
#include "lib/suite.h"

START_TEST(the_hash_is_pbkdf2_of_sha512)
{
	/* Computed with Python's hashlib.pbkdf2_hmac('sha512', 'mã thử', bytes(range(12)), 101,
	 * 64). */
	const uint8_t salt[PASSWD_SALT] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
	char buf[PASSWD_HASH];
	ck_assert_str_eq(passwd_hash_salted("mã thử", salt, buf),
	    "$7$101$AAECAwQFBgcICQoL$uU7gzlc/"
	    "x+dFhz8qsdTUi3UbL0ubpCeVklnGiLfOL6po1J7iEsMma+rnEAfqlKOhadhIu2lwXrcy5yl3Zrq0Ww==");
}
END_TEST

START_TEST(two_hashes_of_one_secret_differ)
{
	char a[PASSWD_HASH], b[PASSWD_HASH];
	ck_assert_str_ne(passwd_hash("secret", a), passwd_hash("secret", b));
	ck_assert(passwd_is_hash(a));
}
END_TEST

START_TEST(what_could_break_a_line_is_no_hash)
{
	ck_assert(!passwd_is_hash("$7$101$AA==\nroot:$7$101$AA==$BB=="));
	ck_assert(!passwd_is_hash("$7$101$AA:BB"));
	ck_assert(!passwd_is_hash("secret"));
	ck_assert(!passwd_is_hash(""));
}
END_TEST

SUITE("base/passwd", the_hash_is_pbkdf2_of_sha512, two_hashes_of_one_secret_differ,
    what_could_break_a_line_is_no_hash)
