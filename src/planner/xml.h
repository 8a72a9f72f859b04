/* xml - a small document as a tree: elements, their text and their lines.
 *
 * Attributes, comments and processing instructions are passed over. A document type declaration is
 * refused, so that no entity can grow. Pure; everything is in the arena. */
#ifndef OXY_PLANNER_XML_H
#define OXY_PLANNER_XML_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include <stddef.h>

enum { XML_DEPTH_MAX = 16 };

struct xml {
	const char *name;
	const char *text; /* of a leaf, without the blanks around it; "" in any other element */
	int line;
	struct xml *child, *next; /* in the order of the document */
};

/* On a fault `why` says "LINE: what is wrong". */
err_t planner_xml_read(
    const char *text, size_t len, struct arena *a, const struct xml **ret, struct str *why);

/* The first child of that name, or NULL; names compare exactly. */
const struct xml *planner_xml_child(const struct xml *of, const char *name);

#endif
