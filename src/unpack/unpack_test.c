#include <archive.h>
#include <archive_entry.h>

#include "base/must.h"
#include "lib/check.h"
#include "unpack/archive.h"
#include "unpack/zip.h"

#define ROOM ((size_t)64 << 20)

struct box {
	struct arena *arena;
	struct buf content;
	struct unpacked u;
	struct bytes text;
	enum unpack_status status;
};

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

static void
unpack(struct box *b, struct bytes container, const struct bytes *passwords, size_t count, uint64_t octets_max)
{
	*b = (struct box){ .arena = arena_new(ROOM) };
	buf_init(&b->content, ROOM);
	struct unpack_request r = { .container = container, .passwords = passwords, .password_count = count,
		.octets_max = octets_max, .put = put, .restart = restart, .context = &b->content };
	b->status = archive_unpack(&r, b->arena, &b->u, &b->text);
}

static void
box_done(struct box *b)
{
	buf_done(&b->content);
	arena_free(b->arena);
}

static void
add_file(struct archive *a, const char *name, struct bytes content)
{
	struct archive_entry *e = archive_entry_new();
	archive_entry_set_pathname_utf8(e, name);
	archive_entry_set_size(e, (la_int64_t)content.len);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	must(archive_write_header(a, e) == ARCHIVE_OK);
	must(archive_write_data(a, content.at, content.len) == (la_ssize_t)content.len);
	archive_entry_free(e);
}

/* An archive of two files, in the format and with the filter and options named. */
static size_t
make(const char *format, const char *filter, const char *options, const char *password, struct bytes second, void *room)
{
	size_t used = 0;
	struct archive *a = archive_write_new();
	must(archive_write_set_format_by_name(a, format) == ARCHIVE_OK);
	must(filter == NULL || archive_write_add_filter_by_name(a, filter) == ARCHIVE_OK);
	must(options == NULL || archive_write_set_options(a, options) == ARCHIVE_OK);
	must(password == NULL || archive_write_set_passphrase(a, password) == ARCHIVE_OK);
	must(archive_write_open_memory(a, room, ROOM, &used) == ARCHIVE_OK);
	if (strcmp(format, "raw") != 0)
		add_file(a, "one.txt", BYTES("the first"));
	add_file(a, "d\xC3\xA4/\xE4\xBA\x8C.exe", second);
	must(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
	return used;
}

static const struct {
	const char *format, *filter, *want;
} kinds[] = {
	{ "zip", NULL, "zip" },
	{ "7zip", NULL, "7z" },
	{ "pax", NULL, "tar" },
	{ "gnutar", "gzip", "tar" },
	{ "ustar", "bzip2", "tar" },
	{ "pax", "xz", "tar" },
	{ "pax", "zstd", "tar" },
	{ "pax", "lz4", "tar" },
	{ "pax", "compress", "tar" },
	{ "newc", NULL, "cpio" },
	{ "iso9660", NULL, "iso" },
};

static const struct unpacked_entry *
find(const struct unpacked *u, const char *name)
{
	for (size_t i = 0; i < u->entries.count; i++)
		if (bytes_equal(u->entries.at[i].name, bytes_of_cstr(name)))
			return &u->entries.at[i];
	return NULL;
}

static void
every_format_gives_its_files(void **state)
{
	uint8_t *room = xmalloc(ROOM);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct box b;
		size_t len = make(kinds[i].format, kinds[i].filter, NULL, NULL, BYTES("the second"), room);
		unpack(&b, bytes_of(room, len), NULL, 0, 0);
		const struct unpacked_entry *one = find(&b.u, "one.txt"), *two = find(&b.u, "d\xC3\xA4/\xE4\xBA\x8C.exe");
		if (b.status != UNPACK_DONE || one == NULL || two == NULL)
			fail_msg("%s %s: status %d, %zu entries, %.*s", kinds[i].format, kinds[i].filter, b.status,
			    b.u.entries.count, BYTES_ARGS(b.text));
		check_text(result_content(buf_bytes(&b.content), one), "the first");
		check_text(result_content(buf_bytes(&b.content), two), "the second");
		check_text(b.u.format, kinds[i].want);
		box_done(&b);
	}
	free(room);
}

static void
a_compressed_file_is_its_one_entry(void **state)
{
	struct box b;
	uint8_t *room = xmalloc(ROOM);
	size_t len = make("raw", "gzip", NULL, NULL, BYTES("the only"), room);
	unpack(&b, bytes_of(room, len), NULL, 0, 0);
	assert_int_equal(b.status, UNPACK_DONE);
	check_text(b.u.format, "gzip");
	check_text(buf_bytes(&b.content), "the only");
	box_done(&b);
	unpack(&b, BYTES("just a text that is no archive at all"), NULL, 0, 0);
	assert_int_equal(b.status, UNPACK_UNSUPPORTED);
	assert_int_equal(b.u.entries.count, 0);
	assert_int_equal(b.content.len, 0);
	box_done(&b);
	free(room);
}

static void
an_encrypted_zip_opens_with_a_password_of_the_mail_only(void **state)
{
	static const char *const ways[] = { "zip:encryption=zipcrypt", "zip:encryption=aes256" };
	static const struct bytes passwords[] = { BYTES_INIT("wrong"), BYTES_INIT("8848"), BYTES_INIT("infected") };
	uint8_t *room = xmalloc(ROOM);
	for (size_t i = 0; i < 2; i++) {
		struct box b;
		size_t len = make("zip", NULL, ways[i], "8848", BYTES("the second"), room);
		unpack(&b, bytes_of(room, len), passwords, 3, 0);
		assert_int_equal(b.status, UNPACK_DONE);
		check_text(b.u.password, "8848");
		check_text(buf_bytes(&b.content), "the firstthe second");
		box_done(&b);
		unpack(&b, bytes_of(room, len), passwords, 1, 0);
		assert_int_equal(b.status, UNPACK_ENCRYPTED);
		assert_true(find(&b.u, "one.txt")->is_encrypted);
		assert_int_equal(b.content.len, 0);
		box_done(&b);
	}
	free(room);
}

static void
a_bomb_ends_at_the_limit(void **state)
{
	struct box b;
	uint8_t *room = xmalloc(ROOM), *zeros = xcalloc(UNPACK_OCTETS_FREE + 1, 1);
	/* Exactly what a small archive may hold, and one octet more. */
	for (size_t extra = 0; extra < 2; extra++) {
		size_t len = make("zip", NULL, NULL, NULL, bytes_of(zeros, UNPACK_OCTETS_FREE - 9 + extra), room);
		assert_true(len * UNPACK_RATIO_MAX < UNPACK_OCTETS_FREE);
		unpack(&b, bytes_of(room, len), NULL, 0, 0);
		assert_int_equal(b.status, extra == 0 ? UNPACK_DONE : UNPACK_LIMIT);
		assert_int_equal(b.content.len, UNPACK_OCTETS_FREE);
		assert_int_equal(b.u.entries.at[1].is_cut, extra);
		box_done(&b);
	}
	/* And the ceiling that does not depend on the size. */
	size_t len = make("pax", NULL, NULL, NULL, bytes_of(zeros, UNPACK_OCTETS_FREE), room);
	unpack(&b, bytes_of(room, len), NULL, 0, 1000);
	assert_int_equal(b.status, UNPACK_LIMIT);
	assert_int_equal(b.content.len, 1000);
	box_done(&b);
	free(zeros);
	free(room);
}

static void
an_archive_without_files_is_suspect_unless_it_is_empty(void **state)
{
	static const uint8_t zeros[10240];
	struct box b;
	unpack(&b, bytes_of(zeros, sizeof zeros), NULL, 0, 0);
	assert_int_equal(b.u.entries.count, 0);
	assert_int_equal(b.status, UNPACK_MALFORMED);
	box_done(&b);
	static const char nothing[22] = "PK\5\6";
	unpack(&b, bytes_of(nothing, sizeof nothing), NULL, 0, 0);
	assert_int_equal(b.u.entries.count, 0);
	assert_int_equal(b.status, UNPACK_DONE);
	box_done(&b);
}

static void
too_many_entries_end_at_the_limit(void **state)
{
	uint8_t *room = xmalloc(ROOM);
	for (size_t extra = 0; extra < 2; extra++) {
		struct box b;
		char name[32];
		size_t used = 0;
		struct archive *a = archive_write_new();
		must(archive_write_set_format_ustar(a) == ARCHIVE_OK);
		must(archive_write_open_memory(a, room, ROOM, &used) == ARCHIVE_OK);
		for (size_t i = 0; i < UNPACK_ENTRIES_MAX + extra; i++) {
			(void)snprintf(name, sizeof name, "%zu", i);
			add_file(a, name, BYTES(""));
		}
		must(archive_write_close(a) == ARCHIVE_OK);
		archive_write_free(a);
		unpack(&b, bytes_of(room, used), NULL, 0, 0);
		assert_int_equal(b.status, extra == 0 ? UNPACK_DONE : UNPACK_LIMIT);
		assert_int_equal(b.u.entries.count, UNPACK_ENTRIES_MAX);
		box_done(&b);
	}
	free(room);
}

static void
a_cut_archive_gives_what_there_is(void **state)
{
	struct box b;
	uint8_t *room = xmalloc(ROOM), *noise = xmalloc(300000);
	uint32_t seed = 1;
	for (size_t i = 0; i < 300000; i++)
		noise[i] = (uint8_t)((seed = seed * 1103515245 + 12345) >> 16);
	size_t len = make("pax", "gzip", NULL, NULL, bytes_of(noise, 300000), room);
	unpack(&b, bytes_of(room, len / 2), NULL, 0, 0);
	assert_int_equal(b.status, UNPACK_PARTLY);
	check_text(result_content(buf_bytes(&b.content), find(&b.u, "one.txt")), "the first");
	assert_true(b.text.len > 0);
	box_done(&b);
	free(noise);
	free(room);
}

static void
a_chinese_name_without_a_label_is_read(void **state)
{
	/* A zip with one stored, empty file named in GB18030 and no UTF-8 flag: "fa piao.exe". */
	static const char zip[] = "PK\3\4\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\xB7\xA2\xC6\xB1.exe"
	                          "PK\1\2\x0a\0\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	                          "\xB7\xA2\xC6\xB1.exePK\5\6\0\0\0\0\1\0\1\0\x36\0\0\0\x26\0\0\0\0\0";
	struct box b;
	unpack(&b, bytes_of(zip, sizeof zip - 1), NULL, 0, 0);
	assert_int_equal(b.status, UNPACK_DONE);
	assert_int_equal(b.u.entries.count, 1);
	check_text(b.u.entries.at[0].name, "\xE5\x8F\x91\xE7\xA5\xA8.exe");
	box_done(&b);
}

/* CRC, size, type, flags...: what archive_is_encrypted() looks at. */
#define RAR5 "Rar!\x1A\x07\x01\x00"
#define RAR5_MAIN_BLOCK "CRC4\x03\x01\x00\x00"
static const struct {
	const char *name, *octets;
	size_t len;
	bool want;
} rars[] = {
#define RAR(name, octets, want) { name, octets, sizeof(octets) - 1, want }
	RAR("headers encrypted", RAR5 "CRC4\x03\x04\x00\x00", true),
	RAR("a file encrypted", RAR5 RAR5_MAIN_BLOCK "CRC4\x05\x02\x01\x02\x01\x01", true),
	RAR("a file with another record", RAR5 RAR5_MAIN_BLOCK "CRC4\x05\x02\x01\x02\x01\x02", false),
	RAR("encrypted behind data", RAR5 "CRC4\x03\x02\x02\x03" "xyz" "CRC4\x03\x04\x00\x00", true),
	RAR("data beyond the end", RAR5 "CRC4\x03\x02\x02\x7f" "xyz" "CRC4\x03\x04\x00\x00", false),
	RAR("a size beyond the end", RAR5 "CRC4\x7f\x04\x00\x00", false),
	RAR("a number without end", RAR5 "CRC4\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", false),
	RAR("another format", "Rar!\x1A\x07\x00" "CRC4\x03\x04\x00\x00", false),
	RAR("after the end", RAR5 "CRC4\x03\x05\x00\x00" "CRC4\x03\x04\x00\x00", false),
};

static void
rar_5_encryption_is_seen(void **state)
{
	for (size_t i = 0; i < sizeof rars / sizeof rars[0]; i++)
		if (archive_is_encrypted(bytes_of(rars[i].octets, rars[i].len)) != rars[i].want)
			fail_msg("%s", rars[i].name);
}

static void
a_result_with_a_lie_is_refused(void **state)
{
	struct arena *a = arena_new(ROOM);
	struct unpacked u = { .format = BYTES("zip") }, got = { 0 };
	struct buf file;
	buf_init(&file, ROOM);
	buf_add_cstr(&file, "0123456789");
	struct unpacked_entry *e = LIST_ADD(a, &u.entries);
	*e = (struct unpacked_entry){ .name = BYTES("a"), .at = 4, .octets = 6 };
	result_table_write(&u, 10, &file);
	assert_int_equal(result_read(buf_bytes(&file), a, &got), 0);
	check_text(result_content(buf_bytes(&file), &got.entries.at[0]), "456789");
	static const struct { uint64_t at, octets; } lies[] = { { 4, 7 }, { 11, 0 }, { UINT64_MAX, 2 }, { 2, UINT64_MAX } };
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		e->at = lies[i].at;
		e->octets = lies[i].octets;
		file.len = 10;
		result_table_write(&u, 10, &file);
		got = (struct unpacked){ 0 };
		assert_int_equal(result_read(buf_bytes(&file), a, &got), FAULT_INPUT);
	}
	file.len = 10;
	result_table_write(&u, 11, &file);
	assert_int_equal(result_read(buf_bytes(&file), a, &got), FAULT_INPUT);
	assert_int_equal(result_read(BYTES("short"), a, &got), FAULT_INPUT);
	buf_done(&file);
	arena_free(a);
}

static int
preload(void **state)
{
	return archive_preload(NULL);
}

/* One stored file called NAME in the directory and LOCAL before the file; gives the octets. */
static size_t
tiny_zip(uint8_t *out, char local, char name)
{
	static const uint8_t head[30] = { 'P', 'K', 3, 4, 10, [18] = 1, [22] = 1, [26] = 1 };
	static const uint8_t entry[46] = { 'P', 'K', 1, 2, 10, 0, 10, [20] = 1, [24] = 1, [28] = 1 };
	static const uint8_t end[22] = { 'P', 'K', 5, 6, [8] = 1, [10] = 1, [12] = 47, [16] = 32 };
	memcpy(out, head, 30);
	out[30] = (uint8_t)local;
	out[31] = 'x';
	memcpy(out + 32, entry, 46);
	out[78] = (uint8_t)name;
	memcpy(out + 79, end, 22);
	return 101;
}

static void
odd_structures_of_zips_are_told(void **state)
{
	uint8_t file[400] = { 0 };
	size_t prefix, one = tiny_zip(file, 'a', 'a');
	assert_int_equal(zip_tricks(bytes_of(file, one), &prefix), 0);
	assert_true(zip_ends(bytes_of(file, one)));
	assert_false(zip_ends(bytes_of(file, one - 1)));
	(void)tiny_zip(file, 'a', 'b');
	assert_int_equal(zip_tricks(bytes_of(file, one), &prefix), ZIP_LYING);
	(void)tiny_zip(file, 'a', 'a');
	(void)tiny_zip(file + one, 'b', 'b');
	assert_int_equal(zip_tricks(bytes_of(file, 2 * one), &prefix), ZIP_CONCATENATED);
	assert_int_equal(prefix, one);
	memset(file, 'x', one);
	assert_int_equal(zip_tricks(bytes_of(file, 2 * one), &prefix), ZIP_PREFIXED);
	assert_int_equal(zip_tricks(BYTES("no zip at all, but long enough to be one"), &prefix), 0);
}

static void
both_of_two_archives_in_a_row_are_opened(void **state)
{
	uint8_t file[400];
	struct box b;
	size_t one = tiny_zip(file, 'a', 'a');
	(void)tiny_zip(file + one, 'b', 'b');
	/* libarchive checks sums: of "x". */
	for (size_t i = 0; i < 2; i++) {
		static const uint8_t crc[4] = { 0x83, 0x16, 0xDC, 0x8C };
		memcpy(file + i * one + 14, crc, 4);
		memcpy(file + i * one + 48, crc, 4);
	}
	unpack(&b, bytes_of(file, 2 * one), NULL, 0, 0);
	assert_int_equal(b.u.entries.count, 2);
	check_text(b.u.entries.at[0].name, "b");
	check_text(b.u.entries.at[1].name, "a");
	check_text(buf_bytes(&b.content), "xx");
	box_done(&b);
}

/* A file of an ACE archive; METHOD 0 is stored. */
static void
add_ace(struct buf *b, uint8_t method, uint16_t flags, uint32_t claims, const char *name, const char *content)
{
	uint32_t packed = (uint32_t)strlen(content);
	uint8_t file[] = { 0, 0, (uint8_t)(31 + strlen(name)), 0, 1, (uint8_t)(flags | 1), (uint8_t)(flags >> 8),
		(uint8_t)packed, 0, 0, 0, (uint8_t)claims, (uint8_t)(claims >> 8), (uint8_t)(claims >> 16), (uint8_t)(claims >> 24),
		0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, method, 3, 10, 0, 0, 0, (uint8_t)strlen(name), 0 };
	buf_add(b, bytes_of(file, sizeof file));
	buf_add_cstr(b, name);
	buf_add_cstr(b, content);
}

static void
an_ace_archive_is_listed_and_what_is_stored_is_given(void **state)
{
	static const uint8_t main_header[] = "\0\0\x1b\0\0\0\0**ACE**\x14\x14\2\0\0\0\0\0........";
	struct box b;
	struct buf ace;
	buf_init(&ace, 4096);
	buf_add(&ace, bytes_of(main_header, 31));
	add_ace(&ace, 0, 0, 5, "dir\\a.txt", "hello");
	unpack(&b, buf_bytes(&ace), NULL, 0, 0);
	assert_int_equal(b.status, UNPACK_DONE);
	check_text(b.u.format, "ace");
	check_text(b.u.entries.at[0].name, "dir/a.txt");
	check_text(buf_bytes(&b.content), "hello");
	box_done(&b);
	/* Compressed, and one that lies about its size: names only. */
	add_ace(&ace, 1, 0, 70000, "setup.exe", "xxxx");
	add_ace(&ace, 0, 0, 4000, "lies.txt", "abc");
	unpack(&b, buf_bytes(&ace), NULL, 0, 0);
	assert_int_equal(b.status, UNPACK_PARTLY);
	assert_int_equal(b.u.entries.count, 3);
	check_text(b.u.entries.at[1].name, "setup.exe");
	assert_int_equal(b.u.entries.at[1].size, 70000);
	assert_int_equal(b.u.entries.at[1].octets + b.u.entries.at[2].octets, 0);
	box_done(&b);
	/* Every cut of it ends. */
	for (size_t cut = 0; cut < ace.len; cut++) {
		unpack(&b, bytes_to(buf_bytes(&ace), cut), NULL, 0, 0);
		assert_true(b.u.entries.count <= 3);
		box_done(&b);
	}
	/* No more is given than may be. */
	unpack(&b, buf_bytes(&ace), NULL, 0, 4);
	assert_int_equal(b.status, UNPACK_LIMIT);
	box_done(&b);
	ace.len = 31;
	add_ace(&ace, 1, 0x4000, 9, "secret.doc", "zzzz");
	unpack(&b, buf_bytes(&ace), NULL, 0, 0);
	assert_int_equal(b.status, UNPACK_ENCRYPTED);
	assert_true(b.u.entries.at[0].is_encrypted);
	box_done(&b);
	buf_done(&ace);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ace_archive_is_listed_and_what_is_stored_is_given),
		cmocka_unit_test(odd_structures_of_zips_are_told),
		cmocka_unit_test(both_of_two_archives_in_a_row_are_opened),
		cmocka_unit_test(every_format_gives_its_files),
		cmocka_unit_test(a_compressed_file_is_its_one_entry),
		cmocka_unit_test(an_encrypted_zip_opens_with_a_password_of_the_mail_only),
		cmocka_unit_test(a_bomb_ends_at_the_limit),
		cmocka_unit_test(an_archive_without_files_is_suspect_unless_it_is_empty),
		cmocka_unit_test(too_many_entries_end_at_the_limit),
		cmocka_unit_test(a_cut_archive_gives_what_there_is),
		cmocka_unit_test(a_chinese_name_without_a_label_is_read),
		cmocka_unit_test(rar_5_encryption_is_seen),
		cmocka_unit_test(a_result_with_a_lie_is_refused),
	};
	return cmocka_run_group_tests(tests, preload, NULL);
}
