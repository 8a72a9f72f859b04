/* position - eight statements at most, one arena.
 *
 * Rows come sorted by site; each reader walks its rows once and hangs them into the position of their site. */
#include "store/position.h"

#include "base/vec.h"
#include "domain/delivery_state.h"
#include "forecast/packed.h"
#include "store/surge.h"
#include "wire/facility_shape.h"

#include <math.h>

/* Sites are looked up by id through a sorted index, since rows come in the database's order. */
struct index_entry {
	int64_t site_id;
	struct store_position *p;
};

struct loading {
	struct db_conn *c;
	struct arena *a;
	struct faults *f;
	struct index_entry *index;
	size_t n;
	struct db_arg shards, sites, now, recorded_by, without_start, without_end;
	int days;
};

static int
by_site(const void *x, const void *y)
{
	int64_t a = ((const struct index_entry *)x)->site_id, b = ((const struct index_entry *)y)->site_id;
	return a < b ? -1 : a > b;
}

static struct store_position *
find(const struct loading *l, int64_t site_id)
{
	struct index_entry key = { .site_id = site_id };
	struct index_entry *hit = bsearch(&key, l->index, l->n, sizeof key, by_site);
	return hit->p; /* the statement returns rows of the sites that were asked for */
}

/* A card that does not fit the shape was written by another version: the site is shown without it, as unknown. */
static err_t
load_cards(struct loading *l)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_CARDS, DB_ARGS(l->shards, l->sites, l->recorded_by), &r, l->f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_position *p = find(l, db_int(r, i, C_POSITION_CARDS_SITE_ID));
		if ((p->site.roles & STORE_FACILITY) == 0)
			continue;
		json_t *doc = NULL;
		const char *text = db_text(r, i, C_POSITION_CARDS_DOC);
		p->revision = (int)db_int(r, i, C_POSITION_CARDS_REVISION);
		struct facility *card = ARENA_NEW(l->a, struct facility);
		struct faults ignored = { 0 };
		if (wire_parse(text, strlen(text), &doc, &ignored) == ERR_OK && wire_read(&wire_facility_shape, doc, card, l->a, &ignored) == ERR_OK)
			p->card = card;
		json_decref(doc);
	}
	return e;
}

static void
read_truth(const struct loading *l, const struct db_rows *r, int i, const struct store_position *p, struct store_truth *t)
{
	t->asset_id = db_int(r, i, C_POSITION_TRUTHS_ASSET_ID);
	t->account_id = db_int(r, i, C_POSITION_TRUTHS_ACCOUNT_ID);
	t->code = arena_strdup(l->a, db_text(r, i, C_POSITION_TRUTHS_ASSET));
	t->asset = p->card ? facility_asset(p->card, t->code) : NULL;
	t->at = db_instant(r, i, C_POSITION_TRUTHS_OCCURRED_AT);
	t->g = db_int(r, i, C_POSITION_TRUTHS_G);
	t->n_full = db_int(r, i, C_POSITION_TRUTHS_N_FULL);
	t->n_in_use = db_int(r, i, C_POSITION_TRUTHS_N_IN_USE);
	t->n_empty = db_int(r, i, C_POSITION_TRUTHS_N_EMPTY);
	t->provisional = db_int(r, i, C_POSITION_TRUTHS_DOUBT) == 1;
	t->metered = db_bool(r, i, C_POSITION_TRUTHS_METERED);
	t->pending_g = UNKNOWN_I64;
	t->pending_at = INSTANT_NONE;
}

/* How many rows from i on are of the same site. */
static int
run_length(const struct db_rows *r, int i, int col)
{
	int n = 1;
	while (i + n < db_rows_n(r) && db_int(r, i + n, col) == db_int(r, i, col))
		n++;
	return n;
}

static err_t
load_truths(struct loading *l)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_TRUTHS, DB_ARGS(l->shards, l->sites, l->now, l->recorded_by, l->without_start, l->without_end), &r, l->f);
	for (int i = 0, n; !e && i < db_rows_n(r); i += n) {
		struct store_position *p = find(l, db_int(r, i, C_POSITION_TRUTHS_SITE_ID));
		n = run_length(r, i, C_POSITION_TRUTHS_SITE_ID);
		p->truths = ARENA_ARRAY(l->a, struct store_truth, (size_t)n);
		p->n_truths = n;
		for (int k = 0; k < n; k++)
			read_truth(l, r, i + k, p, &p->truths[k]);
	}
	return e;
}

/* Every asset's truth by its account, sorted, for the statements that take all accounts at once. */
struct account_entry {
	int64_t account_id;
	struct store_truth *t;
	const struct store_site *site;
};

struct accounts {
	struct account_entry *entry;
	int64_t *id;
	size_t n;
	instant_t since; /* the earliest truth, at most LOOK_BACK_DAYS ago */
};

enum { LOOK_BACK_DAYS = 62 };

static int
by_account(const void *x, const void *y)
{
	int64_t a = ((const struct account_entry *)x)->account_id, b = ((const struct account_entry *)y)->account_id;
	return a < b ? -1 : a > b;
}

static struct accounts
accounts_of(const struct loading *l)
{
	struct accounts out = { .since = l->now.i };
	for (size_t i = 0; i < l->n; i++)
		out.n += (size_t)l->index[i].p->n_truths;
	out.entry = ARENA_ARRAY(l->a, struct account_entry, out.n);
	out.id = ARENA_ARRAY(l->a, int64_t, out.n);
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		for (int k = 0; k < l->index[i].p->n_truths; k++) {
			struct store_truth *t = &l->index[i].p->truths[k];
			out.entry[n] = (struct account_entry){ t->account_id, t, &l->index[i].p->site };
			out.id[n++] = t->account_id;
			if (t->at != INSTANT_NONE && t->at < out.since)
				out.since = t->at;
		}
	qsort(out.entry, n, sizeof *out.entry, by_account);
	if (out.since < l->now.i - LOOK_BACK_DAYS * INSTANT_DAY)
		out.since = l->now.i - LOOK_BACK_DAYS * INSTANT_DAY;
	return out;
}

static struct store_truth *
truth_of(const struct accounts *all, int64_t account_id)
{
	struct account_entry key = { .account_id = account_id };
	const struct account_entry *hit = bsearch(&key, all->entry, all->n, sizeof key, by_account);
	return hit->t; /* the statements return rows of the accounts that were asked for */
}

/* Movements later than the account's own truth, by time. */
static err_t
load_moves(struct loading *l, const struct accounts *all)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_MOVES, DB_ARGS(DB_INTS(all->id, all->n), DB_INSTANT(all->since), l->now, l->recorded_by), &r, l->f);
	for (int i = 0, n; !e && i < db_rows_n(r); i += n) {
		struct store_truth *t = truth_of(all, db_int(r, i, C_POSITION_MOVES_ACCOUNT_ID));
		n = run_length(r, i, C_POSITION_MOVES_ACCOUNT_ID);
		t->moves = ARENA_ARRAY(l->a, struct forecast_receipt, (size_t)n);
		for (int k = 0; k < n; k++) {
			instant_t at = db_instant(r, i + k, C_POSITION_MOVES_OCCURRED_AT);
			if (t->at != INSTANT_NONE && at > t->at)
				t->moves[t->n_moves++] = (struct forecast_receipt){ .at = at, .g = db_int(r, i + k, C_POSITION_MOVES_G), .on_time_pct = 100 };
		}
	}
	return e;
}

/* The newest value that waits and is later than the truth in effect. */
static err_t
load_waiting(struct loading *l, const struct accounts *all)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_WAITING,
	    DB_ARGS(DB_INTS(all->id, all->n), DB_INSTANT(l->now.i - LOOK_BACK_DAYS * INSTANT_DAY), l->now, l->recorded_by), &r, l->f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_truth *t = truth_of(all, db_int(r, i, C_POSITION_WAITING_ACCOUNT_ID));
		instant_t at = db_instant(r, i, C_POSITION_WAITING_OCCURRED_AT);
		if (t->at == INSTANT_NONE || at > t->at) {
			t->pending_at = at;
			t->pending_g = db_int(r, i, C_POSITION_WAITING_G);
		}
	}
	return e;
}

static err_t
load_inbound(struct loading *l)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_INBOUND, DB_ARGS(l->shards, l->sites, l->now, l->recorded_by), &r, l->f);
	for (int i = 0, n; !e && i < db_rows_n(r); i += n) {
		struct store_position *p = find(l, db_int(r, i, C_POSITION_INBOUND_SITE_ID));
		n = run_length(r, i, C_POSITION_INBOUND_SITE_ID);
		p->inbound = ARENA_ARRAY(l->a, struct store_inbound, (size_t)n);
		p->n_inbound = n;
		for (int k = 0; k < n; k++)
			p->inbound[k] = (struct store_inbound){ .delivery_id = db_id(r, i + k, C_POSITION_INBOUND_DELIVERY_ID),
				.account_id = db_int(r, i + k, C_POSITION_INBOUND_TO_ACCOUNT), .at = db_instant(r, i + k, C_POSITION_INBOUND_AT),
				.g = db_int(r, i + k, C_POSITION_INBOUND_G), .state = (int)db_int(r, i + k, C_POSITION_INBOUND_STATE) };
	}
	return e;
}

static const char *
text_or(struct arena *a, const char *text, const char *otherwise)
{
	return text != NULL ? arena_strdup(a, text) : otherwise;
}

/* The futures of surge forecasts that the forecasts follow: for most provinces none. */
static err_t
load_trajectories(struct loading *l, const struct db_rows *r)
{
	size_t n = (size_t)db_rows_n(r);
	struct id *ids = ARENA_ARRAY(l->a, struct id, n);
	const struct forecast_trajectories **t = ARENA_ARRAY(l->a, const struct forecast_trajectories *, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = db_id(r, (int)i, C_POSITION_FORECASTS_PATHS_ID);
	err_t e = store_surge_paths_get(l->c, ids, n, l->a, t, l->f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct forecast_demand *d = &find(l, db_int(r, i, C_POSITION_FORECASTS_SITE_ID))->demand;
		d->led_by = t[i];
		d->led = t[i] != NULL ? db_real(r, i, C_POSITION_FORECASTS_LED) : 0;
	}
	return e;
}

static err_t
load_forecasts(struct loading *l)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_FORECASTS, DB_ARGS(l->shards, l->sites, l->now, l->recorded_by), &r, l->f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_position *p = find(l, db_int(r, i, C_POSITION_FORECASTS_SITE_ID));
		struct db_bytes q = db_bytea(r, i, C_POSITION_FORECASTS_Q);
		int days = (int)db_int(r, i, C_POSITION_FORECASTS_HORIZON);
		p->forecast_run = db_id(r, i, C_POSITION_FORECASTS_RUN_ID);
		p->forecast_as_of = db_instant(r, i, C_POSITION_FORECASTS_AS_OF);
		p->forecast_recorded_at = db_instant(r, i, C_POSITION_FORECASTS_RECORDED_AT);
		if (days < 1 || days > FORECAST_DAYS_MAX || !forecast_packed_read(q.data, q.n, days, p->demand.g))
			continue;
		int method = (int)db_int(r, i, C_POSITION_FORECASTS_METHOD);
		p->forecast_surge = (method & STORE_FORECAST_SURGE) != 0;
		p->demand.method = (enum forecast_method)(method & ~STORE_FORECAST_SURGE);
		p->demand.model = text_or(l->a, db_text(r, i, C_POSITION_FORECASTS_MODEL), FORECAST_DEMAND_MODEL);
		p->demand.coefficients = text_or(l->a, db_text(r, i, C_POSITION_FORECASTS_COEFFICIENTS), NULL);
		p->coefficients_dated = db_day(r, i, C_POSITION_FORECASTS_COEFFICIENTS_DATED);
		p->forecast_shadow = text_or(l->a, db_text(r, i, C_POSITION_FORECASTS_SHADOW_MODEL), NULL);
		p->demand.first_day = db_day(r, i, C_POSITION_FORECASTS_FIRST_DAY);
		p->demand.as_of_day = calendar_day_of(p->forecast_as_of);
		p->demand.days = days;
	}
	return e ? e : load_trajectories(l, r);
}

/* The next revision of a report: of a new period, or in the place of the one before. */
static void
add_revision(const struct db_rows *r, int i, struct store_position *p)
{
	const int64_t *census;
	instant_t start = db_instant(r, i, C_POSITION_REPORTS_PERIOD_START), end = db_instant(r, i, C_POSITION_REPORTS_PERIOD_END);
	struct store_history *h = p->n_history > 0 ? &p->history[p->n_history - 1] : NULL;
	bool again = h && h->start == start && h->end == end;
	int64_t g = db_int(r, i, C_POSITION_REPORTS_CONSUMED_G);
	int64_t doubt = db_int(r, i, C_POSITION_REPORTS_CONSUMED_DOUBT);
	bool settled = !db_is_null(r, i, C_POSITION_REPORTS_CONFIRMED), confirmed = db_bool(r, i, C_POSITION_REPORTS_CONFIRMED);
	bool acts = doubt == 0 || (settled ? confirmed : doubt == 1);
	int64_t in_effect = acts ? g : again ? h->consumed_g : UNKNOWN_I64;
	if (!again)
		h = &p->history[p->n_history++];
	*h = (struct store_history){ .date = db_day(r, i, C_POSITION_REPORTS_LOCAL_DATE), .start = start, .end = end,
		.occurred_at = db_instant(r, i, C_POSITION_REPORTS_OCCURRED_AT), .consumed_g = in_effect, .doubted_g = doubt != 0 && !settled ? g : UNKNOWN_I64,
		.expected_g = db_int(r, i, C_POSITION_REPORTS_EXPECTED_G) };
	size_t n = db_ints(r, i, C_POSITION_REPORTS_CENSUS, &census);
	for (size_t k = 0; k < STORE_CENSUS; k++)
		h->census[k] = k < n ? census[k] : UNKNOWN_I64;
}

static err_t
load_history(struct loading *l)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	if (l->days == 0)
		return ERR_OK;
	err_t e = db_query(l->c, Q_POSITION_REPORTS, DB_ARGS(l->shards, l->sites, l->now, l->recorded_by, DB_INT(l->days)), &r, l->f);
	for (int i = 0, n; !e && i < db_rows_n(r); i += n) {
		struct store_position *p = find(l, db_int(r, i, C_POSITION_REPORTS_SITE_ID));
		n = run_length(r, i, C_POSITION_REPORTS_SITE_ID);
		p->history = ARENA_ARRAY(l->a, struct store_history, (size_t)n);
		for (int k = 0; k < n; k++)
			add_revision(r, i + k, p);
	}
	return e;
}

/* ---- days that nobody reported ---- */

struct watching {
	struct account_entry *entry; /* of stocks at sites with such days, by account */
	int64_t *shard, *account;
	struct forecast_watched *watched; /* beside entry */
	size_t n;
	day_t today;
};

/* Is consumption of some day missing, of those that a balance looks at? Today is nobody's fault. */
static bool
is_silent(const struct store_position *p, day_t today)
{
	bool said[FORECAST_BALANCE_DAYS] = { false };
	for (int i = 0; i < p->n_history; i++) {
		day_t back = today - p->history[i].date;
		if (back >= 0 && back < FORECAST_BALANCE_DAYS && p->history[i].consumed_g != UNKNOWN_I64)
			said[back] = true;
	}
	for (int back = 1; back < FORECAST_BALANCE_DAYS; back++)
		if (!said[back])
			return true;
	return false;
}

static void
list_silent(const struct loading *l, struct watching *w)
{
	size_t most = 0, n = 0;
	for (size_t i = 0; i < l->n; i++)
		most += (size_t)l->index[i].p->n_truths;
	w->entry = ARENA_ARRAY(l->a, struct account_entry, most);
	for (size_t i = 0; i < l->n; i++) {
		const struct store_position *p = l->index[i].p;
		bool silent = p->card != NULL && is_silent(p, w->today);
		for (int k = 0; silent && k < p->n_truths; k++)
			if (p->truths[k].asset != NULL && p->truths[k].at != INSTANT_NONE)
				w->entry[n++] = (struct account_entry){ p->truths[k].account_id, &p->truths[k], &l->index[i].p->site };
	}
	qsort(w->entry, n, sizeof *w->entry, by_account);
	w->shard = ARENA_ARRAY(l->a, int64_t, n);
	w->account = ARENA_ARRAY(l->a, int64_t, n);
	w->watched = ARENA_ARRAY(l->a, struct forecast_watched, n);
	w->n = n;
	for (size_t i = 0; i < n; i++) {
		w->shard[i] = w->entry[i].site->shard;
		w->account[i] = w->entry[i].account_id;
		w->watched[i].asset = w->entry[i].t->asset;
	}
}

/* NULL: of no such site. */
static struct forecast_watched *
watched_of(const struct watching *w, int64_t account_id)
{
	struct account_entry key = { .account_id = account_id };
	const struct account_entry *hit = w->n > 0 ? bsearch(&key, w->entry, w->n, sizeof key, by_account) : NULL;
	return hit ? &w->watched[hit - w->entry] : NULL;
}

static err_t
load_sights(const struct loading *l, const struct watching *w, struct db_arg since)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_SIGHTS, DB_ARGS(DB_INTS(w->shard, w->n), DB_INTS(w->account, w->n), since, l->now, l->recorded_by), &r, l->f);
	for (int i = 0, n; !e && i < db_rows_n(r); i += n) {
		struct forecast_watched *x = watched_of(w, db_int(r, i, C_POSITION_SIGHTS_ACCOUNT_ID));
		n = run_length(r, i, C_POSITION_SIGHTS_ACCOUNT_ID);
		struct forecast_sight *sights = ARENA_ARRAY(l->a, struct forecast_sight, (size_t)n);
		for (int k = 0; k < n; k++)
			sights[k] = (struct forecast_sight){ db_instant(r, i + k, C_POSITION_SIGHTS_OCCURRED_AT), db_int(r, i + k, C_POSITION_SIGHTS_G) };
		x->sights = sights;
		x->n_sights = n;
	}
	return e;
}

static err_t
load_moves_between(const struct loading *l, const struct watching *w, struct db_arg since)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_POSITION_MOVES, DB_ARGS(DB_INTS(w->account, w->n), since, l->now, l->recorded_by), &r, l->f);
	for (int i = 0, n; !e && i < db_rows_n(r); i += n) {
		struct forecast_watched *x = watched_of(w, db_int(r, i, C_POSITION_MOVES_ACCOUNT_ID));
		n = run_length(r, i, C_POSITION_MOVES_ACCOUNT_ID);
		struct forecast_receipt *moves = ARENA_ARRAY(l->a, struct forecast_receipt, (size_t)n);
		for (int k = 0; k < n; k++)
			moves[k] = (struct forecast_receipt){ .at = db_instant(r, i + k, C_POSITION_MOVES_OCCURRED_AT), .g = db_int(r, i + k, C_POSITION_MOVES_G) };
		x->moves = moves;
		x->n_moves = n;
	}
	return e;
}

/* After truths and reports. */
static err_t
load_balances(struct loading *l)
{
	struct watching w = { .today = calendar_day_of(l->now.i) };
	struct db_arg since = DB_INSTANT(calendar_start(w.today - FORECAST_BALANCE_DAYS + 1));
	list_silent(l, &w);
	err_t e = w.n > 0 ? load_sights(l, &w, since) : ERR_OK;
	if (!e && w.n > 0)
		e = load_moves_between(l, &w, since);
	for (size_t i = 0; !e && i < l->n; i++) {
		struct store_position *p = l->index[i].p;
		struct forecast_watched *own = ARENA_ARRAY(l->a, struct forecast_watched, (size_t)p->n_truths);
		int n = 0;
		for (int k = 0; k < p->n_truths; k++) {
			const struct forecast_watched *x = watched_of(&w, p->truths[k].account_id);
			if (x != NULL)
				own[n++] = *x;
		}
		if (n == 0)
			continue;
		struct forecast_balance *b = ARENA_NEW(l->a, struct forecast_balance);
		forecast_balance_make(p->card, own, n, w.today, b);
		p->balance = b;
	}
	return e;
}

/* ---- lead times ---- */

static bool
may_fill(const struct fill_right *r, day_t today)
{
	return r->supplier != NULL && (r->valid_from == DAY_NONE || r->valid_from <= today) && (r->valid_to == DAY_NONE || r->valid_to >= today);
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Suppliers of the cards, each once. */
static size_t
list_suppliers(const struct loading *l, day_t today, const char ***ret)
{
	VEC(const char *) v = { 0 };
	for (size_t i = 0; i < l->n; i++) {
		const struct facility *card = l->index[i].p->card;
		for (size_t k = 0; card != NULL && k < card->assets.n; k++)
			LIST_FOREACH (r, &card->assets.items[k].fill_rights)
				if (may_fill(r, today))
					*VEC_ADD(&v) = r->supplier;
	}
	size_t n = 0;
	if (v.n > 0)
		qsort(v.at, v.n, sizeof *v.at, by_text);
	*ret = ARENA_ARRAY(l->a, const char *, v.n);
	for (size_t i = 0; i < v.n; i++)
		if (n == 0 || strcmp((*ret)[n - 1], v.at[i]) != 0)
			(*ret)[n++] = v.at[i];
	VEC_FREE(&v);
	return n;
}

static double
lead_of(const struct facility *card, day_t today, const char *const *supplier, const double *lead_h, size_t n)
{
	double least = NAN;
	for (size_t k = 0; card != NULL && k < card->assets.n; k++)
		LIST_FOREACH (r, &card->assets.items[k].fill_rights) {
			const char *const *hit = may_fill(r, today) && n > 0 ? bsearch(&r->supplier, supplier, n, sizeof *supplier, by_text) : NULL;
			if (hit != NULL)
				least = fmin(least, lead_h[hit - supplier]);
		}
	return least;
}

static err_t
load_leads(struct loading *l, day_t today)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const char **supplier;
	size_t n = list_suppliers(l, today, &supplier);
	double *lead_h = ARENA_ARRAY(l->a, double, n);
	err_t e = n > 0 ? db_query(l->c, Q_POSITION_LEADS, DB_ARGS(DB_TEXTS(supplier, n), l->recorded_by), &r, l->f) : ERR_OK;
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		lead_h[i] = NAN;
	for (int i = 0; n > 0 && i < db_rows_n(r); i++) {
		const char *code = db_text(r, i, C_POSITION_LEADS_SUPPLIER);
		const char **hit = bsearch(&code, supplier, n, sizeof *supplier, by_text);
		if (hit != NULL)
			lead_h[hit - supplier] = db_real(r, i, C_POSITION_LEADS_LEAD_H);
	}
	for (size_t i = 0; i < l->n; i++)
		l->index[i].p->lead_p90_h = lead_of(l->index[i].p->card, today, supplier, lead_h, n);
	return ERR_OK;
}

static struct loading
begin(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position *all, struct faults *f)
{
	int64_t *shard = ARENA_ARRAY(a, int64_t, q->n), *site = ARENA_ARRAY(a, int64_t, q->n);
	instant_t *start = ARENA_ARRAY(a, instant_t, q->n), *end = ARENA_ARRAY(a, instant_t, q->n);
	struct loading l = { .c = c, .a = a, .f = f, .n = q->n, .days = q->days };
	l.index = ARENA_ARRAY(a, struct index_entry, q->n);
	for (size_t i = 0; i < q->n; i++) {
		shard[i] = q->sites[i].shard;
		site[i] = q->sites[i].site_id;
		start[i] = q->without ? q->without[i].start : INSTANT_NONE;
		end[i] = q->without ? q->without[i].end : INSTANT_NONE;
		all[i].site = q->sites[i];
		l.index[i] = (struct index_entry){ site[i], &all[i] };
	}
	qsort(l.index, l.n, sizeof *l.index, by_site);
	l.shards = DB_INTS(shard, q->n);
	l.sites = DB_INTS(site, q->n);
	l.now = DB_INSTANT(q->at.now);
	l.recorded_by = DB_INSTANT(q->at.recorded_by);
	l.without_start = DB_INSTANTS(start, q->n);
	l.without_end = DB_INSTANTS(end, q->n);
	return l;
}

/* Truths, what moved since, and what waits. */
static err_t
load_stocks(struct loading *l)
{
	err_t e = load_truths(l);
	if (e)
		return e;
	const struct accounts accounts = accounts_of(l);
	if (accounts.n == 0)
		return ERR_OK;
	e = load_moves(l, &accounts);
	return e ? e : load_waiting(l, &accounts);
}

enum part { CARDS = 1, LEADS = 2, STOCKS = 4, INBOUND = 8, FORECASTS = 16, HISTORY = 32, EVERYTHING = 63 };

static err_t
load_parts(struct db_conn *c, const struct store_position_query *q, unsigned parts, struct arena *a, struct store_position **ret, struct faults *f)
{
	struct store_position *all = ARENA_ARRAY(a, struct store_position, q->n);
	struct loading l = begin(c, q, a, all, f);
	err_t e = parts & CARDS ? load_cards(&l) : ERR_OK;
	if (!e && parts & LEADS)
		e = load_leads(&l, calendar_day_of(q->at.now));
	if (!e && parts & STOCKS)
		e = load_stocks(&l);
	if (!e && parts & INBOUND)
		e = load_inbound(&l);
	if (!e && parts & FORECASTS)
		e = load_forecasts(&l);
	if (!e && parts & HISTORY)
		e = load_history(&l);
	if (!e && q->balance)
		e = load_balances(&l);
	if (!e)
		*ret = all;
	return e;
}

err_t
store_position_stocks(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret, struct faults *f)
{
	return load_parts(c, q, STOCKS, a, ret, f);
}

err_t
store_position_forecasts(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret, struct faults *f)
{
	return load_parts(c, q, CARDS | FORECASTS, a, ret, f);
}

err_t
store_position_reports(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret, struct faults *f)
{
	return load_parts(c, q, HISTORY, a, ret, f);
}

err_t
store_position_load(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret, struct faults *f)
{
	return load_parts(c, q, EVERYTHING, a, ret, f);
}

/* ---- towards the forecast library ---------------------------------------------------------- */

static double
real_of(int64_t v)
{
	return v == UNKNOWN_I64 ? NAN : (double)v;
}

/* Shifts add up to their day; the census is the last one said on it. */
void
store_position_history(const struct store_position *p, struct arena *a, struct forecast_history *ret)
{
	day_t first = 0, last = -1;
	*ret = (struct forecast_history){ 0 };
	bool known = p->balance != NULL && forecast_balance_span(p->balance, &first, &last);
	if (p->n_history == 0 && !known)
		return;
	if (!known)
		first = last = p->history[0].date;
	for (int i = 0; i < p->n_history; i++) {
		last = p->history[i].date > last ? p->history[i].date : last;
		first = p->history[i].date < first ? p->history[i].date : first;
	}
	size_t n = (size_t)(last - first + 1);
	double *consumed = ARENA_ARRAY(a, double, n), (*census)[FORECAST_MODALITIES] = arena_array(a, n, sizeof *census);
	for (size_t i = 0; i < n; i++) {
		consumed[i] = NAN;
		for (int k = 0; k < FORECAST_MODALITIES; k++)
			census[i][k] = NAN;
	}
	for (int i = 0; i < p->n_history; i++) {
		const struct store_history *h = &p->history[i];
		size_t d = (size_t)(h->date - first);
		if (h->consumed_g != UNKNOWN_I64)
			consumed[d] = (isnan(consumed[d]) ? 0 : consumed[d]) + (double)h->consumed_g;
		for (int k = 0; k < FORECAST_MODALITIES; k++)
			if (h->census[k] != UNKNOWN_I64)
				census[d][k] = (double)h->census[k];
	}
	if (known)
		forecast_balance_fill(p->balance, first, (int)n, consumed);
	*ret = (struct forecast_history){ .last_day = last, .n = (int)n, .consumed_g = consumed, .census = (const double (*)[FORECAST_MODALITIES])census };
}

/* A silent site runs down from its truth, so the days since then are asked for too; beyond FORECAST_DAYS_MAX in all, a truth
 * is too old to be projected. */
static day_t
first_day(const struct store_position *p, day_t today)
{
	day_t first = today, earliest = today - (FORECAST_DAYS_MAX - 1 - STORE_FORECAST_AHEAD);
	for (int i = 0; i < p->n_truths; i++)
		if (p->truths[i].at != INSTANT_NONE && calendar_day_of(p->truths[i].at) < first)
			first = calendar_day_of(p->truths[i].at);
	return first < earliest ? earliest : first;
}

void
store_position_demand_input(const struct store_position *p, instant_t now, struct arena *a, struct forecast_demand_input *ret)
{
	const struct facility *card = p->card;
	day_t today = calendar_day_of(now), first = first_day(p, today);
	*ret = (struct forecast_demand_input){ .as_of_day = today, .first_day = first, .days = today - first + 1 + STORE_FORECAST_AHEAD,
		.beds = card && card->beds >= 0 ? (int)card->beds : -1, .icu_beds = card && card->icu_beds >= 0 ? (int)card->icu_beds : -1,
		.level = card ? forecast_coefficients_site_level(names_word(&facility_levels, card->level)) : FORECAST_SITE_UNKNOWN,
		.expected_tomorrow_g = NAN, .pool_site = -1 };
	store_position_history(p, a, &ret->history);
	for (int i = 0; i < p->n_history; i++)
		if (p->history[i].expected_g != UNKNOWN_I64 && p->history[i].date <= today) {
			ret->expected_tomorrow_g = (double)p->history[i].expected_g;
			ret->expected_from = p->history[i].date;
		}
}

static const struct forecast_demand *
demand_of(const struct store_position *p, instant_t now, struct arena *a)
{
	if (p->demand.days > 0)
		return &p->demand;
	struct forecast_demand *d = ARENA_NEW(a, struct forecast_demand);
	struct forecast_demand_input in;
	store_position_demand_input(p, now, a, &in);
	err_t e = forecast_demand_make(&in, d);
	return e ? memset(d, 0, sizeof *d) : d;
}

static bool
census_of(const struct store_history *h, double ret[FORECAST_MODALITIES])
{
	bool any = false;
	for (int k = 0; k < FORECAST_MODALITIES; k++) {
		ret[k] = real_of(h->census[k]);
		any = any || h->census[k] != UNKNOWN_I64;
	}
	return any;
}

/* What the site's patients take over what the set says they take: planned flows are not observed flows (WHO plans 30 L/min
 * for a ventilated patient, PROXY-COVID measured 2.9). Mean of the log of a week's reports that have both numbers, shrunk to
 * 1 by one report's weight. */
static double
own_rate(const struct store_position *p, const struct forecast_coefficients *c, day_t today)
{
	double sum = 0, weight = 1, census[FORECAST_MODALITIES];
	for (int i = p->n_history - 1; i >= 0 && p->history[i].date > today - STORE_FLOW_HISTORY; i--) {
		const struct store_history *h = &p->history[i];
		double days = (double)(h->end - h->start) / INSTANT_DAY, g = census_of(h, census) ? forecast_coefficients_census_g(c, census) * days : NAN;
		if (days < .25 || h->consumed_g == UNKNOWN_I64 || h->consumed_g <= 0 || !(g > 0))
			continue;
		sum += log(fmin(fmax((double)h->consumed_g / g, .1), 10));
		weight++;
	}
	return exp(sum / weight);
}

/* Present flow: the newest census of the last two days times its coefficients, at the site's own rate. */
static double
flow_of(const struct store_position *p, instant_t now)
{
	const struct forecast_coefficients *c = forecast_coefficients_find("WHO-ESFT");
	day_t today = calendar_day_of(now);
	double census[FORECAST_MODALITIES];
	for (int i = p->n_history - 1; i >= 0 && p->history[i].date >= today - 2; i--) {
		double g = census_of(&p->history[i], census) ? forecast_coefficients_census_g(c, census) : NAN;
		if (!isnan(g))
			return forecast_coefficients_lpm(c, g) * own_rate(p, c, today);
	}
	return NAN;
}

static const struct asset *
asset_of_account(const struct store_position *p, int64_t account_id)
{
	for (int i = 0; i < p->n_truths; i++)
		if (p->truths[i].account_id == account_id)
			return p->truths[i].asset;
	return NULL;
}

/* How sure a confirmed delivery is: a promise, a truck being loaded, a truck under way. Our own judgement until the
 * record of each supplier says better. */
static int
on_time_pct(int state)
{
	switch ((enum delivery_state)state) {
	case DELIVERY_ARRIVED: return 99;
	case DELIVERY_DISPATCHED: return 95;
	case DELIVERY_LOADING: return 90;
	default: return 85;
	}
}

void
store_position_input(const struct store_position *p, const struct forecast_paths_table *table, instant_t now, struct arena *a,
    struct forecast_site_input *ret)
{
	struct forecast_site_stock *stocks = ARENA_ARRAY(a, struct forecast_site_stock, (size_t)p->n_truths);
	struct forecast_site_inbound *inbound = ARENA_ARRAY(a, struct forecast_site_inbound, (size_t)p->n_inbound);
	int n = 0, m = 0;
	for (int i = 0; i < p->n_truths; i++)
		if (p->truths[i].asset != NULL)
			stocks[n++] = (struct forecast_site_stock){ .asset = p->truths[i].asset, .at = p->truths[i].at > now ? now : p->truths[i].at,
				.g = p->truths[i].g, .provisional = p->truths[i].provisional, .moves = p->truths[i].moves, .n_moves = p->truths[i].n_moves };
	for (int i = 0; i < p->n_inbound; i++) {
		const struct asset *asset = asset_of_account(p, p->inbound[i].account_id);
		if (asset != NULL)
			inbound[m++] = (struct forecast_site_inbound){ .asset = asset, .receipt = { .at = p->inbound[i].at, .g = p->inbound[i].g,
				.on_time_pct = on_time_pct(p->inbound[i].state) } };
	}
	*ret = (struct forecast_site_input){ .card = p->card, .now = now, .stocks = stocks, .n_stocks = n, .inbound = inbound, .n_inbound = m,
		.demand = demand_of(p, now, a), .table = table, .seed = (uint64_t)p->site.site_id, .flow_lpm = flow_of(p, now), .lead_p90_h = p->lead_p90_h };
}
