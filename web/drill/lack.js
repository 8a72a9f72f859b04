// lack - bars by day of what was lacking, a policy below the other, and of what the plan says binds.
const BARS = { height: 110, left: 58, top: 10, bottom: 22 };

// columns[kind][day]; names[kind] is a class. `most`: the height of the scale.
function bars(place, columns, names, most, label, describe) {
	const { width, root } = drawing(place, BARS.height, { "aria-label": label });
	const low = BARS.height - BARS.bottom, x = d => BARS.left + (width - BARS.left - 8) * d / DAYS, y = v => low - (low - BARS.top) * v / most, wide = Math.max(.5, x(1) - x(0) - .6);
	for (const v of ticks(most, 3))
		root.append(svg("line", { class: "grid", x1: BARS.left, x2: width - 8, y1: y(v), y2: y(v) }), svg("text", { class: "axis", x: BARS.left - 6, y: y(v) + 4, "text-anchor": "end" }, number(v, 1)));
	for (let d = 0; d < DAYS; d++) {
		let below = 0;
		columns.forEach((column, k) => {
			if (!(column[d] > 0))
				return;
			root.append(svg("rect", { class: names[k], x: x(d), y: y(below + column[d]), width: wide, height: y(below) - y(below + column[d]) }, title(describe(k, d))));
			below += column[d];
		});
	}
	dayAxis(root, d => x(d + .5), 0, DAYS, low, width - BARS.left);
	return root;
}

const sum = list => list.reduce((a, b) => a + b, 0);
const stacked = columns => Array.from({ length: DAYS }, (x, d) => sum(columns.map(c => c[d])));

function showLack() {
	const all = RUNS.map(r => LACKS.map(([code]) => r.raw.lack_ph[code])), names = LACKS.map((x, k) => `k${k}`), most = Math.max(...all.flatMap(stacked), 1e-9);
	const parts = columns => LACKS.map(([, word], k) => [word, sum(columns[k]), names[k]]).filter(x => x[1] >= .005 * sum(columns.map(sum)) && x[1] > 0);
	fill("lack", ...RUNS.map((r, i) => el("figure", {}, el("figcaption", {}, el("b", {}, policyName(r.policy)), ` · W ${number(r.result.weighted_ph)}`,
		...parts(all[i]).map(([word, v, name]) => el("span", { class: "part" }, swatch(name), `${percent(v / Math.max(1e-9, r.result.weighted_ph), 0)} ${t(word)}`))),
		bars("lack", all[i], names, most, policyName(r.policy), (k, d) => `${t("dayN", d + 1)} · ${t(LACKS[k][1])}: ${number(all[i][k][d])}`))));
}

function showBound() {
	const run = RUNS[state.run], byReason = new Map();
	every(run.raw.bound, 4, (day, site, reason, kg) => {
		if (!byReason.has(reason))
			byReason.set(reason, new Float64Array(DAYS));
		byReason.get(reason)[day] += kg / 1000;
	});
	const order = [...byReason.keys()].sort((a, b) => sum(byReason.get(b)) - sum(byReason.get(a))), columns = order.map(r => byReason.get(r)), names = order.map((r, k) => `k${Math.min(k, 6)}`);
	const text = r => DATA.reasons[r][lang];
	if (order.length === 0) {
		legend("boundLegend");
		fill("bound", el("p", { class: "hint" }, t(/^(oxyd|hindsight)/.test(run.policy) ? "boundZero" : "boundNone")));
		return;
	}
	fill("bound", bars("bound", columns, names, Math.max(...stacked(columns)), t("boundTitle"), (k, d) => `${t("dayN", d + 1)} · ${text(order[k])}: ${t("tonnes", number(columns[k][d], 1))}`));
	legend("boundLegend", ...order.map((r, k) => [swatch(names[k]), text(r)]));
}
