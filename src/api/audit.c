/* audit - the record of every state change, for whoever must be able to check it. */
#include "api/routes.h"

#include "app/show_audit.h"
#include "wire/record_shape.h"

#include <string.h>

static err_t list(struct api_call *c);

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/audit", .tag = "audit", .summary_en = "The audit chain, newest first: every row with its digest and the one before",
	      .summary_vi = "Chuỗi kiểm toán, mới nhất trước: mỗi dòng kèm mã băm của nó và của dòng trước", .roles = ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_ADMIN),
	      .gives = WIRE_BODY_PAGE, .response = &wire_record_shape_audit, .as_of = true },
	    .kind = API_READ, .handle = list, .final = true },
};
API_ROUTES(api_audit_routes, "src/api/audit.c");

static const char *
hex(struct api_call *c, const uint8_t sha[STORE_AUDIT_SHA])
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * STORE_AUDIT_SHA + 1];
	for (int i = 0; i < STORE_AUDIT_SHA; i++) {
		text[2 * i] = digits[sha[i] >> 4];
		text[2 * i + 1] = digits[sha[i] & 15];
	}
	text[2 * STORE_AUDIT_SHA] = '\0';
	return arena_strdup(c->act.arena, text);
}

static json_t *
item(struct api_call *c, const struct app_audit_item *it)
{
	struct wire_audit out;
	struct faults ignored = { 0 };
	const struct store_audit *s = &it->row.said;
	wire_init(&wire_record_shape_audit, &out);
	out.seq = it->seq;
	out.recorded_at = s->recorded_at;
	out.action = s->verb;
	out.subject = s->object;
	out.credential = s->cred_id ? arena_printf(c->act.arena, "%lld", (long long)s->cred_id) : NULL;
	out.sha256 = hex(c, it->sha);
	out.previous = hex(c, it->previous);
	if (s->detail != NULL && wire_parse(s->detail, strlen(s->detail), &out.detail, &ignored) != ERR_OK)
		out.detail = NULL;
	json_t *j = wire_write(&wire_record_shape_audit, &out);
	json_decref(out.detail);
	return j;
}

static err_t
list(struct api_call *c)
{
	struct api_cursor from;
	struct app_audit_page page;
	err_t e = api_cursor(c, &from);
	if (!e)
		e = app_show_audit(&c->act, (struct store_audit_place){ from.before, from.before_id }, from.limit, &page);
	if (e)
		return e;
	json_t *items = json_array();
	for (size_t i = 0; i < page.n; i++)
		json_array_append_new(items, item(c, &page.items[i]));
	const struct store_audit_row *last = page.n > 0 ? &page.items[page.n - 1].row : NULL;
	return api_answer_list(c, items, page.more ? api_cursor_text(c, last->said.recorded_at, last->id) : NULL);
}
