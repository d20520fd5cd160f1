/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "profile/reader.h"
#include "profile/subject_value.h"

#define FORMAT_VERSION  1
#define COMMON_NAME_MAX 64 /* RFC 5280, ub-common-name */
#define LIMIT_MAX       1000000
#define TEMPLATE_MAX    64
#define OID_MAX         120
#define ARC_DIGITS_MAX  10

static enum sanreq_status
read_format(struct reader *rd, const struct node *node, struct error *err)
{
	unsigned version;

	if (reader_number(rd, node, "sanreq-profile", 0, LIMIT_MAX, &version,
		err) != SANREQ_OK)
		return err->status;
	if (version != FORMAT_VERSION)
		return reader_fail(rd, node, err,
		    "format version %u; this program reads %d", version,
		    FORMAT_VERSION);
	return SANREQ_OK;
}

/* profile.c has followed it already */
static enum sanreq_status
read_extends(struct reader *rd, const struct node *node, struct error *err)
{
	const char *text;

	return reader_text(rd, node, "extends", &text, err);
}

static enum sanreq_status
read_description(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_text(
	    rd, node, "description", &rd->profile->description, err);
}

static enum sanreq_status
read_ca(struct reader *rd, const struct node *node, struct error *err)
{
	int value;

	if (reader_word(rd, node, "ca", words_of(WORDS_CA), &value, err))
		return err->status;
	rd->profile->ca = (enum ca_kind)value;
	return SANREQ_OK;
}

static enum sanreq_status
read_names(struct reader *rd, const struct node *node, struct error *err)
{
	struct profile *p = rd->profile;
	size_t n = node->nlinks + p->nnames, i = 0;
	const struct node_link *l;
	struct name *names;
	const char **at;

	if (node->kind != NODE_LIST)
		return reader_fail(
		    rd, node, err, "names must be a list ([mail.contoso.com])");
	if (node->nlinks == 0)
		return SANREQ_OK;
	names = pool_alloc(&p->pool, n * sizeof(*names), err);
	at = pool_alloc(&p->pool, n * sizeof(*at), err);
	if (names == NULL || at == NULL)
		return err->status;
	for (l = node->links; l != NULL; l = l->next, i++) {
		if (reader_name(rd, l->value, "names", &names[i], err))
			return err->status;
		if ((at[i] = reader_at(rd, l->value, err)) == NULL)
			return err->status;
	}
	if (p->nnames > 0) {
		memcpy(names + i, p->names, p->nnames * sizeof(*names));
		memcpy(at + i, p->names_at, p->nnames * sizeof(*at));
	}
	p->names = names;
	p->names_at = at;
	p->nnames = n;
	return SANREQ_OK;
}

static enum sanreq_status
read_common_name(struct reader *rd, const struct node *node, struct error *err)
{
	static const char *const choices[] = {"most-used", "none", NULL};
	struct profile *p = rd->profile;
	const char *text, *near;

	if (reader_text(rd, node, "common-name", &text, err) != SANREQ_OK)
		return err->status;
	if (strcmp(text, "most-used") == 0) {
		p->common_name = COMMON_NAME_MOST_USED;
		return SANREQ_OK;
	}
	if (strcmp(text, "none") == 0) {
		p->common_name = COMMON_NAME_NONE;
		return SANREQ_OK;
	}
	near = text_nearest(text, choices);
	if (near != NULL && strchr(text, '.') == NULL)
		return reader_fail(rd, node, err,
		    "common-name: \"%s\" is unknown; did you mean \"%s\"?",
		    QUOTES(text), near);
	if (reader_name(rd, node, "common-name (most-used, none or a name)",
		&p->common_name_given, err) != SANREQ_OK)
		return err->status;
	if (strlen(p->common_name_given.text) > COMMON_NAME_MAX)
		return reader_fail(rd, node, err,
		    "common-name: \"%s\" has more than %d characters",
		    p->common_name_given.text, COMMON_NAME_MAX);
	p->common_name = COMMON_NAME_GIVEN;
	p->common_name_at = reader_at(rd, node, err);
	return err->status;
}

static enum sanreq_status
read_collapse(struct reader *rd, const struct node *node, struct error *err)
{
	static const struct word words[] = {{"never", 0}, {"always", 1}, {0}};
	int value;

	if (reader_word(rd, node, "wildcard collapse", words, &value, err))
		return err->status;
	rd->profile->wildcard_collapse = value == 1;
	rd->profile->wildcard_at = reader_at(rd, node, err);
	return err->status;
}

static enum sanreq_status
read_min_names(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_number(rd, node, "min-names", 2, LIMIT_MAX,
	    &rd->profile->wildcard_min_names, err);
}

static const struct key wildcard_keys[] = {
    {"collapse", read_collapse}, {"min-names", read_min_names}, {0}};

static enum sanreq_status
read_wildcard(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_section(rd, node, wildcard_keys, "wildcard", err);
}

static enum sanreq_status
read_value(struct reader *rd, const struct node *node,
    enum subject_attribute attribute, struct error *err)
{
	const char *what = subject_attribute_text(attribute);
	size_t max = subject_value_max(attribute);

	if (reader_text(rd, node, what, &rd->profile->subject[attribute], err))
		return err->status;
	if (node->plain &&
	    (strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0))
		return reader_fail(rd, node, err, "%s is empty", what);
	if (text_is_space(node->text[0]) ||
	    text_is_space(node->text[node->len - 1]))
		return reader_fail(rd, node, err,
		    "%s: \"%s\" has white space around it", what,
		    QUOTE(node->text, node->len));
	if (attribute == SUBJECT_COUNTRY ||
	    subject_value_length(node->text) <= max)
		return SANREQ_OK;
	return reader_fail(rd, node, err,
	    "%s: \"%s\" has %zu characters, at most %zu are allowed", what,
	    QUOTE(node->text, node->len), subject_value_length(node->text),
	    max);
}

static enum sanreq_status
read_country(struct reader *rd, const struct node *node, struct error *err)
{
	const char *meant;
	char upper[3];

	if (read_value(rd, node, SUBJECT_COUNTRY, err) != SANREQ_OK ||
	    country_has_form(node->text))
		return err->status;
	meant = country_meant(node->text, upper);
	return reader_fail(rd, node, err,
	    "country: \"%s\" is no code of ISO 3166-1 (two upper-case "
	    "letters)%s%s%s",
	    QUOTE(node->text, node->len),
	    meant == NULL ? "" : "; did you mean \"",
	    meant == NULL ? "" : meant, meant == NULL ? "" : "\"?");
}

#define VALUE_READER(fn, attribute)                                        \
	static enum sanreq_status fn(                                      \
	    struct reader *rd, const struct node *node, struct error *err) \
	{                                                                  \
		return read_value(rd, node, attribute, err);               \
	}

VALUE_READER(read_state, SUBJECT_STATE)
VALUE_READER(read_locality, SUBJECT_LOCALITY)
VALUE_READER(read_postal_code, SUBJECT_POSTAL_CODE)
VALUE_READER(read_street, SUBJECT_STREET)
VALUE_READER(read_organization, SUBJECT_ORGANIZATION)
VALUE_READER(read_unit, SUBJECT_ORGANIZATIONAL_UNIT)

static const struct key subject_keys[] = {{"country", read_country},
    {"state", read_state}, {"locality", read_locality},
    {"postal-code", read_postal_code}, {"street", read_street},
    {"organization", read_organization}, {"organizational-unit", read_unit},
    {0}};

static enum sanreq_status
read_subject(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_section(rd, node, subject_keys, "subject", err);
}

static enum sanreq_status
read_key_type(struct reader *rd, const struct node *node, struct error *err)
{
	int value;

	if (reader_word(rd, node, "key type", words_of(WORDS_KEY), &value, err))
		return err->status;
	rd->profile->key = (enum key_type)value;
	rd->key_place = node;
	return SANREQ_OK;
}

static enum sanreq_status
read_key_allow(struct reader *rd, const struct node *node, struct error *err)
{
	rd->key_place = node;
	rd->profile->keys_at = reader_at(rd, node, err);
	return reader_mask(rd, node, "key allow", words_of(WORDS_KEY), true,
	    &rd->profile->keys_allowed, err);
}

static const struct key key_keys[] = {
    {"type", read_key_type}, {"allow", read_key_allow}, {0}};

static enum sanreq_status
read_key(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_section(rd, node, key_keys, "key", err);
}

static enum sanreq_status
read_key_usage(struct reader *rd, const struct node *node, struct error *err)
{
	if (node->kind == NODE_TEXT && strcmp(node->text, "by-key") == 0) {
		rd->profile->key_usage = USAGE_BY_KEY;
		return SANREQ_OK;
	}
	return reader_mask(rd, node, "key-usage", words_of(WORDS_USAGE), false,
	    &rd->profile->key_usage, err);
}

static enum sanreq_status
read_purposes(struct reader *rd, const struct node *node, struct error *err)
{
	unsigned *purposes = &rd->profile->purposes;

	if (reader_mask(rd, node, "extended-key-usage", words_of(WORDS_PURPOSE),
		false, purposes, err) != SANREQ_OK)
		return err->status;
	if (*purposes != 0 && (*purposes & PURPOSE_SERVER_AUTH) == 0)
		return reader_fail(rd, node, err,
		    "extended-key-usage: a server certificate needs "
		    "server-auth (or an empty list: the CA decides)");
	return SANREQ_OK;
}

static enum sanreq_status
read_constraints(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_bool(rd, node, "basic-constraints",
	    &rd->profile->basic_constraints, err);
}

static enum sanreq_status
read_template(struct reader *rd, const struct node *node, struct error *err)
{
	if (reader_text(rd, node, "template", &rd->profile->template_name, err))
		return err->status;
	if (node->len > TEMPLATE_MAX)
		return reader_fail(rd, node, err,
		    "template has more than %d bytes", TEMPLATE_MAX);
	return SANREQ_OK;
}

/* X.660: 0 to 2, then below 40 under 0 and 1; no leading zeros */
static bool
is_oid(const char *text, size_t n)
{
	unsigned long first = 0, arc = 0;
	size_t arcs = 0, digits = 0, i;

	for (i = 0; i <= n; i++) {
		if (i < n && text_is_digit(text[i])) {
			if ((digits == 1 && arc == 0) ||
			    ++digits > ARC_DIGITS_MAX)
				return false;
			arc = arc * 10 + (unsigned long)(text[i] - '0');
			continue;
		}
		if ((i < n && text[i] != '.') || digits == 0)
			return false;
		if (++arcs == 1)
			first = arc;
		if ((arcs == 1 && arc > 2) ||
		    (arcs == 2 && first < 2 && arc > 39))
			return false;
		arc = digits = 0;
	}
	return arcs >= 2;
}

static enum sanreq_status
read_template_oid(struct reader *rd, const struct node *node, struct error *err)
{
	if (reader_text(
		rd, node, "template-oid", &rd->profile->template_oid, err))
		return err->status;
	if (node->len > OID_MAX || !is_oid(node->text, node->len))
		return reader_fail(rd, node, err,
		    "template-oid: \"%s\" is no object identifier "
		    "(1.3.6.1.4.1.311.21.8....)",
		    QUOTE(node->text, node->len));
	return SANREQ_OK;
}

static enum sanreq_status
read_staple(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_bool(
	    rd, node, "must-staple", &rd->profile->must_staple, err);
}

static const struct key extension_keys[] = {{"key-usage", read_key_usage},
    {"extended-key-usage", read_purposes},
    {"basic-constraints", read_constraints}, {"template", read_template},
    {"template-oid", read_template_oid}, {"must-staple", read_staple}, {0}};

static enum sanreq_status
read_extensions(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_section(rd, node, extension_keys, "extensions", err);
}

static enum sanreq_status
read_limit_names(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_number(rd, node, "limits names", 0, LIMIT_MAX,
	    &rd->profile->limit_names, err);
}

static enum sanreq_status
read_limit_bytes(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_number(rd, node, "limits san-bytes", 0, LIMIT_MAX,
	    &rd->profile->limit_san_bytes, err);
}

static enum sanreq_status
read_limit_labels(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_number(rd, node, "limits labels", 0, LIMIT_MAX,
	    &rd->profile->limit_labels, err);
}

static const struct key limit_keys[] = {{"names", read_limit_names},
    {"san-bytes", read_limit_bytes}, {"labels", read_limit_labels}, {0}};

static enum sanreq_status
read_limits(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_section(rd, node, limit_keys, "limits", err);
}

static enum sanreq_status
check_rule_id(struct reader *rd, const struct node *node, struct error *err)
{
	const char *const *id = rd->known_rules;
	const char *near;

	if (id == NULL)
		return SANREQ_OK;
	for (; *id != NULL; id++)
		if (strcmp(*id, node->text) == 0)
			return SANREQ_OK;
	near = text_nearest(node->text, rd->known_rules);
	return reader_fail(rd, node, err,
	    "severity: no rule \"%s\"%s%s%s (rules of CA and plan; findings of "
	    "discovery keep theirs)",
	    QUOTE(node->text, node->len),
	    near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
	    near == NULL ? "" : "\"?");
}

static void
put_severity(
    struct profile_severity *list, size_t *n, const char *rule, int severity)
{
	list[*n].rule = rule;
	list[*n].severity = (enum severity_override)severity;
	(*n)++;
}

static const struct profile_severity *
find_severity(const struct profile_severity *list, size_t n, const char *rule)
{
	for (; n > 0; n--, list++)
		if (strcmp(list->rule, rule) == 0)
			return list;
	return NULL;
}

static enum sanreq_status
read_severity(struct reader *rd, const struct node *node, struct error *err)
{
	struct profile *p = rd->profile;
	const struct node_link *l;
	struct profile_severity *list;
	size_t n = 0, own, i;
	int value;

	if (node->kind != NODE_MAP)
		return reader_fail(rd, node, err,
		    "severity must be a map (\"NAM23: ignore\")");
	list = pool_alloc(
	    &p->pool, (node->nlinks + p->nseverities + 1) * sizeof(*list), err);
	if (list == NULL)
		return err->status;
	for (l = node->links; l != NULL; l = l->next) {
		if (check_rule_id(rd, l->key, err) != SANREQ_OK ||
		    reader_word(rd, l->value, "severity",
			words_of(WORDS_OVERRIDE), &value, err) != SANREQ_OK)
			return err->status;
		put_severity(list, &n, l->key->text, value);
	}
	for (i = 0, own = n; i < p->nseverities; i++)
		if (find_severity(list, own, p->severities[i].rule) == NULL)
			put_severity(list, &n, p->severities[i].rule,
			    (int)p->severities[i].severity);
	p->severities = list;
	p->nseverities = n;
	return SANREQ_OK;
}

static const struct key profile_keys[] = {{"sanreq-profile", read_format},
    {"extends", read_extends}, {"description", read_description},
    {"ca", read_ca}, {"rules", reader_rules}, {"names", read_names},
    {"common-name", read_common_name}, {"wildcard", read_wildcard},
    {"subject", read_subject}, {"key", read_key},
    {"extensions", read_extensions}, {"limits", read_limits},
    {"severity", read_severity}, {0}};

enum sanreq_status
reader_profile(struct reader *rd, const struct node *root, struct error *err)
{
	if (root->kind != NODE_MAP || root->nlinks == 0 ||
	    strcmp(root->links->key->text, "sanreq-profile") != 0)
		return reader_fail(rd, root, err,
		    "a profile begins with \"sanreq-profile: %d\"",
		    FORMAT_VERSION);
	return reader_section(rd, root, profile_keys, "a profile", err);
}

const struct reader_table *
reader_tables(size_t *n)
{
	static const struct reader_table tables[] = {{"", profile_keys},
	    {"wildcard", wildcard_keys}, {"subject", subject_keys},
	    {"key", key_keys}, {"extensions", extension_keys},
	    {"limits", limit_keys}};

	*n = sizeof(tables) / sizeof(tables[0]);
	return tables;
}
