/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/judge.h"

/* Bytes of names that may be copied. */
#define RAW_MAX ((size_t)512 << 20)

void
raw_names_release(struct raw_names *raw)
{
	free(raw->names);
	free(raw->kinds);
	pool_release(&raw->pool);
}

/* One name as it was written. */
struct spelled {
	const char *p;
	size_t n;
	bool address; /* in an iPAddress, in textual form */
};

/* Tells a breach of a rule about spelling, unless it is silent. */
static enum sanreq_status
tell(struct judge *j, const char *id, bool refused, const char *name,
    const char *what, struct error *err)
{
	for (j->at = 0; (j->rule = rules_at(j->at)) != NULL; j->at++)
		if (strcmp(j->rule->id, id) == 0)
			break;
	if (j->rule == NULL)
		return error_set(
		    err, SANREQ_INTERNAL, "no rule %s in the catalogue", id);
	if (j->severity[j->at] < 0)
		return SANREQ_OK;
	/* NAM18 informs of an encoding, and is an error where there is none */
	if (refused)
		return judge_breach_as(
		    j, SEVERITY_ERROR, name, err, "%s", what);
	return judge_breach(j, name, err, "%s", what);
}

static enum sanreq_status
tell_refused(struct judge *j, const char *name, const struct error *why,
    struct error *err)
{
	size_t n;

	if (why->status != SANREQ_NAME || why->rule == NULL)
		return error_set(err, why->status, "%s", why->text);
	/* error_rule() put the id before the message */
	n = strlen(why->rule);
	if (strncmp(why->text, why->rule, n) == 0 &&
	    strncmp(why->text + n, ": ", 2) == 0)
		n += 2;
	else
		n = 0;
	return tell(j, why->rule, true, name, why->text + n, err);
}

/* What name_parse() mends; in a file nobody will. */
static enum sanreq_status
tell_mended(struct judge *j, const struct spelled *raw, const struct name *n,
    struct error *err)
{
	static const struct {
		unsigned bit;
		const char *id;
		const char *mended;
		const char *must;
	} table[] = {
	    {NAME_FIXED_DOT, "NAM12", "root dot removed",
		"ends in the root dot, which must not be there: write"},
	    {NAME_FIXED_IDN, "NAM18", "sent as A-label",
		"has letters beyond ASCII, which no certificate can have: "
		"write"},
	    {NAME_FIXED_SPACE, "NAM09", "without white space",
		"has white space around it: write"},
	    {NAME_FIXED_CASE, "NAM26", "lower-cased",
		"has upper case, which some CAs refuse: better"},
	};
	char what[TEXT_QUOTE_MAX + NAME_TEXT_MAX + 80];
	bool file = (j->kind & JUDGES_PLAN) == 0;
	enum sanreq_status st;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (!(n->fixed & table[i].bit) ||
		    (!file && table[i].bit == NAME_FIXED_SPACE))
			continue;
		(void)snprintf(what, sizeof(what), "\"%s\" %s%s%s \"%s\"",
		    QUOTE(raw->p, raw->n), file ? "" : "is ",
		    file ? table[i].must : table[i].mended, file ? "" : ":",
		    n->text);
		st = tell(j, table[i].id,
		    file && table[i].bit == NAME_FIXED_IDN, raw->p, what, err);
		if (st != SANREQ_OK)
			return st;
	}
	return SANREQ_OK;
}

static enum sanreq_status
tell_address(struct judge *j, const char *text, struct error *err)
{
	char what[TEXT_QUOTE_MAX + 120];

	(void)snprintf(what, sizeof(what),
	    "\"%s\" is an address that stands as a DNS name: it belongs into "
	    "an iPAddress",
	    QUOTES(text));
	return tell(j, "NAM27", true, text, what, err);
}

static enum sanreq_status
judge_one(struct judge *j, struct raw_names *raw, size_t *n,
    const struct spelled *spelled, struct error *err)
{
	bool file = (j->kind & JUDGES_PLAN) == 0;
	struct name name;
	struct error why = {0};

	if (name_parse(spelled->p, spelled->n, &name, &why) != SANREQ_OK)
		return tell_refused(j, spelled->p, &why, err);
	if (file && name.kind == NAME_IP && !spelled->address)
		return tell_address(j, spelled->p, err);
	raw->kinds[*n] = name.kind;
	raw->names[*n] =
	    pool_copy(&raw->pool, name.text, strlen(name.text), err);
	if (raw->names[*n] == NULL)
		return err->status;
	++*n;
	return name.fixed == 0 || spelled->address
		   ? SANREQ_OK
		   : tell_mended(j, spelled, &name, err);
}

static struct spelled
spelled_at(const struct rule_subject *s, size_t i)
{
	return (struct spelled){.p = s->names[i],
	    .n = s->lengths != NULL ? s->lengths[i] : strlen(s->names[i]),
	    .address = s->kinds != NULL && s->kinds[i] == NAME_IP};
}

enum sanreq_status
judge_spelling(struct judge *j, struct raw_names *raw, struct error *err)
{
	const struct rule_subject *s = j->subject;
	enum sanreq_status st;
	size_t i, n = 0;

	pool_init(&raw->pool, RAW_MAX);
	raw->names = calloc(s->nnames + 1, sizeof(*raw->names));
	raw->kinds = calloc(s->nnames + 1, sizeof(*raw->kinds));
	if (raw->names == NULL || raw->kinds == NULL)
		return error_memory(err);
	for (i = 0; i < s->nnames; i++) {
		const struct spelled spelled = spelled_at(s, i);

		st = judge_one(j, raw, &n, &spelled, err);
		if (st != SANREQ_OK)
			return st;
	}
	raw->subject = *s;
	raw->subject.names = raw->names;
	raw->subject.kinds = raw->kinds;
	raw->subject.nnames = n;
	j->subject = &raw->subject;
	return SANREQ_OK;
}
