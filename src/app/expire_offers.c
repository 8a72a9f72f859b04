/* expire_offers - by the daemon's clock, under the suppliers' locks. */
#include "app/expire_offers.h"

#include "app/deliver.h"
#include "store/supply.h"

#include <stdlib.h>

enum { BATCH = 500 };

static int
by_supplier(const void *x, const void *y)
{
	const struct store_delivery *p = x, *q = y;
	return p->supplier_id < q->supplier_id ? -1 : p->supplier_id > q->supplier_id;
}

err_t
app_expire_offers(struct act *a, int *ret_n)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct store_delivery_list stale = { 0 };
	int64_t locked = 0;
	err_t e = db_query(a->db, Q_DELIVERY_STALE_OFFERS, DB_ARGS(DB_INSTANT(a->at.now - APP_DELIVER_OFFER_LASTS), DB_INT(BATCH)), &r, a->faults);
	if (e)
		return e;
	struct id *ids = ARENA_ARRAY(a->arena, struct id, (size_t)db_rows_n(r));
	for (int i = 0; i < db_rows_n(r); i++)
		ids[i] = db_id(r, i, C_DELIVERY_STALE_OFFERS_DELIVERY_ID);
	e = store_delivery_get(a->db, ids, (size_t)db_rows_n(r), a->at.recorded_by, a->arena, &stale, a->faults);
	if (!e && stale.n > 0)
		qsort(stale.items, (size_t)stale.n, sizeof *stale.items, by_supplier);
	for (int i = 0; !e && i < stale.n; i++) {
		if (stale.items[i].supplier_id != locked)
			e = store_supply_lock(a->db, locked = stale.items[i].supplier_id, a->faults);
		if (!e)
			e = app_deliver_close(a, stale.items[i].d.id, DELIVERY_EXPIRE, NULL);
	}
	if (!e)
		*ret_n = stale.n;
	return e;
}
