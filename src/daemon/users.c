/* users - the broker's users follow the tokens: assets and suppliers, by the newest token of each.
 *
 * Told after each change of a token here; a change made by another process is seen at the next one, or at the next start. */
#include "daemon/frame.h"

#include "app/app.h"
#include "base/log.h"

#include <pthread.h>

static pthread_mutex_t telling = PTHREAD_MUTEX_INITIALIZER; /* two changes must not pass each other on their way to the file */

static err_t
tell_broker(struct daemon *d, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(d->db, DB_JOB, &c, f);
	if (!e)
		e = db_query(c, Q_CREDENTIAL_BROKER_USERS, DB_ARGS(DB_INSTANT(clock_now(d->clock))), &r, f);
	if (e)
		return e;
	size_t n = (size_t)db_rows_n(r);
	struct daemon_broker_user *users = ARENA_ARRAY(a, struct daemon_broker_user, n);
	for (int i = 0; i < db_rows_n(r); i++)
		users[i] = (struct daemon_broker_user){
			.kind = db_int(r, i, C_CREDENTIAL_BROKER_USERS_ROLE) == ROLE_DEVICE ? DAEMON_USER_DEVICE : DAEMON_USER_SUPPLIER,
			.name = db_text(r, i, C_CREDENTIAL_BROKER_USERS_NAME), .hash = db_text(r, i, C_CREDENTIAL_BROKER_USERS_HASH) };
	return daemon_broker_set_users(d, users, n, f);
}

static void
users_changed(void *arg)
{
	struct faults f = { 0 };
	pthread_mutex_lock(&telling);
	if (tell_broker(arg, &f) != ERR_OK)
		log_event(LOG_ERROR, "the broker's users do not follow the tokens", LOG_STR("code", fault_code(f.item[0].id)), LOG_END);
	pthread_mutex_unlock(&telling);
}

err_t
daemon_users_start(struct daemon *d, struct faults *f)
{
	d->app->users_changed = users_changed;
	d->app->users_arg = d;
	return tell_broker(d, f);
}
