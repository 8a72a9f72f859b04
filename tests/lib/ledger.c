/* ledger - lines appended and synced; sorted bags compared. */
#include "lib/ledger.h"

#include "base/mem.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ledger {
	int fd;
};

struct ledger *
ledger_open(const char *path)
{
	struct ledger *l = MEM_NEW(struct ledger);
	l->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	ck_assert_msg(l->fd >= 0, "%s cannot be opened", path);
	return l;
}

static void
add_line(struct ledger *l, char what, const char *id)
{
	char line[LEDGER_ID + 4];
	int n = snprintf(line, sizeof line, "%c%s\n", what, id);
	if (write(l->fd, line, (size_t)n) != n || fdatasync(l->fd) != 0)
		abort(); /* a ledger that cannot be kept proves nothing */
}

void
ledger_attempt(struct ledger *l, const char *id)
{
	add_line(l, '?', id);
}

void
ledger_ack(struct ledger *l, const char *id)
{
	add_line(l, '+', id);
}

void
ledger_close(struct ledger *l)
{
	close(l->fd);
	free(l);
}

void
ledger_ids_add(struct ledger_ids *ids, const char *id)
{
	if (ids->n == ids->cap) {
		ids->cap = ids->cap ? 2 * ids->cap : 1024;
		ids->at = mem_resize(ids->at, ids->cap, sizeof *ids->at);
	}
	snprintf(ids->at[ids->n++], LEDGER_ID, "%s", id);
}

void
ledger_ids_free(struct ledger_ids *ids)
{
	free(ids->at);
	*ids = (struct ledger_ids){ 0 };
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Sorted; each once. */
static void
sort_unique(struct ledger_ids *ids)
{
	size_t kept = 0;
	if (ids->n > 0)
		qsort(ids->at, ids->n, sizeof *ids->at, compare);
	for (size_t i = 0; i < ids->n; i++)
		if (kept == 0 || strcmp(ids->at[kept - 1], ids->at[i]) != 0)
			memmove(ids->at[kept++], ids->at[i], LEDGER_ID);
	ids->n = kept;
}

static bool
has(const struct ledger_ids *ids, const char *id)
{
	return ids->n > 0 && bsearch(id, ids->at, ids->n, sizeof *ids->at, compare) != NULL;
}

static void
read_back(const char *path, struct ledger_ids *attempts, struct ledger_ids *acks)
{
	char line[LEDGER_ID + 4];
	FILE *in = fopen(path, "r");
	ck_assert_msg(in != NULL, "%s cannot be read", path);
	while (fgets(line, sizeof line, in) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		ck_assert_msg(line[0] == '?' || line[0] == '+', "%s: %s", path, line);
		ledger_ids_add(line[0] == '?' ? attempts : acks, line + 1);
	}
	fclose(in);
}

static void
count(long *n, struct ledger_verdict *v, const char *id)
{
	++*n;
	if (v->example[0] == '\0')
		snprintf(v->example, sizeof v->example, "%s", id);
}

struct ledger_verdict
ledger_judge(const char *const *paths, size_t n, struct ledger_ids *stored)
{
	struct ledger_ids attempts = { 0 }, acks = { 0 };
	struct ledger_verdict v = { .stored = (long)stored->n };
	for (size_t i = 0; i < n; i++)
		read_back(paths[i], &attempts, &acks);
	sort_unique(&attempts);
	sort_unique(&acks);
	if (stored->n > 0)
		qsort(stored->at, stored->n, sizeof *stored->at, compare);
	for (size_t i = 1; i < stored->n; i++)
		if (strcmp(stored->at[i - 1], stored->at[i]) == 0)
			count(&v.dup, &v, stored->at[i]);
	for (size_t i = 0; i < acks.n; i++)
		if (!has(stored, acks.at[i]))
			count(&v.lost, &v, acks.at[i]);
	for (size_t i = 0; i < stored->n; i++)
		if (!has(&attempts, stored->at[i]))
			count(&v.phantom, &v, stored->at[i]);
	v.attempted = (long)attempts.n;
	v.acked = (long)acks.n;
	v.unknown = v.attempted - v.acked;
	ledger_ids_free(&attempts);
	ledger_ids_free(&acks);
	return v;
}
