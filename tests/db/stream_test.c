/* GET /v1/stream: who hears what, and resuming behind the last event that was seen. */
#include "api/api.h"
#include "app/events.h"
#include "app/tokens.h"
#include "ingest/ingest.h"
#include "lib/api_fixture.h"
#include "lib/suite.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct api_fixture *x;

static void
setup(void)
{
	x = api_fixture_new();
	x->fx->app.events = app_events_start(&x->fx->app);
}

static void
teardown(void)
{
	struct app_events *ev = x->fx->app.events;
	api_server_stop(x->server); /* ends the streams, whose readers the maker of events then lets go */
	x->server = NULL;
	app_events_stop(ev);
	x->fx->app.events = NULL;
	api_fixture_free(x);
}

struct ear {
	int fd;
	char text[65536];
	size_t n;
	bool over;
};

static void
listen_as(struct ear *e, const char *who, const char *last_id)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(api_server_port(x->server)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char request[400];
	memset(e, 0, sizeof *e);
	e->fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(connect(e->fd, (struct sockaddr *)&a, sizeof a), 0);
	int n = snprintf(request, sizeof request, "GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer oxy_test_%s\r\n%s%s%s\r\n", who,
	    last_id ? "Last-Event-ID: " : "", last_id ? last_id : "", last_id ? "\r\n" : "");
	ck_assert_int_eq(write(e->fd, request, (size_t)n), n);
}

/* Read until the text is there, or for ms; is it? */
static bool
hears(struct ear *e, const char *text, int ms)
{
	int64_t until = clock_mono() + ms * INT64_C(1000);
	while (strstr(e->text, text) == NULL && clock_mono() < until && !e->over) {
		struct pollfd p = { .fd = e->fd, .events = POLLIN };
		if (poll(&p, 1, 20) != 1)
			continue;
		ssize_t got = read(e->fd, e->text + e->n, sizeof e->text - 1 - e->n);
		e->over = got <= 0;
		e->n += got > 0 ? (size_t)got : 0;
		e->text[e->n] = '\0';
	}
	return strstr(e->text, text) != NULL;
}

static void
patch(const char *who, const char *facility, int beds)
{
	char target[60], body[40];
	snprintf(target, sizeof target, "/v1/facilities/%s", facility);
	snprintf(body, sizeof body, "{'beds': %d}", beds);
	api_fixture_call(x, who, "PATCH", target, body);
	ck_assert_msg(x->status == 200, "%s", x->text);
}

static void
alert(const char *id, int site)
{
	char sql[800];
	snprintf(sql, sizeof sql,
	    "INSERT INTO oxy.alert (shard, site_id, alert_id, kind, level, raised_at) VALUES (15, %d, '%s', 1, 1, '2026-11-20T17:00+07');"
	    "INSERT INTO oxy.audit (shard, site_id, audit_id, recorded_at, cred_id, verb, object) VALUES (15, %d, gen_random_uuid(), oxy.recorded_at('2026-11-20T17:00+07'), 0, 'alert.raise', '%s')",
	    site, id, site, id);
	app_fixture_say(sql);
	ck_assert(clock_set(x->fx->app.clock, clock_now(x->fx->app.clock) + INSTANT_SECOND));
}

#define A1 "00000000-0000-7000-8000-000000000001"
#define A2 "00000000-0000-7000-8000-000000000002"

START_TEST(each_hears_of_its_own_scope_alone)
{
	static struct ear coordinator, hospital, hospital2, stranger;
	listen_as(&coordinator, "coordinator", NULL);
	listen_as(&hospital, "hospital", NULL);
	listen_as(&hospital2, "hospital2", NULL);
	listen_as(&stranger, "stranger", NULL);
	ck_assert(hears(&coordinator, "\nid: ", 3000));
	ck_assert(hears(&stranger, "\nid: ", 3000));
	ck_assert(hears(&hospital, "\nid: ", 3000));
	ck_assert(hears(&hospital2, "\nid: ", 3000));
	patch("coordinator", "15-PGH1", 300);
	ck_assert(hears(&coordinator, "event: facility\ndata: {\"code\":\"15-PGH1\"", 4000));
	ck_assert(hears(&coordinator, "\"level\":\"unknown\"", 1000));
	ck_assert(hears(&hospital, "\"code\":\"15-PGH1\"", 1000));
	alert(A1, 1);
	ck_assert(hears(&coordinator, "event: alert\ndata: {\"id\":\"" A1 "\",\"event\":\"raise\"", 4000));
	ck_assert(hears(&hospital, "\"kind\":\"stock\",\"level\":\"red\"", 1000));
	ck_assert(!hears(&hospital2, "event: ", 300));
	ck_assert(!hears(&stranger, "event: ", 300));
	ck_assert(strstr(coordinator.text, "phone") == NULL);
}
END_TEST

START_TEST(a_carrier_hears_of_the_delivery_that_it_drives)
{
	static struct ear supplier, carrier, hospital2;
	listen_as(&supplier, "supplier", NULL);
	listen_as(&carrier, "supplier2", NULL);
	listen_as(&hospital2, "hospital2", NULL);
	ck_assert(hears(&carrier, "\nid: ", 3000));
	ck_assert(hears(&hospital2, "\nid: ", 3000));
	app_fixture_say("INSERT INTO oxy.delivery (shard, site_id, delivery_id, supplier_shard, supplier_id, carrier_shard, carrier_id, product, from_account, to_account, "
	                "mode, quantity_g, min_g, max_g, window_from, window_to, recorded_at, cred_id) VALUES (15, 1, '" A1 "', 15, 3, 15, 4, 1, 31, 11, 1, 1000, 1000, 1000, "
	                "'2026-11-20T18:00+07', '2026-11-20T20:00+07', '2026-11-20T17:00+07', 1)");
	app_fixture_say("INSERT INTO oxy.audit (shard, site_id, audit_id, recorded_at, cred_id, verb, object) VALUES "
	                "(15, 1, gen_random_uuid(), oxy.recorded_at('2026-11-20T17:00+07'), 0, 'delivery.dispatch', '" A1 "')");
	ck_assert(clock_set(x->fx->app.clock, clock_now(x->fx->app.clock) + INSTANT_SECOND));
	ck_assert(hears(&carrier, "event: delivery", 4000));
	ck_assert(hears(&supplier, "event: delivery", 1000));
	ck_assert(!hears(&hospital2, "event: ", 300));
}
END_TEST

/* The newest id that was heard. */
static const char *
last_id(const struct ear *e)
{
	static char id[64];
	const char *p = e->text, *found = NULL;
	while ((p = strstr(p, "id: ")) != NULL)
		found = p += 4;
	snprintf(id, sizeof id, "%.*s", (int)strcspn(found, "\n"), found);
	return id;
}

START_TEST(a_reader_resumes_behind_the_last_event_it_saw_or_is_told_to_reset)
{
	static struct ear first, second, third;
	listen_as(&first, "coordinator", NULL);
	ck_assert(hears(&first, "\nid: ", 3000));
	alert(A1, 1);
	ck_assert(hears(&first, A1, 4000));
	const char *id = last_id(&first);
	close(first.fd);
	alert(A2, 2);
	usleep(1500000);
	listen_as(&second, "coordinator", id);
	ck_assert(hears(&second, A2, 4000));
	ck_assert(strstr(second.text, A1) == NULL);
	ck_assert(strstr(second.text, "event: reset") == NULL);
	listen_as(&third, "coordinator", "123-456");
	ck_assert(hears(&third, "event: reset", 3000));
}
END_TEST

START_TEST(a_revoked_token_ends_the_stream)
{
	static struct ear e;
	struct faults f = { 0 };
	listen_as(&e, "hospital", NULL);
	ck_assert(hears(&e, "\nid: ", 3000));
	app_fixture_say("UPDATE oxy.credential SET revoked_at = now() WHERE name = 'hospital'");
	ck_assert_int_eq(app_tokens_reload(x->fx->app.tokens, &f), ERR_OK);
	hears(&e, "never said", 4000);
	ck_assert(e.over || strstr(e.text, "\r\n0\r\n") != NULL);
}
END_TEST

START_TEST(a_device_has_no_stream)
{
	api_fixture_call(x, "device", "GET", "/v1/stream", NULL);
	ck_assert_int_eq(x->status, 403);
}
END_TEST

SUITE_WITH("api/stream", setup, teardown,
    each_hears_of_its_own_scope_alone,
    a_carrier_hears_of_the_delivery_that_it_drives,
    a_reader_resumes_behind_the_last_event_it_saw_or_is_told_to_reset,
    a_revoked_token_ends_the_stream,
    a_device_has_no_stream)
