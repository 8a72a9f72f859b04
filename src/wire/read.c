/* read - one walk over a shape's table fills the struct and collects every fault.
 *
 * The walk goes on after a fault, so that a reporter on a bad line learns all of them from one
 * answer; questions over several members are asked only of objects whose members are all in order.
 */
#include "wire/quantity.h"
#include "wire/scalar.h"

#include <string.h>

static void read_object(struct wire_reader *r, const struct wire_path *at,
    const struct wire_shape *s, const json_t *v, void *out);

static const struct wire_field *
find_field(const struct wire_shape *s, const char *member)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct wire_field *f = &s->fields[i];
		if (wire_quantity_is(f) ? wire_quantity_has_name(f, member)
					: strcmp(f->name, member) == 0)
			return f;
	}
	return NULL;
}

static void
refuse_strangers(struct wire_reader *r, const struct wire_path *at, const struct wire_shape *s,
    const json_t *object)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)object, key, v) {
		const struct wire_field *f = find_field(s, key);
		if (f == NULL)
			wire_reader_fault_in(r, at, key, FAULT_UNKNOWN_MEMBER, NULL, NULL);
		else if (f->flags & WIRE_READ_ONLY)
			wire_reader_fault_in(r, at, key, FAULT_READ_ONLY, NULL, NULL);
	}
}

/* List members are LIST(T): a pointer and a count, whatever T is. */
struct any_list {
	void *items;
	size_t n;
};

static const char *
text_at(const struct wire_field *f, const char *item)
{
	const char *text;
	memcpy(&text, item + f->offset, sizeof text);
	return text;
}

/* Members marked WIRE_UNIQUE (codes, texts) stand once in a list. */
static void
refuse_twins(struct wire_reader *r, const struct wire_path *at, const struct wire_field *list,
    const struct any_list *l)
{
	for (size_t k = 0; k < list->shape->n; k++) {
		const struct wire_field *f = &list->shape->fields[k];
		if (!(f->flags & WIRE_UNIQUE))
			continue;
		for (size_t i = 1; i < l->n; i++) {
			const char *mine = text_at(f, (char *)l->items + i * list->size);
			for (size_t j = 0; mine != NULL && j < i; j++) {
				if (!str_eq(mine, text_at(f, (char *)l->items + j * list->size)))
					continue;
				struct wire_path item = { .up = at, .index = i };
				wire_reader_fault_in(
				    r, &item, f->name, FAULT_DUPLICATE, NULL, NULL);
				break;
			}
		}
	}
}

static void
read_items(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, struct any_list *l)
{
	struct wire_field item = { .kind = f->of, .names = f->names };
	for (size_t i = 0; i < l->n; i++) {
		struct wire_path p = { .up = at, .index = i };
		const json_t *x = json_array_get(v, i);
		void *out = (char *)l->items + i * f->size;
		if (f->of == WIRE_OBJECT)
			read_object(r, &p, f->shape, x, out);
		else if (json_is_null(x))
			wire_reader_fault(r, &p, FAULT_REQUIRED, NULL, NULL);
		else
			wire_scalar_read(r, &p, &item, f->of, x, out);
	}
}

static void
read_list(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, void *out)
{
	char bounds[WIRE_SCALAR_BOUNDS];
	int before = r->refused;
	size_t n = json_array_size(v);
	struct any_list l = { 0 };
	if (!json_is_array(v)) {
		wire_reader_fault(r, at, FAULT_TYPE, "array", NULL);
		return;
	}
	if ((int64_t)n > wire_scalar_max(f) || (int64_t)n < wire_scalar_min(f)) {
		wire_reader_fault(r, at, FAULT_TOO_MANY_ITEMS, wire_scalar_bounds(f, bounds), NULL);
		return;
	}
	bool patch = r->patch;
	r->patch = false; /* a list is replaced: its items are whole */
	l.n = n;
	l.items = n > 0 ? arena_array(r->arena, n, f->size) : NULL;
	read_items(r, at, f, v, &l);
	if (f->of == WIRE_OBJECT && r->refused == before)
		refuse_twins(r, at, f, &l);
	r->patch = patch;
	memcpy(out, &l, sizeof l);
}

static void
read_quantity(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *object, void *out)
{
	struct wire_quantity_names n = wire_quantity_names(f);
	struct quantity q;
	if (r->patch && json_object_get(object, n.value) == NULL &&
	    json_object_get(object, n.grams) == NULL)
		return;
	if (!wire_quantity_read(r, at, f, object, &q))
		return;
	if ((f->flags & WIRE_REQUIRED) && !units_said(&q)) {
		wire_reader_fault_in(r, at, n.value, FAULT_REQUIRED, NULL, NULL);
		return;
	}
	if (f->kind == WIRE_GRAMS)
		memcpy(out, &q.g, sizeof q.g);
	else
		memcpy(out, &q, sizeof q);
}

/* The member is not there, or null. */
static void
read_absent(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, void *out)
{
	if (r->patch && v == NULL)
		return;
	if (f->flags & WIRE_REQUIRED) {
		wire_reader_fault(r, at, FAULT_REQUIRED, NULL, NULL);
		return;
	}
	if (f->kind == WIRE_OBJECT)
		wire_init(f->shape, out);
	else if (f->kind == WIRE_LIST)
		memset(out, 0, sizeof(struct any_list));
	else if ((f->flags & WIRE_FALLBACK) && f->kind == WIRE_ENUM)
		memcpy(out, &(int){ (int)f->fallback }, sizeof(int));
	else if (f->flags & WIRE_FALLBACK)
		memcpy(out, &f->fallback, sizeof f->fallback);
	else
		wire_scalar_clear(f->kind, out);
}

static void
read_member(struct wire_reader *r, const struct wire_path *object_at, const struct wire_field *f,
    const json_t *object, void *out)
{
	struct wire_path at = { .up = object_at, .member = f->name };
	const json_t *v = json_object_get(object, f->name);
	if (f->flags & WIRE_READ_ONLY)
		return;
	if (wire_quantity_is(f))
		read_quantity(r, object_at, f, object, out);
	else if (v == NULL || json_is_null(v))
		read_absent(r, &at, f, v, out);
	else if (f->kind == WIRE_OBJECT)
		read_object(r, &at, f->shape, v, out);
	else if (f->kind == WIRE_LIST)
		read_list(r, &at, f, v, out);
	else
		wire_scalar_read(r, &at, f, f->kind, v, out);
}

static void
read_object(struct wire_reader *r, const struct wire_path *at, const struct wire_shape *s,
    const json_t *v, void *out)
{
	int before = r->refused;
	if (!r->patch)
		wire_init(s, out);
	if (!json_is_object(v)) {
		wire_reader_fault(r, at, FAULT_TYPE, "object", NULL);
		return;
	}
	refuse_strangers(r, at, s, v);
	for (size_t i = 0; i < s->n; i++)
		read_member(r, at, &s->fields[i], v, (char *)out + s->fields[i].offset);
	if (s->check != NULL && r->refused == before)
		s->check(out, &(struct wire_check){ r, at });
}

static void
append_warnings(struct faults *to, const struct faults *warnings)
{
	for (int i = 0; i < warnings->n; i++)
		fault_add(to, warnings->item[i].id, warnings->item[i].pointer, NULL, NULL, NULL);
}

err_t
wire_read_merge(
    const struct wire_shape *s, const json_t *in, void *out, const struct wire_in *ctx, bool patch)
{
	struct faults warnings = { 0 };
	struct wire_reader r = { ctx->arena, ctx->faults, &warnings, ctx->at, patch, 0 };
	read_object(&r, NULL, s, in, out);
	append_warnings(ctx->faults, &warnings);
	return r.refused > 0 ? ERR_INVALID : ERR_OK;
}

err_t
wire_read(
    const struct wire_shape *s, const json_t *in, void *out, struct arena *a, struct faults *f)
{
	return wire_read_merge(s, in, out, &(struct wire_in){ .arena = a, .faults = f }, false);
}

err_t
wire_read_at(const struct wire_shape *s, const json_t *in, void *out, const struct wire_in *ctx)
{
	return wire_read_merge(s, in, out, ctx, false);
}

err_t
wire_read_list(const struct wire_shape *s, const json_t *in, size_t max, void *ret_list,
    const struct wire_in *ctx)
{
	struct faults warnings = { 0 };
	struct wire_reader r = { ctx->arena, ctx->faults, &warnings, ctx->at, false, 0 };
	struct wire_field f = { .kind = WIRE_LIST,
		.of = WIRE_OBJECT,
		.shape = s,
		.size = s->size,
		.max = (int64_t)max };
	struct any_list l = { 0 };
	if (json_is_object(in)) {
		l.items = arena_alloc(ctx->arena, s->size);
		l.n = 1;
		read_object(&r, NULL, s, in, l.items);
	} else {
		read_list(&r, NULL, &f, in, &l);
	}
	append_warnings(ctx->faults, &warnings);
	if (r.refused > 0)
		return ERR_INVALID;
	memcpy(ret_list, &l, sizeof l);
	return ERR_OK;
}
