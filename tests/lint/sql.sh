#!/bin/sh
# SQL lives in sql/ alone, and nothing quotes values into statements.
cd "${srcdir:-.}" || exit 99
bad=0
if grep -nE '"[[:space:]]*(SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE|WITH|ALTER|CREATE|DROP|GRANT) [a-zA-Z(]' -r src --include='*.c' --include='*.h' |
	grep -v '^src/db/queries\.c\|^src/db/migrations\.c'; then
	echo 'SQL outside sql/'
	bad=1
fi
if grep -nE 'PQescape|PQexecParams|json_unpack' -r src --include='*.c'; then
	echo 'PQescape*, unprepared statements and json_unpack are not used here (RELIABILITY: truncation, injection)'
	bad=1
fi
exit $bad
