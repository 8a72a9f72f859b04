-- Re-plans that the daemon proposes by itself, and the alert that says so.
-- Locks oxy.alert for a moment: its new column has no default, so no row is rewritten. The table is new.
SET ROLE oxy_owner;

-- A plan in force and what the daemon has made of what happened to it. looked_at: what was recorded up to here is taken in.
-- answered: keys of the events that a proposal was made of, as JSON; they are no reason for another one. failed_at: when a
-- proposal could not be solved, NULL once one could.
CREATE TABLE oxy.replan (
	shard       smallint NOT NULL,
	plan_id     uuid NOT NULL,
	looked_at   timestamptz NOT NULL,
	answered    json NOT NULL,
	proposal_id uuid,
	failed_at   timestamptz,
	PRIMARY KEY (shard, plan_id)
);
SELECT oxy.protect('oxy.replan', false, false);
GRANT UPDATE (looked_at, answered, proposal_id, failed_at) ON oxy.replan TO oxy_job;

-- Kind 5: a re-plan waits for somebody to decide. It is about a province, so its site_id is 0, and about a plan.
ALTER TABLE oxy.alert
	ADD COLUMN plan_id uuid;

RESET ROLE;
