/* shapes - every shape of wire/, for tests that hold for all of them. */
#ifndef OXY_TESTS_UNIT_WIRE_SHAPES_H
#define OXY_TESTS_UNIT_WIRE_SHAPES_H

#include "wire/delivery_shape.h"
#include "wire/facility_shape.h"
#include "wire/forecast_shape.h"
#include "wire/plan_shape.h"
#include "wire/reading_shape.h"
#include "wire/record_shape.h"
#include "wire/status_shape.h"
#include "wire/stock_report_shape.h"
#include "wire/supplier_shape.h"

static const struct wire_shape *const all_shapes[] = {
	&wire_facility_shape,
	&wire_supplier_shape,
	&wire_supplier_shape_report,
	&wire_supplier_shape_receipt,
	&wire_stock_report_shape,
	&wire_stock_report_shape_receipt,
	&wire_stock_report_shape_revision,
	&wire_stock_report_shape_batch,
	&wire_reading_shape,
	&wire_reading_shape_tlm,
	&wire_reading_shape_ack,
	&wire_reading_shape_receipt,
	&wire_reading_shape_refusal,
	&wire_delivery_shape,
	&wire_delivery_shape_event,
	&wire_delivery_shape_drop,
	&wire_delivery_shape_transfer,
	&wire_delivery_shape_request,
	&wire_plan_shape,
	&wire_plan_shape_request,
	&wire_plan_shape_edits,
	&wire_plan_shape_explanation,
	&wire_status_shape,
	&wire_status_shape_province,
	&wire_status_shape_national,
	&wire_status_shape_alert,
	&wire_forecast_shape,
	&wire_forecast_shape_request,
	&wire_forecast_shape_run,
	&wire_forecast_shape_shortfall,
	&wire_forecast_shape_surge,
	&wire_record_shape_token,
	&wire_record_shape_revoke,
	&wire_record_shape_quarantine,
	&wire_record_shape_verdict,
	&wire_record_shape_audit,
	&wire_record_shape_clock,
};

#endif
