/* replay_peak - the peak day of a replay, verb by verb, as a coordinator, suppliers, hospitals and the ministry do it; each prints what
 * it came to. For cli/replay.c. */
#ifndef OXY_CLI_REPLAY_PEAK_H
#define OXY_CLI_REPLAY_PEAK_H

#include "api/client.h"
#include "cli/replay_world.h"

enum { CLI_REPLAY_TOKEN = 64, CLI_REPLAY_SUPPLIERS = 8 };

struct cli_replay_peak {
	struct api_client *api;
	char admin[CLI_REPLAY_TOKEN], coordinator[CLI_REPLAY_TOKEN], ministry[CLI_REPLAY_TOKEN], plan[40], province[8];
	struct {
		char code[32], token[CLI_REPLAY_TOKEN];
	} suppliers[CLI_REPLAY_SUPPLIERS];
	size_t n_suppliers;
	json_t *under_way; /* deliveries that were dispatched */
	struct faults faults;
};

/* Issue a token to the coordinator, the ministry and each supplier of the register. */
err_t cli_replay_peak_tokens(struct cli_replay_peak *p, const char *province) NODISCARD;
err_t cli_replay_peak_suppliers(struct cli_replay_peak *p, const struct cli_replay_world *w) NODISCARD;
err_t cli_replay_peak_forecast(struct cli_replay_peak *p) NODISCARD;
err_t cli_replay_peak_shortfalls(struct cli_replay_peak *p) NODISCARD;
err_t cli_replay_peak_plan(struct cli_replay_peak *p) NODISCARD;
err_t cli_replay_peak_approve(struct cli_replay_peak *p) NODISCARD;
err_t cli_replay_peak_answer(struct cli_replay_peak *p) NODISCARD;
err_t cli_replay_peak_deliver(struct cli_replay_peak *p) NODISCARD;
err_t cli_replay_peak_status(struct cli_replay_peak *p) NODISCARD;
void cli_replay_peak_free(struct cli_replay_peak *p);

#endif
