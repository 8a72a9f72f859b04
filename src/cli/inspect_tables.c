/* inspect_tables - routes, statements, units, containers, delivery states, coefficients, models, holidays: a row a line. */
#include "cli/inspect_tables.h"

#include "api/api.h"
#include "db/queries.h"
#include "domain/calendar.h"
#include "domain/container.h"
#include "domain/delivery_state.h"
#include "domain/units.h"
#include "forecast/coefficients.h"
#include "forecast/member.h"
#include "planner/planner.h"
#include "topics/topics.h"

#include <math.h>

static void
add_roles(struct str *out, roles_t roles)
{
	const char *comma = "";
	if (roles & ROLES_ANYONE) {
		str_add(out, "anyone");
		return;
	}
	for (int r = ROLE_ADMIN; r < ROLE_COUNT; r++)
		if (roles & ROLE_BIT(r)) {
			str_addf(out, "%s%s", comma, role_names.word[r]);
			comma = ",";
		}
}

void
cli_inspect_tables_topics(struct str *out)
{
	str_add(out, "form\tdirection\tsource\tmeaning\n");
	for (size_t i = 0; i < topics_families_n; i++) {
		const struct topics_family *f = &topics_families[i];
		str_addf(out, "%s\t%s\t%s\t%s\n", f->form, f->direction == TOPICS_HEARD ? "heard" : "said", f->source, f->text);
	}
}

void
cli_inspect_tables_routes(struct str *out)
{
	static const char *const kinds[] = { [API_INLINE] = "inline", [API_READ] = "read", [API_WRITE] = "write", [API_PLAIN] = "plain", [API_INGEST] = "ingest" };
	str_add(out, "method\tpath\tkind\troles\tsource\tsummary\n");
	for (size_t t = 0; t < api_routes_all_n; t++)
		for (size_t i = 0; i < api_routes_all[t]->n; i++) {
			const struct api_route *r = &api_routes_all[t]->at[i];
			str_addf(out, "%s\t%s\t%s\t", r->op.method, r->op.path, kinds[r->kind]);
			add_roles(out, r->op.roles);
			str_addf(out, "\t%s\t%s\n", api_routes_all[t]->source, r->op.summary_en);
		}
}

void
cli_inspect_tables_statements(struct str *out)
{
	static const char *const kinds[] = { [DB_ONE] = "one", [DB_MANY] = "many", [DB_EXEC] = "exec" };
	str_add(out, "name\tgives\tparameters\tcolumns\tsource\n");
	for (int i = 0; i < Q_COUNT; i++)
		str_addf(out, "%s\t%s\t%d\t%d\t%s\n", db_queries[i].name, kinds[db_queries[i].kind], db_queries[i].nparams, db_queries[i].ncols, db_queries[i].source);
}

void
cli_inspect_tables_units(struct str *out)
{
	size_t n;
	const struct units_row *u = units_table(&n);
	str_add(out, "unit\tgrams\tcondition\tsource\n");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s\t%.10g\t%s\t%s\n", u[i].name, (double)u[i].num / (double)u[i].den, u[i].condition ? u[i].condition : "", u[i].source);
}

void
cli_inspect_tables_containers(struct str *out)
{
	size_t n;
	const struct container *c = container_table(&n);
	str_add(out, "type\twater_l\tpressure_bar\tnominal_m3\tgrams\tsource\n");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s\t%g\t%g\t%g\t%lld\t%s\n", c[i].type, c[i].water_l, c[i].pressure_bar, c[i].nominal_m3, (long long)c[i].g, c[i].source);
}

void
cli_inspect_tables_delivery_states(struct str *out)
{
	size_t n;
	const struct delivery_transition *t = delivery_state_table(&n);
	str_add(out, "from\tevent\tto\twho\n");
	for (size_t i = 0; i < n; i++) {
		str_addf(out, "%s\t%s\t%s\t", names_word(&delivery_state_names, (int)t[i].from), names_word(&delivery_state_events, (int)t[i].event),
		    names_word(&delivery_state_names, (int)t[i].to));
		if (t[i].who == ROLES_SYSTEM)
			str_add(out, "the daemon");
		else
			add_roles(out, t[i].who);
		str_add(out, "\n");
	}
}

void
cli_inspect_tables_coefficients(struct str *out)
{
	str_add(out, "set\tdated\tmodality\tlpm\tsource\n");
	for (size_t i = 0; i < forecast_coefficients_count(); i++) {
		const struct forecast_coefficients *c = forecast_coefficients_at(i);
		for (int m = 0; m < FORECAST_MODALITIES; m++)
			str_addf(out, "%s\t%s\t%s\t%g\t%s\n", c->name, c->dated, forecast_coefficients_modality_name((enum forecast_modality)m), c->lpm[m],
			    forecast_coefficients_source(c));
	}
}

void
cli_inspect_tables_driving(struct str *out)
{
	char text[CALENDAR_DAY_TEXT];
	const struct planner_driving_law *row;
	str_add(out, "from\tday_max_min\tweek_max_min\tstretch_max_min\tbreak_min\tlaw\n");
	for (size_t i = 0; (row = planner_driving_row(i)) != NULL; i++)
		str_addf(out, "%s\t%d\t%d\t%d\t%d\t%s\n", calendar_day_text(row->from_day, text), row->limits.day_max_min, row->limits.week_max_min,
		    row->limits.stretch_max_min, row->limits.break_min, row->name);
}

void
cli_inspect_tables_models(struct str *out)
{
	size_t n;
	const struct forecast_member *m = forecast_member_table(&n);
	str_add(out, "name\tversion\trole\tfile\twhat\n");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s\t%s\t%s\t%s\t%s\n", m[i].name, forecast_member_version(&m[i]), m[i].role, m[i].file, m[i].what);
}

void
cli_inspect_tables_holidays(struct str *out)
{
	char text[CALENDAR_DAY_TEXT];
	str_add(out, "date\tkind\tEnglish\tVietnamese\n");
	for (day_t d = calendar_day(2020, 1, 1); d <= calendar_day(2040, 12, 31); d++) {
		enum holiday_kind k = calendar_holiday(d);
		if (k != HOLIDAY_NONE)
			str_addf(out, "%s\t%s\t%s\t%s\n", calendar_day_text(d, text), names_word(&calendar_holiday_kinds, (int)k), calendar_holiday_en(k), calendar_holiday_vi(k));
	}
}
