/* write - the same table, outwards. */
#include "wire/quantity.h"
#include "wire/scalar.h"

#include <string.h>

struct any_list {
	void *items;
	size_t n;
};

static bool
is_unknown(const struct wire_field *f, const void *member)
{
	struct any_list l;
	if (f->kind == WIRE_LIST) {
		memcpy(&l, member, sizeof l);
		return l.n == 0;
	}
	if (f->kind != WIRE_OBJECT)
		return wire_scalar_is_unknown(f->kind, member);
	for (size_t i = 0; i < f->shape->n; i++)
		if (!is_unknown(
			&f->shape->fields[i], (const char *)member + f->shape->fields[i].offset))
			return false;
	return true;
}

static json_t *
write_list(const struct wire_field *f, const struct any_list *l)
{
	json_t *array = json_array();
	for (size_t i = 0; i < l->n; i++) {
		const void *item = (const char *)l->items + i * f->size;
		json_array_append_new(array, f->of == WIRE_OBJECT
						 ? wire_write(f->shape, item)
						 : wire_scalar_write(f, f->of, item));
	}
	return array;
}

static json_t *
write_member(const struct wire_field *f, const void *member)
{
	struct any_list l;
	switch (f->kind) {
	case WIRE_LIST:
		memcpy(&l, member, sizeof l);
		return write_list(f, &l);
	case WIRE_OBJECT:
		return !(f->flags & WIRE_REQUIRED) && is_unknown(f, member)
			   ? json_null()
			   : wire_write(f->shape, member);
	default:
		return wire_scalar_write(f, f->kind, member);
	}
}

json_t *
wire_write(const struct wire_shape *s, const void *object)
{
	json_t *out = json_object();
	for (size_t i = 0; i < s->n; i++) {
		const struct wire_field *f = &s->fields[i];
		const void *member = (const char *)object + f->offset;
		if ((f->flags & WIRE_WRITE_ONLY) ||
		    ((f->flags & WIRE_OMIT) && is_unknown(f, member)))
			continue;
		if (wire_quantity_is(f))
			json_object_set_new(
			    out, wire_quantity_names(f).grams, write_member(f, member));
		else
			json_object_set_new(out, f->name, write_member(f, member));
	}
	return out;
}

json_t *
wire_write_list(const struct wire_shape *s, const void *items, size_t n)
{
	struct wire_field f = { .kind = WIRE_LIST, .of = WIRE_OBJECT, .shape = s, .size = s->size };
	struct any_list l = { (void *)items, n };
	return write_list(&f, &l);
}
