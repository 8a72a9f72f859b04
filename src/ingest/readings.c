/* readings - find what is new, turn levels into grams, write, and say what is still missing. */
#include "ingest/readings.h"

#include "base/metric.h"
#include "base/str.h"
#include "domain/calibration.h"

#include <math.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP_DAYS = 390, FUTURE_MINUTES = 5 }; /* the ledger has months for 400 days either way */

/* The content of a reading, whichever way it came and however its numbers were spelt. */
static void
hash(const struct reading *r, uint8_t sha[32])
{
	char text[256];
	int n = snprintf(text, sizeof text, "%lld %lld %lld %.17g %.17g %lld %.17g %.17g", (long long)r->epoch, (long long)r->seq, (long long)r->ts, r->level_mm,
	    r->level_pct, (long long)r->on_hand_g, r->p_bar, r->flow_lpm);
	SHA256((const unsigned char *)text, (size_t)n, sha);
}

/* ---- grams and doubts ------------------------------------------------------------------------- */

struct gauge {
	enum units_gauge gauge;
	const char *unit, *member;
	double x;
};

/* Which of the levels was sent, and the gauges whose calibration could read it, best first. */
static size_t
gauges_of(const struct reading *r, struct gauge ret[2])
{
	if (!isnan(r->level_mm)) {
		ret[0] = (struct gauge){ GAUGE_MM, "mm", "/level_mm", r->level_mm };
		ret[1] = (struct gauge){ GAUGE_MMH2O, "mmH2O", "/level_mm", r->level_mm };
		return 2;
	}
	if (!isnan(r->level_pct))
		ret[0] = (struct gauge){ GAUGE_PERCENT, "%", "/level_pct", r->level_pct };
	else
		ret[0] = (struct gauge){ GAUGE_BAR, "bar", "/p_bar", r->p_bar };
	return r->on_hand_g == UNKNOWN_I64 && !isnan(ret[0].x);
}

static const char *
settle_grams(const struct reading *r, const struct asset *card, struct store_telemetry_row *row)
{
	struct gauge g[2];
	size_t n = gauges_of(r, g);
	row->g = r->on_hand_g;
	row->raw = n > 0 ? g[0].x : r->on_hand_g == UNKNOWN_I64 ? NAN : (double)r->on_hand_g;
	row->unit = n > 0 ? g[0].unit : r->on_hand_g == UNKNOWN_I64 ? NULL : "g";
	for (size_t i = 0; card != NULL && i < n && row->g == UNKNOWN_I64; i++) {
		const struct calibration *c = calibration_on(card->calibrations.items, card->calibrations.n, g[i].gauge, calendar_day_of(row->ts));
		if (c == NULL)
			continue;
		row->g = calibration_grams(c, g[i].x);
		row->unit = g[i].unit;
	}
	return n > 0 ? g[0].member : "/on_hand_g";
}

static void
doubt(struct store_telemetry_row *row, struct arena *a, enum fault_id id, const char *pointer, const char *first, const char *second)
{
	struct faults one = { 0 };
	struct fault *why = ARENA_NEW(a, struct fault);
	fault_add(&one, id, pointer, first, second, NULL);
	*why = one.item[0];
	row->why = why;
	row->doubt = 2;
	row->quarantine_id = id_new(row->ts);
}

/* A clock that is wrong by more than the ledger has months for says nothing about when: the reading is kept under now. */
static void
judge(const struct ingest_reading *it, const struct asset *card, instant_t now, struct arena *a, struct store_telemetry_row *row)
{
	char said[CALENDAR_INSTANT_TEXT], today[CALENDAR_INSTANT_TEXT], g[24], capacity[24];
	instant_t ts = it->r.ts;
	bool is_late = ts > now + FUTURE_MINUTES * INSTANT_MINUTE, is_old = ts < now - KEEP_DAYS * INSTANT_DAY;
	row->ts = is_old || ts > now + KEEP_DAYS * INSTANT_DAY ? now : ts;
	const char *member = settle_grams(&it->r, card, row);
	if (is_late || is_old) {
		calendar_instant_text(ts, said);
		calendar_instant_text(now, today);
		doubt(row, a, is_late ? FAULT_W_FROM_FUTURE : FAULT_W_LONG_AGO, arena_printf(a, "%s/ts", it->at), said, today);
	} else if (card != NULL && card->capacity_g > 0 && row->g > card->capacity_g) {
		snprintf(g, sizeof g, "%lld", (long long)row->g);
		snprintf(capacity, sizeof capacity, "%lld", (long long)card->capacity_g);
		doubt(row, a, FAULT_W_OVER_CAPACITY, arena_printf(a, "%s%s", it->at, member), g, capacity);
	}
}

/* ---- what is new --------------------------------------------------------------------------------- */

static int
by_number(const void *x, const void *y)
{
	const struct store_telemetry_row *a = *(struct store_telemetry_row *const *)x, *b = *(struct store_telemetry_row *const *)y;
	if (a->epoch != b->epoch)
		return a->epoch < b->epoch ? -1 : 1;
	if (a->seq != b->seq)
		return a->seq < b->seq ? -1 : 1;
	return a < b ? -1 : 1; /* the order in which they came */
}

static void
refuse(struct ingest_readings *r, size_t i)
{
	struct ingest_reading *it = &r->items[i];
	char epoch[24], seq[24];
	snprintf(epoch, sizeof epoch, "%lld", (long long)it->r.epoch);
	snprintf(seq, sizeof seq, "%lld", (long long)it->r.seq);
	it->refused = true;
	fault_add(&r->faults, FAULT_SEQ_REUSED, arena_printf(r->arena, "%s/seq", it->at), seq, epoch, NULL);
}

/* A number that stands twice here: the first one counts, a different second one is refused. *ret are the new ones, sorted. */
static size_t
pick_new(struct ingest_readings *r, struct store_telemetry_row *rows, struct store_telemetry_row **ret)
{
	size_t n = 0;
	struct store_telemetry_row **sorted = ARENA_ARRAY(r->arena, struct store_telemetry_row *, r->n), *first = NULL;
	for (size_t i = 0; i < r->n; i++)
		sorted[i] = &rows[i];
	qsort(sorted, r->n, sizeof *sorted, by_number);
	for (size_t i = 0; i < r->n; i++) {
		struct store_telemetry_row *row = sorted[i];
		size_t k = (size_t)(row - rows);
		bool again = first != NULL && first->epoch == row->epoch && first->seq == row->seq;
		if (!again)
			first = row;
		const uint8_t *sha = row->seen ? row->seen_sha : first->sha;
		if ((row->seen && row->known && memcmp(sha, row->sha, 32) != 0) || (!row->seen && again && memcmp(sha, row->sha, 32) != 0))
			refuse(r, k);
		else if (!row->seen && !again)
			ret[n++] = row;
		if (!r->items[k].refused)
			r->items[k].quarantined = row->seen ? row->seen_doubt != 0 : first->doubt != 0;
	}
	return n;
}

/* Where a new epoch begins: the lowest number of the first message that names it. */
static void
find_lowest(const struct ingest_readings *r, struct store_telemetry_row **fresh, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t message = SIZE_MAX, end = i;
		int64_t lo = fresh[i]->seq;
		for (; end < n && fresh[end]->epoch == fresh[i]->epoch; end++)
			;
		for (size_t k = 0; k < r->n; k++)
			if (r->items[k].r.epoch == fresh[i]->epoch && !r->items[k].refused) {
				if (message == SIZE_MAX)
					message = r->items[k].message, lo = r->items[k].r.seq;
				if (r->items[k].message == message && r->items[k].r.seq < lo)
					lo = r->items[k].r.seq;
			}
		for (; i < end; i++)
			fresh[i]->lo = lo;
	}
}

static const int64_t *
epochs_of(const struct ingest_readings *r, size_t *ret_n)
{
	int64_t *v = ARENA_ARRAY(r->arena, int64_t, r->n);
	*ret_n = 0;
	for (size_t i = 0; i < r->n; i++) {
		bool known = r->items[i].refused;
		for (size_t k = 0; k < *ret_n && !known; k++)
			known = v[k] == r->items[i].r.epoch;
		if (!known)
			v[(*ret_n)++] = r->items[i].r.epoch;
	}
	return v;
}

/* ---- the transaction ------------------------------------------------------------------------------ */

static err_t
find_and_judge(struct ingest_readings *r, struct db_conn *c, instant_t now, struct store_telemetry_row *rows)
{
	struct facility *card = NULL;
	err_t e = store_telemetry_lock(c, &r->asset, &r->faults);
	if (!e)
		e = store_telemetry_card(c, &r->asset, r->arena, &card, &r->faults);
	if (e)
		return e;
	const struct asset *asset = card != NULL ? facility_asset(card, r->code) : NULL;
	for (size_t i = 0; i < r->n; i++) {
		const struct reading *it = &r->items[i].r;
		rows[i].epoch = it->epoch;
		rows[i].seq = it->seq;
		rows[i].p_bar = it->p_bar;
		rows[i].flow_lpm = it->flow_lpm;
		hash(it, rows[i].sha);
		judge(&r->items[i], asset, now, r->arena, &rows[i]);
		r->items[i].refused = r->items[i].quarantined = false;
	}
	return store_telemetry_find(c, &r->asset, rows, r->n, r->arena, &r->faults);
}

static err_t
run(struct ingest_job *j, struct db_conn *c, instant_t recorded_at)
{
	struct ingest_readings *r = j->arg;
	struct store_telemetry_row *rows = ARENA_ARRAY(r->arena, struct store_telemetry_row, r->n);
	struct store_telemetry_row **fresh = ARENA_ARRAY(r->arena, struct store_telemetry_row *, r->n);
	const struct store_telemetry_owner who = { r->asset, r->cred_id, recorded_at };
	size_t n_fresh = 0, n_epochs;
	r->faults = (struct faults){ 0 }; /* it may be the second try */
	r->written = r->quarantined = 0;
	err_t e = find_and_judge(r, c, recorded_at, rows);
	if (!e) {
		n_fresh = pick_new(r, rows, fresh);
		e = r->all_or_nothing ? r->faults.err : ERR_OK;
	}
	if (!e) {
		find_lowest(r, fresh, n_fresh);
		e = store_telemetry_write(c, &who, (const struct store_telemetry_row *const *)fresh, n_fresh, r->arena, &r->faults);
	}
	if (!e) {
		const int64_t *epochs = epochs_of(r, &n_epochs);
		e = store_telemetry_acks(c, &r->asset, epochs, n_epochs, r->arena, &r->acks, &r->n_acks, &r->faults);
	}
	r->written = (int64_t)n_fresh;
	for (size_t i = 0; i < r->n; i++)
		r->quarantined += r->items[i].quarantined;
	j->faults = r->faults;
	return e;
}

static void
done(struct ingest_job *j, err_t e)
{
	struct ingest_readings *r = j->arg;
	if (e)
		r->faults = j->faults;
	if (!e) {
		metric_add(METRIC_READINGS, r->written);
		metric_add(METRIC_QUARANTINED, r->written > 0 ? r->quarantined : 0);
	}
	r->done(r, e);
}

err_t
ingest_readings_submit(struct ingest *i, struct ingest_readings *r, struct faults *f)
{
	r->job = (struct ingest_job){ .site = r->site, .run = run, .done = done, .arg = r };
	return ingest_submit_job(i, &r->job, f);
}
