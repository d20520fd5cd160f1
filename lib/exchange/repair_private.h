/*
 * SPDX-License-Identifier: ISC
 *
 * repair_private: the repair from within: repair.c collects what is to be
 * changed and repair_objects.c makes commands of it; repair_namespace.c
 * chooses the name, repair_cmdlets.c knows the commands, repair_identity.c
 * how the Shell calls an object; repair_value.c makes new values of old ones;
 * repair_write.c and repair_after.c write the script.
 *
 * A change is one attribute of one object, which is one parameter of one
 * command; an object's changes are one command. Several sources may tell of
 * one object, the directory by its DN and the Shell by its identity: it is one
 * by what the command would call it.
 *
 * Does not: belong into any other file.
 */
#ifndef EXCHANGE_REPAIR_PRIVATE_H
#define EXCHANGE_REPAIR_PRIVATE_H

#include "exchange/dn.h"
#include "exchange/repair.h"
#include "exchange/services.h"

/* Products in the order of their age; those of Exchange alone. */
enum product {
	PRODUCT_2003,
	PRODUCT_2007,
	PRODUCT_2010,
	PRODUCT_2013,
	PRODUCT_2016,
	PRODUCT_2019,
	PRODUCT_SE,
	PRODUCT_UNKNOWN,
	PRODUCT_NONE /* of the whole organization */
};

/* How a command says which object it means. */
enum addressing {
	BY_DIRECTORY, /* -Identity 'EX01\EWS (Default Web Site)' */
	BY_SERVER,    /* -Identity 'EX01' */
	BY_SERVER_OF, /* -Server 'EX01' */
	BY_NAME       /* -Identity 'EXPR' */
};

/* What a parameter cannot be set without. */
enum companion {
	COMPANION_NONE,
	COMPANION_MAPI,
	COMPANION_RPC_INTERNAL,
	COMPANION_RPC_EXTERNAL
};

struct repair_parameter {
	const char *noun;     /* as in the table of services */
	const char *property; /* likewise */
	enum product from, to;
	enum addressing addressing;
	enum companion companion;
	const char *never; /* why it is never set, or NULL */
};

struct repair_change {
	const struct service_row *row;
	const struct repair_parameter *parameter; /* or NULL */
	enum use_scope scope;
	const char *attribute; /* as the directory calls it, or NULL */
	const char **was;      /* in the directory, sorted */
	size_t nwas;
	const char **now; /* parameter's values */
	size_t nnow;
	const char **back; /* that restore what was */
	size_t nback;
	const char *left; /* why it is left alone; NULL: it is set */
	unsigned port;    /* that is kept, or 0 */
	bool agreed;      /* all sources know the same values */
};

struct repair_object {
	const char *server;   /* name, or NULL */
	const char *computer; /* its FQDN, or its name; NULL without server */
	enum product product;
	const char *dn;       /* or NULL */
	const char *identity; /* of the command; NULL: cannot be told */
	const char *cannot;   /* then: why */
	const char *noun;     /* of the command; NULL: nothing is set */
	struct repair_change *changes;
	size_t nchanges;
	size_t nset; /* of these */
};

/* A use that needs mending, or one beside it in the same attribute. */
struct repair_item {
	const struct inventory_name *name;
	const struct use *use;
	const struct service_row *row;
	const struct repair_parameter *parameter;
	const char *identity; /* of the command; NULL: cannot be told */
	const char *cannot;   /* then: why */
	enum product product;
	bool mend;
};

struct repair_items {
	struct repair_item *list;
	size_t n, cap;
};

/* A covered use by clients: which server has which host. */
struct covered_use {
	const char *server; /* or NULL */
	const struct inventory_name *name;
};

struct repair {
	struct repair_input in;
	struct pool pool;
	struct dn dn; /* scratch: too large for the stack */
	const char *namespace_host;
	enum name_class namespace_class;
	size_t namespace_uses; /* covered ones */
	struct repair_object *objects;
	size_t nobjects;
	struct covered_use *covered; /* by server, then by name */
	size_t ncovered;
	struct repair_forgotten *forgotten;
	size_t nforgotten;
	size_t ncommands, nservers, nleft, nshells;
};

/* repair_objects.c: the items stand in the order of the script. */
NODISCARD enum sanreq_status
repair_build(struct repair *, const struct repair_items *, struct error *);
int repair_compare(const char *, const char *); /* NULL first */
/* Objects of items with the same server and the same kind of command. */
int
repair_compare_objects(const struct repair_item *, const struct repair_item *);

/* repair_cmdlets.c */
enum product repair_product(const char *); /* NULL: unknown */
const char *repair_product_text(enum product);
/* The row and parameter of a use; *row NULL: nothing is known of it. */
void repair_find_parameter(const struct use *, const struct service_row **row,
    const struct repair_parameter **);
/* The noun of the command for a product. */
const char *repair_noun(const struct repair_parameter *, enum product);
/* Why this version has no such parameter, or NULL. */
const char *repair_unavailable(const struct repair_parameter *, enum product);
/* Place of a command among those of a server: as the KB article goes. */
unsigned repair_order(const struct service_row *);

/* repair_identity.c: fills identity, or cannot, from the DN. */
NODISCARD enum sanreq_status
repair_identify(struct repair *, struct repair_item *, struct error *);

/* repair_value.c: fills now, back and port, or left. */
NODISCARD enum sanreq_status
repair_values(struct repair *, struct repair_change *, struct error *);

/* repair_namespace.c */
NODISCARD enum sanreq_status
repair_choose_namespace(struct repair *, struct error *);
/* The host that most covered uses of the server share, or NULL. */
const char *
repair_server_host(const struct repair *, const char *server, size_t *nuses);

/* repair_after.c: recycling, and what is left alone. */
void
repair_write_after(const struct repair *, const struct repair_form *, FILE *);
void repair_write_left(const struct repair *, FILE *);

#endif
