/* fault - the table of faults, and its sentences. */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	err_t err;
	const char *code, *text[2];
} rows[FAULT_COUNT] = {
#define X(id, e, c, en, vi) [FAULT_##id] = { ERR_##e, c, { [LANG_VI] = vi, [LANG_EN] = en } },
#include "base/fault.def"
#undef X
};

/* Cuts at a character's start, so that a long text stays valid UTF-8. */
static void
copy_utf8(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);
	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(to, from, n);
	to[n] = '\0';
}

err_t
fault_add(struct faults *f, enum fault_id id, const char *pointer, const char *a, const char *b, const char *c)
{
	const char *args[FAULT_ARGS] = { a, b, c };
	if (f == NULL)
		return rows[id].err;
	if (f->err == ERR_OK)
		f->err = rows[id].err;
	if (f->n == FAULTS_MAX) {
		f->unlisted++;
		return rows[id].err;
	}
	struct fault *it = &f->item[f->n++];
	it->id = id;
	copy_utf8(it->pointer, sizeof it->pointer, pointer ? pointer : "");
	for (int i = 0; i < FAULT_ARGS; i++)
		copy_utf8(it->arg[i], sizeof it->arg[i], args[i] ? args[i] : "");
	return rows[id].err;
}

err_t
fault_at(struct faults *f, enum fault_id id, const char *pointer_fmt, ...)
{
	char pointer[160];
	va_list ap;
	va_start(ap, pointer_fmt);
	vsnprintf(pointer, sizeof pointer, pointer_fmt, ap);
	va_end(ap);
	return fault_add(f, id, pointer, NULL, NULL, NULL);
}

char *
fault_text(const struct fault *f, enum lang lang, char *buf, size_t size)
{
	size_t n = 0;
	for (const char *p = rows[f->id].text[lang]; *p != '\0' && n + 1 < size; p++) {
		if (*p == '%' && p[1] >= '1' && p[1] <= '0' + FAULT_ARGS) {
			copy_utf8(buf + n, size - n, f->arg[*++p - '1']);
			n += strlen(buf + n);
		} else {
			buf[n++] = *p;
		}
	}
	buf[n] = '\0';
	return buf;
}

const char *
fault_code(enum fault_id id)
{
	return rows[id].code;
}

err_t
fault_err(enum fault_id id)
{
	return rows[id].err;
}

enum fault_id
fault_by_code(const char *code)
{
	for (int i = 0; i < FAULT_COUNT; i++)
		if (strcmp(rows[i].code, code) == 0)
			return (enum fault_id)i;
	return FAULT_COUNT;
}
