/* http - the listener; last to start and first to stop, so that everything accepted is finished. */
#include "api/api.h"
#include "daemon/frame.h"

err_t
daemon_http_start(struct daemon *d, struct faults *f)
{
	return api_server_start(d->app, &(struct api_options){ .address = d->config->http_listen, .port = (uint16_t)d->config->http_port }, &d->api, f);
}

void
daemon_http_stop(struct daemon *d)
{
	api_server_stop(d->api);
	d->api = NULL;
}
