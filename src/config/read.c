/* read - options from a file and from a command line.
 *
 * Both go on after a fault, so that one run of `oxyd check-config` shows everything there is to
 * mend. */
#include "base/mem.h"
#include "config/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 1 << 20, NAMES_MAX = 256 };

static err_t
unknown(const char *name, bool flags, const char *where, struct faults *f)
{
	const char *words[NAMES_MAX], *near;
	size_t n = 0;
	char hint[100] = "";
	for (size_t i = 0; i < config_options_n; i++) {
		words[n++] = config_options[i].name;
		if (flags && *config_options[i].flag != '\0')
			words[n++] = config_options[i].flag;
	}
	near = config_nearest(name, words, n);
	if (near)
		snprintf(hint, sizeof hint, "; did you mean %s%s?", flags ? "--" : "", near);
	return fault_add(f, FAULT_OPTION, where, name, hint, NULL);
}

static char *
trim(char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	for (size_t n = strlen(s); n > 0 && isspace((unsigned char)s[n - 1]); n--)
		s[n - 1] = '\0';
	return s;
}

struct reader {
	struct config *config;
	const char *path;
	int line;
	int *seen; /* line of each option, 0 = not yet */
	struct faults *faults;
};

static err_t
read_pair(struct reader *r, const char *name, const char *value)
{
	char where[160], line[16];
	const struct config_option *o = config_option(name);
	snprintf(where, sizeof where, "%s line %d, %s", r->path, r->line, name);
	if (o == NULL)
		return unknown(name, false, where, r->faults);
	if (o->traits & CONFIG_ARGV)
		return fault_add(r->faults, FAULT_OPTION_PLACE, where,
		    "belongs on the command line, not in the file", NULL, NULL);
	int *seen = &r->seen[o - config_options];
	if (*seen != 0) {
		snprintf(line, sizeof line, "%d", *seen);
		return fault_add(r->faults, FAULT_OPTION_TWICE, where, line, NULL, NULL);
	}
	*seen = r->line;
	return config_set(r->config, o, value, where, r->faults);
}

static err_t
read_line(struct reader *r, char *line)
{
	char where[160];
	line = trim(line);
	if (*line == '\0' || *line == '#')
		return ERR_OK;
	char *equals = strchr(line, '=');
	if (equals == NULL || equals == line) {
		snprintf(where, sizeof where, "%s line %d", r->path, r->line);
		return fault_add(r->faults, FAULT_OPTION_LINE, where, line, NULL, NULL);
	}
	*equals = '\0';
	return read_pair(r, trim(line), trim(equals + 1));
}

err_t
config_read_text(struct config *c, const char *path, const char *text, struct faults *f)
{
	struct reader r = {
		.config = c, .path = path, .seen = MEM_ARRAY(int, config_options_n), .faults = f
	};
	char *copy = mem_strdup(text), *rest = copy, *line;
	err_t first = ERR_OK;
	while ((line = strsep(&rest, "\n")) != NULL) {
		r.line++;
		err_t e = read_line(&r, line);
		first = first ? first : e;
	}
	free(copy);
	free(r.seen);
	return first;
}

/* A NUL would hide the rest of the file from a C text: it is a fault of its own. */
static err_t
slurp(const char *path, struct str *ret, struct faults *f)
{
	char buf[4096];
	size_t n;
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return fault_add(f, FAULT_OPTION_FILE, path, strerror(errno), NULL, NULL);
	while ((n = fread(buf, 1, sizeof buf, in)) > 0 && ret->len < FILE_MAX_BYTES)
		str_add_n(ret, buf, n);
	bool failed = ferror(in);
	fclose(in);
	if (failed)
		return fault_add(f, FAULT_OPTION_FILE, path, strerror(errno), NULL, NULL);
	if (ret->len >= FILE_MAX_BYTES)
		return fault_add(f, FAULT_OPTION_FILE, path, "longer than 1 MiB", NULL, NULL);
	if (strlen(str_text(ret)) != ret->len)
		return fault_add(f, FAULT_OPTION_FILE, path, "holds a NUL byte", NULL, NULL);
	return ERR_OK;
}

err_t
config_read_file(struct config *c, const char *path, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	err_t e = slurp(path, &text, f);
	return e ? e : config_read_text(c, path, str_text(&text), f);
}

static const struct config_option *
find_flag(const char *name, bool *ret_no)
{
	const char *positive = strncmp(name, "no-", 3) == 0 ? name + 3 : NULL;
	*ret_no = false;
	for (size_t i = 0; i < config_options_n; i++) {
		const struct config_option *o = &config_options[i];
		if (str_eq(name, o->name) || (*o->flag != '\0' && str_eq(name, o->flag)))
			return o;
		if (positive && o->type == CONFIG_BOOL &&
		    (str_eq(positive, o->name) ||
			(*o->flag != '\0' && str_eq(positive, o->flag)))) {
			*ret_no = true;
			return o;
		}
	}
	return NULL;
}

struct flag {
	char name[64], where[72];
	const char *value; /* NULL: none given */
};

/* Split argv[*i]; takes the next argument as the value when the option wants one. */
static err_t
next_flag(int argc, char **argv, int *i, struct flag *ret, struct faults *f)
{
	const char *arg = argv[*i];
	if (strncmp(arg, "--", 2) != 0 || arg[2] == '\0')
		return fault_add(f, FAULT_OPTION_LINE, "command line", arg, NULL, NULL);
	const char *equals = strchr(arg, '=');
	snprintf(ret->name, sizeof ret->name, "%.*s",
	    equals ? (int)(equals - arg - 2) : (int)strlen(arg + 2), arg + 2);
	snprintf(ret->where, sizeof ret->where, "--%s", ret->name);
	ret->value = equals ? equals + 1 : NULL;
	bool no;
	const struct config_option *o = find_flag(ret->name, &no);
	bool wants = str_eq(ret->name, "config") || (o != NULL && o->type != CONFIG_BOOL);
	bool is_word = *i + 1 < argc && strncmp(argv[*i + 1], "--", 2) != 0;
	if (ret->value == NULL && is_word && (wants || (o != NULL && !no)))
		ret->value = argv[++*i];
	if (ret->value == NULL && wants)
		return fault_add(
		    f, FAULT_OPTION_NO_VALUE, ret->where, o ? o->unit : "file", NULL, NULL);
	return ERR_OK;
}

static err_t
read_flag(struct config *c, const struct flag *flag, struct faults *f)
{
	bool no;
	const struct config_option *o = find_flag(flag->name, &no);
	if (str_eq(flag->name, "config"))
		return ERR_OK;
	if (o == NULL)
		return unknown(flag->name, true, flag->where, f);
	if (o->traits & CONFIG_FILE)
		return fault_add(f, FAULT_OPTION_PLACE, flag->where,
		    "belongs in the file: other users can read a command line", NULL, NULL);
	if (no && flag->value != NULL)
		return fault_add(f, FAULT_OPTION_PLACE, flag->where, "takes no value", NULL, NULL);
	return config_set(c, o, no ? "no" : flag->value ? flag->value : "yes", flag->where, f);
}

err_t
config_read_argv(struct config *c, int argc, char **argv, struct faults *f)
{
	struct flag flag;
	err_t first = ERR_OK, e;
	for (int i = 1; i < argc && first == ERR_OK; i++)
		if (next_flag(argc, argv, &i, &flag, NULL) == ERR_OK && str_eq(flag.name, "config"))
			first = config_read_file(c, flag.value, f);
	for (int i = 1; i < argc; i++) {
		e = next_flag(argc, argv, &i, &flag, f);
		if (e == ERR_OK)
			e = read_flag(c, &flag, f);
		first = first ? first : e;
	}
	return first;
}
