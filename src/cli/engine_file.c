/* engine_file - read and write a whole file, or say why not. */
#include "cli/engine_file.h"

#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int
cannot(const char *command, const char *what, const char *path)
{
	fprintf(stderr, "oxyd %s: cannot %s %s: %s\n", command, what, path, strerror(errno));
	return CLI_FAILED;
}

int
cli_engine_file_read(const char *command, const char *path, struct str *out)
{
	char buf[65536];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (!f)
		return cannot(command, "read", path);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_add_n(out, buf, n);
	bool ok = !ferror(f);
	fclose(f);
	return ok ? CLI_OK : cannot(command, "read", path);
}

int
cli_engine_file_write(const char *command, const char *path, const struct str *text)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		return cannot(command, "write", path);
	bool ok = fwrite(text->data, 1, text->len, f) == text->len;
	return fclose(f) == 0 && ok ? CLI_OK : cannot(command, "write", path);
}
