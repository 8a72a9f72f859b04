/* events - a thread that makes them, a ring that keeps them, readers that get what they may see. */
#include "app/events.h"

#include "app/facility_status.h"
#include "app/tokens.h"
#include "app/watermark.h"
#include "base/log.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/delivery_state.h"
#include "wire/wire.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define END_OF_TIME (INT64_C(253402300799) * INSTANT_SECOND)

enum { RING = 2048, ROWS = 1000, SITES = 200, LOOK_MS = 250, TOKENS_EVERY = 4 /* looks */, IDLE_S = 300 };

/* Whom it concerns: sites by id, or a province. */
struct event {
	int64_t number;
	int64_t site_id, supplier_id, carrier_id; /* 0: none */
	char province[8];             /* of plans: for those who see the province */
	char *text;                   /* as it is sent */
	size_t len;
};

struct reader {
	struct app_event_reader r;
	struct session who;
	char token[APP_TOKEN_TEXT + 16];
};

struct app_events {
	struct app *app;
	instant_t born;      /* first half of every id: numbers of another process mean nothing here */
	pthread_t thread;
	atomic_bool ending;
	pthread_mutex_t lock; /* protects all below */
	struct event ring[RING];
	int64_t next;         /* number of the next event */
	int64_t oldest;       /* the first number that the ring still has */
	VEC(struct reader *) readers;
	VEC(struct store_site) changed; /* facilities to look at */
	int64_t listened_mono; /* when there was a reader last */
	/* of the thread */
	instant_t seen;       /* the audit record is told up to here */
	struct forecast_site_work work;
};

/* ---- the ring ------------------------------------------------------------------------------------- */

static bool
may_see(const struct app_events *ev, const struct session *who, const struct event *e)
{
	const struct act a = { .app = ev->app, .who = who };
	struct store_site site = { 0 };
	if (e->site_id == 0)
		return app_province_in_scope(&(struct act){ .app = ev->app, .who = who }, e->province, "") == ERR_OK;
	if (store_site_by_id(ev->app->sites, e->site_id, &site) && app_sees(&a, site))
		return true;
	if (e->supplier_id != 0 && store_site_by_id(ev->app->sites, e->supplier_id, &site) && app_sees(&a, site))
		return true;
	return e->carrier_id != 0 && store_site_by_id(ev->app->sites, e->carrier_id, &site) && app_sees(&a, site);
}

/* Under the lock. */
static void
add(struct app_events *ev, const char *kind, struct event e, json_t *data)
{
	CLEANUP(str_free) struct str s = { 0 };
	struct event *slot = &ev->ring[ev->next % RING];
	e.number = ev->next++;
	str_addf(&s, "id: %lld-%lld\nevent: %s\ndata: ", (long long)ev->born, (long long)e.number, kind);
	wire_dump_new(data, &s);
	str_add(&s, "\n\n");
	e.len = s.len;
	e.text = mem_strdup(str_text(&s));
	free(slot->text);
	*slot = e;
	if (ev->next - ev->oldest > RING)
		ev->oldest = ev->next - RING;
	VEC_FOREACH (r, &ev->readers)
		if (may_see(ev, &(*r)->who, &e))
			(*r)->r.send((*r)->r.arg, e.text, e.len);
}

/* Under the lock: what was missed cannot be told any more. */
static void
forget(struct app_events *ev)
{
	static const char reset[] = "event: reset\ndata: {}\n\n";
	ev->next++; /* so that whoever has the newest id is behind, too */
	ev->oldest = ev->next;
	VEC_FOREACH (r, &ev->readers)
		(*r)->r.send((*r)->r.arg, reset, sizeof reset - 1);
}

/* ---- making events --------------------------------------------------------------------------------- */

static const char *
code_of(const struct app_events *ev, int64_t site_id, char buf[25])
{
	struct store_site site;
	if (site_id == 0 || !store_site_by_id(ev->app->sites, site_id, &site))
		return NULL;
	memcpy(buf, site.code, 25);
	return buf;
}

static void
set_text(json_t *j, const char *name, const char *text)
{
	json_object_set_new(j, name, text != NULL ? json_string(text) : json_null());
}

static void
set_code(struct app_events *ev, json_t *j, const char *name, int64_t site_id)
{
	char code[25];
	set_text(j, name, code_of(ev, site_id, code));
}

static void
add_delivery(struct app_events *ev, const struct db_rows *r, int i, json_t *j, struct event e)
{
	int64_t state = db_int(r, i, C_EVENT_SINCE_STATE);
	e.supplier_id = db_is_null(r, i, C_EVENT_SINCE_SUPPLIER_ID) ? 0 : db_int(r, i, C_EVENT_SINCE_SUPPLIER_ID);
	e.carrier_id = db_is_null(r, i, C_EVENT_SINCE_CARRIER_ID) ? 0 : db_int(r, i, C_EVENT_SINCE_CARRIER_ID);
	set_code(ev, j, "facility", e.site_id);
	set_code(ev, j, "supplier", e.supplier_id);
	set_text(j, "state", state != UNKNOWN_I64 ? names_word(&delivery_state_names, (int)state) : NULL);
	add(ev, "delivery", e, j);
}

/* What is about no facility is about its province. */
static void
tell_province(const struct db_rows *r, int i, json_t *j, struct event *e)
{
	const char *province = db_text(r, i, C_EVENT_SINCE_PROVINCE);
	if (e->site_id != 0)
		return;
	snprintf(e->province, sizeof e->province, "%s", province ? province : "");
	set_text(j, "province", province);
}

static void
add_alert(struct app_events *ev, const struct db_rows *r, int i, json_t *j, struct event e)
{
	static const char *const kinds[] = { NULL, "stock", "flow", "silent", "delivery", "plan" }, *const levels[] = { NULL, "red", "amber", "watch" };
	int64_t kind = db_int(r, i, C_EVENT_SINCE_ALERT_KIND), level = db_int(r, i, C_EVENT_SINCE_ALERT_LEVEL);
	tell_province(r, i, j, &e);
	set_code(ev, j, "facility", e.site_id);
	set_text(j, "kind", kind > 0 && kind < (int64_t)ARRAY_LEN(kinds) ? kinds[kind] : NULL);
	set_text(j, "level", level > 0 && level < (int64_t)ARRAY_LEN(levels) ? levels[level] : NULL);
	add(ev, "alert", e, j);
}

static void
add_plan(struct app_events *ev, const struct db_rows *r, int i, json_t *j, struct event e)
{
	e.site_id = 0;
	tell_province(r, i, j, &e);
	add(ev, "plan", e, j);
}

static const struct {
	const char *prefix;
	void (*add)(struct app_events *ev, const struct db_rows *r, int i, json_t *j, struct event e);
} told[] = {
	{ "delivery.", add_delivery },
	{ "alert.", add_alert },
	{ "plan.", add_plan },
};

/* Under the lock: a row of the audit record. What is none of the above may have changed how its facility stands. */
static void
add_row(struct app_events *ev, const struct db_rows *r, int i)
{
	const char *verb = db_text(r, i, C_EVENT_SINCE_VERB);
	char at[CALENDAR_INSTANT_TEXT];
	struct event e = { .site_id = db_int(r, i, C_EVENT_SINCE_SITE_ID) };
	struct store_site site;
	for (size_t k = 0; k < ARRAY_LEN(told); k++)
		if (strncmp(verb, told[k].prefix, strlen(told[k].prefix)) == 0) {
			json_t *j = json_object();
			set_text(j, "id", db_text(r, i, C_EVENT_SINCE_OBJECT));
			set_text(j, "event", verb + strlen(told[k].prefix));
			set_text(j, "at", calendar_instant_text(db_instant(r, i, C_EVENT_SINCE_RECORDED_AT), at));
			told[k].add(ev, r, i, j, e);
		}
	if (e.site_id != 0 && store_site_by_id(ev->app->sites, e.site_id, &site))
		*VEC_ADD(&ev->changed) = site;
}

static err_t
tell_record(struct app_events *ev, struct db_conn *c, instant_t upto, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_EVENT_SINCE, DB_ARGS(DB_INSTANT(ev->seen), DB_INSTANT(upto), DB_INT(ROWS)), &r, f);
	if (e)
		return e;
	pthread_mutex_lock(&ev->lock);
	for (int i = 0; i < db_rows_n(r); i++)
		add_row(ev, r, i);
	if (db_rows_n(r) == ROWS) /* an import: reading everything again is cheaper than hearing of each */
		forget(ev);
	pthread_mutex_unlock(&ev->lock);
	ev->seen = upto;
	return ERR_OK;
}

/* The members of a facility's status that a list shows. */
static json_t *
summary(const struct app_facility_status *s, instant_t now, struct arena *a)
{
	static const char *const members[] = { "facility", "name", "province", "as_of", "as_of_truth", "on_hand_g", "hours_to_empty",
		"hours_without_deliveries", "level", "stale", "flow", "incoming_g" };
	struct wire_facility_status shape;
	app_facility_status_shape(s, now, a, &shape);
	json_t *all = wire_write(&wire_status_shape, &shape), *j = json_object();
	json_object_set_new(j, "code", json_incref(json_object_get(all, "facility")));
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (json_object_get(all, members[i]) != NULL)
			json_object_set(j, members[i], json_object_get(all, members[i]));
	json_decref(all);
	return j;
}

static err_t
tell_facilities(struct app_events *ev, struct db_conn *c, const struct store_site *sites, size_t n, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_position *positions = NULL;
	instant_t now = clock_now(ev->app->clock);
	const struct store_position_query q = { .sites = sites, .n = n, .at = { now, END_OF_TIME }, .days = STORE_FLOW_HISTORY };
	err_t e = app_facility_status_load(c, &q, a, &positions, f);
	for (size_t i = 0; !e && i < n; i++) {
		struct app_facility_status s;
		if (positions[i].card == NULL)
			continue;
		app_facility_status_project(ev->app, &positions[i], now, &ev->work, a, &s);
		json_t *j = summary(&s, now, a);
		pthread_mutex_lock(&ev->lock);
		add(ev, "facility", (struct event){ .site_id = sites[i].site_id }, j);
		pthread_mutex_unlock(&ev->lock);
	}
	return e;
}

static int
by_site(const void *x, const void *y)
{
	const struct store_site *a = x, *b = y;
	return a->site_id < b->site_id ? -1 : a->site_id > b->site_id;
}

/* Facilities among what changed, each once; the list is the caller's then. */
static size_t
take_changed(struct app_events *ev, struct store_site **ret)
{
	size_t n = 0;
	pthread_mutex_lock(&ev->lock);
	struct store_site *v = ev->changed.at;
	size_t all = ev->changed.n;
	ev->changed.at = NULL;
	ev->changed.n = ev->changed.cap = 0;
	pthread_mutex_unlock(&ev->lock);
	if (all > 0)
		qsort(v, all, sizeof *v, by_site);
	for (size_t i = 0; i < all; i++)
		if ((v[i].roles & STORE_FACILITY) != 0 && (n == 0 || v[n - 1].site_id != v[i].site_id))
			v[n++] = v[i];
	*ret = v;
	return n;
}

/* ---- the thread ---------------------------------------------------------------------------------------- */

/* Is anybody there, or was a moment ago? If not, nothing is made, and what happens meanwhile is forgotten. */
static bool
is_listened_to(struct app_events *ev)
{
	pthread_mutex_lock(&ev->lock);
	int64_t now = clock_mono();
	if (ev->readers.n > 0)
		ev->listened_mono = now;
	bool yes = ev->listened_mono != 0 && now - ev->listened_mono < IDLE_S * INSTANT_SECOND;
	if (!yes) {
		ev->changed.n = 0;
		ev->oldest = ev->next;
	}
	pthread_mutex_unlock(&ev->lock);
	return yes;
}

static void
look(struct app_events *ev)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct faults f = { 0 };
	struct store_site *sites = NULL;
	instant_t final = app_watermark_now(ev->app->watermark);
	bool listened = is_listened_to(ev), live = !clock_is_replay(ev->app->clock);
	pthread_mutex_lock(&ev->lock);
	bool pending = ev->changed.n > 0;
	pthread_mutex_unlock(&ev->lock);
	if (listened && pending && live && app_watermark_wait(ev->app->watermark, clock_now(ev->app->clock), &f) == ERR_OK)
		final = app_watermark_now(ev->app->watermark);
	if (!listened || ev->seen == INSTANT_NONE) {
		ev->seen = final == INSTANT_NONE && clock_is_set(ev->app->clock) ? clock_now(ev->app->clock) - 1 : final;
		return;
	}
	if ((final <= ev->seen && !pending) || db_acquire(ev->app->db, DB_JOB, &c, &f) != ERR_OK)
		return;
	err_t e = final > ev->seen ? tell_record(ev, c, final, &f) : ERR_OK;
	size_t n = take_changed(ev, &sites);
	for (size_t i = 0; !e && i < n; i += SITES)
		e = tell_facilities(ev, c, sites + i, n - i < SITES ? n - i : SITES, &f);
	free(sites);
	if (e)
		log_event(LOG_WARNING, "events not told; listeners read again", LOG_STR("class", err_slug(e)), LOG_END);
	if (e) {
		pthread_mutex_lock(&ev->lock);
		forget(ev);
		pthread_mutex_unlock(&ev->lock);
	}
}

static void
see_to_readers(struct app_events *ev, bool check_tokens)
{
	pthread_mutex_lock(&ev->lock);
	for (size_t i = 0; i < ev->readers.n;) {
		struct reader *r = ev->readers.at[i];
		struct session who;
		if (r->r.has_gone(r->r.arg)) {
			r->r.free(r->r.arg);
			free(r);
			ev->readers.at[i] = ev->readers.at[--ev->readers.n];
			continue;
		}
		if (check_tokens && app_tokens_find(ev->app->tokens, r->token, &who, NULL) == ERR_UNAUTHORIZED)
			r->r.end(r->r.arg);
		i++;
	}
	pthread_mutex_unlock(&ev->lock);
}

static void *
run(void *arg)
{
	struct app_events *ev = arg;
	for (unsigned i = 0; !atomic_load(&ev->ending); i++) {
		look(ev);
		see_to_readers(ev, i % TOKENS_EVERY == 0);
		for (int ms = 0; ms < LOOK_MS && !atomic_load(&ev->ending); ms += 50)
			nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	}
	return NULL;
}

static void
site_changed(void *arg, struct store_site site)
{
	struct app_events *ev = arg;
	pthread_mutex_lock(&ev->lock);
	if (ev->listened_mono != 0)
		*VEC_ADD(&ev->changed) = site;
	pthread_mutex_unlock(&ev->lock);
}

struct app_events *
app_events_start(struct app *app)
{
	struct app_events *ev = MEM_NEW(struct app_events);
	ev->app = app;
	ev->born = clock_now(app->clock);
	ev->seen = INSTANT_NONE;
	ev->next = ev->oldest = 1;
	pthread_mutex_init(&ev->lock, NULL);
	app_listen(app, site_changed, ev);
	pthread_create(&ev->thread, NULL, run, ev);
	return ev;
}

void
app_events_stop(struct app_events *ev)
{
	if (ev == NULL)
		return;
	atomic_store(&ev->ending, true);
	pthread_join(ev->thread, NULL);
	VEC_FOREACH (r, &ev->readers) {
		(*r)->r.free((*r)->r.arg);
		free(*r);
	}
	for (size_t i = 0; i < RING; i++)
		free(ev->ring[i].text);
	VEC_FREE(&ev->readers);
	VEC_FREE(&ev->changed);
	pthread_mutex_destroy(&ev->lock);
	free(ev);
}

/* Under the lock: what the reader has missed, or that nobody knows. */
static void
resume(struct app_events *ev, const struct reader *r)
{
	char id[64];
	long long born = 0, last = 0;
	if (r->r.last_id != NULL) {
		bool known = sscanf(r->r.last_id, "%lld-%lld", &born, &last) == 2 && born == ev->born && last >= ev->oldest - 1 && last < ev->next;
		int n = snprintf(id, sizeof id, "event: reset\ndata: {}\n\n");
		if (!known)
			r->r.send(r->r.arg, id, (size_t)n);
		for (int64_t i = last + 1; known && i < ev->next; i++)
			if (may_see(ev, &r->who, &ev->ring[i % RING]))
				r->r.send(r->r.arg, ev->ring[i % RING].text, ev->ring[i % RING].len);
	}
	int n = snprintf(id, sizeof id, "id: %lld-%lld\n\n", (long long)ev->born, (long long)ev->next - 1);
	r->r.send(r->r.arg, id, (size_t)n); /* where to resume from, though nothing has happened yet */
}

void
app_events_add(struct app_events *ev, const struct app_event_reader *reader)
{
	struct reader *r = MEM_NEW(struct reader);
	r->r = *reader;
	r->who = *reader->who;
	snprintf(r->token, sizeof r->token, "%s", reader->token);
	pthread_mutex_lock(&ev->lock);
	ev->listened_mono = clock_mono();
	resume(ev, r);
	r->r.last_id = NULL;
	*VEC_ADD(&ev->readers) = r;
	pthread_mutex_unlock(&ev->lock);
}
