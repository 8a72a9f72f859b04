/* relief_unit - one unit more of each thing that may bind: what it changes in a world, how much it is, its words. */
#include "planner/relief_unit.h"

#include <string.h>

#define TONNE_G INT64_C(1000000)

enum { TEN_BOTTLES = 10 };

typedef bool change_fn(struct planner_relief_unit_world *c, const struct planner_relief_item *x);

/* ---- one unit more ---------------------------------------------------------------------------- */

static bool
more_gas(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	c->sources[x->index].stock_g += x->amount;
	c->sources[x->index].storage_g += x->amount;
	return true;
}

static bool
more_storage(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	c->sources[x->index].storage_g += x->amount;
	return true;
}

static bool
more_slots(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	c->suppliers[x->index].loading_slots_per_day += (int)x->amount;
	return true;
}

static bool
more_filling(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	c->suppliers[x->index].filling_bottles_per_day += (int)x->amount;
	return true;
}

static bool
carries(const struct planner_input *in, const struct planner_vehicle *v, int supplier, int product)
{
	return v->bottles == in->products[product].bottles && v->supplier == supplier;
}

/* Another of its largest. */
static bool
more_trucks(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	const struct planner_vehicle *largest = NULL;

	for (int i = 0; i < c->in.n_vehicles; i++) {
		const struct planner_vehicle *v = &c->vehicles[i];
		if (carries(&c->in, v, x->supplier, x->product) &&
		    (!largest || v->capacity_g > largest->capacity_g || v->capacity_bottles > largest->capacity_bottles))
			largest = v;
	}
	if (!largest)
		return false;
	struct planner_vehicle *more = &c->vehicles[c->in.n_vehicles++];
	*more = *largest;
	more->code = "+1";
	more->driven_day_min = more->driven_week_min = 0;
	memset(more->out_of_service, 0, sizeof more->out_of_service);
	return true;
}

static bool
more_hours(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	bool any = false;

	for (int i = 0; i < c->in.n_vehicles; i++) {
		struct planner_vehicle *v = &c->vehicles[i];
		if (!carries(&c->in, v, x->supplier, x->product))
			continue;
		int to = v->duty_to_min + (int)x->amount;
		v->duty_to_min = to < 2 * PLANNER_DAY_MIN ? to : 2 * PLANNER_DAY_MIN;
		v->duty_max_min += v->duty_max_min > 0 ? (int)x->amount : 0;
		v->overtime_min += (int)x->amount;
		any = true;
	}
	return any;
}

static bool
more_room(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	c->needs[x->index].capacity_g += x->amount;
	return true;
}

/* Empty ones: at the station, or at the site to be swapped. */
static bool
more_bottles(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	if (x->object == PLANNER_OF_SOURCE) {
		c->sources[x->index].bottles_empty += (int)x->amount;
		return true;
	}
	c->needs[x->index].empties += (int)x->amount;
	c->needs[x->index].capacity_g += x->amount * c->in.products[x->product].bottle_g;
	return true;
}

static bool
more_rights(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	c->rights[c->in.n_rights++] = (struct planner_right){ .supplier = x->supplier,
		.need = x->need,
		.basis = PLANNER_EMERGENCY,
		.day_to = c->in.days - 1 };
	return true;
}

static bool
more_gate(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	struct planner_facility *f = &c->facilities[x->index];
	int from = f->receives_from_min - (int)x->amount, to = f->receives_to_min + (int)x->amount;

	f->receives_from_min = from > 0 ? from : 0;
	f->receives_to_min = to < PLANNER_DAY_MIN ? to : PLANNER_DAY_MIN - 1;
	return true;
}

static bool
wider_door(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	c->facilities[x->index].access_max_kg = (int)x->amount;
	return true;
}

static bool
less_notice(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	int *h = &c->suppliers[x->index].lead_time_h;

	*h = *h > x->amount / 60 ? *h - (int)x->amount / 60 : 0;
	return true;
}

static bool
lifted_edit(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	int kept = 0, n = c->in.n_fixed, facility = c->in.needs[x->need].facility;

	for (int i = 0; i < n; i++) {
		const struct planner_fixed *f = &c->fixed[i];
		bool is_edit = f->kind == PLANNER_SET || f->kind == PLANNER_EXCLUDE;
		if (!is_edit || (f->need >= 0 && f->need != x->need) || (f->facility >= 0 && f->facility != facility))
			c->fixed[kept++] = *f;
	}
	c->in.n_fixed = kept;
	return kept < n;
}

static const struct {
	change_fn *change;
	int64_t amount, most; /* the unit; doubled up to this while it gains nothing */
	const char *unit;
	const char *en, *vi; /* with the object's name, and before it, where it is counted, hours or tonnes */
	int counted;         /* of amount in one of those; 0 = not counted */
} RELIEF[PLANNER_REASONS] = {
	[PLANNER_SUPPLY] = { more_gas, TONNE_G, TONNE_G, "g", "one more tonne of gas at %s", "thêm một tấn khí tại %s" },
	[PLANNER_STORAGE] = { more_storage, TONNE_G, TONNE_G, "g", "room for one more tonne at %s", "thêm chỗ chứa một tấn tại %s" },
	[PLANNER_LOADING_SLOTS] = { more_slots, 1, 1, "loadings_per_day", "one more truck loaded a day at %s", "thêm một lượt nạp xe mỗi ngày tại %s" },
	[PLANNER_FILLING_SLOTS] = { more_filling, TEN_BOTTLES, TEN_BOTTLES, "bottles_per_day", "ten more bottles filled a day at %s",
	    "nạp thêm mười chai mỗi ngày tại %s" },
	[PLANNER_VEHICLES] = { more_trucks, 1, 1, "vehicles", "one more truck at %s", "thêm một xe tại %s" },
	[PLANNER_DRIVER_HOURS] = { more_hours, 60, 480, "min_per_day", "%d more hour(s) a day for each driver at %s",
	    "thêm %d giờ mỗi ngày cho mỗi tài xế tại %s", 60 },
	[PLANNER_TANK_CAPACITY] = { more_room, TONNE_G, TONNE_G, "g", "room for one more tonne at %s", "thêm chỗ chứa một tấn tại %s" },
	[PLANNER_BOTTLES] = { more_bottles, TEN_BOTTLES, TEN_BOTTLES, "bottles", "ten more empty bottles at %s", "thêm mười chai rỗng tại %s" },
	[PLANNER_FILL_RIGHT] = { more_rights, 1, 1, "rights", "a right to fill for %s", "quyền nạp cho %s" },
	[PLANNER_WINDOW] = { more_gate, 60, 480, "min", "a gate open %d hour(s) earlier and later at %s", "mở cổng nhận sớm hơn và muộn hơn %d giờ tại %s", 60 },
	[PLANNER_ACCESS] = { wider_door, 0, 0, "kg", "a way for trucks of %d t to %s", "đường cho xe %d tấn vào %s", 1000 },
	[PLANNER_LEAD_TIME] = { less_notice, 60, 480, "min", "%d hour(s) less notice for %s", "báo trước ít hơn %d giờ cho %s", 60 },
	[PLANNER_EXCLUDED] = { lifted_edit, 1, 1, "edits", "the coordinator's edit lifted for %s", "bỏ chỉnh sửa của điều phối viên đối với %s" },
};

bool
planner_relief_unit_add(struct planner_relief_unit_world *c, const struct planner_relief_item *x)
{
	return RELIEF[x->reason].change(c, x);
}

int64_t
planner_relief_unit_amount(enum planner_reason r)
{
	return RELIEF[r].amount;
}

int64_t
planner_relief_unit_most(enum planner_reason r)
{
	return RELIEF[r].most;
}

const char *
planner_relief_unit(enum planner_reason r)
{
	return (int)r >= 0 && r < PLANNER_REASONS ? RELIEF[r].unit : "";
}

const char *
planner_relief_unit_text(const struct planner_relief_item *x, const struct planner_input *in, enum lang lang, struct arena *a)
{
	const char *form = lang == LANG_VI ? RELIEF[x->reason].vi : RELIEF[x->reason].en, *name = planner_object_name(in, x->object, x->index);
	int counted = RELIEF[x->reason].counted;
	bool of_kind = x->reason == PLANNER_DRIVER_HOURS || x->reason == PLANNER_VEHICLES;

	if (of_kind) /* tankers, or trucks for bottles of a type */
		name = arena_printf(a, "%s (%s)", name, in->products[x->product].code);
	return counted ? arena_printf(a, form, (int)((x->amount + counted - 1) / counted), name) : arena_printf(a, form, name);
}
