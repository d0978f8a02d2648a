#include "casefile/ioc.h"

const char *const ioc_kind_names[IOC_KIND_COUNT] = { [IOC_HASH] = "hash", [IOC_URL] = "url", [IOC_DOMAIN] = "domain",
	[IOC_IP] = "ip", [IOC_ADDRESS] = "address" };

static const struct field ioc_fields[] = {
	FIELD_NAMED(1, struct casefile_ioc, kind, ioc_kind_names),
	FIELD(2, FIELD_TEXT, struct casefile_ioc, value, IOC_VALUE_MAX),
	FIELD(3, FIELD_TEXT, struct casefile_ioc, note, IOC_NOTE_MAX),
	FIELD(4, FIELD_U32, struct casefile_ioc, part, 0),
};
const struct schema casefile_ioc_schema = SCHEMA(struct casefile_ioc, ioc_fields);
