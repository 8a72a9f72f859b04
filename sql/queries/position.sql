-- Positions: what is known of a site's stock at a moment, and what is coming. Every read, receipt, forecast and
-- plan starts here. $3 is the moment's now, $4 is recorded_by (CONTRACT: as_of).

-- name:    position_cards :many
-- params:  shard int2[], site_id int8[], recorded_by timestamptz
-- returns: site_id int8, revision int4, doc jsonb
-- The card in force of each site.
SELECT s.site_id, c.revision, c.doc
FROM unnest($1, $2) AS s(shard, site_id)
JOIN LATERAL (
	SELECT r.revision, r.doc
	FROM oxy.site_revision r
	WHERE r.shard = s.shard
	AND r.site_id = s.site_id
	AND r.recorded_at <= $3
	ORDER BY r.revision DESC
	LIMIT 1) c ON true;

-- name:    position_truths :many
-- params:  shard int2[], site_id int8[], now timestamptz, recorded_by timestamptz, without_start timestamptz[], without_end timestamptz[]
-- returns: site_id int8, asset_id int8, account_id int8, asset text, occurred_at timestamptz, g int8, n_full int4, n_in_use int4, n_empty int4, doubt int2, metered bool
-- Per stock-holding asset: its last truth in effect. A site may be looked at without what reports of one period said: what stood before
-- a correction.
-- A tank reading of the last 62 days counts beside reports; the later one wins. Tanks without telemetry are not looked up at all.
SELECT a.site_id, a.asset_id, a.account_id, a.code AS asset,
	CASE WHEN later.metered THEN t.ts ELSE o.occurred_at END AS occurred_at,
	CASE WHEN later.metered THEN t.g ELSE o.g END AS g,
	CASE WHEN later.metered THEN NULL ELSE o.n_full END AS n_full,
	CASE WHEN later.metered THEN NULL ELSE o.n_in_use END AS n_in_use,
	CASE WHEN later.metered THEN NULL ELSE o.n_empty END AS n_empty,
	CASE WHEN later.metered THEN t.doubt ELSE o.doubt END AS doubt,
	coalesce(later.metered, false) AS metered
FROM unnest($1, $2, $5, $6) AS s(shard, site_id, without_start, without_end)
JOIN oxy.asset a ON a.shard = s.shard AND a.site_id = s.site_id AND a.kind IN (1, 2, 3, 6)
	AND (a.retired_at IS NULL OR a.retired_at > $4)
LEFT JOIN LATERAL (
	SELECT x.occurred_at, x.g, x.n_full, x.n_in_use, x.n_empty, x.doubt
	FROM oxy.observation_in_effect(a.shard, a.account_id, $4) x
	WHERE x.occurred_at <= $3::timestamptz + interval '5 minutes'
	AND (s.without_start IS NULL OR x.period_start IS DISTINCT FROM s.without_start OR x.period_end IS DISTINCT FROM s.without_end)
	ORDER BY x.occurred_at DESC, x.recorded_at DESC
	LIMIT 1) o ON true
LEFT JOIN LATERAL (
	SELECT y.ts, y.g, y.doubt
	FROM oxy.telemetry y
	WHERE EXISTS (SELECT 1 FROM oxy.telemetry_seen n WHERE n.shard = a.shard AND n.asset_id = a.asset_id)
	AND y.shard = a.shard
	AND y.account_id = a.account_id
	AND y.ts > $3::timestamptz - interval '62 days'
	AND y.ts <= $3::timestamptz + interval '5 minutes'
	AND y.recorded_at <= $4
	AND y.g IS NOT NULL
	AND (y.doubt = 0 OR CASE y.doubt
		WHEN 1 THEN NOT EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = y.shard AND v.site_id = y.site_id AND v.quarantine_id = y.quarantine_id AND v.decision = 2 AND v.recorded_at <= $4)
		ELSE EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = y.shard AND v.site_id = y.site_id AND v.quarantine_id = y.quarantine_id AND v.decision = 1 AND v.recorded_at <= $4) END)
	ORDER BY y.ts DESC
	LIMIT 1) t ON a.kind = 1
CROSS JOIN LATERAL (SELECT t.ts IS NOT NULL AND (o.occurred_at IS NULL OR t.ts > o.occurred_at) AS metered) later
ORDER BY a.site_id, a.code;

-- name:    position_moves :many
-- params:  account_id int8[], since timestamptz, now timestamptz, recorded_by timestamptz
-- returns: account_id int8, occurred_at timestamptz, g int8
-- What went in (positive) and out of the accounts since an instant: the earliest truth among them, so that PostgreSQL leaves older
-- partitions out before it starts. One scan for all accounts; a look-up per account cost ten times as much.
SELECT x.account_id, x.occurred_at, x.g
FROM (
	SELECT i.to_account AS account_id, i.occurred_at, i.mv_id, i.g
	FROM oxy.movement i
	WHERE i.to_account = ANY ($1)
	AND i.occurred_at > $2
	AND i.occurred_at <= $3::timestamptz + interval '5 minutes'
	AND i.recorded_at <= $4
	UNION ALL
	SELECT u.from_account, u.occurred_at, u.mv_id, -u.g
	FROM oxy.movement u
	WHERE u.from_account = ANY ($1)
	AND u.occurred_at > $2
	AND u.occurred_at <= $3::timestamptz + interval '5 minutes'
	AND u.recorded_at <= $4) x
ORDER BY x.account_id, x.occurred_at, x.mv_id;

-- name:    position_sights :many
-- params:  shard int2[], account_id int8[], since timestamptz, now timestamptz, recorded_by timestamptz
-- returns: account_id int8, occurred_at timestamptz, g int8
-- What was seen of stocks, by time: values in effect and in no doubt, and of a gauge the last reading of each six hours.
-- OFFSET 0 as in position_reports.
SELECT x.account_id, x.occurred_at, x.g
FROM (
	SELECT o.account_id, o.occurred_at, o.recorded_at, o.g
	FROM unnest($1, $2) AS a(shard, account_id)
	CROSS JOIN LATERAL (
		SELECT i.account_id, i.occurred_at, i.recorded_at, i.g
		FROM oxy.observation_in_effect(a.shard, a.account_id, $5) i
		WHERE i.occurred_at >= $3
		AND i.occurred_at <= $4::timestamptz + interval '5 minutes'
		AND (i.doubt <> 1 OR EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = i.shard AND v.site_id = i.site_id AND v.quarantine_id = i.quarantine_id AND v.decision = 1 AND v.recorded_at <= $5))
		OFFSET 0) o
	UNION ALL
	SELECT a.account_id, t.ts, t.recorded_at, t.g
	FROM unnest($1, $2) AS a(shard, account_id)
	CROSS JOIN LATERAL (
		SELECT DISTINCT ON (date_bin('6 hours', y.ts, $3)) y.ts, y.recorded_at, y.g
		FROM oxy.telemetry y
		WHERE y.shard = a.shard
		AND y.account_id = a.account_id
		AND y.ts >= $3
		AND y.ts <= $4::timestamptz + interval '5 minutes'
		AND y.recorded_at <= $5
		AND y.g IS NOT NULL
		AND y.doubt = 0
		ORDER BY date_bin('6 hours', y.ts, $3), y.ts DESC) t) x
ORDER BY x.account_id, x.occurred_at, x.recorded_at;

-- name:    position_waiting :many
-- params:  account_id int8[], since timestamptz, now timestamptz, recorded_by timestamptz
-- returns: account_id int8, occurred_at timestamptz, g int8
-- Values that wait for a verdict, newest last: one that comes again is believed.
SELECT x.account_id, x.occurred_at, x.g
FROM oxy.observation x
WHERE x.account_id = ANY ($1)
AND x.doubt = 2
AND x.occurred_at > $2
AND x.occurred_at <= $3::timestamptz + interval '5 minutes'
AND x.recorded_at <= $4
AND NOT EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = x.shard AND v.site_id = x.site_id AND v.quarantine_id = x.quarantine_id AND v.recorded_at <= $4)
ORDER BY x.account_id, x.occurred_at;

-- name:    position_inbound :many
-- params:  shard int2[], site_id int8[], now timestamptz, recorded_by timestamptz
-- returns: site_id int8, delivery_id uuid, to_account int8, at timestamptz, g int8, state int2
-- Confirmed deliveries on their way: accepted, loading, dispatched, arrived. When: the ETA, else the window's end.
-- One that a report has received already is in the stock.
SELECT d.site_id, d.delivery_id, d.to_account, coalesce(e.eta, d.window_to, e.occurred_at + interval '24 hours') AS at,
	coalesce(e.accepted_g, d.quantity_g) AS g, e.state
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.delivery d ON d.shard = s.shard AND d.site_id = s.site_id
	AND d.recorded_at <= $4 AND d.recorded_at > $3::timestamptz - interval '30 days'
JOIN LATERAL (
	SELECT last.state, last.occurred_at,
		(SELECT x.eta FROM oxy.delivery_event x WHERE x.shard = d.shard AND x.delivery_id = d.delivery_id AND x.eta IS NOT NULL AND x.recorded_at <= $4 ORDER BY x.seq DESC LIMIT 1) AS eta,
		(SELECT x.accepted_g FROM oxy.delivery_event x WHERE x.shard = d.shard AND x.delivery_id = d.delivery_id AND x.accepted_g IS NOT NULL AND x.recorded_at <= $4 ORDER BY x.seq DESC LIMIT 1) AS accepted_g
	FROM oxy.delivery_event last
	WHERE last.shard = d.shard
	AND last.delivery_id = d.delivery_id
	AND last.recorded_at <= $4
	ORDER BY last.seq DESC
	LIMIT 1) e ON e.state IN (3, 6, 7, 8)
WHERE NOT EXISTS (
	SELECT 1 FROM oxy.receipt_key k
	WHERE k.shard = d.shard
	AND k.site_id = d.site_id
	AND k.key = 'delivery:' || d.delivery_id
	AND k.recorded_at <= $4)
ORDER BY d.site_id, at, d.delivery_id;

-- name:    position_forecasts :many
-- params:  shard int2[], site_id int8[], now timestamptz, recorded_by timestamptz
-- returns: site_id int8, run_id uuid, first_day date, horizon int2, method int2, q bytea, recorded_at timestamptz, as_of timestamptz, model text, coefficients text, coefficients_dated date, shadow_model text, paths_id uuid, led float8
-- The forecast in force: the newest moment that a run was of (a run of last week asked for today does not replace
-- today's), and of one moment the one made last. In a replay that stands still, a run is some microseconds after the clock.
SELECT s.site_id, f.run_id, f.first_day, f.horizon, f.method, f.q, f.recorded_at, f.as_of, f.model, f.coefficients, f.coefficients_dated, f.shadow_model,
	f.paths_id, f.led
FROM unnest($1, $2) AS s(shard, site_id)
JOIN LATERAL (
	SELECT x.run_id, x.first_day, x.horizon, x.method, x.q, x.recorded_at, x.as_of, x.model, x.coefficients, x.coefficients_dated, x.shadow_model,
		x.paths_id, x.led
	FROM oxy.forecast x
	WHERE x.shard = s.shard
	AND x.site_id = s.site_id
	AND x.recorded_at <= $4
	AND x.as_of <= $3::timestamptz + interval '5 minutes'
	ORDER BY x.as_of DESC, x.recorded_at DESC
	LIMIT 1) f ON true;

-- name:    position_reports :many
-- params:  shard int2[], site_id int8[], now timestamptz, recorded_by timestamptz, days int4
-- returns: site_id int8, local_date date, period_start timestamptz, period_end timestamptz, occurred_at timestamptz, consumed_g int8, consumed_doubt int2, confirmed bool, expected_g int8, census int4[]
-- The revisions of each period of the last days, oldest first: history for forecasts and plausibility. The newest one counts, but
-- while its consumption waits or is rejected, the one before says what was used.
-- OFFSET 0 keeps it a look-up per site: a plan made while the table was young read the days of every site instead, and was kept.
-- confirmed: a doubted consumption that was confirmed (true) or rejected (false); NULL not settled.
SELECT r.site_id, r.local_date, r.period_start, r.period_end, r.occurred_at, r.consumed_g, r.consumed_doubt,
	(SELECT v.decision = 1 FROM oxy.verdict v WHERE v.shard = r.shard AND v.site_id = r.site_id AND v.quarantine_id = r.consumed_qid AND v.recorded_at <= $4) AS confirmed,
	r.expected_g, r.census
FROM unnest($1, $2) AS s(shard, site_id)
CROSS JOIN LATERAL (
	SELECT x.shard, x.site_id, x.local_date, x.period_start, x.period_end, x.revision, x.occurred_at, x.consumed_g, x.consumed_doubt, x.consumed_qid,
		x.expected_g, x.census
	FROM oxy.report x
	WHERE x.shard = s.shard
	AND x.site_id = s.site_id
	AND x.local_date > ($3::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - $5
	AND x.local_date <= ($3::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 1
	AND x.recorded_at <= $4
	OFFSET 0) r
ORDER BY r.site_id, r.period_start, r.period_end, r.revision;

-- name:    position_leads :many
-- params:  supplier text[], recorded_by timestamptz
-- returns: supplier text, lead_h float8
-- How long the suppliers that may fill something need; the levels stand on it, for every reader alike.
SELECT l.code AS supplier, l.lead_h
FROM oxy.lead_times($1, $2) l;
