/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "profile/words.h"

static const struct word ca_words[] = {
    {"public", CA_PUBLIC}, {"private", CA_PRIVATE}, {"none", CA_NONE}, {0}};

static const struct word key_words[] = {{"rsa-2048", KEY_RSA_2048},
    {"rsa-3072", KEY_RSA_3072}, {"rsa-4096", KEY_RSA_4096}, {"p-256", KEY_P256},
    {"p-384", KEY_P384}, {"p-521", KEY_P521}, {"ed25519", KEY_ED25519}, {0}};

static const struct word subject_words[] = {{"country", SUBJECT_COUNTRY},
    {"state", SUBJECT_STATE}, {"locality", SUBJECT_LOCALITY},
    {"postal-code", SUBJECT_POSTAL_CODE}, {"street", SUBJECT_STREET},
    {"organization", SUBJECT_ORGANIZATION},
    {"organizational-unit", SUBJECT_ORGANIZATIONAL_UNIT}, {0}};

static const struct word role_words[] = {{"cafe", ROLE_CAFE},
    {"mailbox", ROLE_MAILBOX}, {"client-access", ROLE_CLIENT_ACCESS},
    {"um", ROLE_UM}, {"hub-transport", ROLE_HUB_TRANSPORT}, {"edge", ROLE_EDGE},
    {"frontend-transport", ROLE_FRONTEND_TRANSPORT}, {0}};

static const struct word state_words[] = {{"dead", SERVER_DEAD}, {0}};

static const struct word usage_words[] = {
    {"digital-signature", USAGE_DIGITAL_SIGNATURE},
    {"key-encipherment", USAGE_KEY_ENCIPHERMENT},
    {"non-repudiation", USAGE_NON_REPUDIATION},
    {"data-encipherment", USAGE_DATA_ENCIPHERMENT},
    {"key-agreement", USAGE_KEY_AGREEMENT}, {0}};

static const struct word purpose_words[] = {
    {"server-auth", PURPOSE_SERVER_AUTH}, {"client-auth", PURPOSE_CLIENT_AUTH},
    {0}};

static const struct word override_words[] = {{"info", OVERRIDE_INFO},
    {"warning", OVERRIDE_WARNING}, {"error", OVERRIDE_ERROR},
    {"ignore", OVERRIDE_IGNORE}, {0}};

const struct word *
words_of(enum word_set set)
{
	switch (set) {
	case WORDS_CA: return ca_words;
	case WORDS_KEY: return key_words;
	case WORDS_SUBJECT: return subject_words;
	case WORDS_ROLE: return role_words;
	case WORDS_STATE: return state_words;
	case WORDS_USAGE: return usage_words;
	case WORDS_PURPOSE: return purpose_words;
	case WORDS_OVERRIDE: return override_words;
	}
	return NULL;
}

int
word_find(const struct word *words, const char *text)
{
	for (; words->text != NULL; words++)
		if (strcmp(words->text, text) == 0)
			return words->value;
	return -1;
}

const char *
word_text(const struct word *words, int value)
{
	for (; words->text != NULL; words++)
		if (words->value == value)
			return words->text;
	return NULL;
}

const char *
ca_kind_text(enum ca_kind ca)
{
	return word_text(ca_words, (int)ca);
}

const char *
key_type_text(enum key_type type)
{
	return word_text(key_words, (int)type);
}

const char *
subject_attribute_text(enum subject_attribute attribute)
{
	return word_text(subject_words, (int)attribute);
}
