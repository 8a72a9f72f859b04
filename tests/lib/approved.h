/* approved - the fixture's province on the evening that a plan of it was approved: for tests of what happens to it then. */
#ifndef OXY_TESTS_APPROVED_H
#define OXY_TESTS_APPROVED_H

#include "lib/api_fixture.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static inline struct api_fixture *
approved_start(void)
{
	struct api_fixture *x = api_fixture_new();
	app_fixture_run_low();
	return x;
}

/* Lives until the next call. */
static inline const char *
approved_path(const char *fmt, const char *id)
{
	static char text[200];
	snprintf(text, sizeof text, fmt, id);
	return text;
}

static inline void
approved_decide(struct api_fixture *x, const char *id)
{
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/approve", id), "{}");
	ck_assert_msg(x->status == 200, "%d %s", x->status, x->text);
}

/* A new plan in force; the caller frees its id. */
static inline char *
approved_plan(struct api_fixture *x)
{
	api_fixture_call(x, "coordinator", "POST", "/v1/plans", "{'province': '15', 'seed': 1, 'deterministic': true}");
	ck_assert_int_eq(x->status, 201);
	char *id = strdup(api_fixture_text(x, "/id"));
	approved_decide(x, id);
	return id;
}

/* Is this facility, supplier or vehicle in the routes of the last answer? */
static inline bool
approved_visits(const struct api_fixture *x, const char *member, const char *code)
{
	const json_t *routes = api_fixture_at(x, "/routes");
	for (size_t i = 0; i < json_array_size(routes); i++) {
		const json_t *r = json_array_get(routes, i), *stops = json_object_get(r, "stops");
		const char *own = json_string_value(json_object_get(r, member));
		if (own != NULL && strcmp(own, code) == 0)
			return true;
		for (size_t k = 0; k < json_array_size(stops); k++) {
			const char *at = json_string_value(json_object_get(json_array_get(stops, k), member));
			if (at != NULL && strcmp(at, code) == 0)
				return true;
		}
	}
	return false;
}

/* Has the re-plan of the last answer such an event? */
static inline bool
approved_has_event(const struct api_fixture *x, const char *kind, bool found)
{
	const json_t *all = api_fixture_at(x, "/replan/events");
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *e = json_array_get(all, i);
		if (strcmp(json_string_value(json_object_get(e, "kind")), kind) == 0 && json_is_true(json_object_get(e, "found")) == found)
			return true;
	}
	return false;
}

static inline long
approved_offers(void)
{
	return app_fixture_ask("SELECT count(*) FROM oxy.delivery d WHERE (SELECT e.state FROM oxy.delivery_event e WHERE e.shard = d.shard AND "
	                       "e.delivery_id = d.delivery_id ORDER BY e.seq DESC LIMIT 1) = 2");
}

#endif
