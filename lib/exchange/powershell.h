/*
 * SPDX-License-Identifier: ISC
 *
 * powershell: text of others in a PowerShell script, so that it can be
 * nothing but text, whatever it holds.
 *
 * All that is written is printable ASCII: Windows PowerShell reads a file
 * without a byte order mark in the code page of the machine, and what is
 * pasted passes a console. A string is single-quoted, in which PowerShell
 * expands nothing (about_Quoting_Rules); its one special character, the
 * quote, is doubled. PowerShell takes U+2018, U+2019, U+201A and U+201B for
 * quotes as well: they never stand in a script, for whatever is not ASCII
 * becomes [char]0xNNNN, one for each UTF-16 code unit:
 *
 *	'EX01\EWS (Default Web Site)'
 *	'it''s'
 *	('https://b' + [char]0x00FC + 'cher.example/EWS')
 *
 * Does not: write here-strings, double quotes or block comments; break lines.
 */
#ifndef EXCHANGE_POWERSHELL_H
#define EXCHANGE_POWERSHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* May the text stand in a command? false: it is no UTF-8, or has control,
 * format or bidirectional characters, and an admin should look at it before
 * any program uses it. */
bool powershell_takes(const char *, size_t);

/* The text as an expression, whose value is the text and whose end is where
 * this function ends. Only for what powershell_takes() says yes to. */
void powershell_string(FILE *, const char *, size_t);

/* The text for reading, within a comment of one line: printable ASCII as it
 * is, other characters as \u{NNNN}, octets that are no UTF-8 as \xNN, a
 * backslash doubled where one of the two could be meant. Takes anything. */
void powershell_remark(FILE *, const char *, size_t);

#endif
