// chart - small helpers for elements and drawings. Texts go in as text, never as HTML.
const $ = id => document.getElementById(id);

function build(e, attributes, children) {
	for (const [name, value] of Object.entries(attributes))
		if (value !== null && value !== undefined && value !== false)
			e.setAttribute(name, value === true ? "" : value);
	e.append(...children.filter(c => c !== null && c !== undefined));
	return e;
}
const el = (name, attributes = {}, ...children) => build(document.createElement(name), attributes, children);
const svg = (name, attributes = {}, ...children) => build(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
const title = text => svg("title", {}, text);
const fill = (id, ...children) => $(id).replaceChildren(...children.filter(c => c !== null));

// A drawing as wide as its place, so that its letters keep their size.
function drawing(place, height, attributes = {}, least = 280) {
	const width = Math.max(least, Math.floor($(place).clientWidth || 900));
	return { width, root: svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", ...attributes }) };
}

function ticks(most, about) {
	const raw = Math.max(most, 1e-9) / about, power = 10 ** Math.floor(Math.log10(raw));
	const step = [1, 2, 5, 10].map(x => x * power).find(x => x >= raw);
	const out = [];
	for (let v = 0; v <= most * 1.0001; v += step)
		out.push(v);
	return out;
}

// Days below a drawing: numbers from 1, as many as fit.
function dayAxis(root, x, from, to, y, width) {
	const step = [1, 2, 5, 7, 10, 14, 20, 50, 100].find(s => (to - from) / s * 44 <= width) || 200;
	for (let d = Math.ceil(from); d < to; d++)
		if (d % step === 0)
			root.append(svg("line", { class: "grid", x1: x(d), x2: x(d), y1: y, y2: y + 4 }), svg("text", { class: "axis", x: x(d), y: y + 15, "text-anchor": "middle" }, String(d + 1)));
}

const sample = name => svg("svg", { width: 22, height: 14, viewBox: "0 0 22 14", "aria-hidden": "true" }, ...SAMPLES[name]());
const SAMPLES = {
	line: () => [svg("path", { class: "mine", d: "M1 10L8 4L21 9" })],
	other: () => [svg("path", { class: "theirs", d: "M1 10L8 4L21 9" })],
	capacity: () => [svg("line", { class: "capacity", x1: 1, x2: 21, y1: 7, y2: 7 })],
	unmet: () => [svg("rect", { class: "unmet", x: 4, y: 1, width: 14, height: 12 })],
	delivery: () => [svg("path", { class: "drop", d: "M11 12L6 3H16Z" })],
	report: () => [svg("circle", { class: "note", cx: 11, cy: 7, r: 3.5 })],
	late: () => [svg("circle", { class: "note late", cx: 11, cy: 7, r: 3.5 })],
	call: () => [svg("path", { class: "call", d: "M11 2L16 7L11 12L6 7Z" })],
	silent: () => [svg("rect", { class: "silent", x: 2, y: 1, width: 18, height: 12 })],
	siteOk: () => [svg("circle", { class: "site ok", cx: 11, cy: 7, r: 5 })],
	siteLow: () => [svg("path", { class: "site low", d: "M11 1L17 13H5Z" })],
	siteDry: () => [svg("path", { class: "site dry", d: "M6 2L16 12M16 2L6 12" })],
	supplier: () => [svg("rect", { class: "supplier", x: 6, y: 2, width: 10, height: 10 })],
	tanker: () => [svg("circle", { class: "truck", cx: 11, cy: 7, r: 5 })],
	bottleTruck: () => [svg("path", { class: "truck bottles", d: "M11 1L17 7L11 13L5 7Z" })]
};
const legend = (place, ...rows) => fill(place, ...rows.map(([mark, text]) => el("span", {}, typeof mark === "string" ? sample(mark) : mark, text)));
const swatch = name => svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, svg("rect", { class: name, width: 14, height: 14, rx: 2 }));
