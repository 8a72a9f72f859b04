/* engine_coherence - do places and their sum, made coherent, score as well as each forecast for itself? */
#ifndef OXY_CLI_ENGINE_COHERENCE_H
#define OXY_CLI_ENGINE_COHERENCE_H

int cli_engine_coherence(int argc, char **argv);

#endif
