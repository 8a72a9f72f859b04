/* metric - one atomic a row. */
#include "base/metric.h"

#include <inttypes.h>
#include <stdatomic.h>

static const struct {
	const char *name, *type, *help;
} rows[METRIC_COUNT] = {
#define X(id, n, t, h) [METRIC_##id] = { n, t, h },
#include "base/metric.def"
#undef X
};

static _Atomic int64_t values[METRIC_COUNT];

void
metric_add(enum metric_id id, int64_t n)
{
	atomic_fetch_add_explicit(&values[id], n, memory_order_relaxed);
}

void
metric_set(enum metric_id id, int64_t value)
{
	atomic_store_explicit(&values[id], value, memory_order_relaxed);
}

int64_t
metric_get(enum metric_id id)
{
	return atomic_load_explicit(&values[id], memory_order_relaxed);
}

void
metric_print(struct str *out)
{
	for (int i = 0; i < METRIC_COUNT; i++)
		str_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", rows[i].name, rows[i].help,
		    rows[i].name, rows[i].type, rows[i].name, metric_get((enum metric_id)i));
}
