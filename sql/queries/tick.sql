-- The watermark: announce, wait for the barrier, publish.

-- name:    tick_announce :one
-- params:  at timestamptz
-- returns: tick_id int8, announced timestamptz
-- Never earlier than what was announced before.
INSERT INTO oxy.tick (announced)
SELECT greatest($1, max(t.announced))
FROM oxy.tick t
RETURNING tick_id, announced;

-- name:    tick_barrier :one
-- returns: xid int8
-- An own transaction number, taken after the announcement is committed.
SELECT pg_current_xact_id()::text::bigint AS xid;

-- name:    tick_passed :one
-- params:  xid int8
-- returns: passed bool
-- True once no transaction as old as the barrier is left.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > $1 AS passed;

-- name:    tick_publish :exec
-- params:  tick_id int8
-- The barrier has passed: from now on as_of reads up to this tick are final.
UPDATE oxy.tick
SET published = true
WHERE tick_id = $1;

-- name:    tick_published :one
-- returns: watermark timestamptz
-- What the sealer, the outbox and the stream stand on.
SELECT max(announced) AS watermark
FROM oxy.tick
WHERE published;

-- name:    tick_forget :exec
-- params:  before timestamptz
-- Only the newest ticks matter; the seals keep what stands for ever.
DELETE FROM oxy.tick
WHERE announced < $1
AND announced < (SELECT max(t.announced) FROM oxy.tick t WHERE t.published);

-- name:    tick_recorded_at :one
-- params:  clock timestamptz
-- returns: recorded_at timestamptz
-- recorded_at of the transaction that asks: see the function in migration 0003.
SELECT oxy.recorded_at($1) AS recorded_at;

-- name:    tick_written_since :one
-- params:  at timestamptz
-- returns: written bool
-- Has anything been recorded since? An idle daemon announces nothing.
SELECT EXISTS (SELECT 1 FROM oxy.audit WHERE recorded_at > $1) AS written;
