/* The real schema and the real statements fit each other, and migrating twice changes nothing. */
#include "db/db.h"
#include "lib/suite.h"

#include <stdio.h>

static void
say_all(const struct faults *f)
{
	char text[400];
	for (int i = 0; i < f->n; i++)
		fprintf(stderr, "%s: %s\n", f->item[i].pointer,
		    fault_text(&f->item[i], LANG_EN, text, sizeof text));
}

START_TEST(every_statement_fits_the_migrated_schema)
{
	struct faults f = { 0 };
	for (int round = 0; round < 2; round++) {
		err_t e = db_migrate(NULL, &f);
		say_all(&f);
		ck_assert_int_eq(e, ERR_OK);
	}
	struct db *db = db_new(&(struct db_options){ .allow_unsafe = true });
	err_t e = db_check_statements(db, &f);
	say_all(&f);
	ck_assert_int_eq(e, ERR_OK);
	e = db_check_server(db, &f);
	say_all(&f);
	ck_assert_int_eq(e, ERR_OK);
	db_free(db);
}
END_TEST

SUITE("db/schema", every_statement_fits_the_migrated_schema)
