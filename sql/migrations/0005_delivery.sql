-- Plans, deliveries, transfers, requests, supplier reports. Locks nothing: all tables are new.
SET ROLE oxy_owner;

-- A plan of one province. state: 1 queued, 2 running, 3 draft, 4 approved, 5 cancelled, 6 failed.
-- What it came to is in its events: an edit makes a new version, and a read as of an instant shows the one in force then.
CREATE TABLE oxy.plan (
	shard         smallint NOT NULL,
	plan_id       uuid NOT NULL,
	province      text NOT NULL,
	as_of         timestamptz NOT NULL,
	horizon_days  smallint NOT NULL,
	seed          bigint NOT NULL,
	deterministic boolean NOT NULL,
	state         smallint NOT NULL CHECK (state BETWEEN 1 AND 6),
	version       integer NOT NULL DEFAULT 1,      -- counts edits
	recorded_at   timestamptz NOT NULL,
	cred_id       bigint NOT NULL,
	PRIMARY KEY (shard, plan_id)
);
SELECT oxy.protect('oxy.plan', false, false);
GRANT UPDATE (state, version) ON oxy.plan TO oxy_api, oxy_job;

-- The states and versions a plan went through. json and not jsonb: the answer's bytes are kept as they were made.
-- result: the answer of the API, or NULL where the version's last one stands; internal: lines that approval turns into
-- deliveries, and why each facility gets what it gets; error: why it failed.
CREATE TABLE oxy.plan_event (
	shard       smallint NOT NULL,
	plan_id     uuid NOT NULL,
	seq         integer NOT NULL,
	state       smallint NOT NULL,
	version     integer NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	input_sha   bytea,
	result      json,
	internal    json,
	error       text,
	PRIMARY KEY (shard, plan_id, seq)
);
SELECT oxy.protect('oxy.plan_event', false, false);

-- What a coordinator changed, and why; the plan is solved again around them.
-- kind: 1 pin, 2 exclude, 3 quantity, 4 add, 5 loan.
CREATE TABLE oxy.plan_edit (
	shard       smallint NOT NULL,
	plan_id     uuid NOT NULL,
	edit_no     integer NOT NULL,
	kind        smallint NOT NULL,
	doc         jsonb NOT NULL,
	reason      text NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	PRIMARY KEY (shard, plan_id, edit_no)
);
SELECT oxy.protect('oxy.plan_edit', false, false);

-- One drop at one facility: the card, which never changes. What happens to it are events.
-- site_id is the facility, supplier_id the supplier's site; mode: 1 routed, 2 supplier_scheduled, 3 facility_pickup.
-- off_plan: a drop outside any plan, told of with its docket.
CREATE TABLE oxy.delivery (
	shard          smallint NOT NULL,
	site_id        bigint NOT NULL,
	delivery_id    uuid NOT NULL,
	supplier_shard smallint NOT NULL,
	supplier_id    bigint NOT NULL,
	plan_id        uuid,
	plan_line      integer,
	product        smallint NOT NULL,   -- 1 lox, 2 o2_gas (bottles)
	container_type text,
	asset_id       bigint,              -- where it goes
	from_account   bigint NOT NULL,
	to_account     bigint NOT NULL,
	vehicle        text,
	vehicle_account bigint,
	route_no       integer,
	stop_no        integer,
	mode           smallint NOT NULL,
	quantity_g     bigint NOT NULL CHECK (quantity_g BETWEEN 0 AND 1000000000000),
	min_g          bigint NOT NULL,
	max_g          bigint NOT NULL,
	n_full         integer,
	n_empties      integer,
	window_from    timestamptz NOT NULL,
	window_to      timestamptz NOT NULL,
	off_plan       boolean NOT NULL DEFAULT false,
	docket         text,
	note           text,
	client_event_id text,
	recorded_at    timestamptz NOT NULL,
	cred_id        bigint NOT NULL,
	PRIMARY KEY (shard, delivery_id)
);
CREATE INDEX delivery_site ON oxy.delivery (shard, site_id, recorded_at DESC);
CREATE INDEX delivery_supplier ON oxy.delivery (supplier_id, recorded_at DESC);
CREATE INDEX delivery_plan ON oxy.delivery (shard, plan_id);
CREATE UNIQUE INDEX delivery_by_id ON oxy.delivery (delivery_id);
CREATE INDEX delivery_window ON oxy.delivery (shard, window_from, delivery_id);
CREATE INDEX delivery_supplier_window ON oxy.delivery (supplier_id, window_from, delivery_id);
CREATE UNIQUE INDEX delivery_client_event ON oxy.delivery (cred_id, client_event_id) WHERE client_event_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_docket ON oxy.delivery (supplier_id, docket) WHERE docket IS NOT NULL;
SELECT oxy.protect('oxy.delivery', false);

-- The events of a delivery. event and state: src/domain/delivery_state.h; role: src/domain/role.h, 0 the daemon.
-- statement: the supplier's word after the hospital's, on record and not in force. The primary key lets one event follow
-- another only once, whoever is faster.
CREATE TABLE oxy.delivery_event (
	shard       smallint NOT NULL,
	delivery_id uuid NOT NULL,
	seq         integer NOT NULL,
	event       smallint NOT NULL,
	state       smallint NOT NULL,      -- after it
	occurred_at timestamptz NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	accepted_g  bigint,
	rejected_g  bigint,
	n_full      integer,
	n_empties   integer,
	eta         timestamptz,
	reason      text,
	role        smallint NOT NULL,
	statement   boolean NOT NULL DEFAULT false,
	vehicle     text,
	docket      text,
	client_event_id text,
	PRIMARY KEY (shard, delivery_id, seq)
);
CREATE UNIQUE INDEX delivery_event_client ON oxy.delivery_event (shard, delivery_id, client_event_id) WHERE client_event_id IS NOT NULL;
SELECT oxy.protect('oxy.delivery_event', false, false);

-- A delivery belongs to two tenants: the facility and the supplier.
CREATE FUNCTION oxy.delivery_mine(sh smallint, id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT EXISTS (
		SELECT 1 FROM oxy.delivery d
		WHERE d.shard = sh
		AND d.delivery_id = id
		AND (d.supplier_id = oxy.scope_site() OR d.site_id = oxy.scope_site()
			OR (oxy.scope_wide() AND d.shard = ANY (oxy.scope_shards()))))
$$;
-- The committer projects a site with what is on its way to it.
CREATE POLICY ingest_read ON oxy.delivery FOR SELECT TO oxy_ingest USING (true);
CREATE POLICY ingest_read ON oxy.delivery_event FOR SELECT TO oxy_ingest USING (true);
GRANT SELECT ON oxy.delivery, oxy.delivery_event TO oxy_ingest;
CREATE POLICY api_supplier_read ON oxy.delivery FOR SELECT TO oxy_api USING (supplier_id = (SELECT oxy.scope_site()));
CREATE POLICY api_supplier_insert ON oxy.delivery FOR INSERT TO oxy_api WITH CHECK (supplier_id = (SELECT oxy.scope_site()));
CREATE POLICY api_parties_read ON oxy.delivery_event FOR SELECT TO oxy_api USING (oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_insert ON oxy.delivery_event FOR INSERT TO oxy_api WITH CHECK (oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_insert ON oxy.movement FOR INSERT TO oxy_api WITH CHECK (delivery_id IS NOT NULL AND oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_read ON oxy.movement FOR SELECT TO oxy_api USING (delivery_id IS NOT NULL AND oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_insert ON oxy.receipt_key FOR INSERT TO oxy_api WITH CHECK (
	key LIKE 'delivery:%' AND oxy.delivery_mine(shard, substr(key, 10)::uuid));

-- A supplier tells of a drop with its docket: the site's reports must not count it again ('docket:SUPPLIER:NUMBER', and
-- 'docket::NUMBER' for reports that do not name the supplier).
CREATE FUNCTION oxy.docket_mine(sh smallint, site bigint, number text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT EXISTS (
		SELECT 1 FROM oxy.delivery d
		WHERE d.supplier_id = oxy.scope_site()
		AND d.docket = number
		AND d.shard = sh
		AND d.site_id = site)
$$;
CREATE POLICY api_docket_insert ON oxy.receipt_key FOR INSERT TO oxy_api WITH CHECK (
	key LIKE 'docket:%' AND oxy.docket_mine(shard, site_id, substr(key, 8 + strpos(substr(key, 8), ':'))));

-- Accounts of the one site of a narrow credential: what was lent to it stands on the lender's page.
CREATE FUNCTION oxy.scope_accounts() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT coalesce(array_agg(a.account_id), '{}')
	FROM oxy.credential c
	JOIN oxy.account a ON a.shard = c.shard AND a.site_id = c.site_id
	WHERE c.cred_id = oxy.scope_cred()
	AND c.revoked_at IS NULL
$$;
CREATE POLICY api_lent_read ON oxy.movement FOR SELECT TO oxy_api USING (cause = 5 AND to_account = ANY ((SELECT oxy.scope_accounts())::bigint[]));

-- Stock lent between facilities: both movements in one transaction.
CREATE TABLE oxy.transfer (
	shard        smallint NOT NULL,
	site_id      bigint NOT NULL,       -- the lender
	transfer_id  uuid NOT NULL,
	to_shard     smallint NOT NULL,
	to_site      bigint NOT NULL,
	from_account bigint NOT NULL,
	to_account   bigint NOT NULL,
	product      smallint NOT NULL,     -- src/domain/product.h: 1 lox, 2 cylinder
	container_type text,
	g            bigint NOT NULL,
	n_full       integer,
	n_empties    integer,
	occurred_at  timestamptz NOT NULL,
	recorded_at  timestamptz NOT NULL,
	cred_id      bigint NOT NULL,
	reason       text,
	docket       text,
	client_event_id text,
	PRIMARY KEY (shard, transfer_id)
);
CREATE INDEX transfer_recorded ON oxy.transfer (shard, transfer_id DESC);
CREATE UNIQUE INDEX transfer_client_event ON oxy.transfer (cred_id, client_event_id) WHERE client_event_id IS NOT NULL;
SELECT oxy.protect('oxy.transfer', false);
CREATE POLICY api_borrower_read ON oxy.transfer FOR SELECT TO oxy_api USING (to_site = (SELECT oxy.scope_site()));

-- A hospital's own need. urgency: 1 routine, 2 urgent, 3 critical.
CREATE TABLE oxy.need (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	need_id     uuid NOT NULL,
	product     smallint NOT NULL,
	container_type text,
	g           bigint NOT NULL,
	n_full      integer,
	urgency     smallint NOT NULL,
	needed_by   timestamptz,
	note        text,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	client_event_id text,
	PRIMARY KEY (shard, site_id, need_id)
);
CREATE INDEX need_recorded ON oxy.need (shard, site_id, recorded_at DESC);
CREATE UNIQUE INDEX need_client_event ON oxy.need (cred_id, client_event_id) WHERE client_event_id IS NOT NULL;
SELECT oxy.protect('oxy.need', false);

-- What a supplier says of its stock, production and fleet; the newest one overrides the register's figures.
CREATE TABLE oxy.supplier_report (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	report_id   uuid NOT NULL,
	occurred_at timestamptz NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	doc         jsonb NOT NULL,
	PRIMARY KEY (shard, site_id, report_id)
);
CREATE INDEX supplier_report_latest ON oxy.supplier_report (shard, site_id, occurred_at DESC);
SELECT oxy.protect('oxy.supplier_report', false);

-- What is to be told to the outside once its cause is committed: MQTT assignments, stream events.
-- shard and site_id: what it is about (of an assignment: the facility); the topic says who is told.
CREATE TABLE oxy.outbox (
	outbox_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	recorded_at timestamptz NOT NULL,
	topic       text NOT NULL,
	payload     jsonb NOT NULL,
	sent_at     timestamptz
);
CREATE INDEX outbox_unsent ON oxy.outbox (outbox_id) WHERE sent_at IS NULL;
ALTER TABLE oxy.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE oxy.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON oxy.outbox TO oxy_owner USING (true) WITH CHECK (true);
CREATE POLICY job_all ON oxy.outbox TO oxy_job USING (true) WITH CHECK (true);
CREATE POLICY api_insert ON oxy.outbox FOR INSERT TO oxy_api WITH CHECK (shard = ANY ((SELECT oxy.scope_shards())::smallint[]));
GRANT INSERT ON oxy.outbox TO oxy_api, oxy_job;
GRANT SELECT, UPDATE (sent_at) ON oxy.outbox TO oxy_job;

RESET ROLE;
