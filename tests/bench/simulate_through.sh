#!/bin/sh
# Simulated provinces through the real daemon beside the same in one process: simulate_through.sh PROVINCE KIND FIRST LAST [DIR].
#
# For each seed a fresh daemon on loopback, with a state of its own, on the replay clock; its `daemon` line stands beside the `oxyd` line.
# Exit status 1 when weighted patient-hours or delivered tonnes differ by more than 1 % over the seeds together. What was started is
# stopped, by pid. DIR keeps scenarios and lines; the states go.
set -u
oxyd=${OXYD:-./oxyd}
province=${1:?PROVINCE} kind=${2:?KIND} first=${3:?FIRST} last=${4:?LAST}
work=$(mktemp -d /tmp/oxyd-through.XXXXXX)
chmod 755 "$work"
keep=${5:-$work/lines}
mkdir -p "$keep"
pid=
stop() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid"
	pid=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# The daemon of one seed. $1: seed, $2: road factor in percent.
start() {
	port=$(free_port)
	mqtt=$(free_port)
	user=
	: >"$work/$1.out"
	[ "$(id -u)" = 0 ] && user='--user nobody'
	# shellcheck disable=SC2086 # two words or none
	"$oxyd" serve --replay --no-demo --state "$work/$1" --port "$port" --mqtt-port "$mqtt" --postgres.buffers 32 --log.level warning \
		--planner.road_factor_pct "$2" --planner.driving_day_max 1440 --planner.driving_week_max 10080 --planner.driving_stretch_max 1440 \
		--planner.driving_break 1 $user >"$work/$1.out" 2>"$keep/$1.log" &
	pid=$!
	tries=0
	until grep -q '^ready' "$work/$1.out"; do
		tries=$((tries + 1))
		[ $tries -lt 1200 ] && kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.1
	done
}

seed=$first
while [ "$seed" -le "$last" ]; do
	"$oxyd" simulate --generate "$province" "$kind" "$seed" >"$keep/$seed.json" || exit 1
	"$oxyd" simulate "$keep/$seed.json" --policy oxyd >"$keep/$seed.oxyd" || exit 1
	road=$(sed -n 's/.*"road_factor": *\([0-9.]*\).*/\1/p' "$keep/$seed.json" | awk '{ printf "%d", $1 * 100 + 0.5 }')
	start "$seed" "$road" || { echo "the daemon of seed $seed did not start: $keep/$seed.log" >&2; exit 1; }
	"$oxyd" simulate "$keep/$seed.json" --through "http://127.0.0.1:$port" --tokens "$work/$seed/tokens.json" \
		>"$keep/$seed.daemon" 2>"$keep/$seed.said" || { cat "$keep/$seed.said" >&2; exit 1; }
	stop
	rm -rf "${work:?}/$seed"
	seed=$((seed + 1))
done

# shellcheck disable=SC2046 # numbers
cat $(seq -f "$keep/%g.oxyd" "$first" "$last") $(seq -f "$keep/%g.daemon" "$first" "$last") | awk '
function member(name,    at) {
	at = index($0, "\"" name "\": ")
	return substr($0, at + length(name) + 4) + 0
}
{
	split($0, word, "\"")
	id = word[4]
	policy = word[8]
	if (!(id in seen)) { seen[id] = 1; order[++n] = id }
	w[policy, id] = member("weighted_ph"); t[policy, id] = member("delivered_t"); km[policy, id] = member("km")
}
function differs(a, b) { return a == b ? 0 : a == 0 ? 100 : 100 * (b - a) / a }
END {
	printf "%-18s %12s %12s %8s %10s %10s %8s %8s\n", "scenario", "W oxyd", "W daemon", "%", "t oxyd", "t daemon", "%", "km %"
	for (i = 1; i <= n; i++) {
		id = order[i]
		a += w["oxyd", id]; b += w["daemon", id]; c += t["oxyd", id]; d += t["daemon", id]; e += km["oxyd", id]; f += km["daemon", id]
		same += w["oxyd", id] == w["daemon", id] && t["oxyd", id] == t["daemon", id]
		printf "%-18s %12.2f %12.2f %8.2f %10.3f %10.3f %8.2f %8.2f\n", id, w["oxyd", id], w["daemon", id], differs(w["oxyd", id], w["daemon", id]),
			t["oxyd", id], t["daemon", id], differs(t["oxyd", id], t["daemon", id]), differs(km["oxyd", id], km["daemon", id])
	}
	printf "%-18s %12.2f %12.2f %8.2f %10.3f %10.3f %8.2f %8.2f\n", "together", a, b, differs(a, b), c, d, differs(c, d), differs(e, f)
	printf "%d of %d seeds the same to the gram\n", same, n
	x = differs(a, b); y = differs(c, d)
	exit (x > 1 || x < -1 || y > 1 || y < -1)
}'
