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
-- params:  token_sha bytea, role int2, name text, province text, shard int2, site_id int8, asset text, created_at timestamptz, expires_at timestamptz, created_by int8, token_id uuid
-- returns: cred_id int8
-- A new token: only its hash. The trigger writes cred_site.
INSERT INTO oxy.credential (token_sha, role, name, province, shard, site_id, asset, created_at, expires_at, created_by, token_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING cred_id;

-- name:    credential_list :many
-- params:  after int8, max_rows int8
-- returns: cred_id int8, token_id uuid, role int2, name text, province text, code text, asset text, created_at timestamptz, expires_at timestamptz, revoked_at timestamptz
-- Row-level security narrows it to the caller's own scope.
SELECT c.cred_id, c.token_id, c.role, c.name, c.province, s.code, c.asset, c.created_at, c.expires_at, c.revoked_at
FROM oxy.credential c
LEFT JOIN oxy.site_code s ON s.shard = c.shard AND s.site_id = c.site_id
WHERE c.cred_id > $1
ORDER BY c.cred_id
LIMIT $2;

-- name:    credential_revoke :one
-- params:  token_id uuid, revoked_at timestamptz
-- returns: cred_id int8, role int2
-- Revoking twice changes nothing.
UPDATE oxy.credential
SET revoked_at = coalesce(revoked_at, $2)
WHERE token_id = $1
RETURNING cred_id, role;
