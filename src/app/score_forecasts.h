/* score_forecasts - open the days of a province, score those whose truth is in, and set back models that lose.
 *
 * The rules are those of doc/adr/0014-forecast-scores.md. Thinking is done on a snapshot that is let go before anything is
 * written, so that no as_of read waits for it. Every step is harmless to repeat, and a province that was left for some days
 * (a daemon that was down, a replay's clock that jumped) is made up for, morning by morning, up to a fortnight. */
#ifndef OXY_APP_SCORE_FORECASTS_H
#define OXY_APP_SCORE_FORECASTS_H

#include "app/app.h"
#include "domain/calendar.h"

enum {
	APP_SCORE_MORNING = 6 * 60, /* minutes: the forecast in force then opens the day */
	APP_SCORE_CATCH_UP = 14,    /* mornings that are made up for */
	APP_SCORE_LOOK_BACK = 21,   /* days whose truth is still looked at: late reports, corrections, verdicts */
	APP_SCORE_KEEP = APP_SCORE_CATCH_UP + APP_SCORE_LOOK_BACK + 1 /* days that a baseline is kept */
};

struct app_scored {
	int64_t opened;  /* facility-days */
	int64_t scored;  /* rows: facility, day and model */
	int64_t decided; /* demotions and returns */
};

/* With connections of its own; stops between two steps when *ending is true. */
err_t app_score_forecasts(struct app *app, const char *province, const _Atomic bool *ending, struct app_scored *ret, struct faults *f) NODISCARD;

#endif
