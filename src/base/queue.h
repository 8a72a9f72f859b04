/* queue - a bounded first-in-first-out of pointers between threads.
 *
 * A full queue refuses at once (queue_push returns false): whoever hands over decides in the open
 * what that means, usually 503 with Retry-After. Items belong to whoever holds them. */
#ifndef OXY_BASE_QUEUE_H
#define OXY_BASE_QUEUE_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue;

struct queue *queue_new(size_t capacity) NODISCARD;
void queue_free(struct queue *q); /* must be empty or its items owned elsewhere */
bool queue_push(struct queue *q, void *item) NODISCARD; /* false: full or closed */

/* Up to max items into items[]; waits until there is one, the queue closes (then 0 once it is empty) or
 * timeout_us has passed (then 0); a negative timeout waits for ever. */
size_t queue_pop(struct queue *q, void **items, size_t max, int64_t timeout_us);

void queue_close(struct queue *q); /* no more pushes; wakes everybody */
bool queue_is_closed(struct queue *q);
size_t queue_length(struct queue *q);

#endif
