/* browser - Debian's chromium without a screen, driven by its DevTools protocol over a pipe.
 *
 *     struct browser b = browser_new();
 *     browser_open(&b, "file:///tmp/x.html");
 *     ... browser_text(&b, "document.title"), b.requests, b.complaints ...
 *     browser_end(&b);
 * Messages are JSON with a NUL behind each; chromium reads descriptor 3 and writes 4, and goes when they are
 * closed. It runs without its own sandbox, which root may not have; it opens only pages of ours. */
#ifndef OXY_TESTS_BROWSER_H
#define OXY_TESTS_BROWSER_H

#include "base/str.h"

#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BROWSER "/usr/bin/chromium"
enum { BROWSER_WAIT_MS = 60000 };

struct browser {
	pid_t pid;
	int in, out; /* ours: to write, to read */
	int calls;
	char dir[40], session[64];
	bool loaded;
	int requests;           /* of anything but the page itself and data: */
	struct str complaints;  /* exceptions, console errors, refused loads, one a line */
	struct str unread;
};

static inline bool
browser_is_there(void)
{
	return access(BROWSER, X_OK) == 0;
}

static inline void
browser_exec(const char *dir, int in, int out)
{
	char profile[80];
	int null = open("/dev/null", O_RDWR), up = fcntl(in, F_DUPFD, 10), down = fcntl(out, F_DUPFD, 10);
	snprintf(profile, sizeof profile, "--user-data-dir=%s", dir);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	dup2(up, 3);
	dup2(down, 4);
	for (int fd = 5; fd < 64; fd++)
		close(fd);
	execl(BROWSER, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage",
	    "--remote-debugging-pipe", profile, "about:blank", (char *)NULL);
	_exit(127);
}

/* What the page did that it should not have. */
static inline void
browser_note(struct browser *b, const char *method, const json_t *params)
{
	char *text = json_dumps(params, JSON_COMPACT);
	const char *url = json_string_value(json_object_get(json_object_get(params, "request"), "url"));
	const char *type = json_string_value(json_object_get(params, "type"));
	if (str_eq(method, "Page.loadEventFired"))
		b->loaded = true;
	if (str_eq(method, "Network.requestWillBeSent") && url && strncmp(url, "data:", 5) != 0 && !str_eq(type, "Document"))
		b->requests++;
	if (str_eq(method, "Runtime.exceptionThrown") || str_eq(method, "Log.entryAdded") || str_eq(method, "Network.loadingFailed") ||
	    (str_eq(method, "Runtime.consoleAPICalled") && !str_eq(type, "log")))
		str_addf(&b->complaints, "%s %.400s\n", method, text);
	free(text);
}

static inline json_t *
browser_read(struct browser *b)
{
	char part[65536], *end;
	while (b->unread.len == 0 || (end = memchr(b->unread.data, '\0', b->unread.len)) == NULL) {
		struct pollfd p = { .fd = b->out, .events = POLLIN };
		ck_assert_msg(poll(&p, 1, BROWSER_WAIT_MS) == 1, "the browser says nothing");
		ssize_t n = read(b->out, part, sizeof part);
		ck_assert_msg(n > 0, "the browser is gone");
		str_add_n(&b->unread, part, (size_t)n);
	}
	size_t used = (size_t)(end - b->unread.data) + 1;
	json_t *j = json_loadb(b->unread.data, used - 1, JSON_ALLOW_NUL, NULL);
	ck_assert_ptr_nonnull(j);
	memmove(b->unread.data, b->unread.data + used, b->unread.len - used);
	b->unread.len -= used;
	return j;
}

/* One command; steals params. The result is a new reference. */
static inline json_t *
browser_call(struct browser *b, const char *method, json_t *params)
{
	int id = ++b->calls;
	json_t *ask = json_pack("{s:i, s:s, s:o}", "id", id, "method", method, "params", params);
	if (b->session[0])
		json_object_set_new(ask, "sessionId", json_string(b->session));
	char *text = json_dumps(ask, JSON_COMPACT);
	size_t n = strlen(text) + 1;
	ck_assert_int_eq(write(b->in, text, n), (ssize_t)n);
	free(text);
	json_decref(ask);
	for (;;) {
		json_t *j = browser_read(b);
		if (json_integer_value(json_object_get(j, "id")) == id) {
			json_t *result = json_incref(json_object_get(j, "result"));
			ck_assert_msg(result != NULL, "%s is refused: %s", method, json_dumps(j, 0));
			json_decref(j);
			return result;
		}
		const char *event = json_string_value(json_object_get(j, "method"));
		if (event != NULL)
			browser_note(b, event, json_object_get(j, "params"));
		json_decref(j);
	}
}

static inline void
browser_do(struct browser *b, const char *method, json_t *params)
{
	json_decref(browser_call(b, method, params));
}

static inline struct browser
browser_new(void)
{
	static const char *const DOMAINS[] = { "Page.enable", "Runtime.enable", "Log.enable", "Network.enable" };
	struct browser b = { .dir = "/tmp/oxyd-browser.XXXXXX" };
	int up[2], down[2];
	ck_assert_ptr_nonnull(mkdtemp(b.dir));
	ck_assert_int_eq(pipe(up), 0);
	ck_assert_int_eq(pipe(down), 0);
	b.pid = fork();
	if (b.pid == 0)
		browser_exec(b.dir, up[0], down[1]);
	close(up[0]);
	close(down[1]);
	b.in = up[1];
	b.out = down[0];
	json_t *target = browser_call(&b, "Target.createTarget", json_pack("{s:s}", "url", "about:blank"));
	json_t *session = browser_call(&b, "Target.attachToTarget",
	    json_pack("{s:s, s:b}", "targetId", json_string_value(json_object_get(target, "targetId")), "flatten", 1));
	snprintf(b.session, sizeof b.session, "%s", json_string_value(json_object_get(session, "sessionId")));
	json_decref(target);
	json_decref(session);
	for (size_t i = 0; i < sizeof DOMAINS / sizeof *DOMAINS; i++)
		browser_do(&b, DOMAINS[i], json_object());
	return b;
}

static inline void
browser_end(struct browser *b)
{
	char remove[64];
	close(b->in);
	close(b->out);
	waitpid(b->pid, NULL, 0);
	snprintf(remove, sizeof remove, "rm -rf %s", b->dir);
	ck_assert_int_eq(system(remove), 0);
	str_free(&b->complaints);
	str_free(&b->unread);
}

static inline void
browser_size(struct browser *b, int width, int height)
{
	browser_do(b, "Emulation.setDeviceMetricsOverride",
	    json_pack("{s:i, s:i, s:i, s:b}", "width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
}

/* Scheme "light" or "dark"; medium "" or "print". */
static inline void
browser_media(struct browser *b, const char *medium, const char *scheme)
{
	browser_do(b, "Emulation.setEmulatedMedia",
	    json_pack("{s:s, s:[{s:s, s:s}]}", "media", medium, "features", "name", "prefers-color-scheme", "value", scheme));
}

/* Returns when the page is loaded. */
static inline void
browser_open(struct browser *b, const char *url)
{
	b->loaded = false;
	browser_do(b, "Page.navigate", json_pack("{s:s}", "url", url));
	while (!b->loaded)
		browser_do(b, "Runtime.evaluate", json_pack("{s:s}", "expression", "0"));
}

/* The value of an expression of the page's; a new reference. A promise is waited for. */
static inline json_t *
browser_value(struct browser *b, const char *expression)
{
	json_t *r = browser_call(b, "Runtime.evaluate", json_pack("{s:s, s:b, s:b}", "expression", expression, "returnByValue", 1, "awaitPromise", 1));
	ck_assert_msg(json_object_get(r, "exceptionDetails") == NULL, "%s: %s", expression, json_dumps(r, 0));
	json_t *value = json_incref(json_object_get(json_object_get(r, "result"), "value"));
	json_decref(r);
	return value;
}

static inline double
browser_number(struct browser *b, const char *expression)
{
	json_t *v = browser_value(b, expression);
	ck_assert_msg(json_is_number(v), "%s is no number", expression);
	double x = json_number_value(v);
	json_decref(v);
	return x;
}

static inline bool
browser_is(struct browser *b, const char *expression)
{
	json_t *v = browser_value(b, expression);
	bool yes = json_is_true(v);
	json_decref(v);
	return yes;
}

static inline void
browser_text(struct browser *b, const char *expression, char *buf, size_t size)
{
	json_t *v = browser_value(b, expression);
	ck_assert_msg(json_is_string(v), "%s is no text", expression);
	snprintf(buf, size, "%s", json_string_value(v));
	json_decref(v);
}

/* Press a key as a person does: "ArrowRight", "Tab", "Enter" (whose code is 13). */
static inline void
browser_key(struct browser *b, const char *key, int code)
{
	static const char *const TYPES[] = { "rawKeyDown", "keyUp" };
	for (int i = 0; i < 2; i++)
		browser_do(b, "Input.dispatchKeyEvent", json_pack("{s:s, s:s, s:s, s:i}", "type", TYPES[i], "key", key, "code", key, "windowsVirtualKeyCode", code));
}

#endif
