/* Public suites of other MIME parsers, when $POSTERN_SHARED holds them: their trees and decoded bodies against
 * view 0.  Where we differ is counted and bounded here, and argued in docs/mime.md. */
#include <dirent.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "mail/walk.h"

#include "lib/check.h"

/* Messages that we read otherwise on purpose. */
#define MIME4J_OTHER_TREES 3
#define MIME4J_OTHER_BODIES 10
#define STALWART_OTHER_TREES 1

static struct arena *arena;

static const char *
shared(const char *below, char out[512])
{
	const char *root = getenv("POSTERN_SHARED");
	struct stat st;
	(void)snprintf(out, 512, "%s/suites/mime/%s", root != NULL ? root : "../shared", below);
	return stat(out, &st) == 0 ? out : NULL;
}

static struct bytes
load(const char *folder, const char *name)
{
	char path[1100];
	struct buf b;
	struct bytes out = BYTES_NONE;
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return out;
	buf_init(&b, (size_t)64 << 20);
	for (size_t n; (n = fread(buf_reserve(&b, 65536), 1, 65536, f)) != 0;)
		b.len += n;
	(void)fclose(f);
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

/* Names in FOLDER that end in SUFFIX (and not in NOT), without it, in byte order. */
static size_t
list(const char *folder, const char *suffix, const char *not, char names[400][256])
{
	size_t n = 0;
	DIR *d = opendir(folder);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL && n < 400;) {
		struct bytes name = bytes_of_cstr(e->d_name);
		if (!bytes_ends(name, bytes_of_cstr(suffix)) ||
		    (not != NULL && bytes_ends(name, bytes_of_cstr(not ))))
			continue;
		(void)snprintf(names[n++], 256, "%.*s", (int)(name.len - strlen(suffix)), e->d_name);
	}
	(void)closedir(d);
	qsort(names, n, 256, (int (*)(const void *, const void *))strcmp);
	return n;
}

static struct bytes
without_cr(struct bytes b)
{
	uint8_t *to = arena_get(arena, b.len, 1);
	size_t n = 0;
	assert_non_null(to);
	for (size_t i = 0; i < b.len; i++)
		if (b.at[i] != '\r')
			to[n++] = b.at[i];
	return bytes_trim(bytes_of(to, n));
}

struct score {
	size_t messages, same_leaves, bodies, same_bodies;
};

static void
compare_mime4j(const char *folder, const char *name, struct score *score)
{
	char file[512];
	(void)snprintf(file, sizeof file, "%s.msg", name);
	struct bytes message = load(folder, file);
	(void)snprintf(file, sizeof file, "%s_decoded.xml", name);
	struct bytes xml = load(folder, file);
	struct mail m;
	if (message.len == 0 || xml.len == 0)
		return;
	assert_int_equal(mail_walk(message, NULL, arena, &m), 0);
	size_t pos = 0, same = 0, want = 0, got = 0;
	uint32_t part = 0;
	for (;; want++) {
		size_t at = bytes_find(bytes_from(xml, pos), BYTES("-body name=\""));
		if (at == BYTES_NOT_FOUND)
			break;
		pos += at + 12;
		size_t end = bytes_find_octet(bytes_from(xml, pos), '"');
		(void)snprintf(file, sizeof file, "%.*s", (int)end, (const char *)xml.at + pos);
		while (part < m.parts.count &&
		    (m.parts.at[part].kind != MAIL_LEAF || m.parts.at[part].view != 0 ||
		        m.parts.at[part].inside_body))
			part++;
		if (part == m.parts.count)
			continue;
		struct bytes body;
		assert_int_equal(mail_part_body(&m, part++, arena, &body), 0);
		bool equal = bytes_equal(without_cr(body), without_cr(load(folder, file)));
		same += equal;
		if (!equal)
			print_message("  other body: %s\n", file);
	}
	for (size_t i = 0; i < m.parts.count; i++)
		got += m.parts.at[i].kind == MAIL_LEAF && m.parts.at[i].view == 0 &&
		    !m.parts.at[i].inside_body;
	score->messages++;
	score->same_leaves += got == want;
	score->bodies += want;
	score->same_bodies += same;
	if (got != want)
		print_message("  other tree: %s, %zu leaves, mime4j %zu\n", name, got, want);
}

static void
mime4j_reads_the_same(void **state)
{
	static const char *const folders[] = { "mime4j/testmsgs", "mime4j/mimetools-testmsgs" };
	static char names[400][256];
	struct score score = { 0 };
	char path[512];
	for (size_t f = 0; f < 2; f++) {
		const char *folder = shared(folders[f], path);
		if (folder == NULL) {
			print_message("skipped: no suites/mime in $POSTERN_SHARED\n");
			skip();
		}
		size_t n = list(folder, ".msg", NULL, names);
		for (size_t i = 0; i < n; i++)
			compare_mime4j(folder, names[i], &score);
	}
	print_message("mime4j: %zu messages, %zu with the same leaves; %zu of %zu bodies equal\n",
	    score.messages, score.same_leaves, score.same_bodies, score.bodies);
	assert_true(score.messages >= 80);
	assert_true(score.messages - score.same_leaves <= MIME4J_OTHER_TREES);
	assert_true(score.bodies - score.same_bodies <= MIME4J_OTHER_BODIES);
}

static void
stalwart_finds_as_many_parts(void **state)
{
	static const char *const folders[] = { "stalwart/rfc", "stalwart/legacy",
		"stalwart/thirdparty" };
	static char names[400][256];
	size_t messages = 0, same = 0;
	char path[512], file[512];
	for (size_t f = 0; f < 3; f++) {
		const char *folder = shared(folders[f], path);
		if (folder == NULL) {
			print_message("skipped: no suites/mime in $POSTERN_SHARED\n");
			skip();
		}
		size_t n = list(folder, ".json", ".crlf.json", names);
		for (size_t i = 0; i < n; i++) {
			struct mail m;
			(void)snprintf(file, sizeof file, "%s.eml", names[i]);
			struct bytes message = load(folder, file);
			(void)snprintf(file, sizeof file, "%s.json", names[i]);
			struct bytes json = load(folder, file);
			assert_int_equal(mail_walk(message, NULL, arena, &m), 0);
			size_t want = 0, got = 0;
			for (size_t at;
			     (at = bytes_find(json, BYTES("\"offset_header\""))) != BYTES_NOT_FOUND;
			     want++)
				json = bytes_from(json, at + 1);
			for (size_t k = 0; k < m.parts.count; k++)
				got += m.parts.at[k].view == 0 && !m.parts.at[k].inside_body;
			messages++;
			same += got == want;
			if (got != want)
				print_message("  other tree: %s/%s, %zu parts, stalwart %zu\n",
				    folders[f], names[i], got, want);
		}
	}
	print_message("stalwart: %zu messages, %zu with as many parts\n", messages, same);
	assert_true(messages >= 80);
	assert_true(messages - same <= STALWART_OTHER_TREES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mime4j_reads_the_same),
		cmocka_unit_test(stalwart_finds_as_many_parts),
	};
	arena = arena_new((size_t)1 << 30);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
