/* explain - structured reasons for one facility, and their sentences. */
#include "planner/relief.h"

#include <inttypes.h>

struct items {
	struct arena *arena;
	struct planner_because_item *at;
	int n, cap;
};

static struct planner_because_item *
add(struct items *list, enum planner_because kind, int need, int day)
{
	if (list->n == list->cap) {
		int cap = list->cap ? 2 * list->cap : 16;
		struct planner_because_item *more =
		    ARENA_ARRAY(list->arena, struct planner_because_item, (size_t)cap);
		for (int i = 0; i < list->n; i++)
			more[i] = list->at[i];
		list->at = more;
		list->cap = cap;
	}
	struct planner_because_item *item = &list->at[list->n++];
	*item = (struct planner_because_item){ .kind = kind,
		.need = need,
		.day = day,
		.index = PLANNER_NONE,
		.supplier = PLANNER_NONE,
		.vehicle = PLANNER_NONE,
		.minute = PLANNER_NONE };
	return item;
}

static bool
is_served_by(const struct planner_plan *plan, int supplier, int need)
{
	for (int i = 0; i < plan->n_routes; i++)
		for (int k = 0; plan->routes[i].supplier == supplier && k < plan->routes[i].n_stops;
		     k++)
			if (plan->routes[i].stops[k].need == need)
				return true;
	for (int i = 0; i < plan->n_lines; i++)
		if (plan->lines[i].supplier == supplier && plan->lines[i].need == need)
			return true;
	return false;
}

static void
add_served(struct items *list, const struct planner_plan *plan, int need)
{
	for (int i = 0; i < plan->n_routes; i++) {
		const struct planner_route *r = &plan->routes[i];
		for (int k = 0; k < r->n_stops; k++) {
			if (r->stops[k].need != need)
				continue;
			struct planner_because_item *b = add(list, PLANNER_SERVED, need, r->day);
			b->supplier = r->supplier;
			b->vehicle = r->vehicle;
			b->minute = r->stops[k].arrive_min;
			b->quantity_g = r->stops[k].quantity_g;
		}
	}
	for (int i = 0; i < plan->n_lines; i++) {
		const struct planner_line *l = &plan->lines[i];
		if (l->need != need)
			continue;
		struct planner_because_item *b = add(list, PLANNER_SERVED, need, l->day);
		b->supplier = l->supplier;
		b->minute = l->latest_min;
		b->quantity_g = l->quantity_g;
	}
}

static bool
is_named(const struct planner_plan *plan, const struct planner_input *in, const struct planner_unmet *row)
{
	for (int i = 0; plan->relief && i < plan->relief->n; i++)
		if (plan->relief->items[i].reason == row->reason && planner_relief_is_about(in, &plan->relief->items[i], row->need))
			return true;
	return false;
}

/* What binds, by solving again with one unit more: once for a need, on its first short day. */
static void
add_relief(struct items *list, const struct planner_plan *plan, const struct planner_input *in, int need)
{
	const struct planner_unmet *first = NULL;

	for (int i = plan->n_unmet - 1; i >= 0; i--)
		if (plan->unmet[i].need == need)
			first = &plan->unmet[i];
	for (int i = 0; first && plan->relief && i < plan->relief->n; i++) {
		const struct planner_relief_item *x = &plan->relief->items[i];
		if (!planner_relief_is_about(in, x, need))
			continue;
		struct planner_because_item *b = add(list, PLANNER_BINDS, need, first->day);
		b->reason = x->reason;
		b->object = x->object;
		b->index = x->index;
		b->quantity_g = x->gain_g;
		b->price = first->price;
		b->relief = x;
	}
}

static void
add_short(struct items *list, const struct planner_plan *plan, const struct planner_input *in, int need)
{
	for (int i = 0; i < plan->n_unmet; i++) {
		const struct planner_unmet *u = &plan->unmet[i];
		if (u->need != need)
			continue;
		static const enum planner_because kinds[] = { PLANNER_SHORT, PLANNER_BINDS,
			PLANNER_WOULD_HELP };
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			if (kinds[k] == PLANNER_BINDS && (u->object == PLANNER_NO_OBJECT || is_named(plan, in, u)))
				continue;
			struct planner_because_item *b = add(list, kinds[k], need,
			    kinds[k] == PLANNER_BINDS ? u->object_day : u->day);
			b->reason = u->reason;
			b->object = u->object;
			b->index = u->index;
			b->quantity_g = u->grams;
			b->price = u->price;
		}
	}
}

/* Suppliers that may fill it and do not: their gas is worth more elsewhere, or nobody asked them
 * to. */
static void
add_not_served(
    struct items *list, const struct planner_plan *plan, const struct planner_input *in, int need)
{
	for (int r = 0; r < in->n_rights; r++) {
		int supplier = in->rights[r].supplier;
		if (in->rights[r].need != need || is_served_by(plan, supplier, need))
			continue;
		struct planner_because_item *b = add(list, PLANNER_NOT_SERVED, need, PLANNER_NONE);
		b->supplier = supplier;
		b->object = PLANNER_OF_SUPPLIER;
		b->index = supplier;
		b->reason = PLANNER_REASONS;
		for (int s = 0; s < in->n_sources; s++) {
			if (in->sources[s].supplier != supplier ||
			    in->sources[s].product != in->needs[need].product)
				continue;
			for (int d = 0; d < in->days; d++) {
				struct planner_price p = plan->source_price[s * in->days + d];
				if (p.value > 0 && p.level <= PLANNER_UNMET_ORDINARY &&
				    b->reason == PLANNER_REASONS) {
					b->reason = PLANNER_SUPPLY;
					b->price = p;
					b->day = d;
				}
			}
		}
	}
}

static bool
comes_before(const struct planner_because_item *a, const struct planner_because_item *b)
{
	if (a->need != b->need)
		return a->need < b->need;
	return a->day != b->day ? a->day < b->day : a->kind < b->kind;
}

void
planner_explain(const struct planner_plan *plan, const struct planner_input *in, int facility,
    struct arena *a, struct planner_explanation *ret)
{
	struct items list = { .arena = a };

	for (int n = 0; n < in->n_needs; n++) {
		if (in->needs[n].facility != facility)
			continue;
		int before = list.n;
		add_served(&list, plan, n);
		add_short(&list, plan, in, n);
		add_relief(&list, plan, in, n);
		if (list.n == before)
			add(&list, PLANNER_ENOUGH, n, PLANNER_NONE);
		else
			add_not_served(&list, plan, in, n);
	}
	for (int i = 1; i < list.n; i++) {
		struct planner_because_item item = list.at[i];
		int k = i;
		for (; k > 0 && comes_before(&item, &list.at[k - 1]); k--)
			list.at[k] = list.at[k - 1];
		list.at[k] = item;
	}
	*ret = (struct planner_explanation){ .facility = facility, .n = list.n, .items = list.at };
}

/* ---- sentences
 * ------------------------------------------------------------------------------------- */

static const struct {
	const char *en, *vi;
} HELP[PLANNER_REASONS] = {
	[PLANNER_SUPPLY] = { "more production, or gas from outside the province",
	    "thêm sản lượng hoặc nguồn từ ngoài tỉnh" },
	[PLANNER_STORAGE] = { "more storage at the supplier", "thêm bồn chứa tại nhà cung cấp" },
	[PLANNER_LOADING_SLOTS] = { "more loading slots that day", "thêm lượt nạp xe trong ngày" },
	[PLANNER_FILLING_SLOTS] = { "longer hours on the filling line",
	    "kéo dài giờ chạy dây chuyền nạp" },
	[PLANNER_VEHICLES] = { "one more truck", "thêm một xe" },
	[PLANNER_DRIVER_HOURS] = { "a second driver", "thêm tài xế thứ hai" },
	[PLANNER_TANK_CAPACITY] = { "a larger tank, more bottles, or a second visit",
	    "bồn lớn hơn, thêm chai hoặc thêm một chuyến" },
	[PLANNER_BOTTLES] = { "more empty bottles", "thêm chai rỗng" },
	[PLANNER_FILL_RIGHT] = { "a supplier that may fill it", "một nhà cung cấp được phép nạp" },
	[PLANNER_WINDOW] = { "longer receiving hours", "kéo dài giờ nhận hàng" },
	[PLANNER_ACCESS] = { "a smaller truck", "xe nhỏ hơn" },
	[PLANNER_LEAD_TIME] = { "a loan from a neighbour until then", "vay tạm từ cơ sở lân cận" },
	[PLANNER_EXCLUDED] = { "lifting the coordinator's edit",
	    "bỏ chỉnh sửa của điều phối viên" },
};

static const char *
day_text(const struct planner_because_item *b, enum lang lang, struct arena *a)
{
	if (b->day < 0)
		return lang == LANG_VI ? "trong kỳ" : "in this horizon";
	return arena_printf(a, lang == LANG_VI ? "ngày %d" : "day %d", b->day + 1);
}

static const char *
served_text(const struct planner_because_item *b, const struct planner_input *in, enum lang lang,
    struct arena *a)
{
	const char *supplier = planner_object_name(in, PLANNER_OF_SUPPLIER, b->supplier);
	const char *vehicle = planner_object_name(in, PLANNER_OF_VEHICLE, b->vehicle);

	return arena_printf(a,
	    lang == LANG_VI ? "%s: %s giao %" PRId64 " kg lúc %02d:%02d%s%s"
			    : "%s: %s brings %" PRId64 " kg at %02d:%02d%s%s",
	    day_text(b, lang, a), supplier, b->quantity_g / 1000, b->minute / 60, b->minute % 60,
	    *vehicle ? (lang == LANG_VI ? " bằng xe " : " by ") : "", vehicle);
}

static const char *
not_served_text(const struct planner_because_item *b, const struct planner_input *in,
    enum lang lang, struct arena *a)
{
	const char *supplier = planner_object_name(in, PLANNER_OF_SUPPLIER, b->supplier);

	if (b->reason == PLANNER_SUPPLY)
		return arena_printf(a,
		    lang == LANG_VI ? "%s không giao vì khí ở đó cần hơn cho nơi khác (%s)"
				    : "%s does not serve it: its gas is needed more elsewhere (%s)",
		    supplier, day_text(b, lang, a));
	return arena_printf(a,
	    lang == LANG_VI ? "%s không cần giao: nơi khác gần hơn hoặc đã đủ"
			    : "%s is not needed here: others are nearer, or there is enough",
	    supplier);
}

/* What one unit more would bring, in all and here; critical demand alone where more goes unmet elsewhere. */
static const char *
relief_text(const struct planner_because_item *b, const struct planner_input *in, enum lang lang, struct arena *a)
{
	const struct planner_relief_item *x = b->relief;
	bool vi = lang == LANG_VI, critical = x->gain_g <= 0;

	return arena_printf(a,
	    vi ? "%s: nút thắt ở %s (%s); %s sẽ bớt thiếu %" PRId64 " kg%s, tại đây %" PRId64 " kg"
	       : "%s: the bottleneck is %s (%s); %s would bring %" PRId64 " kg%s, here %" PRId64 " kg",
	    day_text(b, lang, a), planner_object_name(in, b->object, b->index), planner_reason_text(b->reason, lang),
	    planner_relief_unit_text(x, in, lang, a), (critical ? x->gain_critical_g : x->gain_g) / 1000,
	    !critical ? "" : vi ? " cho ca nguy kịch" : " for critical demand", x->gain_at_g[b->need] / 1000);
}

const char *
planner_explain_text(const struct planner_because_item *b, const struct planner_input *in,
    enum lang lang, struct arena *a)
{
	bool vi = lang == LANG_VI;
	const char *day = day_text(b, lang, a), *reason = planner_reason_text(b->reason, lang);

	switch (b->kind) {
	case PLANNER_SERVED:
		return served_text(b, in, lang, a);
	case PLANNER_SHORT:
		return arena_printf(a,
		    vi ? "%s: thiếu %" PRId64 " kg vì %s" : "%s: %" PRId64 " kg short, because %s",
		    day, (b->quantity_g + 999) / 1000, reason);
	case PLANNER_BINDS:
		if (b->relief)
			return relief_text(b, in, lang, a);
		return arena_printf(a,
		    vi ? "%s: nút thắt ở %s (%s)" : "%s: the bottleneck is %s (%s)", day,
		    planner_object_name(in, b->object, b->index), reason);
	case PLANNER_NOT_SERVED:
		return not_served_text(b, in, lang, a);
	case PLANNER_ENOUGH:
		return vi ? "Tồn kho và các lần giao đã xác nhận đủ dùng"
			  : "stock and confirmed deliveries last";
	case PLANNER_WOULD_HELP:
		return arena_printf(a, vi ? "%s: sẽ đỡ nếu có %s" : "%s: what would help is %s",
		    day,
		    b->reason < PLANNER_REASONS ? (vi ? HELP[b->reason].vi : HELP[b->reason].en)
						: "");
	}
	return "";
}
