#include "base/attr.h"
#include "base/rng.h"
#include "domain/calendar.h"
#include "lib/suite.h"
#include "unit/wire/shapes.h"
#include "wire/wire.h"

#include <math.h>
#include <string.h>

static const char *
text_of(json_t *j)
{
	static struct str s;
	str_clear(&s);
	wire_dump_new(j, &s);
	return str_text(&s);
}

START_TEST(a_receipt_is_written_in_the_tables_order)
{
	struct stock_remark w = { "/consumed", "bare_m3", "m3 was read as m3@15C" };
	struct stock_receipt r;
	wire_init(&wire_stock_report_shape_receipt, &r);
	ck_assert(id_parse("01890000-0000-7000-8000-000000000001", &r.id));
	r.revision = 2;
	r.facility = "15-PGH1";
	r.date = calendar_day(2026, 11, 20);
	r.on_hand_g = 9393378;
	r.hours_to_empty = (struct stock_hours){ 30.126, 41.5, 55 };
	r.level = STOCK_WATCH;
	r.warnings.items = &w;
	r.warnings.n = 1;
	ck_assert_str_eq(text_of(wire_write(&wire_stock_report_shape_receipt, &r)),
	    "{\"id\":\"01890000-0000-7000-8000-000000000001\",\"revision\":2,\"facility\":\"15-"
	    "PGH1\",\"date\":\"2026-11-20\","
	    "\"on_hand_g\":9393378,\"consumed_g\":null,\"hours_to_empty\":{\"p10\":30.13,\"p50\":"
	    "41.5,\"p90\":55.0},\"level\":\"watch\","
	    "\"warnings\":[{\"pointer\":\"/consumed\",\"code\":\"bare_m3\",\"detail\":\"m3 was "
	    "read as m3@15C\"}]}");
	r.quarantined.items =
	    &(struct stock_quarantined){ r.id, "/stock/0/on_hand", "much_less", "x", true };
	r.quarantined.n = 1;
	ck_assert_ptr_nonnull(strstr(
	    text_of(wire_write(&wire_stock_report_shape_receipt, &r)), "\"quarantined\":[{\"id\""));
}
END_TEST

START_TEST(unknown_is_null_and_not_zero)
{
	struct wire_facility_status s;
	wire_init(&wire_status_shape, &s);
	s.facility = "A";
	s.level = STOCK_UNKNOWN;
	s.covers.assets = 2;
	s.covers.assets_known = 0;
	ck_assert_str_eq(text_of(wire_write(&wire_status_shape, &s)),
	    "{\"facility\":\"A\",\"name\":null,\"province\":null,\"location\":null,\"as_of\":null,"
	    "\"as_of_truth\":null,\"on_hand_g\":null,"
	    "\"covers\":{\"assets_known\":0,\"assets\":2,\"missing\":[]},\"hours_to_empty\":{"
	    "\"p10\":null,\"p50\":null,\"p90\":null},"
	    "\"hours_without_deliveries\":{\"p10\":null,\"p50\":null,\"p90\":null},\"level\":"
	    "\"unknown\",\"stale\":false,"
	    "\"flow\":{\"demand_lpm\":null,\"limit_lpm\":null,\"percent\":null},\"incoming_g\":"
	    "null,\"systems\":[],\"assets\":[]}");
}
END_TEST

START_TEST(quantities_go_out_as_grams)
{
	struct transfer t;
	wire_init(&wire_delivery_shape_transfer, &t);
	t.quantity = (struct quantity){ .g = 8400000, .value = 8.4, .unit = "t" };
	json_t *j = wire_write(&wire_delivery_shape_transfer, &t);
	ck_assert_int_eq(json_integer_value(json_object_get(j, "quantity_g")), 8400000);
	ck_assert_ptr_null(json_object_get(j, "quantity"));
	json_decref(j);
}
END_TEST

START_TEST(secrets_are_shown_only_when_they_are_there)
{
	struct wire_token t;
	wire_init(&wire_record_shape_token, &t);
	ck_assert_ptr_null(strstr(text_of(wire_write(&wire_record_shape_token, &t)), "\"token\""));
	t.token = "s3cret";
	ck_assert_ptr_nonnull(
	    strstr(text_of(wire_write(&wire_record_shape_token, &t)), "\"token\":\"s3cret\""));
}
END_TEST

START_TEST(numbers_are_short_and_finite)
{
	struct wire_status_flow {
		double demand_lpm, limit_lpm, percent;
	} flow = { 0.1 + 0.2, INFINITY, -0.04 };
	struct wire_facility_status s;
	wire_init(&wire_status_shape, &s);
	memcpy(&s.flow, &flow, sizeof flow);
	ck_assert_ptr_nonnull(strstr(text_of(wire_write(&wire_status_shape, &s)),
	    "\"flow\":{\"demand_lpm\":0.3,\"limit_lpm\":null,\"percent\":0.0}"));
	ck_assert_str_eq(text_of(json_pack("[f,f]", 8.4, 0.1 + 0.2)), "[8.4,0.3]");
}
END_TEST

START_TEST(text_that_is_not_utf8_is_written_as_unknown)
{
	struct wire_verdict v = { "\xff" };
	ck_assert_str_eq(text_of(wire_write(&wire_record_shape_verdict, &v)), "{\"reason\":null}");
}
END_TEST

START_TEST(lists_are_written_as_bare_arrays_too)
{
	struct wire_verdict v[] = { { "a" }, { NULL } };
	ck_assert_str_eq(text_of(wire_write_list(&wire_record_shape_verdict, v, 2)),
	    "[{\"reason\":\"a\"},{\"reason\":null}]");
}
END_TEST

/* Random documents of a shape: mostly right, with `sloppy` per cent of anything. */
static struct rng rng;

static json_t *anything(int depth);

static json_t *
random_text(void)
{
	static const char *const texts[] = { "", "A", "15-PGH1", "VN40", "lox", "cylinder", "t",
		"m3", "2026-11-20", "2026-11-20T17:00:00+07:00", "06:00",
		"01890000-0000-7000-8000-000000000001", "Bệnh viện", "a/b~c", "\n\t\"", "%", "kg",
		"cyl:VN40", "red" };
	return json_string(texts[rng_below(&rng, ARRAY_LEN(texts))]);
}

static json_t *
anything(int depth)
{
	static const json_int_t integers[] = { 0, 1, -1, 3, 150, 99999999999, INT64_MAX,
		INT64_MIN };
	static const double reals[] = { 0.5, -0.5, 3.0, 1e300, 5e-324, 8.4 };
	json_t *o;
	switch (rng_below(&rng, depth > 0 ? 8 : 6)) {
	case 0:
		return json_integer(integers[rng_below(&rng, ARRAY_LEN(integers))]);
	case 1:
		return json_real(reals[rng_below(&rng, ARRAY_LEN(reals))]);
	case 2:
		return json_null();
	case 3:
		return json_boolean(rng_below(&rng, 2));
	case 6:
		o = json_array();
		for (uint32_t n = rng_below(&rng, 3); n > 0; n--)
			json_array_append_new(o, anything(depth - 1));
		return o;
	case 7:
		o = json_object();
		for (uint32_t n = rng_below(&rng, 3); n > 0; n--) {
			json_t *name = random_text();
			json_object_set_new(o, json_string_value(name), anything(depth - 1));
			json_decref(name);
		}
		return o;
	default:
		return random_text();
	}
}

static json_t *random_object(const struct wire_shape *s, uint32_t sloppy, int depth);

static json_t *
random_value(const struct wire_field *f, enum wire_kind kind, uint32_t sloppy, int depth)
{
	static const char *const words[] = { [WIRE_TEXT] = "Bệnh viện",
		[WIRE_CODE] = "15-PGH1",
		[WIRE_CYLINDER] = "VN40",
		[WIRE_INSTANT] = "2026-11-20T17:00:00.25Z",
		[WIRE_DATE] = "2026-11-20",
		[WIRE_TIME] = "06:30",
		[WIRE_ID] = "01890000-0000-7000-8000-000000000001",
		[WIRE_JSON] = "x" };
	if (rng_below(&rng, 100) < sloppy)
		return anything(2);
	json_t *list;
	switch (kind) {
	case WIRE_I64:
		return json_integer(f->min + rng_below(&rng, 3));
	case WIRE_F64:
		return json_real(f->low + rng_unit(&rng) / 2);
	case WIRE_BOOL:
		return json_boolean(rng_below(&rng, 2));
	case WIRE_ENUM:
		return json_string(
		    names_word(f->names, 1 + (int)rng_below(&rng, (uint32_t)f->names->n - 1)));
	case WIRE_GRAMS:
	case WIRE_QUANTITY:
		return json_integer(rng_below(&rng, 1000000));
	case WIRE_OBJECT:
		return random_object(f->shape, sloppy, depth);
	case WIRE_LIST:
		list = json_array();
		for (uint32_t n = depth > 0 ? (uint32_t)f->min + rng_below(&rng, 3)
					    : (uint32_t)f->min;
		     n > 0; n--)
			json_array_append_new(list, f->of == WIRE_OBJECT
							? random_object(f->shape, sloppy, depth - 1)
							: random_value(f, f->of, sloppy, 0));
		return list;
	default:
		return json_string(words[kind]);
	}
}

static json_t *
random_object(const struct wire_shape *s, uint32_t sloppy, int depth)
{
	static const char *const units[] = { "t", "kg", "m3", "m3@15C", "L_lox", "cyl:VN40" };
	json_t *o = json_object();
	for (size_t i = 0; i < s->n; i++) {
		const struct wire_field *f = &s->fields[i];
		char name[80];
		bool quantity = f->kind == WIRE_GRAMS || f->kind == WIRE_QUANTITY;
		if (((f->flags & WIRE_READ_ONLY) && sloppy == 0) ||
		    (!(f->flags & WIRE_REQUIRED) && rng_below(&rng, 2) == 0))
			continue;
		snprintf(name, sizeof name, "%s%s", f->name, f->kind == WIRE_QUANTITY ? "_g" : "");
		json_t *v = random_value(f, f->kind, sloppy, depth);
		if (quantity && rng_below(&rng, 2) == 0) {
			name[strlen(name) - 2] = '\0';
			json_decref(v);
			v = json_pack("{s:f,s:s}", "value", rng_unit(&rng) * 100, "unit",
			    units[rng_below(&rng, ARRAY_LEN(units))]);
		}
		json_object_set_new(o, name, v);
	}
	if (rng_below(&rng, 100) < sloppy)
		json_object_set_new(o, "stranger/~", anything(2));
	return o;
}

static bool
has_read_only(const struct wire_shape *s)
{
	for (size_t i = 0; i < s->n; i++)
		if ((s->fields[i].flags & WIRE_READ_ONLY) || (s->fields[i].shape != NULL && has_read_only(s->fields[i].shape)))
			return true;
	return false;
}

START_TEST(what_was_read_and_written_reads_and_writes_the_same)
{
	int read = 0;
	rng = rng_seed(1, 0);
	for (size_t k = 0; k < ARRAY_LEN(all_shapes); k++) {
		const struct wire_shape *s = all_shapes[k];
		void *first = mem_alloc(s->size), *second = mem_alloc(s->size);
		for (int i = 0; i < 300 && !has_read_only(s); i++) {
			struct faults f = { 0 };
			struct arena *a = arena_new();
			struct str one = { 0 }, two = { 0 };
			json_t *in = random_object(s, 0, 2);
			if (wire_read(s, in, first, a, &f) == ERR_OK) {
				json_t *out = wire_write(s, first);
				wire_dump(out, &one);
				f = (struct faults){ 0 };
				ck_assert_msg(wire_read(s, out, second, a, &f) == ERR_OK,
				    "%s %s at %s: %s", s->name, fault_code(f.item[0].id),
				    f.item[0].pointer, str_text(&one));
				wire_dump_new(wire_write(s, second), &two);
				ck_assert_str_eq(str_text(&one), str_text(&two));
				json_decref(out);
				read++;
			}
			json_decref(in);
			str_free(&one);
			str_free(&two);
			arena_free(a);
		}
		free(first);
		free(second);
	}
	ck_assert_int_gt(read, 5000);
}
END_TEST

START_TEST(any_document_is_read_or_refused_for_a_reason)
{
	int refused = 0;
	rng = rng_seed(2, 0);
	for (size_t k = 0; k < ARRAY_LEN(all_shapes); k++) {
		const struct wire_shape *s = all_shapes[k];
		void *object = mem_alloc(s->size);
		for (int i = 0; i < 600; i++) {
			struct faults f = { 0 };
			struct arena *a = arena_new();
			json_t *in = i % 3 == 0 ? anything(3) : random_object(s, 5, 2);
			err_t e = i % 2 ? wire_read(s, in, object, a, &f)
					: (wire_init(s, object), wire_patch(s, in, object, a, &f));
			ck_assert(e == ERR_OK || e == ERR_INVALID);
			ck_assert_int_eq(e, f.err);
			refused += e != ERR_OK;
			json_t *out = wire_write(s, object);
			ck_assert(json_is_object(out));
			json_decref(out);
			json_decref(in);
			arena_free(a);
		}
		free(object);
	}
	ck_assert_int_gt(refused, 1000);
}
END_TEST

SUITE("wire/write", a_receipt_is_written_in_the_tables_order, unknown_is_null_and_not_zero,
    quantities_go_out_as_grams, secrets_are_shown_only_when_they_are_there,
    numbers_are_short_and_finite, text_that_is_not_utf8_is_written_as_unknown,
    lists_are_written_as_bare_arrays_too, what_was_read_and_written_reads_and_writes_the_same,
    any_document_is_read_or_refused_for_a_reason)
