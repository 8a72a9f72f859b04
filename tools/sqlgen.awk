# sqlgen.awk - turn annotated sql/queries/*.sql into a C table of statements.
#
#	awk -v mode=h|c|both [-v table=db_queries -v q=Q_ -v p=P_ -v c=C_] -f sqlgen.awk src/db/type.def FILE.sql ...
#
# A statement is a block of annotations, its sentence, and SQL up to a ';' at the end of a line:
#
#	-- name:    stock_latest :one              :one, :many or :exec
#	-- params:  site_id int8, kinds text[]     any number of such lines; $1 is the first
#	-- returns: on_hand_g int8                 any number of such lines; not for :exec
#	-- Who asks this, and what for.
#	SELECT ...;
#
# Everything that can be checked without a database is checked here and named by file and line; whether the types
# agree with the schema is checked by db_check_statements. Between $$ and $$ a ';' is no end.
# mode=both writes one file with a static table, for tests that bring their own statements.

function die(m) { die_at(FILENAME ":" FNR, m) }
function die_at(at, m) { print at ": " m > "/dev/stderr"; bad = 1; exit 1 }
function trim(s) { sub(/^[ \t]+/, "", s); sub(/[ \t]+$/, "", s); return s }
function joined(list, more) { more = trim(more); sub(/,$/, "", more); return list == "" || more == "" ? list more : list ", " more }

# Split "name type, name type" into NAME[k], TYPE[k], ARRAY[k]; returns how many.
function fields(list, at,   n, k, item, word, seen_here) {
	n = trim(list) == "" ? 0 : split(list, item, ",")
	for (k = 1; k <= n; k++) {
		if (split(trim(item[k]), word, /[ \t]+/) != 2)
			die_at(at, "want 'name type', got '" trim(item[k]) "'")
		NAME[k] = word[1]; TYPE[k] = word[2]; ARRAY[k] = sub(/\[\]$/, "", TYPE[k])
		if (NAME[k] !~ /^[a-z_][a-z0-9_]*$/) die_at(at, "bad name '" NAME[k] "'")
		if (NAME[k] in seen_here) die_at(at, "'" NAME[k] "' stands twice")
		seen_here[NAME[k]]
		if (!(TYPE[k] in KNOWN)) die_at(at, "unknown type '" word[2] "' (see src/db/type.def)")
	}
	return n
}

# Every declared parameter is used and every used one declared.
function check_params(s,   n, k, rest, used, number) {
	n = fields(PARAMS[s], SOURCE[s])
	rest = PLAIN[s]
	while (match(rest, /\$[0-9]+/)) {
		number = substr(rest, RSTART + 1, RLENGTH - 1) + 0
		if (number < 1 || number > n) die_at(SOURCE[s], "$" number " is not declared in params")
		used[number]
		rest = substr(rest, RSTART + RLENGTH)
	}
	for (k = 1; k <= n; k++)
		if (!(k in used)) die_at(SOURCE[s], "parameter '" NAME[k] "' ($" k ") is not used")
	if (n > most) most = n
}

function print_enum(prefix, s, list,   n, k) {
	n = fields(list, SOURCE[s])
	if (n == 0) return
	printf "enum {"
	for (k = 1; k <= n; k++) printf "%s %s%s_%s", (k > 1 ? "," : ""), prefix, toupper(ID[s]), toupper(NAME[k])
	print " };"
}

function print_fields(member, count, s, list,   n, k) {
	n = fields(list, SOURCE[s])
	printf "\t\t.%s = %d,\n", count, n
	if (n == 0) return
	printf "\t\t.%s = (const struct db_field[]){\n", member
	for (k = 1; k <= n; k++)
		printf "\t\t\t{ \"%s\", DB_TYPE_%s, %s },\n", NAME[k], toupper(TYPE[k]), ARRAY[k] ? "true" : "false"
	print "\t\t},"
}

function print_header(   s) {
	print "#include \"db/stmt.h\"\n\n/* Every statement, with the place where it is written. */"
	print "enum " (mode == "both" ? table "_id" : "db_query") " {"
	for (s = 1; s <= N; s++) {
		if (ABOUT[s] != "") print "\t/* " ABOUT[s] " */"
		print "\t" q toupper(ID[s]) ", /* " SOURCE[s] " */"
	}
	print "\t" q "COUNT\n};\n\nenum { " q "PARAMS_MAX = " (most + 0) " };\n\n/* Parameters ("  p ") and columns (" c ") by their place. */"
	for (s = 1; s <= N; s++) { print_enum(p, s, PARAMS[s]); print_enum(c, s, RETURNS[s]) }
	print ""
}

function print_table(   s) {
	print (mode == "both" ? "static " : "") "const struct db_stmt " table "[" q "COUNT] = {"
	for (s = 1; s <= N; s++) {
		print "\t[" q toupper(ID[s]) "] = {"
		printf "\t\t.name = \"%s\",\n\t\t.source = \"%s\",\n\t\t.kind = DB_%s,\n", ID[s], SOURCE[s], toupper(KIND[s])
		print_fields("params", "nparams", s, PARAMS[s])
		print_fields("cols", "ncols", s, RETURNS[s])
		print "\t\t.sql =" SQL[s] ",\n\t},"
	}
	print "};"
}

BEGIN {
	if (table == "") table = "db_queries"
	if (q == "") q = "Q_"
	if (p == "") p = "P_"
	if (c == "") c = "C_"
}

FILENAME ~ /\.def$/ {
	if (match($0, /^X\([A-Z0-9]+, *"[a-z0-9]+"/)) { split($0, quoted, "\""); KNOWN[quoted[2]] }
	next
}

/^-- name:/ {
	if (id != "") die("'" id "' has no ';' before this")
	id = $3; kind = substr($4, 2)
	if (NF != 4 || id !~ /^[a-z][a-z0-9_]*$/ || $4 !~ /^:(one|many|exec)$/) die("want '-- name: some_name :one|:many|:exec'")
	if (id == "count" || id == "params_max") die("'" id "' is taken; say what of")
	if (id in seen) die("'" id "' is defined twice; first at " seen[id])
	seen[id] = source = FILENAME ":" FNR
	params = returns = sql = plain = about = ""; quoting = 0
	next
}
/^-- (params|returns):/ {
	if (id == "" || sql != "") die("this belongs between '-- name:' and the SQL")
	if ($2 == "params:") params = joined(params, substr($0, 11)); else returns = joined(returns, substr($0, 12))
	next
}
/^--/ {
	if (id != "" && sql == "") about = joined_text(about, substr($0, 3))
	next
}
function joined_text(a, b) { gsub(/\*\//, "* /", b); return trim(a " " trim(b)) }
/^[ \t]*$/ { next }
{
	if (id == "") die("SQL before '-- name:'")
	line = $0
	quoting = (quoting + gsub(/\$\$/, "$$", line)) % 2
	last = !quoting && sub(/;[ \t]*$/, "", line)
	plain = plain " " line
	gsub(/[\\"]/, "\\\\&", line)
	sql = sql "\n\t\t\t\"" line "\\n\""
	if (!last) next
	N++
	ID[N] = id; KIND[N] = kind; SOURCE[N] = source; PARAMS[N] = params; RETURNS[N] = returns
	SQL[N] = sql; PLAIN[N] = plain; ABOUT[N] = about
	if (kind == "exec" && returns != "") die_at(source, ":exec returns no columns")
	if (kind != "exec" && returns == "") die_at(source, ":" kind " needs '-- returns:'")
	if (about == "") die_at(source, "say in a sentence who uses '" id "' and what for")
	id = ""
}

END {
	if (bad) exit 1
	if (id != "") die_at(source, "'" id "' has no ';'")
	for (s = 1; s <= N; s++) check_params(s)
	guard = "OXY_GENERATED_" toupper(table) "_H"
	print "/* Generated by tools/sqlgen.awk; edit the .sql files instead. */"
	if (mode == "c") print "#include \"db/queries.h\"\n"
	else { print "#ifndef " guard "\n#define " guard "\n"; print_header() }
	if (mode == "h") print "extern const struct db_stmt " table "[" q "COUNT];"
	else print_table()
	if (mode != "c") print "\n#endif"
}
