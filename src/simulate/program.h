/* program - a linear program, and a value that its optimum cannot be below.
 *
 * Minimise cost . x where every row lies between its two bounds and every column between its own. COIN Clp looks for prices of the
 * rows; the value is computed here from these prices (weak duality), so it is valid whatever Clp's tolerances were and wherever it
 * stopped. Built with the C interface of Clp and run without the library, or built without: there is no value. One thread. */
#ifndef OXY_SIMULATE_PROGRAM_H
#define OXY_SIMULATE_PROGRAM_H

#include "base/vec.h"

#include <stdbool.h>

struct simulate_program_col {
	double least, most, cost; /* least and most finite: the proof needs both */
};

struct simulate_program_row {
	double least, most; /* one of them may be infinite */
};

struct simulate_program_entry {
	int row, col;
	double value;
};

struct simulate_program {
	VEC(struct simulate_program_col) cols;
	VEC(struct simulate_program_row) rows;
	VEC(struct simulate_program_entry) entries; /* one of a row and a column at most */
};

/* Their indices. */
int simulate_program_col(struct simulate_program *p, double least, double most, double cost);
int simulate_program_row(struct simulate_program *p, double least, double most);

void simulate_program_put(struct simulate_program *p, int row, int col, double value);

/* A value that no solution is below; false when no solver is at hand or it found no prices. */
bool simulate_program_bound(const struct simulate_program *p, double *ret_bound);

/* The same for given prices of the rows, any at all: what makes the value valid. */
double simulate_program_bound_by(const struct simulate_program *p, const double *price);

/* Is there a solver? */
bool simulate_program_can(void);

void simulate_program_free(struct simulate_program *p);

#endif
