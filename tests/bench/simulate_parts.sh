#!/bin/sh
# What each part of oxyd is worth: W without it over W with it, ratios of means over paired seeds with 95 % by bootstrap.
#   [OXY_SIMULATE_KINDS="tight scarce"] [OXY_SIMULATE_SEEDS="1 4"] [OXY_SIMULATE_PROVINCE=24] [OXY_SIMULATE_TRUTH=DIR] sh tests/bench/simulate_parts.sh
# A part that is worth less than 5 % nowhere may be removed. OXY_SIMULATE_ROWS names a file that keeps the JSON lines.
parts="no-forecast no-projection no-cover no-fairness no-periods no-second no-split no-elsewhere no-balance no-routing all-off"
policies=oxyd$(for part in $parts; do printf ',oxyd-%s' "$part"; done)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
status=0
for kind in ${OXY_SIMULATE_KINDS:-tight scarce faulty dire}; do
	sh "$(dirname "$0")/simulate_rows.sh" "$kind" "${OXY_SIMULATE_SEEDS:-1 4}" "$policies" >"$work/$kind" || status=1
	awk -v kind="$kind" -v parts="$parts" '
		function ratio(p,  i, a, b) { for (i = 1; i <= n; i++) { a += W[p, pick[i]]; b += W["oxyd", pick[i]] } return b > 0 ? a / b : (a > 0 ? 99 : 1) }
		function sorted(v, m,  i, j, t) { for (i = 2; i <= m; i++) for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t } }
		{
			match($0, /"policy": "[a-z-]+"/)
			p = substr($0, RSTART + 11, RLENGTH - 12)
			match($0, /"weighted_ph": [0-9.]+/)
			n += p == "oxyd"
			W[p, n] = substr($0, RSTART + 15, RLENGTH - 15) + 0
		}
		END {
			m = split(parts, part, " ")
			srand(1)
			for (k = 1; k <= m; k++) {
				for (i = 1; i <= n; i++) pick[i] = i
				r = ratio("oxyd-" part[k])
				for (b = 1; b <= 1000; b++) { for (i = 1; i <= n; i++) pick[i] = 1 + int(rand() * n); boot[b] = ratio("oxyd-" part[k]) }
				sorted(boot, 1000)
				printf "%-8s %-14s n=%-3d %6.2f [%.2f-%.2f]\n", kind, part[k], n, r, boot[25], boot[976]
			}
		}' "$work/$kind" || status=1
done
exit $status
