/* issue_token - who may hand out which token is decided here, and once more by the policies of
 * oxy.credential. */
#include "app/issue_token.h"

#include "app/register.h"
#include "app/tokens.h"
#include "base/log.h"
#include "base/passwd.h"
#include "base/str.h"

#include <stdio.h>

/* Which member says whom a token of the role speaks for. */
enum speaks_for { FOR_NOBODY, FOR_PROVINCE, FOR_FACILITY, FOR_SUPPLIER, FOR_ASSET };
static const struct {
	enum speaks_for whom;
	roles_t issuers;
} kinds[ROLE_COUNT] = {
	[ROLE_ADMIN] = { FOR_NOBODY, ROLE_BIT(ROLE_ADMIN) },
	[ROLE_COORDINATOR] = { FOR_PROVINCE, ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) },
	[ROLE_HOSPITAL] = { FOR_FACILITY, ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) },
	[ROLE_SUPPLIER] = { FOR_SUPPLIER, ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) },
	[ROLE_MINISTRY] = { FOR_NOBODY, ROLE_BIT(ROLE_ADMIN) },
	[ROLE_AUDITOR] = { FOR_NOBODY, ROLE_BIT(ROLE_ADMIN) },
	[ROLE_DEVICE] = { FOR_ASSET, ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) },
};

/* ---- ids of the body ----------------------------------------------------------------------- */

static err_t
asset_in_scope(struct act *a, const char *code, struct store_site *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(a->db, Q_REGISTER_ASSET_BY_CODE, DB_ARGS(DB_TEXT(code)), &r, a->faults);
	if (e)
		return e;
	if (db_rows_n(r) == 0)
		return fault_add(a->faults, FAULT_NOT_FOUND, "/asset", NULL, NULL, NULL);
	*ret = (struct store_site){ .shard = (int16_t)db_int(r, 0, C_REGISTER_ASSET_BY_CODE_SHARD),
		.site_id = db_int(r, 0, C_REGISTER_ASSET_BY_CODE_SITE_ID) };
	return ERR_OK;
}

/* Each text of a list of codes that parses; what is no text is the shape's to refuse. */
static err_t
each_id(struct act *a, const json_t *body, const char *member,
    err_t (*ask)(struct act *a, const char *code, const char *pointer))
{
	size_t i;
	json_t *v;
	err_t e = ERR_OK;
	json_array_foreach(json_object_get(body, member), i, v)
		if (!e && json_is_string(v))
			e = ask(
			    a, json_string_value(v), arena_printf(a->arena, "/%s/%zu", member, i));
	return e;
}

static err_t
ask_facility(struct act *a, const char *code, const char *pointer)
{
	struct store_site site;
	return app_site_in_scope(a, code, STORE_FACILITY, pointer, &site);
}

err_t
app_issue_token_ids(struct act *a, const json_t *body)
{
	struct store_site site;
	const char *supplier = wire_peek(body, "supplier"), *asset = wire_peek(body, "asset");
	err_t e = each_id(a, body, "provinces", app_register_province);
	if (!e)
		e = each_id(a, body, "facilities", ask_facility);
	if (!e && supplier != NULL)
		e = app_site_in_scope(a, supplier, STORE_SUPPLIER, "/supplier", &site);
	if (!e && asset != NULL)
		e = asset_in_scope(a, asset, &site);
	return e;
}

/* ---- issuing ------------------------------------------------------------------------------- */

static err_t
refuse_stray(struct act *a, const struct wire_token *t)
{
	enum speaks_for whom = kinds[t->role].whom;
	const struct {
		const char *pointer;
		bool said;
		enum speaks_for fits;
	} members[] = {
		{ "/provinces", t->provinces.n > 0, FOR_PROVINCE },
		{ "/facilities", t->facilities.n > 0, FOR_FACILITY },
		{ "/supplier", t->supplier != NULL, FOR_SUPPLIER },
		{ "/asset", t->asset != NULL, FOR_ASSET },
	};
	err_t e = ERR_OK;
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (members[i].said && members[i].fits != whom)
			e = fault_add(a->faults, FAULT_NOT_FOR_ROLE, members[i].pointer,
			    role_names.word[t->role], NULL, NULL);
	if (t->provinces.n > 1)
		e = fault_add(a->faults, FAULT_TOO_MANY_ITEMS, "/provinces", "1", NULL, NULL);
	if (t->facilities.n > 1)
		e = fault_add(a->faults, FAULT_TOO_MANY_ITEMS, "/facilities", "1", NULL, NULL);
	return e;
}

static err_t
check(struct act *a, const struct wire_token *t)
{
	char now[CALENDAR_INSTANT_TEXT], said[CALENDAR_INSTANT_TEXT];
	if (!role_in(a->who->role, kinds[t->role].issuers))
		return fault_add(
		    a->faults, FAULT_ROLE, "/role", role_names.word[a->who->role], NULL, NULL);
	err_t e = refuse_stray(a, t);
	if (t->expires_at != INSTANT_NONE && t->expires_at <= a->at.now)
		e = fault_add(a->faults, FAULT_RANGE, "/expires_at",
		    arena_printf(a->arena, "> %s", calendar_instant_text(a->at.now, now)),
		    calendar_instant_text(t->expires_at, said), NULL);
	return e;
}

/* The site that the token speaks for; {0} where it speaks for none. */
static err_t
site_of(struct act *a, const struct wire_token *t, struct store_site *ret)
{
	*ret = (struct store_site){ 0 };
	switch (kinds[t->role].whom) {
	case FOR_FACILITY:
		return app_site_in_scope(
		    a, t->facilities.items[0], STORE_FACILITY, "/facilities/0", ret);
	case FOR_SUPPLIER:
		return app_site_in_scope(a, t->supplier, STORE_SUPPLIER, "/supplier", ret);
	case FOR_ASSET:
		return asset_in_scope(a, t->asset, ret);
	case FOR_PROVINCE:
	case FOR_NOBODY:
		break;
	}
	return ERR_OK;
}

/* Devices and suppliers come by MQTT too, where the broker compares the password in its own way. */
static err_t
insert(struct act *a, struct wire_token *t, struct store_site site, const uint8_t sha[32])
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	char hash[PASSWD_HASH];
	bool narrow = site.site_id != 0,
	     connects = t->role == ROLE_DEVICE || t->role == ROLE_SUPPLIER;
	return db_query(a->db, Q_CREDENTIAL_INSERT,
	    DB_ARGS(DB_BYTES(sha, 32), DB_INT(t->role), DB_TEXT(t->name),
		t->provinces.n ? DB_TEXT(t->provinces.items[0]) : DB_NULL,
		narrow ? DB_INT(site.shard) : DB_NULL, narrow ? DB_INT(site.site_id) : DB_NULL,
		DB_TEXT(t->asset), DB_INSTANT(t->created_at), DB_INSTANT(t->expires_at),
		DB_INT(a->who->cred_id), DB_ID(t->id),
		connects ? DB_TEXT(passwd_hash(t->token, hash)) : DB_NULL),
	    &r, a->faults);
}

err_t
app_issue_token(struct act *a, struct wire_token *t)
{
	char text[ID_TEXT], secret[APP_TOKEN_TEXT];
	uint8_t sha[32];
	struct store_site site;
	err_t e = check(a, t);
	if (!e)
		e = site_of(a, t, &site);
	if (e)
		return e;
	app_tokens_make(secret, sha);
	t->id = id_new(a->recorded_at);
	t->created_at = a->recorded_at;
	t->token = arena_strdup(a->arena, secret);
	e = insert(a, t, site, sha);
	return e ? e
		 : app_audit(a, site, "token.issue", id_text(t->id, text),
		       arena_printf(a->arena, "{\"role\": \"%s\"}", role_names.word[t->role]));
}

/* ---- listing and revoking ------------------------------------------------------------------ */

static const char *
copy_text(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

static void
read_row(struct arena *a, const struct db_rows *r, int i, struct wire_token *t)
{
	const char *code = copy_text(a, db_text(r, i, C_CREDENTIAL_LIST_CODE)),
		   *province = copy_text(a, db_text(r, i, C_CREDENTIAL_LIST_PROVINCE));
	const char **list = ARENA_NEW(a, const char *);
	wire_init(&wire_record_shape_token, t);
	t->id = db_id(r, i, C_CREDENTIAL_LIST_TOKEN_ID);
	t->role = (enum role)db_int(r, i, C_CREDENTIAL_LIST_ROLE);
	t->name = arena_strdup(a, db_text(r, i, C_CREDENTIAL_LIST_NAME));
	t->asset = copy_text(a, db_text(r, i, C_CREDENTIAL_LIST_ASSET));
	t->created_at = db_instant(r, i, C_CREDENTIAL_LIST_CREATED_AT);
	t->expires_at = db_instant(r, i, C_CREDENTIAL_LIST_EXPIRES_AT);
	t->revoked_at = db_instant(r, i, C_CREDENTIAL_LIST_REVOKED_AT);
	*list = t->role == ROLE_COORDINATOR ? province : code;
	if (t->role == ROLE_COORDINATOR) {
		t->provinces.items = list;
		t->provinces.n = 1;
	} else if (t->role == ROLE_HOSPITAL) {
		t->facilities.items = list;
		t->facilities.n = 1;
	} else if (t->role == ROLE_SUPPLIER)
		t->supplier = code;
}

err_t
app_issue_token_list(
    struct act *a, const char *cursor, int64_t limit, struct app_issue_token_page *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	int64_t after = 0;
	if (cursor != NULL && !str_to_i64(cursor, &after))
		return fault_add(a->faults, FAULT_CURSOR, "?cursor", NULL, NULL, NULL);
	err_t e = db_query(a->db, Q_CREDENTIAL_LIST,
	    DB_ARGS(DB_INT(after), DB_INSTANT(a->at.recorded_by), DB_INT(limit + 1)), &r,
	    a->faults);
	if (e)
		return e;
	bool more = db_rows_n(r) > limit;
	ret->n = more ? (size_t)limit : (size_t)db_rows_n(r);
	ret->items = ARENA_ARRAY(a->arena, struct wire_token, ret->n);
	for (size_t i = 0; i < ret->n; i++)
		read_row(a->arena, r, (int)i, &ret->items[i]);
	ret->next = more ? arena_printf(a->arena, "%lld",
			       (long long)db_int(r, (int)limit - 1, C_CREDENTIAL_LIST_CRED_ID))
			 : NULL;
	return ERR_OK;
}

err_t
app_issue_token_revoke(struct act *a, struct id id, struct wire_token *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL, *row = NULL;
	char text[ID_TEXT];
	int64_t changed = 0;
	err_t e = db_query(a->db, Q_CREDENTIAL_BY_ID, DB_ARGS(DB_ID(id)), &r, a->faults);
	if (!e && db_rows_n(r) == 0)
		e = fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	if (e)
		return e;
	int64_t cred_id = db_int(r, 0, C_CREDENTIAL_BY_ID_CRED_ID);
	e = db_run(a->db, Q_CREDENTIAL_REVOKE, DB_ARGS(DB_INT(cred_id), DB_INSTANT(a->recorded_at)),
	    &changed, a->faults);
	if (!e)
		e = db_query(a->db, Q_CREDENTIAL_LIST,
		    DB_ARGS(DB_INT(cred_id - 1), DB_INSTANT(a->at.recorded_by), DB_INT(1)), &row,
		    a->faults);
	if (e)
		return e;
	read_row(a->arena, row, 0, ret);
	if (changed == 0)
		return ERR_OK;
	return app_audit(a, (struct store_site){ 0 }, "token.revoke", id_text(id, text), NULL);
}

void
app_issue_token_settle(struct app *app)
{
	struct faults f = { 0 };
	if (app_tokens_reload(app->tokens, &f) != ERR_OK)
		log_event(LOG_WARNING, "credentials not read again; they follow within a second",
		    LOG_END);
	if (app->users_changed != NULL)
		app->users_changed(app->users_arg);
}
