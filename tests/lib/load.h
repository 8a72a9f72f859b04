/* load - writers of stock reports, each with a ledger, while somebody breaks the daemon or its database.
 *
 * Each of the LOAD_WRITERS threads has a connection, a facility of its own and a ledger file. A report that was not acknowledged is sent
 * again with the same client_event_id; now and then a writer gives up instead and goes on, as clients do. */
#ifndef OXY_TESTS_LOAD_H
#define OXY_TESTS_LOAD_H

#include "lib/ledger.h"

#include <stdint.h>

enum { LOAD_WRITERS = 8 };

struct load;

/* The facilities 15-K0 ... 15-K7, as the administrator. */
void load_register(int port, const char *admin);

/* dir holds the ledgers, which are appended to. token: a coordinator of province 15. seed is for what the writers choose. */
struct load *load_start(const char *dir, int port, const char *token, uint64_t seed);
void load_stop(struct load *l); /* waits; fails the test if any answer was one that a right daemon never gives here */
long load_acked(const struct load *l); /* so far, by any thread */

/* Everything that the daemon says it has of those facilities, page by page, held against the ledgers. */
struct ledger_verdict load_judge(const char *dir, int port, const char *token);

#endif
