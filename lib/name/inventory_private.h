/*
 * SPDX-License-Identifier: ISC
 *
 * inventory_private: the inventory from within, for inventory.c (adding and
 * asking) and inventory_seal.c (sorting).
 *
 * Names, servers and domains are numbered by their keysets; uses stand in one
 * array with the numbers of their names, where the seal brings those of one
 * name together.
 *
 * Does not: belong into any other file.
 */
#ifndef NAME_INVENTORY_PRIVATE_H
#define NAME_INVENTORY_PRIVATE_H

#include "name/inventory.h"
#include "name/keyset.h"

#define INVENTORY_DATA_MAX ((size_t)1 << 30) /* bytes */
#define INVENTORY_USES_MAX 10000000

/* What one operand gave: the uses from first on, up to the next reading's. */
struct reading {
	size_t first;
	const char *operand;
	struct reading *next;
};

struct inventory {
	struct pool pool; /* its ceiling counts the arrays below too */
	struct keyset name_keys;
	struct inventory_name *names;
	size_t names_cap;
	struct use *uses; /* own: the number of the name */
	size_t nuses;
	size_t uses_cap;
	struct use last; /* the next use mostly has texts of the last */
	struct keyset server_keys;
	struct server *servers;
	size_t servers_cap;
	struct keyset domain_keys;
	struct accepted_domain *domains;
	size_t domains_cap;
	struct finding *findings;
	size_t nfindings;
	size_t findings_cap;
	struct source_info *sources;
	size_t nsources;
	size_t sources_cap;
	const char *organization;
	struct dns_aside *asides; /* name/dns_facts.h */
	struct reading *readings; /* since the last seal, the last first */
};

#endif
