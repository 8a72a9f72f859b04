/* diagnose - find what binds.
 *
 * In order: may anybody fill it; can anybody be there in time; is gas worth more at the source than
 * nothing (then gas itself is short, or its storage); does a gate of the source hold it back; could
 * the site not hold it; and last, what routing could not place. The nearest supplier that can reach
 * the site speaks for all: it is whom the coordinator will ring. */
#include "planner/diagnose.h"

#include "planner/stock.h"

struct finding {
	enum planner_reason reason;
	enum planner_object object;
	int index, day;
};

/* The nearest right that can deliver on a day up to `day`, and its first such day. */
static int
first_reach(const struct work *w, int need, int day, int *ret_at)
{
	int best = PLANNER_NONE;

	for (int i = w->right_start[need]; i < w->right_start[need + 1]; i++) {
		int r = w->right_list[i];
		if (planner_setup_source_of(w, r) < 0)
			continue;
		for (int d = 0; d <= day; d++) {
			int at = w->reach[r * w->days + d];
			if (at >= 0 && (best < 0 || at < *ret_at)) {
				best = r;
				*ret_at = at;
			}
		}
	}
	return best;
}

/* Nobody can be there on any day so far: say why of the nearest who may. */
static struct finding
out_of_reach(const struct work *w, int need, int day)
{
	struct finding f = { PLANNER_FILL_RIGHT, PLANNER_OF_NEED, need, day };

	for (int i = w->right_start[need]; i < w->right_start[need + 1]; i++) {
		int r = w->right_list[i];
		enum planner_reason why = (enum planner_reason)w->reach_why[r * w->days + day];
		if (planner_setup_source_of(w, r) < 0)
			continue;
		f.reason = why;
		f.object = why == PLANNER_ACCESS || why == PLANNER_WINDOW ? PLANNER_OF_FACILITY
			   : why == PLANNER_EXCLUDED || why == PLANNER_FILL_RIGHT
			       ? PLANNER_OF_RIGHT
			       : PLANNER_OF_SUPPLIER;
		f.index = f.object == PLANNER_OF_FACILITY ? w->in->needs[need].facility
			  : f.object == PLANNER_OF_RIGHT  ? r
							  : w->in->rights[r].supplier;
		break;
	}
	return f;
}

bool
planner_diagnose_source(const struct work *w, const struct model *stage1, int source, int day,
    enum planner_reason *ret_reason, enum planner_object *ret_object, int *ret_index)
{
	static const struct {
		enum model_gate gate;
		enum planner_reason reason;
		enum planner_object object;
	} GATE[] = {
		{ MODEL_LOADING, PLANNER_LOADING_SLOTS, PLANNER_OF_SUPPLIER },
		{ MODEL_FLEET, PLANNER_VEHICLES, PLANNER_OF_SUPPLIER },
		{ MODEL_FILLING, PLANNER_FILLING_SLOTS, PLANNER_OF_SUPPLIER },
		{ MODEL_POOL, PLANNER_BOTTLES, PLANNER_OF_SOURCE },
	};
	struct planner_price p = planner_model_source_price(stage1)[source * w->days + day];

	*ret_object = PLANNER_OF_SOURCE;
	*ret_index = source;
	if (p.value > 0 && p.level <= PLANNER_UNMET_ORDINARY) {
		*ret_reason = PLANNER_SUPPLY;
		for (int d = 0; d < day; d++)
			if (planner_model_binds(stage1, MODEL_STORAGE, source, d))
				*ret_reason = PLANNER_STORAGE;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(GATE); i++) {
		if (!planner_model_binds(stage1, GATE[i].gate, source, day))
			continue;
		*ret_reason = GATE[i].reason;
		*ret_object = GATE[i].object;
		*ret_index =
		    GATE[i].object == PLANNER_OF_SOURCE ? source : w->in->sources[source].supplier;
		return true;
	}
	return false;
}

static bool
at_the_source(const struct work *w, const struct model *m, int right, int day, struct finding *f)
{
	int source = planner_setup_source_of(w, right);

	for (int d = day; d >= 0; d--) {
		f->day = d;
		if (planner_diagnose_source(w, m, source, d, &f->reason, &f->object, &f->index))
			return true;
	}
	return false;
}

/* What routing or settling reported for a visit wanted up to three days before. */
static bool
on_the_road(const struct work *w, int need, int day, struct finding *f)
{
	for (int d = day; d >= 0 && d >= day - 3; d--) {
		const struct order_fail *x = &w->fail[need * w->days + d];
		if (!x->set)
			continue;
		f->reason = x->reason;
		f->day = d;
		f->object = x->vehicle >= 0 ? PLANNER_OF_VEHICLE : PLANNER_OF_NEED;
		f->index = x->vehicle >= 0 ? x->vehicle : need;
		return true;
	}
	return false;
}

static bool
before_anybody(const struct work *w, const struct planner_unmet *row, int first)
{
	struct stock_run run;

	planner_stock_run(w, row->need, first, &run);
	return first >= (row->day + 1) * PLANNER_DAY_MIN || 2 * run.unmet_g[row->day] >= row->grams;
}

static struct finding
find(const struct work *w, const struct model *m, const struct planner_unmet *row)
{
	int at = 0, right = first_reach(w, row->need, row->day, &at);
	struct finding f = { PLANNER_VEHICLES, PLANNER_OF_NEED, row->need, row->day };

	if (right < 0)
		return out_of_reach(w, row->need, row->day);
	int supplier = w->in->rights[right].supplier;
	if (before_anybody(w, row, at))
		return (struct finding){ PLANNER_LEAD_TIME, PLANNER_OF_SUPPLIER, supplier,
			at / PLANNER_DAY_MIN };
	for (int i = w->right_start[row->need]; i < w->right_start[row->need + 1]; i++) {
		int r = w->right_list[i];
		if (planner_setup_source_of(w, r) >= 0 && w->reach[r * w->days + row->day] >= 0 &&
		    at_the_source(w, m, r, row->day, &f))
			return f;
	}
	if (on_the_road(w, row->need, row->day, &f))
		return f;
	if (planner_model_binds(m, MODEL_TANK, row->need, row->day > 0 ? row->day - 1 : 0))
		return (
		    struct finding){ PLANNER_TANK_CAPACITY, PLANNER_OF_NEED, row->need, row->day };
	return (struct finding){ PLANNER_VEHICLES, PLANNER_OF_SUPPLIER, supplier, row->day };
}

void
planner_diagnose(const struct work *w, const struct model *stage1, struct planner_unmet *row)
{
	struct finding f = find(w, stage1, row);

	row->reason = f.reason;
	row->object = f.object;
	row->index = f.index;
	row->object_day = f.day;
	row->price = planner_model_need_price(stage1)[row->need * w->days + row->day];
}
