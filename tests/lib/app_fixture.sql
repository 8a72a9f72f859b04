-- The small province of tests/lib/app_fixture.h. Run once a test program, as superuser, after the migrations.
SELECT oxy.ensure_months('2026-08-01', '2027-03-01');

INSERT INTO oxy.shard_admin (shard, province, valid_from, recorded_at)
VALUES (15, '15', '2025-07-01', '2026-10-01T00:00+07'), (1, '01', '2025-07-01', '2026-10-01T00:00+07');

INSERT INTO oxy.site (shard, site_id, code, roles, created_at)
OVERRIDING SYSTEM VALUE
VALUES (15, 1, '15-PGH1', 1, '2026-10-01T00:00+07'),
	(15, 2, '15-DH2', 1, '2026-10-01T00:00+07'),
	(15, 3, '15-GASCO', 2, '2026-10-01T00:00+07'),
	(15, 4, '15-FILL', 2, '2026-10-01T00:00+07'),
	(1, 5, '01-HN1', 1, '2026-10-01T00:00+07'),
	(1, 6, '01-GAS', 2, '2026-10-01T00:00+07');
SELECT setval(pg_get_serial_sequence('oxy.site', 'site_id'), 100);

INSERT INTO oxy.site_code (code, shard, site_id) SELECT code, shard, site_id FROM oxy.site;
INSERT INTO oxy.site_admin (shard, site_id, province, valid_from, recorded_at)
SELECT shard, site_id, to_char(shard, 'FM00'), '2026-10-01', '2026-10-01T00:00+07' FROM oxy.site;

INSERT INTO oxy.site_revision (shard, site_id, revision, recorded_at, doc)
VALUES (15, 1, 1, '2026-10-01T00:00+07', '{"code": "15-PGH1", "name": "Bệnh viện Đa khoa tỉnh", "province": "15", "level": "province",
	"location": {"lat": 21.705, "lon": 104.87}, "beds": 500, "icu_beds": 30, "report_every_h": 24, "receives_from": "06:00", "receives_to": "20:00",
	"systems": [{"system": "MAIN", "name": "Hệ thống chính", "max_flow_lpm": 3000, "share_pct": 100}],
	"assets": [
		{"asset": "15-PGH1-T1", "kind": "tank", "system": "MAIN", "product": "lox", "rank": "primary", "capacity_g": 20000000, "heel_g": 2000000, "flow_limit_lpm": 3000,
		 "calibrations": [{"valid_from": "2026-01-01", "unit": "%", "points": [{"x": 0, "g": 0}, {"x": 100, "g": 20000000}]},
			{"valid_from": "2026-01-01", "unit": "mmH2O", "points": [{"x": 0, "g": 0}, {"x": 1500, "g": 12000000}, {"x": 2400, "g": 20000000}]}],
		 "fill_rights": [{"supplier": "15-GASCO", "basis": "contract", "valid_from": "2026-01-01"}]},
		{"asset": "15-PGH1-C1", "kind": "cylinder_pool", "system": "MAIN", "product": "o2_gas", "rank": "secondary", "cylinder_type": "VN40", "bottles": 300, "capacity_g": 2396100,
		 "fill_rights": [{"supplier": "15-GASCO", "basis": "contract", "valid_from": "2026-01-01"}, {"supplier": "15-FILL", "basis": "emergency", "valid_from": "2026-01-01"}]},
		{"asset": "15-PGH1-PSA1", "kind": "psa", "system": "MAIN", "product": "o2_93", "rank": "secondary", "production_g": 650000, "purity_pct": 93, "outage_pct": 5, "flow_limit_lpm": 400}]}'),
	(15, 2, 1, '2026-10-01T00:00+07', '{"code": "15-DH2", "name": "Trung tâm Y tế huyện", "province": "15", "level": "district",
	"location": {"lat": 21.9, "lon": 104.6}, "beds": 120, "icu_beds": 5, "report_every_h": 24, "access_max_t": 8,
	"systems": [{"system": "MAIN"}],
	"assets": [{"asset": "15-DH2-C1", "kind": "cylinder_pool", "system": "MAIN", "product": "o2_gas", "rank": "primary", "cylinder_type": "VN40", "bottles": 80, "capacity_g": 638960,
		"fill_rights": [{"supplier": "15-GASCO", "basis": "contract", "valid_from": "2026-01-01"}, {"supplier": "15-FILL", "basis": "contract", "valid_from": "2026-01-01"}]}]}'),
	(15, 3, 1, '2026-10-01T00:00+07', '{"code": "15-GASCO", "name": "Công ty Khí công nghiệp", "province": "15", "kind": "producer",
	"location": {"lat": 21.72, "lon": 104.9}, "delivery_mode": "routed", "lead_time_h": 12, "medical_share_pct": 60,
	"products": [{"product": "lox", "production_g": 20000000, "storage_g": 60000000, "stock_g": 30000000},
		{"product": "cylinder", "cylinder_type": "VN40", "production_g": 1600000, "storage_g": 4000000, "stock_g": 1597400, "bottles_full": 200, "bottles_empty": 100}],
	"loading_slots_per_day": 8, "filling_bottles_per_day": 200,
	"fleet": [{"vehicle": "15-GASCO-TK1", "kind": "tanker", "capacity_g": 18000000, "speed_kmh": 40, "load_min": 60, "unload_min": 45, "duty_from": "05:00", "duty_to": "21:00", "duty_max_min": 720, "out_of_service": false},
		{"vehicle": "15-GASCO-CT1", "kind": "cylinder_truck", "capacity_g": 1597400, "capacity_bottles": 200, "speed_kmh": 45, "load_min": 60, "unload_min": 40, "duty_from": "05:00", "duty_to": "21:00", "duty_max_min": 720, "out_of_service": false}],
	"contracts": [{"facility": "15-PGH1", "product": "lox", "daily_g": 3000000, "valid_from": "2026-01-01"}]}'),
	(15, 4, 1, '2026-10-01T00:00+07', '{"code": "15-FILL", "name": "Trạm chiết nạp", "province": "15", "kind": "filler",
	"location": {"lat": 21.95, "lon": 104.7}, "delivery_mode": "facility_pickup", "lead_time_h": 6, "medical_share_pct": 80,
	"products": [{"product": "cylinder", "cylinder_type": "VN40", "production_g": 800000, "storage_g": 2400000, "stock_g": 798700, "bottles_full": 100, "bottles_empty": 60}],
	"loading_slots_per_day": 4, "filling_bottles_per_day": 100, "fleet": [], "contracts": []}'),
	(1, 5, 1, '2026-10-01T00:00+07', '{"code": "01-HN1", "name": "Bệnh viện Hà Nội", "province": "01", "level": "province", "location": {"lat": 21.02, "lon": 105.84}, "beds": 400,
	"systems": [{"system": "MAIN"}],
	"assets": [{"asset": "01-HN1-C1", "kind": "cylinder_pool", "system": "MAIN", "product": "o2_gas", "rank": "primary", "cylinder_type": "VN40", "bottles": 200, "capacity_g": 1597400}]}'),
	(1, 6, 1, '2026-10-01T00:00+07', '{"code": "01-GAS", "name": "Khí Hà Nội", "province": "01", "kind": "producer", "location": {"lat": 21.0, "lon": 105.9}, "delivery_mode": "supplier_scheduled",
	"products": [{"product": "lox", "production_g": 50000000, "storage_g": 100000000}], "fleet": [], "contracts": []}');

-- Accounts: 1 tank, 2 pool, 3 vehicle, 4 supplier store, 5 patient use, 6 loss, 7 production, 8 outside.
INSERT INTO oxy.account (shard, account_id, site_id, kind, product, container_type)
VALUES (15, 11, 1, 1, 1, NULL), (15, 12, 1, 2, 2, 'VN40'), (15, 15, 1, 5, 0, NULL), (15, 16, 1, 6, 0, NULL), (15, 17, 1, 7, 0, NULL), (15, 18, 1, 8, 0, NULL),
	(15, 21, 2, 2, 2, 'VN40'), (15, 25, 2, 5, 0, NULL), (15, 26, 2, 6, 0, NULL), (15, 27, 2, 7, 0, NULL), (15, 28, 2, 8, 0, NULL),
	(15, 31, 3, 4, 1, NULL), (15, 32, 3, 4, 2, 'VN40'), (15, 33, 3, 3, 1, NULL), (15, 34, 3, 3, 2, NULL), (15, 36, 3, 6, 0, NULL), (15, 37, 3, 7, 0, NULL), (15, 38, 3, 8, 0, NULL),
	(15, 41, 4, 4, 2, 'VN40'), (15, 46, 4, 6, 0, NULL), (15, 47, 4, 7, 0, NULL), (15, 48, 4, 8, 0, NULL),
	(1, 51, 5, 2, 2, 'VN40'), (1, 55, 5, 5, 0, NULL), (1, 56, 5, 6, 0, NULL), (1, 57, 5, 7, 0, NULL), (1, 58, 5, 8, 0, NULL),
	(1, 61, 6, 4, 1, NULL), (1, 66, 6, 6, 0, NULL), (1, 67, 6, 7, 0, NULL), (1, 68, 6, 8, 0, NULL);
SELECT setval('oxy.account_seq', 1000);

-- Assets; a plant holds nothing, its account is the site's production.
INSERT INTO oxy.asset (shard, site_id, asset_id, code, kind, product, container_type, account_id)
OVERRIDING SYSTEM VALUE
VALUES (15, 1, 1, '15-PGH1-T1', 1, 1, NULL, 11), (15, 1, 2, '15-PGH1-C1', 2, 2, 'VN40', 12), (15, 1, 3, '15-PGH1-PSA1', 4, 3, NULL, 17),
	(15, 2, 4, '15-DH2-C1', 2, 2, 'VN40', 21),
	(15, 3, 5, '15-GASCO-LOX', 6, 1, NULL, 31), (15, 3, 6, '15-GASCO-VN40', 6, 2, 'VN40', 32), (15, 3, 7, '15-GASCO-TK1', 7, 1, NULL, 33), (15, 3, 8, '15-GASCO-CT1', 7, 2, NULL, 34),
	(15, 4, 9, '15-FILL-VN40', 6, 2, 'VN40', 41),
	(1, 5, 10, '01-HN1-C1', 2, 2, 'VN40', 51), (1, 6, 11, '01-GAS-LOX', 6, 1, NULL, 61);
SELECT setval(pg_get_serial_sequence('oxy.asset', 'asset_id'), 100);

INSERT INTO oxy.fill_right (shard, site_id, asset_id, supplier_code, basis, valid_from, recorded_at)
VALUES (15, 1, 1, '15-GASCO', 1, '2026-01-01', '2026-10-01T00:00+07'), (15, 1, 2, '15-GASCO', 1, '2026-01-01', '2026-10-01T00:00+07'),
	(15, 1, 2, '15-FILL', 2, '2026-01-01', '2026-10-01T00:00+07'), (15, 2, 4, '15-GASCO', 1, '2026-01-01', '2026-10-01T00:00+07'),
	(15, 2, 4, '15-FILL', 1, '2026-01-01', '2026-10-01T00:00+07');

INSERT INTO oxy.contact (shard, site_id, role, name, phone, recorded_at)
VALUES (15, 1, 'duty', 'Nguyễn Văn A', '+84900000001', '2026-10-01T00:00+07'), (15, 2, 'duty', 'Trần Thị B', '+84900000002', '2026-10-01T00:00+07'), (15, 3, 'dispatch', 'Lê C', '+84900000003', '2026-10-01T00:00+07');

-- Tokens are "oxy_test_" and the name.
INSERT INTO oxy.credential (token_id, token_sha, role, name, province, shard, site_id, asset, created_at)
SELECT gen_random_uuid(), sha256(convert_to('oxy_test_' || name, 'UTF8')), role, name, province, shard, site_id, asset, '2026-10-01T00:00+07'
FROM (VALUES
	('admin', 1, NULL, NULL::smallint, NULL::bigint, NULL),
	('coordinator', 2, '15', NULL, NULL, NULL),
	('hospital', 3, NULL, 15, 1, NULL),
	('hospital2', 3, NULL, 15, 2, NULL),
	('supplier', 4, NULL, 15, 3, NULL),
	('supplier2', 4, NULL, 15, 4, NULL),
	('ministry', 5, NULL, NULL, NULL, NULL),
	('auditor', 6, NULL, NULL, NULL, NULL),
	('device', 7, NULL, 15, 1, '15-PGH1-T1'),
	('stranger', 2, '01', NULL, NULL, NULL),
	('stranger_hospital', 3, NULL, 1, 5, NULL)) AS t(name, role, province, shard, site_id, asset);
