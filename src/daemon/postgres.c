/* postgres - a private PostgreSQL in STATE/pg: made once, reached through a unix socket alone.
 *
 * Nobody but the daemon gets in: the socket's directory is 0700, pg_hba.conf knows one line, and
 * that asks everybody, the superuser too, for a password of STATE/secrets. initdb works in pg.new,
 * which is renamed when it is whole, so that a crash in the middle leaves nothing that looks like a
 * cluster. Its configuration is written anew at each start: the settings that acknowledged writes
 * rest on (fsync, full_page_writes, synchronous_commit) are not left to an editor. */
#include "base/log.h"
#include "base/mem.h"
#include "daemon/file.h"
#include "daemon/frame.h"
#include "daemon/leftover.h"
#include "daemon/secret.h"

#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	READY_MS = 120000, /* recovery after a crash may replay a gigabyte */
	END_MS = 15000,
	LEFTOVER_MS = 5000,
	SOCKET_NAME = 15 /* /.s.PGSQL.5432 */,
	SUN_PATH = 107
};

static const char superuser[] = "oxyd_admin", database[] = "oxyd";

/* The files of STATE/secrets in the order of enum db_role. */
static const char *const secret_names[DAEMON_DB_ROLES] = { "pg-owner", "pg-auth", "pg-api",
	"pg-ingest", "pg-job", "pg-seal" };

struct server {
	char pg[PATH_MAX], log[PATH_MAX], bin[PATH_MAX], socket_dir[PATH_MAX],
	    program[PATH_MAX + 16];
	const char *argv[4];
	char *admin_password, *url, *admin_url, *passwords[DAEMON_DB_ROLES];
	struct daemon_child *child;
};

static struct server server; /* one a process; only the main thread touches it */

static const char settings[] =
    "# Written by oxyd at each start; changes here are lost.\n"
    "listen_addresses = ''\n"
    "unix_socket_permissions = 0700\n"
    "password_encryption = 'scram-sha-256'\n"
    "fsync = on\n"
    "full_page_writes = on\n"
    "synchronous_commit = on\n"
    "wal_compression = on\n"
    "max_wal_size = 1GB\n"
    "checkpoint_timeout = 15min\n"
    "jit = off\n"
    "max_parallel_workers_per_gather = 0\n"
    "idle_in_transaction_session_timeout = '60s'\n"
    "timezone = 'UTC'\n"
    "log_timezone = 'UTC'\n"
    "logging_collector = on\n"
    "log_filename = 'postgres-%a.log'\n"
    "log_truncate_on_rotation = on\n"
    "log_rotation_age = 1d\n"
    "log_rotation_size = 0\n"
    "log_file_mode = 0600\n"
    "log_line_prefix = '%m [%p] %q%u '\n"
    "# No statement and no row value is logged: they may hold a phone number.\n"
    "log_min_error_statement = panic\n"
    "log_error_verbosity = terse\n"
    "log_checkpoints = off\n";

static int
version_of(const char *program)
{
	return atoi(program + strlen("/usr/lib/postgresql/"));
}

/* The version that made the cluster, or the newest for a new one. */
static err_t
find_programs(struct server *s, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	glob_t found;
	char where[40];
	int want = daemon_file_read(s->pg, "PG_VERSION", &text) ? atoi(str_text(&text)) : 0,
	    best = 0;
	if (glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			int v = version_of(found.gl_pathv[i]);
			if ((want == 0 && v > best) || v == want)
				best = v;
		}
		globfree(&found);
	}
	snprintf(s->bin, sizeof s->bin, "/usr/lib/postgresql/%d/bin", best);
	snprintf(where, sizeof where, "postgresql-%d", want ? want : 15);
	if (best == 0)
		return fault_add(f, FAULT_SERVER, "database.url", "PostgreSQL",
		    "is not installed; apt-get install ", where);
	return ERR_OK;
}

static bool
fits_a_socket(const char *dir)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@";
	return strlen(dir) + SOCKET_NAME <= SUN_PATH && strspn(dir, plain) == strlen(dir);
}

static bool
is_private_dir(const char *dir)
{
	struct stat st;
	return lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	       (st.st_mode & 0777) == 0700;
}

static bool
is_in_state(const struct daemon *d, const struct server *s)
{
	return strncmp(s->socket_dir, d->state_dir, strlen(d->state_dir)) == 0;
}

/* STATE/run, or a short private directory elsewhere when STATE is too long for a socket's address
 * or has letters that a conninfo would need quoted. Its name is kept in STATE/socket-dir and used
 * again. */
static err_t
choose_socket_dir(const struct daemon *d, struct server *s, struct faults *f)
{
	CLEANUP(str_free) struct str kept = { 0 };
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	snprintf(s->socket_dir, sizeof s->socket_dir, "%s/run", d->state_dir);
	if (fits_a_socket(s->socket_dir))
		return daemon_file_mkdir(d->state_dir, "run", f);
	if (daemon_file_read(d->state_dir, "socket-dir", &kept) && fits_a_socket(kept.data) &&
	    is_private_dir(kept.data)) {
		snprintf(s->socket_dir, sizeof s->socket_dir, "%s", kept.data);
		return ERR_OK;
	}
	snprintf(s->socket_dir, sizeof s->socket_dir, "%s/oxyd-XXXXXX",
	    runtime != NULL && is_private_dir(runtime) && strlen(runtime) < 60 ? runtime : "/tmp");
	if (mkdtemp(s->socket_dir) == NULL)
		return daemon_file_fault(f, s->socket_dir, "");
	return daemon_file_write(d->state_dir, "socket-dir", s->socket_dir, f);
}

static err_t
read_secrets(struct daemon *d, struct server *s, bool make, struct faults *f)
{
	err_t e = make ? daemon_secret_get(d, "pg-admin", true, &s->admin_password, f) : ERR_OK;
	for (int i = 0; i < DAEMON_DB_ROLES && !e; i++) {
		e = daemon_secret_get(d, secret_names[i], make, &s->passwords[i], f);
		d->database.password[i] = s->passwords[i];
	}
	return e;
}

/* Durable before it gets its name: initdb flushes its files itself. */
static err_t
make_cluster(const struct daemon *d, struct server *s, struct faults *f)
{
	char fresh[PATH_MAX + 8], initdb[PATH_MAX + 16], pwfile[PATH_MAX];
	snprintf(fresh, sizeof fresh, "%s.new", s->pg);
	snprintf(initdb, sizeof initdb, "%s/initdb", s->bin);
	snprintf(pwfile, sizeof pwfile, "--pwfile=%s/secrets/pg-admin", d->state_dir);
	if (*d->config->secrets_dir != '\0')
		snprintf(pwfile, sizeof pwfile, "--pwfile=%s/pg-admin", d->config->secrets_dir);
	const char *argv[] = { initdb, "-D", fresh, "-U", superuser, pwfile, "--auth=scram-sha-256",
		"--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", NULL };
	const struct daemon_child_spec spec = { .name = "initdb",
		.argv = argv,
		.dir = d->state_dir,
		.log = s->log,
		.end_signal = SIGTERM };
	daemon_file_remove_tree(fresh);
	log_event(LOG_INFO, "making a new database cluster", LOG_STR("programs", s->bin), LOG_END);
	err_t e = daemon_child_run(&spec, "/dev/null", f);
	if (!e && rename(fresh, s->pg) != 0)
		e = daemon_file_fault(f, s->pg, "");
	return e;
}

static err_t
write_settings(const struct daemon *d, const struct server *s, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	str_addf(&text, "%sunix_socket_directories = '%s'\nlog_directory = '%s'\n", settings,
	    is_in_state(d, s) ? "../run" : s->socket_dir, "../log");
	str_addf(&text, "max_connections = %" PRId64 "\nshared_buffers = '%" PRId64 "MB'\n",
	    d->config->postgres_connections, d->config->postgres_buffers_mb);
	err_t e = daemon_file_write(s->pg, "postgresql.conf", text.data, f);
	if (!e) /* what ALTER SYSTEM once said must not undo the above */
		e = daemon_file_write(s->pg, "postgresql.auto.conf", "", f);
	return e ? e
		 : daemon_file_write(s->pg, "pg_hba.conf",
		       "# Written by oxyd at each start.\nlocal all all scram-sha-256\n", f);
}

/* The eighth line of postmaster.pid says how far the server is; it is what pg_ctl -w waits for. */
static bool
is_up(void *arg)
{
	const struct server *s = arg;
	CLEANUP(str_free) struct str text = { 0 };
	if (!daemon_child_is_running(s->child))
		return true;
	if (!daemon_file_read(s->pg, "postmaster.pid", &text) || text.len == 0 ||
	    atoi(text.data) != (int)daemon_child_pid(s->child))
		return false;
	const char *line = text.data;
	for (int i = 1; i < 8 && line != NULL; i++)
		line = (line = strchr(line, '\n')) ? line + 1 : NULL;
	return line != NULL && strncmp(line, "ready", 5) == 0;
}

/* Backends of a postmaster that was killed hold its shared memory; the next one would refuse to
 * start. */
static void
end_backends(void *arg)
{
	daemon_leftover_end(arg, LEFTOVER_MS);
}

static err_t
start_server(struct daemon *d, struct server *s, struct faults *f)
{
	snprintf(s->program, sizeof s->program, "%s/postgres", s->bin);
	memcpy(s->argv, (const char *[]){ s->program, "-D", s->pg, NULL }, sizeof s->argv);
	const struct daemon_child_spec spec = { .name = "postgres",
		.argv = s->argv,
		.dir = s->pg,
		.log = s->log,
		.end_signal = SIGINT,
		.force_signal = SIGQUIT,
		.end_timeout_ms = END_MS,
		.before = end_backends,
		.arg = (void *)d->state_dir };
	s->child = daemon_child_new(&spec);
	err_t e = daemon_child_start(s->child, f);
	if (e)
		return e;
	*VEC_ADD(&d->frame->children) = s->child;
	e = daemon_wait(d, is_up, s, READY_MS);
	if (e == ERR_AWAY)
		return daemon_child_fault(&spec, "does not become ready", f);
	if (!e && !daemon_child_is_running(s->child))
		return daemon_child_fault(&spec, "ended at once", f);
	return e;
}

static bool
can_log_in(const struct server *s)
{
	PGconn *c = PQconnectdb(s->admin_url);
	bool ok = PQstatus(c) == CONNECTION_OK;
	PQfinish(c);
	return ok;
}

/* createdb reads the password from a file, since argv and environment can be read by others. */
static err_t
make_database(const struct daemon *d, struct server *s, struct faults *f)
{
	CLEANUP(str_free) struct str line = { 0 };
	char createdb[PATH_MAX + 16], maintenance[PATH_MAX + 128];
	if (can_log_in(s))
		return ERR_OK;
	str_addf(&line, "*:*:*:%s:%s\n", superuser, s->admin_password);
	err_t e = daemon_file_write(d->state_dir, "pgpass", line.data, f);
	if (e)
		return e;
	snprintf(createdb, sizeof createdb, "%s/createdb", s->bin);
	snprintf(maintenance, sizeof maintenance,
	    "host='%s' user=%s dbname=postgres passfile=pgpass", s->socket_dir, superuser);
	const char *argv[] = { createdb, "--maintenance-db", maintenance, database, NULL };
	const struct daemon_child_spec spec = { .name = "createdb",
		.argv = argv,
		.dir = d->state_dir,
		.log = s->log,
		.end_signal = SIGTERM };
	e = daemon_child_run(&spec, "/dev/null", f);
	unlink("pgpass");
	if (!e && !can_log_in(s))
		e = fault_add(f, FAULT_SERVER, "secrets.dir", "postgres",
		    "does not accept the password of pg-admin", NULL);
	return e;
}

static err_t
use_given(struct daemon *d, struct faults *f)
{
	const struct config *c = d->config;
	d->database.url = c->database_url;
	d->database.admin_url = *c->database_admin_url != '\0' ? c->database_admin_url : NULL;
	return read_secrets(d, &server, false, f);
}

static err_t
locate(struct daemon *d, struct server *s, struct faults *f)
{
	CLEANUP(str_free) struct str url = { 0 };
	snprintf(s->pg, sizeof s->pg, "%s/pg", d->state_dir);
	snprintf(s->log, sizeof s->log, "%s/log/postgres.log", d->state_dir);
	err_t e = daemon_file_mkdir(d->state_dir, "log", f);
	if (e || (e = find_programs(s, f)) || (e = choose_socket_dir(d, s, f)) ||
	    (e = read_secrets(d, s, true, f)))
		return e;
	str_addf(&url, "host='%s' dbname=%s", s->socket_dir, database);
	s->url = mem_strdup(url.data);
	str_addf(&url, " user=%s password='%s' connect_timeout=10", superuser, s->admin_password);
	s->admin_url = mem_strdup(url.data);
	return ERR_OK;
}

static err_t
keep_private_one(struct daemon *d, struct server *s, struct faults *f)
{
	struct stat st;
	err_t e = locate(d, s, f);
	if (!e && stat(s->pg, &st) != 0)
		e = make_cluster(d, s, f);
	if (e || (e = write_settings(d, s, f)) || (e = start_server(d, s, f)) ||
	    (e = make_database(d, s, f)))
		return e;
	d->database.url = s->url;
	d->database.admin_url = s->admin_url;
	d->database.is_private = true;
	return ERR_OK;
}

err_t
daemon_postgres_start(struct daemon *d, struct faults *f)
{
	err_t e =
	    *d->config->database_url != '\0' ? use_given(d, f) : keep_private_one(d, &server, f);
	if (e)
		daemon_postgres_stop(d);
	return e;
}

void
daemon_postgres_stop(struct daemon *d)
{
	struct server *s = &server;
	if (s->child != NULL)
		daemon_child_stop(s->child);
	if (*s->socket_dir != '\0' && !is_in_state(d, s))
		rmdir(s->socket_dir);
	daemon_child_free(s->child);
	free(s->admin_password);
	free(s->url);
	free(s->admin_url);
	for (int i = 0; i < DAEMON_DB_ROLES; i++)
		free(s->passwords[i]);
	*s = (struct server){ 0 };
	d->database = (struct daemon_database){ 0 };
}
