/* An answer to "a-long.name.example", as it was sent with some letters in upper case.
 *
 * Properties: a good answer carries our id, our question with every letter as we wrote it, and is not cut off; it keeps to the
 * forms of dns/question.h; another id makes of any packet one that is not ours. */
#include "dns/stub.h"

#include "base/must.h"
#include "dns/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 10);
	const struct dns_question question = { BYTES("a-long.name.example"), DNS_A };
	struct stub_asked asked = { .id = 0x4142, .letters = { 0x55, 0x33, 0x0f } };
	const struct bytes packet = bytes_of(data, size);
	struct dns_answer answer;
	struct dns_question read;
	uint8_t sent[STUB_QUESTION_MAX], name[DNS_NAME_MAX];
	size_t len = stub_question_write(&question, asked.letters, sent);
	must(dns_message_question(packet, name, &read) != 0 || read.name.len <= DNS_NAME_MAX);
	if (stub_reply_read(packet, &question, &asked, arena, &answer) == STUB_REPLY_GOOD) {
		must(data[0] == 0x41 && data[1] == 0x42 && (data[2] & 0x82) == 0x80);
		must(memcmp(data + 12, sent, len) == 0);
		must((answer.status == DNS_OK) == (answer.records.count > 0) && answer.records.count <= DNS_RECORDS_MAX);
		must(!answer.is_secure);
	}
	asked.id ^= 1;
	if (size > 1 && data[0] == 0x41 && data[1] == 0x42)
		must(stub_reply_read(packet, &question, &asked, arena, &answer) == STUB_REPLY_OTHER);
	arena_free(arena);
	return 0;
}
