#!/bin/sh
# Gap to the best known cost of `oxyd engine route`, by family of instances.
#   OXY_ROUTING_DATA=DIR [OXY_ROUTING_SECONDS="1 10"] [OXY_ROUTING_FAMILIES="cvrp vrptw"]
#       [OXY_ROUTING_NAMES="X-n411-k19 PR16A"] sh tests/bench/routes.sh
# DIR holds a directory for each family with NAME.vrp files and bks.csv (instance,cost,...). Times are CPU
# seconds of one thread, seed 1. Every solution goes through the judge; INVALID in the table fails the bench.
data=${OXY_ROUTING_DATA:-}
oxyd=${OXYD:-./oxyd}
if [ ! -d "$data" ]; then
	echo "routes: skipped, OXY_ROUTING_DATA names no directory of instances"
	exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

wanted() { # file: is it one of OXY_ROUTING_NAMES, or are all wanted
	case " ${OXY_ROUTING_NAMES:-$(basename "$1" .vrp)} " in
	*" $(basename "$1" .vrp) "*) return 0 ;;
	esac
	return 1
}

one() { # family file seconds: a line "group gap"
	name=$(basename "$2" .vrp)
	best=$(awk -F, -v n="$name" '$1 == n { print $2 }' "$data/$1/bks.csv")
	size=$(awk '/^DIMENSION/ { gsub(/[^0-9]/, ""); print }' "$2")
	group=$1
	[ "$1" = cvrp ] && { [ "$size" -lt 400 ] && group="cvrp n<400" || group="cvrp n>=400"; }
	$oxyd engine route "$2" --seconds "$3" --seed 1 --out "$work/sol" >/dev/null 2>&1
	verdict=$($oxyd engine check route "$2" "$work/sol")
	rm -f "$work/sol"
	echo "$verdict" | awk -v g="$group" -v b="$best" -v f="$name" \
		'{ if ($1 == "valid") printf "%s\t%.4f\t%s\n", g, 100 * ($2 / b - 1), f; else printf "%s\tINVALID\t%s\n", g, f }'
}

status=0
printf '%-12s %8s %5s %8s %8s\n' family seconds n mean% max%
for seconds in ${OXY_ROUTING_SECONDS:-1 10}; do
	for family in ${OXY_ROUTING_FAMILIES:-cvrp vrptw mtvrptwr hfvrp vrpb mdvrptw}; do
		for file in "$data/$family"/*.vrp; do
			[ -f "$file" ] && wanted "$file" && one "$family" "$file" "$seconds"
		done >"$work/rows"
		[ -n "${OXY_ROUTING_ROWS:-}" ] && sed "s/^/$seconds s	/" "$work/rows" >>"$OXY_ROUTING_ROWS"
		awk -F'\t' -v s="$seconds" '
			$2 == "INVALID" { print $3 " is not valid"; bad = 1; next }
			{ n[$1]++; sum[$1] += $2; if (!($1 in most) || $2 > most[$1]) most[$1] = $2 }
			END { for (g in n) printf "%-12s %8s %5d %8.2f %8.2f\n", g, s, n[g], sum[g] / n[g], most[g]; exit bad }
		' "$work/rows" || status=1
	done
done
exit $status
