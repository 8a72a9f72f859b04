/* engine_prior - the learner's coefficients to begin with, from public series. */
#ifndef OXY_CLI_ENGINE_PRIOR_H
#define OXY_CLI_ENGINE_PRIOR_H

#include "cli/truth.h"

/* Learned from all pools but `without` (any number >= t->n: from all), from nothing, in three
 * rounds: what is an outlier depends on the coefficients. */
void cli_engine_prior_learn(const struct cli_truth *t, size_t without, const struct forecast_backtest_config *config,
    const char *version, struct forecast_wave_prior *ret);

int cli_engine_prior(int argc, char **argv);

#endif
