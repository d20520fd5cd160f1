/*
 * SPDX-License-Identifier: ISC
 *
 * shell_maker: puts one shell object together, for the readers.
 *
 * Calling sequence: maker_init(); for each object maker_begin(), then
 * maker_property() and its maker_value()s again and again, then maker_hand()
 * to give it to the sink; maker_release(). What it holds of one object is
 * bounded.
 *
 * Does not: keep anything of the object before; look at encodings.
 */
#ifndef SOURCE_SHELL_MAKER_H
#define SOURCE_SHELL_MAKER_H

#include "base/buf.h"
#include "source/shell.h"

struct maker_value {
	size_t at, n;
};

struct maker_property {
	size_t name, nname;
	size_t first, nvalues;
	enum shell_loss loss;
};

struct shell_maker {
	const struct shell_sink *sink;
	uint64_t nobjects;
	struct buf text;
	struct maker_property *properties;
	size_t nproperties, properties_cap;
	struct maker_value *values;
	size_t nvalues, values_cap;
	struct maker_value noun, type;
	bool is_table; /* the names stay */
	size_t nnames; /* bytes of the text before the first value, then */
	size_t next;   /* property that maker_next() gives */
	uint64_t line;
	bool is_ansi; /* what is handed next was read by an assumed page */
	/* what is handed on */
	struct bytes *out_values;
	size_t out_values_cap;
	struct shell_property *out;
	size_t out_cap;
};

void maker_init(struct shell_maker *, const struct shell_sink *);
void maker_release(struct shell_maker *);

void maker_begin(struct shell_maker *, uint64_t line);
NODISCARD enum sanreq_status
maker_noun(struct shell_maker *, struct bytes, struct error *);
NODISCARD enum sanreq_status
maker_type(struct shell_maker *, struct bytes, struct error *);
NODISCARD enum sanreq_status
maker_property(struct shell_maker *, struct bytes name, struct error *);
/* Of the property begun, or gone to, last. A value that is nothing but the
 * name of a type marks the property as lost. */
NODISCARD enum sanreq_status
maker_value(struct shell_maker *, struct bytes, struct error *);
void maker_loss(struct shell_maker *, enum shell_loss);
/* Rows of a table: begins an object with the type and the names of the one
 * before, all of whose names were given before its first value. maker_next()
 * goes to its first property, then to the next, instead of maker_property(). */
void maker_again(struct shell_maker *, uint64_t line);
void maker_next(struct shell_maker *);
/* Has the object a property of this name, in any case? */
bool maker_has(const struct shell_maker *, struct bytes name);
struct bytes maker_name(const struct shell_maker *, size_t property);
/* An object without properties is none. */
NODISCARD enum sanreq_status maker_hand(struct shell_maker *, struct error *);
/* Hands the first n properties over; the others are the next object's, which
 * begins at line. */
NODISCARD enum sanreq_status
maker_hand_part(struct shell_maker *, size_t n, uint64_t line, struct error *);

#endif
