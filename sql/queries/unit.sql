-- Administrative units of every edition of the code list, keyed (code, valid_from).

-- name:    unit_put :many
-- params:  code text[], valid_from date[], valid_to date[], kind int2[], parent text[], name_vi text[], name_en text[], lat float8[], lon float8[], successor text[]
-- returns: code text, valid_from date, created bool
-- Say units; saying the same again changes nothing and returns nothing. What is unknown here does not erase what was known.
INSERT INTO oxy.admin_unit AS a (code, valid_from, valid_to, kind, parent, name_vi, name_en, lat, lon, successor)
SELECT u.code, u.valid_from, u.valid_to, u.kind, u.parent, u.name_vi, u.name_en, u.lat, u.lon, u.successor
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS u(code, valid_from, valid_to, kind, parent, name_vi, name_en, lat, lon, successor)
ON CONFLICT (code, valid_from) DO UPDATE
SET valid_to = coalesce(EXCLUDED.valid_to, a.valid_to),
	parent = coalesce(EXCLUDED.parent, a.parent),
	name_vi = coalesce(EXCLUDED.name_vi, a.name_vi),
	name_en = coalesce(EXCLUDED.name_en, a.name_en),
	lat = coalesce(EXCLUDED.lat, a.lat),
	lon = coalesce(EXCLUDED.lon, a.lon),
	successor = coalesce(EXCLUDED.successor, a.successor)
WHERE (a.valid_to, a.parent, a.name_vi, a.name_en, a.lat, a.lon, a.successor)
	IS DISTINCT FROM (coalesce(EXCLUDED.valid_to, a.valid_to), coalesce(EXCLUDED.parent, a.parent), coalesce(EXCLUDED.name_vi, a.name_vi),
	coalesce(EXCLUDED.name_en, a.name_en), coalesce(EXCLUDED.lat, a.lat), coalesce(EXCLUDED.lon, a.lon), coalesce(EXCLUDED.successor, a.successor))
RETURNING a.code, a.valid_from, a.xmax = 0 AS created;

-- name:    unit_communes_known :many
-- params:  province text[], commune text[], today date
-- returns: n int8, loaded bool, known bool
-- For each pair: are that province's communes loaded at all, and is this one of them today?
SELECT p.n,
	EXISTS (SELECT 1 FROM oxy.admin_unit x WHERE x.parent = p.province AND x.kind = 2 AND x.valid_to IS NULL) AS loaded,
	EXISTS (SELECT 1 FROM oxy.admin_unit y WHERE y.code = p.commune AND y.parent = p.province AND y.kind = 2
		AND y.valid_from <= $3 AND (y.valid_to IS NULL OR y.valid_to > $3)) AS known
FROM unnest($1, $2) WITH ORDINALITY AS p(province, commune, n)
ORDER BY p.n;

-- name:    unit_successors :many
-- params:  commune text[], edition date
-- returns: n int8, successor text
-- What became of communes of an older edition, where that is not in doubt.
SELECT p.n, a.successor
FROM unnest($1) WITH ORDINALITY AS p(commune, n)
CROSS JOIN LATERAL (
	SELECT x.successor
	FROM oxy.admin_unit x
	WHERE x.code = p.commune
	AND x.kind = 2
	AND x.valid_from <= $2
	AND x.valid_to > $2
	LIMIT 1) a
WHERE a.successor IS NOT NULL
ORDER BY p.n;

-- name:    unit_begin :exec
-- params:  code text[], valid_from date[], valid_to date[], kind int2[], name_vi text[], name_en text[], lat float8[], lon float8[], successor text[]
-- The program's own provinces, at each start: what an import has said of them since stays.
INSERT INTO oxy.admin_unit (code, valid_from, valid_to, kind, name_vi, name_en, lat, lon, successor)
SELECT u.code, u.valid_from, u.valid_to, u.kind, u.name_vi, u.name_en, u.lat, u.lon, u.successor
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS u(code, valid_from, valid_to, kind, name_vi, name_en, lat, lon, successor)
ON CONFLICT (code, valid_from) DO NOTHING;

-- name:    unit_close :exec
-- params:  code text[], valid_from date[], kind int2
-- A newer row of a code ends the older one that stood. LATERAL keeps it on the key whatever the statistics say.
UPDATE oxy.admin_unit a
SET valid_to = x.until
FROM (
	SELECT o.code, o.valid_from, u.valid_from AS until
	FROM unnest($1, $2) AS u(code, valid_from)
	CROSS JOIN LATERAL (
		SELECT y.code, y.valid_from
		FROM oxy.admin_unit y
		WHERE y.code = u.code
		AND y.valid_from < u.valid_from
		AND y.kind = $3
		AND y.valid_to IS NULL
		ORDER BY y.valid_from DESC
		LIMIT 1) o) x
WHERE a.code = x.code
AND a.valid_from = x.valid_from;
