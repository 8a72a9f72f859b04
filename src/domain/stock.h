/* stock - the daily report, and the receipt it is answered with. */
#ifndef OXY_DOMAIN_STOCK_H
#define OXY_DOMAIN_STOCK_H

#include "base/id.h"
#include "domain/calendar.h"
#include "domain/list.h"
#include "domain/product.h"
#include "domain/units.h"

/* One asset or cylinder type as it was found. */
struct stock_line {
	enum product form;       /* lox or cylinder */
	const char *asset;       /* tank, pool or manifold; NULL: the site's pool of this type */
	struct quantity on_hand; /* of a tank; may be a gauge reading */
	const char *type;        /* of cylinders */
	const char *owner;       /* NULL: the site's own */
	int64_t full, in_use, empty, unfit; /* cylinders */
};

struct stock_receipt_line {
	enum product form;
	const char *asset;
	struct quantity quantity;
	const char *type;
	const char *owner;
	int64_t full, empties_back; /* cylinders in, empties given back */
	const char *supplier;
	struct id delivery;    /* none: outside any delivery of ours */
	const char *docket;    /* the paper's number; so that no receipt counts twice */
	instant_t occurred_at; /* unknown: within the period */
};

struct stock_produced_line {
	const char *asset;
	struct quantity quantity;
	double running_hours;
};

/* Patients on oxygen by device; covid is how many of them (or of all patients) have COVID-19. */
struct census {
	int64_t nasal_cannula, simple_mask, reservoir_mask, hfnc, niv, imv, covid;
};

struct stock_period {
	instant_t start, end;
};

struct stock_report {
	const char *facility;
	day_t date; /* always set once read: the day of `period` when only that was sent */
	struct stock_period period; /* unknown: the whole day */
	instant_t occurred_at;      /* when the stock was looked at; unknown: the edge decides */
	const char *client_event_id;
	LIST(struct stock_line) stock;
	LIST(struct stock_receipt_line) received;
	LIST(struct stock_produced_line) produced;
	struct quantity consumed;
	struct census census;
	struct quantity expected_tomorrow;
	const char *note;
};

/* p10, p50, p90 of hours to empty; NAN unknown, capped at 336 by whoever computes them. */
struct stock_hours {
	double p10, p50, p90;
};

enum stock_level {
	STOCK_LEVEL_NONE,
	STOCK_RED,
	STOCK_AMBER,
	STOCK_WATCH,
	STOCK_GREEN,
	STOCK_UNKNOWN
};
extern const struct names stock_levels; /* red amber watch green unknown */

/* A sentence about one value: fault.def's code, text in the reader's language. */
struct stock_remark {
	const char *pointer, *code, *detail;
};

struct stock_quarantined {
	struct id id;
	const char *pointer, *code, *detail;
	bool provisional; /* acts at once, until somebody settles it */
};

struct stock_receipt {
	struct id id;
	int64_t revision; /* 1, 2, ... within facility and period */
	const char *facility;
	day_t date;
	int64_t on_hand_g, consumed_g;
	struct stock_hours hours_to_empty;
	enum stock_level level;
	LIST(struct stock_remark) warnings;
	LIST(struct stock_quarantined) quarantined; /* not empty: answered with 202 */
};

#endif
