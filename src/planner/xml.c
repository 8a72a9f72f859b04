/* xml - a small document as a tree, over expat. */
#include "planner/xml.h"

#include <ctype.h>
#include <expat.h>
#include <limits.h>
#include <string.h>

struct reader {
	XML_Parser expat;
	struct arena *a;
	struct str text; /* of the element that is open */
	struct xml *open[XML_DEPTH_MAX];
	struct xml **tail[XML_DEPTH_MAX]; /* where the next child of open[i] goes */
	int depth;
	struct xml *root;
	const char *fault;
};

static void
stop(struct reader *r, const char *fault)
{
	if (!r->fault)
		r->fault = fault;
	XML_StopParser(r->expat, XML_FALSE);
}

static void XMLCALL
on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct reader *r = user;

	(void)attributes;
	if (r->depth == XML_DEPTH_MAX) {
		stop(r, "elements are nested too deep");
		return;
	}
	struct xml *x = ARENA_NEW(r->a, struct xml);
	*x = (struct xml){ .name = arena_strdup(r->a, name),
		.text = "",
		.line = (int)XML_GetCurrentLineNumber(r->expat) };
	if (r->depth > 0) {
		*r->tail[r->depth - 1] = x;
		r->tail[r->depth - 1] = &x->next;
	} else
		r->root = x;
	r->open[r->depth] = x;
	r->tail[r->depth++] = &x->child;
	str_clear(&r->text);
}

static void XMLCALL
on_end(void *user, const XML_Char *name)
{
	struct reader *r = user;
	struct xml *x = r->open[--r->depth];
	const char *from = str_text(&r->text);
	size_t n = r->text.len;

	(void)name;
	while (n > 0 && isspace((unsigned char)*from))
		from++, n--;
	while (n > 0 && isspace((unsigned char)from[n - 1]))
		n--;
	if (!x->child && n > 0)
		x->text = arena_strndup(r->a, from, n);
	str_clear(&r->text);
}

static void XMLCALL
on_text(void *user, const XML_Char *text, int n)
{
	str_add_n(&((struct reader *)user)->text, text, (size_t)n);
}

static void XMLCALL
on_doctype(void *user, const XML_Char *name, const XML_Char *sys, const XML_Char *pub, int internal)
{
	(void)name, (void)sys, (void)pub, (void)internal;
	stop(user, "a document type declaration is not read");
}

err_t
planner_xml_read(
    const char *text, size_t len, struct arena *a, const struct xml **ret, struct str *why)
{
	struct reader r = { .a = a, .expat = XML_ParserCreate(NULL) };
	bool ok = r.expat && len <= INT_MAX;

	if (ok) {
		XML_SetUserData(r.expat, &r);
		XML_SetElementHandler(r.expat, on_start, on_end);
		XML_SetCharacterDataHandler(r.expat, on_text);
		XML_SetStartDoctypeDeclHandler(r.expat, on_doctype);
		ok = XML_Parse(r.expat, text ? text : "", (int)len, 1) == XML_STATUS_OK;
	}
	if (!ok)
		str_addf(why, "%lu: %s",
		    r.expat ? (unsigned long)XML_GetCurrentLineNumber(r.expat) : 1UL,
		    r.fault   ? r.fault
		    : r.expat ? XML_ErrorString(XML_GetErrorCode(r.expat))
			      : "the document cannot be read");
	XML_ParserFree(r.expat);
	str_free(&r.text);
	if (!ok)
		return ERR_INVALID;
	*ret = r.root;
	return ERR_OK;
}

const struct xml *
planner_xml_child(const struct xml *of, const char *name)
{
	const struct xml *x = of->child;

	while (x && strcmp(x->name, name) != 0)
		x = x->next;
	return x;
}
