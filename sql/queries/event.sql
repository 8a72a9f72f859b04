-- The stream of events: what was committed and became final since the last look.

-- name:    event_since :many
-- params:  after timestamptz, upto timestamptz, max_rows int8
-- returns: recorded_at timestamptz, shard int2, site_id int8, verb text, object text, province text, supplier_id int8, state int2, alert_kind int2, alert_level int2, carrier_id int8
-- Every state change has its row in the audit record; deliveries and alerts come with what their reader wants to know.
SELECT a.recorded_at, a.shard, a.site_id, a.verb, a.object, p.province, d.supplier_id, e.state, l.kind AS alert_kind, l.level AS alert_level, d.carrier_id
FROM oxy.audit a
LEFT JOIN LATERAL (
	SELECT x.province
	FROM oxy.shard_admin x
	WHERE x.shard = a.shard
	ORDER BY x.valid_from DESC, x.recorded_at DESC
	LIMIT 1) p ON true
LEFT JOIN oxy.delivery d ON d.delivery_id = CASE WHEN a.verb LIKE 'delivery.%' THEN a.object::uuid END
LEFT JOIN LATERAL (
	SELECT x.state
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	AND x.recorded_at <= a.recorded_at
	ORDER BY x.seq DESC
	LIMIT 1) e ON true
LEFT JOIN oxy.alert l ON l.alert_id = CASE WHEN a.verb LIKE 'alert.%' THEN a.object::uuid END
WHERE a.recorded_at > $1
AND a.recorded_at <= $2
ORDER BY a.recorded_at, a.audit_id
LIMIT $3;
