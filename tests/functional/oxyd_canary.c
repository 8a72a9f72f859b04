/* oxyd_canary - the program with one mistake: it acknowledges before the commit is known (see src/db/tx.c).
 *
 * Only tests/functional/kill_test runs it, to prove that the ledger checker would notice such a mistake. */
#define OXY_CANARY_ACK_EARLY 1
#include "db/tx.c" /* instead of the one in libdb.a */

#include "main.c"
