/* delivery - the words of transfers' and requests' enums. */
#include "domain/delivery.h"

static const char *const transfer_words[] = {
	[TRANSFER_DONE] = "done",
	[TRANSFER_REVERSED] = "reversed",
};
const struct names delivery_transfer_states = NAMES(transfer_words);

static const char *const urgency_words[] = {
	[URGENCY_ROUTINE] = "routine",
	[URGENCY_URGENT] = "urgent",
	[URGENCY_CRITICAL] = "critical",
};
const struct names delivery_urgencies = NAMES(urgency_words);

static const char *const request_words[] = {
	[REQUEST_OPEN] = "open",
	[REQUEST_PLANNED] = "planned",
	[REQUEST_MET] = "met",
	[REQUEST_CLOSED] = "closed",
};
const struct names delivery_request_states = NAMES(request_words);
