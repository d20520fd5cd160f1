/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/ioctl.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "output.h"
#include "store/store.h"

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST   60
#define WIDTH_MOST    160

static unsigned
terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return WIDTH_DEFAULT;
	if (size.ws_col < WIDTH_LEAST)
		return WIDTH_LEAST;
	return size.ws_col > WIDTH_MOST ? WIDTH_MOST : size.ws_col;
}

static bool
wants_color(const struct cli *cli)
{
	const char *none = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (cli->color != COLOR_AUTO)
		return cli->color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && (none == NULL || *none == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

enum sanreq_status
output_open(struct output *output, const struct cli *cli, struct error *err)
{
	memset(output, 0, sizeof(*output));
	output->width = WIDTH_DEFAULT;
	if (cli->output == NULL) {
		output->file = stdout;
		output->width = terminal_width();
		output->color = wants_color(cli);
		return SANREQ_OK;
	}
	output->path = cli->output;
	output->color = cli->color == COLOR_ALWAYS;
	output->file = open_memstream(&output->text, &output->size);
	return output->file != NULL ? SANREQ_OK : error_memory(err);
}

enum sanreq_status
output_close(struct output *output, bool failed, struct error *err)
{
	enum sanreq_status status = err->status;
	bool bad;

	if (output->file == NULL)
		return status;
	if (output->path == NULL) {
		bad = ferror(output->file) || fflush(output->file) != 0;
		if (bad && !failed)
			status =
			    error_errno(err, SANREQ_OUTPUT, "standard output");
		return status;
	}
	/* a stream that could not grow says so in its error flag alone */
	bad = ferror(output->file) != 0;
	bad |= fclose(output->file) != 0;
	if (bad && !failed)
		status = error_memory(err);
	else if (!failed)
		status = store_file(
		    output->path, output->text, output->size, 0666, true, err);
	free(output->text);
	memset(output, 0, sizeof(*output));
	return status;
}
