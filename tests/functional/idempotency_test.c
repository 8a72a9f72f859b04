/* Sending twice is doing once: Idempotency-Key on every POST route that tests/functional/authz.tsv knows how to call, and client_event_id.
 *
 * The effect is counted in the audit: every state change leaves a row there in its own transaction. */
#include "http/client.h"
#include "ingest/ingest.h"
#include "lib/place.h"
#include "lib/reviewed.h"
#include "lib/suite.h"
#include "store/delivery.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CROWD = 50, EVENTS = 20, COPIES = 5 };

static struct api_fixture *x;
static struct place_things places[PLACE_COUNT];
static int wrong;

static void
complain(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	wrong++;
}

/* The own place's delivery is one that is offered, so that something can still happen to it. */
static void
offer(void)
{
	struct app_fixture *fx = x->fx;
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
	struct store_delivery_by by = { .cred_id = a->who->cred_id, .role = ROLE_COORDINATOR, .at = a->at.now, .recorded_at = a->recorded_at };
	struct store_delivery_new row = { .id = id_new(a->recorded_at), .line = -1, .route_no = -1, .stop_no = -1, .shard = 15, .supplier_shard = 15,
		.site_id = fx->pgh1.site_id, .supplier_id = fx->gasco.site_id, .asset_id = 1, .from_account = 31, .to_account = 11, .vehicle_account = 33,
		.vehicle = "15-GASCO-TK1", .product = PRODUCT_LOX, .mode = DELIVERY_ROUTED, .quantity_g = 1000000, .min_g = 1000000, .max_g = 1000000,
		.full = UNKNOWN_I64, .empties = UNKNOWN_I64, .from = a->at.now + INSTANT_HOUR, .to = a->at.now + 3 * INSTANT_HOUR };
	ck_assert_int_eq(store_delivery_insert(a->db, &row, 1, false, &by, a->faults), ERR_OK);
	ck_assert_int_eq(store_delivery_offer(a->db, &row, 1, &by, a->faults), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	id_text(row.id, places[PLACE_OWN].delivery);
}

static void
setup(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	x = api_fixture_new();
	if (x->fx->app.ingest == NULL)
		x->fx->app.ingest = ingest_start(&(struct ingest_options){ .db = x->fx->app.db, .clock = x->fx->app.clock, .paths = x->fx->app.paths });
	reviewed_read();
	place_fill(x, places);
	offer();
	wrong = 0;
}

static long
effects(void)
{
	return app_fixture_ask("SELECT count(*) FROM oxy.audit");
}

/* A request as it is sent again and again. */
struct sent {
	const struct reviewed_row *row;
	const char *role, *type;
	enum place where;
	char target[300], body[800], key[300];
};

static const char *
type_of(const struct reviewed_row *r)
{
	return strstr(r->path, "/batch") ? "application/x-ndjson" : strstr(r->path, "/surge-") || strstr(r->path, "/imports/") ? "text/csv" : "application/json";
}

static void
make(struct sent *s, const struct reviewed_row *r, const char *role, enum place where)
{
	static int count;
	s->row = r;
	s->role = role;
	s->type = type_of(r);
	s->where = where;
	place_expand(&places[where], r->target, s->target, sizeof s->target);
	place_expand(&places[where], strstr(r->path, "/deliveries/{id}/events") ? "{'event': 'cancel', 'reason': 'test'}" : r->body, s->body, sizeof s->body);
	snprintf(s->key, sizeof s->key, "key-%d", ++count);
}

static void
post(const struct sent *s)
{
	x->key = s->key;
	x->type = s->type;
	api_fixture_call(x, s->role, "POST", s->target, s->body);
}

static bool
is_post(const struct reviewed_row *r)
{
	return strcmp(r->method, "POST") == 0 && reviewed_route_of(r) != NULL;
}

static const char *const roles[] = { "coordinator", "admin", "device", "hospital" };

static const char *
first_role(const struct reviewed_row *r)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (reviewed_may_call(r, roles[i]))
			return roles[i];
	return NULL;
}

/* A first answer of 2xx: at the own place, at the neighbour's when the thing of the own one is used up, or by another role. */
static bool
post_first(struct sent *s, const struct reviewed_row *r)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		for (enum place where = PLACE_OWN; where <= PLACE_SIBLING && reviewed_may_call(r, roles[i]); where++) {
			make(s, r, roles[i], where);
			post(s);
			if (x->status >= 200 && x->status <= 299)
				return true;
		}
	complain("POST %s as %s: cannot be built: %d %.300s", r->target, s->role, x->status, x->text);
	return false;
}

/* ---- alone ------------------------------------------------------------------------------------ */

static void
check_replay(const struct sent *s)
{
	int status = x->status;
	char *first = mem_strdup(x->text);
	long before = effects();
	if (x->replayed)
		complain("POST %s: the first answer says that it is a replay", s->target);
	post(s);
	if (x->status != status || strcmp(x->text, first) != 0)
		complain("POST %s again: %d %.200s instead of %d %.200s", s->target, x->status, x->text, status, first);
	if (!x->replayed)
		complain("POST %s again: no Idempotent-Replayed", s->target);
	if (effects() != before)
		complain("POST %s again: another effect", s->target);
	free(first);
}

static void
expect_reused(const struct sent *s, const char *what)
{
	long before = effects();
	post(s);
	if (x->status != 422 || !api_fixture_fault(x, "key_reused", "Idempotency-Key"))
		complain("POST %s, the same key with %s: %d %.300s", s->target, what, x->status, x->text);
	if (effects() != before)
		complain("POST %s, the same key with %s: it had an effect", s->target, what);
}

/* Another body that would be right by itself. */
static bool
change_body(const struct sent *s, struct sent *other)
{
	static const char *const changes[][2] = { { "'horizon_days': 1", "'horizon_days': 2" }, { "'reason': 'test'", "'reason': 'tost'" },
{ "'province': '15'}", "'province': '15', 'as_of': '2026-11-20T16:00:00+07:00'}" },
		{ "17:00:00", "17:00:01" }, { ",100\n", ",101\n" } };
	*other = *s;
	if (strstr(s->row->body, "{J}") != NULL)
		place_expand(&places[s->where], s->row->body, other->body, sizeof other->body);
	for (size_t i = 0; strcmp(other->body, s->body) == 0 && i < ARRAY_LEN(changes); i++) {
		const char *at = strstr(s->body, changes[i][0]);
		if (at != NULL)
			snprintf(other->body, sizeof other->body, "%.*s%s%s", (int)(at - s->body), s->body, changes[i][1], at + strlen(changes[i][0]));
	}
	return strcmp(other->body, s->body) != 0;
}

START_TEST(the_same_key_and_body_give_the_same_bytes_and_anything_else_under_the_key_is_refused)
{
	struct sent s, other;
	int routes = 0, bodies = 0, ids = 0;
	setup();
	for (size_t k = 0; k < reviewed_n; k++) {
		if (!is_post(&reviewed[k]) || !post_first(&s, &reviewed[k]))
			continue;
		routes++;
		check_replay(&s);
		if (change_body(&s, &other)) {
			bodies++;
			expect_reused(&other, "another body");
		}
		other = s;
		if (strchr(s.row->path, '{') != NULL) {
			ids++;
			place_expand(&places[s.where == PLACE_OWN ? PLACE_SIBLING : PLACE_OWN], s.row->target, other.target, sizeof other.target);
			expect_reused(&other, "another id in the path");
		}
	}
	printf("%d routes, %d with another body, %d with another id\n", routes, bodies, ids);
	ck_assert_int_ge(routes, 12);
	ck_assert_int_ge(bodies, 8);
	ck_assert_int_ge(ids, 3);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(a_key_has_one_to_255_characters)
{
	struct sent s;
	setup();
	for (size_t k = 0; k < reviewed_n; k++) {
		if (!is_post(&reviewed[k]))
			continue;
		static const size_t lengths[] = { 0, 256 };
		for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
			make(&s, &reviewed[k], first_role(&reviewed[k]), PLACE_OWN);
			memset(s.key, 'k', sizeof s.key);
			s.key[lengths[i]] = '\0';
			post(&s);
			if (x->status != 422 || !api_fixture_fault(x, "key_length", "Idempotency-Key"))
				complain("POST %s with a key of %zu: %d %.300s", s.target, lengths[i], x->status, x->text);
		}
		if (strcmp(reviewed[k].path, "/v1/stock-reports") == 0) {
			s.key[255] = '\0';
			memset(s.key, 'k', 255);
			post(&s);
			ck_assert_int_eq(x->status, 201);
			post(&s);
			ck_assert(x->replayed);
		}
	}
	ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(the_key_is_looked_at_before_the_event_id)
{
	static const char one[] = "{'facility': '15-PGH1', 'date': '2026-11-20', 'client_event_id': 'e1', 'stock': [{'form': 'lox', 'asset': '15-PGH1-T1', 'on_hand_g': 9000000}]}";
	static const char two[] = "{'facility': '15-PGH1', 'date': '2026-11-20', 'client_event_id': 'e1', 'stock': [{'form': 'lox', 'asset': '15-PGH1-T1', 'on_hand_g': 8000000}]}";
	static const struct {
		const char *key, *body;
		int status;
		bool replayed;
		const char *code;
	} steps[] = {
		{ "k1", one, 201, false, NULL },
		{ "k1", one, 201, true, NULL },           /* the key's answer, not the event's 200 */
		{ "k1", two, 422, false, "key_reused" },  /* not the event's 409 */
		{ "k2", one, 200, false, NULL },          /* a new key: the event answers */
		{ "k3", two, 409, false, "event_id_reused" },
		{ NULL, one, 200, false, NULL },
		{ "k2", one, 200, true, NULL },           /* and its answer is the key's from then on */
		{ "k2", two, 422, false, "key_reused" },
	};
	setup();
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		x->key = steps[i].key;
		api_fixture_call(x, "hospital", "POST", "/v1/stock-reports", steps[i].body);
		if (x->status != steps[i].status || x->replayed != steps[i].replayed || (steps[i].code && !api_fixture_fault(x, steps[i].code, NULL)))
			complain("step %zu: %d %s %.300s", i, x->status, x->replayed ? "replayed" : "", x->text);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report WHERE client_event_id = 'e1'"), 1);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

/* ---- in a crowd ------------------------------------------------------------------------------- */

struct member {
	pthread_t thread;
	const struct sent *s;
	const char *key; /* NULL: none */
	pthread_barrier_t *gate;
	int times, status;
	bool replayed;
	struct str body; /* of the last answer */
};

static void *
send_in_crowd(void *arg)
{
	struct member *m = arg;
	char bearer[100], body[800];
	struct http_reply reply = { 0 };
	struct http_pair header[] = { { "Authorization", bearer }, { "Content-Type", m->s->type }, { "Idempotency-Key", m->key } };
	struct http_client *c = http_client_new("127.0.0.1", api_server_port(x->server), 60 * INSTANT_SECOND);
	snprintf(bearer, sizeof bearer, "Bearer oxy_test_%s", m->s->role);
	snprintf(body, sizeof body, "%s", m->s->body);
	for (char *p = body; *p != '\0'; p++)
		*p = *p == '\'' ? '"' : *p;
	struct http_call call = { .method = "POST", .target = m->s->target, .header = header, .headers = m->key ? 3 : 2, .body = body, .body_len = strlen(body) };
	pthread_barrier_wait(m->gate);
	for (int i = 0; i < m->times; i++) {
		err_t e = http_client_call(c, &call, &reply);
		m->status = e ? -1 : reply.status;
		m->replayed = !e && http_client_header(&reply, "Idempotent-Replayed") != NULL;
	}
	str_add_n(&m->body, str_text(&reply.body), reply.body.len);
	http_client_reply_free(&reply);
	http_client_free(c);
	return NULL;
}

static void
run_crowd(struct member *all, int n)
{
	pthread_barrier_t gate;
	pthread_barrier_init(&gate, NULL, (unsigned)n);
	for (int i = 0; i < n; i++) {
		all[i].gate = &gate;
		pthread_create(&all[i].thread, NULL, send_in_crowd, &all[i]);
	}
	for (int i = 0; i < n; i++)
		pthread_join(all[i].thread, NULL);
	pthread_barrier_destroy(&gate);
}

static void
check_crowd(const struct sent *s, struct member *all)
{
	const char *answer = NULL;
	int done = 0, conflicts = 0, first = 0;
	for (int i = 0; i < CROWD; i++) {
		bool good = all[i].status >= 200 && all[i].status <= 299;
		done += good;
		conflicts += all[i].status == 409;
		first += good && !all[i].replayed;
		if (good && answer != NULL && strcmp(answer, str_text(&all[i].body)) != 0)
			complain("POST %s, %d at once: two answers: %.200s and %.200s", s->target, CROWD, answer, str_text(&all[i].body));
		if (good && answer == NULL)
			answer = str_text(&all[i].body);
		if (!good && all[i].status != 409)
			complain("POST %s, %d at once: %d %.200s", s->target, CROWD, all[i].status, str_text(&all[i].body));
	}
	if (done == 0 || first != 1)
		complain("POST %s, %d at once: %d done, %d of them for the first time, %d conflicts", s->target, CROWD, done, first, conflicts);
}

/* What one request of the kind leaves in the audit, a crowd of the same request leaves too. */
START_TEST(fifty_at_once_have_one_effect)
{
	static struct member all[CROWD];
	struct sent s;
	int routes = 0;
	setup();
	for (size_t k = 0; k < reviewed_n; k++) {
		if (!is_post(&reviewed[k]) || strstr(reviewed[k].body, "{J}") == NULL)
			continue; /* those of another body each time can be measured alone first */
		long before = effects();
		if (!post_first(&s, &reviewed[k]))
			continue;
		long alone = effects() - before;
		make(&s, &reviewed[k], s.role, s.where);
		memset(all, 0, sizeof all);
		for (int i = 0; i < CROWD; i++)
			all[i] = (struct member){ .s = &s, .key = s.key, .times = 1 };
		before = effects();
		run_crowd(all, CROWD);
		check_crowd(&s, all);
		if (effects() - before != alone)
			complain("POST %s, %d at once: %ld audit rows, one alone leaves %ld", s.target, CROWD, effects() - before, alone);
		for (int i = 0; i < CROWD; i++)
			str_free(&all[i].body);
		routes++;
	}
	printf("%d routes, %d at once\n", routes, CROWD);
	ck_assert_int_ge(routes, 8);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(an_event_sent_one_to_five_times_over_several_connections_is_stored_once)
{
	static struct member all[EVENTS * COPIES];
	static struct sent sent[EVENTS];
	char sql[200];
	int n = 0;
	setup();
	for (int i = 0; i < EVENTS; i++) {
		sent[i] = (struct sent){ .role = "hospital", .type = "application/json", .target = "/v1/stock-reports" };
		snprintf(sent[i].body, sizeof sent[i].body,
		    "{'facility': '15-PGH1', 'date': '2026-11-%02d', 'client_event_id': 'dup-%d', 'stock': [{'form': 'lox', 'asset': '15-PGH1-T1', 'on_hand_g': %d}]}",
		    1 + i % 20, i, 9000000 + i);
		for (int copy = 0; copy < 1 + i % COPIES; copy++)
			all[n++] = (struct member){ .s = &sent[i], .times = 1 + copy % 2 };
	}
	run_crowd(all, n);
	for (int i = 0; i < n; i++)
		if (all[i].status < 200 || all[i].status > 202)
			complain("%s: %d %.300s", all[i].s->body, all[i].status, str_text(&all[i].body));
	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++)
			if (all[i].s == all[k].s && strcmp(str_text(&all[i].body), str_text(&all[k].body)) != 0)
				complain("two answers to one event: %.200s and %.200s", str_text(&all[i].body), str_text(&all[k].body));
	for (int i = 0; i < EVENTS; i++) {
		snprintf(sql, sizeof sql, "SELECT count(*) FROM oxy.report WHERE client_event_id = 'dup-%d'", i);
		ck_assert_int_eq(app_fixture_ask(sql), 1);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.observation o JOIN oxy.report r USING (report_id) WHERE r.client_event_id LIKE 'dup-%'"), EVENTS);
	printf("%d events in %d connections\n", EVENTS, n);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

SUITE_TIMED("idempotency", 240, the_same_key_and_body_give_the_same_bytes_and_anything_else_under_the_key_is_refused, a_key_has_one_to_255_characters,
    the_key_is_looked_at_before_the_event_id, fifty_at_once_have_one_effect, an_event_sent_one_to_five_times_over_several_connections_is_stored_once)
