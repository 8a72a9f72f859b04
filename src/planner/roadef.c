/* roadef - what both readers of challenge instances share. */
#include "planner/roadef.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
planner_roadef_number(const char *text, long double lo, long double hi, long double *ret)
{
	char *rest;

	if (*text == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
		return false;
	long double x = strtold(text, &rest);
	if (rest == text || *rest != '\0' || !isfinite(x) || x < lo || x > hi)
		return false;
	*ret = x;
	return true;
}

int64_t
planner_roadef_scaled(long double value, int64_t scale)
{
	return llroundl(value * (long double)scale);
}

int64_t *
planner_roadef_added_up(const long double *by_step, int32_t steps, struct arena *a)
{
	int64_t *used = ARENA_ARRAY(a, int64_t, (size_t)steps);
	long double sum = 0;

	for (int32_t i = 0; i < steps; i++) {
		sum += by_step[i];
		used[i] = planner_roadef_scaled(sum, ROADEF_UNIT);
	}
	return used;
}

int32_t *
planner_roadef_minutes(const int64_t *m, size_t n, struct arena *a)
{
	int32_t *minutes = ARENA_ARRAY(a, int32_t, n);

	for (size_t i = 0; i < n; i++)
		minutes[i] = (int32_t)m[i];
	return minutes;
}

const char *
planner_roadef_customer_fault(const struct roadef_place *p)
{
	if (p->initial > p->capacity)
		return "expected a first stock of at most the tank's capacity";
	if (p->safety > p->capacity)
		return "expected a safety level of at most the tank's capacity";
	if (p->least > p->capacity)
		return "expected a least quantity of at most the tank's capacity";
	return NULL;
}
