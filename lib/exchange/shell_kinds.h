/*
 * SPDX-License-Identifier: ISC
 *
 * shell_kinds: which cmdlet an object of Shell output is of, and where in the
 * directory such an object stands. What each property means is in the table
 * of services.
 *
 * An object is known by the name of its type, by its Identity ("EX01\EWS
 * (Default Web Site)"), by the cmdlet that the source names, or by a property
 * that the objects of one cmdlet alone have.
 *
 * Does not: read values.
 */
#ifndef EXCHANGE_SHELL_KINDS_H
#define EXCHANGE_SHELL_KINDS_H

#include "exchange/services.h"
#include "source/shell.h"

enum shell_place {
	PLACE_ORGANIZATION,
	PLACE_BELOW_SERVER,
	PLACE_SERVER /* is a server, or what a server has but once */
};

struct shell_kind {
	enum exchange_class class;
	enum shell_place place;
	const char *noun;        /* Get-NOUN */
	const char *others;      /* names of its types, other nouns; or NULL */
	const char *directories; /* "owa Exchange", or NULL */
	const char *container;   /* of its DN, or NULL */
};

/* NULL when nothing tells. */
const struct shell_kind *shell_kind_of(const struct shell_object *);
/* By the full name of its type alone. */
const struct shell_kind *shell_kind_by_type(struct bytes type);
/* The kind that goes by this noun, in any case, or NULL. */
const struct shell_kind *shell_kind_find(struct bytes noun);
/* The kind by a property that no other one has, or NULL. */
const struct shell_kind *shell_kind_by_property(const struct shell_object *);

#endif
