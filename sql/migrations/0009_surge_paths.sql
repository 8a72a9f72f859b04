-- Samples of surge forecasts as joint paths (src/forecast/trajectories.h), and which of them a forecast follows.
-- Locks oxy.forecast for a moment: its new columns have no default, so no row is rewritten. The table is new.
SET ROLE oxy_owner;

-- ranks: day after day the 200 paths' places, a byte each. Read with every forecast that follows it, by whoever reads that.
CREATE TABLE oxy.surge_paths (
	surge_id       uuid NOT NULL REFERENCES oxy.surge_file,
	location       text NOT NULL,
	target         smallint NOT NULL,
	reference_date date NOT NULL,
	shard          smallint NOT NULL,     -- of the location's province
	paths_id       uuid NOT NULL UNIQUE,
	first_day      date NOT NULL,
	days           smallint NOT NULL CHECK (days BETWEEN 1 AND 29),
	ranks          bytea NOT NULL CHECK (length(ranks) = days * 200),
	recorded_at    timestamptz NOT NULL,
	PRIMARY KEY (surge_id, location, target, reference_date)
);
ALTER TABLE oxy.surge_paths ENABLE ROW LEVEL SECURITY;
ALTER TABLE oxy.surge_paths FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON oxy.surge_paths TO oxy_owner USING (true) WITH CHECK (true);
CREATE POLICY job_all ON oxy.surge_paths TO oxy_job USING (true) WITH CHECK (true);
CREATE POLICY ingest_read ON oxy.surge_paths FOR SELECT TO oxy_ingest USING (true);
CREATE POLICY api_read ON oxy.surge_paths FOR SELECT TO oxy_api USING (shard = ANY ((SELECT oxy.scope_shards())::smallint[]));
CREATE POLICY api_insert ON oxy.surge_paths FOR INSERT TO oxy_api
	WITH CHECK ((SELECT oxy.scope_wide()) AND shard = ANY ((SELECT oxy.scope_shards())::smallint[]));
GRANT SELECT, INSERT ON oxy.surge_paths TO oxy_api, oxy_job;
GRANT SELECT ON oxy.surge_paths TO oxy_ingest;

-- paths_id: whose futures it follows, led: for which part of what is uncertain; NULL: nobody's.
ALTER TABLE oxy.forecast
	ADD COLUMN paths_id uuid,
	ADD COLUMN led      double precision;

RESET ROLE;
