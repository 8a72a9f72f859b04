/* role - the words of the roles. */
#include "domain/role.h"

static const char *const words[ROLE_COUNT] = {
	[ROLE_ADMIN] = "admin",
	[ROLE_COORDINATOR] = "coordinator",
	[ROLE_HOSPITAL] = "hospital",
	[ROLE_SUPPLIER] = "supplier",
	[ROLE_MINISTRY] = "ministry",
	[ROLE_AUDITOR] = "auditor",
	[ROLE_DEVICE] = "device",
};
const struct names role_names = NAMES(words);

bool
role_in(enum role r, roles_t set)
{
	return (set & ROLES_ANYONE) != 0 || (r != ROLE_NONE && (set & ROLE_BIT(r)) != 0);
}
