/* declare_surge - shape from interop/, locations by the session's scope, rows by store/. */
#include "app/declare_surge.h"

#include "app/surge_paths.h"
#include "base/str.h"
#include "domain/admin.h"
#include "interop/hubverse.h"
#include "store/surge.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Locations of the file, each once, and the province each is in. */
struct location {
	const char *code;
	int64_t line; /* where it first stands */
	const char *province; /* NULL: not there, or not the session's */
};

static int
by_code(const void *x, const void *y)
{
	const struct location *a = x, *b = y;
	int c = strcmp(a->code, b->code);
	return c != 0 ? c : a->line < b->line ? -1 : a->line > b->line;
}

static size_t
list_locations(const struct interop_hubverse *h, struct location *ret)
{
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < h->n; i++) {
		if (i > 0 && str_eq(h->rows[i].location, h->rows[i - 1].location))
			continue; /* files come sorted: most are caught here */
		ret[n++] = (struct location){ .code = h->rows[i].location, .line = h->rows[i].line };
	}
	qsort(ret, n, sizeof *ret, by_code);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || strcmp(ret[kept - 1].code, ret[i].code) != 0)
			ret[kept++] = ret[i];
	return kept;
}

static const char *
province_of(struct act *a, const char *code)
{
	struct faults quiet = { 0 };
	struct act eyes = *a;
	struct store_site site;
	day_t today = calendar_day_of(a->recorded_at);
	eyes.faults = &quiet;
	if (admin_find(code, today > ADMIN_MERGER_DAY ? today : ADMIN_MERGER_DAY) != NULL)
		return app_province_in_scope(&eyes, code, "") == ERR_OK ? code : NULL;
	return app_site_in_scope(&eyes, code, STORE_FACILITY, "", &site) == ERR_OK ? arena_strdup(a->arena, site.province) : NULL;
}

static err_t
find_provinces(struct act *a, struct location *l, size_t n)
{
	char pointer[80];
	for (size_t i = 0; i < n; i++) {
		l[i].province = province_of(a, l[i].code);
		if (l[i].province != NULL)
			continue;
		snprintf(pointer, sizeof pointer, "line %lld, column location", (long long)l[i].line);
		fault_add(a->faults, FAULT_UNKNOWN_REF, pointer, "location", l[i].code, NULL);
	}
	return a->faults->err;
}

static const struct store_surge_row *
rows_of(struct act *a, const struct interop_hubverse *h, const struct location *l, size_t n)
{
	struct store_surge_row *rows = ARENA_ARRAY(a->arena, struct store_surge_row, h->n);
	for (size_t i = 0; i < h->n; i++) {
		const struct interop_hubverse_row *r = &h->rows[i];
		size_t low = 0, high = n;
		while (high - low > 1) {
			size_t mid = (low + high) / 2;
			*(strcmp(l[mid].code, r->location) <= 0 ? &low : &high) = mid;
		}
		rows[i] = (struct store_surge_row){ .line = r->line, .province = l[low].province, .location = r->location, .reference_date = r->reference_date,
			.target = r->target == INTEROP_HUBVERSE_CENSUS ? FORECAST_SURGE_CENSUS : FORECAST_SURGE_ADMISSIONS, .horizon = r->horizon,
			.type = (enum forecast_surge_type)r->type, .type_id = r->type_id, .value = r->value };
	}
	return rows;
}

static void
list_provinces(struct act *a, const struct location *l, size_t n, struct app_declared_surge *ret)
{
	ret->provinces = ARENA_ARRAY(a->arena, const char *, n);
	ret->n_provinces = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < ret->n_provinces && strcmp(ret->provinces[k], l[i].province) != 0)
			k++;
		if (k == ret->n_provinces)
			ret->provinces[ret->n_provinces++] = l[i].province;
	}
}

static day_t
newest_reference(const struct interop_hubverse *h)
{
	day_t d = h->rows[0].reference_date;
	for (size_t i = 1; i < h->n; i++)
		d = h->rows[i].reference_date > d ? h->rows[i].reference_date : d;
	return d;
}

err_t
app_declare_surge(struct act *a, const char *model, const char *text, size_t n, struct app_declared_surge *ret)
{
	struct interop_hubverse h;
	struct store_surge_file file = { .id = id_new(a->recorded_at), .model = model, .recorded_at = a->recorded_at, .cred_id = a->who->cred_id };
	char id[ID_TEXT];
	err_t e = interop_hubverse_read(text, n, a->arena, &h, a->faults);
	if (e)
		return e;
	struct location *l = ARENA_ARRAY(a->arena, struct location, h.n);
	size_t locations = list_locations(&h, l);
	e = find_provinces(a, l, locations);
	if (e)
		return e;
	SHA256((const unsigned char *)text, n, file.sha);
	file.rows = rows_of(a, &h, l, locations);
	file.n = h.n;
	e = store_surge_add(a->db, &file, a->arena, a->faults);
	if (!e)
		e = app_surge_paths_add(a, &file);
	if (!e)
		e = app_audit(a, (struct store_site){ 0 }, "surge_forecast.declare", id_text(file.id, id), NULL);
	if (e)
		return e;
	list_provinces(a, l, locations, ret);
	ret->receipt = (struct wire_forecast_surge){ .id = file.id, .model = model, .reference_date = newest_reference(&h), .rows = (int64_t)h.n,
		.locations = (int64_t)locations, .recorded_at = a->recorded_at };
	return ERR_OK;
}
