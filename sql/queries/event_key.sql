-- Idempotency-Key: the answer of a request, kept in the transaction of its effect.

-- name:    event_key_lock :one
-- params:  cred_id int8, route text, key text
-- returns: locked bool
-- False: the same request is still being worked on, here or in another process.
SELECT pg_try_advisory_xact_lock(hashtextextended($1::int8::text || chr(10) || $2 || chr(10) || $3, 7802)) AS locked;

-- name:    event_key_get :one
-- params:  cred_id int8, route text, key text
-- returns: sha bytea, status int2, answer text
-- Was this request answered before, and how?
SELECT sha, status, answer
FROM oxy.event_key
WHERE cred_id = $1
AND route = $2
AND key = $3;

-- name:    event_key_put :exec
-- params:  cred_id int8, route text, key text, sha bytea, recorded_at timestamptz, status int2, answer text
-- Remember the answer in the transaction of the effect.
INSERT INTO oxy.event_key (cred_id, route, key, sha, recorded_at, status, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name:    event_key_forget :exec
-- params:  before timestamptz
-- Keys are remembered 7 days.
DELETE FROM oxy.event_key
WHERE recorded_at < $1;
