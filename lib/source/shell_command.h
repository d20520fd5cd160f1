/*
 * SPDX-License-Identifier: ISC
 *
 * shell_command: what a copied console shows beside objects: prompts with
 * commands, errors, warnings, tables.
 *
 * Does not: understand PowerShell. Of a command it knows the last "Get-".
 */
#ifndef SOURCE_SHELL_COMMAND_H
#define SOURCE_SHELL_COMMAND_H

#include "source/record.h"

#define SHELL_NOUN_MAX 64

/* "[PS] C:\>", "PS C:\>", "[server]: PS C:\>" or ">>" begins the line. */
bool shell_is_prompt(struct bytes line);

/* What "Get-..." the line ends its pipeline with ("OwaVirtualDirectory"),
 * into noun; empty when there is none, or several that are no pipeline. A
 * line that goes on with a command (">>") keeps what noun holds. */
void shell_command_noun(struct bytes line, char noun[SHELL_NOUN_MAX]);

/* "Get-X failed: why" */
bool shell_command_failed(struct bytes line);

enum shell_trouble {
	TROUBLE_NONE,
	TROUBLE_TALK, /* a warning, or a line of an error */
	TROUBLE_LACK  /* objects are missing */
};

enum shell_trouble shell_trouble_of(struct bytes line);

/* "----     ---" under the heads of a Format-Table. */
bool shell_is_table_rule(struct bytes line);

#endif
