#define _GNU_SOURCE /* memmem */
#include "lib/served.h"
#include "lib/suite.h"

#include <sys/stat.h>

static int
pid_in_file(const struct served *s)
{
	char path[96], line[32] = "";
	snprintf(path, sizeof path, "%s/oxyd.pid", s->state);
	FILE *in = fopen(path, "r");
	if (in == NULL)
		return 0;
	if (fgets(line, sizeof line, in) == NULL)
		line[0] = '\0';
	fclose(in);
	return atoi(line);
}

static bool
said(const struct served *s, const char *text)
{
	return strstr(served_stderr(s), text) != NULL;
}

START_TEST(ready_names_the_port_and_the_pid_file_the_daemon)
{
	struct served s = served_new();
	char expected[64];
	served_start(&s, NULL);
	snprintf(expected, sizeof expected, "ready http://127.0.0.1:%d/\n", s.port);
	ck_assert_str_eq(s.ready, expected);
	ck_assert_int_eq(pid_in_file(&s), s.pid);
	served_end(&s);
}
END_TEST

START_TEST(nothing_in_the_state_is_open_to_others)
{
	struct served s = served_new();
	char command[192];
	struct stat st;
	served_start(&s, NULL);
	ck_assert_int_eq(stat(s.state, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert_uint_eq(st.st_uid, getuid() == 0 ? 65534 : getuid());
	snprintf(command, sizeof command,
	    "test -z \"$(find %s -perm /077 ! -name oxyd.pid ! -type s ! -path '*/pg/*')\"",
	    s.state);
	ck_assert_int_eq(system(command), 0);
	served_end(&s);
}
END_TEST

START_TEST(a_second_daemon_on_the_same_state_is_refused)
{
	struct served s = served_new();
	served_start(&s, NULL);
	struct served second = s;
	second.port = served_free_port();
	second.mqtt_port = served_free_port();
	ck_assert_int_eq(served_try(&second, NULL), 1);
	ck_assert(said(&s, "another oxyd"));
	ck_assert_int_eq(pid_in_file(&s), s.pid);
	served_end(&s);
}
END_TEST

START_TEST(a_taken_port_is_named_with_its_option)
{
	struct served s = served_new(), other = served_new();
	served_start(&s, NULL);
	other.mqtt_port = s.mqtt_port;
	ck_assert_int_eq(served_try(&other, NULL), 1);
	ck_assert(said(&other, "mqtt.port"));
	ck_assert(said(&other, "--mqtt-port"));
	ck_assert_int_eq(served_processes(&other), 0);
	served_end(&other);
	served_end(&s);
}
END_TEST

START_TEST(sigterm_leaves_no_process_and_no_pid_file)
{
	struct served s = served_new();
	served_start(&s, NULL);
	ck_assert_int_gt(served_processes(&s), 3); /* itself, the broker, PostgreSQL's several */
	ck_assert_int_eq(served_stop(&s), 0);
	ck_assert_int_eq(served_processes(&s), 0);
	ck_assert_int_eq(pid_in_file(&s), 0);
	served_end(&s);
}
END_TEST

START_TEST(sigterm_in_the_middle_of_the_start_is_obeyed)
{
	struct served s = served_new();
	const char *argv[] = { "oxyd", "serve", "--state", s.state, "--port", "1", "--user",
		"nobody", "--mqtt-port", "2", NULL };
	char port[16], mqtt_port[16];
	snprintf(port, sizeof port, "%d", s.port);
	snprintf(mqtt_port, sizeof mqtt_port, "%d", s.mqtt_port);
	argv[5] = port;
	argv[9] = mqtt_port;
	s.pid = served_exec(&s, STDOUT_FILENO, argv);
	SERVED_UNTIL(pid_in_file(&s) == s.pid);
	ck_assert_int_eq(served_stop(&s), 0);
	ck_assert_int_eq(served_processes(&s), 0);
	served_start(&s, NULL); /* and what was half made does not stand in the way */
	served_end(&s);
}
END_TEST

START_TEST(after_kill_9_the_next_start_ends_what_was_left)
{
	struct served s = served_new();
	for (int i = 0; i < 3; i++) {
		served_start(&s, NULL);
		kill(s.pid, SIGKILL);
		ck_assert_int_eq(served_wait(s.pid), 128 + SIGKILL);
	}
	served_start(&s, NULL);
	ck_assert_int_eq(pid_in_file(&s), s.pid);
	ck_assert_int_eq(served_stop(&s), 0);
	ck_assert_int_eq(served_processes(&s), 0);
	served_end(&s);
}
END_TEST

/* The daemon, too, may be stopped before it can end its servers: SIGSTOP keeps the postmaster from
 * hearing the parent's death. */
START_TEST(a_server_that_will_not_end_is_ended_by_stop)
{
	struct served s = served_new();
	served_start(&s, NULL);
	pid_t broker = served_server(&s, "mosquitto");
	ck_assert_int_gt(broker, 0);
	kill(broker, SIGSTOP);
	kill(s.pid, SIGKILL);
	served_wait(s.pid);
	s.pid = 0;
	const char *argv[] = { "oxyd", "stop", "--state", s.state, "--stop.timeout", "1", NULL };
	ck_assert_int_eq(served_wait(served_exec(&s, STDOUT_FILENO, argv)), 0);
	SERVED_UNTIL(served_processes(&s) == 0);
	served_end(&s);
}
END_TEST

START_TEST(a_server_that_dies_is_started_again)
{
	static const char *const programs[] = { "postgres", "mosquitto" };
	struct served s = served_new();
	served_start(&s, NULL);
	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		pid_t first = served_server(&s, programs[i]);
		ck_assert_int_gt(first, 0);
		ck_assert_int_eq(kill(first, SIGKILL), 0);
		SERVED_UNTIL(
		    served_server(&s, programs[i]) != 0 && served_server(&s, programs[i]) != first);
	}
	ck_assert_int_eq(kill(s.pid, 0), 0);
	ck_assert(said(&s, "starting it again"));
	ck_assert_int_eq(served_stop(&s), 0);
	ck_assert_int_eq(served_processes(&s), 0);
	served_end(&s);
}
END_TEST

START_TEST(a_long_or_strange_path_still_works)
{
	struct served s = served_new();
	char long_name[90], command[512];
	memset(long_name, 'x', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	struct served deep = s;
	char argument[256];
	snprintf(argument, sizeof argument, "%s/it's, tỉnh %s", s.dir, long_name);
	served_start(&deep, "--state", argument, NULL);
	snprintf(command, sizeof command, "test -s \"$(cat \"%s/socket-dir\")/.s.PGSQL.5432.lock\"",
	    argument);
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(served_stop(&deep), 0);
	snprintf(command, sizeof command, "test ! -e \"$(cat \"%s/socket-dir\")\"", argument);
	ck_assert_int_eq(system(command), 0);
	served_end(&s);
}
END_TEST

START_TEST(background_returns_when_ready_and_closes_the_streams)
{
	struct served s = served_new();
	int ends[2];
	char line[256] = "";
	ck_assert_int_eq(pipe(ends), 0);
	const char *argv[] = { "oxyd", "serve", "--state", s.state, "--background", "--port", "1",
		"--mqtt-port", "2", "--user", "nobody", NULL };
	char port[16], mqtt_port[16];
	snprintf(port, sizeof port, "%d", s.port);
	snprintf(mqtt_port, sizeof mqtt_port, "%d", s.mqtt_port);
	argv[6] = port;
	argv[8] = mqtt_port;
	pid_t pid = served_exec(&s, ends[1], argv);
	close(ends[1]);
	ck_assert_int_eq(served_wait(pid), 0);
	size_t n = 0;
	ssize_t got;
	struct pollfd fd = { .fd = ends[0], .events = POLLIN };
	while (poll(&fd, 1, 5000) == 1 && (got = read(ends[0], line + n, sizeof line - 1 - n)) > 0)
		n += (size_t)got;
	ck_assert_int_eq(
	    poll(&fd, 1, 5000), 1); /* the end of the stream: nobody holds it any more */
	ck_assert_ptr_nonnull(strstr(line, "ready http://127.0.0.1:"));
	ck_assert_int_gt(pid_in_file(&s), 0);
	const char *stop[] = { "oxyd", "stop", "--state", s.state, NULL };
	ck_assert_int_eq(served_wait(served_exec(&s, STDOUT_FILENO, stop)), 0);
	SERVED_UNTIL(served_processes(&s) == 0);
	served_end(&s);
}
END_TEST

START_TEST(root_does_not_give_away_a_directory_of_the_system)
{
	struct served s = served_new();
	char path[80], link[80], target[96];
	struct stat st;
	if (getuid() == 0) {
		snprintf(path, sizeof path, "%s/etc", s.dir);
		ck_assert_int_eq(mkdir(path, 0755), 0);
		snprintf(target, sizeof target, "%s/sub", path);
		ck_assert_int_eq(mkdir(target, 0755), 0);
		ck_assert_int_eq(served_try(&s, "--state", path, NULL), 1);
		ck_assert(stat(path, &st) == 0 && st.st_uid == 0);
		snprintf(link, sizeof link, "%s/link", s.dir);
		ck_assert_int_eq(symlink("sub", link), 0);
		ck_assert_int_eq(served_try(&s, "--state", link, NULL), 1);
		ck_assert(stat(target, &st) == 0 && st.st_uid == 0);
	}
	served_end(&s);
}
END_TEST

START_TEST(postgres_lets_nobody_in_without_the_password)
{
	struct served s = served_new();
	char command[512];
	served_start(&s, NULL);
	snprintf(command, sizeof command,
	    "env -u PGPASSWORD psql -w -h %s/run -U oxyd_admin -d oxyd -c 'select 1' 2>&1 | grep "
	    "-q 'no password supplied'",
	    s.state);
	ck_assert_int_eq(system(command), 0);
	snprintf(command, sizeof command,
	    "PGPASSWORD=wrong psql -w -h %s/run -U oxyd_admin -d oxyd -c 'select 1' 2>&1 | grep -q "
	    "'password authentication failed'",
	    s.state);
	ck_assert_int_eq(system(command), 0);
	snprintf(command, sizeof command,
	    "PGPASSWORD=$(cat %s/secrets/pg-admin) psql -w -h %s/run -U oxyd_admin -d oxyd -Atc "
	    "'show fsync; show full_page_writes; show synchronous_commit; show data_checksums; "
	    "show listen_addresses' | tr '\\n' , | grep -qx 'on,on,on,on,,'",
	    s.state, s.state);
	ck_assert_int_eq(system(command), 0);
	served_end(&s);
}
END_TEST

START_TEST(no_secret_stands_in_a_command_line_an_environment_or_a_log)
{
	struct served s = served_new();
	char command[1024];
	served_start(&s, NULL);
	/* What can be read is gathered first: grep's own command line holds the secret. */
	snprintf(command, sizeof command,
	    "cd %s && for p in $(pgrep -f '^[^ ]*(oxyd|postgres|mosquitto).* %s'); do "
	    "cat /proc/$p/cmdline /proc/$p/environ; done >seen && test $(tr '\\0' '\\n' <seen | wc "
	    "-l) -gt 10 && "
	    "cat stderr state/log/* state/mosquitto/* >>seen && for f in state/secrets/*; do "
	    "test -s $f || exit 1; ! grep -qaFf $f seen || exit 1; done",
	    s.dir, s.state);
	ck_assert_int_eq(system(command), 0);
	served_end(&s);
}
END_TEST

START_TEST(a_replay_is_made_only_of_a_new_state)
{
	struct served s = served_new();
	served_start(&s, NULL);
	ck_assert_int_eq(served_stop(&s), 0);
	ck_assert_int_eq(served_try(&s, "--replay", NULL), 1);
	ck_assert(said(&s, "a replay needs a new state directory"));
	served_end(&s);
}
END_TEST

SUITE("serve", ready_names_the_port_and_the_pid_file_the_daemon,
    nothing_in_the_state_is_open_to_others, a_second_daemon_on_the_same_state_is_refused,
    a_taken_port_is_named_with_its_option, sigterm_leaves_no_process_and_no_pid_file,
    sigterm_in_the_middle_of_the_start_is_obeyed, after_kill_9_the_next_start_ends_what_was_left,
    a_server_that_will_not_end_is_ended_by_stop, a_server_that_dies_is_started_again,
    a_long_or_strange_path_still_works, background_returns_when_ready_and_closes_the_streams,
    root_does_not_give_away_a_directory_of_the_system, postgres_lets_nobody_in_without_the_password,
    no_secret_stands_in_a_command_line_an_environment_or_a_log,
    a_replay_is_made_only_of_a_new_state)
