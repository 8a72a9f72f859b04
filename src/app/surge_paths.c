/* surge_paths - sorted into rounds, each round's samples numbered, its order stored. */
#include "app/surge_paths.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef const struct store_surge_row *sample_t;

static int
by_round(sample_t a, sample_t b)
{
	int c = strcmp(a->location, b->location);
	if (c == 0)
		c = (int)a->target - (int)b->target;
	return c != 0 ? c : (a->reference_date > b->reference_date) - (a->reference_date < b->reference_date);
}

static int
by_sample(const void *x, const void *y)
{
	sample_t a = *(const sample_t *)x, b = *(const sample_t *)y;
	int c = by_round(a, b);
	return c != 0 ? c : strcmp(a->type_id, b->type_id);
}

static err_t
add_round(struct act *a, const struct store_surge_file *file, const sample_t *s, size_t n)
{
	struct forecast_trajectories *t = ARENA_NEW(a->arena, struct forecast_trajectories);
	struct forecast_surge_row *rows = ARENA_ARRAY(a->arena, struct forecast_surge_row, n);
	int number = 0;
	for (size_t i = 0; i < n; i++) {
		number += i > 0 && strcmp(s[i - 1]->type_id, s[i]->type_id) != 0;
		rows[i] = (struct forecast_surge_row){ .horizon = (int)s[i]->horizon, .type = FORECAST_SURGE_SAMPLE, .id = number, .value = s[i]->value };
	}
	if (!forecast_trajectories_build(&(struct forecast_surge_input){ .reference_day = s[0]->reference_date, .target = s[0]->target, .rows = rows,
	                                     .n_rows = n, .census_now = NAN }, t))
		return ERR_OK;
	return store_surge_paths_add(a->db, &(struct store_surge_paths){ .surge_id = file->id, .id = id_new(file->recorded_at), .province = s[0]->province,
	                                        .location = s[0]->location, .target = s[0]->target, .reference_date = s[0]->reference_date,
	                                        .recorded_at = file->recorded_at, .trajectories = t }, a->faults);
}

err_t
app_surge_paths_add(struct act *a, const struct store_surge_file *file)
{
	sample_t *s = ARENA_ARRAY(a->arena, sample_t, file->n);
	err_t e = ERR_OK;
	size_t n = 0;
	for (size_t i = 0; i < file->n; i++)
		if (file->rows[i].type == FORECAST_SURGE_SAMPLE)
			s[n++] = &file->rows[i];
	if (n > 0)
		qsort(s, n, sizeof *s, by_sample);
	for (size_t i = 0, to; !e && i < n; i = to) {
		for (to = i + 1; to < n && by_round(s[i], s[to]) == 0; to++)
			;
		e = add_round(a, file, s + i, to - i);
	}
	return e;
}
