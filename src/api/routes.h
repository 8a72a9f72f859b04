/* routes - every resource's table of routes, one line each. */
#ifndef OXY_API_ROUTES_H
#define OXY_API_ROUTES_H

#include "api/api.h"

extern const struct api_routes api_alerts_routes;
extern const struct api_routes api_clock_routes;
extern const struct api_routes api_deliveries_routes;
extern const struct api_routes api_facilities_routes;
extern const struct api_routes api_forecast_scores_routes;
extern const struct api_routes api_forecasts_routes;
extern const struct api_routes api_health_routes;
extern const struct api_routes api_hub_routes;
extern const struct api_routes api_imports_routes;
extern const struct api_routes api_page_routes;
extern const struct api_routes api_plans_routes;
extern const struct api_routes api_quarantine_routes;
extern const struct api_routes api_audit_routes;
extern const struct api_routes api_readings_routes;
extern const struct api_routes api_requests_routes;
extern const struct api_routes api_resilience_routes;
extern const struct api_routes api_status_routes;
extern const struct api_routes api_stock_reports_routes;
extern const struct api_routes api_stream_routes;
extern const struct api_routes api_suppliers_routes;
extern const struct api_routes api_tokens_routes;
extern const struct api_routes api_transfers_routes;
extern const struct api_routes api_page_routes;
extern const struct api_routes api_quarantine_routes;
extern const struct api_routes api_status_routes;
extern const struct api_routes api_readings_routes;
extern const struct api_routes api_stock_reports_routes;
extern const struct api_routes api_surge_forecasts_routes;

#endif
