/* ingest - the committers, between the listeners and the database. */
#include "app/app.h"
#include "daemon/frame.h"
#include "ingest/ingest.h"

/* One writes while the other waits for the disk or for a lock. More of them make smaller batches, which cost more each (doc/adr/0004). */
enum { COMMITTERS = 2 };

static void
changed(void *arg, struct store_site site)
{
	app_changed(arg, site);
}

err_t
daemon_ingest_start(struct daemon *d, struct faults *f)
{
	(void)f;
	d->app->ingest = ingest_start(
	    &(struct ingest_options){ .committers = COMMITTERS, .db = d->db, .clock = d->clock, .paths = d->app->paths, .changed = changed, .arg = d->app });
	return ERR_OK;
}

void
daemon_ingest_stop(struct daemon *d)
{
	ingest_stop(d->app->ingest);
	d->app->ingest = NULL;
}
