/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "name/parts.h"

static const char *const kind_texts[] = {"netbios", "fqdn", "wildcard", "ip"};
static const char *const class_texts[] = {"public", "internal"};

/* What the first pass over the octets learns. */
struct pass {
	size_t start;  /* of the label that is being read */
	size_t labels; /* finished ones */
	bool ace;      /* some label begins with xn-- */
};

static bool
is_host_char(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || c == '-' || c == '_';
}

static bool
is_high(char c)
{
	return ((unsigned char)c & 0x80) != 0;
}

static bool
fail(struct fault *fault, enum fault_kind kind, size_t at, size_t len)
{
	fault->kind = kind;
	fault->at = at;
	fault->len = len;
	return false;
}

static bool
label_end(const char *text, size_t end, struct pass *pass, struct fault *fault)
{
	const char *label = text + pass->start;
	size_t len = end - pass->start;

	if (len == 0)
		return fail(fault, FAULT_EMPTY, pass->start, 0);
	if (len > NAME_LABEL_MAX)
		return fail(fault, FAULT_LABEL, pass->start, len);
	if (label[0] == '-' || label[len - 1] == '-')
		return fail(fault, FAULT_HYPHEN, pass->start, len);
	if (len >= 4 && memcmp(label, "xn--", 4) == 0)
		pass->ace = true;
	pass->start = end + 1;
	pass->labels++;
	return true;
}

/* Copies in lower case; stops at the first octet that cannot be. */
static bool
scan_octets(const char *s, size_t n, struct name *name, struct pass *pass,
    struct fault *fault)
{
	size_t i;

	for (i = 0; i < n; i++) {
		char c = text_lower(s[i]);

		if (i == NAME_OCTETS_MAX)
			return fail(fault, FAULT_LONG, i, n);
		name->text[i] = c;
		if (c != s[i])
			name->fixed |= NAME_FIXED_CASE;
		if (c == '.') {
			if (!label_end(name->text, i, pass, fault))
				return false;
		} else if (c == '*') {
			if (n == 1)
				return fail(fault, FAULT_BARE_STAR, 0, 1);
			if (i != 0 || s[1] != '.')
				return fail(fault, FAULT_STAR, i, 1);
			name->kind = NAME_WILDCARD;
		} else if (!is_host_char(c)) {
			return fail(fault, FAULT_CHARACTER, i, 1);
		}
	}
	name->text[n] = '\0';
	return label_end(name->text, n, pass, fault);
}

static bool
alabels_are_sound(const struct name *name, struct fault *fault)
{
	const char *p = name->text;

	for (;;) {
		size_t len = strcspn(p, ".");

		if (len >= 4 && memcmp(p, "xn--", 4) == 0 &&
		    !idna_label_is_sound(p, len, fault)) {
			if (fault->kind != FAULT_MEMORY)
				fault->kind = FAULT_ALABEL;
			fault->at = (size_t)(p - name->text);
			fault->len = len;
			return false;
		}
		if (p[len] == '\0')
			return true;
		p += len + 1;
	}
}

static bool
scan_ip(const char *s, size_t n, struct name *name)
{
	bool canonical;

	if (!ip_from_text(s, n, name->text, &canonical))
		return false;
	name->kind = NAME_IP;
	if (!canonical)
		name->fixed |= NAME_FIXED_CASE;
	name->class = name_ip_is_reserved(name->text, NULL, NULL)
			  ? NAME_INTERNAL
			  : NAME_PUBLIC;
	return true;
}

static bool
scan_ascii(const char *s, size_t n, struct name *name, struct fault *fault)
{
	struct pass pass = {0};
	const char *last;

	if (n > 1 && s[n - 1] == '.') {
		name->fixed |= NAME_FIXED_DOT;
		n--;
	}
	name->kind = NAME_FQDN;
	if (!scan_octets(s, n, name, &pass, fault))
		return fault->kind == FAULT_CHARACTER && s[fault->at] == ':' &&
		       (name->fixed & NAME_FIXED_DOT) == 0 &&
		       scan_ip(s, n, name);
	last = strrchr(name->text, '.');
	last = last != NULL ? last + 1 : name->text;
	if (text_is_digit(*last) &&
	    strspn(last, "0123456789") == strlen(last)) {
		if (scan_ip(name->text, n, name))
			return true;
		return fail(fault, FAULT_NUMBER, (size_t)(last - name->text),
		    strlen(last));
	}
	if (pass.ace && !alabels_are_sound(name, fault))
		return false;
	if (pass.labels == 1)
		name->kind = NAME_NETBIOS;
	name->class = psl_class(name->text, pass.labels);
	return true;
}

/* What is wrong with it before IDNA could make that look right. */
static bool
scan_unicode(const char *s, size_t n, struct fault *fault)
{
	size_t i, len;
	uint32_t cp;

	for (i = 0; i < n; i++) {
		if (s[i] == '*' && (i != 0 || n < 2 || s[1] != '.'))
			return fail(fault, FAULT_STAR, i, 1);
		if (!is_high(s[i]) && !is_host_char(s[i]) && s[i] != '.' &&
		    s[i] != '*')
			return fail(fault, FAULT_CHARACTER, i, 1);
	}
	if (n > IDNA_INPUT_MAX)
		return fail(fault, FAULT_LONG, 0, n);
	for (i = 0; i < n; i += len)
		if ((len = text_utf8_char(s + i, n - i, &cp)) == 0)
			return fail(fault, FAULT_UTF8, i, 1);
	/* IDNA would leave it out: nobody sees what was meant */
	if ((i = text_printable_run(s, n, &cp)) < n)
		return fail(fault, FAULT_CHARACTER, i, 1);
	return true;
}

static bool
scan_idn(const char *s, size_t n, struct name *name, struct fault *fault)
{
	size_t star = s[0] == '*' ? 2 : 0, len, at;

	if (!scan_unicode(s, n, fault))
		return false;
	if (!idna_to_ascii(s + star, n - star, fault->mapped, fault))
		return false;
	len = strlen(fault->mapped);
	/* from here on offsets count in what IDNA made */
	fault->nmapped = len;
	at = strcspn(fault->mapped, "*:");
	if (at < len)
		return fail(fault, FAULT_CHARACTER, at, 1);
	if (len == 0)
		return fail(fault, FAULT_EMPTY, 0, 0);
	if (len + star >= IDNA_OUTPUT_MAX)
		return fail(fault, FAULT_LONG, 0, len);
	memmove(fault->mapped + star, fault->mapped, len);
	memcpy(fault->mapped, "*.", star);
	fault->nmapped = len + star;
	name->fixed |= NAME_FIXED_IDN;
	return scan_ascii(fault->mapped, fault->nmapped, name, fault);
}

bool
name_scan(const char *s, size_t n, struct name *name, struct fault *fault)
{
	fault->kind = FAULT_NONE;
	fault->nmapped = 0;
	fault->why = NULL;
	name->fixed = 0;
	if (n == 0)
		return fail(fault, FAULT_EMPTY, 0, 0);
	for (size_t i = 0; i < n; i++)
		if (is_high(s[i]))
			return scan_idn(s, n, name, fault);
	return scan_ascii(s, n, name, fault);
}

enum sanreq_status
name_parse(const char *s, size_t n, struct name *name, struct error *err)
{
	struct fault fault;
	struct name found;
	size_t given = n;

	text_trim(&s, &n);
	if (!name_scan(s, n, &found, &fault))
		return name_refuse(s, n, &fault, err);
	if (n != given)
		found.fixed |= NAME_FIXED_SPACE;
	*name = found;
	return SANREQ_OK;
}

const char *
name_kind_text(enum name_kind kind)
{
	return kind_texts[kind];
}

const char *name_class_text(enum name_class class)
{
	return class_texts[class];
}

bool
name_covers(const char *presented, const char *reference)
{
	const char *dot;

	if (strcmp(presented, reference) == 0)
		return true;
	if (presented[0] != '*' || presented[1] != '.' ||
	    name_text_is_ip(reference))
		return false;
	dot = strchr(reference, '.');
	return dot != NULL && dot != reference && reference[0] != '*' &&
	       strcmp(presented + 1, dot) == 0;
}
