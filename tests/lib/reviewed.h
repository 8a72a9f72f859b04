/* reviewed - tests/functional/authz.tsv: what a person said each route may do, and how to call it. */
#ifndef OXY_TESTS_REVIEWED_H
#define OXY_TESTS_REVIEWED_H

#include "api/api.h"

enum { REVIEWED_MAX = 400 };

struct reviewed_row {
	bool to_come; /* its route need not exist yet */
	char *method, *path, *roles, *scope, *target, *body; /* see the head of the file */
};

extern struct reviewed_row reviewed[REVIEWED_MAX];
extern size_t reviewed_n;

void reviewed_read(void);
bool reviewed_may_call(const struct reviewed_row *r, const char *role); /* role NULL: nobody */
bool reviewed_is_of(const struct reviewed_row *r, const struct api_route *route);
const struct api_route *reviewed_route_of(const struct reviewed_row *r); /* NULL: there is none */

#endif
