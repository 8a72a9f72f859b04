#!/bin/sh
# Gap to the best known cost of `oxyd engine irp`, by class: S (10 to 50 customers) and L (50 to 200).
#   OXY_ROUTING_DATA=DIR [OXY_IRP_SECONDS="10 60"] [OXY_IRP_CLASSES="S L"] [OXY_IRP_SEED=1] [OXY_IRP_ROWS=FILE] sh tests/bench/irp.sh
# DIR/irp holds CLASS_NAME.dat files and bks.csv with columns instance and bks. Times are CPU seconds of one
# thread. Every plan goes through the judge; an invalid one fails the bench. OXY_IRP_ROWS gets a line an instance.
data=${OXY_ROUTING_DATA:-}/irp
oxyd=${OXYD:-./oxyd}
if [ ! -f "$data/bks.csv" ]; then
	echo "irp: skipped, OXY_ROUTING_DATA names no directory with irp/bks.csv"
	exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

best() { # name: the best known cost
	awk -F, -v n="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "bks") col = i; next } $1 == n { print $col }' "$data/bks.csv"
}

one() { # file seconds: a line "name gap"
	name=$(basename "$1" .dat)
	$oxyd engine irp "$1" --seconds "$2" --seed "${OXY_IRP_SEED:-1}" --out "$work/plan" >/dev/null 2>&1
	verdict=$($oxyd engine check irp "$1" "$work/plan" 2>&1)
	rm -f "$work/plan"
	echo "$verdict" | awk -v b="$(best "$name")" -v f="$name" \
		'{ if ($1 == "valid") printf "%s\t%.4f\n", f, 100 * ($2 / b - 1); else printf "%s\tINVALID\n", f }'
}

status=0
printf '%-6s %8s %5s %8s %8s %8s\n' class seconds n mean% max% at_best
for seconds in ${OXY_IRP_SECONDS:-10}; do
	for class in ${OXY_IRP_CLASSES:-S L}; do
		for file in "$data/${class}"_*.dat; do
			[ -f "$file" ] && one "$file" "$seconds"
		done >"$work/rows"
		[ -n "${OXY_IRP_ROWS:-}" ] && sed "s/^/$seconds s	/" "$work/rows" >>"$OXY_IRP_ROWS"
		awk -F'\t' -v c="$class" -v s="$seconds" '
			$2 == "INVALID" { print $1 " is not valid"; bad = 1; next }
			{ n++; sum += $2; if (n == 1 || $2 > most) most = $2; even += $2 < 0.0005 }
			END { if (n) printf "%-6s %8s %5d %8.2f %8.2f %8d\n", c, s, n, sum / n, most, even; exit bad }
		' "$work/rows" || status=1
	done
done
exit $status
