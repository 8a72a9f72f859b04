-- Deliveries: the card, its events, what it books.

-- name:    delivery_insert :exec
-- params:  shard int2[], site_id int8[], delivery_id uuid[], supplier_shard int2[], supplier_id int8[], plan_id uuid[], plan_line int4[], product int2[], container_type text[], asset_id int8[], from_account int8[], to_account int8[], vehicle text[], vehicle_account int8[], route_no int4[], stop_no int4[], mode int2[], quantity_g int8[], min_g int8[], max_g int8[], n_full int4[], n_empties int4[], window_from timestamptz[], window_to timestamptz[], off_plan bool, docket text[], note text[], client_event_id text[], recorded_at timestamptz, cred_id int8, carrier_shard int2[], carrier_id int8[]
-- An approved plan's lines, or one drop.
INSERT INTO oxy.delivery (shard, site_id, delivery_id, supplier_shard, supplier_id, plan_id, plan_line, product, container_type, asset_id,
	from_account, to_account, vehicle, vehicle_account, route_no, stop_no, mode, quantity_g, min_g, max_g, n_full, n_empties,
	window_from, window_to, off_plan, docket, note, client_event_id, recorded_at, cred_id, carrier_shard, carrier_id)
SELECT u.shard, u.site_id, u.delivery_id, u.supplier_shard, u.supplier_id, u.plan_id, u.plan_line, u.product, u.container_type, u.asset_id,
	u.from_account, u.to_account, u.vehicle, u.vehicle_account, u.route_no, u.stop_no, u.mode, u.quantity_g, u.min_g, u.max_g, u.n_full, u.n_empties,
	u.window_from, u.window_to, $25, u.docket, u.note, u.client_event_id, $29, $30, u.carrier_shard, u.carrier_id
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $26, $27, $28, $31, $32)
	AS u(shard, site_id, delivery_id, supplier_shard, supplier_id, plan_id, plan_line, product, container_type, asset_id,
	from_account, to_account, vehicle, vehicle_account, route_no, stop_no, mode, quantity_g, min_g, max_g, n_full, n_empties,
	window_from, window_to, docket, note, client_event_id, carrier_shard, carrier_id);

-- name:    delivery_offer :exec
-- params:  shard int2[], delivery_id uuid[], at timestamptz, recorded_at timestamptz, cred_id int8, role int2
-- The first two events of an approved plan's lines: proposed by the plan, offered by its approval.
INSERT INTO oxy.delivery_event (shard, delivery_id, seq, event, state, occurred_at, recorded_at, cred_id, role)
SELECT u.shard, u.delivery_id, s.seq, s.event, s.state, $3, $4, $5, $6
FROM unnest($1, $2) AS u(shard, delivery_id)
CROSS JOIN (VALUES (1, 0, 1), (2, 1, 2)) AS s(seq, event, state);

-- name:    delivery_event_insert :exec
-- params:  shard int2, delivery_id uuid, seq int4, event int2, state int2, occurred_at timestamptz, recorded_at timestamptz, cred_id int8, role int2, accepted_g int8, rejected_g int8, n_full int4, n_empties int4, eta timestamptz, reason text, statement bool, vehicle text, docket text, client_event_id text
-- One more step.
INSERT INTO oxy.delivery_event (shard, delivery_id, seq, event, state, occurred_at, recorded_at, cred_id, role, accepted_g, rejected_g,
	n_full, n_empties, eta, reason, statement, vehicle, docket, client_event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name:    delivery_filled :exec
-- params:  shard int2, site_id int8, account_id int8, obs_id uuid, occurred_at timestamptz, recorded_at timestamptz, cred_id int8, g int8, n_full int4
-- Whoever took it in saw the asset full: what is in it then, as a report would say. Of no period, so that no report replaces it.
INSERT INTO oxy.observation (shard, site_id, account_id, obs_id, occurred_at, recorded_at, cred_id, g, n_full, n_in_use, n_empty)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $9 IS NULL THEN NULL ELSE 0 END, CASE WHEN $9 IS NULL THEN NULL ELSE 0 END);

-- name:    delivery_event_known :one
-- params:  shard int2, delivery_id uuid, client_event_id text
-- returns: event int2, accepted_g int8, rejected_g int8
-- Was this event told before?
SELECT event, accepted_g, rejected_g
FROM oxy.delivery_event
WHERE shard = $1
AND delivery_id = $2
AND client_event_id = $3;

-- name:    delivery_get :many
-- params:  delivery_id uuid[], recorded_by timestamptz
-- returns: delivery_id uuid, shard int2, site_id int8, supplier_shard int2, supplier_id int8, plan_id uuid, product int2, container_type text, asset_id int8, from_account int8, to_account int8, vehicle text, vehicle_account int8, mode int2, quantity_g int8, min_g int8, max_g int8, n_full int4, n_empties int4, window_from timestamptz, window_to timestamptz, off_plan bool, docket text, seq int4, state int2, occurred_at timestamptz, updated_at timestamptz, accepted_g int8, rejected_g int8, is_full int4, is_empties int4, eta timestamptz, reason text, offered_at timestamptz, said int4, carrier_id int8
-- Deliveries as they stood at a moment, in the caller's scope; said: roles that reported their delivery, as bits.
SELECT d.delivery_id, d.shard, d.site_id, d.supplier_shard, d.supplier_id, d.plan_id, d.product, d.container_type, d.asset_id, d.from_account, d.to_account,
	coalesce(e.vehicle, d.vehicle) AS vehicle, d.vehicle_account, d.mode, d.quantity_g, d.min_g, d.max_g, d.n_full, d.n_empties, d.window_from, d.window_to,
	d.off_plan, coalesce(d.docket, e.docket) AS docket, e.seq, e.state, e.occurred_at, e.updated_at, e.accepted_g, e.rejected_g, e.n_full AS is_full,
	e.n_empties AS is_empties, e.eta, e.reason, e.offered_at, e.said, d.carrier_id
FROM oxy.delivery d
JOIN LATERAL (
	SELECT max(x.seq) AS seq, (array_agg(x.state ORDER BY x.seq DESC))[1] AS state, (array_agg(x.occurred_at ORDER BY x.seq DESC))[1] AS occurred_at,
		max(x.recorded_at) AS updated_at,
		(array_agg(x.accepted_g ORDER BY x.seq DESC) FILTER (WHERE x.accepted_g IS NOT NULL AND NOT x.statement))[1] AS accepted_g,
		(array_agg(x.rejected_g ORDER BY x.seq DESC) FILTER (WHERE x.rejected_g IS NOT NULL AND NOT x.statement))[1] AS rejected_g,
		(array_agg(x.n_full ORDER BY x.seq DESC) FILTER (WHERE x.n_full IS NOT NULL AND NOT x.statement))[1] AS n_full,
		(array_agg(x.n_empties ORDER BY x.seq DESC) FILTER (WHERE x.n_empties IS NOT NULL AND NOT x.statement))[1] AS n_empties,
		(array_agg(x.eta ORDER BY x.seq DESC) FILTER (WHERE x.eta IS NOT NULL))[1] AS eta,
		(array_agg(x.reason ORDER BY x.seq DESC) FILTER (WHERE x.reason IS NOT NULL))[1] AS reason,
		(array_agg(x.vehicle ORDER BY x.seq DESC) FILTER (WHERE x.vehicle IS NOT NULL))[1] AS vehicle,
		(array_agg(x.docket ORDER BY x.seq DESC) FILTER (WHERE x.docket IS NOT NULL))[1] AS docket,
		min(x.recorded_at) FILTER (WHERE x.event = 1) AS offered_at,
		coalesce(bit_or(1 << x.role) FILTER (WHERE x.event = 8), 0) AS said
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	AND x.recorded_at <= $2) e ON e.seq IS NOT NULL
WHERE d.delivery_id = ANY ($1)
AND d.recorded_at <= $2
ORDER BY d.window_from, d.delivery_id;

-- name:    delivery_find :many
-- params:  supplier_id int8, site_id int8, state int4, after timestamptz, after_id uuid, recorded_by timestamptz, max_rows int8
-- returns: delivery_id uuid, window_from timestamptz
-- Ids of a page of the list, earliest window first; 0 is any supplier, site or state. The cursor is (window_from, delivery_id).
SELECT d.delivery_id, d.window_from
FROM oxy.delivery d
WHERE ($1::int8 = 0 OR d.supplier_id = $1)
AND ($2::int8 = 0 OR d.site_id = $2)
AND (d.window_from, d.delivery_id) > ($4, $5)
AND d.recorded_at <= $6
AND ($3 = 0 OR $3 = (
	SELECT x.state
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	AND x.recorded_at <= $6
	ORDER BY x.seq DESC
	LIMIT 1))
ORDER BY d.window_from, d.delivery_id
LIMIT $7;

-- name:    delivery_same :many
-- params:  supplier_id int8, docket text, cred_id int8, client_event_id text
-- returns: delivery_id uuid, by_docket bool
-- A drop that was told before: by its docket, or by the same sender's client_event_id.
SELECT d.delivery_id, d.supplier_id = $1 AND d.docket = $2 AS by_docket
FROM oxy.delivery d
WHERE (d.supplier_id = $1 AND d.docket = $2)
OR (d.cred_id = $3 AND d.client_event_id = $4)
ORDER BY by_docket DESC;

-- name:    delivery_moves :many
-- params:  delivery_id uuid
-- returns: mv_id uuid, from_account int8, to_account int8, occurred_at timestamptz, g int8, container_type text, n_full int4, n_empty int4, cause int2
-- What the delivery has booked and nobody has reversed.
SELECT m.mv_id, m.from_account, m.to_account, m.occurred_at, m.g, m.container_type, m.n_full, m.n_empty, m.cause
FROM oxy.movement m
WHERE m.delivery_id = $1
AND m.reverses IS NULL
AND NOT EXISTS (
	SELECT 1 FROM oxy.movement x
	WHERE x.delivery_id = m.delivery_id
	AND x.reverses = m.mv_id
	AND x.occurred_at = m.occurred_at)
ORDER BY m.occurred_at, m.mv_id;

-- name:    delivery_move :exec
-- params:  shard int2, site_id int8, mv_id uuid, from_account int8, to_account int8, occurred_at timestamptz, g int8, container_type text, n_full int4, n_empty int4, cause int2, delivery_id uuid, docket text, reverses uuid, recorded_at timestamptz, cred_id int8
-- Mass goes from one account to another.
INSERT INTO oxy.movement (shard, site_id, mv_id, from_account, to_account, occurred_at, g, container_type, n_full, n_empty, cause, delivery_id, docket,
	reverses, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name:    delivery_receipt_key :exec
-- params:  shard int2, site_id int8, key text, mv_id uuid, recorded_at timestamptz, cred_id int8
-- A delivery or docket is received once; no row: somebody told of it before.
INSERT INTO oxy.receipt_key (shard, site_id, key, mv_id, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name:    delivery_docket_unnamed :one
-- params:  shard int2, site_id int8, docket text
-- returns: seen bool
-- Whether a report that named no supplier has had the docket; the caller is the site, its coordinator, or has dropped under it.
SELECT oxy.docket_unnamed($1, $2, $3) AS seen;

-- name:    delivery_stale_offers :many
-- params:  before timestamptz, max_rows int8
-- returns: delivery_id uuid, shard int2, seq int4
-- Offers made before an instant that nobody answered.
SELECT d.delivery_id, d.shard, e.seq
FROM oxy.delivery d
JOIN LATERAL (
	SELECT x.seq, x.state, x.recorded_at
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	ORDER BY x.seq DESC
	LIMIT 1) e ON e.state = 2 AND e.recorded_at <= $1
WHERE NOT d.off_plan
AND d.recorded_at > $1::timestamptz - interval '30 days'
ORDER BY d.recorded_at
LIMIT $2;

-- name:    delivery_open_offers :many
-- params:  province text, plan_id uuid
-- returns: delivery_id uuid, supplier_id int8
-- Unanswered offers of the province's other plans: a newly approved plan takes their place.
SELECT d.delivery_id, d.supplier_id
FROM oxy.plan p
JOIN oxy.delivery d ON d.shard = p.shard AND d.plan_id = p.plan_id
JOIN LATERAL (
	SELECT x.state
	FROM oxy.delivery_event x
	WHERE x.shard = d.shard
	AND x.delivery_id = d.delivery_id
	ORDER BY x.seq DESC
	LIMIT 1) e ON e.state = 2
WHERE p.province = $1
AND p.plan_id <> $2
AND p.state = 4
AND p.recorded_at > (SELECT q.recorded_at FROM oxy.plan q WHERE q.plan_id = $2) - interval '15 days'
ORDER BY d.supplier_id, d.delivery_id;

-- name:    delivery_outbox :exec
-- params:  shard int2[], site_id int8[], recorded_at timestamptz, topic text[], payload jsonb[]
-- What the suppliers are to be told once this is committed; jobs publish it.
INSERT INTO oxy.outbox (shard, site_id, recorded_at, topic, payload)
SELECT u.shard, u.site_id, $3, u.topic, u.payload
FROM unnest($1, $2, $4, $5) AS u(shard, site_id, topic, payload);
