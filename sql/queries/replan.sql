-- Plans in force, what happened to them, and what the daemon proposed.

-- name:    replan_watched :many
-- params:  now timestamptz
-- returns: shard int2, plan_id uuid, province text, looked_at timestamptz, answered json, proposal_id uuid, failed_at timestamptz, first_at timestamptz, last_at timestamptz
-- The plan in force of every province, with what was recorded since it was looked at and may have changed its ground: the first and the last of it.
-- What was recorded at the very instant counts: a clock that is replayed stands. Cards of suppliers count where they have deliveries in the province.
SELECT f.shard, f.plan_id, f.province, coalesce(w.looked_at, f.as_of) AS looked_at, w.answered, w.proposal_id, w.failed_at, h.first_at, h.last_at
FROM (
	SELECT DISTINCT ON (p.province) p.shard, p.plan_id, p.province, p.state, p.as_of, p.horizon_days
	FROM oxy.plan p
	JOIN oxy.plan_event e ON e.shard = p.shard AND e.plan_id = p.plan_id AND e.state = 4
	WHERE p.recorded_at > $1 - interval '30 days'
	ORDER BY p.province, e.recorded_at DESC, p.plan_id DESC) f
LEFT JOIN oxy.replan w ON w.shard = f.shard AND w.plan_id = f.plan_id
LEFT JOIN LATERAL (
	SELECT min(a.recorded_at) AS first_at, max(a.recorded_at) AS last_at
	FROM oxy.audit a
	WHERE a.recorded_at >= coalesce(w.looked_at, f.as_of)
	AND ((a.verb IN ('stock_report.record', 'quarantine.confirm', 'quarantine.reject', 'facility.patch', 'delivery.decline', 'delivery.expire', 'delivery.fail')
			AND a.shard IN (SELECT x.shard FROM oxy.shard_admin x WHERE x.province = f.province))
		OR (a.verb IN ('supplier.report', 'supplier.patch') AND EXISTS (
			SELECT 1
			FROM oxy.delivery d
			WHERE d.supplier_id = a.site_id
			AND d.window_from > $1 - interval '2 days'
			AND d.shard IN (SELECT x.shard FROM oxy.shard_admin x WHERE x.province = f.province))))) h ON true
WHERE f.state = 4
AND ((f.as_of AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + f.horizon_days)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' > $1
ORDER BY f.province;

-- name:    replan_looked :many
-- params:  shard int2, plan_id uuid
-- returns: looked_at timestamptz
-- Has another daemon looked meanwhile? Under the lock of the plan.
SELECT looked_at
FROM oxy.replan
WHERE shard = $1
AND plan_id = $2;

-- name:    replan_look :exec
-- params:  shard int2, plan_id uuid, looked_at timestamptz, answered json, proposal_id uuid, failed_at timestamptz
-- What the daemon has made of it so far.
INSERT INTO oxy.replan (shard, plan_id, looked_at, answered, proposal_id, failed_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (shard, plan_id) DO UPDATE
SET looked_at = excluded.looked_at, answered = excluded.answered, proposal_id = excluded.proposal_id, failed_at = excluded.failed_at;

-- name:    replan_open :many
-- params:  province text
-- returns: shard int2, alert_id uuid, plan_id uuid, state int2, version int4, watched bool
-- Proposals that somebody is asked to decide on, '' in every province; watched: the plan that it would replace is in force still.
SELECT a.shard, a.alert_id, a.plan_id, p.state, p.version,
	EXISTS (
		SELECT 1
		FROM oxy.replan w
		JOIN oxy.plan o ON o.shard = w.shard AND o.plan_id = w.plan_id AND o.state = 4
		WHERE w.shard = a.shard
		AND w.proposal_id = a.plan_id
		AND NOT EXISTS (
			SELECT 1
			FROM oxy.plan n
			JOIN oxy.plan_event e ON e.shard = n.shard AND e.plan_id = n.plan_id AND e.state = 4
			JOIN oxy.plan_event y ON y.shard = o.shard AND y.plan_id = o.plan_id AND y.state = 4
			WHERE n.province = o.province
			AND (e.recorded_at, n.plan_id) > (y.recorded_at, o.plan_id))) AS watched
FROM oxy.alert a
JOIN oxy.plan p ON p.shard = a.shard AND p.plan_id = a.plan_id
WHERE a.kind = 5
AND a.closed_at IS NULL
AND ($1 = '' OR p.province = $1)
ORDER BY a.alert_id;

-- name:    replan_deliveries :many
-- params:  province text, since timestamptz, recorded_by timestamptz
-- returns: delivery_id uuid
-- Deliveries of the province's plans that came to their end since an instant, well or badly: declined, lapsed, delivered, failed. A re-plan leaves
-- offers of older plans standing, so the plan that they are of says nothing.
SELECT d.delivery_id
FROM oxy.delivery d
JOIN LATERAL (
	SELECT x.state, x.recorded_at
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	AND x.recorded_at <= $3
	ORDER BY x.seq DESC
	LIMIT 1) e ON e.state IN (4, 5, 9, 10) AND e.recorded_at >= $2
WHERE d.shard IN (SELECT s.shard FROM oxy.shard_admin s WHERE s.province = $1)
AND d.window_from > $2::timestamptz - interval '15 days'
AND d.plan_id IS NOT NULL
ORDER BY d.delivery_id;
