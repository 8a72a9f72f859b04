-- The audit record and its chain of seals.

-- name:    audit_add :exec
-- params:  shard int2, site_id int8, audit_id uuid, recorded_at timestamptz, cred_id int8, verb text, object text, detail jsonb
-- Every verb that changes something puts one row here, in its own transaction.
INSERT INTO oxy.audit (shard, site_id, audit_id, recorded_at, cred_id, verb, object, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name:    audit_add_many :exec
-- params:  shard int2[], site_id int8[], audit_id uuid[], recorded_at timestamptz, cred_id int8[], verb text, object text[]
-- A committer's batch: one row a report, one statement.
INSERT INTO oxy.audit (shard, site_id, audit_id, recorded_at, cred_id, verb, object)
SELECT u.shard, u.site_id, u.audit_id, $4, u.cred_id, $6, u.object
FROM unnest($1::int2[], $2::int8[], $3::uuid[], $5::int8[], $7::text[]) AS u(shard, site_id, audit_id, cred_id, object);

-- name:    audit_seal_last :one
-- returns: seal_id int8, upto timestamptz, n int8, rows_before int8, head bytea, root bytea, prev bytea
-- The head of the chain; no row before the first seal.
SELECT seal_id, upto, n, rows_before, head, root, prev
FROM oxy.audit_seal
ORDER BY seal_id DESC
LIMIT 1;

-- name:    audit_seal_before :one
-- params:  at timestamptz
-- returns: seal_id int8, upto timestamptz, n int8, rows_before int8, head bytea, root bytea, prev bytea
-- The newest seal whose rows are all older than an instant: where a page of the chain is counted from.
SELECT seal_id, upto, n, rows_before, head, root, prev
FROM oxy.audit_seal
WHERE upto < $1
ORDER BY upto DESC
LIMIT 1;

-- name:    audit_seals :many
-- params:  after int8, max_rows int8
-- returns: seal_id int8, upto timestamptz, n int8, rows_before int8, head bytea, root bytea, prev bytea
-- The chain, link by link, to be computed again.
SELECT seal_id, upto, n, rows_before, head, root, prev
FROM oxy.audit_seal
WHERE seal_id > $1
ORDER BY seal_id
LIMIT $2;

-- name:    audit_seal_add :exec
-- params:  seal_id int8, upto timestamptz, n int8, rows_before int8, head bytea, root bytea, prev bytea
-- A new link. Two sealers make the same one: the second is refused by the key.
INSERT INTO oxy.audit_seal (seal_id, upto, n, rows_before, head, root, prev)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name:    audit_cut :one
-- params:  after timestamptz, upto timestamptz, max_rows int8
-- returns: recorded_at timestamptz
-- Where a seal of about so many rows ends, all rows of that instant included; no row when fewer wait.
SELECT recorded_at
FROM oxy.audit
WHERE recorded_at > $1
AND recorded_at <= $2
ORDER BY recorded_at, audit_id
OFFSET $3
LIMIT 1;

-- name:    audit_rows :many
-- params:  after timestamptz, after_id uuid, upto timestamptz, max_rows int8
-- returns: recorded_at timestamptz, audit_id uuid, shard int2, site_id int8, cred_id int8, verb text, object text, detail jsonb
-- Rows in the order of the chain, to be sealed or to be computed again.
SELECT recorded_at, audit_id, shard, site_id, cred_id, verb, object, detail
FROM oxy.audit
WHERE (recorded_at, audit_id) > ($1, $2)
AND recorded_at <= $3
ORDER BY recorded_at, audit_id
LIMIT $4;

-- name:    audit_page :many
-- params:  before timestamptz, before_id uuid, recorded_by timestamptz, max_rows int8
-- returns: recorded_at timestamptz, audit_id uuid
-- Which rows a page shows, newest first.
SELECT recorded_at, audit_id
FROM oxy.audit
WHERE (recorded_at, audit_id) < ($1, $2)
AND recorded_at <= $3
ORDER BY recorded_at DESC, audit_id DESC
LIMIT $4;

-- name:    audit_count :one
-- params:  upto timestamptz
-- returns: n int8
-- All rows that are sealed, wherever somebody may have put them.
SELECT count(*) AS n
FROM oxy.audit
WHERE recorded_at <= $1;
