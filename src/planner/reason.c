/* reason - the words for what binds, in JSON's language and in people's. */
#include "planner/planner.h"

static const struct {
	const char *code, *en, *vi;
} REASON[PLANNER_REASONS] = {
	[PLANNER_SUPPLY] = { "supply", "no gas is left within reach",
	    "nguồn cung trong tầm với đã hết" },
	[PLANNER_STORAGE] = { "storage", "the supplier cannot store more until then",
	    "bồn chứa của nhà cung cấp không giữ thêm được" },
	[PLANNER_LOADING_SLOTS] = { "loading_slots", "all loading slots are taken",
	    "hết lượt nạp xe" },
	[PLANNER_FILLING_SLOTS] = { "filling_slots", "the filling line is fully used",
	    "dây chuyền nạp chai đã hết công suất" },
	[PLANNER_VEHICLES] = { "vehicles", "no truck is free", "không còn xe trống" },
	[PLANNER_DRIVER_HOURS] = { "driver_hours", "the driver's day is not long enough",
	    "không đủ giờ lái xe" },
	[PLANNER_TANK_CAPACITY] = { "tank_capacity", "the site cannot hold more",
	    "nơi nhận không chứa thêm được" },
	[PLANNER_BOTTLES] = { "bottles_empties", "there are no empty bottles to fill or swap",
	    "không có chai rỗng để nạp hoặc đổi" },
	[PLANNER_FILL_RIGHT] = { "fill_right", "no supplier may fill it",
	    "không nhà cung cấp nào được phép nạp" },
	[PLANNER_WINDOW] = { "window", "receiving hours leave no time", "ngoài giờ nhận hàng" },
	[PLANNER_ACCESS] = { "access", "no truck is small enough for the road",
	    "không có xe đủ nhỏ để vào" },
	[PLANNER_LEAD_TIME] = { "lead_time", "nobody can be there in time", "không ai đến kịp" },
	[PLANNER_EXCLUDED] = { "excluded_by_coordinator", "a coordinator excluded it",
	    "điều phối viên đã loại trừ" },
};

static bool
is_known(enum planner_reason r)
{
	return (int)r >= 0 && r < PLANNER_REASONS;
}

const char *
planner_reason_code(enum planner_reason r)
{
	return is_known(r) ? REASON[r].code : "";
}

const char *
planner_reason_text(enum planner_reason r, enum lang lang)
{
	if (!is_known(r))
		return "";
	return lang == LANG_VI ? REASON[r].vi : REASON[r].en;
}
