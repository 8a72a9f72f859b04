/* match - which route a method and path belong to. Pure; any thread. */
#ifndef OXY_API_MATCH_H
#define OXY_API_MATCH_H

#include "api/api.h"

/* The row, with the values of its {names} in param[] (they live as long as the segments); NULL when there is none. Then *ret_allowed
 * is a list such as "GET, POST" in the arena when the path exists for other methods, else NULL. */
const struct api_route *api_match(const char *method, char *const *segment, size_t segments, struct arena *a, const char *param[4],
    const char **ret_allowed);

#endif
