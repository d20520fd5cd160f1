/*
 * SPDX-License-Identifier: ISC
 *
 * reader: the steps by which a profile's YAML tree becomes a struct profile.
 * Internal to profile/.
 *
 * A key is a row of a table: its name and the function that reads its value.
 * So the keys that exist, the hint for a misspelled one, and the list in the
 * message have one source.
 */
#ifndef PROFILE_READER_H
#define PROFILE_READER_H

#include "base/buf.h"
#include "profile/node.h"
#include "profile/rule.h"
#include "profile/words.h"

struct reader {
	struct profile *profile;
	const char *where; /* the file, safe to print */
	const char *const *known_rules;
	const struct node *key_place; /* key: type, in this file, or NULL */
	void *target;                 /* what the section's keys fill */
};

struct key {
	const char *name; /* NULL ends a table */
	enum sanreq_status (*read)(
	    struct reader *, const struct node *, struct error *);
};

/* Sets "where:line:column: ..." */
enum sanreq_status reader_fail(const struct reader *, const struct node *,
    struct error *, const char *fmt, ...) FORMAT(4, 5);
/* "where:line" in the profile's pool; NULL when out of memory. */
const char *
reader_at(const struct reader *, const struct node *, struct error *);

/* Reads a map whose keys are those of the table. what: "key", "a rule". */
NODISCARD enum sanreq_status reader_section(struct reader *,
    const struct node *, const struct key *, const char *what, struct error *);

NODISCARD enum sanreq_status reader_text(struct reader *, const struct node *,
    const char *what, const char **out, struct error *);
NODISCARD enum sanreq_status reader_bool(struct reader *, const struct node *,
    const char *what, bool *out, struct error *);
NODISCARD enum sanreq_status
reader_number(struct reader *, const struct node *, const char *what,
    unsigned min, unsigned max, unsigned *out, struct error *);
NODISCARD enum sanreq_status reader_name(struct reader *, const struct node *,
    const char *what, struct name *out, struct error *);

/* One word of a set: its value. */
NODISCARD enum sanreq_status reader_word(struct reader *, const struct node *,
    const char *what, const struct word *, int *out, struct error *);
/* A word or a list of them: values or-ed (as_bits: 1 << value). */
NODISCARD enum sanreq_status
reader_mask(struct reader *, const struct node *, const char *what,
    const struct word *, bool as_bits, unsigned *out, struct error *);

/* The rules: section, in order, before those that the profile has. */
NODISCARD enum sanreq_status
reader_rules(struct reader *, const struct node *, struct error *);
/* Everything else that a profile says. */
NODISCARD enum sanreq_status
reader_profile(struct reader *, const struct node *root, struct error *);

/* The keys of every section, for the test that compares the JSON Schema. */
struct reader_table {
	const char *section; /* "", "key", "extensions", "conditions" ... */
	const struct key *keys;
};
const struct reader_table *reader_tables(size_t *n);
const struct key *reader_rule_keys(void);
const struct key *reader_condition_keys(void);

#endif
