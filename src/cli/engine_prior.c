/* engine_prior - learn, and print as src/forecast/wave_prior.def wants it. */
#include "cli/engine_prior.h"

#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 3 };

static void
drop(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	(void)arg, (void)series, (void)origin, (void)q;
}

void
cli_engine_prior_learn(const struct cli_truth *t, size_t without, const struct forecast_backtest_config *config,
    const char *version, struct forecast_wave_prior *ret)
{
	*ret = (struct forecast_wave_prior){ .version = "" };
	for (int round = 0; round < ROUNDS; round++) {
		struct forecast_wave_sum *sum = MEM_NEW(struct forecast_wave_sum);
		struct forecast_wave_prior last = *ret;
		struct forecast_backtest_config c = *config;
		c.prior = &last;
		c.step = 28; /* the forecasts themselves are not looked at */
		c.horizon = FORECAST_WAVE_FAR;
		for (size_t i = 0; i < t->n; i++)
			if (i != without)
				forecast_backtest_run(t->pools[i].series, t->pools[i].n, &c, drop, NULL, sum);
		forecast_wave_prior_solve(sum, version, ret);
		free(sum);
	}
}

static void
print_row(const double *v)
{
	printf("{");
	for (int s = 0; s < FORECAST_WAVE_SIGNALS; s++)
		printf("%s%.6g", s ? ", " : " ", v[s]);
	printf(" }");
}

static void
print_prior(const struct forecast_wave_prior *p)
{
	printf("/* Made by oxyd engine prior; by view, lead and signal (wave_prior.h). */\n");
	printf(".version = \"%s\",\n.coef = {\n", p->version);
	for (int view = 0; view < FORECAST_WAVE_VIEWS; view++) {
		printf("{\n");
		for (int k = 0; k < FORECAST_WAVE_RUNGS; k++) {
			print_row(p->coef[view][k]);
			printf(",\n");
		}
		printf("},\n");
	}
	printf("},\n.square = ");
	print_row(p->square);
	printf(",\n");
}

int
cli_engine_prior(int argc, char **argv)
{
	const char *dir = NULL, *name = "own";
	struct forecast_backtest_config config = forecast_backtest_defaults();
	struct forecast_wave_prior prior;
	struct cli_truth truth = { 0 };
	struct faults f = { 0 };
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 < argc && str_eq(argv[i], "--truth"))
			dir = argv[i + 1];
		else if (i + 1 < argc && str_eq(argv[i], "--name") && str_is_code(argv[i + 1]))
			name = argv[i + 1];
		else
			return cli_usage("engine prior", "does not understand %s", argv[i]);
	}
	if (!dir)
		return cli_usage("engine prior", "needs --truth DIR");
	if (cli_truth_load(dir, "hospitalized", &truth, &f))
		return cli_faults("engine prior", &f);
	cli_engine_prior_learn(&truth, truth.n, &config, name, &prior);
	print_prior(&prior);
	cli_truth_free(&truth);
	return CLI_OK;
}
