/* guard - refuse requests that two programs could read in two ways.
 *
 * libmicrohttpd 0.9.75 lets through both framings at once, folded headers, white space before the
 * colon, control characters, a second Host and more; whatever stands in front of us may read the
 * same bytes differently, and then one client's request ends inside another's. Rules are those of
 * RFC 9112; where the RFC lets a server repair, we refuse. The caller closes the connection after a
 * refusal, since where the next request begins is in doubt.
 *
 * What the parser has hidden (bare line feeds, NUL, folded lines, doubled spaces) is found by the
 * layout: 0.9.75 parses in place and overwrites CR and LF by NUL, so the texts it reports, laid end
 * to end, must fill exactly the bytes that arrived.
 *
 * What stays accepted, because nobody shows it to us: bare line feeds in the framing of chunks. A
 * strict proxy in front refuses them. */
#include "http/internal.h"

#include <string.h>
#include <strings.h>

enum { HOST_MAX = 255 }; /* octets of a host name (RFC 1035), port included */

static bool
is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static const char *
check_method(const struct http_guard *g, int *ret_status)
{
	size_t n = strlen(g->method);
	if (n == 0 || n > 16 || strspn(g->method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != n)
		return "a method has upper-case letters";
	if (str_eq(g->method, "TRACE") || str_eq(g->method, "CONNECT")) {
		*ret_status = 405;
		return "TRACE and CONNECT are not answered";
	}
	return NULL;
}

static const char *
check_version(const struct http_guard *g, int *ret_status)
{
	if (str_eq(g->version, "HTTP/1.1") || str_eq(g->version, "HTTP/1.0"))
		return NULL;
	*ret_status = 505;
	return "use HTTP/1.1";
}

static const char *
check_target(const struct http_guard *g, int *ret_status UNUSED)
{
	if (g->target[0] != '/')
		return "the target must be a path";
	for (const char *p = g->target; *p != '\0'; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '#')
			return "the target must be percent-encoded";
	return NULL;
}

/* How many fields of this name; the last one's value. */
static size_t
count(const struct http_guard *g, const char *name, const char **ret_value)
{
	size_t n = 0;
	for (size_t i = 0; i < g->headers; i++)
		if (strcasecmp(g->header[i].name, name) == 0) {
			*ret_value = g->header[i].value;
			n++;
		}
	return n;
}

static const char *
check_fields(const struct http_guard *g, int *ret_status UNUSED)
{
	for (size_t i = 0; i < g->headers; i++) {
		const char *name = g->header[i].name, *value = g->header[i].value;
		if (*name == '\0')
			return "a header has no name";
		for (; *name != '\0'; name++)
			if (!is_token_char(*name))
				return "a header name has a forbidden character";
		for (; *value != '\0'; value++)
			if (((unsigned char)*value < ' ' && *value != '\t') || *value == 0x7f)
				return "a header value has a control character";
	}
	return NULL;
}

static const char *
check_host(const struct http_guard *g, int *ret_status UNUSED)
{
	const char *host = NULL;
	size_t n = count(g, "Host", &host);
	if (n == 0)
		return str_eq(g->version, "HTTP/1.0") ? NULL : "there is no Host";
	if (n > 1)
		return "there are two Hosts";
	size_t length = strlen(host);
	while (length > 0 && (host[length - 1] == ' ' || host[length - 1] == '\t'))
		length--;
	for (size_t i = 0; i < length; i++)
		if (strchr("/\\?#@, \t\"<>{}|^`;", host[i]) != NULL || (host[i] & 0x80))
			return "Host is malformed";
	return length > HOST_MAX ? "Host is too long" : NULL;
}

static const char *
check_framing(const struct http_guard *g, int *ret_status UNUSED)
{
	const char *length = "", *encoding = "";
	size_t lengths = count(g, "Content-Length", &length);
	size_t encodings = count(g, "Transfer-Encoding", &encoding);
	if (lengths > 1)
		return "there are two Content-Lengths";
	if (encodings > 1)
		return "there are two Transfer-Encodings";
	if (lengths > 0 && encodings > 0)
		return "Content-Length and Transfer-Encoding exclude each other";
	if (encodings > 0 && str_eq(g->version, "HTTP/1.0"))
		return "HTTP/1.0 has no Transfer-Encoding";
	if (encodings > 0 && strcasecmp(encoding, "chunked") != 0)
		return "the only Transfer-Encoding is chunked";
	size_t digits = strlen(length);
	if (lengths > 0 && (digits == 0 || digits > 20 || strspn(length, "0123456789") != digits))
		return "Content-Length is malformed";
	return NULL;
}

static const char *
check_expect(const struct http_guard *g, int *ret_status)
{
	const char *expect = "";
	size_t n = count(g, "Expect", &expect);
	if (n == 0 || (n == 1 && strcasecmp(expect, "100-continue") == 0))
		return NULL;
	*ret_status = 417;
	return "the only expectation is 100-continue";
}

const char *
http_guard_check(const struct http_guard *g, int *ret_status)
{
	static const char *(*const checks[])(const struct http_guard *, int *) = { check_method,
		check_version, check_target, check_fields, check_host, check_framing,
		check_expect };
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		int status = 400;
		const char *reason = checks[i](g, &status);
		if (reason != NULL) {
			*ret_status = status;
			return reason;
		}
	}
	return NULL;
}

const char *
http_guard_layout(const struct http_guard *g, const char *raw_target, size_t head_size)
{
	static const char reason[] =
	    "lines end in CRLF and hold no NUL, and headers are not folded";
	const char *end = g->method + head_size, *at = g->method;
	if (raw_target != at + strlen(at) + 1)
		return reason;
	at = raw_target + strlen(g->target) + 1;
	if (g->version != at)
		return reason;
	at += strlen(at);
	for (size_t i = 0; i < g->headers; i++) {
		if (g->header[i].name != at + 2 || at[1] != '\0')
			return reason;
		at = g->header[i].value + strlen(g->header[i].value);
		if (g->header[i].value <= g->header[i].name || at > end)
			return reason;
	}
	return at + 4 == end ? NULL : reason;
}
