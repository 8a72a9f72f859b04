/* page - the dashboard: three files from the binary. Its data needs a token, which the page asks for. */
#include "api/routes.h"
#include "api/web.h"

#include <string.h>

static err_t page(struct api_call *c);

#define FILE_ROUTE(at, type, en, vi)                                                                                               \
	{ .op = { .method = "GET", .path = at, .tag = "page", .summary_en = en, .summary_vi = vi, .roles = ROLES_ANYONE, .gives = WIRE_BODY_ANY, \
	      .response_types = { type } },                                                                                        \
		.kind = API_INLINE, .handle = page }

static const struct api_route rows[] = {
	FILE_ROUTE("/", "text/html", "The dashboard", "Bảng theo dõi"),
	FILE_ROUTE("/page.css", "text/css", "Its style", "Kiểu dáng của trang"),
	FILE_ROUTE("/page.js", "text/javascript", "Its script", "Mã của trang"),
};
API_ROUTES(api_page_routes, "src/api/page.c");

static err_t
page(struct api_call *c)
{
	const char *path = c->route->op.path, *name = path[1] == '\0' ? "index.html" : path + 1;
	for (const struct api_web_file *f = api_web_files; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0) {
			c->content_policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
			                    "form-action 'none'; frame-ancestors 'none'";
			return api_text(c, 200, arena_printf(c->act.arena, "%s; charset=utf-8", c->route->op.response_types[0]), f->text, strlen(f->text));
		}
	return fault_add(&c->faults, FAULT_NO_ROUTE, "", NULL, NULL, NULL);
}
