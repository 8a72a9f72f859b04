-- Statements of the tests of src/db, through the same generator as sql/queries.

-- name:    echo :one
-- params:  b bool, i2 int2, i4 int4, i8 int8,
-- params:  f8 float8, t text, by bytea, d date
-- params:  ts timestamptz, u uuid, j json, jb jsonb
-- returns: b bool, i2 int2, i4 int4, i8 int8, f8 float8, t text, by bytea, d date,
-- returns: ts timestamptz, u uuid, j json, jb jsonb
-- Every scalar type there and back.
SELECT $1::bool AS b, $2::int2 AS i2, $3::int4 AS i4, $4::int8 AS i8, $5::float8 AS f8, $6::text AS t,
	$7::bytea AS by, $8::date AS d, $9::timestamptz AS ts, $10::uuid AS u, $11::json AS j, $12::jsonb AS jb;

-- name:    echo_arrays :one
-- params:  b bool[], i2 int2[], i4 int4[], i8 int8[], f8 float8[], t text[], by bytea[], d date[]
-- params:  ts timestamptz[], u uuid[], jb jsonb[]
-- returns: b bool[], i2 int2[], i4 int4[], i8 int8[], f8 float8[], t text[], by bytea[], d date[]
-- returns: ts timestamptz[], u uuid[], jb jsonb[]
-- Every array type there and back.
SELECT $1::bool[] AS b, $2::int2[] AS i2, $3::int4[] AS i4, $4::int8[] AS i8, $5::float8[] AS f8, $6::text[] AS t,
	$7::bytea[] AS by, $8::date[] AS d, $9::timestamptz[] AS ts, $10::uuid[] AS u, $11::jsonb[] AS jb;

-- name:    as_text :one
-- params:  i8 int8, f8 float8, d date, ts timestamptz, u uuid, t text[], i int4[]
-- returns: i8 text, f8 text, d text, ts text, u text, t text, i text
-- What the server understood; an echo alone would hide a mistake made both ways.
SELECT $1::int8::text AS i8, $2::float8::text AS f8, $3::date::text AS d, $4::timestamptz::text AS ts, $5::uuid::text AS u,
	$6::text[]::text AS t, $7::int4[]::text AS i;

-- name:    from_text :one
-- returns: ts timestamptz, d date, eternity timestamptz, ever date, begin timestamptz, bottom int8, square int4[]
-- What the server says of its own.
SELECT '2026-11-20T17:00:00+07:00'::timestamptz AS ts, '1969-12-31'::date AS d, 'infinity'::timestamptz AS eternity,
	'infinity'::date AS ever, '-infinity'::timestamptz AS begin, -1::int8 AS bottom, '{{1,2},{3,NULL}}'::int4[] AS square;

-- name:    scope :one
-- returns: cred text, isolation text, read_only text, in_tx bool
-- What a transaction was begun as.
SELECT coalesce(current_setting('oxy.cred', true), '') AS cred, current_setting('transaction_isolation') AS isolation,
	current_setting('transaction_read_only') AS read_only, now() <> statement_timestamp() AS in_tx;

-- name:    insert :exec
-- params:  id int8, note text, small int2, late int8
-- One row.
INSERT INTO oxy.play (id, note, small, late)
VALUES ($1, $2, $3, $4);

-- name:    insert_many :exec
-- params:  id int8[], note text[]
-- A batch; types of unnest($1) are known by declaration only.
INSERT INTO oxy.play (id, note)
SELECT *
FROM unnest($1, $2)
ON CONFLICT DO NOTHING;

-- name:    count_rows :one
-- returns: n int8
-- How many rows there are.
SELECT count(*) AS n
FROM oxy.play;

-- name:    touch :exec
-- params:  id int8
-- Takes a row's lock.
UPDATE oxy.play
SET note = 'touched'
WHERE id = $1;

-- name:    sleep :exec
-- params:  seconds float8
-- A slow statement.
SELECT pg_sleep($1);

-- name:    die :exec
-- The backend ends itself while it executes a statement.
SELECT pg_terminate_backend(pg_backend_pid());

-- name:    warn :exec
-- A statement that succeeds with a warning.
DO $$ BEGIN RAISE WARNING 'careful'; END $$;

-- name:    secret :one
-- returns: id int8
-- Nobody may.
SELECT id
FROM oxy.secret;

-- name:    two_rows :one
-- returns: n int4
-- A :one that is not.
SELECT generate_series(1, 2) AS n;

-- name:    settings :one
-- returns: search_path text, zone text, statement text, locks text, idle text, name text, jit text
-- How the session was set up.
SELECT current_setting('search_path') AS search_path, current_setting('TimeZone') AS zone,
	current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS locks,
	current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('application_name') AS name,
	current_setting('jit') AS jit;
