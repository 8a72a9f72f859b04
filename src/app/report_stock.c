/* report_stock - tenancy and shape here; meaning and record in ingest/. */
#include "app/report_stock.h"

#include "base/str.h"
#include "wire/stock_report_shape.h"

#include <openssl/sha.h>
#include <pthread.h>
#include <string.h>

static const char *
dump(const json_t *body, struct arena *a)
{
	CLEANUP(str_free) struct str s = { 0 };
	wire_dump(body, &s);
	return arena_strndup(a, str_text(&s), s.len);
}

static void
hash(const json_t *body, uint8_t sha[32])
{
	CLEANUP(str_free) struct str s = { 0 };
	wire_canonical(body, &s);
	SHA256((const unsigned char *)s.data, s.len, sha);
}

err_t
app_report_stock_read(struct act *a, const json_t *body, const struct app_report_key *key, struct ingest_report **ret)
{
	struct store_site site = { 0 };
	const char *facility = wire_peek(body, "facility");
	if (facility != NULL && str_is_code(facility)) {
		err_t e = app_site_in_scope(a, facility, STORE_FACILITY, "/facility", &site);
		if (e)
			return e;
	}
	struct stock_report *report = ARENA_NEW(a->arena, struct stock_report);
	err_t e = wire_read(&wire_stock_report_shape, body, report, a->arena, a->faults);
	if (e)
		return e;
	struct ingest_report *r = ARENA_NEW(a->arena, struct ingest_report);
	*r = (struct ingest_report){ .site = site, .cred_id = a->who->cred_id, .report = report, .body = dump(body, a->arena), .arena = a->arena };
	hash(body, r->sha);
	if (key != NULL && key->key != NULL) {
		r->route = key->route;
		r->key = key->key;
		memcpy(r->key_sha, key->sha, sizeof r->key_sha);
	}
	r->faults = *a->faults; /* warnings only */
	*a->faults = (struct faults){ 0 };
	*ret = r;
	return ERR_OK;
}

err_t
app_report_stock_submit(struct act *a, struct ingest_report *r)
{
	return ingest_submit(a->app->ingest, r, a->faults);
}

/* ---- waiting for several ---------------------------------------------------------------------- */

struct wait {
	pthread_mutex_t lock; /* protects left */
	pthread_cond_t done;
	size_t left;
};

struct slot {
	struct wait *wait;
	err_t *outcome;
	struct arena *own, *given;
};

/* Several committers work at once and an arena is one thread's: each report has its own while it is theirs. */
static void
lend(struct ingest_report *r, struct slot *s)
{
	s->given = r->arena;
	s->own = r->arena = arena_new();
}

static void
take_back(struct act *a, struct ingest_report *r, struct slot *s)
{
	r->arena = s->given;
	if (r->answer != NULL)
		r->answer = arena_strdup(a->arena, r->answer);
	arena_free(s->own);
}

static void
one_done(struct ingest_report *r, err_t e)
{
	struct slot *s = r->arg;
	pthread_mutex_lock(&s->wait->lock);
	*s->outcome = e;
	if (--s->wait->left == 0)
		pthread_cond_signal(&s->wait->done);
	pthread_mutex_unlock(&s->wait->lock);
}

err_t
app_report_stock_wait(struct act *a, struct ingest_report **reports, err_t *outcomes, size_t n)
{
	struct wait w = { .lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER, .left = n };
	struct slot *slots = ARENA_ARRAY(a->arena, struct slot, n);
	for (size_t i = 0; i < n; i++) {
		slots[i] = (struct slot){ .wait = &w, .outcome = &outcomes[i] };
		lend(reports[i], &slots[i]);
		reports[i]->done = one_done;
		reports[i]->arg = &slots[i];
		err_t e = ingest_submit(a->app->ingest, reports[i], &reports[i]->faults);
		if (e) /* full: this one was not taken, and says so itself */
			one_done(reports[i], e);
	}
	pthread_mutex_lock(&w.lock);
	while (w.left > 0)
		pthread_cond_wait(&w.done, &w.lock);
	pthread_mutex_unlock(&w.lock);
	for (size_t i = 0; i < n; i++)
		take_back(a, reports[i], &slots[i]);
	return ERR_OK;
}
