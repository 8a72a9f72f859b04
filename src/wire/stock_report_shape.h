/* stock_report_shape - JSON of the daily report, its receipt, its history and a batch's answer. */
#ifndef OXY_WIRE_STOCK_REPORT_SHAPE_H
#define OXY_WIRE_STOCK_REPORT_SHAPE_H

#include "domain/stock.h"
#include "wire/wire.h"

/* One item of GET /v1/facilities/{code}/stock-reports: a revision as it was received. */
struct wire_stock_revision {
	struct id id;
	int64_t revision;
	const char *facility;
	day_t date;
	struct stock_period period;
	instant_t occurred_at, recorded_at;
	const char *client_event_id;
	int64_t on_hand_g, consumed_g;
	json_t *report; /* the body as it was sent */
};

struct wire_stock_error {
	const char *pointer, *code, *detail;
};

/* One row of a batch's answer. */
struct wire_stock_batch_row {
	int64_t row;    /* 1 = first row of data */
	int64_t status; /* what the row alone would have been answered with: 201, 202, 200, 409, 422
			   ... */
	struct id id;
	int64_t revision;
	const char *facility;
	day_t date;
	LIST(struct wire_stock_error) errors;
	LIST(struct stock_remark) warnings;
	LIST(struct stock_quarantined) quarantined;
};

struct wire_stock_batch {
	bool dry_run;
	int64_t rows, accepted, refused;
	LIST(struct wire_stock_batch_row) results;
};

extern const struct wire_shape wire_stock_report_shape;         /* struct stock_report, in */
extern const struct wire_shape wire_stock_report_shape_receipt; /* struct stock_receipt, out */
extern const struct wire_shape
    wire_stock_report_shape_revision;                          /* struct wire_stock_revision, out */
extern const struct wire_shape wire_stock_report_shape_batch;  /* struct wire_stock_batch, out */
extern const struct wire_shape wire_stock_report_shape_hours;  /* struct stock_hours: p10 p50 p90 */
extern const struct wire_shape wire_stock_report_shape_remark; /* struct stock_remark */

#endif
