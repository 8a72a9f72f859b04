-- Coefficient sets that people enter: editions of a set by their date, items by their newest revision.

-- name:    coefficient_in_force :many
-- params:  set_name text, day date, recorded_by timestamptz
-- returns: dated date, item text, value float8
-- The newest edition of a set that is dated by the day.
SELECT DISTINCT ON (c.item) c.dated, c.item, c.value
FROM oxy.coefficient c
WHERE c.set_name = $1
AND c.recorded_at <= $3
AND c.dated = (
	SELECT max(x.dated)
	FROM oxy.coefficient x
	WHERE x.set_name = $1
	AND x.dated <= $2
	AND x.recorded_at <= $3)
ORDER BY c.item, c.revision DESC;

-- name:    coefficient_said :many
-- params:  set_name text[], dated date[], item text[]
-- returns: n int8, revision int4, said text, unit text, source text
-- What each item of an edition says so far; n is the position in the arrays.
SELECT DISTINCT ON (u.n) u.n, c.revision, c.said, c.unit, c.source
FROM unnest($1, $2, $3) WITH ORDINALITY AS u(set_name, dated, item, n)
JOIN oxy.coefficient c ON c.set_name = u.set_name AND c.dated = u.dated AND c.item = u.item
ORDER BY u.n, c.revision DESC;

-- name:    coefficient_add :exec
-- params:  set_name text[], dated date[], item text[], revision int4[], value float8[], said text[], unit text[], source text[], recorded_at timestamptz, cred_id int8
-- Items of editions, new or corrected.
INSERT INTO oxy.coefficient (set_name, dated, item, revision, recorded_at, value, said, unit, source, cred_id)
SELECT u.set_name, u.dated, u.item, u.revision, $9, u.value, u.said, u.unit, u.source, $10
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS u(set_name, dated, item, revision, value, said, unit, source);
