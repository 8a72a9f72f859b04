/* tokens - a sorted array of hashes, replaced as a whole when the credentials change.
 *
 * Readers take the lock for the length of a binary search; a loader builds the new array beside it. */
#include "app/tokens.h"

#include "base/log.h"
#include "base/str.h"

#include <openssl/sha.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOOK_EVERY_MS = 500 };

struct entry {
	uint8_t sha[32];
	instant_t expires_at;
	struct session session;
};

struct app_tokens {
	struct app *app;
	pthread_rwlock_t lock; /* protects entries, n, devices, n_devices, loaded, stamp */
	struct entry *entries;
	size_t n;
	const struct entry **devices; /* of entries, by asset, the newest first */
	size_t n_devices;
	bool loaded;
	int64_t stamp_n, stamp_newest;
	pthread_mutex_t loading; /* one loader at a time */
	pthread_t thread;
	atomic_bool ending;
};

void
app_tokens_hash(const char *token, uint8_t sha[32])
{
	SHA256((const unsigned char *)token, strlen(token), sha);
}

void
app_tokens_make(char token[APP_TOKEN_TEXT], uint8_t sha[32])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	uint8_t random[43]; /* 6 bits of each: 258 bits */
	id_random(random, sizeof random);
	memcpy(token, "oxy_", 4);
	for (size_t i = 0; i < sizeof random; i++)
		token[4 + i] = digits[random[i] & 63];
	token[4 + sizeof random] = '\0';
	app_tokens_hash(token, sha);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(((const struct entry *)a)->sha, ((const struct entry *)b)->sha, 32);
}

static void
read_entry(const struct db_rows *r, int i, struct entry *e)
{
	struct db_bytes sha = db_bytea(r, i, C_CREDENTIAL_ALL_TOKEN_SHA);
	struct session *s = &e->session;
	const char *province = db_text(r, i, C_CREDENTIAL_ALL_PROVINCE), *code = db_text(r, i, C_CREDENTIAL_ALL_CODE);
	const char *asset = db_text(r, i, C_CREDENTIAL_ALL_ASSET);
	memcpy(e->sha, sha.data, 32);
	e->expires_at = db_instant(r, i, C_CREDENTIAL_ALL_EXPIRES_AT);
	s->cred_id = db_int(r, i, C_CREDENTIAL_ALL_CRED_ID);
	s->role = (enum role)db_int(r, i, C_CREDENTIAL_ALL_ROLE);
	snprintf(s->name, sizeof s->name, "%s", db_text(r, i, C_CREDENTIAL_ALL_NAME));
	snprintf(s->province, sizeof s->province, "%s", province ? province : "");
	snprintf(s->asset, sizeof s->asset, "%s", asset ? asset : "");
	if (code != NULL) {
		s->site.shard = (int16_t)db_int(r, i, C_CREDENTIAL_ALL_SHARD);
		s->site.site_id = db_int(r, i, C_CREDENTIAL_ALL_SITE_ID);
		snprintf(s->site.code, sizeof s->site.code, "%s", code);
	}
}

static int
by_asset(const void *a, const void *b)
{
	const struct session *x = &(*(const struct entry *const *)a)->session, *y = &(*(const struct entry *const *)b)->session;
	int order = strcmp(x->asset, y->asset);
	return order ? order : x->cred_id > y->cred_id ? -1 : 1;
}

static size_t
sort_devices(const struct entry *entries, size_t n, const struct entry **devices)
{
	size_t n_devices = 0;
	for (size_t i = 0; i < n; i++)
		if (entries[i].session.role == ROLE_DEVICE)
			devices[n_devices++] = &entries[i];
	qsort(devices, n_devices, sizeof(const struct entry *), by_asset);
	return n_devices;
}

static err_t
load(struct app_tokens *t, struct db_conn *c, int64_t n, int64_t newest, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_CREDENTIAL_ALL, NULL, &r, f);
	if (e)
		return e;
	size_t rows = (size_t)db_rows_n(r);
	struct entry *fresh = MEM_ARRAY(struct entry, rows);
	for (size_t i = 0; i < rows; i++)
		read_entry(r, (int)i, &fresh[i]);
	qsort(fresh, rows, sizeof *fresh, compare);
	const struct entry **devices = MEM_ARRAY(const struct entry *, rows), **old_devices;
	size_t n_devices = sort_devices(fresh, rows, devices);
	pthread_rwlock_wrlock(&t->lock);
	struct entry *old = t->entries;
	old_devices = t->devices;
	t->entries = fresh;
	t->n = rows;
	t->devices = devices;
	t->n_devices = n_devices;
	t->loaded = true;
	t->stamp_n = n;
	t->stamp_newest = newest;
	pthread_rwlock_unlock(&t->lock);
	free(old);
	free(old_devices);
	return ERR_OK;
}

/* The look costs one small query; only a change of the stamp loads. */
static err_t
refresh(struct app_tokens *t, bool always, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	pthread_mutex_lock(&t->loading);
	err_t e = db_acquire(t->app->db, DB_AUTH, &c, f);
	if (!e)
		e = db_query(c, Q_CREDENTIAL_STAMP, NULL, &r, f);
	if (!e) {
		int64_t n = db_int(r, 0, C_CREDENTIAL_STAMP_N), newest = db_int(r, 0, C_CREDENTIAL_STAMP_NEWEST);
		if (always || !t->loaded || n != t->stamp_n || newest != t->stamp_newest)
			e = load(t, c, n, newest, f);
	}
	pthread_mutex_unlock(&t->loading);
	return e;
}

static void *
follow(void *arg)
{
	struct app_tokens *t = arg;
	while (!atomic_load(&t->ending)) {
		struct faults f = { 0 };
		if (refresh(t, false, &f) != ERR_OK)
			log_event(LOG_DEBUG, "credentials not refreshed", LOG_END);
		nanosleep(&(struct timespec){ .tv_nsec = LOOK_EVERY_MS * 1000000L }, NULL);
	}
	return NULL;
}

struct app_tokens *
app_tokens_new(struct app *app)
{
	struct app_tokens *t = MEM_NEW(struct app_tokens);
	t->app = app;
	pthread_rwlock_init(&t->lock, NULL);
	pthread_mutex_init(&t->loading, NULL);
	pthread_create(&t->thread, NULL, follow, t);
	return t;
}

void
app_tokens_free(struct app_tokens *t)
{
	if (t == NULL)
		return;
	atomic_store(&t->ending, true);
	pthread_join(t->thread, NULL);
	pthread_rwlock_destroy(&t->lock);
	pthread_mutex_destroy(&t->loading);
	free(t->entries);
	free(t->devices);
	free(t);
}

err_t
app_tokens_find(struct app_tokens *t, const char *token, struct session *ret, struct faults *f)
{
	struct entry key;
	app_tokens_hash(token, key.sha);
	pthread_rwlock_rdlock(&t->lock);
	bool loaded = t->loaded;
	const struct entry *hit = t->n ? bsearch(&key, t->entries, t->n, sizeof key, compare) : NULL;
	bool good = hit != NULL && (hit->expires_at == INSTANT_NONE || hit->expires_at > clock_now(t->app->clock));
	if (good)
		*ret = hit->session;
	pthread_rwlock_unlock(&t->lock);
	if (good)
		return ERR_OK;
	return fault_add(f, loaded ? FAULT_BAD_TOKEN : FAULT_DB_AWAY, "", NULL, NULL, NULL);
}

static bool
in_force(const struct app_tokens *t, const struct entry *e)
{
	return e->expires_at == INSTANT_NONE || e->expires_at > clock_now(t->app->clock);
}

bool
app_tokens_device(struct app_tokens *t, const char *asset, struct session *ret)
{
	bool found = false;
	pthread_rwlock_rdlock(&t->lock);
	size_t low = 0, high = t->n_devices;
	while (low < high) { /* the first one of the asset */
		size_t middle = low + (high - low) / 2;
		if (strcmp(t->devices[middle]->session.asset, asset) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; !found && low < t->n_devices && strcmp(t->devices[low]->session.asset, asset) == 0; low++)
		if (in_force(t, t->devices[low])) {
			*ret = t->devices[low]->session;
			found = true;
		}
	pthread_rwlock_unlock(&t->lock);
	return found;
}

int64_t
app_tokens_stamp(struct app_tokens *t)
{
	pthread_rwlock_rdlock(&t->lock);
	int64_t stamp = t->stamp_n * INT64_C(1000003) + t->stamp_newest;
	pthread_rwlock_unlock(&t->lock);
	return stamp;
}

err_t
app_tokens_reload(struct app_tokens *t, struct faults *f)
{
	return refresh(t, true, f);
}
