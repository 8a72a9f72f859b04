-- The outbox: messages for the broker that were committed with what they tell of.

-- name:    outbox_unsent :many
-- params:  watermark timestamptz, max_rows int8
-- returns: outbox_id int8, topic text, payload jsonb
-- What the broker has not taken yet, oldest first, as far as the record is final.
SELECT outbox_id, topic, payload
FROM oxy.outbox
WHERE sent_at IS NULL
AND recorded_at <= $1
ORDER BY recorded_at, outbox_id
LIMIT $2;

-- name:    outbox_sent :exec
-- params:  outbox_id int8[], sent_at timestamptz
-- The broker took them.
UPDATE oxy.outbox
SET sent_at = $2
WHERE outbox_id = ANY ($1)
AND sent_at IS NULL;

-- name:    leader_try :one
-- returns: leads bool
-- One process at a time subscribes to the devices and publishes: it holds this lock as long as its connection lives.
SELECT pg_try_advisory_lock(7805, 1) AS leads;

-- name:    leader_resign :exec
-- Let another process lead.
SELECT pg_advisory_unlock(7805, 1);
