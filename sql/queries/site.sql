-- Sites: codes, identities, cards.

-- name:    site_by_code :one
-- params:  code text
-- returns: shard int2, site_id int8, roles int2, province text
-- The directory's look-up; the job's eyes see every site, the scope is checked by app/.
SELECT c.shard, c.site_id, s.roles, a.province
FROM oxy.site_code c
JOIN oxy.site s ON s.shard = c.shard AND s.site_id = c.site_id
JOIN LATERAL (SELECT x.province FROM oxy.shard_admin x WHERE x.shard = c.shard ORDER BY x.valid_from DESC, x.recorded_at DESC LIMIT 1) a ON true
WHERE c.code = $1;

-- name:    site_all :many
-- params:  after int8
-- returns: shard int2, site_id int8, roles int2, code text, province text
-- The directory fills itself at start, and with what is new later.
SELECT s.shard, s.site_id, s.roles, s.code, a.province
FROM oxy.site s
JOIN LATERAL (SELECT x.province FROM oxy.shard_admin x WHERE x.shard = s.shard ORDER BY x.valid_from DESC, x.recorded_at DESC LIMIT 1) a ON true
WHERE s.site_id > $1
ORDER BY s.site_id;

-- name:    site_of_province :many
-- params:  province text, role int4, recorded_by timestamptz
-- returns: shard int2, site_id int8, roles int2, code text
-- '' is every province. Sites that the connection's scope sees.
SELECT s.shard, s.site_id, s.roles, s.code
FROM oxy.site s
WHERE (s.roles & $2::int4) <> 0
AND s.created_at <= $3
AND ($1 = '' OR s.shard IN (SELECT a.shard FROM oxy.shard_admin a WHERE a.province = $1))
ORDER BY s.code;

-- name:    site_province_seen :one
-- params:  province text
-- returns: seen bool
-- The second wall for work that is then done with wider eyes: does the connection's scope reach this province?
SELECT (SELECT oxy.scope_wide()) AND EXISTS (
	SELECT 1 FROM oxy.shard_admin a WHERE a.province = $1 AND a.shard = ANY ((SELECT oxy.scope_shards())::smallint[])) AS seen;
