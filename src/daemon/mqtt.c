/* mqtt - the one subscriber of the nation's devices, and the users of the private broker.
 *
 * Several daemons may share a database and a broker: whoever holds the advisory lock subscribes under the fixed client
 * id, whose session the broker keeps, and publishes the outbox. The lock lives as long as its connection, so a daemon that
 * dies, or loses the database, stops leading by itself.
 *
 * Devices and suppliers connect with their tokens. Whenever those change the broker gets new user files; it cuts off
 * whoever is no longer in them. A look every second finds what another process changed, and tokens that expired. */
#include "app/app.h"
#include "app/tokens.h"
#include "base/log.h"
#include "daemon/frame.h"
#include "topics/assignments.h"
#include "topics/topics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CLIENT_ID "oxyd"
enum { LOOK_MS = 1000, USERS_EVERY_S = 60 };

struct subscriber {
	struct daemon *d;
	struct topics topics;
	struct topics_assignments *assignments;
	struct db_conn *lock_conn; /* held while leading */
	char filter[MQTT_TOPIC_MAX];
	const char *filters[1];
	int64_t users_stamp, users_mono;
	bool have_users;
	pthread_t thread;
	pthread_mutex_t lock; /* protects wanted */
	pthread_cond_t wake;
	bool wanted;          /* somebody issued or revoked a token */
	atomic_bool ending, is_ready;
};

static struct subscriber *subscriber; /* of the process's one daemon */

/* ---- the broker's users ------------------------------------------------------------------------------ */

static err_t
set_users(struct subscriber *s, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(s->d->db, DB_AUTH, &c, f);
	if (!e)
		e = db_query(c, Q_CREDENTIAL_BROKER_USERS, DB_ARGS(DB_INSTANT(clock_now(s->d->clock))), &r, f);
	if (e)
		return e;
	size_t n = (size_t)db_rows_n(r);
	struct daemon_broker_user *users = MEM_ARRAY(struct daemon_broker_user, n + 1);
	for (size_t i = 0; i < n; i++)
		users[i] = (struct daemon_broker_user){
			.kind = db_int(r, (int)i, C_CREDENTIAL_BROKER_USERS_ROLE) == ROLE_DEVICE ? DAEMON_USER_DEVICE : DAEMON_USER_SUPPLIER,
			.name = db_text(r, (int)i, C_CREDENTIAL_BROKER_USERS_NAME),
			.hash = db_text(r, (int)i, C_CREDENTIAL_BROKER_USERS_HASH),
		};
	e = daemon_broker_set_users(s->d, users, n, f);
	free(users);
	return e;
}

static void
follow_users(struct subscriber *s, bool at_once)
{
	struct faults f = { 0 };
	int64_t stamp = app_tokens_stamp(s->d->app->tokens), now = clock_mono();
	if (!at_once && s->have_users && stamp == s->users_stamp && now - s->users_mono < USERS_EVERY_S * INSTANT_SECOND)
		return;
	if (set_users(s, &f) != ERR_OK) {
		log_event(LOG_WARNING, "users of the broker not written; tried again in a second", LOG_END);
		return;
	}
	s->have_users = true;
	s->users_stamp = stamp;
	s->users_mono = now;
}

static void
users_changed(void *arg)
{
	struct subscriber *s = arg;
	pthread_mutex_lock(&s->lock);
	s->wanted = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
}

/* ---- leading -------------------------------------------------------------------------------------------- */

static void
start_leading(struct subscriber *s)
{
	struct faults f = { 0 };
	struct mqtt *m = NULL;
	const struct daemon_broker *b = &s->d->broker;
	struct mqtt_options o = { .host = b->host, .port = (uint16_t)b->port, .user = b->user, .password = b->password, .client_id = CLIENT_ID,
		.filter = s->filters, .filters = 1, .batch = topics_take, .arg = &s->topics };
	if (mqtt_start(&o, &m, &f) != ERR_OK)
		log_event(LOG_ERROR, "no MQTT client; devices are not heard", LOG_STR("code", fault_code(f.item[0].id)), LOG_END);
	atomic_store(&s->topics.mqtt, m);
}

static void
try_to_lead(struct subscriber *s)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct faults f = { 0 };
	struct db_conn *c = NULL;
	if (db_acquire(s->d->db, DB_JOB, &c, &f) != ERR_OK)
		return;
	if (db_query(c, Q_LEADER_TRY, NULL, &r, &f) == ERR_OK && db_bool(r, 0, C_LEADER_TRY_LEADS)) {
		s->lock_conn = c;
		start_leading(s);
		return;
	}
	db_release(c);
}

static void
stop_leading(struct subscriber *s)
{
	struct faults f = { 0 };
	mqtt_stop(atomic_load(&s->topics.mqtt));
	atomic_store(&s->topics.mqtt, NULL);
	if (s->lock_conn != NULL && db_run(s->lock_conn, Q_LEADER_RESIGN, NULL, NULL, &f) != ERR_OK)
		log_event(LOG_DEBUG, "the lock went with its connection", LOG_END);
	db_release(s->lock_conn);
	s->lock_conn = NULL;
}

static bool
still_leads(struct subscriber *s)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct faults f = { 0 };
	return atomic_load(&s->topics.mqtt) != NULL && db_query(s->lock_conn, Q_DB_PING, NULL, &r, &f) == ERR_OK;
}

static void
publish(struct subscriber *s)
{
	struct faults f = { 0 };
	bool more = true;
	while (more && !atomic_load(&s->ending) && mqtt_is_connected(atomic_load(&s->topics.mqtt)))
		if (topics_assignments_publish(s->assignments, &more, &f) != ERR_OK)
			more = false;
}

static void
look(struct subscriber *s, bool users_wanted)
{
	if (s->d->broker.is_private)
		follow_users(s, users_wanted);
	if (s->lock_conn != NULL && !still_leads(s)) {
		log_event(LOG_WARNING, "lost the database; another daemon may hear the devices now", LOG_END);
		stop_leading(s);
	}
	if (s->lock_conn == NULL)
		try_to_lead(s);
	if (s->lock_conn != NULL)
		publish(s);
}

static void *
run(void *arg)
{
	struct subscriber *s = arg;
	pthread_mutex_lock(&s->lock);
	while (!atomic_load(&s->ending)) {
		bool wanted = s->wanted;
		s->wanted = false;
		pthread_mutex_unlock(&s->lock);
		look(s, wanted);
		if (!atomic_load(&s->is_ready)) {
			atomic_store(&s->is_ready, true);
			daemon_wake(s->d);
		}
		pthread_mutex_lock(&s->lock);
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += LOOK_MS / 1000;
		if (!s->wanted && !atomic_load(&s->ending))
			pthread_cond_timedwait(&s->wake, &s->lock, &until);
	}
	pthread_mutex_unlock(&s->lock);
	stop_leading(s);
	return NULL;
}

/* ---- the subsystem ------------------------------------------------------------------------------------------ */

err_t
daemon_mqtt_start(struct daemon *d, struct faults *f)
{
	struct subscriber *s = MEM_NEW(struct subscriber);
	(void)f;
	s->d = d;
	s->topics.app = d->app;
	s->assignments = topics_assignments_new(&s->topics);
	if (!mqtt_topic_filter(TOPICS_TLM, s->filter))
		s->filter[0] = '\0';
	s->filters[0] = s->filter;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->wake, NULL);
	d->app->users_changed = users_changed;
	d->app->users_arg = s;
	subscriber = s;
	pthread_create(&s->thread, NULL, run, s);
	return ERR_OK;
}

bool
daemon_mqtt_ready(const struct daemon *d)
{
	(void)d;
	return atomic_load(&subscriber->is_ready);
}

void
daemon_mqtt_stop(struct daemon *d)
{
	struct subscriber *s = subscriber;
	d->app->users_changed = NULL;
	pthread_mutex_lock(&s->lock);
	atomic_store(&s->ending, true);
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	topics_assignments_free(s->assignments);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s);
	subscriber = NULL;
}
