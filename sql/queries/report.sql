-- Stock reports: keys, facts and revisions of a committer's batch; reading them back.

-- name:    report_keys_seen :many
-- params:  cred_id int8[], route text[], key text[]
-- returns: n int8, sha bytea, status int2, answer text
-- Which of the batch's Idempotency-Keys were answered before; n is the position in the arrays.
SELECT u.n, k.sha, k.status, k.answer
FROM unnest($1, $2, $3) WITH ORDINALITY AS u(cred_id, route, key, n)
JOIN oxy.event_key k ON k.cred_id = u.cred_id AND k.route = u.route AND k.key = u.key;

-- name:    report_keys_put :exec
-- params:  cred_id int8[], route text[], key text[], sha bytea[], recorded_at timestamptz, status int2[], answer text[]
-- Remember the answers of the batch in the transaction of their effects.
INSERT INTO oxy.event_key (cred_id, route, key, sha, recorded_at, status, answer)
SELECT u.cred_id, u.route, u.key, u.sha, $5, u.status, u.answer
FROM unnest($1, $2, $3, $4, $6, $7) AS u(cred_id, route, key, sha, status, answer);

-- name:    report_events_seen :many
-- params:  shard int2[], site_id int8[], key text[]
-- returns: n int8, sha bytea, status int2, answer text
-- Which of the batch's client_event_ids were answered before, and how.
SELECT u.n, k.sha, r.status, r.answer
FROM unnest($1, $2, $3) WITH ORDINALITY AS u(shard, site_id, key, n)
JOIN oxy.client_event k ON k.shard = u.shard AND k.site_id = u.site_id AND k.key = u.key
JOIN oxy.report r ON r.shard = k.shard AND r.site_id = k.site_id AND r.report_id = k.report_id;

-- name:    report_events_put :exec
-- params:  shard int2[], site_id int8[], key text[], sha bytea[], report_id uuid[], recorded_at timestamptz, cred_id int8[]
-- The client event ids of the batch, so that a retry is the same report.
INSERT INTO oxy.client_event (shard, site_id, key, sha, report_id, recorded_at, cred_id)
SELECT u.shard, u.site_id, u.key, u.sha, u.report_id, $6, u.cred_id
FROM unnest($1, $2, $3, $4, $5, $7) AS u(shard, site_id, key, sha, report_id, cred_id);

-- name:    report_revisions :many
-- params:  shard int2[], site_id int8[], period_start timestamptz[], period_end timestamptz[]
-- returns: n int8, revision int4
-- The newest revision of each period so far.
SELECT u.n, max(r.revision) AS revision
FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS u(shard, site_id, period_start, period_end, n)
JOIN oxy.report r ON r.shard = u.shard AND r.site_id = u.site_id AND r.period_start = u.period_start AND r.period_end = u.period_end
GROUP BY u.n;

-- name:    report_accounts :many
-- params:  shard int2[], site_id int8[]
-- returns: site_id int8, account_id int8, kind int2
-- The site's accounts beyond its assets: patient use, loss, production, outside.
SELECT a.site_id, a.account_id, a.kind
FROM unnest($1, $2) AS u(shard, site_id)
JOIN oxy.account a ON a.shard = u.shard AND a.site_id = u.site_id AND a.kind >= 5;

-- name:    report_receipts :many
-- params:  shard int2[], site_id int8[], period_start timestamptz[], period_end timestamptz[]
-- returns: site_id int8, mv_id uuid, from_account int8, to_account int8, occurred_at timestamptz, g int8, delivery_id uuid, docket text
-- Receipts and production that older revisions of the periods booked and nobody reversed: a new revision reverses them.
SELECT m.site_id, m.mv_id, m.from_account, m.to_account, m.occurred_at, m.g, m.delivery_id, m.docket
FROM unnest($1, $2, $3, $4) AS u(shard, site_id, period_start, period_end)
JOIN oxy.report r ON r.shard = u.shard AND r.site_id = u.site_id AND r.period_start = u.period_start AND r.period_end = u.period_end
JOIN oxy.movement m ON m.shard = r.shard AND m.report_id = r.report_id AND m.cause IN (1, 6) AND m.site_id = r.site_id
	AND m.occurred_at BETWEEN u.period_start - interval '2 days' AND u.period_end + interval '2 days'
WHERE NOT EXISTS (
	SELECT 1 FROM oxy.movement x
	WHERE x.shard = m.shard
	AND x.reverses = m.mv_id
	AND x.occurred_at = m.occurred_at);

-- name:    report_receipt_keys :many
-- params:  shard int2[], site_id int8[], delivery_id uuid[], supplier text[], docket text[]
-- returns: n int8
-- Which dockets ('docket:SUPPLIER:NUMBER') and deliveries ('delivery:ID') were received already. Suppliers may number alike; who names
-- none may mean any.
SELECT DISTINCT u.n
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS u(shard, site_id, delivery_id, supplier, docket, n)
JOIN oxy.receipt_key k ON k.shard = u.shard AND k.site_id = u.site_id AND CASE
	WHEN u.delivery_id IS NOT NULL THEN k.key = 'delivery:' || u.delivery_id
	ELSE k.key LIKE 'docket:%'
		AND substr(k.key, 8 + strpos(substr(k.key, 8), ':')) = u.docket
		AND (u.supplier IS NULL OR split_part(k.key, ':', 2) IN (u.supplier, '')) END;

-- name:    report_deliveries :many
-- params:  shard int2[], site_id int8[], delivery_id uuid[]
-- returns: n int8, from_account int8, vehicle_account int8, to_account int8
-- Deliveries that received[] names, of the site itself.
SELECT u.n, d.from_account, d.vehicle_account, d.to_account
FROM unnest($1, $2, $3) WITH ORDINALITY AS u(shard, site_id, delivery_id, n)
JOIN oxy.delivery d ON d.shard = u.shard AND d.delivery_id = u.delivery_id AND d.site_id = u.site_id;

-- name:    report_insert :exec
-- params:  shard int2[], site_id int8[], report_id uuid[], period_start timestamptz[], period_end timestamptz[], local_date date[], revision int4[], occurred_at timestamptz[], recorded_at timestamptz, cred_id int8[], client_event_id text[], consumed_g int8[], consumed_doubt int2[], consumed_qid uuid[], expected_g int8[], census text[], body jsonb[], answer text[], status int2[]
-- census as text '{1,2,NULL,...}': arrays of arrays do not unnest.
INSERT INTO oxy.report (shard, site_id, report_id, period_start, period_end, local_date, revision, occurred_at, recorded_at, cred_id,
	client_event_id, consumed_g, consumed_doubt, consumed_qid, expected_g, census, body, answer, status)
SELECT u.shard, u.site_id, u.report_id, u.period_start, u.period_end, u.local_date, u.revision, u.occurred_at, $9, u.cred_id,
	u.client_event_id, u.consumed_g, u.consumed_doubt, u.consumed_qid, u.expected_g, u.census::integer[], u.body, u.answer, u.status
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
	AS u(shard, site_id, report_id, period_start, period_end, local_date, revision, occurred_at, cred_id,
	client_event_id, consumed_g, consumed_doubt, consumed_qid, expected_g, census, body, answer, status);

-- name:    report_observations :exec
-- params:  shard int2[], site_id int8[], obs_id uuid[], account_id int8[], occurred_at timestamptz[], report_id uuid[], period_start timestamptz[], period_end timestamptz[], revision int4[], recorded_at timestamptz, cred_id int8[], g int8[], n_full int4[], n_in_use int4[], n_empty int4[], n_unfit int4[], raw float8[], unit text[], conv_version int2, doubt int2[], quarantine_id uuid[]
-- What the reports of the batch saw of each account.
INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, report_id, period_start, period_end, revision, recorded_at, cred_id,
	g, n_full, n_in_use, n_empty, n_unfit, raw, unit, conv_version, doubt, quarantine_id)
SELECT u.shard, u.site_id, u.obs_id, u.account_id, u.occurred_at, u.report_id, u.period_start, u.period_end, u.revision, $10, u.cred_id,
	u.g, u.n_full, u.n_in_use, u.n_empty, u.n_unfit, u.raw, u.unit, $19, u.doubt, u.quarantine_id
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, $12, $13, $14, $15, $16, $17, $18, $20, $21)
	AS u(shard, site_id, obs_id, account_id, occurred_at, report_id, period_start, period_end, revision, cred_id,
	g, n_full, n_in_use, n_empty, n_unfit, raw, unit, doubt, quarantine_id);

-- name:    report_movements :exec
-- params:  shard int2[], site_id int8[], mv_id uuid[], from_account int8[], to_account int8[], occurred_at timestamptz[], g int8[], container_type text[], n_full int4[], n_empty int4[], cause int2[], delivery_id uuid[], report_id uuid[], docket text[], reverses uuid[], recorded_at timestamptz, cred_id int8[]
-- Receipts, production and reversals that the reports of the batch tell of.
INSERT INTO oxy.movement (shard, site_id, mv_id, from_account, to_account, occurred_at, g, container_type, n_full, n_empty, cause,
	delivery_id, report_id, docket, reverses, recorded_at, cred_id)
SELECT u.shard, u.site_id, u.mv_id, u.from_account, u.to_account, u.occurred_at, u.g, u.container_type, u.n_full, u.n_empty, u.cause,
	u.delivery_id, u.report_id, u.docket, u.reverses, $16, u.cred_id
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $17)
	AS u(shard, site_id, mv_id, from_account, to_account, occurred_at, g, container_type, n_full, n_empty, cause,
	delivery_id, report_id, docket, reverses, cred_id);

-- name:    report_receipt_keys_put :exec
-- params:  shard int2[], site_id int8[], key text[], mv_id uuid[], recorded_at timestamptz, cred_id int8[]
-- Dockets and deliveries received by the batch: none counts twice.
INSERT INTO oxy.receipt_key (shard, site_id, key, mv_id, recorded_at, cred_id)
SELECT u.shard, u.site_id, u.key, u.mv_id, $5, u.cred_id
FROM unnest($1, $2, $3, $4, $6) AS u(shard, site_id, key, mv_id, cred_id);

-- name:    report_quarantine :exec
-- params:  shard int2[], site_id int8[], quarantine_id uuid[], report_id uuid[], account_id int8[], recorded_at timestamptz, cred_id int8[], pointer text[], code text[], args text[], g int8[], provisional bool[]
-- args as text '{"a","b","c"}'.
INSERT INTO oxy.quarantine (shard, site_id, quarantine_id, report_id, account_id, recorded_at, cred_id, pointer, code, args, g, provisional)
SELECT u.shard, u.site_id, u.quarantine_id, u.report_id, u.account_id, $6, u.cred_id, u.pointer, u.code, u.args::text[], u.g, u.provisional
FROM unnest($1, $2, $3, $4, $5, $7, $8, $9, $10, $11, $12) AS u(shard, site_id, quarantine_id, report_id, account_id, cred_id, pointer, code, args, g, provisional);

-- name:    report_list :many
-- params:  shard int2, site_id int8, recorded_by timestamptz, before timestamptz, before_id uuid, max_rows int8
-- returns: report_id uuid, revision int4, local_date date, period_start timestamptz, period_end timestamptz, occurred_at timestamptz, recorded_at timestamptz, client_event_id text, consumed_g int8, answer text, body jsonb
-- Newest first, one row a revision; the cursor is (recorded_at, report_id).
SELECT report_id, revision, local_date, period_start, period_end, occurred_at, recorded_at, client_event_id, consumed_g, answer, body
FROM oxy.report
WHERE shard = $1
AND site_id = $2
AND recorded_at <= $3
AND (recorded_at, report_id) < ($4, $5)
ORDER BY recorded_at DESC, report_id DESC
LIMIT $6;

-- name:    report_months :one
-- params:  first date, last date
-- returns: made int4
-- Partitions for a span of months: at start, when the clock moves, and ahead of time.
SELECT oxy.ensure_months($1, $2) AS made;
