#include "config/config.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

/* What a fault says, as a person reads it. */
static const char *
said(const struct faults *f, int i)
{
	static char line[1400];
	char text[1024];
	snprintf(line, sizeof line, "%s: %s", f->item[i].pointer,
	    fault_text(&f->item[i], LANG_EN, text, sizeof text));
	return line;
}

static err_t
read_args(struct config *c, struct faults *f, int argc, const char *const *argv)
{
	return config_read_argv(c, argc, (char **)argv, f);
}

#define ARGS(c, f, ...)                                                                  \
	read_args(c, f, (int)ARRAY_LEN(((const char *const[]){ "serve", __VA_ARGS__ })), \
	    (const char *const[]){ "serve", __VA_ARGS__ })

START_TEST(defaults_are_those_of_the_table)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	ck_assert_int_eq(c->http_port, 8080);
	ck_assert_str_eq(c->http_listen, "127.0.0.1");
	ck_assert(!c->behind_proxy && !c->replay);
	ck_assert_int_eq(c->log_level, 1);
	ck_assert_int_eq(config_check(c, NULL), ERR_OK);
}
END_TEST

START_TEST(a_file_sets_options_and_comments_do_not)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	struct faults f = { 0 };
	const char *text = "# http.port = 1\n\n  http.port =  9090  \nstate.dir = /srv/thiết bị # "
			   "kept\nbehind_proxy=YES\r\nlog.level = error";
	ck_assert_int_eq(config_read_text(c, "oxyd.conf", text, &f), ERR_OK);
	ck_assert_int_eq(c->http_port, 9090);
	ck_assert_str_eq(c->state_dir, "/srv/thiết bị # kept");
	ck_assert(c->behind_proxy);
	ck_assert_int_eq(c->log_level, 3);
}
END_TEST

START_TEST(each_fault_names_its_line_and_what_would_be_right)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	struct faults f = { 0 };
	const char *text = "http.port = 0\nhttp.prot = 80\nnonsense\nlog.level = loud\nmqtt.port = "
			   "99999999999999999999\ndemo = yes\n"
			   "user = a\nuser = b\nbehind_proxy = maybe\n";
	ck_assert_int_eq(config_read_text(c, "f", text, &f), ERR_INVALID);
	const char *const expected[] = {
		"f line 1, http.port: expected 1..65535 port, got \"0\"",
		"f line 2, http.prot: there is no option http.prot; did you mean http.port?",
		"f line 3: expected name = value, got \"nonsense\"",
		"f line 4, log.level: expected debug|info|warning|error, got \"loud\"",
		"f line 5, mqtt.port: expected 1..65535 port, got \"99999999999999999999\"",
		"f line 6, demo: belongs on the command line, not in the file",
		"f line 8, user: stands twice; it stood on line 7 already",
		"f line 9, behind_proxy: expected yes|no, got \"maybe\"",
	};
	ck_assert_int_eq(f.n, ARRAY_LEN(expected));
	for (size_t i = 0; i < ARRAY_LEN(expected); i++)
		ck_assert_str_eq(said(&f, (int)i), expected[i]);
	ck_assert_int_eq(c->http_port, 8080);
	ck_assert_str_eq(c->user, "a");
}
END_TEST

START_TEST(the_command_line_wins_over_the_file)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	struct faults f = { 0 };
	char path[] = "/tmp/oxyd-config-test.XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_gt(dprintf(fd, "http.port = 1001\nmqtt.port = 1002\n"), 0);
	err_t e = ARGS(c, &f, "--port", "1003", "--config", path, "--demo", "--log.level=debug",
	    "--state", "x");
	remove(path);
	ck_assert_int_eq(e, ERR_OK);
	ck_assert_int_eq(c->http_port, 1003);
	ck_assert_int_eq(c->mqtt_port, 1002);
	ck_assert(c->demo);
	ck_assert_int_eq(c->log_level, 0);
	ck_assert_str_eq(c->state_dir, "x");
}
END_TEST

START_TEST(flags_can_be_denied_and_mistyped)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	struct faults f = { 0 };
	ck_assert_int_eq(ARGS(c, &f, "--demo", "--no-demo"), ERR_OK);
	ck_assert(!c->demo);
	ck_assert_int_eq(ARGS(c, &f, "--prot", "1", "stray", "--port"), ERR_INVALID);
	ck_assert_str_eq(said(&f, 0), "--prot: there is no option prot; did you mean --port?");
	ck_assert_str_eq(said(&f, f.n - 1), "--port: needs a value: port");
}
END_TEST

START_TEST(a_conninfo_is_kept_off_the_command_line)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	struct faults f = { 0 };
	ck_assert_int_eq(ARGS(c, &f, "--database.url", "host=db"), ERR_INVALID);
	ck_assert_str_eq(c->database_url, "");
}
END_TEST

START_TEST(listening_beyond_loopback_needs_a_proxy)
{
	static const struct {
		const char *address;
		bool loopback;
	} rows[] = { { "127.0.0.1", true }, { "127.8.9.1", true }, { "::1", true },
		{ "0.0.0.0", false }, { "::", false }, { "192.168.1.5", false } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(config_free_ptr) struct config *c = config_new();
		struct faults f = { 0 };
		ck_assert_int_eq(ARGS(c, NULL, "--listen", rows[i].address), ERR_OK);
		ck_assert_int_eq(config_check(c, &f) == ERR_OK, rows[i].loopback);
		ck_assert(rows[i].loopback || f.item[0].id == FAULT_LISTEN_OPEN);
		ck_assert_int_eq(
		    ARGS(c, NULL, "--behind_proxy", "--mqtt.listen", rows[i].address), ERR_OK);
		ck_assert_int_eq(config_check(c, NULL), ERR_OK);
	}
}
END_TEST

START_TEST(a_stretch_at_the_wheel_is_half_an_hour_or_more)
{
	static const struct {
		const char *minutes;
		err_t e;
	} rows[] = { { "0", ERR_OK }, { "29", ERR_INVALID }, { "30", ERR_OK } };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(config_free_ptr) struct config *c = config_new();
		struct faults f = { 0 };
		ck_assert_int_eq(ARGS(c, NULL, "--planner.driving_stretch_max", rows[i].minutes), ERR_OK);
		ck_assert_int_eq(config_check(c, &f), rows[i].e);
	}
}
END_TEST

START_TEST(control_characters_and_foreign_bytes_are_refused)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	ck_assert_int_eq(ARGS(c, NULL, "--state", "a\nlistener 1 0.0.0.0"), ERR_INVALID);
	ck_assert_int_eq(ARGS(c, NULL, "--state", "\xC0\xAF"), ERR_INVALID);
	ck_assert_str_eq(c->state_dir, "");
}
END_TEST

START_TEST(the_example_file_reads_back_as_the_defaults)
{
	CLEANUP(config_free_ptr) struct config *c = config_new();
	CLEANUP(str_free) struct str example = { 0 };
	CLEANUP(str_free) struct str live = { 0 };
	struct faults f = { 0 };
	int options = 0;
	config_print_example(&example);
	for (const char *p = example.data; *p != '\0'; p = strchr(p, '\n') + 1) {
		bool is_option = p[0] == '#' && p[1] != ' ' && p[1] != '\n';
		options += is_option;
		str_add_n(&live, p + is_option, (size_t)(strchr(p, '\n') + 1 - p - is_option));
	}
	ck_assert_int_eq(config_read_text(c, "example", live.data, &f), ERR_OK);
	ck_assert_int_gt(options, 10);
	for (size_t i = 0; i < config_options_n; i++) {
		CLEANUP(str_free) struct str value = { 0 };
		config_value(c, &config_options[i], &value);
		ck_assert_str_eq(str_text(&value), config_options[i].def);
	}
}
END_TEST

START_TEST(the_shipped_example_is_the_printed_one)
{
	CLEANUP(str_free) struct str printed = { 0 };
	CLEANUP(str_free) struct str shipped = { 0 };
	char path[4096], buf[4096];
	size_t n;
	snprintf(path, sizeof path, "%s/etc/oxyd.conf.example",
	    getenv("srcdir") ? getenv("srcdir") : ".");
	FILE *in = fopen(path, "r");
	ck_assert_ptr_nonnull(in);
	while ((n = fread(buf, 1, sizeof buf, in)) > 0)
		str_add_n(&shipped, buf, n);
	fclose(in);
	config_print_example(&printed);
	ck_assert_str_eq(str_text(&shipped),
	    printed.data); /* else: oxyd check-config --example > etc/oxyd.conf.example */
}
END_TEST

START_TEST(names_and_flags_are_unique_and_texts_are_there)
{
	for (size_t i = 0; i < config_options_n; i++) {
		const struct config_option *o = &config_options[i];
		ck_assert_ptr_eq(config_option(o->name), o);
		ck_assert(*o->text[LANG_EN] != '\0' && *o->text[LANG_VI] != '\0');
		for (size_t j = 0; j < config_options_n; j++)
			ck_assert(i == j || *o->flag == '\0' ||
				  (!str_eq(o->flag, config_options[j].flag) &&
				      !str_eq(o->flag, config_options[j].name)));
	}
}
END_TEST

START_TEST(only_near_words_are_suggested)
{
	static const char *const words[] = { "serve", "stop", "inspect" };
	ck_assert_str_eq(config_nearest("serv", words, 3), "serve");
	ck_assert_str_eq(config_nearest("inpsect", words, 3), "inspect");
	ck_assert_ptr_null(config_nearest("forecast", words, 3));
	ck_assert_ptr_null(config_nearest("", words, 3));
}
END_TEST

SUITE("config", defaults_are_those_of_the_table, a_file_sets_options_and_comments_do_not,
    each_fault_names_its_line_and_what_would_be_right, the_command_line_wins_over_the_file,
    flags_can_be_denied_and_mistyped, a_conninfo_is_kept_off_the_command_line,
    listening_beyond_loopback_needs_a_proxy, a_stretch_at_the_wheel_is_half_an_hour_or_more, control_characters_and_foreign_bytes_are_refused,
    the_example_file_reads_back_as_the_defaults, the_shipped_example_is_the_printed_one,
    names_and_flags_are_unique_and_texts_are_there, only_near_words_are_suggested)
