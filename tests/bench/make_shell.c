/*
 * SPDX-License-Identifier: ISC
 *
 * make_shell FORM OBJECTS: virtual directories as the Exchange Management
 * Shell exports them (csv, clixml), a hundred thousand on a server. Every
 * 5000th has URLs, so that the file is large and the organization in it small;
 * of csv-urls, each has both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE                                                      \
	"Microsoft.Exchange.Management.SystemConfigurationTasks." \
	"ADWebServicesVirtualDirectory"

static int is_full;

static const char *
url(unsigned long i, char *dst, size_t size)
{
	snprintf(dst, size, "https://host%lu.contoso.com/EWS/Exchange.asmx",
	    i / 5000 % 200);
	return is_full || i % 5000 == 0 ? dst : "";
}

static void
csv_object(unsigned long i)
{
	char text[80];

	if (i == 0)
		puts("#TYPE " TYPE "\r\n\"Identity\",\"Server\","
		     "\"InternalUrl\",\"ExternalUrl\",\"MetabasePath\",\"Guid\""
		     "\r");
	printf("\"EX%02lu\\EWS (Site %lu)\",\"EX%02lu\",\"%s\",\"%s\","
	       "\"IIS://ex%02lu.contoso.com/W3SVC/1/ROOT/EWS\","
	       "\"6f9619ff-8b86-d011-b42d-%012lx\"\r\n",
	    i / 100000, i, i / 100000, url(i, text, sizeof(text)),
	    is_full ? "https://mail.contoso.com/EWS/Exchange.asmx" : "",
	    i / 100000, i);
}

static void
clixml_object(unsigned long i)
{
	char text[80];

	if (i == 0)
		puts("<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas."
		     "microsoft.com/powershell/2004/04\">");
	printf("  <Obj RefId=\"%lu\">\n", 3 * i);
	puts(i == 0 ? "    <TN RefId=\"0\"><T>" TYPE "</T>"
		      "<T>System.Object</T></TN>"
		    : "    <TNRef RefId=\"0\" />");
	printf("    <ToString>EWS (Site %lu)</ToString>\n    <Props>\n"
	       "      <S N=\"Name\">EWS (Site %lu)</S>\n"
	       "      <Obj N=\"InternalAuthenticationMethods\" RefId=\"%lu\">"
	       "<LST><S>Ntlm</S><S>WindowsIntegrated</S></LST></Obj>\n"
	       "      <S N=\"MetabasePath\">IIS://ex%02lu.contoso.com/W3SVC/1"
	       "/ROOT/EWS</S>\n"
	       "      <URI N=\"InternalUrl\">%s</URI>\n"
	       "      <Nil N=\"ExternalUrl\" />\n"
	       "      <S N=\"Server\">EX%02lu</S>\n"
	       "      <Obj N=\"Identity\" RefId=\"%lu\"><ToString>EX%02lu\\EWS "
	       "(Site %lu)</ToString></Obj>\n"
	       "      <G N=\"Guid\">6f9619ff-8b86-d011-b42d-%012lx</G>\n"
	       "      <B N=\"IsValid\">true</B>\n    </Props>\n  </Obj>\n",
	    i, i, 3 * i + 1, i / 100000, url(i, text, sizeof(text)), i / 100000,
	    3 * i + 2, i / 100000, i, i);
}

int
main(int argc, char **argv)
{
	int is_csv = argc > 1 && strncmp(argv[1], "csv", 3) == 0;
	unsigned long n = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	if (n == 0 || (!is_csv && strcmp(argv[1], "clixml") != 0)) {
		fputs(
		    "usage: make_shell csv|csv-urls|clixml OBJECTS\n", stderr);
		return 2;
	}
	is_full = strcmp(argv[1], "csv-urls") == 0;
	for (unsigned long i = 0; i < n; i++)
		if (is_csv)
			csv_object(i);
		else
			clixml_object(i);
	if (!is_csv)
		puts("</Objs>");
	return fflush(stdout) == 0 ? 0 : 1;
}
