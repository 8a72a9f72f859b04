/* mqtt - the gate: drain, commit, and only then write.
 *
 * libmosquitto answers a QoS 1 message by queueing its PUBACK before it calls us. In "threaded"
 * mode (which we declare and then run ourselves) the queue reaches the socket in
 * mosquitto_loop_write alone, so the order of this loop is the whole guarantee: nothing between the
 * first message of a batch and the end of batch() may write. Leaving is as careful: after a failed
 * batch the socket is shut down, and connecting again throws the queue away (packet__cleanup_all).
 *
 * The drain ends when FIONREAD says that nothing is there. errno does not say it: the library
 * leaves stale values behind. A call of mosquitto_loop_read may bring several messages, so a batch
 * can exceed batch_max a little; the receive maximum bounds it. */
#include "mqtt/mqtt.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/queue.h"
#include "base/vec.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { UNSENT_MAX = 1000 }; /* QoS 1 messages handed to the library that the broker has not taken */

static const int64_t greeting_us =
    10 * INSTANT_SECOND; /* from connecting to granted subscriptions */
static const int64_t farewell_us = INSTANT_SECOND;

struct awaited {
	int mid;
	void (*taken)(void *arg, int64_t tag);
	void *arg;
	int64_t tag;
};

struct mqtt {
	struct mqtt_options o;
	struct mosquitto *lib;
	pthread_t thread;
	int wake;             /* eventfd: something to publish, or stop */
	struct queue *outbox; /* of struct outgoing */
	atomic_bool up, stopping;

	/* of the thread */
	bool linked;  /* there is a socket */
	bool refused; /* the broker said no: said once in the log */
	int64_t linked_at, retry_at, delay_us;
	int unsent;
	uint8_t unsent_mid[65536 /
			   8]; /* a bit for each QoS 1 message id that the broker has not taken */
	struct arena *arena;   /* of the batch */
	VEC(struct mqtt_message) batch;
	VEC(struct awaited) awaited; /* publications whose sender wants to know that the broker took them */
};

struct outgoing {
	struct awaited awaited; /* taken NULL: nobody wants to know */
	int qos;
	bool retain;
	size_t len;
	char *payload; /* within data, after the topic */
	char data[];
};

/* ---- publishing */

err_t
mqtt_publish(struct mqtt *m, const struct mqtt_publication *p)
{
	if (!mqtt_topic_is_valid(p->topic) || p->qos < 0 || p->qos > 1)
		return ERR_INVALID;
	size_t topic = strlen(p->topic) + 1;
	struct outgoing *out = mem_alloc(sizeof *out + topic + p->len);
	out->qos = p->qos;
	out->retain = p->retain;
	out->awaited = (struct awaited){ .taken = p->qos > 0 ? p->taken : NULL, .arg = p->arg, .tag = p->tag };
	out->len = p->len;
	out->payload = out->data + topic;
	memcpy(out->data, p->topic, topic);
	if (p->len > 0)
		memcpy(out->payload, p->payload, p->len);
	if (!queue_push(m->outbox, out)) {
		free(out);
		return ERR_AWAY;
	}
	(void)!write(m->wake, &(uint64_t){ 1 }, sizeof(uint64_t));
	return ERR_OK;
}

bool
mqtt_is_connected(const struct mqtt *m)
{
	return m->up;
}

static void
count_unsent(struct mqtt *m, int mid, const struct awaited *awaited)
{
	m->unsent++;
	if (awaited->taken != NULL) {
		struct awaited *a = VEC_ADD(&m->awaited);
		*a = *awaited;
		a->mid = mid;
	}
	m->unsent_mid[(mid & 0xFFFF) / 8] |= (uint8_t)(1 << mid % 8);
}

/* Hand what waits to the library, which keeps QoS 1 messages over a reconnection. */
static void
post(struct mqtt *m)
{
	void *items[64];
	while (m->up && m->unsent < UNSENT_MAX) {
		size_t n = queue_pop(m->outbox, items, ARRAY_LEN(items), 0);
		for (size_t i = 0; i < n; i++) {
			struct outgoing *out = items[i];
			int mid = 0;
			int rc = mosquitto_publish_v5(m->lib, &mid, out->data, (int)out->len,
			    out->payload, out->qos, out->retain, NULL);
			if (rc == MOSQ_ERR_SUCCESS && out->qos > 0)
				count_unsent(m, mid, &out->awaited);
			else if (rc != MOSQ_ERR_SUCCESS)
				log_event(LOG_WARNING, "message not published",
				    LOG_STR("topic", out->data),
				    LOG_STR("reason", mosquitto_strerror(rc)), LOG_END);
			free(out);
		}
		if (n == 0)
			break;
	}
}

/* ---- what the library tells us, inside mosquitto_loop_read and _write */

static void
set_up(struct mqtt *m, bool up)
{
	if (m->up == up)
		return;
	m->up = up;
	metric_set(METRIC_MQTT_CONNECTED, up);
	log_event(up ? LOG_INFO : LOG_WARNING, up ? "broker connected" : "broker lost",
	    LOG_STR("host", m->o.host), LOG_INT("port", m->o.port), LOG_END);
	if (m->o.connected != NULL)
		m->o.connected(m->o.arg, up);
}

static void
on_connect(struct mosquitto *lib, void *arg, int reason, int flags UNUSED,
    const mosquitto_property *props UNUSED)
{
	struct mqtt *m = arg;
	if (reason != 0) {
		if (!m->refused)
			log_event(LOG_ERROR, "broker refuses us",
			    LOG_STR("reason", mosquitto_reason_string(reason)), LOG_END);
		m->refused = true;
		return;
	}
	m->refused = false;
	if (m->o.filters == 0)
		set_up(m, true);
	else
		mosquitto_subscribe_multiple(lib, NULL, (int)m->o.filters,
		    (char *const *)(uintptr_t)m->o.filter, 1, 0, NULL);
}

static void
on_subscribe(struct mosquitto *lib UNUSED, void *arg, int mid UNUSED, int n, const int *granted)
{
	struct mqtt *m = arg;
	for (int i = 0; i < n; i++)
		if (granted[i] > 2) {
			log_event(LOG_ERROR, "broker refuses a subscription",
			    LOG_STR("filter", (size_t)i < m->o.filters ? m->o.filter[i] : ""),
			    LOG_END);
			return; /* the greeting runs out, and we try again */
		}
	set_up(m, true);
}

static void
on_publish(struct mosquitto *lib UNUSED, void *arg, int mid)
{
	struct mqtt *m = arg;
	uint8_t *bits = &m->unsent_mid[(mid & 0xFFFF) / 8], bit = (uint8_t)(1 << mid % 8);
	if (*bits & bit)
		m->unsent--;
	*bits &= (uint8_t)~bit;
	for (size_t i = 0; i < m->awaited.n; i++)
		if (m->awaited.at[i].mid == mid) {
			struct awaited a = m->awaited.at[i];
			m->awaited.at[i] = m->awaited.at[--m->awaited.n];
			a.taken(a.arg, a.tag);
			break;
		}
}

static void
on_message(struct mosquitto *lib UNUSED, void *arg, const struct mosquitto_message *in)
{
	struct mqtt *m = arg;
	metric_add(METRIC_MQTT_MESSAGES, 1);
	if (in->payloadlen < 0 || (size_t)in->payloadlen > m->o.payload_max) {
		metric_add(METRIC_MQTT_DROPPED, 1);
		return;
	}
	size_t n = (size_t)in->payloadlen;
	char *payload = arena_alloc(m->arena, n + 1);
	if (n > 0)
		memcpy(payload, in->payload, n);
	*VEC_ADD(&m->batch) = (struct mqtt_message){
		.topic = arena_strdup(m->arena, in->topic),
		.payload = payload,
		.len = n,
		.retained = in->retain,
	};
}

/* ---- the connection */

static void
plan_retry(struct mqtt *m)
{
	int64_t now = clock_mono();
	if (now - m->linked_at > m->o.retry_max_us)
		m->delay_us = m->o.retry_min_us;
	m->retry_at = now + m->delay_us;
	m->delay_us = 2 * m->delay_us < m->o.retry_max_us ? 2 * m->delay_us : m->o.retry_max_us;
}

/* Nothing more is written: what the library has queued dies with the connection. */
static void
drop(struct mqtt *m)
{
	int fd = mosquitto_socket(m->lib);
	if (fd >= 0)
		shutdown(fd, SHUT_RDWR);
	m->linked = false;
	plan_retry(m);
	set_up(m, false);
}

static void
link_up(struct mqtt *m)
{
	mosquitto_property *props = NULL;
	mosquitto_property_add_int32(
	    &props, MQTT_PROP_SESSION_EXPIRY_INTERVAL, m->o.session_expiry_s);
	int rc =
	    mosquitto_connect_bind_v5(m->lib, m->o.host, m->o.port, m->o.keepalive_s, NULL, props);
	mosquitto_property_free_all(&props);
	m->linked_at = clock_mono();
	m->linked = rc == MOSQ_ERR_SUCCESS;
	if (!m->linked)
		plan_retry(m);
}

static bool
has_input(int fd)
{
	int n = 0;
	return fd >= 0 && ioctl(fd, FIONREAD, &n) == 0 && n > 0;
}

static void
drain(struct mqtt *m)
{
	do
		if (mosquitto_loop_read(m->lib, 1) != MOSQ_ERR_SUCCESS) {
			drop(m);
			return;
		}
	while (m->batch.n < m->o.batch_max && has_input(mosquitto_socket(m->lib)));
}

/* A batch is offered even if the connection broke meanwhile: coming twice does no harm. */
static void
commit(struct mqtt *m)
{
	if (m->batch.n == 0)
		return;
	err_t e = m->o.batch(m->o.arg, m->batch.at, m->batch.n);
	if (e) {
		metric_add(METRIC_MQTT_REDELIVERIES, 1);
		log_event(LOG_WARNING, "messages not stored; the broker sends them again",
		    LOG_INT("messages", m->batch.n), LOG_STR("error", err_slug(e)), LOG_END);
		if (m->linked)
			drop(m);
	} else
		m->delay_us = m->o.retry_min_us;
	m->batch.n = 0;
	arena_free(m->arena);
	m->arena = arena_new();
}

/* The gate opens. */
static void
flush(struct mqtt *m)
{
	if (mosquitto_want_write(m->lib) && mosquitto_loop_write(m->lib, 1) != MOSQ_ERR_SUCCESS)
		drop(m);
	else if (mosquitto_loop_misc(m->lib) != MOSQ_ERR_SUCCESS)
		drop(m);
	else if (!m->up && clock_mono() - m->linked_at > greeting_us)
		drop(m);
}

static void
sleep_until(struct mqtt *m, int64_t until)
{
	struct pollfd p = { .fd = m->wake, .events = POLLIN };
	int64_t left = until - clock_mono();
	if (left > 0 && !m->stopping && poll(&p, 1, (int)(left / 1000) + 1) > 0 && m->stopping)
		return;
	(void)!read(m->wake, &(uint64_t){ 0 }, sizeof(uint64_t));
}

static void
turn(struct mqtt *m, int timeout_ms)
{
	struct pollfd p[2] = {
		{ .fd = mosquitto_socket(m->lib),
		    .events = (short)(POLLIN | (mosquitto_want_write(m->lib) ? POLLOUT : 0)) },
		{ .fd = m->wake, .events = POLLIN },
	};
	poll(p, 2, timeout_ms);
	if (p[1].revents)
		(void)!read(m->wake, &(uint64_t){ 0 }, sizeof(uint64_t));
	if (p[0].revents & ~POLLOUT)
		drain(m);
	commit(m);
	if (!m->linked)
		return;
	post(m);
	flush(m);
}

static void
say_goodbye(struct mqtt *m)
{
	int64_t until = clock_mono() + farewell_us;
	while (m->linked && m->up && clock_mono() < until &&
	       (queue_length(m->outbox) > 0 || m->unsent > 0))
		turn(m, 20);
	if (!m->linked)
		return;
	mosquitto_disconnect_v5(m->lib, 0, NULL);
	mosquitto_loop_write(m->lib, 1);
}

static void *
run(void *arg)
{
	struct mqtt *m = arg;
	while (!m->stopping) {
		if (m->linked)
			turn(m, 1000);
		else if (clock_mono() < m->retry_at)
			sleep_until(m, m->retry_at);
		else
			link_up(m);
	}
	say_goodbye(m);
	return NULL;
}

/* ---- start and stop */

static void
set_defaults(struct mqtt_options *o)
{
	o->session_expiry_s = o->session_expiry_s ? o->session_expiry_s : 14 * 86400;
	o->batch_max = o->batch_max ? o->batch_max : 500;
	o->payload_max = o->payload_max ? o->payload_max : 65536;
	o->publish_max = o->publish_max ? o->publish_max : 10000;
	o->retry_min_us = o->retry_min_us ? o->retry_min_us : INSTANT_SECOND;
	o->retry_max_us = o->retry_max_us ? o->retry_max_us : 30 * INSTANT_SECOND;
	o->keepalive_s = o->keepalive_s ? o->keepalive_s : 60;
}

static void
library_init(void)
{
	mosquitto_lib_init();
}

static int
configure(struct mqtt *m)
{
	const struct mqtt_options *o = &m->o;
	mosquitto_connect_v5_callback_set(m->lib, on_connect);
	mosquitto_subscribe_callback_set(m->lib, on_subscribe);
	mosquitto_publish_callback_set(m->lib, on_publish);
	mosquitto_message_callback_set(m->lib, on_message);
	int rc = mosquitto_int_option(m->lib, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
	if (rc == MOSQ_ERR_SUCCESS)
		rc = mosquitto_int_option(m->lib, MOSQ_OPT_RECEIVE_MAXIMUM, (int)o->batch_max);
	if (rc == MOSQ_ERR_SUCCESS)
		rc = mosquitto_threaded_set(m->lib, true);
	if (rc == MOSQ_ERR_SUCCESS && o->user != NULL)
		rc = mosquitto_username_pw_set(m->lib, o->user, o->password);
	if (rc == MOSQ_ERR_SUCCESS && o->ca_file != NULL)
		rc = mosquitto_tls_set(m->lib, o->ca_file, NULL, NULL, NULL, NULL);
	if (rc == MOSQ_ERR_SUCCESS && o->will_topic != NULL)
		rc = mosquitto_will_set_v5(m->lib, o->will_topic, (int)strlen(o->will_payload),
		    o->will_payload, 1, true, NULL);
	return rc;
}

static void
mqtt_free(struct mqtt *m)
{
	void *out;
	while (queue_pop(m->outbox, &out, 1, 0) == 1)
		free(out);
	queue_free(m->outbox);
	mosquitto_destroy(m->lib);
	close(m->wake);
	VEC_FREE(&m->batch);
	VEC_FREE(&m->awaited);
	arena_free(m->arena);
	free((void *)(uintptr_t)m->o.host);
	free((void *)(uintptr_t)m->o.filter);
	free(m);
}

/* The library copies user, password, client id and will; the rest we keep. */
static void
keep_options(struct mqtt *m, const struct mqtt_options *options)
{
	m->o = *options;
	set_defaults(&m->o);
	m->o.host = mem_strdup(options->host);
	size_t bytes = 0;
	for (size_t i = 0; i < m->o.filters; i++)
		bytes += strlen(m->o.filter[i]) + 1;
	char **filter = mem_alloc(m->o.filters * sizeof *filter + bytes);
	char *text = (char *)(filter + m->o.filters);
	for (size_t i = 0; i < m->o.filters; i++) {
		filter[i] = strcpy(text, m->o.filter[i]);
		text += strlen(text) + 1;
	}
	m->o.filter = (const char *const *)filter;
}

err_t
mqtt_start(const struct mqtt_options *options, struct mqtt **ret, struct faults *f)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, library_init);
	struct mqtt *m = MEM_NEW(struct mqtt);
	keep_options(m, options);
	m->delay_us = m->o.retry_min_us;
	m->arena = arena_new();
	m->outbox = queue_new(m->o.publish_max);
	m->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	m->lib = mosquitto_new(options->client_id, false, m);
	int rc = m->lib ? configure(m) : MOSQ_ERR_INVAL;
	if (rc == MOSQ_ERR_SUCCESS && pthread_create(&m->thread, NULL, run, m) != 0)
		rc = MOSQ_ERR_ERRNO;
	if (rc != MOSQ_ERR_SUCCESS) {
		mqtt_free(m);
		return fault_add(f, FAULT_MQTT_CLIENT, "", mosquitto_strerror(rc), NULL, NULL);
	}
	*ret = m;
	return ERR_OK;
}

void
mqtt_stop(struct mqtt *m)
{
	if (m == NULL)
		return;
	m->stopping = true;
	(void)!write(m->wake, &(uint64_t){ 1 }, sizeof(uint64_t));
	pthread_join(m->thread, NULL);
	metric_set(METRIC_MQTT_CONNECTED, 0);
	mqtt_free(m);
}
