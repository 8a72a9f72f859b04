/* load_units - from the table of domain/admin.c to oxy.admin_unit and oxy.shard_admin, in one
 * transaction. */
#include "app/load_units.h"

#include "domain/admin.h"
#include "store/register.h"
#include "store/unit.h"

#include <string.h>

static err_t
put_units(struct db_conn *c, struct arena *a, struct faults *f)
{
	size_t n;
	const struct admin_unit *table = admin_table(&n);
	struct store_unit *units = ARENA_ARRAY(a, struct store_unit, n);
	for (size_t i = 0; i < n; i++)
		units[i] = (struct store_unit){ .code = table[i].code,
			.valid_from = table[i].valid_from,
			.valid_to = table[i].valid_to,
			.kind = STORE_UNIT_PROVINCE,
			.name_vi = table[i].name_vi,
			.name_en = table[i].name_en,
			.place = table[i].centre,
			.successor = table[i].merged_into };
	return store_unit_begin(c, units, n, a, f);
}

/* One cell for each of the 34. */
static err_t
put_cells(struct db_conn *c, struct arena *a, struct faults *f)
{
	size_t n, cells = 0;
	const struct admin_unit *table = admin_table(&n);
	const char **code = ARENA_ARRAY(a, const char *, n);
	for (size_t i = 0; i < n; i++)
		if (table[i].merged_into == NULL && table[i].valid_to == DAY_NONE)
			code[cells++] = table[i].code;
	return store_register_shards(c, code, cells, f);
}

err_t
app_load_units(struct app *app, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	if (!e)
		e = db_begin(c, DB_WRITE, NULL, f);
	if (!e)
		e = put_units(c, a, f);
	if (!e)
		e = put_cells(c, a, f);
	return e ? e : db_commit(c, f);
}
