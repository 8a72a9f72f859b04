#include "base/attr.h"
#include "lib/suite.h"
#include "unit/wire/shapes.h"
#include "wire/openapi.h"

#include <stdio.h>
#include <string.h>

static const struct wire_param facility_query[] = {
	{ "facility", WIRE_CODE, true, 0, 0, NULL, "which" },
	{ "state", WIRE_ENUM, false, 0, 0, &delivery_state_names, NULL },
};

static const struct wire_operation list = { .method = "GET",
	.path = "/v1/facilities",
	.tag = "facilities",
	.summary_en = "List",
	.summary_vi = "Liệt kê",
	.roles = ROLE_BIT(ROLE_COORDINATOR),
	.gives = WIRE_BODY_PAGE,
	.response = &wire_facility_shape,
	.as_of = true };
static const struct wire_operation change = { .method = "PATCH",
	.path = "/v1/facilities/{code}",
	.tag = "facilities",
	.summary_en = "Change",
	.roles = ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_ADMIN),
	.takes = WIRE_BODY_PATCH,
	.request = &wire_facility_shape,
	.gives = WIRE_BODY_ONE,
	.response = &wire_facility_shape,
	.errors = { 409 } };
static const struct wire_operation report = { .method = "POST",
	.path = "/v1/stock-reports",
	.summary_en = "Report",
	.roles = ROLE_BIT(ROLE_HOSPITAL),
	.takes = WIRE_BODY_ONE,
	.request = &wire_stock_report_shape,
	.gives = WIRE_BODY_ONE,
	.response = &wire_stock_report_shape_receipt,
	.statuses = { 201, 202, 200 } };
static const struct wire_operation explain = { .method = "GET",
	.path = "/v1/plans/{id}/explain",
	.summary_en = "Why",
	.roles = ROLES_SIGNED_IN,
	.gives = WIRE_BODY_ONE,
	.response = &wire_plan_shape_explanation,
	.params = facility_query,
	.nparams = 2 };
static const struct wire_operation live = { .method = "GET",
	.path = "/livez",
	.summary_en = "Alive?",
	.roles = ROLES_ANYONE,
	.gives = WIRE_BODY_ANY,
	.response_types = { "text/plain" },
	.no_etag = true };
static const struct wire_operation surge = { .method = "POST",
	.path = "/v1/surge-forecasts",
	.summary_en = "Surge",
	.roles = ROLES_SIGNED_IN,
	.takes = WIRE_BODY_ANY,
	.request_types = { "text/csv" },
	.gives = WIRE_BODY_ONE,
	.response = &wire_forecast_shape_surge,
	.statuses = { 201 } };
static const struct wire_operation approve = { .method = "POST",
	.path = "/v1/plans/{id}/approve",
	.summary_en = "Approve",
	.roles = ROLES_SIGNED_IN,
	.takes = WIRE_BODY_EMPTY_OBJECT,
	.gives = WIRE_BODY_ONE,
	.response = &wire_plan_shape };
static const struct wire_operation readings = { .method = "POST",
	.path = "/v1/readings",
	.summary_en = "Readings",
	.roles = ROLE_BIT(ROLE_DEVICE),
	.takes = WIRE_BODY_ONE_OR_ARRAY,
	.request = &wire_reading_shape,
	.gives = WIRE_BODY_ONE,
	.response = &wire_reading_shape_receipt };

static const struct wire_operation *const operations[] = { &list, &change, &report, &explain, &live,
	&surge, &approve, &readings };

static json_t *
document(void)
{
	return wire_openapi(&(struct wire_openapi){
	    "oxyd", "0.1.0", "Oxygen.", operations, ARRAY_LEN(operations) });
}

static json_t *
at(json_t *o, const char *path)
{
	char copy[256];
	snprintf(copy, sizeof copy, "%s", path);
	for (char *save, *key = strtok_r(copy, "|", &save); key != NULL && o != NULL;
	     key = strtok_r(NULL, "|", &save))
		o = json_is_array(o) ? json_array_get(o, (size_t)atoi(key))
				     : json_object_get(o, key);
	return o;
}

static int
dangling(json_t *root, json_t *j)
{
	const char *key, *ref = json_string_value(json_object_get(j, "$ref"));
	char path[256];
	size_t i;
	json_t *v;
	int n = 0;
	if (ref != NULL) {
		snprintf(path, sizeof path, "%s", ref + 2);
		for (char *p = path; *p != '\0'; p++)
			*p = *p == '/' ? '|' : *p;
		if (at(root, path) == NULL) {
			fprintf(stderr, "dangling %s\n", ref);
			return 1;
		}
	}
	json_object_foreach(j, key, v)
		n += dangling(root, v);
	json_array_foreach(j, i, v)
		n += dangling(root, v);
	return n;
}

START_TEST(every_reference_leads_somewhere)
{
	json_t *d = document();
	ck_assert_str_eq(json_string_value(at(d, "openapi")), "3.1.0");
	ck_assert_int_eq(dangling(d, d), 0);
	ck_assert_ptr_nonnull(at(d, "components|schemas|Facility|properties|assets"));
	ck_assert_ptr_nonnull(at(d, "components|schemas|FacilityPatch|properties|assets"));
	ck_assert_ptr_nonnull(at(d, "components|schemas|AssetInput|properties|capacity"));
	ck_assert_ptr_null(at(d, "components|schemas|AssetPatch"));
	ck_assert_ptr_null(at(d, "components|schemas|Asset|properties|capacity"));
	json_decref(d);
}
END_TEST

START_TEST(what_all_routes_share_is_added)
{
	json_t *d = document();
	ck_assert_ptr_nonnull(at(
	    d, "paths|/v1/stock-reports|post|responses|202|content|application/json|schema|$ref"));
	ck_assert_ptr_nonnull(at(d, "paths|/v1/stock-reports|post|responses|422"));
	ck_assert_ptr_nonnull(at(d, "paths|/v1/stock-reports|post|responses|409"));
	ck_assert_ptr_nonnull(at(d, "paths|/v1/stock-reports|post|responses|404"));
	ck_assert_ptr_nonnull(at(d, "paths|/v1/facilities/{code}|patch|responses|404"));
	ck_assert_ptr_nonnull(at(d, "paths|/v1/facilities/{code}|patch|responses|409"));
	ck_assert_ptr_nonnull(at(d, "paths|/v1/facilities|get|responses|304"));
	ck_assert_ptr_nonnull(at(d, "paths|/v1/facilities|get|responses|200|headers|ETag"));
	ck_assert_uint_eq(json_array_size(at(d, "paths|/v1/facilities|get|parameters")), 4);
	ck_assert_ptr_null(at(d, "paths|/livez|get|responses|404"));
	ck_assert_uint_eq(json_array_size(at(d, "paths|/livez|get|security")), 0);
	ck_assert(json_is_array(at(d, "paths|/livez|get|security")));
	ck_assert_ptr_null(at(d, "paths|/livez|get|responses|401"));
	ck_assert_str_eq(
	    json_string_value(
		at(d, "paths|/v1/surge-forecasts|post|requestBody|content|text/csv|schema|$ref")),
	    "#/components/schemas/Text");
	ck_assert_str_eq(json_string_value(at(d, "paths|/v1/plans/{id}/explain|get|operationId")),
	    "getPlansIdExplain");
	ck_assert_str_eq(json_string_value(
			     at(d, "paths|/v1/plans/{id}/explain|get|parameters|1|schema|pattern")),
	    "^[A-Z0-9-]{1,24}$");
	ck_assert_str_eq(
	    json_string_value(at(d, "paths|/v1/facilities/{code}|patch|x-roles|0")), "admin");
	json_decref(d);
}
END_TEST

START_TEST(the_same_tables_give_the_same_bytes)
{
	struct str a = { 0 }, b = { 0 };
	wire_dump_new(document(), &a);
	wire_dump_new(document(), &b);
	ck_assert_str_eq(str_text(&a), str_text(&b));
	ck_assert_uint_gt(a.len, 20000);
	str_free(&a);
	str_free(&b);
}
END_TEST

static void
required_are_properties(const char *name, json_t *schema)
{
	json_t *required = json_object_get(schema, "required"),
	       *properties = json_object_get(schema, "properties"), *v;
	size_t i;
	json_array_foreach(required, i, v)
		ck_assert_msg(json_object_get(properties, json_string_value(v)) != NULL, "%s: %s",
		    name, json_string_value(v));
}

/* What wire_write sends of an unknown object has the members that the schema says, and only those.
 */
START_TEST(what_is_written_has_the_members_of_its_schema)
{
	for (size_t k = 0; k < ARRAY_LEN(all_shapes); k++) {
		const struct wire_shape *s = all_shapes[k];
		void *object = mem_alloc(s->size);
		wire_init(s, object);
		json_t *schema = wire_schema(s, WIRE_OUT, NULL), *out = wire_write(s, object), *v;
		const char *key;
		required_are_properties(s->name, schema);
		json_object_foreach(out, key, v)
			ck_assert_msg(
			    json_object_get(json_object_get(schema, "properties"), key) != NULL,
			    "%s: %s", s->name, key);
		ck_assert_uint_eq(
		    json_array_size(json_object_get(schema, "required")), json_object_size(out));
		json_decref(schema);
		json_decref(out);
		free(object);
	}
}
END_TEST

START_TEST(required_members_are_described_on_the_way_in)
{
	json_t *in = wire_schema(&wire_stock_report_shape, WIRE_IN, NULL),
	       *patch = wire_schema(&wire_facility_shape, WIRE_PATCH, NULL);
	ck_assert_str_eq(json_string_value(at(in, "required|0")), "facility");
	ck_assert_uint_eq(json_array_size(at(in, "required")), 1);
	ck_assert(json_is_false(at(in, "additionalProperties")));
	ck_assert_ptr_nonnull(at(in, "properties|consumed_g"));
	ck_assert_str_eq(
	    json_string_value(at(in, "properties|produced|items|allOf|0|anyOf|1|required|0")),
	    "quantity_g");
	ck_assert_ptr_null(at(patch, "required"));
	ck_assert_str_eq(
	    json_string_value(at(patch, "properties|assets|items|required|0")), "asset");
	json_decref(in);
	json_decref(patch);
}
END_TEST

static void
names_are_unique(const struct wire_shape *s, json_t *seen)
{
	char who[32];
	snprintf(who, sizeof who, "%p", (const void *)s);
	const char *before = json_string_value(json_object_get(seen, s->name));
	ck_assert_msg(
	    before == NULL || strcmp(before, who) == 0, "two shapes are called %s", s->name);
	json_object_set_new(seen, s->name, json_string(who));
	for (size_t i = 0; i < s->n; i++)
		if (s->fields[i].shape != NULL)
			names_are_unique(s->fields[i].shape, seen);
}

START_TEST(no_two_shapes_share_a_name)
{
	json_t *seen = json_object();
	for (size_t k = 0; k < ARRAY_LEN(all_shapes); k++)
		names_are_unique(all_shapes[k], seen);
	ck_assert_uint_gt(json_object_size(seen), 50);
	json_decref(seen);
}
END_TEST

SUITE("wire/openapi", every_reference_leads_somewhere, what_all_routes_share_is_added,
    the_same_tables_give_the_same_bytes, what_is_written_has_the_members_of_its_schema,
    required_members_are_described_on_the_way_in, no_two_shapes_share_a_name)
