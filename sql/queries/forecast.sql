-- Forecast runs and what they found. Only a done run has rows in oxy.forecast, so a failed one leaves the last good in force.

-- name:    forecast_run_add :exec
-- params:  shard int2, run_id uuid, site_id int8, province text, as_of timestamptz, seed int8, recorded_at timestamptz, cred_id int8
-- A run begins. site_id: NULL the whole province, 0 several facilities after their reports, else the one.
INSERT INTO oxy.forecast_run (shard, run_id, site_id, province, as_of, seed, state, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6, 2, $7, $8);

-- name:    forecast_run_end :exec
-- params:  shard int2, run_id uuid, state int2, error text, finished_at timestamptz, model text, config_sha bytea, input_sha bytea
-- A run ends: 3 done, in the transaction of its rows, or 4 failed.
UPDATE oxy.forecast_run
SET state = $3, error = $4, finished_at = $5, model = $6, config_sha = $7, input_sha = $8
WHERE shard = $1
AND run_id = $2;

-- name:    forecast_run_get :one
-- params:  run_id uuid, recorded_by timestamptz
-- returns: province text, as_of timestamptz, state int2, error text, recorded_at timestamptz, finished_at timestamptz, input_sha bytea, facilities int8
-- One run, by whoever may see its province.
SELECT r.province, r.as_of, r.state, r.error, r.recorded_at, r.finished_at, r.input_sha,
	(SELECT count(*) FROM oxy.forecast f WHERE f.shard = r.shard AND f.run_id = r.run_id) AS facilities
FROM oxy.forecast_run r
WHERE r.run_id = $1
AND r.recorded_at <= $2;

-- name:    forecast_add :exec
-- params:  run_id uuid, recorded_at timestamptz, as_of timestamptz, shard int2[], site_id int8[], first_day date[], horizon int2[], method int2[], q bytea[], model text[], coefficients text[], coefficients_dated date[], shadow_model text[], shadow_q bytea[], paths_id uuid[], led float8[]
-- All facilities of a run at once; shadow_q: of a model that is set back there (NULL: none is).
INSERT INTO oxy.forecast (shard, site_id, run_id, first_day, horizon, method, q, recorded_at, as_of, model, coefficients, coefficients_dated,
	shadow_model, shadow_q, paths_id, led)
SELECT u.shard, u.site_id, $1, u.first_day, u.horizon, u.method, u.q, $2, $3, u.model, u.coefficients, u.coefficients_dated, u.shadow_model, u.shadow_q,
	u.paths_id, CASE WHEN u.paths_id IS NOT NULL THEN u.led END
FROM unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
	AS u(shard, site_id, first_day, horizon, method, q, model, coefficients, coefficients_dated, shadow_model, shadow_q, paths_id, led);

-- name:    forecast_pool_run :one
-- params:  province text, by timestamptz
-- returns: as_of timestamptz
-- The newest finished run of the whole province: the pooled growth of the facilities' own runs is that of its moment.
SELECT r.as_of
FROM oxy.forecast_run r
WHERE r.province = $1
AND r.site_id IS NULL
AND r.state = 3
AND r.as_of <= $2
AND r.finished_at <= $2
ORDER BY r.as_of DESC
LIMIT 1;

-- name:    forecast_due :many
-- params:  since timestamptz, tried timestamptz
-- returns: province text
-- Provinces with facilities that have no finished run of `since` or later, and where none was tried after `tried`.
SELECT DISTINCT a.province
FROM oxy.shard_admin a
WHERE EXISTS (SELECT 1 FROM oxy.site s WHERE s.shard = a.shard AND (s.roles & 1) <> 0)
AND NOT EXISTS (
	SELECT 1 FROM oxy.forecast_run r
	WHERE r.province = a.province
	AND r.site_id IS NULL
	AND ((r.state = 3 AND r.as_of >= $1) OR r.recorded_at > $2))
ORDER BY a.province;
