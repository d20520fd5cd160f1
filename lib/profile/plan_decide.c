/*
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "name/use_words.h"
#include "profile/plan_build.h"
#include "profile/rule.h"

#define USES_SHOWN 4
#define REASON_MAX 512

static unsigned
audiences_of(const struct inventory_name *name)
{
	unsigned mask = 0;
	size_t i;

	for (i = 0; i < name->nuses; i++)
		mask |= 1u << name->uses[i].audience;
	return mask;
}

static bool
same_server(const struct use *a, const struct use *b)
{
	if (a->server == NULL || b->server == NULL)
		return a->server == b->server;
	return strcmp(a->server, b->server) == 0;
}

static const struct use *
next_use(const struct inventory_name *name, size_t *i, unsigned audiences)
{
	while (*i < name->nuses) {
		const struct use *use = &name->uses[(*i)++];

		if ((audiences >> use->audience & 1u) != 0)
			return use;
	}
	return NULL;
}

/* A text of bounded size that grows at its end; names come by the hundred
 * thousand, too many for snprintf(). */
struct phrase {
	char *dst;
	size_t size;
	size_t n;
};

static void
append(struct phrase *w, const char *text)
{
	size_t n = strlen(text), room = w->size - w->n - 1;

	if (n > room)
		n = room;
	memcpy(w->dst + w->n, text, n);
	w->n += n;
	w->dst[w->n] = '\0';
}

/* Uses of one service and scope, which stand together; on how many servers. */
struct use_group {
	const struct use *use;
	size_t nservers;
};

static bool
next_group(const struct inventory_name *name, size_t *i, unsigned audiences,
    struct use_group *group)
{
	const struct use *last = next_use(name, i, audiences), *use;
	size_t ahead = *i;

	if ((group->use = last) == NULL)
		return false;
	group->nservers = last->server != NULL;
	while ((use = next_use(name, &ahead, audiences)) != NULL &&
	       use->service == last->service && use->scope == last->scope) {
		group->nservers += !same_server(use, last);
		last = use;
		*i = ahead;
	}
	return true;
}

static void
append_group(struct phrase *w, const struct use_group *g, bool tell_server)
{
	char count[48];

	if (w->n > 0)
		append(w, ", ");
	append(w, use_words_service(g->use));
	if (!use_words_scope_is_plain(g->use->scope)) {
		append(w, " ");
		append(w, use_scope_text(g->use->scope));
	}
	if (g->nservers > 1) {
		snprintf(count, sizeof(count), " on %zu servers", g->nservers);
		append(w, count);
	} else if (g->use->server != NULL && tell_server) {
		append(w, " on ");
		append(w, QUOTES(g->use->server));
	}
}

char *
plan_uses_text(const struct inventory_name *name, unsigned audiences, char *dst,
    size_t size)
{
	size_t i = 0, shown = 0, more = 0;
	struct phrase w = {.dst = dst, .size = size};
	struct use_group group, next;
	bool is_next = next_group(name, &i, audiences, &next);
	char count[48];

	dst[0] = '\0';
	while (is_next) {
		group = next;
		is_next = next_group(name, &i, audiences, &next);
		if (shown == USES_SHOWN) {
			more++;
			continue;
		}
		shown++;
		append_group(&w, &group,
		    !is_next || shown == USES_SHOWN || next.nservers > 1 ||
			!same_server(group.use, next.use));
	}
	if (more > 0) {
		snprintf(count, sizeof(count), " and %zu more", more);
		append(&w, count);
	}
	return dst;
}

/* Who needs the name most, in words for people. */
static const char *
audience_phrase(unsigned mask, unsigned *shown)
{
	static const struct {
		enum use_audience audience;
		const char *phrase;
	} phrases[] = {{AUDIENCE_CLIENT, "clients use it"},
	    {AUDIENCE_CANDIDATE, "clients may look for it"},
	    {AUDIENCE_SERVER, "servers use it among themselves"},
	    {AUDIENCE_HTTP_ONLY, "only an http URL names it"},
	    {AUDIENCE_BACK_END, "only a back-end site uses it"},
	    {AUDIENCE_PEER, "it is somebody else's"}};
	size_t i;

	for (i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		*shown = 1u << phrases[i].audience;
		if ((mask & *shown) != 0)
			return phrases[i].phrase;
	}
	return NULL;
}

static const char *
generated_reason(struct plan_build *b, const struct inventory_name *name,
    bool take, struct error *err)
{
	char uses[REASON_MAX / 2], text[REASON_MAX];
	struct phrase w = {.dst = text, .size = sizeof(text)};
	unsigned shown;
	const char *phrase = audience_phrase(audiences_of(name), &shown);

	if (phrase == NULL)
		return take ? "the rule takes it; nothing is known to use it"
			    : "the rule leaves it; nothing is known to use it";
	plan_uses_text(name, shown, uses, sizeof(uses));
	if (!take)
		append(&w, "the rule leaves it, though ");
	append(&w, phrase);
	append(&w, ": ");
	append(&w, uses);
	return pool_intern(&b->plan->pool, text, w.n, err);
}

static enum sanreq_status
decide_by_rules(struct plan_build *b, struct verdict *v, struct error *err)
{
	const struct profile *p = b->profile;
	const struct profile_rule *rule = NULL;
	size_t i;

	for (i = 0; i < p->nrules && rule == NULL; i++)
		if (rule_matches(&p->rules[i], b->inventory, v->name))
			rule = &p->rules[i];
	if (rule == NULL) {
		v->rule = p->name;
		v->reason = "no rule of the profile takes it";
		return SANREQ_OK;
	}
	v->take = rule->take;
	v->rule = rule->at;
	v->reason = rule->reason;
	if (v->reason == NULL)
		v->reason = generated_reason(b, v->name, v->take, err);
	return err->status;
}

static void
set_verdict(struct verdict *v, bool take, const char *rule, const char *reason)
{
	v->take = take;
	v->rule = rule;
	v->reason = reason;
}

/* In this order: --add, --drop or --edit, a pinned verdict, the profile's
 * names, its rules. */
static enum sanreq_status
decide(struct plan_build *b, const struct inventory_name *name,
    const struct plan_extra *extra, struct error *err)
{
	struct verdict *v = &b->verdicts[b->nverdicts];
	const struct plan_drop *drop;
	bool pinned = !b->options->ignore_pinned && name->pinned != PINNED_NOT;

	v->name = name;
	if (extra != NULL && extra->added)
		set_verdict(v, true, extra->rule, extra->reason);
	else if ((drop = plan_drops(b, name->text)) != NULL)
		set_verdict(v, false, drop->edited ? "--edit" : "--drop",
		    drop->edited ? "dropped in the editor"
				 : "dropped on the command line");
	else if (pinned)
		set_verdict(v, name->pinned == PINNED_TAKE,
		    name->pinned_rule == NULL ? "plan" : name->pinned_rule,
		    name->pinned_reason == NULL ? "the plan says so"
						: name->pinned_reason);
	else if (extra != NULL)
		set_verdict(v, true, extra->rule, extra->reason);
	else if (audiences_of(name) == 1u << AUDIENCE_PEER)
		return SANREQ_OK; /* has no place in a plan */
	else {
		b->by_rule[b->nverdicts] = true;
		if (decide_by_rules(b, v, err) != SANREQ_OK)
			return err->status;
	}
	b->nverdicts++;
	return SANREQ_OK;
}

/* Both lists are sorted: one pass over the two. */
enum sanreq_status
plan_decide(struct plan_build *b, struct error *err)
{
	size_t n, i = 0, x = 0, room;
	const struct inventory_name *names = inventory_names(b->inventory, &n);
	const struct inventory_name *name;
	int order;

	room = n + b->nextras + 1;
	b->verdicts =
	    pool_alloc(&b->plan->pool, room * sizeof(*b->verdicts), err);
	b->by_rule = pool_alloc(&b->plan->pool, room, err);
	if (b->verdicts == NULL || b->by_rule == NULL)
		return err->status;
	while (i < n || x < b->nextras) {
		order = i == n ? 1
			: x == b->nextras
			    ? -1
			    : strcmp(names[i].text, b->extras[x].name.text);
		name = order <= 0
			   ? &names[i++]
			   : plan_new_name(b->plan, &b->extras[x].name, err);
		if (name == NULL ||
		    decide(b, name, order < 0 ? NULL : &b->extras[x], err))
			return err->status;
		x += order >= 0;
	}
	return SANREQ_OK;
}
