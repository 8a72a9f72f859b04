/* report_csv - stock reports as CSV: one row a report, one column a member by its path.
 *
 *     facility,date,client_event_id,stock.0.form,stock.0.asset,stock.0.on_hand.value,stock.0.on_hand.unit,consumed.value,consumed.unit,census.hfnc
 * A number between dots is a place in a list. An empty field leaves the member out. Texts are what the report knows as texts;
 * everything else is read as a number, and stays a text when it is none, so that the shape says what is wrong with it. */
#ifndef OXY_INTEROP_REPORT_CSV_H
#define OXY_INTEROP_REPORT_CSV_H

#include "interop/csv.h"

#include <jansson.h>

/* The row as the JSON that POST /v1/stock-reports takes; a new reference. */
json_t *interop_report_csv_row(const struct interop_csv *csv, const struct interop_csv_row *row) NODISCARD;

#endif
