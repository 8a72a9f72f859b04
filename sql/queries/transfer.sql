-- Transfers: stock lent between facilities.

-- name:    transfer_lock :one
-- params:  low int8, high int8
-- returns: locked bool
-- Both facilities' stocks, the lower id first, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('facility', $1)) IS NOT NULL
	AND pg_advisory_xact_lock(hashtextextended('facility', $2)) IS NOT NULL AS locked;

-- name:    transfer_insert :exec
-- params:  shard int2, site_id int8, transfer_id uuid, to_shard int2, to_site int8, from_account int8, to_account int8, product int2, container_type text, g int8, n_full int4, n_empties int4, occurred_at timestamptz, recorded_at timestamptz, cred_id int8, reason text, docket text, client_event_id text
-- The loan; its one movement goes beside it.
INSERT INTO oxy.transfer (shard, site_id, transfer_id, to_shard, to_site, from_account, to_account, product, container_type, g, n_full, n_empties,
	occurred_at, recorded_at, cred_id, reason, docket, client_event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name:    transfer_list :many
-- params:  site_id int8, before uuid, recorded_by timestamptz, cred_id int8, client_event_id text, max_rows int8
-- returns: transfer_id uuid, shard int2, site_id int8, to_shard int2, to_site int8, from_account int8, to_account int8, product int2, container_type text, g int8, n_full int4, n_empties int4, occurred_at timestamptz, recorded_at timestamptz, reason text, docket text, client_event_id text
-- Newest first, of a site (lender or borrower) or of the scope (0); or the one that a sender told of before (client_event_id not NULL).
SELECT transfer_id, shard, site_id, to_shard, to_site, from_account, to_account, product, container_type, g, n_full, n_empties, occurred_at, recorded_at, reason, docket, client_event_id
FROM oxy.transfer
WHERE ($1::int8 = 0 OR site_id = $1 OR to_site = $1)
AND transfer_id < $2
AND recorded_at <= $3
AND ($5::text IS NULL OR (cred_id = $4 AND client_event_id = $5))
ORDER BY transfer_id DESC
LIMIT $6;

-- name:    transfer_assets :many
-- params:  shard int2[], site_id int8[], account_id int8[]
-- returns: account_id int8, code text
-- The tanks and pools that loans came from or went to, retired ones too. Read by the daemon's own eyes: a lender's and a borrower's.
SELECT x.account_id, x.code
FROM unnest($1, $2, $3) AS s(shard, site_id, account_id)
JOIN oxy.asset x ON x.shard = s.shard AND x.site_id = s.site_id AND x.account_id = s.account_id;
