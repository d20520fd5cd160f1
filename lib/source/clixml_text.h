/*
 * SPDX-License-Identifier: ISC
 *
 * clixml_text: how Export-Clixml writes the characters that XML cannot hold:
 * "_x000A_", a UTF-16 code unit in four hexadecimal digits.
 *
 * Does not: read XML (shell_clixml does).
 */
#ifndef SOURCE_CLIXML_TEXT_H
#define SOURCE_CLIXML_TEXT_H

#include "base/buf.h"

/* Undoes the escapes, in place: what they stand for is shorter. Half of a
 * surrogate pair stays as it is written. */
void clixml_unescape(struct buf *);

#endif
