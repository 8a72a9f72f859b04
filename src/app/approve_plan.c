/* approve_plan - from lines to offers.
 *
 * Locks go in ascending order of suppliers, so that two approvals cannot wait for each other. */
#include "app/approve_plan.h"

#include "app/deliver.h"
#include "app/plan_result.h"
#include "base/str.h"
#include "wire/delivery_shape.h"

#include <stdio.h>
#include <stdlib.h>

enum { ACCOUNT_VEHICLE = 3 }; /* of oxy.account */
enum { TOLERANCE_PCT = 1 }; /* between the planner's even days and this count to the minute */

struct approving {
	struct act *a;
	const struct store_plan *plan;
	struct app_plan_result_lines lines;
	struct store_site *facility, *supplier, *carrier; /* of each line; carrier.site_id 0: the supplier's own vehicle */
	struct store_site *suppliers;           /* distinct, ascending */
	size_t n_suppliers;
	struct store_supply *supplies; /* of suppliers */
	struct store_supply_accounts carried; /* of carriers */
	int64_t *locks;
	size_t n_locks;
	struct id *old; /* offers to withdraw */
	int n_old;
	struct app_plan_result_standing standing; /* of a re-plan */
	struct store_delivery_list kept, broken;  /* the same, as they are now */
};

static err_t
site_of(struct act *a, struct db_conn *job, const char *code, struct store_site *ret)
{
	err_t e = store_site_find(a->app->sites, job, code, ret, a->faults);
	return e || ret->site_id ? e : fault_add(a->faults, FAULT_STALE, "", code, NULL, NULL);
}

static int
by_site(const void *x, const void *y)
{
	const struct store_site *p = x, *q = y;
	return p->site_id < q->site_id ? -1 : p->site_id > q->site_id;
}

static int
by_number(const void *x, const void *y)
{
	int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;
	return p < q ? -1 : p > q;
}

static err_t
find_sites(struct approving *x)
{
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	struct arena *ar = x->a->arena;
	size_t n = (size_t)x->lines.n;
	err_t e = db_acquire(x->a->app->db, DB_JOB, &job, x->a->faults);
	x->facility = ARENA_ARRAY(ar, struct store_site, n + 1);
	x->supplier = ARENA_ARRAY(ar, struct store_site, n + 1);
	x->carrier = ARENA_ARRAY(ar, struct store_site, n + 1);
	x->suppliers = ARENA_ARRAY(ar, struct store_site, n + 1);
	for (size_t i = 0; !e && i < n; i++) {
		e = site_of(x->a, job, x->lines.items[i].facility, &x->facility[i]);
		if (!e)
			e = site_of(x->a, job, x->lines.items[i].supplier, &x->supplier[i]);
		if (!e && x->lines.items[i].carrier != NULL)
			e = site_of(x->a, job, x->lines.items[i].carrier, &x->carrier[i]);
	}
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		x->suppliers[i] = x->supplier[i];
	qsort(x->suppliers, n, sizeof *x->suppliers, by_site);
	for (size_t i = 0; i < n; i++)
		if (x->n_suppliers == 0 || x->suppliers[i].site_id != x->suppliers[x->n_suppliers - 1].site_id)
			x->suppliers[x->n_suppliers++] = x->suppliers[i];
	return ERR_OK;
}

/* Is the offer one that a re-plan leaves as it is? */
static bool
stands(const struct approving *x, struct id id)
{
	for (int i = 0; i < x->standing.n_keeps; i++)
		if (id_eq(x->standing.keeps[i], id))
			return true;
	return false;
}

static bool
is_open(enum delivery_state s)
{
	return s == DELIVERY_OFFERED || s == DELIVERY_ACCEPTED || s == DELIVERY_LOADING || s == DELIVERY_DISPATCHED || s == DELIVERY_ARRIVED ||
	       s == DELIVERY_DELIVERED;
}

/* What a re-plan counts on must still be so: what it keeps was not declined meanwhile, what it cancels has not left. */
static err_t
check_standing(struct approving *x)
{
	struct act *a = x->a;
	err_t e = app_plan_result_standing(x->plan->internal, a->arena, &x->standing, a->faults);
	if (!e && x->standing.n_keeps > 0)
		e = store_delivery_get(a->db, x->standing.keeps, (size_t)x->standing.n_keeps, a->at.recorded_by, a->arena, &x->kept, a->faults);
	if (!e && x->standing.n_releases > 0)
		e = store_delivery_get(a->db, x->standing.releases, (size_t)x->standing.n_releases, a->at.recorded_by, a->arena, &x->broken, a->faults);
	for (int i = 0; !e && i < x->kept.n; i++)
		if (!is_open(x->kept.items[i].d.state))
			e = fault_add(a->faults, FAULT_STALE, "", "delivery", NULL, NULL);
	for (int i = 0; !e && i < x->broken.n; i++)
		if (x->broken.items[i].d.state != DELIVERY_ACCEPTED && is_open(x->broken.items[i].d.state))
			e = fault_add(a->faults, FAULT_STALE, "", "delivery", NULL, NULL);
	return e;
}

static err_t
cancel_broken(struct approving *x)
{
	struct delivery_event ev;
	struct store_delivery after;
	err_t e = ERR_OK;
	wire_init(&wire_delivery_shape_event, &ev);
	ev.event = DELIVERY_CANCEL;
	ev.reason = "its truck or road is out of service";
	for (int i = 0; !e && i < x->broken.n; i++)
		if (x->broken.items[i].d.state == DELIVERY_ACCEPTED)
			e = app_deliver_event(x->a, &x->broken.items[i], &ev, &after);
	return e;
}

/* A line that was offered already and stands. */
static bool
is_standing(const struct approving *x, int line)
{
	return !id_is_none(x->lines.items[line].delivery);
}

static bool
was_answered(const struct approving *x, int line)
{
	for (int i = 0; is_standing(x, line) && i < x->kept.n; i++)
		if (id_eq(x->kept.items[i].d.id, x->lines.items[line].delivery))
			return x->kept.items[i].d.state != DELIVERY_OFFERED;
	return false;
}

static err_t
find_old_offers(struct approving *x)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(x->a->db, Q_DELIVERY_OPEN_OFFERS, DB_ARGS(DB_TEXT(x->plan->province), DB_ID(x->plan->id)), &r, x->a->faults);
	if (e)
		return e;
	int n = db_rows_n(r);
	x->old = ARENA_ARRAY(x->a->arena, struct id, (size_t)n + 1);
	x->locks = ARENA_ARRAY(x->a->arena, int64_t, (size_t)(n + x->broken.n) + x->n_suppliers + 1);
	for (int i = 0; i < n; i++) {
		struct id id = db_id(r, i, C_DELIVERY_OPEN_OFFERS_DELIVERY_ID);
		if (stands(x, id))
			continue;
		x->old[x->n_old++] = id;
		x->locks[x->n_locks++] = db_int(r, i, C_DELIVERY_OPEN_OFFERS_SUPPLIER_ID);
	}
	for (int i = 0; i < x->broken.n; i++)
		x->locks[x->n_locks++] = x->broken.items[i].supplier_id;
	for (size_t i = 0; i < x->n_suppliers; i++)
		x->locks[x->n_locks++] = x->suppliers[i].site_id;
	return ERR_OK;
}

static err_t
take_locks(struct approving *x)
{
	err_t e = ERR_OK;
	qsort(x->locks, x->n_locks, sizeof *x->locks, by_number);
	for (size_t i = 0; !e && i < x->n_locks; i++)
		if (i == 0 || x->locks[i] != x->locks[i - 1])
			e = store_supply_lock(x->a->db, x->locks[i], x->a->faults);
	return e;
}

static err_t
load_supplies(struct approving *x)
{
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	struct store_moment now = { x->a->at.now, x->a->at.recorded_by };
	struct store_site *carriers = ARENA_ARRAY(x->a->arena, struct store_site, (size_t)x->lines.n + 1);
	size_t n = 0;
	for (int i = 0; i < x->lines.n; i++)
		if (x->carrier[i].site_id != 0 && (n == 0 || carriers[n - 1].site_id != x->carrier[i].site_id))
			carriers[n++] = x->carrier[i];
	err_t e = db_acquire(x->a->app->db, DB_JOB, &job, x->a->faults);
	if (!e)
		e = store_supply_load(job, x->suppliers, x->n_suppliers, now, x->a->arena, &x->supplies, x->a->faults);
	return e ? e : store_supply_accounts(job, carriers, n, x->a->arena, &x->carried, x->a->faults);
}

static const struct store_supply *
supply_of(const struct approving *x, int line)
{
	for (size_t i = 0; i < x->n_suppliers; i++)
		if (x->suppliers[i].site_id == x->supplier[line].site_id)
			return &x->supplies[i];
	return NULL;
}

static bool
same_goods(const struct app_plan_result_line *p, const struct app_plan_result_line *q)
{
	return p->product == q->product && str_eq(p->supplier, q->supplier) && str_eq(p->cylinder_type, q->cylinder_type);
}

/* Empties that the plan's own lines will have brought home before a line is loaded: they are filled again. */
static int64_t
empties_by(const struct approving *x, const struct app_plan_result_line *l)
{
	int64_t n = 0;
	for (int k = 0; k < x->lines.n; k++)
		if (same_goods(&x->lines.items[k], l) && x->lines.items[k].to < l->load && x->lines.items[k].empties > 0)
			n += x->lines.items[k].empties;
	return n;
}

static int64_t
free_for(struct approving *x, const struct app_plan_result_line *l, const struct store_supply *s, struct store_supply_stock *p)
{
	instant_t now = x->a->at.now, at = l->load > now ? l->load : now;
	int64_t back = empties_by(x, l);
	p->empty_coming += back;
	int64_t free_g = store_supply_free_g(s, p, now, at);
	p->empty_coming -= back;
	return free_g;
}

/* What cancelling broken deliveries gives back: the supplies were read beside this transaction. */
static int64_t
given_back_g(const struct approving *x, int line)
{
	const struct app_plan_result_line *l = &x->lines.items[line];
	int64_t g = 0;
	for (int i = 0; i < x->broken.n; i++) {
		const struct store_delivery *d = &x->broken.items[i];
		if (d->d.state == DELIVERY_ACCEPTED && d->supplier_id == x->supplier[line].site_id && d->d.product == l->product &&
		    (d->d.cylinder_type == NULL || str_eq(d->d.cylinder_type, l->cylinder_type)))
			g += d->d.accepted_g == UNKNOWN_I64 ? d->d.quantity_g : d->d.accepted_g;
	}
	return g;
}

/* By the time a line is loaded, it and everything loaded before it must have been there. */
static err_t
check_line(struct approving *x, int i)
{
	const struct app_plan_result_line *l = &x->lines.items[i];
	const struct store_supply *s = supply_of(x, i);
	struct store_supply_stock *p = store_supply_find(s, l->product, l->cylinder_type);
	int64_t want = 0, free_g = p ? free_for(x, l, s, p) : 0;
	char have_text[24], want_text[24];
	if (free_g != INT64_MAX)
		free_g += given_back_g(x, i);
	for (int k = 0; k < x->lines.n; k++)
		if (same_goods(&x->lines.items[k], l) && x->lines.items[k].load <= l->load && !was_answered(x, k))
			want += x->lines.items[k].g;
	int64_t slack = want * TOLERANCE_PCT / 100 + (p ? p->bottle_g : 0);
	if (free_g == INT64_MAX || want <= free_g || (free_g > 0 && want <= free_g + slack))
		return ERR_OK;
	snprintf(have_text, sizeof have_text, "%lld", (long long)(free_g > 0 ? free_g : 0));
	snprintf(want_text, sizeof want_text, "%lld", (long long)want);
	return fault_add(x->a->faults, FAULT_NO_SUPPLY, "", l->supplier, have_text, want_text);
}

/* Goods in transit stand on the vehicle, whosever it is; where there is none, on the supplier's "outside". */
static int64_t
vehicle_account(const struct approving *x, int line)
{
	const struct store_supply *s = supply_of(x, line);
	const char *vehicle = x->lines.items[line].vehicle;
	int64_t account = 0;
	if (vehicle != NULL && x->carrier[line].site_id != 0)
		account = store_supply_account(&x->carried, x->carrier[line].site_id, ACCOUNT_VEHICLE, vehicle);
	for (int i = 0; vehicle != NULL && x->carrier[line].site_id == 0 && i < s->n_vehicles; i++)
		if (str_eq(s->vehicles[i].code, vehicle))
			account = s->vehicles[i].account_id;
	return account != 0 ? account : s->outside_account;
}

static struct store_delivery_new
row_of(const struct approving *x, int i)
{
	const struct app_plan_result_line *l = &x->lines.items[i];
	const struct store_supply *s = supply_of(x, i);
	const struct store_supply_stock *p = store_supply_find(s, l->product, l->cylinder_type);
	return (struct store_delivery_new){ .id = id_new(x->a->recorded_at), .plan = x->plan->id, .line = i, .route_no = l->route, .stop_no = l->stop,
		.shard = x->facility[i].shard, .site_id = x->facility[i].site_id, .supplier_shard = x->supplier[i].shard, .supplier_id = x->supplier[i].site_id,
		.asset_id = l->asset_id, .to_account = l->account_id, .from_account = p && p->account_id ? p->account_id : s->outside_account,
		.carrier_shard = x->carrier[i].shard, .carrier_id = x->carrier[i].site_id, .vehicle_account = vehicle_account(x, i), .vehicle = l->vehicle, .product = l->product, .cylinder_type = l->cylinder_type,
		.mode = l->mode, .quantity_g = l->g, .min_g = l->min_g, .max_g = l->max_g, .full = l->full, .empties = l->empties, .from = l->from, .to = l->to };
}

static err_t
offer(struct approving *x)
{
	struct act *a = x->a;
	size_t n = (size_t)x->lines.n;
	struct store_delivery_by by = { .cred_id = a->who->cred_id, .role = a->who->role, .at = a->at.now, .recorded_at = a->recorded_at };
	struct store_delivery_new *rows = ARENA_ARRAY(a->arena, struct store_delivery_new, n + 1);
	struct id *ids = ARENA_ARRAY(a->arena, struct id, n + 1);
	struct store_delivery_list made;
	n = 0;
	for (int i = 0; i < x->lines.n; i++) {
		if (is_standing(x, i))
			continue;
		rows[n] = row_of(x, i);
		ids[n] = rows[n].id;
		n++;
	}
	if (n == 0)
		return ERR_OK;
	err_t e = store_delivery_insert(a->db, rows, n, false, &by, a->faults);
	if (!e)
		e = store_delivery_offer(a->db, rows, n, &by, a->faults);
	if (!e)
		e = store_delivery_get(a->db, ids, n, a->at.recorded_by, a->arena, &made, a->faults);
	for (int i = 0; !e && i < made.n; i++)
		app_deliver_view_show(a, &made.items[i]);
	return e ? e : app_deliver_view_tell(a, made.items, (size_t)made.n, DELIVERY_OFFER);
}

static err_t
check_state(struct act *a, struct id id, int wanted, int also, int *ret_version)
{
	int state;
	err_t e = store_plan_lock(a->db, id, &state, ret_version, a->faults);
	if (e || state == wanted || state == also)
		return e;
	return fault_add(a->faults, FAULT_STATE, "", names_word(&wire_plan_shape_states, state), names_word(&wire_plan_shape_states, wanted), NULL);
}

static err_t
decide(struct act *a, const struct store_plan *plan, enum wire_plan_state state, const char *verb)
{
	char id[ID_TEXT];
	struct store_plan_outcome o = { .state = state, .version = plan->version, .seq = plan->seq + 1, .cred_id = a->who->cred_id,
		.recorded_at = a->recorded_at };
	err_t e = store_plan_step(a->db, plan->shard, plan->id, &o, a->faults);
	return e ? e : app_audit(a, (struct store_site){ .shard = plan->shard }, verb, id_text(plan->id, id), NULL);
}

err_t
app_approve_plan(struct act *a, const struct store_plan *plan)
{
	struct approving x = { .a = a, .plan = plan };
	int version = 0;
	err_t e = check_state(a, plan->id, WIRE_PLAN_DRAFT, WIRE_PLAN_DRAFT, &version);
	if (!e && version != plan->version)
		e = fault_add(a->faults, FAULT_STALE, "", "plan", NULL, NULL);
	if (!e)
		e = app_plan_result_lines(plan->internal, a->arena, &x.lines, a->faults);
	if (!e)
		e = check_standing(&x);
	if (!e)
		e = find_sites(&x);
	if (!e)
		e = find_old_offers(&x);
	if (!e)
		e = take_locks(&x);
	if (!e)
		e = cancel_broken(&x);
	if (!e)
		e = load_supplies(&x);
	for (int i = 0; !e && i < x.lines.n; i++)
		if (!is_standing(&x, i))
			e = check_line(&x, i);
	for (int i = 0; !e && i < x.n_old; i++)
		e = app_deliver_close(a, x.old[i], DELIVERY_CANCEL, "replaced by a newer plan");
	if (!e)
		e = offer(&x);
	return e ? e : decide(a, plan, WIRE_PLAN_APPROVED, "plan.approve");
}

static int
by_supplier(const void *x, const void *y)
{
	const struct store_delivery *p = x, *q = y;
	return p->supplier_id < q->supplier_id ? -1 : p->supplier_id > q->supplier_id;
}

static err_t
cancel_deliveries(struct act *a, const struct store_plan *plan)
{
	struct store_plan_deliveries all;
	struct store_delivery_list list = { 0 };
	struct delivery_event ev;
	err_t e = store_plan_deliveries(a->db, plan->shard, plan->id, a->at.recorded_by, a->arena, &all, a->faults);
	if (e || all.n == 0)
		return e;
	struct id *ids = ARENA_ARRAY(a->arena, struct id, (size_t)all.n);
	for (int i = 0; i < all.n; i++)
		ids[i] = all.items[i].id;
	e = store_delivery_get(a->db, ids, (size_t)all.n, a->at.recorded_by, a->arena, &list, a->faults);
	if (!e)
		qsort(list.items, (size_t)list.n, sizeof *list.items, by_supplier);
	wire_init(&wire_delivery_shape_event, &ev);
	ev.event = DELIVERY_CANCEL;
	ev.reason = "the plan was cancelled";
	for (int i = 0; !e && i < list.n; i++) {
		struct store_delivery after;
		if (delivery_state_step(list.items[i].d.state, DELIVERY_CANCEL, a->who->role, 0) != NULL)
			e = app_deliver_event(a, &list.items[i], &ev, &after);
	}
	return e;
}

err_t
app_approve_plan_cancel(struct act *a, const struct store_plan *plan)
{
	int version = 0;
	err_t e = check_state(a, plan->id, WIRE_PLAN_DRAFT, WIRE_PLAN_APPROVED, &version);
	if (!e)
		e = cancel_deliveries(a, plan);
	return e ? e : decide(a, plan, WIRE_PLAN_CANCELLED, "plan.cancel");
}
