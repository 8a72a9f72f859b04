#!/bin/sh
# tools/sqlgen.awk refuses what it cannot mean, naming file and line, and tools/embed.awk keeps every byte.
cd "${srcdir:-.}" || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' 0
bad=0

# refused WHAT LINE SENTENCE: the statement on standard input is refused at that line with that sentence.
refused() {
	cat >"$dir/x.sql"
	if LC_ALL=C "${AWK:-awk}" -f tools/sqlgen.awk -v mode=h src/db/type.def "$dir/x.sql" >/dev/null 2>"$dir/said"; then
		echo "accepted: $1"; bad=1
	elif ! grep -qF "x.sql:$2: $3" "$dir/said"; then
		echo "$1: want '$2: $3', got: $(cat "$dir/said")"; bad=1
	fi
}

refused 'a bad name' 1 "want '-- name:" <<'EOF'
-- name: Stock :one
EOF
refused 'a kind that is none' 1 "want '-- name:" <<'EOF'
-- name: stock :some
EOF
refused 'SQL without a name' 1 "SQL before" <<'EOF'
SELECT 1;
EOF
refused 'no end' 1 "'a' has no ';'" <<'EOF'
-- name: a :exec
-- For tests.
SELECT 1
EOF
refused 'a semicolon that ends nothing' 1 "'a' has no ';'" <<'EOF'
-- name: a :exec
-- For tests.
DO $$ BEGIN
	PERFORM 1;
END;
EOF
refused 'one name twice' 4 "'a' is defined twice; first at" <<'EOF'
-- name: a :exec
-- For tests.
SELECT 1;
-- name: a :exec
-- For tests.
SELECT 1;
EOF
refused 'a name of ours' 1 "'count' is taken" <<'EOF'
-- name: count :exec
EOF
refused 'an unknown type' 1 "unknown type 'money'" <<'EOF'
-- name: a :exec
-- params: x money
-- For tests.
SELECT $1;
EOF
refused 'a parameter without a type' 1 "want 'name type', got 'x'" <<'EOF'
-- name: a :exec
-- params: x
-- For tests.
SELECT $1;
EOF
refused 'a parameter twice, over two lines' 1 "'x' stands twice" <<'EOF'
-- name: a :exec
-- params: x int8
-- params: x int4
-- For tests.
SELECT $1, $2;
EOF
refused 'a parameter that is not used' 1 "parameter 'y' (\$2) is not used" <<'EOF'
-- name: a :exec
-- params: x int8, y int8
-- For tests.
SELECT $1;
EOF
refused 'a parameter that is not declared' 1 '$2 is not declared in params' <<'EOF'
-- name: a :exec
-- params: x int8
-- For tests.
SELECT $1, $2;
EOF
refused 'no columns' 1 ":one needs '-- returns:'" <<'EOF'
-- name: a :one
-- For tests.
SELECT 1;
EOF
refused 'columns of an :exec' 1 ':exec returns no columns' <<'EOF'
-- name: a :exec
-- returns: x int4
-- For tests.
SELECT 1 AS x;
EOF
refused 'an annotation too late' 4 'this belongs between' <<'EOF'
-- name: a :exec
-- For tests.
SELECT
-- params: x int8
$1;
EOF
refused 'no sentence' 1 "say in a sentence who uses 'a'" <<'EOF'
-- name: a :exec
SELECT 1;
EOF

# The embedded text is the file: compile it and print it.
mkdir "$dir/db" "$dir/sql"
cat >"$dir/db/migrate.h" <<'EOF'
struct db_migration { int version; const char *name, *text; };
EOF
cat >"$dir/sql/0007_odd.sql" <<'EOF'
-- "quoted" \ back\\slash %d ôxy	tab '
DO $$ BEGIN RAISE NOTICE '\n'; END $$;

EOF
LC_ALL=C "${AWK:-awk}" -f tools/embed.awk "$dir/sql/0007_odd.sql" >"$dir/m.c" || bad=1
printf '%s\n' '#include <stdio.h>' '#include "m.c"' \
	'int main(void) { fputs(db_migrations[0].text, stdout); return db_migrations[0].version != 7 || db_migrations[1].version != 0; }' >"$dir/print.c"
if ${CC:-cc} -std=gnu17 -I"$dir" -o "$dir/print" "$dir/print.c" && "$dir/print" >"$dir/printed"; then
	cmp "$dir/sql/0007_odd.sql" "$dir/printed" || bad=1
else
	echo 'the embedded migration cannot be compiled or is not number 7 alone'; bad=1
fi
# So is the text of a statement.
cat >"$dir/x.sql" <<'EOF'
-- name: odd :one
-- params: a int8,
-- params: b text[]
-- returns: x text
-- Everything that C would take for itself.
SELECT 'a\b\\n' || $1 || E'\'' || $2[1]
	AS "x%d";
EOF
mkdir "$dir/gen"
LC_ALL=C "${AWK:-awk}" -f tools/sqlgen.awk -v mode=both -v table=t src/db/type.def "$dir/x.sql" >"$dir/gen/x.h" || bad=1
printf '%s\n' '#include <stdio.h>' '#include "gen/x.h"' \
	'int main(void) { printf("%s", t[Q_ODD].sql); return !(t[Q_ODD].nparams == 2 && t[Q_ODD].params[P_ODD_B].array && t[Q_ODD].ncols == 1 && Q_PARAMS_MAX == 2); }' >"$dir/print.c"
if ${CC:-cc} -std=gnu17 -I"$dir" -Isrc -o "$dir/print" "$dir/print.c" && "$dir/print" >"$dir/printed"; then
	tail -2 "$dir/x.sql" | sed 's/;$//' | cmp - "$dir/printed" || bad=1
else
	echo 'the generated table cannot be compiled or has other parameters'; bad=1
fi
cp "$dir/sql/0007_odd.sql" "$dir/sql/0006_late.sql"
if "${AWK:-awk}" -f tools/embed.awk "$dir/sql/0007_odd.sql" "$dir/sql/0006_late.sql" >/dev/null 2>&1; then
	echo 'accepted: migrations out of order'; bad=1
fi
exit $bad
