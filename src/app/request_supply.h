/* request_supply - a hospital's own need, which the next plan serves. */
#ifndef OXY_APP_REQUEST_SUPPLY_H
#define OXY_APP_REQUEST_SUPPLY_H

#include "app/app.h"
#include "domain/delivery.h"

/* `r` as it was read; completed and with its id on success. The same client_event_id with the same goods gives that request again. */
err_t app_request_supply(struct act *a, struct store_site facility, struct supply_request *r, bool *ret_new) NODISCARD;

struct app_request_supply_list {
	struct supply_request *items;
	int n;
	const char *next; /* cursor, or NULL */
};
err_t app_request_supply_list(struct act *a, const char *facility, const char *cursor, int64_t limit, struct app_request_supply_list *ret) NODISCARD;

#endif
