/* flow_price - which arcs to try next.
 *
 * The search goes round the arcs in blocks from where it last ended and takes the worst arc of each
 * block (block search: Kiraly and Kovacs 2012, section 4.1) until the list is full. One list is
 * made for many pivots: potentials may be older than the last of them, and each pivot makes sure of
 * its arc's reduced cost on its own walk to the join. A false hit costs that walk, a new set of
 * potentials costs a walk of the whole tree. */
#include "planner/flow_state.h"

#include <stdlib.h>

/* Arcs. Small networks want the root of their arcs; large ones were measured (adr/0020). From an old
 * basis, where few arcs gain, it is worth looking for better ones. */
enum { BLOCK_MIN = 20, BLOCK_MAX = 50, BLOCK_MAX_WARM = 100 };

static int
by_cost(const void *x, const void *y)
{
	const struct flow_candidate *a = x, *b = y;

	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	return a->arc < b->arc ? -1 : a->arc > b->arc;
}

static struct flow_candidate
worst_of(const struct flow *f, int32_t k, int32_t end)
{
	struct flow_candidate worst = { 0, -1 };

	for (; k < end; k++) {
		int64_t c = f->sign[k] * planner_flow_reduced(f, k);
		if (c < worst.cost)
			worst = (struct flow_candidate){ c, k };
	}
	return worst;
}

static int32_t
block_size(const struct flow *f)
{
	int32_t size = BLOCK_MIN, most = f->warm ? BLOCK_MAX_WARM : BLOCK_MAX;

	while (size < most && size * size < f->priced)
		size++;
	return size;
}

bool
planner_flow_price_list(struct flow *f)
{
	int32_t block = block_size(f);
	int32_t k = f->next < f->priced ? f->next : 0, seen = 0;
	int32_t enough = f->list_size * block + f->n / 2;

	f->listed = 0;
	while (seen < f->priced && f->listed < f->list_size && !(f->listed && seen > enough)) {
		int32_t end = f->priced - k > block ? k + block : f->priced;
		struct flow_candidate worst = worst_of(f, k, end);
		if (worst.arc >= 0)
			f->list[f->listed++] = worst;
		seen += end - k;
		k = end < f->priced ? end : 0;
	}
	f->next = k;
	qsort(f->list, (size_t)f->listed, sizeof *f->list, by_cost);
	return f->listed > 0;
}
