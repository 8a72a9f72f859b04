/* openapi - the OpenAPI 3.1 document from the route table.
 *
 * Whoever owns the routes hands them in as plain structs; paths, parameters, bodies, answers and
 * components follow. What every route shares is added here and need not be listed: the bearer token
 * and 401/403/404 where it is needed, 400/413/415/422 where there is a body, Idempotency-Key
 * and 409 of a POST, ETag/If-None-Match/304 of a GET, 429 and 503. */
#ifndef OXY_WIRE_OPENAPI_H
#define OXY_WIRE_OPENAPI_H

#include "domain/role.h"
#include "wire/wire.h"

enum wire_body {
	WIRE_BODY_NONE,
	WIRE_BODY_ONE,          /* one object of the shape */
	WIRE_BODY_PAGE,         /* {"items": [shape], "next"}; adds ?limit and ?cursor */
	WIRE_BODY_ARRAY,        /* a bare array of the shape */
	WIRE_BODY_ONE_OR_ARRAY, /* request: either */
	WIRE_BODY_PATCH,        /* request: any of the shape's members */
	WIRE_BODY_ANY,          /* whatever the content type says (CSV, NDJSON, events, text) */
	WIRE_BODY_EMPTY_OBJECT, /* {} */
};

struct wire_param {
	const char *name;
	enum wire_kind kind; /* I64 TEXT CODE ENUM INSTANT DATE BOOL ID */
	bool required;
	int64_t min, max;
	const struct names *names;
	const char *text;
};

enum { WIRE_STATUSES = 6 };

struct wire_operation {
	const char *method; /* "GET" */
	const char *path;   /* "/v1/facilities/{code}" */
	const char *id;     /* operationId; NULL: made of method and path */
	const char *tag;
	const char *summary_en, *summary_vi;
	roles_t roles; /* ROLES_ANYONE: no token */

	enum wire_body takes;
	const struct wire_shape *request;
	const char *request_types[4]; /* NULL-terminated; none: application/json */

	enum wire_body gives;
	const struct wire_shape *response;
	const char *response_types[4];
	int statuses[WIRE_STATUSES]; /* successes, 0-terminated; none: 200 */
	int errors[WIRE_STATUSES];   /* problems beyond the shared ones, 0-terminated */

	const struct wire_param
	    *params; /* of the query; {names} of the path are found by themselves */
	size_t nparams;
	bool as_of;   /* adds ?as_of= */
	bool no_etag; /* a GET without ETag: stream, metrics, health */
};

struct wire_openapi {
	const char *title, *version, *text;
	const struct wire_operation *const *operations;
	size_t n;
};

/* A new reference; the same input gives the same bytes. */
json_t *wire_openapi(const struct wire_openapi *o) NODISCARD;

#endif
