/* imports - CSV files of units, facilities and coefficients; the answer is one result a row. */
#include "api/routes.h"

#include "app/import_coefficients.h"
#include "app/import_facilities.h"
#include "app/import_units.h"
#include "app/register.h"

static err_t units(struct api_call *c);
static err_t facilities(struct api_call *c);
static err_t coefficients(struct api_call *c);

enum { CSV_LIMIT = 32 << 20 };

static const struct wire_param unit_params[] = {
	{ .name = "dry_run", .kind = WIRE_BOOL, .text = "only say what would happen" },
};

static const struct wire_param facility_params[] = {
	{ .name = "dry_run", .kind = WIRE_BOOL, .text = "only say what would happen" },
	{ .name = "province", .kind = WIRE_CODE, .text = "only rows of this province of today" },
	{ .name = "edition", .kind = WIRE_DATE, .text = "the day whose codes the file uses; needed where a code was reused" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "POST", .path = "/v1/imports/units", .tag = "imports",
	      .summary_en = "Provinces, communes and mergers from CSV; the heading says which", .summary_vi = "Nhập tỉnh, xã và sáp nhập từ CSV; theo tiêu đề",
	      .roles = ROLE_BIT(ROLE_ADMIN), .takes = WIRE_BODY_ANY, .request_types = { "text/csv" }, .gives = WIRE_BODY_ONE,
	      .response = &wire_import_shape, .params = unit_params, .nparams = ARRAY_LEN(unit_params) },
	    .kind = API_WRITE, .handle = units, .body_limit = CSV_LIMIT, .free_form = true },
	{ .op = { .method = "POST", .path = "/v1/imports/facilities", .tag = "imports", .summary_en = "Facilities from CSV",
	      .summary_vi = "Nhập các cơ sở từ CSV", .roles = ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR), .takes = WIRE_BODY_ANY,
	      .request_types = { "text/csv" }, .gives = WIRE_BODY_ONE, .response = &wire_import_shape, .errors = { 404, 409 },
	      .params = facility_params, .nparams = ARRAY_LEN(facility_params) },
	    .kind = API_WRITE, .handle = facilities, .body_limit = CSV_LIMIT, .free_form = true },
	{ .op = { .method = "POST", .path = "/v1/imports/coefficients", .tag = "imports", .summary_en = "Oxygen per patient by modality from CSV: named, dated sets",
	      .summary_vi = "Nhập hệ số oxy trên người bệnh theo phương thức từ CSV: bộ có tên và ngày", .roles = ROLE_BIT(ROLE_ADMIN), .takes = WIRE_BODY_ANY,
	      .request_types = { "text/csv" }, .gives = WIRE_BODY_ONE, .response = &wire_import_shape, .params = unit_params, .nparams = ARRAY_LEN(unit_params) },
	    .kind = API_WRITE, .handle = coefficients, .body_limit = CSV_LIMIT, .free_form = true },
};
API_ROUTES(api_imports_routes, "src/api/imports.c");

static err_t
common(struct api_call *c, struct app_import *in)
{
	*in = (struct app_import){ .text = c->http->body, .n = c->http->body_len, .lang = c->lang, .edition = DAY_NONE };
	return api_query_bool(c, "dry_run", &in->dry_run);
}

static err_t
units(struct api_call *c)
{
	struct app_import in;
	struct wire_import done;
	err_t e = common(c, &in);
	if (!e)
		e = app_import_units(&c->act, &in, &done);
	return e ? e : api_answer(c, 200, &wire_import_shape, &done);
}

static err_t
facilities(struct api_call *c)
{
	struct app_import in;
	struct wire_import done;
	const char *edition = api_query(c, "edition");
	err_t e = common(c, &in);
	in.province = api_query(c, "province");
	if (!e)
		e = app_register_province(&c->act, in.province, "?province");
	if (!e && edition != NULL && !calendar_parse_day(edition, &in.edition))
		e = fault_add(&c->faults, FAULT_DATE, "?edition", NULL, NULL, NULL);
	if (!e)
		e = app_import_facilities(&c->act, &in, &done);
	return e ? e : api_answer(c, 200, &wire_import_shape, &done);
}

static err_t
coefficients(struct api_call *c)
{
	struct app_import in;
	struct wire_import done;
	err_t e = common(c, &in);
	if (!e)
		e = app_import_coefficients(&c->act, &in, &done);
	return e ? e : api_answer(c, 200, &wire_import_shape, &done);
}
