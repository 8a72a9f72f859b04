/* engine_file - whole files in and out for the engines. */
#ifndef OXY_CLI_ENGINE_FILE_H
#define OXY_CLI_ENGINE_FILE_H

#include "base/str.h"

/* Both return an exit status, after a line on standard error when it did not work. */
int cli_engine_file_read(const char *command, const char *path, struct str *out);
int cli_engine_file_write(const char *command, const char *path, const struct str *text);

#endif
