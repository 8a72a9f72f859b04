/* config - the default weights and bands. Sources and reasons: doc/planner.md. */
#include "planner/planner.h"

static const struct planner_config CONFIG = {
	.version = "2026-11.3",
	.road_factor_pct = 135,
	.neighbours = 6,
	.cover_pct = { 50, 100, 150, 200, 300, 500, 1400 }, /* the last one fills tanks while there is gas, before a wave comes */
	.cover_weight = { 64, 32, 16, 8, 4, 2, 1 },
	.safety_weight = { 50, 25, 10 },
	.emergency_km = 50,
	.over_contract_km = 10,
	.change_km = 20,
	.min_drop_g = 200000,
	.interval_pct = 10,
	.polish = 1,
	.ward_g_per_h = 650,      /* 8 L/min of gas of 15 C, 1.354 kg a cubic metre */
	.critical_g_per_h = 2437, /* 30 L/min: ESFT's critical patient */
	.critical_weight = 5,     /* more than 30 / 8, or starving intensive care would pay */
};

const struct planner_config *
planner_config_default(void)
{
	return &CONFIG;
}
