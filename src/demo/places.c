/* places - the tables; nothing here is random. */
#include "demo/places.h"

#include "base/attr.h"

/* clang-format off */
#define PROVINCE FACILITY_PROVINCE
#define REGION FACILITY_REGION
#define DISTRICT FACILITY_DISTRICT

const struct demo_places_hospital demo_places_hospitals[] = {
	/* code      name                                             lat    lon     level    beds icu  nasal tank  VN40 psa  access shifts */
	{ "15-PGH1", "Bệnh viện Đa khoa số 1 tỉnh Lào Cai",           21.68, 104.91, PROVINCE, 700, 40, 30,   18,   188, 0,    0, true  },
	{ "15-PGH2", "Bệnh viện Đa khoa số 2 tỉnh Lào Cai",           22.44, 104.03, PROVINCE, 600, 32, 24,   14,   160, 500,  0, true  },
	{ "15-PGH3", "Bệnh viện Đa khoa số 3 tỉnh Lào Cai",           21.61, 104.51, PROVINCE, 350, 18, 12,   7,    110, 0,    0, true  },
	{ "15-PGH4", "Bệnh viện Đa khoa số 4 tỉnh Lào Cai",           22.35, 103.86, PROVINCE, 280, 14, 8,    5,    90,  300, 12, false },
	{ "15-RH1",  "Bệnh viện Đa khoa khu vực Bảo Thắng",           22.32, 104.19, REGION,   220, 10, 6,    3.5,  80,  0,   15, true  },
	{ "15-RH2",  "Bệnh viện Đa khoa khu vực Bảo Yên",             22.23, 104.48, REGION,   180, 8,  5,    0,    300, 0,   15, false },
	{ "15-RH3",  "Bệnh viện Đa khoa khu vực Bát Xát",             22.54, 103.89, REGION,   150, 6,  4,    0,    210, 150, 12, false },
	{ "15-RH4",  "Bệnh viện Đa khoa khu vực Bắc Hà",              22.54, 104.29, REGION,   140, 4,  3.5,  0,    150, 0,   10, false },
	{ "15-RH5",  "Bệnh viện Đa khoa khu vực Mường Khương",        22.76, 104.12, REGION,   120, 4,  3,    0,    130, 0,   10, false },
	{ "15-RH6",  "Bệnh viện Đa khoa khu vực Si Ma Cai",           22.69, 104.27, REGION,   100, 0,  2.5,  0,    100, 0,   10, false },
	{ "15-RH7",  "Bệnh viện Đa khoa khu vực Văn Bàn",             22.09, 104.25, REGION,   140, 4,  3.5,  0,    150, 0,   12, false },
	{ "15-RH8",  "Bệnh viện Đa khoa khu vực Lào Cai - Cam Đường", 22.49, 103.96, REGION,   200, 8,  5,    3,    90,  0,    0, false },
	{ "15-MC1",  "Trung tâm Y tế khu vực Lục Yên",                22.11, 104.76, DISTRICT, 140, 4,  3.5,  0,    150, 0,   12, false },
	{ "15-MC2",  "Trung tâm Y tế khu vực Mù Cang Chải",           21.85, 104.09, DISTRICT, 90,  0,  2.5,  0,    100, 0,    8, false },
	{ "15-MC3",  "Trung tâm Y tế khu vực Trạm Tấu",               21.47, 104.38, DISTRICT, 70,  0,  2,    0,    80,  0,    8, false },
	{ "15-MC4",  "Trung tâm Y tế khu vực Trấn Yên",               21.76, 104.83, DISTRICT, 110, 0,  2.5,  0,    100, 0,   12, false },
	{ "15-MC5",  "Trung tâm Y tế khu vực Văn Chấn",               21.48, 104.74, DISTRICT, 120, 4,  3,    0,    130, 0,   12, false },
	{ "15-MC6",  "Trung tâm Y tế khu vực Văn Yên",                21.88, 104.68, DISTRICT, 130, 4,  3,    0,    130, 0,   12, false },
	{ "15-MC7",  "Trung tâm Y tế khu vực Yên Bình",               21.78, 104.95, DISTRICT, 110, 0,  2.5,  0,    100, 0,   15, false },
	{ "15-MC8",  "Trung tâm Y tế khu vực Nghĩa Lộ",               21.60, 104.50, DISTRICT, 100, 0,  2.5,  0,    100, 0,   12, false },
	{ "15-MC9",  "Trung tâm Y tế khu vực Yên Bái",                21.71, 104.88, DISTRICT, 110, 0,  2.5,  0,    100, 0,    0, false },
};

const struct demo_places_hub demo_places_hubs[] = {
	{ "Lào Cai",      22.48, 103.98, "Lào Cai|Cam Đường|Hợp Thành|Cốc San" },
	{ "Bát Xát",      22.54, 103.89, "Bát Xát|A Mú Sung|Trịnh Tường|Y Tý|Dền Sáng|Bản Xèo|Mường Hum" },
	{ "Mường Khương", 22.70, 104.13, "Mường Khương|Pha Long|Cao Sơn|Bản Lầu" },
	{ "Si Ma Cai",    22.67, 104.26, "Si Ma Cai|Sín Chéng" },
	{ "Bắc Hà",       22.53, 104.29, "Bắc Hà|Tả Củ Tỷ|Lùng Phình|Bản Liền|Bảo Nhai|Cốc Lầu" },
	{ "Bảo Thắng",    22.34, 104.16, "Bảo Thắng|Phong Hải|Tằng Loỏng|Gia Phú|Xuân Quang" },
	{ "Bảo Yên",      22.24, 104.46, "Bảo Yên|Nghĩa Đô|Xuân Hòa|Thượng Hà|Bảo Hà|Phúc Khánh" },
	{ "Sa Pa",        22.33, 103.88, "Sa Pa|Ngũ Chỉ Sơn|Tả Phìn|Tả Van|Mường Bo|Bản Hồ" },
	{ "Văn Bàn",      22.07, 104.22, "Văn Bàn|Võ Lao|Nậm Chày|Nậm Xé|Chiềng Ken|Khánh Yên|Dương Quỳ|Minh Lương" },
	{ "Yên Bái",      21.71, 104.89, "Yên Bái|Nam Cường|Văn Phú|Âu Lâu" },
	{ "Nghĩa Lộ",     21.60, 104.50, "Nghĩa Lộ|Trung Tâm|Cầu Thia|Liên Sơn" },
	{ "Lục Yên",      22.10, 104.75, "Lục Yên|Lâm Thượng|Tân Lĩnh|Khánh Hòa|Mường Lai|Phúc Lợi" },
	{ "Văn Yên",      21.90, 104.62, "Mậu A|Lâm Giang|Châu Quế|Đông Cuông|Phong Dụ Hạ|Phong Dụ Thượng|Tân Hợp|Xuân Ái|Mỏ Vàng" },
	{ "Mù Cang Chải", 21.82, 104.12, "Mù Cang Chải|Nậm Có|Khao Mang|Lao Chải|Chế Tạo|Púng Luông" },
	{ "Trấn Yên",     21.70, 104.79, "Trấn Yên|Quy Mông|Lương Thịnh|Việt Hồng|Hưng Khánh" },
	{ "Trạm Tấu",     21.50, 104.43, "Trạm Tấu|Hạnh Phúc|Tà Xi Láng|Phình Hồ" },
	{ "Văn Chấn",     21.56, 104.64, "Văn Chấn|Tú Lệ|Gia Hội|Sơn Lương|Cát Thịnh|Chấn Thịnh|Thượng Bằng La|Nghĩa Tâm" },
	{ "Yên Bình",     21.84, 104.95, "Yên Bình|Thác Bà|Cảm Nhân|Yên Thành|Bảo Ái" },
};

#define ROUTED DELIVERY_ROUTED
#define SCHEDULED DELIVERY_SUPPLIER_SCHEDULED

const struct demo_places_supplier demo_places_suppliers[] = {
	/* code      name                                            kind               mode       lat    lon     lead LOX/day store fill VN40 VN10 */
	{ "15-LOX1", "Nhà máy oxy lỏng Tằng Loỏng (minh họa)",       SUPPLIER_PRODUCER, ROUTED,    22.26, 104.13, 8,   9,     40,   0,   0,   0   },
	{ "15-DEP1", "Kho oxy y tế Yên Bái (minh họa)",              SUPPLIER_DEPOT,    ROUTED,    21.70, 104.87, 6,   3,     25,   80,  260, 0   },
	{ "15-FIL1", "Trạm nạp bình oxy Cam Đường (minh họa)",       SUPPLIER_FILLER,   ROUTED,    22.43, 104.00, 6,   0,     0,    320, 900, 400 },
	{ "15-FIL2", "Trạm nạp bình oxy Nghĩa Lộ (minh họa)",        SUPPLIER_FILLER,   SCHEDULED, 21.61, 104.52, 10,  0,     0,    200, 600, 300 },
};

const struct demo_places_vehicle demo_places_vehicles[] = {
	{ "15-LOX1", "15-LOX1-T1", VEHICLE_TANKER, 9, 0 },
	{ "15-LOX1", "15-LOX1-T2", VEHICLE_TANKER, 8, 0 },
	{ "15-LOX1", "15-LOX1-T3", VEHICLE_TANKER, 5, 0 },
	{ "15-DEP1", "15-DEP1-T1", VEHICLE_TANKER, 7, 0 },
	{ "15-DEP1", "15-DEP1-C1", VEHICLE_CYLINDER_TRUCK, 0, 110 },
	{ "15-FIL1", "15-FIL1-C1", VEHICLE_CYLINDER_TRUCK, 0, 120 },
	{ "15-FIL1", "15-FIL1-C2", VEHICLE_CYLINDER_TRUCK, 0, 110 },
	{ "15-FIL1", "15-FIL1-C3", VEHICLE_CYLINDER_TRUCK, 0, 90 },
	{ "15-FIL1", "15-FIL1-C4", VEHICLE_CYLINDER_TRUCK, 0, 60 },
	{ "15-FIL2", "15-FIL2-C1", VEHICLE_CYLINDER_TRUCK, 0, 110 },
	{ "15-FIL2", "15-FIL2-C2", VEHICLE_CYLINDER_TRUCK, 0, 90 },
	{ "15-FIL2", "15-FIL2-C3", VEHICLE_CYLINDER_TRUCK, 0, 60 },
};
/* clang-format on */

const size_t demo_places_hospitals_n = ARRAY_LEN(demo_places_hospitals), demo_places_hubs_n = ARRAY_LEN(demo_places_hubs),
	     demo_places_suppliers_n = ARRAY_LEN(demo_places_suppliers), demo_places_vehicles_n = ARRAY_LEN(demo_places_vehicles);
