/* history - what the demo province has reported until now: census, use, receipts, stock, half day by half day.
 *
 * A small simulation: patients follow a wave that rises in the last three weeks (site by site, with a lag), gas follows the patients,
 * sites order when their stock covers less than three days. So every number fits the others: a tank's stock is the stock before plus
 * what came in less what was used, to the gram; a pool's to the bottle that is being emptied. Some reports are missing, one hospital falls silent, and a few
 * sites are no longer supplied as they need at the end.
 *
 * Receipts are the simulation's own (with a docket) unless demo_history_receive says what a delivery brought. Pure: the same world, now
 * and receipts give the same reports. One thread. */
#ifndef OXY_DEMO_HISTORY_H
#define OXY_DEMO_HISTORY_H

#include "demo/world.h"
#include "domain/stock.h"

enum { DEMO_HISTORY_DAYS = 60 };

struct demo_history;

struct demo_history *demo_history_new(const struct demo_world *w, instant_t now, int days) NODISCARD;
void demo_history_free(struct demo_history *h); /* NULL is fine */
void demo_history_free_ptr(struct demo_history **h);

/* When the first report leaves: nothing of the history is earlier than a day before. */
instant_t demo_history_start(const struct demo_history *h);

/* The reports that leave at one instant, all of different sites; valid until the next call. */
struct demo_history_batch {
	instant_t at;
	const struct stock_report *reports;
	const size_t *sites; /* index into the world's */
	size_t n;
};

/* Live half a day and report; false when the next reports would leave after now. */
bool demo_history_next(struct demo_history *h, struct demo_history_batch *ret);

/* A delivery came to a site after the last batch and before the next one: its stock has it, its next report names it, and on that
 * day the site orders nothing itself. */
struct demo_history_delivery {
	size_t site;
	struct id id;
	instant_t at;
	enum product product;
	const char *cylinder_type; /* of product cylinder */
	int64_t g, full, empties_back;
};
void demo_history_receive(struct demo_history *h, const struct demo_history_delivery *d);

/* What a site can take now: grams that fit its tank, or as many full bottles as it has empty ones. */
int64_t demo_history_room(const struct demo_history *h, size_t site, enum product product);

/* Stock in grams as it stands after the last batch, a bottle in use counted half. */
int64_t demo_history_stock_g(const struct demo_history *h, size_t site);

#endif
