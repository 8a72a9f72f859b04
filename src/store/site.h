/* site - the directory of places: code -> (shard, site_id), and their cards.
 *
 * Codes and identities never change, so the directory only grows; it is shared by all threads.
 * Cards (the facility or supplier as registered) are versioned rows: a read takes the one in force at its moment. */
#ifndef OXY_STORE_SITE_H
#define OXY_STORE_SITE_H

#include "base/clock.h"
#include "base/mem.h"
#include "db/db.h"
#include "domain/facility.h"
#include "domain/supplier.h"

#include <stdbool.h>
#include <stdint.h>

enum store_role { STORE_FACILITY = 1, STORE_SUPPLIER = 2 };

struct store_site {
	int16_t shard;
	int64_t site_id; /* 0: none */
	unsigned roles;  /* of enum store_role */
	char code[25];
	char province[8]; /* of its shard today */
};

/* The home cell of what is registered in a province today; 0 when that is no code of one. */
int16_t store_site_shard(const char *province);

struct store_sites;

struct store_sites *store_sites_new(void) NODISCARD;
void store_sites_free(struct store_sites *d);

/* Look up a code, in memory first, then in the database. n = 0 rows: ret->site_id is 0. */
err_t store_site_find(struct store_sites *d, struct db_conn *c, const char *code, struct store_site *ret, struct faults *f) NODISCARD;

/* The same from memory only: false when the code was never looked up. */
bool store_site_by_code(struct store_sites *d, const char *code, struct store_site *ret);

/* The same by id, from memory only: false when it was never looked up (call store_site_load first). */
bool store_site_by_id(struct store_sites *d, int64_t site_id, struct store_site *ret);

/* Fill the directory; at start, and cheap again later (only what is new). */
err_t store_site_load(struct store_sites *d, struct db_conn *c, struct faults *f) NODISCARD;

/* All sites of a province that have the role, as the connection's scope sees them, sorted by code. */
struct store_site_list {
	struct store_site *items; /* in the arena */
	size_t n;
};
err_t store_site_list(struct store_sites *d, struct db_conn *c, const char *province, enum store_role role, instant_t recorded_by,
    struct arena *a, struct store_site_list *ret, struct faults *f) NODISCARD;

#endif
