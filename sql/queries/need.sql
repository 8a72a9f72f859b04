-- Requests: a hospital's own need.

-- name:    need_insert :exec
-- params:  shard int2, site_id int8, need_id uuid, product int2, container_type text, g int8, n_full int4, urgency int2, needed_by timestamptz, note text, recorded_at timestamptz, cred_id int8, client_event_id text
-- A new request.
INSERT INTO oxy.need (shard, site_id, need_id, product, container_type, g, n_full, urgency, needed_by, note, recorded_at, cred_id, client_event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name:    need_list :many
-- params:  site_id int8, before uuid, recorded_by timestamptz, now timestamptz, cred_id int8, client_event_id text, max_rows int8
-- returns: need_id uuid, site_id int8, product int2, container_type text, g int8, n_full int4, urgency int2, needed_by timestamptz, note text, recorded_at timestamptz, client_event_id text, state int4
-- Newest first, of a site or of the scope (0); or the one that a sender told of before. state as in src/domain/delivery.h: met by
-- deliveries since, planned when one is coming, closed after a week or a day past its time, else open; looked up for the page alone.
SELECT n.need_id, n.site_id, n.product, n.container_type, n.g, n.n_full, n.urgency, n.needed_by, n.note, n.recorded_at, n.client_event_id,
	CASE
		WHEN d.delivered_g >= n.g THEN 3
		WHEN coalesce(n.needed_by + interval '1 day', n.recorded_at + interval '7 days') < $4 THEN 4
		WHEN d.coming THEN 2
		ELSE 1
	END AS state
FROM (
	SELECT p.*
	FROM oxy.need p
	WHERE ($1::int8 = 0 OR p.site_id = $1)
	AND p.need_id < $2
	AND p.recorded_at <= $3
	AND ($6::text IS NULL OR (p.cred_id = $5 AND p.client_event_id = $6))
	ORDER BY p.need_id DESC
	LIMIT $7) n
CROSS JOIN LATERAL (
	SELECT coalesce(sum(e.accepted_g) FILTER (WHERE e.state = 9), 0) AS delivered_g,
		coalesce(bool_or(e.state IN (2, 3, 6, 7, 8)), false) AS coming
	FROM oxy.delivery v
	JOIN LATERAL (
		SELECT x.state, (SELECT y.accepted_g FROM oxy.delivery_event y WHERE y.shard = v.shard AND y.delivery_id = v.delivery_id
			AND y.accepted_g IS NOT NULL AND NOT y.statement AND y.recorded_at <= $3 ORDER BY y.seq DESC LIMIT 1) AS accepted_g
		FROM oxy.delivery_event x
		WHERE x.shard = v.shard
		AND x.delivery_id = v.delivery_id
		AND x.recorded_at <= $3
		ORDER BY x.seq DESC
		LIMIT 1) e ON true
	WHERE v.shard = n.shard
	AND v.site_id = n.site_id
	AND v.product = n.product
	AND v.container_type IS NOT DISTINCT FROM n.container_type
	AND v.recorded_at >= n.recorded_at
	AND v.recorded_at <= $3) d
ORDER BY n.need_id DESC;
