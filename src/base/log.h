/* log - structured events: a constant message and typed fields, one line each.
 *
 *     log_event(LOG_INFO, "plan approved", LOG_STR("plan", id), LOG_INT("deliveries", n), LOG_END);
 * On stderr a line of JSON (control characters escaped, so nobody can forge a second line); under
 * systemd the same fields go to the journal by name. There is no field type for a person or a secret: do not pass one.
 * Info: something a coordinator would recognise. Warning: we carried on, and this is how. Error: someone should act. */
#ifndef OXY_BASE_LOG_H
#define OXY_BASE_LOG_H

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_field {
	enum { LOG_FIELD_END, LOG_FIELD_STR, LOG_FIELD_INT, LOG_FIELD_REAL } kind;
	const char *name;
	const char *str;
	int64_t i;
	double real;
};

#define LOG_STR(n, v) ((struct log_field){ .kind = LOG_FIELD_STR, .name = (n), .str = (v) })
#define LOG_INT(n, v) ((struct log_field){ .kind = LOG_FIELD_INT, .name = (n), .i = (int64_t)(v) })
#define LOG_REAL(n, v) ((struct log_field){ .kind = LOG_FIELD_REAL, .name = (n), .real = (v) })
#define LOG_END ((struct log_field){ .kind = LOG_FIELD_END })

#define log_event(level, message, ...) \
	log_fields((level), (message), (const struct log_field[]){ __VA_ARGS__ })

void log_fields(enum log_level level, const char *message, const struct log_field *fields);
void log_set_level(enum log_level lowest);

/* Send fields to the journal instead of stderr; called once at start when stderr is the journal. */
void log_to_journal(void);

#endif
