/* generate - first everything is drawn, then it is written. */
#include "simulate/generate.h"

#include "base/attr.h"
#include "base/mem.h"
#include "base/rng.h"
#include "domain/admin.h"
#include "domain/calendar.h"
#include "simulate/scenario.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOTTLE_KG 7.987 /* VN40 */
#define WARD_KG 15.336  /* 8 L/min for a day at 20 C */
#define CRIT_KG 57.51   /* 30 L/min */

enum { SITES_MAX = 64, DAYS_MAX = 160, SUPPLIERS = 5, FLEET_MAX = 12, EVENTS_MAX = 40, IDS_SHOWN = 110, P1 = 0, P2 = 1, F1 = 2, TODAY = 20606 };

/* What makes a kind. Percentages of reports; days of own peak; supply against the provincial peak. */
struct kind {
	const char *name;
	double supply, slack, pool;
	int late_pct, missing_pct, wrong_pct, silent_pct, call_below_h;
	int tanker_out_days, derate_days;
	int sites, tanks, plants, days; /* plants: sites with a PSA */
	double spread_km, road;
	int speed_kmh;
};

/* clang-format off */
static const struct kind KINDS[] = {
	/* name      supply slack pool late miss wrong silent call out derate sites tanks psa days km  road speed */
	{ "ample",    1.30, 1.8, 1.8,  5,  3, 1,  0, 12,  0,  0, 39, 11, 4, 75, 17, 1.35, 38 },
	{ "tight",    1.05, 1.3, 1.4,  8,  5, 2,  3, 12,  5,  0, 39, 11, 4, 75, 17, 1.35, 38 },
	{ "scarce",   0.80, 1.3, 1.4,  8,  5, 2,  3, 12,  5,  0, 39, 11, 4, 75, 17, 1.35, 38 },
	{ "faulty",   1.05, 1.2, 1.0, 20, 12, 5,  8,  6, 10, 14, 39, 11, 4, 75, 17, 1.35, 38 },
	{ "dire",     0.65, 1.3, 1.4,  8,  5, 2,  3, 12,  5,  0, 39, 11, 4, 75, 17, 1.35, 38 },
	{ "silent30", 1.05, 1.3, 1.4,  8,  5, 2, 30, 12,  5,  0, 39, 11, 4, 75, 17, 1.35, 38 },
	{ "mountain", 0.90, 1.2, 1.4, 12,  8, 2,  6, 12,  5,  0, 30,  6, 8, 75, 45, 1.80, 30 },
	{ "small",    0.90, 1.1, 1.0, 20, 12, 5, 25,  6,  1,  2,  4,  1, 1,  6, 15, 1.40, 38 },
};
/* clang-format on */

static const char *const IDS[SUPPLIERS] = { "P1", "P2", "F1", "F2", "F3" }; /* of suppliers */

struct site {
	double lat, lon, size, peak, crit; /* kg a day; share of critical care */
	bool lox;
	double tank, start, psa;
	int pool, full, contract, beds;
	double ward[DAYS_MAX], need[DAYS_MAX]; /* need: ward and critical */
};

struct truck {
	int cap;
	bool bottles;
};

struct supplier {
	double lat, lon, production;
	int fill, pool, n_trucks;
	struct truck trucks[FLEET_MAX];
};

struct event {
	char text[160];
};

struct drawing {
	const struct simulate_generate *ask;
	const struct kind *k;
	const char *without; /* an id, or NULL */
	struct rng rng;
	struct geo_point centre;
	int history, days, peak_day; /* peak_day from day 0 */
	double rise, base_kg, peak_kg;
	struct site sites[SITES_MAX];
	struct supplier suppliers[SUPPLIERS];
	struct event events[EVENTS_MAX];
	int n_events;
};

const char *
simulate_generate_kinds(void)
{
	return "ample tight scarce faulty dire silent30 mountain small";
}

static double
between(struct drawing *d, double low, double high)
{
	return low + (high - low) * rng_unit(&d->rng);
}

static int
up_to(struct drawing *d, int n)
{
	return (int)rng_below(&d->rng, (uint32_t)n);
}

/* A point so many kilometres away in the mean; towns draw their neighbours closer. */
static void
place(struct drawing *d, double km, double *ret_lat, double *ret_lon)
{
	double cos_lat = cos(d->centre.lat * M_PI / 180);
	*ret_lat = d->centre.lat + rng_normal(&d->rng) * km / 111.2;
	*ret_lon = d->centre.lon + rng_normal(&d->rng) * km / 111.2 / cos_lat;
}

/* ---- demand ------------------------------------------------------------------------------------------ */

/* Share of the peak, `t` days after it: up like a bell within `rise` days, down slowly. */
static double
bell(double t, double rise, double tail)
{
	return t < 0 ? exp(-pow(t / (rise / 1.75), 2)) : exp(-pow(t / tail, 1.3));
}

/* A real wave, its rise squeezed or stretched to `rise` days. */
static double
real_wave(const struct simulate_wave *w, double t, double rise)
{
	int peak = 0, foot;
	for (int i = 0; i < w->n; i++)
		peak = w->x[i] > w->x[peak] ? i : peak;
	for (foot = peak; foot > 0 && w->x[foot] > 0.1 * w->x[peak]; foot--)
		continue;
	double pace = (peak - foot) / rise, at = peak + t * (t < 0 ? pace : fmin(pace, 1.5));
	if (!(w->x[peak] > 0) || w->n < 2)
		return 0;
	at = fmin(fmax(at, 0), w->n - 1.001);
	int i = (int)at;
	return (w->x[i] + (w->x[i + 1] - w->x[i]) * (at - i)) / w->x[peak];
}

static void
draw_course(struct drawing *d, struct site *x)
{
	double lag = 4 * rng_normal(&d->rng), rise = d->rise * exp(0.1 * rng_normal(&d->rng)), tail = 42 * exp(0.15 * rng_normal(&d->rng));
	double mix = rng_unit(&d->rng), noise = 0;
	int n = d->ask->n_waves, a = n ? up_to(d, n) : 0, b = n ? up_to(d, n) : 0;
	for (int i = 0; i < d->history + d->days; i++) {
		double t = i - d->history - d->peak_day - lag;
		double g = n ? mix * real_wave(&d->ask->waves[a], t, rise) + (1 - mix) * real_wave(&d->ask->waves[b], t, rise) : bell(t, rise, tail);
		noise = 0.7 * noise + 0.03 * rng_normal(&d->rng);
		x->need[i] = x->size * (0.1 + 0.9 * g) * exp(noise);
	}
}

static int
by_size(const void *a, const void *b)
{
	const struct site *x = a, *y = b;
	return x->size < y->size ? 1 : x->size > y->size ? -1 : 0;
}

static void
draw_sites(struct drawing *d)
{
	double all[DAYS_MAX] = { 0 }, most = 0;
	for (int i = 0; i < d->k->sites; i++) {
		struct site *x = &d->sites[i];
		x->size = exp(0.75 * rng_normal(&d->rng));
		place(d, d->k->spread_km, &x->lat, &x->lon);
		x->beds = (int)(60 + 130 * x->size * exp(0.4 * rng_normal(&d->rng)));
	}
	qsort(d->sites, (size_t)d->k->sites, sizeof d->sites[0], by_size);
	for (int i = 0; i < d->k->sites; i++) {
		draw_course(d, &d->sites[i]);
		for (int t = 0; t < d->history + d->days; t++)
			all[t] += d->sites[i].need[t];
	}
	for (int t = 0; t < d->history + d->days; t++)
		most = fmax(most, all[t]);
	d->peak_kg = between(d, 58000, 85000) * d->k->sites / 39;
	for (int i = 0; i < d->k->sites; i++)
		for (int t = 0; t < d->history + d->days; t++) {
			struct site *x = &d->sites[i];
			x->need[t] *= d->peak_kg / most;
			x->peak = fmax(x->peak, x->need[t]);
		}
}

/* The largest have tanks; a share of critical care that grows with the site. */
static void
equip_sites(struct drawing *d)
{
	double share = between(d, 0.2, 0.34);
	for (int i = 0; i < d->k->sites; i++) {
		struct site *x = &d->sites[i];
		x->lox = i < d->k->tanks;
		x->crit = fmin(0.6, share * (x->lox ? 1.25 : 0.75) * exp(0.2 * rng_normal(&d->rng)));
		x->tank = x->lox ? floor(x->peak * between(d, 1.6, 3.2)) : 0;
		x->start = floor(x->tank * between(d, 0.5, 0.9));
		x->pool = x->lox ? 0 : (int)(x->peak * d->k->pool * between(d, 0.7, 1.3) / BOTTLE_KG) + 1;
		x->full = (int)(x->pool * between(d, 0.5, 0.9));
		for (int t = 0; t < d->history + d->days; t++)
			x->ward[t] = x->need[t] * (1 - x->crit);
	}
	for (int n = 0; n < d->k->plants;) {
		struct site *x = &d->sites[d->k->tanks + up_to(d, d->k->sites - d->k->tanks)];
		if (x->psa == 0 && ++n)
			x->psa = rng_unit(&d->rng) < 0.5 ? 17.1 : 34.3;
	}
}

/* ---- suppliers --------------------------------------------------------------------------------------------- */

static void
add_trucks(struct drawing *d, int supplier, bool bottles, double kg_day)
{
	static const int TANKERS[] = { 8000, 9000, 11000 }, LORRIES[] = { 90, 110, 130 };
	struct supplier *s = &d->suppliers[supplier];
	double each = bottles ? 110 * BOTTLE_KG * 3 : 9000 * 1.6; /* a truck's day: three rounds of a lorry; a tanker makes one or two */
	double wanted = kg_day * d->k->slack / each * (38.0 / d->k->speed_kmh) * exp(0.15 * rng_normal(&d->rng));
	int n = (int)fmax(bottles ? 2 : 1, round(wanted));
	for (int i = 0; i < n && s->n_trucks < FLEET_MAX; i++)
		s->trucks[s->n_trucks++] = (struct truck){ bottles ? LORRIES[i % 3] : TANKERS[up_to(d, 3)], bottles };
}

/* P1 makes 60 % of the liquid, and 15 % of the bottles from the same gas; P2 is a depot with the rest; F1..F3 fill. */
static void
draw_suppliers(struct drawing *d)
{
	double peak[2] = { 0 }, part[SUPPLIERS] = { 0.15, 0, between(d, 0.2, 0.4), between(d, 0.2, 0.4), 0 };
	for (int i = 0; i < d->k->sites; i++)
		peak[d->sites[i].lox] += d->sites[i].peak;
	part[4] = 0.85 - part[2] - part[3];
	double sum = peak[0] + peak[1], supply = d->k->supply * d->peak_kg, lox = supply * peak[1] / sum, cyl = supply * peak[0] / sum;
	for (int i = 0; i < SUPPLIERS; i++) {
		struct supplier *s = &d->suppliers[i];
		double liquid = i == P1 ? 0.6 * lox : i == P2 ? 0.4 * lox : 0;
		place(d, d->k->spread_km * (i == P2 ? 1.4 : 0.7), &s->lat, &s->lon);
		s->production = floor(liquid + part[i] * cyl);
		s->fill = (int)(part[i] * cyl * 1.15 / BOTTLE_KG);
		s->pool = (int)(0.74 * d->k->pool * d->peak_kg * peak[0] / sum * part[i] / BOTTLE_KG);
		if (liquid > 0) /* fleets are for what is needed, whatever there is to carry */
			add_trucks(d, i, false, liquid / d->k->supply);
		if (part[i] > 0)
			add_trucks(d, i, true, part[i] * cyl / d->k->supply);
	}
}

/* Mostly a near one; one that has signed for much of what it makes is as good as farther away. */
static void
sign_contracts(struct drawing *d)
{
	double signed_kg[SUPPLIERS][2] = { 0 };
	for (int i = 0; i < d->k->sites; i++) {
		struct site *x = &d->sites[i];
		double best = INFINITY;
		for (int k = 0; k < SUPPLIERS; k++) {
			const struct supplier *s = &d->suppliers[k];
			double far = geo_km((struct geo_point){ x->lat, x->lon }, (struct geo_point){ s->lat, s->lon }) * between(d, 0.7, 1.4);
			double makes = x->lox || k != P1 ? s->production : s->fill * BOTTLE_KG;
			bool sells = x->lox ? k == P1 || k == P2 : k != P2;
			far *= 0.2 + (signed_kg[k][x->lox] + x->peak) / makes;
			if (!sells || far >= best)
				continue;
			best = far;
			x->contract = k;
		}
		signed_kg[x->contract][x->lox] += x->peak;
	}
}

/* ---- what goes wrong --------------------------------------------------------------------------------------- */

static void
happen(struct drawing *d, const char *type, const char *member, const char *id, int from, int days, const char *more)
{
	if (d->n_events < EVENTS_MAX)
		snprintf(d->events[d->n_events++].text, sizeof d->events[0].text,
		    "{\"type\": \"%s\", \"%s\": \"%s\", \"from_day\": %d, \"to_day\": %d%s}", type, member, id, from, from + days, more);
}

static void
draw_events(struct drawing *d)
{
	int n = (d->k->sites * d->k->silent_pct + 50) / 100, silent_days = d->days * 34 / 75;
	bool chosen[SITES_MAX] = { false };
	char id[40];
	for (int i = 0; i < n;) {
		int site = up_to(d, d->k->sites);
		if (chosen[site])
			continue;
		chosen[site] = true;
		snprintf(id, sizeof id, "H%02d", site);
		happen(d, "silent", "facility", id, (int)fmax(0, d->peak_day - silent_days / 2), silent_days, "");
		i++;
	}
	if (d->k->derate_days)
		happen(d, "production", "supplier", "P1", d->peak_day - d->k->derate_days * 2 / 3, d->k->derate_days, ", \"factor\": 0.6");
	if (d->k->tanker_out_days)
		happen(d, "truck_out", "truck", "P1-T0", d->peak_day - d->k->tanker_out_days - 1, d->k->tanker_out_days, "");
	if (d->without == NULL)
		return;
	if (strchr(d->without, '-') != NULL)
		happen(d, "truck_out", "truck", d->without, 0, d->days, "");
	else
		happen(d, "production", "supplier", d->without, 0, d->days, ", \"factor\": 0");
}

/* Is this what is to be taken away? If not, it is one more to choose from. */
static bool
is_id(const struct drawing *d, const char *id, struct str *ids)
{
	if (ids->len < IDS_SHOWN)
		str_addf(ids, "%s%s", ids->len ? ", " : "", ids->len + strlen(id) + 2 < IDS_SHOWN ? id : "...");
	return str_eq(id, d->without);
}

static err_t
check_without(const struct drawing *d, struct faults *f)
{
	CLEANUP(str_free) struct str ids = { 0 };
	bool found = d->without == NULL;
	char id[16];
	for (int i = 0; i < SUPPLIERS; i++) {
		int number[2] = { 0 };
		found |= is_id(d, IDS[i], &ids);
		for (int k = 0; k < d->suppliers[i].n_trucks; k++) {
			bool bottles = d->suppliers[i].trucks[k].bottles;
			snprintf(id, sizeof id, "%s-%c%d", IDS[i], bottles ? 'C' : 'T', number[bottles]++);
			found |= is_id(d, id, &ids);
		}
	}
	return found ? ERR_OK : fault_add(f, FAULT_NO_SUCH_PART, "kind", d->without, str_text(&ids), NULL);
}

static void
write_faults(struct drawing *d, struct str *out)
{
	static const double FACTORS[] = { 0.13, 0.5, 1.6, 7.5, 10 };
	const char *comma = "";
	for (int i = 0; i < d->k->sites; i++)
		for (int day = 0; day < d->days; day++) {
			int late = up_to(d, 100) < d->k->late_pct, missing = up_to(d, 100) < d->k->missing_pct, wrong = up_to(d, 100) < d->k->wrong_pct;
			int days = 1 + up_to(d, 3), factor = up_to(d, 5), use = up_to(d, 2);
			if (missing)
				str_addf(out, "%s\n  {\"f\": \"H%02d\", \"d\": %d, \"type\": \"missing\"}", comma, i, day);
			else if (late)
				str_addf(out, "%s\n  {\"f\": \"H%02d\", \"d\": %d, \"type\": \"late\", \"days\": %d}", comma, i, day, days);
			if (missing || late)
				comma = ",";
			if (!wrong || missing)
				continue;
			str_addf(out, "%s\n  {\"f\": \"H%02d\", \"d\": %d, \"type\": \"scale\", \"field\": \"%s\", \"factor\": %g}", comma, i, day,
			    use ? "use" : "stock", FACTORS[factor]);
			comma = ",";
		}
}

/* ---- writing ------------------------------------------------------------------------------------------------- */

static void
write_head(const struct drawing *d, struct str *out)
{
	const char *comma = "";
	str_addf(out, "{\n \"format\": \"oxyd-scenario\", \"version\": 1, \"id\": \"%s-%s-%lld\", \"seed\": %lld, \"province\": \"%s\",\n", d->ask->province,
	    d->ask->kind, (long long)d->ask->seed, (long long)d->ask->seed, d->ask->province);
	str_addf(out, " \"days\": %d, \"history_days\": %d, \"decision_hours\": [6, 13], \"report_hour\": 5, \"road_factor\": %.2f, \"call_below_h\": %d,\n",
	    d->days, d->history, d->k->road, d->k->call_below_h);
	str_addf(out, " \"cylinder_kg\": %.3f, \"ward_kg_per_patient_day\": %.3f, \"crit_kg_per_patient_day\": %.2f, \"crit_weight\": 5,\n \"hour_profile\": [",
	    BOTTLE_KG, WARD_KG, CRIT_KG);
	for (int h = 0; h < 24; h++, comma = ", ")
		str_addf(out, "%s%.4f", comma, 1 + 0.08 * cos((h - 15) * M_PI / 12));
	str_addf(out, "],\n \"peak_kg_day\": %.0f, \"base_kg_day\": %.0f,\n", d->peak_kg, d->peak_kg / 10);
}

static void
write_truck(const struct drawing *d, int supplier, int i, int number, struct str *out)
{
	const struct truck *t = &d->suppliers[supplier].trucks[i];
	str_addf(out, "%s\n   {\"id\": \"%s-%c%d\", \"kind\": \"%s\", \"%s\": %d, \"speed_kmh\": %d, \"load_min\": %d, \"unload_min\": %d, \"%s\": %d, "
		      "\"duty_from_h\": 6, \"duty_to_h\": 20, \"duty_max_h\": 12}",
	    i ? "," : "", IDS[supplier], t->bottles ? 'C' : 'T', number, t->bottles ? "cylinder" : "tanker", t->bottles ? "cap_cyl" : "cap_kg", t->cap,
	    d->k->speed_kmh, t->bottles ? 40 : 60, t->bottles ? 15 : 50, t->bottles ? "unload_min_per_100cyl" : "unload_min_per_t", t->bottles ? 40 : 5);
}

static void
write_suppliers(const struct drawing *d, struct str *out)
{
	static const char *const NAMES[SUPPLIERS] = { "producer", "LOX depot", "filling station", "filling station", "filling station" };
	str_add(out, " \"suppliers\": [");
	for (int i = 0; i < SUPPLIERS; i++) {
		const struct supplier *s = &d->suppliers[i];
		int number[2] = { 0 };
		str_addf(out, "%s\n  {\"id\": \"%s\", \"name\": \"%s\", \"lat\": %.5f, \"lon\": %.5f, \"production_kg_day\": %.0f, \"lox_storage_kg\": %.0f, ",
		    i ? "," : "", IDS[i], NAMES[i], s->lat, s->lon, s->production, floor(1.5 * s->production));
		str_addf(out, "\"lox_start_kg\": %.0f, \"fill_cyl_day\": %d, \"pool_cyl\": %d, \"full_start\": %d, \"trucks\": [", s->production, s->fill,
		    s->pool, s->pool / 2);
		for (int k = 0; k < s->n_trucks; k++)
			write_truck(d, i, k, number[s->trucks[k].bottles]++, out);
		str_add(out, "]}");
	}
	str_add(out, "],\n \"facilities\": [");
	for (int i = 0; i < d->k->sites; i++) {
		const struct site *x = &d->sites[i];
		str_addf(out, "%s\n  {\"id\": \"H%02d\", \"name\": \"Hospital %02d\", \"commune\": \"\", \"lat\": %.5f, \"lon\": %.5f, \"beds\": %d, "
			      "\"kind\": \"%s\", \"psa_kg_h\": %.1f, \"contract\": \"%s\", ",
		    i ? "," : "", i, i, x->lat, x->lon, x->beds, x->lox ? "lox" : "cyl", x->psa, IDS[x->contract]);
		if (x->lox)
			str_addf(out, "\"tank_kg\": %.0f, \"heel_kg\": %.0f, \"start_kg\": %.0f}", x->tank, floor(x->tank / 10), x->start);
		else
			str_addf(out, "\"pool_cyl\": %d, \"full_start\": %d}", x->pool, x->full);
	}
	str_add(out, "],\n");
}

static void
write_demand(const struct drawing *d, struct str *out)
{
	str_add(out, " \"demand\": [");
	for (int i = 0; i < d->k->sites; i++) {
		const struct site *x = &d->sites[i];
		str_addf(out, "%s\n  {\"f\": \"H%02d\", \"ward\": [", i ? "," : "", i);
		for (int t = 0; t < d->history + d->days; t++)
			str_addf(out, "%s%.1f", t ? ", " : "", x->ward[t]);
		str_add(out, "],\n   \"crit\": [");
		for (int t = 0; t < d->history + d->days; t++)
			str_addf(out, "%s%.1f", t ? ", " : "", x->need[t] - x->ward[t]);
		str_add(out, "]}");
	}
	str_add(out, "],\n");
}

static void
draw(struct drawing *d)
{
	bool months = d->k->days > 30;
	d->history = months ? 28 : 8;
	d->days = d->k->days;
	d->rise = months ? between(d, 14, 21) : between(d, 5, 8);
	d->peak_day = months ? 30 + up_to(d, 14) : 2 + up_to(d, 4);
	draw_sites(d);
	equip_sites(d);
	draw_suppliers(d);
	sign_contracts(d);
	draw_events(d);
}

/* The kind, and what "-without-ID" behind it takes away. */
static const struct kind *
find_kind(const char *text, const char **ret_without)
{
	const char *without = strstr(text, "-without-");
	size_t n = without ? (size_t)(without - text) : strlen(text);
	*ret_without = without ? without + strlen("-without-") : NULL;
	for (size_t i = 0; i < ARRAY_LEN(KINDS); i++)
		if (strlen(KINDS[i].name) == n && strncmp(KINDS[i].name, text, n) == 0)
			return &KINDS[i];
	return NULL;
}

static err_t
refuse_seed(int64_t seed, struct faults *f)
{
	char right[40], got[24];
	snprintf(right, sizeof right, "0..%lld", (long long)SIMULATE_SEED_MOST);
	snprintf(got, sizeof got, "%lld", (long long)seed);
	return fault_add(f, FAULT_RANGE, "seed", right, got, NULL);
}

err_t
simulate_generate(const struct simulate_generate *ask, struct str *out, struct faults *f)
{
	struct drawing *d = MEM_NEW(struct drawing);
	const struct admin_unit *u = admin_find(ask->province, TODAY);
	err_t e = ERR_OK;
	d->ask = ask;
	d->k = find_kind(ask->kind, &d->without);
	if (d->k == NULL)
		e = fault_add(f, FAULT_CHOICE, "kind", simulate_generate_kinds(), NULL, NULL);
	else if (ask->seed < 0 || ask->seed > SIMULATE_SEED_MOST)
		e = refuse_seed(ask->seed, f);
	else if (u == NULL || !geo_is_known(u->centre))
		e = fault_add(f, FAULT_UNKNOWN_REF, "province", "province", ask->province, NULL);
	else {
		d->centre = u->centre;
		d->rng = rng_seed((uint64_t)ask->seed, (uint64_t)(d->k - KINDS) * 100 + strtoull(ask->province, NULL, 10) * 10000);
		draw(d);
		e = check_without(d, f);
	}
	if (!e) {
		write_head(d, out);
		write_suppliers(d, out);
		write_demand(d, out);
		str_add(out, " \"report_faults\": [");
		write_faults(d, out);
		str_add(out, "],\n \"events\": [");
		for (int i = 0; i < d->n_events; i++)
			str_addf(out, "%s\n  %s", i ? "," : "", d->events[i].text);
		str_add(out, "]\n}\n");
	}
	free(d);
	return e;
}
