/* app_fixture - a whole struct app over a migrated PostgreSQL, with a small province in it: for
 * tests of app/, store/, jobs/ and api/.
 *
 *     struct app_fixture *fx = app_fixture_new();
 *     struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
 *     ck_assert_int_eq(app_accept_delivery(a, ...), ERR_OK);
 *     app_fixture_commit(a);
 *     app_fixture_free(fx);
 *
 * Each fixture has a database of its own, copied from a template that the first one of the program
 * makes, so tests do not see each other. The clock is a replay clock that stands at
 * APP_FIXTURE_NOW: clock_set(fx->app.clock, ...) moves it.
 *
 * The register (tests/lib/app_fixture.sql), province 15, recorded 2026-10-01:
 *   15-PGH1  provincial hospital: tank 15-PGH1-T1 (LOX, 20 t, heel 2 t, % and mmH2O calibration),
 * pool 15-PGH1-C1 (VN40, 300 bottles), plant 15-PGH1-PSA1 15-DH2   district hospital: pool
 * 15-DH2-C1 (VN40, 80 bottles) 15-GASCO producer of LOX and filler of VN40, routed: trucks
 * 15-GASCO-TK1 (18 t), 15-GASCO-CT1 (200 bottles) 15-FILL  filler of VN40, facility_pickup, no
 * fleet and in province 01, which nobody of 15 may see: 01-HN1 (pool 01-HN1-C1) and 01-GAS. Nothing
 * has been reported and nothing is in stock. */
#ifndef OXY_TESTS_APP_FIXTURE_H
#define OXY_TESTS_APP_FIXTURE_H

#include "app/app.h"

#define APP_FIXTURE_NOW INT64_C(1795168800000000)        /* 2026-11-20T17:00+07:00 */
#define APP_FIXTURE_REGISTERED INT64_C(1790787600000000) /* 2026-10-01T00:00+07:00 */

struct app_fixture {
	struct app app;
	/* Sessions as a token gives them; the token of each is "oxy_test_" and its name here. */
	struct session admin, coordinator, hospital /* 15-PGH1 */, hospital2 /* 15-DH2 */,
	    supplier /* 15-GASCO */, supplier2 /* 15-FILL */, ministry, auditor,
	    device /* 15-PGH1-T1 */, stranger /* coordinator of 01 */,
	    stranger_hospital /* 01-HN1 */;
	struct store_site pgh1, dh2, gasco, fill, hn1, gas01;
};

struct app_fixture *app_fixture_new(void);
void app_fixture_free(struct app_fixture *fx);

/* A transaction as a request of `who` has it: DB_READ with the moment "now", DB_WRITE with
 * recorded_at. Several may be open. */
struct act *app_fixture_begin(struct app_fixture *fx, const struct session *who, enum db_mode mode);

/* A read as of an instant (after waiting for the watermark). */
struct act *app_fixture_begin_as_of(
    struct app_fixture *fx, const struct session *who, instant_t as_of);

/* Both end the act, its arena and its faults. */
err_t app_fixture_commit(struct act *a);
void app_fixture_rollback(struct act *a);

/* Is a fault of this id among the act's? */
bool app_fixture_has(const struct act *a, enum fault_id id);

/* Say something to the database as its superuser; the first value of what it answers (ask: as a
 * number). */
void app_fixture_say(const char *sql);
long app_fixture_ask(const char *sql);

/* The evening of 2026-11-20: GASCO has gas and bottles; PGH1 is left with 4 t of LOX, 2 of them heel, and 30 bottles, DH2 with 10. */
void app_fixture_run_low(void);

/* GASCO's own tanker is broken; FILL, 33 km from it, has 15-FILL-TK1 (9 t, account 43), which may load there: "true" or "false". */
void app_fixture_lend_a_tanker(const char *loads_elsewhere);

/* The same with a text answer, "" for NULL; lives until the next call. */
const char *app_fixture_ask_text(const char *sql);

#endif
