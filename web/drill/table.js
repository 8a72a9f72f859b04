// table - headline figures side by side, the events, and the strip of unmet need by site and day.
const LESS = -1, MORE = 1;
const MEASURES = [ // word, value of a run, as text, which is better (none: no mark)
	["weighted", r => r.result.weighted_ph, v => number(v), LESS],
	["ward", r => r.result.unmet_ph - r.result.unmet_crit_ph, v => number(v), LESS],
	["crit", r => r.result.unmet_crit_ph, v => number(v), LESS],
	["unmet", r => r.result.unmet_kg, v => number(v), LESS],
	["share", r => r.result.unmet_kg / Math.max(1, r.result.demand_kg), v => percent(v, 2), LESS],
	["stockouts", r => r.unmet.filter(x => x.length > 0).length, v => t("ofSites", number(v), SITES.length), LESS],
	["worst", r => r.result.worst_unmet_share, (v, r) => v > 0 ? t("worstOf", shortName(SITES[worstSite(r)].name), percent(v)) : t("none"), LESS],
	["delivered", r => r.result.delivered_t, v => fixed(v, 1)],
	["kmTonne", r => r.result.km / Math.max(.001, r.result.delivered_t), v => fixed(v, 1), LESS],
	["trips", r => r.result.trips, v => number(v)],
	["truckHours", r => r.result.truck_h, v => number(v)],
	["end", r => r.result.end_stock_t, v => fixed(v, 1)],
	["churn", r => r.result.churn, v => v > 0 ? percent(v) : t("none")]
];

function measureRow([word, value, text, better]) {
	const values = RUNS.map(value), best = better === LESS ? Math.min(...values) : null, most = Math.max(...values, 1e-9);
	const cell = (v, i) => el("td", { class: v === best ? "best" : null }, word === "weighted" ? el("span", { class: "gauge", style: `width:${Math.max(1, 100 * v / most)}%` }) : null,
		`${text(v, RUNS[i])}${v === best && RUNS.length > 1 ? " ✓" : ""}`);
	return el("tr", {}, el("th", { scope: "row" }, t(word, number(SCENE.crit_weight, 1))), ...values.map(cell));
}

function showResults() {
	const head = el("tr", {}, el("th", { scope: "col" }, t("measure")), ...RUNS.map(r => el("th", { scope: "col" }, policyName(r.policy))));
	fill("results", el("table", { style: `min-width:${(RUNS.length + 1) * 7.5}rem` }, el("thead", {}, head), el("tbody", {}, ...MEASURES.map(measureRow))));
	$("results").setAttribute("aria-label", t("resultsTitle"));
}

function eventText([kind, index, from, to, percentLeft]) {
	const days = [number(Math.max(0, from) + 1), number(Math.min(DAYS, to))];
	if (kind === "truck_out")
		return t("truckOut", ...days, TRUCKS[index].id);
	return kind === "silent" ? t("silent", ...days, SITES[index].name) : t("production", ...days, SUPPLIERS[index].name, number(percentLeft));
}

function showEvents() {
	const [summary, list] = $("events").children;
	summary.textContent = t("eventsTitle", SCENE.events.length);
	const items = SCENE.events.length > 0 ? SCENE.events.map(eventText) : [t("noEvents")];
	list.replaceChildren(...items.map(text => el("li", {}, text)));
}

// ---- the strip ----------------------------------------------------------------------------------------------

const STEPS = [.02, .1, .25, .5, 1];
const stepOf = share => STEPS.findIndex(s => share <= s) + 1;
const HEAT = { top: 58, row: 15, bottom: 20 };

function ordered(run) {
	const by = { unmet: (a, b) => run.w[b] - run.w[a] || SITES[b].need - SITES[a].need, need: (a, b) => SITES[b].need - SITES[a].need,
		name: (a, b) => SITES[a].name.localeCompare(SITES[b].name, "vi") };
	return SITES.map((s, i) => i).sort(by[state.order]);
}

function showHeat() {
	const run = RUNS[state.run], rows = ordered(run), height = HEAT.top + rows.length * HEAT.row + HEAT.bottom;
	const { width, root } = drawing("heat", height, { "aria-label": t("heatTitle") });
	const left = width < 700 ? 112 : 190, x = d => left + (width - left - 8) * d / DAYS, cell = x(1) - x(0), most = Math.max(...run.wOfDay, 1e-9);
	root.append(svg("text", { class: "axis", x: 0, y: 34 }, t("province")));
	run.wOfDay.forEach((w, d) => root.append(svg("rect", { class: "unmet", x: x(d), y: 50 - 44 * w / most, width: Math.max(.5, cell - .6), height: 44 * w / most }, title(`${t("dayN", d + 1)}: ${number(w)}`))));
	rows.forEach((site, i) => {
		const y = HEAT.top + i * HEAT.row;
		root.append(svg("rect", { class: "h0", x: left, y, width: width - left - 8, height: HEAT.row - 1.5 }));
		root.append(svg("text", { class: `axis name${site === state.site ? " chosen" : ""}`, x: 0, y: y + 11, "data-site": site }, cut(shortName(SITES[site].name), (left - 8) / 6.9), title(SITES[site].name)));
		for (let d = 0; d < DAYS; d++)
			if (unmetOf(run, site, d) > 0)
				root.append(svg("rect", { class: `h${stepOf(shareOf(run, site, d))}`, x: x(d), y, width: Math.max(.5, cell - .6), height: HEAT.row - 1.5 }, title(heatText(run, site, d))));
	});
	dayAxis(root, d => x(d + .5), 0, DAYS, height - HEAT.bottom, width - left);
	root.append(svg("rect", { id: "heatMark", class: "mark", width: Math.max(3, cell), height: HEAT.row }));
	root.addEventListener("click", e => {
		const box = root.getBoundingClientRect(), px = (e.clientX - box.left) * width / box.width, py = (e.clientY - box.top) * height / box.height;
		const row = Math.floor((py - HEAT.top) / HEAT.row), day = Math.floor((px - left) / cell);
		choose({ site: row >= 0 && row < rows.length ? rows[row] : state.site, day: day >= 0 && day < DAYS ? day : state.day });
	});
	fill("heat", root);
	$("heat").setAttribute("aria-label", t("heatKeys"));
	showHeat.at = { rows, x, cell };
	legend("heatLegend", [swatch("h0"), t("heatZero")], ...STEPS.map((s, i) => [swatch(`h${i + 1}`), i < 4 ? t("upTo", number(100 * s)) : t("over", number(100 * STEPS[3]))]));
	markHeat();
}

// As people there abbreviate them.
const shortName = name => name.replace(/^Bệnh viện/i, "BV").replace(/^Trung tâm Y tế/i, "TTYT").replace(/^Phòng khám/i, "PK");
const cut = (text, n) => text.length > n ? `${text.slice(0, Math.floor(n) - 1)}…` : text;

function heatText(run, site, day) {
	const ward = wardHours(run.ward[site * DAYS + day]), crit = critHours(run.crit[site * DAYS + day]);
	return ward + crit > 0 ? t("heatSays", SITES[site].name, day + 1, number(ward + crit, 1), number(crit, 1), percent(shareOf(run, site, day)))
		: t("heatFine", SITES[site].name, day + 1);
}

function markHeat() {
	const { rows, x } = showHeat.at, mark = $("heatMark"), row = rows.indexOf(state.site);
	mark.setAttribute("x", x(state.day));
	mark.setAttribute("y", HEAT.top + row * HEAT.row - .75);
	$("heat").querySelectorAll(".name").forEach(e => e.classList.toggle("chosen", Number(e.dataset.site) === state.site));
	$("heatSays").textContent = heatText(RUNS[state.run], state.site, state.day);
}

function heatKey(e) {
	const { rows } = showHeat.at, row = rows.indexOf(state.site), step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
	if (!step)
		return;
	e.preventDefault();
	choose({ site: rows[Math.min(rows.length - 1, Math.max(0, row + step[0]))], day: Math.min(DAYS - 1, Math.max(0, state.day + step[1])) });
}
