/* run - one policy through one scenario, and what came of it.
 *
 * Every policy has the same hours of decision, desk, dispatcher and trucks; what a site says by telephone counts at the next hour of
 * decision. Deterministic but for plan_ms. */
#ifndef OXY_SIMULATE_RUN_H
#define OXY_SIMULATE_RUN_H

#include "base/str.h"
#include "domain/names.h"
#include "simulate/product.h"
#include "simulate/record.h"

enum simulate_policy {
	SIMULATE_NO_POLICY,
	SIMULATE_OXYD,
	SIMULATE_URGENTPLUS,
	SIMULATE_REORDER,
	SIMULATE_URGENT,
	SIMULATE_PROPORTIONAL,
	SIMULATE_HINDSIGHT, /* the best of several settings that know everything */
	SIMULATE_POLICIES
};
extern const struct names simulate_run_policies;

struct simulate_ask {
	enum simulate_policy policy;
	unsigned without;        /* of SIMULATE_OXYD */
	uint64_t seed;           /* of the planner */
	struct simulate_record *record; /* shown every hour; NULL: nobody looks */
	double bound;            /* simulate_bound of the scenario: a run below it is a fault; 0: none */
	int iterations;          /* of its route improvement; 0: its default */
	int64_t (*cpu_ns)(void); /* processor time so far; NULL: plan_ms is 0 */
	void (*trace)(void *arg, const struct simulate_world *w); /* after each hour; NULL */
	void *trace_arg;
	const struct simulate_mind *mind; /* decides instead of the product, where the policy is SIMULATE_OXYD; NULL */
};

struct simulate_result {
	double weighted_ph, unmet_ph, unmet_crit_ph; /* patient-hours; critical ones count crit_weight times */
	int64_t unmet_g, demand_g, delivered_g, distance_m, end_stock_g, vented_g;
	double stockout_share, worst_unmet_share; /* of the sites; of a site's own demand */
	double worst_weighted_ph;
	int64_t away_min;
	int trips, stops, plans;
	double churn, plan_ms;
	double bound; /* as asked; 0: none */
};

/* Faults: INTERNAL when a plan failed, the ledger does not hold or W is below the bound, with scenario, hour and figures in the text. */
err_t simulate_run(const struct simulate_scenario *s, const struct simulate_ask *ask, struct simulate_result *ret, struct faults *f) NODISCARD;

/* The line of CONTRACT section 4, newline included; "lb" where there is a bound. */
void simulate_run_line(const struct simulate_scenario *s, const char *policy, const struct simulate_result *r, struct str *out);

#endif
