/* reader - what the reading functions of wire/ share: where we are, and what was wrong so far.
 *
 * Internal to wire/. A path is a chain of frames on the stack; it becomes text only for a fault. */
#ifndef OXY_WIRE_READER_H
#define OXY_WIRE_READER_H

#include "wire/wire.h"

struct wire_path {
	const struct wire_path *up;
	const char *member; /* NULL: index */
	size_t index;
};

struct wire_reader {
	struct arena *arena;
	struct faults *errors;
	struct faults *warnings; /* kept apart until the end, so that errors never lack room */
	const char *prefix;      /* pointer of the document's part that is read */
	bool patch;
	int refused; /* how many errors so far, unlisted ones too */
};

struct wire_check {
	struct wire_reader *reader;
	const struct wire_path *at;
};

/* wire_read_at and wire_patch in one (read.c). */
err_t wire_read_merge(const struct wire_shape *s, const json_t *in, void *out,
    const struct wire_in *ctx, bool patch) NODISCARD;

/* Always false, so that a refusal reads "return wire_reader_fault(...)". */
bool wire_reader_fault(struct wire_reader *r, const struct wire_path *at, enum fault_id id,
    const char *a, const char *b);
/* The same for a member of the object at `at`. */
bool wire_reader_fault_in(struct wire_reader *r, const struct wire_path *at, const char *member,
    enum fault_id id, const char *a, const char *b);
void wire_reader_warn(struct wire_reader *r, const struct wire_path *at, enum fault_id id);

/* The pointer of a place, RFC 6901; returns buf. */
char *wire_reader_pointer(
    const struct wire_reader *r, const struct wire_path *at, char *buf, size_t size);

#endif
