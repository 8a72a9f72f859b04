/* simulate_through_register - the scenario's cards, in the order of the scenario.
 *
 * The planner breaks ties by index and the daemon sorts by code, so codes count up in the scenario's order. */
#include "cli/simulate_through.h"

#include "base/mem.h"
#include "base/str.h"
#include "wire/facility_shape.h"
#include "wire/supplier_shape.h"

#include <stdio.h>
#include <string.h>

#define BOTTLE_TYPE "VN40"

static void
give_codes(struct cli_through *t)
{
	for (int i = 0; i < t->s->n_sites; i++)
		snprintf(t->sites[i].code, sizeof t->sites[i].code, "SIM-H%04d", i + 1);
	for (int i = 0; i < t->s->n_suppliers; i++)
		snprintf(t->suppliers[i].code, sizeof t->suppliers[i].code, "SIM-S%03d", i + 1);
	for (int i = 0; i < t->s->n_trucks; i++)
		snprintf(t->trucks[i], sizeof t->trucks[i], "SIM-V%05d", i + 1);
}

/* ---- cards --------------------------------------------------------------------------------------- */

static struct asset
stock_asset(const struct cli_through *t, int i, struct arena *a)
{
	const struct simulate_site *x = &t->s->sites[i];
	struct asset out = { .asset = arena_printf(a, "%s-A", t->sites[i].code), .kind = x->lox ? ASSET_TANK : ASSET_CYLINDER_POOL,
		.product = x->lox ? GRADE_LOX : GRADE_O2_GAS, .rank = ASSET_PRIMARY, .capacity_g = x->lox ? x->tank_g : UNKNOWN_I64,
		.heel_g = x->lox ? x->heel_g : UNKNOWN_I64, .flow_limit_lpm = UNKNOWN_F64, .cylinder_type = x->lox ? NULL : BOTTLE_TYPE,
		.bottles = x->lox ? UNKNOWN_I64 : x->pool, .production_g = UNKNOWN_I64, .purity_pct = UNKNOWN_F64, .outage_pct = UNKNOWN_F64 };
	out.fill_rights.items = ARENA_ARRAY(a, struct fill_right, (size_t)t->s->n_suppliers + 1);
	for (int k = 0; k < t->s->n_suppliers; k++)
		if (simulate_scenario_sells(t->s, k, x->lox))
			out.fill_rights.items[out.fill_rights.n++] = (struct fill_right){ t->suppliers[k].code, FILL_CONTRACT, DAY_NONE, DAY_NONE };
	return out;
}

/* The plate of a plant: what the scenario says is what it gives, after derating. */
static struct asset
plant_asset(const struct cli_through *t, int i, struct arena *a)
{
	return (struct asset){ .asset = arena_printf(a, "%s-P", t->sites[i].code), .kind = ASSET_PSA, .product = GRADE_O2_93, .rank = ASSET_PRIMARY,
		.capacity_g = UNKNOWN_I64, .heel_g = UNKNOWN_I64, .flow_limit_lpm = UNKNOWN_F64, .bottles = UNKNOWN_I64,
		.production_g = t->s->sites[i].psa_g_h * SIMULATE_DAY_H * 100 / FACILITY_DERATE_PCT, .purity_pct = UNKNOWN_F64, .outage_pct = 0 };
}

static json_t *
site_card(const struct cli_through *t, int i, struct arena *a)
{
	const struct simulate_site *x = &t->s->sites[i];
	struct facility card = { .code = t->sites[i].code, .name = *x->name ? x->name : x->id, .province = t->s->province, .location = x->place,
		.beds = x->beds > 0 ? x->beds : UNKNOWN_I64, .icu_beds = UNKNOWN_I64, .report_every_h = 24, .opened = DAY_NONE, .closed = DAY_NONE,
		.access_max_t = UNKNOWN_F64, .receives_from = TIME_NONE, .receives_to = TIME_NONE };
	card.assets.items = ARENA_ARRAY(a, struct asset, 2);
	card.assets.items[card.assets.n++] = stock_asset(t, i, a);
	if (x->psa_g_h > 0)
		card.assets.items[card.assets.n++] = plant_asset(t, i, a);
	return wire_write(&wire_facility_shape, &card);
}

static struct vehicle
truck_card(const struct cli_through *t, int i)
{
	const struct simulate_truck *x = &t->s->trucks[i];
	return (struct vehicle){ .vehicle = t->trucks[i], .kind = x->bottles ? VEHICLE_CYLINDER_TRUCK : VEHICLE_TANKER,
		.capacity_g = x->bottles ? UNKNOWN_I64 : x->cap_g, .capacity_bottles = x->bottles ? x->cap_bottles : UNKNOWN_I64,
		.speed_kmh = x->speed_kmh, .load_min = x->load_min, .unload_min = x->unload_min, .unload_min_per_unit = x->unload_min_per_unit,
		.duty_from = x->duty_from_min, .duty_to = x->duty_to_min, .duty_max_min = x->duty_max_min,
		.loads_elsewhere = !x->bottles };
}

static json_t *
supplier_card(const struct cli_through *t, int i, struct arena *a)
{
	const struct simulate_supplier *x = &t->s->suppliers[i];
	struct supplier card = { .code = t->suppliers[i].code, .name = *x->name ? x->name : x->id, .province = t->s->province,
		.kind = simulate_scenario_sells(t->s, i, true) ? SUPPLIER_PRODUCER : SUPPLIER_FILLER, .location = x->place, .delivery_mode = DELIVERY_ROUTED,
		.lead_time_h = 0, .medical_share_pct = 100, .loading_slots_per_day = UNKNOWN_I64, .filling_bottles_per_day = x->fill_per_day };
	card.products.items = ARENA_ARRAY(a, struct supplier_product, 2);
	card.products.items[card.products.n++] = (struct supplier_product){ .product = PRODUCT_LOX, .production_g = x->production_g_day,
		.storage_g = x->storage_g, .stock_g = x->start_g, .bottles_full = UNKNOWN_I64, .bottles_empty = UNKNOWN_I64 };
	if (x->pool > 0)
		card.products.items[card.products.n++] = (struct supplier_product){ .product = PRODUCT_CYLINDER, .cylinder_type = BOTTLE_TYPE,
			.production_g = UNKNOWN_I64, .storage_g = UNKNOWN_I64, .stock_g = UNKNOWN_I64, .bottles_full = x->full_start,
			.bottles_empty = x->pool - x->full_start };
	card.fleet.items = ARENA_ARRAY(a, struct vehicle, (size_t)t->s->n_trucks + 1);
	for (int k = 0; k < t->s->n_trucks; k++)
		if (t->s->trucks[k].supplier == i)
			card.fleet.items[card.fleet.n++] = truck_card(t, k);
	return wire_write(&wire_supplier_shape, &card);
}

/* ---- tokens ----------------------------------------------------------------------------------------- */

static err_t
issue(struct cli_through *t, json_t *body, char token[CLI_THROUGH_TOKEN], struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *answer = NULL;
	err_t e = cli_simulate_through_call(t, &(struct cli_through_call){ t->admin, "POST", "/v1/tokens", body }, &answer, f);
	const char *secret = json_string_value(json_object_get(answer, "token"));
	if (!e)
		snprintf(token, CLI_THROUGH_TOKEN, "%s", secret ? secret : "");
	return e;
}

static err_t
issue_all(struct cli_through *t, struct faults *f)
{
	err_t e = issue(t, json_pack("{s:s, s:s, s:[s]}", "role", "coordinator", "name", "simulated coordinator", "provinces", t->s->province), t->coordinator, f);
	for (int i = 0; !e && i < t->s->n_sites; i++)
		e = issue(t, json_pack("{s:s, s:s, s:[s]}", "role", "hospital", "name", t->sites[i].code, "facilities", t->sites[i].code), t->sites[i].token, f);
	for (int i = 0; !e && i < t->s->n_suppliers; i++)
		e = issue(t, json_pack("{s:s, s:s, s:s}", "role", "supplier", "name", t->suppliers[i].code, "supplier", t->suppliers[i].code),
		    t->suppliers[i].token, f);
	return e;
}

err_t
cli_simulate_through_register(struct cli_through *t, struct faults *f)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	give_codes(t);
	err_t e = cli_simulate_through_clock(t, -(t->s->history_days + 1) * SIMULATE_DAY_MIN, f);
	for (int i = 0; !e && i < t->s->n_suppliers; i++)
		e = cli_simulate_through_call(t, &(struct cli_through_call){ t->admin, "POST", "/v1/suppliers", supplier_card(t, i, a) }, NULL, f);
	for (int i = 0; !e && i < t->s->n_sites; i++)
		e = cli_simulate_through_call(t, &(struct cli_through_call){ t->admin, "POST", "/v1/facilities", site_card(t, i, a) }, NULL, f);
	return e ? e : issue_all(t, f);
}
