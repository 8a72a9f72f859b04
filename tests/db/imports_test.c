/* /v1/imports: what a file does, row by row, and that doing it again does nothing. */
#include "ingest/ingest.h"
#include "lib/api_fixture.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

static void
post(struct api_fixture *x, const char *who, const char *target, const char *csv)
{
	x->type = "text/csv";
	api_fixture_send(x, who, "POST", target, csv, strlen(csv));
}

static bool
counts(const struct api_fixture *x, int created, int changed, int unchanged, int refused)
{
	return x->status == 200 && api_fixture_int(x, "/created") == created && api_fixture_int(x, "/changed") == changed &&
	    api_fixture_int(x, "/unchanged") == unchanged && api_fixture_int(x, "/refused") == refused;
}

/* Result, code and pointer of a row's first error: "refused required line 3, column name". */
static const char *
row(const struct api_fixture *x, int i)
{
	static char text[300];
	char path[60];
	snprintf(path, sizeof path, "/results/%d/result", i);
	size_t n = (size_t)snprintf(text, sizeof text, "%s", api_fixture_text(x, path));
	snprintf(path, sizeof path, "/results/%d/errors/0/code", i);
	if (api_fixture_text(x, path) != NULL)
		n += (size_t)snprintf(text + n, sizeof text - n, " %s", api_fixture_text(x, path));
	snprintf(path, sizeof path, "/results/%d/errors/0/pointer", i);
	if (api_fixture_text(x, path) != NULL)
		snprintf(text + n, sizeof text - n, " %s", api_fixture_text(x, path));
	return text;
}

#define OSM \
	"name,osm_ownership_guess,kind_guess,lat,lon,province_code,commune_code,address,phone\n" \
	"Bệnh viện Đa khoa tỉnh Lào Cai,public,hospital,22.33800,104.14900,15,02647,\"Số 1, Lào Cai\",+84 214 1\n" \
	"Trạm y tế Sa Pa,public,station,22.33600,103.84400,15,,,\n" \
	"Phòng khám,private,other,21.03000,105.85000,01,,,\n" \
	"Không rõ,unclassified,hospital,21.00000,105.00000,,,,\n"

START_TEST(facilities_of_an_extract_are_registered_once)
{
	struct api_fixture *x = api_fixture_new();
	post(x, "admin", "/v1/imports/facilities?edition=2026-02-01", OSM);
	ck_assert_msg(counts(x, 3, 0, 0, 1), "%d %s", x->status, x->text);
	ck_assert_str_eq(row(x, 3), "refused required line 5, column province");
	char code[30], target[60];
	snprintf(code, sizeof code, "%s", api_fixture_text(x, "/results/0/code"));
	ck_assert(strncmp(code, "15-H", 4) == 0 && strlen(code) == 10);
	post(x, "admin", "/v1/imports/facilities?edition=2026-02-01", OSM);
	ck_assert_msg(counts(x, 0, 0, 3, 1), "%s", x->text);
	ck_assert_str_eq(api_fixture_text(x, "/results/0/code"), code);
	/* a provincial hospital has a tank and a pool, of sizes that nobody has said */
	snprintf(target, sizeof target, "/v1/facilities/%s", code);
	api_fixture_call(x, "coordinator", "GET", target, NULL);
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_str_eq(api_fixture_text(x, "/level"), "province");
	ck_assert_str_eq(api_fixture_text(x, "/assets/0/kind"), "tank");
	ck_assert_str_eq(api_fixture_text(x, "/assets/1/cylinder_type"), "VN40");
	ck_assert(api_fixture_int(x, "/assets/0/capacity_g") == INT64_MIN && api_fixture_int(x, "/assets/1/bottles") == INT64_MIN);
	ck_assert(api_fixture_int(x, "/beds") == INT64_MIN);
	ck_assert_str_eq(api_fixture_text(x, "/contacts/0/phone"), "+84 214 1");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'facility.import'"), 3);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.asset a JOIN oxy.site_code c USING (shard, site_id) WHERE c.code LIKE '15-H%'"), 3);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_reused_code_needs_its_edition)
{
	struct api_fixture *x = api_fixture_new();
	static const char file[] = "name,province,code\nMột,24,A1\nHai,10,A2\nBa,01,A3\n";
	post(x, "admin", "/v1/imports/facilities?dry_run=true", file);
	ck_assert_msg(counts(x, 2, 0, 0, 1), "%s", x->text);
	ck_assert_str_eq(row(x, 0), "refused edition_needed line 2, column province");
	ck_assert(json_is_true(api_fixture_at(x, "/dry_run")));
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.site"), 6); /* nothing was kept */
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit"), 0);
	/* in 2021, 15 was Yen Bai (now of Lao Cai, 15), 74 Binh Duong (now of 79), 45 Quang Tri (now 44) */
	post(x, "admin", "/v1/imports/facilities?edition=2021-06-01", "name,province,code\nMột,15,B1\nHai,74,B2\nBa,45,B3\nBốn,99,B4\n");
	ck_assert_msg(counts(x, 3, 0, 0, 1), "%s", x->text);
	ck_assert_str_eq(row(x, 3), "refused unknown_reference line 5, column province");
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(shard::text, ' ' ORDER BY code) FROM oxy.site WHERE code LIKE 'B_'"), "15 79 44");
	api_fixture_free(x);
}
END_TEST

START_TEST(a_richer_file_says_more_and_bad_rows_do_not_stop_good_ones)
{
	struct api_fixture *x = api_fixture_new();
	post(x, "coordinator", "/v1/imports/facilities?edition=2026-01-01",
	    "\xEF\xBB\xBF" "code;name;province;level;lat;lon;beds;tank_capacity_t;bottles;supplier;contact_name;contact_phone\r\n"
	    "15-A;Bệnh viện A;15;district;21,75;104,9;350;12,5;200;15-GASCO;Nguyễn E;0912\r\n"
	    "15-B;Bệnh viện B;15;palace;21,75;104,9;x;;;;;\r\n"
	    "15-A;Bệnh viện A nữa;15;;;;;;;;;\r\n"
	    "15-PGH1;Bệnh viện Đa khoa tỉnh;15;;;;;;;;;\r\n"
	    "15-DH2;Tên khác;15;;;;;;;;;\r\n"
	    "01-X;Ngoài tỉnh;01;;;;;;;;;\r\n"
	    "01-HN1;Của tỉnh khác;15;;;;;;;;;\r\n");
	ck_assert_msg(counts(x, 1, 0, 1, 5), "%d %s", x->status, x->text);
	ck_assert_str_eq(row(x, 1), "refused not_a_choice line 3, column level");
	ck_assert_uint_eq(api_fixture_size(x, "/results/1/errors"), 2);
	ck_assert_str_eq(api_fixture_text(x, "/results/1/errors/1/pointer"), "line 3, column beds");
	ck_assert_str_eq(row(x, 2), "refused duplicate line 4, column code");
	ck_assert_str_eq(row(x, 3), "unchanged");
	ck_assert_str_eq(row(x, 4), "refused exists line 6, column code");
	ck_assert_str_eq(row(x, 5), "refused not_found line 7, column province");
	ck_assert_str_eq(row(x, 6), "refused exists line 8, column code");
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities/15-A", NULL);
	ck_assert_int_eq(api_fixture_int(x, "/assets/0/capacity_g"), 12500000);
	ck_assert_int_eq(api_fixture_int(x, "/assets/1/bottles"), 200);
	ck_assert_str_eq(api_fixture_text(x, "/assets/0/fill_rights/0/supplier"), "15-GASCO");
	ck_assert(json_real_value(api_fixture_at(x, "/location/lat")) == 21.75);
	ck_assert_str_eq(api_fixture_text(x, "/contacts/0/role"), "duty");
	api_fixture_free(x);
}
END_TEST

START_TEST(composed_and_decomposed_names_are_the_same_hospital)
{
	struct api_fixture *x = api_fixture_new();
	post(x, "coordinator", "/v1/imports/facilities?edition=2026-01-01", "name,lat,lon,province\nBệnh viện Hòa Bình,21.70000,104.80000,15\n");
	ck_assert_msg(counts(x, 1, 0, 0, 0), "%s", x->text);
	post(x, "coordinator", "/v1/imports/facilities?edition=2026-01-01",
	    "name,lat,lon,province\nBe\xCC\xA3\xCC\x82nh vie\xCC\xA3\xCC\x82n Hoa\xCC\x80 Bi\xCC\x80nh,21.70001,104.80001,15\n");
	ck_assert_msg(counts(x, 0, 0, 1, 0), "%s", x->text);
	api_fixture_free(x);
}
END_TEST

START_TEST(only_the_province_asked_for_and_only_known_columns)
{
	struct api_fixture *x = api_fixture_new();
	post(x, "admin", "/v1/imports/facilities?edition=2026-02-01&province=01", OSM);
	ck_assert_msg(counts(x, 1, 0, 0, 0) && api_fixture_int(x, "/skipped") == 3, "%s", x->text);
	post(x, "admin", "/v1/imports/facilities?province=15", "name\nKhông có cột tỉnh\n");
	ck_assert_msg(counts(x, 1, 0, 0, 0), "%s", x->text);
	post(x, "admin", "/v1/imports/facilities", "name,colour\nx,red\n");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "unknown_member", "line 1, column colour"), "%s", x->text);
	post(x, "admin", "/v1/imports/facilities", "code\nX\n");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "required", "line 1, column name"), "%s", x->text);
	post(x, "admin", "/v1/imports/facilities?edition=yesterday", "name\nX\n");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "bad_date", "?edition"), "%s", x->text);
	post(x, "admin", "/v1/imports/facilities", "name,province\n\"X,15\n");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "bad_quote", "line 2"), "%s", x->text);
	post(x, "coordinator", "/v1/imports/facilities?province=01", OSM);
	ck_assert_int_eq(x->status, 404);
	post(x, "hospital", "/v1/imports/facilities", OSM);
	ck_assert_int_eq(x->status, 403);
	api_fixture_free(x);
}
END_TEST

START_TEST(units_are_known_by_their_heading_and_kept_by_code_and_day)
{
	struct api_fixture *x = api_fixture_new();
	static const char communes[] = "code,province_code,name_vi,name_en,full_name_vi,valid_from,centroid_lat,centroid_lon\n"
	                               "99001,15,Xa\xCC\x83 Mo\xCC\xA3\xCC\x82t,Mot,,2025-07-01,21.5,104.1\n99002,15,Xã Hai,Hai,,2025-07-01,,\n"
	                               "99003,10,Xã Ba,Ba,,2025-07-01,,\n99004,15,Xã Bốn,,,1-7-2025,,\n99001,15,Xã Năm,,,2025-07-01,,\n";
	post(x, "admin", "/v1/imports/units", communes);
	ck_assert_msg(counts(x, 2, 0, 0, 3), "%s", x->text);
	ck_assert_str_eq(api_fixture_text(x, "/kind"), "communes");
	ck_assert_str_eq(api_fixture_text(x, "/results/0/name"), "Xã Một");
	ck_assert_str_eq(row(x, 2), "refused unknown_reference line 4, column province_code");
	ck_assert_str_eq(row(x, 3), "refused bad_date line 5, column valid_from");
	ck_assert_str_eq(row(x, 4), "refused duplicate line 6, column code");
	post(x, "admin", "/v1/imports/units", communes);
	ck_assert_msg(counts(x, 0, 0, 2, 3), "%s", x->text);
	post(x, "admin", "/v1/imports/units", "old_province_code,old_ward_code,new_ward_code,relation\n15,90001,99001,merged\n15,90002,99001,ambiguous\n15,90002,99002,ambiguous\n");
	ck_assert_msg(counts(x, 2, 0, 1, 0), "%s", x->text);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(code || '>' || coalesce(successor, '?'), ' ' ORDER BY code) FROM oxy.admin_unit WHERE code LIKE '9000%'"), "90001>99001 90002>?");
	post(x, "admin", "/v1/imports/units", "old_code,old_name,new_code\n02,Hà Giang,08\n24,Bắc Giang,99\n");
	ck_assert_msg(api_fixture_int(x, "/refused") == 1, "%s", x->text);
	ck_assert_str_eq(row(x, 1), "refused not_a_choice line 3, column new_code");
	post(x, "admin", "/v1/imports/units", "a,b\n1,2\n");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "csv_kind", "line 1"), "%s", x->text);
	post(x, "coordinator", "/v1/imports/units", communes);
	ck_assert_int_eq(x->status, 403);
	api_fixture_free(x);
}
END_TEST

START_TEST(communes_are_checked_once_they_are_known_and_old_ones_replaced)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-PGH1", "{'commune': '77777'}");
	ck_assert_msg(x->status == 200, "%s", x->text); /* nothing is known of the province's communes */
	post(x, "admin", "/v1/imports/units", "code,province_code,name_vi,valid_from\n99001,15,Xã Một,2025-07-01\n");
	post(x, "admin", "/v1/imports/units", "old_province_code,old_ward_code,new_ward_code\n15,90001,99001\n");
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-DH2", "{'commune': '77777'}");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "unknown_reference", "/commune"), "%s", x->text);
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-DH2", "{'commune': '99001'}");
	ck_assert_int_eq(x->status, 200);
	ck_assert_str_eq(app_fixture_ask_text("SELECT commune FROM oxy.site_admin WHERE site_id = 2 ORDER BY recorded_at DESC LIMIT 1"), "99001");
	post(x, "coordinator", "/v1/imports/facilities?edition=2024-01-01", "code,name,province,commune\nC1,Một,15,90001\nC2,Hai,15,90099\n");
	ck_assert_msg(counts(x, 2, 0, 0, 0), "%s", x->text);
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities/C1", NULL);
	ck_assert_str_eq(api_fixture_text(x, "/commune"), "99001");
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities/C2", NULL);
	ck_assert(api_fixture_text(x, "/commune") == NULL);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_line_of_another_width_is_one_result_of_a_batch)
{
	struct api_fixture *x = api_fixture_new();
	x->fx->app.ingest = ingest_start(&(struct ingest_options){ .db = x->fx->app.db, .clock = x->fx->app.clock, .paths = x->fx->app.paths });
	post(x, "hospital", "/v1/stock-reports/batch",
	    "facility,date,stock.0.form,stock.0.type,stock.0.full,stock.0.empty\n"
	    "15-PGH1,2026-11-18,cylinder,VN40,100,0\n"
	    "15-PGH1,2026-11-19\n"
	    "\n"
	    "15-PGH1,2026-11-19,cylinder,VN40,90,10,7\n"
	    "15-PGH1,2026-11-20,cylinder,VN40,80,20\n");
	ck_assert_msg(x->status == 200, "%d %s", x->status, x->text);
	ck_assert_int_eq(api_fixture_int(x, "/rows"), 4);
	ck_assert_int_eq(api_fixture_int(x, "/refused"), 2);
	static const int status[] = { 201, 422, 422, 201 };
	static const char *const line[] = { NULL, "line 3", "line 5", NULL };
	for (int i = 0; i < 4; i++) {
		char at[60];
		snprintf(at, sizeof at, "/results/%d/status", i);
		ck_assert_msg(api_fixture_int(x, at) == status[i], "%d: %s", i, x->text);
		snprintf(at, sizeof at, "/results/%d/errors/0/pointer", i);
		if (line[i] != NULL)
			ck_assert_str_eq(api_fixture_text(x, at), line[i]);
	}
	ck_assert_str_eq(api_fixture_text(x, "/results/1/errors/0/code"), "wrong_width");
	/* behind a quote that is never closed nobody can say where rows begin */
	post(x, "hospital", "/v1/stock-reports/batch", "facility,date\n15-PGH1,\"2026-11-19\n15-PGH1,2026-11-20\n");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "bad_quote", "line 2"), "%s", x->text);
	ingest_stop(x->fx->app.ingest);
	x->fx->app.ingest = NULL;
	api_fixture_free(x);
}
END_TEST

SUITE("db/imports", facilities_of_an_extract_are_registered_once, a_reused_code_needs_its_edition,
    a_richer_file_says_more_and_bad_rows_do_not_stop_good_ones, composed_and_decomposed_names_are_the_same_hospital,
    only_the_province_asked_for_and_only_known_columns, units_are_known_by_their_heading_and_kept_by_code_and_day,
    communes_are_checked_once_they_are_known_and_old_ones_replaced,
    a_line_of_another_width_is_one_result_of_a_batch)
