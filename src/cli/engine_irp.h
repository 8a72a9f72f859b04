/* engine_irp - inventory routing, and its judge. */
#ifndef OXY_CLI_ENGINE_IRP_H
#define OXY_CLI_ENGINE_IRP_H

int cli_engine_irp(int argc, char **argv);
int cli_engine_irp_check(int argc, char **argv);

#endif
