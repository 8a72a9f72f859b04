/* problem - errors as problem+json (RFC 9457), in the reader's language. */
#include "wire/wire.h"

static json_t *
write_errors(const struct faults *faults, enum lang lang)
{
	json_t *errors = json_array();
	char text[512];
	for (int i = 0; faults != NULL && i < faults->n; i++) {
		const struct fault *f = &faults->item[i];
		if (fault_err(f->id) == ERR_OK)
			continue; /* a warning */
		json_array_append_new(errors,
		    json_pack("{s:s, s:s, s:s}", "pointer", f->pointer, "code", fault_code(f->id),
			"detail", fault_text(f, lang, text, sizeof text)));
	}
	return errors;
}

/* One sentence for people: the first error with its place, or the title. */
static json_t *
write_detail(const json_t *errors, const char *title)
{
	const json_t *first = json_array_get(errors, 0);
	if (first == NULL)
		return json_string(title);
	const char *pointer = wire_peek(first, "pointer"), *detail = wire_peek(first, "detail");
	return pointer[0] == '\0' ? json_string(detail) : json_sprintf("%s: %s", pointer, detail);
}

json_t *
wire_problem(const struct wire_problem *p)
{
	json_t *out = json_object(), *errors = write_errors(p->faults, p->lang);
	const char *title = err_title(p->err, p->lang);
	json_object_set_new(out, "type", json_sprintf("urn:oxyd:problem:%s", err_slug(p->err)));
	json_object_set_new(out, "title", json_string(title));
	json_object_set_new(out, "status", json_integer(err_http(p->err)));
	json_object_set_new(out, "detail", write_detail(errors, title));
	json_object_set_new(out, "instance", p->instance ? json_string(p->instance) : json_null());
	json_object_set_new(
	    out, "request_id", p->request_id ? json_string(p->request_id) : json_null());
	json_object_set_new(out, "errors", errors);
	return out;
}
