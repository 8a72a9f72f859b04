/* stock - the words of a stock level. */
#include "domain/stock.h"

static const char *const level_words[] = {
	[STOCK_RED] = "red",
	[STOCK_AMBER] = "amber",
	[STOCK_WATCH] = "watch",
	[STOCK_GREEN] = "green",
	[STOCK_UNKNOWN] = "unknown",
};
const struct names stock_levels = NAMES(level_words);
