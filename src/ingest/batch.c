/* batch - many reports, a dozen statements, whatever their number.
 *
 * Look-ups first (keys, client events, revisions, positions), then judgement in memory, then one insert a table by unnest.
 * Each look-up is left out when no report of the batch needs it. */
#include "ingest/batch.h"

#include "base/vec.h"
#include "store/report.h"

#include <string.h>

static bool
is_written(const struct ingest_entry *e)
{
	return e->fate == INGEST_WRITE;
}

static void
refuse(struct ingest_entry *e, enum fault_id id, const char *pointer)
{
	e->fate = INGEST_REFUSED;
	e->err = fault_add(&e->r->faults, id, pointer, NULL, NULL, NULL);
}

/* An answer given before: the same request gets it again, another one is refused. */
static void
answer_again(struct ingest_entry *e, const struct store_report_seen *seen, const uint8_t sha[32], enum fault_id other, const char *pointer)
{
	if (memcmp(seen->sha, sha, 32) != 0) {
		refuse(e, other, pointer);
		return;
	}
	e->fate = INGEST_REPLAY;
	e->r->answer = seen->answer;
	e->r->status = seen->status;
}

static err_t
look_for_keys(struct ingest_batch *b, struct db_conn *c, struct faults *f)
{
	struct store_report_key *keys = ARENA_ARRAY(b->arena, struct store_report_key, b->n);
	struct ingest_entry **of = ARENA_ARRAY(b->arena, struct ingest_entry *, b->n);
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (b->entries[i].r->key != NULL) {
			const struct ingest_report *r = b->entries[i].r;
			keys[n] = (struct store_report_key){ .cred_id = r->cred_id, .route = r->route, .key = r->key };
			of[n++] = &b->entries[i];
		}
	if (n == 0)
		return ERR_OK;
	err_t e = store_report_keys_seen(c, keys, n, b->arena, f);
	for (size_t i = 0; !e && i < n; i++) {
		if (!keys[i].seen.found)
			continue;
		keys[i].seen.answer = arena_strdup(of[i]->r->arena, keys[i].seen.answer);
		answer_again(of[i], &keys[i].seen, of[i]->r->key_sha, FAULT_KEY_REUSED, "Idempotency-Key");
		of[i]->r->replayed = of[i]->fate == INGEST_REPLAY;
	}
	return e;
}

static err_t
look_for_events(struct ingest_batch *b, struct db_conn *c, struct faults *f)
{
	struct store_report_event *events = ARENA_ARRAY(b->arena, struct store_report_event, b->n);
	struct ingest_entry **of = ARENA_ARRAY(b->arena, struct ingest_entry *, b->n);
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (is_written(&b->entries[i]) && b->entries[i].r->report->client_event_id != NULL) {
			events[n] = (struct store_report_event){ .site = b->entries[i].r->site, .key = b->entries[i].r->report->client_event_id };
			of[n++] = &b->entries[i];
		}
	if (n == 0)
		return ERR_OK;
	err_t e = store_report_events_seen(c, events, n, b->arena, f);
	for (size_t i = 0; !e && i < n; i++) {
		if (!events[i].seen.found)
			continue;
		events[i].seen.answer = arena_strdup(of[i]->r->arena, events[i].seen.answer);
		answer_again(of[i], &events[i].seen, of[i]->r->sha, FAULT_EVENT_ID_REUSED, "/client_event_id");
		if (of[i]->fate == INGEST_REPLAY && of[i]->r->status == 201)
			of[i]->r->status = 200;
	}
	return e;
}

/* A report that is known by its event and comes under a new key: the key stands for its answer from now on. */
static err_t
keep_keys_of_events(struct ingest_batch *b, struct db_conn *c, instant_t recorded_at, struct faults *f)
{
	struct store_report_facts known = { .recorded_at = recorded_at };
	for (size_t i = 0; i < b->n; i++) {
		const struct ingest_report *r = b->entries[i].r;
		if (b->entries[i].fate == INGEST_REPLAY && !r->replayed && r->key != NULL && !r->dry_run)
			*VEC_ADD(&known.rows) = (struct store_report_row){ .who.cred_id = r->cred_id, .route = r->route, .key = r->key,
				.key_sha = r->key_sha, .status = r->status, .answer = r->answer };
	}
	err_t e = store_report_write_keys(c, &known, f);
	store_report_facts_free(&known);
	return e;
}

static void
set_periods(struct ingest_batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct ingest_entry *e = &b->entries[i];
		if (!is_written(e))
			continue;
		e->err = ingest_judge_period(e->r->report, b->now, &e->j, &e->r->faults);
		if (e->err)
			e->fate = INGEST_REFUSED;
	}
}

/* ---- what the ledger knows ------------------------------------------------------------------ */

/* The entries that are to be written, as arrays of sites and periods. */
struct written {
	struct ingest_entry **entry;
	struct store_report_period *period;
	size_t n;
};

static struct written
written_of(struct ingest_batch *b)
{
	struct written w = { .entry = ARENA_ARRAY(b->arena, struct ingest_entry *, b->n), .period = ARENA_ARRAY(b->arena, struct store_report_period, b->n) };
	for (size_t i = 0; i < b->n; i++) {
		struct ingest_entry *e = &b->entries[i];
		if (!is_written(e))
			continue;
		w.entry[w.n] = e;
		w.period[w.n++] = (struct store_report_period){ .site = e->r->site, .start = e->j.start, .end = e->j.end };
	}
	return w;
}

static err_t
load_revisions(struct ingest_batch *b, struct written *w, struct db_conn *c, struct faults *f)
{
	err_t e = store_report_revisions(c, w->period, w->n, b->arena, f);
	bool any = false;
	for (size_t i = 0; i < w->n; i++) {
		w->entry[i]->j.revision = w->period[i].revision + 1;
		any = any || w->period[i].revision > 0;
	}
	if (e || !any)
		return e;
	e = store_report_booked(c, w->period, w->n, b->arena, f);
	for (size_t i = 0; !e && i < w->n; i++) {
		struct ingest_judgement *j = &w->entry[i]->j;
		struct ingest_booked *booked = ARENA_ARRAY(b->arena, struct ingest_booked, w->period[i].n_booked);
		for (size_t k = 0; k < w->period[i].n_booked; k++)
			booked[k] = (struct ingest_booked){ .mv_id = w->period[i].booked[k].mv_id, .from = w->period[i].booked[k].from,
				.to = w->period[i].booked[k].to, .g = w->period[i].booked[k].g, .occurred_at = w->period[i].booked[k].occurred_at,
				.delivery = w->period[i].booked[k].delivery, .docket = w->period[i].booked[k].docket };
		j->booked = booked;
		j->n_booked = (int)w->period[i].n_booked;
	}
	return e;
}

static err_t
load_positions(struct ingest_batch *b, struct written *w, struct db_conn *c, struct faults *f)
{
	struct store_site *sites = ARENA_ARRAY(b->arena, struct store_site, w->n);
	struct store_position *positions = NULL;
	for (size_t i = 0; i < w->n; i++)
		sites[i] = w->entry[i]->r->site;
	instant_t end_of_time = b->now + 100000 * INSTANT_DAY;
	err_t e = store_position_load(c,
	    &(struct store_position_query){ .sites = sites, .n = w->n, .at = { b->now, end_of_time }, .days = 15 }, b->arena, &positions, f);
	for (size_t i = 0; !e && i < w->n; i++) {
		w->entry[i]->j.position = &positions[i];
		w->entry[i]->j.bare = positions[i].truths;
	}
	return e;
}

/* A correction is judged against what stood before the report that it corrects. */
static err_t
load_bare_truths(struct ingest_batch *b, struct written *w, struct db_conn *c, struct faults *f)
{
	struct store_site *sites = ARENA_ARRAY(b->arena, struct store_site, w->n);
	struct store_period *without = ARENA_ARRAY(b->arena, struct store_period, w->n);
	struct ingest_entry **of = ARENA_ARRAY(b->arena, struct ingest_entry *, w->n);
	struct store_position *positions = NULL;
	size_t n = 0;
	for (size_t i = 0; i < w->n; i++)
		if (w->entry[i]->j.revision > 1) {
			sites[n] = w->entry[i]->r->site;
			without[n] = (struct store_period){ w->entry[i]->j.start, w->entry[i]->j.end };
			of[n++] = w->entry[i];
		}
	if (n == 0)
		return ERR_OK;
	instant_t end_of_time = b->now + 100000 * INSTANT_DAY;
	err_t e = store_position_stocks(c, &(struct store_position_query){ .sites = sites, .n = n, .without = without, .at = { b->now, end_of_time } },
	    b->arena, &positions, f);
	for (size_t i = 0; !e && i < n; i++)
		of[i]->j.bare = positions[i].truths;
	return e;
}

static bool
needs_accounts(const struct ingest_entry *e)
{
	return e->r->report->received.n > 0 || e->r->report->produced.n > 0;
}

/* Accounts beyond the assets, dockets seen, deliveries named: only for reports that received or produced. */
static err_t
load_receipts(struct ingest_batch *b, struct ingest_entry *e, struct db_conn *c, struct faults *f)
{
	const struct stock_report *r = e->r->report;
	struct store_report_accounts accounts;
	struct store_report_receipt *receipts = ARENA_ARRAY(b->arena, struct store_report_receipt, r->received.n);
	struct ingest_known *known = ARENA_ARRAY(b->arena, struct ingest_known, r->received.n);
	err_t err = store_report_accounts(c, e->r->site, &accounts, f);
	for (size_t i = 0; i < r->received.n; i++)
		receipts[i] = (struct store_report_receipt){ .delivery = r->received.items[i].delivery, .docket = r->received.items[i].docket,
			.supplier = r->received.items[i].supplier };
	if (!err && r->received.n > 0)
		err = store_report_receipts_known(c, e->r->site, receipts, r->received.n, b->arena, f);
	for (size_t i = 0; !err && i < r->received.n; i++)
		known[i] = (struct ingest_known){ .delivery = receipts[i].found ? receipts[i].delivery : (struct id){ { 0 } },
			.from_account = receipts[i].from_account, .before = receipts[i].received_before };
	e->j.accounts = (struct ingest_accounts){ accounts.use, accounts.loss, accounts.production, accounts.outside };
	e->j.received = known;
	return err;
}

static err_t
judge_all(struct ingest_batch *b, struct written *w, struct db_conn *c, instant_t recorded_at, struct faults *f)
{
	for (size_t i = 0; i < w->n; i++) {
		struct ingest_entry *e = w->entry[i];
		if (needs_accounts(e)) {
			err_t err = load_receipts(b, e, c, f);
			if (err)
				return err;
		}
		e->j.now = b->now;
		e->j.recorded_at = recorded_at;
		e->j.paths = b->paths;
		e->j.work = b->work;
		e->err = ingest_judge(e->r, &e->j);
		if (e->err)
			e->fate = INGEST_REFUSED;
	}
	return ERR_OK;
}

/* ---- writing ---------------------------------------------------------------------------------- */

static void
add_facts(struct store_report_facts *out, const struct ingest_entry *e, struct arena *a)
{
	const struct ingest_judgement *j = &e->j;
	const struct ingest_report *r = e->r;
	const struct store_report_owner who = { r->site.shard, r->site.site_id, r->cred_id };
	store_report_add(out, &(struct store_report_row){ .who = who, .id = j->report_id, .start = j->start, .end = j->end, .date = r->report->date,
	    .revision = j->revision, .occurred_at = j->occurred_at, .client_event_id = r->report->client_event_id, .sha = r->sha, .consumed_g = j->consumed_g,
	    .consumed_doubt = j->consumed_doubt, .consumed_qid = j->consumed_qid, .expected_g = r->report->expected_tomorrow.g, .census = &r->report->census,
	    .body = r->body, .answer = r->answer, .status = r->status, .route = r->route, .key = r->key, .key_sha = r->key_sha }, a);
	for (int i = 0; i < j->n_observations; i++) {
		const struct ingest_observation *o = &j->observations[i];
		store_report_add_observation(out, &(struct store_report_observation){ .who = who, .id = o->id, .account_id = o->account_id,
		    .occurred_at = o->occurred_at, .report_id = j->report_id, .start = j->start, .end = j->end, .revision = j->revision, .g = o->g,
		    .full = o->full, .in_use = o->in_use, .empty = o->empty, .unfit = o->unfit, .raw = o->raw, .unit = o->unit, .doubt = o->doubt,
		    .quarantine_id = o->quarantine_id });
	}
	for (int i = 0; i < j->n_movements; i++) {
		const struct ingest_movement *m = &j->movements[i];
		store_report_add_movement(out, &(struct store_report_movement){ .who = who, .id = m->id, .from = m->from, .to = m->to,
		    .occurred_at = m->occurred_at, .g = m->g, .type = m->type, .full = m->full, .empty = m->empty, .cause = m->cause, .delivery = m->delivery,
		    .report_id = j->report_id, .docket = m->docket, .reverses = m->reverses, .key = m->key });
	}
	for (int i = 0; i < j->n_quarantine; i++) {
		const struct ingest_quarantine *q = &j->quarantine[i];
		store_report_add_quarantine(out, &(struct store_report_quarantine){ .who = who, .id = q->id, .report_id = j->report_id,
		    .account_id = q->account_id, .pointer = q->pointer, .why = &q->why, .g = q->g, .provisional = q->provisional }, a);
	}
}

err_t
ingest_batch_write(struct ingest_batch *b, struct db_conn *c, instant_t recorded_at, struct faults *f)
{
	err_t e = look_for_keys(b, c, f);
	if (!e)
		e = look_for_events(b, c, f);
	if (!e)
		e = keep_keys_of_events(b, c, recorded_at, f);
	if (e)
		return e;
	set_periods(b);
	struct written w = written_of(b);
	if (w.n == 0)
		return ERR_OK;
	e = load_revisions(b, &w, c, f);
	if (!e)
		e = load_positions(b, &w, c, f);
	if (!e)
		e = load_bare_truths(b, &w, c, f);
	if (!e)
		e = judge_all(b, &w, c, recorded_at, f);
	if (e)
		return e;
	struct store_report_facts facts = { .recorded_at = recorded_at };
	for (size_t i = 0; i < w.n; i++)
		if (is_written(w.entry[i]) && !w.entry[i]->r->dry_run)
			add_facts(&facts, w.entry[i], b->arena);
	e = store_report_write(c, &facts, f);
	store_report_facts_free(&facts);
	return e;
}
