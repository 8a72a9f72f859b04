/* topic - forms of topics, matched and made level by level. */
#include "mqtt/topic.h"

#include "base/str.h"

#include <string.h>

static const char hole[] = "{}";

/* The level that begins at s, and whether it is the last. */
static size_t
level(const char *s, bool *ret_last)
{
	size_t n = strcspn(s, "/");
	*ret_last = s[n] == '\0';
	return n;
}

static bool
take_code(const char *s, size_t n, struct mqtt_topic_codes *codes)
{
	if (n >= sizeof codes->at[0] || codes->n == MQTT_TOPIC_CODES)
		return false;
	char *to = codes->at[codes->n++];
	memcpy(to, s, n);
	to[n] = '\0';
	return str_is_code(to);
}

bool
mqtt_topic_match(const char *form, const char *topic, struct mqtt_topic_codes *ret)
{
	struct mqtt_topic_codes codes = { 0 };
	for (bool form_ends = false, topic_ends = false; !form_ends;) {
		size_t f = level(form, &form_ends), t = level(topic, &topic_ends);
		bool ok = f == 2 && memcmp(form, hole, 2) == 0
			      ? take_code(topic, t, &codes)
			      : f == t && memcmp(form, topic, f) == 0;
		if (!ok || form_ends != topic_ends)
			return false;
		form += f + 1;
		topic += t + 1;
	}
	*ret = codes;
	return true;
}

/* Replace each hole by what fill says; false when something does not fit or is missing. */
static bool
build(const char *form, const char *const *fill, size_t n, bool wildcard, char ret[MQTT_TOPIC_MAX])
{
	struct str CLEANUP(str_free) s = { 0 };
	size_t used = 0;
	for (bool last = false; !last;) {
		size_t f = level(form, &last);
		if (f != 2 || memcmp(form, hole, 2) != 0)
			str_add_n(&s, form, f);
		else if (wildcard)
			str_add(&s, "+");
		else if (used < n && str_is_code(fill[used]))
			str_add(&s, fill[used++]);
		else
			return false;
		if (!last)
			str_add(&s, "/");
		form += f + 1;
	}
	if (s.len >= MQTT_TOPIC_MAX)
		return false;
	memcpy(ret, str_text(&s), s.len + 1);
	return true;
}

bool
mqtt_topic_make(const char *form, const char *const *codes, size_t n, char ret[MQTT_TOPIC_MAX])
{
	return build(form, codes, n, false, ret);
}

bool
mqtt_topic_filter(const char *form, char ret[MQTT_TOPIC_MAX])
{
	return build(form, NULL, 0, true, ret);
}

bool
mqtt_topic_is_valid(const char *topic)
{
	size_t n = strlen(topic);
	if (n == 0 || n >= 65536 || topic[0] == '$' || !str_is_utf8(topic, n))
		return false;
	for (const char *p = topic; *p != '\0'; p++)
		if (*p == '+' || *p == '#' || (unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return topic[0] != '/' && topic[n - 1] != '/' && strstr(topic, "//") == NULL;
}
