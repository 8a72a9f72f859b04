/* commands - what each file of this directory hands to the list in cli.c. */
#ifndef OXY_CLI_COMMANDS_H
#define OXY_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct cli_command cli_audit;
extern const struct cli_command cli_check_config;
extern const struct cli_command cli_import;
extern const struct cli_command cli_engine;
extern const struct cli_command cli_demo;
extern const struct cli_command cli_inspect;
extern const struct cli_command cli_replay;
extern const struct cli_command cli_openapi;
extern const struct cli_command cli_serve;
extern const struct cli_command cli_simulate;
extern const struct cli_command cli_status;
extern const struct cli_command cli_stop;
extern const struct cli_command cli_version;

#endif
