/* product - oxyd itself in the simulated province: its doubt, forecast, projection and planner, as the daemon calls them.
 *
 * Reports go through forecast/plausible as ingest/ has them judged, histories and truths are what the store would hold, demand is
 * forecast_demand_make over a pool fitted anew when something was heard, needs/ turns both into the planner's needs, and planner_solve plans around
 * what is on the road. A report at report_hour speaks of the 24 hours before it and so has the date of the day before.
 *
 * With `truth` set, demand, stock and events are known as they will be: the same planner in hindsight. One thread. */
#ifndef OXY_SIMULATE_PRODUCT_H
#define OXY_SIMULATE_PRODUCT_H

#include "simulate/desk.h"
#include "simulate/dispatch.h"
#include "simulate/mind.h"

#include "planner/planner.h"

/* Parts that can be left out, to see what each is worth. */
enum simulate_without {
	SIMULATE_NO_FORECAST = 1,   /* demand stays as it was on the last known day */
	SIMULATE_NO_PROJECTION = 2, /* stock is as last reported, plus deliveries */
	SIMULATE_NO_COVER = 4,      /* neither bands of cover nor safety stock */
	SIMULATE_NO_PERIODS = 8,    /* a plan looks at two days only */
	SIMULATE_NO_SPLIT = 16,     /* each empty bottle is filled as soon as it can */
	SIMULATE_NO_SECOND = 32,    /* one plan a day */
	SIMULATE_NO_ROUTING = 64,   /* each stop a trip of its own, when its truck is back */
	SIMULATE_NO_FAIRNESS = 128, /* cover is worth the same in every band; safety stock stays */
	SIMULATE_NO_ELSEWHERE = 256, /* tankers load at home alone */
	SIMULATE_NO_BALANCE = 512,  /* what a silent site used is not learned from its stock */
};

struct simulate_record;

struct simulate_setting {
	bool truth;     /* hindsight */
	int days;       /* of a plan */
	int margin_pct; /* hindsight: q90 above the true demand */
	unsigned without;
	uint64_t seed;
	struct simulate_record *record; /* shown every plan; may be NULL */
	int iterations; /* of route improvement; 0: the planner's default */
};

struct simulate_product;

struct simulate_product *simulate_product_new(const struct simulate_scenario *s, const struct simulate_setting *set) NODISCARD;
void simulate_product_free(struct simulate_product *p); /* NULL is fine */

/* Take in what came to the desk since the last call. */
void simulate_product_hear(struct simulate_product *p, const struct simulate_desk *d);

/* Plan from now on; `trips` are the trips of the new plan. A plan that cannot be made leaves everything as it was, and its fault. */
err_t simulate_product_plan(struct simulate_product *p, struct simulate_world *w, const struct simulate_desk *d, simulate_trips *trips,
    struct faults *f) NODISCARD;

/* At midnight: what the plan in force wants filled on the new day. */
void simulate_product_fill(const struct simulate_product *p, struct simulate_world *w);

/* Share of what was planned for today and tomorrow that the next plan did otherwise, over all plans; 0 before the second. */
double simulate_product_churn(const struct simulate_product *p);

/* All of it as simulate/run wants it; borrows the product. */
struct simulate_mind simulate_product_mind(struct simulate_product *p);

#endif
