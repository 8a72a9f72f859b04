/* config - the option table, its defaults and the rules that join several options. */
#include "config/config.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { STRETCH_LEAST_MIN = 30 }; /* as the planner takes it */

const struct config_option config_options[] = {
#define X(member, name_, flag_, type_, def_, low_, high_, unit_, traits_, en, vi) \
	{ .name = name_,                                                          \
		.flag = flag_,                                                    \
		.type = CONFIG_##type_,                                           \
		.def = def_,                                                      \
		.low = low_,                                                      \
		.high = high_,                                                    \
		.unit = unit_,                                                    \
		.traits = traits_,                                                \
		.text = { [LANG_VI] = vi, [LANG_EN] = en },                       \
		.offset = offsetof(struct config, member) },
#include "config/options.def"
#undef X
};

const size_t config_options_n = ARRAY_LEN(config_options);

static const struct {
	const char *word;
	bool value;
} bools[] = {
	{ "yes", true },
	{ "no", false },
	{ "true", true },
	{ "false", false },
	{ "on", true },
	{ "off", false },
};

static void *
member(const struct config *c, const struct config_option *o)
{
	return (char *)c + o->offset;
}

static bool
text_is_clean(const char *s)
{
	for (const char *p = s; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			return false;
	return str_is_utf8(s, strlen(s));
}

static bool
set_text(const struct config_option *o UNUSED, void *at, const char *value)
{
	char **text = at;
	if (!text_is_clean(value))
		return false;
	free(*text);
	*text = mem_strdup(value);
	return true;
}

static bool
set_int(const struct config_option *o, void *at, const char *value)
{
	int64_t v;
	if (!str_to_i64(value, &v) || v < o->low || v > o->high)
		return false;
	*(int64_t *)at = v;
	return true;
}

static bool
set_bool(const struct config_option *o UNUSED, void *at, const char *value)
{
	for (size_t i = 0; i < ARRAY_LEN(bools); i++) {
		if (strcasecmp(value, bools[i].word) == 0) {
			*(bool *)at = bools[i].value;
			return true;
		}
	}
	return false;
}

/* The words of a CHOICE stand in its unit, parted by bars. */
static bool
set_choice(const struct config_option *o, void *at, const char *value)
{
	int64_t index = 0;
	size_t n = strlen(value);
	for (const char *p = o->unit; p != NULL; index++) {
		const char *bar = strchr(p, '|');
		size_t len = bar ? (size_t)(bar - p) : strlen(p);
		if (len == n && memcmp(p, value, n) == 0) {
			*(int64_t *)at = index;
			return true;
		}
		p = bar ? bar + 1 : NULL;
	}
	return false;
}

static void
print_text(const struct config_option *o UNUSED, const void *at, struct str *out)
{
	str_add(out, *(char *const *)at);
}

static void
print_int(const struct config_option *o UNUSED, const void *at, struct str *out)
{
	str_addf(out, "%" PRId64, *(const int64_t *)at);
}

static void
print_bool(const struct config_option *o UNUSED, const void *at, struct str *out)
{
	str_add(out, *(const bool *)at ? "yes" : "no");
}

static void
print_choice(const struct config_option *o, const void *at, struct str *out)
{
	const char *p = o->unit;
	for (int64_t i = *(const int64_t *)at; i > 0; i--)
		p = strchr(p, '|') + 1;
	str_add_n(out, p, strcspn(p, "|"));
}

static const struct {
	bool (*set)(const struct config_option *o, void *at, const char *value);
	void (*print)(const struct config_option *o, const void *at, struct str *out);
} types[] = {
	[CONFIG_TEXT] = { set_text, print_text },
	[CONFIG_INT] = { set_int, print_int },
	[CONFIG_BOOL] = { set_bool, print_bool },
	[CONFIG_CHOICE] = { set_choice, print_choice },
};

static void
expected(const struct config_option *o, char *buf, size_t size)
{
	switch (o->type) {
	case CONFIG_INT:
		snprintf(buf, size, "%" PRId64 "..%" PRId64 "%s%s", o->low, o->high,
		    *o->unit ? " " : "", o->unit);
		break;
	case CONFIG_TEXT:
		snprintf(buf, size, "UTF-8 without control characters (%s)", o->unit);
		break;
	case CONFIG_BOOL:
	case CONFIG_CHOICE:
		snprintf(buf, size, "%s", o->unit);
		break;
	}
}

err_t
config_set(struct config *c, const struct config_option *o, const char *value, const char *where,
    struct faults *f)
{
	char want[120];
	if (types[o->type].set(o, member(c, o), value))
		return ERR_OK;
	expected(o, want, sizeof want);
	return fault_add(f, FAULT_OPTION_VALUE, where, want, value, NULL);
}

void
config_value(const struct config *c, const struct config_option *o, struct str *out)
{
	types[o->type].print(o, member(c, o), out);
}

struct config *
config_new(void)
{
	struct config *c = MEM_NEW(struct config);
	for (size_t i = 0; i < config_options_n; i++)
		if (config_set(c, &config_options[i], config_options[i].def, "", NULL))
			abort(); /* a row of options.def whose default breaks its own rule */
	return c;
}

void
config_free(struct config *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < config_options_n; i++)
		if (config_options[i].type == CONFIG_TEXT)
			free(*(char **)member(c, &config_options[i]));
	free(c);
}

void
config_free_ptr(struct config **c)
{
	config_free(*c);
}

const struct config_option *
config_option(const char *name)
{
	for (size_t i = 0; i < config_options_n; i++)
		if (str_eq(config_options[i].name, name))
			return &config_options[i];
	return NULL;
}

static bool
is_address(const char *text, bool *ret_loopback)
{
	struct in_addr v4;
	struct in6_addr v6;
	if (inet_pton(AF_INET, text, &v4) == 1) {
		*ret_loopback = ntohl(v4.s_addr) >> 24 == 127;
		return true;
	}
	if (inet_pton(AF_INET6, text, &v6) == 1) {
		*ret_loopback = IN6_IS_ADDR_LOOPBACK(&v6);
		return true;
	}
	return false;
}

static void
check_listener(const struct config *c, const char *name, const char *address, struct faults *f)
{
	bool loopback = false;
	if (!is_address(address, &loopback))
		fault_add(f, FAULT_OPTION_VALUE, name, "an IPv4 or IPv6 address", address, NULL);
	else if (!loopback && !c->behind_proxy)
		fault_add(f, FAULT_LISTEN_OPEN, name, address, NULL, NULL);
}

err_t
config_check(const struct config *c, struct faults *f)
{
	struct faults own = { 0 };
	check_listener(c, "http.listen", c->http_listen, &own);
	if (*c->mqtt_url == '\0')
		check_listener(c, "mqtt.listen", c->mqtt_listen, &own);
	else if (strncmp(c->mqtt_url, "mqtt://", 7) != 0 || c->mqtt_url[7] == '\0')
		fault_add(
		    &own, FAULT_OPTION_VALUE, "mqtt.url", "mqtt://host:port", c->mqtt_url, NULL);
	if (*c->mqtt_url == '\0' && c->mqtt_port == c->http_port)
		fault_add(&own, FAULT_OPTION_PLACE, "mqtt.port", "is the same port as http.port",
		    NULL, NULL);
	if (strstr(c->database_url, "password=") != NULL)
		fault_add(&own, FAULT_OPTION_PLACE, "database.url",
		    "must not hold a password: passwords are files in secrets.dir", NULL, NULL);
	if (*c->database_admin_url != '\0' && *c->database_url == '\0')
		fault_add(&own, FAULT_OPTION_PLACE, "database.admin_url",
		    "is of no use without database.url", NULL, NULL);
	if (c->planner_driving_stretch_max > 0 && c->planner_driving_stretch_max < STRETCH_LEAST_MIN)
		fault_add(&own, FAULT_OPTION_PLACE, "planner.driving_stretch_max", "must be 0 or at least 30",
		    NULL, NULL);
	for (int i = 0; i < own.n; i++)
		fault_add(f, own.item[i].id, own.item[i].pointer, own.item[i].arg[0],
		    own.item[i].arg[1], own.item[i].arg[2]);
	return own.err;
}
