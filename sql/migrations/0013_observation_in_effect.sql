-- What was said of stocks and acts, in one place.
SET ROLE oxy_owner;

-- Values of an account as of a moment. One acts unless it was rejected or (when it waits, doubt 2) as long as it was not confirmed. The
-- newest revision of its period is in effect; one in which the same account's value does not act takes nothing out of effect. No SET
-- and no SECURITY DEFINER, so that PostgreSQL takes the text into the query that asks. Newer revisions are looked up value by value: a
-- join, planned while the tables were young, reads all reports of the shard for each account.
CREATE FUNCTION oxy.observation_in_effect(sh smallint, account bigint, by_then timestamptz) RETURNS SETOF oxy.observation
LANGUAGE sql STABLE AS $$
	SELECT x.*
	FROM oxy.observation x
	WHERE x.shard = sh
	AND x.account_id = account
	AND x.recorded_at <= by_then
	AND (
		SELECT true FROM oxy.report r
		WHERE r.shard = x.shard
		AND r.site_id = x.site_id
		AND r.period_start = x.period_start
		AND r.period_end = x.period_end
		AND r.revision > x.revision
		AND r.recorded_at <= by_then
		AND NOT EXISTS (
			SELECT 1 FROM oxy.observation w
			WHERE w.shard = x.shard
			AND w.account_id = x.account_id
			AND w.doubt <> 0
			AND w.period_start = x.period_start
			AND w.period_end = x.period_end
			AND w.revision = r.revision
			AND CASE w.doubt
				WHEN 1 THEN EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = w.shard AND v.site_id = w.site_id AND v.quarantine_id = w.quarantine_id AND v.decision = 2 AND v.recorded_at <= by_then)
				ELSE NOT EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = w.shard AND v.site_id = w.site_id AND v.quarantine_id = w.quarantine_id AND v.decision = 1 AND v.recorded_at <= by_then) END)
		LIMIT 1) IS NULL
	AND (x.doubt = 0 OR CASE x.doubt
		WHEN 1 THEN NOT EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = x.shard AND v.site_id = x.site_id AND v.quarantine_id = x.quarantine_id AND v.decision = 2 AND v.recorded_at <= by_then)
		ELSE EXISTS (SELECT 1 FROM oxy.verdict v WHERE v.shard = x.shard AND v.site_id = x.site_id AND v.quarantine_id = x.quarantine_id AND v.decision = 1 AND v.recorded_at <= by_then) END)
$$;

RESET ROLE;
