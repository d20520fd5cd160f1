/*
 * SPDX-License-Identifier: ISC
 *
 * The part of a profile that a request still needs once the names are
 * picked, in the profile's own language: so a plan can be signed where its
 * profile is not, and as it was reviewed.
 */
#include "profile/plan_build.h"
#include "profile/words.h"

static void
put_words(struct out *o, const char *key, enum word_set set, unsigned bits,
    bool positions)
{
	const struct word *word;

	out_key(o, key);
	out_list(o, OUT_FLOW);
	for (word = words_of(set); word->text != NULL; word++)
		if ((bits & (positions ? 1u << word->value
				       : (unsigned)word->value)) != 0)
			out_text(o, word->text);
	out_list_end(o);
}

static void
put_subject(struct out *o, const struct profile *p)
{
	out_key(o, "subject");
	out_map(o, OUT_FLOW);
	for (int i = 0; i < SUBJECT_COUNT; i++)
		out_field(o, subject_attribute_text((enum subject_attribute)i),
		    p->subject[i]);
	out_map_end(o);
}

static void
put_key(struct out *o, const struct profile *p)
{
	out_key(o, "key");
	out_map(o, OUT_FLOW);
	out_field(o, "type", key_type_text(p->key));
	put_words(o, "allow", WORDS_KEY, p->keys_allowed, true);
	out_map_end(o);
}

static void
put_extensions(struct out *o, const struct profile *p)
{
	out_key(o, "extensions");
	out_map(o, OUT_FLOW);
	if ((p->key_usage & USAGE_BY_KEY) != 0)
		out_field(o, "key-usage", "by-key");
	else
		put_words(o, "key-usage", WORDS_USAGE, p->key_usage, false);
	put_words(o, "extended-key-usage", WORDS_PURPOSE, p->purposes, false);
	out_key(o, "basic-constraints");
	out_boolean(o, p->basic_constraints);
	out_field(o, "template", p->template_name);
	out_field(o, "template-oid", p->template_oid);
	out_key(o, "must-staple");
	out_boolean(o, p->must_staple);
	out_map_end(o);
}

static void
put_limits(struct out *o, const struct profile *p)
{
	out_key(o, "limits");
	out_map(o, OUT_FLOW);
	out_key(o, "names");
	out_integer(o, p->limit_names);
	out_key(o, "san-bytes");
	out_integer(o, p->limit_san_bytes);
	out_key(o, "labels");
	out_integer(o, p->limit_labels);
	out_map_end(o);
}

static void
put_severities(struct out *o, const struct profile *p)
{
	out_key(o, "severity");
	out_map(o, OUT_FLOW);
	for (size_t i = 0; i < p->nseverities; i++)
		out_field(o, p->severities[i].rule,
		    word_text(words_of(WORDS_OVERRIDE),
			(int)p->severities[i].severity));
	out_map_end(o);
}

void
plan_put_settings(struct out *o, const struct plan *plan)
{
	const struct profile *profile = plan->profile;

	out_key(o, "settings");
	out_map(o, OUT_BLOCK);
	out_key(o, "sanreq-profile");
	out_integer(o, 1);
	out_field(o, "ca", ca_kind_text(profile->ca));
	out_field(o, "common-name", plan->common_name == NULL ? "none" : NULL);
	put_subject(o, profile);
	put_key(o, profile);
	put_extensions(o, profile);
	put_limits(o, profile);
	put_severities(o, profile);
	out_map_end(o);
}
