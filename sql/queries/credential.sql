-- Credentials: who a token is, and who may write for whom.

-- name:    credential_all :many
-- returns: cred_id int8, token_sha bytea, role int2, name text, province text, shard int2, site_id int8, code text, asset text, expires_at timestamptz
-- Everything in force; the daemon keeps it in memory (app/tokens.c).
SELECT c.cred_id, c.token_sha, c.role, c.name, c.province, c.shard, c.site_id, s.code, c.asset, c.expires_at
FROM oxy.credential c
LEFT JOIN oxy.site_code s ON s.shard = c.shard AND s.site_id = c.site_id
WHERE c.revoked_at IS NULL;

-- name:    credential_stamp :one
-- returns: n int8, newest int8
-- Changes whenever a credential was added or revoked; looked at every second.
SELECT count(*) FILTER (WHERE revoked_at IS NULL) AS n, max(cred_id) AS newest
FROM oxy.credential;

-- name:    credential_insert :one
-- params:  token_sha bytea, role int2, name text, province text, shard int2, site_id int8, asset text, created_at timestamptz, expires_at timestamptz, created_by int8, token_id uuid, broker_hash text
-- returns: cred_id int8
-- A new token: only its hash. The trigger writes cred_site.
INSERT INTO oxy.credential (token_sha, role, name, province, shard, site_id, asset, created_at, expires_at, created_by, token_id, broker_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
RETURNING cred_id;

-- name:    credential_list :many
-- params:  after int8, recorded_by timestamptz, max_rows int8
-- returns: cred_id int8, token_id uuid, role int2, name text, province text, code text, asset text, created_at timestamptz, expires_at timestamptz, revoked_at timestamptz
-- As of a moment; row-level security narrows it to what the caller may manage.
SELECT c.cred_id, c.token_id, c.role, c.name, c.province, s.code, c.asset, c.created_at, c.expires_at,
	CASE WHEN c.revoked_at <= $2 THEN c.revoked_at END AS revoked_at
FROM oxy.credential c
LEFT JOIN oxy.site_code s ON s.shard = c.shard AND s.site_id = c.site_id
WHERE c.cred_id > $1
AND c.created_at <= $2
ORDER BY c.cred_id
LIMIT $3;

-- name:    credential_by_id :one
-- params:  token_id uuid
-- returns: cred_id int8
-- No row: not there, or not the caller's to manage.
SELECT cred_id
FROM oxy.credential
WHERE token_id = $1;

-- name:    credential_revoke :exec
-- params:  cred_id int8, revoked_at timestamptz
-- Revoking twice changes nothing.
UPDATE oxy.credential
SET revoked_at = $2
WHERE cred_id = $1
AND revoked_at IS NULL;

-- name:    credential_broker_users :many
-- params:  now timestamptz
-- returns: role int2, name text, hash text
-- Who may connect to the broker: assets and suppliers, each by the newest of its tokens in force.
SELECT DISTINCT ON (u.role, u.name) u.role, u.name, u.hash
FROM (
	SELECT c.role, coalesce(c.asset, s.code) AS name, c.broker_hash AS hash, c.cred_id
	FROM oxy.credential c
	LEFT JOIN oxy.site_code s ON s.shard = c.shard AND s.site_id = c.site_id
	WHERE c.role IN (4, 7)
	AND c.revoked_at IS NULL
	AND c.broker_hash IS NOT NULL
	AND (c.expires_at IS NULL OR c.expires_at > $1)) u
WHERE u.name IS NOT NULL
ORDER BY u.role, u.name, u.cred_id DESC;
