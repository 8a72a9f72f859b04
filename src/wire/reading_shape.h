/* reading_shape - JSON of tank telemetry, over HTTP (with "asset") and MQTT (without), and its
 * answers. */
#ifndef OXY_WIRE_READING_SHAPE_H
#define OXY_WIRE_READING_SHAPE_H

#include "domain/reading.h"
#include "domain/stock.h"
#include "wire/wire.h"

/* The application-level acknowledgement of one asset and epoch. */
struct wire_reading_ack {
	const char *asset; /* left out over MQTT, where the topic says it */
	int64_t epoch;
	int64_t seq;     /* highest contiguous committed */
	json_t *missing; /* [[from, to], ...] */
};

/* 201 of POST /v1/readings, 202 when some wait for a verdict. Sent again, the same readings get the same answer:
 * nothing here tells which were committed before. */
struct wire_reading_receipt {
	int64_t accepted, quarantined;
	LIST(struct wire_reading_ack) acks;
};

/* .../err: a message that was refused, and why */
struct wire_reading_refusal {
	int64_t epoch, seq; /* unknown when the message could not be read */
	const char *code, *pointer, *detail;
};

extern const struct wire_shape wire_reading_shape;     /* struct reading with asset, HTTP, in */
extern const struct wire_shape wire_reading_shape_tlm; /* struct reading without asset, MQTT, in */
extern const struct wire_shape wire_reading_shape_ack; /* struct wire_reading_ack */
extern const struct wire_shape wire_reading_shape_receipt; /* struct wire_reading_receipt */
extern const struct wire_shape wire_reading_shape_refusal; /* struct wire_reading_refusal */

#endif
