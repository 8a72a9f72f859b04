#include "base/attr.h"
#include "base/vec.h"
#include "domain/calendar.h"
#include "lib/suite.h"
#include "wire/delivery_shape.h"
#include "wire/facility_shape.h"
#include "wire/plan_shape.h"
#include "wire/reading_shape.h"
#include "wire/record_shape.h"
#include "wire/stock_report_shape.h"
#include "wire/supplier_shape.h"
#include "wire/wire.h"

#include <math.h>
#include <string.h>

static struct arena *arena;
static struct faults faults;
static VEC(json_t *) documents; /* strings of a test live as long as its process */

static json_t *
parse(const char *text)
{
	json_t *j = NULL;
	faults = (struct faults){ 0 };
	ck_assert_msg(wire_parse(text, strlen(text), &j, &faults) == ERR_OK, "%s: %s", text,
	    faults.item[0].arg[2]);
	if (arena == NULL)
		arena = arena_new();
	*VEC_ADD(&documents) = j;
	return j;
}

static err_t
read_text(const struct wire_shape *s, const char *text, void *out)
{
	json_t *j = parse(text);
	return wire_read(s, j, out, arena, &faults);
}

/* "code pointer" of each fault, separated by newlines. */
static const char *
faults_of(const struct wire_shape *s, const char *text)
{
	static struct str all;
	void *out = mem_alloc(s->size);
	str_clear(&all);
	err_t e = read_text(s, text, out);
	for (int i = 0; i < faults.n; i++)
		str_addf(&all, "%s%s %s", i ? "\n" : "", fault_code(faults.item[i].id),
		    faults.item[i].pointer);
	ck_assert_int_eq(e == ERR_OK, faults.err == ERR_OK);
	free(out);
	return str_text(&all);
}

#define FAULTS(shape, text, expected) ck_assert_str_eq(faults_of(&shape, text), expected)
#define REPORT(members) "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\"," members "}"

static const char contract_report[] =
    "{\"facility\": \"15-PGH1\", \"date\": \"2026-11-20\", \"occurred_at\": "
    "\"2026-11-20T17:00:00+07:00\", \"client_event_id\": \"c0ffee-1\","
    " \"stock\": [{\"form\": \"lox\", \"asset\": \"15-PGH1-T1\", \"on_hand\": {\"value\": 8.4, "
    "\"unit\": \"t\"}},"
    "           {\"form\": \"cylinder\", \"type\": \"VN40\", \"full\": 120, \"in_use\": 8, "
    "\"empty\": 60}],"
    " \"received\": [{\"form\": \"lox\", \"quantity\": {\"value\": 5, \"unit\": \"t\"}}],"
    " \"produced\": [{\"asset\": \"15-PGH1-PSA1\", \"quantity\": {\"value\": 480, \"unit\": "
    "\"m3@15C\"}, \"running_hours\": 22}],"
    " \"consumed\": {\"value\": 2900, \"unit\": \"m3@15C\"},"
    " \"census\": {\"nasal_cannula\": 31, \"simple_mask\": 4, \"reservoir_mask\": 6, \"hfnc\": 3, "
    "\"niv\": 2, \"imv\": 4, \"covid\": 18},"
    " \"expected_tomorrow\": {\"value\": 3100, \"unit\": \"m3@15C\"}, \"note\": \"...\"}";

START_TEST(the_contracts_report_is_read_whole)
{
	struct stock_report r;
	ck_assert_int_eq(read_text(&wire_stock_report_shape, contract_report, &r), ERR_OK);
	ck_assert_int_eq(faults.n, 0);
	ck_assert_str_eq(r.facility, "15-PGH1");
	ck_assert_int_eq(r.date, calendar_day(2026, 11, 20));
	ck_assert_int_eq(r.occurred_at, calendar_at(r.date, 17 * 60));
	ck_assert_int_eq(r.period.start, INSTANT_NONE);
	ck_assert_uint_eq(r.stock.n, 2);
	ck_assert_int_eq(r.stock.items[0].on_hand.g, 8400000);
	ck_assert_double_eq(r.stock.items[0].on_hand.value, 8.4);
	ck_assert_str_eq(r.stock.items[0].on_hand.unit, "t");
	ck_assert_int_eq(r.stock.items[0].full, UNKNOWN_I64);
	ck_assert_int_eq(r.stock.items[1].full, 120);
	ck_assert_int_eq(r.stock.items[1].unfit, UNKNOWN_I64);
	ck_assert_int_eq(r.received.items[0].quantity.g, 5000000);
	ck_assert(id_is_none(r.received.items[0].delivery));
	ck_assert_int_eq(r.produced.items[0].quantity.g, 650064);
	ck_assert_double_eq(r.produced.items[0].running_hours, 22);
	ck_assert_int_eq(r.consumed.g, 3927470);
	ck_assert_int_eq(r.census.covid, 18);
	ck_assert_int_eq(r.expected_tomorrow.g, 4198330);
	ck_assert_str_eq(r.note, "...");
}
END_TEST

START_TEST(what_is_absent_or_null_is_unknown)
{
	struct stock_report r;
	ck_assert_int_eq(
	    read_text(&wire_stock_report_shape,
		REPORT("\"consumed\":null,\"consumed_g\":null,\"census\":null,\"stock\":null"), &r),
	    ERR_OK);
	ck_assert(!units_said(&r.consumed));
	ck_assert_int_eq(r.consumed.g, UNITS_UNKNOWN_G);
	ck_assert_int_eq(r.census.imv, UNKNOWN_I64);
	ck_assert_int_eq(r.occurred_at, INSTANT_NONE);
	ck_assert_ptr_null(r.note);
	ck_assert_uint_eq(r.stock.n, 0);
}
END_TEST

START_TEST(every_fault_is_told_with_its_place)
{
	FAULTS(wire_stock_report_shape,
	    "{\"facility\":\"x\",\"date\":\"2026-02-30\",\"a/"
	    "b~c\":1,\"stock\":[{\"form\":\"lox\",\"asset\":\"A\",\"on_hand_g\":1},"
	    "{\"form\":\"gas\",\"full\":-1,\"typ\":\"VN40\"}],\"census\":{\"imv\":1.5},"
	    "\"consumed\":{\"value\":\"1\",\"unit\":\"gal\",\"u\":1},\"note\":3}",
	    "unknown_member /a~1b~0c\n"
	    "bad_code /facility\n"
	    "bad_date /date\n"
	    "unknown_member /stock/1/typ\n"
	    "not_a_choice /stock/1/form\n"
	    "negative /stock/1/full\n"
	    "unknown_member /consumed/u\n"
	    "wrong_type /consumed/value\n"
	    "unknown_unit /consumed/unit\n"
	    "wrong_type /census/imv\n"
	    "wrong_type /note");
}
END_TEST

START_TEST(more_faults_than_fit_are_counted_and_still_refuse)
{
	struct str s = { 0 };
	void *out = mem_alloc(wire_stock_report_shape.size);
	str_add(&s, "{\"consumed\":{\"value\":1,\"unit\":\"m3\"}");
	for (int i = 0; i < 100; i++)
		str_addf(&s, ",\"x%d\":1", i);
	str_add(&s, "}");
	ck_assert_int_eq(read_text(&wire_stock_report_shape, str_text(&s), out), ERR_INVALID);
	ck_assert_int_eq(faults.n, FAULTS_MAX);
	ck_assert_int_eq(faults.err, ERR_INVALID);
	ck_assert_int_gt(faults.unlisted, 60);
	free(out);
	str_free(&s);
}
END_TEST

START_TEST(a_shape_wants_an_object)
{
	FAULTS(wire_stock_report_shape, "[]", "wrong_type ");
	FAULTS(wire_stock_report_shape, "3", "wrong_type ");
	FAULTS(wire_stock_report_shape, "null", "wrong_type ");
	FAULTS(wire_stock_report_shape, REPORT("\"stock\":{}"), "wrong_type /stock");
	FAULTS(wire_stock_report_shape, REPORT("\"stock\":[null]"), "wrong_type /stock/0");
	FAULTS(wire_stock_report_shape, REPORT("\"census\":[]"), "wrong_type /census");
	FAULTS(wire_stock_report_shape, "{}", "required /facility");
	FAULTS(wire_stock_report_shape, "{\"facility\":\"A\"}", "required /date");
	FAULTS(wire_stock_report_shape, "{\"facility\":null,\"date\":\"2026-11-20\"}",
	    "required /facility");
}
END_TEST

START_TEST(a_bare_cubic_metre_warns_and_refuses_nothing)
{
	struct stock_report r;
	ck_assert_int_eq(read_text(&wire_stock_report_shape,
			     REPORT("\"consumed\":{\"value\":2900,\"unit\":\"m3\"}"), &r),
	    ERR_OK);
	ck_assert_int_eq(faults.n, 1);
	ck_assert_int_eq(faults.err, ERR_OK);
	ck_assert_str_eq(faults.item[0].pointer, "/consumed");
	ck_assert_str_eq(fault_code(faults.item[0].id), "bare_m3");
	ck_assert(r.consumed.bare_m3);
	ck_assert_int_eq(r.consumed.g, 3927470);
}
END_TEST

START_TEST(a_quantity_has_one_of_two_spellings)
{
	struct stock_report r;
	ck_assert_int_eq(
	    read_text(&wire_stock_report_shape, REPORT("\"consumed_g\":12345"), &r), ERR_OK);
	ck_assert_int_eq(r.consumed.g, 12345);
	ck_assert_str_eq(r.consumed.unit, "g");
	ck_assert_int_eq(
	    read_text(&wire_stock_report_shape, REPORT("\"consumed_g\":3.0"), &r), ERR_OK);
	ck_assert_int_eq(r.consumed.g, 3);
	ck_assert_int_eq(read_text(&wire_stock_report_shape,
			     REPORT("\"consumed\":{\"value\":3,\"unit\":\"cyl:VN40\"}"), &r),
	    ERR_OK);
	ck_assert_int_eq(r.consumed.g, 3 * 7987);
	FAULTS(wire_stock_report_shape,
	    REPORT("\"consumed_g\":1,\"consumed\":{\"value\":3,\"unit\":\"g\"}"),
	    "duplicate /consumed_g");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":3"), "wrong_type /consumed");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":{}"),
	    "required /consumed/value\nrequired /consumed/unit");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed_g\":1.5"), "wrong_type /consumed_g");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed_g\":-1"), "negative /consumed_g");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed_g\":1000000000001"),
	    "out_of_range /consumed_g");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":{\"value\":-0.1,\"unit\":\"t\"}"),
	    "negative /consumed/value");
	FAULTS(wire_stock_report_shape,
	    REPORT("\"consumed\":{\"value\":99999999999,\"unit\":\"t\"}"),
	    "out_of_range /consumed/value");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":{\"value\":1e308,\"unit\":\"g\"}"),
	    "out_of_range /consumed/value");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":{\"value\":1,\"unit\":\"%\"}"),
	    "unit_not_here /consumed/unit");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":{\"value\":1,\"unit\":\"cyl:D\"}"),
	    "unknown_cylinder /consumed/unit");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":{\"value\":1,\"unit\":7}"),
	    "wrong_type /consumed/unit");
	FAULTS(wire_stock_report_shape, REPORT("\"consumed\":{\"value\":true,\"unit\":\"t\"}"),
	    "wrong_type /consumed/value");
}
END_TEST

START_TEST(a_gauge_reading_waits_for_its_calibration)
{
	struct stock_report r;
	ck_assert_int_eq(read_text(&wire_stock_report_shape,
			     REPORT("\"stock\":[{\"form\":\"lox\",\"asset\":\"T1\",\"on_hand\":{"
				    "\"value\":62.5,\"unit\":\"%\"}}]"),
			     &r),
	    ERR_OK);
	ck_assert_int_eq(r.stock.items[0].on_hand.gauge, GAUGE_PERCENT);
	ck_assert_int_eq(r.stock.items[0].on_hand.g, UNITS_UNKNOWN_G);
	ck_assert_double_eq(r.stock.items[0].on_hand.value, 62.5);
	ck_assert(units_said(&r.stock.items[0].on_hand));
}
END_TEST

START_TEST(lines_of_a_report_are_complete)
{
	FAULTS(wire_stock_report_shape, REPORT("\"stock\":[{\"form\":\"lox\"}]"),
	    "required /stock/0/asset\nrequired /stock/0/on_hand");
	FAULTS(wire_stock_report_shape, REPORT("\"stock\":[{\"form\":\"cylinder\"}]"),
	    "required /stock/0/type\nrequired /stock/0/full");
	FAULTS(wire_stock_report_shape,
	    REPORT("\"stock\":[{\"form\":\"cylinder\",\"type\":\"VN41\",\"full\":1}]"),
	    "unknown_cylinder /stock/0/type");
	FAULTS(wire_stock_report_shape, REPORT("\"received\":[{\"form\":\"lox\"}]"),
	    "required /received/0/quantity");
	FAULTS(wire_stock_report_shape, REPORT("\"received\":[{\"form\":\"cylinder\",\"full\":3}]"),
	    "required /received/0/type");
	FAULTS(wire_stock_report_shape, REPORT("\"produced\":[{\"asset\":\"P\"}]"),
	    "required /produced/0/quantity");
	FAULTS(wire_stock_report_shape,
	    REPORT("\"received\":[{\"form\":\"lox\",\"quantity_g\":1,\"delivery\":\"7\"}]"),
	    "wrong_type /received/0/delivery");
}
END_TEST

START_TEST(a_period_may_replace_the_day)
{
	struct stock_report r;
	ck_assert_int_eq(read_text(&wire_stock_report_shape,
			     "{\"facility\":\"A\",\"period\":{\"start\":\"2026-11-20T06:00:00+07:"
			     "00\",\"end\":\"2026-11-20T14:00:00+07:00\"}}",
			     &r),
	    ERR_OK);
	ck_assert_int_eq(r.date, calendar_day(2026, 11, 20));
	ck_assert_int_eq(r.period.end - r.period.start, 8 * INSTANT_HOUR);
	FAULTS(wire_stock_report_shape,
	    "{\"facility\":\"A\",\"period\":{\"start\":\"2026-11-20T06:00:00+07:00\",\"end\":"
	    "\"2026-11-20T06:00:00+07:00\"}}",
	    "bad_period /period");
	FAULTS(wire_stock_report_shape,
	    "{\"facility\":\"A\",\"period\":{\"start\":\"2026-11-20T06:00:00+07:00\",\"end\":"
	    "\"2027-11-20T06:00:00+07:00\"}}",
	    "bad_period /period");
	FAULTS(wire_stock_report_shape,
	    "{\"facility\":\"A\",\"period\":{\"start\":\"2026-11-20T06:00:00\"}}",
	    "bad_instant /period/start\nrequired /period/end");
	FAULTS(wire_stock_report_shape,
	    "{\"facility\":\"A\",\"date\":\"2026-11-19\",\"period\":{\"start\":\"2026-11-20T22:00:00+07:00\",\"end\":"
	    "\"2026-11-21T06:00:00+07:00\"}}",
	    "out_of_range /date");
	ck_assert_int_eq(read_text(&wire_stock_report_shape,
			     "{\"facility\":\"A\",\"date\":\"2026-11-21\",\"period\":{\"start\":\"2026-11-20T22:00:00+07:"
			     "00\",\"end\":\"2026-11-21T06:00:00+07:00\"}}",
			     &r),
	    ERR_OK);
}
END_TEST

START_TEST(texts_are_measured_in_characters)
{
	struct str s = { 0 };
	str_add(&s, REPORT("\"client_event_id\":\""));
	s.data[--s.len] = '\0'; /* the closing brace comes later */
	for (int i = 0; i < 255; i++)
		str_add(&s, "ộ");
	size_t n = s.len;
	str_add(&s, "\"}");
	FAULTS(wire_stock_report_shape, str_text(&s), "");
	s.data[s.len = n] = '\0';
	str_add(&s, "x\"}");
	FAULTS(wire_stock_report_shape, str_text(&s), "bad_length /client_event_id");
	FAULTS(wire_stock_report_shape, REPORT("\"client_event_id\":\"\""),
	    "bad_length /client_event_id");
	str_free(&s);
}
END_TEST

static const char facility[] =
    "{\"code\":\"15-PGH1\",\"name\":\"Bệnh viện "
    "tỉnh\",\"province\":\"15\",\"level\":\"province\",\"location\":{\"lat\":21.7,\"lon\":104.9},"
    "\"beds\":500,\"access_max_t\":15,\"receives_from\":\"06:00\",\"receives_to\":\"20:00\","
    "\"systems\":[{\"system\":\"MAIN\",\"share_pct\":100}],"
    "\"assets\":[{\"asset\":\"15-PGH1-T1\",\"kind\":\"tank\",\"system\":\"MAIN\",\"product\":"
    "\"lox\",\"rank\":\"primary\","
    "\"capacity\":{\"value\":10,\"unit\":\"t\"},\"heel_g\":1000000,\"flow_limit_lpm\":2000,"
    "\"calibrations\":[{\"valid_from\":\"2026-01-01\","
    "\"unit\":\"mmH2O\",\"points\":[{\"x\":0,\"g\":0},{\"x\":2000,\"g\":10000000}]}],\"fill_"
    "rights\":[{\"supplier\":\"S1\",\"basis\":\"contract\"}]}],"
    "\"contacts\":[{\"role\":\"dược sĩ\",\"name\":\"A\",\"phone\":\"+84 9\"}]}";

START_TEST(a_facility_keeps_its_assets_and_defaults)
{
	struct facility f;
	ck_assert_int_eq(read_text(&wire_facility_shape, facility, &f), ERR_OK);
	ck_assert_int_eq(f.report_every_h, 24);
	ck_assert_int_eq(f.receives_to, 20 * 60);
	ck_assert_int_eq(f.icu_beds, UNKNOWN_I64);
	ck_assert_int_eq(f.opened, DAY_NONE);
	ck_assert_int_eq(f.assets.items[0].capacity_g, 10000000);
	ck_assert_int_eq(f.assets.items[0].heel_g, 1000000);
	ck_assert_int_eq(f.assets.items[0].bottles, UNKNOWN_I64);
	ck_assert(isnan(f.assets.items[0].purity_pct));
	ck_assert_int_eq(f.assets.items[0].calibrations.items[0].points.items[1].g, 10000000);
	ck_assert_ptr_eq(facility_asset(&f, "15-PGH1-T1"), &f.assets.items[0]);
	ck_assert_ptr_null(facility_asset(&f, "X"));
}
END_TEST

START_TEST(a_facility_that_contradicts_itself_is_refused)
{
#define BASE "\"code\":\"A\",\"name\":\"A\",\"province\":\"15\""
	FAULTS(wire_facility_shape,
	    "{" BASE
	    ",\"assets\":[{\"asset\":\"T\",\"kind\":\"tank\"},{\"asset\":\"T\",\"kind\":\"psa\"}]}",
	    "duplicate /assets/1/asset");
	FAULTS(wire_facility_shape,
	    "{" BASE
	    ",\"assets\":[{\"asset\":\"T\",\"kind\":\"tank\",\"capacity_g\":10,\"heel_g\":11}]}",
	    "out_of_range /assets/0/heel_g");
	FAULTS(wire_facility_shape,
	    "{" BASE ",\"assets\":[{\"asset\":\"T\",\"kind\":\"tank\",\"calibrations\":[{\"valid_"
		     "from\":\"2026-01-01\",\"unit\":\"%\",\"points\":[{\"x\":5,"
	    "\"g\":0},{\"x\":5,\"g\":1}]}]}]}",
	    "bad_calibration /assets/0/calibrations/0/points");
	FAULTS(wire_facility_shape,
	    "{" BASE ",\"systems\":[{\"system\":\"A\"}],\"assets\":[{\"asset\":\"T\",\"kind\":"
		     "\"tank\",\"system\":\"B\"}]}",
	    "unknown_reference /assets/0/system");
	FAULTS(wire_facility_shape, "{" BASE ",\"location\":{\"lat\":91,\"lon\":0}}",
	    "out_of_range /location/lat");
	FAULTS(
	    wire_facility_shape, "{" BASE ",\"location\":{\"lat\":9}}", "required /location/lon");
	FAULTS(wire_facility_shape,
	    "{" BASE ",\"opened\":\"2026-01-02\",\"closed\":\"2026-01-01\"}", "bad_period /closed");
	FAULTS(wire_facility_shape, "{" BASE ",\"receives_from\":\"25:00\",\"report_every_h\":0}",
	    "out_of_range /report_every_h\nwrong_type /receives_from");
	FAULTS(wire_facility_shape,
	    "{\"code\":\"a\",\"name\":\"\",\"province\":\"THIS-CODE-IS-FAR-TOO-LONG\"}",
	    "bad_code /code\nbad_length /name\nbad_code /province");
}
END_TEST

START_TEST(a_patch_changes_what_was_sent_and_nothing_else)
{
	struct facility f;
	ck_assert_int_eq(read_text(&wire_facility_shape, facility, &f), ERR_OK);
	ck_assert_int_eq(wire_patch(&wire_facility_shape,
			     parse("{\"beds\":null,\"icu_beds\":20,\"location\":{\"lat\":22},"
				   "\"contacts\":[],\"systems\":null}"),
			     &f, arena, &faults),
	    ERR_OK);
	ck_assert_int_eq(f.beds, UNKNOWN_I64);
	ck_assert_int_eq(f.icu_beds, 20);
	ck_assert_double_eq(f.location.lat, 22);
	ck_assert_double_eq(f.location.lon, 104.9);
	ck_assert_uint_eq(f.contacts.n, 0);
	ck_assert_uint_eq(f.systems.n, 0);
	ck_assert_uint_eq(f.assets.n, 1);
	ck_assert_str_eq(f.name, "Bệnh viện tỉnh");
	ck_assert_int_eq(f.report_every_h, 24);
	ck_assert_int_eq(
	    wire_patch(&wire_facility_shape, parse("{\"name\":null}"), &f, arena, &faults),
	    ERR_INVALID);
	ck_assert_int_eq(wire_patch(&wire_facility_shape,
			     parse("{\"assets\":[{\"kind\":\"tank\"}]}"), &f, arena, &faults),
	    ERR_INVALID);
	ck_assert_str_eq(faults.item[0].pointer, "/assets/0/asset");
}
END_TEST

START_TEST(what_only_the_server_sets_is_refused)
{
	FAULTS(wire_delivery_shape_transfer,
	    "{\"from\":\"A\",\"to\":\"B\",\"product\":\"lox\",\"quantity_g\":5,\"state\":\"done\"}",
	    "read_only /state");
	FAULTS(wire_record_shape_token, "{\"name\":\"x\",\"role\":\"ministry\",\"token\":\"mine\"}",
	    "read_only /token");
	FAULTS(wire_delivery_shape_transfer, "{\"from\":\"A\",\"to\":\"A\",\"product\":\"lox\"}",
	    "required /quantity\nduplicate /to");
}
END_TEST

START_TEST(roles_say_what_they_act_for)
{
	struct wire_token t;
	FAULTS(wire_record_shape_token, "{\"name\":\"x\",\"role\":\"hospital\"}",
	    "required /facilities");
	FAULTS(wire_record_shape_token,
	    "{\"name\":\"x\",\"role\":\"coordinator\",\"provinces\":[]}", "required /provinces");
	FAULTS(wire_record_shape_token,
	    "{\"name\":\"x\",\"role\":\"coordinator\",\"provinces\":[\"15\",null,3,\"z\"]}",
	    "required /provinces/1\nwrong_type /provinces/2\nbad_code /provinces/3");
	ck_assert_int_eq(
	    read_text(&wire_record_shape_token,
		"{\"name\":\"x\",\"role\":\"hospital\",\"facilities\":[\"A\",\"B\"]}", &t),
	    ERR_OK);
	ck_assert_str_eq(t.facilities.items[1], "B");
}
END_TEST

START_TEST(readings_come_alone_or_in_arrays)
{
	LIST(struct reading) l;
	struct wire_in in;
	json_t *one = parse("{\"seq\":1841,\"ts\":\"2026-11-20T10:00:00Z\",\"level_pct\":50}");
	in = (struct wire_in){ .arena = arena, .faults = &faults };
	ck_assert_int_eq(wire_read_list(&wire_reading_shape_tlm, one, 10, &l, &in), ERR_OK);
	ck_assert_uint_eq(l.n, 1);
	ck_assert_int_eq(l.items[0].epoch, 0);
	ck_assert_int_eq(l.items[0].seq, 1841);
	ck_assert_ptr_null(l.items[0].asset);
	json_t *two = parse("[{\"seq\":1,\"ts\":\"2026-11-20T10:00:00Z\",\"level_mm\":5,\"on_hand_"
			    "g\":3},{\"seq\":2,\"ts\":\"x\",\"on_hand_g\":3},"
			    "{\"seq\":2,\"ts\":\"2026-11-20T10:00:00Z\",\"epoch\":1}]");
	ck_assert_int_eq(wire_read_list(&wire_reading_shape_tlm, two, 10, &l, &in), ERR_INVALID);
	ck_assert_str_eq(faults.item[0].pointer, "/0/on_hand_g");
	ck_assert_str_eq(faults.item[1].pointer, "/1/ts");
	ck_assert_str_eq(faults.item[2].pointer, "/2/on_hand_g");
	ck_assert_int_eq(wire_read_list(&wire_reading_shape_tlm, two, 2, &l, &in), ERR_INVALID);
}
END_TEST

START_TEST(a_part_of_a_document_keeps_its_place)
{
	struct stock_report r;
	struct wire_in in = { .at = "/17" };
	json_t *j = parse("{\"facility\":\"A\",\"date\":\"x\"}");
	in.arena = arena;
	in.faults = &faults;
	ck_assert_int_eq(wire_read_at(&wire_stock_report_shape, j, &r, &in), ERR_INVALID);
	ck_assert_str_eq(faults.item[0].pointer, "/17/date");
}
END_TEST

START_TEST(orders_of_a_coordinator_are_complete)
{
	struct wire_plan_request p;
	ck_assert_int_eq(read_text(&wire_plan_shape_request, "{\"province\":\"15\"}", &p), ERR_OK);
	ck_assert_int_eq(p.horizon_days, 3);
	ck_assert_int_eq(p.seed, 0);
	ck_assert(!p.deterministic);
	ck_assert_int_eq(p.as_of, INSTANT_NONE);
	FAULTS(wire_plan_shape_request, "{\"province\":\"15\",\"horizon_days\":15}",
	    "out_of_range /horizon_days");
	FAULTS(wire_plan_shape_edits, "{\"edits\":[]}", "too_many_items /edits");
	FAULTS(wire_plan_shape_edits,
	    "{\"edits\":[{\"action\":\"loan\",\"facility\":\"A\",\"reason\":\"r\"}]}",
	    "required /edits/0/quantity\nrequired /edits/0/from_facility");
	FAULTS(wire_record_shape_clock, "{}", "required /now");
	FAULTS(wire_record_shape_clock, "{\"live\":true,\"now\":\"2026-11-20T10:00:00Z\"}",
	    "one_of_two /live");
	FAULTS(wire_delivery_shape_event, "{\"event\":\"explode\"}", "not_a_choice /event");
	FAULTS(wire_delivery_shape_drop,
	    "{\"facility\":\"A\",\"supplier\":\"S\",\"product\":\"cylinder\",\"full\":3,\"docket\":"
	    "\"\"}",
	    "bad_length /docket");
	FAULTS(wire_supplier_shape_report, "{\"products\":[{\"product\":\"cylinder\"}]}",
	    "required /products/0/cylinder_type");
}
END_TEST

START_TEST(an_id_can_be_looked_up_before_the_shape)
{
	ck_assert_str_eq(wire_peek(parse("{\"facility\":\"A\",\"x\":1}"), "facility"), "A");
	ck_assert_ptr_null(wire_peek(parse("{\"facility\":1}"), "facility"));
	ck_assert_ptr_null(wire_peek(parse("[]"), "facility"));
}
END_TEST

SUITE("wire/read", the_contracts_report_is_read_whole, what_is_absent_or_null_is_unknown,
    every_fault_is_told_with_its_place, more_faults_than_fit_are_counted_and_still_refuse,
    a_shape_wants_an_object, a_bare_cubic_metre_warns_and_refuses_nothing,
    a_quantity_has_one_of_two_spellings, a_gauge_reading_waits_for_its_calibration,
    lines_of_a_report_are_complete, a_period_may_replace_the_day, texts_are_measured_in_characters,
    a_facility_keeps_its_assets_and_defaults, a_facility_that_contradicts_itself_is_refused,
    a_patch_changes_what_was_sent_and_nothing_else, what_only_the_server_sets_is_refused,
    roles_say_what_they_act_for, readings_come_alone_or_in_arrays,
    a_part_of_a_document_keeps_its_place, orders_of_a_coordinator_are_complete,
    an_id_can_be_looked_up_before_the_shape)
