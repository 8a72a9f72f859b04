-- Two suppliers may number their dockets alike: a drop claims the docket of its supplier alone, and asks whether a report had it before
-- that named no supplier.
SET ROLE oxy_owner;

CREATE FUNCTION oxy.docket_unnamed(sh smallint, site bigint, number text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, oxy AS $$
	SELECT (oxy.docket_mine(sh, site, number) OR site = oxy.scope_site() OR (oxy.scope_wide() AND sh = ANY (oxy.scope_shards()))) AND EXISTS (
		SELECT 1 FROM oxy.receipt_key k
		WHERE k.shard = sh
		AND k.site_id = site
		AND k.key = 'docket::' || number)
$$;

RESET ROLE;
