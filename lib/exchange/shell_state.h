/*
 * SPDX-License-Identifier: ISC
 *
 * shell_state: what the files that read Shell output share. Private to this
 * folder.
 */
#ifndef EXCHANGE_SHELL_STATE_H
#define EXCHANGE_SHELL_STATE_H

#include "base/text.h"
#include "exchange/shell_kinds.h"
#include "exchange/state.h"

/* shell.c: makes x->object that of a class, at a place below the server (an
 * empty name: of the organization), shown as shown. */
NODISCARD enum sanreq_status
shell_place(struct exchange *, const struct shell_kind *, struct bytes name,
    struct bytes server, struct bytes shown, struct error *);
/* Says, once for each row, that values were lost. */
NODISCARD enum sanreq_status
shell_lost(struct exchange *, const struct service_row *, struct error *);

/* shell_dn.c: makes x->text the DN of what has the name (empty: none) in a
 * container (NULL: none) of the server (empty: of the organization). */
NODISCARD enum sanreq_status shell_dn(struct exchange *, const char *container,
    struct bytes name, struct bytes server, struct error *);
/* May the name stand there as it is, whatever stands behind? */
bool shell_dn_takes(struct bytes name);

/* shell_values.c: facts of an object from its properties. */
NODISCARD enum sanreq_status shell_facts(struct exchange *,
    const struct shell_object *, const struct shell_kind *, struct error *);
/* Has it no value in any row of its class? */
bool shell_is_void(const struct exchange *, const struct shell_object *,
    const struct shell_kind *);
/* One value of a row, made what the directory has; {NULL, 0}: too long. */
struct bytes shell_convert(
    struct exchange *, const struct service_row *, struct bytes, bool is_http);

#define SHELL_WORDS_MAX 80
#define SHELL_PLACE_MAX (TEXT_QUOTE_MAX + 40)

/* shell_words.c: what ConvertTo-Json of Windows PowerShell writes as numbers,
 * in words: the services of a certificate (9: "IMAP, IIS"), and a date
 * ("/Date(0)/": "1970-01-01 00:00 UTC"). What is none comes back as it is. */
struct bytes shell_services(struct bytes, char words[SHELL_WORDS_MAX]);
struct bytes shell_date(struct bytes, char words[SHELL_WORDS_MAX]);

/* Is the word one of those (NULL-terminated)? */
bool shell_is_any(const char *, const char *const *words);
/* Is a column of a script's CSV, squeezed, called as those of servers are? */
bool shell_is_server_column(const char *squeezed);
/* Of such a column: no value, or "N/A" and the like. */
bool shell_is_nothing(const struct shell_property *);

#define SHELL_WORD_MAX 64

/* shell_wide.c: letters and digits of a name, lower case. */
void shell_squeeze(struct bytes, char dst[SHELL_WORD_MAX]);
/* 'i' when it says internal, 'e' external, with "url" or the like behind it;
 * else '\0'. */
char shell_direction(const char *squeezed);
/* The row of the services that "EWSInternalURL", "OWA" mean in a script's CSV.
 * direction: what is told elsewhere, or '\0'. NULL: nothing of ours. */
const struct service_row *
shell_meaning(const struct exchange *, struct bytes, char direction);
/* The values of one column, as facts of an object that has no others and has
 * the name. */
NODISCARD enum sanreq_status shell_column_read(struct exchange *,
    const struct service_row *, const struct shell_property *,
    struct bytes name, struct bytes server, struct error *);

/* shell_wide.c: tells of a row with URLs that names no server. */
NODISCARD enum sanreq_status shell_server_unknown(
    struct exchange *, const struct shell_object *, struct error *);

/* shell_long.c: a row of a script's CSV, with one service of a server and its
 * URLs. *is_long false: it is none. */
NODISCARD enum sanreq_status shell_long_read(struct exchange *,
    const struct shell_object *, bool *is_long, struct error *);

/* shell.c: "x.csv: line 7"; of JSON only the source. */
const char *shell_place_text(const struct exchange *,
    const struct shell_object *, char dst[SHELL_PLACE_MAX]);

/* shell_wide.c: a row of a script's CSV, with a column for each service of a
 * server. *is_wide false: it is none. */
NODISCARD enum sanreq_status shell_wide_read(struct exchange *,
    const struct shell_object *, bool *is_wide, struct error *);

#endif
