/* password - passwords of the login roles. Private to src/db; see db_set_passwords. */
#ifndef OXY_DB_PASSWORD_H
#define OXY_DB_PASSWORD_H

#include "db/db.h"

err_t db_password_set(
    const char *admin_url, const char *const password[DB_ROLE_COUNT], struct faults *f) NODISCARD;

#endif
