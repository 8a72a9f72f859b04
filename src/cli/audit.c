/* audit - compute the chain over the audit record again, and say which seal breaks. */
#include "app/seal_audit.h"
#include "cli/commands.h"
#include "daemon/file.h"
#include "daemon/frame.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT_US (120 * INSTANT_SECOND) /* counting the rows of a nation's years is one statement */

struct request {
	const char *state, *url;
	char dir[PATH_MAX], conninfo[PATH_MAX + 64];
	struct str password;
	struct store_audit_seal head; /* of STATE/audit.head; seal_id 0: none */
};

static bool
read_arguments(int argc, char **argv, struct request *r)
{
	for (int i = 2; i < argc; i++) {
		const char **to = str_eq(argv[i], "--state") ? &r->state : str_eq(argv[i], "--url") ? &r->url : NULL;
		if (to == NULL || ++i == argc)
			return false;
		*to = argv[i];
	}
	return argc >= 2 && str_eq(argv[1], "verify");
}

/* "17 9f86d0...": a file that cannot be read whole counts as a broken promise, not as none. */
static void
read_head(struct request *r)
{
	CLEANUP(str_free) struct str text = { 0 };
	char hex[65] = "";
	if (!daemon_file_read(r->dir, DAEMON_AUDIT_HEAD, &text))
		return;
	r->head.seal_id = INT64_MAX;
	if (sscanf(str_text(&text), "%" SCNd64 " %64[0-9a-f]", &r->head.seal_id, hex) != 2 || strlen(hex) != 64)
		return;
	for (int i = 0; i < STORE_AUDIT_SHA; i++) {
		unsigned byte;
		sscanf(hex + 2 * i, "%2x", &byte);
		r->head.root[i] = (uint8_t)byte;
	}
}

/* The private PostgreSQL of a state directory: its socket and its password. */
static bool
use_state(struct request *r)
{
	CLEANUP(str_free) struct str socket_dir = { 0 };
	char secrets[PATH_MAX + 16], run[PATH_MAX + 32];
	const char *path = r->state != NULL ? r->state : geteuid() == 0 ? "/var/lib/oxyd" : "./var";
	if (realpath(path, r->dir) == NULL) {
		fprintf(stderr, "oxyd audit: %s: there is no state directory\n", path);
		return false;
	}
	snprintf(secrets, sizeof secrets, "%s/secrets", r->dir);
	snprintf(run, sizeof run, "%s/run/.s.PGSQL.5432", r->dir);
	if (daemon_file_read(secrets, "pg-seal", &r->password))
		r->password.data[strcspn(r->password.data, "\r\n")] = '\0';
	if (access(run, F_OK) != 0 && daemon_file_read(r->dir, "socket-dir", &socket_dir))
		snprintf(r->conninfo, sizeof r->conninfo, "host='%s' dbname=oxyd", str_text(&socket_dir));
	else
		snprintf(r->conninfo, sizeof r->conninfo, "host='%s/run' dbname=oxyd", r->dir);
	read_head(r);
	return true;
}

static int
say(const struct app_seal_audit_verdict *v)
{
	if (v->broken == 0) {
		printf("sound: %" PRId64 " rows under %" PRId64 " seals\n", v->rows, v->seals);
		return CLI_OK;
	}
	if (v->broken == INT64_MAX)
		printf("broken behind seal %" PRId64 ": %s\n", v->seals, v->what);
	else
		printf("broken at seal %" PRId64 ": %s\n", v->broken, v->what);
	return CLI_FAILED;
}

static int
verify(const struct request *r)
{
	struct faults f = { 0 };
	struct app_seal_audit_verdict v;
	struct db_conn *c = NULL;
	struct db_options o = { .url = r->url ? r->url : r->conninfo, .timeout_us = TIMEOUT_US, .connections = { [DB_SEAL] = 1 } };
	o.password[DB_SEAL] = r->password.len > 0 ? r->password.data : NULL;
	struct db *db = db_new(&o);
	err_t e = db_acquire(db, DB_SEAL, &c, &f);
	if (!e)
		e = app_seal_audit_verify(c, &r->head, &v, &f);
	db_release(c);
	db_free(db);
	return e ? cli_faults("audit", &f) : say(&v);
}

static int
run_audit(int argc, char **argv)
{
	struct request r = { 0 };
	if (!read_arguments(argc, argv, &r))
		return cli_usage("audit", "expected verify [--state DIR] [--url CONNINFO]");
	if ((r.url == NULL || r.state != NULL) && !use_state(&r))
		return CLI_FAILED;
	int status = verify(&r);
	str_free(&r.password);
	return status;
}

const struct cli_command cli_audit = {
	.name = "audit",
	.args = "verify [--state DIR] [--url CONNINFO]",
	.summary = "compute the chain over the audit record again, and say where it breaks",
	.help = "  oxyd audit verify --state ./var          the private PostgreSQL of a running daemon\n"
		"  oxyd audit verify --url 'host=db dbname=oxyd' --state /var/lib/oxyd\n"
		"                                           a PostgreSQL of your own, with the password of oxy_seal and the\n"
		"                                           newest seal that the state directory keeps\n\n"
		"Finds rows that were changed, deleted, moved or added, and a record whose end was cut off. Exit status 1 when\n"
		"the chain is broken or cannot be read.\n",
	.run = run_audit,
};
