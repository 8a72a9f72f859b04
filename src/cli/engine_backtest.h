/* engine_backtest - past forecasts of public series, in the wide form that public scorers read. */
#ifndef OXY_CLI_ENGINE_BACKTEST_H
#define OXY_CLI_ENGINE_BACKTEST_H

int cli_engine_backtest(int argc, char **argv);

#endif
