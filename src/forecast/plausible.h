/* plausible - is a reported number one this facility can have, or a unit error?
 *
 * Unit errors are the commonest wrong number (bar for psi, m3 for L, hours for days, cylinders for
 * litres), and a true surge looks like one. So the verdict has a direction: a doubted value that
 * makes things worse (less stock, more use) acts at once, as provisional; one that makes things
 * better waits. A doubted value that repeats in the next report is accepted: a rule that never
 * forgives starves a site (it did, in simulation).
 *
 * Goals (tests/unit/forecast/plausible_test.c measures them): at least 95 % of errors of ten times
 * or more are doubted, at most 1 % of honest values in a surge of tenfold in three weeks. The rule
 * is in doc/forecast.md. Pure, any thread. */
#ifndef OXY_FORECAST_PLAUSIBLE_H
#define OXY_FORECAST_PLAUSIBLE_H

#include "base/clock.h"
#include "forecast/demand.h"

enum forecast_verdict {
	FORECAST_PLAUSIBLE, /* accept */
	FORECAST_WORSE,     /* doubted; acts at once as provisional */
	FORECAST_BETTER     /* doubted; the last accepted value stays in effect */
};

enum forecast_doubt {
	FORECAST_DOUBT_NONE,
	FORECAST_DOUBT_CAPACITY,  /* more than the asset holds */
	FORECAST_DOUBT_MUCH_LESS, /* than expected */
	FORECAST_DOUBT_MUCH_MORE,
	FORECAST_DOUBT_REPEATED /* was doubted, came again, accepted */
};

struct forecast_finding {
	enum forecast_verdict verdict;
	enum forecast_doubt doubt;
	int64_t expected_g; /* to show; FORECAST_UNKNOWN_G when there is no expectation */
};

/* A value that was doubted in an earlier report of the same thing and is not settled. */
struct forecast_pending {
	int64_t g; /* FORECAST_UNKNOWN_G: none */
	day_t day; /* of that report */
};

struct forecast_plausible_stock {
	int64_t g; /* the reported value of one asset or pool */
	day_t day; /* of the report */
	int64_t
	    expected_g; /* projected to the moment of the report, receipts and production included,
			   from the last accepted truth; FORECAST_UNKNOWN_G: no truth yet */
	double days_since_truth; /* age of that truth */
	int64_t use_g_day;       /* expected use of this stock a day; FORECAST_UNKNOWN_G */
	int64_t
	    moved_g; /* received + produced + consumed since the truth, by whatever is declared */
	bool use_declared;  /* expected_g rests on consumption that was reported and found plausible
			     */
	int64_t capacity_g; /* <= 0 unknown */
	struct forecast_pending pending;
};

struct forecast_plausible_use {
	int64_t g; /* grams per day (scale a shift to 24 h first) */
	day_t day;
	const struct forecast_history *history; /* accepted days before this one */
	const double *census; /* of the same report, [FORECAST_MODALITIES], NULL none */
	int beds, icu_beds;   /* -1 unknown */
	enum forecast_site_level level;
	const struct forecast_coefficients *coefficients; /* NULL: WHO-ESFT */
	struct forecast_pending pending;
};

/* What is known of a stock between its last truth and a report. */
struct forecast_plausible_since {
	int64_t truth_g;
	double days;           /* since that truth */
	int64_t in_g;          /* received since, less what was given away */
	double declared_g_day; /* the site's use of the time, reported and plausible; NAN: not said */
	int64_t use_g_day;     /* the site's use by the forecast; FORECAST_UNKNOWN_G */
	double part;           /* this stock's part of the site's use */
	bool shared;           /* other stocks serve the site too: which of them did is a guess */
};

/* Fill in what a value is judged against: expected_g, days_since_truth, use_g_day, moved_g, use_declared. in->g is given. */
void forecast_plausible_expect(const struct forecast_plausible_since *s, struct forecast_plausible_stock *in);

struct forecast_finding forecast_plausible_stock(const struct forecast_plausible_stock *in);
struct forecast_finding forecast_plausible_use(const struct forecast_plausible_use *in);

#endif
