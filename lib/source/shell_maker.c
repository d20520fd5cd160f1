/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "source/shell_maker.h"

void
maker_init(struct shell_maker *m, const struct shell_sink *sink)
{
	memset(m, 0, sizeof(*m));
	m->sink = sink;
	buf_init(&m->text, SHELL_OBJECT_MAX);
}

void
maker_release(struct shell_maker *m)
{
	buf_release(&m->text);
	free(m->properties);
	free(m->values);
	free(m->out_values);
	free(m->out);
	memset(m, 0, sizeof(*m));
}

void
maker_begin(struct shell_maker *m, uint64_t line)
{
	buf_clear(&m->text);
	m->nproperties = m->nvalues = 0;
	m->noun = m->type = (struct maker_value){0, 0};
	m->is_table = false;
	m->next = 0;
	m->line = line;
	m->is_ansi = false;
}

void
maker_again(struct shell_maker *m, uint64_t line)
{
	if (!m->is_table)
		m->nnames = m->text.len;
	m->is_table = true;
	m->text.len = m->nnames;
	m->nvalues = 0;
	m->next = 0;
	m->line = line;
}

void
maker_next(struct shell_maker *m)
{
	struct maker_property *p = &m->properties[m->next++];

	p->first = m->nvalues;
	p->nvalues = 0;
	p->loss = SHELL_WHOLE;
}

static struct maker_property *
property_now(struct shell_maker *m)
{
	return &m->properties[(m->next != 0 ? m->next : m->nproperties) - 1];
}

static enum sanreq_status
add_text(struct shell_maker *m, struct bytes s, struct maker_value *out,
    struct error *err)
{
	enum sanreq_status status;

	out->at = m->text.len;
	status = buf_add(&m->text, s.p, s.n, err);
	out->n = m->text.len - out->at;
	if (status == SANREQ_LIMIT) {
		err->status = SANREQ_INPUT;
		error_prefix(err, "an object");
	}
	return err->status;
}

enum sanreq_status
maker_noun(struct shell_maker *m, struct bytes s, struct error *err)
{
	return s.n == 0 ? SANREQ_OK : add_text(m, s, &m->noun, err);
}

enum sanreq_status
maker_type(struct shell_maker *m, struct bytes s, struct error *err)
{
	return s.n == 0 ? SANREQ_OK : add_text(m, s, &m->type, err);
}

static enum sanreq_status
check_count(const struct shell_maker *m, struct error *err)
{
	if (m->nproperties > SHELL_PROPERTIES_MAX)
		return error_set(err, SANREQ_INPUT,
		    "an object with more than %u properties",
		    SHELL_PROPERTIES_MAX);
	if (m->nvalues < SHELL_VALUES_MAX)
		return SANREQ_OK;
	return error_set(err, SANREQ_INPUT,
	    "an object with more than %u values", SHELL_VALUES_MAX);
}

enum sanreq_status
maker_property(struct shell_maker *m, struct bytes name, struct error *err)
{
	struct maker_value text;
	void *items = m->properties;

	if (check_count(m, err) != SANREQ_OK)
		return err->status;
	if (array_grow(&items, &m->properties_cap, sizeof(*m->properties),
		m->nproperties + 1, err) != SANREQ_OK)
		return err->status;
	m->properties = items;
	if (add_text(m, name, &text, err) != SANREQ_OK)
		return err->status;
	m->properties[m->nproperties++] = (struct maker_property){
	    .name = text.at, .nname = text.n, .first = m->nvalues};
	return SANREQ_OK;
}

static bool
begins(struct bytes s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && memcmp(s.p, word, n) == 0;
}

/* What PowerShell writes for a value that it does not take apart: the name of
 * its type ("System.Object[]"), or the members of the value ("@{a=b}"). */
static bool
is_type_name(struct bytes s)
{
	if (s.n < 2 || (s.p[0] != 'S' && s.p[0] != 'M' && s.p[0] != '@'))
		return false;
	return begins(s, "System.Collections.") ||
	       begins(s, "System.Management.Automation.") ||
	       begins(s, "Microsoft.Exchange.") || begins(s, "@{") ||
	       (begins(s, "System.") && s.p[s.n - 1] == ']');
}

enum sanreq_status
maker_value(struct shell_maker *m, struct bytes s, struct error *err)
{
	struct maker_property *p = property_now(m);
	void *items = m->values;

	if (s.n == 0)
		return SANREQ_OK;
	if (is_type_name(s)) {
		p->loss = SHELL_LOST;
		return SANREQ_OK;
	}
	if ((m->nvalues == m->values_cap ||
		m->nproperties > SHELL_PROPERTIES_MAX) &&
	    (check_count(m, err) != SANREQ_OK ||
		array_grow(&items, &m->values_cap, sizeof(*m->values),
		    m->nvalues + 1, err) != SANREQ_OK))
		return err->status;
	m->values = items;
	if (add_text(m, s, &m->values[m->nvalues], err) != SANREQ_OK)
		return err->status;
	m->nvalues++;
	p->nvalues++;
	return SANREQ_OK;
}

void
maker_loss(struct shell_maker *m, enum shell_loss loss)
{
	property_now(m)->loss = loss;
}

bool
maker_has(const struct shell_maker *m, struct bytes name)
{
	for (size_t i = 0; i < m->nproperties; i++)
		if (text_same(m->text.data + m->properties[i].name,
			m->properties[i].nname, name.p, name.n))
			return true;
	return false;
}

struct bytes
maker_name(const struct shell_maker *m, size_t i)
{
	return (struct bytes){
	    m->text.data + m->properties[i].name, m->properties[i].nname};
}

static struct bytes
text_of(const struct shell_maker *m, struct maker_value v)
{
	return (struct bytes){buf_text(&m->text) + v.at, v.n};
}

/* Offsets become pointers. */
static enum sanreq_status
make_out(struct shell_maker *m, struct error *err)
{
	void *values = m->out_values, *out = m->out;

	if (array_grow(&values, &m->out_values_cap, sizeof(*m->out_values),
		m->nvalues, err) != SANREQ_OK)
		return err->status;
	m->out_values = values;
	if (array_grow(&out, &m->out_cap, sizeof(*m->out), m->nproperties,
		err) != SANREQ_OK)
		return err->status;
	m->out = out;
	for (size_t i = 0; i < m->nvalues; i++)
		m->out_values[i] = text_of(m, m->values[i]);
	for (size_t i = 0; i < m->nproperties; i++) {
		const struct maker_property *p = &m->properties[i];

		m->out[i] = (struct shell_property){
		    .name = {m->text.data + p->name, p->nname},
		    .values = m->out_values + p->first,
		    .nvalues = p->nvalues,
		    .loss = p->loss};
	}
	return SANREQ_OK;
}

enum sanreq_status
maker_hand(struct shell_maker *m, struct error *err)
{
	struct shell_object object = {.line = m->line, .is_ansi = m->is_ansi};

	if (m->nproperties == 0)
		return SANREQ_OK;
	if (make_out(m, err) != SANREQ_OK)
		return err->status;
	object.noun = text_of(m, m->noun);
	object.type = text_of(m, m->type);
	object.properties = m->out;
	object.nproperties = m->nproperties;
	m->nobjects++;
	return m->sink->object(m->sink->arg, &object, err);
}

enum sanreq_status
maker_hand_part(
    struct shell_maker *m, size_t n, uint64_t line, struct error *err)
{
	size_t all = m->nproperties;

	m->nproperties = n;
	if (maker_hand(m, err) != SANREQ_OK)
		return err->status;
	m->nproperties = all - n;
	memmove(m->properties, m->properties + n,
	    m->nproperties * sizeof(*m->properties));
	m->line = line;
	return SANREQ_OK;
}

const struct shell_property *
shell_property(const struct shell_object *o, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < o->nproperties; i++) {
		struct bytes known = o->properties[i].name;

		if (known.n == n && text_same(known.p, n, name, n))
			return &o->properties[i];
	}
	return NULL;
}

struct bytes
shell_value(const struct shell_object *o, const char *name)
{
	const struct shell_property *p = shell_property(o, name);

	return p != NULL && p->nvalues != 0 ? p->values[0]
					    : (struct bytes){NULL, 0};
}
