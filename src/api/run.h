/* run - a call from its parsed body to its answer: transaction, idempotency, moment. For api/ alone. */
#ifndef OXY_API_RUN_H
#define OXY_API_RUN_H

#include "api/api.h"

/* Run the handler as its kind asks. On ERR_OK c->text holds the answer's bytes; a call of kind API_INGEST was given away on
 * ERR_OK and must not be touched again. */
err_t api_run(struct api_call *c) NODISCARD;

/* For API_PLAIN handlers that write in several transactions: was the call answered before (c->replayed), and keep its answer.
 * Without an Idempotency-Key both do nothing. */
err_t api_run_find_key(struct api_call *c) NODISCARD;
err_t api_run_keep_key(struct api_call *c) NODISCARD;

/* Make the answer's bytes, once: they are sent, hashed and remembered. */
void api_run_settle(struct api_call *c);

/* Send what the call came to: its answer, or the problem of e. The call ends here. */
void api_run_respond(struct api_call *c, err_t e);

#endif
