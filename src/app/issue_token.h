/* issue_token - credentials: issue one, list them, revoke one.
 *
 * Admins manage all; a coordinator those of the province: its other coordinators and whoever speaks
 * for one of its sites. Only the hash of a token is kept. After the commit the caller has
 * app_issue_token_settle make it effective. */
#ifndef OXY_APP_ISSUE_TOKEN_H
#define OXY_APP_ISSUE_TOKEN_H

#include "app/app.h"
#include "wire/record_shape.h"

/* The provinces, facilities, supplier and asset that a body names are in scope: asked before its
 * other members. */
err_t app_issue_token_ids(struct act *a, const json_t *body) NODISCARD;

/* Issue: *t is completed with id, created_at and the secret, which nobody sees again. */
err_t app_issue_token(struct act *a, struct wire_token *t) NODISCARD;

/* ERR_NOT_FOUND for what the session may not manage; revoking twice is once. */
err_t app_issue_token_revoke(struct act *a, struct id id, struct wire_token *ret) NODISCARD;

struct app_issue_token_page {
	struct wire_token *items;
	size_t n;
	const char *next; /* cursor; NULL: no more */
};
err_t app_issue_token_list(
    struct act *a, const char *cursor, int64_t limit, struct app_issue_token_page *ret) NODISCARD;

/* After the commit: this process knows the change, and the broker's users follow. */
void app_issue_token_settle(struct app *app);

#endif
