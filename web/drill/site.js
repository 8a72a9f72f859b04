// site - stock over time: every site small, the chosen one large with deliveries, reports and calls.
const SMALL = { width: 200, height: 56, every: 3 }; // one point for three hours, the lowest of them

function smallPath(stock, size) {
	const points = [];
	for (let h = 0; h < HOURS; h += SMALL.every) {
		let least = Infinity;
		for (let k = h; k < Math.min(HOURS, h + SMALL.every); k++)
			least = Math.min(least, stock[k]);
		points.push(`${(h / HOURS * SMALL.width).toFixed(1)} ${(48 - 46 * Math.min(1, least / size)).toFixed(1)}`);
	}
	return `M${points.join("L")}`;
}

// Marks for hours that follow each other are one rectangle.
function spans(hours) {
	const out = [];
	for (const h of hours)
		if (out.length > 0 && out[out.length - 1][1] === h)
			out[out.length - 1][1] = h + 1;
		else
			out.push([h, h + 1]);
	return out;
}

function smallOne(site) {
	const run = RUNS[state.run], other = RUNS[state.other], size = Math.max(1, SITES[site].size_kg), scale = SMALL.width / HOURS;
	const root = svg("svg", { viewBox: `0 0 ${SMALL.width} ${SMALL.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
		svg("line", { class: "grid", x1: 0, x2: SMALL.width, y1: 48, y2: 48 }), other ? svg("path", { class: "theirs", d: smallPath(other.stock[site], size) }) : null,
		svg("path", { class: "mine", d: smallPath(run.stock[site], size) }),
		...spans(run.unmet[site]).map(([a, b]) => svg("rect", { class: "unmet", x: a * scale, y: 49, width: Math.max(.5, (b - a) * scale), height: 7 })));
	const says = run.w[site] > 0 ? t("smallSays", number(run.w[site])) : t("smallFine");
	const button = el("button", { type: "button", class: "small", "data-site": site, "aria-pressed": String(site === state.site), title: SITES[site].name },
		el("span", { class: "name" }, shortName(SITES[site].name)), el("span", { class: run.w[site] > 0 ? "says bad" : "says" }, says), root);
	button.addEventListener("click", () => { choose({ site }); $("siteTitle").scrollIntoView({ block: "start" }); });
	return button;
}

const showSmall = () => fill("small", ...ordered(RUNS[state.run]).map(smallOne));

function markSmall() {
	for (const b of $("small").children)
		b.setAttribute("aria-pressed", String(Number(b.dataset.site) === state.site));
}

// ---- large ------------------------------------------------------------------------------------------------------

const LARGE = { height: 320, left: 58, right: 10, top: 34, bottom: 24 };

function windowOf() {
	if (!state.near)
		return [0, HOURS];
	const from = Math.max(0, Math.min(DAYS - 7, state.day - 3));
	return [from * 24, Math.min(HOURS, (from + 7) * 24)];
}

function path(series, from, to, x, y) {
	const points = [];
	for (let h = from; h < to; h++)
		points.push(`${x(h + 1).toFixed(1)} ${y(series[h]).toFixed(1)}`);
	return `M${points.join("L")}`;
}

function largeMarks(root, x, y, from, to) {
	const run = RUNS[state.run], site = state.site, within = h => h >= from && h < to, detail = to - from < 24 * 20;
	for (const d of run.drops[site].filter(d => within(d.minute / 60)))
		root.append(detail ? svg("text", { class: "axis", x: x(d.minute / 60), y: LARGE.top - 18, "text-anchor": "middle" }, number(d.kg)) : "", svg("path", { class: "drop", d: `M${x(d.minute / 60)} ${LARGE.top - 6}l-4 -9h8Z` }, title(`${t("delivery")}: ${number(d.kg)} kg · ${moment(d.minute)}`)));
	for (const n of run.notes[site].filter(n => within(n.hour))) {
		const at = y(Math.min(n.kg, SITES[site].size_kg * 1.08)), px = x(n.hour), late = n.heard > n.hour;
		const text = `${t(n.call ? "call" : late ? "lateReport" : "report")}: ${number(n.kg)} kg · ${moment(n.hour * 60)}${late ? ` → ${moment(n.heard * 60)}` : ""}`;
		if (n.call)
			root.append(svg("path", { class: "call", d: `M${px} ${at - 5}l5 5l-5 5l-5 -5Z` }, title(text)));
		else
			root.append(svg("circle", { class: late ? "note late" : "note", cx: px, cy: at, r: detail ? 4 : 2.2 }, title(text)));
	}
}

const moment = minute => `${t("dayN", Math.floor(minute / 1440) + 1)}, ${clock(minute)}`;

function showLarge() {
	const s = SITES[state.site], run = RUNS[state.run], other = RUNS[state.other], [from, to] = windowOf();
	const { width, root } = drawing("large", LARGE.height, { "aria-label": t("siteTitle", s.name) });
	const low = LARGE.height - LARGE.bottom, size = Math.max(1, s.size_kg), most = size * 1.1;
	const x = h => LARGE.left + (width - LARGE.left - LARGE.right) * (h - from) / (to - from), y = kg => low - (low - LARGE.top) * kg / most;
	for (const v of ticks(most, 5))
		root.append(svg("line", { class: "grid", x1: LARGE.left, x2: width - LARGE.right, y1: y(v), y2: y(v) }), svg("text", { class: "axis", x: LARGE.left - 6, y: y(v) + 4, "text-anchor": "end" }, number(v)));
	root.append(svg("text", { class: "axis", x: LARGE.left - 6, y: LARGE.top - 14, "text-anchor": "end" }, "kg"));
	for (const [kind, index, a, b] of SCENE.events)
		if (kind === "silent" && index === state.site && b * 24 > from && a * 24 < to)
			root.append(svg("rect", { class: "silent", x: x(Math.max(from, a * 24)), y: LARGE.top, width: x(Math.min(to, b * 24)) - x(Math.max(from, a * 24)), height: low - LARGE.top }, title(t("silentSpan"))));
	for (const [a, b] of spans(run.unmet[state.site].filter(h => h >= from && h < to)))
		root.append(svg("rect", { class: "unmet pale", x: x(a), y: LARGE.top, width: Math.max(1, x(b) - x(a)), height: low - LARGE.top }, title(t("diaryUnmet", moment(a * 60), moment(b * 60)))),
			svg("rect", { class: "unmet", x: x(a), y: low - 6, width: Math.max(1, x(b) - x(a)), height: 6 }));
	root.append(svg("line", { class: "capacity", x1: LARGE.left, x2: width - LARGE.right, y1: y(size), y2: y(size) }));
	if (other)
		root.append(svg("path", { class: "theirs", d: path(other.stock[state.site], from, to, x, y) }));
	root.append(svg("path", { class: "mine", d: path(run.stock[state.site], from, to, x, y) }));
	largeMarks(root, x, y, from, to);
	dayAxis(root, d => x(d * 24), from / 24, to / 24, low, width - LARGE.left);
	root.append(svg("line", { id: "largeMark", class: "now", y1: LARGE.top, y2: low }));
	root.addEventListener("click", e => {
		const box = root.getBoundingClientRect(), minute = (from + ((e.clientX - box.left) * width / box.width - LARGE.left) / (width - LARGE.left - LARGE.right) * (to - from)) * 60;
		if (minute >= 0 && minute < HOURS * 60)
			choose({ day: Math.floor(minute / 1440), minute: Math.floor(minute % 1440 / 15) * 15 });
	});
	fill("large", root);
	showLarge.x = x;
	$("siteTitle").textContent = t("siteTitle", s.name);
	$("zoomAll").setAttribute("aria-pressed", String(!state.near));
	$("zoomNear").setAttribute("aria-pressed", String(state.near));
	legend("largeLegend", ["line", t("stockOf", policyName(run.policy))], ...other ? [["other", t("stockOf", policyName(other.policy))]] : [], ["capacity", t("capacity")], ["unmet", t("unmetHours")],
		["delivery", t("delivery")], ["report", t("report")], ["late", t("lateReport")], ["call", t("call")], ["silent", t("silentSpan")]);
	markLarge();
}

function markLarge() {
	const x = showLarge.x(state.day * 24 + state.minute / 60), s = SITES[state.site], mark = $("largeMark");
	mark.setAttribute("x1", x);
	mark.setAttribute("x2", x);
	$("siteHint").textContent = t("siteHint", t(s.lox ? "tank" : "bottles"), number(s.beds), number(s.size_kg), state.day + 1, number(s.need_kg[state.day]));
}

// What happened at the site on the day, as a table: the same as the drawing, in words.
function showDiary() {
	const run = RUNS[state.run], site = state.site, from = state.day * 1440, to = from + 1440, rows = [];
	const within = m => m >= from && m < to, kg = v => `${number(v)} kg`;
	for (const d of run.drops[site].filter(d => within(d.minute)))
		rows.push([d.minute, t("diaryDrop"), `+${kg(d.kg)}`]);
	for (const n of run.notes[site].filter(n => within(n.heard * 60)))
		rows.push([n.heard * 60, n.call ? t("diaryCall") : n.heard > n.hour ? t("diaryLate", Math.floor(n.hour / 24) + 1, clock(n.hour * 60)) : t("diaryReport"), kg(n.kg)]);
	for (const [a, b] of spans(run.unmet[site].filter(h => within(h * 60))))
		rows.push([a * 60, t("diaryUnmet", clock(a * 60), clock(b * 60)), ""]);
	rows.sort((a, b) => a[0] - b[0]);
	const [summary, place] = $("diary").children;
	summary.textContent = t("diary", state.day + 1, rows.length);
	const head = el("tr", {}, ...["time", "what", "amount"].map(w => el("th", { scope: "col" }, t(w))));
	place.replaceChildren(rows.length === 0 ? el("p", {}, t("diaryNone"))
		: el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows.map(([m, what, much]) => el("tr", {}, el("td", {}, clock(m)), el("td", {}, what), el("td", { class: "number" }, much))))));
}
