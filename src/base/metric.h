/* metric - counters and gauges of the program, printed as Prometheus text.
 *
 * Every metric is a row of base/metric.def: id, name (begins with oxyd_), type, help. Any thread may
 * add or set. */
#ifndef OXY_BASE_METRIC_H
#define OXY_BASE_METRIC_H

#include "base/str.h"

#include <stdint.h>

enum metric_id {
#define X(id, name, type, help) METRIC_##id,
#include "base/metric.def"
#undef X
	METRIC_COUNT
};

void metric_add(enum metric_id id, int64_t n);
void metric_set(enum metric_id id, int64_t value);
int64_t metric_get(enum metric_id id);

/* Append all in the text exposition format. */
void metric_print(struct str *out);

#endif
