-- The ledger: reports, observations, movements, quarantine, verdicts, event keys, telemetry, watermark, audit.
-- Locks nothing: all tables are new.
--
-- Facts are only ever inserted. What is in effect is decided by reading: the newest revision of a period,
-- without rejected values, without doubted ones that wait.
SET ROLE oxy_owner;

-- One row per report and revision. doubt: 0 none, 1 provisional (acts at once), 2 waits for a verdict.
CREATE TABLE oxy.report (
	shard            smallint NOT NULL,
	site_id          bigint NOT NULL,
	report_id        uuid NOT NULL,
	period_start     timestamptz NOT NULL,
	period_end       timestamptz NOT NULL,
	local_date       date NOT NULL,
	revision         integer NOT NULL CHECK (revision >= 1),
	occurred_at      timestamptz NOT NULL,
	recorded_at      timestamptz NOT NULL,
	cred_id          bigint NOT NULL,
	client_event_id  text,
	consumed_g       bigint CHECK (consumed_g BETWEEN 0 AND 1000000000000),
	consumed_doubt   smallint NOT NULL DEFAULT 0 CHECK (consumed_doubt BETWEEN 0 AND 2),
	consumed_qid     uuid,             -- its quarantine row, when doubted
	expected_g       bigint CHECK (expected_g BETWEEN 0 AND 1000000000000),
	census           integer[],        -- nasal_cannula, simple_mask, reservoir_mask, hfnc, niv, imv, covid; NULL elements unknown
	body             jsonb NOT NULL,   -- as it was sent: provenance of every value
	answer           text NOT NULL,    -- what the sender was told, to the byte
	status           smallint NOT NULL,
	PRIMARY KEY (shard, site_id, report_id),
	UNIQUE (shard, site_id, period_start, period_end, revision)
);
CREATE INDEX report_by_day ON oxy.report (shard, site_id, local_date DESC, revision DESC);
SELECT oxy.protect('oxy.report', true);

-- What was seen of an account at an instant. Quantities in grams; the original value, unit and conversion stay beside them.
CREATE TABLE oxy.observation (
	shard         smallint NOT NULL,
	occurred_at   timestamptz NOT NULL,
	obs_id        uuid NOT NULL,
	account_id    bigint NOT NULL,
	site_id       bigint NOT NULL,
	report_id     uuid,
	period_start  timestamptz,         -- with period_end and revision: whether a newer revision replaced it
	period_end    timestamptz,
	revision      integer,
	recorded_at   timestamptz NOT NULL,
	cred_id       bigint NOT NULL,
	g             bigint NOT NULL CHECK (g BETWEEN 0 AND 1000000000000),
	n_full        integer,
	n_in_use      integer,
	n_empty       integer,
	n_unfit       integer,
	raw           double precision,
	unit          text,
	conv_version  smallint,
	doubt         smallint NOT NULL DEFAULT 0 CHECK (doubt BETWEEN 0 AND 2),
	quarantine_id uuid,
	PRIMARY KEY (shard, occurred_at, obs_id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX observation_account ON oxy.observation (shard, account_id, occurred_at DESC, recorded_at DESC);
CREATE INDEX observation_waiting ON oxy.observation (account_id, occurred_at) WHERE doubt = 2;
SELECT oxy.protect('oxy.observation', true);

-- Mass goes from one account to another. A correction is a reversal (reverses) plus a new movement.
-- cause: 1 receipt in a report, 2 delivery, 3 load, 4 return, 5 transfer, 6 production, 7 consumption, 8 loss, 9 reversal, 10 off-plan drop.
CREATE TABLE oxy.movement (
	shard          smallint NOT NULL,
	occurred_at    timestamptz NOT NULL,
	mv_id          uuid NOT NULL,
	from_account   bigint NOT NULL,
	to_account     bigint NOT NULL,
	site_id        bigint NOT NULL,     -- the site whose ledger page this is
	g              bigint NOT NULL CHECK (g BETWEEN 0 AND 1000000000000),
	container_type text,
	n_full         integer,
	n_empty        integer,
	cause          smallint NOT NULL CHECK (cause BETWEEN 1 AND 10),
	delivery_id    uuid,
	report_id      uuid,
	docket         text,
	reverses       uuid,
	recorded_at    timestamptz NOT NULL,
	cred_id        bigint NOT NULL,
	CHECK (from_account <> to_account),
	PRIMARY KEY (shard, occurred_at, mv_id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX movement_to ON oxy.movement (to_account, occurred_at DESC);
CREATE INDEX movement_from ON oxy.movement (from_account, occurred_at DESC);
CREATE INDEX movement_delivery ON oxy.movement (delivery_id) WHERE delivery_id IS NOT NULL;
SELECT oxy.protect('oxy.movement', true);

-- A docket or delivery is received once, however many reports, events and readings tell of it.
-- Unpartitioned, because a unique key over months must contain the partition key.
CREATE TABLE oxy.receipt_key (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	key         text NOT NULL,          -- 'docket:...' or 'delivery:...'
	mv_id       uuid NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	PRIMARY KEY (shard, site_id, key)
);
SELECT oxy.protect('oxy.receipt_key', true);

-- Values in doubt. provisional: acts until settled; otherwise it waits and the last accepted one stays in effect.
CREATE TABLE oxy.quarantine (
	shard         smallint NOT NULL,
	site_id       bigint NOT NULL,
	quarantine_id uuid NOT NULL,
	report_id     uuid,
	account_id    bigint,
	recorded_at   timestamptz NOT NULL,
	cred_id       bigint NOT NULL,
	pointer       text NOT NULL,
	code          text NOT NULL,        -- src/base/fault.def
	args          text[] NOT NULL,
	g             bigint,
	provisional   boolean NOT NULL,
	PRIMARY KEY (shard, site_id, quarantine_id)
);
CREATE INDEX quarantine_recorded ON oxy.quarantine (shard, recorded_at DESC);
CREATE INDEX quarantine_by_id ON oxy.quarantine (quarantine_id);
SELECT oxy.protect('oxy.quarantine', true);

-- Verdicts are events, never updates. decision: 1 confirmed, 2 rejected.
CREATE TABLE oxy.verdict (
	shard         smallint NOT NULL,
	site_id       bigint NOT NULL,
	quarantine_id uuid NOT NULL,
	decision      smallint NOT NULL CHECK (decision IN (1, 2)),
	reason        text,
	recorded_at   timestamptz NOT NULL,
	cred_id       bigint NOT NULL,
	PRIMARY KEY (shard, site_id, quarantine_id)
);
SELECT oxy.protect('oxy.verdict', false);
CREATE POLICY ingest_read ON oxy.verdict FOR SELECT TO oxy_ingest USING (true);
GRANT SELECT ON oxy.verdict TO oxy_ingest;

-- The client's own event id, per site: the same body again is the same report.
CREATE TABLE oxy.client_event (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	key         text NOT NULL,
	sha         bytea NOT NULL,
	report_id   uuid NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	PRIMARY KEY (shard, site_id, key)
);
SELECT oxy.protect('oxy.client_event', true);

-- Idempotency-Key, per credential and route, kept 7 days, in the transaction of its effect. Only 2xx answers.
CREATE TABLE oxy.event_key (
	cred_id     bigint NOT NULL,
	route       text NOT NULL,
	key         text NOT NULL,
	sha         bytea NOT NULL,
	recorded_at timestamptz NOT NULL,
	status      smallint NOT NULL,
	answer      text NOT NULL,
	PRIMARY KEY (cred_id, route, key)
);
CREATE INDEX event_key_recorded ON oxy.event_key (recorded_at);
ALTER TABLE oxy.event_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE oxy.event_key FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON oxy.event_key TO oxy_owner USING (true) WITH CHECK (true);
CREATE POLICY job_all ON oxy.event_key TO oxy_job USING (true) WITH CHECK (true);
CREATE POLICY ingest_all ON oxy.event_key TO oxy_ingest USING (true) WITH CHECK (true);
CREATE POLICY api_own ON oxy.event_key TO oxy_api USING (cred_id = (SELECT oxy.scope_cred())) WITH CHECK (cred_id = (SELECT oxy.scope_cred()));
GRANT SELECT, INSERT ON oxy.event_key TO oxy_api, oxy_ingest, oxy_job;
GRANT DELETE ON oxy.event_key TO oxy_job;

-- Tank readings. Exactly-once by (asset, epoch, seq), kept in telemetry_seen, which also answers "what is missing".
CREATE TABLE oxy.telemetry (
	shard         smallint NOT NULL,
	ts            timestamptz NOT NULL,
	asset_id      bigint NOT NULL,
	epoch         bigint NOT NULL,
	seq           bigint NOT NULL,
	account_id    bigint NOT NULL,
	site_id       bigint NOT NULL,
	recorded_at   timestamptz NOT NULL,
	cred_id       bigint NOT NULL,
	g             bigint CHECK (g BETWEEN 0 AND 1000000000000),
	raw           double precision,
	unit          text,
	p_bar         double precision,
	flow_lpm      double precision,
	sha           bytea NOT NULL,       -- of the reading as sent: a seq used again with other content is refused
	doubt         smallint NOT NULL DEFAULT 0 CHECK (doubt BETWEEN 0 AND 2),
	quarantine_id uuid,
	PRIMARY KEY (shard, asset_id, epoch, seq, ts)
) PARTITION BY RANGE (ts);
CREATE INDEX telemetry_account ON oxy.telemetry (shard, account_id, ts DESC);
SELECT oxy.protect('oxy.telemetry', true);

CREATE TABLE oxy.telemetry_seen (
	shard    smallint NOT NULL,
	site_id  bigint NOT NULL,
	asset_id bigint NOT NULL,
	epoch    bigint NOT NULL,
	lo       bigint NOT NULL,           -- first seq seen of the epoch: contiguity starts here
	seen     int8multirange NOT NULL,
	cred_id  bigint NOT NULL,
	PRIMARY KEY (shard, asset_id, epoch)
);
SELECT oxy.protect('oxy.telemetry_seen', true);
CREATE POLICY ingest_update ON oxy.telemetry_seen FOR UPDATE TO oxy_ingest USING (true) WITH CHECK (EXISTS (
	SELECT 1 FROM oxy.cred_site c WHERE c.shard = telemetry_seen.shard AND c.site_id = telemetry_seen.site_id
	AND c.cred_id = telemetry_seen.cred_id AND c.revoked_at IS NULL));
GRANT UPDATE ON oxy.telemetry_seen TO oxy_ingest;

-- The watermark: announced first, published once no older transaction is left (doc/adr/0003).
CREATE TABLE oxy.tick (
	tick_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	announced timestamptz NOT NULL,
	published boolean NOT NULL DEFAULT false
);
CREATE INDEX tick_announced ON oxy.tick (announced DESC);
CREATE INDEX tick_published ON oxy.tick (announced DESC) WHERE published;
GRANT SELECT ON oxy.tick TO oxy_api, oxy_ingest, oxy_job;
GRANT SELECT, INSERT, UPDATE (published), DELETE ON oxy.tick TO oxy_seal;

-- recorded_at of a transaction: its own number first, then the clock, but never at or before an announced watermark.
-- The order matters: a writer that does not see an announcement has a number below the announcer's barrier.
CREATE FUNCTION oxy.recorded_at(clock timestamptz) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
DECLARE
	at timestamptz;
BEGIN
	PERFORM pg_current_xact_id();
	SELECT greatest(clock, max(t.announced) + interval '1 microsecond') INTO at FROM oxy.tick t;
	RETURN at;
END $$;

-- Every state change, in words. Sealed in order of (recorded_at, audit_id) up to the watermark.
CREATE TABLE oxy.audit (
	shard       smallint NOT NULL,      -- 0: national
	site_id     bigint NOT NULL,        -- 0: none
	audit_id    uuid NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,        -- 0: the daemon itself
	verb        text NOT NULL,
	object      text NOT NULL,
	detail      jsonb,
	PRIMARY KEY (recorded_at, audit_id)
);
ALTER TABLE oxy.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE oxy.audit FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON oxy.audit TO oxy_owner USING (true) WITH CHECK (true);
CREATE POLICY job_all ON oxy.audit TO oxy_job USING (true) WITH CHECK (true);
CREATE POLICY seal_read ON oxy.audit FOR SELECT TO oxy_seal USING (true);
CREATE POLICY ingest_insert ON oxy.audit FOR INSERT TO oxy_ingest WITH CHECK (true);
CREATE POLICY api_insert ON oxy.audit FOR INSERT TO oxy_api WITH CHECK (cred_id = (SELECT oxy.scope_cred()));
CREATE POLICY api_read ON oxy.audit FOR SELECT TO oxy_api USING ((SELECT oxy.scope_wide()) AND (shard = 0 OR shard = ANY ((SELECT oxy.scope_shards())::smallint[])));
GRANT INSERT ON oxy.audit TO oxy_api, oxy_ingest, oxy_job;
GRANT SELECT ON oxy.audit TO oxy_api, oxy_job, oxy_seal;

-- A link of the chain over the rows recorded after the link before it and up to `upto` (src/store/audit.h says how each is computed).
CREATE TABLE oxy.audit_seal (
	seal_id     bigint PRIMARY KEY,          -- 1, 2, 3 ...
	upto        timestamptz NOT NULL UNIQUE,
	n           bigint NOT NULL,             -- rows of this link
	rows_before bigint NOT NULL,             -- of all links before it
	head        bytea NOT NULL,              -- digest of the last row
	root        bytea NOT NULL,              -- sha of (prev, head, seal_id, upto, n, rows_before)
	prev        bytea NOT NULL               -- root of the link before; 32 zero bytes
);
GRANT SELECT, INSERT ON oxy.audit_seal TO oxy_seal;
GRANT SELECT ON oxy.audit_seal TO oxy_api, oxy_job;

GRANT EXECUTE ON FUNCTION oxy.recorded_at(timestamptz) TO oxy_api, oxy_ingest, oxy_job, oxy_seal;
REVOKE EXECUTE ON FUNCTION oxy.ensure_months(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION oxy.ensure_months(date, date) TO oxy_job;

RESET ROLE;
