/* inspect_tables - printers of the tables of the middle layers, for cli/inspect.c. */
#ifndef OXY_CLI_INSPECT_TABLES_H
#define OXY_CLI_INSPECT_TABLES_H

#include "base/str.h"

void cli_inspect_tables_routes(struct str *out);
void cli_inspect_tables_topics(struct str *out);
void cli_inspect_tables_statements(struct str *out);
void cli_inspect_tables_units(struct str *out);
void cli_inspect_tables_containers(struct str *out);
void cli_inspect_tables_delivery_states(struct str *out);
void cli_inspect_tables_driving(struct str *out);
void cli_inspect_tables_coefficients(struct str *out);
void cli_inspect_tables_models(struct str *out);
void cli_inspect_tables_holidays(struct str *out);

#endif
