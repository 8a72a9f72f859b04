/* engine_backtest - read the truth, forecast every origin, write what public scorers read.
 *
 * Pools are independent of each other, so that several threads may work; rows are written in the
 * order of pools, days and series whatever the number of threads. CPU seconds are those of the
 * threads inside the forecaster, learning included, reading and writing not. */
#include "cli/engine_backtest.h"

#include "base/vec.h"
#include "cli/cli.h"
#include "cli/engine_prior.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

struct row {
	size_t series;
	day_t origin;
	float q[FORECAST_WAVE_FAR][FORECAST_LEVELS];
};

struct job {
	const struct cli_truth_pool *pool;
	struct forecast_wave_prior *prior; /* own one, or NULL */
	VEC(struct row) rows;
	double seconds;
};

enum which_prior { PRIOR_SHIPPED, PRIOR_NONE, PRIOR_OTHERS };

struct order {
	const char *dir, *out, *target;
	long jobs;
	enum which_prior prior;
	struct forecast_backtest_config config;
};

struct work {
	struct cli_truth truth;
	const struct order *order;
	struct job *jobs;
	atomic_size_t next;
};

static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- forecasting ---- */

static void
keep_row(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	struct job *j = arg;
	struct row *r = VEC_ADD(&j->rows);
	r->series = series;
	r->origin = origin;
	for (int h = 0; h < FORECAST_WAVE_NEAR; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			r->q[h][k] = (float)q[h][k];
}

static void
keep_long_row(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	struct job *j = arg;
	keep_row(arg, series, origin, q);
	struct row *r = &j->rows.at[j->rows.n - 1];
	for (int h = FORECAST_WAVE_NEAR; h < FORECAST_WAVE_FAR; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			r->q[h][k] = (float)q[h][k];
}

static void
run_job(struct work *w, size_t i)
{
	struct job *j = &w->jobs[i];
	struct forecast_backtest_config c = w->order->config;
	if (w->order->prior != PRIOR_SHIPPED) {
		j->prior = MEM_NEW(struct forecast_wave_prior);
		c.prior = j->prior;
	}
	if (w->order->prior == PRIOR_OTHERS)
		cli_engine_prior_learn(&w->truth, i, &w->order->config, "others", j->prior);
	double started = cpu_seconds();
	forecast_backtest_run(j->pool->series, j->pool->n, &c,
	    c.horizon > FORECAST_WAVE_NEAR ? keep_long_row : keep_row, j, NULL);
	j->seconds = cpu_seconds() - started;
}

static void *
run_jobs(void *arg)
{
	struct work *w = arg;
	for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < w->truth.n;)
		run_job(w, i);
	return NULL;
}

static void
run_all(struct work *w)
{
	enum { THREADS = 64 };
	pthread_t thread[THREADS];
	int started = 0;
	while (started < THREADS && started + 1 < w->order->jobs && (size_t)started + 1 < w->truth.n &&
	       pthread_create(&thread[started], NULL, run_jobs, w) == 0)
		started++;
	run_jobs(w);
	while (started > 0)
		pthread_join(thread[--started], NULL);
}

/* ---- writing ---- */

/* As RFC 4180 has it. Not interop_csv_add, which guards spreadsheets against "=": programs read this, and know a series by its name. */
static void
add_name(struct str *s, const char *name)
{
	if (strpbrk(name, ",\"\r\n") == NULL) {
		str_add(s, name);
		return;
	}
	str_add(s, "\"");
	for (; *name != '\0'; name++)
		str_add_n(s, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
	str_add(s, "\"");
}

static void
add_row(struct str *s, const struct job *j, const struct row *r, int horizon)
{
	char day[CALENDAR_DAY_TEXT];
	for (int h = 0; h < horizon; h++) {
		add_name(s, j->pool->id[r->series]);
		str_addf(s, ",%s,%d", calendar_day_text(r->origin, day), h + 1);
		for (int k = 0; k < FORECAST_LEVELS; k++)
			str_addf(s, ",%.3f", (double)r->q[h][k]);
		str_add(s, "\n");
	}
}

static bool
put(gzFile out, struct str *s)
{
	bool ok = s->len == 0 || gzwrite(out, s->data, (unsigned)s->len) == (int)s->len;
	str_clear(s);
	return ok;
}

static bool
write_rows(const struct work *w, gzFile out)
{
	CLEANUP(str_free) struct str s = { 0 };
	str_add(&s, "series_id,origin_date,horizon");
	for (int k = 0; k < FORECAST_LEVELS; k++)
		str_addf(&s, ",q%g", forecast_quantile_level(k));
	str_add(&s, "\n");
	bool ok = put(out, &s);
	for (size_t i = 0; ok && i < w->truth.n; i++)
		for (size_t k = 0; ok && k < w->jobs[i].rows.n; k++) {
			add_row(&s, &w->jobs[i], &w->jobs[i].rows.at[k], w->order->config.horizon);
			ok = put(out, &s);
		}
	return ok;
}

/* Packed when the name ends in .gz, plain otherwise; the header of the packed form has no time. */
static int
write_file(const struct work *w)
{
	size_t n = strlen(w->order->out);
	bool packed = n > 3 && strcmp(w->order->out + n - 3, ".gz") == 0;
	gzFile out = gzopen(w->order->out, packed ? "wb6" : "wbT");
	bool ok = out != NULL && write_rows(w, out);
	if (out != NULL)
		ok = gzclose(out) == Z_OK && ok;
	if (!ok)
		fprintf(stderr, "oxyd engine backtest: cannot write %s: %s\n", w->order->out, strerror(errno));
	return ok ? CLI_OK : CLI_FAILED;
}

/* ---- the order ---- */

static bool
read_number(const char *text, int64_t low, int64_t high, long *ret)
{
	int64_t v;
	if (!str_to_i64(text, &v) || v < low || v > high)
		return false;
	*ret = (long)v;
	return true;
}

static bool
read_prior(const char *text, enum which_prior *ret)
{
	static const char *const names[] = { [PRIOR_SHIPPED] = "shipped", [PRIOR_NONE] = "none", [PRIOR_OTHERS] = "others" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(text, names[i])) {
			*ret = (enum which_prior)i;
			return true;
		}
	return false;
}

static bool
read_target(const char *text, struct order *ret)
{
	ret->target = text;
	ret->config.unit = str_eq(text, "o2_nm3_day") ? 12 : 1; /* Nm3 a patient and day */
	return true;
}

static bool
read_option(const char *name, const char *value, struct order *ret)
{
	long v = 0;
	bool ok = true;
	if (str_eq(name, "--truth"))
		ret->dir = value;
	else if (str_eq(name, "--out"))
		ret->out = value;
	else if (str_eq(name, "--target"))
		ok = read_target(value, ret);
	else if (str_eq(name, "--prior"))
		ok = read_prior(value, &ret->prior);
	else if (str_eq(name, "--jobs"))
		ok = read_number(value, 1, 64, &ret->jobs);
	else if (str_eq(name, "--step") && (ok = read_number(value, 1, 365, &v)))
		ret->config.step = (int)v;
	else if (str_eq(name, "--horizon") && (ok = read_number(value, 1, FORECAST_WAVE_FAR, &v)))
		ret->config.horizon = (int)v;
	else if (str_eq(name, "--hide") && (ok = read_number(value, 0, 100, &v)))
		ret->config.hidden_share = (double)v / 100;
	else
		ok = false;
	return ok;
}

static int
read_order(int argc, char **argv, struct order *ret)
{
	*ret = (struct order){ .target = "hospitalized", .jobs = 1, .config = forecast_backtest_defaults() };
	for (int i = 1; i < argc; i += 2)
		if (i + 1 >= argc || !read_option(argv[i], argv[i + 1], ret))
			return cli_usage("engine backtest", "does not understand %s %s", argv[i], i + 1 < argc ? argv[i + 1] : "");
	if (!ret->dir || !ret->out)
		return cli_usage("engine backtest", "needs --truth DIR and --out FILE.csv.gz");
	return CLI_OK;
}

static void
print_cost(const struct work *w)
{
	double seconds = 0;
	size_t made = 0;
	for (size_t i = 0; i < w->truth.n; i++) {
		seconds += w->jobs[i].seconds;
		made += w->jobs[i].rows.n;
	}
	printf("%zu forecasts, %.3f CPU seconds, %.6f CPU seconds per forecast\n", made, seconds,
	    made > 0 ? seconds / (double)made : 0);
}

int
cli_engine_backtest(int argc, char **argv)
{
	struct faults f = { 0 };
	struct order order;
	int status = read_order(argc, argv, &order);
	if (status)
		return status;
	struct work w = { .order = &order };
	if (cli_truth_load(order.dir, order.target, &w.truth, &f)) {
		cli_truth_free(&w.truth);
		return cli_faults("engine backtest", &f);
	}
	w.jobs = MEM_ARRAY(struct job, w.truth.n + 1);
	for (size_t i = 0; i < w.truth.n; i++)
		w.jobs[i].pool = &w.truth.pools[i];
	run_all(&w);
	status = write_file(&w);
	print_cost(&w);
	for (size_t i = 0; i < w.truth.n; i++) {
		VEC_FREE(&w.jobs[i].rows);
		free(w.jobs[i].prior);
	}
	free(w.jobs);
	cli_truth_free(&w.truth);
	return status;
}
