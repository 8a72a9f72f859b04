/* engine_hours - were hours to empty right on public series? A table by size of stock. */
#ifndef OXY_CLI_ENGINE_HOURS_H
#define OXY_CLI_ENGINE_HOURS_H

int cli_engine_hours(int argc, char **argv);

#endif
