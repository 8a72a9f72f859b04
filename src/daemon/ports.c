/* ports - a clear word about a taken port before anything else is started. */
#include "daemon/frame.h"
#include "daemon/leftover.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LEFTOVER_MS = 20000 };

static int
try_bind(const char *address, int64_t port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
	if (!is_v4 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1)
		return EADDRNOTAVAIL;
	int one = 1, why = 0,
	    fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one,
	    sizeof one); /* as the listeners do: not kept out by TIME_WAIT */
	if (bind(fd, is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6,
		is_v4 ? sizeof v4 : sizeof v6) != 0)
		why = errno;
	close(fd);
	return why;
}

static err_t
check_port(
    const char *option, const char *flag, const char *address, int64_t port, struct faults *f)
{
	char number[24];
	int why = try_bind(address, port);
	snprintf(number, sizeof number, "%" PRId64, port);
	if (why == 0)
		return ERR_OK;
	if (why == EADDRINUSE)
		return fault_add(f, FAULT_PORT_TAKEN, option, number, address, flag);
	return fault_add(f, FAULT_SERVER, option, address, strerror(why), NULL);
}

/* What an earlier daemon left behind is ended first, since it holds the broker's port. */
err_t
daemon_ports_start(struct daemon *d, struct faults *f)
{
	const struct config *c = d->config;
	if (!daemon_leftover_end(d->state_dir, LEFTOVER_MS))
		return fault_add(f, FAULT_STATE_DIR, "state.dir", d->state_dir,
		    "servers of an earlier daemon do not end; see ps", NULL);
	err_t e = check_port("http.port", "--port", c->http_listen, c->http_port, f);
	if (*c->mqtt_url == '\0') {
		err_t mqtt =
		    check_port("mqtt.port", "--mqtt-port", c->mqtt_listen, c->mqtt_port, f);
		e = e ? e : mqtt;
	}
	return e;
}
