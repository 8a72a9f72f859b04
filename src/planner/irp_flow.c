/* irp_flow - quantities as a flow: build the network, solve, read it back. */
#include "planner/irp_flow.h"

#include "planner/flow.h"

#include <stdlib.h>

/* Nodes: the supplier by day, trips by day, customers by day, and where what is left ends up. */
struct net {
	const struct irp_plan *p;
	const struct irp_model *m;
	struct flow_arc *arcs;
	int64_t *supply;
	int32_t n_arcs, first_trip, first_customer, sink;
	int32_t *arc_of; /* [day * width + c]: the delivery, -1 = none */
};

static void
add_arc(struct net *n, int32_t from, int32_t to, int64_t lower, int64_t upper, int64_t cost)
{
	n->arcs[n->n_arcs++] = (struct flow_arc){ from, to, lower, upper, cost };
}

static int32_t
customer_node(const struct net *n, int32_t day, int32_t c)
{
	return n->first_customer + day * n->m->n + c - 1;
}

static void
add_supplier(struct net *n)
{
	const struct irp *v = n->m->v;

	for (int32_t t = 0; t < n->m->days; t++) {
		n->supply[t] = v->production + (t == 0 ? v->start : 0);
		add_arc(n, t, t + 1 < n->m->days ? t + 1 : n->sink, 0, FLOW_UNLIMITED, v->holding);
		for (int32_t k = 0; k < n->m->vehicles; k++)
			add_arc(n, t, n->first_trip + t * n->m->vehicles + k, 0, v->capacity, 0);
	}
}

static void
add_customer(struct net *n, int32_t c)
{
	const struct irp_customer *k = irp_customer(n->m, c);

	for (int32_t t = 0; t < n->m->days; t++) {
		int32_t self = customer_node(n, t, c), cell = t * n->m->width + c;
		bool last = t + 1 == n->m->days;
		n->supply[self] = (t == 0 ? k->start : 0) - k->demand;
		add_arc(n, self, last ? n->sink : customer_node(n, t + 1, c), k->min,
		    k->max - k->demand, k->holding);
		n->arc_of[cell] = -1;
		if (n->p->where[cell] < 0)
			continue;
		n->arc_of[cell] = n->n_arcs;
		add_arc(n, n->first_trip + t * n->m->vehicles + n->p->where[cell], self, 0,
		    FLOW_UNLIMITED, 0);
	}
}

static void
read_back(const struct net *n, const struct flow *f, struct irp_plan *p, int32_t *by_day)
{
	for (int32_t c = 1; c <= n->m->n; c++) {
		for (int32_t t = 0; t < n->m->days; t++) {
			int32_t arc = n->arc_of[t * n->m->width + c];
			by_day[t] = arc < 0 ? 0 : (int32_t)planner_flow_on(f, arc);
		}
		planner_irp_plan_requantify(p, c, by_day);
	}
}

static struct net
build(const struct irp_plan *p, struct arena *a)
{
	const struct irp_model *m = p->m;
	int32_t trips = m->days * m->vehicles, cells = m->days * m->width;
	struct net n = { .p = p,
		.m = m,
		.first_trip = m->days,
		.first_customer = m->days + trips,
		.sink = planner_irp_flow_nodes(m) - 1 };

	n.arcs = ARENA_ARRAY(a, struct flow_arc, (size_t)(m->days + trips + 2 * cells));
	n.supply = ARENA_ARRAY(a, int64_t, (size_t)n.sink + 1);
	n.arc_of = ARENA_ARRAY(a, int32_t, (size_t)cells);
	add_supplier(&n);
	for (int32_t c = 1; c <= m->n; c++)
		add_customer(&n, c);
	for (int32_t i = 0; i < n.sink; i++)
		n.supply[n.sink] -= n.supply[i];
	return n;
}

int32_t
planner_irp_flow_nodes(const struct irp_model *m)
{
	return m->days * (1 + m->vehicles + m->n) + 1;
}

bool
planner_irp_flow(struct irp_plan *p)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct net n = build(p, a);
	struct flow_net net = { n.sink + 1, n.n_arcs, n.arcs, n.supply };
	struct flow *f = planner_flow_new(&net);
	bool solved = planner_flow_solve(f) == FLOW_OPTIMAL;

	if (solved)
		read_back(&n, f, p, ARENA_ARRAY(a, int32_t, (size_t)p->m->days));
	planner_flow_free(f);
	return solved;
}
