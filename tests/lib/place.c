/* place - a table of four places, and what is made in three of them. */
#include "lib/place.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct place_things blank[PLACE_COUNT] = {
	[PLACE_OWN] = { .word = "own", .province = "15", .facility = "15-PGH1", .partner = "15-DH2", .supplier = "15-GASCO", .asset = "15-PGH1-T1" },
	[PLACE_SIBLING] = { .word = "sibling", .province = "15", .facility = "15-DH2", .partner = "15-PGH1", .supplier = "15-FILL", .asset = "15-DH2-C1",
	    .marks = { "15-DH2", "Trung tâm Y tế huyện", "15-FILL", "Trạm chiết nạp" } },
	[PLACE_OTHER] = { .word = "other province", .province = "01", .facility = "01-HN1", .partner = "01-N1", .supplier = "01-GAS", .asset = "01-HN1-C1",
	    .marks = { "01-HN1", "Bệnh viện Hà Nội", "01-GAS", "Khí Hà Nội" } },
	[PLACE_MISSING] = { .word = "missing", .province = "99", .facility = "99-NONE", .partner = "99-NONE2", .supplier = "99-NOGAS", .asset = "99-NONE-C1",
	    .quarantine = "019a0000-0000-7000-8000-000000000001", .delivery = "019a0000-0000-7000-8000-000000000002",
	    .token = "019a0000-0000-7000-8000-000000000003", .run = "019a0000-0000-7000-8000-000000000004", .alert = "019a0000-0000-7000-8000-000000000005",
	    .plan = "019a0000-0000-7000-8000-000000000006" },
};

void
place_expand(const struct place_things *p, const char *text, char *out, size_t size)
{
	static int counter = 10; /* two digits and more */
	const struct {
		char letter;
		const char *value;
	} things[] = { { 'F', p->facility }, { 'S', p->supplier }, { 'P', p->province }, { 'A', p->asset }, { 'Q', p->quarantine }, { 'D', p->delivery },
		{ 'T', p->token }, { 'R', p->run }, { 'L', p->alert }, { 'N', p->plan },
		{ 'G', p->partner } };
	char number[16];
	size_t n = 0;
	snprintf(number, sizeof number, "%d", ++counter);
	for (; *text != '\0' && n + 64 < size; text++) {
		const char *value = NULL;
		if (text[0] == '{' && text[1] != '\0' && text[2] == '}')
			value = text[1] == 'J' ? number : NULL;
		for (size_t i = 0; text[0] == '{' && text[1] != '\0' && text[2] == '}' && i < ARRAY_LEN(things); i++)
			if (things[i].letter == text[1])
				value = things[i].value;
		if (text[0] == '\\' && text[1] == 'n') {
			out[n++] = '\n';
			text++;
		} else if (value != NULL) {
			n += (size_t)snprintf(out + n, size - n, "%s", value);
			text += 2;
		} else {
			out[n++] = *text;
		}
	}
	out[n] = '\0';
}

/* Make a thing by a request and keep what it is called. */
static void
make(struct api_fixture *x, struct place_things *p, const char *who, const char *target, const char *body, const char *path, char id[40])
{
	char text[600];
	place_expand(p, body, text, sizeof text);
	api_fixture_call(x, who, "POST", target, text);
	if (x->status == 404 && strstr(x->text, "no such path") != NULL)
		return; /* a route that is still to come */
	ck_assert_msg(x->status >= 200 && x->status <= 202 && api_fixture_text(x, path) != NULL, "POST %s as %s: %d %s", target, who, x->status, x->text);
	snprintf(id, 40, "%s", api_fixture_text(x, path));
}

static void
make_alert(struct place_things *p)
{
	char sql[500];
	snprintf(sql, sizeof sql,
	    "INSERT INTO oxy.alert (shard, site_id, alert_id, kind, level, raised_at) SELECT shard, site_id, gen_random_uuid(), 1, 1, '2026-11-20T16:00+07'"
	    " FROM oxy.site_code WHERE code = '%s' ON CONFLICT DO NOTHING", p->facility);
	app_fixture_say(sql);
	snprintf(sql, sizeof sql, "SELECT alert_id FROM oxy.alert JOIN oxy.site_code USING (shard, site_id) WHERE code = '%s'", p->facility);
	snprintf(p->alert, sizeof p->alert, "%s", app_fixture_ask_text(sql));
}

void
place_fill(struct api_fixture *x, struct place_things places[PLACE_COUNT])
{
	char unused[40] = "";
	memcpy(places, blank, sizeof blank);
	make(x, &places[PLACE_OTHER], "admin", "/v1/facilities",
	    "{'code': '{G}', 'name': 'Partner', 'province': '{P}', 'assets': [{'asset': '{G}-C1', 'kind': 'cylinder_pool', 'cylinder_type': 'VN40', 'bottles': 10}]}",
	    "/code", unused);
	for (int i = 0; i < PLACE_MISSING; i++) {
		struct place_things *p = &places[i];
		const char *who = i == PLACE_OTHER ? "stranger" : "coordinator";
		make(x, p, who, "/v1/stock-reports",
		    "{'facility': '{F}', 'date': '2026-11-18', 'client_event_id': 'q{J}', 'stock': [{'form': 'cylinder', 'type': 'VN40', 'full': 99999}]}",
		    "/quarantined/0/id", p->quarantine);
		make(x, p, who, "/v1/deliveries",
		    "{'facility': '{F}', 'supplier': '{S}', 'product': 'cylinder', 'cylinder_type': 'VN40', 'full': 4, 'docket': 'p{J}'}", "/id", p->delivery);
		make(x, p, "admin", "/v1/tokens", "{'name': 'p{J}', 'role': 'hospital', 'facilities': ['{F}']}", "/id", p->token);
		make(x, p, "admin", "/v1/forecast-runs", "{'province': '{P}'}", "/id", p->run);
		make(x, p, "admin", "/v1/plans", "{'province': '{P}', 'horizon_days': 1}", "/id", p->plan);
		make_alert(p);
	}
}

/* The reviewed law of tenancy. Who is not named sees nothing of the kind. */
static const struct {
	const char *scope, *role;
	enum place last; /* sees its own up to this one */
} sight[] = {
	{ "facility", "admin", PLACE_OTHER },
	{ "facility", "ministry", PLACE_OTHER },
	{ "facility", "auditor", PLACE_OTHER },
	{ "facility", "coordinator", PLACE_SIBLING },
	{ "facility", "hospital", PLACE_OWN },
	{ "facility", "device", PLACE_OWN },
	{ "supplier", "admin", PLACE_OTHER },
	{ "supplier", "ministry", PLACE_OTHER },
	{ "supplier", "auditor", PLACE_OTHER },
	{ "supplier", "coordinator", PLACE_SIBLING },
	{ "supplier", "supplier", PLACE_OWN },
	{ "delivery", "admin", PLACE_OTHER },
	{ "delivery", "ministry", PLACE_OTHER },
	{ "delivery", "auditor", PLACE_OTHER },
	{ "delivery", "coordinator", PLACE_SIBLING },
	{ "delivery", "hospital", PLACE_OWN },
	{ "delivery", "supplier", PLACE_OWN },
	{ "province", "admin", PLACE_OTHER },
	{ "province", "ministry", PLACE_OTHER },
	{ "province", "auditor", PLACE_OTHER },
	{ "province", "coordinator", PLACE_SIBLING },
	{ "token", "admin", PLACE_OTHER },
	{ "token", "coordinator", PLACE_SIBLING },
	{ "asset", "hospital", PLACE_OWN },
	{ "asset", "device", PLACE_OWN },
};

bool
place_sees(const char *role, const char *scope, enum place where)
{
	for (size_t i = 0; i < ARRAY_LEN(sight); i++)
		if (strcmp(sight[i].scope, scope) == 0 && strcmp(sight[i].role, role) == 0)
			return where <= sight[i].last;
	return false;
}

void
place_digest_install(void)
{
	app_fixture_say(
	    "CREATE FUNCTION public.digest(what text) RETURNS text LANGUAGE plpgsql AS $$"
	    " DECLARE t text; one text; total text := '';"
	    " BEGIN"
	    "  FOR t IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'site_id'"
	    "   JOIN pg_attribute b ON b.attrelid = c.oid AND b.attname = 'shard' WHERE n.nspname = 'oxy' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1"
	    "  LOOP"
	    "   EXECUTE format('SELECT coalesce(md5(string_agg(x::text, '','' ORDER BY x::text)), '''') FROM oxy.%I x WHERE %s', t, what) INTO one;"
	    "   total := total || t || one;"
	    "  END LOOP;"
	    "  RETURN md5(total);"
	    " END $$");
}

const char *
place_digest(enum place where)
{
	static const char *const sql[PLACE_COUNT] = { [PLACE_OWN] = "SELECT public.digest('site_id IN (1, 3)')",
		[PLACE_SIBLING] = "SELECT public.digest('site_id IN (2, 4)')", [PLACE_OTHER] = "SELECT public.digest('shard = 1')",
		[PLACE_MISSING] = "SELECT ''" };
	return app_fixture_ask_text(sql[where]);
}
