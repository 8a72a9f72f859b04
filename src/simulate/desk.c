/* desk - the truth goes out, what is left of it comes in. */
#include "simulate/desk.h"

#include <math.h>

/* As domain/container counts: one in use is half a bottle, half a gram goes to the even one. */
static int64_t
bottles_g(const struct simulate_scenario *s, int full, int in_use)
{
	int64_t twice = (2 * full + in_use) * s->bottle_g;
	return twice / 2 + (twice % 2 != 0 && twice / 2 % 2 != 0);
}

static struct simulate_note
look(const struct simulate_world *w, int site)
{
	const struct simulate_scenario *s = w->s;
	const struct simulate_site_state *st = &w->sites[site];
	struct simulate_need day = { s->sites[site].ward_g[s->history_days + simulate_world_day(w)],
		s->sites[site].crit_g[s->history_days + simulate_world_day(w)] };
	int in_use = st->open_g > 0;
	return (struct simulate_note){ .hour = w->hour, .full = st->full, .in_use = in_use, .empty = st->empty, .use_g = st->used_since_g,
		.stock_g = s->sites[site].lox ? st->tank_g : bottles_g(s, st->full, in_use),
		.ward = round((double)day.ward_g / (double)s->ward_g_day), .crit = round((double)day.crit_g / (double)s->crit_g_day) };
}

struct simulate_desk *
simulate_desk_new(const struct simulate_world *w)
{
	const struct simulate_scenario *s = w->s;
	struct simulate_desk *d = MEM_NEW(struct simulate_desk);
	d->s = s;
	d->sites = MEM_ARRAY(struct simulate_desk_site, (size_t)s->n_sites + 1);
	for (int i = 0; i < s->n_sites; i++) {
		struct simulate_note n = look(w, i);
		int day = s->history_days > 0 ? s->history_days - 1 : 0;
		n.use_g = s->sites[i].ward_g[day] + s->sites[i].crit_g[day];
		*VEC_ADD(&d->sites[i].notes) = n;
		d->sites[i].called_hour = -SIMULATE_CALL_AGAIN_H;
	}
	return d;
}

void
simulate_desk_free(struct simulate_desk *d)
{
	for (int i = 0; d != NULL && i < d->s->n_sites; i++) {
		VEC_FREE(&d->sites[i].notes);
		VEC_FREE(&d->sites[i].drops);
	}
	if (d == NULL)
		return;
	VEC_FREE(&d->mail);
	free(d->sites);
	free(d);
}

static int64_t
scaled(int64_t v, int64_t ppm)
{
	return (int64_t)((__int128)v * ppm / SIMULATE_PPM);
}

/* What the scenario makes of a report; false when it never comes. */
static bool
spoil(const struct simulate_scenario *s, int day, struct simulate_mail *m)
{
	for (int i = 0; i < s->n_faults; i++) {
		const struct simulate_fault *x = &s->faults[i];
		if (x->site != m->site || x->day != day)
			continue;
		switch (x->kind) {
		case SIMULATE_MISSING:
			return false;
		case SIMULATE_LATE:
			m->arrives_hour += x->late_days * SIMULATE_DAY_H;
			break;
		case SIMULATE_SCALE_STOCK:
			m->note.full = (int)scaled(m->note.full, x->factor_ppm);
			m->note.stock_g = s->sites[m->site].lox ? scaled(m->note.stock_g, x->factor_ppm)
			                                        : bottles_g(s, m->note.full, m->note.in_use);
			break;
		case SIMULATE_SCALE_USE:
			m->note.use_g = scaled(m->note.use_g, x->factor_ppm);
			break;
		}
	}
	return !simulate_scenario_is_out(s, SIMULATE_SILENT, m->site, day);
}

static void
send_reports(struct simulate_desk *d, struct simulate_world *w)
{
	for (int i = 0; i < d->s->n_sites; i++) {
		struct simulate_mail m = { .site = i, .arrives_hour = w->hour, .note = look(w, i) };
		w->sites[i].used_since_g = 0;
		if (spoil(d->s, simulate_world_day(w), &m))
			*VEC_ADD(&d->mail) = m;
	}
}

static void
deliver_mail(struct simulate_desk *d, int hour)
{
	size_t kept = 0;
	for (size_t i = 0; i < d->mail.n; i++) {
		struct simulate_mail m = d->mail.at[i];
		if (m.arrives_hour <= hour)
			*VEC_ADD(&d->sites[m.site].notes) = m.note;
		else
			d->mail.at[kept++] = m;
	}
	d->mail.n = kept;
}

/* Does what is there last less than call_below_h at the present rate? */
static bool
is_low(const struct simulate_world *w, int site)
{
	struct simulate_need n = simulate_scenario_need(w->s, site, simulate_world_day(w), w->hour % SIMULATE_DAY_H);
	int64_t rate = n.ward_g + n.crit_g - w->s->sites[site].psa_g_h;
	return rate > 0 && simulate_world_usable_g(w, site) < rate * w->s->call_below_h;
}

static void
answer_calls(struct simulate_desk *d, const struct simulate_world *w)
{
	d->calls = 0;
	for (int i = 0; i < d->s->n_sites; i++) {
		if (!is_low(w, i) || w->hour - d->sites[i].called_hour < SIMULATE_CALL_AGAIN_H)
			continue;
		struct simulate_note n = look(w, i);
		n.call = true;
		n.use_g = (int64_t)(n.ward * (double)d->s->ward_g_day + n.crit * (double)d->s->crit_g_day);
		*VEC_ADD(&d->sites[i].notes) = n;
		d->sites[i].called_hour = w->hour;
		d->calls++;
	}
}

void
simulate_desk_hear(struct simulate_desk *d, struct simulate_world *w)
{
	if (w->hour % SIMULATE_DAY_H == d->s->report_hour)
		send_reports(d, w);
	deliver_mail(d, w->hour);
	answer_calls(d, w);
}

void
simulate_desk_log(void *arg, const struct simulate_tour *t, const struct simulate_stop *stop)
{
	struct simulate_desk *d = arg;
	(void)t;
	bool filled = simulate_world_filled(stop);
	if (stop->given_g > 0 || filled)
		*VEC_ADD(&d->sites[stop->site].drops) = (struct simulate_drop){ stop->arrive, stop->given_g, stop->given_full, filled };
}

const struct simulate_note *
simulate_desk_newest(const struct simulate_desk *d, int site)
{
	const struct simulate_note *best = &d->sites[site].notes.at[0];
	VEC_FOREACH(n, &d->sites[site].notes)
		best = n->hour >= best->hour ? n : best;
	return best;
}

int64_t
simulate_desk_delivered_g(const struct simulate_desk *d, int site, int since_minute)
{
	int64_t g = 0;
	VEC_FOREACH(x, &d->sites[site].drops)
		g += x->minute > since_minute ? x->g : 0;
	return g;
}
