/* broker - a private mosquitto on one TCP listener, with a password and a list of topics for every
 * user.
 *
 * A user may touch its own topics and no others: a device (user = asset code) writes its tlm and
 * reads its ack and err, a supplier reads its assignments, oxyd has all of oxyd/v1. The lists are
 * written user by user rather than as mosquitto "pattern" lines, because a pattern holds for every
 * user: a supplier whose code is also an asset's could write that asset's telemetry. Both files are
 * replaced whole and read again on SIGHUP.
 *
 * The broker promises nothing durable (devices resend until oxyd's own ack); its persistence only
 * saves resending. */
#include "base/log.h"
#include "base/mem.h"
#include "base/passwd.h"
#include "daemon/file.h"
#include "daemon/frame.h"
#include "daemon/secret.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READY_MS = 10000, END_MS = 5000 };

static const char program[] = "/usr/sbin/mosquitto", own_user[] = "oxyd";

/* Measured needs (24 h of a province away from the broker) rather than mosquitto's defaults, which
 * drop silently at 1000. */
static const char settings[] = "# Written by oxyd at each start; changes here are lost.\n"
			       "per_listener_settings false\n"
			       "allow_anonymous false\n"
			       "password_file passwords\n"
			       "acl_file topics\n"
			       "persistence true\n"
			       "persistence_location ./\n"
			       "autosave_on_changes true\n"
			       "autosave_interval 100\n"
			       "persistent_client_expiration 14d\n"
			       "max_queued_messages 0\n"
			       "max_queued_bytes 67108864\n"
			       "max_inflight_messages 100\n"
			       "message_size_limit 65536\n"
			       "max_packet_size 70000\n"
			       "max_keepalive 3600\n"
			       "retain_available true\n"
			       "log_dest stderr\n"
			       "log_type error\n"
			       "log_type warning\n"
			       "log_timestamp_format %Y-%m-%dT%H:%M:%S\n"
			       "connection_messages false\n";

/* What each kind of user may do; %s is its name. */
/* clang-format off */
static const struct {
	const char *rights[4];
} kinds[] = {
	[DAEMON_USER_DEVICE]   = { { "write oxyd/v1/+/+/%s/tlm", "read oxyd/v1/+/+/%s/ack", "read oxyd/v1/+/+/%s/err" } },
	[DAEMON_USER_SUPPLIER] = { { "read oxyd/v1/suppliers/%s/assignments" } },
};
/* clang-format on */

struct server {
	char dir[PATH_MAX], log[PATH_MAX], conf[PATH_MAX + 32], *password, *host;
	const char *argv[4];
	struct daemon_child *child;
};

static struct server server;

/* Protects the two user files and server.child's life against daemon_broker_set_users from another
 * thread. */
static pthread_mutex_t users_lock = PTHREAD_MUTEX_INITIALIZER;

static void
add_rights(struct str *topics, const char *const rights[4], const char *name)
{
	str_addf(topics, "\nuser %s\n", name);
	for (int i = 0; i < 4 && rights[i] != NULL; i++) {
		str_add(topics, "topic ");
		str_addf(topics, rights[i], name);
		str_add(topics, "\n");
	}
}

static int
by_name(const void *a, const void *b)
{
	const struct daemon_broker_user *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

/* Sorted, so that the files are the same for the same users and twins stand side by side. */
static void
add_users(
    const struct daemon_broker_user *users, size_t n, struct str *passwords, struct str *topics)
{
	const struct daemon_broker_user **sorted =
					    MEM_ARRAY(const struct daemon_broker_user *, n + 1),
					*last = NULL;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &users[i];
	qsort(sorted, n, sizeof *sorted, by_name);
	for (size_t i = 0; i < n; i++) {
		const struct daemon_broker_user *u = sorted[i];
		if (!str_is_code(u->name) || !passwd_is_hash(u->hash) ||
		    (last != NULL && str_eq(last->name, u->name))) {
			log_event(LOG_WARNING,
			    "broker user left out: its name is no code, stands twice, or has no "
			    "password",
			    LOG_STR("user", u->name), LOG_END);
			continue;
		}
		str_addf(passwords, "%s:%s\n", u->name, u->hash);
		add_rights(topics, kinds[u->kind].rights, u->name);
		last = u;
	}
	free(sorted);
}

static err_t
write_users(
    const struct server *s, const struct daemon_broker_user *users, size_t n, struct faults *f)
{
	CLEANUP(str_free) struct str passwords = { 0 };
	CLEANUP(str_free) struct str topics = { 0 };
	char hash[PASSWD_HASH];
	str_addf(&passwords, "%s:%s\n", own_user, passwd_hash(s->password, hash));
	str_addf(&topics, "# Written by oxyd.\nuser %s\ntopic readwrite oxyd/v1/#\n", own_user);
	add_users(users, n, &passwords, &topics);
	err_t e = daemon_file_write(s->dir, "passwords", passwords.data, f);
	return e ? e : daemon_file_write(s->dir, "topics", topics.data, f);
}

err_t
daemon_broker_set_users(
    struct daemon *d, const struct daemon_broker_user *users, size_t n, struct faults *f)
{
	if (!d->broker.is_private)
		return ERR_OK;
	pthread_mutex_lock(&users_lock);
	err_t e = server.child == NULL ? ERR_OK : write_users(&server, users, n, f);
	if (!e && server.child != NULL)
		daemon_child_signal(server.child, SIGHUP);
	pthread_mutex_unlock(&users_lock);
	return e;
}

static err_t
write_settings(const struct daemon *d, const struct server *s, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	str_addf(&text, "%slistener %" PRId64 " %s\n", settings, d->config->mqtt_port,
	    d->config->mqtt_listen);
	return daemon_file_write(s->dir, "mosquitto.conf", text.data, f);
}

/* Where the daemon itself connects: the wildcard addresses are reached through loopback. */
static const char *
own_address(const char *listen)
{
	return str_eq(listen, "0.0.0.0") ? "127.0.0.1" : str_eq(listen, "::") ? "::1" : listen;
}

static bool
is_up(void *arg)
{
	const struct daemon *d = arg;
	const char *host = own_address(d->config->mqtt_listen);
	struct sockaddr_in v4 = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)d->config->mqtt_port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)d->config->mqtt_port) };
	if (!daemon_child_is_running(server.child))
		return true;
	bool is_v4 = inet_pton(AF_INET, host, &v4.sin_addr) == 1;
	if (!is_v4)
		inet_pton(AF_INET6, host, &v6.sin6_addr);
	int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool up = connect(fd, is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6,
		      is_v4 ? sizeof v4 : sizeof v6) == 0;
	close(fd);
	return up;
}

static err_t
start_server(struct daemon *d, struct server *s, struct faults *f)
{
	memcpy(s->argv, (const char *[]){ program, "-c", s->conf, NULL }, sizeof s->argv);
	const struct daemon_child_spec spec = { .name = "mosquitto",
		.argv = s->argv,
		.dir = s->dir,
		.log = s->log,
		.end_signal = SIGTERM,
		.force_signal = SIGKILL,
		.end_timeout_ms = END_MS };
	if (access(program, X_OK) != 0)
		return fault_add(f, FAULT_SERVER, "mqtt.url", "mosquitto",
		    "is not installed; apt-get install mosquitto", NULL);
	s->child = daemon_child_new(&spec);
	err_t e = daemon_child_start(s->child, f);
	if (e)
		return e;
	*VEC_ADD(&d->frame->children) = s->child;
	e = daemon_wait(d, is_up, d, READY_MS);
	if (e == ERR_AWAY)
		return daemon_child_fault(&spec, "does not listen", f);
	if (!e && !daemon_child_is_running(s->child))
		return daemon_child_fault(&spec, "ended at once", f);
	return e;
}

/* mqtt://host:port or mqtt://[v6]:port; the port may be left out. */
static err_t
use_given(struct daemon *d, struct server *s, struct faults *f)
{
	int64_t port = 1883;
	s->host = mem_strdup(d->config->mqtt_url + strlen("mqtt://"));
	char *colon = strrchr(s->host, ':'), *bracket = strchr(s->host, ']');
	if (colon != NULL && colon > bracket) {
		*colon = '\0';
		if (!str_to_i64(colon + 1, &port) || port < 1 || port > 65535)
			return fault_add(f, FAULT_OPTION_VALUE, "mqtt.url", "mqtt://host:port",
			    d->config->mqtt_url, NULL);
	}
	if (bracket != NULL)
		*bracket = '\0';
	d->broker.host = s->host + (bracket != NULL && *s->host == '[');
	d->broker.port = (int)port;
	d->broker.user = d->config->mqtt_user;
	err_t e = daemon_secret_get(d, "mqtt-oxyd", false, &s->password, f);
	d->broker.password = s->password;
	return e;
}

static err_t
keep_private_one(struct daemon *d, struct server *s, struct faults *f)
{
	snprintf(s->dir, sizeof s->dir, "%s/mosquitto", d->state_dir);
	snprintf(s->log, sizeof s->log, "%s/log/mosquitto.log", d->state_dir);
	snprintf(s->conf, sizeof s->conf, "%s/mosquitto/mosquitto.conf", d->state_dir);
	err_t e = daemon_file_mkdir(d->state_dir, "log", f);
	if (e || (e = daemon_file_mkdir(d->state_dir, "mosquitto", f)) ||
	    (e = daemon_secret_get(d, "mqtt-oxyd", true, &s->password, f)) ||
	    (e = write_users(s, NULL, 0, f)) || (e = write_settings(d, s, f)) ||
	    (e = start_server(d, s, f)))
		return e;
	d->broker = (struct daemon_broker){ .host = own_address(d->config->mqtt_listen),
		.port = (int)d->config->mqtt_port,
		.user = own_user,
		.password = s->password,
		.is_private = true };
	return ERR_OK;
}

err_t
daemon_broker_start(struct daemon *d, struct faults *f)
{
	err_t e = *d->config->mqtt_url != '\0' ? use_given(d, &server, f)
					       : keep_private_one(d, &server, f);
	if (e)
		daemon_broker_stop(d);
	return e;
}

void
daemon_broker_stop(struct daemon *d)
{
	struct server *s = &server;
	if (s->child != NULL)
		daemon_child_stop(s->child);
	pthread_mutex_lock(&users_lock);
	daemon_child_free(s->child);
	free(s->password);
	free(s->host);
	*s = (struct server){ 0 };
	d->broker = (struct daemon_broker){ 0 };
	pthread_mutex_unlock(&users_lock);
}
