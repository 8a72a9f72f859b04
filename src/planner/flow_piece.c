/* flow_piece - potentials of a tree that moves: by pieces that stay as they are.
 *
 * A pivot shifts the potentials of a subtree, and in a large network that is thousands of nodes.
 * Inside the subtree nothing changes, so the tree is cut into connected pieces of some PIECE nodes
 * and f->height is kept relative to the piece: what a pivot changes is the piece's shift. A pivot that
 * cuts a piece in two names the moved part anew; a small moved subtree joins the piece that it is
 * hung on. Before arcs are listed the shifts are worked out from the tops of the pieces and added to
 * all nodes, in the order of memory.
 *
 * Invariants: a piece is connected, and its top is its node nearest the root; the nodes of a piece
 * differ in f->height as they do in potential. A number whose top is in another piece is out of use.
 * Shifts are reckoned modulo 2^64: what they add up to is a potential, which fits. */
#include "planner/flow_state.h"

#include "base/mem.h"

/* Nodes. Measured: doc/adr/0032-warm-flow.md. */
enum { PIECE = 128, JOIN_MAX = 100, SPARE_PIECES = 64 };

/* What a list of arcs may add stays below the room for it. */
static int32_t
pieces_enough(const struct flow *f)
{
	return 2 * (f->n / PIECE) + SPARE_PIECES;
}

void
planner_flow_piece_allocate(struct flow *f, int32_t list_max)
{
	size_t most = (size_t)pieces_enough(f) + (size_t)(f->n / PIECE) + (size_t)list_max + 2;

	f->height = MEM_ARRAY(struct flow_height, (size_t)f->n + 1);
	f->top = MEM_ARRAY(int32_t, most);
	f->shift = MEM_ARRAY(int64_t, most);
	f->known = MEM_ARRAY(uint8_t, most);
}

/* From the leaves up: a node that has gathered enough closes a piece. Weights are in .piece meanwhile. */
static void
cut_into_pieces(struct flow *f)
{
	f->pieces = 0;
	for (int32_t v = 0; v <= f->n; v++)
		f->height[v].piece = 1;
	for (int32_t v = f->back[f->root]; v != f->root; v = f->back[v])
		if (f->height[v].piece < PIECE)
			f->height[f->climb[v].parent].piece += f->height[v].piece;
	f->top[f->pieces] = f->root;
	f->height[f->root].piece = f->pieces++;
	for (int32_t v = f->thread[f->root]; v != f->root; v = f->thread[v]) {
		if (f->height[v].piece >= PIECE) {
			f->top[f->pieces] = v;
			f->height[v].piece = f->pieces++;
		} else {
			f->height[v].piece = f->height[f->climb[v].parent].piece;
		}
	}
}

void
planner_flow_piece_start(struct flow *f)
{
	f->height[f->root].pi = 0;
	for (int32_t v = f->thread[f->root]; v != f->root; v = f->thread[v])
		f->height[v].pi = f->height[f->climb[v].parent].pi + f->climb[v].step;
	cut_into_pieces(f);
	for (int32_t i = 0; i < f->pieces; i++)
		f->shift[i] = 0;
}

/* ---- a pivot -------------------------------------------------------------------------------- */

static void
join_piece(struct flow *f, int32_t top)
{
	int32_t piece = f->height[f->climb[top].parent].piece, v = top;

	for (int32_t i = f->climb[top].size; i > 0; i--) {
		f->height[v].pi = planner_flow_wrapping_sum(f->height[f->climb[v].parent].pi, f->climb[v].step);
		f->height[v].piece = piece;
		v = f->thread[v];
	}
}

/* The nodes of u's piece that are still connected with u become a piece of their own. */
static void
name_anew(struct flow *f, int32_t u, int32_t end)
{
	int32_t old = f->height[u].piece, piece = f->pieces++, v = u;

	while (v != end && f->height[f->climb[v].parent].piece == old)
		v = f->climb[v].parent;
	int32_t after = f->thread[f->last[v]];
	f->top[piece] = v;
	while (v != after) {
		if (f->height[v].piece == old) {
			f->height[v].piece = piece;
			v = f->thread[v];
		} else {
			v = f->thread[f->last[v]];
		}
	}
}

void
planner_flow_piece_move(struct flow *f, const struct flow_pivot *p)
{
	if (f->climb[p->u_in].size <= JOIN_MAX) {
		join_piece(f, p->u_in);
		return;
	}
	if (f->height[p->u_out].piece == f->height[p->v_out].piece)
		name_anew(f, p->u_out, p->u_in);
	for (int32_t v = p->u_out; v != p->u_in; v = f->climb[v].parent)
		f->top[f->height[v].piece] = v;
	f->top[f->height[p->u_in].piece] = p->u_in;
}

/* ---- all potentials --------------------------------------------------------------------------- */

/* The piece above must be known. */
static void
know(struct flow *f, int32_t piece)
{
	int32_t top = f->top[piece], above = f->climb[top].parent;
	int64_t pi = planner_flow_pi(f, above);

	f->shift[piece] = (int64_t)((uint64_t)pi + (uint64_t)f->climb[top].step - (uint64_t)f->height[top].pi);
	f->known[piece] = 1;
}

/* The way up is gone again for each piece on it; they are few deep. */
static void
know_up(struct flow *f, int32_t piece)
{
	while (!f->known[piece]) {
		int32_t at = piece, above = f->height[f->climb[f->top[at]].parent].piece;
		while (!f->known[above]) {
			at = above;
			above = f->height[f->climb[f->top[at]].parent].piece;
		}
		know(f, at);
	}
}

void
planner_flow_piece_potentials(struct flow *f)
{
	if (f->pieces > pieces_enough(f)) {
		planner_flow_piece_start(f);
		return;
	}
	int32_t root = f->height[f->root].piece;
	for (int32_t i = 0; i < f->pieces; i++)
		f->known[i] = 0;
	f->known[root] = 1;
	f->shift[root] = 0;
	for (int32_t i = 0; i < f->pieces; i++)
		if (f->height[f->top[i]].piece == i)
			know_up(f, i);
}
