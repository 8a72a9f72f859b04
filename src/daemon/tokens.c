/* tokens - STATE/tokens.json: the administrator's first token, made once, when nobody could have issued it.
 *
 * The file belongs to whoever starts the daemon (mode 0600); the database keeps hashes only. The demo adds its tokens to it. */
#include "app/tokens.h"
#include "daemon/file.h"
#include "daemon/frame.h"

#include "base/log.h"
#include "wire/wire.h"

#include <string.h>

#define FILE_NAME "tokens.json"

/* Does the file hold an administrator's token that is in force? */
static bool
has_admin(struct daemon *d)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(wire_decref_ptr) json_t *file = NULL;
	struct faults ignored = { 0 };
	struct session who;
	if (!daemon_file_read(d->state_dir, FILE_NAME, &text) || wire_parse(text.data, text.len, &file, &ignored) != ERR_OK)
		return false;
	const char *token = wire_peek(file, "admin");
	return token != NULL && app_tokens_find(d->app->tokens, token, &who, &ignored) == ERR_OK && who.role == ROLE_ADMIN;
}

static err_t
issue_admin(struct daemon *d, char token[APP_TOKEN_TEXT], struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	uint8_t sha[32];
	instant_t now = clock_now(d->clock);
	app_tokens_make(token, sha);
	err_t e = db_acquire(d->db, DB_JOB, &c, f);
	if (!e)
		e = db_query(c, Q_CREDENTIAL_INSERT,
		    DB_ARGS(DB_BYTES(sha, sizeof sha), DB_INT(ROLE_ADMIN), DB_TEXT("admin"), DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_INSTANT(now), DB_NULL, DB_NULL,
		        DB_ID(id_new(now)), DB_NULL),
		    &r, f);
	return e ? e : app_tokens_reload(d->app->tokens, f);
}

err_t
daemon_tokens_start(struct daemon *d, struct faults *f)
{
	char token[APP_TOKEN_TEXT];
	CLEANUP(str_free) struct str text = { 0 };
	if (has_admin(d))
		return ERR_OK;
	err_t e = issue_admin(d, token, f);
	if (e == ERR_AWAY && !d->database.is_private) { /* degraded: asked again once the database is back */
		*f = (struct faults){ 0 };
		return ERR_OK;
	}
	if (e)
		return e;
	log_event(LOG_INFO, "issued the administrator's token", LOG_STR("file", FILE_NAME), LOG_END);
	str_addf(&text, "{\"admin\": \"%s\"}\n", token);
	return daemon_file_write(d->state_dir, FILE_NAME, str_text(&text), f);
}
