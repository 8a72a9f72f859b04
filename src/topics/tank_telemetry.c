/* tank_telemetry - from messages to readings of assets, through the committer, to ack and err.
 *
 * Facility and asset are the topic's, never the payload's; a retained or repeated message is known by its numbers. The
 * readings are written under the newest token of the asset's device, since the broker let nobody else publish there.
 * One bad reading of a message does not keep the others from being stored: a device that resends until it is
 * acknowledged would otherwise be stuck for ever. */
#include "topics/tank_telemetry.h"

#include "app/record_readings.h"
#include "app/tokens.h"
#include "base/metric.h"
#include "base/str.h"
#include "wire/reading_shape.h"

#include <string.h>

enum { REFUSALS_MAX = 50 }; /* of one asset and batch: the rest says nothing new */

/* An asset as topics of the batch name it. */
struct device {
	struct mqtt_topic_codes codes; /* province, facility, asset */
	struct store_telemetry_asset asset;
	bool refused;
	int refusals;
	struct ingest_readings readings;
	size_t cap;
};

struct batch {
	struct topics *t;
	struct arena *arena;
	struct device *devices;
	size_t n;
};

/* ---- answers ------------------------------------------------------------------------------------- */

static void
say(struct batch *b, const struct device *d, const char *form, json_t *j)
{
	char topic[MQTT_TOPIC_MAX];
	const char *codes[] = { d->codes.at[0], d->codes.at[1], d->codes.at[2] };
	CLEANUP(str_free) struct str s = { 0 };
	wire_dump_new(j, &s);
	if (mqtt_topic_make(form, codes, ARRAY_LEN(codes), topic))
		topics_say(b->t, topic, str_text(&s), s.len);
}

static void
refuse(struct batch *b, struct device *d, const struct fault *f, int64_t epoch, int64_t seq)
{
	char detail[512];
	if (d->refusals++ >= REFUSALS_MAX)
		return;
	struct wire_reading_refusal out = { .epoch = epoch, .seq = seq, .code = fault_code(f->id), .pointer = f->pointer,
		.detail = fault_text(f, LANG_EN, detail, sizeof detail) };
	metric_add(METRIC_MQTT_REFUSED, 1);
	say(b, d, TOPICS_ERR, wire_write(&wire_reading_shape_refusal, &out));
}

static void
refuse_message(struct batch *b, struct device *d, const struct faults *f)
{
	for (int i = 0; i < f->n; i++)
		if (fault_err(f->item[i].id) != ERR_OK)
			refuse(b, d, &f->item[i], UNKNOWN_I64, UNKNOWN_I64);
}

static void
acknowledge(struct batch *b, const struct device *d)
{
	for (size_t i = 0; i < d->readings.n_acks; i++) {
		const struct store_telemetry_ack *k = &d->readings.acks[i];
		json_t *missing = json_array();
		for (size_t g = 0; g < k->gaps; g++)
			json_array_append_new(missing, json_pack("[I,I]", (json_int_t)k->from[g], (json_int_t)k->to[g]));
		struct wire_reading_ack out = { .epoch = k->epoch, .seq = k->seq, .missing = missing };
		say(b, d, TOPICS_ACK, wire_write(&wire_reading_shape_ack, &out));
		json_decref(missing);
	}
}

/* ---- who is it ------------------------------------------------------------------------------------- */

static struct device *
device_of(struct batch *b, const struct mqtt_message *m)
{
	struct mqtt_topic_codes codes;
	if (!mqtt_topic_match(TOPICS_TLM, m->topic, &codes))
		return NULL;
	for (size_t i = b->n; i-- > 0;) /* a device often sends several in a row */
		if (str_eq(b->devices[i].codes.at[2], codes.at[2]) && str_eq(b->devices[i].codes.at[1], codes.at[1]) && str_eq(b->devices[i].codes.at[0], codes.at[0]))
			return &b->devices[i];
	b->devices[b->n] = (struct device){ .codes = codes };
	return &b->devices[b->n++];
}

static err_t
find_in_register(struct batch *b)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct faults f = { 0 };
	struct app *app = b->t->app;
	const char **codes = ARENA_ARRAY(b->arena, const char *, b->n);
	struct store_telemetry_asset *assets = ARENA_ARRAY(b->arena, struct store_telemetry_asset, b->n);
	for (size_t i = 0; i < b->n; i++)
		codes[i] = b->devices[i].codes.at[2];
	err_t e = db_acquire(app->db, DB_JOB, &c, &f);
	if (!e)
		e = store_telemetry_assets(c, codes, b->n, assets, &f);
	for (size_t i = 0; !e && i < b->n; i++) {
		b->devices[i].asset = assets[i];
		e = store_site_find(app->sites, c, b->devices[i].codes.at[1], &b->devices[i].readings.site, &f);
	}
	return e;
}

/* The topic's province, facility and asset stand together in the register, and the asset has a device. */
static void
check_device(struct batch *b, struct device *d)
{
	struct session who;
	struct faults f = { 0 };
	struct ingest_readings *r = &d->readings;
	const char *province = d->codes.at[0], *facility = d->codes.at[1], *asset = d->codes.at[2];
	if (r->site.site_id == 0 || d->asset.site_id != r->site.site_id || !str_eq(r->site.province, province))
		fault_add(&f, FAULT_TOPIC, "", province, facility, asset);
	else if (!app_tokens_device(b->t->app->tokens, asset, &who) || who.site.site_id != r->site.site_id)
		fault_add(&f, FAULT_NO_DEVICE, "", asset, NULL, NULL);
	else
		r->cred_id = who.cred_id;
	r->asset = d->asset;
	r->code = asset;
	r->arena = b->arena;
	d->refused = f.err != ERR_OK;
	refuse_message(b, d, &f);
}

/* ---- what does it say ------------------------------------------------------------------------------- */

static void
add(struct batch *b, struct device *d, const struct ingest_reading *one)
{
	struct ingest_readings *r = &d->readings;
	if (r->n == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 16;
		struct ingest_reading *more = ARENA_ARRAY(b->arena, struct ingest_reading, d->cap);
		if (r->n > 0)
			memcpy(more, r->items, r->n * sizeof *more);
		r->items = more;
	}
	r->items[r->n++] = *one;
}

static void
read_one(struct batch *b, struct device *d, const json_t *j, struct ingest_reading one)
{
	struct faults f = { 0 };
	const struct wire_in in = { b->arena, &f, one.at };
	if (!json_is_object(j))
		fault_add(&f, FAULT_TYPE, one.at, "object", NULL, NULL);
	else if (wire_read_at(&wire_reading_shape_tlm, j, &one.r, &in) == ERR_OK)
		add(b, d, &one);
	for (int i = 0; i < f.n; i++) {
		const json_t *epoch = json_object_get(j, "epoch"), *seq = json_object_get(j, "seq");
		if (fault_err(f.item[i].id) != ERR_OK)
			refuse(b, d, &f.item[i], json_is_integer(epoch) ? json_integer_value(epoch) : UNKNOWN_I64, json_is_integer(seq) ? json_integer_value(seq) : UNKNOWN_I64);
	}
}

static void
read_message(struct batch *b, struct device *d, const struct mqtt_message *m, size_t number)
{
	CLEANUP(wire_decref_ptr) json_t *j = NULL;
	struct faults f = { 0 };
	if (wire_parse(m->payload, m->len, &j, &f) != ERR_OK) {
		refuse_message(b, d, &f);
		return;
	}
	if (!json_is_array(j))
		read_one(b, d, j, (struct ingest_reading){ .message = number, .at = "" });
	for (size_t i = 0; json_is_array(j) && i < json_array_size(j); i++)
		read_one(b, d, json_array_get(j, i), (struct ingest_reading){ .message = number, .at = arena_printf(b->arena, "/%zu", i) });
}

/* ---- the batch ------------------------------------------------------------------------------------- */

static err_t
answer(struct batch *b, struct device *d, const struct ingest_readings *r, err_t e)
{
	d->readings = *r;
	if (e == ERR_AWAY || e == ERR_UNKNOWN)
		return e;
	if (e) { /* the database refuses its rows, such as those of a token revoked this moment */
		refuse_message(b, d, &r->faults);
		return ERR_OK;
	}
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].refused) {
			struct faults f = { 0 };
			fault_add(&f, FAULT_SEQ_REUSED, arena_printf(b->arena, "%s/seq", r->items[i].at), arena_printf(b->arena, "%lld", (long long)r->items[i].r.seq),
			    arena_printf(b->arena, "%lld", (long long)r->items[i].r.epoch), NULL);
			refuse(b, d, &f.item[0], r->items[i].r.epoch, r->items[i].r.seq);
		}
	acknowledge(b, d);
	return ERR_OK;
}

static err_t
commit(struct batch *b)
{
	struct ingest_readings *r = ARENA_ARRAY(b->arena, struct ingest_readings, b->n);
	struct device **of = ARENA_ARRAY(b->arena, struct device *, b->n);
	err_t *outcome = ARENA_ARRAY(b->arena, err_t, b->n), worst = ERR_OK;
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (b->devices[i].readings.n > 0) {
			of[n] = &b->devices[i];
			r[n++] = b->devices[i].readings;
		}
	app_record_readings(b->t->app, r, outcome, n);
	for (size_t i = 0; i < n; i++) {
		err_t e = answer(b, of[i], &r[i], outcome[i]);
		worst = e ? e : worst;
	}
	return worst;
}

err_t
topics_tank_telemetry_take(struct topics *t, const struct mqtt_message *messages, size_t n)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct batch b = { .t = t, .arena = arena, .devices = ARENA_ARRAY(arena, struct device, n) };
	struct device **of = ARENA_ARRAY(arena, struct device *, n);
	for (size_t i = 0; i < n; i++)
		of[i] = device_of(&b, &messages[i]);
	err_t e = find_in_register(&b);
	if (e == ERR_AWAY || e == ERR_UNKNOWN)
		return e;
	for (size_t i = 0; i < b.n; i++)
		check_device(&b, &b.devices[i]);
	for (size_t i = 0; i < n; i++)
		if (of[i] != NULL && !of[i]->refused)
			read_message(&b, of[i], &messages[i], i);
	return commit(&b);
}
