/* reading - one line of tank telemetry. */
#ifndef OXY_DOMAIN_READING_H
#define OXY_DOMAIN_READING_H

#include "domain/calendar.h"

struct reading {
	const char *asset; /* over MQTT the topic's, never the payload's */
	int64_t epoch;     /* 0 when not sent */
	int64_t seq;
	instant_t ts;
	double level_mm, level_pct; /* gauge readings; at most one of the three levels is known */
	int64_t on_hand_g;
	double p_bar, flow_lpm;
};

#endif
