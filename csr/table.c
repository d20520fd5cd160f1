/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "table.h"

#define GAP 2

unsigned
text_columns(const char *s)
{
	unsigned n = 0;

	for (; *s != '\0'; s++)
		if (((unsigned char)*s & 0xc0) != 0x80)
			n++;
	return n;
}

void
table_begin(struct table *table, const struct output *output, size_t ncolumns,
    const unsigned *widths)
{
	unsigned used = 0;

	table->output = output;
	table->ncolumns = ncolumns;
	for (size_t i = 0; i + 1 < ncolumns; i++) {
		table->widths[i] = widths[i];
		used += widths[i] + GAP;
	}
	table->widths[ncolumns - 1] =
	    output->width > used + 20 ? output->width - used : 20;
}

/* Where a word of more than n bytes, such as a URL, is cut: behind the last
 * slash, if that leaves no short line, else at n. */
static size_t
cut_word(const char *s, size_t n)
{
	for (size_t i = n; i > n / 2; i--)
		if (s[i - 1] == '/')
			return i;
	return n;
}

/* Bytes of s that fit into width columns, cut at a space where there is one;
 * *next is where the following line begins. */
static size_t
line_length(const char *s, unsigned width, const char **next)
{
	size_t i = 0, space = 0;
	unsigned columns = 0;

	while (s[i] != '\0' && s[i] != '\n') {
		if (((unsigned char)s[i] & 0xc0) != 0x80 && columns++ == width)
			break;
		if (s[i] == ' ')
			space = i;
		i++;
	}
	if (s[i] == '\0' || s[i] == '\n') {
		*next = s + i + (s[i] == '\n');
		return i;
	}
	if (s[i] == ' ')
		space = i;
	if (space == 0) { /* one long word: cut it, between characters */
		i = cut_word(s, i);
		*next = s + i;
		return i;
	}
	*next = s + space + 1;
	return space;
}

static void
print_spaces(FILE *file, unsigned n)
{
	while (n-- > 0)
		putc(' ', file);
}

void
print_painted(const struct output *output, enum paint paint, const char *text)
{
	static const char *const codes[] = {"", "1", "32", "33", "31", "2"};

	if (output->color && paint != PAINT_PLAIN)
		fprintf(output->file, "\033[%sm%s\033[0m", codes[paint], text);
	else
		fputs(text, output->file);
}

static void
print_lines(const struct output *output, unsigned indent, unsigned width,
    const char *text)
{
	const char *next = text;
	bool first = true;

	do {
		size_t n = line_length(text, width, &next);

		if (!first)
			print_spaces(output->file, indent);
		fwrite(text, 1, n, output->file);
		fputc('\n', output->file);
		first = false;
		text = next;
	} while (*text != '\0');
}

void
table_row(const struct table *table, enum paint paint, const char *const *cells)
{
	const struct output *output = table->output;
	unsigned indent = 0;

	for (size_t i = 0; i + 1 < table->ncolumns; i++) {
		unsigned width = table->widths[i];
		unsigned columns = text_columns(cells[i]);

		print_painted(output, i == 0 ? paint : PAINT_PLAIN, cells[i]);
		indent += width + GAP;
		if (columns > width) { /* go on below */
			fputc('\n', output->file);
			print_spaces(output->file, indent);
		} else {
			print_spaces(output->file, width + GAP - columns);
		}
	}
	print_lines(output, indent, table->widths[table->ncolumns - 1],
	    cells[table->ncolumns - 1]);
}

void
print_wrapped(const struct output *output, unsigned indent, const char *text)
{
	unsigned width =
	    output->width > indent + 20 ? output->width - indent : 20;

	print_lines(output, indent, width, text);
}
