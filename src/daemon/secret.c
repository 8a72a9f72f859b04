/* secret - random bytes as base64 of the URL kind, so that no conninfo or password file needs
 * quoting. */
#include "daemon/secret.h"
#include "base/id.h"
#include "base/mem.h"
#include "daemon/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LETTERS = 32 }; /* of 6 bits each */

static void
make_secret(char text[LETTERS + 1])
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char bytes[LETTERS];
	id_random(bytes, sizeof bytes);
	for (int i = 0; i < LETTERS; i++)
		text[i] = alphabet[bytes[i] & 63];
	text[LETTERS] = '\0';
}

err_t
daemon_secret_get(const struct daemon *d, const char *name, bool make, char **ret, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	char dir[4096], fresh[LETTERS + 1];
	err_t e = ERR_OK;
	if (*d->config->secrets_dir != '\0') {
		snprintf(dir, sizeof dir, "%s", d->config->secrets_dir);
	} else {
		snprintf(dir, sizeof dir, "%s/secrets", d->state_dir);
		e = daemon_file_mkdir(d->state_dir, "secrets", f);
	}
	if (e)
		return e;
	if (!daemon_file_read(dir, name, &text)) {
		if (errno != ENOENT)
			return daemon_file_fault(f, dir, name);
		if (!make) {
			*ret = NULL;
			return ERR_OK;
		}
		make_secret(fresh);
		if ((e = daemon_file_write(dir, name, fresh, f)))
			return e;
		str_add(&text, fresh);
	}
	*ret = mem_strdup(str_text(&text));
	(*ret)[strcspn(*ret, "\r\n")] = '\0';
	return ERR_OK;
}
