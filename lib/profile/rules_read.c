/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "profile/reader.h"

#define GLOB_MAX 300 /* bytes of a pattern */

static struct profile_rule *
target(struct reader *rd)
{
	return rd->target;
}

/* The words of an enumeration that another module owns. */
static enum sanreq_status
read_enum(struct reader *rd, const struct node *node, const char *what,
    const char *(*text)(int), int count, unsigned *out, struct error *err)
{
	struct word words[32] = {{0}};
	int i;

	for (i = 0; i < count && i < 31; i++)
		words[i] = (struct word){text(i), i};
	if (reader_mask(rd, node, what, words, true, out, err) != SANREQ_OK)
		return err->status;
	if (*out == 0)
		return reader_fail(rd, node, err,
		    "%s: an empty list matches nothing; leave the key out to "
		    "match any",
		    what);
	return SANREQ_OK;
}

static const char *
kind_word(int i)
{
	return name_kind_text((enum name_kind)i);
}

static const char *
class_word(int i)
{
	return name_class_text((enum name_class)i);
}

static const char *
audience_word(int i)
{
	return use_audience_text((enum use_audience)i);
}

static const char *
service_word(int i)
{
	return use_service_text((enum use_service)i);
}

static const char *
scope_word(int i)
{
	return use_scope_text((enum use_scope)i);
}

static const char *
domain_word(int i)
{
	return domain_type_text((enum domain_type)i);
}

static const char *
product_word(int i)
{
	return rule_product_words[i];
}

static enum sanreq_status
read_kind(struct reader *rd, const struct node *node, struct error *err)
{
	return read_enum(
	    rd, node, "kind", kind_word, NAME_IP + 1, &target(rd)->kinds, err);
}

static enum sanreq_status
read_class(struct reader *rd, const struct node *node, struct error *err)
{
	return read_enum(rd, node, "class", class_word, NAME_INTERNAL + 1,
	    &target(rd)->classes, err);
}

static enum sanreq_status
read_audience(struct reader *rd, const struct node *node, struct error *err)
{
	return read_enum(rd, node, "audience", audience_word, AUDIENCE_COUNT,
	    &target(rd)->audiences, err);
}

static enum sanreq_status
read_service(struct reader *rd, const struct node *node, struct error *err)
{
	return read_enum(rd, node, "service", service_word, SERVICE_COUNT,
	    &target(rd)->services, err);
}

static enum sanreq_status
read_scope(struct reader *rd, const struct node *node, struct error *err)
{
	return read_enum(rd, node, "scope", scope_word, SCOPE_COUNT,
	    &target(rd)->scopes, err);
}

static enum sanreq_status
read_product(struct reader *rd, const struct node *node, struct error *err)
{
	return read_enum(rd, node, "product", product_word, PRODUCT_COUNT,
	    &target(rd)->products, err);
}

static enum sanreq_status
read_domain_type(struct reader *rd, const struct node *node, struct error *err)
{
	return read_enum(rd, node, "domain-type", domain_word,
	    DOMAIN_INTERNAL_RELAY + 1, &target(rd)->domain_types, err);
}

/* The words of a table of ours; as_bits: a word's bit is 1 << its value. */
static enum sanreq_status
read_words(struct reader *rd, const struct node *node, const char *what,
    enum word_set set, bool as_bits, unsigned *out, struct error *err)
{
	if (reader_mask(rd, node, what, words_of(set), as_bits, out, err) !=
	    SANREQ_OK)
		return err->status;
	if (*out == 0)
		return reader_fail(rd, node, err,
		    "%s: an empty list matches nothing; leave the key out "
		    "to match any",
		    what);
	return SANREQ_OK;
}

static enum sanreq_status
read_role(struct reader *rd, const struct node *node, struct error *err)
{
	return read_words(
	    rd, node, "role", WORDS_ROLE, false, &target(rd)->roles, err);
}

static enum sanreq_status
read_state(struct reader *rd, const struct node *node, struct error *err)
{
	return read_words(rd, node, "server-state", WORDS_STATE, true,
	    &target(rd)->states, err);
}

static enum sanreq_status
read_globs(struct reader *rd, const struct node *node, const char *what,
    const char *const **out, struct error *err)
{
	const struct node_link one = {.value = node};
	const struct node_link *l =
	    node->kind == NODE_LIST ? node->links : &one;
	size_t n = node->kind == NODE_LIST ? node->nlinks : 1, i = 0;
	const char **globs;

	if (n == 0)
		return reader_fail(rd, node, err,
		    "%s: an empty list matches nothing; leave the key out to "
		    "match any",
		    what);
	globs = pool_alloc(&rd->profile->pool, (n + 1) * sizeof(*globs), err);
	if (globs == NULL)
		return err->status;
	for (; l != NULL; l = l->next, i++) {
		if (reader_text(rd, l->value, what, &globs[i], err))
			return err->status;
		if (l->value->len > GLOB_MAX)
			return reader_fail(rd, l->value, err,
			    "%s: a pattern of more than %d bytes", what,
			    GLOB_MAX);
	}
	*out = globs;
	return SANREQ_OK;
}

static enum sanreq_status
read_name(struct reader *rd, const struct node *node, struct error *err)
{
	return read_globs(rd, node, "name", &target(rd)->names, err);
}

static enum sanreq_status
read_server(struct reader *rd, const struct node *node, struct error *err)
{
	return read_globs(rd, node, "server", &target(rd)->servers, err);
}

static enum sanreq_status
read_site(struct reader *rd, const struct node *node, struct error *err)
{
	return read_globs(rd, node, "site", &target(rd)->sites, err);
}

static const struct key condition_keys[] = {{"kind", read_kind},
    {"class", read_class}, {"audience", read_audience},
    {"service", read_service}, {"scope", read_scope}, {"server", read_server},
    {"site", read_site}, {"product", read_product}, {"role", read_role},
    {"server-state", read_state}, {"domain-type", read_domain_type},
    {"name", read_name}, {0}};

static enum sanreq_status
read_take(struct reader *rd, const struct node *node, struct error *err)
{
	target(rd)->take = true;
	return reader_section(rd, node, condition_keys, "take", err);
}

static enum sanreq_status
read_leave(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_section(rd, node, condition_keys, "leave", err);
}

static enum sanreq_status
read_reason(struct reader *rd, const struct node *node, struct error *err)
{
	return reader_text(rd, node, "reason", &target(rd)->reason, err);
}

static const struct key rule_keys[] = {
    {"take", read_take}, {"leave", read_leave}, {"reason", read_reason}, {0}};

const struct key *
reader_rule_keys(void)
{
	return rule_keys;
}

const struct key *
reader_condition_keys(void)
{
	return condition_keys;
}

static enum sanreq_status
read_rule(struct reader *rd, const struct node *node, struct profile_rule *rule,
    struct error *err)
{
	const struct node_link *l;
	unsigned verdicts = 0;

	rd->target = rule;
	if (reader_section(rd, node, rule_keys, "a rule", err) != SANREQ_OK)
		return err->status;
	for (l = node->links; l != NULL; l = l->next)
		verdicts += strcmp(l->key->text, "reason") != 0;
	if (verdicts != 1)
		return reader_fail(rd, node, err,
		    "a rule has either take or leave, with its conditions "
		    "({} for every name)");
	rule->at = reader_at(rd, node, err);
	return err->status;
}

enum sanreq_status
reader_rules(struct reader *rd, const struct node *node, struct error *err)
{
	struct profile *p = rd->profile;
	const struct node_link *l;
	struct profile_rule *rules;
	size_t i = 0;

	if (node->kind != NODE_LIST)
		return reader_fail(
		    rd, node, err, "rules must be a list (\"- take: ...\")");
	if (node->nlinks == 0)
		return SANREQ_OK;
	rules = pool_alloc(
	    &p->pool, (node->nlinks + p->nrules) * sizeof(*rules), err);
	if (rules == NULL)
		return err->status;
	for (l = node->links; l != NULL; l = l->next)
		if (read_rule(rd, l->value, &rules[i++], err) != SANREQ_OK)
			return err->status;
	if (p->nrules > 0)
		memcpy(rules + i, p->rules, p->nrules * sizeof(*rules));
	p->rules = rules;
	p->nrules += i;
	return SANREQ_OK;
}
