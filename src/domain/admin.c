/* admin - the dated table of provincial units.
 *
 * Codes and mergers: decision 19/2025/QD-TTg, in force on 1 July 2025. Three provinces became
 * cities in 2026: Dong Nai (30/2026/QH16), Quang Ninh (36/2026/QH16), Bac Ninh (39/2026/QH16). The
 * 63 units before the merger begin with the table, on 1 August 2008, when Ha Tay joined Ha Noi. */
#include "domain/admin.h"
#include "base/attr.h"
#include "base/str.h"

#include <math.h>

#define M ADMIN_MUNICIPALITY
#define P ADMIN_PROVINCE
#define NOW DAY_NONE
#define NOWHERE                          \
	{                                \
		(double)NAN, (double)NAN \
	}

/* Days as the calendar counts them; a test compares them with the dates. */
enum {
	START = 14092,             /* 2008-08-01 */
	MERGER = ADMIN_MERGER_DAY, /* 2025-07-01 */
	DONG_NAI = 20573,          /* 2026-04-30 */
	QUANG_NINH = 20697,        /* 2026-09-01 */
	BAC_NINH = 20716,          /* 2026-09-20 */
};

/* clang-format off */
/*  code   from        to          type  Vietnamese            English               into  centre */
static const struct admin_unit rows[] = {
	{ "01", MERGER,     NOW,        M, "Hà Nội",              "Ha Noi",             NULL, { 20.9999, 105.6983 } },
	{ "04", MERGER,     NOW,        P, "Cao Bằng",            "Cao Bang",           NULL, { 22.7453, 106.0834 } },
	{ "08", MERGER,     NOW,        P, "Tuyên Quang",         "Tuyen Quang",        NULL, { 22.4896, 105.0991 } },
	{ "11", MERGER,     NOW,        P, "Điện Biên",           "Dien Bien",          NULL, { 21.7114, 103.0217 } },
	{ "12", MERGER,     NOW,        P, "Lai Châu",            "Lai Chau",           NULL, { 22.3180, 103.1851 } },
	{ "14", MERGER,     NOW,        P, "Sơn La",              "Son La",             NULL, { 21.1938, 104.0703 } },
	{ "15", MERGER,     NOW,        P, "Lào Cai",             "Lao Cai",            NULL, { 22.0607, 104.3474 } },
	{ "19", MERGER,     NOW,        P, "Thái Nguyên",         "Thai Nguyen",        NULL, { 22.0233, 105.8236 } },
	{ "20", MERGER,     NOW,        P, "Lạng Sơn",            "Lang Son",           NULL, { 21.8396, 106.6188 } },
	{ "22", MERGER,     QUANG_NINH, P, "Quảng Ninh",          "Quang Ninh",         NULL, { 21.2399, 107.2561 } },
	{ "22", QUANG_NINH, NOW,        M, "Quảng Ninh",          "Quang Ninh",         NULL, { 21.2399, 107.2561 } },
	{ "24", MERGER,     BAC_NINH,   P, "Bắc Ninh",            "Bac Ninh",           NULL, { 21.3153, 106.4139 } },
	{ "24", BAC_NINH,   NOW,        M, "Bắc Ninh",            "Bac Ninh",           NULL, { 21.3153, 106.4139 } },
	{ "25", MERGER,     NOW,        P, "Phú Thọ",             "Phu Tho",            NULL, { 21.0155, 105.2844 } },
	{ "31", MERGER,     NOW,        M, "Hải Phòng",           "Hai Phong",          NULL, { 20.8701, 106.5073 } },
	{ "33", MERGER,     NOW,        P, "Hưng Yên",            "Hung Yen",           NULL, { 20.6189, 106.2707 } },
	{ "37", MERGER,     NOW,        P, "Ninh Bình",           "Ninh Binh",          NULL, { 20.3122, 106.0463 } },
	{ "38", MERGER,     NOW,        P, "Thanh Hóa",           "Thanh Hoa",          NULL, { 20.0465, 105.3177 } },
	{ "40", MERGER,     NOW,        P, "Nghệ An",             "Nghe An",            NULL, { 19.2374, 104.9441 } },
	{ "42", MERGER,     NOW,        P, "Hà Tĩnh",             "Ha Tinh",            NULL, { 18.2913, 105.7350 } },
	{ "44", MERGER,     NOW,        P, "Quảng Trị",           "Quang Tri",          NULL, { 17.2404, 106.5269 } },
	{ "46", MERGER,     NOW,        M, "Huế",                 "Hue",                NULL, { 16.3314, 107.5182 } },
	{ "48", MERGER,     NOW,        M, "Đà Nẵng",             "Da Nang",            NULL, { 15.6312, 107.9663 } },
	{ "51", MERGER,     NOW,        P, "Quảng Ngãi",          "Quang Ngai",         NULL, { 14.7692, 108.1436 } },
	{ "52", MERGER,     NOW,        P, "Gia Lai",             "Gia Lai",            NULL, { 13.8902, 108.4384 } },
	{ "56", MERGER,     NOW,        P, "Khánh Hòa",           "Khanh Hoa",          NULL, { 12.0735, 108.9657 } },
	{ "66", MERGER,     NOW,        P, "Đắk Lắk",             "Dak Lak",            NULL, { 12.9218, 108.4445 } },
	{ "68", MERGER,     NOW,        P, "Lâm Đồng",            "Lam Dong",           NULL, { 11.6730, 107.9690 } },
	{ "75", MERGER,     DONG_NAI,   P, "Đồng Nai",            "Dong Nai",           NULL, { 11.4369, 107.0337 } },
	{ "75", DONG_NAI,   NOW,        M, "Đồng Nai",            "Dong Nai",           NULL, { 11.4369, 107.0337 } },
	{ "79", MERGER,     NOW,        M, "Hồ Chí Minh",         "Ho Chi Minh",        NULL, { 10.8644, 106.8436 } },
	{ "80", MERGER,     NOW,        P, "Tây Ninh",            "Tay Ninh",           NULL, { 11.0501, 106.1650 } },
	{ "82", MERGER,     NOW,        P, "Đồng Tháp",           "Dong Thap",          NULL, { 10.4948, 105.9003 } },
	{ "86", MERGER,     NOW,        P, "Vĩnh Long",           "Vinh Long",          NULL, { 9.9956, 106.2925 } },
	{ "91", MERGER,     NOW,        P, "An Giang",            "An Giang",           NULL, { 10.1824, 105.0276 } },
	{ "92", MERGER,     NOW,        M, "Cần Thơ",             "Can Tho",            NULL, { 9.7437, 105.7570 } },
	{ "96", MERGER,     NOW,        P, "Cà Mau",              "Ca Mau",             NULL, { 9.1353, 105.1815 } },
	/* the 63 before the merger */
	{ "01", START,      MERGER,     M, "Hà Nội",              "Ha Noi",             "01", NOWHERE },
	{ "02", START,      MERGER,     P, "Hà Giang",            "Ha Giang",           "08", NOWHERE },
	{ "04", START,      MERGER,     P, "Cao Bằng",            "Cao Bang",           "04", NOWHERE },
	{ "06", START,      MERGER,     P, "Bắc Kạn",             "Bac Kan",            "19", NOWHERE },
	{ "08", START,      MERGER,     P, "Tuyên Quang",         "Tuyen Quang",        "08", NOWHERE },
	{ "10", START,      MERGER,     P, "Lào Cai",             "Lao Cai",            "15", NOWHERE },
	{ "11", START,      MERGER,     P, "Điện Biên",           "Dien Bien",          "11", NOWHERE },
	{ "12", START,      MERGER,     P, "Lai Châu",            "Lai Chau",           "12", NOWHERE },
	{ "14", START,      MERGER,     P, "Sơn La",              "Son La",             "14", NOWHERE },
	{ "15", START,      MERGER,     P, "Yên Bái",             "Yen Bai",            "15", NOWHERE },
	{ "17", START,      MERGER,     P, "Hòa Bình",            "Hoa Binh",           "25", NOWHERE },
	{ "19", START,      MERGER,     P, "Thái Nguyên",         "Thai Nguyen",        "19", NOWHERE },
	{ "20", START,      MERGER,     P, "Lạng Sơn",            "Lang Son",           "20", NOWHERE },
	{ "22", START,      MERGER,     P, "Quảng Ninh",          "Quang Ninh",         "22", NOWHERE },
	{ "24", START,      MERGER,     P, "Bắc Giang",           "Bac Giang",          "24", NOWHERE },
	{ "25", START,      MERGER,     P, "Phú Thọ",             "Phu Tho",            "25", NOWHERE },
	{ "26", START,      MERGER,     P, "Vĩnh Phúc",           "Vinh Phuc",          "25", NOWHERE },
	{ "27", START,      MERGER,     P, "Bắc Ninh",            "Bac Ninh",           "24", NOWHERE },
	{ "30", START,      MERGER,     P, "Hải Dương",           "Hai Duong",          "31", NOWHERE },
	{ "31", START,      MERGER,     M, "Hải Phòng",           "Hai Phong",          "31", NOWHERE },
	{ "33", START,      MERGER,     P, "Hưng Yên",            "Hung Yen",           "33", NOWHERE },
	{ "34", START,      MERGER,     P, "Thái Bình",           "Thai Binh",          "33", NOWHERE },
	{ "35", START,      MERGER,     P, "Hà Nam",              "Ha Nam",             "37", NOWHERE },
	{ "36", START,      MERGER,     P, "Nam Định",            "Nam Dinh",           "37", NOWHERE },
	{ "37", START,      MERGER,     P, "Ninh Bình",           "Ninh Binh",          "37", NOWHERE },
	{ "38", START,      MERGER,     P, "Thanh Hóa",           "Thanh Hoa",          "38", NOWHERE },
	{ "40", START,      MERGER,     P, "Nghệ An",             "Nghe An",            "40", NOWHERE },
	{ "42", START,      MERGER,     P, "Hà Tĩnh",             "Ha Tinh",            "42", NOWHERE },
	{ "44", START,      MERGER,     P, "Quảng Bình",          "Quang Binh",         "44", NOWHERE },
	{ "45", START,      MERGER,     P, "Quảng Trị",           "Quang Tri",          "44", NOWHERE },
	{ "46", START,      MERGER,     M, "Huế",                 "Hue",                "46", NOWHERE },
	{ "48", START,      MERGER,     M, "Đà Nẵng",             "Da Nang",            "48", NOWHERE },
	{ "49", START,      MERGER,     P, "Quảng Nam",           "Quang Nam",          "48", NOWHERE },
	{ "51", START,      MERGER,     P, "Quảng Ngãi",          "Quang Ngai",         "51", NOWHERE },
	{ "52", START,      MERGER,     P, "Bình Định",           "Binh Dinh",          "52", NOWHERE },
	{ "54", START,      MERGER,     P, "Phú Yên",             "Phu Yen",            "66", NOWHERE },
	{ "56", START,      MERGER,     P, "Khánh Hòa",           "Khanh Hoa",          "56", NOWHERE },
	{ "58", START,      MERGER,     P, "Ninh Thuận",          "Ninh Thuan",         "56", NOWHERE },
	{ "60", START,      MERGER,     P, "Bình Thuận",          "Binh Thuan",         "68", NOWHERE },
	{ "62", START,      MERGER,     P, "Kon Tum",             "Kon Tum",            "51", NOWHERE },
	{ "64", START,      MERGER,     P, "Gia Lai",             "Gia Lai",            "52", NOWHERE },
	{ "66", START,      MERGER,     P, "Đắk Lắk",             "Dak Lak",            "66", NOWHERE },
	{ "67", START,      MERGER,     P, "Đắk Nông",            "Dak Nong",           "68", NOWHERE },
	{ "68", START,      MERGER,     P, "Lâm Đồng",            "Lam Dong",           "68", NOWHERE },
	{ "70", START,      MERGER,     P, "Bình Phước",          "Binh Phuoc",         "75", NOWHERE },
	{ "72", START,      MERGER,     P, "Tây Ninh",            "Tay Ninh",           "80", NOWHERE },
	{ "74", START,      MERGER,     P, "Bình Dương",          "Binh Duong",         "79", NOWHERE },
	{ "75", START,      MERGER,     P, "Đồng Nai",            "Dong Nai",           "75", NOWHERE },
	{ "77", START,      MERGER,     P, "Bà Rịa - Vũng Tàu",   "Ba Ria - Vung Tau",  "79", NOWHERE },
	{ "79", START,      MERGER,     M, "Hồ Chí Minh",         "Ho Chi Minh",        "79", NOWHERE },
	{ "80", START,      MERGER,     P, "Long An",             "Long An",            "80", NOWHERE },
	{ "82", START,      MERGER,     P, "Tiền Giang",          "Tien Giang",         "82", NOWHERE },
	{ "83", START,      MERGER,     P, "Bến Tre",             "Ben Tre",            "86", NOWHERE },
	{ "84", START,      MERGER,     P, "Trà Vinh",            "Tra Vinh",           "86", NOWHERE },
	{ "86", START,      MERGER,     P, "Vĩnh Long",           "Vinh Long",          "86", NOWHERE },
	{ "87", START,      MERGER,     P, "Đồng Tháp",           "Dong Thap",          "82", NOWHERE },
	{ "89", START,      MERGER,     P, "An Giang",            "An Giang",           "91", NOWHERE },
	{ "91", START,      MERGER,     P, "Kiên Giang",          "Kien Giang",         "91", NOWHERE },
	{ "92", START,      MERGER,     M, "Cần Thơ",             "Can Tho",            "92", NOWHERE },
	{ "93", START,      MERGER,     P, "Hậu Giang",           "Hau Giang",          "92", NOWHERE },
	{ "94", START,      MERGER,     P, "Sóc Trăng",           "Soc Trang",          "92", NOWHERE },
	{ "95", START,      MERGER,     P, "Bạc Liêu",            "Bac Lieu",           "96", NOWHERE },
	{ "96", START,      MERGER,     P, "Cà Mau",              "Ca Mau",             "96", NOWHERE },
};
/* clang-format on */

const struct admin_unit *
admin_table(size_t *ret_n)
{
	*ret_n = ARRAY_LEN(rows);
	return rows;
}

const struct admin_unit *
admin_find(const char *code, day_t on)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].code, code) && rows[i].valid_from <= on &&
		    (rows[i].valid_to == NOW || on < rows[i].valid_to))
			return &rows[i];
	return NULL;
}

const char *
admin_successor(const char *code, day_t on, day_t now)
{
	const struct admin_unit *then = admin_find(code, on);
	if (then == NULL)
		return NULL;
	if (then->merged_into == NULL)
		return now >= MERGER ? then->code
				     : NULL; /* one of today's 34 had no single predecessor */
	return now < MERGER ? then->code : then->merged_into;
}

bool
admin_is_reused(const char *code)
{
	const struct admin_unit *before = admin_find(code, MERGER - 1),
				*after = admin_find(code, MERGER);
	return before != NULL && after != NULL && !str_eq(before->name_vi, after->name_vi);
}
