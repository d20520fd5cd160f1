/*
 * SPDX-License-Identifier: ISC
 *
 * libsanreq: the host names that an Exchange organization uses, which of them
 * a certificate should carry, and the request for it.
 *
 *	struct sanreq *s = NULL;
 *
 *	if (sanreq_new(&s) != SANREQ_OK)
 *		return 1;
 *	if (sanreq_load_profile(s, "private-ca") != SANREQ_OK ||
 *	    sanreq_add_source(s, "contoso.ldif") != SANREQ_OK ||
 *	    sanreq_discover(s) != SANREQ_OK ||
 *	    sanreq_plan(s) != SANREQ_OK ||
 *	    sanreq_request(s, "mail.key", "mail.csr", 0) != SANREQ_OK)
 *		fprintf(stderr, "%s\n", sanreq_error(s));
 *	sanreq_free(&s);
 *
 * The steps come in this order; one out of order is SANREQ_USAGE. A step may
 * be taken again, with what it rests on unchanged: plan with other names,
 * request with another key.
 *
 * Status: every function that can fail gives one, and must be asked. With
 * NULL for the context or for a text that is needed it is SANREQ_USAGE.
 *
 * Ownership: what is passed in is copied. A pointer obtained from an object
 * is valid until that object is passed to a function that takes it without
 * const. Lists are in a fixed order: the same facts give the same bytes.
 *
 * Threads: one thread at a time per context; contexts know nothing of each
 * other.
 *
 * Does not: print, exit, ask, keep state outside of the context, handle
 * signals, judge certificates (the command's check, repair and lint). LDAP,
 * DNS and live endpoints are read by the helper program sanreq-fetch, a child
 * process; the library opens no socket to a network.
 */
#ifndef SANREQ_H
#define SANREQ_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SANREQ_PUBLIC __attribute__((visibility("default")))
#define SANREQ_CHECKED \
	__attribute__((visibility("default"), warn_unused_result))
#else
#define SANREQ_PUBLIC
#define SANREQ_CHECKED
#endif

/* Whose fault it is. Negative, so that 0 is success. */
enum sanreq_status {
	SANREQ_OK = 0,
	SANREQ_USAGE = -1,     /* the caller broke the contract */
	SANREQ_PROFILE = -2,   /* the profile is wrong */
	SANREQ_INPUT = -3,     /* a source, certificate or key makes no sense */
	SANREQ_NAME = -4,      /* not a valid host name */
	SANREQ_NETWORK = -5,   /* unreachable, TLS, time limit */
	SANREQ_DIRECTORY = -6, /* resultCode from the server */
	SANREQ_CREDENTIALS = -7, /* bind refused */
	SANREQ_OUTPUT = -8,      /* a file that was to be written */
	SANREQ_POLICY = -9,      /* valid, but profile or CA rules forbid it */
	SANREQ_LIMIT = -10,      /* a ceiling was met */
	SANREQ_CRYPTO = -11,     /* libcrypto refused */
	SANREQ_NO_MEMORY = -12,
	SANREQ_INTERNAL = -13 /* our defect */
};

/* One job: options, profile, inventory, plan, request and the last error. */
struct sanreq;

/* "0.1.0". Static. */
SANREQ_PUBLIC const char *sanreq_version(void);

/* SANREQ_NO_MEMORY. */
SANREQ_CHECKED enum sanreq_status sanreq_new(struct sanreq **);

/* Wipes secrets, frees, sets the pointer to NULL. NULL is fine. */
SANREQ_PUBLIC void sanreq_free(struct sanreq **);

/* What the last function with a status said, one line "WHERE: WHAT", safe to
 * print; "" when it went well or the context is NULL. */
SANREQ_PUBLIC const char *sanreq_error(const struct sanreq *);

/* The id of the rule that was broken ("NAM09"), or NULL when the error is
 * none of a rule. Static. */
SANREQ_PUBLIC const char *sanreq_error_rule(const struct sanreq *);

/*
 * For programs that make keys; it changes the process, not the context alone.
 * Once, before other threads start and before libcrypto is used otherwise:
 * core dumps are switched off, keys live in libcrypto's secure heap, its
 * configuration file is not read. From the first key of this context on no
 * other process of the user may look into this one, which closes /proc/self.
 * Without it keys live in ordinary memory, and are wiped all the same.
 */
SANREQ_CHECKED enum sanreq_status sanreq_protect_process(struct sanreq *);

/* --- how directories are read; all before the source they are for --- */

/* Seconds for each network operation, 1 to 3600; 10 unless set. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_timeout(struct sanreq *, unsigned seconds);

/* Path of sanreq-fetch; NULL: the installed one. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_helper(struct sanreq *, const char *path);

/* A simple bind: the DN and n bytes of password (at most 1024, without NUL or
 * line end). It is kept in locked memory and wiped by sanreq_free(). NULL,
 * NULL, 0: anonymous, as at first. */
SANREQ_CHECKED enum sanreq_status sanreq_set_bind(
    struct sanreq *, const char *dn, const char *password, size_t n);

/* "GSSAPI" or "GSS-SPNEGO": by Kerberos, with the ticket of the process or the
 * keytab that KRB5_CLIENT_KTNAME names. "EXTERNAL": who we are is what ldapi
 * knows of the process. NULL: none of them, as at first. SANREQ_USAGE. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_sasl(struct sanreq *, const char *mechanism);

/* sanreq_set_sasl() with "EXTERNAL" or NULL. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_sasl_external(struct sanreq *, int on);

/* CAs in PEM that the server's certificate is verified with; NULL: the
 * system's. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_ca_file(struct sanreq *, const char *path);

/* Where the search begins; NULL: the configuration naming context that the
 * server tells. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_base(struct sanreq *, const char *dn);

/* Whose domain controllers ldap:/// and ldaps:/// mean, and the Active
 * Directory site whose ones come first; NULL: as the machine says. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_domain(struct sanreq *, const char *domain);
SANREQ_CHECKED enum sanreq_status
sanreq_set_site(struct sanreq *, const char *site);

/* ADDRESS[:PORT] of a DNS server to be asked instead of the system's, after
 * those that were added before (16 in all); NULL: forgets them. SANREQ_USAGE
 * for what is no address. */
SANREQ_CHECKED enum sanreq_status
sanreq_add_dns_server(struct sanreq *, const char *address);

/* Follow references to other servers of the forest. */
SANREQ_CHECKED enum sanreq_status sanreq_set_chase(struct sanreq *, int on);

/* Do not read computer accounts, which tell what servers are dead. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_no_computers(struct sanreq *, int on);

/* A source that cannot be read, or whose server fails, is passed over and
 * stands in sanreq_unread(); wrong usage still fails. When none could be read
 * sanreq_discover() gives the first failure. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_keep_going(struct sanreq *, int on);

/* What the text of a source is that is neither UTF-8 nor has a byte order
 * mark: "windows-1251", "cp850", "utf-16le"; NULL: Windows-1252 is assumed, as
 * at first, and names that depend on that are not taken. SANREQ_USAGE. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_encoding(struct sanreq *, const char *name);

/* With ldap:// URLs: no word before TLS is there (StartTLS, RFC 4511 4.14). */
SANREQ_CHECKED enum sanreq_status sanreq_set_starttls(struct sanreq *, int on);

/* Dangerous: the password goes over the network for all to read. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_insecure_plain_bind(struct sanreq *, int on);

/* Dangerous: whoever sits in between may pass for the server. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_insecure_no_verify(struct sanreq *, int on);

/* --- the profile --- */

/* A shipped profile ("public-ca") or a file. SANREQ_PROFILE with
 * "file:line:column: WHAT". Without one sanreq_plan() takes the profile that
 * a plan used as source names, else public-ca; with one it judges such a
 * plan's names anew. */
SANREQ_CHECKED enum sanreq_status
sanreq_load_profile(struct sanreq *, const char *name);

/* The same of n bytes of YAML; name is for messages and verdicts. */
SANREQ_CHECKED enum sanreq_status sanreq_load_profile_text(
    struct sanreq *, const char *name, const char *text, size_t n);

/* --- the inventory --- */

/* Reads one source now, as the command takes it: a file, an ldap, ldaps or
 * ldapi URL, a live endpoint (tls, smtp, imap or pop3 URL), "-"; "dns:DOMAIN"
 * is only checked, and waits for sanreq_discover(). SANREQ_INPUT,
 * SANREQ_NETWORK, SANREQ_DIRECTORY, SANREQ_CREDENTIALS, SANREQ_LIMIT. After a
 * failure the context takes no source and finds nothing: begin anew with
 * another. */
SANREQ_CHECKED enum sanreq_status
sanreq_add_source(struct sanreq *, const char *source);

/* The same of n bytes of LDIF, Shell output, inventory, plan or names; name
 * stands in the uses for where they are from. */
SANREQ_CHECKED enum sanreq_status sanreq_add_source_text(
    struct sanreq *, const char *name, const char *text, size_t n);

/* Ends the reading: asks DNS about the names of all sources, of
 * sanreq_add_name() and of the profile when there are sources "dns:DOMAIN",
 * then sorts and merges. SANREQ_INPUT when no name was found; what
 * sanreq_add_source() gives when DNS fails. The
 * getters below give 0 and NULL before it. */
SANREQ_CHECKED enum sanreq_status sanreq_discover(struct sanreq *);

/* NULL when no source told. */
SANREQ_PUBLIC const char *sanreq_organization(const struct sanreq *);

/* What could not be read: with any, the inventory is not complete. Who wants
 * all or nothing looks here before planning. */
SANREQ_PUBLIC size_t sanreq_unread_count(const struct sanreq *);
SANREQ_PUBLIC const char *sanreq_unread(const struct sanreq *, size_t i);

enum sanreq_name_field {
	SANREQ_NAME_TEXT, /* normal form */
	SANREQ_NAME_KIND, /* "netbios", "fqdn", "wildcard", "ip" */
	SANREQ_NAME_CLASS /* "public", "internal" */
};

/* Sorted by text. NULL beyond the end. */
SANREQ_PUBLIC size_t sanreq_name_count(const struct sanreq *);
SANREQ_PUBLIC const char *
sanreq_name(const struct sanreq *, size_t i, enum sanreq_name_field);

/* The words are those of the inventory's JSON. */
enum sanreq_use_field {
	SANREQ_USE_SERVICE,  /* "ews", "autodiscover" ... */
	SANREQ_USE_SCOPE,    /* "internal", "external", "scp" ... */
	SANREQ_USE_AUDIENCE, /* who needs the name in a certificate */
	SANREQ_USE_SERVER,   /* or NULL */
	SANREQ_USE_VALUE,    /* what the directory said, raw; or NULL */
	SANREQ_USE_SOURCE,   /* as it was named */
	SANREQ_USE_DN,       /* or NULL */
	SANREQ_USE_ATTRIBUTE /* or NULL */
};

/* Of the i-th name, the k-th use. Values are outside text, not made safe to
 * print. */
SANREQ_PUBLIC size_t sanreq_use_count(const struct sanreq *, size_t i);
SANREQ_PUBLIC const char *
sanreq_use(const struct sanreq *, size_t i, size_t k, enum sanreq_use_field);

/* The document that `sanreq discover -f json` writes, n bytes and a NUL, to
 * be freed with free(3). */
SANREQ_CHECKED enum sanreq_status
sanreq_inventory_json(struct sanreq *, char **text, size_t *n);

/* --- the plan --- */

/* For the next sanreq_plan(), and beating the profile: SANREQ_NAME for what
 * is no host name; a name or a glob to leave out. Both end the plan that is
 * there. DNS is asked about names added before sanreq_discover(). */
SANREQ_CHECKED enum sanreq_status
sanreq_add_name(struct sanreq *, const char *name);
SANREQ_CHECKED enum sanreq_status
sanreq_drop_name(struct sanreq *, const char *name);
/* Forgets all of them. */
SANREQ_CHECKED enum sanreq_status sanreq_forget_names(struct sanreq *);

/* A CA that will be asked, as CAA records (RFC 8659) name it: of the names
 * that a dns source looked up, those for which none of the CAs added may issue
 * are findings. Ends the plan that is there. NULL: forgets them. SANREQ_USAGE
 * for what is no domain. */
SANREQ_CHECKED enum sanreq_status
sanreq_add_ca_domain(struct sanreq *, const char *domain);

/* A verdict on every name, and the CA's rules applied, whose breaches are
 * findings. SANREQ_USAGE for a name to drop that is not there, SANREQ_POLICY
 * for a common name that is not taken. The getters below give 0 and NULL
 * before it. */
SANREQ_CHECKED enum sanreq_status sanreq_plan(struct sanreq *);

enum sanreq_verdict_field {
	SANREQ_VERDICT_NAME,
	SANREQ_VERDICT_RULE,      /* "public-ca.yaml:14" */
	SANREQ_VERDICT_REASON,    /* one line */
	SANREQ_VERDICT_COVERED_BY /* a wildcard that is taken, or NULL */
};

/* Sorted by name; names that were added are among them. */
SANREQ_PUBLIC size_t sanreq_verdict_count(const struct sanreq *);
SANREQ_PUBLIC const char *
sanreq_verdict(const struct sanreq *, size_t i, enum sanreq_verdict_field);
/* Goes it in? */
SANREQ_PUBLIC int sanreq_verdict_is_take(const struct sanreq *, size_t i);
/* Stays it out though clients match it against the certificate? */
SANREQ_PUBLIC int sanreq_verdict_is_loss(const struct sanreq *, size_t i);

/* NULL when the profile wants none. */
SANREQ_PUBLIC const char *sanreq_common_name(const struct sanreq *);

enum sanreq_finding_field {
	SANREQ_FINDING_ID,       /* "EXC04", "NAM08" */
	SANREQ_FINDING_SEVERITY, /* "info", "warning", "error" */
	SANREQ_FINDING_MESSAGE,  /* one line, safe to print */
	SANREQ_FINDING_DN        /* or NULL */
};

/* Those of discovery, after sanreq_plan() followed by those of the plan. */
SANREQ_PUBLIC size_t sanreq_finding_count(const struct sanreq *);
SANREQ_PUBLIC const char *
sanreq_finding(const struct sanreq *, size_t i, enum sanreq_finding_field);

/* The document that `sanreq plan -f json` writes, n bytes and a NUL, to be
 * freed with free(3). */
SANREQ_CHECKED enum sanreq_status
sanreq_plan_json(struct sanreq *, char **text, size_t *n);

/* --- the request --- */

enum sanreq_request_flag {
	SANREQ_REUSE_KEY = 1,       /* the key at key_path, which must exist */
	SANREQ_REPLACE_REQUEST = 2, /* never a key */
	SANREQ_DER = 4              /* both; else PEM */
};

/* Encrypts the key that is made (PBES2), or opens the one that is reused.
 * n bytes as in sanreq_set_bind(); NULL, 0: none, as at first. */
SANREQ_CHECKED enum sanreq_status
sanreq_set_key_password(struct sanreq *, const char *password, size_t n);

/*
 * Makes the key (PKCS#8) and the request (PKCS#10, RFC 2986), reads it back,
 * and publishes both: after any failure or kill there is nothing, or the key,
 * or both, and never half a file under its name; a kill may leave a temporary
 * (.sanreq-XXXXXXXXXXXX). The key's file gets mode 0600. An existing key is
 * never replaced.
 *
 * request_path NULL: the request stays in memory; key_path NULL, then too:
 * the key as well. SANREQ_POLICY when profile or CA rules refuse the plan,
 * SANREQ_OUTPUT when a file exists or cannot be written, SANREQ_INPUT for a
 * key that cannot be read.
 */
SANREQ_CHECKED enum sanreq_status sanreq_request(struct sanreq *,
    const char *key_path, const char *request_path, unsigned flags);

/* What the last sanreq_request() made, as written; NULL without one. The key
 * only when it has no file; it is wiped with the context or by the next
 * request. */
SANREQ_PUBLIC const char *sanreq_request_data(const struct sanreq *, size_t *n);
SANREQ_PUBLIC const char *sanreq_key_data(const struct sanreq *, size_t *n);

/* SHA-256 in lower-case hex: of the request as written, of the DER
 * subjectPublicKeyInfo; NULL without a request. */
SANREQ_PUBLIC const char *sanreq_request_sha256(const struct sanreq *);
SANREQ_PUBLIC const char *sanreq_public_key_sha256(const struct sanreq *);

#ifdef __cplusplus
}
#endif

#endif
