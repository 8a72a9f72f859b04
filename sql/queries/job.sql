-- What the job runner asks.

-- name:    job_lock :one
-- params:  job int4
-- returns: locked bool
-- One daemon at a time runs a job: 7802 and the job's place in the table. Held by the connection until job_unlock.
SELECT pg_try_advisory_lock(7802, $1) AS locked;

-- name:    job_unlock :one
-- params:  job int4
-- returns: unlocked bool
-- The job is done.
SELECT pg_advisory_unlock(7802, $1) AS unlocked;
