/* ledger - what must be true of a world after every hour, whoever decided. */
#ifndef OXY_SIMULATE_LEDGER_H
#define OXY_SIMULATE_LEDGER_H

#include "simulate/world.h"

#include <stddef.h>

/* Mass is conserved to the gram, no stock is negative, no tank overfull, no bottle lost, no duty broken. True when all of it holds;
 * otherwise `text` says what does not, where and when. */
bool simulate_ledger_holds(const struct simulate_world *w, char *text, size_t size);

#endif
