// page - facilities by urgency: hours left, level, age of the last truth, and whom to call. Read-only.
// The token stays in this tab (sessionStorage); nothing is loaded from elsewhere.
"use strict";

const words = {
	vi: {
		title: "Ô-xy y tế: nơi nào hết trước", token: "Mã truy cập", show: "Xem", leave: "Thoát", other: "English",
		where: "Quản trị viên tìm thấy mã trong tệp tokens.json của thư mục trạng thái.",
		caption: "Cơ sở theo mức khẩn cấp", level: "Mức", facility: "Cơ sở", hours: "Còn (giờ)", without: "Nếu không giao thêm", stock: "Tồn kho",
		age: "Số liệu cuối", phone: "Điện thoại trực", red: "■ ĐỎ", amber: "▲ CAM", watch: "◆ THEO DÕI", green: "● XANH", unknown: "? CHƯA RÕ",
		stale: "số liệu cũ", never: "chưa có số liệu", none: "—", unknownText: "chưa rõ", range: "dự báo {0} đến {1}", ago: "{0} giờ trước", days: "{0} ngày trước", now: "vừa xong",
		capped: "trên 14 ngày", summary: "{0} cơ sở · {1} đỏ · {2} cam · {3} theo dõi · {4} xanh · {5} chưa rõ · lúc {6}", away: "Không kết nối được máy chủ. Số liệu trên trang có thể đã cũ.",
		footer: "Giờ Việt Nam (UTC+7). Giờ còn lại là mức thận trọng (p10). Khối lượng tính bằng kg ô-xy."
	},
	en: {
		title: "Medical oxygen: who runs out first", token: "Access token", show: "Show", leave: "Leave", other: "Tiếng Việt",
		where: "The administrator finds tokens in tokens.json of the state directory.",
		caption: "Facilities by urgency", level: "Level", facility: "Facility", hours: "Hours left", without: "Without deliveries", stock: "On hand",
		age: "Last truth", phone: "Duty telephone", red: "■ RED", amber: "▲ AMBER", watch: "◆ WATCH", green: "● GREEN", unknown: "? UNKNOWN",
		stale: "stale", never: "never reported", none: "—", unknownText: "unknown", range: "forecast {0} to {1}", ago: "{0} h ago", days: "{0} days ago", now: "just now",
		capped: "over 14 days", summary: "{0} facilities · {1} red · {2} amber · {3} watch · {4} green · {5} unknown · at {6}", away: "The server cannot be reached. What the page shows may be old.",
		footer: "Viet Nam time (UTC+7). Hours left are the cautious figure (p10). Masses are kg of oxygen."
	}
};

let lang = localStorage.getItem("lang") === "en" ? "en" : "vi";
let rows = null;
const $ = id => document.getElementById(id);
const t = (key, ...args) => args.reduce((s, a, i) => s.replace(`{${i}}`, a), words[lang][key]);

const locale = () => (lang === "vi" ? "vi-VN" : "en-GB");
const number = (v, digits = 0) => v.toLocaleString(locale(), { maximumFractionDigits: digits });
const clock = when => new Date(when).toLocaleString(locale(),
	{ timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" });

function hours(h) {
	if (!h || h.p10 === null || h.p10 === undefined)
		return t("unknownText");
	return h.p10 >= 336 ? t("capped") : number(h.p10, h.p10 < 10 ? 1 : 0);
}

function age(truth, now) {
	if (!truth)
		return t("never");
	const h = Math.floor((new Date(now) - new Date(truth)) / 36e5);
	return h < 1 ? t("now") : h < 48 ? t("ago", h) : t("days", Math.floor(h / 24));
}

function cell(tr, label, text, note, kind) {
	const td = tr.insertCell();
	td.dataset.label = t(label);
	if (kind)
		td.className = kind;
	const span = document.createElement("span");
	span.textContent = text;
	td.append(span);
	if (note) {
		const small = document.createElement("small");
		small.textContent = note;
		span.append(small);
	}
	return span;
}

function draw() {
	document.documentElement.lang = lang;
	document.querySelectorAll("[data-t]").forEach(e => { e.textContent = t(e.dataset.t); });
	$("lang").textContent = t("other");
	$("enter").hidden = rows !== null;
	$("leave").hidden = rows === null;
	$("facilities").hidden = rows === null;
	$("summary").textContent = "";
	const body = $("facilities").tBodies[0];
	body.replaceChildren();
	if (rows === null)
		return;
	const count = { red: 0, amber: 0, watch: 0, green: 0, unknown: 0 };
	for (const f of rows.items) {
		const tr = body.insertRow();
		const h = f.hours_to_empty || {};
		count[f.level] = (count[f.level] || 0) + 1;
		cell(tr, "level", t(f.level)).classList.add("badge", f.level);
		cell(tr, "facility", f.name || f.facility, f.facility);
		cell(tr, "hours", hours(h), h.p50 !== null && h.p50 !== undefined && h.p10 < 336 ? t("range", number(h.p10, 0), number(h.p90, 0)) : "", "number");
		cell(tr, "without", hours(f.hours_without_deliveries), "", "number");
		cell(tr, "stock", f.on_hand_g === null || f.on_hand_g === undefined ? t("unknownText") : number(f.on_hand_g / 1000) + " kg", "", "number");
		const a = cell(tr, "age", age(f.as_of_truth, rows.now), f.stale ? t("stale") : "");
		if (f.stale)
			a.classList.add("stale");
		cell(tr, "phone", f.duty_phone || t("none"));
	}
	$("summary").textContent = t("summary", rows.items.length, count.red, count.amber, count.watch, count.green, count.unknown, clock(rows.now));
}

async function get(path) {
	const answer = await fetch(path, { headers: { Authorization: "Bearer " + sessionStorage.getItem("token"), "Accept-Language": lang } });
	const body = await answer.json();
	if (!answer.ok)
		throw Object.assign(new Error(`${body.title}: ${body.detail}`), { status: answer.status });
	return body;
}

// Every facility in the token's scope: a province's or the nation's with one call a province, a hospital's own one by one.
async function facilities() {
	let nation;
	try {
		nation = await get("/v1/national/status");
	} catch (e) {
		if (e.status !== 403)
			throw e;
		const own = await get("/v1/facilities?limit=1000");
		return Promise.all(own.items.map(f => get(`/v1/facilities/${f.code}/status`)));
	}
	const provinces = await Promise.all(nation.provinces.filter(p => p.coverage.facilities > 0)
		.map(p => get(`/v1/provinces/${p.province}/status?facilities=true`)));
	return provinces.flatMap(p => p.facilities);
}

// Unknown comes first: nobody can say that it is safe. Then by the cautious hours.
const urgency = f => (f.hours_to_empty && f.hours_to_empty.p10 !== null ? f.hours_to_empty.p10 : -1);

async function load() {
	try {
		const items = (await facilities()).sort((a, b) => urgency(a) - urgency(b));
		rows = { items, now: items.length ? items[0].as_of : new Date().toISOString() };
		$("problem").hidden = true;
	} catch (e) {
		$("problem").textContent = e instanceof TypeError ? t("away") : e.message;
		$("problem").hidden = false;
	}
	draw();
}

$("enter").addEventListener("submit", e => {
	e.preventDefault();
	sessionStorage.setItem("token", $("token").value.trim());
	load();
});
$("leave").addEventListener("click", () => {
	sessionStorage.removeItem("token");
	$("token").value = "";
	rows = null;
	draw();
});
$("lang").addEventListener("click", () => {
	lang = lang === "vi" ? "en" : "vi";
	localStorage.setItem("lang", lang);
	draw();
});
setInterval(() => { if (rows !== null) load(); }, 60000);
draw();
if (sessionStorage.getItem("token"))
	load();
