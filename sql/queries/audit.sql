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
