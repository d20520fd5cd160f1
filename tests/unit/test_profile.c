/*
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "profile/reader.h"

#define DATA "tests/data/profiles/"

static const char *const rules[] = {"NAM15", "NAM23", "NAM29", "EXC04", NULL};

static void
go_to_source(void)
{
	const char *src = getenv("SRC");

	/* messages name the file as given: a relative path is the same in
	 * every tree */
	assert_int_equal(chdir(src == NULL ? "." : src), 0);
}

/* The text of a file, without the line end if there is one. */
static char *
slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 65536);
	size_t n;

	if (f == NULL)
		fail_msg("%s is missing", path);
	n = fread(text, 1, 65535, f);
	fclose(f);
	if (n > 0 && text[n - 1] == '\n')
		text[n - 1] = '\0';
	return text;
}

static int
is_yaml(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot != NULL && strcmp(dot, ".yaml") == 0;
}

static void
add(struct buf *out, const char *fmt, ...)
{
	struct error err = {0};
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert_int_equal(buf_adds(out, text, &err), SANREQ_OK);
}

static void
add_globs(struct buf *out, const char *what, const char *const *globs)
{
	for (; globs != NULL && *globs != NULL; globs++)
		add(out, " %s=%s", what, *globs);
}

static void
add_mask(struct buf *out, const char *what, unsigned mask,
    const char *(*text)(int), int n)
{
	for (int i = 0; i < n; i++)
		if ((mask >> i & 1u) != 0)
			add(out, " %s=%s", what, text(i));
}

static const char *
kind(int i)
{
	return name_kind_text((enum name_kind)i);
}

static const char *class(int i)
{
	return name_class_text((enum name_class)i);
}

static const char *
audience(int i)
{
	return use_audience_text((enum use_audience)i);
}

static const char *
service(int i)
{
	return use_service_text((enum use_service)i);
}

static const char *
scope(int i)
{
	return use_scope_text((enum use_scope)i);
}

static const char *
domain(int i)
{
	return domain_type_text((enum domain_type)i);
}

static const char *
product(int i)
{
	return rule_product_words[i];
}

static const char *
key(int i)
{
	return key_type_text((enum key_type)i);
}

static void
dump_rule(struct buf *out, const struct profile_rule *r)
{
	add(out, "%s %s", r->at, r->take ? "take" : "leave");
	add_mask(out, "kind", r->kinds, kind, NAME_IP + 1);
	add_mask(out, "class", r->classes, class, NAME_INTERNAL + 1);
	add_mask(out, "audience", r->audiences, audience, AUDIENCE_COUNT);
	add_mask(out, "service", r->services, service, SERVICE_COUNT);
	add_mask(out, "scope", r->scopes, scope, SCOPE_COUNT);
	add_mask(out, "product", r->products, product, PRODUCT_COUNT);
	add_mask(out, "domain-type", r->domain_types, domain, 3);
	if (r->states != 0)
		add(out, " server-state=dead");
	for (const struct word *w = words_of(WORDS_ROLE); w->text; w++)
		if ((r->roles & (unsigned)w->value) != 0)
			add(out, " role=%s", w->text);
	add_globs(out, "name", r->names);
	add_globs(out, "server", r->servers);
	add_globs(out, "site", r->sites);
	add(out, r->reason == NULL ? "\n" : "\n    %s\n", r->reason);
}

static void
dump_request(struct buf *out, const struct profile *p)
{
	const struct word *w;

	add(out, "key: %s, allowed:", key_type_text(p->key));
	add_mask(out, "", p->keys_allowed, key, KEY_TYPE_COUNT);
	add(out, "\nkey-usage:%s",
	    (p->key_usage & USAGE_BY_KEY) != 0 ? " by-key" : "");
	for (w = words_of(WORDS_USAGE); w->text != NULL; w++)
		if ((p->key_usage & (unsigned)w->value) != 0)
			add(out, " %s", w->text);
	add(out, "\nextended-key-usage:");
	for (w = words_of(WORDS_PURPOSE); w->text != NULL; w++)
		if ((p->purposes & (unsigned)w->value) != 0)
			add(out, " %s", w->text);
	add(out, "\nbasic-constraints: %d\nmust-staple: %d\n",
	    p->basic_constraints, p->must_staple);
	add(out, "template: %s %s\n",
	    p->template_name == NULL ? "-" : p->template_name,
	    p->template_oid == NULL ? "-" : p->template_oid);
	add(out, "limits: names %u, san-bytes %u, labels %u\n", p->limit_names,
	    p->limit_san_bytes, p->limit_labels);
}

/* Every effective setting: a change of policy shows as a difference. */
static void
dump(struct buf *out, const struct profile *p)
{
	add(out, "ca: %s\n", ca_kind_text(p->ca));
	for (size_t i = 0; i < p->nrules; i++)
		dump_rule(out, &p->rules[i]);
	for (size_t i = 0; i < p->nnames; i++)
		add(out, "name: %s (%s)\n", p->names[i].text, p->names_at[i]);
	add(out, "common-name: %d %s\n", (int)p->common_name,
	    p->common_name_given.text);
	add(out, "wildcard: %d, from %u names (%s)\n", p->wildcard_collapse,
	    p->wildcard_min_names, p->wildcard_at ? p->wildcard_at : "-");
	for (int i = 0; i < SUBJECT_COUNT; i++)
		if (p->subject[i] != NULL)
			add(out, "subject %s: %s\n",
			    subject_attribute_text((enum subject_attribute)i),
			    p->subject[i]);
	dump_request(out, p);
	for (size_t i = 0; i < p->nseverities; i++)
		add(out, "severity %s: %d\n", p->severities[i].rule,
		    (int)p->severities[i].severity);
}

static void
compare_snapshot(const char *profile, const char *snapshot)
{
	struct profile *p = NULL;
	struct error err = {0};
	struct buf text;
	char *want;

	buf_init(&text, 65536);
	if (profile_load(&p, profile, rules, &err) != SANREQ_OK)
		fail_msg("%s: %s", profile, err.text);
	dump(&text, p);
	if (getenv("SNAPSHOTS_WRITE") != NULL) {
		FILE *f = fopen(snapshot, "w");

		assert_non_null(f);
		fputs(buf_text(&text), f);
		fclose(f);
	}
	want = slurp(snapshot);
	text.data[text.len - 1] = '\0'; /* the line end that slurp() takes */
	if (strcmp(buf_text(&text), want) != 0)
		fail_msg("%s is not as %s says; now:\n%s", profile, snapshot,
		    buf_text(&text));
	free(want);
	buf_release(&text);
	profile_free(&p);
	assert_null(p);
}

static void
shipped_profiles_are_as_recorded(void **state)
{
	char path[256];
	size_t n;
	const struct shipped_profile *table = profile_shipped(&n);

	(void)state;
	go_to_source();
	assert_true(n >= 7);
	for (size_t i = 0; i < n; i++) {
		snprintf(
		    path, sizeof(path), DATA "snapshots/%s.txt", table[i].name);
		assert_true(strlen(table[i].summary) > 20);
		compare_snapshot(table[i].name, path);
	}
}

static void
good_profiles_are_as_recorded(void **state)
{
	struct dirent **list = NULL;
	char file[600], snapshot[600];
	int n;

	(void)state;
	go_to_source();
	n = scandir(DATA "good", &list, is_yaml, alphasort);
	assert_true(n >= 4);
	for (int i = 0; i < n; i++) {
		snprintf(file, sizeof(file), DATA "good/%s", list[i]->d_name);
		snprintf(snapshot, sizeof(snapshot), DATA "good/%s",
		    list[i]->d_name);
		memcpy(strrchr(snapshot, '.'), ".txt", 5);
		compare_snapshot(file, snapshot);
		free(list[i]);
	}
	free(list);
}

static void
check_refused(const char *name)
{
	struct profile *p = NULL;
	struct error err = {0};
	char file[600], expected[600], *want;
	size_t n;

	snprintf(file, sizeof(file), DATA "bad/%s", name);
	snprintf(expected, sizeof(expected), "%.*s.expected",
	    (int)strlen(file) - 5, file);
	assert_int_not_equal(profile_load(&p, file, rules, &err), SANREQ_OK);
	assert_null(p);
	if (err.status != SANREQ_PROFILE)
		fail_msg("%s: status %d: %s", file, err.status, err.text);
	if (getenv("SNAPSHOTS_WRITE") != NULL) {
		FILE *f = fopen(expected, "w");

		assert_non_null(f);
		fprintf(f, "%s\n", err.text);
		fclose(f);
	}
	want = slurp(expected);
	n = strlen(want);
	/* where another module's words follow, "..." stands for them */
	if (n > 3 && strcmp(want + n - 3, "...") == 0)
		want[n - 3] = '\0';
	if (want[0] != '\0' && strlen(want) < n)
		err.text[n - 3] = '\0';
	assert_string_equal(err.text, want);
	free(want);
}

static void
bad_profiles_are_refused_with_the_message_beside_them(void **state)
{
	struct dirent **list = NULL;
	int n;

	(void)state;
	go_to_source();
	n = scandir(DATA "bad", &list, is_yaml, alphasort);
	assert_true(n >= 50);
	for (int i = 0; i < n; i++) {
		check_refused(list[i]->d_name);
		free(list[i]);
	}
	free(list);
}

static void
check_load(const char *name, const char *want)
{
	struct profile *p = NULL;
	struct error err = {0};

	assert_int_equal(profile_load(&p, name, rules, &err), SANREQ_PROFILE);
	assert_null(p);
	assert_non_null(strstr(err.text, want));
}

static void
unknown_profiles_are_refused(void **state)
{
	(void)state;
	go_to_source();
	check_load("publik-ca", "did you mean \"public-ca\"?");
	check_load("nothing-like-it", "sanreq profile list");
	check_load("./no/such.yaml", "No such file");
	check_load("tests/data", "a directory, not");
	check_load("", "no profile");
	check_load("a\x1b[2Jb", "\\x1b");
}

static void
a_large_file_is_refused(void **state)
{
	struct profile *p = NULL;
	struct error err = {0};
	size_t n = ((size_t)1 << 20) + 1;
	char *text = malloc(n);

	(void)state;
	memset(text, '#', n);
	assert_int_equal(
	    profile_parse(&p, "x.yaml", text, n, rules, &err), SANREQ_PROFILE);
	assert_non_null(strstr(err.text, "1048576 bytes"));
	free(text);
}

/* Written by the test, for the chain is tedious as data. */
static void
extends_is_bounded(void **state)
{
	char dir[] = "/tmp/sanreq-profile-XXXXXX", path[128];
	struct profile *p = NULL;
	struct error err = {0};

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (int i = 0; i <= 9; i++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/%d.yaml", dir, i);
		assert_non_null(f = fopen(path, "w"));
		fputs("sanreq-profile: 1\n", f);
		if (i > 0)
			fprintf(f, "extends: %d.yaml\n", i - 1);
		fclose(f);
	}
	snprintf(path, sizeof(path), "%s/8.yaml", dir);
	assert_int_equal(profile_load(&p, path, rules, &err), SANREQ_OK);
	profile_free(&p);
	snprintf(path, sizeof(path), "%s/9.yaml", dir);
	assert_int_equal(profile_load(&p, path, rules, &err), SANREQ_PROFILE);
	assert_non_null(strstr(err.text, "extends more than 8 levels deep"));
	for (int i = 0; i <= 9; i++) {
		snprintf(path, sizeof(path), "%s/%d.yaml", dir, i);
		unlink(path);
	}
	rmdir(dir);
}

/* Neither by name nor by extends: opening one would wait for a writer. */
static void
a_named_pipe_is_refused(void **state)
{
	char dir[] = "/tmp/sanreq-profile-XXXXXX", pipe_path[64], path[64];
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(pipe_path, sizeof(pipe_path), "%s/pipe.yaml", dir);
	snprintf(path, sizeof(path), "%s/a.yaml", dir);
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_non_null(f = fopen(path, "w"));
	fputs("sanreq-profile: 1\nextends: pipe.yaml\n", f);
	fclose(f);
	alarm(20);
	check_load(pipe_path, "a named pipe, not a regular file");
	check_load(path, "pipe.yaml: a named pipe, not a regular file");
	alarm(0);
	unlink(pipe_path);
	unlink(path);
	rmdir(dir);
}

/* One that the shell made is open already: -p <(...). */
static void
an_open_pipe_is_read(void **state)
{
	static const char text[] = "sanreq-profile: 1\n";
	struct profile *p = NULL;
	struct error err = {0};
	char path[64];
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(
	    write(fds[1], text, sizeof(text) - 1), sizeof(text) - 1);
	close(fds[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	assert_int_equal(profile_load(&p, path, rules, &err), SANREQ_OK);
	profile_free(&p);
	close(fds[0]);
}

static void
compare_keys(
    const json_t *properties, const struct key *keys, const char *section)
{
	size_t n = 0;

	if (!json_is_object(properties))
		fail_msg("the schema has no section \"%s\"", section);
	for (; keys->name != NULL; keys++, n++)
		if (json_object_get(properties, keys->name) == NULL)
			fail_msg(
			    "the schema lacks %s: %s", section, keys->name);
	assert_int_equal(json_object_size(properties), n);
}

static const json_t *
properties(const json_t *schema, const char *key)
{
	const json_t *all = json_object_get(schema, "properties");

	if (key[0] == '\0')
		return all;
	return json_object_get(json_object_get(all, key), "properties");
}

static void
the_schema_knows_the_keys_that_the_parser_knows(void **state)
{
	json_error_t why;
	json_t *schema, *rule;
	size_t n;
	const struct reader_table *tables = reader_tables(&n);

	(void)state;
	go_to_source();
	schema = json_load_file(
	    "profiles/profile.schema.json", JSON_REJECT_DUPLICATES, &why);
	if (schema == NULL)
		fail_msg("%s", why.text);
	for (size_t i = 0; i < n; i++)
		compare_keys(properties(schema, tables[i].section),
		    tables[i].keys, tables[i].section);
	rule = json_object_get(
	    json_object_get(json_object_get(schema, "properties"), "rules"),
	    "items");
	compare_keys(
	    json_object_get(rule, "properties"), reader_rule_keys(), "a rule");
	compare_keys(
	    properties(json_object_get(json_object_get(schema, "definitions"),
			   "conditions"),
		""),
	    reader_condition_keys(), "conditions");
	json_decref(schema);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shipped_profiles_are_as_recorded),
	    cmocka_unit_test(good_profiles_are_as_recorded),
	    cmocka_unit_test(
		bad_profiles_are_refused_with_the_message_beside_them),
	    cmocka_unit_test(unknown_profiles_are_refused),
	    cmocka_unit_test(a_large_file_is_refused),
	    cmocka_unit_test(extends_is_bounded),
	    cmocka_unit_test(a_named_pipe_is_refused),
	    cmocka_unit_test(an_open_pipe_is_read),
	    cmocka_unit_test(the_schema_knows_the_keys_that_the_parser_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
