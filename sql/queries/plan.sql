-- Plans: asked for, solved, edited, approved.

-- name:    plan_shard :one
-- params:  province text
-- returns: shard int2
-- The province's own cell: where its plans live.
SELECT min(shard) AS shard
FROM oxy.shard_admin
WHERE province = $1;

-- name:    plan_insert :exec
-- params:  shard int2, plan_id uuid, province text, as_of timestamptz, horizon_days int2, seed int8, deterministic bool, state int2, recorded_at timestamptz, cred_id int8
-- A new plan, at its first state.
INSERT INTO oxy.plan (shard, plan_id, province, as_of, horizon_days, seed, deterministic, state, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name:    plan_event_insert :exec
-- params:  shard int2, plan_id uuid, seq int4, state int2, version int4, recorded_at timestamptz, cred_id int8, input_sha bytea, result json, internal json, error text
-- What became of it.
INSERT INTO oxy.plan_event (shard, plan_id, seq, state, version, recorded_at, cred_id, input_sha, result, internal, error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name:    plan_state :exec
-- params:  shard int2, plan_id uuid, state int2, version int4
-- Follow the newest event.
UPDATE oxy.plan
SET state = $3, version = $4
WHERE shard = $1
AND plan_id = $2;

-- name:    plan_lock :one
-- params:  plan_id uuid
-- returns: shard int2, state int2, version int4
-- One editor or approver at a time.
SELECT shard, state, version
FROM oxy.plan
WHERE plan_id = $1
FOR UPDATE;

-- name:    plan_get :one
-- params:  plan_id uuid, recorded_by timestamptz
-- returns: shard int2, province text, as_of timestamptz, horizon_days int2, seed int8, deterministic bool, created_at timestamptz, seq int4, state int2, version int4, changed_at timestamptz, input_sha bytea, result json, internal json, error text
-- A plan as it stood at a moment: the state of its newest event, the result of the newest that has one.
SELECT p.shard, p.province, p.as_of, p.horizon_days, p.seed, p.deterministic, p.recorded_at AS created_at, e.seq, e.state, e.version,
	e.recorded_at AS changed_at, r.input_sha, r.result, r.internal, e.error
FROM oxy.plan p
JOIN LATERAL (
	SELECT x.seq, x.state, x.version, x.recorded_at, x.error
	FROM oxy.plan_event x
	WHERE x.shard = p.shard
	AND x.plan_id = p.plan_id
	AND x.recorded_at <= $2
	ORDER BY x.seq DESC
	LIMIT 1) e ON true
LEFT JOIN LATERAL (
	SELECT y.input_sha, y.result, y.internal
	FROM oxy.plan_event y
	WHERE y.shard = p.shard
	AND y.plan_id = p.plan_id
	AND y.recorded_at <= $2
	AND y.result IS NOT NULL
	ORDER BY y.seq DESC
	LIMIT 1) r ON true
WHERE p.plan_id = $1;

-- name:    plan_list :many
-- params:  province text, state int4, before uuid, recorded_by timestamptz, max_rows int8
-- returns: plan_id uuid, province text, as_of timestamptz, horizon_days int2, seed int8, deterministic bool, created_at timestamptz, state int2, changed_at timestamptz, error text
-- Newest first; '' is every province and 0 every state; the cursor is the id, which grows with time.
SELECT p.plan_id, p.province, p.as_of, p.horizon_days, p.seed, p.deterministic, p.recorded_at AS created_at, e.state,
	e.recorded_at AS changed_at, e.error
FROM oxy.plan p
JOIN LATERAL (
	SELECT x.state, x.recorded_at, x.error
	FROM oxy.plan_event x
	WHERE x.shard = p.shard
	AND x.plan_id = p.plan_id
	AND x.recorded_at <= $4
	ORDER BY x.seq DESC
	LIMIT 1) e ON true
WHERE ($1 = '' OR p.province = $1)
AND ($2 = 0 OR e.state = $2)
AND p.plan_id < $3
ORDER BY p.plan_id DESC
LIMIT $5;

-- name:    plan_edits :many
-- params:  shard int2, plan_id uuid
-- returns: edit_no int4, doc jsonb
-- All edits so far: each solve keeps every one of them.
SELECT edit_no, doc
FROM oxy.plan_edit
WHERE shard = $1
AND plan_id = $2
ORDER BY edit_no;

-- name:    plan_edit_insert :exec
-- params:  shard int2, plan_id uuid, edit_no int4, kind int2, doc jsonb, reason text, recorded_at timestamptz, cred_id int8
-- What a coordinator wants, and why.
INSERT INTO oxy.plan_edit (shard, plan_id, edit_no, kind, doc, reason, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name:    plan_deliveries :many
-- params:  shard int2, plan_id uuid, recorded_by timestamptz
-- returns: delivery_id uuid, route_no int4, stop_no int4
-- What the plan's approval offered, line by line.
SELECT delivery_id, route_no, stop_no
FROM oxy.delivery
WHERE shard = $1
AND plan_id = $2
AND recorded_at <= $3
ORDER BY plan_line;
