/* app_fixture - the template is made once a program: migrations take half a second, a copy of a
 * database a tenth. */
#include "lib/app_fixture.h"

#include "app/tokens.h"
#include "app/watermark.h"
#include "forecast/paths.h"

#include <check.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define END_OF_TIME (INT64_C(253402300799) * INSTANT_SECOND)

struct fixture_act {
	struct act act;
	struct faults faults;
};

static void
run_sql(const char *database, const char *sql, bool may_fail)
{
	char conninfo[100];
	snprintf(conninfo, sizeof conninfo, "dbname=%s options='-c client_min_messages=warning'",
	    database);
	PGconn *c = PQconnectdb(conninfo);
	PGresult *r = PQexec(c, sql);
	if (!may_fail)
		ck_assert_msg(
		    PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK,
		    "%s", PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
}

static char *
read_file(const char *path)
{
	FILE *in = fopen(path, "r");
	ck_assert_msg(
	    in != NULL, "%s cannot be read; run from the top of the build, or set srcdir", path);
	size_t n = 0, cap = 1 << 18;
	char *text = mem_alloc(cap);
	n = fread(text, 1, cap - 1, in);
	ck_assert_uint_lt(n, cap - 1);
	fclose(in);
	return text;
}

static void
say_faults(const struct faults *f)
{
	char text[400];
	for (int i = 0; i < f->n; i++)
		fprintf(stderr, "%s: %s\n", f->item[i].pointer,
		    fault_text(&f->item[i], LANG_EN, text, sizeof text));
}

/* Built under another name and renamed when whole, so that a test that died in between leaves no
 * half template. */
static void
make_template(void)
{
	char path[512];
	struct faults f = { 0 };
	const char *dir = getenv("srcdir");
	PGconn *c = PQconnectdb("dbname=postgres");
	PGresult *r = PQexec(c, "SELECT 1 FROM pg_database WHERE datname = 'fixture'");
	bool have = PQntuples(r) == 1;
	PQclear(r);
	PQfinish(c);
	if (have)
		return;
	run_sql("postgres", "DROP DATABASE IF EXISTS fixture_new", true);
	run_sql("postgres", "CREATE DATABASE fixture_new", false);
	err_t e = db_migrate("dbname=fixture_new", &f);
	say_faults(&f);
	ck_assert_int_eq(e, ERR_OK);
	snprintf(path, sizeof path, "%s/tests/lib/app_fixture.sql", dir ? dir : ".");
	char *sql = read_file(path);
	run_sql("fixture_new", sql, false);
	free(sql);
	run_sql("postgres", "ALTER DATABASE fixture_new RENAME TO fixture", false);
}

static void
make_database(void)
{
	static int count;
	char name[40], sql[120];
	make_template();
	snprintf(name, sizeof name, "fixture_%d_%d", (int)getpid(), ++count);
	snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE fixture", name);
	run_sql("postgres", sql, false);
	setenv("PGDATABASE", name, 1);
}

static void
find_session(struct app_fixture *fx, const char *name, struct session *ret)
{
	char token[60];
	snprintf(token, sizeof token, "oxy_test_%s", name);
	ck_assert_int_eq(app_tokens_find(fx->app.tokens, token, ret, NULL), ERR_OK);
	if (ret->site.site_id !=
	    0) /* the directory knows more of a site than the credential's row */
		ck_assert(store_site_by_id(fx->app.sites, ret->site.site_id, &ret->site));
}

static void
find_all(struct app_fixture *fx)
{
	find_session(fx, "admin", &fx->admin);
	find_session(fx, "coordinator", &fx->coordinator);
	find_session(fx, "hospital", &fx->hospital);
	find_session(fx, "hospital2", &fx->hospital2);
	find_session(fx, "supplier", &fx->supplier);
	find_session(fx, "supplier2", &fx->supplier2);
	find_session(fx, "ministry", &fx->ministry);
	find_session(fx, "auditor", &fx->auditor);
	find_session(fx, "device", &fx->device);
	find_session(fx, "stranger", &fx->stranger);
	find_session(fx, "stranger_hospital", &fx->stranger_hospital);
	ck_assert(store_site_by_code(fx->app.sites, "15-PGH1", &fx->pgh1));
	ck_assert(store_site_by_code(fx->app.sites, "15-DH2", &fx->dh2));
	ck_assert(store_site_by_code(fx->app.sites, "15-GASCO", &fx->gasco));
	ck_assert(store_site_by_code(fx->app.sites, "15-FILL", &fx->fill));
	ck_assert(store_site_by_code(fx->app.sites, "01-HN1", &fx->hn1));
	ck_assert(store_site_by_code(fx->app.sites, "01-GAS", &fx->gas01));
}

struct app_fixture *
app_fixture_new(void)
{
	struct app_fixture *fx = MEM_NEW(struct app_fixture);
	struct forecast_paths_table *table = MEM_NEW(struct forecast_paths_table);
	struct db_conn *c = NULL;
	struct faults f = { 0 };
	make_database();
	forecast_paths_table_init(table, 0);
	fx->app.paths = table;
	fx->app.clock = clock_new_replay();
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW));
	fx->app.db =
	    db_new(&(struct db_options){ .allow_unsafe = true, .timeout_us = 20 * INSTANT_SECOND });
	fx->app.sites = store_sites_new();
	fx->app.tokens = app_tokens_new(&fx->app);
	fx->app.watermark = app_watermark_start(&fx->app);
	ck_assert_int_eq(db_acquire(fx->app.db, DB_JOB, &c, NULL), ERR_OK);
	err_t e = store_site_load(fx->app.sites, c, &f);
	db_release(c);
	if (!e)
		e = app_tokens_reload(fx->app.tokens, &f);
	say_faults(&f);
	ck_assert_int_eq(e, ERR_OK);
	find_all(fx);
	return fx;
}

void
app_fixture_free(struct app_fixture *fx)
{
	if (fx == NULL)
		return;
	app_watermark_stop(fx->app.watermark);
	app_tokens_free(fx->app.tokens);
	store_sites_free(fx->app.sites);
	db_free(fx->app.db);
	clock_free(fx->app.clock);
	free((void *)fx->app.paths);
	free(fx);
}

static struct act *
begin(struct app_fixture *fx, const struct session *who, enum db_mode mode, struct moment at)
{
	struct fixture_act *fa = MEM_NEW(struct fixture_act);
	struct act *a = &fa->act;
	*a = (struct act){
		.app = &fx->app, .who = who, .arena = arena_new(), .faults = &fa->faults, .at = at
	};
	ck_assert_int_eq(db_acquire(fx->app.db, DB_API, &a->db, a->faults), ERR_OK);
	ck_assert_int_eq(
	    db_begin(a->db, mode, &(struct db_scope){ who->cred_id }, a->faults), ERR_OK);
	if (mode == DB_WRITE) {
		struct db_rows *r = NULL;
		ck_assert_int_eq(
		    db_query(a->db, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(at.now)), &r, a->faults),
		    ERR_OK);
		a->recorded_at = db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT);
		db_rows_free(r);
	}
	return a;
}

struct act *
app_fixture_begin(struct app_fixture *fx, const struct session *who, enum db_mode mode)
{
	return begin(fx, who, mode,
	    (struct moment){ .now = clock_now(fx->app.clock), .recorded_by = END_OF_TIME });
}

struct act *
app_fixture_begin_as_of(struct app_fixture *fx, const struct session *who, instant_t as_of)
{
	ck_assert_int_eq(app_watermark_wait(fx->app.watermark, as_of, NULL), ERR_OK);
	return begin(fx, who, DB_READ, (struct moment){ .now = as_of, .recorded_by = as_of });
}

static void
end(struct act *a)
{
	say_faults(a->faults);
	db_release(a->db);
	arena_free(a->arena);
	free(a);
}

err_t
app_fixture_commit(struct act *a)
{
	err_t e = db_commit(a->db, a->faults);
	end(a);
	return e;
}

void
app_fixture_rollback(struct act *a)
{
	a->faults->n = 0; /* an expected refusal is not worth a line */
	end(a);
}

bool
app_fixture_has(const struct act *a, enum fault_id id)
{
	for (int i = 0; i < a->faults->n; i++)
		if (a->faults->item[i].id == id)
			return true;
	return false;
}

void
app_fixture_say(const char *sql)
{
	run_sql(getenv("PGDATABASE"), sql, false);
}

void
app_fixture_run_low(void)
{
	app_fixture_say("INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty) VALUES "
	                "(15, 3, gen_random_uuid(), 31, '2026-11-20T12:00+07', '2026-11-20T12:00+07', 1, 30000000, NULL, NULL), "
	                "(15, 3, gen_random_uuid(), 32, '2026-11-20T12:00+07', '2026-11-20T12:00+07', 1, 1597400, 200, 100), "
	                "(15, 1, gen_random_uuid(), 11, '2026-11-20T16:00+07', '2026-11-20T16:00+07', 1, 4000000, NULL, NULL), "
	                "(15, 1, gen_random_uuid(), 12, '2026-11-20T16:00+07', '2026-11-20T16:00+07', 1, 239610, 30, 250), "
	                "(15, 2, gen_random_uuid(), 21, '2026-11-20T16:00+07', '2026-11-20T16:00+07', 1, 79870, 10, 65)");
}

void
app_fixture_lend_a_tanker(const char *loads_elsewhere)
{
	char sql[1000];
	app_fixture_say("UPDATE oxy.site_revision SET doc = jsonb_set(doc, '{fleet,0,out_of_service}', 'true') WHERE site_id = 3");
	snprintf(sql, sizeof sql, "UPDATE oxy.site_revision SET doc = doc || '{\"delivery_mode\": \"routed\", \"fleet\": [{\"vehicle\": \"15-FILL-TK1\", "
	    "\"kind\": \"tanker\", \"capacity_g\": 9000000, \"speed_kmh\": 40, \"load_min\": 60, \"unload_min\": 45, \"duty_from\": \"05:00\", "
	    "\"duty_to\": \"21:00\", \"duty_max_min\": 720, \"loads_elsewhere\": %s}]}'::jsonb WHERE site_id = 4", loads_elsewhere);
	app_fixture_say(sql);
	app_fixture_say("INSERT INTO oxy.account (shard, account_id, site_id, kind, product) VALUES (15, 43, 4, 3, 1)");
	app_fixture_say("INSERT INTO oxy.asset (shard, site_id, code, kind, product, account_id) VALUES (15, 4, '15-FILL-TK1', 7, 1, 43)");
}

const char *
app_fixture_ask_text(const char *sql)
{
	static char text[65536];
	PGconn *c = PQconnectdb("");
	PGresult *r = PQexec(c, sql);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) >= 1, "%s: %s", sql,
	    PQerrorMessage(c));
	snprintf(text, sizeof text, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
	PQfinish(c);
	return text;
}

long
app_fixture_ask(const char *sql)
{
	return strtol(app_fixture_ask_text(sql), NULL, 10);
}
