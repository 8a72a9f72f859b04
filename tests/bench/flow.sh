#!/bin/sh
# Minimum-cost flow at a nation's size beside LEMON's network simplex and Clp's dual: processor seconds of one run, each after
# the other, on the same networks. LEMON is built here, when its headers and a C++ compiler are there.
: "${srcdir:=.}" "${builddir:=.}"
dir=$(mktemp -d /tmp/oxyd-bench.XXXXXX) || exit 1
trap 'rm -rf "$dir"' 0
trap 'exit 1' 1 2 15
bench=$builddir/tests/bench/flow_bench
seed=${1:-1}
lemon=$dir/lemon
${CXX:-c++} -O2 -DNDEBUG -w "$srcdir/tests/bench/flow_lemon.cc" -o "$lemon" 2>/dev/null ||
	{ lemon=; echo 'no LEMON (package liblemon-dev) or no C++ compiler: its columns are skipped'; }

# row NAME KIND FACILITIES SOURCES NEAREST CLP-LIMIT: warm has no peer, its ratio is to LEMON's cold solve of the same network.
row() {
	name=$1 kind=$2 net="$3 $4 $5 $seed" limit=$6
	# shellcheck disable=SC2086
	ours=$("$bench" "$kind" $net) || { echo "$name: not solved"; return; }
	peer='- - -' clp='- - -'
	if [ -n "$lemon" ] && [ "$kind" = solve ]; then
		# shellcheck disable=SC2086
		"$bench" write $net >"$dir/net.min"
		peer=$("$lemon" "$dir/net.min") || peer='- - -'
	fi
	if [ "$limit" -gt 0 ]; then
		# shellcheck disable=SC2086
		clp=$("$bench" clp $net "$limit") || clp='- - -'
	fi
	echo "$name|$ours|$peer|$clp" | awk -F '|' '{
		split($2, o, " "); split($3, l, " "); split($4, c, " ")
		same = (l[1] == "-" || l[1] == o[1]) && (c[1] == "-" || c[1] == o[1]) ? "" : "  OPTIMA DIFFER"
		printf "%-24s %9.3f %9s %7s %9s %5d %5s %9d%s\n", $1, o[2], l[2],
			l[2] == "-" ? "-" : sprintf("%.2f", o[2] / l[2]), c[2], o[3], l[3], o[4], same
	}'
}
printf '%-24s %9s %9s %7s %9s %5s %5s %9s\n' 'flow, CPU s' ours LEMON ratio Clp MB theirs pivots
row 'province 350, K=15' solve 350 20 15 20
row 'province, warm' warm 350 20 15 0
row 'hospitals 1,500, K=15' solve 1500 120 15 60
row 'nation 13,000, K=4' solve 13000 120 4 0
row 'nation 13,000, K=15' solve 13000 120 15 0
row 'nation, warm' warm 13000 120 15 0
