#!/bin/sh
# oxyd against what provinces do without it: seeds paired, ratios of means with 95 % intervals, beside the goals.
#   [OXY_SIMULATE_KINDS="tight scarce"] [OXY_SIMULATE_SEEDS="1 10"] [OXY_SIMULATE_TRUTH=DIR] [OXY_SIMULATE_POLICIES=...] sh tests/bench/simulate.sh
# Seeds 1 to 99 are for tuning; figures that are published come from others. OXY_SIMULATE_ROWS names a file that keeps the JSON lines.
# W is ward + 5 x critical unmet patient-hours; the baseline is whichever of urgentplus and reorder has the lower mean W over the seeds.
policies=${OXY_SIMULATE_POLICIES:-oxyd,urgentplus,reorder,hindsight}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
status=0
printf '%-10s %3s %10s %10s %-22s %-8s %-8s %-8s %-8s %-8s %s\n' kind n 'oxyd W' baseline 'ratio [95 %]' median worse worst km captured goal
for kind in ${OXY_SIMULATE_KINDS:-ample tight scarce faulty dire}; do
	sh "$(dirname "$0")/simulate_rows.sh" "$kind" "${OXY_SIMULATE_SEEDS:-1 5}" "$policies" >"$work/$kind" || status=1
	sed 's/[{}"]//g' "$work/$kind" | awk -F', ' -v kind="$kind" '
		function ratio(k,  i, a, b) { for (i = 1; i <= n; i++) { a += W["oxyd", pick[i]]; b += W[base, pick[i]] } return b ? a / b : 0 }
		function sorted(v, m,  i, j, t) { for (i = 2; i <= m; i++) for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t } }
		function mean(p, x,  i, s) { for (i = 1; i <= n; i++) s += x[p, i]; return n ? s / n : 0 }
		BEGIN { goal["ample"] = "0.02"; goal["tight"] = "0.20"; goal["scarce"] = "0.42"; goal["faulty"] = "0.45"; goal["dire"] = "0.84" }
		{
			for (i = 1; i <= NF; i++) { split($i, part, ": "); f[part[1]] = part[2] }
			p = f["policy"]; s = f["scenario"]
			if (!(s in at)) at[s] = ++n
			i = at[s]; W[p, i] = f["weighted_ph"]; worst[p, i] = f["worst_unmet_share"]; road[p, i] = f["km"] / (f["delivered_t"] + 1e-9)
			seen[p] = 1
		}
		END {
			if (!n || !seen["oxyd"]) { print kind ": nothing to compare"; exit 1 }
			base = seen["reorder"] && (!seen["urgentplus"] || mean("reorder", W) < mean("urgentplus", W)) ? "reorder" : "urgentplus"
			for (i = 1; i <= n; i++) pick[i] = i
			r = ratio(); srand(1)
			for (k = 1; k <= 2000; k++) { for (i = 1; i <= n; i++) pick[i] = 1 + int(rand() * n); boot[k] = ratio() }
			sorted(boot, 2000)
			for (i = 1; i <= n; i++) { one[i] = W[base, i] > 0 ? W["oxyd", i] / W[base, i] : (W["oxyd", i] > 0 ? 9.99 : 0); worse += W["oxyd", i] > W[base, i] }
			sorted(one, n)
			left = mean(base, W) - mean("hindsight", W)
			captured = seen["hindsight"] && left > 0 ? sprintf("%.2f", (mean(base, W) - mean("oxyd", W)) / left) : "-"
			printf "%-10s %3d %10.0f %10.0f %-22s %-8.2f %-8d %-8s %-8s %-8s %s\n", kind, n, mean("oxyd", W), mean(base, W),
				sprintf("%.2f [%.2f-%.2f] %s", r, boot[50], boot[1951], base), one[int((n + 1) / 2)], worse,
				sprintf("%.2f", mean("oxyd", worst) / (mean(base, worst) + 1e-9)), sprintf("%+.0f%%", 100 * (mean("oxyd", road) / mean(base, road) - 1)),
				captured, (kind in goal) ? goal[kind] (boot[1951] <= goal[kind] ? " reached" : " missed") : "-"
		}' || status=1
done
exit $status
