/* conn - one connection: opened, waited for and dropped under a deadline, never blocking in libpq.
 *
 * What may still block is getaddrinfo() inside PQconnectStartParams: give addresses, or names of
 * /etc/hosts, where that matters. */
#include "db/conn.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Rotate a comma-separated list so that its k-th item (modulo their number) comes first. */
static char *
rotated(const char *list, int k)
{
	int n = 1;
	for (const char *p = list; *p != '\0'; p++)
		n += *p == ',';
	const char *from = list;
	for (k %= n; k > 0; k--)
		from = strchr(from, ',') + 1;
	struct str s = { 0 };
	str_add(&s, from);
	if (from != list) {
		str_add(&s, ",");
		str_add_n(&s, list, (size_t)(from - list) - 1);
	}
	return s.data;
}

/* Keywords and values for libpq: our defaults, then the url's settings, then what is ours to say.
 */
struct params {
	enum { PARAMS_MAX = 64 } limit;
	int n;
	const char *key[PARAMS_MAX + 1], *value[PARAMS_MAX + 1];
	char *owned[3];
	int nowned;
	PQconninfoOption *parsed;
};

static void
params_add(struct params *p, const char *key, const char *value)
{
	if (value == NULL || p->n == PARAMS_MAX)
		return;
	p->key[p->n] = key;
	p->value[p->n++] = value;
}

static bool
is_host_list(const char *key)
{
	return str_eq(key, "host") || str_eq(key, "hostaddr") || str_eq(key, "port");
}

/* False when the url cannot be read; libpq's message quotes passwords, so it is not passed on. */
static bool
params_add_url(struct params *p, const char *url, int host)
{
	p->parsed = PQconninfoParse(url, NULL);
	if (p->parsed == NULL)
		return false;
	for (PQconninfoOption *o = p->parsed; o->keyword != NULL; o++) {
		if (o->val != NULL && host > 0 && is_host_list(o->keyword) &&
		    strchr(o->val, ',') != NULL)
			params_add(p, o->keyword, p->owned[p->nowned++] = rotated(o->val, host));
		else
			params_add(p, o->keyword, o->val);
	}
	return true;
}

static bool
params_fill(struct params *p, const struct db_conn_target *t)
{
	params_add(p, "target_session_attrs", "read-write"); /* never a standby's yesterday */
	params_add(
	    p, "tcp_user_timeout", "5000"); /* ms; so that a silent host of several is left */
	if (t->url != NULL && !params_add_url(p, t->url, t->host))
		return false;
	params_add(p, "user", t->user);
	params_add(p, "password", t->password);
	params_add(p, "application_name", t->name);
	params_add(p, "options", t->options);
	params_add(p, "client_encoding", "UTF8");
	return true;
}

static void
params_free(struct params *p)
{
	for (int i = 0; i < p->nowned; i++)
		free(p->owned[i]);
	PQconninfoFree(p->parsed);
}

/* A WARNING matters: it is how the server says that a commit's replication was not waited for.
 * Notices do not. */
static void
on_notice(void *arg, const PGresult *r)
{
	struct db_conn *c = arg;
	const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
	if (severity != NULL && strcmp(severity, "WARNING") == 0)
		c->warned = true;
}

short
db_conn_poll(struct db_conn *c, short events, int64_t deadline)
{
	for (;;) {
		int64_t left = deadline - clock_mono();
		if (left <= 0)
			return 0;
		struct pollfd p = { .fd = PQsocket(c->pg), .events = events };
		int n = poll(&p, 1, (int)(left / 1000 > 3600000 ? 3600000 : left / 1000 + 1));
		if (n > 0)
			return p.revents;
		if (n < 0 && errno != EINTR)
			return POLLERR;
	}
}

static bool
finish_connecting(struct db_conn *c, int64_t deadline, bool *ret_slow)
{
	PostgresPollingStatusType s = PGRES_POLLING_WRITING;
	while (s != PGRES_POLLING_OK && s != PGRES_POLLING_FAILED) {
		if (db_conn_poll(c, s == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline) == 0) {
			*ret_slow = true;
			return false;
		}
		s = PQconnectPoll(c->pg);
	}
	return s == PGRES_POLLING_OK && PQsetnonblocking(c->pg, 1) == 0;
}

static const char *
why_not(const struct db_conn *c, bool slow)
{
	if (c->pg == NULL)
		return "the database url cannot be read";
	return slow ? "no answer" : PQerrorMessage(c->pg);
}

err_t
db_conn_open(struct db_conn *c, const struct db_conn_target *t, bool *ret_slow, struct faults *f)
{
	struct params p = { 0 };
	bool slow = false;
	int64_t deadline = clock_mono() + t->timeout_us / 2;
	if (params_fill(&p, t))
		c->pg = PQconnectStartParams(p.key, p.value, 0);
	params_free(&p);
	c->timeout_us = t->timeout_us;
	c->sqlstate[0] = '\0';
	if (c->pg != NULL && PQstatus(c->pg) != CONNECTION_BAD) {
		PQsetNoticeReceiver(c->pg, on_notice, c);
		if (finish_connecting(c, deadline, &slow))
			return ERR_OK;
	}
	if (!t->quiet)
		log_event(LOG_WARNING, "database connection failed", LOG_STR("as", t->name),
		    LOG_STR("why", why_not(c, slow)), LOG_END);
	db_conn_close(c);
	*ret_slow = slow;
	return fault_add(f, FAULT_DB_AWAY, NULL, NULL, NULL, NULL);
}

void
db_conn_close(struct db_conn *c)
{
	PQfinish(c->pg);
	c->pg = NULL;
	c->in_tx = c->doomed = false;
	memset(c->prepared, 0, sizeof c->prepared);
}

void
db_conn_destroy(struct db_conn *c)
{
	db_conn_close(c);
	db_arg_free(&c->args);
}

/* An idle connection has nothing to say but a notice, a changed setting or its end, and the end
 * often follows a farewell: so all of it is read. */
bool
db_conn_is_alive(struct db_conn *c)
{
	struct pollfd p = { .fd = PQsocket(c->pg), .events = POLLIN };
	while (PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) == PQTRANS_IDLE &&
	       poll(&p, 1, 0) > 0)
		if (!PQconsumeInput(c->pg) || PQisBusy(c->pg))
			return false;
	return PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) == PQTRANS_IDLE;
}

/* Reads while it writes: a server that cannot send its answers stops taking our questions. */
bool
db_conn_flush(struct db_conn *c, int64_t deadline)
{
	for (;;) {
		int left = PQflush(c->pg);
		if (left <= 0)
			return left == 0;
		short ready = db_conn_poll(c, POLLIN | POLLOUT, deadline);
		if (ready == 0 || ((ready & POLLIN) && !PQconsumeInput(c->pg)))
			return false;
	}
}

bool
db_conn_result(struct db_conn *c, int64_t deadline, PGresult **ret)
{
	while (PQisBusy(c->pg))
		if (db_conn_poll(c, POLLIN, deadline) == 0 || !PQconsumeInput(c->pg))
			return false;
	*ret = PQgetResult(c->pg);
	return true;
}
