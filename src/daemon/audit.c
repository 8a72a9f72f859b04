/* audit - the thread that seals the audit record every second, and keeps the newest seal outside the database.
 *
 * STATE/audit.head holds the number and the root of the newest seal: whoever rewrites the record in the database, or cuts
 * off its end together with the seals, would have to change this file too. `oxyd audit verify` compares. */
#include "app/app.h"
#include "app/seal_audit.h"
#include "app/watermark.h"
#include "base/log.h"
#include "daemon/file.h"
#include "daemon/frame.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { EVERY_MS = 1000, LOOK_MS = 50 };

static struct sealer {
	struct daemon *d;
	pthread_t thread;
	atomic_bool ending;
	int64_t written; /* number of the seal in the file */
} sealer;

static void
write_head(struct sealer *s, const struct store_audit_seal *head)
{
	CLEANUP(str_free) struct str text = { 0 };
	struct faults f = { 0 };
	if (head->seal_id == s->written)
		return;
	str_addf(&text, "%" PRId64 " ", head->seal_id);
	for (int i = 0; i < STORE_AUDIT_SHA; i++)
		str_addf(&text, "%02x", head->root[i]);
	str_add(&text, "\n");
	if (daemon_file_write(s->d->state_dir, DAEMON_AUDIT_HEAD, str_text(&text), &f) == ERR_OK)
		s->written = head->seal_id;
	else
		log_event(LOG_WARNING, "head of the audit chain not kept in the state directory", LOG_STR("code", fault_code(f.item[0].id)), LOG_END);
}

static void
seal(struct sealer *s)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_audit_seal head;
	struct faults f = { 0 };
	instant_t upto = app_watermark_now(s->d->app->watermark);
	bool more = true;
	err_t e = upto == INSTANT_NONE ? ERR_AWAY : db_acquire(s->d->db, DB_SEAL, &c, &f);
	while (!e && more && !atomic_load(&s->ending)) {
		e = app_seal_audit(c, upto, &head, &more, &f);
		if (!e)
			write_head(s, &head);
	}
	if (e && f.n > 0 && e != ERR_AWAY)
		log_event(LOG_WARNING, "audit not sealed; tried again in a second", LOG_STR("code", fault_code(f.item[0].id)), LOG_END);
}

static void *
run(void *arg)
{
	struct sealer *s = arg;
	while (!atomic_load(&s->ending)) {
		seal(s);
		for (int ms = 0; ms < EVERY_MS && !atomic_load(&s->ending); ms += LOOK_MS)
			nanosleep(&(struct timespec){ .tv_nsec = LOOK_MS * 1000000L }, NULL);
	}
	return NULL;
}

err_t
daemon_audit_start(struct daemon *d, struct faults *f)
{
	(void)f;
	sealer.d = d;
	sealer.written = 0;
	atomic_store(&sealer.ending, false);
	pthread_create(&sealer.thread, NULL, run, &sealer);
	return ERR_OK;
}

void
daemon_audit_stop(struct daemon *d)
{
	(void)d;
	atomic_store(&sealer.ending, true);
	pthread_join(sealer.thread, NULL);
}
