/* Devices at the real broker of a real daemon: committed, acknowledged, refused, cut off, and nothing lost when it is killed. */
#define _GNU_SOURCE /* memmem, for served.h */
#include "lib/served.h"
#include "lib/suite.h"

#include "base/str.h"
#include "http/client.h"
#include "mqtt/mqtt.h"
#include "wire/wire.h"

#include <pthread.h>
#include <stdatomic.h>

#define TOPIC "oxyd/v1/15/15-TEST/15-TEST-T1/"

static struct served s;
static char admin[80];

/* ---- over HTTP ------------------------------------------------------------------------------------- */

static json_t *
call(const char *token, const char *method, const char *target, const char *body, int *ret_status)
{
	struct http_client *c = http_client_new("127.0.0.1", (uint16_t)s.port, 10 * INSTANT_SECOND);
	struct http_reply reply = { 0 };
	struct faults ignored = { 0 };
	json_t *j = NULL;
	char bearer[100];
	snprintf(bearer, sizeof bearer, "Bearer %s", token);
	const struct http_pair header[] = { { "Authorization", bearer }, { "Content-Type", "application/json" } };
	const struct http_call request = { .method = method, .target = target, .header = header, .headers = 2, .body = body, .body_len = body ? strlen(body) : 0 };
	ck_assert_int_eq(http_client_call(c, &request, &reply), ERR_OK);
	*ret_status = reply.status;
	if (wire_parse(str_text(&reply.body), reply.body.len, &j, &ignored) != ERR_OK)
		j = NULL;
	http_client_reply_free(&reply);
	http_client_free(c);
	return j;
}

static void
read_admin_token(void)
{
	char path[128], text[400] = "";
	snprintf(path, sizeof path, "%s/tokens.json", s.state);
	FILE *in = fopen(path, "r");
	ck_assert_ptr_nonnull(in);
	size_t n = fread(text, 1, sizeof text - 1, in);
	fclose(in);
	json_t *j = NULL;
	struct faults ignored = { 0 };
	ck_assert_int_eq(wire_parse(text, n, &j, &ignored), ERR_OK);
	snprintf(admin, sizeof admin, "%s", wire_peek(j, "admin"));
	json_decref(j);
}

/* A facility with two tanks. */
static void
register_facility(void)
{
	int status;
	json_decref(call(admin, "POST", "/v1/facilities",
	    "{\"code\":\"15-TEST\",\"name\":\"Bệnh viện thử\",\"province\":\"15\",\"level\":\"district\",\"location\":{\"lat\":21.8,\"lon\":104.9},\"beds\":200,\"assets\":["
	    "{\"asset\":\"15-TEST-T1\",\"kind\":\"tank\",\"capacity_g\":10000000,\"calibrations\":[{\"valid_from\":\"2026-01-01\",\"unit\":\"%\",\"points\":[{\"x\":0,\"g\":0},{\"x\":100,\"g\":10000000}]}]},"
	    "{\"asset\":\"15-TEST-T2\",\"kind\":\"tank\",\"capacity_g\":10000000}]}",
	    &status));
	ck_assert_int_eq(status, 201);
}

/* A device's token and its id. */
static void
issue(const char *asset, char token[80], char id[40])
{
	int status;
	char body[200];
	snprintf(body, sizeof body, "{\"name\":\"%s\",\"role\":\"device\",\"asset\":\"%s\"}", asset, asset);
	json_t *j = call(admin, "POST", "/v1/tokens", body, &status);
	ck_assert_int_eq(status, 201);
	snprintf(token, 80, "%s", wire_peek(j, "token"));
	snprintf(id, 40, "%s", wire_peek(j, "id"));
	json_decref(j);
}

/* The first value that the private PostgreSQL answers, as its superuser. */
static long
ask(const char *sql)
{
	char command[600], line[64] = "";
	snprintf(command, sizeof command, "PGPASSWORD=$(cat %s/secrets/pg-admin) psql -qtA -h $(cat %s/socket-dir 2>/dev/null || echo %s/run) -U oxyd_admin oxyd -c \"%s\"", s.state,
	    s.state, s.state, sql);
	FILE *in = popen(command, "r");
	if (fgets(line, sizeof line, in) == NULL)
		line[0] = '\0';
	pclose(in);
	return strtol(line, NULL, 10);
}

/* ---- a device ----------------------------------------------------------------------------------------- */

struct device {
	struct mqtt *m;
	atomic_int acks, errs;
	_Atomic int64_t acked; /* of epoch 0 */
	pthread_mutex_t lock;  /* protects the texts */
	char ack[300], err[600];
};

static err_t
hear(void *arg, const struct mqtt_message *messages, size_t n)
{
	struct device *d = arg;
	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; i < n; i++) {
		struct faults ignored = { 0 };
		json_t *j = NULL;
		if (wire_parse(messages[i].payload, messages[i].len, &j, &ignored) != ERR_OK)
			continue;
		bool is_ack = strcmp(strrchr(messages[i].topic, '/'), "/ack") == 0;
		snprintf(is_ack ? d->ack : d->err, is_ack ? sizeof d->ack : sizeof d->err, "%s", (const char *)messages[i].payload);
		if (is_ack && json_integer_value(json_object_get(j, "epoch")) == 0)
			d->acked = json_integer_value(json_object_get(j, "seq"));
		*(is_ack ? &d->acks : &d->errs) += 1;
		json_decref(j);
	}
	pthread_mutex_unlock(&d->lock);
	return ERR_OK;
}

static void
connect_device(struct device *d, const char *asset, const char *token, const char *client_id)
{
	static const char *const filters[] = { TOPIC "ack", TOPIC "err" };
	const struct mqtt_options o = { .host = "127.0.0.1", .port = (uint16_t)s.mqtt_port, .user = asset, .password = token, .client_id = client_id,
		.retry_min_us = 100000, .retry_max_us = 500000, .filter = filters, .filters = 2, .batch = hear, .arg = d };
	*d = (struct device){ .acked = -1, .lock = PTHREAD_MUTEX_INITIALIZER };
	ck_assert_int_eq(mqtt_start(&o, &d->m, NULL), ERR_OK);
}

static void
publish(struct device *d, const char *topic, const char *text)
{
	ck_assert_int_eq(mqtt_publish(d->m, &(struct mqtt_publication){ .topic = topic, .payload = text, .len = strlen(text), .qos = 1 }), ERR_OK);
}

/* Publish and wait for the answer to it. */
static const char *
answer(struct device *d, const char *text, bool is_ack)
{
	static char copy[600];
	int before = is_ack ? d->acks : d->errs;
	publish(d, TOPIC "tlm", text);
	SERVED_UNTIL((is_ack ? d->acks : d->errs) > before);
	pthread_mutex_lock(&d->lock);
	snprintf(copy, sizeof copy, "%s", is_ack ? d->ack : d->err);
	pthread_mutex_unlock(&d->lock);
	return copy;
}

static char token[80], token_id[40];

static void
start(void)
{
	s = served_new();
	served_start(&s, NULL);
	read_admin_token();
	register_facility();
	issue("15-TEST-T1", token, token_id);
}

#define READING(seq, g) "{\"seq\":" #seq ",\"ts\":\"2026-11-20T10:00:00Z\",\"on_hand_g\":" #g "}"

START_TEST(a_device_is_acknowledged_after_the_commit_and_told_what_is_wrong)
{
	struct device d;
	start();
	connect_device(&d, "15-TEST-T1", token, "d1");
	SERVED_UNTIL(mqtt_is_connected(d.m));
	/* once, again, and out of order */
	ck_assert_str_eq(answer(&d, READING(5, 8400000), true), "{\"epoch\":0,\"seq\":5,\"missing\":[]}");
	ck_assert_int_eq(ask("SELECT count(*) FROM oxy.telemetry WHERE g = 8400000"), 1);
	ck_assert_str_eq(answer(&d, READING(5, 8400000), true), "{\"epoch\":0,\"seq\":5,\"missing\":[]}");
	ck_assert_int_eq(ask("SELECT count(*) FROM oxy.telemetry"), 1);
	ck_assert_str_eq(answer(&d, "[" READING(8, 8000000) "," READING(6, 8200000) "]", true), "{\"epoch\":0,\"seq\":6,\"missing\":[[7,7]]}");
	ck_assert_str_eq(answer(&d, "{\"seq\":7,\"ts\":\"2026-11-20T11:00:00Z\",\"level_pct\":81}", true), "{\"epoch\":0,\"seq\":8,\"missing\":[]}");
	ck_assert_int_eq(ask("SELECT g FROM oxy.telemetry WHERE seq = 7"), 8100000);
	/* refusals */
	ck_assert_ptr_nonnull(strstr(answer(&d, READING(5, 1), false), "\"code\":\"seq-reused\""));
	ck_assert_ptr_nonnull(strstr(answer(&d, "{\"seq\":", false), "malformed_json"));
	ck_assert_ptr_nonnull(strstr(answer(&d, "{\"seq\":9,\"ts\":\"2026-11-20T10:00:00Z\",\"colour\":1,\"p_bar\":1}", false), "/colour"));
	/* more than it holds: kept, waiting, acknowledged */
	ck_assert_str_eq(answer(&d, READING(9, 10000001), true), "{\"epoch\":0,\"seq\":9,\"missing\":[]}");
	ck_assert_int_eq(ask("SELECT count(*) FROM oxy.quarantine"), 1);
	/* the asset in the payload means nothing; it is no member there */
	ck_assert_ptr_nonnull(strstr(answer(&d, "{\"asset\":\"15-TEST-T2\",\"seq\":10,\"ts\":\"2026-11-20T10:00:00Z\",\"p_bar\":1}", false), "/asset"));
	/* a topic that the register does not know, which the broker lets through: its user is the asset */
	publish(&d, "oxyd/v1/01/15-TEST/15-TEST-T1/tlm", READING(11, 1));
	publish(&d, "oxyd/v1/15/15-OTHER/15-TEST-T1/tlm", READING(12, 1));
	/* a topic of another asset, which it does not */
	publish(&d, "oxyd/v1/15/15-TEST/15-TEST-T2/tlm", READING(13, 1));
	ck_assert_str_eq(answer(&d, READING(10, 8000000), true), "{\"epoch\":0,\"seq\":10,\"missing\":[]}");
	ck_assert_int_eq(ask("SELECT count(*) FROM oxy.telemetry WHERE seq > 10"), 0);
	/* HTTP is the same road */
	int status;
	json_decref(call(token, "POST", "/v1/readings", "[" READING(10, 8000000) "," READING(11, 7900000) "]", &status));
	ck_assert_int_eq(status, 201);
	json_decref(call(token, "POST", "/v1/readings", READING(11, 1), &status));
	ck_assert_int_eq(status, 409);
	json_decref(call(token, "POST", "/v1/readings", READING(12, 7800000) "\n" READING(13, 7700000) "\n", &status));
	ck_assert_int_eq(status, 201);
	ck_assert_int_eq(ask("SELECT count(*) FROM oxy.telemetry"), 9);
	mqtt_stop(d.m);
	served_end(&s);
}
END_TEST

START_TEST(a_revoked_device_is_cut_off_and_a_new_token_lets_it_in)
{
	struct device d, again;
	int status;
	char body[100], fresh[80], fresh_id[40];
	start();
	connect_device(&d, "15-TEST-T1", token, "d1");
	SERVED_UNTIL(mqtt_is_connected(d.m));
	answer(&d, READING(1, 1000), true);
	snprintf(body, sizeof body, "{\"id\":\"%s\"}", token_id);
	int64_t began = clock_mono();
	json_decref(call(admin, "DELETE", "/v1/tokens", body, &status));
	ck_assert_int_eq(status, 200);
	SERVED_UNTIL(!mqtt_is_connected(d.m));
	ck_assert_int_lt(clock_mono() - began, 3 * INSTANT_SECOND);
	usleep(700000);
	ck_assert(!mqtt_is_connected(d.m));
	mqtt_stop(d.m);
	issue("15-TEST-T1", fresh, fresh_id);
	connect_device(&again, "15-TEST-T1", fresh, "d1");
	SERVED_UNTIL(mqtt_is_connected(again.m));
	ck_assert_str_eq(answer(&again, READING(2, 1000), true), "{\"epoch\":0,\"seq\":2,\"missing\":[]}");
	mqtt_stop(again.m);
	served_end(&s);
}
END_TEST

static atomic_int assignments;
static char assignment[300], assignment_topic[100];

static err_t
hear_assignment(void *arg, const struct mqtt_message *messages, size_t n)
{
	(void)arg;
	snprintf(assignment, sizeof assignment, "%s", (const char *)messages[n - 1].payload);
	snprintf(assignment_topic, sizeof assignment_topic, "%s", messages[n - 1].topic);
	assignments += (int)n;
	return ERR_OK;
}

START_TEST(a_supplier_hears_its_assignments_in_order_and_no_others)
{
	static const char *const filter[] = { "oxyd/v1/suppliers/15-SUP/assignments" };
	struct mqtt *m;
	int status;
	start();
	json_decref(call(admin, "POST", "/v1/suppliers", "{\"code\":\"15-SUP\",\"name\":\"x\",\"province\":\"15\",\"kind\":\"producer\",\"delivery_mode\":\"routed\"}", &status));
	ck_assert_int_eq(status, 201);
	json_t *j = call(admin, "POST", "/v1/tokens", "{\"name\":\"s\",\"role\":\"supplier\",\"supplier\":\"15-SUP\"}", &status);
	ck_assert_int_eq(status, 201);
	const struct mqtt_options o = { .host = "127.0.0.1", .port = (uint16_t)s.mqtt_port, .user = "15-SUP", .password = wire_peek(j, "token"), .client_id = "sup",
		.retry_min_us = 100000, .retry_max_us = 500000, .filter = filter, .filters = 1, .batch = hear_assignment };
	ck_assert_int_eq(mqtt_start(&o, &m, NULL), ERR_OK);
	json_decref(j);
	SERVED_UNTIL(mqtt_is_connected(m));
	ask("INSERT INTO oxy.outbox (shard, site_id, recorded_at, topic, payload) SELECT 15, 1, now() - interval '1 hour', 'oxyd/v1/suppliers/15-' || c || '/assignments', "
	    "jsonb_build_object('n', i) FROM generate_series(1, 150) i, (VALUES ('SUP'), ('OTHER')) t(c) ORDER BY i");
	SERVED_UNTIL(assignments == 150);
	ck_assert_str_eq(assignment, "{\"n\": 150}");
	ck_assert_str_eq(assignment_topic, filter[0]);
	SERVED_UNTIL(ask("SELECT count(*) FROM oxy.outbox WHERE sent_at IS NULL") == 0);
	usleep(1500000);
	ck_assert_int_eq(assignments, 150);
	mqtt_stop(m);
	served_end(&s);
}
END_TEST

/* Exit status of `oxyd audit verify`, and what it said. */
static int
verify(char said[200])
{
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	const char *const argv[] = { "oxyd", "audit", "verify", "--state", s.state, NULL };
	pid_t pid = served_exec(&s, ends[1], argv);
	close(ends[1]);
	ssize_t n = read(ends[0], said, 199);
	said[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	return served_wait(pid);
}

/* Rows of the record that no seal covers. The daemon writes rows of its own, a forecast for one, whenever it comes to them. */
#define UNSEALED "SELECT count(*) FROM oxy.audit WHERE recorded_at > (SELECT coalesce(max(upto), '-infinity') FROM oxy.audit_seal)"
#define NEWEST_TOKEN "verb = 'token.issue' AND recorded_at = (SELECT max(recorded_at) FROM oxy.audit WHERE verb = 'token.issue')"

START_TEST(the_audit_record_is_sealed_and_a_change_is_found)
{
	char said[200], id[40], another[80];
	long rows, seals;
	start(); /* records the facility and the token */
	SERVED_UNTIL(ask(UNSEALED) == 0);
	ck_assert_msg(verify(said) == 0, "%s%s", said, served_stderr(&s));
	ck_assert_int_eq(sscanf(said, "sound: %ld rows under %ld seals", &rows, &seals), 2);
	ck_assert_int_ge(rows, 2);
	ck_assert_int_ge(seals, 1);
	int64_t began = clock_mono();
	issue("15-TEST-T2", another, id);
	SERVED_UNTIL(ask("SELECT count(*) FROM oxy.audit WHERE " NEWEST_TOKEN " AND recorded_at <= (SELECT max(upto) FROM oxy.audit_seal)") == 1);
	ck_assert_int_lt(clock_mono() - began, 4 * INSTANT_SECOND);
	ck_assert_int_gt(ask("SELECT sum(n) FROM oxy.audit_seal"), rows);
	ask("UPDATE oxy.audit SET object = 'another' WHERE " NEWEST_TOKEN);
	ck_assert_int_eq(verify(said), 1);
	ck_assert_ptr_nonnull(strstr(said, "broken at seal "));
	served_end(&s);
}
END_TEST

/* A device that publishes, keeps and resends until it is acknowledged, while the daemon is killed again and again. */
enum { READINGS = 120, KILLS = 3 };

static void
publish_from(struct device *d, int from, int to)
{
	for (int i = from; i < to; i++) {
		char text[160];
		snprintf(text, sizeof text, "{\"seq\":%d,\"ts\":\"2026-11-20T10:00:00Z\",\"on_hand_g\":%d}", i, 1000 + i);
		if (mqtt_publish(d->m, &(struct mqtt_publication){ .topic = TOPIC "tlm", .payload = text, .len = strlen(text), .qos = 1 }) != ERR_OK)
			return; /* it keeps what it has, and resends */
	}
}

static atomic_bool device_done;
static atomic_int produced;

static void *
live(void *arg)
{
	struct device *d = arg;
	while (d->acked < READINGS - 1) {
		int n = produced < READINGS ? ++produced : READINGS, from = (int)d->acked + 1;
		publish_from(d, from, n < from + 20 ? n : from + 20);
		usleep(60000);
	}
	device_done = true;
	return NULL;
}

START_TEST(nothing_is_lost_and_nothing_comes_twice_when_the_daemon_is_killed)
{
	struct device d;
	pthread_t thread;
	start();
	unsigned seed = (unsigned)time(NULL);
	fprintf(stderr, "seed %u\n", seed);
	connect_device(&d, "15-TEST-T1", token, "d1");
	pthread_create(&thread, NULL, live, &d);
	for (int i = 0; i < KILLS; i++) {
		int64_t acked = d.acked;
		SERVED_UNTIL(d.acked > acked || device_done);
		usleep(rand_r(&seed) % 400000);
		kill(s.pid, SIGKILL);
		served_wait(s.pid);
		int64_t promised = d.acked;
		served_start(&s, NULL);
		ck_assert_int_ge(ask("SELECT count(*) FROM oxy.telemetry"), promised + 1);
	}
	SERVED_UNTIL(device_done);
	pthread_join(thread, NULL);
	ck_assert_int_eq(ask("SELECT count(*) FROM oxy.telemetry"), READINGS);
	ck_assert_int_eq(ask("SELECT count(DISTINCT seq) FROM oxy.telemetry WHERE g = 1000 + seq"), READINGS);
	mqtt_stop(d.m);
	served_end(&s);
}
END_TEST

SUITE_TIMED("telemetry", 180,
    a_device_is_acknowledged_after_the_commit_and_told_what_is_wrong,
    a_revoked_device_is_cut_off_and_a_new_token_lets_it_in,
    a_supplier_hears_its_assignments_in_order_and_no_others,
    the_audit_record_is_sealed_and_a_change_is_found,
    nothing_is_lost_and_nothing_comes_twice_when_the_daemon_is_killed)
