/*
 * SPDX-License-Identifier: ISC
 *
 * Export-Clixml: expat takes the text apart, in pieces. Of an object only its
 * own properties are kept, each with the text of its value or of the elements
 * of its list; what lies deeper is passed over.
 *
 * A document type is refused, and with it every entity that is not XML's own.
 */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/clixml_text.h"
#include "source/input.h"
#include "source/shell_maker.h"
#include "source/shell_refs.h"

#define WHERE_MAX 512
#define PIECE     (64u << 10)
#define TEXT_MAX  ((size_t)1 << 20) /* bytes of one value */
#define STILL_MAX 16                /* pieces of one tag, or of one comment */

enum element {
	ELEMENT_ROOT,    /* Objs */
	ELEMENT_OBJECT,  /* Obj: an object of the source */
	ELEMENT_HOLDER,  /* Obj: a list or dictionary of such */
	ELEMENT_LIST,    /* LST, IE, STK, QUE, DCT, En in a holder */
	ELEMENT_TYPES,   /* TN of an object */
	ELEMENT_TYPE,    /* T in it */
	ELEMENT_MEMBERS, /* Props, MS of an object */
	ELEMENT_VALUE,   /* a primitive that is a property or an element */
	ELEMENT_COMPLEX, /* Obj that is a property or an element */
	ELEMENT_ITEMS,   /* LST, IE, STK, QUE in a property */
	ELEMENT_TEXT,    /* ToString in one */
	ELEMENT_PASSED   /* everything else */
};

struct frame {
	enum element element;
	uint64_t ref; /* RefId + 1 of an Obj, else 0 */
	bool is_item; /* of a list */
	bool has_list;
	bool has_text;
};

struct clixml {
	XML_Parser parser;
	struct shell_maker maker;
	struct shell_refs refs;
	struct frame frames[SHELL_DEPTH_MAX];
	size_t depth;
	struct buf text;
	bool is_kept; /* characters belong to a value */
	bool moved;   /* expat has come to the end of something */
	struct error *err;
	char where[WHERE_MAX];
};

static struct frame *
top(struct clixml *x)
{
	return &x->frames[x->depth - 1];
}

static uint64_t
line_of(const struct clixml *x)
{
	return (uint64_t)XML_GetCurrentLineNumber(x->parser);
}

static bool
is_any(const char *name, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(name, *words) == 0)
			return true;
	return false;
}

static bool
is_list(const char *name)
{
	static const char *const words[] = {"LST", "IE", "STK", "QUE", NULL};

	return is_any(name, words);
}

/* Lists and dictionaries, and the entries of the latter. */
static bool
is_container(const char *name)
{
	static const char *const words[] = {"DCT", "En", NULL};

	return is_list(name) || is_any(name, words);
}

static bool
is_primitive(const char *name)
{
	static const char *const words[] = {"S", "URI", "B", "I32", "I64",
	    "U32", "U64", "I16", "U16", "By", "SB", "DT", "TS", "G", "Version",
	    "C", "Db", "Sg", "D", "SBK", "XD", NULL};

	return is_any(name, words);
}

static const char *
attribute(const char **atts, const char *name)
{
	for (; *atts != NULL; atts += 2)
		if (strcmp(atts[0], name) == 0)
			return atts[1];
	return NULL;
}

/* RefId + 1, 0 when there is none. */
static uint64_t
ref_of(struct clixml *x, const char **atts)
{
	const char *s = attribute(atts, "RefId");
	uint64_t n = 0;

	if (s == NULL)
		return 0;
	for (const char *p = s; *p != '\0'; p++) {
		if (!text_is_digit(*p) || n > UINT32_MAX) {
			error_set(x->err, SANREQ_INPUT,
			    "RefId \"%s\" is no number", QUOTES(s));
			return 0;
		}
		n = 10 * n + (uint64_t)(*p - '0');
	}
	return n + 1;
}

/* --- text --------------------------------------------------------------- */

static struct bytes
text_taken(struct clixml *x)
{
	clixml_unescape(&x->text);
	return (struct bytes){buf_text(&x->text), x->text.len};
}

static void
text_begin(struct clixml *x)
{
	buf_clear(&x->text);
	x->is_kept = true;
}

/* --- elements begin ------------------------------------------------------ */

static void
property_begin(struct clixml *x, const char **atts)
{
	const char *name = attribute(atts, "N");

	if (name == NULL)
		name = "";
	(void)!maker_property(
	    &x->maker, (struct bytes){name, strlen(name)}, x->err);
}

/* A value, or what stands for one, in Props, MS or a list. */
static enum element
value_begin(struct clixml *x, const char *name, const char **atts, bool is_item)
{
	uint64_t ref;
	struct bytes text;

	if (!is_item)
		property_begin(x, atts);
	if (x->err->status != SANREQ_OK)
		return ELEMENT_PASSED;
	if (strcmp(name, "Obj") == 0)
		return ELEMENT_COMPLEX;
	if (is_primitive(name)) {
		text_begin(x);
		return ELEMENT_VALUE;
	}
	if (strcmp(name, "Ref") == 0) {
		ref = ref_of(x, atts);
		if (refs_get(&x->refs, ref, &text, x->err) != SANREQ_OK)
			return ELEMENT_PASSED;
		if (text.p == NULL)
			maker_loss(&x->maker, SHELL_LOST);
		else
			(void)!maker_value(&x->maker, text, x->err);
	} else if (strcmp(name, "Nil") != 0) {
		maker_loss(&x->maker, SHELL_LOST);
	}
	return ELEMENT_PASSED;
}

/* Obj among the objects of the source: one of them, until it turns out to
 * hold a list. */
static enum element
object_begin(struct clixml *x, const char *name)
{
	if (strcmp(name, "Obj") != 0)
		return ELEMENT_PASSED;
	maker_begin(&x->maker, line_of(x));
	return ELEMENT_OBJECT;
}

/* In an object. */
static enum element
part_begin(struct clixml *x, const char *name, const char **atts)
{
	struct bytes type;

	if (strcmp(name, "TN") == 0)
		return ELEMENT_TYPES;
	if (strcmp(name, "TNRef") == 0) {
		if (refs_type(&x->refs, ref_of(x, atts), &type, x->err) ==
		    SANREQ_OK)
			(void)!maker_type(&x->maker, type, x->err);
		return ELEMENT_PASSED;
	}
	if (strcmp(name, "Props") == 0 || strcmp(name, "MS") == 0)
		return ELEMENT_MEMBERS;
	if (is_container(name)) {
		top(x)->element = ELEMENT_HOLDER;
		return ELEMENT_LIST;
	}
	return ELEMENT_PASSED;
}

/* In a property that is an object. */
static enum element
inner_begin(struct clixml *x, const char *name)
{
	if (strcmp(name, "ToString") == 0 && !top(x)->has_list) {
		text_begin(x);
		return ELEMENT_TEXT;
	}
	if (is_list(name) && !top(x)->is_item) {
		top(x)->has_list = true;
		return ELEMENT_ITEMS;
	}
	return ELEMENT_PASSED;
}

static enum element
element_begin(struct clixml *x, const char *name, const char **atts)
{
	switch (x->depth == 0 ? ELEMENT_PASSED : top(x)->element) {
	case ELEMENT_ROOT: return object_begin(x, name);
	case ELEMENT_LIST:
		if (is_container(name))
			return ELEMENT_LIST;
		return object_begin(x, name);
	case ELEMENT_OBJECT:
	case ELEMENT_HOLDER: return part_begin(x, name, atts);
	case ELEMENT_TYPES:
		if (strcmp(name, "T") != 0 || top(x)->has_text)
			return ELEMENT_PASSED;
		top(x)->has_text = true;
		text_begin(x);
		return ELEMENT_TYPE;
	case ELEMENT_MEMBERS: return value_begin(x, name, atts, false);
	case ELEMENT_ITEMS: return value_begin(x, name, atts, true);
	case ELEMENT_COMPLEX: return inner_begin(x, name);
	case ELEMENT_TYPE:
	case ELEMENT_VALUE:
	case ELEMENT_TEXT:
	case ELEMENT_PASSED: break;
	}
	return ELEMENT_PASSED;
}

static void
stop(struct clixml *x)
{
	(void)XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL
on_begin(void *arg, const char *name, const char **atts)
{
	struct clixml *x = arg;
	struct frame frame = {.element = ELEMENT_ROOT};

	x->moved = true;
	if (x->depth == SHELL_DEPTH_MAX) {
		error_set(x->err, SANREQ_INPUT,
		    "elements nested more than %d deep", SHELL_DEPTH_MAX);
	} else if (x->depth == 0) {
		if (strcmp(name, "Objs") != 0)
			error_set(x->err, SANREQ_INPUT,
			    "XML, but its root is <%s>, not the <Objs> of "
			    "Export-Clixml",
			    QUOTES(name));
	} else {
		frame.is_item = top(x)->element == ELEMENT_ITEMS;
		frame.element = element_begin(x, name, atts);
		if (strcmp(name, "Obj") == 0 || strcmp(name, "TN") == 0)
			frame.ref = ref_of(x, atts);
		if (strcmp(name, "Obj") == 0 && x->err->status == SANREQ_OK)
			(void)!refs_open(&x->refs, frame.ref, x->err);
	}
	if (x->err->status != SANREQ_OK) {
		stop(x);
		return;
	}
	x->frames[x->depth++] = frame;
}

/* --- elements end --------------------------------------------------------- */

/* What a Ref to it stands for. */
static void
complex_end(struct clixml *x, const struct frame *frame)
{
	/* neither a text nor a list: only what is deeper */
	if (!frame->has_list && !frame->has_text)
		maker_loss(&x->maker, SHELL_LOST);
}

static void
value_end(struct clixml *x, struct frame *above, enum element element)
{
	struct bytes text = text_taken(x);

	x->is_kept = false;
	switch (element) {
	case ELEMENT_TYPE:
		if (above->ref != 0)
			(void)!refs_set_type(
			    &x->refs, above->ref, text, x->err);
		(void)!maker_type(&x->maker, text, x->err);
		break;
	case ELEMENT_TEXT:
		above->has_text = true;
		refs_set(&x->refs, above->ref, text);
		(void)!maker_value(&x->maker, text, x->err);
		break;
	default: (void)!maker_value(&x->maker, text, x->err); break;
	}
}

static void XMLCALL
on_end(void *arg, const char *name)
{
	struct clixml *x = arg;
	struct frame *frame;

	x->moved = true;
	/* also called for <a/> when on_begin has refused it, and then nothing
	 * is open */
	if (x->err->status != SANREQ_OK)
		return;
	frame = top(x);
	x->depth--;
	switch (frame->element) {
	case ELEMENT_TYPE:
	case ELEMENT_VALUE:
	case ELEMENT_TEXT: value_end(x, top(x), frame->element); break;
	case ELEMENT_COMPLEX: complex_end(x, frame); break;
	case ELEMENT_OBJECT: (void)!maker_hand(&x->maker, x->err); break;
	default: break;
	}
	if (frame->element == ELEMENT_OBJECT && x->err->status != SANREQ_OK) {
		error_prefix(x->err, "%s:%llu", x->where,
		    (unsigned long long)x->maker.line);
		x->where[0] = '\0'; /* the place is told */
	}
	if (strcmp(name, "Obj") == 0)
		refs_close(&x->refs, frame->ref);
	if (x->err->status != SANREQ_OK)
		stop(x);
}

static void XMLCALL
on_text(void *arg, const char *s, int n)
{
	struct clixml *x = arg;
	enum sanreq_status status;

	x->moved = true;
	if (!x->is_kept || x->err->status != SANREQ_OK)
		return;
	status = buf_add(&x->text, s, (size_t)n, x->err);
	if (status == SANREQ_LIMIT)
		x->err->status = SANREQ_INPUT;
	if (status != SANREQ_OK)
		stop(x);
}

static void XMLCALL
on_comment(void *arg, const char *text)
{
	struct clixml *x = arg;

	(void)text;
	x->moved = true;
}

static void XMLCALL
on_doctype(void *arg, const char *name, const char *system_id,
    const char *public_id, int has_internal)
{
	struct clixml *x = arg;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal;
	error_set(x->err, SANREQ_INPUT,
	    "a document type (<!DOCTYPE): Export-Clixml writes none; entities "
	    "are not taken from it");
	stop(x);
}

/* --- the text ------------------------------------------------------------- */

static enum sanreq_status
xml_fault(struct clixml *x)
{
	enum XML_Error code = XML_GetErrorCode(x->parser);

	if (code == XML_ERROR_NO_MEMORY)
		return error_memory(x->err);
	if (x->err->status == SANREQ_OK)
		error_set(x->err, SANREQ_INPUT, "XML: %s%s",
		    XML_ErrorString(code),
		    code == XML_ERROR_JUNK_AFTER_DOC_ELEMENT
			? ": give several exports as several files"
		    : code == XML_ERROR_NO_ELEMENTS ? ": the file is cut"
						    : "");
	if (x->where[0] != '\0')
		error_prefix(x->err, "%s:%llu:%llu", x->where,
		    (unsigned long long)line_of(x),
		    (unsigned long long)XML_GetCurrentColumnNumber(x->parser) +
			1);
	return x->err->status;
}

static enum sanreq_status
read_all(struct clixml *x, struct input *in)
{
	unsigned still = 0;
	size_t n;

	do {
		void *piece = XML_GetBuffer(x->parser, (int)PIECE);

		if (piece == NULL)
			return error_memory(x->err);
		if (input_read(in, piece, PIECE, &n, x->err) != SANREQ_OK)
			return error_prefix(x->err, "%s:%llu", x->where,
			    (unsigned long long)line_of(x));
		if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK)
			return xml_fault(x);
		still = x->moved ? 0 : still + 1;
		x->moved = false;
		if (still == STILL_MAX) {
			error_set(x->err, SANREQ_INPUT,
			    "one tag or comment of more than %u bytes",
			    STILL_MAX * PIECE);
			return xml_fault(x);
		}
	} while (n != 0);
	return SANREQ_OK;
}

enum sanreq_status
shell_clixml_read(int fd, const char *head, size_t nhead, const char *where,
    const struct shell_sink *sink, uint64_t *n, struct error *err)
{
	struct clixml x = {.err = err};
	struct input in;

	text_quote(x.where, sizeof(x.where), where, strlen(where));
	maker_init(&x.maker, sink);
	buf_init(&x.text, TEXT_MAX);
	input_init(&in, fd, head, nhead);
	in.guess = true;
	*n = 0;
	/* input/ has made UTF-8 of it, whatever its first line says */
	x.parser = XML_ParserCreate("UTF-8");
	if (x.parser == NULL || refs_init(&x.refs, err) != SANREQ_OK) {
		error_memory(err);
	} else {
		XML_SetUserData(x.parser, &x);
		XML_SetElementHandler(x.parser, on_begin, on_end);
		XML_SetCharacterDataHandler(x.parser, on_text);
		XML_SetCommentHandler(x.parser, on_comment);
		XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
		(void)!read_all(&x, &in);
	}
	*n = x.maker.nobjects;
	if (x.parser != NULL)
		XML_ParserFree(x.parser);
	input_release(&in);
	refs_release(&x.refs);
	buf_release(&x.text);
	maker_release(&x.maker);
	return err->status;
}
