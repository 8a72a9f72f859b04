/* api - what a handler may ask of its request, and how it answers. */
#include "api/api.h"

#include "api/run.h"

#include <stdio.h>
#include <string.h>

const char *
api_query(const struct api_call *c, const char *name)
{
	return http_query(c->http, name);
}

err_t
api_query_int(struct api_call *c, const char *name, int64_t low, int64_t high, int64_t def, int64_t *ret)
{
	const char *text = api_query(c, name);
	char range[64], pointer[64];
	if (text == NULL) {
		*ret = def;
		return ERR_OK;
	}
	if (str_to_i64(text, ret) && *ret >= low && *ret <= high)
		return ERR_OK;
	snprintf(range, sizeof range, "%lld..%lld", (long long)low, (long long)high);
	snprintf(pointer, sizeof pointer, "?%s", name);
	return fault_add(&c->faults, FAULT_RANGE, pointer, range, text, NULL);
}

err_t
api_query_bool(struct api_call *c, const char *name, bool *ret)
{
	const char *text = api_query(c, name);
	char pointer[64];
	snprintf(pointer, sizeof pointer, "?%s", name);
	*ret = text != NULL && strcmp(text, "true") == 0;
	if (text == NULL || *ret || strcmp(text, "false") == 0)
		return ERR_OK;
	return fault_add(&c->faults, FAULT_CHOICE, pointer, "true | false", NULL, NULL);
}

err_t
api_read(struct api_call *c, const struct wire_shape *shape, void *ret)
{
	if (c->json == NULL)
		return fault_add(&c->faults, FAULT_EMPTY_BODY, "", shape->name, NULL, NULL);
	return wire_read(shape, c->json, ret, c->act.arena, &c->faults);
}

err_t
api_answer(struct api_call *c, int status, const struct wire_shape *shape, const void *value)
{
	c->status = status;
	c->answer = wire_write(shape, value);
	return ERR_OK;
}

err_t
api_answer_list(struct api_call *c, json_t *items, const char *next)
{
	c->answer = wire_envelope(items, next);
	return ERR_OK;
}

err_t
api_text(struct api_call *c, int status, const char *content_type, const char *text, size_t n)
{
	c->status = status;
	c->content_type = content_type;
	c->text = text;
	c->text_len = n;
	return ERR_OK;
}

err_t
api_page(struct api_call *c, struct api_page *ret)
{
	ret->cursor = api_query(c, "cursor");
	return api_query_int(c, "limit", 1, 1000, 100, &ret->limit);
}

err_t
api_page_of(struct api_call *c, size_t n, size_t *ret_from, size_t *ret_to)
{
	struct api_page page;
	int64_t from = 0;
	err_t e = api_page(c, &page);
	if (!e && page.cursor != NULL && (!str_to_i64(page.cursor, &from) || from < 0))
		e = fault_add(&c->faults, FAULT_CURSOR, "?cursor", NULL, NULL, NULL);
	if (e)
		return e;
	*ret_from = (size_t)from < n ? (size_t)from : n;
	*ret_to = n - *ret_from > (size_t)page.limit ? *ret_from + (size_t)page.limit : n;
	return ERR_OK;
}

err_t
api_cursor(struct api_call *c, struct api_cursor *ret)
{
	struct api_page page;
	char number[24];
	err_t e = api_page(c, &page);
	if (e)
		return e;
	*ret = (struct api_cursor){ .limit = page.limit, .before = c->act.at.recorded_by + INSTANT_SECOND };
	memset(&ret->before_id, 0xFF, sizeof ret->before_id);
	if (page.cursor == NULL)
		return ERR_OK;
	size_t n = strcspn(page.cursor, ":");
	if (n < sizeof number && page.cursor[n] == ':') {
		snprintf(number, sizeof number, "%.*s", (int)n, page.cursor);
		if (str_to_i64(number, &ret->before) && id_parse(page.cursor + n + 1, &ret->before_id))
			return ERR_OK;
	}
	return fault_add(&c->faults, FAULT_CURSOR, "?cursor", NULL, NULL, NULL);
}

const char *
api_cursor_text(struct api_call *c, instant_t at, struct id id)
{
	char text[ID_TEXT];
	return arena_printf(c->act.arena, "%lld:%s", (long long)at, id_text(id, text));
}

static void
tell_changed(void *arg)
{
	const struct api_call *c = arg;
	app_changed(c->act.app, c->site);
}

void
api_after_changed(struct api_call *c)
{
	api_after(c, tell_changed, c);
}

void
api_after(struct api_call *c, void (*run)(void *arg), void *arg)
{
	if (c->after_n < (int)ARRAY_LEN(c->after)) {
		c->after[c->after_n].run = run;
		c->after[c->after_n++].arg = arg;
	}
}

void
api_finish(struct api_call *c, err_t e)
{
	if (!e)
		api_run_settle(c);
	api_run_respond(c, e);
}
