-- Alerts: raised and closed by the daemon, acknowledged by people. One open alert a facility and kind; a plan's is the province's (site 0).

-- name:    alert_open :many
-- params:  shard int2[], site_id int8[]
-- returns: shard int2, site_id int8, alert_id uuid, kind int2, level int2
-- What stands against these facilities now.
SELECT a.shard, a.site_id, a.alert_id, a.kind, a.level
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.alert a ON a.shard = s.shard AND a.site_id = s.site_id AND a.closed_at IS NULL
ORDER BY a.site_id, a.kind;

-- name:    alert_raise :exec
-- params:  shard int2[], site_id int8[], alert_id uuid[], kind int2[], level int2[], hours_p10 float8[], raised_at timestamptz, plan_id uuid[]
-- New alerts. Two daemons may see the same thing; one of them is enough.
INSERT INTO oxy.alert (shard, site_id, alert_id, kind, level, raised_at, hours_p10, plan_id)
SELECT u.shard, u.site_id, u.alert_id, u.kind, u.level, $7, u.hours_p10, u.plan_id
FROM unnest($1, $2, $3, $4, $5, $6, $8) AS u(shard, site_id, alert_id, kind, level, hours_p10, plan_id)
ON CONFLICT (shard, site_id, kind) WHERE closed_at IS NULL DO NOTHING;

-- name:    alert_ease :exec
-- params:  shard int2[], site_id int8[], alert_id uuid[], level int2[]
-- Still there, and less bad. What gets worse is closed and raised anew, so that somebody looks again.
UPDATE oxy.alert a
SET level = u.level
FROM unnest($1, $2, $3, $4) AS u(shard, site_id, alert_id, level)
WHERE a.shard = u.shard
AND a.site_id = u.site_id
AND a.alert_id = u.alert_id;

-- name:    alert_close :exec
-- params:  shard int2[], site_id int8[], alert_id uuid[], closed_at timestamptz
-- What they said no longer holds.
UPDATE oxy.alert a
SET closed_at = $4
FROM unnest($1, $2, $3) AS u(shard, site_id, alert_id)
WHERE a.shard = u.shard
AND a.site_id = u.site_id
AND a.alert_id = u.alert_id
AND a.closed_at IS NULL;

-- name:    alert_list :many
-- params:  province text, open_only bool, at timestamptz, before timestamptz, before_id uuid, max_rows int8
-- returns: shard int2, site_id int8, alert_id uuid, kind int2, level int2, raised_at timestamptz, hours_p10 float8, acknowledged_at timestamptz, note text, closed_at timestamptz, plan_id uuid, province text, detail_en text, detail_vi text
-- As the session sees them, newest first; '' is every province in scope.
SELECT a.shard, a.site_id, a.alert_id, a.kind, a.level, a.raised_at, a.hours_p10::float8 AS hours_p10,
	CASE WHEN a.acknowledged_at <= $3 THEN a.acknowledged_at END AS acknowledged_at,
	CASE WHEN a.acknowledged_at <= $3 THEN a.note END AS note,
	CASE WHEN a.closed_at <= $3 THEN a.closed_at END AS closed_at, a.plan_id, p.province, p.en AS detail_en, p.vi AS detail_vi
FROM oxy.alert a
LEFT JOIN LATERAL (
	SELECT p.province, coalesce(e.result->'replan'->>'summary', e.error) AS en, coalesce(e.internal->'vi'->'replan'->>'summary', e.error) AS vi
	FROM oxy.plan p
	JOIN oxy.plan_event e ON e.shard = p.shard AND e.plan_id = p.plan_id AND e.seq = 1
	WHERE p.shard = a.shard
	AND p.plan_id = a.plan_id) p ON true
WHERE a.raised_at <= $3
AND (NOT $2 OR a.closed_at IS NULL OR a.closed_at > $3)
AND ($1 = '' OR a.shard IN (SELECT s.shard FROM oxy.shard_admin s WHERE s.province = $1))
AND (a.raised_at, a.alert_id) < ($4, $5)
ORDER BY a.raised_at DESC, a.alert_id DESC
LIMIT $6;

-- name:    alert_get :one
-- params:  alert_id uuid
-- returns: shard int2, site_id int8, kind int2, level int2, raised_at timestamptz, hours_p10 float8, acknowledged_at timestamptz, note text, closed_at timestamptz, plan_id uuid, province text, detail_en text, detail_vi text
-- One alert in scope, for whoever acknowledges it.
SELECT a.shard, a.site_id, a.kind, a.level, a.raised_at, a.hours_p10::float8 AS hours_p10, a.acknowledged_at, a.note, a.closed_at,
	a.plan_id, p.province, p.en AS detail_en, p.vi AS detail_vi
FROM oxy.alert a
LEFT JOIN LATERAL (
	SELECT p.province, coalesce(e.result->'replan'->>'summary', e.error) AS en, coalesce(e.internal->'vi'->'replan'->>'summary', e.error) AS vi
	FROM oxy.plan p
	JOIN oxy.plan_event e ON e.shard = p.shard AND e.plan_id = p.plan_id AND e.seq = 1
	WHERE p.shard = a.shard
	AND p.plan_id = a.plan_id) p ON true
WHERE a.alert_id = $1;

-- name:    alert_acknowledge :exec
-- params:  shard int2, site_id int8, alert_id uuid, at timestamptz, cred_id int8, note text
-- Somebody has it in hand. Once: the first one stands.
UPDATE oxy.alert
SET acknowledged_at = $4, acknowledged_by = $5, note = $6
WHERE shard = $1
AND site_id = $2
AND alert_id = $3
AND acknowledged_at IS NULL;

-- name:    alert_count :one
-- returns: n int8
-- The gauge of alerts that nobody has in hand.
SELECT count(*) AS n
FROM oxy.alert
WHERE closed_at IS NULL
AND acknowledged_at IS NULL;
