/*
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "exchange/dn_memory.h"

enum sanreq_status
dn_memory_init(struct dn_memory *m, struct error *err)
{
	memset(m, 0, sizeof(*m));
	buf_init(&m->head, DN_PRINT_MAX);
	m->given = malloc(DN_TEXT_MAX);
	m->printed = malloc(DN_PRINT_MAX + 1);
	if (m->given == NULL || m->printed == NULL)
		return error_memory(err);
	m->printed[DN_PRINT_MAX] = '\0';
	return SANREQ_OK;
}

void
dn_memory_release(struct dn_memory *m)
{
	free(m->given);
	free(m->printed);
	buf_release(&m->head);
	memset(m, 0, sizeof(*m));
}

/* How many bytes at the end the text has in common with the last one. */
static size_t
common_end(const struct dn_memory *m, const char *s, size_t n)
{
	const char *a = s + n, *b = m->given + DN_TEXT_MAX;
	size_t most = n < m->ngiven ? n : m->ngiven, i = 0;

	while (i + 64 <= most && memcmp(a - i - 64, b - i - 64, 64) == 0)
		i += 64;
	while (i + 8 <= most && memcmp(a - i - 8, b - i - 8, 8) == 0)
		i += 8;
	while (i < most && a[-1 - (ptrdiff_t)i] == b[-1 - (ptrdiff_t)i])
		i++;
	return i;
}

/*
 * Parses the text until it comes to a part of the last DN: from there on, all
 * is the same. parts receives the new ones. Returns how many there are; *old
 * is the first that is taken over. DN_PARTS_MAX + 1: there is a fault.
 */
static size_t
parse_head(const struct dn_memory *m, const char *s, size_t n, size_t common,
    struct dn_part *parts, size_t *old, bool *joined)
{
	struct error fault;
	size_t at = 0;

	*old = common == 0 ? m->dn.n : 0;
	*joined = false;
	fault.status = SANREQ_OK;
	for (size_t k = 0; k < DN_PARTS_MAX; k++, at++) {
		while (at < n && s[at] == ' ')
			at++;
		while (*old < m->dn.n &&
		       (m->dn.parts[*old].type.p < s + at ||
			   m->dn.parts[*old].type.p < s + n - common))
			++*old;
		if (*old < m->dn.n && m->dn.parts[*old].type.p == s + at)
			return k;
		if (dn_part_parse(s, n, &at, &parts[k], &fault) != SANREQ_OK)
			break;
		parts[k].joined = *joined;
		if (at == n) {
			*old = m->dn.n;
			return k + 1;
		}
		*joined = s[at] == '+';
	}
	return DN_PARTS_MAX + 1;
}

/* Prints the first n parts before what is printed of the others. */
static enum sanreq_status
print_head(struct dn_memory *m, size_t n, struct error *err)
{
	size_t tail = n < m->dn.n ? m->tails[n] : 0;

	buf_clear(&m->head);
	for (size_t i = 0; i < m->dn.n && i <= n; i++) {
		if (i > 0 &&
		    buf_add(&m->head, m->dn.parts[i].joined ? "+" : ",", 1,
			err) != SANREQ_OK)
			return err->status;
		if (i == n)
			break;
		m->tails[i] = m->head.len;
		if (dn_part_print(&m->dn.parts[i], &m->head, err) != SANREQ_OK)
			return err->status;
	}
	m->ntext = m->head.len + tail;
	if (m->ntext > DN_PRINT_MAX)
		return error_set(err, SANREQ_LIMIT, "a DN too long to print");
	for (size_t i = 0; i < n; i++)
		m->tails[i] = m->ntext - m->tails[i];
	m->text = m->printed + DN_PRINT_MAX - m->ntext;
	memcpy(m->printed + DN_PRINT_MAX - m->ntext, buf_text(&m->head),
	    m->head.len);
	return SANREQ_OK;
}

/* The server, when all from "CN=Servers" on is taken over: last is what
 * dn_server() said of a DN of n parts, of which rest are. Only of one below an
 * administrative group is it sure that no part in front changes it. */
static size_t
server_find(const struct dn *dn, size_t last, size_t n, size_t rest)
{
	size_t below = n - last - 1; /* parts behind the server's own */

	if (last < n && below <= rest && below < dn->n &&
	    dn_is(dn, dn->n - below + 2, "CN", "Administrative Groups"))
		return dn->n - below - 1;
	return dn_server(dn);
}

enum sanreq_status
dn_memory_read(struct dn_memory *m, const char *s, size_t n, struct error *err)
{
	struct dn_part parts[DN_PARTS_MAX];
	size_t common, fresh, old, rest, before = m->dn.n;
	bool joined;
	char *text;

	if (n == 0 || n > DN_TEXT_MAX)
		return dn_parse(s, n, &m->dn, err);
	common = common_end(m, s, n);
	text = m->given + DN_TEXT_MAX - n;
	memcpy(text, s, n - common);
	fresh = parse_head(m, text, n, common, parts, &old, &joined);
	rest = m->dn.n - old;
	m->ngiven = 0;
	if (fresh + rest > DN_PARTS_MAX) /* says what is wrong, and where */
		return dn_parse(s, n, &m->dn, err);
	memmove(m->dn.parts + fresh, m->dn.parts + old,
	    rest * sizeof(*m->dn.parts));
	memmove(m->tails + fresh, m->tails + old, rest * sizeof(*m->tails));
	memcpy(m->dn.parts, parts, fresh * sizeof(*parts));
	m->dn.n = fresh + rest;
	if (rest != 0)
		m->dn.parts[fresh].joined = joined;
	m->server = server_find(&m->dn, m->server, before, rest);
	if (print_head(m, fresh, err) != SANREQ_OK)
		return err->status;
	m->ngiven = n;
	return SANREQ_OK;
}
