/*
 * SPDX-License-Identifier: ISC
 *
 * The values of a subject, of a plan or of a file, as one list.
 */
#include <stdlib.h>
#include <string.h>

#include "check/judge.h"

static const struct {
	const char *oid;
	enum subject_attribute attribute;
} known[] = {
    {"2.5.4.6", SUBJECT_COUNTRY},
    {"2.5.4.8", SUBJECT_STATE},
    {"2.5.4.7", SUBJECT_LOCALITY},
    {"2.5.4.17", SUBJECT_POSTAL_CODE},
    {"2.5.4.9", SUBJECT_STREET},
    {"2.5.4.10", SUBJECT_ORGANIZATION},
    {"2.5.4.11", SUBJECT_ORGANIZATIONAL_UNIT},
};

/* What decode() leaves as OID and people know by a name. */
static const struct {
	const char *oid;
	const char *word;
} others[] = {
    {"1.2.840.113549.1.9.1", VALUE_MAIL},
    {"2.5.4.4", "surname"},
    {"2.5.4.42", "givenName"},
    {"2.5.4.5", "serialNumber"},
    {"2.5.4.15", "businessCategory"},
    {"2.5.4.97", "organizationIdentifier"},
    {"1.3.6.1.4.1.311.60.2.1.1", "jurisdictionLocality"},
    {"1.3.6.1.4.1.311.60.2.1.2", "jurisdictionState"},
    {"1.3.6.1.4.1.311.60.2.1.3", VALUE_JURISDICTION},
};

const char *
judge_value_word(const struct rdn_value *v)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(v->oid, known[i].oid) == 0)
			return subject_attribute_text(known[i].attribute);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(v->oid, others[i].oid) == 0)
			return others[i].word;
	return v->label;
}

static struct judged_value
value_of(const struct rdn_value *v)
{
	struct judged_value out = {.attribute = -1,
	    .word = judge_value_word(v),
	    .text = v->utf8 != NULL ? v->utf8 : ""};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(v->oid, known[i].oid) == 0)
			out.attribute = (int)known[i].attribute;
	return out;
}

static enum sanreq_status
values_of_file(struct judge *j, struct error *err)
{
	const struct decoded *d = j->subject->decoded;
	size_t i;

	j->values = calloc(d->nsubject + 1, sizeof(*j->values));
	if (j->values == NULL)
		return error_memory(err);
	for (i = 0; i < d->nsubject; i++)
		/* what has no text is DN13's */
		if (strcmp(d->subject[i].oid, "2.5.4.3") != 0 &&
		    d->subject[i].utf8 != NULL)
			j->values[j->nvalues++] = value_of(&d->subject[i]);
	return SANREQ_OK;
}

enum sanreq_status
judge_values(struct judge *j, struct error *err)
{
	const char *const *attributes = j->subject->attributes;
	int i;

	if (j->subject->decoded != NULL)
		return values_of_file(j, err);
	j->values = calloc(SUBJECT_COUNT, sizeof(*j->values));
	if (j->values == NULL)
		return error_memory(err);
	for (i = 0; attributes != NULL && i < SUBJECT_COUNT; i++)
		if (attributes[i] != NULL)
			j->values[j->nvalues++] =
			    (struct judged_value){.attribute = i,
				.word = subject_attribute_text(
				    (enum subject_attribute)i),
				.text = attributes[i]};
	return SANREQ_OK;
}
