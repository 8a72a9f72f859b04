-- The register: units, sites, assets, accounts, contracts, fill rights. Locks nothing: all tables are new.
SET ROLE oxy_owner;

-- Administrative units of any edition: seven province codes were reused on 2025-07-01, so a code alone names nothing.
CREATE TABLE oxy.admin_unit (
	code       text NOT NULL,
	valid_from date NOT NULL,
	valid_to   date,                       -- exclusive; NULL while it stands
	kind       smallint NOT NULL,          -- 1 province, 2 commune
	parent     text,                       -- communes: code of their province
	name_vi    text,                       -- NULL for communes of old editions, of which only the code is known
	name_en    text,
	lat        double precision,
	lon        double precision,
	successor  text,                       -- code of the unit that took it over; NULL while it stands, and where several did
	PRIMARY KEY (code, valid_from)
);
CREATE INDEX admin_unit_parent ON oxy.admin_unit (parent);
GRANT SELECT ON oxy.admin_unit TO oxy_api, oxy_ingest, oxy_job;
GRANT INSERT, UPDATE ON oxy.admin_unit TO oxy_job, oxy_api;

-- A place that consumes, produces, fills or stores. Its immutable part; the rest is in its revisions.
-- roles: bit 0 facility (hospital, station), bit 1 supplier.
CREATE TABLE oxy.site (
	shard      smallint NOT NULL,
	site_id    bigint GENERATED ALWAYS AS IDENTITY,
	code       text NOT NULL,
	roles      smallint NOT NULL CHECK (roles BETWEEN 1 AND 3),
	created_at timestamptz NOT NULL,
	cred_id    bigint,
	PRIMARY KEY (shard, site_id)
);
SELECT oxy.protect('oxy.site', false);
GRANT SELECT ON oxy.site TO oxy_ingest;
CREATE POLICY ingest_read ON oxy.site FOR SELECT TO oxy_ingest USING (true);

-- Codes are unique nationwide, whatever cell they live in.
CREATE TABLE oxy.site_code (
	code    text PRIMARY KEY,
	shard   smallint NOT NULL,
	site_id bigint NOT NULL
);
CREATE INDEX site_code_site ON oxy.site_code (shard, site_id);
GRANT SELECT ON oxy.site_code TO oxy_auth, oxy_ingest, oxy_job, oxy_api;
GRANT INSERT ON oxy.site_code TO oxy_job, oxy_api;

-- The site's card as of each change: name, province, commune, level, location, beds, systems, assets with rank, heel,
-- flow limit and calibration, fleet, products, contracts. One row a change, never rewritten, so that
-- every read can be asked as of an instant. Contacts are elsewhere, because they must be erasable.
CREATE TABLE oxy.site_revision (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	revision    integer NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint,
	doc         jsonb NOT NULL,
	PRIMARY KEY (shard, site_id, revision),
	FOREIGN KEY (shard, site_id) REFERENCES oxy.site
);
SELECT oxy.protect('oxy.site_revision', false);
GRANT SELECT ON oxy.site_revision TO oxy_ingest;
CREATE POLICY ingest_read ON oxy.site_revision FOR SELECT TO oxy_ingest USING (true);

-- Where a site belongs, through mergers and moves.
CREATE TABLE oxy.site_admin (
	shard         smallint NOT NULL,
	site_id       bigint NOT NULL,
	province      text NOT NULL,
	commune       text,
	authority_org text,
	valid_from    date NOT NULL,
	recorded_at   timestamptz NOT NULL,
	PRIMARY KEY (shard, site_id, valid_from, recorded_at),
	FOREIGN KEY (shard, site_id) REFERENCES oxy.site
);
SELECT oxy.protect('oxy.site_admin', false);
CREATE INDEX site_admin_province ON oxy.site_admin (province, shard, site_id);

-- Duty contacts: the only table that names people. Erasable; in no log, topic or export.
CREATE TABLE oxy.contact (
	shard      smallint NOT NULL,
	site_id    bigint NOT NULL,
	contact_id bigint GENERATED ALWAYS AS IDENTITY,
	role       text NOT NULL,
	name       text,
	phone      text,
	recorded_at timestamptz NOT NULL,
	PRIMARY KEY (shard, site_id, contact_id),
	FOREIGN KEY (shard, site_id) REFERENCES oxy.site
);
SELECT oxy.protect('oxy.contact', false);
CREATE POLICY api_delete ON oxy.contact FOR DELETE TO oxy_api USING (
	shard = ANY ((SELECT oxy.scope_shards())::smallint[]) AND ((SELECT oxy.scope_wide()) OR site_id = (SELECT oxy.scope_site())));
GRANT DELETE ON oxy.contact TO oxy_api, oxy_job;

-- Assets: identity and account. Asset codes are unique nationwide; attributes are in the site's card.
-- kind: 1 tank, 2 cylinder_pool, 3 manifold, 4 psa, 5 concentrator, 6 store (supplier's product), 7 vehicle.
CREATE TABLE oxy.asset (
	shard          smallint NOT NULL,
	site_id        bigint NOT NULL,
	asset_id       bigint GENERATED ALWAYS AS IDENTITY,
	code           text NOT NULL UNIQUE,
	kind           smallint NOT NULL CHECK (kind BETWEEN 1 AND 7),
	product        smallint NOT NULL, -- 1 lox, 2 o2_gas (bottles, 99.5), 3 o2_93, 4 industrial
	container_type text,              -- bottles: the type
	account_id     bigint NOT NULL,
	retired_at     timestamptz,
	PRIMARY KEY (shard, site_id, asset_id),
	FOREIGN KEY (shard, site_id) REFERENCES oxy.site
);
SELECT oxy.protect('oxy.asset', false);
GRANT SELECT ON oxy.asset TO oxy_ingest;
CREATE POLICY ingest_read ON oxy.asset FOR SELECT TO oxy_ingest USING (true);
GRANT UPDATE (retired_at) ON oxy.asset TO oxy_api, oxy_job;

-- Accounts hold mass; every movement goes from one to another.
-- kind: 1 tank, 2 cylinder_pool, 3 vehicle, 4 supplier store, 5 patient use, 6 loss, 7 production, 8 outside (a receipt whose sender is not in the register).
-- product 0: of several.
CREATE SEQUENCE oxy.account_seq;
GRANT USAGE ON SEQUENCE oxy.account_seq TO oxy_api, oxy_job;
CREATE TABLE oxy.account (
	shard          smallint NOT NULL,
	account_id     bigint NOT NULL DEFAULT nextval('oxy.account_seq'),
	site_id        bigint NOT NULL,
	kind           smallint NOT NULL CHECK (kind BETWEEN 1 AND 8),
	product        smallint NOT NULL,
	container_type text,
	owner_org      text,
	PRIMARY KEY (shard, account_id),
	FOREIGN KEY (shard, site_id) REFERENCES oxy.site
);
CREATE INDEX account_site ON oxy.account (shard, site_id, kind);
SELECT oxy.protect('oxy.account', false);
GRANT SELECT ON oxy.account TO oxy_ingest;
CREATE POLICY ingest_read ON oxy.account FOR SELECT TO oxy_ingest USING (true);

-- Who may fill what: a supplier for an asset, by contract or in emergency. Mirrors the cards, for queries and constraints.
CREATE TABLE oxy.fill_right (
	shard         smallint NOT NULL,
	site_id       bigint NOT NULL,
	asset_id      bigint NOT NULL,
	supplier_code text NOT NULL,
	basis         smallint NOT NULL, -- 1 contract, 2 emergency
	valid_from    date NOT NULL,
	valid_to      date,
	recorded_at   timestamptz NOT NULL,
	PRIMARY KEY (shard, site_id, asset_id, supplier_code, basis, valid_from)
);
SELECT oxy.protect('oxy.fill_right', false);
GRANT UPDATE (valid_to) ON oxy.fill_right TO oxy_api, oxy_job;

-- Who may write for whom: each fact carries its credential, and row-level security looks here.
CREATE TABLE oxy.cred_site (
	shard      smallint NOT NULL,
	site_id    bigint NOT NULL,
	cred_id    bigint NOT NULL,
	revoked_at timestamptz,
	PRIMARY KEY (shard, site_id, cred_id)
);
GRANT SELECT ON oxy.cred_site TO oxy_ingest, oxy_job, oxy_api;

-- Kept by the database itself, so that no way of issuing a token or opening a site can forget it:
-- narrow credentials write for their site, coordinators for every facility of their province's cells.
CREATE FUNCTION oxy.grant_sites() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
BEGIN
	IF TG_TABLE_NAME = 'credential' THEN
		IF TG_OP = 'UPDATE' THEN
			UPDATE oxy.cred_site SET revoked_at = NEW.revoked_at WHERE cred_id = NEW.cred_id;
		ELSIF NEW.site_id IS NOT NULL THEN
			INSERT INTO oxy.cred_site (shard, site_id, cred_id) VALUES (NEW.shard, NEW.site_id, NEW.cred_id);
		ELSIF NEW.role = 2 THEN
			INSERT INTO oxy.cred_site (shard, site_id, cred_id)
			SELECT s.shard, s.site_id, NEW.cred_id
			FROM oxy.site s
			WHERE s.shard IN (SELECT a.shard FROM oxy.shard_admin a WHERE a.province = NEW.province);
		END IF;
	ELSE
		INSERT INTO oxy.cred_site (shard, site_id, cred_id)
		SELECT NEW.shard, NEW.site_id, c.cred_id
		FROM oxy.credential c
		WHERE c.role = 2
		AND c.revoked_at IS NULL
		AND c.province IN (SELECT a.province FROM oxy.shard_admin a WHERE a.shard = NEW.shard);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER grant_sites AFTER INSERT OR UPDATE OF revoked_at ON oxy.credential FOR EACH ROW EXECUTE FUNCTION oxy.grant_sites();
CREATE TRIGGER grant_sites AFTER INSERT ON oxy.site FOR EACH ROW EXECUTE FUNCTION oxy.grant_sites();

RESET ROLE;
