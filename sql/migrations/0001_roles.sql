-- Roles, schema, and the two questions that row-level security asks. Locks nothing: the schema is new.
--
-- A role can do what its policies let it and no more: none is owner, superuser or BYPASSRLS.
-- Role creation is shared by the databases of one cluster, hence the guards.
DO $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['oxy_owner', 'oxy_auth', 'oxy_api', 'oxy_ingest', 'oxy_job', 'oxy_seal'] LOOP
		IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', r);
		END IF;
	END LOOP;
END $$;

-- The committer's look-ups are by key, a few rows out of many, in every batch: the index is right from the first row on, also before
-- the first ANALYZE of a new table, whose plan would otherwise be kept; and a plan is made once, not per batch.
ALTER ROLE oxy_ingest SET plan_cache_mode = force_generic_plan;
ALTER ROLE oxy_ingest SET enable_seqscan = off;
ALTER ROLE oxy_ingest SET enable_hashjoin = off;
ALTER ROLE oxy_ingest SET enable_mergejoin = off;
ALTER ROLE oxy_ingest SET jit = off;

CREATE SCHEMA oxy AUTHORIZATION oxy_owner;
GRANT USAGE ON SCHEMA oxy TO oxy_auth, oxy_api, oxy_ingest, oxy_job, oxy_seal;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

SET ROLE oxy_owner;

-- Who may ask: one row a token. Only the SHA-256 of a token is kept.
-- role: 1 admin, 2 coordinator, 3 hospital, 4 supplier, 5 ministry, 6 auditor, 7 device (src/domain/role.h).
CREATE TABLE oxy.credential (
	cred_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	token_id   uuid NOT NULL UNIQUE,  -- how people and programs name it
	token_sha  bytea NOT NULL UNIQUE CHECK (octet_length(token_sha) = 32),
	role       smallint NOT NULL CHECK (role BETWEEN 1 AND 7),
	name       text NOT NULL,
	province   text,          -- coordinators; NULL elsewhere
	shard      smallint,      -- hospitals, suppliers, devices: home cell of the site
	site_id    bigint,        -- the same: the site itself
	asset      text,          -- devices: code of the asset
	broker_hash text,         -- devices, suppliers: the token as the MQTT broker's password file keeps it
	created_at timestamptz NOT NULL,
	expires_at timestamptz,
	revoked_at timestamptz,
	created_by bigint
);

-- A shard is the immutable home cell of a site; administrative mergers add rows here and rewrite no fact.
CREATE TABLE oxy.shard_admin (
	shard       smallint NOT NULL,
	province    text NOT NULL,
	valid_from  date NOT NULL,
	recorded_at timestamptz NOT NULL,
	PRIMARY KEY (shard, valid_from, recorded_at)
);
CREATE INDEX shard_admin_province ON oxy.shard_admin (province);

-- The credential that a transaction acts for. Unset or '' is nobody (fails closed).
CREATE FUNCTION oxy.scope_cred() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS
$$ SELECT nullif(current_setting('oxy.cred', true), '')::bigint $$;

-- Cells that the credential may see: its own site's, its province's, or all.
-- Suppliers see all cells, since deliveries cross borders; they are narrowed to their own rows.
CREATE FUNCTION oxy.scope_shards() RETURNS smallint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT CASE
		WHEN c.role IN (1, 4, 5, 6) THEN (SELECT coalesce(array_agg(DISTINCT a.shard), '{}') FROM oxy.shard_admin a)
		WHEN c.role = 2 THEN (SELECT coalesce(array_agg(DISTINCT a.shard), '{}') FROM oxy.shard_admin a WHERE a.province = c.province)
		ELSE ARRAY[c.shard]
	END
	FROM oxy.credential c
	WHERE c.cred_id = oxy.scope_cred()
	AND c.revoked_at IS NULL
$$;

-- Is the credential's eye as wide as its cells (coordinator, admin, ministry, auditor)?
CREATE FUNCTION oxy.scope_wide() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT coalesce((SELECT c.role IN (1, 2, 5, 6) FROM oxy.credential c WHERE c.cred_id = oxy.scope_cred() AND c.revoked_at IS NULL), false)
$$;

-- The one site of a narrow credential, NULL for wide ones.
CREATE FUNCTION oxy.scope_site() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT c.site_id FROM oxy.credential c WHERE c.cred_id = oxy.scope_cred() AND c.revoked_at IS NULL
$$;

-- Role and province of the credential: for who may see and issue tokens.
CREATE FUNCTION oxy.scope_role() RETURNS smallint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT c.role FROM oxy.credential c WHERE c.cred_id = oxy.scope_cred() AND c.revoked_at IS NULL
$$;
CREATE FUNCTION oxy.scope_province() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT c.province FROM oxy.credential c WHERE c.cred_id = oxy.scope_cred() AND c.revoked_at IS NULL
$$;

-- Put a table that has (shard, site_id) behind the policies that all such tables share.
-- oxy_api: rows of the scope; oxy_job and oxy_seal: all; oxy_ingest reads all and inserts where `cred_site` lets the row's own credential.
CREATE FUNCTION oxy.protect(tab regclass, ingest boolean, has_site boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, oxy AS $$
DECLARE
	mine text := 'shard = ANY ((SELECT oxy.scope_shards())::smallint[]) AND ((SELECT oxy.scope_wide())'
	          || CASE WHEN has_site THEN ' OR site_id = (SELECT oxy.scope_site())' ELSE '' END || ')';
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tab);
	EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tab);
	EXECUTE format('CREATE POLICY owner_all ON %s TO oxy_owner USING (true) WITH CHECK (true)', tab);
	EXECUTE format('CREATE POLICY job_all ON %s TO oxy_job USING (true) WITH CHECK (true)', tab);
	EXECUTE format('CREATE POLICY api_read ON %s FOR SELECT TO oxy_api USING (%s)', tab, mine);
	EXECUTE format('CREATE POLICY api_insert ON %s FOR INSERT TO oxy_api WITH CHECK (%s)', tab, mine);
	EXECUTE format('CREATE POLICY api_update ON %s FOR UPDATE TO oxy_api USING (%s) WITH CHECK (%s)', tab, mine, mine);
	EXECUTE format('GRANT SELECT, INSERT ON %s TO oxy_api, oxy_job', tab);
	IF ingest THEN
		EXECUTE format('CREATE POLICY ingest_read ON %s FOR SELECT TO oxy_ingest USING (true)', tab);
		EXECUTE format('CREATE POLICY ingest_insert ON %s FOR INSERT TO oxy_ingest WITH CHECK (EXISTS (
			SELECT 1 FROM oxy.cred_site c WHERE c.shard = %s.shard AND c.site_id = %s.site_id
			AND c.cred_id = %s.cred_id AND c.revoked_at IS NULL))', tab, tab, tab, tab);
		EXECUTE format('GRANT SELECT, INSERT ON %s TO oxy_ingest', tab);
	END IF;
END $$;

-- Instants as the program sends them; a partition for each month of [from, to) of a parent partitioned by instant.
-- LIKE + ATTACH takes 1 ms; CREATE ... PARTITION OF behind a reader stalled inserts for seconds.
CREATE FUNCTION oxy.ensure_months(first date, last date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
DECLARE
	parent text;
	m      date;
	part   text;
	made   integer := 0;
BEGIN
	PERFORM pg_advisory_xact_lock(7801);
	FOREACH parent IN ARRAY ARRAY['observation', 'movement', 'telemetry'] LOOP
		FOR m IN SELECT generate_series(date_trunc('month', first), date_trunc('month', last), interval '1 month')::date LOOP
			part := parent || to_char(m, '_YYYYMM');
			CONTINUE WHEN to_regclass('oxy.' || part) IS NOT NULL;
			EXECUTE format('CREATE TABLE oxy.%I (LIKE oxy.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
			EXECUTE format('ALTER TABLE oxy.%I ATTACH PARTITION oxy.%I FOR VALUES FROM (%L) TO (%L)', parent, part,
				m::timestamp AT TIME ZONE 'UTC', (m + interval '1 month')::timestamp AT TIME ZONE 'UTC');
			made := made + 1;
		END LOOP;
	END LOOP;
	RETURN made;
END $$;

-- The token look-up: all that oxy_auth may do.
GRANT SELECT ON oxy.credential TO oxy_auth;
GRANT SELECT ON oxy.shard_admin TO oxy_auth, oxy_api, oxy_ingest, oxy_job;
GRANT INSERT ON oxy.shard_admin TO oxy_api, oxy_job;

ALTER TABLE oxy.credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE oxy.credential FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON oxy.credential TO oxy_owner USING (true) WITH CHECK (true);
CREATE POLICY auth_read ON oxy.credential FOR SELECT TO oxy_auth USING (true);
CREATE POLICY job_all ON oxy.credential TO oxy_job USING (true) WITH CHECK (true);
-- Tokens are issued, listed and revoked by admins, and by coordinators for their own province: its other coordinators, and
-- whoever speaks for a site of its cells. Ministry and auditor see wide, and manage nobody.
DO $$
DECLARE
	mine text := '(SELECT oxy.scope_role()) = 1 OR (SELECT oxy.scope_role()) = 2 AND (role = 2 AND province = (SELECT oxy.scope_province())'
		|| ' OR role IN (3, 4, 7) AND shard = ANY ((SELECT oxy.scope_shards())::smallint[]))';
BEGIN
	EXECUTE format('CREATE POLICY api_read ON oxy.credential FOR SELECT TO oxy_api USING (%s)', mine);
	EXECUTE format('CREATE POLICY api_insert ON oxy.credential FOR INSERT TO oxy_api WITH CHECK (%s)', mine);
	EXECUTE format('CREATE POLICY api_update ON oxy.credential FOR UPDATE TO oxy_api USING (%s)', mine);
END $$;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON oxy.credential TO oxy_api, oxy_job;

RESET ROLE;
