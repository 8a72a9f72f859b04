#!/bin/sh
# Runs one test. Those under tests/db, and the functional ones named here, get a private PostgreSQL on a unix socket (PGHOST, PGUSER, PGDATABASE);
# the test itself applies the migrations it wants through the program's own code.
case "$1" in
*tests/db/* | *tests/functional/kill_test* | *tests/functional/authz_test* | *tests/functional/idempotency_test*) ;;
*) exec "$@" ;;
esac
pgbin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)
[ -x "$pgbin/initdb" ] || { echo "no initdb: skipped"; exit 77; }
dir=$(mktemp -d /tmp/oxyd-test.XXXXXX) || exit 99
chmod 755 "$dir"
as=""
if [ "$(id -u)" = 0 ]; then
	chown nobody "$dir"
	as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
trap '$as "$pgbin/pg_ctl" -D "$dir/d" -m immediate -w stop >/dev/null 2>&1; rm -rf "$dir"' 0
trap 'exit 99' 1 2 15
here=$(pwd)
cd "$dir" || exit 99
$as "$pgbin/initdb" -D "$dir/d" -A trust -U postgres -N --locale=C.UTF-8 -E UTF8 >/dev/null 2>&1 || exit 99
$as "$pgbin/pg_ctl" -D "$dir/d" -w -l "$dir/log" -o "-c listen_addresses='' -k $dir -c fsync=off" start >/dev/null || { cat "$dir/log"; exit 99; }
cd "$here" || exit 99
export PGHOST="$dir" PGUSER=postgres PGDATABASE=postgres
"$@"
