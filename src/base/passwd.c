/* passwd - one call of OpenSSL's PBKDF2, and base64 around it. */
#include "base/passwd.h"
#include "base/id.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_BYTES = 64 };

char *
passwd_hash_salted(const char *secret, const uint8_t salt[PASSWD_SALT], char buf[PASSWD_HASH])
{
	uint8_t hash[HASH_BYTES];
	char salt64[PASSWD_SALT * 4 / 3 + 1], hash64[(HASH_BYTES + 2) / 3 * 4 + 1];
	if (!PKCS5_PBKDF2_HMAC(secret, (int)strlen(secret), salt, PASSWD_SALT, PASSWD_ROUNDS,
		EVP_sha512(), HASH_BYTES, hash))
		abort(); /* SHA-512 is always there; only exhausted memory fails */
	EVP_EncodeBlock((uint8_t *)salt64, salt, PASSWD_SALT);
	EVP_EncodeBlock((uint8_t *)hash64, hash, HASH_BYTES);
	snprintf(buf, PASSWD_HASH, "$7$%d$%s$%s", PASSWD_ROUNDS, salt64, hash64);
	return buf;
}

char *
passwd_hash(const char *secret, char buf[PASSWD_HASH])
{
	uint8_t salt[PASSWD_SALT];
	id_random(salt, sizeof salt);
	return passwd_hash_salted(secret, salt, buf);
}

bool
passwd_is_hash(const char *text)
{
	size_t n = strlen(text);
	return strncmp(text, "$7$", 3) == 0 && n < PASSWD_HASH &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=$") ==
		   n;
}
