-- The register's own writes and reads: sites with their cards, accounts, assets, fill rights and contacts. All writes take
-- arrays, so that one facility and an import of a thousand are the same few statements.

-- name:    register_lock :exec
-- params:  site_id int8
-- One change of a site at a time: a PATCH reads the card that it lays its members over.
SELECT pg_advisory_xact_lock(7803, hashint8($1));

-- name:    register_taken :many
-- params:  site text[], asset text[]
-- returns: kind int4, code text
-- Which codes of new sites (1) and assets (2) exist already, nationwide; asked with the job's eyes.
SELECT 1 AS kind, c.code FROM oxy.site_code c WHERE c.code = ANY ($1)
UNION ALL
SELECT 2, a.code FROM oxy.asset a WHERE a.code = ANY ($2);

-- name:    register_shards :exec
-- params:  shard int2[], province text[], valid_from date, recorded_at timestamptz
-- The home cell of a province that nobody has lived in yet.
INSERT INTO oxy.shard_admin (shard, province, valid_from, recorded_at)
SELECT u.shard, u.province, $3, $4
FROM unnest($1, $2) AS u(shard, province)
WHERE NOT EXISTS (SELECT 1 FROM oxy.shard_admin s WHERE s.shard = u.shard)
ON CONFLICT DO NOTHING;

-- name:    register_sites :many
-- params:  shard int2[], code text[], role int2, created_at timestamptz, cred_id int8
-- returns: site_id int8, code text
-- New sites; a trigger lets the province's coordinators write for them.
INSERT INTO oxy.site (shard, code, roles, created_at, cred_id)
SELECT u.shard, u.code, $3, $4, $5
FROM unnest($1, $2) AS u(shard, code)
RETURNING site_id, code;

-- name:    register_codes :exec
-- params:  code text[], shard int2[], site_id int8[]
-- Their codes, unique nationwide.
INSERT INTO oxy.site_code (code, shard, site_id)
SELECT u.code, u.shard, u.site_id
FROM unnest($1, $2, $3) AS u(code, shard, site_id);

-- name:    register_revisions :exec
-- params:  shard int2[], site_id int8[], revision int4[], doc jsonb[], recorded_at timestamptz, cred_id int8
-- A new card of each site; older ones stay for as_of.
INSERT INTO oxy.site_revision (shard, site_id, revision, doc, recorded_at, cred_id)
SELECT u.shard, u.site_id, u.revision, u.doc, $5, $6
FROM unnest($1, $2, $3, $4) AS u(shard, site_id, revision, doc);

-- name:    register_admins :exec
-- params:  shard int2[], site_id int8[], province text[], commune text[], valid_from date, recorded_at timestamptz
-- Where sites belong from a day on.
INSERT INTO oxy.site_admin (shard, site_id, province, commune, valid_from, recorded_at)
SELECT u.shard, u.site_id, u.province, u.commune, $5, $6
FROM unnest($1, $2, $3, $4) AS u(shard, site_id, province, commune)
ON CONFLICT DO NOTHING;

-- name:    register_account_ids :many
-- params:  n int8
-- returns: account_id int8
-- Numbers for new accounts, taken first because assets name theirs.
SELECT nextval('oxy.account_seq') AS account_id
FROM generate_series(1, $1::int8);

-- name:    register_accounts :exec
-- params:  shard int2[], account_id int8[], site_id int8[], kind int2[], product int2[], container_type text[]
-- Accounts of new sites and assets.
INSERT INTO oxy.account (shard, account_id, site_id, kind, product, container_type)
SELECT u.shard, u.account_id, u.site_id, u.kind, u.product, u.container_type
FROM unnest($1, $2, $3, $4, $5, $6) AS u(shard, account_id, site_id, kind, product, container_type);

-- name:    register_assets_open :many
-- params:  shard int2[], site_id int8[], code text[], kind int2[], product int2[], container_type text[], account_id int8[]
-- returns: asset_id int8, code text
-- New assets. One whose code another transaction took meanwhile is a conflict.
INSERT INTO oxy.asset (shard, site_id, code, kind, product, container_type, account_id)
SELECT u.shard, u.site_id, u.code, u.kind, u.product, u.container_type, u.account_id
FROM unnest($1, $2, $3, $4, $5, $6, $7) AS u(shard, site_id, code, kind, product, container_type, account_id)
RETURNING asset_id, code;

-- name:    register_assets :many
-- params:  shard int2[], site_id int8[]
-- returns: site_id int8, asset_id int8, code text, kind int2, product int2, container_type text, account_id int8, retired_at timestamptz
-- Every asset that the sites ever had.
SELECT a.site_id, a.asset_id, a.code, a.kind, a.product, a.container_type, a.account_id, a.retired_at
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.asset a ON a.shard = s.shard AND a.site_id = s.site_id
ORDER BY a.site_id, a.code;

-- name:    register_assets_retire :exec
-- params:  shard int2, site_id int8, asset_id int8[], retired_at timestamptz
-- Assets that a new card no longer names are retired (an instant), those that it names again are not (NULL).
UPDATE oxy.asset
SET retired_at = $4
WHERE shard = $1
AND site_id = $2
AND asset_id = ANY ($3);

-- name:    register_asset_by_code :one
-- params:  code text
-- returns: shard int2, site_id int8, asset_id int8, kind int2, account_id int8
-- A facility's asset in the connection's scope: whom a device token speaks for.
SELECT shard, site_id, asset_id, kind, account_id
FROM oxy.asset
WHERE code = $1
AND kind <= 5
AND retired_at IS NULL;

-- name:    register_accounts_other :many
-- params:  shard int2[], site_id int8[]
-- returns: site_id int8, account_id int8, kind int2
-- The sites' accounts beyond their assets: patient use, loss, production, outside.
SELECT a.site_id, a.account_id, a.kind
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.account a ON a.shard = s.shard AND a.site_id = s.site_id AND a.kind >= 5
ORDER BY a.site_id, a.kind, a.account_id;

-- name:    register_rights :exec
-- params:  shard int2[], site_id int8[], asset_id int8[], supplier text[], basis int2[], valid_from date[], valid_to date[], recorded_at timestamptz
-- Fill rights as the cards say them; saying one again changes its end only.
INSERT INTO oxy.fill_right (shard, site_id, asset_id, supplier_code, basis, valid_from, valid_to, recorded_at)
SELECT u.shard, u.site_id, u.asset_id, u.supplier, u.basis, u.valid_from, u.valid_to, $8
FROM unnest($1, $2, $3, $4, $5, $6, $7) AS u(shard, site_id, asset_id, supplier, basis, valid_from, valid_to)
ON CONFLICT (shard, site_id, asset_id, supplier_code, basis, valid_from) DO UPDATE
SET valid_to = EXCLUDED.valid_to;

-- name:    register_rights_end :exec
-- params:  shard int2, site_id int8, today date
-- Before a new card's rights are said: those of the old one end today.
UPDATE oxy.fill_right
SET valid_to = $3
WHERE shard = $1
AND site_id = $2
AND (valid_to IS NULL OR valid_to > $3);

-- name:    register_contacts_erase :exec
-- params:  shard int2, site_id int8
-- People are forgotten at once, not versioned.
DELETE FROM oxy.contact
WHERE shard = $1
AND site_id = $2;

-- name:    register_contacts_put :exec
-- params:  shard int2[], site_id int8[], role text[], name text[], phone text[], recorded_at timestamptz
-- Duty contacts of new cards, in their order.
INSERT INTO oxy.contact (shard, site_id, role, name, phone, recorded_at)
SELECT u.shard, u.site_id, coalesce(u.role, ''), u.name, u.phone, $6
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS u(shard, site_id, role, name, phone, n)
ORDER BY u.n;

-- name:    register_contacts :many
-- params:  shard int2[], site_id int8[], recorded_by timestamptz
-- returns: site_id int8, role text, name text, phone text
-- Whom to call at each site; as_of sees those of today that were there already.
SELECT c.site_id, nullif(c.role, '') AS role, c.name, c.phone
FROM unnest($1, $2) AS s(shard, site_id)
JOIN oxy.contact c ON c.shard = s.shard AND c.site_id = s.site_id AND c.recorded_at <= $3
ORDER BY c.site_id, c.contact_id;

-- name:    register_page :many
-- params:  role int4, province text, after text, recorded_by timestamptz, max_rows int8
-- returns: shard int2, site_id int8, code text, revision int4, doc jsonb
-- Cards in force of the sites that the connection's scope sees, by code: a page of a list. '' is every province.
SELECT s.shard, s.site_id, s.code, c.revision, c.doc
FROM oxy.site s
JOIN LATERAL (
	SELECT r.revision, r.doc
	FROM oxy.site_revision r
	WHERE r.shard = s.shard
	AND r.site_id = s.site_id
	AND r.recorded_at <= $4
	ORDER BY r.revision DESC
	LIMIT 1) c ON true
WHERE (s.roles & $1::int4) <> 0
AND s.code > $3
AND ($2 = '' OR s.shard IN (SELECT a.shard FROM oxy.shard_admin a WHERE a.province = $2))
ORDER BY s.code
LIMIT $5;

-- name:    register_observe :exec
-- params:  shard int2[], site_id int8[], obs_id uuid[], account_id int8[], report_id uuid, occurred_at timestamptz, recorded_at timestamptz, cred_id int8, g int8[], n_full int4[], n_empty int4[], conv_version int2
-- What a supplier says is in its stores.
INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, report_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty, unit, conv_version)
SELECT u.shard, u.site_id, u.obs_id, u.account_id, $5, $6, $7, $8, u.g, u.n_full, u.n_empty, 'g', $12
FROM unnest($1, $2, $3, $4, $9, $10, $11) AS u(shard, site_id, obs_id, account_id, g, n_full, n_empty);

-- name:    register_report :exec
-- params:  shard int2, site_id int8, report_id uuid, occurred_at timestamptz, recorded_at timestamptz, cred_id int8, doc jsonb
-- A supplier's report as it was sent.
INSERT INTO oxy.supplier_report (shard, site_id, report_id, occurred_at, recorded_at, cred_id, doc)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name:    register_report_newest :one
-- params:  shard int2, site_id int8
-- returns: occurred_at timestamptz
-- A back-dated report does not change what a later one said.
SELECT max(r.occurred_at) AS occurred_at
FROM oxy.supplier_report r
WHERE r.shard = $1
AND r.site_id = $2;

-- name:    register_event :one
-- params:  shard int2, site_id int8, key text
-- returns: sha bytea, report_id uuid, occurred_at timestamptz, recorded_at timestamptz
-- Was a supplier's report with this client_event_id stored before?
SELECT k.sha, k.report_id, r.occurred_at, r.recorded_at
FROM oxy.client_event k
JOIN oxy.supplier_report r ON r.shard = k.shard AND r.site_id = k.site_id AND r.report_id = k.report_id
WHERE k.shard = $1
AND k.site_id = $2
AND k.key = $3;

-- name:    register_event_put :exec
-- params:  shard int2, site_id int8, key text, sha bytea, report_id uuid, recorded_at timestamptz, cred_id int8
-- Remember a supplier's client_event_id in the transaction of its report.
INSERT INTO oxy.client_event (shard, site_id, key, sha, report_id, recorded_at, cred_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);
