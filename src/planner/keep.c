/* keep - which of a plan's own trips stay when it is solved around them. */
#include "planner/keep.h"

#include <string.h>

static bool
is_kept(const struct planner_input *in, const struct planner_route *r)
{
	for (int i = 0; i < in->n_kept; i++)
		if (in->kept[i].route.vehicle == r->vehicle && in->kept[i].route.day == r->day &&
		    in->kept[i].route.leave_min == r->leave_min)
			return true;
	return false;
}

static bool
has_pin(const struct planner_route *r)
{
	for (int i = 0; i < r->n_stops; i++)
		if (r->stops[i].fixed >= 0)
			return true;
	return false;
}

/* Its truck could have gone where critical demand stays unmet, that day or the day before. */
static bool
is_wanted(const struct planner_input *in, const struct planner_plan *p, const struct planner_route *r)
{
	for (int i = 0; i < p->n_unmet; i++)
		if (p->unmet[i].critical_g &&
		    in->products[in->needs[p->unmet[i].need].product].bottles ==
			in->vehicles[r->vehicle].bottles &&
		    (r->day == p->unmet[i].day || r->day == p->unmet[i].day - 1))
			return true;
	return false;
}

void
planner_keep_own(const struct planner_input *in, const struct planner_plan *p, bool free_wanted, struct arena *a,
    struct planner_input *ret)
{
	struct planner_kept *kept =
	    ARENA_ARRAY(a, struct planner_kept, (size_t)(in->n_kept + p->n_routes) + 1);

	*ret = *in;
	ret->kept = kept;
	if (in->n_kept)
		memcpy(kept, in->kept, sizeof *kept * (size_t)in->n_kept);
	for (int i = 0; i < p->n_routes; i++)
		if (!is_kept(in, &p->routes[i]) && !has_pin(&p->routes[i]) &&
		    !(free_wanted && is_wanted(in, p, &p->routes[i])))
			kept[ret->n_kept++] =
			    (struct planner_kept){ .route = p->routes[i], .flexible = true };
}
