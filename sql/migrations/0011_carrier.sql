-- Whose vehicle drives a delivery, where it is not the supplier's: a tanker that loads at another plant.
-- Locks oxy.delivery for a moment for the columns, which have no default, so that no row is rewritten; then against writing while the index
-- is made, which is empty: one reading of the table.
SET ROLE oxy_owner;

-- The site of the vehicle's home; NULL: the supplier's own vehicle.
ALTER TABLE oxy.delivery
	ADD COLUMN carrier_shard smallint,
	ADD COLUMN carrier_id    bigint;
CREATE INDEX delivery_carrier_window ON oxy.delivery (carrier_id, window_from, delivery_id) WHERE carrier_id IS NOT NULL;

-- A delivery belongs to two tenants, the facility and the supplier, and to a third one when another's vehicle drives it.
CREATE OR REPLACE FUNCTION oxy.delivery_mine(sh smallint, id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT EXISTS (
		SELECT 1 FROM oxy.delivery d
		WHERE d.shard = sh
		AND d.delivery_id = id
		AND (d.supplier_id = oxy.scope_site() OR d.site_id = oxy.scope_site() OR d.carrier_id = oxy.scope_site()
			OR (oxy.scope_wide() AND d.shard = ANY (oxy.scope_shards()))))
$$;
CREATE POLICY api_carrier_read ON oxy.delivery FOR SELECT TO oxy_api USING (carrier_id = (SELECT oxy.scope_site()));

RESET ROLE;
