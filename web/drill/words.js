// words - every text of the page, in Vietnamese and English; {0} is filled in.
// What a plan says binds comes with the data, in the words of src/planner/reason.c.
const WORDS = {
	vi: {
		title: "Diễn tập cấp ô-xy y tế", other: "English",
		about: "Kịch bản {0} · tỉnh {1} · {2} ngày · {3} cơ sở · {4} nhà cung cấp · {5} xe · mã ngẫu nhiên {6}",
		limits: "Trong mô phỏng này người bệnh không tử vong, không chuyển viện và không cai máy. Giờ bệnh nhân thiếu ô-xy chỉ dùng để so sánh các cách điều phối, không phải số ca tử vong.",
		footer: "Giờ Việt Nam; ngày 1 là ngày đầu tiên được tính điểm. Khối lượng là kg ô-xy. Trang này không tải gì từ mạng. Phương pháp và giới hạn: doc/simulation.md.",
		resultsTitle: "Kết quả cạnh nhau", resultsHint: "Cùng một tỉnh, cùng nhu cầu, cùng xe: chỉ khác người quyết định. Ô có dấu ✓ là tốt nhất trong hàng.",
		measure: "Chỉ số", weighted: "Thiếu hụt W (giờ bệnh nhân, bệnh nặng × {0})", ward: "Thiếu ở bệnh nhân thường (giờ bệnh nhân)", crit: "Thiếu ở bệnh nhân nặng (giờ bệnh nhân)",
		unmet: "Ô-xy thiếu (kg)", share: "Phần nhu cầu bị thiếu", stockouts: "Cơ sở từng hết ô-xy", worst: "Nơi thiếu nặng nhất", delivered: "Đã giao (tấn)",
		kmTonne: "Km mỗi tấn", trips: "Chuyến xe", truckHours: "Giờ xe chạy", end: "Tồn cuối kỳ (tấn)", churn: "Kế hoạch bị đổi", ofSites: "{0} / {1}", worstOf: "{0} ({1})", none: "—",
		eventsTitle: "Sự cố trong kịch bản ({0})", noEvents: "Không có sự cố nào.", truckOut: "Ngày {0}–{1}: xe {2} không chạy", production: "Ngày {0}–{1}: {2} chỉ sản xuất {3} %", silent: "Ngày {0}–{1}: {2} không gửi báo cáo",
		policy: "Cách điều phối", compared: "So với", nobody: "không so", site: "Cơ sở", day: "Ngày", time: "Giờ", dayN: "ngày {0}", dayOf: "{0} / {1}", play: "▶ Chạy", pause: "❚❚ Dừng", controls: "Chọn cách điều phối, cơ sở và thời điểm",
		chosen: "{0}, so với {1} · {2} · ngày {3}, {4}",
		heatTitle: "Thiếu ở đâu, ngày nào", heatHint: "Mỗi hàng một cơ sở, mỗi cột một ngày; màu là phần nhu cầu trong ngày không được đáp ứng. Bấm vào ô, hoặc dùng phím mũi tên, để chọn cơ sở và ngày.",
		heatKeys: "Lưới thiếu hụt theo cơ sở và ngày. Phím mũi tên để chọn.", province: "Toàn tỉnh (W mỗi ngày)", heatSays: "{0}, ngày {1}: thiếu {2} giờ bệnh nhân, trong đó {3} nặng; {4} nhu cầu của ngày.", heatFine: "{0}, ngày {1}: không thiếu.",
		heatZero: "không thiếu", upTo: "đến {0} %", over: "trên {0} %",
		mapTitle: "Xe trên bản đồ", mapHint: "Vị trí theo tọa độ, đường vẽ thẳng. Kéo thanh giờ hoặc bấm Chạy để xem xe đi. Đường mờ là các chuyến khác trong ngày.",
		mapLabel: "Bản đồ lúc ngày {0}, {1}: {2} xe trên đường, {3} cơ sở thiếu ô-xy", siteOk: "đủ", siteLow: "còn dưới 12 giờ", siteDry: "đang thiếu", supplier: "nhà cung cấp", tanker: "xe bồn", bottleTruck: "xe chở chai", km: "{0} km",
		roadTitle: "Trên đường lúc {0}, ngày {1}", roadNone: "Không có xe nào trên đường.", truck: "Xe", doing: "Đang", load: "Chở (kg)", loading: "nạp hàng tại {0}", driving: "đến {0}, tới nơi {1}", unloading: "dỡ hàng tại {0}", homing: "về {0}, đến {1}",
		supplierState: "{0}: {1} kg ô-xy lỏng, {2} chai đầy", dryNow: "Đang thiếu ({0}): {1}", siteState: "{0}: {1} kg",
		siteTitle: "Tồn kho: {0}", siteHint: "{0} · {1} giường · chứa dùng được {2} kg · nhu cầu ngày {3}: {4} kg", tank: "bồn ô-xy lỏng", bottles: "chai",
		zoomAll: "Cả đợt", zoomNear: "7 ngày quanh ngày chọn", stockOf: "tồn kho: {0}", capacity: "sức chứa", unmetHours: "giờ bị thiếu", delivery: "giao hàng", report: "báo cáo (tồn kho họ nói)", lateReport: "báo cáo đến muộn", call: "điện thoại báo sắp hết", silentSpan: "không gửi báo cáo", chosenTime: "thời điểm đang chọn",
		diary: "Nhật ký của cơ sở trong ngày {0} ({1} việc)", diaryNone: "Không có gì trong ngày này.", what: "Việc", amount: "Số lượng", diaryDrop: "nhận hàng", diaryReport: "báo cáo tồn kho", diaryLate: "báo cáo của ngày {0}, {1} đến nơi", diaryCall: "gọi điện: sắp hết", diaryUnmet: "thiếu từ {0} đến {1}",
		stockTitle: "Tồn kho mọi cơ sở", stockHint: "Đường đậm: cách đang chọn; đường xám: cách so sánh; vạch đỏ dưới: giờ bị thiếu. Chiều cao là sức chứa của từng nơi. Bấm để xem lớn.", order: "Xếp theo", byUnmet: "thiếu nhiều nhất", byNeed: "nhu cầu", byName: "tên", smallSays: "W {0}", smallFine: "không thiếu",
		lackTitle: "Khi thiếu thì vướng ở đâu", lackHint: "Mỗi giờ bị thiếu được xếp vào một lý do, theo tình trạng thật của tỉnh giờ đó. Cột: W mỗi ngày; mọi cách cùng một thang.",
		on_road: "hàng đang trên đường", goods: "nhà cung cấp hết hàng", truck_lack: "xe đều đi vắng hoặc hỏng", duty: "xe có, nhưng ngoài giờ chạy", order_lack: "có hàng, có xe, không ai gửi",
		boundTitle: "Kế hoạch thấy vướng gì", boundHint: "Kế hoạch cuối mỗi ngày dự kiến thiếu bao nhiêu trong những ngày tới, theo điều ràng buộc (tấn).", boundNone: "Cách này không lập kế hoạch nên không nêu lý do.", boundZero: "Mọi kế hoạch đều không dự kiến thiếu.", tonnes: "{0} tấn", total: "tổng {0}",
		reorder: "Bệnh viện tự đặt", proportional: "Chia theo tỷ lệ", urgent: "Gấp trước", urgentplus: "Gấp trước, cẩn thận", oxyd: "oxyd", hindsight: "Biết trước mọi điều",
		"oxyd-no-forecast": "oxyd không dự báo", "oxyd-no-projection": "oxyd không suy tồn kho", "oxyd-no-cover": "oxyd không dự trữ", "oxyd-no-periods": "oxyd kế hoạch 2 ngày", "oxyd-no-split": "oxyd không định số chai", "oxyd-no-second": "oxyd một kế hoạch mỗi ngày", "oxyd-no-routing": "oxyd mỗi chuyến một nơi", "oxyd-no-fairness": "oxyd không chia đều", "oxyd-no-elsewhere": "oxyd, xe bồn chỉ nạp tại nhà", "oxyd-no-balance": "oxyd không học từ tồn kho", "oxyd-all-off": "oxyd bỏ mọi phần"
	},
	en: {
		title: "Medical oxygen supply drill", other: "Tiếng Việt",
		about: "Scenario {0} · province {1} · {2} days · {3} sites · {4} suppliers · {5} trucks · seed {6}",
		limits: "Patients do not die, move or wean in this simulation. Unmet patient-hours compare ways of deciding; they are not deaths.",
		footer: "Viet Nam time; day 1 is the first scored day. Masses are kg of oxygen. This page loads nothing from the network. Method and limits: doc/simulation.md.",
		resultsTitle: "Results side by side", resultsHint: "The same province, demand and trucks: only who decides is different. ✓ is the best of a row.",
		measure: "Measure", weighted: "Shortfall W (patient-hours, critical × {0})", ward: "Unmet, ward patients (patient-hours)", crit: "Unmet, critical patients (patient-hours)",
		unmet: "Oxygen missing (kg)", share: "Share of demand unmet", stockouts: "Sites that ran out", worst: "Worst site", delivered: "Delivered (tonnes)",
		kmTonne: "Km a tonne", trips: "Trips", truckHours: "Truck hours", end: "Stock at the end (tonnes)", churn: "Plans changed", ofSites: "{0} / {1}", worstOf: "{0} ({1})", none: "—",
		eventsTitle: "What goes wrong in this scenario ({0})", noEvents: "Nothing.", truckOut: "Days {0}–{1}: truck {2} is out", production: "Days {0}–{1}: {2} makes only {3} %", silent: "Days {0}–{1}: {2} sends no reports",
		policy: "Policy", compared: "Compared with", nobody: "nothing", site: "Site", day: "Day", time: "Time", dayN: "day {0}", dayOf: "{0} / {1}", play: "▶ Play", pause: "❚❚ Pause", controls: "Choose policy, site and moment",
		chosen: "{0}, compared with {1} · {2} · day {3}, {4}",
		heatTitle: "Unmet by site and day", heatHint: "A row is a site, a column a day; colour is the share of that day's need that was not met. Click a cell, or use the arrow keys, to choose site and day.",
		heatKeys: "Grid of unmet need by site and day. Arrow keys choose.", province: "Whole province (W a day)", heatSays: "{0}, day {1}: {2} patient-hours unmet, {3} of them critical; {4} of the day's need.", heatFine: "{0}, day {1}: nothing unmet.",
		heatZero: "nothing unmet", upTo: "up to {0} %", over: "over {0} %",
		mapTitle: "Trucks on the map", mapHint: "Places by their coordinates, roads drawn straight. Move the time or press Play to see trucks go. Faint lines are the day's other trips.",
		mapLabel: "Map at day {0}, {1}: {2} trucks on the road, {3} sites short of oxygen", siteOk: "enough", siteLow: "under 12 hours left", siteDry: "short now", supplier: "supplier", tanker: "tanker", bottleTruck: "cylinder truck", km: "{0} km",
		roadTitle: "On the road at {0}, day {1}", roadNone: "No truck is on the road.", truck: "Truck", doing: "Doing", load: "Aboard (kg)", loading: "loading at {0}", driving: "to {0}, there at {1}", unloading: "unloading at {0}", homing: "home to {0}, back {1}",
		supplierState: "{0}: {1} kg liquid, {2} full bottles", dryNow: "Short now ({0}): {1}", siteState: "{0}: {1} kg",
		siteTitle: "Stock: {0}", siteHint: "{0} · {1} beds · holds {2} usable kg · need on day {3}: {4} kg", tank: "liquid oxygen tank", bottles: "bottles",
		zoomAll: "Whole wave", zoomNear: "7 days around the chosen one", stockOf: "stock: {0}", capacity: "capacity", unmetHours: "unmet hours", delivery: "delivery", report: "report (stock as they say)", lateReport: "report that came late", call: "telephone: nearly out", silentSpan: "sends no reports", chosenTime: "chosen moment",
		diary: "Diary of the site on day {0} ({1} entries)", diaryNone: "Nothing on this day.", what: "What", amount: "Amount", diaryDrop: "delivery", diaryReport: "stock report", diaryLate: "report of day {0}, {1} comes in", diaryCall: "telephone: nearly out", diaryUnmet: "unmet from {0} to {1}",
		stockTitle: "Stock of every site", stockHint: "Strong line: the chosen policy; grey line: the one compared with; red marks below: unmet hours. Height is each site's capacity. Click to see it large.", order: "Order by", byUnmet: "most unmet", byNeed: "need", byName: "name", smallSays: "W {0}", smallFine: "nothing unmet",
		lackTitle: "What was lacking", lackHint: "Every unmet hour is put down to one reason, by what was really so in the province in that hour. Bars: W a day; all policies on one scale.",
		on_road: "goods still on the road", goods: "suppliers out of goods", truck_lack: "all trucks away or broken", duty: "a truck there, outside duty hours", order_lack: "goods and truck there, nobody sent them",
		boundTitle: "What the plan says binds", boundHint: "What the last plan of each day expected to be missing over its days ahead, by what binds (tonnes).", boundNone: "This policy makes no plan and so gives no reasons.", boundZero: "No plan expected anything to be missing.", tonnes: "{0} t", total: "{0} in all",
		reorder: "Hospitals reorder", proportional: "Proportional", urgent: "Urgent first", urgentplus: "Urgent first, careful", oxyd: "oxyd", hindsight: "Hindsight",
		"oxyd-no-forecast": "oxyd without forecast", "oxyd-no-projection": "oxyd without projection", "oxyd-no-cover": "oxyd without cover", "oxyd-no-periods": "oxyd, plan of 2 days", "oxyd-no-split": "oxyd without bottle split", "oxyd-no-second": "oxyd, one plan a day", "oxyd-no-routing": "oxyd, one stop a trip", "oxyd-no-fairness": "oxyd without fairness", "oxyd-no-elsewhere": "oxyd, tankers load at home", "oxyd-no-balance": "oxyd without stock balance", "oxyd-all-off": "oxyd with all off"
	}
};

const remembered = () => { try { return localStorage.getItem("lang"); } catch { return null; } };
let lang = remembered() === "en" ? "en" : "vi";

const t = (key, ...args) => args.reduce((s, a, i) => s.replaceAll(`{${i}}`, a), WORDS[lang][key]);
const policyName = name => WORDS[lang][name] || name;
const number = (v, digits = 0) => v.toLocaleString(lang === "vi" ? "vi-VN" : "en-GB", { minimumFractionDigits: 0, maximumFractionDigits: digits });
const fixed = (v, digits) => v.toLocaleString(lang === "vi" ? "vi-VN" : "en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const percent = (v, digits = 1) => `${fixed(100 * v, digits)}\u00a0%`;
const clock = minute => `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(Math.floor(minute) % 60).padStart(2, "0")}`;
