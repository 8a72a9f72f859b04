/* events - the maker of the stream's events; there before whatever commits, and there still when the last reader has gone. */
#include "app/events.h"
#include "daemon/frame.h"

err_t
daemon_events_start(struct daemon *d, struct faults *f)
{
	(void)f;
	d->app->events = app_events_start(d->app);
	return ERR_OK;
}

void
daemon_events_stop(struct daemon *d)
{
	app_events_stop(d->app->events);
	d->app->events = NULL;
}
