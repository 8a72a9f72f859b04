-- Supply: what suppliers have, promise and drive. Read by the daemon's own eyes (oxy_job), because a delivery crosses the borders that a
-- coordinator's or hospital's scope has; what is told to the caller is decided in app/.

-- name:    supply_cards :many
-- params:  shard int2[], site_id int8[], recorded_by timestamptz
-- returns: site_id int8, doc jsonb, products_since timestamptz
-- The card in force, and since when its products read as they do: the age of the stock that it states.
SELECT s.site_id, c.doc,
	(SELECT min(o.recorded_at)
	 FROM oxy.site_revision o
	 WHERE o.shard = s.shard
	 AND o.site_id = s.site_id
	 AND o.recorded_at <= $3
	 AND o.doc -> 'products' = c.doc -> 'products') AS products_since
FROM unnest($1, $2) AS s(shard, site_id)
JOIN LATERAL (
	SELECT r.doc
	FROM oxy.site_revision r
	WHERE r.shard = s.shard
	AND r.site_id = s.site_id
	AND r.recorded_at <= $3
	ORDER BY r.revision DESC
	LIMIT 1) c ON true
ORDER BY s.site_id;

-- name:    supply_accounts :many
-- params:  shard int2[], site_id int8[]
-- returns: site_id int8, account_id int8, kind int2, asset_id int8, code text, product int2, container_type text
-- All accounts of the sites, with the asset that stands on each; for deliveries, drops and transfers.
SELECT s.site_id, a.account_id, a.kind, x.asset_id, x.code, coalesce(x.product, a.product) AS product,
	coalesce(x.container_type, a.container_type) AS container_type
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.account a ON a.shard = s.shard AND a.site_id = s.site_id
LEFT JOIN oxy.asset x ON x.shard = a.shard AND x.site_id = a.site_id AND x.account_id = a.account_id AND x.kind IN (1, 2, 3, 6, 7)
	AND x.retired_at IS NULL
ORDER BY s.site_id, a.kind, x.code;

-- name:    supply_seen :many
-- params:  shard int2[], site_id int8[], now timestamptz, recorded_by timestamptz
-- returns: site_id int8, account_id int8, occurred_at timestamptz, g int8, n_full int4, n_empty int4
-- The last observation of each store account.
SELECT s.site_id, a.account_id, o.occurred_at, o.g, o.n_full, o.n_empty
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.account a ON a.shard = s.shard AND a.site_id = s.site_id AND a.kind = 4
JOIN LATERAL (
	SELECT x.occurred_at, x.g, x.n_full, x.n_empty
	FROM oxy.observation x
	WHERE x.shard = a.shard
	AND x.account_id = a.account_id
	AND x.occurred_at <= $3::timestamptz + interval '5 minutes'
	AND x.recorded_at <= $4
	ORDER BY x.occurred_at DESC, x.recorded_at DESC
	LIMIT 1) o ON true
ORDER BY s.site_id, a.account_id;

-- name:    supply_moves :many
-- params:  account_id int8[], since timestamptz[], now timestamptz, recorded_by timestamptz
-- returns: account_id int8, g int8, n_full int8, n_empty int8
-- What came in less what went out of each account since its own instant. On deliveries and drops n_empty counts empties that
-- went the other way.
SELECT u.account_id, sum(m.g)::int8 AS g, sum(m.n_full)::int8 AS n_full, sum(m.n_empty)::int8 AS n_empty
FROM unnest($1, $2) AS u(account_id, since)
CROSS JOIN LATERAL (
	SELECT i.g, coalesce(i.n_full, 0) AS n_full, coalesce(i.n_empty, 0) AS n_empty
	FROM oxy.movement i
	WHERE i.to_account = u.account_id
	AND i.occurred_at > u.since
	AND i.occurred_at <= $3::timestamptz + interval '5 minutes'
	AND i.recorded_at <= $4
	UNION ALL
	SELECT -o.g, -coalesce(o.n_full, 0), CASE WHEN o.cause IN (2, 10) THEN coalesce(o.n_empty, 0) ELSE -coalesce(o.n_empty, 0) END
	FROM oxy.movement o
	WHERE o.from_account = u.account_id
	AND o.occurred_at > u.since
	AND o.occurred_at <= $3::timestamptz + interval '5 minutes'
	AND o.recorded_at <= $4) m
GROUP BY u.account_id;

-- name:    supply_open :many
-- params:  supplier_id int8[], site_id int8[], now timestamptz, recorded_by timestamptz
-- returns: delivery_id uuid, shard int2, site_id int8, supplier_id int8, plan_id uuid, product int2, container_type text, asset_id int8, vehicle text, route_no int4, state int2, g int8, n_full int4, n_empties int4, window_from timestamptz, window_to timestamptz, eta timestamptz, carrier_id int8
-- Deliveries of these suppliers, or to these sites, that are offered, accepted or under way: reservations, busy vehicles, confirmed lines.
SELECT d.delivery_id, d.shard, d.site_id, d.supplier_id, d.plan_id, d.product, d.container_type, d.asset_id,
	coalesce(e.vehicle, d.vehicle) AS vehicle, d.route_no, e.state, coalesce(e.accepted_g, d.quantity_g) AS g,
	coalesce(e.n_full, d.n_full) AS n_full, coalesce(e.n_empties, d.n_empties) AS n_empties, d.window_from, d.window_to, e.eta, d.carrier_id
FROM oxy.delivery d
JOIN LATERAL (
	SELECT (array_agg(x.state ORDER BY x.seq DESC))[1] AS state,
		(array_agg(x.accepted_g ORDER BY x.seq DESC) FILTER (WHERE x.accepted_g IS NOT NULL AND NOT x.statement))[1] AS accepted_g,
		(array_agg(x.n_full ORDER BY x.seq DESC) FILTER (WHERE x.n_full IS NOT NULL AND NOT x.statement))[1] AS n_full,
		(array_agg(x.n_empties ORDER BY x.seq DESC) FILTER (WHERE x.n_empties IS NOT NULL AND NOT x.statement))[1] AS n_empties,
		(array_agg(x.vehicle ORDER BY x.seq DESC) FILTER (WHERE x.vehicle IS NOT NULL))[1] AS vehicle,
		(array_agg(x.eta ORDER BY x.seq DESC) FILTER (WHERE x.eta IS NOT NULL))[1] AS eta
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	AND x.recorded_at <= $4) e ON e.state IN (2, 3, 6, 7, 8)
WHERE (d.supplier_id = ANY ($1) OR d.site_id = ANY ($2))
AND d.recorded_at <= $4
AND d.recorded_at > $3::timestamptz - interval '30 days'
AND NOT EXISTS (
	SELECT 1 FROM oxy.receipt_key k
	WHERE k.shard = d.shard
	AND k.site_id = d.site_id
	AND k.key = 'delivery:' || d.delivery_id
	AND k.recorded_at <= $4)
ORDER BY d.delivery_id;

-- name:    supply_planned :many
-- params:  province text, now timestamptz, recorded_by timestamptz
-- returns: site_id int8, supplier_id int8, product int2, container_type text, g int8, window_from timestamptz
-- Lines of the plan in force that are still to come and that nobody answered: a new plan should not move them without need. An
-- offer lapses after four hours, the plan behind it does not.
SELECT d.site_id, d.supplier_id, d.product, d.container_type, d.quantity_g AS g, d.window_from
FROM (
	SELECT p.shard, p.plan_id
	FROM oxy.plan p
	JOIN LATERAL (
		SELECT x.state, x.recorded_at
		FROM oxy.plan_event x
		WHERE x.shard = p.shard
		AND x.plan_id = p.plan_id
		AND x.recorded_at <= $3
		ORDER BY x.seq DESC
		LIMIT 1) e ON e.state = 4
	WHERE p.province = $1
	AND p.recorded_at <= $3
	AND p.recorded_at > $2::timestamptz - interval '30 days'
	ORDER BY e.recorded_at DESC, p.plan_id DESC
	LIMIT 1) f
JOIN oxy.delivery d ON d.shard = f.shard AND d.plan_id = f.plan_id
JOIN LATERAL (
	SELECT x.state
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	AND x.recorded_at <= $3
	ORDER BY x.seq DESC
	LIMIT 1) s ON s.state IN (2, 5)
WHERE d.window_to > $2
ORDER BY d.plan_line;

-- name:    supply_duty :many
-- params:  supplier_id int8[], since timestamptz, now timestamptz, recorded_by timestamptz
-- returns: home_id int8, vehicle text, began timestamptz, first_supplier_id int8, first_site_id int8, first_eta timestamptz, last_site_id int8, last_at timestamptz, last_g int8, last_full int4
-- When each vehicle's day began, its first loading since midnight, for which stop that was, and where it delivered last: a driver's day is
-- of a length, and a truck that is empty is not home yet, whatever is planned anew. Vehicles are their home's, wherever they load.
SELECT t.home_id, t.vehicle, min(t.occurred_at) FILTER (WHERE t.state = 6) AS began,
	(array_agg(t.supplier_id ORDER BY t.occurred_at, t.eta, t.plan_line) FILTER (WHERE t.state = 6))[1] AS first_supplier_id,
	(array_agg(t.site_id ORDER BY t.occurred_at, t.eta, t.plan_line) FILTER (WHERE t.state = 6))[1] AS first_site_id,
	(array_agg(t.eta ORDER BY t.occurred_at, t.eta, t.plan_line) FILTER (WHERE t.state = 6))[1] AS first_eta,
	(array_agg(t.site_id ORDER BY t.occurred_at DESC, t.plan_line DESC) FILTER (WHERE t.state = 9))[1] AS last_site_id,
	max(t.occurred_at) FILTER (WHERE t.state = 9) AS last_at,
	(array_agg(t.quantity_g ORDER BY t.occurred_at DESC, t.plan_line DESC) FILTER (WHERE t.state = 9))[1] AS last_g,
	(array_agg(t.n_full ORDER BY t.occurred_at DESC, t.plan_line DESC) FILTER (WHERE t.state = 9))[1] AS last_full
FROM (
	SELECT coalesce(d.carrier_id, d.supplier_id) AS home_id, d.supplier_id, d.site_id, d.plan_line, d.quantity_g, d.n_full, x.state, x.occurred_at,
		x.eta,
		coalesce((
			SELECT y.vehicle
			FROM oxy.delivery_event y
			WHERE y.shard = d.shard
			AND y.delivery_id = d.delivery_id
			AND y.vehicle IS NOT NULL
			AND y.recorded_at <= $4
			ORDER BY y.seq DESC
			LIMIT 1), d.vehicle) AS vehicle
	FROM oxy.delivery d
	JOIN oxy.delivery_event x ON x.shard = d.shard AND x.delivery_id = d.delivery_id
	WHERE (d.supplier_id = ANY ($1) OR d.carrier_id = ANY ($1))
	AND d.recorded_at <= $4
	AND d.recorded_at > $3::timestamptz - interval '30 days'
	AND d.window_to > $2
	AND NOT d.off_plan
	AND x.state IN (6, 9)
	AND x.occurred_at >= $2
	AND x.recorded_at <= $4) t
WHERE t.vehicle IS NOT NULL
GROUP BY t.home_id, t.vehicle
ORDER BY t.home_id, t.vehicle;

-- name:    supply_driven :many
-- params:  supplier_id int8[], since timestamptz, now timestamptz, recorded_by timestamptz
-- returns: home_id int8, supplier_id int8, vehicle text, plan_id uuid, route_no int4, site_id int8, at timestamptz
-- Where each vehicle delivered since a moment, vehicle by vehicle and in the order of the day: what its driver has had of the week's
-- hours at the wheel.
SELECT coalesce(d.carrier_id, d.supplier_id) AS home_id, d.supplier_id, v.vehicle, d.plan_id, d.route_no, d.site_id, v.at
FROM oxy.delivery d
JOIN LATERAL (
	SELECT coalesce((array_agg(x.vehicle ORDER BY x.seq DESC) FILTER (WHERE x.vehicle IS NOT NULL))[1], d.vehicle) AS vehicle,
		max(x.occurred_at) FILTER (WHERE x.state = 9) AS at
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	AND x.recorded_at <= $4) v ON v.vehicle IS NOT NULL AND v.at >= $2 AND v.at <= $3::timestamptz + interval '5 minutes'
WHERE (d.supplier_id = ANY ($1) OR d.carrier_id = ANY ($1))
AND d.recorded_at <= $4
AND d.recorded_at > $3::timestamptz - interval '30 days'
ORDER BY home_id, v.vehicle, v.at, d.delivery_id;

-- name:    supply_lock :one
-- params:  supplier_id int8
-- returns: locked bool
-- One hand at a time on a supplier's stock, until the transaction ends. Several are taken in ascending order.
SELECT pg_advisory_xact_lock(hashtextextended('supplier', $1)) IS NOT NULL AS locked;

-- name:    supply_related :one
-- params:  shard int2, site_id int8, supplier_id int8, supplier_code text, facility_code text
-- returns: related bool
-- Do these two deal with each other: a fill right, a contract, or an earlier delivery? Else they do not exist for each other.
SELECT EXISTS (SELECT 1 FROM oxy.fill_right f WHERE f.shard = $1 AND f.site_id = $2 AND f.supplier_code = $4)
	OR EXISTS (SELECT 1 FROM oxy.delivery d WHERE d.shard = $1 AND d.site_id = $2 AND d.supplier_id = $3)
	OR EXISTS (
		SELECT 1
		FROM oxy.site s
		JOIN LATERAL (SELECT r.doc FROM oxy.site_revision r WHERE r.shard = s.shard AND r.site_id = s.site_id ORDER BY r.revision DESC LIMIT 1) c ON true
		WHERE s.site_id = $3
		AND s.code = $4
		AND c.doc -> 'contracts' @> jsonb_build_array(jsonb_build_object('facility', $5))) AS related;

-- name:    supply_needs :many
-- params:  shard int2[], site_id int8[], now timestamptz, recorded_by timestamptz
-- returns: need_id uuid, site_id int8, product int2, container_type text, g int8, urgency int2, needed_by timestamptz
-- Requests of the last 7 days that are not yet past or met: they raise the demand that a plan serves.
SELECT n.need_id, n.site_id, n.product, n.container_type, n.g, n.urgency, n.needed_by
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.need n ON n.shard = s.shard AND n.site_id = s.site_id
	AND n.recorded_at <= $4
	AND n.recorded_at > $3::timestamptz - interval '7 days'
	AND coalesce(n.needed_by, n.recorded_at + interval '6 days') > $3::timestamptz - interval '1 day'
WHERE n.g > (
	SELECT coalesce(sum(e.accepted_g), 0)
	FROM oxy.delivery d
	JOIN oxy.delivery_event e ON e.shard = d.shard AND e.delivery_id = d.delivery_id AND e.state = 9 AND NOT e.statement
	WHERE d.shard = n.shard
	AND d.site_id = n.site_id
	AND d.product = n.product
	AND d.container_type IS NOT DISTINCT FROM n.container_type
	AND e.recorded_at > n.recorded_at
	AND e.recorded_at <= $4)
ORDER BY n.site_id, n.need_id;
