/* tank_telemetry - readings of devices over MQTT: committed, then acknowledged. */
#ifndef OXY_TOPICS_TANK_TELEMETRY_H
#define OXY_TOPICS_TANK_TELEMETRY_H

#include "topics/topics.h"

/* Commits the readings of all messages, then answers each asset on its ack or err. ERR_AWAY or ERR_UNKNOWN: some may not be committed,
 * all must come again; what was committed is acknowledged already, and coming twice does no harm. */
err_t topics_tank_telemetry_take(struct topics *t, const struct mqtt_message *messages, size_t n);

#endif
