/* show_audit - a page of the audit chain, each row with its digest and the one before it. */
#ifndef OXY_APP_SHOW_AUDIT_H
#define OXY_APP_SHOW_AUDIT_H

#include "app/app.h"
#include "store/audit.h"

struct app_audit_item {
	int64_t seq; /* 1 is the first row of all */
	struct store_audit_row row; /* texts in the arena */
	uint8_t sha[STORE_AUDIT_SHA], previous[STORE_AUDIT_SHA];
};

/* Newest first, strictly before a place. Everything recorded by at.recorded_by must be final. */
struct app_audit_page {
	struct app_audit_item *items;
	size_t n;
	bool more;
};
err_t app_show_audit(struct act *a, struct store_audit_place before, int64_t limit, struct app_audit_page *ret) NODISCARD;

#endif
