/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include <ares.h>

#include "base/text.h"
#include "fetch/dns_message.h"

#define HEADER_SIZE  12
#define FIXED_SIZE   10 /* type, class, TTL and length of a record */
#define RECORD_LEAST (1 + FIXED_SIZE)
#define CLASS_IN     1
#define FLAG_AA      0x04 /* of octet 2: the server's own zone */
#define FLAG_RA      0x80 /* of octet 3: it is a resolver */
#define TYPE_NS      2
#define TYPE_SOA     6
#define TYPE_DNAME   39 /* RFC 6672 */
#define TYPE_RRSIG   46 /* RFC 4034 */
#define TAG_MAX      15 /* RFC 8659 4.1 */
/* c-ares writes an octet that is no letter as \DDD */
#define EXPANDED_MAX ((size_t)DNS_NAME_MAX * 4)

struct message {
	const unsigned char *p;
	size_t n;
	struct dns_answer *answer;
	struct error *err;
};

/* One resource record as it stands in the message. */
struct raw {
	const char *name; /* of the pool; NULL: no name in normal form */
	unsigned type;
	unsigned class;
	const unsigned char *data;
	size_t n;
};

static unsigned
get16(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

enum sanreq_status
dns_normal(char dst[DNS_NAME_MAX], const char *name, struct error *err)
{
	size_t n = strlen(name), label = 0, i;

	if (n != 0 && name[n - 1] == '.')
		n--;
	if (n == 0 || n >= DNS_NAME_MAX)
		return error_set(err, SANREQ_NAME,
		    "\"%s\" is no DNS name: it has %s", QUOTES(name),
		    n == 0 ? "no label" : "more than 253 characters");
	for (i = 0; i < n; i++) {
		char c = text_lower(name[i]);

		if (c == '.' ? label == 0 : label == 63)
			return error_set(err, SANREQ_NAME,
			    "\"%s\" is no DNS name: a label %s", QUOTES(name),
			    c == '.' ? "is empty" : "is longer than 63");
		if ((unsigned char)c >= 0x80)
			return error_set(err, SANREQ_NAME,
			    "\"%s\" is no DNS name: letters beyond ASCII are "
			    "written as xn--...",
			    QUOTES(name));
		if (c != '.' && !text_is_alpha(c) && !text_is_digit(c) &&
		    c != '-' && c != '_')
			return error_set(err, SANREQ_NAME,
			    "\"%s\" is no DNS name: \"%s\" is in it",
			    QUOTES(name), QUOTE(name + i, 1));
		label = c == '.' ? 0 : label + 1;
		dst[i] = c;
	}
	dst[n] = '\0';
	if (label == 0)
		return error_set(err, SANREQ_NAME,
		    "\"%s\" is no DNS name: a label is empty", QUOTES(name));
	return SANREQ_OK;
}

/* The first reason is kept, all are counted. */
static void
refuse(struct message *m, const char *what, const char *name)
{
	struct dns_answer *a = m->answer;

	if (a->nrefused++ != 0)
		return;
	snprintf(a->refused, sizeof(a->refused), "%s", what);
	if (name != NULL)
		snprintf(a->refused, sizeof(a->refused), "%s \"%.*s\"", what,
		    (int)(sizeof(a->refused) / 2), QUOTES(name));
}

/* Reads a name at p. *size: what it takes there, 0 when it is broken; *shown:
 * for messages. NULL when it is no name in normal form; the root is ".". */
static const char *
read_name(struct message *m, const unsigned char *p, size_t *size,
    char shown[TEXT_QUOTE_MAX])
{
	struct error no_name = {0};
	const char *name = NULL;
	char normal[DNS_NAME_MAX], *text = NULL;
	long used = 0;

	*size = 0;
	shown[0] = '\0';
	if (ares_expand_name(p, m->p, (int)m->n, &text, &used) != ARES_SUCCESS)
		return NULL;
	/* pointers may make more of it than any name has */
	if (used > 0 && strlen(text) < EXPANDED_MAX) {
		*size = (size_t)used;
		(void)text_quote(shown, TEXT_QUOTE_MAX, text, strlen(text));
		if (text[0] == '\0')
			name = ".";
		else if (dns_normal(normal, text, &no_name) == SANREQ_OK)
			name = pool_intern(
			    &m->answer->pool, normal, strlen(normal), m->err);
	}
	ares_free_string(text);
	return name;
}

/* Reads the record at *at and moves behind it. False: the message is
 * broken. */
static bool
read_raw(struct message *m, size_t *at, struct raw *r)
{
	char shown[TEXT_QUOTE_MAX];
	size_t size;

	if (*at >= m->n)
		return false;
	r->name = read_name(m, m->p + *at, &size, shown);
	if (size == 0 || size > m->n - *at || m->n - *at - size < FIXED_SIZE)
		return false;
	*at += size;
	r->type = get16(m->p + *at);
	r->class = get16(m->p + *at + 2);
	r->n = get16(m->p + *at + 8);
	*at += FIXED_SIZE;
	if (r->n > m->n - *at)
		return false;
	r->data = m->p + *at;
	*at += r->n;
	return true;
}

/* The name that fills the rest of a record's data. */
static bool
take_target(struct message *m, const struct raw *r, size_t skip,
    struct dns_record *record)
{
	char shown[TEXT_QUOTE_MAX];
	size_t size = 0;

	if (r->n > skip)
		record->target = read_name(m, r->data + skip, &size, shown);
	if (size == 0 || size != r->n - skip) {
		refuse(m, "broken data", NULL);
		return false;
	}
	if (record->target == NULL)
		refuse(m, "no host name:", shown);
	return record->target != NULL;
}

static bool
take_caa(struct message *m, const struct raw *r, struct dns_record *record)
{
	char tag[TAG_MAX + 1] = "";
	size_t n = r->n >= 2 ? r->data[1] : 0, i;

	if (n == 0 || n > TAG_MAX || r->n < 2 + n) {
		refuse(m, "broken data", NULL);
		return false;
	}
	for (i = 0; i < n; i++) {
		tag[i] = text_lower((char)r->data[2 + i]);
		if (!text_is_alpha(tag[i]) && !text_is_digit(tag[i])) {
			refuse(m, "broken data", NULL);
			return false;
		}
	}
	record->flags = r->data[0];
	record->tag = pool_intern(&m->answer->pool, tag, n, m->err);
	record->nvalue = r->n - 2 - n;
	record->value = pool_copy(&m->answer->pool,
	    (const char *)r->data + 2 + n, record->nvalue, m->err);
	return m->err->status == SANREQ_OK;
}

static bool
take_address(struct message *m, const struct raw *r, struct dns_record *record)
{
	size_t want = r->type == DNS_A ? 4 : 16;

	if (r->n != want) {
		refuse(m, "broken data", NULL);
		return false;
	}
	memcpy(record->address, r->data, want);
	record->naddress = want;
	return true;
}

/* What a record says, when it can be used. */
static bool
take_data(struct message *m, const struct raw *r, struct dns_record *record)
{
	*record = (struct dns_record){
	    .type = (enum dns_type)r->type, .name = r->name};
	switch (record->type) {
	case DNS_A:
	case DNS_AAAA: return take_address(m, r, record);
	case DNS_CNAME: return take_target(m, r, 0, record);
	case DNS_MX:
		if (r->n > 2)
			record->priority = (uint16_t)get16(r->data);
		return take_target(m, r, 2, record);
	case DNS_SRV:
		if (r->n > 6) {
			record->priority = (uint16_t)get16(r->data);
			record->weight = (uint16_t)get16(r->data + 2);
			record->port = (uint16_t)get16(r->data + 4);
		}
		return take_target(m, r, 6, record);
	case DNS_CAA: return take_caa(m, r, record);
	}
	return false;
}

static const struct raw *
find_alias(const struct raw *raw, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (raw[i].type == DNS_CNAME && raw[i].class == CLASS_IN &&
		    raw[i].name == name)
			return &raw[i];
	return NULL;
}

/* Follows the aliases from the name asked for. NULL: they lead nowhere. */
static const char *
follow(struct message *m, const struct raw *raw, size_t n,
    struct dns_record *records, const char *name)
{
	struct dns_answer *a = m->answer;
	const struct raw *r;

	if (a->type == DNS_CNAME)
		return name;
	while ((r = find_alias(raw, n, name)) != NULL) {
		for (size_t i = 0; i < a->naliases; i++)
			if (records[i].name == name) {
				refuse(m, "aliases in a loop:", name);
				return NULL;
			}
		if (a->naliases == DNS_ALIASES_MAX) {
			refuse(m, "too many aliases:", name);
			return NULL;
		}
		if (!take_data(m, r, &records[a->naliases]))
			return NULL;
		name = records[a->naliases++].target;
	}
	return name;
}

/* What stands beside an answer, and is no part of it: the reason of an alias
 * that stands there too, signatures. */
static bool
is_beside(const struct raw *r)
{
	return r->type == DNS_CNAME || r->type == TYPE_DNAME ||
	       r->type == TYPE_RRSIG;
}

static enum sanreq_status
choose(struct message *m, const struct raw *raw, size_t n)
{
	struct dns_answer *a = m->answer;
	struct dns_record *records;
	const char *name;

	records = pool_alloc(
	    &a->pool, (n + DNS_ALIASES_MAX) * sizeof(*records), m->err);
	name = pool_intern(&a->pool, a->name, strlen(a->name), m->err);
	if (records == NULL || name == NULL)
		return m->err->status;
	a->records = records;
	name = follow(m, raw, n, records, name);
	a->n = a->naliases;
	for (size_t i = 0; name != NULL && i < n; i++) {
		if (raw[i].type != a->type || raw[i].class != CLASS_IN ||
		    raw[i].name != name) {
			if (!is_beside(&raw[i]))
				refuse(
				    m, "a record that was not asked for", NULL);
		} else if (take_data(m, &raw[i], &records[a->n])) {
			a->n++;
		}
	}
	if (a->n > a->naliases)
		a->outcome = DNS_FOUND;
	else
		a->outcome = a->nrefused != 0 ? DNS_NONSENSE : DNS_NO_DATA;
	return m->err->status;
}

/* Nothing was found: does the server know that, or does it leave the answer to
 * others? An answer that there is nothing has an SOA (RFC 2308 2.2), or at
 * least one who may say so. */
static void
find_referral(struct message *m, size_t at)
{
	struct dns_answer *a = m->answer;
	size_t count = get16(m->p + 8);
	char shown[TEXT_QUOTE_MAX];
	bool other = false;
	struct raw raw;

	if ((m->p[2] & FLAG_AA) != 0)
		return;
	while (count-- > 0) {
		size_t size = 0;

		if (!read_raw(m, &at, &raw)) {
			a->outcome = DNS_NONSENSE;
			return;
		}
		if (raw.type == TYPE_SOA)
			return;
		if (raw.type == TYPE_NS && raw.n != 0 && a->referral == NULL)
			a->referral = read_name(m, raw.data, &size, shown);
		other = other || raw.type == TYPE_NS;
	}
	if (other || (m->p[3] & FLAG_RA) == 0)
		a->outcome = DNS_REFERRAL;
}

enum sanreq_status
dns_message_read(struct dns_answer *answer, const unsigned char *p, size_t n,
    struct error *err)
{
	struct message m = {p, n, answer, err};
	size_t at = HEADER_SIZE, count, size, i;
	char shown[TEXT_QUOTE_MAX];
	struct raw *raw;

	answer->outcome = DNS_NONSENSE;
	if (n < HEADER_SIZE + 5 || n > DNS_MESSAGE_MAX || get16(p + 4) != 1)
		return SANREQ_OK;
	(void)read_name(&m, p + at, &size, shown);
	if (size == 0 || size > n - at || n - at - size < 4)
		return err->status;
	at += size + 4;
	count = get16(p + 6);
	if (count > (n - at) / RECORD_LEAST)
		return SANREQ_OK;
	if ((raw = pool_alloc(
		 &answer->pool, (count + 1) * sizeof(*raw), err)) == NULL)
		return err->status;
	for (i = 0; i < count; i++)
		if (!read_raw(&m, &at, &raw[i]))
			return err->status;
	if (err->status != SANREQ_OK || choose(&m, raw, count) != SANREQ_OK)
		return err->status;
	if (answer->outcome == DNS_NO_DATA && answer->naliases == 0)
		find_referral(&m, at);
	return err->status;
}
