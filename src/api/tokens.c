/* tokens - credentials: issued, listed, revoked. */
#include "api/routes.h"

#include "app/issue_token.h"

static err_t list(struct api_call *c);
static err_t issue(struct api_call *c);
static err_t revoke_named(struct api_call *c);
static err_t revoke(struct api_call *c);

enum { MANAGERS = ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) };

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/tokens", .tag = "tokens", .summary_en = "Tokens that you may manage, revoked ones too; never their secrets",
	      .summary_vi = "Các mã truy cập bạn quản lý, kể cả đã thu hồi; không bao giờ hiện mã", .roles = MANAGERS, .gives = WIRE_BODY_PAGE,
	      .response = &wire_record_shape_token, .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/tokens", .tag = "tokens", .summary_en = "Issue a token; its secret is in this answer alone",
	      .summary_vi = "Cấp mã truy cập; mã chỉ hiện trong câu trả lời này", .roles = MANAGERS, .takes = WIRE_BODY_ONE,
	      .request = &wire_record_shape_token, .gives = WIRE_BODY_ONE, .response = &wire_record_shape_token, .statuses = { 201 },
	      .errors = { 404 } },
	    .kind = API_WRITE, .handle = issue },
	{ .op = { .method = "DELETE", .path = "/v1/tokens", .tag = "tokens", .summary_en = "Revoke the token that the body names, at once",
	      .summary_vi = "Thu hồi mã truy cập nêu trong nội dung, có hiệu lực ngay", .roles = MANAGERS, .takes = WIRE_BODY_ONE,
	      .request = &wire_record_shape_revoke, .gives = WIRE_BODY_ONE, .response = &wire_record_shape_token, .errors = { 404 } },
	    .kind = API_WRITE, .handle = revoke_named },
	{ .op = { .method = "DELETE", .path = "/v1/tokens/{id}", .tag = "tokens", .summary_en = "Revoke a token, at once",
	      .summary_vi = "Thu hồi mã truy cập, có hiệu lực ngay", .roles = MANAGERS, .gives = WIRE_BODY_ONE, .response = &wire_record_shape_token },
	    .kind = API_WRITE, .handle = revoke },
};
API_ROUTES(api_tokens_routes, "src/api/tokens.c");

static void
settle(void *arg)
{
	app_issue_token_settle(arg);
}

static err_t
list(struct api_call *c)
{
	struct api_page page;
	struct app_issue_token_page got = { 0 };
	err_t e = api_page(c, &page);
	if (!e)
		e = app_issue_token_list(&c->act, page.cursor, page.limit, &got);
	return e ? e : api_answer_list(c, wire_write_list(&wire_record_shape_token, got.items, got.n), got.next);
}

static err_t
issue(struct api_call *c)
{
	struct wire_token t;
	err_t e = app_issue_token_ids(&c->act, c->json);
	if (!e)
		e = api_read(c, &wire_record_shape_token, &t);
	if (!e)
		e = app_issue_token(&c->act, &t);
	if (e)
		return e;
	api_after(c, settle, c->act.app);
	return api_answer(c, 201, &wire_record_shape_token, &t);
}

static err_t
revoke_id(struct api_call *c, struct id id)
{
	struct wire_token t;
	err_t e = app_issue_token_revoke(&c->act, id, &t);
	if (e)
		return e;
	api_after(c, settle, c->act.app);
	return api_answer(c, 200, &wire_record_shape_token, &t);
}

static err_t
revoke_named(struct api_call *c)
{
	struct wire_token_revoke named;
	err_t e = api_read(c, &wire_record_shape_revoke, &named);
	return e ? e : revoke_id(c, named.id);
}

static err_t
revoke(struct api_call *c)
{
	struct id id;
	if (!id_parse(c->param[0], &id))
		return fault_add(&c->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	return revoke_id(c, id);
}
