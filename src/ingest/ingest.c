/* ingest - committer threads: take what waits, write it in one transaction, wake everybody.
 *
 * A batch holds at most one report of a site, so that each is judged against the one before it; the rest
 * of the site's wait for the next round in their order. A batch that the database refuses for a row's sake
 * (classes 22, 23, 42501) is bisected until the row stands alone and answers for itself. */
#include "ingest/ingest.h"

#include "base/log.h"
#include "base/metric.h"
#include "base/queue.h"
#include "ingest/batch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUE = 10000, BATCH = 128, JOBS = 64 };

/* What stands in a queue: one of the two. */
struct item {
	struct ingest_report *report;
	struct ingest_job *job;
};

struct committer {
	struct ingest *ingest;
	struct queue *queue; /* of struct item */
	pthread_t thread;
	struct item **waiting; /* popped, not yet written, in order */
	size_t n_waiting;
	struct forecast_site_work work;
};

struct ingest {
	struct ingest_options o;
	int n;
	struct committer *committers;
	pthread_mutex_t months_lock; /* protects first_month, last_month */
	day_t first_month, last_month; /* partitions are known to exist for these days */
};

static struct committer *
committer_of(struct ingest *i, struct store_site site)
{
	uint64_t h = (uint64_t)site.site_id * 0x9E3779B97F4A7C15u;
	return &i->committers[(h >> 33) % (uint64_t)i->n];
}

/* ---- partitions ----------------------------------------------------------------------------------- */

/* A row outside all partitions would abort its batch, so the months of a batch are made first. At start there are two months back
 * and thirteen ahead; a late report, or a replay, makes its own. */
static err_t
ensure_months(struct ingest *in, day_t first, day_t last, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = ERR_OK;
	pthread_mutex_lock(&in->months_lock);
	if (first < in->first_month || last > in->last_month) {
		first = first < in->first_month ? first : in->first_month; /* the span grows as one */
		last = last > in->last_month ? last : in->last_month;
		e = db_acquire(in->o.db, DB_JOB, &c, f);
		if (!e)
			e = db_query(c, Q_REPORT_MONTHS, DB_ARGS(DB_DAY(first), DB_DAY(last)), &r, f);
		if (!e) {
			in->first_month = first;
			in->last_month = last;
		}
	}
	pthread_mutex_unlock(&in->months_lock);
	return e;
}

static err_t
ensure_batch_months(struct ingest *in, const struct ingest_entry *entries, size_t n, struct faults *f)
{
	instant_t now = clock_now(in->o.clock);
	day_t first = calendar_day_of(now) - 2, last = calendar_day_of(now) + 2;
	for (size_t i = 0; i < n; i++) {
		struct ingest_judgement j = { 0 };
		if (ingest_judge_period(entries[i].r->report, now, &j, NULL) != ERR_OK)
			continue; /* refused later, with its reason */
		day_t start = calendar_day_of(j.start), end = calendar_day_of(j.end), at = calendar_day_of(j.occurred_at);
		first = start < first ? start : first;
		first = at < first ? at : first;
		last = end > last ? end : last;
		last = at > last ? at : last;
	}
	return ensure_months(in, first - 1, last + 1, f);
}

/* ---- reports ------------------------------------------------------------------------------------ */

static void
answer(struct ingest_report *r, err_t e)
{
	if (!e && r->status != 200 && !r->replayed && !r->dry_run)
		metric_add(METRIC_REPORTS, 1);
	r->done(r, e);
}

/* An outcome that concerns the whole batch: database away, or a commit whose outcome is unknown. */
static void
answer_all(struct ingest_entry *entries, size_t n, err_t e, const struct faults *why)
{
	for (size_t i = 0; i < n; i++) {
		entries[i].r->faults = *why;
		answer(entries[i].r, e);
	}
}

static void
wake(struct committer *c, struct ingest_entry *entries, size_t n)
{
	metric_add(METRIC_BATCHES, 1);
	for (size_t i = 0; i < n; i++) {
		struct ingest_entry *e = &entries[i];
		struct store_site site = e->r->site;
		bool wrote = e->fate == INGEST_WRITE && !e->r->dry_run;
		metric_add(METRIC_QUARANTINED, wrote ? e->j.n_quarantine : 0);
		if (wrote && c->ingest->o.changed != NULL) /* before the answer: who has it may count on the forecast that follows */
			c->ingest->o.changed(c->ingest->o.arg, site);
		answer(e->r, e->fate == INGEST_REFUSED ? e->err : ERR_OK);
	}
}

static err_t
write_once(struct committer *c, struct db_conn *conn, struct ingest_entry *entries, size_t n, struct arena *a, struct faults *f)
{
	struct ingest *in = c->ingest;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct ingest_batch b = { .entries = entries, .n = n, .arena = a, .paths = in->o.paths, .work = &c->work, .now = clock_now(in->o.clock) };
	for (size_t i = 0; i < n; i++) /* may be a second try */
		entries[i] = (struct ingest_entry){ .r = entries[i].r };
	err_t e = db_begin(conn, DB_WRITE, NULL, f);
	if (!e)
		e = db_query(conn, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(b.now)), &r, f);
	if (!e)
		e = ingest_batch_write(&b, conn, db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT), f);
	if (!e)
		e = db_commit(conn, f);
	else
		db_rollback(conn);
	return e;
}

/* Is it a row's own fault, which a smaller batch would isolate? */
static bool
is_rows_fault(err_t e)
{
	return e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_NOT_FOUND;
}

static void
write_entries(struct committer *c, struct db_conn *conn, struct ingest_entry *entries, size_t n)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct faults f = { 0 };
	struct faults *edge = MEM_ARRAY(struct faults, n); /* warnings of the edge, for a second try */
	for (size_t i = 0; i < n; i++)
		edge[i] = entries[i].r->faults;
	err_t e = ensure_batch_months(c->ingest, entries, n, &f);
	if (!e)
		e = write_once(c, conn, entries, n, a, &f);
	if (!e) {
		wake(c, entries, n);
	} else if (n > 1 && is_rows_fault(e)) {
		for (size_t i = 0; i < n; i++)
			entries[i].r->faults = edge[i];
		write_entries(c, conn, entries, n / 2);
		write_entries(c, conn, entries + n / 2, n - n / 2);
	} else {
		if (e == ERR_UNKNOWN)
			metric_add(METRIC_DB_UNKNOWN, 1);
		log_event(LOG_WARNING, "a batch of reports was not written; its senders try again", LOG_INT("reports", n), LOG_STR("class", err_slug(e)),
		    LOG_STR("sqlstate", db_sqlstate(conn)), LOG_END);
		answer_all(entries, n, e, &f);
	}
	free(edge);
}

/* ---- jobs ----------------------------------------------------------------------------------------- */

static err_t
run_jobs(struct committer *c, struct db_conn *conn, struct ingest_job **jobs, size_t n, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_begin(conn, DB_WRITE, NULL, f);
	if (!e)
		e = db_query(conn, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(clock_now(c->ingest->o.clock))), &r, f);
	for (size_t i = 0; !e && i < n; i++) {
		e = jobs[i]->run(jobs[i], conn, db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT));
		if (e)
			*f = jobs[i]->faults;
	}
	if (!e)
		return db_commit(conn, f);
	db_rollback(conn);
	return e;
}

static void
write_jobs(struct committer *c, struct db_conn *conn, struct ingest_job **jobs, size_t n)
{
	struct faults f = { 0 };
	err_t e = run_jobs(c, conn, jobs, n, &f);
	if (e && n > 1 && is_rows_fault(e)) {
		for (size_t i = 0; i < n; i++)
			write_jobs(c, conn, &jobs[i], 1);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct store_site site = jobs[i]->site;
		if (e && n > 1)
			jobs[i]->faults = f;
		if (!e && c->ingest->o.changed != NULL)
			c->ingest->o.changed(c->ingest->o.arg, site);
		jobs[i]->done(jobs[i], e);
	}
}

/* ---- the thread ------------------------------------------------------------------------------------- */

/* Take the first report of each site, and jobs, out of what waits; the rest keeps its order. */
static size_t
choose(struct committer *c, struct ingest_entry *entries, struct ingest_job **jobs, size_t *ret_jobs)
{
	size_t n = 0, kept = 0, max = (size_t)(c->ingest->o.batch ? c->ingest->o.batch : BATCH);
	*ret_jobs = 0;
	for (size_t i = 0; i < c->n_waiting; i++) {
		struct item *it = c->waiting[i];
		bool taken = false;
		if (it->job != NULL && *ret_jobs < JOBS) {
			jobs[(*ret_jobs)++] = it->job;
			taken = true;
		} else if (it->report != NULL && n < max) {
			taken = true;
			for (size_t k = 0; k < n; k++)
				taken = taken && entries[k].r->site.site_id != it->report->site.site_id;
			if (taken)
				entries[n++] = (struct ingest_entry){ .r = it->report };
		}
		if (taken)
			free(it);
		else
			c->waiting[kept++] = it;
	}
	c->n_waiting = kept;
	return n;
}

static void
commit_round(struct committer *c)
{
	size_t max = (size_t)(c->ingest->o.batch ? c->ingest->o.batch : BATCH), n_jobs;
	struct ingest_entry *entries = MEM_ARRAY(struct ingest_entry, max);
	struct ingest_job *jobs[JOBS];
	struct faults f = { 0 };
	struct db_conn *conn = NULL;
	size_t n = choose(c, entries, jobs, &n_jobs);
	err_t e = db_acquire(c->ingest->o.db, DB_INGEST, &conn, &f);
	if (e) {
		answer_all(entries, n, e, &f);
		for (size_t i = 0; i < n_jobs; i++) {
			jobs[i]->faults = f;
			jobs[i]->done(jobs[i], e);
		}
	} else {
		if (n > 0)
			write_entries(c, conn, entries, n);
		if (n_jobs > 0)
			write_jobs(c, conn, jobs, n_jobs);
		db_release(conn);
	}
	free(entries);
}

static void *
commit_for_ever(void *arg)
{
	struct committer *c = arg;
	size_t cap = 4 * BATCH;
	c->waiting = MEM_ARRAY(struct item *, cap);
	for (;;) {
		size_t got = queue_pop(c->queue, (void **)(c->waiting + c->n_waiting), cap - c->n_waiting, c->n_waiting > 0 ? 0 : -1);
		c->n_waiting += got;
		if (c->n_waiting == 0)
			break; /* closed, and everything is written */
		commit_round(c);
	}
	free(c->waiting);
	return NULL;
}

struct ingest *
ingest_start(const struct ingest_options *o)
{
	struct ingest *i = MEM_NEW(struct ingest);
	i->o = *o;
	i->n = o->committers ? o->committers : 1;
	pthread_mutex_init(&i->months_lock, NULL);
	i->first_month = INT32_MAX;
	i->last_month = INT32_MIN;
	i->committers = MEM_ARRAY(struct committer, (size_t)i->n);
	for (int k = 0; k < i->n; k++) {
		i->committers[k].ingest = i;
		i->committers[k].queue = queue_new(QUEUE);
		pthread_create(&i->committers[k].thread, NULL, commit_for_ever, &i->committers[k]);
	}
	return i;
}

void
ingest_stop(struct ingest *i)
{
	if (i == NULL)
		return;
	for (int k = 0; k < i->n; k++)
		queue_close(i->committers[k].queue);
	for (int k = 0; k < i->n; k++) {
		pthread_join(i->committers[k].thread, NULL);
		queue_free(i->committers[k].queue);
	}
	pthread_mutex_destroy(&i->months_lock);
	free(i->committers);
	free(i);
}

static err_t
submit(struct ingest *i, struct store_site site, struct item item, struct faults *f)
{
	struct item *it = MEM_NEW(struct item);
	*it = item;
	if (queue_push(committer_of(i, site)->queue, it))
		return ERR_OK;
	free(it);
	return fault_add(f, FAULT_BUSY, "", NULL, NULL, NULL);
}

err_t
ingest_submit(struct ingest *i, struct ingest_report *r, struct faults *f)
{
	return submit(i, r->site, (struct item){ .report = r }, f);
}

err_t
ingest_submit_job(struct ingest *i, struct ingest_job *j, struct faults *f)
{
	return submit(i, j->site, (struct item){ .job = j }, f);
}
