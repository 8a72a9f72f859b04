/* assignments - what suppliers are told over MQTT: the outbox, message by message, in order.
 *
 * A message leaves the outbox once the broker has taken it. After a crash in between it is published again: each
 * names its delivery, and a later one replaces an earlier one. */
#ifndef OXY_TOPICS_ASSIGNMENTS_H
#define OXY_TOPICS_ASSIGNMENTS_H

#include "topics/topics.h"

struct topics_assignments;

struct topics_assignments *topics_assignments_new(struct topics *t) NODISCARD;
void topics_assignments_free(struct topics_assignments *x); /* after mqtt_stop; NULL is fine */

/* Publish what is final and unsent, at most 100, and wait (5 s at most) for the broker. *ret_more: there is more to do at once. */
err_t topics_assignments_publish(struct topics_assignments *x, bool *ret_more, struct faults *f) NODISCARD;

#endif
