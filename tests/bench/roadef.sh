#!/bin/sh
# Logistic ratio of `oxyd engine roadef` on ROADEF/EURO 2016 instances, each judged.
#   OXY_ROUTING_DATA=DIR [OXY_ROADEF_SECONDS="10 60"] [OXY_ROADEF_SEEDS=1] sh tests/bench/roadef.sh
# DIR/roadef2016 holds instances: XML files, or directories of tables. Times are CPU seconds of one
# thread. No best known ratios are published with them; INVALID in the table fails the bench.
data=${OXY_ROUTING_DATA:-}/roadef2016
oxyd=${OXYD:-./oxyd}
if [ ! -d "$data" ]; then
	echo "roadef: skipped, OXY_ROUTING_DATA names no directory with roadef2016"
	exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

status=0
printf '%-34s %8s %5s %12s %12s %14s\n' instance seconds seed ratio cost quantity
for file in "$data"/*; do
	{ [ -d "$file" ] && [ -f "$file/locations.csv" ]; } || [ "${file%.xml}" != "$file" ] || continue
	for seconds in ${OXY_ROADEF_SECONDS:-10 60}; do
		for seed in ${OXY_ROADEF_SEEDS:-1}; do
			rm -f "$work/out.xml"
			$oxyd engine roadef "$file" --seconds "$seconds" --seed "$seed" --out "$work/out.xml" 2>"$work/log"
			if $oxyd engine check roadef "$file" "$work/out.xml" >"$work/verdict" 2>&1; then
				awk -v n="$(basename "$file")" -v s="$seconds" -v seed="$seed" '{ value[NR] = $2 }
					END { printf "%-34s %8s %5s %12s %12.2f %14.3f\n", n, s, seed, value[1], value[2], value[3] }' \
					"$work/verdict"
			else
				printf '%-34s %8s %5s INVALID %s\n' "$(basename "$file")" "$seconds" "$seed" "$(head -n 1 "$work/verdict")"
				status=1
			fi
		done
	done
done
exit $status
