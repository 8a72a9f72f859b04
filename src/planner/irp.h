/* irp - inventory routing instances of the 12th DIMACS challenge, in memory.
 *
 * A supplier, customers, days. Each day the supplier's vehicles may bring each customer something,
 * at most once; then customers use and the supplier makes what a day makes. Line 1 of a file:
 * "vertices days capacity vehicles"; line 2, the supplier: "0 x y start production holding"; then
 * a customer a line: "id x y start max min demand holding", id from 1 in order.
 *
 * Goods are whole units. Money is whole millionths of the file's unit, so that sums are exact:
 * a metre of way costs IRP_MONEY. An instance never changes once it is read. */
#ifndef OXY_PLANNER_IRP_H
#define OXY_PLANNER_IRP_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

#define IRP_MONEY ((int64_t)1000000)

enum { IRP_CUSTOMERS_MAX = 1000, IRP_DAYS_MAX = 30, IRP_VEHICLES_MAX = 1000 };

struct irp_customer {
	double x, y;
	int64_t start;   /* level before day 1; min <= start <= max */
	int64_t max;     /* right after a delivery */
	int64_t min;     /* at the close of a day */
	int64_t demand;  /* a day */
	int64_t holding; /* millionths for a unit at the close of a day */
};

struct irp {
	int32_t n, days, vehicles; /* n customers; vehicles a day */
	int64_t capacity;          /* of a vehicle */
	double x, y;
	int64_t start, production, holding;   /* the supplier's; its level never falls below 0 */
	const struct irp_customer *customers; /* [0] is customer 1 */
};

/* Arrays are in the arena. On a fault `why` says "LINE: what would be right". */
err_t planner_irp_read(
    const char *text, size_t len, struct arena *a, struct irp *ret, struct str *why);

/* Adds money as the file states it: at least two decimals, no more than it takes. */
void planner_irp_money(int64_t millionths, struct str *out);

#endif
