/* scenario_read - JSON to a scenario: every figure is looked at once, here. */
#include "simulate/scenario.h"

#include "base/str.h"
#include "wire/wire.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASS_MOST_KG ((double)SIMULATE_MASS_MOST_G / 1000)
#define FACTOR_MOST 1000.0

enum { BOUNDS_SIZE = 64, SHOWN_SIZE = 48 };

struct reading {
	struct arena *a;
	struct faults *f;
	struct simulate_scenario *s;
	char at[120]; /* pointer of the object being read, "/suppliers/3" */
};

struct range {
	double least, most;
};

static const struct range MASS = { 0, MASS_MOST_KG }, COUNT = { 0, 1e7 }, MINUTES = { 0, 1440 }, HOURS = { 0, 24 }, DAYS = { -400, 401 };

static void
wrong(struct reading *r, enum fault_id id, const char *member, const char *right, const char *got)
{
	fault_at(r->f, id, "%s/%s", r->at, member);
	struct fault *last = r->f->n > 0 ? &r->f->item[r->f->n - 1] : NULL;
	if (last == NULL || r->f->unlisted > 0)
		return;
	snprintf(last->arg[0], sizeof last->arg[0], "%s", right ? right : "");
	snprintf(last->arg[1], sizeof last->arg[1], "%s", got ? got : "");
}

static const char *
bounds(struct range is, char buf[BOUNDS_SIZE])
{
	snprintf(buf, BOUNDS_SIZE, "%g..%g", is.least, is.most);
	return buf;
}

/* What stands there, as it is written, cut. */
static const char *
shown(const json_t *v, char buf[SHOWN_SIZE])
{
	char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(12));
	snprintf(buf, SHOWN_SIZE, "%s", text ? text : "");
	free(text);
	return buf;
}

static bool
is_refused(const struct reading *r, const char *member)
{
	char pointer[160];
	snprintf(pointer, sizeof pointer, "%s/%s", r->at, member);
	for (int i = 0; i < r->f->n; i++)
		if (str_eq(r->f->item[i].pointer, pointer))
			return true;
	return false;
}

/* Two members of one object that do not go together, unless one of them was refused by itself. */
static void
unlike(struct reading *r, const json_t *o, const char *member, const char *than, const char *other)
{
	const json_t *v = json_object_get(o, member), *w = json_object_get(o, other);
	char right[80], got[SHOWN_SIZE];
	if (is_refused(r, member) || is_refused(r, other))
		return;
	snprintf(right, sizeof right, "%s %s (%s)", than, other, shown(w, got));
	wrong(r, FAULT_RANGE, member, right, shown(v, got));
}

/* A number that must be there, unless a default is given. */
static double
number_or(struct reading *r, const json_t *o, const char *member, struct range is, const double *otherwise)
{
	const json_t *v = json_object_get(o, member);
	char right[BOUNDS_SIZE], got[SHOWN_SIZE];
	if (v == NULL || json_is_null(v)) {
		if (otherwise == NULL)
			wrong(r, FAULT_REQUIRED, member, NULL, NULL);
		return otherwise ? *otherwise : is.least;
	}
	if (!json_is_number(v)) {
		wrong(r, FAULT_TYPE, member, "a number", NULL);
		return is.least;
	}
	double x = json_number_value(v);
	if (x >= is.least && x <= is.most)
		return x;
	wrong(r, FAULT_RANGE, member, bounds(is, right), shown(v, got));
	return is.least;
}

static double
number(struct reading *r, const json_t *o, const char *member, struct range is)
{
	return number_or(r, o, member, is, NULL);
}

static double
number_0(struct reading *r, const json_t *o, const char *member, struct range is)
{
	static const double zero = 0;
	return number_or(r, o, member, is, &zero);
}

static int
whole(struct reading *r, const json_t *o, const char *member, struct range is)
{
	return (int)llround(number(r, o, member, is));
}

/* Days and hours; 6.0 and 6e0 are as whole as 6. */
static int
exactly(struct reading *r, const json_t *o, const char *member, struct range is)
{
	double x = number(r, o, member, is);
	char right[BOUNDS_SIZE], got[SHOWN_SIZE];
	if (x != floor(x))
		wrong(r, FAULT_NOT_WHOLE, member, bounds(is, right), shown(json_object_get(o, member), got));
	return (int)x;
}

static int64_t
grams(struct reading *r, const json_t *o, const char *member)
{
	return llround(number(r, o, member, MASS) * 1000);
}

static void
text(struct reading *r, const json_t *o, const char *member, char *ret, size_t size)
{
	const char *v = json_string_value(json_object_get(o, member));
	char most[40];
	if (v == NULL || *v == '\0')
		wrong(r, FAULT_REQUIRED, member, NULL, NULL);
	else if (strlen(v) >= size) {
		snprintf(most, sizeof most, "1..%zu", size - 1);
		wrong(r, FAULT_LENGTH, member, most, NULL);
	} else
		memcpy(ret, v, strlen(v) + 1);
}

/* What is only shown may be absent, and is cut. */
static void
label(const json_t *o, const char *member, char *ret, size_t size)
{
	const char *v = json_string_value(json_object_get(o, member));
	snprintf(ret, size, "%s", v ? v : "");
}

/* The array, or an empty one after a fault. */
static const json_t *
array(struct reading *r, const json_t *o, const char *member, size_t least, size_t most)
{
	const json_t *v = json_object_get(o, member);
	char right[64], got[32];
	if (!json_is_array(v)) {
		wrong(r, v ? FAULT_TYPE : FAULT_REQUIRED, member, "an array", NULL);
		return NULL;
	}
	if (json_array_size(v) >= least && json_array_size(v) <= most)
		return v;
	if (least == most)
		snprintf(right, sizeof right, "%zu items", most);
	else
		snprintf(right, sizeof right, "%zu..%zu items", least, most);
	snprintf(got, sizeof got, "%zu", json_array_size(v));
	wrong(r, FAULT_RANGE, member, right, got);
	return NULL;
}

static struct geo_point
place(struct reading *r, const json_t *o)
{
	return (struct geo_point){ number(r, o, "lat", (struct range){ -90, 90 }), number(r, o, "lon", (struct range){ -180, 180 }) };
}

static int
supplier_of(const struct simulate_scenario *s, const char *id)
{
	for (int i = 0; i < s->n_suppliers; i++)
		if (str_eq(s->suppliers[i].id, id))
			return i;
	return -1;
}

static int
truck_of(const struct simulate_scenario *s, const char *id)
{
	for (int i = 0; i < s->n_trucks; i++)
		if (str_eq(s->trucks[i].id, id))
			return i;
	return -1;
}

static int
site_of(const struct simulate_scenario *s, const char *id)
{
	for (int i = 0; i < s->n_sites; i++)
		if (str_eq(s->sites[i].id, id))
			return i;
	return -1;
}

/* An index by id; -1 after a fault. */
static int
reference(struct reading *r, const json_t *o, const char *member, int (*find)(const struct simulate_scenario *, const char *), const char *kind)
{
	const char *id = json_string_value(json_object_get(o, member));
	int i = id ? find(r->s, id) : -1;
	if (i < 0)
		wrong(r, id ? FAULT_UNKNOWN_REF : FAULT_REQUIRED, member, kind, id);
	return i;
}

/* ---- the network ------------------------------------------------------------------------------------ */

static void
read_truck(struct reading *r, const json_t *o, int supplier)
{
	struct simulate_truck *t = &r->s->trucks[r->s->n_trucks];
	const char *kind = json_string_value(json_object_get(o, "kind"));
	char id[SIMULATE_ID_SIZE] = "";
	text(r, o, "id", id, sizeof id);
	if (*id && truck_of(r->s, id) >= 0)
		wrong(r, FAULT_DUPLICATE, "id", id, NULL);
	*t = (struct simulate_truck){ .supplier = supplier, .bottles = str_eq(kind, "cylinder") };
	memcpy(t->id, id, sizeof t->id);
	r->s->n_trucks++;
	if (!t->bottles && !str_eq(kind, "tanker"))
		wrong(r, FAULT_TYPE, "kind", "tanker or cylinder", NULL);
	if (t->bottles)
		t->cap_bottles = whole(r, o, "cap_cyl", COUNT);
	else
		t->cap_g = grams(r, o, "cap_kg");
	t->speed_kmh = (int)floor(number(r, o, "speed_kmh", (struct range){ 1, 150 }));
	t->load_min = whole(r, o, "load_min", MINUTES);
	t->unload_min = whole(r, o, "unload_min", MINUTES);
	t->unload_min_per_unit = (int)llround(number_0(r, o, t->bottles ? "unload_min_per_100cyl" : "unload_min_per_t", MINUTES));
	t->duty_from_min = (int)llround(number(r, o, "duty_from_h", HOURS) * 60);
	t->duty_to_min = (int)llround(number(r, o, "duty_to_h", HOURS) * 60);
	t->duty_max_min = (int)llround(number(r, o, "duty_max_h", HOURS) * 60);
	if (t->duty_from_min > t->duty_to_min)
		unlike(r, o, "duty_to_h", "at least", "duty_from_h");
}

static void
read_supplier(struct reading *r, const json_t *o, int i)
{
	struct simulate_supplier *x = &r->s->suppliers[i];
	text(r, o, "id", x->id, sizeof x->id);
	label(o, "name", x->name, sizeof x->name);
	if (supplier_of(r->s, x->id) != i)
		wrong(r, FAULT_DUPLICATE, "id", x->id, NULL);
	x->place = place(r, o);
	x->production_g_day = grams(r, o, "production_kg_day");
	x->storage_g = grams(r, o, "lox_storage_kg");
	x->start_g = grams(r, o, "lox_start_kg");
	x->fill_per_day = whole(r, o, "fill_cyl_day", COUNT);
	x->pool = whole(r, o, "pool_cyl", COUNT);
	x->full_start = whole(r, o, "full_start", COUNT);
	if (x->start_g > x->storage_g)
		unlike(r, o, "lox_start_kg", "at most", "lox_storage_kg");
	if (x->full_start > x->pool)
		unlike(r, o, "full_start", "at most", "pool_cyl");
}

static void
read_suppliers(struct reading *r, const json_t *root)
{
	const json_t *list = array(r, root, "suppliers", 1, SIMULATE_SUPPLIERS_MAX);
	size_t n = json_array_size(list);
	r->s->suppliers = ARENA_ARRAY(r->a, struct simulate_supplier, n + 1);
	r->s->trucks = ARENA_ARRAY(r->a, struct simulate_truck, n * SIMULATE_TRUCKS_MAX + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list, i);
		snprintf(r->at, sizeof r->at, "/suppliers/%zu", i);
		r->s->n_suppliers++;
		read_supplier(r, o, (int)i);
		const json_t *trucks = array(r, o, "trucks", 0, SIMULATE_TRUCKS_MAX);
		for (size_t k = 0; k < json_array_size(trucks); k++) {
			snprintf(r->at, sizeof r->at, "/suppliers/%zu/trucks/%zu", i, k);
			read_truck(r, json_array_get(trucks, k), (int)i);
		}
	}
	r->at[0] = '\0';
}

static void
read_site(struct reading *r, const json_t *o, int i)
{
	struct simulate_site *x = &r->s->sites[i];
	const char *kind = json_string_value(json_object_get(o, "kind"));
	text(r, o, "id", x->id, sizeof x->id);
	label(o, "name", x->name, sizeof x->name);
	label(o, "commune", x->commune, sizeof x->commune);
	if (site_of(r->s, x->id) != i)
		wrong(r, FAULT_DUPLICATE, "id", x->id, NULL);
	x->place = place(r, o);
	x->beds = (int)llround(number_0(r, o, "beds", COUNT));
	x->psa_g_h = llround(number_0(r, o, "psa_kg_h", MASS) * 1000);
	x->contract = reference(r, o, "contract", supplier_of, "supplier");
	x->lox = str_eq(kind, "lox");
	if (!x->lox && !str_eq(kind, "cyl"))
		wrong(r, FAULT_TYPE, "kind", "lox or cyl", NULL);
	if (x->lox) {
		x->tank_g = grams(r, o, "tank_kg");
		x->heel_g = grams(r, o, "heel_kg");
		x->start_g = grams(r, o, "start_kg");
		if (x->heel_g > x->tank_g)
			unlike(r, o, "heel_kg", "at most", "tank_kg");
		if (x->start_g > x->tank_g)
			unlike(r, o, "start_kg", "at most", "tank_kg");
		return;
	}
	x->pool = whole(r, o, "pool_cyl", COUNT);
	x->full_start = whole(r, o, "full_start", COUNT);
	if (x->full_start > x->pool)
		unlike(r, o, "full_start", "at most", "pool_cyl");
}

static void
read_sites(struct reading *r, const json_t *root)
{
	const json_t *list = array(r, root, "facilities", 1, SIMULATE_SITES_MAX);
	size_t n = json_array_size(list);
	r->s->sites = ARENA_ARRAY(r->a, struct simulate_site, n + 1);
	for (size_t i = 0; i < n; i++) {
		snprintf(r->at, sizeof r->at, "/facilities/%zu", i);
		r->s->n_sites++;
		read_site(r, json_array_get(list, i), (int)i);
	}
	r->at[0] = '\0';
}

/* ---- what happens --------------------------------------------------------------------------------------- */

static void
wrong_day(struct reading *r, const char *member, int i, const json_t *v)
{
	char item[32], right[64], got[SHOWN_SIZE];
	snprintf(item, sizeof item, "%s/%d", member, i);
	snprintf(right, sizeof right, "a number 0..%g for day %d", MASS_MOST_KG, i - r->s->history_days);
	wrong(r, FAULT_RANGE, item, right, shown(v, got));
}

static int64_t *
read_days(struct reading *r, const json_t *o, const char *member)
{
	size_t n = (size_t)(r->s->history_days + r->s->days);
	const json_t *list = array(r, o, member, n, n);
	int64_t *g = ARENA_ARRAY(r->a, int64_t, n + 1);
	for (size_t i = 0; list != NULL && i < n; i++) {
		const json_t *v = json_array_get(list, i);
		double kg = json_is_number(v) ? json_number_value(v) : -1;
		if (!(kg >= 0 && kg <= MASS_MOST_KG)) {
			wrong_day(r, member, (int)i, v);
			return g;
		}
		g[i] = llround(kg * 1000);
	}
	return g;
}

static void
read_demand(struct reading *r, const json_t *root)
{
	size_t n = (size_t)r->s->n_sites;
	const json_t *list = array(r, root, "demand", n, n);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);
		snprintf(r->at, sizeof r->at, "/demand/%zu", i);
		int k = reference(r, o, "f", site_of, "facility");
		if (k < 0)
			continue;
		struct simulate_site *x = &r->s->sites[k];
		if (x->ward_g != NULL)
			wrong(r, FAULT_DUPLICATE, "f", x->id, NULL);
		x->ward_g = read_days(r, o, "ward");
		x->crit_g = read_days(r, o, "crit");
	}
	r->at[0] = '\0';
}

static void
read_fault(struct reading *r, const json_t *o, struct simulate_fault *x)
{
	const char *type = json_string_value(json_object_get(o, "type")), *field = json_string_value(json_object_get(o, "field"));
	x->site = reference(r, o, "f", site_of, "facility");
	x->day = exactly(r, o, "d", DAYS);
	if (str_eq(type, "missing"))
		x->kind = SIMULATE_MISSING;
	else if (str_eq(type, "late")) {
		x->kind = SIMULATE_LATE;
		x->late_days = exactly(r, o, "days", (struct range){ 1, 400 });
	} else if (str_eq(type, "scale")) {
		x->kind = str_eq(field, "use") ? SIMULATE_SCALE_USE : SIMULATE_SCALE_STOCK;
		if (!str_eq(field, "use") && !str_eq(field, "stock"))
			wrong(r, FAULT_TYPE, "field", "stock or use", NULL);
		x->factor_ppm = llround(number(r, o, "factor", (struct range){ 0, FACTOR_MOST }) * SIMULATE_PPM);
	} else
		wrong(r, FAULT_TYPE, "type", "missing, late or scale", NULL);
}

static void
read_event(struct reading *r, const json_t *o, struct simulate_event *x)
{
	const char *type = json_string_value(json_object_get(o, "type"));
	x->factor_ppm = SIMULATE_PPM;
	if (str_eq(type, "production")) {
		x->kind = SIMULATE_PRODUCTION;
		x->index = reference(r, o, "supplier", supplier_of, "supplier");
		x->factor_ppm = llround(number(r, o, "factor", (struct range){ 0, 10 }) * SIMULATE_PPM);
	} else if (str_eq(type, "truck_out")) {
		x->kind = SIMULATE_TRUCK_OUT;
		x->index = reference(r, o, "truck", truck_of, "truck");
	} else if (str_eq(type, "silent")) {
		x->kind = SIMULATE_SILENT;
		x->index = reference(r, o, "facility", site_of, "facility");
	} else
		wrong(r, FAULT_TYPE, "type", "production, truck_out or silent", NULL);
	x->from_day = exactly(r, o, "from_day", DAYS);
	x->to_day = exactly(r, o, "to_day", DAYS);
	if (x->from_day > x->to_day)
		unlike(r, o, "to_day", "at least", "from_day");
}

static void
read_happenings(struct reading *r, const json_t *root)
{
	const json_t *faults = array(r, root, "report_faults", 0, 1000000), *events = array(r, root, "events", 0, 10000);
	r->s->n_faults = (int)json_array_size(faults);
	r->s->n_events = (int)json_array_size(events);
	r->s->faults = ARENA_ARRAY(r->a, struct simulate_fault, (size_t)r->s->n_faults + 1);
	r->s->events = ARENA_ARRAY(r->a, struct simulate_event, (size_t)r->s->n_events + 1);
	for (int i = 0; i < r->s->n_faults; i++) {
		snprintf(r->at, sizeof r->at, "/report_faults/%d", i);
		read_fault(r, json_array_get(faults, (size_t)i), &r->s->faults[i]);
	}
	for (int i = 0; i < r->s->n_events; i++) {
		snprintf(r->at, sizeof r->at, "/events/%d", i);
		read_event(r, json_array_get(events, (size_t)i), &r->s->events[i]);
	}
	r->at[0] = '\0';
}

/* ---- the head --------------------------------------------------------------------------------------------- */

static void
read_hours(struct reading *r, const json_t *root)
{
	struct simulate_scenario *s = r->s;
	const json_t *list = array(r, root, "decision_hours", 1, SIMULATE_DAY_H);
	char got[SHOWN_SIZE];
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		double h = json_is_number(v) ? json_number_value(v) : -1;
		if (h < 0 || h >= SIMULATE_DAY_H || h != floor(h) || (i > 0 && h <= s->decision_hours[i - 1])) {
			wrong(r, FAULT_RANGE, "decision_hours", "ascending whole hours 0..23", shown(list, got));
			return;
		}
		s->decision_hours[s->n_decision_hours++] = (int)h;
	}
}

static bool
is_factor(const json_t *v)
{
	return json_is_number(v) && json_number_value(v) >= 0 && json_number_value(v) <= FACTOR_MOST;
}

static void
wrong_hour(struct reading *r, int hour, const json_t *v)
{
	char item[32], right[40], got[SHOWN_SIZE];
	snprintf(item, sizeof item, "hour_profile/%d", hour);
	snprintf(right, sizeof right, "a number 0..%g", FACTOR_MOST);
	wrong(r, FAULT_RANGE, item, right, shown(v, got));
}

/* Shares of the day, cumulated. */
static void
read_profile(struct reading *r, const json_t *root)
{
	const json_t *list = array(r, root, "hour_profile", SIMULATE_DAY_H, SIMULATE_DAY_H);
	double sum = 0, so_far = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		if (!is_factor(v)) {
			wrong_hour(r, (int)i, v);
			return;
		}
		sum += json_number_value(v);
	}
	if (list == NULL)
		return;
	if (sum <= 0) {
		wrong(r, FAULT_RANGE, "hour_profile", "a number above 0 among them", "only zeros");
		return;
	}
	for (int h = 0; h < SIMULATE_DAY_H; h++) {
		so_far += json_number_value(json_array_get(list, (size_t)h));
		r->s->hour_ppm[h + 1] = h == SIMULATE_DAY_H - 1 ? SIMULATE_PPM : llround(so_far / sum * SIMULATE_PPM);
	}
}

/* Stands between quotes as it is, in a result line. */
static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == '\x7f' || *text == '"' || *text == '\\')
			return false;
	return true;
}

static void
read_head(struct reading *r, const json_t *root)
{
	struct simulate_scenario *s = r->s;
	const char *format = json_string_value(json_object_get(root, "format"));
	if (!str_eq(format, "oxyd-scenario"))
		wrong(r, FAULT_TYPE, "format", "oxyd-scenario", NULL);
	number(r, root, "version", (struct range){ 1, 1 });
	text(r, root, "id", s->id, sizeof s->id);
	if (!is_plain(s->id))
		wrong(r, FAULT_TYPE, "id", "text without quotes, backslashes and control characters", NULL);
	label(root, "province", s->province, sizeof s->province);
	s->seed = llround(number_0(r, root, "seed", (struct range){ 0, (double)SIMULATE_SEED_MOST }));
	s->days = exactly(r, root, "days", (struct range){ 1, SIMULATE_DAYS_MAX });
	s->history_days = exactly(r, root, "history_days", (struct range){ 0, SIMULATE_HISTORY_MAX });
	s->report_hour = exactly(r, root, "report_hour", (struct range){ 0, 23 });
	s->call_below_h = whole(r, root, "call_below_h", (struct range){ 0, 1000 });
	s->road_ppm = llround(number(r, root, "road_factor", (struct range){ 1, 10 }) * SIMULATE_PPM);
	s->bottle_g = llround(number(r, root, "cylinder_kg", (struct range){ .1, 1000 }) * 1000);
	s->ward_g_day = llround(number(r, root, "ward_kg_per_patient_day", (struct range){ .1, 1000 }) * 1000);
	s->crit_g_day = llround(number(r, root, "crit_kg_per_patient_day", (struct range){ .1, 1000 }) * 1000);
	s->crit_weight = number(r, root, "crit_weight", (struct range){ 0, 1000 });
	read_hours(r, root);
	read_profile(r, root);
}

err_t
simulate_scenario_read(const char *json, size_t len, struct arena *a, struct simulate_scenario **ret, struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *root = NULL;
	struct reading r = { .a = a, .f = f, .s = ARENA_NEW(a, struct simulate_scenario) };
	err_t e = wire_parse(json, len, &root, f);
	if (e)
		return e;
	if (!json_is_object(root))
		return fault_add(f, FAULT_TYPE, "", "an object", NULL, NULL);
	read_head(&r, root);
	if (f->err == ERR_OK)
		read_suppliers(&r, root);
	if (f->err == ERR_OK)
		read_sites(&r, root);
	if (f->err == ERR_OK)
		read_demand(&r, root);
	if (f->err == ERR_OK)
		read_happenings(&r, root);
	if (f->err != ERR_OK)
		return f->err;
	simulate_scenario_measure(r.s, a);
	*ret = r.s;
	return ERR_OK;
}
