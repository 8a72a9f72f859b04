/* diagnose - why grams stay unmet: one reason and one object for each row. Internal to planner/. */
#ifndef OXY_PLANNER_DIAGNOSE_H
#define OXY_PLANNER_DIAGNOSE_H

#include "planner/model.h"

/* Fill in reason, object, index, object_day and price of a row whose other members are set. */
void planner_diagnose(const struct work *w, const struct model *stage1, struct planner_unmet *row);

/* Why stage 1 gets no more out of a source on a day; false when nothing there holds it back. */
bool planner_diagnose_source(const struct work *w, const struct model *stage1, int source, int day,
    enum planner_reason *ret_reason, enum planner_object *ret_object, int *ret_index);

#endif
