/* jobs - what the daemon does by itself. It starts before whatever writes, and ends after it, so that the hooks of struct app
 * are there as long as anybody calls them. */
#include "jobs/jobs.h"

#include "app/app.h"
#include "daemon/frame.h"

static void
site_changed(void *arg, struct store_site site)
{
	jobs_site_changed(arg, site);
}

static void
province_changed(void *arg, const char *province)
{
	jobs_province_changed(arg, province);
}

err_t
daemon_jobs_start(struct daemon *d, struct faults *f)
{
	(void)f;
	d->jobs = jobs_start(d->app);
	app_listen(d->app, site_changed, d->jobs);
	d->app->province_changed = province_changed;
	d->app->province_arg = d->jobs;
	return ERR_OK;
}

void
daemon_jobs_stop(struct daemon *d)
{
	d->app->province_changed = NULL;
	jobs_stop(d->jobs);
	d->jobs = NULL;
}
