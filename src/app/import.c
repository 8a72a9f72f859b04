/* import - a dry run does all the work, and is rolled back: what it says is what would have
 * happened. */
#include "app/import.h"

#include "base/str.h"

#include <string.h>

err_t
app_import_run(struct act *a, const struct app_import *in,
    err_t (*work)(struct act *a, const struct app_import *in, struct wire_import *ret),
    struct wire_import *ret)
{
	struct db_conn *real = a->db;
	if (!in->dry_run)
		return work(a, in, ret);
	err_t e = db_acquire(a->app->db, DB_API, &a->db, a->faults);
	if (!e)
		e = db_begin(a->db, DB_WRITE, &(struct db_scope){ a->who->cred_id }, a->faults);
	if (!e)
		e = work(a, in, ret);
	if (a->db != real)
		db_release(a->db);
	a->db = real;
	return e;
}

void
app_import_refuse(struct act *a, const struct app_import *in, struct wire_import_row *row,
    const struct faults *why)
{
	char text[400];
	row->result = WIRE_IMPORT_REFUSED;
	row->errors.n = (size_t)why->n;
	row->errors.items = ARENA_ARRAY(a->arena, struct wire_import_error, row->errors.n);
	for (int i = 0; i < why->n; i++) {
		const struct fault *f = &why->item[i];
		const char *column = *f->pointer == '/' ? f->pointer + 1 : f->pointer;
		row->errors.items[i] = (struct wire_import_error){
			.pointer = *column
				       ? arena_printf(a->arena, "line %lld, column %s",
					     (long long)row->line, column)
				       : arena_printf(a->arena, "line %lld", (long long)row->line),
			.code = fault_code(f->id),
			.detail = arena_strdup(a->arena, fault_text(f, in->lang, text, sizeof text))
		};
	}
}

void
app_import_count(struct wire_import *ret)
{
	ret->rows = (int64_t)ret->results.n;
	ret->created = ret->changed = ret->unchanged = ret->refused = 0;
	LIST_FOREACH(r, &ret->results)
		switch (r->result) {
		case WIRE_IMPORT_CREATED:
			ret->created++;
			break;
		case WIRE_IMPORT_CHANGED:
			ret->changed++;
			break;
		case WIRE_IMPORT_UNCHANGED:
			ret->unchanged++;
			break;
		case WIRE_IMPORT_REFUSED:
			ret->refused++;
			break;
		case WIRE_IMPORT_RESULT_NONE:
			break;
		}
}
