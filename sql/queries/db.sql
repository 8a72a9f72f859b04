-- What src/db itself says to PostgreSQL.

-- name:    db_begin_read :exec
-- Opens a request's reads: one snapshot for all of them.
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name:    db_begin_write :exec
-- Opens a transaction that writes.
BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE;

-- name:    db_commit :exec
-- Ends a transaction; judged by the strict rule of db/tx.c.
COMMIT;

-- name:    db_rollback :exec
-- Ends a transaction without effect.
ROLLBACK;

-- name:    db_scope :one
-- params:  cred_id text
-- returns: cred_id text
-- Says in the BEGIN's round trip whose transaction this is; row-level security reads it and it ends with the transaction.
SELECT set_config('oxy.cred', $1::text, true) AS cred_id;

-- name:    db_ping :one
-- returns: pid int4
-- Is the server there; the listener asks while its channel is silent, tests learn their backend.
SELECT pg_backend_pid() AS pid;

-- name:    db_server :one
-- returns: version int4, encoding text, fsync bool, full_page_writes bool, synchronous_commit text
-- returns: role text, superuser bool, bypassrls bool
-- The start-up gate: may this server and this role hold what we acknowledge.
SELECT current_setting('server_version_num')::int4 AS version,
	current_setting('server_encoding') AS encoding,
	current_setting('fsync')::bool AS fsync,
	current_setting('full_page_writes')::bool AS full_page_writes,
	current_setting('synchronous_commit') AS synchronous_commit,
	current_user::text AS role,
	r.rolsuper AS superuser,
	r.rolbypassrls AS bypassrls
FROM pg_catalog.pg_roles r
WHERE r.rolname = current_user;

-- name:    db_argument :one
-- params:  value text
-- returns: value text
-- Hands a value to the next db_do_* statement, for commands that take no parameters.
SELECT set_config('oxy.argument', $1::text, false) AS value;

-- name:    db_do_listen :exec
-- The listener subscribes to the channel named by db_argument.
DO $$ BEGIN EXECUTE format('LISTEN %I', current_setting('oxy.argument')); END $$;

-- name:    db_do_password :exec
-- Start-up sets a role's verifier; db_argument holds "role verifier" (verifiers have no spaces).
DO $$
BEGIN
	EXECUTE format('ALTER ROLE %I PASSWORD %L',
		split_part(current_setting('oxy.argument'), ' ', 1),
		split_part(current_setting('oxy.argument'), ' ', 2));
END
$$;

-- name:    db_migration_lock :exec
-- params:  key int8
-- One migrator at a time; the others wait here and then find nothing left to do.
SELECT pg_advisory_lock($1);

-- name:    db_migration_schema :exec
-- The migrator's own shelf, apart from the schema that it looks after.
CREATE SCHEMA IF NOT EXISTS oxy_migration;

-- name:    db_migration_table :exec
-- What has been applied, and what its text was then.
CREATE TABLE IF NOT EXISTS oxy_migration.applied (
	version    int4 PRIMARY KEY,
	name       text NOT NULL,
	sha256     bytea NOT NULL,
	applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- name:    db_migration_usage :exec
-- Every role may see which schema it stands on; db_check_statements parses what reads it.
GRANT USAGE ON SCHEMA oxy_migration TO PUBLIC;

-- name:    db_migration_select :exec
-- See db_migration_usage.
GRANT SELECT ON oxy_migration.applied TO PUBLIC;

-- name:    db_migration_lock_timeout :exec
-- A migration waits for nobody's lock for longer than writers can bear to queue behind it.
SET LOCAL lock_timeout = '2s';

-- name:    db_migration_reset_role :exec
-- A migration may have become another role (SET ROLE); the booking is the migrator's own.
RESET ROLE;

-- name:    db_migration_list :many
-- returns: version int4, name text, sha256 bytea
-- The migrator compares what was applied with what it knows.
SELECT version, name, sha256
FROM oxy_migration.applied
ORDER BY version;

-- name:    db_migration_insert :exec
-- params:  version int4, name text, sha256 bytea
-- Books a migration in the transaction that applied it.
INSERT INTO oxy_migration.applied (version, name, sha256)
VALUES ($1, $2, $3);
