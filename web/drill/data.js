// data - the numbers of the page as arrays: what src/simulate/report.c wrote, undone and summed by site and day.
const DATA = JSON.parse(document.getElementById("data").textContent);
const SCENE = DATA.scenario, SITES = SCENE.sites, SUPPLIERS = SCENE.suppliers, TRUCKS = SCENE.trucks, DAYS = SCENE.days, HOURS = DAYS * 24;
const LACKS = [["on_road", "on_road"], ["goods", "goods"], ["truck", "truck_lack"], ["duty", "duty"], ["order", "order_lack"]]; // code, word

function undo(differences) {
	const out = new Int32Array(differences.length);
	let v = 0;
	differences.forEach((d, i) => { out[i] = v += d; });
	return out;
}

function every(flat, width, each) {
	for (let i = 0; i < flat.length; i += width)
		each(...flat.slice(i, i + width));
}

const lists = () => SITES.map(() => []);
const wardHours = g => g * 24 / SCENE.ward_g_day;
const critHours = g => g * 24 / SCENE.crit_g_day;
const weigh = (ward, crit) => wardHours(ward) + SCENE.crit_weight * critHours(crit);

function trip(flat) {
	const stops = [];
	every(flat.slice(3), 4, (site, arrive, depart, kg) => stops.push({ site, arrive, depart, kg }));
	return { truck: flat[0], leave: flat[1], back: flat[2], stops };
}

function prepare(raw) {
	const run = { policy: raw.policy, result: raw.result, raw, stock: raw.stock_kg.map(undo), gas: raw.gas_kg.map(undo), full: raw.full.map(undo),
		ward: new Float64Array(SITES.length * DAYS), crit: new Float64Array(SITES.length * DAYS), w: new Float64Array(SITES.length),
		wOfDay: new Float64Array(DAYS), unmet: lists(), drops: lists(), notes: lists(), trips: Array.from({ length: DAYS }, () => []) };
	every(raw.unmet, 4, (site, hour, ward, crit) => {
		const day = Math.floor(hour / 24);
		run.unmet[site].push(hour);
		run.ward[site * DAYS + day] += ward;
		run.crit[site * DAYS + day] += crit;
		run.w[site] += weigh(ward, crit);
		run.wOfDay[day] += weigh(ward, crit);
	});
	run.dry = run.unmet.map(hours => new Set(hours));
	every(raw.drops, 3, (site, minute, kg) => run.drops[site].push({ minute, kg }));
	every(raw.notes, 5, (site, heard, hour, call, kg) => run.notes[site].push({ heard, hour, call: call === 1, kg: Math.max(0, kg - SITES[site].heel_kg) }));
	raw.trips.map(trip).forEach(x => run.trips[Math.floor(x.leave / 1440)].push(x));
	return run;
}

const RUNS = DATA.runs.map(prepare);
SITES.forEach(s => { s.need = s.need_kg.reduce((a, b) => a + b, 0); });

// Grams unmet of a site and day, and their share of the day's need.
const unmetOf = (run, site, day) => run.ward[site * DAYS + day] + run.crit[site * DAYS + day];
const shareOf = (run, site, day) => Math.min(1, unmetOf(run, site, day) / 1000 / Math.max(1, SITES[site].need_kg[day]));

function worstSite(run) {
	let worst = -1, most = 0;
	SITES.forEach((s, i) => {
		let g = 0;
		for (let d = 0; d < DAYS; d++)
			g += unmetOf(run, i, d);
		if (g / Math.max(1, s.need) > most) {
			most = g / Math.max(1, s.need);
			worst = i;
		}
	});
	return worst;
}

// Where a truck is at a minute: what it does, and between which places.
function whereIs(x, minute) {
	const truck = TRUCKS[x.truck], home = SUPPLIERS[truck.supplier];
	const aboard = from => x.stops.slice(from).reduce((kg, s) => kg + s.kg, 0);
	let at = home, since = x.leave + truck.load_min;
	if (minute < since)
		return { doing: "loading", a: home, b: home, part: 0, place: home, kg: aboard(0) };
	for (let i = 0; i < x.stops.length; i++) {
		const stop = x.stops[i], place = SITES[stop.site];
		if (minute < stop.arrive)
			return { doing: "driving", a: at, b: place, part: (minute - since) / Math.max(1, stop.arrive - since), place, when: stop.arrive, kg: aboard(i) };
		if (minute < stop.depart)
			return { doing: "unloading", a: place, b: place, part: 0, place, kg: aboard(i) };
		at = place;
		since = stop.depart;
	}
	return { doing: "homing", a: at, b: home, part: (minute - since) / Math.max(1, x.back - since), place: home, when: x.back, kg: 0 };
}
const isOut = (x, minute) => x.leave <= minute && minute < x.back;
