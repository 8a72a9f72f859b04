/* topics - what oxyd hears and says over MQTT, one file per family of topics.
 *
 * A family is a row: its form, its direction, the file, and for those that are heard the handler of a batch of its
 * messages. The daemon subscribes to what is heard and gives every batch to topics_take, whose ERR_OK lets the broker
 * forget the messages (mqtt/mqtt.h). */
#ifndef OXY_TOPICS_TOPICS_H
#define OXY_TOPICS_TOPICS_H

#include "app/app.h"
#include "mqtt/mqtt.h"

#include <stdatomic.h>

#define TOPICS_TLM "oxyd/v1/{}/{}/{}/tlm"
#define TOPICS_ACK "oxyd/v1/{}/{}/{}/ack"
#define TOPICS_ERR "oxyd/v1/{}/{}/{}/err"
#define TOPICS_ASSIGNMENTS "oxyd/v1/suppliers/{}/assignments"

struct topics {
	struct app *app;
	_Atomic(struct mqtt *) mqtt; /* set as soon as it is known: the first batch may come before */
};

enum topics_direction { TOPICS_HEARD, TOPICS_SAID };

struct topics_family {
	const char *form;
	enum topics_direction direction;
	const char *source, *text;
	err_t (*take)(struct topics *t, const struct mqtt_message *messages, size_t n); /* heard: those of a batch that have the form */
};

extern const struct topics_family topics_families[];
extern const size_t topics_families_n;

/* The batch callback of mqtt_options; arg is a struct topics. What matches no family is dropped and counted. */
err_t topics_take(void *arg, const struct mqtt_message *messages, size_t n);

/* Publish at QoS 1. A full queue is no error to the caller: whoever waits for an answer asks again. */
void topics_say(struct topics *t, const char *topic, const char *text, size_t n);

#endif
