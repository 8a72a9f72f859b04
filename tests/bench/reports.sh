#!/bin/sh
# Durable whole reports per second through a real daemon and its real PostgreSQL (fsync on), beside the raw insert.
dir=$(mktemp -d /tmp/oxyd-bench.XXXXXX) || exit 1
user=""
if [ "$(id -u)" = 0 ]; then
	chown nobody "$dir"
	user="--user nobody"
fi
port=19461
# shellcheck disable=SC2086
"$OXYD" serve --state "$dir/state" --port $port --mqtt-port 19462 $user >"$dir/out" 2>"$dir/err" &
daemon=$!
trap 'kill $daemon 2>/dev/null; wait $daemon; rm -rf "$dir"' 0
trap 'exit 1' 1 2 15
for _ in $(seq 300); do
	grep -q '^ready' "$dir/out" && break
	kill -0 $daemon 2>/dev/null || { cat "$dir/err"; exit 1; }
	sleep 0.1
done
socket=$(dirname "$(find "$dir/state" /tmp/oxyd-* -name '.s.PGSQL.*[0-9]' -newer "$dir" 2>/dev/null | head -1)")
"$builddir/tests/bench/reports_bench" "$dir/state" "$socket" $port "${1:-10}"
