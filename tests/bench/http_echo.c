/* http_echo - a server that echoes bodies, answered from another thread: what the HTTP layer alone
 * can do.
 *
 *     tests/bench/http_echo 18080 [inline] &
 *     wrk -t1 -c64 -d5 -s tests/bench/post2k.lua http://127.0.0.1:18080/
 * Answers are made by one worker that takes up to 256 requests at a time, as the group commit does.
 */
#include "base/queue.h"
#include "http/http.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
answer(struct http_request *r)
{
	http_respond(r, &(struct http_response){ .status = 200,
			    .content_type = "application/json",
			    .body = r->body,
			    .body_len = r->body_len });
}

static void
begin(void *arg, struct http_request *r)
{
	(void)arg;
	http_accept(r, 1 << 20);
}

static void
handle(void *arg, struct http_request *r)
{
	if (arg == NULL)
		answer(r);
	else if (!queue_push(arg, r))
		http_respond_problem(r, 503, "busy", 1);
}

static void *
work(void *arg)
{
	void *items[256];
	for (size_t n; (n = queue_pop(arg, items, ARRAY_LEN(items), -1)) > 0;)
		for (size_t i = 0; i < n; i++)
			answer(items[i]);
	return NULL;
}

int
main(int argc, char **argv)
{
	uint16_t port = (uint16_t)(argc > 1 ? atoi(argv[1]) : 18080);
	struct queue *q = argc > 2 && strcmp(argv[2], "inline") == 0 ? NULL : queue_new(4096);
	struct http_options o = { .port = port, .begin = begin, .handle = handle, .arg = q };
	struct faults f = { 0 };
	struct http_server *s;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (http_server_start(&o, &s, &f)) {
		char text[300];
		fprintf(stderr, "%s\n", fault_text(&f.item[0], LANG_EN, text, sizeof text));
		return 1;
	}
	pthread_t worker;
	if (q != NULL)
		pthread_create(&worker, NULL, work, q);
	int got;
	sigwait(&set, &got);
	http_server_stop(s, INSTANT_SECOND);
	if (q != NULL) {
		queue_close(q);
		pthread_join(worker, NULL);
		queue_free(q);
	}
	return 0;
}
