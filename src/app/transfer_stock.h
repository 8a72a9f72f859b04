/* transfer_stock - stock lent by one facility to another: one movement, so both stocks change or neither does. */
#ifndef OXY_APP_TRANSFER_STOCK_H
#define OXY_APP_TRANSFER_STOCK_H

#include "app/app.h"
#include "domain/delivery.h"

/* `t` as it was read; completed and with its id on success. The lender cannot lend more than its projected stock (ERR_CONFLICT). A
 * client_event_id that was used before with the same goods gives that transfer again (*ret_new false). */
err_t app_transfer_stock(struct act *a, struct store_site from, struct store_site to, struct transfer *t, bool *ret_new) NODISCARD;

/* Whom a facility may lend to or borrow from: one in the caller's scope, or of the same province. */
err_t app_transfer_stock_partner(struct act *a, const char *code, struct store_site own, const char *pointer, struct store_site *ret) NODISCARD;

struct app_transfer_stock_list {
	struct transfer *items;
	int n;
	const char *next; /* cursor, or NULL */
};
err_t app_transfer_stock_list(struct act *a, const char *facility, const char *cursor, int64_t limit, struct app_transfer_stock_list *ret) NODISCARD;

#endif
