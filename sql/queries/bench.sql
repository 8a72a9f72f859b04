-- Statements of tests/bench alone.

-- name:    bench_register :many
-- returns: site_id int8, tank int8, pool int8, cred_id int8
-- Facilities of the bench with their two accounts and the credential that writes for them.
SELECT s.site_id, t.account_id AS tank, p.account_id AS pool, c.cred_id
FROM oxy.site s
JOIN oxy.asset t ON t.shard = s.shard AND t.site_id = s.site_id AND t.kind = 1
JOIN oxy.asset p ON p.shard = s.shard AND p.site_id = s.site_id AND p.kind = 2
JOIN oxy.cred_site c ON c.shard = s.shard AND c.site_id = s.site_id
WHERE s.code LIKE '15-B%'
ORDER BY s.site_id;
