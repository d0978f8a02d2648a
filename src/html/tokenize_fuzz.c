/* Property: tokens and attributes are views of the input in its order, without overlap, and no more of them than
 * octets; decoding text never makes it longer than four times. */
#include "base/must.h"
#include "html/entity.h"
#include "html/tokenize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
inside(struct bytes all, struct bytes part, size_t from)
{
	if (part.len == 0)
		return from;
	must(part.at >= all.at && (size_t)(part.at - all.at) >= from);
	size_t end = (size_t)(part.at - all.at) + part.len;
	must(end <= all.len);
	return end;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct bytes in = bytes_of(data + 1, size - 1);
	struct html_tokens t;
	struct html_token token;
	struct html_attribute a;
	html_tokens_init(&t, in);
	size_t pos = 0, count = 0;
	while (html_tokens_next(&t, &token)) {
		must(token.start >= pos && token.start < in.len && t.pos > token.start && t.pos <= in.len);
		must(++count <= in.len);
		pos = inside(in, token.name, token.start);
		pos = inside(in, token.content, pos);
		if (data[0] % 2 != 0)
			while (html_attribute_next(&t, &a)) {
				pos = inside(in, a.name, pos);
				pos = inside(in, a.value, pos);
				must(a.name.len != 0);
			}
		t.foreign = data[0] % 4 >= 2;
		struct buf out;
		buf_init(&out, 4 * token.content.len + 16);
		(void)entity_decode(token.content, data[0] % 8 >= 4, &out);
		must(buf_ok(&out));
		buf_done(&out);
	}
	must(!html_tokens_next(&t, &token));
	return 0;
}
