#include "path/inside.h"

#include "dns/name.h"

/* Great providers: the domain that people know, the domains that their hosts are named under, and the form of the
 * Message-IDs that only they write.  Their hosts change, the domains of the hosts hardly. */
static const struct provider {
	struct bytes name;
	struct bytes hosts[6];
	struct bytes id_start, id_end; /* both must fit, where they are given */
} providers[] = {
	{ BYTES_INIT("gmail.com"), { BYTES_INIT("google.com"), BYTES_INIT("gmail.com"), BYTES_INIT("googlemail.com") },
	    BYTES_INIT("CA"), BYTES_INIT("@mail.gmail.com") },
	{ BYTES_INIT("outlook.com"),
	    { BYTES_INIT("outlook.com"), BYTES_INIT("hotmail.com"), BYTES_INIT("live.com"), BYTES_INIT("microsoft.com"),
	        BYTES_INIT("partner.outlook.cn"), BYTES_INIT("exchangelabs.com") },
	    { NULL, 0 }, BYTES_INIT(".prod.outlook.com") },
	{ BYTES_INIT("qq.com"), { BYTES_INIT("qq.com"), BYTES_INIT("tencent.com"), BYTES_INIT("foxmail.com") },
	    BYTES_INIT("tencent_"), BYTES_INIT("@qq.com") },
	{ BYTES_INIT("yahoo.com"), { BYTES_INIT("yahoo.com"), BYTES_INIT("yahoodns.net"), BYTES_INIT("yahoo.co.jp") },
	    { NULL, 0 }, BYTES_INIT("@mail.yahoo.com") },
	{ BYTES_INIT("163.com"),
	    { BYTES_INIT("163.com"), BYTES_INIT("126.com"), BYTES_INIT("yeah.net"), BYTES_INIT("netease.com"),
	        BYTES_INIT("188.com") }, { NULL, 0 }, { NULL, 0 } },
	{ BYTES_INIT("icloud.com"), { BYTES_INIT("icloud.com"), BYTES_INIT("apple.com"), BYTES_INIT("me.com") },
	    { NULL, 0 }, { NULL, 0 } },
	{ BYTES_INIT("aliyun.com"), { BYTES_INIT("aliyun.com"), BYTES_INIT("alibaba-inc.com"), BYTES_INIT("aliyun-inc.com"),
	                                BYTES_INIT("alibaba.com") }, { NULL, 0 }, { NULL, 0 } },
};

static bool
owns(const struct provider *p, struct bytes name)
{
	for (size_t i = 0; i < sizeof p->hosts / sizeof *p->hosts && p->hosts[i].len != 0; i++)
		if (dns_name_is_within(name, p->hosts[i]))
			return true;
	return false;
}

struct bytes
provider_of_host(struct bytes name)
{
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		if (owns(&providers[i], name))
			return providers[i].name;
	return BYTES_NONE;
}

struct bytes
provider_of_id(struct bytes id)
{
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
		const struct provider *p = &providers[i];
		if (p->id_end.len != 0 && id.len > p->id_start.len + p->id_end.len && bytes_starts(id, p->id_start) &&
		    bytes_ends_nocase(id, p->id_end))
			return p->name;
	}
	return BYTES_NONE;
}

bool
provider_owns(struct bytes provider, struct bytes name)
{
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		if (bytes_equal(providers[i].name, provider))
			return owns(&providers[i], name);
	return false;
}
