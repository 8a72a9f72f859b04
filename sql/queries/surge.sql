-- Surge forecasts in the hubverse shape: taken whole, kept with the line that each value stood on.

-- name:    surge_file_add :exec
-- params:  surge_id uuid, model text, sha bytea, n_rows int4, recorded_at timestamptz, cred_id int8
-- A file that was taken.
INSERT INTO oxy.surge_file (surge_id, model, sha, n_rows, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6);

-- name:    surge_value_add :exec
-- params:  surge_id uuid, line int4[], province text[], location text[], reference_date date[], target int2[], horizon int2[], output_type int2[], output_type_id text[], value float8[]
-- Its rows, some thousands at a time.
INSERT INTO oxy.surge_value (surge_id, line, province, location, reference_date, target, horizon, output_type, output_type_id, value)
SELECT $1, u.line, u.province, u.location, u.reference_date, u.target, u.horizon, u.output_type, u.output_type_id, u.value
FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS u(line, province, location, reference_date, target, horizon, output_type, output_type_id, value);

-- name:    surge_paths_add :exec
-- params:  surge_id uuid, location text, target int2, reference_date date, shard int2, paths_id uuid, first_day date, days int2, ranks bytea, recorded_at timestamptz
-- The order of the samples of one location and target.
INSERT INTO oxy.surge_paths (surge_id, location, target, reference_date, shard, paths_id, first_day, days, ranks, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name:    surge_paths_get :many
-- params:  paths_id uuid[]
-- returns: paths_id uuid, first_day date, days int2, ranks bytea
-- Those that forecasts in force follow: a few for a whole province.
SELECT p.paths_id, p.first_day, p.days, p.ranks
FROM oxy.surge_paths p
WHERE p.paths_id = ANY ($1);

-- name:    surge_rounds :many
-- params:  province text, day date, days int4, recorded_by timestamptz
-- returns: model text, location text, target int2, reference_date date, recorded_at timestamptz, paths_id uuid, horizon int2, output_type int2, output_type_id text, value float8
-- For a run: of each model, location and target the rounds of the last days, newest first (a hub's reference date is up to a week
-- ahead). Of a round that was sent again, the later file.
WITH rounds AS (
	SELECT DISTINCT ON (f.model, v.location, v.target, v.reference_date) f.model, v.location, v.target, v.reference_date, v.surge_id, f.recorded_at
	FROM oxy.surge_value v
	JOIN oxy.surge_file f ON f.surge_id = v.surge_id
	WHERE v.province = $1
	AND v.reference_date <= $2::date + 7
	AND v.reference_date > $2::date - $3
	AND f.recorded_at <= $4
	ORDER BY f.model, v.location, v.target, v.reference_date DESC, f.recorded_at DESC, v.surge_id)
SELECT n.model, n.location, n.target, n.reference_date, n.recorded_at, p.paths_id, v.horizon, v.output_type, v.output_type_id, v.value
FROM rounds n
JOIN oxy.surge_value v ON v.province = $1 AND v.location = n.location AND v.reference_date = n.reference_date
	AND v.surge_id = n.surge_id AND v.target = n.target
LEFT JOIN oxy.surge_paths p ON p.surge_id = n.surge_id AND p.location = n.location AND p.target = n.target AND p.reference_date = n.reference_date
ORDER BY n.model, n.location, n.target, n.reference_date DESC, v.horizon, v.output_type, v.line;

-- name:    surge_list :many
-- params:  recorded_by timestamptz, before timestamptz, before_id uuid, max_rows int8
-- returns: surge_id uuid, model text, n_rows int4, recorded_at timestamptz, reference_date date, locations int8
-- Files with rows in the reader's scope, newest first.
SELECT f.surge_id, f.model, f.n_rows, f.recorded_at, v.reference_date, v.locations
FROM oxy.surge_file f
JOIN LATERAL (
	SELECT max(x.reference_date) AS reference_date, count(DISTINCT x.location) AS locations
	FROM oxy.surge_value x
	WHERE x.surge_id = f.surge_id) v ON v.locations > 0
WHERE f.recorded_at <= $1
AND (f.recorded_at, f.surge_id) < ($2, $3)
ORDER BY f.recorded_at DESC, f.surge_id DESC
LIMIT $4;
