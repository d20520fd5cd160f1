/*
 * SPDX-License-Identifier: ISC
 *
 * severities: the shorthand of the catalogue's tables. Private to them.
 *
 * Abbreviations in their sources: BR, the CA/Browser Forum's TLS Baseline
 * Requirements; EVG, its EV Guidelines; CRP, the Chrome root program; LE,
 * Let's Encrypt, and BLD, its CA software; ZL, zlint; WCCE, MS-WCCE; KB,
 * Microsoft's support articles; HC, Exchange HealthChecker.
 *
 * Does not: hold a rule.
 */
#ifndef CHECK_SEVERITIES_H
#define CHECK_SEVERITIES_H

#include "check/judge.h"

#define E      SEVERITY_ERROR
#define W      SEVERITY_WARNING
#define I      SEVERITY_INFO
#define SILENT (-1)

/* Under a public CA, a private one, and none; AD CS is a private CA and Let's
 * Encrypt a public one. */
#define CA(public, private, none)                      \
	{                                              \
		public, private, none, private, public \
	}
/* The same, with AD CS and Let's Encrypt on terms of their own. */
#define CAS(public, private, none, adcs, le)    \
	{                                       \
		public, private, none, adcs, le \
	}

#define ISSUED (JUDGES_REQUEST | JUDGES_CERTIFICATE)
#define ANY    (JUDGES_PLAN | ISSUED)
#define USES   (JUDGES_USES | ANY)
#define NAMES  (JUDGES_SPELLING | ISSUED)

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#endif
