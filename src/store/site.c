/* site - the directory: an open hash table of codes and a sorted array of ids under one lock. */
#include "store/site.h"

#include "base/str.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdio.h>

int16_t
store_site_shard(const char *province)
{
	int64_t shard = 0;
	return str_to_i64(province, &shard) ? (int16_t)shard : 0;
}

struct store_sites {
	pthread_rwlock_t lock; /* protects all below */
	VEC(struct store_site) all;
	size_t *by_code; /* index + 1 into all, 0 empty */
	size_t *by_id;
	size_t slots; /* a power of two, at least twice all.n */
	int64_t newest;
};

static size_t
hash_code(const char *code)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */
	for (; *code != '\0'; code++)
		h = (h ^ (unsigned char)*code) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

static size_t
hash_id(int64_t id)
{
	uint64_t h = (uint64_t)id * 0x9E3779B97F4A7C15u;
	return (size_t)(h ^ (h >> 32));
}

struct store_sites *
store_sites_new(void)
{
	struct store_sites *d = MEM_NEW(struct store_sites);
	pthread_rwlock_init(&d->lock, NULL);
	d->slots = 64;
	d->by_code = MEM_ARRAY(size_t, d->slots);
	d->by_id = MEM_ARRAY(size_t, d->slots);
	return d;
}

void
store_sites_free(struct store_sites *d)
{
	if (d == NULL)
		return;
	pthread_rwlock_destroy(&d->lock);
	VEC_FREE(&d->all);
	free(d->by_code);
	free(d->by_id);
	free(d);
}

static void
link_site(struct store_sites *d, size_t index)
{
	size_t i = hash_code(d->all.at[index].code) & (d->slots - 1);
	while (d->by_code[i] != 0)
		i = (i + 1) & (d->slots - 1);
	d->by_code[i] = index + 1;
	i = hash_id(d->all.at[index].site_id) & (d->slots - 1);
	while (d->by_id[i] != 0)
		i = (i + 1) & (d->slots - 1);
	d->by_id[i] = index + 1;
}

static void
grow(struct store_sites *d)
{
	d->slots *= 2;
	d->by_code = mem_resize(d->by_code, d->slots, sizeof *d->by_code);
	d->by_id = mem_resize(d->by_id, d->slots, sizeof *d->by_id);
	memset(d->by_code, 0, d->slots * sizeof *d->by_code);
	memset(d->by_id, 0, d->slots * sizeof *d->by_id);
	for (size_t i = 0; i < d->all.n; i++)
		link_site(d, i);
}

static const struct store_site *
find_id(const struct store_sites *d, int64_t id)
{
	for (size_t i = hash_id(id) & (d->slots - 1); d->by_id[i] != 0; i = (i + 1) & (d->slots - 1))
		if (d->all.at[d->by_id[i] - 1].site_id == id)
			return &d->all.at[d->by_id[i] - 1];
	return NULL;
}

static const struct store_site *
find_code(const struct store_sites *d, const char *code)
{
	for (size_t i = hash_code(code) & (d->slots - 1); d->by_code[i] != 0; i = (i + 1) & (d->slots - 1))
		if (strcmp(d->all.at[d->by_code[i] - 1].code, code) == 0)
			return &d->all.at[d->by_code[i] - 1];
	return NULL;
}

static void
remember(struct store_sites *d, const struct store_site *s)
{
	pthread_rwlock_wrlock(&d->lock);
	if (find_id(d, s->site_id) == NULL) {
		*VEC_ADD(&d->all) = *s;
		if (2 * d->all.n > d->slots)
			grow(d);
		else
			link_site(d, d->all.n - 1);
		if (s->site_id > d->newest)
			d->newest = s->site_id;
	}
	pthread_rwlock_unlock(&d->lock);
}

bool
store_site_by_code(struct store_sites *d, const char *code, struct store_site *ret)
{
	pthread_rwlock_rdlock(&d->lock);
	const struct store_site *known = find_code(d, code);
	if (known != NULL)
		*ret = *known;
	pthread_rwlock_unlock(&d->lock);
	return known != NULL;
}

err_t
store_site_find(struct store_sites *d, struct db_conn *c, const char *code, struct store_site *ret, struct faults *f)
{
	*ret = (struct store_site){ 0 };
	if (!str_is_code(code))
		return ERR_OK;
	if (store_site_by_code(d, code, ret))
		return ERR_OK;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_SITE_BY_CODE, DB_ARGS(DB_TEXT(code)), &r, f);
	if (e || db_rows_n(r) == 0)
		return e;
	ret->shard = (int16_t)db_int(r, 0, C_SITE_BY_CODE_SHARD);
	ret->site_id = db_int(r, 0, C_SITE_BY_CODE_SITE_ID);
	ret->roles = (unsigned)db_int(r, 0, C_SITE_BY_CODE_ROLES);
	snprintf(ret->code, sizeof ret->code, "%s", code);
	snprintf(ret->province, sizeof ret->province, "%s", db_text(r, 0, C_SITE_BY_CODE_PROVINCE));
	remember(d, ret);
	return ERR_OK;
}

bool
store_site_by_id(struct store_sites *d, int64_t site_id, struct store_site *ret)
{
	pthread_rwlock_rdlock(&d->lock);
	const struct store_site *known = find_id(d, site_id);
	if (known != NULL)
		*ret = *known;
	pthread_rwlock_unlock(&d->lock);
	return known != NULL;
}

err_t
store_site_load(struct store_sites *d, struct db_conn *c, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	pthread_rwlock_rdlock(&d->lock);
	int64_t newest = d->newest;
	pthread_rwlock_unlock(&d->lock);
	err_t e = db_query(c, Q_SITE_ALL, DB_ARGS(DB_INT(newest)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_site s = { .shard = (int16_t)db_int(r, i, C_SITE_ALL_SHARD), .site_id = db_int(r, i, C_SITE_ALL_SITE_ID),
			.roles = (unsigned)db_int(r, i, C_SITE_ALL_ROLES) };
		snprintf(s.code, sizeof s.code, "%s", db_text(r, i, C_SITE_ALL_CODE));
		snprintf(s.province, sizeof s.province, "%s", db_text(r, i, C_SITE_ALL_PROVINCE));
		remember(d, &s);
	}
	return e;
}

err_t
store_site_list(struct store_sites *d, struct db_conn *c, const char *province, enum store_role role, instant_t recorded_by,
    struct arena *a, struct store_site_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_SITE_OF_PROVINCE, DB_ARGS(DB_TEXT(province), DB_INT(role), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = (size_t)db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_site, ret->n);
	for (int i = 0; i < db_rows_n(r); i++) {
		struct store_site *s = &ret->items[i];
		if (store_site_by_id(d, db_int(r, i, C_SITE_OF_PROVINCE_SITE_ID), s))
			continue;
		e = store_site_find(d, c, db_text(r, i, C_SITE_OF_PROVINCE_CODE), s, f);
		if (e)
			return e;
	}
	return ERR_OK;
}
