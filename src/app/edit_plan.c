/* edit_plan - words of a coordinator to the planner's fixed lines. */
#include "app/edit_plan.h"

#include "base/str.h"
#include "domain/container.h"

#include <string.h>

enum { NOON = 720 };

struct editing {
	struct act *a;
	struct app_plan_world *w;
	const struct app_edit_plan *in;
	const struct wire_plan_edit *e;
	size_t at;
	struct planner_fixed *fixed; /* [in.n_fixed + n] */
	struct app_plan_world_note *notes;
};

static err_t
refuse(const struct editing *x, enum fault_id id, const char *member, const char *p, const char *q)
{
	return fault_add(x->a->faults, id, arena_printf(x->a->arena, "/edits/%zu/%s", x->at - x->in->first_new, member), p, q, NULL);
}

static int
supplier_index(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_suppliers; i++)
		if (str_eq(w->in.suppliers[i].code, code))
			return i;
	return PLANNER_NONE;
}

static int
vehicle_index(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_vehicles; i++)
		if (str_eq(w->in.vehicles[i].code, code))
			return i;
	return PLANNER_NONE;
}

static const struct app_plan_result_line *
present_line(const struct editing *x)
{
	const struct wire_plan_edit *e = x->e;
	for (int i = 0; i < x->in->n_lines; i++) {
		const struct app_plan_result_line *l = &x->in->lines[i];
		if (str_eq(l->facility, e->facility) && (e->supplier == NULL || str_eq(l->supplier, e->supplier)) &&
		    (e->product == PRODUCT_NONE || l->product == e->product) && (e->cylinder_type == NULL || str_eq(l->cylinder_type, e->cylinder_type)) &&
		    (e->date == DAY_NONE || l->day == e->date - x->w->in.start_day))
			return l;
	}
	return NULL;
}

static err_t
grams(const struct editing *x, int need, int64_t *ret)
{
	const struct planner_product *p = &x->w->in.products[x->w->in.needs[need].product];
	*ret = 0;
	if (x->e->quantity.gauge != GAUGE_NONE)
		return refuse(x, FAULT_UNIT_HERE, "quantity/unit", "g", NULL);
	if (x->e->quantity.g != UNITS_UNKNOWN_G)
		*ret = x->e->quantity.g;
	else if (x->e->full != UNKNOWN_I64)
		*ret = x->e->full * (p->bottles ? p->bottle_g : 1);
	if (p->bottles) /* whole bottles go on trucks */
		*ret = (*ret + p->bottle_g / 2) / p->bottle_g * p->bottle_g;
	return ERR_OK;
}

static err_t
check_day(const struct editing *x, int *ret)
{
	char want[40], from[CALENDAR_DAY_TEXT], to[CALENDAR_DAY_TEXT], got[CALENDAR_DAY_TEXT];
	*ret = x->e->date == DAY_NONE ? PLANNER_NONE : x->e->date - x->w->in.start_day;
	if (x->e->date == DAY_NONE || (*ret >= 0 && *ret < x->w->in.days))
		return ERR_OK;
	snprintf(want, sizeof want, "%s..%s", calendar_day_text(x->w->in.start_day, from),
	    calendar_day_text(x->w->in.start_day + x->w->in.days - 1, to));
	return refuse(x, FAULT_RANGE, "date", want, calendar_day_text(x->e->date, got));
}

/* The nearest supplier with a right, where the edit names none and the plan has no line. */
static int
any_supplier(const struct editing *x, int need)
{
	for (int i = 0; i < x->w->in.n_rights; i++)
		if (x->w->in.rights[i].need == need)
			return x->w->in.rights[i].supplier;
	return PLANNER_NONE;
}

/* First day on which the lead time lets anything arrive. */
static int
first_day(const struct editing *x, int supplier)
{
	int ready = x->w->in.start_minute + 60 * x->w->in.suppliers[supplier].lead_time_h + 4 * 60;
	int day = ready / PLANNER_DAY_MIN + (ready % PLANNER_DAY_MIN > NOON + 240);
	return day < x->w->in.days ? day : x->w->in.days - 1;
}

static void
fix(struct editing *x, struct planner_fixed f)
{
	f.id = arena_printf(x->a->arena, "edit %zu", x->at + 1);
	x->fixed[x->w->in.n_fixed++] = f;
}

static struct planner_fixed
blank(enum planner_fixed_kind kind)
{
	return (struct planner_fixed){ .kind = kind, .supplier = PLANNER_NONE, .need = PLANNER_NONE, .vehicle = PLANNER_NONE, .day = PLANNER_NONE,
		.facility = PLANNER_NONE, .from_need = PLANNER_NONE };
}

static err_t
exclude(struct editing *x, int facility, int need, int day)
{
	struct planner_fixed f = blank(PLANNER_EXCLUDE);
	bool by_product = x->e->product != PRODUCT_NONE || x->e->cylinder_type != NULL;
	f.facility = facility;
	f.need = by_product ? need : PLANNER_NONE;
	f.day = day;
	f.supplier = supplier_index(x->w, x->e->supplier);
	f.vehicle = vehicle_index(x->w, x->e->vehicle);
	fix(x, f);
	return ERR_OK;
}

static err_t
loan(struct editing *x, int need, int day)
{
	struct planner_fixed f = blank(PLANNER_LOAN);
	const struct app_plan_world_need *info = &x->w->needs[need];
	int lender = app_plan_world_find_need(x->w, x->e->from_facility, info->product, info->cylinder_type);
	if (lender < 0)
		return refuse(x, FAULT_UNKNOWN_REF, "from_facility", "stock to lend at", x->e->from_facility);
	err_t e = grams(x, need, &f.quantity_g);
	f.need = need;
	f.from_need = lender;
	f.day = day >= 0 ? day : 0;
	f.minute = f.day > 0 || x->w->in.start_minute < NOON ? NOON : (x->w->in.start_minute + PLANNER_DAY_MIN) / 2;
	f.full = x->w->in.products[x->w->in.needs[need].product].bottles ? (int)(f.quantity_g / x->w->in.products[x->w->in.needs[need].product].bottle_g) : 0;
	x->notes[x->w->n_notes++] = (struct app_plan_world_note){ APP_PLAN_LOAN, x->w->in.needs[need].facility, need, f.quantity_g, x->e->from_facility };
	fix(x, f);
	return e;
}

static err_t
line(struct editing *x, int need, int day)
{
	struct planner_fixed f = blank(x->e->action == WIRE_PLAN_PIN ? PLANNER_PIN : PLANNER_SET);
	const struct app_plan_result_line *now = present_line(x);
	bool add = x->e->action == WIRE_PLAN_ADD_LINE;
	f.need = need;
	f.supplier = supplier_index(x->w, x->e->supplier);
	if (f.supplier < 0 && now != NULL && !add)
		f.supplier = supplier_index(x->w, now->supplier);
	if (f.supplier < 0)
		f.supplier = any_supplier(x, need);
	if (f.supplier < 0)
		return refuse(x, FAULT_REQUIRED, "supplier", NULL, NULL);
	f.day = day >= 0 ? day : now != NULL && !add ? now->day : first_day(x, f.supplier);
	f.vehicle = vehicle_index(x->w, x->e->vehicle);
	err_t e = grams(x, need, &f.quantity_g);
	fix(x, f);
	return e;
}

static err_t
apply_one(struct editing *x)
{
	const struct wire_plan_edit *e = x->e;
	int day, facility = PLANNER_NONE, need = app_plan_world_find_need(x->w, e->facility, e->product, e->cylinder_type);
	for (int i = 0; i < x->w->in.n_facilities; i++)
		if (str_eq(x->w->in.facilities[i].code, e->facility))
			facility = i;
	if (e->supplier != NULL && supplier_index(x->w, e->supplier) < 0)
		return refuse(x, FAULT_UNKNOWN_REF, "supplier", "supplier for this", e->supplier);
	if (e->vehicle != NULL && vehicle_index(x->w, e->vehicle) < 0)
		return refuse(x, FAULT_UNKNOWN_REF, "vehicle", "vehicle", e->vehicle);
	err_t err = check_day(x, &day);
	if (err)
		return err;
	if (need < 0 && (e->action != WIRE_PLAN_EXCLUDE || e->product != PRODUCT_NONE || facility < 0))
		return refuse(x, FAULT_UNKNOWN_REF, "facility", "store for this product at", e->facility);
	switch (e->action) {
	case WIRE_PLAN_EXCLUDE: return exclude(x, facility, need, day);
	case WIRE_PLAN_LOAN: return loan(x, need, day);
	case WIRE_PLAN_PIN:
	case WIRE_PLAN_SET_QUANTITY:
	case WIRE_PLAN_ADD_LINE: return line(x, need, day);
	case WIRE_PLAN_ACTION_NONE: break;
	}
	return ERR_OK;
}

err_t
app_edit_plan_apply(struct act *a, struct app_plan_world *w, const struct app_edit_plan *in)
{
	struct editing x = { .a = a, .w = w, .in = in };
	x.fixed = ARENA_ARRAY(a->arena, struct planner_fixed, (size_t)w->in.n_fixed + in->n + 1);
	x.notes = ARENA_ARRAY(a->arena, struct app_plan_world_note, (size_t)w->n_notes + in->n + 1);
	memcpy(x.fixed, w->in.fixed, (size_t)w->in.n_fixed * sizeof *x.fixed);
	memcpy(x.notes, w->notes, (size_t)w->n_notes * sizeof *x.notes);
	for (x.at = 0; x.at < in->n; x.at++) {
		x.e = &in->edits[x.at];
		err_t e = apply_one(&x);
		if (e && x.at >= in->first_new)
			return e;
	}
	w->in.fixed = x.fixed;
	w->notes = x.notes;
	return ERR_OK;
}
