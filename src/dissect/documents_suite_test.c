/* The shared office suite, through the dissector and an opener in this process: every Excel 4.0 sheet and every DDE
 * link is found, no clean document is blamed, and what is locked opens with the password that the mail tells. */
#include <dirent.h>

#include "dissect/dissect.h"
#include "lib/check.h"
#include "lib/suite.h"
#include "unpack/archive.h"

static int
preload(void **state)
{
	struct why why = { "" };
	return dissect_preload(&why) != 0 || archive_preload(&why) != 0;
}

static int
put(void *context, struct bytes content)
{
	buf_add(context, content);
	return buf_ok(context) ? 0 : FAULT_LIMIT;
}

static int
restart(void *context)
{
	buf_clear(context);
	return 0;
}

/* What the opener's process does, without the process. */
static void
open_here(void *context, const struct dissect_request *request, struct arena *arena, struct dissect_opened *out)
{
	static const enum dissect_open_status statuses[] = { [UNPACK_DONE] = DISSECT_OPENED, [UNPACK_PARTLY] = DISSECT_PARTLY,
		[UNPACK_LIMIT] = DISSECT_LIMIT, [UNPACK_MALFORMED] = DISSECT_MALFORMED, [UNPACK_ENCRYPTED] = DISSECT_ENCRYPTED,
		[UNPACK_UNSUPPORTED] = DISSECT_UNSUPPORTED };
	struct unpacked u = { 0 };
	struct buf contents;
	struct bytes kept;
	buf_init(&contents, (size_t)64 << 20);
	struct unpack_request r = { .container = request->content, .passwords = request->passwords,
		.password_count = request->password_count, .put = put, .restart = restart, .context = &contents };
	out->status = statuses[archive_unpack(&r, arena, &u, &out->text)];
	out->format = u.format;
	out->password = u.password;
	assert_true(arena_copy(arena, buf_bytes(&contents), &kept));
	for (size_t i = 0; i < u.entries.count; i++) {
		const struct unpacked_entry *e = &u.entries.at[i];
		*LIST_ADD(arena, &out->entries) = (struct dissect_entry){ .name = e->name,
			.content = bytes_slice(kept, (size_t)e->at, (size_t)(e->at + e->octets)), .size = e->size,
			.is_folder = e->is_folder, .is_encrypted = e->is_encrypted };
	}
	buf_done(&contents);
}

static void
add_base64(struct buf *out, struct bytes b)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < b.len; i += 3) {
		uint32_t bits = 0;
		size_t have = b.len - i < 3 ? b.len - i : 3;
		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < have ? b.at[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_add_octet(out, k <= have ? (uint8_t)letters[bits >> (18 - 6 * k) & 63] : '=');
		if (i % 57 == 54)
			buf_add_cstr(out, "\r\n");
	}
}

/* A mail with the file, whose text tells PASSWORD. */
static struct casefile
dissected(struct arena *arena, const char *path, const char *name, const char *password)
{
	struct buf file, mail;
	struct bytes kept;
	struct casefile c = { 0 };
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	buf_init(&file, (size_t)16 << 20);
	buf_init(&mail, (size_t)32 << 20);
	for (int octet = fgetc(f); octet != EOF; octet = fgetc(f))
		buf_add_octet(&file, (uint8_t)octet);
	(void)fclose(f);
	buf_addf(&mail, "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\nThe password: %s\r\n--b\r\nContent-Type: application/octet-stream\r\n"
	    "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"%s\"\r\n\r\n", password, name);
	add_base64(&mail, buf_bytes(&file));
	buf_add_cstr(&mail, "\r\n--b--\r\n");
	assert_true(arena_copy(arena, buf_bytes(&mail), &kept));
	buf_done(&file);
	buf_done(&mail);
	const struct dissect_services services = { .open = open_here };
	const struct casefile_envelope envelope = { .protocol = BYTES("file") };
	dissect_message(&services, &envelope, kept, arena, &c);
	return c;
}

struct count {
	const char *folder;
	const char *password;
	enum document_sign sign;
	unsigned files, found;
};

/* Signs of all documents of the mail together. */
static uint64_t
signs_of(const struct casefile *c)
{
	uint64_t signs = 0;
	for (size_t i = 0; i < c->documents.count; i++)
		signs |= c->documents.at[i].signs;
	return signs;
}

static bool is_opened(const struct casefile *c, const struct count *n);

/* Every file of FOLDER whose name has the prefix. */
static bool
each_file(struct count *n, const char *prefix, bool (*look)(const struct casefile *c, const struct count *n))
{
	char folder[512], below[64];
	(void)snprintf(below, sizeof below, "office/%s", n->folder);
	if (suite_path(below, folder) == NULL)
		return false;
	DIR *d = opendir(folder);
	assert_non_null(d);
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		char path[1024];
		if (e->d_name[0] == '.' || strncmp(e->d_name, prefix, strlen(prefix)) != 0)
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		struct arena *arena = arena_new(DISSECT_ARENA_MAX);
		/* A name that tells nothing: one of them holds its password. */
		const char *dot = strrchr(e->d_name, '.');
		char name[64];
		(void)snprintf(name, sizeof name, "attached%.16s", dot != NULL ? dot : "");
		struct casefile c = dissected(arena, path, name, n->password);
		bool found = look(&c, n);
		n->files++;
		n->found += found;
		if (!found && look != is_opened)
			print_message("  not found in %s\n", e->d_name);
		arena_free(arena);
	}
	(void)closedir(d);
	return true;
}

static bool
has_sign(const struct casefile *c, const struct count *n)
{
	return (signs_of(c) >> n->sign & 1) != 0;
}

static bool
has_no_sign(const struct casefile *c, const struct count *n)
{
	return (signs_of(c) & ~(UINT64_C(1) << DOCUMENT_OBJECT)) == 0;
}

static void
every_excel4_sheet_is_found(void **state)
{
	struct count n = { .folder = "excel4", .password = "none", .sign = DOCUMENT_XLM_AUTO };
	if (!each_file(&n, "", has_sign))
		skip();
	print_message("Excel 4.0 sheets that start by themselves: %u of %u\n", n.found, n.files);
	assert_true(n.files >= 7);
	assert_int_equal(n.found, n.files);
}

static void
every_dde_link_is_found_and_no_clean_file_is_blamed(void **state)
{
	/* The archives' own word, which their description shortens. */
	struct count n = { .folder = "dde", .password = "infected-test", .sign = DOCUMENT_DDE };
	struct count clean = { .folder = "dde", .password = "none" };
	if (!each_file(&n, "dde", has_sign) || !each_file(&clean, "harmless", has_no_sign) ||
	    !each_file(&clean, "RTF", has_no_sign))
		skip();
	print_message("DDE found: %u of %u; clean files without a sign: %u of %u\n", n.found, n.files, clean.found, clean.files);
	assert_int_equal(n.found, n.files);
	assert_int_equal(clean.found, clean.files);
}

/* Opened, and what was inside was read. */
static bool
is_opened(const struct casefile *c, const struct count *n)
{
	for (size_t i = 0; i < c->documents.count; i++)
		if (c->documents.at[i].password.len != 0)
			return true;
	return false;
}

static bool
has_child(const struct casefile *c, const struct count *n)
{
	size_t children = 0;
	for (size_t i = 0; i < c->parts.count; i++)
		children += c->parts.at[i].is_unpacked;
	return children != 0;
}

static void
letters_in_tnef_give_their_files(void **state)
{
	struct count n = { .folder = "../tnef", .password = "none" };
	if (!each_file(&n, "", has_child))
		skip();
	print_message("winmail.dat with files found: %u of %u\n", n.found, n.files);
	assert_int_equal(n.found, n.files);
}

static void
locked_documents_open_with_the_password_in_the_mail(void **state)
{
	static const struct {
		const char *prefix, *password;
	} cases[] = { { "ecma", "Password1234_" }, { "example", "Password1234_" }, { "rc4", "Password1234_" },
		{ "xor", "123456789012345" } };
	struct count n = { .folder = "encrypted" }, locked = { .folder = "encrypted", .password = "not-this-one" };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		n.password = cases[i].password;
		if (!each_file(&n, cases[i].prefix, is_opened) || !each_file(&locked, cases[i].prefix, is_opened))
			skip();
	}
	print_message("locked documents opened: %u of %u; with a wrong password: %u\n", n.found, n.files, locked.found);
	assert_true(n.files >= 7);
	assert_int_equal(n.found, n.files);
	assert_int_equal(locked.found, 0);
}

static void
a_letter_that_begins_like_a_file_is_read_as_a_letter(void **state)
{
	static const char *const starts[] = { "ID;PWXL", "{\\rtf1", "<?xml version='1.0'?>", "BZhello" };
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		char mail[256];
		struct arena *arena = arena_new(DISSECT_ARENA_MAX);
		struct casefile c = { 0 };
		const struct dissect_services services = { .open = open_here };
		const struct casefile_envelope envelope = { .protocol = BYTES("file") };
		(void)snprintf(mail, sizeof mail, "From: a@example.com\r\nContent-Type: text/plain\r\n\r\n%s\r\nhello you\r\n",
		    starts[i]);
		dissect_message(&services, &envelope, bytes_of_cstr(mail), arena, &c);
		assert_int_equal(c.documents.count, 0);
		assert_int_equal(c.texts.count, 1);
		assert_true(bytes_has(c.texts.at[0].visible, BYTES("hello you")));
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_letter_that_begins_like_a_file_is_read_as_a_letter),
		cmocka_unit_test(every_excel4_sheet_is_found),
		cmocka_unit_test(every_dde_link_is_found_and_no_clean_file_is_blamed),
		cmocka_unit_test(letters_in_tnef_give_their_files),
		cmocka_unit_test(locked_documents_open_with_the_password_in_the_mail),
	};
	return cmocka_run_group_tests(all, preload, NULL);
}
