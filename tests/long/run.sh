#!/bin/sh
# ./run serves from a checkout that cannot be written, returns in the background with its streams closed, finds its state
# again, and --stop leaves no process.
set -eu
here=$(CDPATH='' cd -- "${srcdir:-.}" && pwd -P)
dir=$(mktemp -d /tmp/oxyd-run-test.XXXXXX)
export OXYD_BUILD="$dir/build"
trap '"$here/run" --stop --state "$dir/state" >/dev/null 2>&1; rm -rf "$dir"' EXIT
port=$((20000 + $$ % 20000))
fail() {
	echo "failed: $*"
	exit 1
}
chmod 755 "$dir"

serve() { timeout 300 "$here/run" --background --no-demo --state "$dir/state" --port "$port" --mqtt-port $((port + 1)) </dev/null | cat >"$dir/out"; }
processes() {
	n=0
	for p in /proc/[0-9]*; do
		if tr '\0' ' ' 2>/dev/null <"$p/cmdline" | grep -qF "$dir/state"; then n=$((n + 1)); fi
	done
	echo "$n"
}

serve || fail "the first start"
[ "$(tail -n 1 "$dir/out")" = "ready http://127.0.0.1:$port/" ] || fail "the ready line"
grep -q "$dir/state/tokens.json" "$dir/out" || fail "where the tokens are"
pid=$(cat "$dir/state/oxyd.pid")
serve || fail "a second ./run while the first serves"
[ "$(cat "$dir/state/oxyd.pid")" = "$pid" ] || fail "the second ./run disturbed the first"
kill -9 "$pid"
serve || fail "the start after kill -9"
"$here/run" --stop --state "$dir/state" || fail "--stop"
[ "$(processes)" = 0 ] || fail "--stop left $(processes) processes"

mkfifo "$dir/pipe"
timeout 300 "$here/run" --no-demo --state "$dir/state" --port "$port" --mqtt-port $((port + 1)) >"$dir/pipe" 2>/dev/null &
run=$!
grep -q '^ready ' <"$dir/pipe" || fail "the ready line in the foreground"
kill -TERM "$run" || :
wait "$run" || :
[ "$(processes)" = 0 ] || fail "the end of the foreground left $(processes) processes"
