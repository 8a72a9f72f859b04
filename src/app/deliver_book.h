/* deliver_book - what the events of a delivery do to the ledger. Every movement goes from one account to another, so mass is conserved:
 * load is store -> vehicle, deliver vehicle -> site, what is rejected vehicle -> store, and what nobody has any more vehicle -> loss. */
#ifndef OXY_APP_DELIVER_BOOK_H
#define OXY_APP_DELIVER_BOOK_H

#include "app/app.h"
#include "store/delivery.h"
#include "store/supply.h"

/* What an event says, completed: grams and bottles are known. */
struct app_deliver_book {
	const struct store_delivery *delivery;
	const struct store_supply *supply; /* of its supplier */
	struct store_delivery_by by;
	int64_t accepted_g, rejected_g, full, empties; /* rejected_g UNKNOWN_I64: whatever was not accepted */
	const char *vehicle;                           /* named by the event, or NULL */
	int64_t site_outside;                          /* drops: the facility's "outside" account */
};

/* store -> vehicle; bottles that the store lacks are filled from the supplier's bulk first. */
err_t app_deliver_book_load(struct act *a, const struct app_deliver_book *b) NODISCARD;

/* vehicle -> store, all that is still on it. */
err_t app_deliver_book_unload(struct act *a, const struct app_deliver_book *b) NODISCARD;

/* vehicle -> site and the rest back. accepted_g becomes what a stock report has booked already, if one has; rejected_g what
 * went back. `correct`: reverse the earlier settlement first and book this one at the same instant, so that truths seen since keep
 * their meaning. */
err_t app_deliver_book_settle(struct act *a, struct app_deliver_book *b, bool correct) NODISCARD;

/* store -> site at once, once per docket: where a report has received the docket already, from its "outside", the store's part goes
 * there. */
err_t app_deliver_book_drop(struct act *a, const struct app_deliver_book *b, const char *docket) NODISCARD;

#endif
