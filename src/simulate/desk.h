/* desk - what a central dispatcher is told: reports with their faults, telephone calls, and what his own trucks delivered.
 *
 * Contents are made from the world at the hour of the report; only then are they lost, late or wrong as the scenario has drawn. Every
 * central policy gets the same desk. One thread; lives until simulate_desk_free. */
#ifndef OXY_SIMULATE_DESK_H
#define OXY_SIMULATE_DESK_H

#include "base/vec.h"
#include "simulate/world.h"

enum { SIMULATE_CALL_AGAIN_H = 6 };

/* Something that a site said of itself. */
struct simulate_note {
	bool call;        /* by telephone: true, and at once */
	int hour;         /* when it was so; since midnight of day 0 */
	int64_t stock_g;  /* with the heel; a bottle in use counts half */
	int full, in_use, empty;
	int64_t use_g;    /* in the 24 hours before; of a call, at the present rate */
	double ward, crit; /* patients */
};

/* A drop by the desk's own trucks. */
struct simulate_drop {
	int minute;
	int64_t g;
	int bottles;
	bool filled; /* it took less than was brought for it: nothing more went in */
};

struct simulate_desk_site {
	VEC(struct simulate_note) notes; /* as they came in; a late one after newer ones */
	VEC(struct simulate_drop) drops;
	int called_hour;
};

struct simulate_mail {
	int site, arrives_hour;
	struct simulate_note note;
};

struct simulate_desk {
	const struct simulate_scenario *s;
	struct simulate_desk_site *sites;
	VEC(struct simulate_mail) mail; /* on its way */
	int calls;                      /* in this hour */
};

/* It begins with what the register knows: the stock of the first midnight and the use of the day before. */
struct simulate_desk *simulate_desk_new(const struct simulate_world *w) NODISCARD;
void simulate_desk_free(struct simulate_desk *d); /* NULL is fine */

/* Reports leave and arrive, telephones ring. Once an hour, after the world began it; resets what was used since the last report. */
void simulate_desk_hear(struct simulate_desk *d, struct simulate_world *w);

/* For simulate_world_begin: a drop is logged; arg is the desk. */
void simulate_desk_log(void *arg, const struct simulate_tour *t, const struct simulate_stop *stop);

/* The newest note by the hour of its content. */
const struct simulate_note *simulate_desk_newest(const struct simulate_desk *d, int site);

/* Grams delivered after a minute. */
int64_t simulate_desk_delivered_g(const struct simulate_desk *d, int site, int since_minute);

#endif
