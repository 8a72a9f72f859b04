/* propose_replan - the daemon plans again by itself when something happened to a plan in force, and asks a person to decide.
 *
 * What happened is what a re-plan would find (app/replan_find.h), so that nothing has to be remembered of single events: a look that is lost
 * is made up for by the next. An event is a reason once: its key is kept with the proposal that was made of it; a stock only is a reason again
 * when a later report surprises that proposal too. What comes of it is a draft with its diff, and an alert of kind plan against the
 * province; nothing is offered to anybody before a person approves. There is one proposal at a time: a newer one takes the older one's place,
 * unless somebody has edited that, and it is withdrawn when nothing is left of what it was made of. */
#ifndef OXY_APP_PROPOSE_REPLAN_H
#define OXY_APP_PROPOSE_REPLAN_H

#include "app/app.h"
#include "store/replan.h"

/* Look at one plan in force. With connections of its own; safe to do twice, and by several daemons: what another daemon has
 * looked at meanwhile is left to it. A solve that fails is kept as a failed plan, once until one succeeds. */
err_t app_propose_replan(struct app *app, const struct store_replan *watched, struct faults *f) NODISCARD;

/* Close the alerts of proposals that are decided, and withdraw those whose plan is not in force any more. */
err_t app_propose_replan_tidy(struct app *app, struct faults *f) NODISCARD;

#endif
