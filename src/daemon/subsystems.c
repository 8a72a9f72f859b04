/* subsystems - what `oxyd serve` is made of, in the order of the start; stopped in reverse.
 *
 * Whatever waits for a server comes after it; whatever accepts work comes last, so that it stops first and everything
 * accepted can still be finished. */
#include "daemon/frame.h"

const struct daemon_subsystem daemon_subsystems[] = {
	/* name       what                                                 start                  stop                  ready alive */
	{ "clock",    "live, or replay when the state was made for it",     daemon_clock_start,    daemon_clock_stop,    NULL, NULL },
	{ "ports",    "ends leftovers; says which port is taken",           daemon_ports_start,    NULL,                 NULL, NULL },
	{ "postgres", "the private PostgreSQL, or that of database.url",    daemon_postgres_start, daemon_postgres_stop, NULL, NULL },
	{ "broker",   "the private mosquitto, or that of mqtt.url",         daemon_broker_start,   daemon_broker_stop,   NULL, NULL },
	/* Next, each a file of this directory: database (migrate, pools), ingest (committers), jobs, mqtt (subscriber),
	 * http (listener), demo (loader; its ready() holds back the ready line). */
};

const size_t daemon_subsystems_n = ARRAY_LEN(daemon_subsystems);
