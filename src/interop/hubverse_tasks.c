/* hubverse_tasks - one round a day: quantiles of a facility's oxygen demand, so many days ahead. */
#include "interop/hubverse_tasks.h"

#include "interop/hubverse.h"

#define SCHEMA "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.0/tasks-schema.json"

/* Values that must be there, or that may; one of the two is null. */
static json_t *
values(json_t *required, json_t *optional)
{
	return json_pack("{s:o?, s:o?}", "required", required, "optional", optional);
}

static json_t *
one(const char *text)
{
	return json_pack("[s]", text);
}

static json_t *
numbers(int from, int to)
{
	json_t *list = json_array();
	for (int i = from; i <= to; i++)
		json_array_append_new(list, json_integer(i));
	return list;
}

static json_t *
end_dates(const struct interop_hubverse_tasks *t)
{
	char text[CALENDAR_DAY_TEXT];
	json_t *list = json_array();
	for (int h = 1; h <= t->horizons; h++)
		json_array_append_new(list, json_string(calendar_day_text(t->origin_date + h, text)));
	return list;
}

static json_t *
locations(const struct interop_hubverse_tasks *t)
{
	json_t *list = json_array();
	for (size_t i = 0; i < t->n_locations; i++)
		json_array_append_new(list, json_string(t->locations[i]));
	return list;
}

static json_t *
levels(const struct interop_hubverse_tasks *t)
{
	json_t *list = json_array();
	for (size_t i = 0; i < t->n_levels; i++)
		json_array_append_new(list, json_real(t->levels[i]));
	return list;
}

static json_t *
task_ids(const struct interop_hubverse_tasks *t, const char *target)
{
	char origin[CALENDAR_DAY_TEXT];
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "origin_date", values(NULL, one(calendar_day_text(t->origin_date, origin))), "target",
	    values(one(target), NULL), "horizon", values(numbers(1, t->horizons), NULL), "location", values(NULL, locations(t)), "target_end_date",
	    values(NULL, end_dates(t)));
}

static json_t *
output_type(const struct interop_hubverse_tasks *t)
{
	return json_pack("{s:{s:{s:o}, s:b, s:{s:s, s:i}}}", "quantile", "output_type_id", "required", levels(t), "is_required", 1, "value", "type", "double",
	    "minimum", 0);
}

static json_t *
target_metadata(const char *target)
{
	return json_pack("[{s:s, s:s, s:s, s:{s:s}, s:s, s:s, s:b, s:s}]", "target_id", target, "target_name", "Medical oxygen used by a facility in a day",
	    "target_units", "grams of O2", "target_keys", "target", target, "description",
	    "What the facility draws on the day target_end_date of Asia/Ho_Chi_Minh, metered, or made of its census of patients", "target_type", "continuous",
	    "is_step_ahead", 1, "time_unit", "day");
}

json_t *
interop_hubverse_tasks(const struct interop_hubverse_tasks *t)
{
	const char *target = interop_hubverse_target_name(INTEROP_HUBVERSE_OXYGEN);
	json_t *tasks = json_pack("{s:o, s:o, s:o}", "task_ids", task_ids(t, target), "output_type", output_type(t), "target_metadata", target_metadata(target));
	return json_pack("{s:s, s:[{s:b, s:s, s:[o], s:{s:s, s:i, s:i}, s:[s], s:[s]}]}", "schema_version", SCHEMA, "rounds", "round_id_from_variable", 1,
	    "round_id", "origin_date", "model_tasks", tasks, "submissions_due", "relative_to", "origin_date", "start", 0, "end", 1, "file_format", "csv",
	    "derived_task_ids", "target_end_date");
}
