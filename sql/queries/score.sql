-- What forecasts were worth: the forecast that opened each day, its scores, and the models that are set back.

-- name:    score_opened :one
-- params:  shard int2
-- returns: opened_day date
-- Up to which morning the days of a cell are opened.
SELECT o.opened_day
FROM oxy.forecast_opened o
WHERE o.shard = $1;

-- name:    score_opened_put :exec
-- params:  shard int2, opened_day date
-- One more morning is opened.
INSERT INTO oxy.forecast_opened (shard, opened_day)
VALUES ($1, $2)
ON CONFLICT (shard) DO UPDATE SET opened_day = greatest(forecast_opened.opened_day, excluded.opened_day);

-- name:    score_origin_find :many
-- params:  shard int2[], site_id int8[], morning timestamptz
-- returns: site_id int8, run_id uuid
-- The forecast in force at a morning, recorded by then and at most a day old.
SELECT s.site_id, f.run_id
FROM unnest($1, $2) AS s(shard, site_id)
JOIN LATERAL (
	SELECT x.run_id
	FROM oxy.forecast x
	WHERE x.shard = s.shard
	AND x.site_id = s.site_id
	AND x.recorded_at <= $3
	AND x.as_of <= $3
	AND x.as_of > $3::timestamptz - interval '24 hours'
	ORDER BY x.as_of DESC, x.recorded_at DESC
	LIMIT 1) f ON true;

-- name:    score_origin_add :exec
-- params:  origin_day date, recorded_at timestamptz, shard int2[], site_id int8[], run_id uuid[], known bool[], baseline float8[]
-- A day is opened: 14 x 23 numbers of persistence a facility, NULL where nothing was known. Done again it changes nothing.
INSERT INTO oxy.forecast_origin (shard, site_id, origin_day, run_id, baseline, recorded_at)
SELECT u.shard, u.site_id, $1, u.run_id, CASE WHEN u.known THEN ($7::real[])[(u.n - 1) * 322 + 1 : u.n * 322] END, $2
FROM unnest($3, $4, $5, $6) WITH ORDINALITY AS u(shard, site_id, run_id, known, n)
ON CONFLICT DO NOTHING;

-- name:    score_origin_forget :exec
-- params:  before date
-- Baselines of days whose truths are not looked at any more.
UPDATE oxy.forecast_origin
SET baseline = NULL
WHERE origin_day < $1
AND baseline IS NOT NULL;

-- name:    score_known :many
-- params:  shard int2[], site_id int8[], since date
-- returns: site_id int8, target_day date, truth_g int8
-- The truths that days were scored with, NULL where one was taken back.
SELECT DISTINCT ON (x.site_id, x.target_day) x.site_id, x.target_day, x.truth_g
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.forecast_score x ON x.shard = s.shard AND x.site_id = s.site_id AND x.target_day >= $3
ORDER BY x.site_id, x.target_day, x.recorded_at DESC;

-- name:    score_material :many
-- params:  shard int2[], site_id int8[], target_day date[]
-- returns: site_id int8, target_day date, horizon int4, model text, first_day date, days int2, q bytea, shadow_model text, shadow_q bytea, baseline float8[]
-- All that the mornings before said of a day: the forecast whole and packed, and the day's 23 numbers of persistence.
SELECT w.site_id, w.target_day, w.target_day - o.origin_day AS horizon, coalesce(f.model, r.model) AS model,
	f.first_day, f.horizon AS days, f.q, f.shadow_model, f.shadow_q,
	(o.baseline[(w.target_day - o.origin_day - 1) * 23 + 1 : (w.target_day - o.origin_day) * 23])::float8[] AS baseline
FROM unnest($1, $2, $3) AS w(shard, site_id, target_day)
JOIN oxy.forecast_origin o ON o.shard = w.shard AND o.site_id = w.site_id AND o.origin_day < w.target_day AND o.origin_day >= w.target_day - 14
JOIN oxy.forecast f ON f.shard = o.shard AND f.site_id = o.site_id AND f.run_id = o.run_id
	AND w.target_day >= f.first_day AND w.target_day < f.first_day + f.horizon
LEFT JOIN oxy.forecast_run r ON r.run_id = f.run_id
ORDER BY w.site_id, w.target_day, horizon;

-- name:    score_add :exec
-- params:  recorded_at timestamptz, shard int2[], site_id int8[], target_day date[], model text[], truth_g int8[], truth_kind int2[], wis float8[], baseline_wis float8[], hits int8[]
-- Scores of days, 14 horizons each.
INSERT INTO oxy.forecast_score (shard, site_id, target_day, model, recorded_at, truth_g, truth_kind, wis, baseline_wis, hits)
SELECT u.shard, u.site_id, u.target_day, u.model, $1, u.truth_g, u.truth_kind, ($8::real[])[(u.n - 1) * 14 + 1 : u.n * 14],
	($9::real[])[(u.n - 1) * 14 + 1 : u.n * 14], ($10::smallint[])[(u.n - 1) * 14 + 1 : u.n * 14]
FROM unnest($2, $3, $4, $5, $6, $7) WITH ORDINALITY AS u(shard, site_id, target_day, model, truth_g, truth_kind, n)
ON CONFLICT DO NOTHING;

-- name:    score_record :many
-- params:  shard int2[], site_id int8[], after date, upto date
-- returns: site_id int8, model text, days int8, pairs int8, wis float8, baseline float8
-- Each model at each facility over a window, where persistence has a score too: what a demotion is decided on.
SELECT r.site_id, r.model, count(DISTINCT r.target_day) AS days, count(*) AS pairs, sum(u.wis::float8) AS wis, sum(u.baseline::float8) AS baseline
FROM (
	SELECT DISTINCT ON (x.site_id, x.target_day, x.model) x.site_id, x.target_day, x.model, x.wis, x.baseline_wis
	FROM unnest($1, $2) AS s(shard, site_id)
	JOIN oxy.forecast_score x ON x.shard = s.shard AND x.site_id = s.site_id AND x.target_day > $3 AND x.target_day <= $4
	ORDER BY x.site_id, x.target_day, x.model, x.recorded_at DESC) r
CROSS JOIN LATERAL unnest(r.wis, r.baseline_wis) AS u(wis, baseline)
WHERE u.wis IS NOT NULL
AND u.baseline IS NOT NULL
GROUP BY r.site_id, r.model;

-- name:    score_demotions :many
-- params:  shard int2[], site_id int8[], recorded_by timestamptz
-- returns: site_id int8, model text, demoted bool, recorded_at timestamptz
-- The last decision on each model at each facility by a moment.
SELECT DISTINCT ON (d.site_id, d.model) d.site_id, d.model, d.demoted, d.recorded_at
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.forecast_demotion d ON d.shard = s.shard AND d.site_id = s.site_id AND d.recorded_at <= $3
ORDER BY d.site_id, d.model, d.recorded_at DESC;

-- name:    score_demotion_add :exec
-- params:  shard int2, site_id int8, model text, recorded_at timestamptz, demoted bool, ratio float8, days int4, pairs int4
-- A model is set back at a facility, or in force again.
INSERT INTO oxy.forecast_demotion (shard, site_id, model, recorded_at, demoted, ratio, days, pairs)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name:    score_sum :many
-- params:  shard int2[], site_id int8[], after date, upto date, recorded_by timestamptz, model text
-- returns: model text, horizon int4, n int8, facilities int8, wis float8, pairs int8, baseline float8, ratios int8, log_ratio float8, in50 int8, in90 int8, in95 int8, below int8
-- The account of some facilities over a window, by model (NULL: each) and horizon. log_ratio: sum over `ratios` facilities of the log of
-- summed WIS over persistence's.
SELECT f.model, f.horizon, sum(f.n)::int8 AS n, count(*) AS facilities, sum(f.wis) AS wis, sum(f.pairs)::int8 AS pairs, sum(f.baseline) AS baseline,
	count(*) FILTER (WHERE f.paired > 0 AND f.baseline > 0) AS ratios, sum(ln(f.paired / f.baseline)) FILTER (WHERE f.paired > 0 AND f.baseline > 0) AS log_ratio,
	sum(f.in50)::int8 AS in50, sum(f.in90)::int8 AS in90, sum(f.in95)::int8 AS in95, sum(f.below)::int8 AS below
FROM (
	SELECT r.site_id, r.model, u.horizon::int4 AS horizon, count(*) AS n, sum(u.wis::float8) AS wis, count(u.baseline) AS pairs,
		sum(u.baseline::float8) AS baseline, sum(u.wis::float8) FILTER (WHERE u.baseline IS NOT NULL) AS paired, sum(u.hits & 1) AS in50,
		sum(u.hits >> 1 & 1) AS in90, sum(u.hits >> 2 & 1) AS in95, sum(u.hits >> 3 & 1) AS below
	FROM (
		SELECT DISTINCT ON (x.site_id, x.target_day, x.model) x.site_id, x.target_day, x.model, x.wis, x.baseline_wis, x.hits
		FROM unnest($1, $2) AS s(shard, site_id)
		JOIN oxy.forecast_score x ON x.shard = s.shard AND x.site_id = s.site_id AND x.target_day > $3 AND x.target_day <= $4
			AND x.recorded_at <= $5 AND ($6::text IS NULL OR x.model = $6)
		ORDER BY x.site_id, x.target_day, x.model, x.recorded_at DESC) r
	CROSS JOIN LATERAL unnest(r.wis, r.baseline_wis, r.hits) WITH ORDINALITY AS u(wis, baseline, hits, horizon)
	WHERE u.wis IS NOT NULL
	GROUP BY r.site_id, r.model, u.horizon) f
GROUP BY f.model, f.horizon
ORDER BY f.model, f.horizon;
