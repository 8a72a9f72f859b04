/* ledger - what a writer sent and what it was told, on its own disk, compared afterwards with what is stored.
 *
 * Every writer has a file of its own and one thread; each line is on the disk before the call returns. "?" and an id: about to be sent;
 * "+" and an id: a 2xx came. The judge reads the files back and sets them against the ids that the database has:
 *   LOST     acknowledged, not stored: the promise is broken
 *   DUP      stored more than once
 *   PHANTOM  stored, never sent
 *   unknown  sent, never acknowledged: may be stored or not, and is only counted
 * The checker is tested itself: with invented ledgers, and with a build that acknowledges too early. */
#ifndef OXY_TESTS_LEDGER_H
#define OXY_TESTS_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

enum { LEDGER_ID = 48 }; /* longest id with its NUL */

struct ledger;
struct ledger *ledger_open(const char *path); /* appends */
void ledger_attempt(struct ledger *l, const char *id);
void ledger_ack(struct ledger *l, const char *id);
void ledger_close(struct ledger *l);

/* A bag of ids; zero-initialise it. */
struct ledger_ids {
	char (*at)[LEDGER_ID];
	size_t n, cap;
};
void ledger_ids_add(struct ledger_ids *ids, const char *id);
void ledger_ids_free(struct ledger_ids *ids);

struct ledger_verdict {
	long attempted, acked, stored, lost, dup, phantom, unknown;
	char example[LEDGER_ID]; /* the first id that is lost, doubled or never sent; "" if none */
};

/* Sorts `stored`. */
struct ledger_verdict ledger_judge(const char *const *paths, size_t n, struct ledger_ids *stored);

#endif
