#include "prints/prints.h"

#include "lib/check.h"

static const char letter[] =
    "Dear customer, the storage of your mailbox is almost used up. Please confirm your account within twenty four hours "
    "by following the link below, otherwise incoming messages will be returned to their senders and your account will "
    "be closed for good. We thank you for your understanding and remain at your service, the mail administration.";

/* LETTER with word number N replaced. */
static void
change_word(char *out, size_t room, int n, const char *by)
{
	char copy[1000];
	snprintf(copy, sizeof copy, "%s", letter);
	size_t len = 0;
	int at = 0;
	for (char *save = NULL, *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save), at++)
		len += (size_t)snprintf(out + len, room - len, "%s ", at == n ? by : w);
}

static uint32_t
likeness(const char *a, const char *b)
{
	uint32_t x[PRINT_HASHES], y[PRINT_HASHES];
	assert_true(prints_text(bytes_of_cstr(a), x));
	assert_true(prints_text(bytes_of_cstr(b), y));
	return print_likeness(PRINT_TEXT, bytes_of(x, sizeof x), bytes_of(y, sizeof y));
}

static void
a_text_is_like_its_copies_and_unlike_others(void **state)
{
	char copy[1000];
	assert_int_equal(likeness(letter, letter), 100);
	change_word(copy, sizeof copy, 20, "three");
	assert_in_range(likeness(letter, copy), 75, 99);
	assert_in_range(likeness(letter,
	    "The committee met on Tuesday to discuss the budget of the coming year. Ann presented the figures of the last two "
	    "quarters, and it was agreed that travel should be booked earlier. Bo will write to the office in Lyon about rooms "
	    "for the spring meeting. Nothing else was decided, and the meeting ended before lunch."), 0, 10);
}

static void
case_digits_and_layout_do_not_count(void **state)
{
	char copy[1000];
	size_t len = 0;
	for (const char *p = letter; *p != '\0'; p++) {
		char ch = *p == ' ' && p[1] == 'a' ? '\n' : *p;
		copy[len] = ch >= 'a' && ch <= 'z' && len % 7 == 0 ? (char)(ch - 32) : ch;
		len++;
		if (*p == '.')
			len += (size_t)snprintf(copy + len, 20, " 42 - ");
	}
	copy[len] = '\0';
	assert_int_equal(likeness(letter, copy), 100);
}

static void
chinese_has_prints_without_spaces(void **state)
{
	const char *one = "尊敬的用户，您的邮箱存储空间即将用完，请在二十四小时内点击下方链接完成验证，否则将无法继续收发邮件。";
	const char *two = "尊敬的客户，您的邮箱存储空间即将用完，请在四十八小时内点击下方链接完成验证，否则将无法继续收发邮件。";
	assert_in_range(likeness(one, two), 50, 99);
	assert_in_range(likeness(one, "各位同事，本周五下午三点在五楼会议室召开季度总结会，请各部门提前准备汇报材料并准时参加，谢谢大家。"), 0, 10);
}

static void
short_texts_have_none(void **state)
{
	uint32_t out[PRINT_HASHES];
	assert_false(prints_text(BYTES("Thanks, see you on Monday at ten in the usual place. Ann"), out));
	assert_false(prints_text(BYTES_NONE, out));
	assert_true(prints_text(bytes_of_cstr(letter), out));
}

static void
padding_below_a_text_does_not_hide_it(void **state)
{
	struct arena *arena = arena_new(4 << 20);
	struct casefile c = { .version = CASEFILE_VERSION }, padded = { .version = CASEFILE_VERSION };
	struct buf text;
	buf_init(&text, 1 << 20);
	buf_addf(&text, "%s %s ", letter, "Our office is open from Monday to Friday, and the telephone is answered between nine and five.");
	*LIST_ADD(arena, &c.parts) = (struct casefile_part){ .id = BYTES("1"), .type = BYTES("text/plain") };
	*LIST_ADD(arena, &c.texts) = (struct casefile_text){ .visible = bytes_of_cstr(letter) };
	prints_make(&c, arena);
	for (int i = 0; i < 2000; i++)
		buf_addf(&text, "garden%c%c of roses%c ", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i % 17);
	*LIST_ADD(arena, &padded.parts) = c.parts.at[0];
	*LIST_ADD(arena, &padded.texts) = (struct casefile_text){ .visible = buf_bytes(&text) };
	prints_make(&padded, arena);
	assert_int_equal(c.prints.count, 1);
	assert_int_equal(padded.prints.count, 1 + PRINTS_OPENINGS);
	assert_in_range(print_likeness(PRINT_TEXT, c.prints.at[0].octets, padded.prints.at[0].octets), 0, 25);
	assert_in_range(print_likeness(PRINT_TEXT, c.prints.at[0].octets, padded.prints.at[1].octets), 55, 100);
	buf_done(&text);
	arena_free(arena);
}

static uint64_t
shape(const char *domain, const char *host, const char *path, uint32_t tricks)
{
	struct casefile_url u = { .host = bytes_of_cstr(host), .domain = bytes_of_cstr(domain), .path = bytes_of_cstr(path),
		.tricks = tricks };
	return prints_link(&u);
}

static void
a_link_is_known_by_what_does_not_change(void **state)
{
	uint64_t one = shape("evil.example", "a1.evil.example", "/secure/u18/login.php?id=77&to=ann", 0);
	assert_int_equal(one, shape("evil.example", "zz.evil.example", "/secure/u4/login.php?id=9&to=bo", 0));
	assert_int_not_equal(one, shape("evil.example", "a1.evil.example", "/secure/u18/logout.php?id=77&to=ann", 0));
	assert_int_not_equal(one, shape("good.example", "a1.good.example", "/secure/u18/login.php?id=77&to=ann", 0));
	/* a page on a shared name is its host's */
	uint32_t shared = 1u << URL_TRICK_FREE_HOST;
	assert_int_not_equal(shape("site.example", "a.site.example", "/login.html", shared),
	    shape("site.example", "b.site.example", "/login.html", shared));
	/* a counter of clicks is nobody's, a shortener's code is all that there is */
	assert_int_equal(shape("esp.example", "c.esp.example", "/e3/c/1b2c3d4e5f60718293a4b5c6d7e8f901", 0), 0);
	uint32_t shortener = 1u << URL_TRICK_SHORTENER;
	assert_int_not_equal(shape("s.example", "s.example", "/a7Bq", shortener), shape("s.example", "s.example", "/a7Bz", shortener));
}

static void
ceilings_hold_whatever_the_message_has(void **state)
{
	struct arena *arena = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { .subject = BYTES("hello there") };
	*LIST_ADD(arena, &c.parts) = (struct casefile_part){ .id = BYTES("1"), .type = BYTES("text/html") };
	for (uint32_t i = 1; i < 400; i++) {
		uint8_t *digest = arena_get(arena, 32, 1);
		memcpy(digest, &i, sizeof i);
		*LIST_ADD(arena, &c.parts) = (struct casefile_part){ .id = BYTES("2"), .type = BYTES("application/pdf"),
			.is_attachment = true, .size = 9000, .sha256 = bytes_of(digest, 32) };
		*LIST_ADD(arena, &c.texts) = (struct casefile_text){ .part = i, .visible = bytes_of_cstr(letter) };
		*LIST_ADD(arena, &c.pages) = (struct casefile_page){ .shape = i, .blocks = 50 };
		prints_picture(&c, 0, i * 77777, arena);
		char *path = arena_get(arena, 40, 1);
		path[0] = '/';
		for (int k = 1, n = (int)i; k < 12; k++, n /= 3)
			path[k] = (char)('a' + n % 3);
		*LIST_ADD(arena, &c.urls) = (struct casefile_url){ .role = URL_LINK, .where = URL_TEXT, .host = BYTES("a.example"),
			.domain = BYTES("a.example"), .path = bytes_of_cstr(path) };
	}
	prints_make(&c, arena);
	size_t of[PRINT_KIND_COUNT] = { 0 };
	for (size_t i = 0; i < c.prints.count; i++)
		of[c.prints.at[i].kind]++;
	assert_int_equal(of[PRINT_TEXT], 0);
	assert_int_equal(of[PRINT_ATTACHED], 1); /* all of them are alike */
	assert_int_equal(of[PRINT_PAGE], PRINTS_PAGES_MAX);
	assert_int_equal(of[PRINT_LINK], PRINTS_LINKS_MAX);
	assert_int_equal(of[PRINT_PICTURE], PRINTS_PICTURES_MAX);
	assert_int_equal(of[PRINT_FILE], PRINTS_FILES_MAX);
	assert_int_equal(c.words.len, 4 * 3); /* of the subject: two words and their pair */
	arena_free(arena);
}

static void
links_of_our_own_and_front_pages_have_none(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct casefile c = { .version = CASEFILE_VERSION };
	*LIST_ADD(arena, &c.parts) = (struct casefile_part){ .id = BYTES("1") };
	*LIST_ADD(arena, &c.envelope.own_domains) = BYTES("ours.example");
	*LIST_ADD(arena, &c.urls) = (struct casefile_url){ .role = URL_LINK, .where = URL_TEXT, .host = BYTES("www.ours.example"),
		.domain = BYTES("ours.example"), .path = BYTES("/imprint.html") };
	*LIST_ADD(arena, &c.urls) = (struct casefile_url){ .role = URL_LINK, .where = URL_TEXT, .host = BYTES("bank.example"),
		.domain = BYTES("bank.example"), .path = BYTES("/") };
	prints_make(&c, arena);
	assert_int_equal(c.prints.count, 0);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_text_is_like_its_copies_and_unlike_others),
		cmocka_unit_test(case_digits_and_layout_do_not_count),
		cmocka_unit_test(chinese_has_prints_without_spaces),
		cmocka_unit_test(short_texts_have_none),
		cmocka_unit_test(padding_below_a_text_does_not_hide_it),
		cmocka_unit_test(a_link_is_known_by_what_does_not_change),
		cmocka_unit_test(ceilings_hold_whatever_the_message_has),
		cmocka_unit_test(links_of_our_own_and_front_pages_have_none),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
