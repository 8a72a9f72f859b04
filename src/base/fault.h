/* fault - what exactly is wrong, where, and what would be right; in Vietnamese and English.
 *
 * Every sentence that a user can be told about a value is a row of base/fault.def: errors of a
 * request, warnings of a report, reasons of a quarantine. A fault keeps its row, the JSON pointer
 * of the member (or "line 3, column value" of a CSV) and up to three texts to fill in; the sentence is made
 * when it is shown, in the reader's language.
 *
 * A struct faults is a small value owned by its caller; adding to a full one counts only. */
#ifndef OXY_BASE_FAULT_H
#define OXY_BASE_FAULT_H

#include "base/err.h"

#include <stddef.h>

enum fault_id {
#define X(id, err, code, en, vi) FAULT_##id,
#include "base/fault.def"
#undef X
	FAULT_COUNT
};

enum { FAULT_ARGS = 3, FAULTS_MAX = 32 };

struct fault {
	enum fault_id id;
	char pointer[160];
	char arg[FAULT_ARGS][120];
};

struct faults {
	int n;         /* how many item[] hold, at most FAULTS_MAX */
	int unlisted;  /* how many more there were */
	err_t err;     /* class of the first one; ERR_OK while there is none */
	struct fault item[FAULTS_MAX];
};

/* Add one; NULL args are empty, a NULL list is fine. Returns the fault's class, so that
 * "return fault_add(f, FAULT_RANGE, "/beds", "0..5000", text, NULL);" reads as it acts. */
err_t fault_add(struct faults *f, enum fault_id id, const char *pointer, const char *a, const char *b, const char *c);

/* The same with a printf-like pointer and no arguments. */
err_t fault_at(struct faults *f, enum fault_id id, const char *pointer_fmt, ...) PRINTF_LIKE(3, 4);

/* The sentence in one language; returns buf. */
char *fault_text(const struct fault *f, enum lang lang, char *buf, size_t size);

const char *fault_code(enum fault_id id);
err_t fault_err(enum fault_id id);

/* The row whose code is `code`, or FAULT_COUNT. */
enum fault_id fault_by_code(const char *code);

#endif
