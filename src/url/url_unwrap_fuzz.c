/* Property: unwrapping ends within its depth, and every layer is a URL with a host that reads the same again. */
#include "url/unwrap.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)1 << 20);
	struct url u, again;
	struct url_layers layers;
	url_parse(bytes_of(data, size), a, &u);
	url_unwrap(&u, a, &layers);
	must(layers.count <= URL_UNWRAP_MAX);
	must(!layers.is_deeper || layers.count == URL_UNWRAP_MAX);
	for (size_t i = 0; i < layers.count; i++) {
		must(url_has_host(&layers.at[i].url));
		url_parse(layers.at[i].url.text, a, &again);
		must(bytes_equal(again.text, layers.at[i].url.text));
	}
	(void)host_kinds(u.host);
	arena_free(a);
	return 0;
}
