/* plan_needs - rows to truths. */
#include "app/plan_needs.h"

#include "domain/container.h"

struct needs_truth
app_plan_needs_truth(const struct store_truth *t)
{
	const struct container *c = t->asset != NULL && t->asset->cylinder_type ? container_find(t->asset->cylinder_type) : NULL;
	return (struct needs_truth){ .asset = t->asset, .at = t->at, .g = t->g, .n_full = t->n_full, .n_in_use = t->n_in_use, .n_empty = t->n_empty,
		.bottle_g = c ? c->g : 0, .moves = t->moves, .n_moves = t->n_moves };
}
