#!/bin/sh
# Drawn provinces through policies: one JSON line a province and policy.
#   sh tests/bench/simulate_rows.sh KIND "FROM TO" POLICIES
#   [OXY_SIMULATE_PROVINCE=24] [OXY_SIMULATE_TRUTH=DIR] [OXY_SIMULATE_ROWS=FILE, which keeps the lines too]
oxyd=${OXYD:-./oxyd}
kind=$1 policies=$3
# shellcheck disable=SC2086 # FROM TO
set -- $2
seed=$1 to=$2 status=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
while [ "$seed" -le "$to" ]; do
	# shellcheck disable=SC2086 # an option and its value
	$oxyd simulate --generate "${OXY_SIMULATE_PROVINCE:-24}" "$kind" "$seed" ${OXY_SIMULATE_TRUTH:+--truth "$OXY_SIMULATE_TRUTH"} >"$work/scenario" &&
		$oxyd simulate "$work/scenario" --policy "$policies" >>"$work/rows" || status=1
	seed=$((seed + 1))
done
tee -a "${OXY_SIMULATE_ROWS:-/dev/null}" <"$work/rows"
exit $status
