// map - places at their coordinates, straight roads, and where each truck is at the chosen moment.
const MAP = { edge: 30 };

// Equal kilometres both ways, the middle of all places in the middle.
function projection(width, most) {
	const all = [...SITES, ...SUPPLIERS], lats = all.map(p => p.lat), lons = all.map(p => p.lon);
	const lat = (Math.min(...lats) + Math.max(...lats)) / 2, lon = (Math.min(...lons) + Math.max(...lons)) / 2, km = 111.195;
	const wide = Math.max(1, (Math.max(...lons) - Math.min(...lons)) * km * Math.cos(lat * Math.PI / 180)), high = Math.max(1, (Math.max(...lats) - Math.min(...lats)) * km);
	const scale = Math.min((width - 2 * MAP.edge) / wide, (most - 2 * MAP.edge) / high); // pixels a km
	const height = Math.max(220, Math.min(most, high * scale + 2 * MAP.edge));
	return { scale, height, at: p => [width / 2 + (p.lon - lon) * km * Math.cos(lat * Math.PI / 180) * scale, height / 2 - (p.lat - lat) * km * scale] };
}

function stateOf(run, site, day, minute) {
	const hour = day * 24 + Math.floor(minute / 60), s = SITES[site];
	if (run.dry[site].has(hour))
		return "dry";
	return run.stock[site][hour] < Math.max(0, s.need_kg[day] / 24 - s.psa_kg_h) * 12 ? "low" : "ok";
}

function siteMark(run, site, [x, y]) {
	const kind = stateOf(run, site, state.day, state.minute), hour = state.day * 24 + Math.floor(state.minute / 60), r = 3.5 + 5 * Math.sqrt(SITES[site].need / Math.max(1e-9, ...SITES.map(s => s.need)));
	const shape = { ok: () => svg("circle", { class: "site ok", cx: x, cy: y, r }), low: () => svg("path", { class: "site low", d: `M${x} ${y - r - 1}l${r + 1} ${2 * r + 1}h${-2 * r - 2}Z` }),
		dry: () => svg("path", { class: "site dry", d: `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x + r} ${y - r}l${-2 * r} ${2 * r}` }) }[kind]();
	const g = svg("g", { class: "pick", "data-site": site }, site === state.site ? svg("circle", { class: "ring", cx: x, cy: y, r: r + 5 }) : null, svg("circle", { class: "hit", cx: x, cy: y, r: r + 4 }), shape,
		title(`${t("siteState", SITES[site].name, number(run.stock[site][hour]))} · ${t({ ok: "siteOk", low: "siteLow", dry: "siteDry" }[kind])}`));
	g.addEventListener("click", () => choose({ site }));
	return g;
}

function supplierMark(run, i, [x, y]) {
	const hour = state.day * 24 + Math.floor(state.minute / 60), s = SUPPLIERS[i];
	return svg("g", {}, svg("rect", { class: "supplier", x: x - 7, y: y - 7, width: 14, height: 14 }), svg("text", { class: "label", x: x + 10, y: y + 4 }, s.id),
		title(t("supplierState", s.name, number(run.gas[i][hour]), number(run.full[i][hour]))));
}

function truckMark(x, now, at) {
	const w = whereIs(x, now), [ax, ay] = at(w.a), [bx, by] = at(w.b), px = ax + (bx - ax) * w.part, py = ay + (by - ay) * w.part, truck = TRUCKS[x.truck];
	const shape = truck.bottles ? svg("path", { class: "truck bottles", d: `M${px} ${py - 6}l6 6l-6 6l-6 -6Z` }) : svg("circle", { class: "truck", cx: px, cy: py, r: 5.5 });
	return svg("g", { class: "lorry", "data-truck": truck.id, "data-x": px.toFixed(1), "data-y": py.toFixed(1) }, shape, title(`${truck.id}: ${doing(w)}`));
}

const doing = w => t(w.doing, w.place.name, w.when === undefined ? "" : clock(w.when));
const line = (x, at, name) => svg("path", { class: name, d: `M${[SUPPLIERS[TRUCKS[x.truck].supplier], ...x.stops.map(s => SITES[s.site]), SUPPLIERS[TRUCKS[x.truck].supplier]].map(p => at(p).map(v => v.toFixed(1)).join(" ")).join("L")}` });

function scaleBar(root, scale, height) {
	const km = [1, 2, 5, 10, 20, 50, 100, 200].find(k => k * scale >= 60) || 500, y = height - 12;
	root.append(svg("path", { class: "scale", d: `M12 ${y - 5}v5h${km * scale}v-5` }), svg("text", { class: "axis", x: 16 + km * scale, y: y + 2 }, t("km", km)));
}

function showMap() {
	const run = RUNS[state.run], now = state.day * 1440 + state.minute, trips = run.trips[state.day], out = trips.filter(x => isOut(x, now));
	const wide = $("map").clientWidth || 700, { scale, at, height } = projection(wide, 560), { width, root } = drawing("map", height);
	const short = SITES.map((s, i) => i).filter(i => stateOf(run, i, state.day, state.minute) === "dry");
	root.setAttribute("aria-label", t("mapLabel", state.day + 1, clock(state.minute), out.length, short.length));
	root.append(svg("rect", { class: "ground", width, height, rx: 6 }), ...trips.filter(x => !isOut(x, now)).map(x => line(x, at, "trip")), ...out.map(x => line(x, at, "trip now")));
	SITES.forEach((s, i) => root.append(siteMark(run, i, at(s))));
	SUPPLIERS.forEach((s, i) => root.append(supplierMark(run, i, at(s))));
	root.append(...out.map(x => truckMark(x, now, at)));
	const [sx, sy] = at(SITES[state.site]), after = sx < width * .6;
	root.append(svg("text", { class: "label chosen", x: sx + (after ? 15 : -15), y: sy - 9, "text-anchor": after ? "start" : "end" }, cut(shortName(SITES[state.site].name), 30)));
	scaleBar(root, scale, height);
	fill("map", root);
	showRoad(out, now, short);
}

function showRoad(out, now, short) {
	$("roadTitle").textContent = t("roadTitle", clock(state.minute), state.day + 1);
	const rows = out.map(x => { const w = whereIs(x, now); return el("tr", {}, el("td", { class: "id" }, TRUCKS[x.truck].id), el("td", {}, doing(w)), el("td", { class: "number" }, number(w.kg))); });
	const head = el("tr", {}, el("th", { scope: "col" }, t("truck")), el("th", { scope: "col" }, t("doing")), el("th", { scope: "col", class: "number" }, t("load")));
	fill("road", short.length > 0 ? el("p", { class: "bad" }, t("dryNow", short.length, short.map(i => shortName(SITES[i].name)).join(", "))) : null,
		rows.length > 0 ? el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)) : el("p", { class: "hint" }, t("roadNone")));
}

const showMapLegend = () => legend("mapLegend", ["siteOk", t("siteOk")], ["siteLow", t("siteLow")], ["siteDry", t("siteDry")], ["supplier", t("supplier")], ["tanker", t("tanker")], ["bottleTruck", t("bottleTruck")]);
