/* tokens - who a bearer token is.
 *
 * All credentials in force are kept in memory, so that a request is recognised without the database; the
 * table follows the database within a second (NOTIFY, and a look every second), and at once when this
 * process issues or revokes. Only hashes are kept; the compare is by hash, so its time tells nothing. Any thread. */
#ifndef OXY_APP_TOKENS_H
#define OXY_APP_TOKENS_H

#include "app/app.h"

enum { APP_TOKEN_TEXT = 48 }; /* "oxy_" and 43 characters, and the NUL */

struct app_tokens *app_tokens_new(struct app *app) NODISCARD; /* empty; loads in the background */
void app_tokens_free(struct app_tokens *t);

/* ERR_OK; ERR_UNAUTHORIZED; ERR_AWAY while the table has never been loaded. */
err_t app_tokens_find(struct app_tokens *t, const char *token, struct session *ret, struct faults *f) NODISCARD;

/* Who a device is, by its asset: the newest of its tokens in force; false when there is none. */
bool app_tokens_device(struct app_tokens *t, const char *asset, struct session *ret);

/* Another number whenever the credentials became others: for whoever keeps something made of them. */
int64_t app_tokens_stamp(struct app_tokens *t);

/* Load again now: after issuing or revoking. */
err_t app_tokens_reload(struct app_tokens *t, struct faults *f) NODISCARD;

/* Make a new random token and its hash. */
void app_tokens_make(char token[APP_TOKEN_TEXT], uint8_t sha[32]);
void app_tokens_hash(const char *token, uint8_t sha[32]);

#endif
