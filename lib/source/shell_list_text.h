/*
 * SPDX-License-Identifier: ISC
 *
 * shell_list_text: a line of Format-List text as a property, and the whole
 * text of a value: "a", or a list in braces, "{a, b, c...}".
 *
 * Does not: put the lines of a value together.
 */
#ifndef SOURCE_SHELL_LIST_TEXT_H
#define SOURCE_SHELL_LIST_TEXT_H

#include "source/shell_maker.h"

/* A line "Name : value". */
struct list_property {
	struct bytes name, value;
	size_t column; /* of the colon, in a console */
	size_t width;  /* from the name to the colon, without tabs */
	bool is_tabbed;
};

/* "Name : value", or "Name:" with a tab behind it. is_tabbed: of text where
 * such are, "Name:" is one too. */
bool
list_property_parse(struct bytes line, bool is_tabbed, struct list_property *);

/* Where empty lines stand between the properties, a name that comes again ends
 * the object; but then it should be the first one. */
NODISCARD enum sanreq_status
list_again_check(struct bytes first, struct bytes name, struct error *);

/* In characters, without the spaces at its end; the spaces before it. */
size_t list_length(struct bytes line);
size_t list_indent(struct bytes line);

/* To the property begun last. */
NODISCARD enum sanreq_status
list_value_add(struct shell_maker *, struct bytes text, struct error *);

#endif
