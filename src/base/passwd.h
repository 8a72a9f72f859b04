/* passwd - what a broker keeps of a password: PBKDF2-HMAC-SHA512 in the form of mosquitto 2's
 * password file.
 *
 *     $7$<rounds>$<salt, base64>$<hash, base64>
 * Tokens have 128 random bits or more, so the rounds only keep the form; they do not have to slow
 * down a guesser, and fourteen thousand devices that reconnect at once must not cost a minute of
 * CPU. Any thread. */
#ifndef OXY_BASE_PASSWD_H
#define OXY_BASE_PASSWD_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

enum { PASSWD_SALT = 12, PASSWD_HASH = 128, PASSWD_ROUNDS = 101 };

/* With a fresh salt; returns buf. */
char *passwd_hash(const char *secret, char buf[PASSWD_HASH]);

/* The same with a given salt. */
char *passwd_hash_salted(
    const char *secret, const uint8_t salt[PASSWD_SALT], char buf[PASSWD_HASH]);

/* Whether the text has the form above and nothing that could break out of a line of the password
 * file. */
bool passwd_is_hash(const char *text) NODISCARD;

#endif
