/* place - somebody's things and somebody else's: the targets of the authorisation matrix.
 *
 * Seen from 15-PGH1 and 15-GASCO, whose tokens app_fixture.h gives: their own, their neighbour's in the province, another
 * province's, and things that do not exist. place_fill makes a quarantined value, a delivery, a token and so on in each. */
#ifndef OXY_TESTS_PLACE_H
#define OXY_TESTS_PLACE_H

#include "lib/api_fixture.h"

enum place { PLACE_OWN, PLACE_SIBLING, PLACE_OTHER, PLACE_MISSING, PLACE_COUNT };

struct place_things {
	const char *word, *province, *facility, *partner, *supplier, *asset;
	const char *marks[4]; /* texts that only those who see the place may read; NULL-terminated */
	char quarantine[40], delivery[40], token[40], run[40], alert[40], plan[40];
};

/* New objects in each place, by the administrator and by those who may. */
void place_fill(struct api_fixture *x, struct place_things places[PLACE_COUNT]);

/* Text with {F} {S} {P} {A} {Q} {D} {T} {R} {L} {N} {G} of the place and {J} a number never used before. */
void place_expand(const struct place_things *p, const char *text, char *out, size_t size);

/* May the role see a thing of this kind ("facility", ...) there? */
bool place_sees(const char *role, const char *scope, enum place where);

/* Every row of the register, ledger, deliveries and so on of the place's sites, as one number; and where the caller may not write it must not change. */
const char *place_digest(enum place where);
void place_digest_install(void);

#endif
