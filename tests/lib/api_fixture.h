/* api_fixture - the HTTP interface over an app_fixture: for tests that ask as the outside does,
 * without a daemon.
 *
 *     struct api_fixture *x = api_fixture_new();
 *     json_t *f = api_fixture_call(x, "coordinator", "GET", "/v1/facilities/15-PGH1", NULL);
 *     ck_assert_int_eq(x->status, 200);
 * Bodies are written with ' for ", so that JSON reads well in C. */
#ifndef OXY_TESTS_API_FIXTURE_H
#define OXY_TESTS_API_FIXTURE_H

#include "lib/app_fixture.h"

#include <jansson.h>

struct api_fixture {
	struct app_fixture *fx;
	struct api_server *server;
	struct http_client *client;
	/* the last answer */
	int status;
	json_t *answer;     /* owned by the fixture; NULL when it is no JSON */
	char text[1 << 20]; /* cut when longer */
	const char *key;    /* sent as Idempotency-Key of the next call, once; NULL: none */
	const char *type; /* sent as Content-Type of the next call, once; NULL: application/json */
	bool replayed;    /* the last answer was a remembered one */
};

struct api_fixture *api_fixture_new(void);
void api_fixture_free(struct api_fixture *x);

/* who: the name of a session of app_fixture.h, or a whole token, or NULL for nobody. Returns
 * answer. */
json_t *api_fixture_call(struct api_fixture *x, const char *who, const char *method,
    const char *target, const char *body);

/* The same with a body that is sent as it is. */
json_t *api_fixture_send(struct api_fixture *x, const char *who, const char *method,
    const char *target, const char *body, size_t n);

/* Texts and numbers of the last answer by path, such as "/assets/0/asset" or "/items/2/code"; NULL
 * and INT64_MIN when null or absent. */
const char *api_fixture_text(const struct api_fixture *x, const char *path);
int64_t api_fixture_int(const struct api_fixture *x, const char *path);
size_t api_fixture_size(
    const struct api_fixture *x, const char *path); /* of an array; SIZE_MAX when it is none */
const json_t *api_fixture_at(const struct api_fixture *x, const char *path);

/* Has the last problem an error with this code at this pointer (NULL: any)? */
bool api_fixture_fault(const struct api_fixture *x, const char *code, const char *pointer);

#endif
