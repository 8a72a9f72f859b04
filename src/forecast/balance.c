/* balance - sights to spans, spans to days, days of all assets to the site's. */
#include "forecast/balance.h"

#include "domain/list.h"
#include "forecast/site.h"

#include <math.h>

enum { DAYS = FORECAST_BALANCE_DAYS };

struct watch {
	double g[DAYS], time[DAYS]; /* used, and how long it was watched */
};

struct span {
	const struct forecast_watched *w;
	struct forecast_sight from, to;
	int first_move, n_moves; /* later than `from`, and not later than `to` */
};

static double
used_g(const struct span *s)
{
	double g = (double)(s->from.g - s->to.g);
	for (int i = 0; i < s->n_moves; i++)
		g += (double)s->w->moves[s->first_move + i].g;
	return g;
}

/* Did it come near the heel, at this rate? What is left before something comes in decides, and what is left at the end. */
static bool
may_have_been_out(const struct span *s, double rate)
{
	const struct asset *a = s->w->asset;
	double heel = (double)facility_asset_heel_g(a);
	double near = heel + ((double)facility_asset_capacity_g(a) - heel) * FORECAST_BALANCE_NEAR_OUT_PCT / 100;
	double level = (double)s->from.g;
	instant_t at = s->from.at;
	for (int i = 0; i < s->n_moves; i++) {
		const struct forecast_receipt *m = &s->w->moves[s->first_move + i];
		level -= rate * (double)(m->at - at);
		at = m->at;
		if (level <= near)
			return true;
		level += (double)m->g;
	}
	return (double)s->to.g <= near;
}

static void
add_span(const struct span *s, day_t first, struct watch *w)
{
	double time = (double)(s->to.at - s->from.at), rate = time > 0 ? used_g(s) / time : 0;
	if (!(time > 0) || may_have_been_out(s, rate))
		return;
	for (int d = 0; d < DAYS; d++) {
		instant_t start = calendar_start(first + d), end = calendar_start(first + d + 1);
		instant_t from = s->from.at > start ? s->from.at : start, to = s->to.at < end ? s->to.at : end;
		if (from < to) {
			w->g[d] += rate * (double)(to - from);
			w->time[d] += (double)(to - from);
		}
	}
}

static void
watch(const struct forecast_watched *x, day_t first, struct watch *w)
{
	int move = 0;
	*w = (struct watch){ 0 };
	for (int i = 1; i < x->n_sights; i++) {
		struct span s = { .w = x, .from = x->sights[i - 1], .to = x->sights[i] };
		while (move < x->n_moves && x->moves[move].at <= s.from.at)
			move++;
		s.first_move = move;
		while (move + s.n_moves < x->n_moves && x->moves[move + s.n_moves].at <= s.to.at)
			s.n_moves++;
		if (s.from.at >= calendar_start(first))
			add_span(&s, first, w);
	}
}

static const struct forecast_watched *
find(const struct forecast_watched *watched, int n, const struct asset *a)
{
	for (int i = 0; i < n; i++)
		if (watched[i].asset == a)
			return &watched[i];
	return NULL;
}

void
forecast_balance_make(const struct facility *card, const struct forecast_watched *watched, int n, day_t today, struct forecast_balance *ret)
{
	double made_g = 0;
	int serving = 0;
	*ret = (struct forecast_balance){ .first = today - DAYS + 1 };
	LIST_FOREACH (a, &card->assets) {
		made_g += facility_asset_made_g(a);
		if (!forecast_site_holds_stock(a) || a->rank == ASSET_RESERVE)
			continue;
		const struct forecast_watched *x = find(watched, n, a);
		struct watch w = { 0 };
		if (x != NULL)
			watch(x, ret->first, &w);
		for (int d = 0; d < DAYS; d++) /* NAN stays NAN */
			ret->g[d] += w.time[d] * 100 >= (double)INSTANT_DAY * FORECAST_BALANCE_SEEN_PCT ? w.g[d] / w.time[d] * (double)INSTANT_DAY : NAN;
		serving++;
	}
	for (int d = 0; d < DAYS; d++)
		ret->g[d] = serving > 0 && ret->g[d] > 0 ? ret->g[d] + made_g : NAN;
}

void
forecast_balance_fill(const struct forecast_balance *b, day_t first, int n, double *consumed_g)
{
	for (int d = 0; d < DAYS; d++) {
		day_t i = b->first + d - first;
		if (i >= 0 && i < n && isnan(consumed_g[i]))
			consumed_g[i] = b->g[d];
	}
}

bool
forecast_balance_span(const struct forecast_balance *b, day_t *ret_first, day_t *ret_last)
{
	bool any = false;
	for (int d = 0; d < DAYS; d++)
		if (!isnan(b->g[d])) {
			if (!any)
				*ret_first = b->first + d;
			*ret_last = b->first + d;
			any = true;
		}
	return any;
}
