/* report - columns of numbers, and a page around them.
 *
 * Series are differences from one hour to the next, since most of them are small: a run of 75 days
 * and 39 sites takes some 300 kB. */
#include "simulate/report.h"

#include "planner/planner.h"
#include "wire/wire.h"

#include <string.h>

struct simulate_report_run *
simulate_report_add(struct simulate_report *r, const char *policy)
{
	struct simulate_report_run *run = VEC_ADD(&r->runs);
	snprintf(run->policy, sizeof run->policy, "%s", policy);
	run->record = simulate_record_new(r->s);
	return run;
}

void
simulate_report_free(struct simulate_report *r)
{
	if (r == NULL)
		return;
	VEC_FOREACH(x, &r->runs)
		simulate_record_free(x->record);
	VEC_FREE(&r->runs);
}

/* ---- words of JSON -------------------------------------------------------------------- */

static void
text(struct str *out, const char *name, const char *value)
{
	json_t *j = json_string(value);
	str_addf(out, "\"%s\":", name);
	wire_dump_new(
	    j != NULL ? j : json_string("?"), out); /* a name may have been cut within a letter */
}

static const char *
comma(size_t i)
{
	return i > 0 ? "," : "";
}

/* The first number, then how each differs from the one before. */
static void
series(struct str *out, const int32_t *x, size_t n)
{
	int32_t was = 0;
	str_add(out, "[");
	for (size_t i = 0; i < n; i++) {
		str_addf(out, "%s%d", comma(i), (int)(x[i] - was));
		was = x[i];
	}
	str_add(out, "]");
}

static void
all_series(struct str *out, const char *name, const int32_t *x, size_t rows,
    const struct simulate_record *r)
{
	size_t width = (size_t)r->s->days * SIMULATE_DAY_H;
	str_addf(out, ",\n\"%s\":[", name);
	for (size_t i = 0; i < rows; i++) {
		str_add(out, comma(i));
		series(out, x + i * width, (size_t)r->hours);
	}
	str_add(out, "]");
}

/* ---- the scenario -------------------------------------------------------------------- */

static void
place(struct str *out, const char *id, const char *name, struct geo_point at)
{
	str_add(out, "{");
	text(out, "id", id);
	str_add(out, ",");
	text(out, "name", name[0] ? name : id);
	str_addf(out, ",\"lat\":%.5f,\"lon\":%.5f", at.lat, at.lon);
}

static void
site(struct str *out, const struct simulate_scenario *s, const struct simulate_site *x)
{
	int64_t size =
	    x->lox ? x->tank_g * SIMULATE_FILL_PCT / 100 - x->heel_g : x->pool * s->bottle_g;
	place(out, x->id, x->name, x->place);
	str_addf(out,
	    ",\"beds\":%d,\"lox\":%s,\"size_kg\":%lld,\"heel_kg\":%lld,\"psa_kg_h\":%.1f,\"need_"
	    "kg\":[",
	    x->beds, x->lox ? "true" : "false", (long long)(size / 1000),
	    (long long)(x->lox ? x->heel_g / 1000 : 0), (double)x->psa_g_h / 1e3);
	for (int d = 0; d < s->days; d++)
		str_addf(out, "%s%lld", comma((size_t)d),
		    (long long)((x->ward_g[s->history_days + d] + x->crit_g[s->history_days + d]) /
				1000));
	str_add(out, "]}");
}

static void
supplier(struct str *out, const struct simulate_scenario *s, int i)
{
	const struct simulate_supplier *x = &s->suppliers[i];
	place(out, x->id, x->name, x->place);
	str_addf(out, ",\"storage_kg\":%lld,\"pool\":%d,\"made_kg\":[",
	    (long long)(x->storage_g / 1000), x->pool);
	for (int d = 0; d < s->days; d++)
		str_addf(out, "%s%lld", comma((size_t)d),
		    (long long)(simulate_scenario_made_g(s, i, d) / 1000));
	str_add(out, "]}");
}

static void
truck(struct str *out, const struct simulate_truck *x)
{
	str_add(out, "{");
	text(out, "id", x->id);
	str_addf(out, ",\"supplier\":%d,\"bottles\":%s,\"cap_kg\":%lld,\"load_min\":%d}",
	    x->supplier, x->bottles ? "true" : "false", (long long)(x->cap_g / 1000), x->load_min);
}

static void
event(struct str *out, const struct simulate_event *e)
{
	static const char *const KIND[] = { "production", "truck_out", "silent" };
	str_addf(out, "[\"%s\",%d,%d,%d,%lld]", KIND[e->kind], e->index, e->from_day, e->to_day,
	    (long long)(e->factor_ppm / 10000));
}

static void
scenario(struct str *out, const struct simulate_scenario *s)
{
	str_add(out, "\"scenario\":{");
	text(out, "id", s->id);
	str_add(out, ",");
	text(out, "province", s->province);
	str_addf(out,
	    ",\"seed\":%lld,\"days\":%d,\"crit_weight\":%g,\"ward_g_day\":%lld,\"crit_g_day\":%lld,"
	    "\"bottle_g\":%lld,\"report_hour\":%d",
	    (long long)s->seed, s->days, s->crit_weight, (long long)s->ward_g_day,
	    (long long)s->crit_g_day, (long long)s->bottle_g, s->report_hour);
	str_add(out, ",\n\"sites\":[");
	for (int i = 0; i < s->n_sites; i++) {
		str_add(out, comma((size_t)i));
		site(out, s, &s->sites[i]);
	}
	str_add(out, "],\n\"suppliers\":[");
	for (int i = 0; i < s->n_suppliers; i++) {
		str_add(out, comma((size_t)i));
		supplier(out, s, i);
	}
	str_add(out, "],\n\"trucks\":[");
	for (int i = 0; i < s->n_trucks; i++) {
		str_add(out, comma((size_t)i));
		truck(out, &s->trucks[i]);
	}
	str_add(out, "],\n\"events\":[");
	for (int i = 0; i < s->n_events; i++) {
		str_add(out, comma((size_t)i));
		event(out, &s->events[i]);
	}
	str_add(out, "]}");
}

/* ---- a run --------------------------------------------------------------------------- */

/* [truck, leave, back, then of each stop: site, arrive, depart, kg] */
static void
trip(struct str *out, const struct simulate_tour *t, int64_t bottle_g)
{
	str_addf(out, "[%d,%d,%d", t->truck, t->leave, t->back);
	for (int i = 0; i < t->n; i++)
		str_addf(out, ",%d,%d,%d,%lld", t->stops[i].site, t->stops[i].arrive,
		    t->stops[i].depart,
		    (long long)((t->stops[i].load_g + t->stops[i].load_full * bottle_g + 500) /
				1000));
	str_add(out, "]");
}

static void
lists(struct str *out, const struct simulate_record *r)
{
	size_t i = 0;
	str_add(out, ",\n\"unmet\":["); /* flat: site, hour, ward_g, crit_g */
	VEC_FOREACH(x, &r->unmet)
		str_addf(out, "%s%d,%d,%lld,%lld", comma(i++), x->site, x->hour,
		    (long long)x->ward_g, (long long)x->crit_g);
	str_add(out, "],\n\"drops\":["); /* flat: site, minute, kg */
	i = 0;
	VEC_FOREACH(x, &r->drops)
		str_addf(out, "%s%d,%d,%lld", comma(i++), x->site, x->minute,
		    (long long)((x->g + 500) / 1000));
	str_add(out, "],\n\"notes\":["); /* flat: site, hour heard, hour of content, 1 for a call,
					    stock kg with heel */
	i = 0;
	VEC_FOREACH(x, &r->notes)
		str_addf(out, "%s%d,%d,%d,%d,%lld", comma(i++), x->site, x->heard_hour,
		    x->note.hour, x->note.call, (long long)((x->note.stock_g + 500) / 1000));
	str_add(out, "],\n\"bound\":["); /* flat: day, site, reason, kg */
	i = 0;
	VEC_FOREACH(x, &r->bound)
		str_addf(out, "%s%d,%d,%d,%lld", comma(i++), x->day, x->site, x->reason,
		    (long long)((x->g + 500) / 1000));
	str_add(out, "],\n\"trips\":[");
	i = 0;
	VEC_FOREACH(x, &r->trips) {
		str_add(out, comma(i++));
		trip(out, x, r->s->bottle_g);
	}
	str_add(out, "]");
}

static void
lacks(struct str *out, const struct simulate_record *r)
{
	str_add(out, ",\n\"lack_ph\":{");
	for (int l = 0; l < SIMULATE_LACKS; l++) {
		str_addf(out, "%s\"%s\":[", comma((size_t)l),
		    simulate_record_lack_code((enum simulate_lack)l));
		for (int d = 0; d < r->s->days; d++)
			str_addf(out, "%s%.3f", comma((size_t)d), r->lack_ph[l * r->s->days + d]);
		str_add(out, "]");
	}
	str_add(out, "}");
}

static void
run(struct str *out, const struct simulate_scenario *s, const struct simulate_report_run *x)
{
	const struct simulate_record *r = x->record;
	str_add(out, "{");
	text(out, "policy", x->policy);
	str_add(out, ",\"result\":");
	simulate_run_line(s, x->policy, &x->result, out);
	all_series(out, "stock_kg", r->stock_kg, (size_t)s->n_sites, r);
	all_series(out, "gas_kg", r->gas_kg, (size_t)s->n_suppliers, r);
	all_series(out, "full", r->full, (size_t)s->n_suppliers, r);
	lists(out, r);
	lacks(out, r);
	str_add(out, "}");
}

static void
reasons(struct str *out)
{
	str_add(out, "\"reasons\":[");
	for (int i = 0; i < PLANNER_REASONS; i++) {
		enum planner_reason reason = (enum planner_reason)i;
		str_addf(out, "%s{", comma((size_t)i));
		text(out, "code", planner_reason_code(reason));
		str_add(out, ",");
		text(out, "vi", planner_reason_text(reason, LANG_VI));
		str_add(out, ",");
		text(out, "en", planner_reason_text(reason, LANG_EN));
		str_add(out, "}");
	}
	str_add(out, "]");
}

void
simulate_report_json(const struct simulate_report *r, struct str *out)
{
	size_t i = 0;
	str_add(out, "{\"format\":\"oxyd-drill\",\"version\":1,\n");
	scenario(out, r->s);
	str_add(out, ",\n");
	reasons(out);
	str_add(out, ",\n\"runs\":[");
	VEC_FOREACH(x, &r->runs) {
		str_add(out, comma(i++));
		run(out, r->s, x);
	}
	str_add(out, "]}");
}

/* ---- the page ------------------------------------------------------------------------ */

/* Inside a script element only a "<" can end it early; JSON has them in texts alone. */
static void
add_data(const struct simulate_report *r, struct str *out)
{
	CLEANUP(str_free) struct str json = { 0 };
	simulate_report_json(r, &json);
	for (const char *at = str_text(&json), *lt; *at != '\0'; at = lt + 1) {
		lt = strchr(at, '<');
		if (lt == NULL) {
			str_add(out, at);
			break;
		}
		str_add_n(out, at, (size_t)(lt - at));
		str_add(out, "\\u003c");
	}
}

static void
add_files(const char *suffix, struct str *out)
{
	for (const struct simulate_page_file *f = simulate_page_files; f->name != NULL; f++) {
		size_t n = strlen(f->name), m = strlen(suffix);
		if (n > m && strcmp(f->name + n - m, suffix) == 0)
			str_add(out, f->text);
	}
}

/* drill.html comes first; its marks are replaced by styles, data and scripts, in the order of the
 * files. */
void
simulate_report_page(const struct simulate_report *r, struct str *out)
{
	static const char STYLE[] = "/*STYLE*/", DATA[] = "/*DATA*/", SCRIPT[] = "/*SCRIPT*/";
	const char *html = simulate_page_files[0].text, *style = strstr(html, STYLE),
		   *data = strstr(html, DATA), *script = strstr(html, SCRIPT);
	str_add_n(out, html, (size_t)(style - html));
	add_files(".css", out);
	style += strlen(STYLE);
	str_add_n(out, style, (size_t)(data - style));
	add_data(r, out);
	data += strlen(DATA);
	str_add_n(out, data, (size_t)(script - data));
	add_files(".js", out);
	str_add(out, script + strlen(SCRIPT));
}
