/* demo_plan - one plan of the past, so that the province has deliveries behind it. */
#include "daemon/demo.h"

err_t
daemon_demo_plan(struct daemon_demo *l UNUSED)
{
	return ERR_OK;
}

err_t
daemon_demo_plan_forecast(struct daemon_demo *l UNUSED)
{
	return ERR_OK;
}
