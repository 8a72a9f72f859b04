/* reports_bench - durable whole reports per second through the daemon, beside the raw insert of the same rows.
 *
 *   reports_bench STATE PORT SECONDS
 * STATE is a running daemon's state directory. Registers facilities, then keeps 64 connections busy with daily reports
 * (two stocks, consumption, census, client_event_id; each facility's days in ascending order), each answered after its commit.
 * Then the peer: the same rows, by the same unnest statements, in batches of 128 under one commit, on one connection over
 * libpq, with nothing in front: no HTTP, no JSON, no judgement. Both on the same server in the same run; the ratio is what counts. */
#include "base/clock.h"
#include "base/id.h"
#include "base/str.h"
#include "db/db.h"
#include "http/client.h"
#include "store/report.h"
#include "wire/wire.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 64, FACILITIES = 1000, BATCH = 128 };

static char token[128];
static day_t today;

static void
die(const char *what)
{
	fprintf(stderr, "reports_bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
read_file(const char *dir, const char *name, struct str *out)
{
	char path[512], buf[4096];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "r");
	if (f == NULL)
		die(path);
	for (size_t n; (n = fread(buf, 1, sizeof buf, f)) > 0;)
		str_add_n(out, buf, n);
	fclose(f);
}

static void
read_token(const char *state)
{
	CLEANUP(str_free) struct str text = { 0 };
	json_t *j;
	struct faults f = { 0 };
	read_file(state, "tokens.json", &text);
	if (wire_parse(text.data, text.len, &j, &f) != ERR_OK)
		die("tokens.json");
	snprintf(token, sizeof token, "%s", wire_peek(j, "admin"));
	json_decref(j);
}

static void
post(struct http_client *c, const char *target, const char *who, const char *body, struct http_reply *reply)
{
	char auth[160];
	snprintf(auth, sizeof auth, "Bearer %s", who);
	const struct http_pair header[] = { { "Authorization", auth }, { "Content-Type", "application/json" } };
	if (http_client_call(c, &(struct http_call){ .method = "POST", .target = target, .header = header, .headers = 2, .body = body, .body_len = strlen(body) },
	        reply) != ERR_OK)
		die(target);
}

static void
register_facilities(int port, char *coordinator, size_t size)
{
	struct http_client *c = http_client_new("127.0.0.1", (uint16_t)port, 10 * INSTANT_SECOND);
	struct http_reply reply = { 0 };
	char body[1024];
	for (int i = 0; i < FACILITIES; i++) {
		snprintf(body, sizeof body,
		    "{\"code\":\"15-B%d\",\"name\":\"Bench %d\",\"province\":\"15\",\"level\":\"district\",\"beds\":200,\"location\":{\"lat\":22.3,\"lon\":104.1},"
		    "\"assets\":[{\"asset\":\"15-B%d-T1\",\"kind\":\"tank\",\"product\":\"lox\",\"rank\":\"primary\",\"capacity_g\":20000000,\"heel_g\":2000000},"
		    "{\"asset\":\"15-B%d-C1\",\"kind\":\"cylinder_pool\",\"product\":\"o2_gas\",\"rank\":\"secondary\",\"cylinder_type\":\"VN40\",\"bottles\":300}]}",
		    i, i, i, i);
		post(c, "/v1/facilities", token, body, &reply);
		if (reply.status != 201 && reply.status != 409) {
			fprintf(stderr, "%d %s\n", reply.status, str_text(&reply.body));
			exit(1);
		}
	}
	post(c, "/v1/tokens", token, "{\"name\":\"bench\",\"role\":\"coordinator\",\"provinces\":[\"15\"]}", &reply);
	json_t *j;
	struct faults f = { 0 };
	if (reply.status != 201 || wire_parse(reply.body.data, reply.body.len, &j, &f) != ERR_OK) {
		fprintf(stderr, "%d %s\n", reply.status, str_text(&reply.body));
		exit(1);
	}
	snprintf(coordinator, size, "%s", wire_peek(j, "token"));
	json_decref(j);
	http_client_reply_free(&reply);
	http_client_free(c);
}

/* ---- through the daemon ----------------------------------------------------------------------- */

struct line {
	int fd, facility;
	int64_t sent_at;
	char in[8192];
	size_t got;
};

static int next_day[FACILITIES];
static int64_t *latency;
static size_t answered, cap;

/* The next report of the connection's facility: every connection has facilities of its own, so days ascend. */
static void
send_next(struct line *l, const char *coordinator)
{
	char body[1100], head[512], date[CALENDAR_DAY_TEXT];
	l->facility = (l->facility + CONNECTIONS) % (FACILITIES - FACILITIES % CONNECTIONS);
	int day = next_day[l->facility]++;
	int64_t lox = 12000000 - 9000 * (day % 60) - 1000 * l->facility;
	int n = snprintf(body, sizeof body,
	    "{\"facility\":\"15-B%d\",\"date\":\"%s\",\"client_event_id\":\"b-%d-%d\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-B%d-T1\",\"on_hand_g\":%lld},"
	    "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":120,\"in_use\":8,\"empty\":60}],\"consumed\":{\"value\":700,\"unit\":\"m3@15C\"},"
	    "\"census\":{\"nasal_cannula\":31,\"simple_mask\":4,\"reservoir_mask\":6,\"hfnc\":3,\"niv\":2,\"imv\":4,\"covid\":18},"
	    "\"expected_tomorrow\":{\"value\":700,\"unit\":\"m3@15C\"},\"note\":\"bench\"}",
	    l->facility, calendar_day_text(today - 55 + day % 55, date), l->facility, day, l->facility, (long long)lox);
	int m = snprintf(head, sizeof head,
	    "POST /v1/stock-reports HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", coordinator, n);
	memmove(body + m, body, (size_t)n);
	memcpy(body, head, (size_t)m);
	l->sent_at = clock_mono();
	if (write(l->fd, body, (size_t)(m + n)) != m + n)
		die("write");
}

/* Is a whole answer in? Counts it; anything but 201 ends the bench, because nothing here is in doubt. */
static bool
take_answer(struct line *l)
{
	l->in[l->got] = '\0';
	char *end = strstr(l->in, "\r\n\r\n"), *length = strstr(l->in, "Content-Length:");
	if (end == NULL || length == NULL)
		return false;
	size_t need = (size_t)(end + 4 - l->in) + strtoul(length + 15, NULL, 10);
	if (l->got < need)
		return false;
	if (strncmp(l->in, "HTTP/1.1 201", 12) != 0 && strncmp(l->in, "HTTP/1.1 202", 12) != 0) {
		fprintf(stderr, "%s\n", l->in);
		exit(1);
	}
	if (answered == cap) {
		cap = cap ? 2 * cap : 1 << 16;
		latency = realloc(latency, cap * sizeof *latency);
	}
	latency[answered++] = clock_mono() - l->sent_at;
	l->got = 0;
	return true;
}

static int
connect_to(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		die("connect");
	return fd;
}

static double
load(int port, const char *coordinator, int seconds)
{
	static struct line lines[CONNECTIONS];
	int ep = epoll_create1(0);
	int64_t start = clock_mono(), stop = start + seconds * INSTANT_SECOND;
	for (int i = 0; i < CONNECTIONS; i++) {
		lines[i].fd = connect_to(port);
		lines[i].facility = i;
		epoll_ctl(ep, EPOLL_CTL_ADD, lines[i].fd, &(struct epoll_event){ .events = EPOLLIN, .data.ptr = &lines[i] });
		send_next(&lines[i], coordinator);
	}
	while (clock_mono() < stop) {
		struct epoll_event ev[CONNECTIONS];
		int n = epoll_wait(ep, ev, CONNECTIONS, 1000);
		for (int i = 0; i < n; i++) {
			struct line *l = ev[i].data.ptr;
			ssize_t got = read(l->fd, l->in + l->got, sizeof l->in - 1 - l->got);
			if (got <= 0)
				die("read");
			l->got += (size_t)got;
			if (take_answer(l))
				send_next(l, coordinator);
		}
	}
	double elapsed = (double)(clock_mono() - start) / INSTANT_SECOND;
	for (int i = 0; i < CONNECTIONS; i++)
		close(lines[i].fd);
	return (double)answered / elapsed;
}

static int
ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static long
peak_memory_kb(const char *state)
{
	CLEANUP(str_free) struct str pid = { 0 }, status = { 0 };
	char dir[64];
	read_file(state, "oxyd.pid", &pid);
	snprintf(dir, sizeof dir, "/proc/%ld", strtol(str_text(&pid), NULL, 10));
	read_file(dir, "status", &status);
	const char *hwm = strstr(str_text(&status), "VmHWM:");
	return hwm ? strtol(hwm + 6, NULL, 10) : -1;
}

/* ---- processor time ----------------------------------------------------------------------------- */

struct cpu {
	double daemon_s, postgres_s;
};

/* Seconds that a process has used, and its parent; 0 when it is gone. */
static double
cpu_of(long pid, long *ret_parent)
{
	char path[64], text[1024];
	unsigned long user = 0, kernel = 0;
	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	FILE *f = fopen(path, "r");
	size_t n = f != NULL ? fread(text, 1, sizeof text - 1, f) : 0;
	if (f != NULL)
		fclose(f);
	text[n] = '\0';
	const char *after = strrchr(text, ')');
	if (after == NULL || sscanf(after + 1, " %*c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", ret_parent, &user, &kernel) != 3)
		return 0;
	return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

/* The daemon itself, and its grandchildren: PostgreSQL's processes (the broker has no children). */
static struct cpu
cpu_now(const char *state)
{
	CLEANUP(str_free) struct str pid = { 0 };
	long parent, daemon, grand;
	read_file(state, "oxyd.pid", &pid);
	daemon = strtol(str_text(&pid), NULL, 10);
	struct cpu out = { .daemon_s = cpu_of(daemon, &parent) };
	DIR *d = opendir("/proc");
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		double s = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? cpu_of(strtol(e->d_name, NULL, 10), &parent) : 0;
		if (s > 0 && cpu_of(parent, &grand) > 0 && grand == daemon)
			out.postgres_s += s;
	}
	if (d != NULL)
		closedir(d);
	return out;
}

/* ---- the peer --------------------------------------------------------------------------------- */

/* Sites, accounts and the bench's credential, as the daemon made them. */
struct register_row {
	int64_t site_id, tank, pool, cred;
};

static err_t
load_register(struct db_conn *c, struct register_row *out, size_t *n, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_BENCH_REGISTER, NULL, &r, f);
	*n = 0;
	for (int i = 0; !e && i < db_rows_n(r) && i < FACILITIES; i++)
		out[(*n)++] = (struct register_row){ db_int(r, i, C_BENCH_REGISTER_SITE_ID), db_int(r, i, C_BENCH_REGISTER_TANK), db_int(r, i, C_BENCH_REGISTER_POOL),
			db_int(r, i, C_BENCH_REGISTER_CRED_ID) };
	return e;
}

static const char RAW_BODY[] =
    "{\"facility\":\"15-B100\",\"date\":\"2026-01-01\",\"client_event_id\":\"b-100-100\",\"stock\":[{\"form\":\"lox\",\"asset\":\"15-B100-T1\",\"on_hand_g\":11000000},"
    "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":120,\"in_use\":8,\"empty\":60}],\"consumed\":{\"value\":700,\"unit\":\"m3@15C\"},"
    "\"census\":{\"nasal_cannula\":31,\"simple_mask\":4,\"reservoir_mask\":6,\"hfnc\":3,\"niv\":2,\"imv\":4,\"covid\":18},"
    "\"expected_tomorrow\":{\"value\":700,\"unit\":\"m3@15C\"},\"note\":\"bench\"}";
static const char RAW_ANSWER[] = "{\"id\":\"019a0000-0000-7000-8000-000000000000\",\"revision\":1,\"facility\":\"15-B100\",\"date\":\"2026-01-01\",\"on_hand_g\":11990387,"
                                 "\"consumed_g\":948000,\"hours_to_empty\":{\"p10\":200.11,\"p50\":233.02,\"p90\":280.15},\"level\":\"green\",\"warnings\":[]}";

static void
add_raw(struct store_report_facts *x, const struct register_row *s, int k, struct arena *a)
{
	static const struct census census = { 31, 4, 6, 3, 2, 4, 18 };
	static const uint8_t sha[32] = { 1 };
	const struct store_report_owner who = { 15, s->site_id, s->cred };
	instant_t start = calendar_start(today - 58) + k * INSTANT_MINUTE, end = start + INSTANT_MINUTE;
	struct id id = id_new(x->recorded_at);
	store_report_add(x, &(struct store_report_row){ .who = who, .id = id, .start = start, .end = end, .occurred_at = end, .date = today - 58, .revision = 1,
	    .client_event_id = arena_printf(a, "raw-%d", k), .sha = sha, .consumed_g = 948000, .expected_g = 948000, .census = &census, .body = RAW_BODY,
	    .answer = RAW_ANSWER, .status = 201 }, a);
	for (int i = 0; i < 2; i++)
		store_report_add_observation(x, &(struct store_report_observation){ .who = who, .id = id_new(x->recorded_at), .account_id = i ? s->pool : s->tank,
		    .occurred_at = end, .start = start, .end = end, .report_id = id, .revision = 1, .g = 11000000, .full = i ? 120 : INT64_MIN, .in_use = i ? 8 : INT64_MIN,
		    .empty = i ? 60 : INT64_MIN, .unfit = INT64_MIN, .raw = 11000000, .unit = "g" });
}

static double
raw_insert(struct db *db, int seconds)
{
	struct db_conn *c;
	struct faults f = { 0 };
	static struct register_row reg[FACILITIES];
	size_t n, done = 0;
	if (db_acquire(db, DB_INGEST, &c, &f) != ERR_OK || load_register(c, reg, &n, &f) != ERR_OK || n == 0)
		die("raw insert: connect");
	int64_t start = clock_mono(), stop = start + seconds * INSTANT_SECOND;
	for (int k = 0; clock_mono() < stop; k++) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct store_report_facts x = { .recorded_at = (instant_t)time(NULL) * INSTANT_SECOND };
		for (size_t i = 0; i < BATCH; i++)
			add_raw(&x, &reg[(done + i) % n], (int)((done + i) / n), a);
		if (db_begin(c, DB_WRITE, NULL, &f) != ERR_OK || store_report_write(c, &x, &f) != ERR_OK || db_commit(c, &f) != ERR_OK) {
			fprintf(stderr, "raw insert: %s %s\n", db_sqlstate(c), fault_code(f.item[0].id));
			exit(1);
		}
		store_report_facts_free(&x);
		done += BATCH;
	}
	double rate = (double)done / ((double)(clock_mono() - start) / INSTANT_SECOND);
	db_release(c);
	return rate;
}

static struct db *
open_db(const char *state, const char *socket_dir)
{
	static char url[600];
	CLEANUP(str_free) struct str password = { 0 };
	read_file(state, "secrets/pg-ingest", &password);
	password.data[strcspn(password.data, "\n")] = '\0';
	snprintf(url, sizeof url, "host=%s dbname=oxyd", socket_dir);
	return db_new(&(struct db_options){ .url = url, .password = { [DB_INGEST] = mem_strdup(password.data) }, .timeout_us = 10 * INSTANT_SECOND });
}

int
main(int argc, char **argv)
{
	char coordinator[128];
	if (argc != 5) {
		fprintf(stderr, "usage: reports_bench STATE SOCKET_DIR PORT SECONDS\n");
		return 2;
	}
	int port = atoi(argv[3]), seconds = atoi(argv[4]);
	today = calendar_day_of((instant_t)time(NULL) * INSTANT_SECOND);
	read_token(argv[1]);
	register_facilities(port, coordinator, sizeof coordinator);
	sleep(1); /* the token table follows within a second */
	struct cpu before = cpu_now(argv[1]);
	double ours = load(port, coordinator, seconds);
	struct cpu after = cpu_now(argv[1]);
	qsort(latency, answered, sizeof *latency, ascending);
	long peak = peak_memory_kb(argv[1]);
	struct db *db = open_db(argv[1], argv[2]);
	double raw = raw_insert(db, seconds);
	db_free(db);
	printf("durable whole reports   %10.0f /s   p50 %.1f ms   p99 %.1f ms   %d connections   peak memory %ld MB\n", ours, (double)latency[answered / 2] / 1000,
	    (double)latency[answered * 99 / 100] / 1000, CONNECTIONS, peak / 1024);
	printf("processor time          %10.0f us a report: daemon %.0f, PostgreSQL %.0f\n",
	    1e6 * (after.daemon_s - before.daemon_s + after.postgres_s - before.postgres_s) / (double)answered,
	    1e6 * (after.daemon_s - before.daemon_s) / (double)answered, 1e6 * (after.postgres_s - before.postgres_s) / (double)answered);
	printf("raw batch insert        %10.0f /s   the same rows, %d a commit, one connection over libpq\n", raw, BATCH);
	printf("ratio                   %10.2f      goal at least 0.40; memory at most 64 MB\n", ours / raw);
	return 0;
}
