-- A forecast's quantiles packed (src/forecast/packed.h): 1 kB in the row instead of 4 kB of array, compressed and kept on a side table.
-- Locks oxy.forecast while its rows are written anew: about a second for every ten thousand.
SET ROLE oxy_owner;

-- The quantiles as people read them, day by day: SELECT oxy.quantiles(q) FROM oxy.forecast.
CREATE FUNCTION oxy.quantiles(packed bytea) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	levels CONSTANT integer := 23;
	g bigint[] := '{}';
	v bigint;
	b integer;
	shift integer;
	at integer := 0;
	i integer := 0;
BEGIN
	WHILE at < length(packed) LOOP
		v := 0;
		shift := 0;
		LOOP
			b := get_byte(packed, at);
			at := at + 1;
			v := v | ((b & 127)::bigint << shift);
			shift := shift + 7;
			EXIT WHEN b < 128;
		END LOOP;
		v := ((v >> 1) & 9223372036854775807) # -(v & 1);
		g[i + 1] := v
			+ CASE WHEN i % levels > 0 THEN g[i] ELSE 0 END
			+ CASE WHEN i >= levels THEN g[i + 1 - levels] ELSE 0 END
			- CASE WHEN i % levels > 0 AND i >= levels THEN g[i - levels] ELSE 0 END;
		i := i + 1;
	END LOOP;
	RETURN g;
END $$;

CREATE FUNCTION oxy.pack_quantiles(g bigint[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
	levels CONSTANT integer := 23;
	packed text := '';
	v bigint;
BEGIN
	FOR i IN 0 .. cardinality(g) - 1 LOOP
		v := g[i + 1]
			- CASE WHEN i % levels > 0 THEN g[i] ELSE 0 END
			- CASE WHEN i >= levels THEN g[i + 1 - levels] ELSE 0 END
			+ CASE WHEN i % levels > 0 AND i >= levels THEN g[i - levels] ELSE 0 END;
		v := (v << 1) # (v >> 63);
		WHILE v >= 128 LOOP
			packed := packed || lpad(to_hex((v & 127) | 128), 2, '0');
			v := v >> 7;
		END LOOP;
		packed := packed || lpad(to_hex(v), 2, '0');
	END LOOP;
	RETURN decode(packed, 'hex');
END $$;

ALTER TABLE oxy.forecast ALTER COLUMN q TYPE bytea USING oxy.pack_quantiles(q);
DROP FUNCTION oxy.pack_quantiles(bigint[]);

RESET ROLE;
