/* plan_building - finding again what is there already. */
#include "app/plan_building.h"

#include "base/str.h"

void
app_plan_building_note(struct app_plan_building *b, struct app_plan_world_note n)
{
	*VEC_ADD(&b->notes) = n;
}

int
app_plan_building_facility(const struct app_plan_building *b, int64_t site_id)
{
	for (int i = 0; i < b->w->in.n_facilities; i++)
		if (b->w->facilities[i].site_id == site_id)
			return i;
	return PLANNER_NONE;
}

int
app_plan_building_need(const struct app_plan_building *b, int facility, enum product p, const char *type)
{
	for (size_t i = 0; i < b->needs.n; i++)
		if (b->needs.at[i].facility == facility && b->infos.at[i].product == p &&
		    (p != PRODUCT_CYLINDER || str_eq(b->infos.at[i].cylinder_type, type)))
			return (int)i;
	return PLANNER_NONE;
}

int
app_plan_building_day(const struct app_plan_building *b, instant_t at)
{
	int day = calendar_day_of(at) - b->w->in.start_day;
	return day < 0 ? 0 : day >= b->w->in.days ? b->w->in.days - 1 : day;
}
