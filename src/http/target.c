/* target - take a request target apart: strict percent-decoding, segment by segment.
 *
 * An encoded slash, NUL, control character or dot segment is refused rather than decoded: what a
 * proxy checked as one path must not become another here. */
#include "http/internal.h"

#include <string.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decode n characters; NULL when malformed, a control character or not UTF-8. */
static char *
decode(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n + 1);
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)s[i];
		if (c == '%') {
			if (i + 2 >= n || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
				return NULL;
			c = hex(s[i + 1]) * 16 + hex(s[i + 2]);
			i += 2;
		}
		if (c < ' ' || c == 0x7f)
			return NULL;
		out[len++] = (char)c;
	}
	return str_is_utf8(out, len) ? out : NULL;
}

static const char *
parse_path(struct http_request *r, const char *path, size_t n)
{
	size_t slashes = 0;
	for (size_t i = 0; i < n; i++)
		slashes += path[i] == '/';
	r->segment = ARENA_ARRAY(r->arena, char *, slashes + 1);
	struct str joined = { 0 };
	for (const char *p = path + 1, *end = path + n; slashes > 0 && n > 1; slashes--) {
		const char *slash = memchr(p, '/', (size_t)(end - p));
		size_t len = slash ? (size_t)(slash - p) : (size_t)(end - p);
		char *text = decode(r->arena, p, len);
		if (text == NULL || strpbrk(text, "/\\") != NULL || str_eq(text, ".") ||
		    str_eq(text, "..")) {
			str_free(&joined);
			return "the path is not well encoded";
		}
		r->segment[r->segments++] = text;
		str_add(&joined, "/");
		str_add(&joined, text);
		p += len + 1;
	}
	r->path = joined.len > 0 ? arena_strndup(r->arena, joined.data, joined.len) : "/";
	str_free(&joined);
	return NULL;
}

static const char *
parse_query(struct http_request *r, const char *query)
{
	size_t n = *query != '\0';
	for (const char *p = query; *p != '\0'; p++)
		n += *p == '&';
	r->query = ARENA_ARRAY(r->arena, struct http_pair, n + 1);
	while (*query != '\0') {
		size_t len = strcspn(query, "&");
		const char *equals = memchr(query, '=', len);
		size_t name = equals ? (size_t)(equals - query) : len;
		if (len > 0) {
			struct http_pair *q = &r->query[r->queries++];
			q->name = decode(r->arena, query, name);
			q->value = equals ? decode(r->arena, equals + 1, len - name - 1) : "";
			if (q->name == NULL || q->value == NULL)
				return "the query is not well encoded";
		}
		query += len + (query[len] == '&');
	}
	return NULL;
}

const char *
http_target_parse(struct http_request *r)
{
	size_t n = strcspn(r->target, "?");
	const char *reason = parse_path(r, r->target, n);
	return reason != NULL || r->target[n] == '\0' ? reason : parse_query(r, r->target + n + 1);
}
