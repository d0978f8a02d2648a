/* A policy that is read is whole, and written down again it is the same policy; HTTP answers never give more than was
 * allowed, and more octets never change a text that was taken. */
#include "base/must.h"
#include "smtp/dane.h"
#include "smtp/fetch.h"
#include "smtp/sts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_policy(struct bytes text, struct arena *arena)
{
	struct sts_policy p, again;
	struct buf out;
	if (sts_policy_read(text, arena, &p) != 0)
		return;
	must(p.max_age <= STS_AGE_MAX && p.mx.count <= STS_MX_MAX && (p.mode == STS_NONE || p.mx.count != 0));
	buf_init(&out, 1 << 20);
	buf_addf(&out, "version: STSv1\nmode: %s\nmax_age: %u\n", sts_mode_names[p.mode], p.max_age);
	for (size_t i = 0; i < p.mx.count; i++)
		buf_addf(&out, "mx: %.*s\n", BYTES_ARGS(p.mx.at[i]));
	must(sts_policy_read(buf_bytes(&out), arena, &again) == 0);
	must(again.mode == p.mode && again.max_age == p.max_age && again.mx.count == p.mx.count);
	for (size_t i = 0; i < p.mx.count; i++)
		must(bytes_equal(p.mx.at[i], again.mx.at[i]));
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = bytes_of(data, size), text = BYTES_NONE, less = BYTES_NONE;
	struct arena *arena = arena_new((size_t)4 << 20);
	struct dns_record record = { .data = input };
	struct dns_answer answer = { .status = DNS_OK };
	struct dane_record tlsa;
	char id[STS_ID_MAX + 1];
	check_policy(input, arena);
	answer.records.at = &record;
	answer.records.count = 1;
	if (sts_record_read(&answer, id) == 0)
		must(id[0] != '\0' && strlen(id) <= STS_ID_MAX);
	if (dane_record_read(input, &tlsa))
		must(tlsa.data.len + 3 == size && tlsa.usage >= 2 && tlsa.usage <= 3);
	if (fetch_read(input, true, &text) == 1) {
		must(text.len <= FETCH_BODY_MAX && text.len < size);
		check_policy(text, arena);
	}
	/* an answer that was complete before its last octet is the same with it */
	if (size != 0 && fetch_read(bytes_to(input, size - 1), false, &less) == 1 && fetch_read(input, false, &text) == 1)
		must(bytes_equal(text, less));
	arena_free(arena);
	return 0;
}
