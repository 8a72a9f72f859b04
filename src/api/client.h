/* client - the API from its other end: one call in JSON over loopback, for the demo's loader and `oxyd replay`.
 *
 * Anything but a 2xx answer is a fault that names the call and quotes what the daemon said. A POST carries an Idempotency-Key of its
 * own, so what was refused for the moment (429, 503, no answer) is sent again for a while. One thread at a time. */
#ifndef OXY_API_CLIENT_H
#define OXY_API_CLIENT_H

#include "base/fault.h"

#include <jansson.h>
#include <stdint.h>

struct api_client;

struct api_client *api_client_new(const char *host, uint16_t port) NODISCARD;

/* From http://HOST:PORT, with or without a slash; NULL when it is nothing of the kind. */
struct api_client *api_client_new_at(const char *url) NODISCARD;
void api_client_free(struct api_client *c); /* NULL is fine */
void api_client_free_ptr(struct api_client **c);

/* The token of the calls that follow; borrowed until the next one is set. */
void api_client_as(struct api_client *c, const char *token);

/* body is taken over (json_decref), NULL sends none. ret_answer is a new reference, NULL where the answer is not wanted. */
err_t api_client_call(struct api_client *c, const char *method, const char *target, json_t *body, json_t **ret_answer, struct faults *f) NODISCARD;

/* Lines of text to POST, such as NDJSON. */
struct api_client_text {
	const char *target, *content_type, *text;
	size_t len;
};
err_t api_client_post_text(struct api_client *c, const struct api_client_text *t, json_t **ret_answer, struct faults *f) NODISCARD;

/* Every item of a list, page after page; `target` has its ?. *ret is a new array. */
err_t api_client_list(struct api_client *c, const char *target, json_t **ret, struct faults *f) NODISCARD;

/* GET until "state" is neither queued nor running, two minutes at most (ERR_AWAY). For plans and forecast runs. */
err_t api_client_wait(struct api_client *c, const char *target, json_t **ret, struct faults *f) NODISCARD;

/* The HTTP status of the last answer, 0 if none came. */
int api_client_status(const struct api_client *c);

#endif
