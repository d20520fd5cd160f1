/*
 * SPDX-License-Identifier: ISC
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "profile/reader.h"

#define FILE_MAX    ((size_t)1 << 20)
#define EXTENDS_MAX 8
#define POOL_MAX    ((size_t)64 << 20)

/* One profile of a chain of extends, from the outside in. */
struct link {
	const char *name;
	bool is_file;
	dev_t dev; /* of a file that was opened, so that a detour by another */
	ino_t ino; /* path is seen */
	const struct link *outer;
	unsigned depth;
};

struct load {
	struct profile *profile;
	const char *const *known_rules;
};

static enum sanreq_status
load_named(struct load *, struct link *, struct error *);

const struct shipped_profile *
profile_find_shipped(const char *name)
{
	size_t n, i;
	const struct shipped_profile *table = profile_shipped(&n);

	for (i = 0; i < n; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

static bool
is_path(const char *name)
{
	return strpbrk(name, "/.") != NULL;
}

/* "a.yaml -> b.yaml -> a.yaml" */
static void
chain_text(struct buf *out, const struct link *link)
{
	struct error ignored = {0};

	if (link->outer != NULL) {
		chain_text(out, link->outer);
		if (buf_adds(out, " -> ", &ignored) != SANREQ_OK)
			return;
	}
	if (buf_adds(out, QUOTES(link->name), &ignored) != SANREQ_OK)
		return; /* a shortened chain still helps */
}

static bool
same_profile(const struct link *a, const struct link *b)
{
	if (a->is_file != b->is_file)
		return false;
	if (strcmp(a->name, b->name) == 0)
		return true;
	return a->ino != 0 && a->ino == b->ino && a->dev == b->dev;
}

static enum sanreq_status
check_chain(const struct link *link, struct error *err)
{
	const struct link *l;
	struct buf text;
	bool circle = false;

	for (l = link->outer; l != NULL; l = l->outer)
		circle = circle || same_profile(l, link);
	if (!circle && link->depth <= EXTENDS_MAX)
		return SANREQ_OK;
	buf_init(&text, ERROR_TEXT_MAX / 2);
	chain_text(&text, link);
	if (circle)
		error_set(err, SANREQ_PROFILE, "extends goes in a circle: %s",
		    buf_text(&text));
	else
		error_set(err, SANREQ_PROFILE,
		    "extends more than %d levels deep: %s", EXTENDS_MAX,
		    buf_text(&text));
	buf_release(&text);
	return err->status;
}

/* extends: a shipped name, or a path relative to the extending file. */
static enum sanreq_status
resolve(struct load *ld, const struct link *outer, const char *name,
    struct link *base, struct error *err)
{
	const char *slash = strrchr(outer->name, '/');
	struct buf path;

	base->outer = outer;
	base->depth = outer->depth + 1;
	base->is_file = is_path(name);
	base->name = name;
	if (!base->is_file || !outer->is_file || slash == NULL ||
	    name[0] == '/')
		return SANREQ_OK;
	while (strncmp(name, "./", 2) == 0)
		name += 2;
	buf_init(&path, 4096);
	if (buf_add(&path, outer->name, (size_t)(slash - outer->name) + 1,
		err) == SANREQ_OK &&
	    buf_adds(&path, name, err) == SANREQ_OK)
		base->name =
		    pool_copy(&ld->profile->pool, path.data, path.len, err);
	buf_release(&path);
	return err->status;
}

static const struct node *
find_key(const struct node *root, const char *key)
{
	const struct node_link *l;

	if (root->kind != NODE_MAP)
		return NULL;
	for (l = root->links; l != NULL; l = l->next)
		if (strcmp(l->key->text, key) == 0)
			return l->value;
	return NULL;
}

static enum sanreq_status
load_base(struct load *ld, struct reader *rd, const struct link *link,
    const struct node *root, struct error *err)
{
	const struct node *node = find_key(root, "extends");
	struct link base = {0};
	const char *name;

	if (node == NULL)
		return SANREQ_OK;
	if (reader_text(rd, node, "extends", &name, err) != SANREQ_OK ||
	    resolve(ld, link, name, &base, err) != SANREQ_OK)
		return err->status;
	if (check_chain(&base, err) == SANREQ_OK &&
	    load_named(ld, &base, err) == SANREQ_OK)
		return SANREQ_OK;
	return error_prefix(
	    err, "%s:%u:%u", rd->where, node->line, node->column);
}

/* BR 6.1.5 knows RSA and the three NIST curves. */
static unsigned
keys_of_ca(enum ca_kind ca)
{
	unsigned all = (1u << KEY_TYPE_COUNT) - 1;

	return ca == CA_PUBLIC ? all & ~(1u << KEY_ED25519) : all;
}

/* What only shows when all that a profile extends is known. */
static enum sanreq_status
check_keys(const struct reader *rd, const struct node *root, struct error *err)
{
	struct profile *p = rd->profile;
	const struct node *place = rd->key_place;
	unsigned ca_keys = keys_of_ca(p->ca);

	if (place == NULL && (place = find_key(root, "ca")) == NULL)
		place = root;
	if (p->keys_allowed == 0 && find_key(root, "key") != NULL &&
	    rd->key_place != NULL && rd->key_place->kind == NODE_LIST)
		return reader_fail(rd, place, err,
		    "key allow: an empty list allows no key at all");
	if ((p->keys_allowed & ~ca_keys) != 0 || (1u << p->key & ~ca_keys) != 0)
		return reader_fail(rd, place, err,
		    "public CAs take no ed25519 keys (BR 6.1.5), and "
		    "key type or key allow (inherited, where it is not given) "
		    "has ed25519: give both, or \"ca: private\"");
	if (p->keys_allowed != 0 && (p->keys_allowed >> p->key & 1u) == 0)
		return reader_fail(rd, place, err,
		    "key type %s is not among the types that key allow lists",
		    key_type_text(p->key));
	return SANREQ_OK;
}

static enum sanreq_status
load_text(struct load *ld, const struct link *link, const char *text, size_t n,
    struct error *err)
{
	struct pool *pool = &ld->profile->pool;
	struct reader rd = {
	    .profile = ld->profile, .known_rules = ld->known_rules};
	const struct node *root = NULL;
	char where[TEXT_QUOTE_MAX + 8];

	snprintf(where, sizeof(where), "%s%s", QUOTES(link->name),
	    link->is_file ? "" : ".yaml");
	if ((rd.where = pool_intern(pool, where, strlen(where), err)) == NULL)
		return err->status;
	if (n > FILE_MAX)
		return error_set(err, SANREQ_PROFILE,
		    "%s: a profile of more than %zu bytes", rd.where, FILE_MAX);
	if (node_parse(&root, pool, rd.where, text, n, err) != SANREQ_OK ||
	    load_base(ld, &rd, link, root, err) != SANREQ_OK ||
	    reader_profile(&rd, root, err) != SANREQ_OK)
		return err->status;
	return check_keys(&rd, root, err);
}

static enum sanreq_status
read_all(int fd, const char *path, struct buf *out, struct error *err)
{
	char chunk[2048];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(
			    err, SANREQ_PROFILE, "%s", QUOTES(path));
		if (out->len + (size_t)got > FILE_MAX)
			return error_set(err, SANREQ_PROFILE,
			    "%s: a profile of more than %zu bytes",
			    QUOTES(path), FILE_MAX);
		if (buf_add(out, chunk, (size_t)got, err) != SANREQ_OK)
			return err->status;
	}
	return SANREQ_OK;
}

/* A pipe that was handed over open (-p <(...)), not one by its name, which
 * would keep us waiting for somebody to write. */
static bool
is_own_pipe(const struct link *link, const struct stat *st)
{
	return link->outer == NULL && S_ISFIFO(st->st_mode) &&
	       (strncmp(link->name, "/dev/fd/", 8) == 0 ||
		   strncmp(link->name, "/proc/self/fd/", 14) == 0 ||
		   strcmp(link->name, "/dev/stdin") == 0);
}

static enum sanreq_status
open_file(struct link *link, int *fd, struct error *err)
{
	struct stat st;

	*fd = open(link->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd < 0 || fstat(*fd, &st) != 0)
		return error_errno(
		    err, SANREQ_PROFILE, "%s", QUOTES(link->name));
	if (!S_ISREG(st.st_mode) && !is_own_pipe(link, &st))
		return error_set(err, SANREQ_PROFILE,
		    "%s: %s, not a regular file", QUOTES(link->name),
		    S_ISDIR(st.st_mode)    ? "a directory"
		    : S_ISFIFO(st.st_mode) ? "a named pipe"
					   : "a device or socket");
	if (!S_ISREG(st.st_mode) && fcntl(*fd, F_SETFL, 0) != 0)
		return error_errno(
		    err, SANREQ_PROFILE, "%s", QUOTES(link->name));
	link->dev = st.st_dev;
	link->ino = st.st_ino;
	return SANREQ_OK;
}

static enum sanreq_status
load_file(struct load *ld, struct link *link, struct error *err)
{
	struct buf text;
	int fd = -1;

	buf_init(&text, FILE_MAX);
	if (open_file(link, &fd, err) == SANREQ_OK &&
	    check_chain(link, err) == SANREQ_OK &&
	    read_all(fd, link->name, &text, err) == SANREQ_OK)
		(void)load_text(ld, link, buf_text(&text), text.len, err);
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	return err->status;
}

static enum sanreq_status
fail_unknown(const char *name, struct error *err)
{
	const char *names[64];
	size_t n, i;
	const struct shipped_profile *table = profile_shipped(&n);
	const char *near;

	for (i = 0; i < n && i < 63; i++)
		names[i] = table[i].name;
	names[i] = NULL;
	near = text_nearest(name, names);
	if (near != NULL)
		return error_set(err, SANREQ_PROFILE,
		    "no profile \"%s\"; did you mean \"%s\"?", QUOTES(name),
		    near);
	return error_set(err, SANREQ_PROFILE,
	    "no profile \"%s\", shipped or file (\"sanreq profile list\" names "
	    "the shipped ones)",
	    QUOTES(name));
}

static enum sanreq_status
load_named(struct load *ld, struct link *link, struct error *err)
{
	const struct shipped_profile *shipped = NULL;

	if (!link->is_file)
		shipped = profile_find_shipped(link->name);
	if (shipped != NULL)
		return load_text(
		    ld, link, shipped->text, strlen(shipped->text), err);
	if (!link->is_file && access(link->name, F_OK) != 0)
		return fail_unknown(link->name, err);
	link->is_file = true;
	return load_file(ld, link, err);
}

static enum sanreq_status
profile_new(struct profile **out, const char *name, struct error *err)
{
	struct profile *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return error_memory(err);
	pool_init(&p->pool, POOL_MAX);
	p->name = pool_copy(&p->pool, name, strlen(name), err);
	if (p->name == NULL) {
		profile_free(&p);
		return err->status;
	}
	p->wildcard_min_names = 2;
	p->key_usage = USAGE_BY_KEY;
	p->purposes = PURPOSE_SERVER_AUTH;
	*out = p;
	return SANREQ_OK;
}

static enum sanreq_status
finish(struct profile **out, struct profile *p, struct error *err)
{
	if (err->status != SANREQ_OK) {
		profile_free(&p);
		return err->status;
	}
	if (p->keys_allowed == 0)
		p->keys_allowed = keys_of_ca(p->ca);
	*out = p;
	return SANREQ_OK;
}

enum sanreq_status
profile_load(struct profile **out, const char *name,
    const char *const *known_rules, struct error *err)
{
	struct load ld = {.known_rules = known_rules};
	struct link link = {.name = name, .is_file = is_path(name)};

	if (profile_new(&ld.profile, name, err) != SANREQ_OK)
		return err->status;
	(void)load_named(&ld, &link, err);
	return finish(out, ld.profile, err);
}

enum sanreq_status
profile_parse(struct profile **out, const char *name, const char *text,
    size_t n, const char *const *known_rules, struct error *err)
{
	struct load ld = {.known_rules = known_rules};
	struct link link = {.name = name, .is_file = true};

	if (profile_new(&ld.profile, name, err) != SANREQ_OK)
		return err->status;
	(void)load_text(&ld, &link, text, n, err);
	return finish(out, ld.profile, err);
}

void
profile_free(struct profile **p)
{
	if (*p == NULL)
		return;
	pool_release(&(*p)->pool);
	free(*p);
	*p = NULL;
}
