/* stock_report_shape - the daily report, as a phone form or a hospital's program sends it. */
#include "wire/stock_report_shape.h"
#include "wire/fields.h"

/* A line of liquid names its asset and quantity, a line of cylinders its type and at least one count. */
static void
check_line(void *object, struct wire_check *c)
{
	const struct stock_line *l = object;
	bool counted = l->full != UNKNOWN_I64 || l->in_use != UNKNOWN_I64 || l->empty != UNKNOWN_I64 || l->unfit != UNKNOWN_I64;
	if (l->form == PRODUCT_LOX && l->asset == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/asset", NULL, NULL);
	if (l->form == PRODUCT_LOX && !units_said(&l->on_hand))
		wire_check_fault(c, FAULT_REQUIRED, "/on_hand", NULL, NULL);
	if (l->form == PRODUCT_CYLINDER && l->type == NULL && l->asset == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/type", NULL, NULL);
	if (l->form == PRODUCT_CYLINDER && !counted && !units_said(&l->on_hand))
		wire_check_fault(c, FAULT_REQUIRED, "/full", NULL, NULL);
}

/* clang-format off */
#define T struct stock_line
static WIRE_SHAPE(line_shape, "StockLine", "One asset or cylinder type as it was found.", check_line,
	ENUM(form, &product_names, .flags = WIRE_REQUIRED),
	CODE(asset, .text = "required for lox"),
	QUANTITY(on_hand, .flags = WIRE_GAUGE, .text = "what is in it; a gauge reading where the asset has a calibration"),
	CYLINDER(type, .text = "cylinders"),
	CODE(owner, .text = "whose cylinders; null: the site's own"),
	I64(full, .max = 1000000),
	I64(in_use, .max = 1000000, .text = "each counts half"),
	I64(empty, .max = 1000000),
	I64(unfit, .max = 1000000));
#undef T

static void
check_received(void *object, struct wire_check *c)
{
	const struct stock_receipt_line *l = object;
	if (!units_said(&l->quantity) && l->full == UNKNOWN_I64)
		wire_check_fault(c, FAULT_REQUIRED, "/quantity", NULL, NULL);
	if (l->form == PRODUCT_CYLINDER && l->full != UNKNOWN_I64 && l->type == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/type", NULL, NULL);
}

#define T struct stock_receipt_line
static WIRE_SHAPE(received_shape, "ReceivedLine", "What came in; name its delivery or docket, so that it counts once.", check_received,
	ENUM(form, &product_names, .flags = WIRE_REQUIRED),
	CODE(asset),
	QUANTITY(quantity),
	CYLINDER(type),
	CODE(owner),
	I64(full, .max = 1000000, .text = "full cylinders received"),
	I64(empties_back, .max = 1000000, .text = "empty cylinders given back"),
	CODE(supplier),
	ID(delivery, .text = "the delivery that it belongs to"),
	TEXT(docket, .min = 1, .max = 120, .text = "number of the paper"),
	INSTANT(occurred_at));
#undef T

#define T struct stock_produced_line
static WIRE_SHAPE(produced_shape, "ProducedLine", "What an own plant made in the period.", NULL,
	CODE(asset, .flags = WIRE_REQUIRED),
	QUANTITY(quantity, .flags = WIRE_REQUIRED),
	F64(running_hours, .high = 8784, .unit = "h"));
#undef T

#define T struct census
static WIRE_SHAPE(census_shape, "Census", "Patients on oxygen by device; covid counts those with COVID-19.", NULL,
	I64(nasal_cannula, .max = 100000),
	I64(simple_mask, .max = 100000),
	I64(reservoir_mask, .max = 100000),
	I64(hfnc, .max = 100000),
	I64(niv, .max = 100000),
	I64(imv, .max = 100000),
	I64(covid, .max = 100000));
#undef T

#define T struct stock_period
static WIRE_SHAPE(period_shape, "Period", "From, inclusive, to, exclusive.", NULL,
	INSTANT(start, .flags = WIRE_REQUIRED),
	INSTANT(end, .flags = WIRE_REQUIRED));
#undef T

enum { PERIOD_MAX_DAYS = 31 };

/* A report is about a day or about a period; either tells the other. */
static void
check_report(void *object, struct wire_check *c)
{
	struct stock_report *r = object;
	struct stock_period p = r->period;
	bool has_period = p.start != INSTANT_NONE;
	if (!has_period && r->date == DAY_NONE)
		wire_check_fault(c, FAULT_REQUIRED, "/date", NULL, NULL);
	if (has_period && (p.end <= p.start || p.end - p.start > PERIOD_MAX_DAYS * INSTANT_DAY))
		wire_check_fault(c, FAULT_PERIOD, "/period", "31 d", NULL);
	if (has_period && r->date == DAY_NONE)
		r->date = calendar_day_of(p.start);
	else if (has_period && (r->date < calendar_day_of(p.start) || r->date > calendar_day_of(p.end))) {
		char from[CALENDAR_DAY_TEXT], got[CALENDAR_DAY_TEXT];
		wire_check_fault(c, FAULT_RANGE, "/date", calendar_day_text(calendar_day_of(p.start), from), calendar_day_text(r->date, got));
	}
}

#define T struct stock_report
WIRE_SHAPE(wire_stock_report_shape, "StockReport", "The daily report of a facility.", check_report,
	CODE(facility, .flags = WIRE_REQUIRED),
	DATE(date, .text = "the day it is about; where period is given a day of it, or left out"),
	OBJECT(period, &period_shape, .text = "instead of the whole day, such as a shift; at most 31 days"),
	INSTANT(occurred_at, .text = "when the stock was looked at"),
	TEXT(client_event_id, .min = 1, .max = 255, .text = "the same one again changes nothing"),
	LIST_OF(stock, &line_shape, .max = 500),
	LIST_OF(received, &received_shape, .max = 500),
	LIST_OF(produced, &produced_shape, .max = 100),
	QUANTITY(consumed, .text = "in the period"),
	OBJECT(census, &census_shape),
	QUANTITY(expected_tomorrow),
	TEXT(note, .max = 2000));
#undef T

#define T struct stock_hours
WIRE_SHAPE(wire_stock_report_shape_hours, "Hours", "Quantiles of hours, capped at 336; null only when unknown.", NULL,
	F64(p10, .places = 2, .unit = "h"),
	F64(p50, .places = 2, .unit = "h"),
	F64(p90, .places = 2, .unit = "h"));
#undef T

#define T struct stock_remark
WIRE_SHAPE(wire_stock_report_shape_remark, "Remark", "A sentence about one value.", NULL,
	TEXT(pointer, .flags = WIRE_REQUIRED, .text = "JSON pointer into the report"),
	TEXT(code, .flags = WIRE_REQUIRED),
	TEXT(detail, .flags = WIRE_REQUIRED));
#undef T

#define T struct stock_quarantined
static WIRE_SHAPE(quarantined_shape, "QuarantinedValue", "A value that was kept, but must be settled.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	TEXT(pointer, .flags = WIRE_REQUIRED),
	TEXT(code, .flags = WIRE_REQUIRED),
	TEXT(detail, .flags = WIRE_REQUIRED),
	BOOL(provisional, .text = "acts at once, until it is settled"));
#undef T

#define T struct stock_receipt
WIRE_SHAPE(wire_stock_report_shape_receipt, "StockReceipt", "The report was stored; this is what it means.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	I64(revision, .flags = WIRE_REQUIRED, .text = "1, 2, ... of this facility and period"),
	CODE(facility, .flags = WIRE_REQUIRED),
	DATE(date, .flags = WIRE_REQUIRED),
	I64(on_hand_g, .unit = "g", .text = "all assets, projected to now"),
	I64(consumed_g, .unit = "g"),
	OBJECT(hours_to_empty, &wire_stock_report_shape_hours, .flags = WIRE_REQUIRED),
	ENUM(level, &stock_levels, .flags = WIRE_REQUIRED),
	LIST_OF(warnings, &wire_stock_report_shape_remark),
	LIST_OF(quarantined, &quarantined_shape, .flags = WIRE_OMIT, .text = "with 202 only"));
#undef T

#define T struct wire_stock_revision
WIRE_SHAPE(wire_stock_report_shape_revision, "StockRevision", "One revision of a report, as it was received.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	I64(revision, .flags = WIRE_REQUIRED),
	CODE(facility, .flags = WIRE_REQUIRED),
	DATE(date, .flags = WIRE_REQUIRED),
	OBJECT(period, &period_shape),
	INSTANT(occurred_at),
	INSTANT(recorded_at),
	TEXT(client_event_id),
	I64(on_hand_g, .unit = "g"),
	I64(consumed_g, .unit = "g"),
	JSON(report, .text = "the body as it was sent"));
#undef T

#define T struct wire_stock_error
static WIRE_SHAPE(error_shape, "RowError", "What is wrong with one row, and where.", NULL,
	TEXT(pointer, .flags = WIRE_REQUIRED),
	TEXT(code, .flags = WIRE_REQUIRED),
	TEXT(detail, .flags = WIRE_REQUIRED));
#undef T

#define T struct wire_stock_batch_row
static WIRE_SHAPE(row_shape, "BatchRow", "What became of one row.", NULL,
	I64(row, .flags = WIRE_REQUIRED, .text = "1 is the first row of data"),
	I64(status, .flags = WIRE_REQUIRED, .text = "what the row alone would have been answered with"),
	ID(id),
	I64(revision),
	CODE(facility),
	DATE(date),
	LIST_OF(errors, &error_shape),
	LIST_OF(warnings, &wire_stock_report_shape_remark),
	LIST_OF(quarantined, &quarantined_shape));
#undef T

#define T struct wire_stock_batch
WIRE_SHAPE(wire_stock_report_shape_batch, "StockBatch", "One result a row.", NULL,
	BOOL(dry_run, .text = "nothing was stored"),
	I64(rows, .flags = WIRE_REQUIRED),
	I64(accepted, .flags = WIRE_REQUIRED),
	I64(refused, .flags = WIRE_REQUIRED),
	LIST_OF(results, &row_shape));
#undef T
