/* engine_prints - what an engine that takes --truth DIR writes to standard output, for a directory with one file. */
#ifndef OXY_TESTS_LIB_ENGINE_PRINTS_H
#define OXY_TESTS_LIB_ENGINE_PRINTS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline char * /* free() it */
engine_prints(int (*run)(int argc, char **argv), const char *csv)
{
	char dir[] = "/tmp/oxyd-engine-XXXXXX", in[64], out[64], *ret = calloc(1, 4000);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(in, sizeof in, "%s/a.csv", dir);
	snprintf(out, sizeof out, "%s/out", dir);
	FILE *f = fopen(in, "w");
	fputs(csv, f);
	fclose(f);
	fflush(stdout);
	int saved = dup(1);
	ck_assert_ptr_nonnull(freopen(out, "w", stdout));
	char word[] = "engine", option[] = "--truth", *order[] = { word, option, dir };
	int status = run(3, order);
	fflush(stdout);
	dup2(saved, 1);
	close(saved);
	f = fopen(out, "r");
	size_t n = fread(ret, 1, 3999, f);
	ret[n] = '\0';
	fclose(f);
	unlink(in);
	unlink(out);
	rmdir(dir);
	ck_assert_int_eq(status, 0);
	return ret;
}

#endif
