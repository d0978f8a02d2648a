#include "url/recipient.h"

#include "base/arena.h"
#include "lib/check.h"
#include "url/decode.h"
#include "url/domain.h"

static void
base64_is_read_up_to_what_is_no_digit(void **state)
{
	static const char all[] = "YWxpY2VAZXhhbXBsZS5jb20-Pz8_";
	struct buf out;
	buf_init(&out, 100);
	assert_true(base64_decode(BYTES("YWxpY2VAZXhhbXBsZS5jb20-Pz8_"), &out));
	check_text(buf_bytes(&out), "alice@example.com>???");
	for (size_t i = 0; i < sizeof all - 1; i++) {
		char text[sizeof all];
		memcpy(text, all, sizeof all);
		text[i] = '.';
		buf_clear(&out);
		assert_false(base64_decode(bytes_of_cstr(text), &out));
		assert_int_equal(out.len, i * 3 / 4);
		assert_memory_equal(out.at != NULL ? out.at : (const uint8_t *)"", "alice@example.com>???", out.len);
	}
	buf_done(&out);
}

static void
a_recipient_is_found_in_every_disguise(void **state)
{
	static const struct {
		const char *raw;
		enum recipient_form form;
	} cases[] = {
		{ "https://evil.com/#Alice@example.com", RECIPIENT_PLAIN },
		{ "https://evil.com/?e=alice@example.com&x=1", RECIPIENT_PLAIN },
		{ "https://evil.com/alice@example.com/", RECIPIENT_PLAIN },
		{ "https://alice@example.com@evil.com/", RECIPIENT_ESCAPED },
		{ "https://evil.com/?e=alice%40example.com", RECIPIENT_ESCAPED },
		{ "https://evil.com/?e=alice%2540example.com", RECIPIENT_ESCAPED },
		{ "https://evil.com/?e=%61lice%40example%2Ecom", RECIPIENT_ESCAPED },
		{ "https://evil.com/#YWxpY2VAZXhhbXBsZS5jb20=", RECIPIENT_BASE64 },
		{ "https://evil.com/?e=YWxpY2VAZXhhbXBsZS5jb20", RECIPIENT_BASE64 },
		{ "https://evil.com/?e=YWxpY2VAZXhhbXBsZS5jb20%3D", RECIPIENT_BASE64 },
		{ "https://evil.com/?e=dXNlcj1BTElDRUBleGFtcGxlLmNvbSZ0PTE=", RECIPIENT_BASE64 },
		{ "https://evil.com/a/YWxpY2VAZXhhbXBsZS5jb20/b", RECIPIENT_BASE64 },
		{ "https://evil.com/?e=aYWxpY2VAZXhhbXBsZS5jb20", RECIPIENT_BASE64 },
		{ "https://evil.com/?e=616c696365406578616d706c652e636f6d", RECIPIENT_HEX },
		{ "https://evil.com/?e=616C696365406578616D706C652E636F6D", RECIPIENT_HEX },
		{ "https://evil.com/?e=moc.elpmaxe@ecila", RECIPIENT_REVERSED },
		{ "https://evil.com/?h=c160f8cc69a4f0bf2b0362752353d060", RECIPIENT_MD5 },
		{ "https://evil.com/u/C160F8CC69A4F0BF2B0362752353D060", RECIPIENT_MD5 },
		{ "https://evil.com/?h=fc2398a73dd54d6237c4fdb58fd7d75347cf5af3", RECIPIENT_SHA1 },
		{ "https://evil.com/?h=ff8d9819fc0e12bf0d24892e45987e249a28dce836a85cad60e28eaaa8c6d976",
		  RECIPIENT_SHA256 },
		{ "https://evil.com/x-c160f8cc69a4f0bf2b0362752353d060-y", RECIPIENT_MD5 },
		{ "https://evil.com/?u=alice&d=example.com", RECIPIENT_SPLIT },
		{ "https://evil.com/alice/example.com/x", RECIPIENT_SPLIT },
		{ "https://evil.com/?u=alice", RECIPIENT_NONE },
		{ "https://example.com/?u=alice", RECIPIENT_NONE },
		{ "https://evil.com/?u=malice&d=example.com", RECIPIENT_NONE },
		{ "https://evil.com/?u=alice&d=notexample.com", RECIPIENT_NONE },
		{ "https://evil.com/?h=4b9bb80620f03eb3719e0a061c14283d", RECIPIENT_NONE },
		{ "https://evil.com/?e=Ym9iQGV4YW1wbGUuY29t", RECIPIENT_NONE },
		{ "mailto:alice@example.com", RECIPIENT_NONE },
		{ "https://evil.com/", RECIPIENT_NONE },
	};
	struct arena *a = arena_new(1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct url u;
		url_parse(bytes_of_cstr(cases[i].raw), a, &u);
		enum recipient_form got = url_recipient_in(&u, BYTES("Alice@Example.com"));
		if (got != cases[i].form)
			fail_msg("%s: got %s, want %s", cases[i].raw, recipient_form_name(got),
			    recipient_form_name(cases[i].form));
	}
	arena_free(a);
}

static void
addresses_of_254_octets_are_sought_and_longer_are_not(void **state)
{
	char raw[600] = "https://evil.com/", *address = raw + 17;
	memset(address, 'a', 300);
	memcpy(address + 60, "@example", 8);
	struct arena *a = arena_new(1 << 20);
	struct url u;
	url_parse(bytes_of_cstr(raw), a, &u);
	assert_int_equal(url_recipient_in(&u, bytes_of(address, 254)), RECIPIENT_PLAIN);
	assert_int_equal(url_recipient_in(&u, bytes_of(address, 255)), RECIPIENT_NONE);
	assert_int_equal(url_recipient_in(&u, BYTES("")), RECIPIENT_NONE);
	assert_int_equal(url_recipient_in(&u, BYTES("nobody")), RECIPIENT_NONE);
	arena_free(a);
}

int
main(void)
{
	domain_preload();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_is_read_up_to_what_is_no_digit),
		cmocka_unit_test(a_recipient_is_found_in_every_disguise),
		cmocka_unit_test(addresses_of_254_octets_are_sought_and_longer_are_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
