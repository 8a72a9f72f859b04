/* plan_notes - what a plan assumed or took in, in words. */
#include "app/plan_notes.h"

static const struct {
	const char *code, *en, *vi;
} words[APP_PLAN_NOTES] = {
	[APP_PLAN_STOCK_UNKNOWN] = { "stock_unknown", "%s has never been reported; planned as if it held %lld g (half full)",
	    "%s chưa từng được báo cáo; tính như còn %lld g (nửa bồn)" },
	[APP_PLAN_EMERGENCY_RIGHT] = { "emergency_right", "no contract or right names a supplier for %s: suppliers of the province may fill it in emergency",
	    "chưa có hợp đồng hay quyền nạp cho %s: nhà cung cấp trong tỉnh được nạp khẩn cấp" },
	[APP_PLAN_REQUEST] = { "request", "request %s raises the demand by %lld g", "yêu cầu %s làm tăng nhu cầu thêm %lld g" },
	[APP_PLAN_CONFIRMED] = { "confirmed", "delivery %s of %lld g is confirmed and on its way", "chuyến giao %s với %lld g đã được xác nhận" },
	[APP_PLAN_LOCATION_UNKNOWN] = { "location_unknown", "the location of %s is not known; the centre of the province is used",
	    "chưa biết vị trí của %s; dùng trung tâm tỉnh" },
	[APP_PLAN_DEMAND_UNKNOWN] = { "demand_unknown", "neither reports nor beds tell how much %s uses", "không có báo cáo hay số giường để biết mức dùng của %s" },
	[APP_PLAN_LOAN] = { "loan", "a loan from %s of %lld g is part of this plan; record it with POST /v1/transfers when it happens",
	    "kế hoạch gồm khoản vay từ %s với %lld g; ghi nhận bằng POST /v1/transfers khi thực hiện" },
};

const char *
app_plan_notes_code(enum app_plan_world_note_kind k)
{
	return words[k].code;
}

const char *
app_plan_notes_text(const struct app_plan_world *w, const struct app_plan_world_note *n, enum lang lang, struct arena *a)
{
	const char *name = n->name ? n->name : w->facilities[n->facility].code;
	if (n->name == NULL && n->need >= 0)
		name = arena_printf(a, "%s (%s)", name, w->in.products[w->in.needs[n->need].product].code);
	return arena_printf(a, lang == LANG_VI ? words[n->kind].vi : words[n->kind].en, name, (long long)(n->g == UNKNOWN_I64 ? 0 : n->g));
}
