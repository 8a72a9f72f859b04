/* wire - one table per JSON shape: reads it, writes it, describes it.
 *
 *     json_t *body;
 *     struct facility f;
 *     err_t e = wire_parse(text, len, &body, faults);
 *     if (!e)
 *         e = wire_read(&wire_facility_shape, body, &f, arena, faults);
 *     ...
 *     json_t *answer = wire_write(&wire_facility_shape, &f);
 *     wire_dump(answer, &bytes);
 *
 * Rules that hold for every shape:
 * - null or an absent member is unknown; which value means unknown in C is said in domain/list.h,
 *   and wire_read sets every member that was not sent to it (booleans to false).
 * - An unknown member, one that only the server sets, a wrong type and a value out of range are all
 *   reported, each with the JSON pointer of the faulty member (RFC 6901), up to FAULTS_MAX.
 * - A quantity comes in as NAME {"value", "unit"} or as the integer NAME_g, and goes out as NAME_g.
 * - Members go out in the order of the table; unknown ones as null.
 *
 * Memory only: no I/O, no global state. Texts and lists that were read live in the arena; WIRE_JSON
 * members point into the document that was read. A json_t belongs to one thread at a time. */
#ifndef OXY_WIRE_WIRE_H
#define OXY_WIRE_WIRE_H

#include "base/err.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/list.h"
#include "domain/names.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*                   C member             JSON */
enum wire_kind {
	WIRE_I64,      /* int64_t             integer min..max */
	WIRE_F64,      /* double              number low..high, written with `places` decimals */
	WIRE_BOOL,     /* bool                true, false */
	WIRE_TEXT,     /* const char *        string of min..max characters, no NUL */
	WIRE_CODE,     /* const char *        ^[A-Z0-9-]{1,24}$ */
	WIRE_CYLINDER, /* const char *        a type of domain/container */
	WIRE_ENUM,     /* an enum             a word of `names` */
	WIRE_INSTANT,  /* instant_t           RFC 3339 with offset */
	WIRE_DATE,     /* day_t               YYYY-MM-DD */
	WIRE_TIME,     /* time_of_day_t       HH:MM */
	WIRE_ID,       /* struct id           UUID */
	WIRE_GRAMS,    /* int64_t NAME_g      a quantity of gas, stored in grams only */
	WIRE_QUANTITY, /* struct quantity     a quantity with its origin; a gauge reading where WIRE_GAUGE allows */
	WIRE_OBJECT,   /* the struct itself   object of `shape` */
	WIRE_LIST,     /* LIST(T)             array of `of`, at most max items */
	WIRE_JSON,     /* json_t *            anything; borrowed */
};

enum wire_flag {
	WIRE_REQUIRED = 1,    /* in: must be there and not null. out: an object is written even if all unknown */
	WIRE_READ_ONLY = 2,   /* only the server sets it: refused on the way in */
	WIRE_WRITE_ONLY = 4,  /* never written out */
	WIRE_OMIT = 8,        /* left out on the way out when unknown or empty, instead of null or [] */
	WIRE_FALLBACK = 16,   /* integers and enums: absent means `fallback` (not in a patch) */
	WIRE_GAUGE = 32,      /* quantities: "%", "mmH2O", "bar", "mm" are welcome too */
	WIRE_UNIQUE = 64,     /* in a list of objects: no two items may have the same value here */
};

struct wire_field {
	const char *name; /* JSON member = C member; a WIRE_GRAMS name ends in _g */
	enum wire_kind kind;
	enum wire_kind of; /* WIRE_LIST: kind of its items */
	unsigned flags;
	size_t offset;
	size_t size;       /* WIRE_LIST: of one item */
	int64_t min, max;  /* I64: values; TEXT: characters; LIST: items; 0, 0: the kind's default */
	double low, high;  /* F64; 0, 0: 0 and more */
	int places;        /* F64 out: decimals; 0: as many as it has (up to 15 digits) */
	int64_t fallback;
	const struct names *names;
	const struct wire_shape *shape;
	const char *unit; /* for people, in the description */
	const char *text; /* for people: what it is */
};

/* What the table cannot say: questions over several members. Faults by wire_check_fault. */
struct wire_check;
typedef void wire_check_fn(void *object, struct wire_check *c);

struct wire_shape {
	const char *name; /* CamelCase: the OpenAPI component */
	const char *text;
	size_t size;      /* of the struct */
	const struct wire_field *fields;
	size_t n;
	wire_check_fn *check; /* after all members were read; may complete the object; NULL: none */
};

/* Parse one JSON text strictly: UTF-8 without NUL, no duplicate names, depth at most WIRE_DEPTH,
 * integers within int64, finite numbers, nothing after it. ERR_MALFORMED with line and column.
 * *ret is a new reference: json_decref it (or CLEANUP(wire_decref_ptr)). */
enum { WIRE_DEPTH = 16 };
err_t wire_parse(const char *text, size_t len, json_t **ret, struct faults *f) NODISCARD;
void wire_decref_ptr(json_t **j);

/* Read one object. Writes *out even on faults (then do not use it). Warnings (class OK, such as
 * bare_m3) stand in `f` too, after the errors; only f->err says whether it is acceptable. */
err_t wire_read(const struct wire_shape *s, const json_t *in, void *out, struct arena *a, struct faults *f) NODISCARD;

struct wire_in {
	struct arena *arena;
	struct faults *faults;
	const char *at; /* pointer of the value within the document, "" or "/3"; NULL: "" */
};

/* The same for a value inside a larger document. */
err_t wire_read_at(const struct wire_shape *s, const json_t *in, void *out, const struct wire_in *ctx) NODISCARD;

/* An array of objects, or a single object as an array of one; *ret_items in the arena. */
err_t wire_read_list(const struct wire_shape *s, const json_t *in, size_t max, void *ret_list, const struct wire_in *ctx) NODISCARD;

/* Lay the members that were sent over an object that is complete already (PATCH, JSON merge): null
 * sets unknown, objects merge, lists are replaced. Required members may be absent, not null. */
err_t wire_patch(const struct wire_shape *s, const json_t *in, void *inout, struct arena *a, struct faults *f) NODISCARD;

/* Set every member to unknown (booleans false, lists empty). */
void wire_init(const struct wire_shape *s, void *object);

/* A text member before the shape is read, for looking up ids first; NULL when not there or no text. */
const char *wire_peek(const json_t *in, const char *name);

/* For wire_check_fn. `member` is a path below the object, "/period" or "/stock/3/type". */
void wire_check_fault(struct wire_check *c, enum fault_id id, const char *member, const char *a, const char *b);
struct arena *wire_check_arena(struct wire_check *c);
bool wire_check_is_patch(const struct wire_check *c);

/* A new reference. */
json_t *wire_write(const struct wire_shape *s, const void *object) NODISCARD;
json_t *wire_write_list(const struct wire_shape *s, const void *items, size_t n) NODISCARD; /* a bare array */

/* {"items": [...], "next": "cursor" | null}; steals `items`. */
json_t *wire_envelope(json_t *items, const char *next) NODISCARD;

/* Append compact UTF-8, member order kept, reals with 15 digits. The second one takes the reference. */
void wire_dump(const json_t *j, struct str *out);
void wire_dump_new(json_t *j, struct str *out);

/* Append the canonical form: names sorted, no spaces, 1 and 1.0 and 1e0 the same. Equal documents
 * have equal bytes. */
void wire_canonical(const json_t *j, struct str *out);

/* problem+json (RFC 9457). Faults of class OK (warnings) are left out. */
struct wire_problem {
	err_t err;
	const struct faults *faults; /* may be NULL */
	const char *instance;        /* the path; may be NULL */
	const char *request_id;      /* may be NULL */
	enum lang lang;
};
#define WIRE_PROBLEM_TYPE "application/problem+json"
json_t *wire_problem(const struct wire_problem *p) NODISCARD;

/* Accept-Language -> vi or en by quality; English when neither is asked for (NULL is fine). */
enum lang wire_lang(const char *accept_language);

/* JSON Schema 2020-12 of one direction. Nested shapes are "$ref"s under `refs`
 * ("#/components/schemas/"), or inlined when refs is NULL. */
enum wire_direction { WIRE_IN, WIRE_OUT, WIRE_PATCH };
json_t *wire_schema(const struct wire_shape *s, enum wire_direction d, const char *refs) NODISCARD;

/* The component's name: "Facility" out, "FacilityInput" in, "FacilityPatch"; returns buf. */
char *wire_schema_name(const struct wire_shape *s, enum wire_direction d, char *buf, size_t size);

#endif
