/* calendar - days of Asia/Ho_Chi_Minh, instants of RFC 3339, and the holidays of Viet Nam.
 *
 * A day is an int32 count from 1970-01-01 in UTC+7, which has had no daylight saving since 1975.
 * Lunar dates are those of UTC+7: in 2030 Tet falls on 2 February, a day before the Chinese
 * calendar's. Pure; any thread. */
#ifndef OXY_DOMAIN_CALENDAR_H
#define OXY_DOMAIN_CALENDAR_H

#include "base/clock.h"
#include "domain/names.h"

#include <stdbool.h>
#include <stdint.h>

typedef int32_t day_t;         /* days since 1970-01-01, Asia/Ho_Chi_Minh */
typedef int32_t time_of_day_t; /* minutes since midnight, 0..1440 (24:00 ends a day) */

#define DAY_NONE INT32_MIN
#define TIME_NONE INT32_MIN

enum { CALENDAR_DAY_TEXT = 16, CALENDAR_INSTANT_TEXT = 40, CALENDAR_TIME_TEXT = 8 };

struct calendar_date {
	int year, month, day; /* 1..12, 1..31 */
};

day_t calendar_day(int year, int month, int day); /* a valid date */
struct calendar_date calendar_date(day_t d);
int calendar_weekday(day_t d); /* 0 = Monday .. 6 = Sunday */

bool calendar_parse_day(const char *text, day_t *ret); /* exactly YYYY-MM-DD, years 1900..2999 */
char *calendar_day_text(day_t d, char buf[CALENDAR_DAY_TEXT]); /* returns buf */

/* RFC 3339 with an offset (Z or +hh:mm), up to nanoseconds (cut to microseconds). */
bool calendar_parse_instant(const char *text, instant_t *ret);
/* 2026-11-20T17:00:00+07:00, with .ffffff when there are microseconds; returns buf. */
char *calendar_instant_text(instant_t t, char buf[CALENDAR_INSTANT_TEXT]);

bool calendar_parse_time(const char *text, time_of_day_t *ret); /* exactly HH:MM, to 24:00 */
char *calendar_time_text(time_of_day_t t, char buf[CALENDAR_TIME_TEXT]);

day_t calendar_day_of(instant_t t);              /* the local day that an instant falls on */
time_of_day_t calendar_time_of(instant_t t);     /* minutes since local midnight */
instant_t calendar_start(day_t d);               /* local midnight that begins the day */
instant_t calendar_at(day_t d, time_of_day_t t); /* that minute of that day */

/* Public holidays 2020-2040. On and around them offices and clerks rest, so fewer reports come: a day without one is missing
 * then as ever, never zero, and hours to empty run down all the same. The further days off that are announced anew each year
 * (a fifth day of Tet, a second one beside 2 September) are not in the table. */
enum holiday_kind {
	HOLIDAY_NONE,
	HOLIDAY_NEW_YEAR,
	HOLIDAY_TET_EVE,
	HOLIDAY_TET_1,
	HOLIDAY_TET_2,
	HOLIDAY_TET_3,
	HOLIDAY_HUNG_KINGS,
	HOLIDAY_REUNIFICATION,
	HOLIDAY_LABOUR,
	HOLIDAY_NATIONAL,
	HOLIDAY_COUNT
};
enum holiday_kind calendar_holiday(day_t d);
extern const struct names calendar_holiday_kinds; /* "tet_1", ... */
const char *calendar_holiday_vi(enum holiday_kind k); /* "" for none */
const char *calendar_holiday_en(enum holiday_kind k);

/* First day of Tet of a year in 2020..2040, else DAY_NONE. */
day_t calendar_tet(int year);
/* Days to the nearest Tet day 1 (negative before it); INT32_MAX outside the table's years. */
int32_t calendar_days_from_tet(day_t d);

#endif
