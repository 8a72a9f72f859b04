/* What was answered as of an instant is answered for ever, while eight writers record and commit in whatever order they like.
 *
 * The race is made wide: a writer takes its recorded_at, writes, and commits up to 15 ms later, so that without the watermark's wait an
 * answer "as of now" would grow afterwards. */
#include "app/request_supply.h"
#include "domain/calendar.h"
#include "lib/api_fixture.h"
#include "lib/suite.h"
#include "wire/delivery_shape.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WRITERS = 8, PROBES = 240, LATER = 12, TARGET = 100, TRIES = 100 };

static struct api_fixture *x;
static atomic_bool ending;
static atomic_long written;

/* The clock of the fixture goes on as real time does, wherever the machine's own clock stands. */
static void *
tick_for_ever(void *arg)
{
	int64_t from = clock_mono();
	(void)arg;
	while (!ending) {
		if (!clock_set(x->fx->app.clock, APP_FIXTURE_NOW + clock_mono() - from))
			abort();
		usleep(300);
	}
	return NULL;
}

static void *
write_for_ever(void *arg)
{
	unsigned delay = 1 + (unsigned)(size_t)arg;
	while (!ending) {
		struct supply_request r;
		bool is_new;
		struct act *a = app_fixture_begin(x->fx, &x->fx->coordinator, DB_WRITE);
		wire_init(&wire_delivery_shape_request, &r);
		r.product = PRODUCT_CYLINDER;
		r.cylinder_type = "VN40";
		r.full = 2;
		if (app_request_supply(a, x->fx->pgh1, &r, &is_new) != ERR_OK)
			abort();
		delay = delay * 1103515245 + 12345;
		usleep(delay / 65536 % 15000);
		if (app_fixture_commit(a) != ERR_OK)
			abort();
		written++;
	}
	return NULL;
}

struct probe {
	char target[TARGET];
	char *answer;
};

/* On a busy machine eight writers keep a reader waiting too long: it is told to send again, and does. */
static void
ask(const struct probe *p)
{
	for (int tries = 0; tries < TRIES; tries++) {
		api_fixture_call(x, "coordinator", "GET", p->target, NULL);
		if (x->status != 503)
			break;
		usleep(50000);
	}
	ck_assert_msg(x->status == 200, "%s: %d %s", p->target, x->status, x->text);
}

static void
ask_again(const struct probe *p, const char *when, int *changed)
{
	ask(p);
	if (strcmp(x->text, p->answer) != 0 && (*changed)++ == 0)
		printf("%s, %s: %.400s\nwas first: %.400s\n", p->target, when, x->text, p->answer);
}

static int
run_probes(struct probe *probes, int *different)
{
	int changed = 0;
	char at[CALENDAR_INSTANT_TEXT];
	for (int i = 0; i < PROBES; i++) {
		struct probe *p = &probes[i];
		snprintf(p->target, sizeof p->target, "/v1/requests?limit=30&as_of=%s", calendar_instant_text(clock_now(x->fx->app.clock), at));
		ask(p);
		p->answer = mem_strdup(x->text);
		*different += i > 0 && strcmp(p->answer, probes[i - 1].answer) != 0;
		if (i >= LATER)
			ask_again(&probes[i - LATER], "a little later", &changed);
	}
	return changed;
}

START_TEST(what_was_answered_as_of_an_instant_never_changes_under_eight_writers)
{
	pthread_t writers[WRITERS], ticker;
	static struct probe probes[PROBES];
	int different = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	x = api_fixture_new();
	pthread_create(&ticker, NULL, tick_for_ever, NULL);
	for (size_t i = 0; i < WRITERS; i++)
		pthread_create(&writers[i], NULL, write_for_ever, (void *)i);
	int changed = run_probes(probes, &different);
	ending = true;
	for (size_t i = 0; i < WRITERS; i++)
		pthread_join(writers[i], NULL);
	pthread_join(ticker, NULL);
	for (int i = 0; i < PROBES; i++)
		ask_again(&probes[i], "at the end", &changed);
	printf("%d probes over %ld writes, %d saw something new; %d changed later\n", PROBES, written, different, changed);
	ck_assert_int_gt(different, PROBES / 2); /* else nothing was there to change */
	ck_assert_int_eq(changed, 0);
	for (int i = 0; i < PROBES; i++)
		free(probes[i].answer);
	api_fixture_free(x);
}
END_TEST

SUITE_TIMED("as_of", 180, what_was_answered_as_of_an_instant_never_changes_under_eight_writers)
