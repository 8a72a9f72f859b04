/* replay_world - the hospitals' beds and gas, the suppliers' size, and a day of both. */
#include "cli/replay_world.h"

#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "domain/container.h"
#include "interop/csv.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SITES_MAX = 200, TANKS = 11, BOTTLE_G = 7987, FILLERS = 3, KG = 1000 };

#define PEAK_OCCUPANCY .35
#define SUPPLY_OF_PEAK .95  /* what suppliers make in a day, of what the peak day takes */
#define TANK_DAYS 3.0       /* of the own peak */
#define POOL_DAYS 2.0
#define TANK_POOL_DAYS .25  /* bottles beside a tank */
#define LOX_SHARE .95       /* of a site with a tank */
#define ORDER_DAYS 2.0
#define TANK_FULL .93
#define G_PER_LPM_DAY (1440 * 1.3312 * 1.15)

/* ---- hospitals ---------------------------------------------------------------------------- */

static err_t
read_text(const char *path, struct str *ret, struct faults *f)
{
	char block[65536];
	size_t n;
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return fault_add(f, FAULT_SERVER, path, "file", strerror(errno), NULL);
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		str_add_n(ret, block, n);
	fclose(in);
	return ERR_OK;
}

static void
add_site(struct cli_replay_world *w, const char *province, const char *name, struct geo_point at)
{
	w->sites[w->n_sites++].card = (struct facility){ .name = arena_strdup(w->arena, name), .province = province, .level = FACILITY_REGION, .location = at,
		.beds = UNKNOWN_I64, .icu_beds = UNKNOWN_I64, .report_every_h = 24, .opened = DAY_NONE, .closed = DAY_NONE, .access_max_t = UNKNOWN_F64,
		.receives_from = 6 * 60, .receives_to = 20 * 60 };
}

static err_t
read_sites(struct cli_replay_world *w, const struct cli_replay_world_options *o, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct interop_csv csv;
	struct interop_csv_row row;
	bool end = false;
	err_t e = read_text(o->facilities, &text, f);
	if (!e)
		e = interop_csv_open(&csv, str_text(&text), text.len, arena, f);
	while (!e && w->n_sites < SITES_MAX && !(e = interop_csv_next(&csv, &row, &end)) && !end) {
		const char *name = interop_csv_field(&csv, &row, "name"), *lat = interop_csv_field(&csv, &row, "lat"), *lon = interop_csv_field(&csv, &row, "lon");
		if (name != NULL && lat != NULL && lon != NULL && str_eq(interop_csv_field(&csv, &row, "province_code"), o->province) &&
		    str_eq(interop_csv_field(&csv, &row, "kind_guess"), "hospital"))
			add_site(w, o->province, name, (struct geo_point){ strtod(lat, NULL), strtod(lon, NULL) });
	}
	if (!e && w->n_sites == 0)
		e = fault_add(f, FAULT_SERVER, o->facilities, "hospitals", "none of this province in the columns name, kind_guess, lat, lon, province_code", NULL);
	return e;
}

/* General hospitals are larger than centres, and those than the specialised ones. */
static int
rank_of(const char *name)
{
	return strstr(name, "Đa khoa") ? 0 : strstr(name, "Trung tâm") ? 1 : 2;
}

static int
by_rank(const void *a, const void *b)
{
	const struct cli_replay_site *x = a, *y = b;
	int d = rank_of(x->card.name) - rank_of(y->card.name);
	return d ? d : strcmp(x->card.name, y->card.name);
}

static int
descending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? 1 : x > y ? -1 : 0;
}

static void
draw_beds(struct cli_replay_world *w, struct rng *r)
{
	double *beds = ARENA_ARRAY(w->arena, double, w->n_sites);
	for (size_t i = 0; i < w->n_sites; i++)
		beds[i] = fmin(1200, fmax(60, 220 * exp(.6 * rng_normal(r))));
	qsort(beds, w->n_sites, sizeof *beds, descending);
	qsort(w->sites, w->n_sites, sizeof *w->sites, by_rank);
	for (size_t i = 0; i < w->n_sites; i++) {
		w->sites[i].card.code = arena_printf(w->arena, "%s-H%02zu", w->sites[i].card.province, i + 1);
		w->sites[i].card.beds = (int64_t)beds[i];
		w->sites[i].card.icu_beds = (int64_t)(beds[i] * .06);
	}
}

static double
census_g(const struct census *c)
{
	return G_PER_LPM_DAY * ((double)c->nasal_cannula * 4 + (double)c->simple_mask * 8 + (double)c->reservoir_mask * 12 + (double)c->hfnc * 14.2 +
	    (double)c->niv * 25 + (double)c->imv * 2.9);
}

static void
lay_wave(struct cli_replay_world *w, size_t i, const struct cli_replay_series *s, struct rng *r)
{
	struct cli_replay_site *x = &w->sites[i];
	const struct cli_replay_series_one *one = &s->items[i * s->n / w->n_sites]; /* rank for rank */
	double scale = PEAK_OCCUPANCY * (double)x->card.beds / one->peak;
	x->series = one->id;
	x->census = ARENA_ARRAY(w->arena, struct census, (size_t)s->days);
	x->use_g = ARENA_ARRAY(w->arena, double, (size_t)s->days);
	for (int d = 0; d < s->days; d++) {
		double icu = scale * one->icu[d], ward = .75 * (scale * one->hospitalized[d] - icu);
		x->census[d] = (struct census){ lround(.65 * ward + .03 * (double)x->card.beds), lround(.15 * ward), lround(.2 * ward), lround(.45 * icu),
			lround(.2 * icu), lround(.35 * icu), lround(scale * one->hospitalized[d]) };
		x->use_g[d] = census_g(&x->census[d]) * exp(.03 * rng_normal(r));
		x->peak_g = fmax(x->peak_g, x->use_g[d]);
	}
}

static struct asset *
add_asset(struct cli_replay_world *w, struct facility *f, const char *suffix, enum asset_kind kind)
{
	struct asset *a = &f->assets.items[f->assets.n++];
	*a = (struct asset){ .asset = arena_printf(w->arena, "%s-%s", f->code, suffix), .kind = kind, .rank = f->assets.n == 1 ? ASSET_PRIMARY : ASSET_SECONDARY,
		.capacity_g = UNKNOWN_I64, .heel_g = UNKNOWN_I64, .flow_limit_lpm = UNKNOWN_F64, .bottles = UNKNOWN_I64, .production_g = UNKNOWN_I64,
		.purity_pct = UNKNOWN_F64, .outage_pct = UNKNOWN_F64 };
	a->fill_rights.items = ARENA_ARRAY(w->arena, struct fill_right, 2);
	a->fill_rights.n = 2;
	return a;
}

static void
equip(struct cli_replay_world *w, size_t i)
{
	struct cli_replay_site *x = &w->sites[i];
	bool tank = i < TANKS;
	x->card.assets.items = ARENA_ARRAY(w->arena, struct asset, 2);
	if (tank) {
		struct asset *a = add_asset(w, &x->card, "T1", ASSET_TANK);
		a->product = GRADE_LOX;
		a->capacity_g = (int64_t)(TANK_DAYS * x->peak_g / TANK_FULL / 1e5) * 100000;
		a->heel_g = a->capacity_g / 20;
		a->fill_rights.items[0] = (struct fill_right){ "R-LOX1", FILL_CONTRACT, DAY_NONE, DAY_NONE };
		a->fill_rights.items[1] = (struct fill_right){ "R-DEP1", FILL_EMERGENCY, DAY_NONE, DAY_NONE };
		x->tank_g = (int64_t)(.7 * (double)a->capacity_g);
	}
	static const char *const fillers[FILLERS] = { "R-FIL1", "R-FIL2", "R-FIL3" };
	struct asset *pool = add_asset(w, &x->card, "C1", ASSET_CYLINDER_POOL);
	pool->product = GRADE_O2_GAS;
	pool->cylinder_type = "VN40";
	pool->bottles = (int64_t)fmax(20, ceil((tank ? TANK_POOL_DAYS : POOL_DAYS) * x->peak_g / BOTTLE_G));
	pool->fill_rights.items[0] = (struct fill_right){ fillers[i % FILLERS], FILL_CONTRACT, DAY_NONE, DAY_NONE };
	pool->fill_rights.items[1] = (struct fill_right){ fillers[(i + 1) % FILLERS], FILL_EMERGENCY, DAY_NONE, DAY_NONE };
	x->in_use = pool->bottles / 15 + 1;
	x->full = (pool->bottles - x->in_use) * 2 / 3;
	x->empty = pool->bottles - x->in_use - x->full;
}

/* ---- suppliers ---------------------------------------------------------------------------- */

static void
measure_peak(struct cli_replay_world *w, int days)
{
	double lox = 0, gas = 0;
	for (int d = 0; d < days; d++) {
		double day_lox = 0, day_gas = 0;
		for (size_t i = 0; i < w->n_sites; i++) {
			day_lox += i < TANKS ? LOX_SHARE * w->sites[i].use_g[d] : 0;
			day_gas += (i < TANKS ? 1 - LOX_SHARE : 1) * w->sites[i].use_g[d];
		}
		lox = fmax(lox, day_lox);
		gas = fmax(gas, day_gas);
	}
	w->lox_day_g = SUPPLY_OF_PEAK * lox;
	w->bottles_day = (int64_t)(SUPPLY_OF_PEAK * gas / BOTTLE_G);
}

static void
add_fleet(struct cli_replay_world *w, struct supplier *s, bool tanker, int n)
{
	s->fleet.items = ARENA_ARRAY(w->arena, struct vehicle, (size_t)n);
	s->fleet.n = (size_t)n;
	for (int i = 0; i < n; i++)
		s->fleet.items[i] = (struct vehicle){ .vehicle = arena_printf(w->arena, "%s-%c%d", s->code, tanker ? 'T' : 'C', i + 1),
			.kind = tanker ? VEHICLE_TANKER : VEHICLE_CYLINDER_TRUCK, .capacity_g = tanker ? (8 + i % 3) * INT64_C(1000000) : 110 * BOTTLE_G,
			.capacity_bottles = tanker ? UNKNOWN_I64 : 110, .speed_kmh = 38, .load_min = 45, .unload_min = tanker ? 45 : 25, .duty_from = 5 * 60,
			.duty_to = 21 * 60, .duty_max_min = 12 * 60 };
}

static struct supplier *
add_supplier(struct cli_replay_world *w, const char *code, const char *name, enum supplier_kind kind)
{
	const struct facility *near = &w->sites[(7 * w->n_suppliers + 3) % w->n_sites].card;
	struct supplier *s = &w->suppliers[w->n_suppliers++];
	*s = (struct supplier){ .code = code, .name = name, .province = near->province, .kind = kind,
		.location = { near->location.lat + .02, near->location.lon - .02 }, .delivery_mode = DELIVERY_ROUTED, .lead_time_h = 8, .medical_share_pct = 100,
		.loading_slots_per_day = UNKNOWN_I64, .filling_bottles_per_day = UNKNOWN_I64 };
	s->products.items = ARENA_ARRAY(w->arena, struct supplier_product, 1);
	s->products.n = 1;
	s->products.items[0] = (struct supplier_product){ .product = PRODUCT_LOX, .production_g = UNKNOWN_I64, .storage_g = UNKNOWN_I64, .stock_g = UNKNOWN_I64,
		.bottles_full = UNKNOWN_I64, .bottles_empty = UNKNOWN_I64 };
	return s;
}

static void
add_lox(struct cli_replay_world *w, const char *code, const char *name, double share)
{
	struct supplier *s = add_supplier(w, code, name, share > .5 ? SUPPLIER_PRODUCER : SUPPLIER_DEPOT);
	struct supplier_product *p = &s->products.items[0];
	p->production_g = (int64_t)(share * w->lox_day_g);
	p->storage_g = p->production_g * 3 / 2;
	p->stock_g = p->production_g;
	add_fleet(w, s, true, (int)ceil(share * w->lox_day_g / 9e6 / 1.5) + 1);
}

static void
add_filler(struct cli_replay_world *w, const char *code, const char *name)
{
	struct supplier *s = add_supplier(w, code, name, SUPPLIER_FILLER);
	struct supplier_product *p = &s->products.items[0];
	p->product = PRODUCT_CYLINDER;
	p->cylinder_type = "VN40";
	s->filling_bottles_per_day = w->bottles_day / FILLERS;
	p->production_g = s->filling_bottles_per_day * BOTTLE_G;
	p->bottles_full = s->filling_bottles_per_day;
	p->bottles_empty = s->filling_bottles_per_day / 2;
	add_fleet(w, s, false, (int)(s->filling_bottles_per_day / 160) + 2);
}

static void
add_suppliers(struct cli_replay_world *w)
{
	w->suppliers = ARENA_ARRAY(w->arena, struct supplier, 2 + FILLERS);
	add_lox(w, "R-LOX1", "Nhà máy oxy lỏng (giả định)", .6);
	add_lox(w, "R-DEP1", "Kho oxy lỏng (giả định)", .4);
	add_filler(w, "R-FIL1", "Trạm nạp 1 (giả định)");
	add_filler(w, "R-FIL2", "Trạm nạp 2 (giả định)");
	add_filler(w, "R-FIL3", "Trạm nạp 3 (giả định)");
}

err_t
cli_replay_world_new(const struct cli_replay_world_options *o, const struct cli_replay_series *s, struct cli_replay_world *ret, struct faults *f)
{
	struct rng r = rng_seed(o->seed, 1);
	*ret = (struct cli_replay_world){ .arena = arena_new() };
	ret->sites = ARENA_ARRAY(ret->arena, struct cli_replay_site, SITES_MAX);
	err_t e = read_sites(ret, o, f);
	if (e) {
		cli_replay_world_free(ret);
		return e;
	}
	draw_beds(ret, &r);
	for (size_t i = 0; i < ret->n_sites; i++)
		lay_wave(ret, i, s, &r);
	for (size_t i = 0; i < ret->n_sites; i++)
		equip(ret, i);
	measure_peak(ret, s->days);
	add_suppliers(ret);
	return ERR_OK;
}

void
cli_replay_world_free(struct cli_replay_world *w)
{
	arena_free(w->arena);
	*w = (struct cli_replay_world){ 0 };
}

/* ---- a day -------------------------------------------------------------------------------- */

/* Grams that were there to be used. */
static int64_t
use(struct cli_replay_site *x, double need)
{
	bool tank = x->card.assets.n == 2;
	int64_t lox = tank ? (int64_t)fmin(LOX_SHARE * need, (double)x->tank_g) : 0;
	double gas = floor(fmax(0, fmin(need - (double)lox, (double)(x->full * BOTTLE_G) + .999 * BOTTLE_G - x->owed_g)));
	x->tank_g -= lox;
	x->owed_g += gas;
	int64_t bottles = (int64_t)(x->owed_g / BOTTLE_G);
	x->full -= bottles;
	x->empty += bottles;
	x->owed_g -= (double)(bottles * BOTTLE_G);
	x->short_g += fmax(0, need - (double)lox - gas - 1);
	return lox + (int64_t)gas;
}

static void
receive(struct cli_replay_site *x, struct stock_report *r, enum product form, int64_t amount, instant_t at)
{
	struct asset *a = &x->card.assets.items[form == PRODUCT_LOX ? 0 : x->card.assets.n - 1];
	bool lox = form == PRODUCT_LOX;
	struct stock_receipt_line *l = &r->received.items[r->received.n++];
	*l = (struct stock_receipt_line){ .form = form, .asset = a->asset, .quantity = lox ? units_of_g(amount) : units_unknown(), .type = a->cylinder_type,
		.full = lox ? UNKNOWN_I64 : amount, .empties_back = lox ? UNKNOWN_I64 : amount, .supplier = a->fill_rights.items[0].supplier, .occurred_at = at };
	x->tank_g += lox ? amount : 0;
	x->full += lox ? 0 : amount;
	x->empty -= lox ? 0 : amount;
}

/* First come, first served, in an order that turns from day to day: what no plan does better than. */
static void
order(struct cli_replay_site *x, int d, double *lox_left, int64_t *bottles_left, struct stock_report *r, instant_t at)
{
	bool tank = x->card.assets.n == 2;
	double need = x->use_g[d > 0 ? d - 1 : 0], lox_need = tank ? LOX_SHARE * need : 0, gas_need = need - lox_need;
	if (tank && (double)x->tank_g < ORDER_DAYS * lox_need) {
		double want = fmin(TANK_FULL * (double)x->card.assets.items[0].capacity_g - (double)x->tank_g, *lox_left);
		if (want > 200 * KG) {
			*lox_left -= want;
			receive(x, r, PRODUCT_LOX, (int64_t)want, at);
		}
	}
	if ((double)(x->full * BOTTLE_G) < ORDER_DAYS * gas_need) {
		int64_t want = x->empty < *bottles_left ? x->empty : *bottles_left;
		*bottles_left -= want;
		if (want > 0)
			receive(x, r, PRODUCT_CYLINDER, want, at);
	}
}

static void
tell_stock(const struct cli_replay_site *x, struct arena *a, struct stock_report *r)
{
	bool tank = x->card.assets.n == 2;
	r->stock.items = ARENA_ARRAY(a, struct stock_line, 2);
	if (tank)
		r->stock.items[r->stock.n++] = (struct stock_line){ .form = PRODUCT_LOX, .asset = x->card.assets.items[0].asset, .on_hand = units_of_g(x->tank_g),
			.full = UNKNOWN_I64, .in_use = UNKNOWN_I64, .empty = UNKNOWN_I64, .unfit = UNKNOWN_I64 };
	r->stock.items[r->stock.n++] = (struct stock_line){ .form = PRODUCT_CYLINDER, .asset = x->card.assets.items[tank].asset, .on_hand = units_unknown(),
		.type = "VN40", .full = x->full, .in_use = x->in_use, .empty = x->empty, .unfit = UNKNOWN_I64 };
}

void
cli_replay_world_day(struct cli_replay_world *w, int d, day_t day, struct arena *a, struct stock_report *ret_reports)
{
	double lox_left = w->lox_day_g;
	int64_t bottles_left = w->bottles_day;
	for (size_t k = 0; k < w->n_sites; k++) {
		size_t i = (k + (size_t)d) % w->n_sites;
		struct cli_replay_site *x = &w->sites[i];
		struct stock_report *r = &ret_reports[i];
		*r = (struct stock_report){ .facility = x->card.code, .date = day, .period = { INSTANT_NONE, INSTANT_NONE }, .occurred_at = calendar_at(day, 18 * 60),
			.client_event_id = arena_printf(a, "replay-%s-%d", x->card.code, day), .census = x->census[d], .expected_tomorrow = units_unknown() };
		r->received.items = ARENA_ARRAY(a, struct stock_receipt_line, 2);
		order(x, d, &lox_left, &bottles_left, r, calendar_at(day, 10 * 60));
		r->consumed = units_of_g(use(x, x->use_g[d]));
		for (size_t m = 0; m < r->received.n; m++)
			r->received.items[m].docket = arena_printf(a, "R-%s-%d-%zu", x->card.code, day, m + 1);
		tell_stock(x, a, r);
	}
}
