-- Surge forecasts received, forecast runs and their results, alerts. Locks nothing: all tables are new.
SET ROLE oxy_owner;

-- A file of surge forecasts as taken in: all rows or none.
CREATE TABLE oxy.surge_file (
	surge_id    uuid PRIMARY KEY,
	model       text NOT NULL,
	sha         bytea NOT NULL,
	n_rows      integer NOT NULL,
	recorded_at timestamptz NOT NULL,
	cred_id     bigint NOT NULL
);
GRANT SELECT, INSERT ON oxy.surge_file TO oxy_api, oxy_job;

-- location: a province or facility code; target: 1 covid hosp census, 2 covid hosp admissions;
-- output_type: 1 quantile, 2 median, 3 mean, 4 sample. line: where it stood in the file.
CREATE TABLE oxy.surge_value (
	surge_id       uuid NOT NULL REFERENCES oxy.surge_file,
	line           integer NOT NULL,
	province       text NOT NULL,      -- the location's province: what the scope is checked against
	location       text NOT NULL,
	reference_date date NOT NULL,
	target         smallint NOT NULL,
	horizon        smallint NOT NULL,
	output_type    smallint NOT NULL,
	output_type_id text NOT NULL,
	value          double precision NOT NULL CHECK (value >= 0 AND value < 'Infinity'),
	PRIMARY KEY (surge_id, line)
);
CREATE INDEX surge_value_location ON oxy.surge_value (province, location, reference_date DESC);
CREATE INDEX surge_file_recorded ON oxy.surge_file (recorded_at DESC, surge_id DESC);
ALTER TABLE oxy.surge_value ENABLE ROW LEVEL SECURITY;
ALTER TABLE oxy.surge_value FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON oxy.surge_value TO oxy_owner USING (true) WITH CHECK (true);
CREATE POLICY job_all ON oxy.surge_value TO oxy_job USING (true) WITH CHECK (true);
CREATE POLICY api_all ON oxy.surge_value TO oxy_api
	USING ((SELECT oxy.scope_wide()) AND EXISTS (SELECT 1 FROM oxy.shard_admin a WHERE a.province = surge_value.province AND a.shard = ANY ((SELECT oxy.scope_shards())::smallint[])))
	WITH CHECK ((SELECT oxy.scope_wide()) AND EXISTS (SELECT 1 FROM oxy.shard_admin a WHERE a.province = surge_value.province AND a.shard = ANY ((SELECT oxy.scope_shards())::smallint[])));
GRANT SELECT, INSERT ON oxy.surge_value TO oxy_api, oxy_job;

-- A run over one province (site_id NULL), or over facilities after their reports (the one, or 0 for several). state: 1 queued, 2 running, 3 done, 4 failed.
-- Only a done run is in force; a failed one leaves the last good one there.
CREATE TABLE oxy.forecast_run (
	shard       smallint NOT NULL,     -- the province's own cell
	run_id      uuid NOT NULL,
	site_id     bigint,                -- NULL: the whole province; 0: several facilities
	province    text NOT NULL,
	as_of       timestamptz NOT NULL,
	seed        bigint NOT NULL,
	config_sha  bytea,
	input_sha   bytea,
	model       text,
	state       smallint NOT NULL CHECK (state BETWEEN 1 AND 4),
	error       text,
	recorded_at timestamptz NOT NULL,
	finished_at timestamptz,
	cred_id     bigint NOT NULL,
	PRIMARY KEY (shard, run_id)
);
CREATE INDEX forecast_run_queue ON oxy.forecast_run (recorded_at) WHERE state IN (1, 2);
CREATE UNIQUE INDEX forecast_run_by_id ON oxy.forecast_run (run_id);
CREATE INDEX forecast_run_province ON oxy.forecast_run (province, as_of DESC) WHERE site_id IS NULL;
SELECT oxy.protect('oxy.forecast_run', false);
GRANT UPDATE (state, error, finished_at, model, config_sha, input_sha) ON oxy.forecast_run TO oxy_job;

-- A facility's demand by day and quantile, grams: q[day * n_levels + level], levels as in src/forecast/demand.h.
CREATE TABLE oxy.forecast (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	run_id      uuid NOT NULL,
	first_day   date NOT NULL,
	horizon     smallint NOT NULL,
	method      smallint NOT NULL,
	q           bigint[] NOT NULL,
	recorded_at timestamptz NOT NULL,
	as_of       timestamptz NOT NULL,
	PRIMARY KEY (shard, site_id, run_id)
);
CREATE INDEX forecast_latest ON oxy.forecast (shard, site_id, as_of DESC, recorded_at DESC);
CREATE INDEX forecast_of_run ON oxy.forecast (shard, run_id);
SELECT oxy.protect('oxy.forecast', false);
GRANT SELECT ON oxy.forecast TO oxy_ingest;
CREATE POLICY ingest_read ON oxy.forecast FOR SELECT TO oxy_ingest USING (true);

-- An alert: raised when a facility's level worsens (or its flow, its silence), closed when it no longer holds.
-- kind: 1 stock, 2 flow, 3 silent, 4 delivery late. level: 1 red, 2 amber, 3 watch.
CREATE TABLE oxy.alert (
	shard           smallint NOT NULL,
	site_id         bigint NOT NULL,
	alert_id        uuid NOT NULL,
	kind            smallint NOT NULL,
	level           smallint NOT NULL,
	raised_at       timestamptz NOT NULL,
	hours_p10       real,
	acknowledged_at timestamptz,
	acknowledged_by bigint,
	note            text,
	closed_at       timestamptz,
	PRIMARY KEY (shard, site_id, alert_id)
);
CREATE INDEX alert_raised ON oxy.alert (raised_at DESC, alert_id DESC);
CREATE UNIQUE INDEX alert_by_id ON oxy.alert (alert_id);
CREATE UNIQUE INDEX alert_open ON oxy.alert (shard, site_id, kind) WHERE closed_at IS NULL;
SELECT oxy.protect('oxy.alert', false);
GRANT UPDATE (acknowledged_at, acknowledged_by, note) ON oxy.alert TO oxy_api;
GRANT UPDATE (level, hours_p10, closed_at) ON oxy.alert TO oxy_job;

-- Lead times of suppliers as of a moment. A hospital may not read its supplier's card, and yet its level stands on how fast
-- that supplier is; the lead time itself is no secret.
CREATE FUNCTION oxy.lead_times(codes text[], by_then timestamptz) RETURNS TABLE (code text, lead_h double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT c.code, r.lead_h
	FROM oxy.site_code c
	JOIN LATERAL (
		SELECT (x.doc ->> 'lead_time_h')::double precision AS lead_h
		FROM oxy.site_revision x
		WHERE x.shard = c.shard
		AND x.site_id = c.site_id
		AND x.recorded_at <= by_then
		ORDER BY x.revision DESC
		LIMIT 1) r ON r.lead_h IS NOT NULL
	WHERE c.code = ANY (codes)
$$;
REVOKE EXECUTE ON FUNCTION oxy.lead_times(text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION oxy.lead_times(text[], timestamptz) TO oxy_api, oxy_ingest, oxy_job;

RESET ROLE;
