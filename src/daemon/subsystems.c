/* subsystems - what `oxyd serve` is made of, in the order of the start; stopped in reverse.
 *
 * Whatever waits for a server comes after it; whatever accepts work comes last, so that it stops
 * first and everything accepted can still be finished. */
#include "daemon/frame.h"

/* clang-format off */
const struct daemon_subsystem daemon_subsystems[] = {
	/* name       what                                                 start                  stop                  ready alive */
	{ "clock",    "live, or replay when the state was made for it",     daemon_clock_start,    daemon_clock_stop,    NULL, NULL },
	{ "ports",    "ends leftovers; says which port is taken",           daemon_ports_start,    NULL,                 NULL, NULL },
	{ "sweep",    "removes a demo that was loaded halfway",             daemon_demo_sweep,     NULL,                 NULL, NULL },
	{ "postgres", "the private PostgreSQL, or that of database.url",    daemon_postgres_start, daemon_postgres_stop, NULL, NULL },
	{ "broker",   "the private mosquitto, or that of mqtt.url",         daemon_broker_start,   daemon_broker_stop,   NULL, NULL },
	{ "database", "migrations, pools, the register in memory",          daemon_database_start, daemon_database_stop, daemon_database_ready, NULL },
	{ "tokens",   "the administrator's first token",                    daemon_tokens_start,   NULL,                 NULL, NULL },
	{ "audit",    "seals the audit record every second",                daemon_audit_start,    daemon_audit_stop,    NULL, NULL },
	{ "jobs",     "forecasts, alerts, expiry: done without being asked",  daemon_jobs_start,     daemon_jobs_stop,     NULL, NULL },
	{ "events",   "news for the readers of the stream",                 daemon_events_start,   daemon_events_stop,   NULL, NULL },
	{ "ingest",   "committer threads",                                  daemon_ingest_start,   daemon_ingest_stop,   NULL, NULL },
	{ "mqtt",     "hears the devices, publishes the outbox, keeps the broker's users", daemon_mqtt_start, daemon_mqtt_stop, daemon_mqtt_ready, NULL },
	{ "http",     "the HTTP listener and its workers",                  daemon_http_start,     daemon_http_stop,     NULL, NULL },
	{ "demo",     "loads the demo province into a new state",           daemon_demo_start,     daemon_demo_stop,     daemon_demo_ready, NULL },
};
/* clang-format on */

const size_t daemon_subsystems_n = ARRAY_LEN(daemon_subsystems);
