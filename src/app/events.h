/* events - news of what is committed and final, for whoever listens: dashboards by server-sent events.
 *
 * A thread looks at the audit record up to the watermark, and at the facilities that something of changed, and makes events:
 *     facility  how it stands now: level, stock, hours
 *     delivery  {id, facility, supplier, event, state, at}
 *     alert     {id, facility, event, kind, level, at}; of kind plan facility is null and the province is there
 *     plan      {id, province, event, at}
 * Each reader gets those of its session's scope, in one order. A bounded ring keeps the newest, so that a reader that was cut off
 * resumes behind the last one that it saw; where that is no longer known it gets the event `reset` and reads everything again. Nothing
 * is computed while nobody has listened for some minutes. */
#ifndef OXY_APP_EVENTS_H
#define OXY_APP_EVENTS_H

#include "app/app.h"

struct app_events;

/* Listens to the app's changes: before anything that commits starts. */
struct app_events *app_events_start(struct app *app) NODISCARD;
void app_events_stop(struct app_events *ev); /* after every reader has gone; NULL is fine */

/* One reader. The texts are copied. The functions are called on any thread, with locks held: they must not block nor call back. */
struct app_event_reader {
	const struct session *who;
	const char *token;   /* looked at every second: a revoked one ends the reading */
	const char *last_id; /* as the reader said it; NULL: only what is new */
	void (*send)(void *arg, const char *text, size_t n); /* text of the event stream */
	void (*end)(void *arg);      /* its token is not in force any more */
	bool (*has_gone)(void *arg); /* asked four times a second */
	void (*free)(void *arg);     /* once, after has_gone */
	void *arg;
};
void app_events_add(struct app_events *ev, const struct app_event_reader *reader);

#endif
