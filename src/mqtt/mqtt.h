/* mqtt - one persistent MQTT 5 session whose acknowledgements wait for the commit; knows nothing of oxygen.
 *
 * A thread of its own drains what the broker sent into a batch, calls batch() with it, and only when that returns
 * ERR_OK writes to the socket again: the broker's PUBACKs, which libmosquitto queues at once on reading, leave this
 * process after the commit and never before. When batch() fails, the connection is dropped with nothing written and the
 * broker delivers the messages again, after a back-off. This rests on internals of libmosquitto 2.0
 * (mosquitto_threaded_set keeps packet__queue from writing); tests/functional/mqtt_gate_test.c pins it with kill -9.
 * Subscriptions are QoS 1: with QoS 2 the library acknowledges before it calls back.
 *
 * A plain MQTT acknowledgement of a broker promises nothing durable: devices wait for the application's own answer,
 * which batch() publishes with mqtt_publish after its commit. */
#ifndef OXY_MQTT_MQTT_H
#define OXY_MQTT_MQTT_H

#include "base/fault.h"
#include "mqtt/topic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mqtt_message {
	const char *topic;   /* as the broker sent it: use mqtt_topic_match */
	const void *payload; /* any bytes; NUL-terminated beyond its length */
	size_t len;
	bool retained;       /* an old message, sent because we subscribed */
};

struct mqtt_options {
	const char *host;
	uint16_t port;
	const char *user, *password; /* NULL: anonymous */
	const char *ca_file;         /* speak TLS to a broker whose certificate names host and is signed by these; NULL: plain */
	const char *client_id;       /* fixed: it names the session that the broker keeps for us */
	uint32_t session_expiry_s;   /* how long the broker keeps it; 0 = 14 days */
	size_t batch_max;            /* messages a batch, the receive maximum of the session; 0 = 500 */
	size_t payload_max;          /* larger payloads are dropped, counted and acknowledged; 0 = 65536 */
	size_t publish_max;          /* messages waiting to be sent; 0 = 10000 */
	int64_t retry_min_us, retry_max_us; /* delay of the next connection, doubling; 0 = 1 s and 30 s */
	int keepalive_s;             /* 0 = 60; batch() should stay well below it */
	const char *const *filter;   /* subscriptions, such as "oxyd/v1/+/+/+/tlm"; made again at every connection */
	size_t filters;
	const char *will_topic, *will_payload; /* NULL: no last will; QoS 1, retained */

	/* Make the messages durable; on the thread of mqtt. They end when it returns. May call mqtt_publish. An err_t
	 * other than ERR_OK: nothing was made durable, or that is unknown: all come again. */
	err_t (*batch)(void *arg, const struct mqtt_message *messages, size_t n);
	void (*connected)(void *arg, bool up); /* on the thread of mqtt, after the subscriptions were granted; may be NULL */
	void *arg;
};

struct mqtt;

/* Starts the thread, which connects, and reconnects for ever; a broker that is away is no error. */
err_t mqtt_start(const struct mqtt_options *options, struct mqtt **ret, struct faults *f) NODISCARD;

/* Publish; any thread, also inside batch(). The topic must be mqtt_topic_is_valid (ERR_INVALID). The message is copied and
 * waits while there is no connection; ERR_AWAY when publish_max messages wait already. QoS 0 or 1. */
struct mqtt_publication {
	const char *topic;
	const void *payload;
	size_t len;
	int qos;
	bool retain;
	void (*taken)(void *arg, int64_t tag); /* QoS 1: the broker acknowledged it; on the thread of mqtt, never called when that
	                                        * is not known before the end; may be NULL */
	void *arg;
	int64_t tag;
};
err_t mqtt_publish(struct mqtt *m, const struct mqtt_publication *p) NODISCARD;

bool mqtt_is_connected(const struct mqtt *m);

/* Sends what waits (at most for 1 s), disconnects leaving the session at the broker, joins the thread, frees. NULL is fine. */
void mqtt_stop(struct mqtt *m);

#endif
