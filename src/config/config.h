/* config - the options of the daemon: one table, a file and a command line.
 *
 * The rows of config/options.def are the only list: the members of struct config, the parser, the
 * checks, --help, `oxyd inspect options` and etc/oxyd.conf.example all come from them. Later
 * settings win: defaults, then the file, then the command line. A fault's pointer says where
 * ("oxyd.conf line 3, http.port"), its sentence what would be right.
 *
 * A struct config is filled by one thread at start and only read afterwards. */
#ifndef OXY_CONFIG_CONFIG_H
#define OXY_CONFIG_CONFIG_H

#include "base/fault.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_trait { CONFIG_ARGV = 1, CONFIG_FILE = 2 };

enum config_type { CONFIG_TEXT, CONFIG_INT, CONFIG_BOOL, CONFIG_CHOICE };

/* Texts are never NULL and belong to the config; a CHOICE holds the index of its word. */
struct config {
#define CONFIG_C_TEXT const char *
#define CONFIG_C_INT int64_t
#define CONFIG_C_BOOL bool
#define CONFIG_C_CHOICE int64_t
#define X(member, name, flag, type, def, low, high, unit, traits, en, vi) CONFIG_C_##type member;
#include "config/options.def"
#undef X
};

struct config_option {
	const char *name, *flag; /* flag: the short command-line spelling, "" if none */
	enum config_type type;
	const char *def;
	int64_t low, high;   /* of an INT, inclusive */
	const char *unit;    /* of an INT; the words of a CHOICE; what kind of text */
	unsigned traits;     /* enum config_trait */
	const char *text[2]; /* by enum lang */
	size_t offset;       /* of the member */
};

extern const struct config_option config_options[];
extern const size_t config_options_n;

struct config *config_new(void) NODISCARD; /* the defaults */
void config_free(struct config *c);        /* NULL is fine */
void config_free_ptr(struct config **c);   /* for CLEANUP */

/* All lines are read; every fault is reported. A file that cannot be opened is a fault too. */
err_t config_read_file(struct config *c, const char *path, struct faults *f) NODISCARD;

/* The same from memory; `path` names it in faults. */
err_t config_read_text(
    struct config *c, const char *path, const char *text, struct faults *f) NODISCARD;

/* Take options off a command line: "--name value", "--name=value"; a BOOL may stand alone
 * ("--demo") or as "--no-demo". argv[0] is skipped.
 * `--config FILE` is read first, wherever it stands. What does not begin with "--" is a fault. */
err_t config_read_argv(struct config *c, int argc, char **argv, struct faults *f) NODISCARD;

/* What no single option can know: listeners beyond loopback need behind_proxy, and the like. */
err_t config_check(const struct config *c, struct faults *f) NODISCARD;

/* The row of a name as the file spells it, or NULL. */
const struct config_option *config_option(const char *name);

/* Set one option from its text; a fault's pointer is `where`. */
err_t config_set(struct config *c, const struct config_option *o, const char *value,
    const char *where, struct faults *f) NODISCARD;

/* The option's value as the file would write it. */
void config_value(const struct config *c, const struct config_option *o, struct str *out);

/* The file etc/oxyd.conf.example: every option of the file, commented out at its default. */
void config_print_example(struct str *out);

/* The options as --help shows them. */
void config_print_flags(struct str *out);

/* The nearest of n words by edit distance, or NULL when none is near: "did you mean". */
const char *config_nearest(const char *word, const char *const *words, size_t n);

#endif
