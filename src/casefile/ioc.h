/* ioc: what of a message stands on the operator's own list of indicators of compromise; part of the case file
 * (casefile/casefile.h). */
#ifndef CASEFILE_IOC_H
#define CASEFILE_IOC_H

#include "base/schema.h"

enum casefile_ioc_limits {
	CASEFILE_IOCS_MAX = 16, /* one is enough; a person reads a few */
	IOC_NOTE_MAX = 200,     /* octets of what the operator wrote beside it */
	IOC_VALUE_MAX = 2048,   /* as CASEFILE_URL_MAX */
};

enum ioc_kind { IOC_HASH, IOC_URL, IOC_DOMAIN, IOC_IP, IOC_ADDRESS, IOC_KIND_COUNT };
extern const char *const ioc_kind_names[IOC_KIND_COUNT];

struct casefile_ioc {
	enum ioc_kind kind;
	struct bytes value; /* as it stands in the message: the name of a file, a URL, a host... */
	struct bytes note;
	uint32_t part;      /* 0, too, where it stands in the header or the envelope */
};

extern const struct schema casefile_ioc_schema;

#endif
