/* plan_notes - what a plan assumed or took in (app/plan_world.h), in words. */
#ifndef OXY_APP_PLAN_NOTES_H
#define OXY_APP_PLAN_NOTES_H

#include "app/plan_world.h"

const char *app_plan_notes_code(enum app_plan_world_note_kind k);
const char *app_plan_notes_text(const struct app_plan_world *w, const struct app_plan_world_note *n, enum lang lang, struct arena *a);

#endif
