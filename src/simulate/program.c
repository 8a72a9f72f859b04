/* program - prices by Clp, the bound by our own sums.
 *
 * Clp is C++ and brings BLAS, whose threads would live in the daemon and take its signals; so it is loaded when a bound is wanted,
 * which only `oxyd simulate` does (adr/0034). Its dual simplex ends after a fixed number of steps: a time limit would make two runs
 * of a file differ. */
#include "simulate/program.h"

#include "base/attr.h"
#include "base/mem.h"
#include "base/str.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int
simulate_program_col(struct simulate_program *p, double least, double most, double cost)
{
	*VEC_ADD(&p->cols) = (struct simulate_program_col){ least, most, cost };
	return (int)p->cols.n - 1;
}

int
simulate_program_row(struct simulate_program *p, double least, double most)
{
	*VEC_ADD(&p->rows) = (struct simulate_program_row){ least, most };
	return (int)p->rows.n - 1;
}

void
simulate_program_put(struct simulate_program *p, int row, int col, double value)
{
	*VEC_ADD(&p->entries) = (struct simulate_program_entry){ row, col, value };
}

void
simulate_program_free(struct simulate_program *p)
{
	VEC_FREE(&p->cols);
	VEC_FREE(&p->rows);
	VEC_FREE(&p->entries);
}

/* ---- the value of prices -------------------------------------------------------------------------------- */

/* Sums are long double; what a coefficient lost when it became a double is at most 2^-53 of it, a few times over in quotients. */
#define LOST 1e-14

/* A price that has no finite bound to stand on is 0. */
static double
usable(const struct simulate_program_row *row, double price)
{
	double stands_on = price > 0 ? row->least : row->most;
	return isfinite(price) && isfinite(stands_on) ? price : 0;
}

/* For every feasible x: cost . x = (cost - price A) . x + price . (A x), and each product is at least what its sign makes least. */
double
simulate_program_bound_by(const struct simulate_program *p, const double *price)
{
	long double *rest = mem_array(p->cols.n + 1, sizeof *rest), *size = mem_array(p->cols.n + 1, sizeof *size), sum = 0, sizes = 0;
	for (size_t j = 0; j < p->cols.n; j++)
		size[j] = fabsl(rest[j] = p->cols.at[j].cost);
	VEC_FOREACH(e, &p->entries) {
		long double part = (long double)usable(&p->rows.at[e->row], price[e->row]) * e->value;
		rest[e->col] -= part;
		size[e->col] += fabsl(part);
	}
	for (size_t i = 0; i < p->rows.n; i++) {
		double y = usable(&p->rows.at[i], price[i]);
		if (y == 0)
			continue;
		long double part = (long double)y * (y > 0 ? p->rows.at[i].least : p->rows.at[i].most);
		sum += part;
		sizes += fabsl(part);
	}
	for (size_t j = 0; j < p->cols.n; j++) {
		const struct simulate_program_col *c = &p->cols.at[j];
		sum += rest[j] * (rest[j] > 0 ? c->least : c->most);
		sizes += size[j] * fmax(fabs(c->least), fabs(c->most));
	}
	free(rest);
	free(size);
	return (double)(sum - LOST * sizes);
}

/* ---- prices --------------------------------------------------------------------------------------------- */

#ifdef HAVE_CLP
#define COIN_BIG_INDEX 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes" /* theirs */
#include <Clp_C_Interface.h>
#pragma GCC diagnostic pop
#include <dlfcn.h>

enum { STEPS_MOST = 30000 };

/* What is used of the library. */
struct clp {
	__typeof__(Clp_newModel) *new_model;
	__typeof__(Clp_deleteModel) *delete_model;
	__typeof__(Clp_setLogLevel) *set_log_level;
	__typeof__(Clp_setMaximumIterations) *set_steps;
	__typeof__(Clp_loadProblem) *load;
	__typeof__(Clp_initialDualSolve) *solve;
	__typeof__(Clp_dualRowSolution) *prices;
};

static const struct {
	const char *name;
	size_t at;
} FUNCTIONS[] = {
	{ "Clp_newModel", offsetof(struct clp, new_model) },
	{ "Clp_deleteModel", offsetof(struct clp, delete_model) },
	{ "Clp_setLogLevel", offsetof(struct clp, set_log_level) },
	{ "Clp_setMaximumIterations", offsetof(struct clp, set_steps) },
	{ "Clp_loadProblem", offsetof(struct clp, load) },
	{ "Clp_initialDualSolve", offsetof(struct clp, solve) },
	{ "Clp_dualRowSolution", offsetof(struct clp, prices) },
};

/* The library stays loaded until the process ends. */
static bool
find_clp(struct clp *ret)
{
	void *library = dlopen("libClp.so.1", RTLD_NOW | RTLD_LOCAL);
	for (size_t i = 0; library != NULL && i < ARRAY_LEN(FUNCTIONS); i++) {
		void *function = dlsym(library, FUNCTIONS[i].name);
		if (function == NULL)
			return false;
		memcpy((char *)ret + FUNCTIONS[i].at, &function, sizeof function);
	}
	return library != NULL;
}

/* Clp wants entries by column. */
static void
sort_entries(const struct simulate_program *p, CoinBigIndex *start, int *row, double *value)
{
	CoinBigIndex *next = mem_array(p->cols.n + 1, sizeof *next);
	VEC_FOREACH(e, &p->entries)
		start[e->col + 1]++;
	for (size_t j = 0; j < p->cols.n; j++)
		next[j + 1] = start[j + 1] += start[j];
	VEC_FOREACH(e, &p->entries) {
		row[next[e->col]] = e->row;
		value[next[e->col]++] = e->value;
	}
	free(next);
}

static void
load_model(const struct clp *clp, Clp_Simplex *model, const struct simulate_program *p)
{
	size_t n = p->cols.n, m = p->rows.n;
	CoinBigIndex *start = mem_array(n + 1, sizeof *start);
	int *row = MEM_ARRAY(int, p->entries.n + 1);
	double *value = MEM_ARRAY(double, p->entries.n + 1), *of = MEM_ARRAY(double, 3 * n + 2 * m + 1);
	for (size_t j = 0; j < n; j++) {
		of[j] = p->cols.at[j].least;
		of[n + j] = p->cols.at[j].most;
		of[2 * n + j] = p->cols.at[j].cost;
	}
	for (size_t i = 0; i < m; i++) {
		of[3 * n + i] = p->rows.at[i].least;
		of[3 * n + m + i] = p->rows.at[i].most;
	}
	sort_entries(p, start, row, value);
	clp->load(model, (int)n, (int)m, start, row, value, of, of + n, of + 2 * n, of + 3 * n, of + 3 * n + m);
	free(start);
	free(row);
	free(value);
	free(of);
}

bool
simulate_program_can(void)
{
	struct clp clp;
	return find_clp(&clp);
}

bool
simulate_program_bound(const struct simulate_program *p, double *ret_bound)
{
	struct clp clp;
	if (!find_clp(&clp))
		return false;
	Clp_Simplex *model = clp.new_model();
	clp.set_log_level(model, 0);
	clp.set_steps(model, STEPS_MOST);
	load_model(&clp, model, p);
	clp.solve(model);
	const double *price = clp.prices(model);
	if (price != NULL)
		*ret_bound = simulate_program_bound_by(p, price);
	clp.delete_model(model);
	return price != NULL;
}
#else
bool
simulate_program_can(void)
{
	return false;
}

bool
simulate_program_bound(const struct simulate_program *p, double *ret_bound)
{
	(void)p;
	(void)ret_bound;
	return false;
}
#endif
