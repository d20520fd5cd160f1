/*
 * SPDX-License-Identifier: ISC
 *
 * bare_xml FILE: expat over a file, with functions that only count.
 */
#include <expat.h>
#include <stdio.h>

static void XMLCALL
begin(void *count, const char *name, const char **atts)
{
	(void)name;
	(void)atts;
	++*(unsigned long *)count;
}

static void XMLCALL
end(void *count, const char *name)
{
	(void)count;
	(void)name;
}

static void XMLCALL
text(void *count, const char *s, int n)
{
	(void)s;
	*(unsigned long *)count += (unsigned long)n;
}

int
main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	XML_Parser parser = XML_ParserCreate(NULL);
	static char piece[256 << 10];
	unsigned long count = 0;
	size_t n;

	if (file == NULL || parser == NULL)
		return 1;
	XML_SetUserData(parser, &count);
	XML_SetElementHandler(parser, begin, end);
	XML_SetCharacterDataHandler(parser, text);
	do {
		n = fread(piece, 1, sizeof(piece), file);
		if (XML_Parse(parser, piece, (int)n, n == 0) != XML_STATUS_OK)
			return 1;
	} while (n != 0);
	XML_ParserFree(parser);
	fclose(file);
	printf("%lu\n", count);
	return 0;
}
