-- Which member made a forecast, what each forecast was worth, and where a model is set back (doc/adr/0014-forecast-scores.md).
-- Locks oxy.forecast for a moment: its new columns have no default, so no row is rewritten. All tables are new.
SET ROLE oxy_owner;

-- model: of q; NULL in older rows, which are the run's. shadow: a model that is set back there goes on being scored.
ALTER TABLE oxy.forecast
	ADD COLUMN model              text,
	ADD COLUMN coefficients       text,    -- the set that the flows come from, and its date
	ADD COLUMN coefficients_dated date,
	ADD COLUMN shadow_model       text,
	ADD COLUMN shadow_q           bytea;

-- The forecast that opened a facility's day: in force at 06:00 of origin_day; whoever thins out oxy.forecast keeps it. baseline: persistence as of that morning,
-- baseline[(h - 1) * 23 + level] for the days origin_day + h, h = 1..14; NULL when no day was known, and after five weeks.
CREATE TABLE oxy.forecast_origin (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	origin_day  date NOT NULL,
	run_id      uuid NOT NULL,
	baseline    real[],
	recorded_at timestamptz NOT NULL,
	PRIMARY KEY (shard, site_id, origin_day)
);
CREATE INDEX forecast_origin_kept ON oxy.forecast_origin (origin_day) WHERE baseline IS NOT NULL;
SELECT oxy.protect('oxy.forecast_origin', false);
GRANT UPDATE (baseline) ON oxy.forecast_origin TO oxy_job;

-- What the forecasts of a day were worth once its truth was in: arrays by horizon, 1..14, NULL where there was no forecast. In force is the
-- newest row of (site, day, model); one with truth_g NULL says that the truth was taken back. truth_kind: 1 metered, 2 census.
-- hits: 1 within the central 50 per cent, 2 within 90, 4 within 95, 8 below the median.
CREATE TABLE oxy.forecast_score (
	shard        smallint NOT NULL,
	site_id      bigint NOT NULL,
	target_day   date NOT NULL,
	model        text NOT NULL,
	recorded_at  timestamptz NOT NULL,
	truth_g      bigint,
	truth_kind   smallint,
	wis          real[] NOT NULL,
	baseline_wis real[] NOT NULL,
	hits         smallint[] NOT NULL,
	PRIMARY KEY (shard, site_id, target_day, model, recorded_at)
);
SELECT oxy.protect('oxy.forecast_score', false);

-- Decisions: a model is set back at a facility, or in force again; the newest of (site, model) counts. ratio: summed WIS
-- against persistence's over the window.
CREATE TABLE oxy.forecast_demotion (
	shard       smallint NOT NULL,
	site_id     bigint NOT NULL,
	model       text NOT NULL,
	recorded_at timestamptz NOT NULL,
	demoted     boolean NOT NULL,
	ratio       real NOT NULL,
	days        integer NOT NULL,
	pairs       integer NOT NULL,
	PRIMARY KEY (shard, site_id, model, recorded_at)
);
SELECT oxy.protect('oxy.forecast_demotion', false);

-- Up to which morning the days of a cell are opened.
CREATE TABLE oxy.forecast_opened (
	shard      smallint PRIMARY KEY,
	opened_day date NOT NULL
);
SELECT oxy.protect('oxy.forecast_opened', false, false);
GRANT UPDATE (opened_day) ON oxy.forecast_opened TO oxy_job;

-- The account is kept by the daemon alone.
REVOKE INSERT ON oxy.forecast_origin, oxy.forecast_score, oxy.forecast_demotion, oxy.forecast_opened FROM oxy_api;

RESET ROLE;
