/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"

static char folder[32];

/* Each test works in an empty folder of its own. */
static int
enter(void **state)
{
	(void)state;
	strncpy(folder, "/tmp/test_store.XXXXXX", sizeof(folder));
	(void)umask(022);
	return mkdtemp(folder) != NULL ? chdir(folder) : -1;
}

static int
leave(void **state)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);

	(void)state;
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (unlinkat(dirfd(dir), entry->d_name, 0) == -1)
			(void)unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
	if (dir != NULL)
		(void)closedir(dir);
	return chdir("/") == 0 ? rmdir(folder) : -1;
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
assert_holds(const char *path, const char *want)
{
	struct error err = {0};
	char *data = NULL;
	size_t n = 0;

	assert_int_equal(
	    store_read(path, 1000, false, &data, &n, &err), SANREQ_OK);
	assert_int_equal(n, strlen(want));
	assert_string_equal(data, want);
	free(data);
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_nlink, 1);
	return st.st_mode & 07777;
}

/* Entries of the folder, "." and ".." left out. */
static int
count_files(const char *path)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			n++;
	assert_int_equal(closedir(dir), 0);
	return n;
}

static enum sanreq_status
make_pair(const char *key, const char *request, bool replace, struct error *err)
{
	struct store_pair_options options = {key, request, replace};
	struct store_pair *pair = NULL;
	enum sanreq_status status;

	if ((status = store_pair_begin(&pair, &options, err)) == SANREQ_OK)
		status = store_pair_publish(
		    pair, key != NULL ? "K" : NULL, 1, "R", 1, err);
	store_pair_abandon(&pair);
	assert_null(pair);
	return status;
}

static void
publishes_a_pair(void **state)
{
	static const mode_t masks[] = {0, 022, 077, 0777};

	(void)state;
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		struct error err = {0};

		(void)umask(masks[i]);
		assert_int_equal(
		    make_pair("a.key", "a.csr", false, &err), SANREQ_OK);
		(void)umask(022);
		assert_int_equal(mode_of("a.key"), 0600);
		assert_int_equal(mode_of("a.csr"), 0644 & ~masks[i]);
		assert_holds("a.key", "K");
		assert_int_equal(count_files("."), 2);
		assert_int_equal(unlink("a.key"), 0);
		assert_int_equal(unlink("a.csr"), 0);
	}
}

static void
publishes_in_two_folders(void **state)
{
	struct error err = {0};

	(void)state;
	assert_int_equal(mkdir("k", 0700), 0);
	assert_int_equal(make_pair("k/a.pem", "a.pem", false, &err), SANREQ_OK);
	assert_holds("k/a.pem", "K");
	assert_holds("a.pem", "R");
	assert_int_equal(unlink("k/a.pem"), 0);
}

static void
reuses_and_replaces(void **state)
{
	struct error err = {0};

	(void)state;
	put("a.key", "old key");
	assert_int_equal(make_pair(NULL, "a.csr", false, &err), SANREQ_OK);
	assert_holds("a.csr", "R");
	put("a.csr", "old request");
	assert_int_equal(make_pair(NULL, "a.csr", true, &err), SANREQ_OK);
	assert_holds("a.csr", "R");
	assert_holds("a.key", "old key");
	assert_int_equal(count_files("."), 2);
	assert_int_equal(make_pair(NULL, "b.csr", true, &err), SANREQ_OK);
	assert_holds("b.csr", "R");
}

static void
refuses_pairs(void **state)
{
	static const struct {
		const char *caption;
		const char *key;
		const char *request;
		bool replace;
		const char *want;
	} cases[] = {
	    {"an existing key", "old.key", "a.csr", false,
		"old.key: exists already; a key is never"},
	    {"an existing key, forced", "old.key", "a.csr", true,
		"old.key: exists already; a key is never"},
	    {"an existing request", "a.key", "old.csr", false,
		"old.csr: exists already; --force"},
	    {"a request alone", NULL, "old.csr", false, "old.csr: exists"},
	    {"a link that leads nowhere as key", "dangling", "a.csr", false,
		"a symbolic link"},
	    {"a link that leads nowhere, forced", "a.key", "dangling", true,
		"a symbolic link"},
	    {"a link to a file, forced", "a.key", "link", true,
		"a symbolic link"},
	    {"a folder", "sub", "a.csr", false, "a folder"},
	    {"a folder as request, forced", "a.key", "sub", true, "a folder"},
	    {"a FIFO, forced", "a.key", "fifo", true, "no regular file"},
	    {"a device, forced", "a.key", "/dev/null", true, "no regular file"},
	    {"a device as key", "/dev/null", "a.csr", true, "no regular file"},
	    {"a key as request, forced", NULL, "key.pem", true,
		"key.pem: holds a private key"},
	    {"a DER key as request, forced", "a.key", "key.der", true,
		"key.der: holds a private key"},
	    {"an encrypted DER key, forced", "a.key", "sealed.der", true,
		"sealed.der: holds a private key"},
	    {"the same file", "a.pem", "a.pem", true, "the same file"},
	    {"the same file otherwise", "a.pem", "./sub/../a.pem", false,
		"the same file"},
	    {"no such folder", "none/a.key", "a.csr", false,
		"No such file or directory"},
	    {"no such folder for the request", "a.key", "none/a.csr", false,
		"No such file or directory"},
	    {"a file as folder", "old.key/a", "a.csr", false,
		"Not a directory"},
	    {"no name", "", "a.csr", false, "not the name of a file"},
	    {"a slash behind", "a.key", "a.csr/", false,
		"not the name of a file"},
	    {"a dot", "a.key", ".", false, "not the name of a file"},
	    {"two dots", "sub/..", "a.csr", false, "not the name of a file"},
	    {"no room in the folder", "/proc/a.key", "a.csr", false,
		"/proc/a.key: "},
	};
	int before;

	(void)state;
	put("old.key", "old key");
	put("old.csr", "old request");
	put("key.pem", "x\n-----BEGIN EC PRIVATE KEY-----\n");
	put("key.der", "0\x81\x87\x02\x01");
	put("sealed.der", "0\x81\xa4\x30\x60\x06\x09");
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(symlink("old.csr", "link"), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	before = count_files(".");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};

		print_message("# %s\n", cases[i].caption);
		assert_int_equal(make_pair(cases[i].key, cases[i].request,
				     cases[i].replace, &err),
		    SANREQ_OUTPUT);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
		assert_int_equal(count_files("."), before);
	}
	assert_holds("old.key", "old key");
	assert_holds("old.csr", "old request");
}

/* Between begin and publish somebody else creates the file. */
static void
loses_races_gracefully(void **state)
{
	struct store_pair_options options = {"a.key", "a.csr", false};
	struct store_pair *pair = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_pair_begin(&pair, &options, &err), SANREQ_OK);
	put("a.key", "theirs");
	assert_int_equal(
	    store_pair_publish(pair, "K", 1, "R", 1, &err), SANREQ_OUTPUT);
	store_pair_abandon(&pair);
	assert_holds("a.key", "theirs");
	assert_int_equal(count_files("."), 1);
	assert_int_equal(unlink("a.key"), 0);

	error_clear(&err);
	assert_int_equal(store_pair_begin(&pair, &options, &err), SANREQ_OK);
	put("a.csr", "theirs");
	assert_int_equal(
	    store_pair_publish(pair, "K", 1, "R", 1, &err), SANREQ_OUTPUT);
	assert_non_null(strstr(err.text, "--reuse-key"));
	store_pair_abandon(&pair);
	assert_holds("a.csr", "theirs");
	assert_holds("a.key", "K");
	assert_int_equal(count_files("."), 2);
}

/* --force replaces what stood there when it was judged, and never a key:
 * making one takes seconds, in which another may be put there. */
static void
replaces_no_key_that_appears(void **state)
{
	static const char key[] = "-----BEGIN PRIVATE KEY-----\n";
	static const struct {
		const char *caption;
		const char *old; /* at the beginning; NULL: none */
		const char *now; /* before publishing; NULL: none */
		bool taken;
	} cases[] = {
	    {"a key appears", NULL, key, false},
	    {"a file appears", NULL, "theirs", false},
	    {"a key replaces the request", "old", key, false},
	    {"another request", "old", "theirs", true},
	    {"the request goes", "old", NULL, true},
	    {"nothing happens", "old", "old", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct store_pair_options options = {"a.key", "a.csr", true};
		struct store_pair *pair = NULL;
		struct error err = {0};

		print_message("# %s\n", cases[i].caption);
		if (cases[i].old != NULL)
			put("a.csr", cases[i].old);
		assert_int_equal(
		    store_pair_begin(&pair, &options, &err), SANREQ_OK);
		(void)unlink("a.csr");
		if (cases[i].now != NULL)
			put("a.csr", cases[i].now);
		assert_int_equal(store_pair_publish(pair, "K", 1, "R", 1, &err),
		    cases[i].taken ? SANREQ_OK : SANREQ_OUTPUT);
		store_pair_abandon(&pair);
		if (!cases[i].taken)
			assert_non_null(strstr(err.text, "--reuse-key"));
		assert_holds("a.key", "K");
		assert_holds("a.csr", cases[i].taken ? "R" : cases[i].now);
		assert_int_equal(count_files("."), 2);
		assert_int_equal(unlink("a.key"), 0);
		assert_int_equal(unlink("a.csr"), 0);
	}
}

/* What is no file at all by then is left alone as well. */
static void
replaces_no_other_kind_that_appears(void **state)
{
	struct store_pair_options options = {NULL, "a.csr", true};
	struct stat st;

	(void)state;
	for (int kind = 0; kind < 3; kind++) {
		struct store_pair *pair = NULL;
		struct error err = {0};

		put("a.csr", "old");
		assert_int_equal(
		    store_pair_begin(&pair, &options, &err), SANREQ_OK);
		assert_int_equal(unlink("a.csr"), 0);
		assert_int_equal(kind == 0   ? mkdir("a.csr", 0700)
				 : kind == 1 ? symlink("none", "a.csr")
					     : mkfifo("a.csr", 0600),
		    0);
		assert_int_equal(
		    store_pair_publish(pair, NULL, 0, "R", 1, &err),
		    SANREQ_OUTPUT);
		store_pair_abandon(&pair);
		assert_int_equal(lstat("a.csr", &st), 0);
		assert_int_equal(st.st_mode & S_IFMT, kind == 0   ? S_IFDIR
						      : kind == 1 ? S_IFLNK
								  : S_IFIFO);
		assert_int_equal(count_files("."), 1);
		assert_int_equal(remove("a.csr"), 0);
	}
}

static void
publishes_once(void **state)
{
	struct store_pair_options options = {"a.key", "a.csr", false};
	struct store_pair *pair = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_pair_begin(&pair, &options, &err), SANREQ_OK);
	assert_int_equal(
	    store_pair_publish(pair, NULL, 0, "R", 1, &err), SANREQ_INTERNAL);
	error_clear(&err);
	assert_int_equal(
	    store_pair_publish(pair, "K", 1, "R", 1, &err), SANREQ_OK);
	assert_int_equal(
	    store_pair_publish(pair, "K", 1, "R", 1, &err), SANREQ_INTERNAL);
	store_pair_abandon(&pair);
	store_pair_abandon(&pair);
}

static void
abandons(void **state)
{
	struct store_pair_options options = {"a.key", "a.csr", false};
	struct store_pair *pair = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_pair_begin(&pair, &options, &err), SANREQ_OK);
	assert_int_equal(count_files("."), 2);
	store_pair_abandon(&pair);
	assert_int_equal(count_files("."), 0);
}

/* Runs a pair up to a signal in a child; returns how the child ended. */
static int
end_by(int sig, bool ignored)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct store_pair_options options = {"a.key", "a.csr", false};
		struct store_pair *pair = NULL;
		struct error err = {0};

		struct rlimit none = {0, 0};

		(void)setrlimit(RLIMIT_CORE, &none);
		(void)signal(sig, ignored ? SIG_IGN : SIG_DFL);
		store_signals();
		if (store_pair_begin(&pair, &options, &err) != SANREQ_OK)
			_exit(100);
		(void)raise(sig);
		store_pair_abandon(&pair);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
signals_remove_temporaries(void **state)
{
	static const int list[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ,
	    SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF,
	    SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS, SIGTRAP};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		int status = end_by(list[i], false);

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), list[i]);
		assert_int_equal(count_files("."), 0);
	}
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		assert_int_equal(end_by(list[i], true), 0); /* nohup(1) */
}

/* A child that has not become another program removes nothing of ours. */
static void
children_remove_nothing(void **state)
{
	struct store_pair_options options = {"a.key", "a.csr", false};
	struct store_pair *pair = NULL;
	struct error err = {0};
	int status;
	pid_t pid;

	(void)state;
	assert_int_equal(store_pair_begin(&pair, &options, &err), SANREQ_OK);
	if ((pid = fork()) == 0) {
		store_signals();
		(void)raise(SIGTERM);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(count_files("."), 2);
	assert_int_equal(
	    store_pair_publish(pair, "K", 1, "R", 1, &err), SANREQ_OK);
	store_pair_abandon(&pair);
}

/* A file size limit stands for a full disk. */
static void
full_disk_leaves_nothing(void **state)
{
	static char big[100000];
	int status;
	pid_t pid;

	(void)state;
	if ((pid = fork()) == 0) {
		struct store_pair_options options = {"a.key", "a.csr", false};
		struct rlimit limit = {4096, 4096};
		struct store_pair *pair = NULL;
		struct error err = {0};

		(void)signal(SIGXFSZ, SIG_IGN);
		(void)setrlimit(RLIMIT_FSIZE, &limit);
		if (store_pair_begin(&pair, &options, &err) != SANREQ_OK)
			_exit(100);
		if (store_pair_publish(pair, "K", 1, big, sizeof(big), &err) !=
			SANREQ_OUTPUT ||
		    strstr(err.text, "a.csr: cannot be written") == NULL)
			_exit(101);
		store_pair_abandon(&pair);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(count_files("."), 0);
}

static void
writes_single_files(void **state)
{
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    store_file("a", "one", 3, 0644, false, &err), SANREQ_OK);
	assert_int_equal(mode_of("a"), 0644);
	assert_int_equal(
	    store_file("a", "two", 3, 0644, false, &err), SANREQ_OUTPUT);
	assert_non_null(strstr(err.text, "a: exists already"));
	error_clear(&err);
	assert_int_equal(
	    store_file("a", "two", 3, 0600, true, &err), SANREQ_OK);
	assert_int_equal(mode_of("a"), 0600);
	assert_holds("a", "two");
	assert_int_equal(symlink("a", "link"), 0);
	assert_int_equal(
	    store_file("link", "three", 5, 0644, true, &err), SANREQ_OK);
	assert_holds("a", "three");
	assert_int_equal(
	    store_file("/dev/null", "x", 1, 0644, true, &err), SANREQ_OK);
	assert_int_equal(
	    store_file("e", NULL, 0, 0644, false, &err), SANREQ_OK);
	assert_holds("e", "");
	assert_int_equal(count_files("."), 3);
}

static void
refuses_single_files(void **state)
{
	static const struct {
		const char *path;
		bool replace;
	} cases[] = {{"sub", true}, {"sub", false}, {"dangling", false},
	    {"dangling", true}, {"/dev/null", false}, {"none/a", true},
	    {"", true}, {"/dev/full", true}};

	(void)state;
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};

		assert_int_equal(store_file(cases[i].path, "x", 1, 0644,
				     cases[i].replace, &err),
		    SANREQ_OUTPUT);
		assert_int_equal(count_files("."), 2);
	}
}

/* The question must be answered as store_file() itself then would, and leave
 * no trace. */
static void
judges_targets(void **state)
{
	static const struct {
		const char *path;
		bool replace;
		const char *want; /* NULL: taken */
	} cases[] = {
	    {"new", false, NULL},
	    {"new", true, NULL},
	    {"./sub/new", false, NULL},
	    {"old.csr", true, NULL},
	    {"link", true, NULL},
	    {"/dev/null", true, NULL},
	    {"old.csr", false, "old.csr: exists already"},
	    {"link", false, "a symbolic link"},
	    {"dangling", true, "a symbolic link"},
	    {"dangling", false, "a symbolic link"},
	    {"/dev/null", false, "no regular file"},
	    {"sub", true, "a folder"},
	    {"sub", false, "a folder"},
	    {"key.pem", true, "key.pem: holds a private key"},
	    {"keylink", true, "key.pem: holds a private key"},
	    {"key.pem", false, "key.pem: exists already"},
	    {"none/new", true, "none/new: the folder: No such file"},
	    {"old.csr/new", true, "old.csr/new: the folder: Not a directory"},
	    {"/proc/new", true, "/proc/new: no file can be created"},
	    {"sub/", true, "not the name of a file"},
	    {"new/", true, "not the name of a file"},
	    {"", true, "not the name of a file"},
	};
	int before;

	(void)state;
	put("old.csr", "old request");
	put("key.pem", "-----BEGIN PRIVATE KEY-----\n");
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(symlink("old.csr", "link"), 0);
	assert_int_equal(symlink("key.pem", "keylink"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	before = count_files(".");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};

		print_message("# %s\n", cases[i].path);
		assert_int_equal(store_writable_target(
				     cases[i].path, cases[i].replace, &err),
		    cases[i].want == NULL ? SANREQ_OK : SANREQ_OUTPUT);
		if (cases[i].want != NULL &&
		    strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
		assert_int_equal(count_files("."), before);
		assert_int_equal(count_files("sub"), 0);
	}
	assert_holds("old.csr", "old request");
}

static void
tells_the_same_target(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} cases[] = {
	    {"new", "new", true},
	    {"new", "./new", true},
	    {"new", "sub/../new", true},
	    {"sub/new", "sublink/new", true},
	    {"old", "old", true},
	    {"old", "hard", true},
	    {"old", "soft", true},
	    {"soft", "hard", true},
	    {"sub", "sublink", true},
	    {"dangling", "dangling", true},
	    {"new", "other", false},
	    {"new", "New", false},
	    {"new", "sub/new", false},
	    {"old", "new", false},
	    {"old", "other.old", false},
	    {"soft", "new", false},
	    {"dangling", "old", false},
	    {"none/new", "none/new", false}, /* neither can be written */
	    {"", "", false},
	    {"/dev/null", "/dev/null", false},
	};

	(void)state;
	put("old", "");
	put("other.old", "");
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(link("old", "hard"), 0);
	assert_int_equal(symlink("old", "soft"), 0);
	assert_int_equal(symlink("sub", "sublink"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# %s, %s\n", cases[i].a, cases[i].b);
		assert_int_equal(
		    store_same_target(cases[i].a, cases[i].b), cases[i].same);
		assert_int_equal(
		    store_same_target(cases[i].b, cases[i].a), cases[i].same);
	}
}

static void
reads(void **state)
{
	static char big[200001];
	struct error err = {0};
	char *data = NULL;
	size_t n = 0;

	(void)state;
	memset(big, 'x', 200000);
	put("big", big);
	assert_int_equal(
	    store_read("big", 200000, false, &data, &n, &err), SANREQ_OK);
	assert_int_equal(n, 200000);
	assert_string_equal(data, big);
	free(data);
	/* has no size that fstat knows */
	assert_int_equal(
	    store_read("/proc/self/status", 65536, false, &data, &n, &err),
	    SANREQ_OK);
	assert_true(n > 100);
	free(data);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(
	    store_read("fifo", 10, true, &data, &n, &err), SANREQ_OK);
	assert_int_equal(n, 0);
	free(data);
}

static void
refuses_to_read(void **state)
{
	static const struct {
		const char *path;
		size_t max;
		bool private;
		const char *want;
	} cases[] = {
	    {"none", 10, false, "none: cannot be read: No such file"},
	    {"", 10, false, "No such file"},
	    {".", 10, false, "a folder"},
	    {"/dev/zero", 10, false, "neither a regular file"},
	    {"/dev/null", 10, false, "neither a regular file"},
	    {"a", 3, false, "larger than the 3 bytes"},
	    {"/proc/self/status", 20, false, "larger than the 20 bytes"},
	    {"a", 10, true, "chmod 600"},
	    {"group", 10, true, "mode 0640"},
	};

	(void)state;
	put("a", "four");
	put("group", "four");
	assert_int_equal(chmod("group", 0640), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};
		char *data = NULL;
		size_t n = 0;

		assert_int_equal(store_read(cases[i].path, cases[i].max,
				     cases[i].private, &data, &n, &err),
		    SANREQ_INPUT);
		assert_null(data);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(publishes_a_pair),
	    TEST(publishes_in_two_folders),
	    TEST(reuses_and_replaces),
	    TEST(refuses_pairs),
	    TEST(loses_races_gracefully),
	    TEST(replaces_no_key_that_appears),
	    TEST(replaces_no_other_kind_that_appears),
	    TEST(publishes_once),
	    TEST(abandons),
	    TEST(signals_remove_temporaries),
	    TEST(children_remove_nothing),
	    TEST(full_disk_leaves_nothing),
	    TEST(writes_single_files),
	    TEST(refuses_single_files),
	    TEST(judges_targets),
	    TEST(tells_the_same_target),
	    TEST(reads),
	    TEST(refuses_to_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
