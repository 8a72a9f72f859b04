/* routes - every resource's table of routes, one line each. */
#ifndef OXY_API_ROUTES_H
#define OXY_API_ROUTES_H

#include "api/api.h"

extern const struct api_routes api_clock_routes;
extern const struct api_routes api_facilities_routes;
extern const struct api_routes api_health_routes;
extern const struct api_routes api_suppliers_routes;
extern const struct api_routes api_tokens_routes;
extern const struct api_routes api_page_routes;
extern const struct api_routes api_quarantine_routes;
extern const struct api_routes api_audit_routes;
extern const struct api_routes api_readings_routes;
extern const struct api_routes api_stock_reports_routes;

#endif
