/* load - eight threads that report, and the reader that asks afterwards what is there. */
#include "lib/load.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "domain/calendar.h"
#include "http/client.h"

#include <check.h>
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DAYS = 300, CALL_S = 10, RETRY_US = 5000 };

struct writer {
	struct load *load;
	pthread_t thread;
	int number;
	struct rng rng;
	struct ledger *ledger;
	struct http_client *client;
	char refusal[600]; /* an answer that should not have been */
};

struct load {
	struct writer writers[LOAD_WRITERS];
	char token[128];
	long run; /* makes ids of several loads differ */
	atomic_bool ending;
	atomic_long acked;
};

static void
ledger_path(char path[200], const char *dir, int number)
{
	snprintf(path, 200, "%s/ledger-%d", dir, number);
}

static err_t
call(struct http_client *c, const char *token, const char *method, const char *target, const char *key, const char *body, struct http_reply *reply)
{
	char bearer[160];
	struct http_pair header[3] = { { "Authorization", bearer } };
	struct http_call k = { .method = method, .target = target, .header = header, .headers = 1, .body = body, .body_len = body ? strlen(body) : 0 };
	snprintf(bearer, sizeof bearer, "Bearer %s", token);
	if (body != NULL)
		header[k.headers++] = (struct http_pair){ "Content-Type", "application/json" };
	if (key != NULL)
		header[k.headers++] = (struct http_pair){ "Idempotency-Key", key };
	return http_client_call(c, &k, reply);
}

void
load_register(int port, const char *admin)
{
	struct http_client *c = http_client_new("127.0.0.1", (uint16_t)port, CALL_S * INSTANT_SECOND);
	struct http_reply reply = { 0 };
	char body[800];
	for (int i = 0; i < LOAD_WRITERS; i++) {
		snprintf(body, sizeof body,
		    "{\"code\":\"15-K%d\",\"name\":\"K %d\",\"province\":\"15\",\"level\":\"district\",\"beds\":200,\"location\":{\"lat\":22.3,\"lon\":104.1},\"assets\":["
		    "{\"asset\":\"15-K%d-T1\",\"kind\":\"tank\",\"capacity_g\":20000000,\"heel_g\":2000000},{\"asset\":\"15-K%d-C1\",\"kind\":\"cylinder_pool\","
		    "\"cylinder_type\":\"VN40\",\"bottles\":300}]}",
		    i, i, i, i);
		ck_assert_int_eq(call(c, admin, "POST", "/v1/facilities", NULL, body, &reply), ERR_OK);
		ck_assert_msg(reply.status == 201, "%d %s", reply.status, str_text(&reply.body));
	}
	http_client_reply_free(&reply);
	http_client_free(c);
}

/* Days ascend and come round again, so a facility has many periods and many revisions. */
static void
report_text(const struct writer *w, const char *id, long number, char *body, size_t size)
{
	char date[CALENDAR_DAY_TEXT];
	day_t today = calendar_day_of((instant_t)time(NULL) * INSTANT_SECOND);
	snprintf(body, size,
	    "{\"facility\":\"15-K%d\",\"date\":\"%s\",\"client_event_id\":\"%s\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-K%d-T1\",\"on_hand_g\":%ld},"
	    "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":120,\"in_use\":8,\"empty\":60}],\"consumed\":{\"value\":700,\"unit\":\"m3@15C\"}}",
	    w->number, calendar_day_text(today - DAYS + (day_t)(number % DAYS), date), id, w->number, 12000000 - 1000 * (number % 60));
}

static void
send_until_known(struct writer *w, struct http_reply *reply, const char *id, const char *body)
{
	bool gives_up = rng_below(&w->rng, 8) == 0;
	const char *key = w->number % 2 == 0 ? id : NULL;
	ledger_attempt(w->ledger, id);
	while (!w->load->ending) {
		err_t e = call(w->client, w->load->token, "POST", "/v1/stock-reports", key, body, reply);
		if (!e && reply->status >= 200 && reply->status <= 202) {
			ledger_ack(w->ledger, id);
			w->load->acked++;
			return;
		}
		if (!e && reply->status != 503 && reply->status != 409) /* 409: the same key is still under way */
			snprintf(w->refusal, sizeof w->refusal, "%d %s", reply->status, str_text(&reply->body));
		if (gives_up || w->refusal[0] != '\0')
			return;
		usleep(RETRY_US);
	}
}

static void *
write_for_ever(void *arg)
{
	struct writer *w = arg;
	struct http_reply reply = { 0 };
	char id[LEDGER_ID], body[1024];
	for (long i = 0; !w->load->ending && w->refusal[0] == '\0'; i++) {
		snprintf(id, sizeof id, "w%d-%lx-%ld", w->number, w->load->run, i);
		report_text(w, id, i, body, sizeof body);
		send_until_known(w, &reply, id, body);
	}
	http_client_reply_free(&reply);
	return NULL;
}

struct load *
load_start(const char *dir, int port, const char *token, uint64_t seed)
{
	struct load *l = MEM_NEW(struct load);
	snprintf(l->token, sizeof l->token, "%s", token);
	l->run = (long)clock_mono();
	for (int i = 0; i < LOAD_WRITERS; i++) {
		struct writer *w = &l->writers[i];
		char path[200];
		ledger_path(path, dir, i);
		w->load = l;
		w->number = i;
		w->rng = rng_seed(seed, (uint64_t)i);
		w->ledger = ledger_open(path);
		w->client = http_client_new("127.0.0.1", (uint16_t)port, CALL_S * INSTANT_SECOND);
		pthread_create(&w->thread, NULL, write_for_ever, w);
	}
	return l;
}

void
load_stop(struct load *l)
{
	l->ending = true;
	for (int i = 0; i < LOAD_WRITERS; i++) {
		struct writer *w = &l->writers[i];
		pthread_join(w->thread, NULL);
		ledger_close(w->ledger);
		http_client_free(w->client);
		ck_assert_msg(w->refusal[0] == '\0', "a report was refused: %s", w->refusal);
	}
	free(l);
}

long
load_acked(const struct load *l)
{
	return l->acked;
}

/* ---- afterwards ------------------------------------------------------------------------------- */

/* One page; false when it was the last. */
static bool
read_page(struct http_client *c, const char *token, char *target, size_t size, int number, struct ledger_ids *stored)
{
	struct http_reply reply = { 0 };
	json_t *item;
	size_t i;
	ck_assert_int_eq(call(c, token, "GET", target, NULL, NULL, &reply), ERR_OK);
	ck_assert_msg(reply.status == 200, "%s: %d %s", target, reply.status, str_text(&reply.body));
	json_t *page = json_loadb(str_text(&reply.body), reply.body.len, 0, NULL);
	ck_assert_ptr_nonnull(page);
	json_array_foreach (json_object_get(page, "items"), i, item)
		ledger_ids_add(stored, json_string_value(json_object_get(item, "client_event_id")));
	const char *next = json_string_value(json_object_get(page, "next"));
	if (next != NULL)
		snprintf(target, size, "/v1/facilities/15-K%d/stock-reports?limit=1000&cursor=%s", number, next);
	json_decref(page);
	http_client_reply_free(&reply);
	return next != NULL;
}

struct ledger_verdict
load_judge(const char *dir, int port, const char *token)
{
	struct http_client *c = http_client_new("127.0.0.1", (uint16_t)port, CALL_S * INSTANT_SECOND);
	struct ledger_ids stored = { 0 };
	char paths[LOAD_WRITERS][200], target[400];
	const char *names[LOAD_WRITERS];
	for (int i = 0; i < LOAD_WRITERS; i++) {
		ledger_path(paths[i], dir, i);
		names[i] = paths[i];
		snprintf(target, sizeof target, "/v1/facilities/15-K%d/stock-reports?limit=1000", i);
		while (read_page(c, token, target, sizeof target, i, &stored))
			;
	}
	struct ledger_verdict v = ledger_judge(names, LOAD_WRITERS, &stored);
	ledger_ids_free(&stored);
	http_client_free(c);
	return v;
}
