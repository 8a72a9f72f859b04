/* plan_seen - the truths of the assets that make up a need. */
#include "app/plan_seen.h"

#include "base/str.h"

struct app_plan_seen
app_plan_seen_of(const struct app_plan_world *w, int need)
{
	struct app_plan_seen seen = { .at = INSTANT_NONE };
	const struct store_position *p = &w->positions[w->in.needs[need].facility];
	for (int i = 0; i < p->n_truths; i++) {
		const struct store_truth *t = &p->truths[i];
		enum product product = t->asset != NULL && t->asset->kind == ASSET_TANK ? PRODUCT_LOX : PRODUCT_CYLINDER;
		if (t->asset == NULL || t->at == INSTANT_NONE || product != w->needs[need].product ||
		    (product == PRODUCT_CYLINDER && !str_eq(t->asset->cylinder_type, w->needs[need].cylinder_type)))
			continue;
		seen.at = t->at > seen.at ? t->at : seen.at;
		seen.g += t->g;
	}
	return seen;
}
