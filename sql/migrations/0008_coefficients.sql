-- Coefficient sets that people enter, such as that of decision 2747/QD-BYT. Locks nothing: the table is new.
SET ROLE oxy_owner;

-- An edition is (set_name, dated): in force is the newest one dated by a day, and of each item its newest revision. Items and
-- their units as in src/forecast/coefficients.h: litres a minute of gas at 20 C and 101.325 kPa, leak as a share. said, unit: as it was
-- written. The same for the whole country, like admin_unit, so it has no shard.
CREATE TABLE oxy.coefficient (
	set_name    text NOT NULL,
	dated       date NOT NULL,
	item        text NOT NULL,
	revision    integer NOT NULL,
	recorded_at timestamptz NOT NULL,
	value       double precision NOT NULL CHECK (value >= 0 AND value < 1e9),
	said        text NOT NULL,
	unit        text NOT NULL,
	source      text,
	cred_id     bigint NOT NULL,
	PRIMARY KEY (set_name, dated, item, revision)
);
ALTER TABLE oxy.coefficient ENABLE ROW LEVEL SECURITY;
ALTER TABLE oxy.coefficient FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON oxy.coefficient TO oxy_owner USING (true) WITH CHECK (true);
CREATE POLICY read_all ON oxy.coefficient FOR SELECT TO oxy_api, oxy_job USING (true);
CREATE POLICY admin_insert ON oxy.coefficient FOR INSERT TO oxy_api WITH CHECK ((SELECT oxy.scope_role()) = 1);
GRANT SELECT ON oxy.coefficient TO oxy_api, oxy_job;
GRANT INSERT ON oxy.coefficient TO oxy_api;

RESET ROLE;
