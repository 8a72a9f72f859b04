/* sane - places on the globe, roads with an end, minutes of a day, one tank a product, loans of one
 * product; each was a crash, an overflow or a plan that the judge refused
 * (tests/unit/planner/fuzz_test.c). */
#include "planner/sane.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Longer than any road on earth. */
#define METRES_MOST INT64_C(50000000)

enum { BUSY_MOST = PLANNER_DAYS_MAX * PLANNER_DAY_MIN, KM_MOST = 100000, WEIGHT_MOST = 1000000 };

struct sanity {
	const struct planner_input *in;
	struct faults *f;
	const char *array;
	int at;
	bool bad;
};

static void
refuse(struct sanity *s, const char *member, const char *expected, const char *got)
{
	char pointer[96];

	snprintf(
	    pointer, sizeof pointer, "/%s/%d%s%s", s->array, s->at, *member ? "/" : "", member);
	fault_add(s->f, FAULT_RANGE, pointer, expected, got, NULL);
	s->bad = true;
}

static void
in_range(struct sanity *s, const char *member, int64_t value, int64_t least, int64_t most)
{
	char expected[64], got[32];

	if (value >= least && value <= most)
		return;
	snprintf(expected, sizeof expected, "%" PRId64 "..%" PRId64, least, most);
	snprintf(got, sizeof got, "%" PRId64, value);
	refuse(s, member, expected, got);
}

static void
on_the_globe(struct sanity *s, struct planner_place p)
{
	char got[64];

	if (fabs(p.lat) <= 90 && fabs(p.lon) <= 180)
		return;
	snprintf(got, sizeof got, "%g %g", p.lat, p.lon);
	refuse(s, "place", "-90..90 -180..180", got);
}

static void
check_places(struct sanity *s)
{
	s->array = "suppliers";
	for (s->at = 0; s->at < s->in->n_suppliers; s->at++)
		if (!s->in->distance_m)
			on_the_globe(s, s->in->suppliers[s->at].place);
	s->array = "facilities";
	for (s->at = 0; s->at < s->in->n_facilities; s->at++) {
		const struct planner_facility *f = &s->in->facilities[s->at];
		if (!s->in->distance_m)
			on_the_globe(s, f->place);
		in_range(s, "receives_from_min", f->receives_from_min, 0, PLANNER_DAY_MIN);
		in_range(s, "receives_to_min", f->receives_to_min, 0, PLANNER_DAY_MIN);
	}
}

static void
check_roads(struct sanity *s)
{
	int n = s->in->n_suppliers + s->in->n_facilities;

	s->array = "distance_m";
	for (s->at = 0; s->in->distance_m && s->at < n * n && !s->bad; s->at++)
		in_range(
		    s, "", s->in->distance_m[s->at], 0, s->at / n == s->at % n ? 0 : METRES_MOST);
}

/* Two rows of one supplier and product would each be the whole of it. */
static void
check_sources(struct sanity *s)
{
	s->array = "sources";
	for (s->at = 0; s->at < s->in->n_sources; s->at++)
		for (int i = 0; i < s->at; i++)
			if (s->in->sources[i].supplier == s->in->sources[s->at].supplier &&
			    s->in->sources[i].product == s->in->sources[s->at].product)
				refuse(s, "product", "one source of a product", "two");
}

static void
check_fixed(struct sanity *s)
{
	s->array = "fixed";
	for (s->at = 0; s->at < s->in->n_fixed; s->at++) {
		const struct planner_fixed *x = &s->in->fixed[s->at];
		const struct planner_need *n = s->in->needs;
		in_range(s, "kind", x->kind, PLANNER_PIN, PLANNER_COMMITTED);
		if (x->kind == PLANNER_LOAN &&
		    (x->need == x->from_need || n[x->need].product != n[x->from_need].product))
			refuse(s, "from_need", "another need of the same product", "this need");
		if (x->kind != PLANNER_LOAN && x->kind != PLANNER_COMMITTED)
			continue;
		in_range(s, "minute", x->minute, 0, PLANNER_DAY_MIN - 1);
		in_range(s, "busy_from_min", x->busy_from_min, 0, BUSY_MOST);
		in_range(s, "busy_to_min", x->busy_to_min, 0, BUSY_MOST);
	}
}

static void
check_config(struct sanity *s)
{
	const struct planner_config *c = s->in->config;

	if (!c)
		return;
	s->array = "config";
	s->at = 0;
	in_range(s, "road_factor_pct", c->road_factor_pct, 0, 1000);
	in_range(s, "neighbours", c->neighbours, 0, INT32_MAX);
	in_range(s, "emergency_km", c->emergency_km, 0, KM_MOST);
	in_range(s, "over_contract_km", c->over_contract_km, 0, KM_MOST);
	in_range(s, "change_km", c->change_km, 0, KM_MOST);
	in_range(s, "interval_pct", c->interval_pct, 0, 100);
	in_range(s, "min_drop_g", c->min_drop_g, 0, INT64_C(1000000000000));
	for (int i = 0; i < PLANNER_COVER_BANDS; i++) {
		in_range(s, "cover_pct", c->cover_pct[i], 0, 100 * PLANNER_DAYS_MAX);
		in_range(s, "cover_weight", c->cover_weight[i], 0, WEIGHT_MOST);
	}
	for (int i = 0; i < 3; i++)
		in_range(s, "safety_weight", c->safety_weight[i], 0, WEIGHT_MOST);
}

bool
planner_sane(const struct planner_input *in, struct faults *f)
{
	struct sanity s = { .in = in, .f = f };

	check_places(&s);
	check_roads(&s);
	check_sources(&s);
	check_fixed(&s);
	check_config(&s);
	return !s.bad;
}
