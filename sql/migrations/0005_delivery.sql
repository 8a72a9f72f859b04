-- Plans, deliveries, transfers, requests, supplier reports. Locks nothing: all tables are new.
SET ROLE oxy_owner;

-- A plan of one province. state: 1 queued, 2 running, 3 draft, 4 approved, 5 cancelled, 6 failed.
-- result: routes, unmet, reasons, binding as the API shows them; internal: duals and lines that explain and edits need.
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
	input_sha     bytea,
	result        jsonb,
	internal      jsonb,
	error         text,
	PRIMARY KEY (shard, plan_id)
);
SELECT oxy.protect('oxy.plan', false, false);
GRANT UPDATE (state, version, input_sha, result, internal, error) ON oxy.plan TO oxy_api, oxy_job;

-- The states a plan went through, for as_of reads.
CREATE TABLE oxy.plan_event (
	shard       smallint NOT NULL,
	plan_id     uuid NOT NULL,
	seq         integer NOT NULL,
	state       smallint NOT NULL,
	version     integer NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	result      jsonb,
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
	window_from    timestamptz,
	window_to      timestamptz,
	off_plan       boolean NOT NULL DEFAULT false,
	docket         text,
	recorded_at    timestamptz NOT NULL,
	cred_id        bigint NOT NULL,
	PRIMARY KEY (shard, delivery_id)
);
CREATE INDEX delivery_site ON oxy.delivery (shard, site_id, recorded_at DESC);
CREATE INDEX delivery_supplier ON oxy.delivery (supplier_id, recorded_at DESC);
CREATE INDEX delivery_plan ON oxy.delivery (shard, plan_id);
CREATE UNIQUE INDEX delivery_docket ON oxy.delivery (supplier_id, docket) WHERE docket IS NOT NULL;
SELECT oxy.protect('oxy.delivery', false);

-- The events of a delivery. event and state: src/domain/delivery_state.h.
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
	PRIMARY KEY (shard, delivery_id, seq)
);
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
CREATE POLICY api_supplier_read ON oxy.delivery FOR SELECT TO oxy_api USING (supplier_id = (SELECT oxy.scope_site()));
CREATE POLICY api_supplier_insert ON oxy.delivery FOR INSERT TO oxy_api WITH CHECK (supplier_id = (SELECT oxy.scope_site()));
CREATE POLICY api_parties_read ON oxy.delivery_event FOR SELECT TO oxy_api USING (oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_insert ON oxy.delivery_event FOR INSERT TO oxy_api WITH CHECK (oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_insert ON oxy.movement FOR INSERT TO oxy_api WITH CHECK (delivery_id IS NOT NULL AND oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_read ON oxy.movement FOR SELECT TO oxy_api USING (delivery_id IS NOT NULL AND oxy.delivery_mine(shard, delivery_id));
CREATE POLICY api_parties_insert ON oxy.receipt_key FOR INSERT TO oxy_api WITH CHECK (
	key LIKE 'delivery:%' AND oxy.delivery_mine(shard, substr(key, 10)::uuid));

-- Stock lent between facilities: both movements in one transaction.
CREATE TABLE oxy.transfer (
	shard        smallint NOT NULL,
	site_id      bigint NOT NULL,       -- the lender
	transfer_id  uuid NOT NULL,
	to_shard     smallint NOT NULL,
	to_site      bigint NOT NULL,
	from_account bigint NOT NULL,
	to_account   bigint NOT NULL,
	g            bigint NOT NULL,
	n_full       integer,
	occurred_at  timestamptz NOT NULL,
	recorded_at  timestamptz NOT NULL,
	cred_id      bigint NOT NULL,
	reason       text,
	PRIMARY KEY (shard, transfer_id)
);
SELECT oxy.protect('oxy.transfer', false);

-- A hospital's own need. urgency: 1 routine, 2 urgent, 3 emergency.
CREATE TABLE oxy.need (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	need_id     uuid NOT NULL,
	product     smallint NOT NULL,
	container_type text,
	g           bigint NOT NULL,
	urgency     smallint NOT NULL,
	needed_by   timestamptz,
	note        text,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL,
	PRIMARY KEY (shard, site_id, need_id)
);
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
