-- Values in doubt, and their verdicts.

-- name:    quarantine_list :many
-- params:  site_id int8, waiting bool, recorded_by timestamptz, before timestamptz, before_id uuid, max_rows int8
-- returns: shard int2, site_id int8, quarantine_id uuid, report_id uuid, asset text, recorded_at timestamptz, occurred_at timestamptz, pointer text, code text, args text[], g int8, provisional bool, decision int2, settled_at timestamptz, settled_by text, reason text, replaced bool, value float8, unit text
-- Newest first; site NULL is all in scope, waiting leaves out what is settled or replaced by a newer revision. value and unit are what
-- the report said at the pointer: a quantity, a number of bottles or, in a member that ends in _g, grams.
SELECT * FROM (
	SELECT q.shard, q.site_id, q.quarantine_id, q.report_id, a.code AS asset, q.recorded_at, r.occurred_at, q.pointer, q.code, q.args, q.g, q.provisional,
		v.decision, v.recorded_at AS settled_at, c.name AS settled_by, v.reason,
		EXISTS (SELECT 1 FROM oxy.report n WHERE n.shard = r.shard AND n.site_id = r.site_id AND n.period_start = r.period_start
			AND n.period_end = r.period_end AND n.revision > r.revision AND n.recorded_at <= $3) AS replaced,
		CASE jsonb_typeof(said.v) WHEN 'object' THEN (said.v ->> 'value')::float8 WHEN 'number' THEN said.v::float8 ELSE (said.g)::float8 END AS value,
		CASE jsonb_typeof(said.v) WHEN 'object' THEN said.v ->> 'unit' WHEN 'number' THEN 'cylinder' ELSE CASE WHEN said.g IS NOT NULL THEN 'g' END END AS unit
	FROM oxy.quarantine q
	LEFT JOIN oxy.report r ON r.shard = q.shard AND r.site_id = q.site_id AND r.report_id = q.report_id
	LEFT JOIN LATERAL (SELECT r.body #> string_to_array(substr(q.pointer, 2), '/') AS v, r.body #> string_to_array(substr(q.pointer, 2) || '_g', '/') AS g) said ON true
	LEFT JOIN oxy.asset a ON a.shard = q.shard AND a.site_id = q.site_id AND a.account_id = q.account_id
	LEFT JOIN oxy.verdict v ON v.shard = q.shard AND v.site_id = q.site_id AND v.quarantine_id = q.quarantine_id AND v.recorded_at <= $3
	LEFT JOIN oxy.credential c ON c.cred_id = v.cred_id
	WHERE ($1::int8 IS NULL OR q.site_id = $1)
	AND q.recorded_at <= $3
	AND (q.recorded_at, q.quarantine_id) < ($4, $5)) x
WHERE NOT $2 OR (x.decision IS NULL AND NOT x.replaced)
ORDER BY x.recorded_at DESC, x.quarantine_id DESC
LIMIT $6;

-- name:    quarantine_get :one
-- params:  quarantine_id uuid
-- returns: shard int2, site_id int8, decision int2, replaced bool
-- Before a verdict: where it is (row-level security hides others'), and whether it still waits.
SELECT q.shard, q.site_id, v.decision,
	EXISTS (SELECT 1 FROM oxy.report r JOIN oxy.report n ON n.shard = r.shard AND n.site_id = r.site_id AND n.period_start = r.period_start
		AND n.period_end = r.period_end AND n.revision > r.revision
		WHERE r.shard = q.shard AND r.site_id = q.site_id AND r.report_id = q.report_id) AS replaced
FROM oxy.quarantine q
LEFT JOIN oxy.verdict v ON v.shard = q.shard AND v.site_id = q.site_id AND v.quarantine_id = q.quarantine_id
WHERE q.quarantine_id = $1;

-- name:    quarantine_book :exec
-- params:  quarantine_id uuid, mv_id uuid, recorded_at timestamptz, cred_id int8
-- A receipt that waited and is confirmed is booked as its report would have booked it; its docket is claimed. Another report may have had
-- it, then nothing is booked; another line of its own may have.
WITH receipt AS (
	SELECT q.shard, q.site_id, q.account_id, q.g, q.report_id, r.occurred_at, r.period_start, r.period_end, r.body -> 'received' -> split_part(q.pointer, '/', 3)::integer AS line
	FROM oxy.quarantine q
	JOIN oxy.report r ON r.shard = q.shard AND r.site_id = q.site_id AND r.report_id = q.report_id
	WHERE q.quarantine_id = $1
	AND q.pointer LIKE '/received/%'),
claim AS (
	INSERT INTO oxy.receipt_key (shard, site_id, key, mv_id, recorded_at, cred_id)
	SELECT c.shard, c.site_id, 'docket:' || coalesce(c.line ->> 'supplier', '') || ':' || (c.line ->> 'docket'), $2, $3, $4
	FROM receipt c
	WHERE c.line ->> 'docket' IS NOT NULL
	ON CONFLICT DO NOTHING
	RETURNING key)
INSERT INTO oxy.movement (shard, site_id, mv_id, from_account, to_account, occurred_at, g, container_type, n_full, n_empty, cause, report_id, docket,
	recorded_at, cred_id)
SELECT c.shard, c.site_id, $2, a.account_id, c.account_id, least(coalesce((c.line ->> 'occurred_at')::timestamptz, c.occurred_at), $3), c.g,
	c.line ->> 'type', (c.line ->> 'full')::numeric::integer, (c.line ->> 'empties_back')::numeric::integer, 1, c.report_id, c.line ->> 'docket', $3, $4
FROM receipt c
JOIN oxy.account a ON a.shard = c.shard AND a.site_id = c.site_id AND a.kind = 8
WHERE c.line ->> 'docket' IS NULL
OR EXISTS (SELECT 1 FROM claim)
OR EXISTS (
	SELECT 1 FROM oxy.movement m
	WHERE m.shard = c.shard
	AND m.site_id = c.site_id
	AND m.report_id = c.report_id
	AND m.docket = c.line ->> 'docket'
	AND m.occurred_at BETWEEN c.period_start - interval '2 days' AND c.period_end + interval '2 days');

-- name:    quarantine_settle :exec
-- params:  shard int2, site_id int8, quarantine_id uuid, decision int2, reason text, recorded_at timestamptz, cred_id int8
-- The verdict: 1 confirmed, 2 rejected. A second one is a conflict.
INSERT INTO oxy.verdict (shard, site_id, quarantine_id, decision, reason, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);
