/* import_facilities - rows become JSON cards, which the facility's own shape reads and judges; the
 * rest is the register's.
 *
 * Everything is looked up for all rows at once and created in chunks, so that a nation's file is a
 * few dozen statements. */
#include "app/import_facilities.h"

#include "app/import_card.h"
#include "app/register_facility.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/admin.h"
#include "domain/vietnamese.h"
#include "store/card.h"
#include "store/unit.h"
#include "wire/facility_shape.h"

enum { CHUNK = 500 };

/* A row on its way. */
struct item {
	size_t row; /* of the results */
	struct facility card;
	const char *old_commune; /* waits for its successor */
	bool dead;               /* refused, or there already */
};

struct importing {
	struct act *a;
	const struct app_import *in;
	struct wire_import *ret;
	struct interop_csv csv;
	VEC(struct wire_import_row) rows;
	VEC(struct item) items;
	day_t today;
};

/* ---- where a row is ------------------------------------------------------------------------ */

/* Today's code of the province that the row means. */
static err_t
find_province(const struct importing *im, const char *code, struct faults *why, const char **ret)
{
	if (code == NULL && interop_csv_column(&im->csv, "province") < 0 &&
	    interop_csv_column(&im->csv, "province_code") < 0)
		code = *ret = im->in->province;
	if (code == NULL)
		return fault_add(why, FAULT_REQUIRED, "/province", NULL, NULL, NULL);
	if (*ret != NULL)
		return ERR_OK;
	if (im->in->edition == DAY_NONE && admin_is_reused(code))
		return fault_add(why, FAULT_EDITION, "/province", code, NULL, NULL);
	if (im->in->edition != DAY_NONE)
		*ret = admin_successor(code, im->in->edition, im->today);
	else
		*ret = admin_find(code, im->today)
			   ? code
			   : admin_successor(code, ADMIN_MERGER_DAY - 1, im->today);
	return *ret ? ERR_OK
		    : fault_add(why, FAULT_UNKNOWN_REF, "/province", "province", code, NULL);
}

/* Was this code of an edition before the merger? Then its communes were too. */
static bool
is_old_edition(const struct importing *im, const char *code)
{
	if (im->in->edition != DAY_NONE)
		return im->in->edition < ADMIN_MERGER_DAY;
	return code != NULL && admin_find(code, im->today) == NULL;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void
read_card(struct importing *im, const struct interop_csv_row *row, const char *province,
    struct item *item, struct faults *why)
{
	CLEANUP(wire_decref_ptr) json_t *card = NULL;
	const struct app_import_card from = { &im->csv, row, im->a->arena };
	const char *code, *commune = app_import_card_field(&from, "commune", "commune_code");
	card = app_import_card_make(&from, province, &code);
	bool old = is_old_edition(im, app_import_card_field(&from, "province", "province_code"));
	if (commune != NULL && !old)
		json_object_set_new(card, "commune", json_string(commune));
	im->rows.at[item->row].code = code;
	err_t e = wire_read(&wire_facility_shape, card, &item->card, im->a->arena, why);
	if (!e)
		e = app_register_facility_complete(&item->card, im->a->arena, why);
	item->old_commune = old ? commune : NULL;
	item->dead = e != ERR_OK;
}

/* False: a row of another province than the one asked for. */
static bool
read_row(struct importing *im, const struct interop_csv_row *row)
{
	struct faults why = { 0 };
	const struct app_import_card from = { &im->csv, row, im->a->arena };
	const char *province = NULL,
		   *said = app_import_card_field(&from, "province", "province_code");
	err_t e = find_province(im, said, &why, &province);
	if (im->in->province != NULL && !str_eq(province, im->in->province) &&
	    why.err != ERR_INVALID)
		return false;
	if (im->in->province != NULL && said == NULL && e)
		return false;
	struct wire_import_row *out = VEC_ADD(&im->rows);
	*out = (struct wire_import_row){ .line = (int64_t)row->line,
		.name = interop_csv_field(&im->csv, row, "name") };
	if (!e && app_province_in_scope(
		      &(struct act){ .app = im->a->app, .who = im->a->who, .faults = &why },
		      province, "/province") == ERR_OK) {
		struct item *item = VEC_ADD(&im->items);
		item->row = im->rows.n - 1;
		read_card(im, row, province, item, &why);
		out = &im->rows.at[item->row];
	}
	if (why.err != ERR_OK)
		app_import_refuse(im->a, im->in, out, &why);
	return true;
}

static err_t
read_rows(struct importing *im)
{
	struct interop_csv_row row;
	bool end = false;
	for (;;) {
		err_t e = interop_csv_next(&im->csv, &row, &end);
		if (e || end)
			return e;
		if (!read_row(im, &row))
			im->ret->skipped++;
	}
}

static void
refuse(struct importing *im, struct item *item, enum fault_id id, const char *pointer,
    const char *a, const char *b)
{
	struct faults why = { 0 };
	fault_add(&why, id, pointer, a, b, NULL);
	app_import_refuse(im->a, im->in, &im->rows.at[item->row], &why);
	item->dead = true;
}

/* ---- all rows together --------------------------------------------------------------------- */

/* Old communes become today's where that is not in doubt; the place says enough without them. */
static err_t
replace_communes(struct importing *im)
{
	size_t n = im->items.n;
	const char **old = ARENA_ARRAY(im->a->arena, const char *, n),
		   **now = ARENA_ARRAY(im->a->arena, const char *, n);
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		old[i] = im->items.at[i].old_commune;
		any = any || old[i] != NULL;
	}
	if (!any)
		return ERR_OK;
	day_t edition = im->in->edition != DAY_NONE ? im->in->edition : ADMIN_MERGER_DAY - 1;
	err_t e =
	    store_unit_successors(im->a->db, old, n, edition, im->a->arena, now, im->a->faults);
	for (size_t i = 0; !e && i < n; i++)
		if (!im->items.at[i].dead && old[i] != NULL)
			im->items.at[i].card.commune = now[i];
	return e;
}

static err_t
check_communes(struct importing *im)
{
	size_t n = im->items.n;
	struct facility *cards = ARENA_ARRAY(im->a->arena, struct facility, n);
	bool *bad = ARENA_ARRAY(im->a->arena, bool, n);
	for (size_t i = 0; i < n; i++)
		if (!im->items.at[i].dead)
			cards[i] = im->items.at[i].card;
	err_t e = app_register_facility_communes(im->a, cards, n, bad);
	for (size_t i = 0; !e && i < n; i++)
		if (bad[i] && !im->items.at[i].dead)
			refuse(im, &im->items.at[i], FAULT_UNKNOWN_REF, "/commune", "commune",
			    cards[i].commune);
	return e;
}

static int
by_code(const void *x, const void *y)
{
	const struct item *a = *(struct item *const *)x, *b = *(struct item *const *)y;
	int d = strcmp(a->card.code, b->card.code);
	return d ? d : (a->row > b->row) - (a->row < b->row);
}

/* Those still alive, by code and row; twins in the file are refused. */
static struct item **
living(struct importing *im, size_t *ret_n)
{
	struct item **list = ARENA_ARRAY(im->a->arena, struct item *, im->items.n);
	size_t n = 0, kept = 0;
	VEC_FOREACH(item, &im->items)
		if (!item->dead)
			list[n++] = item;
	if (n > 0)
		qsort(list, n, sizeof *list, by_code);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && str_eq(list[i]->card.code, list[kept - 1]->card.code))
			refuse(im, list[i], FAULT_DUPLICATE, "/code", NULL, NULL);
		else
			list[kept++] = list[i];
	}
	*ret_n = kept;
	return list;
}

/* The card of a code that exists, as the session sees it; doc NULL when it does not. */
static err_t
existing_cards(struct importing *im, struct item **list, size_t n, struct store_card **ret)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_site *sites = ARENA_ARRAY(im->a->arena, struct store_site, n);
	err_t e = db_acquire(im->a->app->db, DB_JOB, &c, im->a->faults);
	if (!e)
		e = store_site_load(im->a->app->sites, c, im->a->faults);
	for (size_t i = 0; !e && i < n; i++)
		if (!store_site_by_code(im->a->app->sites, list[i]->card.code, &sites[i]) ||
		    !app_sees(im->a, sites[i]))
			sites[i] = (struct store_site){ 0 };
	return e ? e
		 : store_card_load(im->a->db, sites, n, im->a->at.recorded_by, im->a->arena, ret,
		       im->a->faults);
}

static bool
is_same_name(const char *a, const char *b)
{
	CLEANUP(str_free) struct str x = { 0 }, y = { 0 };
	vietnamese_key(a, &x);
	vietnamese_key(b, &y);
	return str_eq(str_text(&x), str_text(&y));
}

static err_t
pass_existing(struct importing *im, struct item **list, size_t n)
{
	struct store_card *cards;
	err_t e = existing_cards(im, list, n, &cards);
	for (size_t i = 0; !e && i < n; i++) {
		struct facility have;
		if (cards[i].doc == NULL || (cards[i].site.roles & STORE_FACILITY) == 0)
			continue;
		e = store_card_facility(&cards[i], im->a->arena, &have, im->a->faults);
		if (e)
			break;
		list[i]->dead = true;
		if (str_eq(have.province, list[i]->card.province) &&
		    is_same_name(have.name, list[i]->card.name))
			im->rows.at[list[i]->row].result = WIRE_IMPORT_UNCHANGED;
		else
			refuse(im, list[i], FAULT_EXISTS, "/code", have.code, NULL);
	}
	return e;
}

/* Codes of sites and assets that stand elsewhere, in another's province too. */
static err_t
refuse_taken(struct importing *im, struct item **list, size_t n)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_register_codes codes = { 0 };
	size_t assets = 0;
	for (size_t i = 0; i < n; i++)
		assets += list[i]->dead ? 0 : list[i]->card.assets.n;
	const char **site = ARENA_ARRAY(im->a->arena, const char *, n),
		   **asset = ARENA_ARRAY(im->a->arena, const char *, assets);
	struct item **owner = ARENA_ARRAY(im->a->arena, struct item *, n + assets);
	for (size_t i = 0; i < n; i++)
		if (!list[i]->dead) {
			owner[codes.n_sites] = list[i];
			site[codes.n_sites++] = list[i]->card.code;
		}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; !list[i]->dead && k < list[i]->card.assets.n; k++) {
			owner[codes.n_sites + codes.n_assets] = list[i];
			asset[codes.n_assets++] = list[i]->card.assets.items[k].asset;
		}
	codes.sites = site;
	codes.assets = asset;
	err_t e = db_acquire(im->a->app->db, DB_JOB, &c, im->a->faults);
	if (!e)
		e = store_register_taken(c, &codes, im->a->arena, im->a->faults);
	for (size_t i = 0; !e && i < codes.n_sites; i++)
		if (codes.site_taken[i])
			refuse(im, owner[i], FAULT_EXISTS, "/code", site[i], NULL);
	for (size_t i = 0; !e && i < codes.n_assets; i++)
		if (codes.asset_taken[i] && !owner[codes.n_sites + i]->dead)
			refuse(
			    im, owner[codes.n_sites + i], FAULT_EXISTS, "/assets", asset[i], NULL);
	return e;
}

/* ---- creating ------------------------------------------------------------------------------ */

static err_t
create_chunk(struct importing *im, struct store_register_entry *entries, size_t n)
{
	struct store_register_by by = app_register_by(im->a);
	err_t e = store_register_create(im->a->db, entries, n, &by, im->a->arena, im->a->faults);
	for (size_t i = 0; !e && i < n; i++)
		e = app_audit(
		    im->a, entries[i].site, "facility.import", entries[i].site.code, NULL);
	return e;
}

static err_t
create_all(struct importing *im, struct item **list, size_t n)
{
	struct store_register_entry *entries =
	    ARENA_ARRAY(im->a->arena, struct store_register_entry, n);
	const char **provinces = ARENA_ARRAY(im->a->arena, const char *, n);
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		if (list[i]->dead)
			continue;
		provinces[m] = list[i]->card.province;
		app_register_facility_entry(im->a, &list[i]->card, &entries[m++]);
		im->rows.at[list[i]->row].result = WIRE_IMPORT_CREATED;
	}
	err_t e = m > 0 ? store_register_shards(im->a->db, provinces, m, im->a->faults) : ERR_OK;
	for (size_t i = 0; !e && i < m; i += CHUNK)
		e = create_chunk(im, entries + i, m - i < CHUNK ? m - i : CHUNK);
	return e;
}

static err_t
settle_rows(struct importing *im)
{
	size_t n;
	err_t e = replace_communes(im);
	if (!e)
		e = check_communes(im);
	if (e)
		return e;
	struct item **list = living(im, &n);
	e = pass_existing(im, list, n);
	if (!e)
		e = refuse_taken(im, list, n);
	return e ? e : create_all(im, list, n);
}

static err_t
work(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	day_t today = calendar_day_of(a->recorded_at);
	struct importing im = { .a = a,
		.in = in,
		.ret = ret,
		.today = today > ADMIN_MERGER_DAY ? today : ADMIN_MERGER_DAY };
	*ret = (struct wire_import){ .kind = "facilities", .dry_run = in->dry_run };
	err_t e = interop_csv_open(&im.csv, in->text, in->n, a->arena, a->faults);
	if (!e)
		e = app_import_card_heading(&im.csv, a->faults);
	if (!e)
		e = read_rows(&im);
	if (!e)
		e = settle_rows(&im);
	ret->results.n = im.rows.n;
	ret->results.items = ARENA_ARRAY(a->arena, struct wire_import_row, im.rows.n);
	for (size_t i = 0; i < im.rows.n; i++)
		ret->results.items[i] = im.rows.at[i];
	app_import_count(ret);
	VEC_FREE(&im.rows);
	VEC_FREE(&im.items);
	return e;
}

err_t
app_import_facilities(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	return app_import_run(a, in, work, ret);
}
