/* readings - what the instruments of a tank show: one reading, an array of them, or one a line. */
#include "api/routes.h"

#include "api/run.h"
#include "app/record_readings.h"
#include "base/vec.h"
#include "wire/reading_shape.h"

#include <string.h>

static err_t post(struct api_call *c);

static const struct api_route rows[] = {
	{ .op = { .method = "POST", .path = "/v1/readings", .tag = "readings", .summary_en = "Readings of a tank's instruments; sent again they count once",
	      .summary_vi = "Số đo của thiết bị tại bồn; gửi lại chỉ tính một lần", .roles = ROLE_BIT(ROLE_DEVICE) | ROLE_BIT(ROLE_HOSPITAL),
	      .takes = WIRE_BODY_ONE_OR_ARRAY, .request = &wire_reading_shape, .request_types = { "application/json", "application/x-ndjson" },
	      .gives = WIRE_BODY_ONE, .response = &wire_reading_shape_receipt, .statuses = { 201, 202 }, .errors = { 409 } },
	    .kind = API_PLAIN, .handle = post, .free_form = true },
};
API_ROUTES(api_readings_routes, "src/api/readings.c");

struct sent {
	VEC(struct app_reading) items;
	VEC(json_t *) documents; /* they own the bodies */
};

static void
free_sent(struct sent *s)
{
	VEC_FOREACH(j, &s->documents)
		json_decref(*j);
	VEC_FREE(&s->documents);
	VEC_FREE(&s->items);
}

static err_t
add(struct api_call *c, struct sent *s, const json_t *body, const char *at)
{
	if (!json_is_object(body))
		return fault_add(&c->faults, FAULT_TYPE, at, "object", NULL, NULL);
	if (s->items.n == APP_READINGS_MAX)
		return fault_add(&c->faults, FAULT_TOO_MANY_ITEMS, "", "10000", NULL, NULL);
	*VEC_ADD(&s->items) = (struct app_reading){ body, at };
	return ERR_OK;
}

static err_t
add_document(struct api_call *c, struct sent *s, json_t *document)
{
	*VEC_ADD(&s->documents) = document;
	if (!json_is_array(document))
		return add(c, s, document, "");
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < json_array_size(document); i++)
		e = add(c, s, json_array_get(document, i), arena_printf(c->act.arena, "/%zu", i));
	return e;
}

/* One object a line; the pointer counts them from 0, as in an array. */
static err_t
add_lines(struct api_call *c, struct sent *s)
{
	const char *p = c->http->body, *end = p + c->http->body_len;
	err_t e = ERR_OK;
	for (size_t i = 0; !e && p < end;) {
		size_t n = strcspn(p, "\n");
		if ((size_t)(end - p) < n)
			n = (size_t)(end - p);
		if (strspn(p, " \t\r") < n) {
			json_t *line;
			const char *at = arena_printf(c->act.arena, "/%zu", i++);
			e = wire_parse(p, n, &line, &c->faults);
			if (!e) {
				*VEC_ADD(&s->documents) = line;
				e = add(c, s, line, at);
			}
		}
		p += n + 1;
	}
	return e;
}

/* Whatever its content type says: a body that is one JSON text is that, anything else is lines. */
static err_t
read_body(struct api_call *c, struct sent *s)
{
	json_t *document;
	struct faults whole = { 0 };
	if (c->http->body_len == 0)
		return fault_add(&c->faults, FAULT_EMPTY_BODY, "", "Reading", NULL, NULL);
	err_t e = wire_parse(c->http->body, c->http->body_len, &document, &whole);
	if (!e)
		e = add_document(c, s, document);
	else if (memchr(c->http->body, '\n', c->http->body_len) != NULL && c->http->body[strspn(c->http->body, " \t\r\n")] == '{')
		e = add_lines(c, s);
	else
		c->faults = whole;
	if (!e && s->items.n == 0)
		e = fault_add(&c->faults, FAULT_EMPTY_BODY, "", "Reading", NULL, NULL);
	return e;
}

static json_t *
ack(struct api_call *c, const struct ingest_readings *r, const struct store_telemetry_ack *k)
{
	struct wire_reading_ack *out = ARENA_NEW(c->act.arena, struct wire_reading_ack);
	json_t *missing = json_array();
	for (size_t i = 0; i < k->gaps; i++)
		json_array_append_new(missing, json_pack("[I,I]", (json_int_t)k->from[i], (json_int_t)k->to[i]));
	*out = (struct wire_reading_ack){ .asset = r->code, .epoch = k->epoch, .seq = k->seq, .missing = missing };
	json_t *j = wire_write(&wire_reading_shape_ack, out);
	json_decref(missing);
	return j;
}

static void
answer(struct api_call *c, const struct app_readings *all)
{
	struct wire_reading_receipt out = { 0 };
	json_t *acks = json_array();
	for (size_t i = 0; i < all->n; i++) {
		const struct ingest_readings *r = &all->items[i];
		out.accepted += (int64_t)r->n;
		out.quarantined += r->quarantined;
		for (size_t k = 0; k < r->n_acks; k++)
			json_array_append_new(acks, ack(c, r, &r->acks[k]));
	}
	api_answer(c, out.quarantined > 0 ? 202 : 201, &wire_reading_shape_receipt, &out);
	json_object_set_new(c->answer, "acks", acks);
}

static err_t
record(struct api_call *c, const struct sent *s)
{
	struct app_readings all = { 0 };
	err_t e = app_record_readings_read(&c->act, s->items.at, s->items.n, &all);
	if (e)
		return e;
	err_t *outcome = ARENA_ARRAY(c->act.arena, err_t, all.n);
	app_record_readings(c->act.app, all.items, outcome, all.n);
	for (size_t i = 0; i < all.n; i++)
		if (outcome[i]) {
			c->faults = all.items[i].faults;
			return outcome[i];
		}
	answer(c, &all);
	return ERR_OK;
}

static err_t
post(struct api_call *c)
{
	struct sent s = { 0 };
	err_t e = api_run_find_key(c);
	if (e || c->replayed)
		return e;
	e = read_body(c, &s);
	if (!e)
		e = record(c, &s);
	free_sent(&s);
	return e ? e : api_run_keep_key(c);
}
