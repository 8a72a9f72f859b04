-- Tank readings: whose an asset is, what was seen of it, what is new.

-- name:    telemetry_assets :many
-- params:  code text[]
-- returns: n int8, shard int2, site_id int8, asset_id int8, account_id int8
-- Where assets stand that readings name, before anything is written; n is the position in the array. Asked with the job's eyes.
SELECT u.n, a.shard, a.site_id, a.asset_id, a.account_id
FROM unnest($1) WITH ORDINALITY AS u(code, n)
JOIN oxy.asset a ON a.code = u.code AND a.kind <= 5 AND a.retired_at IS NULL;

-- name:    telemetry_lock :exec
-- params:  asset_id int8
-- One writer an asset, so that two processes agree on what its device has sent.
SELECT pg_advisory_xact_lock(7804, hashint8($1));

-- name:    telemetry_card :one
-- params:  shard int2, site_id int8
-- returns: doc jsonb
-- The card in force: capacity and calibrations of the asset.
SELECT r.doc
FROM oxy.site_revision r
WHERE r.shard = $1
AND r.site_id = $2
ORDER BY r.revision DESC
LIMIT 1;

-- name:    telemetry_seen :many
-- params:  shard int2, asset_id int8, epoch int8[], seq int8[]
-- returns: n int8
-- Which of the readings were committed before; n is the position in the arrays.
SELECT u.n
FROM unnest($3, $4) WITH ORDINALITY AS u(epoch, seq, n)
JOIN oxy.telemetry_seen s ON s.shard = $1 AND s.asset_id = $2 AND s.epoch = u.epoch AND s.seen @> u.seq;

-- name:    telemetry_same :many
-- params:  shard int2, asset_id int8, epoch int8[], seq int8[]
-- returns: n int8, sha bytea, doubt int2
-- What was committed under these numbers: is a reading that comes again the same one?
SELECT u.n, t.sha, t.doubt
FROM unnest($3, $4) WITH ORDINALITY AS u(epoch, seq, n)
JOIN oxy.telemetry t ON t.shard = $1 AND t.asset_id = $2 AND t.epoch = u.epoch AND t.seq = u.seq;

-- name:    telemetry_insert :exec
-- params:  shard int2, site_id int8, asset_id int8, account_id int8, cred_id int8, recorded_at timestamptz, epoch int8[], seq int8[], ts timestamptz[], g int8[], raw float8[], unit text[], p_bar float8[], flow_lpm float8[], sha bytea[], doubt int2[], quarantine_id uuid[]
-- The new readings of one asset.
INSERT INTO oxy.telemetry (shard, site_id, asset_id, account_id, cred_id, recorded_at, epoch, seq, ts, g, raw, unit, p_bar, flow_lpm, sha, doubt, quarantine_id)
SELECT $1, $2, $3, $4, $5, $6, u.epoch, u.seq, u.ts, u.g, u.raw, u.unit, u.p_bar, u.flow_lpm, u.sha, u.doubt, u.quarantine_id
FROM unnest($7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
	AS u(epoch, seq, ts, g, raw, unit, p_bar, flow_lpm, sha, doubt, quarantine_id);

-- name:    telemetry_quarantine :exec
-- params:  shard int2, site_id int8, account_id int8, cred_id int8, recorded_at timestamptz, quarantine_id uuid[], pointer text[], code text[], arg1 text[], arg2 text[], g int8[]
-- Readings that wait for a verdict; args are those of the sentence of src/base/fault.def.
INSERT INTO oxy.quarantine (shard, site_id, account_id, cred_id, recorded_at, quarantine_id, pointer, code, args, g, provisional)
SELECT $1, $2, $3, $4, $5, u.quarantine_id, u.pointer, u.code, ARRAY[u.arg1, u.arg2, ''], u.g, false
FROM unnest($6, $7, $8, $9, $10, $11) AS u(quarantine_id, pointer, code, arg1, arg2, g);

-- name:    telemetry_mark :exec
-- params:  shard int2, site_id int8, asset_id int8, cred_id int8, epoch int8[], seq int8[], lo int8[]
-- Remember the numbers; lo counts only for an epoch that is new.
INSERT INTO oxy.telemetry_seen AS s (shard, site_id, asset_id, cred_id, epoch, lo, seen)
SELECT $1, $2, $3, $4, u.epoch, min(u.lo), range_agg(int8range(u.seq, u.seq, '[]'))
FROM unnest($5, $6, $7) AS u(epoch, seq, lo)
GROUP BY u.epoch
ON CONFLICT (shard, asset_id, epoch) DO UPDATE
SET seen = s.seen + excluded.seen, cred_id = excluded.cred_id;

-- name:    telemetry_acks :many
-- params:  shard int2, asset_id int8, epoch int8[]
-- returns: epoch int8, seq int8, missing_from int8[], missing_to int8[]
-- What the device is told of each epoch: the highest number up to which nothing is missing, and the first hundred gaps above it.
SELECT s.epoch,
	(SELECT upper(r.r) - 1 FROM unnest(s.seen) AS r(r) WHERE r.r @> s.lo) AS seq,
	ARRAY(SELECT lower(m.m) FROM unnest(gap.gaps) AS m(m) ORDER BY 1 LIMIT 100) AS missing_from,
	ARRAY(SELECT upper(m.m) - 1 FROM unnest(gap.gaps) AS m(m) ORDER BY 1 LIMIT 100) AS missing_to
FROM oxy.telemetry_seen s
CROSS JOIN LATERAL (SELECT int8multirange(int8range(s.lo, upper(s.seen))) - s.seen AS gaps) gap
WHERE s.shard = $1
AND s.asset_id = $2
AND s.epoch = ANY ($3)
ORDER BY s.epoch;
