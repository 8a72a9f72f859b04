/* mqtt_gate_test - what was acknowledged to the broker had been made durable: subscribers killed at
 * random, batches that fail, brokers that restart. Pins the behaviour of libmosquitto that mqtt.c
 * rests on. */
#include "base/metric.h"
#include "lib/broker.h"
#include "lib/suite.h"
#include "mqtt/mqtt.h"

#include <fcntl.h>
#include <mosquitto.h>
#include <pthread.h>
#include <stdatomic.h>

enum { MESSAGES = 2000 };

static const char *const filter = "t/+/tlm";
static struct broker broker;
static char ledger[120]; /* one line a message, written and synced by the batch callback */

static void
set_up(const char *more)
{
	ck_assert(broker_start(&broker, more));
	snprintf(ledger, sizeof ledger, "%s/ledger", broker.dir);
}

static bool
wait_until(const atomic_int *what, int at_least, int timeout_ms)
{
	for (int i = 0; i < timeout_ms / 5 && *what < at_least; i++)
		net_sleep_ms(5);
	return *what >= at_least;
}

/* ---- the ledger */

static err_t
write_ledger(void *arg, const struct mqtt_message *messages, size_t n)
{
	(void)arg;
	net_sleep_ms(10); /* a kill shall often fall between receiving and storing */
	struct str CLEANUP(str_free) lines = { 0 };
	for (size_t i = 0; i < n; i++)
		str_addf(&lines, "%s\n", (const char *)messages[i].payload);
	int fd = open(ledger, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	bool ok =
	    fd >= 0 && write(fd, lines.data, lines.len) == (ssize_t)lines.len && fdatasync(fd) == 0;
	close(fd);
	return ok ? ERR_OK : ERR_UNKNOWN;
}

/* How many of the MESSAGES numbers the ledger holds, each counted once; a torn last line counts for
 * nothing. */
static int
count_ledger(int *ret_lines)
{
	static bool seen[MESSAGES];
	memset(seen, 0, sizeof seen);
	int n = 0;
	*ret_lines = 0;
	FILE *f = fopen(ledger, "r");
	char line[100];
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		int number;
		char nl;
		(*ret_lines)++;
		if (sscanf(line, "m%d%c", &number, &nl) == 2 && nl == '\n' && number >= 0 &&
		    number < MESSAGES && !seen[number]) {
			seen[number] = true;
			n++;
		}
	}
	if (f != NULL)
		fclose(f);
	return n;
}

/* ---- subscribers that are killed */

static void
tell_up(void *arg, bool up)
{
	if (up)
		(void)!write(*(int *)arg, "u", 1);
}

static NORETURN void
gated_subscriber(int pipe_fd)
{
	struct mqtt *m;
	struct mqtt_options o = { .host = "127.0.0.1",
		.port = broker.port,
		.client_id = "gate",
		.batch_max = 50,
		.retry_min_us = 20000,
		.retry_max_us = 200000,
		.filter = &filter,
		.filters = 1,
		.batch = write_ledger,
		.connected = tell_up,
		.arg = &pipe_fd };
	if (mqtt_start(&o, &m, NULL) != ERR_OK)
		_exit(1);
	for (;;)
		pause();
}

/* The usual way: collect in memory, store when there are enough; the library acknowledges at once.
 */
static struct mqtt_message collected[50];
static size_t n_collected;

static void
collect(struct mosquitto *lib, void *arg, const struct mosquitto_message *in)
{
	(void)lib;
	collected[n_collected++] =
	    (struct mqtt_message){ .payload = strdup(in->payload), .len = (size_t)in->payloadlen };
	if (n_collected == ARRAY_LEN(collected)) {
		write_ledger(arg, collected, n_collected);
		n_collected = 0;
	}
}

static void
subscribe_naively(struct mosquitto *lib, void *arg, int rc)
{
	mosquitto_subscribe(lib, NULL, filter, 1);
	if (rc == 0)
		tell_up(arg, true);
}

static NORETURN void
naive_subscriber(int pipe_fd)
{
	mosquitto_lib_init();
	struct mosquitto *lib = mosquitto_new("gate", false, &pipe_fd);
	mosquitto_connect_callback_set(lib, subscribe_naively);
	mosquitto_message_callback_set(lib, collect);
	mosquitto_connect(lib, "127.0.0.1", broker.port, 60);
	mosquitto_loop_forever(lib, -1, 1);
	_exit(1);
}

static pid_t
spawn(void (*subscriber)(int), int pipe_fd[2])
{
	pid_t pid = child_fork();
	if (pid == 0)
		subscriber(pipe_fd[1]);
	char c;
	ck_assert_int_eq(read(pipe_fd[0], &c, 1), 1);
	return pid;
}

static NORETURN void
publisher(int pace_us)
{
	struct mqtt *m;
	struct mqtt_options o = { .host = "127.0.0.1", .port = broker.port, .client_id = "pub" };
	if (mqtt_start(&o, &m, NULL) != ERR_OK)
		_exit(1);
	for (int i = 0; i < MESSAGES; i++) {
		char text[20];
		int n = snprintf(text, sizeof text, "m%d", i);
		while (mqtt_publish(m,
			   &(struct mqtt_publication){
			       .topic = "t/A/tlm", .payload = text, .len = (size_t)n, .qos = 1 }) !=
		       ERR_OK)
			net_sleep_ms(1);
		nanosleep(&(struct timespec){ 0, pace_us * 1000L }, NULL);
	}
	mqtt_stop(m);
	_exit(0);
}

/* Publish all, killing the subscriber again and again; how many messages the ledger then lacks. */
static int
publish_and_kill(void (*subscriber)(int), int kills, int *ret_lines)
{
	int pipe_fd[2];
	ck_assert_int_eq(pipe(pipe_fd), 0);
	unsigned seed = (unsigned)time(NULL);
	fprintf(stderr, "seed %u\n", seed);
	pid_t sub = spawn(subscriber, pipe_fd);
	pid_t pub = child_fork();
	if (pub == 0)
		publisher(1000);
	for (int i = 0; i < kills; i++) {
		net_sleep_ms(50 + (int)(rand_r(&seed) % 250));
		child_end(&sub, SIGKILL);
		sub = spawn(subscriber, pipe_fd);
	}
	int status = 0, found = 0;
	waitpid(pub, &status, 0);
	ck_assert_int_eq(status, 0);
	for (int i = 0, still = 0, last = -1; i < 100 && found < MESSAGES && still < 20; i++) {
		net_sleep_ms(100);
		found = count_ledger(ret_lines);
		still = found == last ? still + 1 : 0;
		last = found;
	}
	child_end(&sub, SIGKILL);
	return MESSAGES - found;
}

START_TEST(nothing_is_lost_when_the_subscriber_is_killed_again_and_again)
{
	set_up("allow_anonymous true\n");
	int lines;
	ck_assert_int_eq(publish_and_kill(gated_subscriber, 10, &lines), 0);
	fprintf(
	    stderr, "%d messages, %d lines: %d came twice\n", MESSAGES, lines, lines - MESSAGES);
	broker_end(&broker);
}
END_TEST

/* The test above is worth something only because this one loses. */
START_TEST(the_same_kills_lose_messages_without_the_gate)
{
	set_up("allow_anonymous true\n");
	int lines;
	ck_assert_int_gt(publish_and_kill(naive_subscriber, 10, &lines), 0);
	broker_end(&broker);
}
END_TEST

/* ---- in one process */

static struct {
	atomic_int batches, messages, fails_left, ups, downs, acks;
	int64_t at[16]; /* of the first batches */
	char last[64];
	struct mqtt *m;
} app;

static err_t
count_batch(void *arg, const struct mqtt_message *messages, size_t n)
{
	(void)arg;
	if (app.batches < 16)
		app.at[app.batches] = clock_mono();
	app.batches++;
	if (app.fails_left > 0) {
		app.fails_left--;
		return ERR_AWAY;
	}
	snprintf(app.last, sizeof app.last, "%s", (const char *)messages[n - 1].payload);
	app.messages += (int)n;
	return ERR_OK;
}

static err_t
acknowledge(void *arg, const struct mqtt_message *messages, size_t n)
{
	(void)arg;
	for (size_t i = 0; i < n; i++) {
		struct mqtt_topic_codes codes;
		char topic[MQTT_TOPIC_MAX];
		if (!mqtt_topic_match("t/{}/tlm", messages[i].topic, &codes))
			continue;
		const char *code = codes.at[0];
		if (mqtt_topic_make("t/{}/ack", &code, 1, topic))
			app.acks += mqtt_publish(app.m, &(struct mqtt_publication){ .topic = topic,
							    .payload = messages[i].payload,
							    .len = messages[i].len,
							    .qos = 1 }) == ERR_OK;
	}
	return ERR_OK;
}

static void
count_connection(void *arg, bool up)
{
	(void)arg;
	*(up ? &app.ups : &app.downs) += 1;
}

static struct mqtt_options
options(const char *id, const char *const *filters)
{
	return (struct mqtt_options){ .host = "127.0.0.1",
		.port = broker.port,
		.client_id = id,
		.retry_min_us = 100000,
		.retry_max_us = 1000000,
		.filter = filters,
		.filters = filters != NULL,
		.batch = count_batch,
		.connected = count_connection };
}

static struct mqtt *
start(struct mqtt_options o)
{
	struct mqtt *m;
	ck_assert_int_eq(mqtt_start(&o, &m, NULL), ERR_OK);
	return m;
}

static void
publish(struct mqtt *m, const char *topic, const char *payload)
{
	ck_assert_int_eq(
	    mqtt_publish(m,
		&(struct mqtt_publication){
		    .topic = topic, .payload = payload, .len = strlen(payload), .qos = 1 }),
	    ERR_OK);
}

START_TEST(a_batch_that_fails_comes_again_after_a_growing_delay)
{
	set_up("allow_anonymous true\n");
	app.fails_left = 3;
	struct mqtt *sub = start(options("sub", &filter));
	ck_assert(wait_until(&app.ups, 1, 3000));
	struct mqtt *pub = start(options("pub", NULL));
	publish(pub, "t/A/tlm", "hello");
	ck_assert(wait_until(&app.messages, 1, 5000));
	ck_assert_int_eq(app.batches, 4);
	ck_assert_str_eq(app.last, "hello");
	ck_assert_int_ge(app.at[1] - app.at[0], 100000);
	ck_assert_int_ge(app.at[2] - app.at[1], 200000);
	ck_assert_int_ge(app.at[3] - app.at[2], 400000);
	ck_assert_int_eq(metric_get(METRIC_MQTT_REDELIVERIES), 3);
	mqtt_stop(pub);
	mqtt_stop(sub);
	broker_end(&broker);
}
END_TEST

START_TEST(the_batch_callback_publishes_answers)
{
	set_up("allow_anonymous true\n");
	static const char *const acks = "t/+/ack";
	struct mqtt_options o = options("daemon", &filter);
	o.batch = acknowledge;
	app.m = start(o);
	struct mqtt *device = start(options("device", &acks));
	ck_assert(wait_until(&app.ups, 2, 3000));
	for (int i = 0; i < 300; i++)
		publish(device, "t/A/tlm", "x");
	ck_assert(wait_until(&app.messages, 300, 5000));
	ck_assert_int_eq(app.acks, 300);
	mqtt_stop(device);
	mqtt_stop(app.m);
	broker_end(&broker);
}
END_TEST

START_TEST(a_restarted_broker_is_found_again_with_subscriptions_and_waiting_messages)
{
	set_up("allow_anonymous true\n");
	struct mqtt *sub = start(options("sub", &filter)), *pub = start(options("pub", NULL));
	ck_assert(wait_until(&app.ups, 2, 3000));
	publish(pub, "t/A/tlm", "before");
	ck_assert(wait_until(&app.messages, 1, 3000));
	child_end(&broker.pid, SIGKILL); /* the broker forgets the session and the subscription */
	ck_assert(wait_until(&app.downs, 2, 3000));
	ck_assert(!mqtt_is_connected(sub));
	publish(pub, "t/A/tlm", "meanwhile");
	net_sleep_ms(300);
	ck_assert(broker_run(&broker));
	ck_assert(wait_until(&app.ups, 4, 5000));
	ck_assert(mqtt_is_connected(sub));
	publish(pub, "t/A/tlm", "after");
	ck_assert(wait_until(&app.messages, 2, 3000));
	net_sleep_ms(200);
	ck_assert_str_eq(app.last, "after");
	mqtt_stop(pub);
	mqtt_stop(sub);
	broker_end(&broker);
}
END_TEST

START_TEST(messages_of_a_session_wait_while_we_are_away)
{
	set_up("allow_anonymous true\n");
	struct mqtt *sub = start(options("sub", &filter)), *pub = start(options("pub", NULL));
	ck_assert(wait_until(&app.ups, 2, 3000));
	mqtt_stop(sub);
	for (int i = 0; i < 1500; i++)
		publish(pub, "t/A/tlm", "x");
	net_sleep_ms(300);
	ck_assert_int_eq(app.messages, 0);
	sub = start(options("sub", &filter));
	ck_assert(wait_until(&app.messages, 1500, 5000));
	mqtt_stop(pub);
	mqtt_stop(sub);
	broker_end(&broker);
}
END_TEST

START_TEST(a_wrong_password_does_not_connect_and_a_right_one_does)
{
	char more[200];
	const char hash_needs_tool[] =
	    "mosquitto_passwd -b -c /tmp/oxyd-passwd.%d A1 secret >/dev/null 2>&1";
	char command[200], file[64];
	snprintf(command, sizeof command, hash_needs_tool, (int)getpid());
	snprintf(file, sizeof file, "/tmp/oxyd-passwd.%d", (int)getpid());
	ck_assert_int_eq(system(command), 0);
	snprintf(more, sizeof more, "allow_anonymous false\npassword_file %s\n", file);
	set_up(more);
	struct mqtt_options o = options("a", &filter);
	o.user = "A1";
	o.password = "guess";
	struct mqtt *wrong = start(o);
	net_sleep_ms(500);
	ck_assert(!mqtt_is_connected(wrong));
	o.client_id = "b";
	o.password = "secret";
	struct mqtt *right = start(o);
	ck_assert(wait_until(&app.ups, 1, 3000));
	ck_assert(mqtt_is_connected(right));
	mqtt_stop(wrong);
	mqtt_stop(right);
	unlink(file);
	broker_end(&broker);
}
END_TEST

START_TEST(over_tls_the_certificate_of_the_broker_counts)
{
	char more[400], dir[64] = "/tmp/oxyd-tls.XXXXXX", command[600], ca[100];
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(command, sizeof command,
	    "cd %s && for n in a b; do openssl req -x509 -newkey ec -pkeyopt "
	    "ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 "
	    "-addext subjectAltName=IP:127.0.0.1 -keyout $n.key -out $n.crt 2>/dev/null || exit 1; "
	    "done",
	    dir);
	if (system(command) == 0) {
		snprintf(more, sizeof more,
		    "allow_anonymous true\ncertfile %s/a.crt\nkeyfile %s/a.key\n", dir, dir);
		set_up(more);
		struct mqtt_options o = options("other", &filter);
		snprintf(ca, sizeof ca, "%s/b.crt", dir);
		o.ca_file = ca;
		struct mqtt *other = start(o);
		net_sleep_ms(500);
		ck_assert(!mqtt_is_connected(other));
		mqtt_stop(other);
		snprintf(ca, sizeof ca, "%s/a.crt", dir);
		o.client_id = "right";
		struct mqtt *right = start(o);
		ck_assert(wait_until(&app.ups, 1, 3000));
		for (int i = 0; i < 300; i++)
			publish(right, "t/A/tlm", "over TLS");
		ck_assert(wait_until(&app.messages, 300, 5000));
		mqtt_stop(right);
		broker_end(&broker);
	}
	snprintf(command, sizeof command, "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(what_cannot_be_published_is_refused_and_too_large_messages_are_dropped)
{
	set_up("allow_anonymous true\n");
	struct mqtt_options o = options("sub", &filter);
	o.payload_max = 10;
	struct mqtt *sub = start(o);
	o = options("pub", NULL);
	o.publish_max = 5;
	o.port = net_free_port();
	struct mqtt *lonely = start(o);
	for (int i = 0; i < 5; i++)
		publish(lonely, "t/A/tlm", "x");
	ck_assert_int_eq(mqtt_publish(lonely,
			     &(struct mqtt_publication){ .topic = "t", .payload = "x", .len = 1 }),
	    ERR_AWAY);
	ck_assert_int_eq(
	    mqtt_publish(
		lonely, &(struct mqtt_publication){ .topic = "t/#", .payload = "x", .len = 1 }),
	    ERR_INVALID);
	mqtt_stop(lonely);
	ck_assert(wait_until(&app.ups, 1, 3000));
	publish(sub, "t/A/tlm", "much too long for it");
	publish(sub, "t/A/tlm", "short");
	ck_assert(wait_until(&app.messages, 1, 3000));
	ck_assert_str_eq(app.last, "short");
	ck_assert_int_eq(metric_get(METRIC_MQTT_DROPPED), 1);
	mqtt_stop(sub);
	broker_end(&broker);
}
END_TEST

SUITE("mqtt", nothing_is_lost_when_the_subscriber_is_killed_again_and_again,
    the_same_kills_lose_messages_without_the_gate,
    a_batch_that_fails_comes_again_after_a_growing_delay, the_batch_callback_publishes_answers,
    a_restarted_broker_is_found_again_with_subscriptions_and_waiting_messages,
    messages_of_a_session_wait_while_we_are_away,
    a_wrong_password_does_not_connect_and_a_right_one_does,
    over_tls_the_certificate_of_the_broker_counts,
    what_cannot_be_published_is_refused_and_too_large_messages_are_dropped)
