/* oxyd import against a real daemon: the token of the state directory, one line a row, and an
 * honest exit status. */
#define _GNU_SOURCE /* memmem, in served.h */
#include "lib/served.h"
#include "lib/suite.h"

static char output[65536];

/* Run `oxyd import WORDS --state ... --port ...` and keep all that it says; its exit status. */
static int
import(const struct served *s, const char *words)
{
	char command[1000];
	snprintf(command, sizeof command, "$OXYD import %s --state %s --port %d 2>&1", words,
	    s->state, s->port);
	FILE *in = popen(command, "r");
	size_t n = fread(output, 1, sizeof output - 1, in);
	output[n] = '\0';
	int status = pclose(in);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
write_file(const struct served *s, const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof path, "%s/%s", s->dir, name);
	FILE *out = fopen(path, "w");
	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	fclose(out);
}

START_TEST(units_and_facilities_are_imported_once_and_refusals_are_told)
{
	struct served s = served_new();
	char words[300];
	served_start(&s, NULL);
	write_file(&s, "provinces.csv", "code,name_vi,valid_from\n15,Lào Cai,2025-07-01\n");
	write_file(&s, "communes.csv",
	    "code,province_code,name_vi,valid_from\n02647,15,Phường Lào Cai,2025-07-01\n");
	write_file(&s, "hospitals.csv",
	    "name,lat,lon,province,commune\nBệnh viện Một,22.1,104.1,15,02647\nBệnh viện "
	    "Hai,22.2,104.2,15,99999\n");
	ck_assert_msg(import(&s, s.dir) == 2, "%s", output);
	snprintf(words, sizeof words, "units %s", s.dir);
	ck_assert_msg(import(&s, words) == 0, "%s", output);
	ck_assert_ptr_nonnull(strstr(output, "communes: 1 rows: 1 created"));
	snprintf(words, sizeof words, "facilities %s/hospitals.csv --edition 2026-01-01 --dry-run",
	    s.dir);
	ck_assert_msg(import(&s, words) == 1, "%s", output);
	ck_assert_ptr_nonnull(strstr(output, "line 2: created 15-H"));
	ck_assert_ptr_nonnull(
	    strstr(output, "line 3, column commune: there is no commune 99999 here"));
	ck_assert_ptr_nonnull(strstr(output,
	    "2 rows: 1 created, 0 changed, 0 unchanged, 1 refused (dry run: nothing was kept)"));
	snprintf(words, sizeof words,
	    "facilities %s/hospitals.csv --edition=2026-01-01 --province 15", s.dir);
	ck_assert_msg(import(&s, words) == 1 && strstr(output, "1 created") != NULL, "%s", output);
	ck_assert_msg(import(&s, words) == 1 &&
			  strstr(output, "0 created, 0 changed, 1 unchanged, 1 refused") != NULL,
	    "%s", output);
	snprintf(words, sizeof words, "facilities %s/hospitals.csv", s.dir);
	ck_assert_msg(
	    import(&s, words) == 1 && strstr(output, "say the edition of the codes") != NULL, "%s",
	    output);
	served_end(&s);
}
END_TEST

START_TEST(coefficients_are_imported_row_by_row)
{
	struct served s = served_new();
	char words[300];
	served_start(&s, NULL);
	write_file(&s, "annex.csv",
	    "set,as_of,item,value,unit\nVN-2747-2025,2025-09-01,hfnc,40,L/min\n"
	    "VN-2747-2025,2025-09-01,imv,-1,L/min\n");
	snprintf(words, sizeof words, "coefficients %s/annex.csv --dry-run", s.dir);
	ck_assert_msg(import(&s, words) == 1, "%s", output);
	ck_assert_ptr_nonnull(strstr(output, "line 2: created VN-2747-2025 hfnc"));
	ck_assert_ptr_nonnull(strstr(output, "line 3, column value: expected 0 < value <= 200 L/min, got -1"));
	ck_assert_ptr_nonnull(strstr(output, "1 created, 0 changed, 0 unchanged, 1 refused (dry run: nothing was kept)"));
	snprintf(words, sizeof words, "coefficients %s/annex.csv", s.dir);
	ck_assert_msg(import(&s, words) == 1 && strstr(output, "1 created") != NULL, "%s", output);
	ck_assert_msg(import(&s, words) == 1 && strstr(output, "1 unchanged, 1 refused") != NULL, "%s", output);
	served_end(&s);
}
END_TEST

START_TEST(what_is_missing_is_said_on_one_line)
{
	struct served s = served_new();
	char words[300];
	write_file(&s, "token", "oxy_nonsense\n");
	write_file(&s, "x.csv", "name\nx\n");
	snprintf(words, sizeof words, "facilities %s/x.csv", s.dir);
	ck_assert_msg(
	    import(&s, words) == 1 && strstr(output, "--token-file") != NULL, "%s", output);
	snprintf(words, sizeof words, "facilities %s/x.csv --token-file %s/token", s.dir, s.dir);
	ck_assert_msg(import(&s, words) == 1 && strstr(output, "is the daemon running") != NULL,
	    "%s", output);
	served_start(&s, NULL);
	ck_assert_msg(import(&s, words) == 1 && strstr(output, "401") != NULL, "%s", output);
	snprintf(words, sizeof words, "units %s", s.dir);
	ck_assert_msg(import(&s, words) == 1 && strstr(output, "has none of provinces.csv") != NULL,
	    "%s", output);
	snprintf(words, sizeof words, "facilities %s/no-such.csv", s.dir);
	ck_assert_msg(
	    import(&s, words) == 1 && strstr(output, "cannot be read") != NULL, "%s", output);
	served_end(&s);
}
END_TEST

SUITE("import", units_and_facilities_are_imported_once_and_refusals_are_told, coefficients_are_imported_row_by_row,
    what_is_missing_is_said_on_one_line)
