/*
 * SPDX-License-Identifier: ISC
 *
 * use_words: how uses are called in sentences for people, where the words of
 * the contract would read "manual manual".
 */
#ifndef NAME_USE_WORDS_H
#define NAME_USE_WORDS_H

#include "name/inventory.h"

/* The name is that of a database availability group: service and scope are
 * "server", but it is of no server. */
bool use_is_dag(const struct use *);

/* "the server's own name", "ews". */
const char *use_words_service(const struct use *);

/* The service alone says all: the scope need not follow. */
bool use_words_scope_is_plain(enum use_scope);

#endif
