// page - what is chosen, and who must draw again when it changes.
const state = { run: 0, other: RUNS.length > 1 ? 1 : -1, site: 0, day: 0, minute: 12 * 60, order: "unmet", near: false };

// Begin where it hurts most: the worst day and the worst site of the first policy.
state.day = RUNS[0].wOfDay.indexOf(Math.max(...RUNS[0].wOfDay));
state.site = ordered(RUNS[0])[0];

function showTime() {
	$("dayText").textContent = t("dayOf", state.day + 1, DAYS);
	$("timeText").textContent = clock(state.minute);
	$("day").value = state.day;
	$("time").value = state.minute;
	$("day").setAttribute("aria-valuetext", t("dayN", state.day + 1));
	$("time").setAttribute("aria-valuetext", clock(state.minute));
	$("chosen").textContent = t("chosen", policyName(RUNS[state.run].policy), state.other < 0 ? t("nobody") : policyName(RUNS[state.other].policy), SITES[state.site].name, state.day + 1, clock(state.minute));
	$("site").value = state.site;
	markHeat();
	markLarge();
	showMap();
}

function showAll() {
	showHeat();
	showLarge();
	showDiary();
	showSmall();
	showLack();
	showBound();
	showTime();
}

// Take on a change, and draw what depends on it.
function choose(change) {
	const was = { ...state };
	Object.assign(state, change);
	if (state.run !== was.run || state.other !== was.other || state.order !== was.order) {
		showAll();
		return;
	}
	if (state.site !== was.site)
		markSmall();
	if (state.site !== was.site || state.near !== was.near || (state.near && state.day !== was.day))
		showLarge();
	if (state.site !== was.site || state.day !== was.day)
		showDiary();
	showTime();
}

function options(id, rows, chosen) {
	$(id).replaceChildren(...rows.map(([value, text]) => el("option", { value }, text)));
	$(id).value = chosen;
}

function showWords() {
	document.documentElement.lang = lang;
	document.title = `${t("title")} · ${SCENE.id}`;
	document.querySelectorAll("[data-t]").forEach(e => { e.textContent = t(e.dataset.t); });
	$("lang").textContent = t("other");
	$("lang").lang = lang === "vi" ? "en" : "vi";
	$("about").textContent = t("about", SCENE.id, SCENE.province, DAYS, SITES.length, SUPPLIERS.length, TRUCKS.length, SCENE.seed);
	$("bar").setAttribute("aria-label", t("controls"));
	$("play").textContent = t(playing ? "pause" : "play");
	options("run", RUNS.map((r, i) => [i, policyName(r.policy)]), state.run);
	options("other", [[-1, t("nobody")], ...RUNS.map((r, i) => [i, policyName(r.policy)])], state.other);
	options("site", SITES.map((s, i) => [i, s.name]).sort((a, b) => a[1].localeCompare(b[1], "vi")), state.site);
	options("order", [["unmet", t("byUnmet")], ["need", t("byNeed")], ["name", t("byName")]], state.order);
	showResults();
	showEvents();
	showMapLegend();
	showAll();
}

let playing = null;

function play() {
	clearInterval(playing);
	playing = playing ? null : setInterval(() => {
		const next = state.day * 1440 + state.minute + 15;
		if (next >= HOURS * 60)
			play();
		else
			choose({ day: Math.floor(next / 1440), minute: next % 1440 });
	}, 120);
	$("play").textContent = t(playing ? "pause" : "play");
}

const onChange = (id, change) => $(id).addEventListener("change", () => choose(change($(id).value)));
const onSlide = (id, change) => $(id).addEventListener("input", () => choose(change(Number($(id).value))));

$("day").max = DAYS - 1;
onChange("run", v => ({ run: Number(v) }));
onChange("other", v => ({ other: Number(v) }));
onChange("site", v => ({ site: Number(v) }));
onChange("order", v => ({ order: v }));
onSlide("day", v => ({ day: v }));
onSlide("time", v => ({ minute: v }));
$("play").addEventListener("click", play);
$("zoomAll").addEventListener("click", () => choose({ near: false }));
$("zoomNear").addEventListener("click", () => choose({ near: true }));
$("heat").addEventListener("keydown", heatKey);
$("lang").addEventListener("click", () => {
	lang = lang === "vi" ? "en" : "vi";
	try { localStorage.setItem("lang", lang); } catch { /* a file may have no storage; the choice then lasts as long as the page */ }
	showWords();
});

let drawnAt = 0;
new ResizeObserver(() => {
	const width = document.querySelector("main").clientWidth;
	if (width !== drawnAt && drawnAt !== 0)
		showAll();
	drawnAt = width;
}).observe(document.querySelector("main"));

showWords();
