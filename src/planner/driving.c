/* driving - the dated table of what the law lets a driver drive, and who asks for a day's row. */
#include "planner/planner.h"

static const struct planner_driving_law LAWS[] = {
#define X(from, day, week, stretch, rest, law)                      \
	{ .from_day = from,                                         \
		.limits = { .day_max_min = day,                     \
			.week_max_min = week,                       \
			.stretch_max_min = stretch,                 \
			.break_min = rest },                        \
		.name = law },
#include "planner/driving.def"
#undef X
};

const struct planner_driving_law *
planner_driving_row(size_t i)
{
	return i < ARRAY_LEN(LAWS) ? &LAWS[i] : NULL;
}

int
planner_driving_load_min(const struct planner_driving *limits, const struct planner_vehicle *v)
{
	bool short_of_break = limits->stretch_max_min > 0 && limits->break_min > v->load_min;

	return short_of_break ? limits->break_min : v->load_min;
}

const struct planner_driving_law *
planner_driving_on(int32_t day)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(LAWS) && LAWS[i + 1].from_day <= day)
		i++;
	return &LAWS[i];
}
