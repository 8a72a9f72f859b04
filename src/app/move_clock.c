/* move_clock - partitions first, then the clock, then everything else is recorded in the new time.
 *
 * The clock is moved before the commit: should that fail, the same request again finds the clock
 * where it wants it. */
#include "app/move_clock.h"

enum { MONTHS_BACK_DAYS = 420, MONTHS_AHEAD_DAYS = 400, DRILL_DAYS = 3652 };

void
app_move_clock_get(const struct app *app, struct wire_clock *ret)
{
	*ret = (struct wire_clock){ .now = clock_is_set(app->clock) ? clock_now(app->clock)
								    : INSTANT_NONE,
		.live = !clock_is_replay(app->clock) };
}

/* Reports of the last year and plans of the next have a partition to go to. */
static err_t
ensure_months(struct act *a, instant_t around)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	day_t day = calendar_day_of(around);
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	return e ? e
		 : db_query(c, Q_REPORT_MONTHS,
		       DB_ARGS(DB_DAY(day - MONTHS_BACK_DAYS), DB_DAY(day + MONTHS_AHEAD_DAYS)), &r,
		       a->faults);
}

static err_t
refuse_back(struct act *a, const char *pointer)
{
	char now[CALENDAR_INSTANT_TEXT];
	return fault_add(a->faults, FAULT_CLOCK_BACK, pointer,
	    calendar_instant_text(clock_now(a->app->clock), now), NULL, NULL);
}

/* Until a replay begins its clock is the system's. A drill may begin in the next ten years; a mistyped century would never go live. */
static err_t
check_beginning(struct act *a, instant_t to)
{
	char text[CALENDAR_INSTANT_TEXT];
	instant_t now = clock_now(a->app->clock);
	if (clock_is_set(a->app->clock) || to <= now + DRILL_DAYS * INSTANT_DAY)
		return ERR_OK;
	return fault_add(a->faults, FAULT_CLOCK_FUTURE, "/now", calendar_instant_text(now, text), NULL, NULL);
}

static err_t
move(struct act *a, const struct wire_clock *to)
{
	struct clock *clock = a->app->clock;
	if (to->live)
		return clock_go_live(clock) ? ERR_OK : refuse_back(a, "/live");
	if (clock_is_set(clock) && to->now < clock_now(clock))
		return refuse_back(a, "/now");
	err_t e = check_beginning(a, to->now);
	if (!e)
		e = ensure_months(a, to->now);
	return e || clock_set(clock, to->now) ? e : refuse_back(a, "/now");
}

/* The transaction began in the old time. */
static err_t
record_anew(struct act *a)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	a->at.now = clock_now(a->app->clock);
	err_t e =
	    db_query(a->db, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(a->at.now)), &r, a->faults);
	if (!e)
		a->recorded_at = db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT);
	return e;
}

err_t
app_move_clock(struct act *a, const struct wire_clock *to, struct wire_clock *ret)
{
	if (!clock_is_replay(a->app->clock))
		return fault_add(a->faults, FAULT_CLOCK_LIVE, "", NULL, NULL, NULL);
	err_t e = move(a, to);
	if (!e)
		e = record_anew(a);
	if (!e && a->app->clock_moved != NULL)
		e = a->app->clock_moved(a->app->clock_arg, a->faults);
	if (!e && to->settle && a->app->clock_settled != NULL && !a->app->clock_settled(a->app->clock_arg))
		e = fault_add(a->faults, FAULT_BUSY, "/settle", NULL, NULL, NULL);
	if (!e)
		e = app_audit(a, (struct store_site){ 0 }, to->live ? "clock.live" : "clock.set",
		    "clock", NULL);
	if (!e)
		app_move_clock_get(a->app, ret);
	return e;
}
