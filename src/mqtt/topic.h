/* topic - building and reading MQTT topics whose levels are literals or codes of the register.
 *
 * A form is written like "oxyd/v1/{}/{}/{}/tlm": every {} stands for one code (^[A-Z0-9-]{1,24}$). What
 * libmosquitto lets through as a topic ("", "//", "$SYS/x", invalid UTF-8) never matches a form, and a
 * topic is only ever made of codes, so that no value of a payload becomes a wildcard. Pure; any thread. */
#ifndef OXY_MQTT_TOPIC_H
#define OXY_MQTT_TOPIC_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

enum { MQTT_TOPIC_CODES = 4, MQTT_TOPIC_MAX = 200 };

struct mqtt_topic_codes {
	size_t n;
	char at[MQTT_TOPIC_CODES][25];
};

/* Does the topic have this form? Its codes in order; ret is written on true only. */
bool mqtt_topic_match(const char *form, const char *topic, struct mqtt_topic_codes *ret) NODISCARD;

/* The topic of a form; false when a code is none or there are too few. */
bool mqtt_topic_make(const char *form, const char *const *codes, size_t n, char ret[MQTT_TOPIC_MAX]) NODISCARD;

/* The subscription of a form: + for every {}. False when it does not fit. */
bool mqtt_topic_filter(const char *form, char ret[MQTT_TOPIC_MAX]) NODISCARD;

/* Fit to be published to: valid UTF-8, levels not empty, no + # or control character, no leading $. */
bool mqtt_topic_is_valid(const char *topic);

#endif
