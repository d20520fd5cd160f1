/*
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/text.h"
#include "html_page.h"

static const char style[] =
    "body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;"
    "padding:0 1rem;color:#1a1a1a;background:#fff;overflow-wrap:anywhere}\n"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\n"
    "h3{font-size:1rem;margin:1.2rem 0 .3rem}\n"
    "ol,ul{margin:.2rem 0;padding-left:1.6rem}\n"
    "dl{display:grid;grid-template-columns:8rem 1fr;gap:.25rem .6rem}\n"
    "dt{font-weight:bold}dd{margin:0}\n"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}\n"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;"
    "border-bottom:1px solid #ccc}\n"
    "th:first-child{width:32%}.uses th:first-child{width:26%}"
    ".uses th:nth-child(2){width:20%}\n"
    ".findings th:first-child{width:5rem}"
    ".findings th:nth-child(2){width:6rem}\n"
    "td:first-child{font-family:ui-monospace,monospace;font-size:.92em}\n"
    ".rule{color:#555;font-size:.85em}.mark{font-weight:bold}"
    ".note{display:block}\n"
    ".verdict{border:1px solid #888;border-left:.5rem solid #2a7a2a;"
    "padding:.6rem .8rem}.bad{border-left:.5rem solid #b00}\n"
    "@media print{body{margin:0;max-width:none;font-size:11pt}"
    "tr,li,h3{break-inside:avoid}h2,h3{break-after:avoid}}\n"
    "@media screen and (max-width:40rem){thead{display:none}"
    "tr,td{display:block;border:0;padding:.1rem 0}"
    "tr{border-bottom:1px solid #ccc;padding:.4rem 0}"
    "td[data-label]::before{content:attr(data-label) \": \";color:#555;"
    "font:.85rem system-ui,sans-serif}"
    "dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 .4rem}}\n";

void
html_text(FILE *file, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '<': fputs("&lt;", file); break;
		case '>': fputs("&gt;", file); break;
		case '&': fputs("&amp;", file); break;
		case '"': fputs("&quot;", file); break;
		case '\n': fputs("<br>", file); break;
		default: fputc(*text, file);
		}
}

void
html_url(FILE *file, const char *text)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		char part[64];

		n = strcspn(text, "/");
		n += text[n] == '/';
		if (n >= sizeof(part))
			n = sizeof(part) - 1;
		memcpy(part, text, n);
		part[n] = '\0';
		html_text(file, part);
		if (part[n - 1] == '/' && text[n] != '/')
			fputs("<wbr>", file);
	}
}

void
html_begin(FILE *file, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<title>",
	    file);
	html_text(file, title);
	fprintf(
	    file, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
}

void
html_end(FILE *file)
{
	fputs("</body>\n</html>\n", file);
}

static void
html_finding(FILE *file, const struct finding *finding)
{
	fprintf(file, "<tr><td>%s</td><td>%s</td><td>", finding->id,
	    severity_text(finding->severity));
	html_text(file, finding->message);
	if (finding->dn != NULL) {
		fputs("<br><span class=\"rule\">", file);
		html_text(file, finding->dn);
		fputs("</span>", file);
	}
	fputs("</td></tr>\n", file);
}

void
html_unread(FILE *file, const struct inventory *inventory)
{
	size_t n;
	const struct source_info *sources = inventory_sources(inventory, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sources[i].nunread; k++) {
			fputs("<p><b>Incomplete: ", file);
			html_text(file, QUOTES(sources[i].source));
			fputs(" was not read whole:</b> ", file);
			html_text(file, QUOTES(sources[i].unread[k]));
			fputs("</p>\n", file);
		}
}

void
html_findings(FILE *file, const struct inventory *inventory,
    const struct finding *more, size_t nmore)
{
	size_t n;
	const struct finding *findings = inventory_findings(inventory, &n);

	if (n + nmore == 0)
		return;
	fputs("<h2>Findings</h2>\n<table class=\"findings\">\n<thead><tr>"
	      "<th>Id</th><th>Severity</th><th>What</th></tr></thead>\n"
	      "<tbody>\n",
	    file);
	for (size_t i = 0; i < n; i++)
		html_finding(file, &findings[i]);
	for (size_t i = 0; i < nmore; i++)
		html_finding(file, &more[i]);
	fputs("</tbody>\n</table>\n", file);
}
