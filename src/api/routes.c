/* routes - the list of all resources; each file of this directory has its routes at the top. */
#include "api/routes.h"

const struct api_routes *const api_routes_all[] = {
	&api_alerts_routes,
	&api_clock_routes,
	&api_deliveries_routes,
	&api_facilities_routes,
	&api_forecast_scores_routes,
	&api_forecasts_routes,
	&api_health_routes,
	&api_hub_routes,
	&api_imports_routes,
	&api_page_routes,
	&api_plans_routes,
	&api_quarantine_routes,
	&api_audit_routes,
	&api_readings_routes,
	&api_requests_routes,
	&api_resilience_routes,
	&api_status_routes,
	&api_stock_reports_routes,
	&api_surge_forecasts_routes,
	&api_stream_routes,
	&api_suppliers_routes,
	&api_tokens_routes,
	&api_transfers_routes,
};
const size_t api_routes_all_n = ARRAY_LEN(api_routes_all);

json_t *
api_routes_openapi(void)
{
	const struct wire_operation *ops[400];
	size_t n = 0;
	for (size_t t = 0; t < api_routes_all_n; t++)
		for (size_t i = 0; i < api_routes_all[t]->n; i++)
			ops[n++] = &api_routes_all[t]->at[i].op;
	return wire_openapi(&(struct wire_openapi){ .title = "oxyd", .version = "1", .operations = ops, .n = n,
	    .text = "Coordination of a province's medical oxygen: reports and readings in, forecasts, shortfalls, plans and deliveries out. "
	            "Quantities are integer grams of O2; null means unknown, never zero." });
}
