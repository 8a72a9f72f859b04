/* show_scores - sums of some hundred facilities at a time, laid together; the nation would be too much for one statement. */
#include "app/show_scores.h"

#include "base/str.h"
#include "base/vec.h"
#include "store/score.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 500 };

typedef VEC(struct store_score_sum) sum_list;

/* How many facilities a model is set back at. */
struct count {
	const char *model;
	int64_t n;
};
typedef VEC(struct count) count_list;

static struct store_score_sum *
line_of(sum_list *all, const char *model, int horizon)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].horizon == horizon && str_eq(all->at[i].model, model))
			return &all->at[i];
	struct store_score_sum *l = VEC_ADD(all);
	*l = (struct store_score_sum){ .model = model, .horizon = horizon };
	return l;
}

static void
add(sum_list *all, const struct store_score_sum *s)
{
	struct store_score_sum *to = line_of(all, s->model, s->horizon);
	to->n += s->n;
	to->facilities += s->facilities;
	to->wis += s->wis;
	to->pairs += s->pairs;
	to->baseline += s->baseline;
	to->ratios += s->ratios;
	to->log_ratio += s->log_ratio;
	to->in50 += s->in50;
	to->in90 += s->in90;
	to->in95 += s->in95;
	to->below += s->below;
}

static void
add_set_back(count_list *all, const char *model)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].model, model)) {
			all->at[i].n++;
			return;
		}
	*VEC_ADD(all) = (struct count){ model, 1 };
}

static err_t
look_at(struct act *a, const struct store_score_sites *some, const struct store_score_window *w, sum_list *lines, count_list *counts)
{
	struct store_score_sums sums;
	struct store_score_demotions decided;
	err_t e = store_score_sum(a->db, some, w, a->arena, &sums, a->faults);
	if (!e)
		e = store_score_demotions(a->db, some, w->recorded_by, a->arena, &decided, a->faults);
	for (size_t i = 0; !e && i < sums.n; i++)
		add(lines, &sums.items[i]);
	for (size_t i = 0; !e && i < decided.n; i++)
		if (decided.items[i].demoted)
			add_set_back(counts, decided.items[i].model);
	return e;
}

static int
by_model(const void *x, const void *y)
{
	const struct store_score_sum *a = x, *b = y;
	int c = strcmp(a->model, b->model);
	return c != 0 ? c : (a->horizon > b->horizon) - (a->horizon < b->horizon);
}

static double
share(int64_t part, int64_t n)
{
	return n > 0 ? (double)part / (double)n : UNKNOWN_F64;
}

static void
fill(const struct store_score_sum *s, const count_list *counts, struct wire_forecast_score *ret)
{
	wire_init(&wire_forecast_shape_score, ret);
	ret->model = s->model;
	ret->horizon = s->horizon;
	ret->n = s->n;
	ret->facilities = s->facilities;
	ret->wis_g = s->n > 0 ? llround(s->wis / (double)s->n) : UNKNOWN_I64;
	ret->baseline_wis_g = s->pairs > 0 ? llround(s->baseline / (double)s->pairs) : UNKNOWN_I64;
	ret->rel_wis = s->ratios > 0 ? exp(s->log_ratio / (double)s->ratios) : UNKNOWN_F64;
	ret->coverage_50 = share(s->in50, s->n);
	ret->coverage_90 = share(s->in90, s->n);
	ret->coverage_95 = share(s->in95, s->n);
	ret->below_median = share(s->below, s->n);
	ret->set_back = 0;
	for (size_t i = 0; i < counts->n; i++)
		if (str_eq(counts->at[i].model, s->model))
			ret->set_back = counts->at[i].n;
}

err_t
app_show_scores(struct act *a, const struct app_scores_query *q, struct app_scores *ret)
{
	struct store_site_list list;
	sum_list lines = { 0 };
	count_list counts = { 0 };
	day_t today = calendar_day_of(a->at.now);
	struct store_score_window w = { .after = today - q->days - 1, .upto = today - 1, .recorded_by = a->at.recorded_by, .model = q->model };
	err_t e = store_site_list(a->app->sites, a->db, q->province, STORE_FACILITY, a->at.recorded_by, a->arena, &list, a->faults);
	for (size_t from = 0; !e && from < list.n; from += CHUNK)
		e = look_at(a, &(struct store_score_sites){ list.items + from, list.n - from < CHUNK ? list.n - from : CHUNK }, &w, &lines, &counts);
	if (lines.n > 0)
		qsort(lines.at, lines.n, sizeof *lines.at, by_model);
	*ret = (struct app_scores){ .items = ARENA_ARRAY(a->arena, struct wire_forecast_score, lines.n), .n = lines.n };
	for (size_t i = 0; i < lines.n; i++)
		fill(&lines.at[i], &counts, &ret->items[i]);
	VEC_FREE(&lines);
	VEC_FREE(&counts);
	return e;
}
