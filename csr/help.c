/*
 * SPDX-License-Identifier: ISC
 *
 * The help texts: examples first, exit statuses last.
 */
#include "cli.h"

static const char sources_text[] =
    "\nA SOURCE is\n"
    "  ldap://, ldaps:// or ldapi:// URL of a directory server; ldap:///, "
    "without\n"
    "     a host, and ldap://contoso.com, a domain, find a domain controller "
    "by DNS\n"
    "  a file: LDIF; Exchange Management Shell output (Format-List, CSV, "
    "JSON,\n"
    "     Clixml); an inventory or plan that sanreq wrote; names, one a line; "
    "or\n"
    "     certificates and requests (PEM, DER, PKCS#7)\n"
    "  tls://HOST[:PORT]  the certificate that a server presents; smtp://, "
    "imap://\n"
    "     and pop3:// ask for it with STARTTLS\n"
    "  dns:DOMAIN  autodiscover host, SRV, MX, CAA; it looks up the names of "
    "the\n"
    "     other sources below the domain too\n"
    "  -  standard input, recognized by its content like a file\n"
    "Several sources make one inventory; with --keep-going those that cannot\n"
    "be read are passed over. Text that is not UTF-8 has the code page that\n"
    "--encoding names, such as windows-1251 or cp850 (default: windows-1252,\n"
    "from which no name beyond ASCII is taken).\n";

static const char ldap_text[] =
    "\nDirectory\n"
    "  -D DN                  bind as DN, USER@DOMAIN or DOMAIN\\USER; without "
    "it and\n"
    "                         without -Y: anonymously\n"
    "  -W                     ask for the bind password\n"
    "  -y FILE                read it from FILE (which nobody else may read)\n"
    "      --bind-pass SECRET read it from SECRET\n"
    "  -Y GSSAPI              bind by Kerberos: the ticket of kinit, or the "
    "keytab\n"
    "                         that KRB5_CLIENT_KTNAME names; -Y GSS-SPNEGO "
    "likewise\n"
    "  -Y EXTERNAL            as the user of this process (ldapi)\n"
    "  -Z, -ZZ                StartTLS; twice: required\n"
    "      --ca-file FILE     CAs to trust for the server's certificate\n"
    "      --base DN          search below DN (default: CN=Services of the\n"
    "                         configuration naming context)\n"
    "      --domain NAME      ldap:/// finds a domain controller of NAME\n"
    "                         (default: the Kerberos realm, else the "
    "resolver's\n"
    "                         search domains)\n"
    "      --site SITE        prefer those of this Active Directory site\n"
    "      --chase            follow references to other servers\n"
    "      --no-computers     do not look for servers that are gone\n"
    "      --require-complete fail when a part could not be read (files too)\n"
    "      --dns-server ADDRESS[:PORT]  ask this DNS server; repeatable\n"
    "      --insecure-plain-bind  send the password without TLS\n"
    "      --insecure-no-verify   accept any server certificate\n"
    "  SECRET is file:PATH, fd:N, env:VAR, stdin or prompt.\n";

static const char common_text[] =
    "  -o, --output FILE      instead of standard output\n"
    "  -q, --quiet            no findings, no talk\n"
    "  -v, --verbose          all findings; names of peers\n"
    "      --color WHEN       auto, always or never\n"
    "      --timeout SECONDS  for each network operation, 1 to 3600 (10)\n"
    "  -h, --help  -V, --version\n";

static const char exit_text[] =
    "\nExit status\n"
    "   0  done; the answer is yes\n"
    "   1  the answer is no\n"
    "   2  wrong usage\n"
    "   3  input that cannot be read or makes no sense\n"
    "   4  a server cannot be reached, or refuses us\n"
    "   5  output: a file exists already, no space, no permission\n"
    "   6  the profile or its CA's rules refuse this request\n"
    "  70  a defect in sanreq\n";

void
help_main(FILE *file)
{
	fputs("Finds every host name that an Exchange organization's clients "
	      "use and writes\n"
	      "the certificate request for them.\n\n"
	      "  sanreq discover contoso.ldif\n"
	      "  sanreq plan -p public-ca contoso.ldif\n"
	      "  sanreq request -p public-ca ldaps://dc1.contoso.com -D "
	      "reader@contoso.com -W\n\n"
	      "Commands\n",
	    file);
	for (const struct verb *verb = verbs; verb->name != NULL; verb++)
		fprintf(file, "  %-10s %s\n", verb->name, verb->summary);
	fputs("\n\"sanreq COMMAND --help\" tells more; the whole is in "
	      "sanreq(1).\n",
	    file);
	fputs(exit_text, file);
}

void
help_discover(FILE *file)
{
	fputs(
	    "usage: sanreq discover [OPTION]... SOURCE...\n\n"
	    "  sanreq discover contoso.ldif\n"
	    "  sanreq discover -f json -o contoso.json ldaps://dc1.contoso.com"
	    "\n"
	    "  sanreq discover -f names contoso.ldif extra-names.txt\n\n"
	    "Prints the inventory: every name, who uses it.\n"
	    "\nOptions\n"
	    "  -f, --format FMT       table, json, csv or names\n"
	    "      --add NAME         one more name\n"
	    "  -p, --profile PROFILE  only checked\n",
	    file);
	fputs(common_text, file);
	fputs(ldap_text, file);
	fputs(sources_text, file);
	fputs(exit_text, file);
}

void
help_plan(FILE *file)
{
	fputs("usage: sanreq plan [-p PROFILE] [OPTION]... SOURCE...\n\n"
	      "  sanreq plan contoso.ldif\n"
	      "  sanreq plan -p private-ca --add legacy.contoso.com "
	      "contoso.ldif\n"
	      "  sanreq plan --why mail.contoso.com contoso.ldif\n"
	      "  sanreq plan --edit -f yaml -o plan.yaml contoso.ldif\n\n"
	      "Tells which names go into a certificate, which stay out, and "
	      "why.\n"
	      "\nOptions\n"
	      "  -p, --profile PROFILE  name or file (public-ca)\n"
	      "  -f, --format FMT       table, json, csv, names, yaml or html\n"
	      "      --add NAME         take NAME, whatever the profile says\n"
	      "      --drop NAME|GLOB   leave it out\n"
	      "      --why NAME         one name's whole story\n"
	      "      --ca-domain DOMAIN the CA, as CAA records name it "
	      "(letsencrypt.org)\n"
	      "      --probe            look for web servers on the mail "
	      "domains\n"
	      "      --edit             pick and drop in $VISUAL or $EDITOR\n",
	    file);
	fputs(common_text, file);
	fputs(ldap_text, file);
	fputs(sources_text, file);
	fputs(exit_text, file);
}

void
help_request(FILE *file)
{
	fputs("usage: sanreq request [-p PROFILE] [OPTION]... SOURCE...\n\n"
	      "  sanreq request contoso.ldif\n"
	      "  sanreq request -n contoso.ldif\n"
	      "  sanreq request -p adcs -d /etc/ssl/exchange --manifest m.json "
	      "plan.yaml\n"
	      "  sanreq request --key mail.key --reuse-key --csr new.csr "
	      "contoso.ldif\n\n"
	      "Writes a private key and the certification request (PKCS#10) "
	      "for the plan.\n"
	      "An existing key is never replaced.\n"
	      "\nOptions\n"
	      "  -p, --profile PROFILE  name or file (public-ca)\n"
	      "      --csr FILE         default: COMMON-NAME.csr; - is "
	      "standard output\n"
	      "      --key FILE         default: COMMON-NAME.key\n"
	      "  -d, --directory DIR    where the defaults are written (.)\n"
	      "      --reuse-key        the key file exists: use it\n"
	      "      --key-pass SECRET  encrypt or open the key\n"
	      "      --form pem|der\n"
	      "  -n, --dry-run          do all but write\n"
	      "      --force            replace an existing request (never a "
	      "key)\n"
	      "      --manifest FILE    JSON of what was asked, from where\n"
	      "      --add NAME         take NAME, whatever the profile says\n"
	      "      --drop NAME|GLOB   leave it out\n"
	      "      --ca-domain DOMAIN the CA, as CAA records name it "
	      "(letsencrypt.org)\n"
	      "  -f, --format FMT       of the report: table, json, csv or "
	      "names\n",
	    file);
	fputs(common_text, file);
	fputs(ldap_text, file);
	fputs(sources_text, file);
	fputs(exit_text, file);
}

void
help_check(FILE *file)
{
	fputs("usage: sanreq check [OPTION]... CERT SOURCE...\n\n"
	      "  sanreq check mail.pem contoso.ldif\n"
	      "  sanreq check tls://mail.contoso.com contoso.ldif\n"
	      "  sanreq check -f html -o check.html mail.cer contoso.ldif\n"
	      "  sanreq check mail.pem tls://mail.contoso.com "
	      "smtp://mail.contoso.com\n\n"
	      "Tells which uses the certificate covers and by which name, "
	      "which it does not,\n"
	      "what each client will do, and what helps. Answers 1 when a "
	      "client would warn.\n"
	      "\nCERT is a file (PEM, DER, PKCS#7, PFX; a request too), or an "
	      "endpoint:\n"
	      "  tls://HOST[:PORT], or smtp://, imap://, pop3:// (STARTTLS)\n"
	      "An endpoint as SOURCE is asked for the same certificate.\n"
	      "\nOptions\n"
	      "      --cert-pass SECRET password of a PFX\n"
	      "  -f, --format FMT       table, json, csv, names or html\n"
	      "      --add NAME         one more name that must be covered\n"
	      "  -p, --profile PROFILE  only checked\n",
	    file);
	fputs(common_text, file);
	fputs(ldap_text, file);
	fputs(sources_text, file);
	fputs(exit_text, file);
}

void
help_repair(FILE *file)
{
	fputs("usage: sanreq repair [OPTION]... CERT SOURCE...\n\n"
	      "  sanreq repair mail.pem contoso.ldif\n"
	      "  sanreq repair --apply -o repair.ps1 mail.pem contoso.ldif\n"
	      "  sanreq repair --apply --rollback -o back.ps1 mail.pem "
	      "contoso.ldif\n"
	      "  sanreq repair --namespace mail.contoso.com mail.pem "
	      "contoso.ldif\n\n"
	      "Prints Exchange Management Shell commands that point every URL "
	      "which the\n"
	      "certificate does not cover to a name that it has (KB 940726), "
	      "each with the\n"
	      "old value. Read the script, keep it, then run it in the Shell.\n"
	      "\nOptions\n"
	      "      --namespace HOST   point them to HOST, which CERT must "
	      "cover (the covered\n"
	      "                         host that most uses by clients "
	      "share)\n"
	      "      --apply            commands that change; else -WhatIf\n"
	      "      --rollback         commands that set the old values "
	      "back\n"
	      "      --cert-pass SECRET password of a PFX\n"
	      "      --add NAME         one more name in use\n"
	      "  -p, --profile PROFILE  only checked\n",
	    file);
	fputs(common_text, file);
	fputs(ldap_text, file);
	fputs(sources_text, file);
	fputs(exit_text, file);
}

void
help_lint(FILE *file)
{
	fputs("usage: sanreq lint [OPTION]... FILE...\n"
	      "       sanreq lint --list | --explain RULE\n\n"
	      "  sanreq lint mail.csr\n"
	      "  sanreq lint --ca adcs --exchange 2016 request.txt\n"
	      "  sanreq lint --inventory contoso.ldif --key mail.key mail.pem\n"
	      "  sanreq lint --explain NAM02\n\n"
	      "Judges requests and certificates by every rule that CAs, "
	      "browsers and Exchange\n"
	      "have. A FILE is PEM, DER, PKCS#7, a PFX, the text that the "
	      "Exchange Management\n"
	      "Shell saves, or - for standard input.\n"
	      "\nOptions\n"
	      "      --ca KIND          whose rules: public (default), "
	      "lets-encrypt, private\n"
	      "                         or adcs\n"
	      "      --exchange VERSION 2007, 2010, 2013, 2016, 2019 or SE: "
	      "what it can import\n"
	      "  -p, --profile PROFILE  its kind of CA (without --ca), limits "
	      "and severities\n"
	      "  -f, --format FMT       table or json\n"
	      "      --cert-pass SECRET opens a PFX\n"
	      "      --list             the catalogue; with -f json, all of "
	      "it\n"
	      "      --explain RULE     one rule: why, and what to do; or a "
	      "finding\n"
	      "\nFacts that a file does not say\n"
	      "      --inventory SOURCE what clients use: sources as of "
	      "discover; repeatable\n"
	      "      --encoding NAME    their code page, if they are not "
	      "UTF-8\n"
	      "      --key FILE         the private key, to compare; "
	      "--key-pass SECRET opens it\n"
	      "      --previous CERT    the certificate before: was its key "
	      "taken again?\n"
	      "      --weak-keys FILE   known weak keys, one a line: SHA-256 "
	      "of the public key\n"
	      "                         in hex, or a mark of Debian's "
	      "openssl-blacklist\n"
	      "\nCommon options\n",
	    file);
	fputs(common_text, file);
	fputs(ldap_text, file);
	fputs(sources_text, file);
	fputs(exit_text, file);
}

void
help_profile(FILE *file)
{
	fputs("usage: sanreq profile list | show NAME | check FILE\n\n"
	      "  sanreq profile list\n"
	      "  sanreq profile show public-ca > mine.yaml\n"
	      "  sanreq profile check mine.yaml\n\n"
	      "Lists the shipped profiles, shows one, or checks a file.\n"
	      "\nOptions\n",
	    file);
	fputs(common_text, file);
	fputs(exit_text, file);
}

void
help_collect(FILE *file)
{
	fputs(
	    "usage: sanreq collect [-o FILE]\n\n"
	    "  sanreq collect -o collect.ps1\n"
	    "  [PS] C:\\>.\\collect.ps1\n"
	    "  sanreq discover sanreq-exchange.txt\n\n"
	    "Prints a script for the Exchange Management Shell (Exchange 2007 "
	    "and later)\n"
	    "that only reads, and writes one file which sanreq takes as a "
	    "source.\n"
	    "\nOptions\n",
	    file);
	fputs(common_text, file);
	fputs(exit_text, file);
}
