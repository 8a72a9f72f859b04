/* calendar - civil dates by arithmetic, not by the C library's time zone.
 *
 * The day count is Hinnant's (howardhinnant.github.io/date_algorithms.html): eras of 400 years that
 * begin on 1 March. Lunar holidays are a table computed for UTC+7; ICU's Chinese calendar (UTC+8)
 * is a day late for Tet 2030. */
#include "domain/calendar.h"
#include "base/attr.h"

#include <stdio.h>
#include <string.h>

#define OFFSET_US (7 * INSTANT_HOUR) /* Asia/Ho_Chi_Minh */

day_t
calendar_day(int year, int month, int day)
{
	int y = year - (month <= 2);
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

struct calendar_date
calendar_date(day_t d)
{
	int64_t z = (int64_t)d + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = (int)(z - era * 146097);
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	int month = mp < 10 ? mp + 3 : mp - 9;
	return (struct calendar_date){ (int)(yoe + era * 400) + (month <= 2), month,
		doy - (153 * mp + 2) / 5 + 1 };
}

int
calendar_weekday(day_t d)
{
	int w = (d + 3) % 7; /* 1970-01-01 was a Thursday */
	return w < 0 ? w + 7 : w;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* Exactly n decimal digits; advances *p. */
static bool
digits(const char **p, int n, int *ret)
{
	int v = 0;
	for (; n > 0; n--, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		v = v * 10 + (**p - '0');
	}
	*ret = v;
	return true;
}

static bool
literal(const char **p, const char *set)
{
	if (**p == '\0' || strchr(set, **p) == NULL)
		return false;
	(*p)++;
	return true;
}

static bool
parse_date(const char **p, day_t *ret)
{
	int y, m, d;
	if (!digits(p, 4, &y) || !literal(p, "-") || !digits(p, 2, &m) || !literal(p, "-") ||
	    !digits(p, 2, &d))
		return false;
	if (y < 1900 || y > 2999 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
		return false;
	*ret = calendar_day(y, m, d);
	return true;
}

bool
calendar_parse_day(const char *text, day_t *ret)
{
	day_t d;
	if (!parse_date(&text, &d) || *text != '\0')
		return false;
	*ret = d;
	return true;
}

char *
calendar_day_text(day_t d, char buf[CALENDAR_DAY_TEXT])
{
	struct calendar_date c = calendar_date(d);
	snprintf(buf, CALENDAR_DAY_TEXT, "%04d-%02d-%02d", c.year, c.month, c.day);
	return buf;
}

/* hh:mm:ss with an optional fraction, as microseconds of the day. A leap second counts as the next.
 */
static bool
parse_clock(const char **p, int64_t *ret)
{
	int h, m, s;
	if (!digits(p, 2, &h) || !literal(p, ":") || !digits(p, 2, &m) || !literal(p, ":") ||
	    !digits(p, 2, &s))
		return false;
	if (h > 23 || m > 59 || s > 60 || (s == 60 && m != 59))
		return false;
	int64_t us = ((h * 60 + m) * INT64_C(60) + s) * INSTANT_SECOND;
	if (**p == '.') {
		int64_t unit = INSTANT_SECOND;
		const char *first = ++*p;
		for (; **p >= '0' && **p <= '9'; (*p)++)
			us += (**p - '0') * (unit /= 10);
		if (*p == first || *p - first > 9)
			return false;
	}
	*ret = us;
	return true;
}

static bool
parse_offset(const char **p, int64_t *ret)
{
	int h, m;
	int sign = **p == '-' ? -1 : 1;
	if (literal(p, "Zz")) {
		*ret = 0;
		return true;
	}
	if (!literal(p, "+-") || !digits(p, 2, &h) || !literal(p, ":") || !digits(p, 2, &m) ||
	    h > 23 || m > 59)
		return false;
	*ret = sign * (h * INSTANT_HOUR + m * INSTANT_MINUTE);
	return true;
}

bool
calendar_parse_instant(const char *text, instant_t *ret)
{
	day_t d;
	int64_t us, offset;
	if (!parse_date(&text, &d) || !literal(&text, "Tt") || !parse_clock(&text, &us) ||
	    !parse_offset(&text, &offset) || *text != '\0')
		return false;
	*ret = d * INSTANT_DAY + us - offset;
	return true;
}

/* Microseconds since local 1970-01-01T00:00 split into day and microsecond of the day. */
static day_t
split(instant_t t, int64_t *ret_us)
{
	int64_t local = t + OFFSET_US, day = local / INSTANT_DAY, us = local % INSTANT_DAY;
	if (us < 0) {
		us += INSTANT_DAY;
		day--;
	}
	*ret_us = us;
	return (day_t)day;
}

char *
calendar_instant_text(instant_t t, char buf[CALENDAR_INSTANT_TEXT])
{
	int64_t us;
	struct calendar_date c = calendar_date(split(t, &us));
	int s = (int)(us / INSTANT_SECOND), fraction = (int)(us % INSTANT_SECOND);
	int n = snprintf(buf, CALENDAR_INSTANT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d", c.year,
	    c.month, c.day, s / 3600, s / 60 % 60, s % 60);
	if (fraction != 0)
		n += snprintf(buf + n, (size_t)(CALENDAR_INSTANT_TEXT - n), ".%06d", fraction);
	snprintf(buf + n, (size_t)(CALENDAR_INSTANT_TEXT - n), "+07:00");
	return buf;
}

bool
calendar_parse_time(const char *text, time_of_day_t *ret)
{
	int h, m;
	if (!digits(&text, 2, &h) || !literal(&text, ":") || !digits(&text, 2, &m) || *text != '\0')
		return false;
	if (m > 59 || h * 60 + m > 24 * 60)
		return false;
	*ret = h * 60 + m;
	return true;
}

char *
calendar_time_text(time_of_day_t t, char buf[CALENDAR_TIME_TEXT])
{
	snprintf(buf, CALENDAR_TIME_TEXT, "%02d:%02d", t / 60 % 100, t % 60);
	return buf;
}

day_t
calendar_day_of(instant_t t)
{
	int64_t us;
	return split(t, &us);
}

time_of_day_t
calendar_time_of(instant_t t)
{
	int64_t us;
	split(t, &us);
	return (time_of_day_t)(us / INSTANT_MINUTE);
}

instant_t
calendar_start(day_t d)
{
	return d * INSTANT_DAY - OFFSET_US;
}

instant_t
calendar_at(day_t d, time_of_day_t t)
{
	return calendar_start(d) + t * INSTANT_MINUTE;
}

enum { FIRST_YEAR = 2020 };

/* clang-format off */
/* New moons at UTC+7: month * 100 + day of Tet's first day, and of the tenth day of the third lunar
 * month (Hung Kings). Index: year - 2020. */
static const struct {
	short tet, hung;
} lunar[] = {
	{ 125, 402 }, { 212, 421 }, { 201, 410 }, { 122, 429 }, { 210, 418 }, { 129, 407 }, { 217, 426 }, /* 2020-2026 */
	{ 206, 416 }, { 126, 404 }, { 213, 423 }, { 202, 412 }, { 123, 401 }, { 211, 419 }, { 131, 409 }, /* 2027-2033 */
	{ 219, 428 }, { 208, 417 }, { 128, 406 }, { 215, 424 }, { 204, 413 }, { 124, 403 }, { 212, 420 }, /* 2034-2040 */
};
/* clang-format on */

static const struct {
	int month, day;
	enum holiday_kind kind;
} fixed[] = {
	{ 1, 1, HOLIDAY_NEW_YEAR },
	{ 4, 30, HOLIDAY_REUNIFICATION },
	{ 5, 1, HOLIDAY_LABOUR },
	{ 9, 2, HOLIDAY_NATIONAL },
};

static const char *const kind_words[] = {
	[HOLIDAY_NEW_YEAR] = "new_year",
	[HOLIDAY_TET_EVE] = "tet_eve",
	[HOLIDAY_TET_1] = "tet_1",
	[HOLIDAY_TET_2] = "tet_2",
	[HOLIDAY_TET_3] = "tet_3",
	[HOLIDAY_HUNG_KINGS] = "hung_kings",
	[HOLIDAY_REUNIFICATION] = "reunification",
	[HOLIDAY_LABOUR] = "labour",
	[HOLIDAY_NATIONAL] = "national",
};
const struct names calendar_holiday_kinds = NAMES(kind_words);

static const char *const holiday_text[HOLIDAY_COUNT][2] = {
	[HOLIDAY_NONE] = { "", "" },
	[HOLIDAY_NEW_YEAR] = { "Tết Dương lịch", "New Year" },
	[HOLIDAY_TET_EVE] = { "Giao thừa", "Lunar New Year's Eve" },
	[HOLIDAY_TET_1] = { "Mùng 1 Tết", "Tet, first day" },
	[HOLIDAY_TET_2] = { "Mùng 2 Tết", "Tet, second day" },
	[HOLIDAY_TET_3] = { "Mùng 3 Tết", "Tet, third day" },
	[HOLIDAY_HUNG_KINGS] = { "Giỗ Tổ Hùng Vương", "Hung Kings' Commemoration" },
	[HOLIDAY_REUNIFICATION] = { "Ngày Giải phóng miền Nam", "Reunification Day" },
	[HOLIDAY_LABOUR] = { "Quốc tế Lao động", "Labour Day" },
	[HOLIDAY_NATIONAL] = { "Quốc khánh", "National Day" },
};

day_t
calendar_tet(int year)
{
	int i = year - FIRST_YEAR;
	if (i < 0 || i >= (int)ARRAY_LEN(lunar))
		return DAY_NONE;
	return calendar_day(year, lunar[i].tet / 100, lunar[i].tet % 100);
}

enum holiday_kind
calendar_holiday(day_t d)
{
	struct calendar_date c = calendar_date(d);
	day_t tet = calendar_tet(c.year);
	if (tet == DAY_NONE)
		return HOLIDAY_NONE;
	if (d >= tet - 1 && d <= tet + 2)
		return (enum holiday_kind)(HOLIDAY_TET_EVE + (d - tet + 1));
	if (c.month * 100 + c.day == lunar[c.year - FIRST_YEAR].hung)
		return HOLIDAY_HUNG_KINGS;
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (c.month == fixed[i].month && c.day == fixed[i].day)
			return fixed[i].kind;
	return HOLIDAY_NONE;
}

const char *
calendar_holiday_vi(enum holiday_kind k)
{
	return holiday_text[k][0];
}

const char *
calendar_holiday_en(enum holiday_kind k)
{
	return holiday_text[k][1];
}

int32_t
calendar_days_from_tet(day_t d)
{
	int year = calendar_date(d).year;
	int32_t best = INT32_MAX;
	for (int y = year - 1; y <= year + 1; y++) {
		day_t tet = calendar_tet(y);
		int64_t away = (int64_t)d - tet;
		if (tet != DAY_NONE &&
		    (best == INT32_MAX || (away < 0 ? -away : away) < (best < 0 ? -best : best)))
			best = (int32_t)away;
	}
	return best;
}
