/* log - one write(2) a line, so lines of several threads never mix. */
#include "base/log.h"
#include "base/str.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#undef LOG_DEBUG
#undef LOG_INFO
#undef LOG_WARNING

static enum log_level lowest = LOG_INFO;
static bool journal;

static const struct {
	const char *name, *priority;
} levels[] = {
	[LOG_DEBUG] = { "debug", "7" },
	[LOG_INFO] = { "info", "6" },
	[LOG_WARNING] = { "warning", "4" },
	[LOG_ERROR] = { "error", "3" },
};

static void
add_escaped(struct str *s, const char *text)
{
	str_add(s, "\"");
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			str_addf(s, "\\%c", *p);
		else if (*p < 0x20 || *p == 0x7F)
			str_addf(s, "\\u%04x", *p);
		else
			str_add_n(s, p, 1);
	}
	str_add(s, "\"");
}

static void
add_value(struct str *s, const struct log_field *f)
{
	switch (f->kind) {
	case LOG_FIELD_STR: add_escaped(s, f->str ? f->str : ""); break;
	case LOG_FIELD_INT: str_addf(s, "%lld", (long long)f->i); break;
	case LOG_FIELD_REAL: str_addf(s, "%.6g", f->real); break;
	case LOG_FIELD_END: break;
	}
}

static void
to_stderr(enum log_level level, const char *message, const struct log_field *fields)
{
	CLEANUP(str_free) struct str s = { 0 };
	struct timespec ts;
	struct tm tm;
	char at[32];
	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S", &tm);
	str_addf(&s, "{\"at\":\"%s.%03ldZ\",\"level\":\"%s\",\"message\":", at, ts.tv_nsec / 1000000, levels[level].name);
	add_escaped(&s, message);
	for (const struct log_field *f = fields; f->kind != LOG_FIELD_END; f++) {
		str_add(&s, ",");
		add_escaped(&s, f->name);
		str_add(&s, ":");
		add_value(&s, f);
	}
	str_add(&s, "}\n");
	if (write(STDERR_FILENO, s.data, s.len) < 0)
		return; /* nowhere left to say so */
}

static void
to_journal(enum log_level level, const char *message, const struct log_field *fields)
{
	enum { MAX = 16 };
	struct str text[MAX] = { 0 };
	struct iovec iov[MAX];
	int n = 0;
	str_addf(&text[n++], "MESSAGE=%s", message);
	str_addf(&text[n++], "PRIORITY=%s", levels[level].priority);
	for (const struct log_field *f = fields; f->kind != LOG_FIELD_END && n < MAX; f++, n++) {
		str_add(&text[n], "OXYD_");
		for (const char *p = f->name; *p != '\0'; p++)
			str_addf(&text[n], "%c", toupper((unsigned char)*p));
		str_add(&text[n], "=");
		if (f->kind == LOG_FIELD_STR)
			str_add(&text[n], f->str ? f->str : "");
		else
			add_value(&text[n], f);
	}
	for (int i = 0; i < n; i++)
		iov[i] = (struct iovec){ text[i].data, text[i].len };
	sd_journal_sendv(iov, n);
	for (int i = 0; i < n; i++)
		str_free(&text[i]);
}

void
log_fields(enum log_level level, const char *message, const struct log_field *fields)
{
	if (level < lowest)
		return;
	if (journal)
		to_journal(level, message, fields);
	else
		to_stderr(level, message, fields);
}

void
log_set_level(enum log_level level)
{
	lowest = level;
}

void
log_to_journal(void)
{
	journal = true;
}
