/* openapi - the document, built from tables only: what is not in a table is not documented, and
 * what is in one cannot be forgotten. */
#include "wire/openapi.h"
#include "wire/quantity.h"
#include "wire/scalar.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define SCHEMAS "#/components/schemas/"

static void
put(json_t *o, const char *name, json_t *value)
{
	json_object_set_new(o, name, value);
}

static json_t *
ref(const char *to)
{
	return json_pack("{s:s}", "$ref", to);
}

/* Components: every shape that is reached, once. */

static void
add_component(json_t *schemas, const struct wire_shape *s, enum wire_direction d)
{
	char name[96];
	wire_schema_name(s, d, name, sizeof name);
	if (json_object_get(schemas, name) != NULL)
		return;
	put(schemas, name, wire_schema(s, d, SCHEMAS));
	for (size_t i = 0; i < s->n; i++) {
		const struct wire_field *f = &s->fields[i];
		if (f->kind == WIRE_OBJECT)
			add_component(schemas, f->shape, d);
		else if (f->kind == WIRE_LIST && f->of == WIRE_OBJECT)
			add_component(schemas, f->shape, d == WIRE_PATCH ? WIRE_IN : d);
	}
}

static json_t *
problem_schema(void)
{
	json_t *text = json_pack("{s:s}", "type", "string");
	json_t *o = json_pack(
	    "{s:s, s:s, s:[s, s, s, s, s], s:{s:O, s:O, s:{s:s}, s:O, s:{s:[s, s]}, s:{s:[s, s]}, "
	    "s:{s:s, s:{s:s, s:[s, s, s], s:{s:O, s:O, s:O}}}}}",
	    "type", "object", "description",
	    "What went wrong (RFC 9457), in Vietnamese or English by Accept-Language.", "required",
	    "type", "title", "status", "detail", "errors", "properties", "type", text, "title",
	    text, "status", "type", "integer", "detail", text, "instance", "type", "string", "null",
	    "request_id", "type", "string", "null", "errors", "type", "array", "items", "type",
	    "object", "required", "pointer", "code", "detail", "properties", "pointer", text,
	    "code", text, "detail", text);
	json_decref(text);
	return o;
}

static enum wire_direction
direction_in(const struct wire_operation *op)
{
	return op->takes == WIRE_BODY_PATCH ? WIRE_PATCH : WIRE_IN;
}

static json_t *
schemas(const struct wire_openapi *o)
{
	json_t *all = json_object();
	put(all, "Problem", problem_schema());
	put(all, "QuantityInput", wire_quantity_schema(false));
	put(all, "GaugeQuantityInput", wire_quantity_schema(true));
	for (size_t i = 0; i < o->n; i++) {
		const struct wire_operation *op = o->operations[i];
		if (op->request != NULL)
			add_component(all, op->request, direction_in(op));
		if (op->response != NULL)
			add_component(all, op->response, WIRE_OUT);
	}
	return all;
}

/* Parameters. */

static json_t *
parameter(const char *in, const char *name, bool required, const char *text, json_t *schema)
{
	json_t *p = json_pack("{s:s, s:s, s:b, s:o}", "name", name, "in", in, "required",
	    (int)required, "schema", schema);
	if (text != NULL)
		put(p, "description", json_string(text));
	return p;
}

static void
add_path_parameters(json_t *to, const char *path)
{
	static const struct wire_field code = { .kind = WIRE_CODE },
				       other = { .kind = WIRE_TEXT, .min = 1, .max = 64 };
	for (const char *open = strchr(path, '{'); open != NULL; open = strchr(open + 1, '{')) {
		char name[40];
		snprintf(name, sizeof name, "%.*s", (int)strcspn(open + 1, "}"), open + 1);
		const struct wire_field *f = strcmp(name, "code") == 0 ? &code : &other;
		json_array_append_new(to,
		    parameter("path", name, true, NULL, wire_schema_scalar(f, f->kind, WIRE_IN)));
	}
}

static void
add_query(json_t *to, const struct wire_param *p)
{
	struct wire_field f = { .kind = p->kind, .min = p->min, .max = p->max, .names = p->names };
	json_array_append_new(to, parameter("query", p->name, p->required, p->text,
				      wire_schema_scalar(&f, p->kind, WIRE_IN)));
}

static bool
is_method(const struct wire_operation *op, const char *method)
{
	return strcmp(op->method, method) == 0;
}

static bool
has_etag(const struct wire_operation *op)
{
	return is_method(op, "GET") && !op->no_etag;
}

static json_t *
parameters(const struct wire_operation *op)
{
	static const struct wire_param as_of = { "as_of", WIRE_INSTANT, false, 0, 0, NULL,
		"what the same request would have answered at this instant" };
	static const struct wire_param page[] = {
		{ "limit", WIRE_I64, false, 1, 1000, NULL, "items a page" },
		{ "cursor", WIRE_TEXT, false, 1, 500, NULL, "`next` of the page before" },
	};
	json_t *all = json_array();
	add_path_parameters(all, op->path);
	for (size_t i = 0; i < op->nparams; i++)
		add_query(all, &op->params[i]);
	if (op->as_of)
		add_query(all, &as_of);
	for (size_t i = 0; op->gives == WIRE_BODY_PAGE && i < ARRAY_LEN(page); i++)
		add_query(all, &page[i]);
	if (is_method(op, "POST"))
		json_array_append_new(all, ref("#/components/parameters/IdempotencyKey"));
	if (has_etag(op))
		json_array_append_new(all, ref("#/components/parameters/IfNoneMatch"));
	return all;
}

static json_t *
shared_parameters(void)
{
	static const struct wire_field key = { .kind = WIRE_TEXT, .min = 1, .max = 255 },
				       etag = { .kind = WIRE_TEXT };
	json_t *o = json_object();
	put(o, "IdempotencyKey",
	    parameter("header", "Idempotency-Key", false,
		"The same key and body within 7 days give the same answer bytes; another body is "
		"refused.",
		wire_schema_scalar(&key, WIRE_TEXT, WIRE_IN)));
	put(o, "IfNoneMatch",
	    parameter("header", "If-None-Match", false, "an ETag: 304 when nothing changed",
		wire_schema_scalar(&etag, WIRE_TEXT, WIRE_OUT)));
	return o;
}

/* Bodies. */

static json_t *
array_of(json_t *items)
{
	return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

static json_t *
shape_ref(const struct wire_shape *s, enum wire_direction d)
{
	char name[96];
	return json_pack(
	    "{s:o}", "$ref", json_sprintf(SCHEMAS "%s", wire_schema_name(s, d, name, sizeof name)));
}

static json_t *
body_schema(enum wire_body b, const struct wire_shape *s, enum wire_direction d)
{
	switch (b) {
	case WIRE_BODY_ONE:
	case WIRE_BODY_PATCH:
		return shape_ref(s, d);
	case WIRE_BODY_ARRAY:
		return array_of(shape_ref(s, d));
	case WIRE_BODY_ONE_OR_ARRAY:
		return json_pack("{s:[o, o]}", "oneOf", shape_ref(s, d), array_of(shape_ref(s, d)));
	case WIRE_BODY_PAGE:
		return json_pack("{s:s, s:[s, s], s:b, s:{s:o, s:{s:[s, s], s:s}}}", "type",
		    "object", "required", "items", "next", "additionalProperties", 0, "properties",
		    "items", array_of(shape_ref(s, d)), "next", "type", "string", "null",
		    "description", "cursor of the next page; null on the last one");
	case WIRE_BODY_EMPTY_OBJECT:
		return json_pack("{s:s, s:b}", "type", "object", "additionalProperties", 0);
	case WIRE_BODY_NONE:
	case WIRE_BODY_ANY:
		break;
	}
	return json_object();
}

/* Types other than JSON carry text. */
static json_t *
content(
    const char *const types[4], enum wire_body b, const struct wire_shape *s, enum wire_direction d)
{
	static const char *const json_only[4] = { "application/json" };
	json_t *o = json_object();
	const char *const *t = types[0] ? types : json_only;
	for (int i = 0; i < 4 && t[i] != NULL; i++) {
		bool is_json = strcmp(t[i], "application/json") == 0;
		put(o, t[i],
		    json_pack(
			"{s:o}", "schema", is_json ? body_schema(b, s, d) : ref(SCHEMAS "Text")));
	}
	return o;
}

/* Answers. */

static const struct {
	int status;
	const char *name, *text;
} problems[] = {
	{ 400, "Malformed",
	    "The body cannot be read: not JSON, duplicate names, nested deeper than 16." },
	{ 401, "Unauthorized", "No token, or an unknown, expired or revoked one." },
	{ 403, "Forbidden", "This role may never do this." },
	{ 404, "NotFound", "Not there, or outside the token's scope." },
	{ 405, "MethodNotAllowed", "This path has no such method." },
	{ 409, "Conflict", "Stale, conflicting, or in a state that does not allow it." },
	{ 413, "TooLarge", "The body is too large." },
	{ 415, "UnsupportedMedia", "This content type is not read here." },
	{ 422, "Invalid", "Wrong shape or value; `errors` names each member." },
	{ 429, "TooMany", "Too many requests; wait for Retry-After seconds." },
	{ 500, "Internal", "The server made a mistake." },
	{ 503, "Unavailable", "Outcome unknown or a service away; send again with the same key." },
};

static json_t *
shared_responses(void)
{
	json_t *all = json_object();
	for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
		json_t *o = json_pack("{s:s, s:{s:{s:o}}}", "description", problems[i].text,
		    "content", WIRE_PROBLEM_TYPE, "schema", ref(SCHEMAS "Problem"));
		if (problems[i].status == 429 || problems[i].status == 503)
			put(o, "headers",
			    json_pack("{s:{s:s, s:{s:s}}}", "Retry-After", "description", "seconds",
				"schema", "type", "integer"));
		put(all, problems[i].name, o);
	}
	return all;
}

static bool
has_problem(const struct wire_operation *op, int status)
{
	bool body = op->takes != WIRE_BODY_NONE, token = !(op->roles & ROLES_ANYONE);
	for (int i = 0; i < WIRE_STATUSES && op->errors[i] != 0; i++)
		if (op->errors[i] == status)
			return true;
	switch (status) {
	case 401:
	case 403:
	case 404: /* an id in the path, the query or the body may be outside the scope */
		return token;
	case 400:
	case 413:
	case 415:
		return body;
	case 422:
		return body || op->nparams > 0 || op->as_of || op->gives == WIRE_BODY_PAGE;
	case 409:
		return is_method(op, "POST");
	case 429:
	case 503:
		return token || body;
	default:
		return false;
	}
}

static json_t *
success(const struct wire_operation *op, int status)
{
	json_t *o = json_pack("{s:s}", "description",
	    status == 202   ? "Accepted"
	    : status == 201 ? "Created"
			    : "OK");
	if (op->gives != WIRE_BODY_NONE && status != 204)
		put(o, "content", content(op->response_types, op->gives, op->response, WIRE_OUT));
	if (has_etag(op))
		put(o, "headers", json_pack("{s:{s:{s:s}}}", "ETag", "schema", "type", "string"));
	if (is_method(op, "POST"))
		put(o, "headers",
		    json_pack("{s:{s:s, s:{s:s}}}", "Idempotent-Replayed", "description",
			"true on a remembered answer", "schema", "type", "boolean"));
	return o;
}

static json_t *
responses(const struct wire_operation *op)
{
	json_t *all = json_object();
	char status[8], name[64];
	if (op->statuses[0] == 0)
		put(all, "200", success(op, 200));
	for (int i = 0; i < WIRE_STATUSES && op->statuses[i] != 0; i++) {
		snprintf(status, sizeof status, "%d", op->statuses[i]);
		put(all, status, success(op, op->statuses[i]));
	}
	if (has_etag(op))
		put(all, "304", json_pack("{s:s}", "description", "Not modified"));
	for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
		if (!has_problem(op, problems[i].status))
			continue;
		snprintf(status, sizeof status, "%d", problems[i].status);
		snprintf(name, sizeof name, "#/components/responses/%s", problems[i].name);
		put(all, status, ref(name));
	}
	return all;
}

/* Operations and the document. */

/* "getFacilitiesCode" of GET /v1/facilities/{code} */
static json_t *
operation_id(const struct wire_operation *op)
{
	char id[120];
	size_t n = 0;
	bool upper = false;
	if (op->id != NULL)
		return json_string(op->id);
	for (const char *m = op->method; *m != '\0' && n + 1 < sizeof id; m++)
		id[n++] = (char)tolower((unsigned char)*m);
	const char *p = op->path + (strncmp(op->path, "/v1", 3) == 0 ? 3 : 0);
	for (; *p != '\0' && n + 1 < sizeof id; p++) {
		if (!isalnum((unsigned char)*p)) {
			upper = true;
			continue;
		}
		id[n++] = upper ? (char)toupper((unsigned char)*p) : *p;
		upper = false;
	}
	return json_stringn(id, n);
}

static json_t *
role_words(roles_t roles)
{
	json_t *words = json_array();
	for (int r = 1; r < ROLE_COUNT; r++)
		if (role_in((enum role)r, roles))
			json_array_append_new(words, json_string(names_word(&role_names, r)));
	return words;
}

static json_t *
operation(const struct wire_operation *op)
{
	json_t *o = json_object(), *p = parameters(op);
	put(o, "operationId", operation_id(op));
	put(o, "tags", json_pack("[s]", op->tag ? op->tag : "other"));
	put(o, "summary", json_string(op->summary_en));
	put(o, "description", json_string(op->summary_vi ? op->summary_vi : op->summary_en));
	put(o, "x-roles", role_words(op->roles));
	if (op->roles & ROLES_ANYONE)
		put(o, "security", json_array());
	if (json_array_size(p) > 0)
		json_object_set(o, "parameters", p);
	json_decref(p);
	if (op->takes != WIRE_BODY_NONE)
		put(o, "requestBody",
		    json_pack("{s:b, s:o}", "required", (int)(op->takes != WIRE_BODY_EMPTY_OBJECT),
			"content",
			content(op->request_types, op->takes, op->request, direction_in(op))));
	put(o, "responses", responses(op));
	return o;
}

static json_t *
paths(const struct wire_openapi *doc)
{
	json_t *all = json_object();
	for (size_t i = 0; i < doc->n; i++) {
		const struct wire_operation *op = doc->operations[i];
		char method[16];
		size_t n = 0;
		for (; op->method[n] != '\0' && n + 1 < sizeof method; n++)
			method[n] = (char)tolower((unsigned char)op->method[n]);
		method[n] = '\0';
		if (json_object_get(all, op->path) == NULL)
			put(all, op->path, json_object());
		put(json_object_get(all, op->path), method, operation(op));
	}
	return all;
}

static json_t *
tags(const struct wire_openapi *doc)
{
	json_t *all = json_array(), *seen = json_object();
	for (size_t i = 0; i < doc->n; i++) {
		const char *tag = doc->operations[i]->tag ? doc->operations[i]->tag : "other";
		if (json_object_get(seen, tag) != NULL)
			continue;
		put(seen, tag, json_true());
		json_array_append_new(all, json_pack("{s:s}", "name", tag));
	}
	json_decref(seen);
	return all;
}

json_t *
wire_openapi(const struct wire_openapi *doc)
{
	json_t *all = schemas(doc), *o = json_object();
	put(all, "Text", json_pack("{s:s}", "type", "string"));
	put(o, "openapi", json_string("3.1.0"));
	put(o, "info",
	    json_pack("{s:s, s:s, s:s}", "title", doc->title, "version", doc->version,
		"description", doc->text));
	put(o, "servers", json_pack("[{s:s}]", "url", "/"));
	put(o, "security", json_pack("[{s:[]}]", "token"));
	put(o, "tags", tags(doc));
	put(o, "paths", paths(doc));
	put(o, "components",
	    json_pack("{s:{s:{s:s, s:s, s:s}}, s:o, s:o, s:o}", "securitySchemes", "token", "type",
		"http", "scheme", "bearer", "description",
		"Authorization: Bearer <token>; tokens are opaque.", "parameters",
		shared_parameters(), "responses", shared_responses(), "schemas", all));
	return o;
}
