/* delivery_test - the delivery-plan operator against trying everything. */
#include "planner/delivery.h"

#include "base/rng.h"
#include "lib/suite.h"

enum { DAYS = 4, OPTIONS = 3, CASES = 4000, NO_PLAN = 1 << 30 };

struct drawn {
	struct delivery_day days[DAYS];
	struct delivery_option options[DAYS][OPTIONS];
	struct delivery_case one;
};

static void
draw_day(struct drawn *d, int t, struct rng *r)
{
	static const int64_t losses[] = { DELIVERY_FIRM, DELIVERY_FIRM, 0, 3, 40 };
	struct delivery_day *y = &d->days[t];

	*y = (struct delivery_day){ .use = rng_below(r, 4),
		.least = rng_below(r, 8) == 0,
		.most = 3 + rng_below(r, 5),
		.most_left = rng_below(r, 4) ? INT64_MAX : (int64_t)rng_below(r, 6),
		.keep = (int64_t)rng_below(r, 9) - 4,
		.lost = losses[rng_below(r, ARRAY_LEN(losses))],
		.n_options = (int32_t)rng_below(r, OPTIONS + 1),
		.options = d->options[t] };
	for (int i = 0; i < OPTIONS; i++)
		d->options[t][i] =
		    (struct delivery_option){ (int64_t)rng_below(r, 20) - 1, rng_below(r, 7) };
}

static void
draw(struct drawn *d, struct rng *r)
{
	static const int64_t tolls[] = { DELIVERY_FIRM, 0, 1, 2, 5, 30, 1000 };

	d->one = (struct delivery_case){ DAYS, (int64_t)rng_below(r, 4),
		tolls[rng_below(r, ARRAY_LEN(tolls))], d->days };
	for (int t = 0; t < DAYS; t++)
		draw_day(d, t, r);
}

/* The cost of one way to come with q units; NO_PLAN when it is not allowed. */
static int64_t
visit_cost(const struct delivery_case *c, int t, int option, int64_t q)
{
	if (option == DELIVERY_NONE)
		return q == 0 ? 0 : NO_PLAN;
	const struct delivery_option *o = &c->days[t].options[option];
	int64_t above = q > o->room ? q - o->room : 0;

	if (q < 1 || (above > 0 && c->toll < 0))
		return NO_PLAN;
	return o->cost + above * c->toll;
}

/* What is left at a close, and what the day costs beside its visit; NO_PLAN when it is not allowed.
 */
static int64_t
close_cost(const struct delivery_day *d, int64_t level, int64_t *ret_left)
{
	int64_t left = level - d->use, lacks = left < d->least ? d->least - left : 0;

	*ret_left = left + lacks;
	if ((lacks > 0 && d->lost < 0) || *ret_left > d->most_left)
		return NO_PLAN;
	return lacks * d->lost + *ret_left * d->keep;
}

static int64_t
try_all(const struct delivery_case *c, int t, int64_t level)
{
	int64_t best = NO_PLAN, left;

	if (t == c->n_days)
		return 0;
	const struct delivery_day *d = &c->days[t];
	for (int o = DELIVERY_NONE; o < d->n_options; o++) {
		for (int64_t q = 0; q == 0 || level + q <= d->most; q++) {
			int64_t visit = visit_cost(c, t, o, q);
			int64_t close = close_cost(d, level + q, &left);
			if (visit >= NO_PLAN || close >= NO_PLAN)
				continue;
			int64_t rest = try_all(c, t + 1, left);
			if (rest < NO_PLAN && visit + close + rest < best)
				best = visit + close + rest;
		}
	}
	return best;
}

/* What a plan costs when it is followed. */
static int64_t
follow(const struct delivery_case *c, const struct delivery_choice *plan)
{
	int64_t level = c->start, cost = 0;

	for (int t = 0; t < c->n_days; t++) {
		const struct delivery_day *d = &c->days[t];
		ck_assert_int_lt(plan[t].option, d->n_options);
		ck_assert_int_lt(visit_cost(c, t, plan[t].option, plan[t].quantity), NO_PLAN);
		cost += visit_cost(c, t, plan[t].option, plan[t].quantity);
		level += plan[t].quantity;
		ck_assert(plan[t].quantity == 0 || level <= d->most);
		int64_t close = close_cost(d, level, &level);
		ck_assert_int_lt(close, NO_PLAN);
		cost += close;
	}
	return cost;
}

START_TEST(the_plan_costs_what_trying_everything_finds)
{
	struct rng r = rng_seed(23, 1);
	struct delivery_work *w = planner_delivery_work_new(DAYS);
	struct delivery_choice plan[DAYS];
	struct drawn d;
	int none = 0;

	for (int i = 0; i < CASES; i++) {
		int64_t cost = 0;
		draw(&d, &r);
		int64_t right = try_all(&d.one, 0, d.one.start);
		bool found = planner_delivery_best(w, &d.one, plan, &cost);
		ck_assert_msg(found == (right < NO_PLAN), "case %d of seed 23", i);
		none += !found;
		if (!found)
			continue;
		ck_assert_msg(cost == right, "case %d of seed 23: %lld, best %lld", i,
		    (long long)cost, (long long)right);
		ck_assert_msg(follow(&d.one, plan) == cost, "case %d of seed 23", i);
	}
	ck_assert_int_gt(none, CASES / 100);
	ck_assert_int_lt(none, CASES / 2);
	planner_delivery_work_free(w);
}
END_TEST

START_TEST(large_quantities_are_as_quick_as_small_ones)
{
	struct delivery_option o[] = { { 1000, 600000000 }, { 5000, 2000000000 } };
	struct delivery_day days[DAYS];
	struct delivery_case one = { DAYS, 500000000, 7, days };
	struct delivery_work *w = planner_delivery_work_new(DAYS);
	struct delivery_choice plan[DAYS];
	int64_t cost;

	for (int t = 0; t < DAYS; t++)
		days[t] = (struct delivery_day){ .use = 400000000,
			.lost = DELIVERY_FIRM,
			.most = 2000000000,
			.most_left = INT64_MAX,
			.n_options = 2,
			.options = o };
	ck_assert(planner_delivery_best(w, &one, plan, &cost));
	ck_assert_int_eq(
	    cost, 2000); /* two visits of 600 million cover the missing 1,100 million */
	planner_delivery_work_free(w);
}
END_TEST

START_TEST(stock_that_is_cheaper_to_keep_here_is_filled_up_at_once)
{
	struct delivery_option o = { 10, 100 };
	struct delivery_day day = { .use = 5,
		.most = 40,
		.most_left = INT64_MAX,
		.keep = -1,
		.lost = DELIVERY_FIRM,
		.n_options = 1,
		.options = &o };
	struct delivery_day days[2] = { day, day };
	struct delivery_case one = { 2, 10, DELIVERY_FIRM, days };
	struct delivery_work *w = planner_delivery_work_new(2);
	struct delivery_choice plan[2];
	int64_t cost;

	ck_assert(planner_delivery_best(w, &one, plan, &cost));
	ck_assert_int_eq(plan[0].quantity, 30);
	ck_assert_int_eq(plan[1].option, DELIVERY_NONE);
	ck_assert_int_eq(cost, 10 - 35 - 30);
	planner_delivery_work_free(w);
}
END_TEST

START_TEST(what_a_trip_costs_more_than_it_saves_is_gone_without)
{
	struct delivery_option o = { 100, 1000 };
	struct delivery_day day = { .use = 5,
		.most = 40,
		.most_left = INT64_MAX,
		.lost = 9,
		.n_options = 1,
		.options = &o };
	struct delivery_day days[3] = { day, day, day };
	struct delivery_case one = { 3, 4, DELIVERY_FIRM, days };
	struct delivery_work *w = planner_delivery_work_new(3);
	struct delivery_choice plan[3];
	int64_t cost;

	/* Eleven units lack over three days: 99 is cheaper than the way; twelve would not be. */
	ck_assert(planner_delivery_best(w, &one, plan, &cost));
	ck_assert_int_eq(cost, 99);
	one.start = 3;
	ck_assert(planner_delivery_best(w, &one, plan, &cost));
	ck_assert_int_eq(cost, 100);
	ck_assert_int_eq(plan[0].quantity, 12);
	planner_delivery_work_free(w);
}
END_TEST

SUITE("planner/delivery", the_plan_costs_what_trying_everything_finds,
    large_quantities_are_as_quick_as_small_ones,
    stock_that_is_cheaper_to_keep_here_is_filled_up_at_once,
    what_a_trip_costs_more_than_it_saves_is_gone_without)
