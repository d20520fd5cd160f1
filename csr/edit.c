/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/wait.h>

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "edit.h"
#include "store/store.h"

#define LIST_MAX  ((size_t)64 << 20)
#define PATH_SIZE 1024

extern char **environ;

static enum sanreq_status
write_list(FILE *file, const struct plan *plan)
{
	fprintf(file,
	    "# Certificate plan, profile %s\n#\n"
	    "# pick NAME   the name goes in; a new line adds a name\n"
	    "# drop NAME   the name stays out; so does one whose line is "
	    "removed\n"
	    "#\n# Without any line nothing is done.\n\n",
	    QUOTES(plan->profile->name));
	for (size_t i = 0; i < plan->nverdicts; i++) {
		const struct verdict *verdict = &plan->verdicts[i];

		fprintf(file, "%s %-40s # %s\n",
		    verdict->take ? "pick" : "drop", verdict->name->text,
		    verdict->reason);
	}
	return SANREQ_OK;
}

static enum sanreq_status
run_editor(const char *path, struct error *err)
{
	const char *editor = getenv("VISUAL");
	char command[1024];
	char sh[] = "sh", option[] = "-c", target[PATH_SIZE];
	char *argv[] = {sh, option, command, sh, target, NULL};
	int status = -1;
	pid_t pid;

	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || *editor == '\0') {
		if (!isatty(STDIN_FILENO))
			return error_set(err, SANREQ_USAGE,
			    "--edit: no terminal, and neither VISUAL nor "
			    "EDITOR is set");
		editor = "vi";
	}
	if (strlen(editor) > sizeof(command) - 16)
		return error_set(err, SANREQ_USAGE, "$EDITOR: too long");
	snprintf(command, sizeof(command), "%s \"$1\"", editor);
	snprintf(target, sizeof(target), "%s", path);
	errno = posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ);
	if (errno != 0)
		return error_errno(err, SANREQ_USAGE, "%s", QUOTES(editor));
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_set(err, SANREQ_USAGE,
		    "the editor \"%s\" failed: nothing was changed",
		    QUOTES(editor));
	return SANREQ_OK;
}

static enum sanreq_status
words_push(
    struct words *words, const char *word, struct pool *pool, struct error *err)
{
	word = pool_intern(pool, word, strlen(word), err);
	return word != NULL ? words_add(words, word, err) : err->status;
}

/* One line without its comment. *take is -1 for a blank line. */
static enum sanreq_status
parse_line(
    const char *line, size_t n, int *take, struct name *name, struct error *err)
{
	const char *end = memchr(line, '#', n);
	size_t word;

	n = end != NULL ? (size_t)(end - line) : n;
	while (n != 0 && text_is_space(line[n - 1]))
		n--;
	while (n != 0 && text_is_space(*line)) {
		line++;
		n--;
	}
	*take = -1;
	if (n == 0)
		return SANREQ_OK;
	for (word = 0; word < n && !text_is_space(line[word]); word++)
		;
	if (text_same(line, word, "pick", 4) || text_same(line, word, "p", 1))
		*take = 1;
	else if (text_same(line, word, "drop", 4) ||
		 text_same(line, word, "d", 1))
		*take = 0;
	else
		return error_set(err, SANREQ_USAGE,
		    "\"%s\" is neither pick nor drop", QUOTE(line, word));
	while (word < n && text_is_space(line[word]))
		word++;
	return name_parse(line + word, n - word, name, err);
}

static int
compare_words(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static bool
has_word(const struct words *words, const char *word)
{
	return words->n != 0 &&
	       bsearch(&word, words->items, words->n, sizeof(*words->items),
		   compare_words) != NULL;
}

/* What was picked, sorted. */
static enum sanreq_status
read_list(const char *text, size_t size, struct words *picked,
    struct pool *pool, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;
	size_t seen = 0, n;
	const char *s;

	for (size_t line = 1; text_cut_line(&text, &size, &s, &n); line++) {
		struct name name;
		int take;

		status = parse_line(s, n, &take, &name, err);
		if (status == SANREQ_OK && take == 1)
			status = words_push(picked, name.text, pool, err);
		if (status != SANREQ_OK)
			return error_prefix(err,
			    "line %zu of the edited list, which is kept "
			    "(nothing "
			    "was changed)",
			    line);
		seen += take != -1;
	}
	if (seen == 0)
		return error_set(err, SANREQ_USAGE,
		    "the edited list is empty: nothing was changed");
	if (picked->n != 0)
		qsort(picked->items, picked->n, sizeof(*picked->items),
		    compare_words);
	return status;
}

static enum sanreq_status
compare_lists(const struct plan *plan, const struct words *picked,
    struct edited *edited, struct error *err)
{
	enum sanreq_status status = SANREQ_OK;

	for (size_t i = 0; status == SANREQ_OK && i < plan->nverdicts; i++)
		if (plan->verdicts[i].take &&
		    !has_word(picked, plan->verdicts[i].name->text))
			status = words_push(&edited->drop,
			    plan->verdicts[i].name->text, &edited->pool, err);
	for (size_t i = 0; status == SANREQ_OK && i < picked->n; i++) {
		const struct verdict *verdict =
		    plan_find(plan, picked->items[i]);

		if (verdict == NULL || !verdict->take)
			status = words_push(
			    &edited->add, picked->items[i], &edited->pool, err);
	}
	return status;
}

static enum sanreq_status
edit_file(const struct plan *plan, char *path, struct edited *edited,
    struct error *err)
{
	struct words picked = {0};
	enum sanreq_status status;
	char *text = NULL;
	size_t size = 0;
	FILE *file;
	int fd;

	if ((fd = mkstemp(path)) == -1 || (file = fdopen(fd, "w")) == NULL)
		return error_errno(err, SANREQ_OUTPUT, "%s", QUOTES(path));
	status = write_list(file, plan);
	if (fclose(file) != 0)
		status = error_errno(err, SANREQ_OUTPUT, "%s", QUOTES(path));
	if (status == SANREQ_OK &&
	    (status = run_editor(path, err)) == SANREQ_OK &&
	    (status = store_read(path, LIST_MAX, false, &text, &size, err)) ==
		SANREQ_OK &&
	    (status = read_list(text, size, &picked, &edited->pool, err)) ==
		SANREQ_OK)
		status = compare_lists(plan, &picked, edited, err);
	if (status == SANREQ_OK || text == NULL)
		unlink(path);
	else /* somebody's work is in it */
		(void)error_prefix(err, "%s", QUOTES(path));
	free(text);
	free(picked.items);
	return status;
}

enum sanreq_status
edit_plan(const struct plan *plan, struct edited *edited, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	char path[PATH_SIZE];

	pool_init(&edited->pool, LIST_MAX);
	if (folder == NULL || *folder == '\0')
		folder = "/tmp";
	if (strlen(folder) > sizeof(path) - 32)
		return error_set(err, SANREQ_USAGE, "$TMPDIR: too long");
	snprintf(path, sizeof(path), "%s/sanreq-plan-XXXXXX", folder);
	return edit_file(plan, path, edited, err);
}

void
edited_release(struct edited *edited)
{
	free(edited->add.items);
	free(edited->drop.items);
	pool_release(&edited->pool);
}
