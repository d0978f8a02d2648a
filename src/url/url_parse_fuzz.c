/* Property: the normal form is within its ceiling, its parts are within it, and reading it again gives it again
 * with the same kind. */
#include "url/parse.h"

#include "base/must.h"
#include "url/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_within(struct bytes part, struct bytes whole)
{
	must(part.len == 0 || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)1 << 20);
	struct url once, twice;
	url_parse(bytes_of(data, size), a, &once);
	must(once.text.len <= URL_TEXT_MAX);
	must(once.kind < URL_KIND_COUNT);
	is_within(once.scheme, once.text);
	is_within(once.user, once.text);
	is_within(once.host, once.text);
	is_within(once.path, once.text);
	is_within(once.query, once.text);
	is_within(once.fragment, once.text);
	for (size_t i = 0; i < once.text.len; i++)
		must(once.text.at[i] > ' ' && once.text.at[i] < 0x7F);
	if (once.kind != URL_UNPARSABLE && once.kind != URL_RELATIVE) {
		url_parse(once.text, a, &twice);
		must(twice.kind == once.kind || (once.flags & URL_UNC) != 0);
		must(bytes_equal(once.text, twice.text));
		must(bytes_equal(once.host, twice.host));
		must(once.port == twice.port);
		is_within(domain_registrable(once.host), once.host);
	}
	url_join(&once, bytes_of(data, size), a, &twice);
	arena_free(a);
	return 0;
}
