#include "lib/check.h"
#include "milter/packet.h"

static int
read_packet(struct bytes in, struct milter_packet *out)
{
	size_t used = 0;
	struct why why;
	int got = packet_read(in, out, &used, &why);
	if (got == 1)
		assert_int_equal(used, in.len);
	return got;
}

/* WHAT and DATA as a packet, taken apart; the literal's own NUL is not in it. */
#define TAKE(what, data, out) take((what), bytes_of((data), sizeof(data) - 1), (out))

static int
take(char what, struct bytes data, struct milter_packet *out)
{
	static struct buf whole;
	buf_done(&whole);
	buf_init(&whole, 4096);
	buf_add(&whole, bytes_of("\0\0\0", 3));
	buf_add_octet(&whole, (uint8_t)(data.len + 1));
	buf_add_octet(&whole, (uint8_t)what);
	buf_add(&whole, data);
	for (size_t i = 0; i < whole.len; i++)
		assert_int_equal(read_packet(bytes_of(whole.at, i), out), 0);
	return read_packet(buf_bytes(&whole), out);
}

static void
each_packet_is_taken_apart(void **state)
{
	struct milter_packet p;
	struct bytes text;
	assert_int_equal(TAKE('O', "\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff", &p), 1);
	assert_int_equal(p.offer.version, 6);
	assert_int_equal(p.offer.actions, 0x1ff);
	assert_int_equal(p.offer.steps, 0x1fffff);
	assert_int_equal(TAKE('C', "mail.example\0" "4\x04\xd2" "198.51.100.7\0", &p), 1);
	check_bytes(p.name, BYTES("mail.example"));
	check_bytes(p.address, BYTES("198.51.100.7"));
	assert_int_equal(TAKE('C', "localhost\0U", &p), 1);
	check_bytes(p.address, BYTES(""));
	assert_int_equal(TAKE('M', "<a@b>\0SIZE=9\0", &p), 1);
	check_bytes(p.name, BYTES("<a@b>"));
	assert_true(packet_text(&p.rest, &text));
	check_bytes(text, BYTES("SIZE=9"));
	assert_false(packet_text(&p.rest, &text));
	assert_int_equal(TAKE('L', "Subject\0 x\0", &p), 1);
	check_bytes(p.name, BYTES("Subject"));
	check_bytes(p.value, BYTES(" x"));
	assert_int_equal(TAKE('L', "Subject\0\0", &p), 1);
	check_bytes(p.value, BYTES(""));
	assert_int_equal(TAKE('D', "Mi\0" "4D2\0j\0m\0", &p), 1);
	assert_int_equal(p.macros_of, 'M');
	for (int i = 0; i < 4; i++)
		assert_true(packet_text(&p.rest, &text));
	check_bytes(text, BYTES("m"));
	assert_int_equal(TAKE('D', "C", &p), 1);
	assert_int_equal(TAKE('B', "ab\0", &p), 1);
	check_bytes(p.rest, bytes_of("ab", 3));
	assert_int_equal(TAKE('N', "", &p), 1);
}

static void
what_is_no_packet_is_refused(void **state)
{
	static const struct {
		char what;
		struct bytes data;
	} bad[] = {
		{ 'N', BYTES_INIT("N") }, { '?', BYTES_INIT("") }, { 'M', BYTES_INIT("") }, { 'M', BYTES_INIT("<a>") },
		{ 'M', BYTES_INIT("<a>\0x") }, { 'L', BYTES_INIT("a") }, { 'L', BYTES_INIT("a\0") }, { 'L', BYTES_INIT("a\0b") },
		{ 'L', BYTES_INIT("a\0b\0c\0") }, { 'H', BYTES_INIT("a\0b\0") }, { 'H', BYTES_INIT("a") }, { 'O', BYTES_INIT("") },
		{ 'O', BYTES_INIT("\0\0\0\6\0\0\0\0\0\0\0") }, { 'O', BYTES_INIT("\0\0\0\6\0\0\0\0\0\0\0\0\0") },
		{ 'D', BYTES_INIT("") }, { 'D', BYTES_INIT("Mi\0j\0k\0") }, { 'D', BYTES_INIT("Mi\0j") }, { 'C', BYTES_INIT("a\0") },
		{ 'C', BYTES_INIT("a") }, { 'C', BYTES_INIT("a\0X") }, { 'C', BYTES_INIT("a\0Ux") }, { 'C', BYTES_INIT("a\0" "4\0\1x") },
		{ 'C', BYTES_INIT("a\0" "4\0\1") }, { 'C', BYTES_INIT("a\0" "4\0\1x\0y\0") },
	};
	struct milter_packet p;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(take(bad[i].what, bad[i].data, &p), FAULT_INPUT);
	static const struct bytes lengths[] = { BYTES_INIT("\0\0\0\0"), BYTES_INIT("\0\x10\0\0" "B"), BYTES_INIT("\xff\xff\xff\xff"),
		BYTES_INIT("GET / HTTP/1.1\r\n") };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		assert_int_equal(read_packet(lengths[i], &p), FAULT_INPUT);
}

static void
terms_are_what_both_can(void **state)
{
	const struct milter_terms wanted = { 6, 0x131, 0x1e3180 };
	struct milter_terms got;
	assert_int_equal(packet_agree(&(struct milter_terms){ 6, 0x1f, 0x7f }, &wanted, &got), 0);
	assert_int_equal(got.actions, 0x11);
	assert_int_equal(got.steps, 0);
	assert_int_equal(packet_agree(&(struct milter_terms){ 2, 0x1ff, 0x1fffff }, &wanted, &got), 0);
	assert_int_equal(got.version, 2);
	assert_int_equal(got.actions, 0x131);
	assert_int_equal(packet_agree(&(struct milter_terms){ 1, 0, 0 }, &wanted, &got), FAULT_INPUT);
	struct buf out;
	buf_init(&out, 4096);
	packet_terms(&out, &(struct milter_terms){ 6, 0x11, 0x80 });
	check_bytes(buf_bytes(&out), bytes_of("\0\0\0\x0dO\0\0\0\6\0\0\0\x11\0\0\0\x80", 17));
	buf_clear(&out);
	packet_terms(&out, &(struct milter_terms){ 6, 0x111, 0x80 });
	assert_true(bytes_has(buf_bytes(&out), bytes_of("\0\0\0\x02i {auth_authen}", 18)));
	buf_done(&out);
}

static void
what_we_say_cannot_be_read_as_anything_else(void **state)
{
	struct buf out;
	buf_init(&out, 4096);
	packet_say_code(&out, 550, BYTES("5.7.1 100% no\r\n250 ok"));
	check_bytes(buf_bytes(&out), bytes_of("\0\0\0\x1cy550 5.7.1 100%% no  250 ok\0", 32));
	buf_clear(&out);
	packet_say_header(&out, MILTER_CHANGE_HEADER, 3, BYTES("X"), BYTES(""));
	check_bytes(buf_bytes(&out), bytes_of("\0\0\0\x08m\0\0\0\3X\0\0", 12));
	buf_clear(&out);
	packet_say_header(&out, MILTER_ADD_HEADER, 0, BYTES("X"), BYTES("y"));
	check_bytes(buf_bytes(&out), bytes_of("\0\0\0\x05hX\0y\0", 9));
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_packet_is_taken_apart),
		cmocka_unit_test(what_is_no_packet_is_refused),
		cmocka_unit_test(terms_are_what_both_can),
		cmocka_unit_test(what_we_say_cannot_be_read_as_anything_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
