/* reader - faults with their JSON pointers. */
#include "wire/reader.h"

#include <stdio.h>
#include <string.h>

/* Appends one reference token, "/" and "~" escaped; what does not fit is cut. */
static size_t
add_token(char *buf, size_t len, size_t size, const char *token)
{
	if (len + 1 < size)
		buf[len++] = '/';
	for (; *token != '\0' && len + 2 < size; token++) {
		if (*token == '~' || *token == '/') {
			buf[len++] = '~';
			buf[len++] = *token == '~' ? '0' : '1';
		} else {
			buf[len++] = *token;
		}
	}
	buf[len] = '\0';
	return len;
}

static size_t
add_path(const struct wire_path *at, char *buf, size_t len, size_t size)
{
	char index[24];
	if (at == NULL)
		return len;
	len = add_path(at->up, buf, len, size);
	snprintf(index, sizeof index, "%zu", at->index);
	return add_token(buf, len, size, at->member ? at->member : index);
}

char *
wire_reader_pointer(const struct wire_reader *r, const struct wire_path *at, char *buf, size_t size)
{
	snprintf(buf, size, "%s", r->prefix ? r->prefix : "");
	add_path(at, buf, strlen(buf), size);
	return buf;
}

bool
wire_reader_fault(struct wire_reader *r, const struct wire_path *at, enum fault_id id,
    const char *a, const char *b)
{
	char pointer[512] = "";
	if (r->errors != NULL && r->errors->n < FAULTS_MAX)
		wire_reader_pointer(r, at, pointer, sizeof pointer);
	fault_add(r->errors, id, pointer, a, b, NULL);
	r->refused++;
	return false;
}

bool
wire_reader_fault_in(struct wire_reader *r, const struct wire_path *at, const char *member,
    enum fault_id id, const char *a, const char *b)
{
	struct wire_path p = { .up = at, .member = member };
	return wire_reader_fault(r, &p, id, a, b);
}

void
wire_reader_warn(struct wire_reader *r, const struct wire_path *at, enum fault_id id)
{
	char pointer[512];
	fault_add(
	    r->warnings, id, wire_reader_pointer(r, at, pointer, sizeof pointer), NULL, NULL, NULL);
}
