#include "lists/table.h"

#include "base/utf8.h"
#include "dns/name.h"

const char *const lists_use_names[LISTS_USE_COUNT] = { "line", "lookup", "unproven", "superseded", "dead" };

static const struct lists_meaning meanings[] = {
	{ BYTES_INIT("listed"), LISTS_SPAM, BYTES_INIT("listed"), BYTES_INIT("已列入") },
	{ BYTES_INIT("spam"), LISTS_SPAM, BYTES_INIT("a source of spam"), BYTES_INIT("垃圾邮件来源") },
	{ BYTES_INIT("scam"), LISTS_SPAM, BYTES_INIT("used for fraud"), BYTES_INIT("用于诈骗") },
	{ BYTES_INIT("bad"), LISTS_SPAM, BYTES_INIT("of bad reputation"), BYTES_INIT("信誉差") },
	{ BYTES_INIT("suspicious"), LISTS_SPAM, BYTES_INIT("suspicious"), BYTES_INIT("可疑") },
	{ BYTES_INIT("grey"), LISTS_SPAM, BYTES_INIT("doubtful"), BYTES_INIT("存疑") },
	{ BYTES_INIT("exploited"), LISTS_SPAM, BYTES_INIT("taken over, or part of a botnet"), BYTES_INIT("已被控制或属于僵尸网络") },
	{ BYTES_INIT("criminal"), LISTS_SPAM, BYTES_INIT("run by criminals"), BYTES_INIT("由犯罪团伙运营") },
	{ BYTES_INIT("attacks"), LISTS_SPAM, BYTES_INIT("attacking servers"), BYTES_INIT("攻击其他服务器") },
	{ BYTES_INIT("neighbours"), LISTS_SPAM, BYTES_INIT("in a bad network"), BYTES_INIT("所在网段不良") },
	{ BYTES_INIT("backscatter"), LISTS_SPAM, BYTES_INIT("bouncing mail to strangers"), BYTES_INIT("向无关者退信") },
	{ BYTES_INIT("proxy"), LISTS_SPAM, BYTES_INIT("an open proxy"), BYTES_INIT("开放代理") },
	{ BYTES_INIT("relay"), LISTS_SPAM, BYTES_INIT("an open relay"), BYTES_INIT("开放转发") },
	{ BYTES_INIT("tor"), LISTS_SPAM, BYTES_INIT("a Tor node"), BYTES_INIT("Tor 节点") },
	{ BYTES_INIT("bogon"), LISTS_SPAM, BYTES_INIT("not in use on the Internet"), BYTES_INIT("互联网上未分配") },
	{ BYTES_INIT("abused"), LISTS_SPAM, BYTES_INIT("an honest site abused for spam"), BYTES_INIT("被滥用于垃圾邮件的正常网站") },
	{ BYTES_INIT("cracked"), LISTS_SPAM, BYTES_INIT("a site that was broken into"), BYTES_INIT("被入侵的网站") },
	{ BYTES_INIT("redirector"), LISTS_SPAM, BYTES_INIT("an abused redirector"), BYTES_INIT("被滥用的跳转站") },
	{ BYTES_INIT("shortener"), LISTS_SPAM, BYTES_INIT("a link shortener"), BYTES_INIT("短链接服务") },
	{ BYTES_INIT("tracker"), LISTS_SPAM, BYTES_INIT("a click tracker"), BYTES_INIT("点击跟踪") },
	{ BYTES_INIT("policy"), LISTS_POLICY, BYTES_INIT("a line that should not send mail itself"), BYTES_INIT("不应直接发信的线路") },
	{ BYTES_INIT("nameless"), LISTS_POLICY, BYTES_INIT("without a reverse name"), BYTES_INIT("无反向域名") },
	{ BYTES_INIT("careless"), LISTS_POLICY, BYTES_INIT("not keeping to the rules of mail"), BYTES_INIT("不遵守邮件规范") },
	{ BYTES_INIT("new"), LISTS_NEW, BYTES_INIT("new"), BYTES_INIT("新出现的域名") },
	{ BYTES_INIT("phishing"), LISTS_PHISHING, BYTES_INIT("phishing"), BYTES_INIT("钓鱼") },
	{ BYTES_INIT("abused_phishing"), LISTS_PHISHING, BYTES_INIT("an honest site abused for phishing"),
	    BYTES_INIT("被滥用于钓鱼的正常网站") },
	{ BYTES_INIT("malware"), LISTS_MALWARE, BYTES_INIT("spreading malware"), BYTES_INIT("传播恶意软件") },
	{ BYTES_INIT("control"), LISTS_MALWARE, BYTES_INIT("controlling malware"), BYTES_INIT("恶意软件控制端") },
	{ BYTES_INIT("abused_malware"), LISTS_MALWARE, BYTES_INIT("an honest site abused for malware"),
	    BYTES_INIT("被滥用于恶意软件的正常网站") },
	{ BYTES_INIT("white"), LISTS_WHITE, BYTES_INIT("known as good"), BYTES_INIT("信誉良好") },
	{ BYTES_INIT("neutral"), LISTS_NOTHING, BYTES_INIT("known, neither good nor bad"), BYTES_INIT("已知，不好不坏") },
	{ BYTES_INIT("refused"), LISTS_REFUSED, BYTES_INIT("the list refuses us"), BYTES_INIT("名单拒绝查询") },
};

static const struct bytes asks_names[LISTS_ASKS_COUNT] = { BYTES_INIT("ip4"), BYTES_INIT("ip6"), BYTES_INIT("domain"),
	BYTES_INIT("domain_blake2"), BYTES_INIT("email_sha1"), BYTES_INIT("email_blake2"), BYTES_INIT("url_md5") };

static bool
cut_last(struct bytes *rest, uint8_t separator, struct bytes *out)
{
	size_t at = bytes_find_last_octet(*rest, separator);
	if (at == BYTES_NOT_FOUND)
		return false;
	*out = bytes_from(*rest, at + 1);
	*rest = bytes_to(*rest, at);
	return true;
}

/* [-]D[.DD], at most 20: what is worth more decides alone. */
static int
weight_read(struct bytes text, double *out)
{
	uint64_t whole, part = 0;
	bool is_minus = text.len > 0 && text.at[0] == '-';
	struct bytes rest = bytes_from(text, is_minus), before;
	if (!bytes_cut(&rest, '.', &before) || bytes_number(before, 20, &whole) != 0 || rest.len > 2 ||
	    (rest.len > 0 && bytes_number(rest, 99, &part) != 0))
		return FAULT_INPUT;
	*out = (double)whole + (double)part / (rest.len == 1 ? 10 : 100);
	if (is_minus)
		*out = -*out;
	return 0;
}

static int
octet_read(struct bytes text, uint8_t *low, uint8_t *high)
{
	uint64_t from, to;
	struct bytes rest = text, first;
	if (bytes_equal(text, BYTES("*"))) {
		*high = 255;
		return 0;
	}
	if (!bytes_cut(&rest, '-', &first) || bytes_number(first, 255, &from) != 0)
		return FAULT_INPUT;
	to = from;
	if (first.len != text.len && (bytes_number(rest, 255, &to) != 0 || to < from))
		return FAULT_INPUT;
	*low = (uint8_t)from;
	*high = (uint8_t)to;
	return 0;
}

static int
code_read(struct bytes text, struct lists_code *out)
{
	struct bytes rest = text, address, word, octet;
	uint64_t bit;
	if (!bytes_cut(&rest, ':', &address) || !bytes_cut(&rest, ':', &word))
		return FAULT_INPUT;
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
		if (bytes_equal(meanings[i].word, word))
			out->meaning = &meanings[i];
	if (out->meaning == NULL || (rest.len > 0 && weight_read(rest, &out->weight) != 0))
		return FAULT_INPUT;
	for (size_t i = 0; i < 4; i++) {
		if (!bytes_cut(&address, '.', &octet))
			return FAULT_INPUT;
		if (i == 3 && bytes_starts(octet, BYTES("&"))) {
			if (bytes_number(bytes_from(octet, 1), 255, &bit) != 0 || bit == 0)
				return FAULT_INPUT;
			out->mask = (uint8_t)bit;
			out->high[3] = 255;
		} else if (octet_read(octet, &out->low[i], &out->high[i]) != 0) {
			return FAULT_INPUT;
		}
	}
	/* only 127/8 can be an answer (RFC 5782 s2.1); what speaks against a message does not speak for it */
	bool is_white = out->meaning->kind == LISTS_WHITE;
	return address.len == 0 && out->low[0] == 127 && out->high[0] == 127 && (is_white ? out->weight <= 0 : out->weight >= 0)
	           ? 0
	           : FAULT_INPUT;
}

static int
asks_read(struct bytes text, uint32_t *out)
{
	struct bytes word;
	while (bytes_cut(&text, '+', &word)) {
		size_t i = 0;
		while (i < LISTS_ASKS_COUNT && !bytes_equal(word, asks_names[i]))
			i++;
		if (i == LISTS_ASKS_COUNT)
			return FAULT_INPUT;
		*out |= 1u << i;
	}
	return *out != 0 ? 0 : FAULT_INPUT;
}

static int
more_read(struct bytes text, struct lists_row *row)
{
	struct bytes word;
	row->has_test = true;
	if (bytes_equal(text, BYTES("-")))
		return 0;
	while (bytes_cut(&text, ' ', &word)) {
		if (bytes_equal(word, BYTES("hops")))
			row->is_for_hops = true;
		else if (bytes_equal(word, BYTES("test=none")))
			row->has_test = false;
		else if (bytes_starts(word, BYTES("test=")) && dns_name_is_plain(bytes_from(word, 5)))
			row->test = bytes_from(word, 5);
		else if (bytes_starts(word, BYTES("replaces=")) && dns_name_is_plain(bytes_from(word, 9)))
			row->replaces = bytes_from(word, 9);
		else
			return FAULT_INPUT;
	}
	return 0;
}

static bool
zone_is_sound(struct bytes zone)
{
	if (bytes_starts(zone, BYTES("$dqs.")))
		zone = bytes_from(zone, 5);
	else if (bytes_starts(zone, BYTES("$abusix.")))
		zone = bytes_from(zone, 8);
	return zone.len <= LISTS_ZONE_MAX && zone.len > 0 && zone.at[zone.len - 1] != '.' && dns_name_is_plain(zone);
}

/* Gives NULL, or what is wrong. */
static const char *
row_read(struct bytes line, struct arena *arena, struct lists_row *row)
{
	struct bytes use, asks, codes, more, word;
	if (!cut_last(&line, '\t', &more) || !cut_last(&line, '\t', &codes) || !cut_last(&line, '\t', &row->group) ||
	    !cut_last(&line, '\t', &use) || !cut_last(&line, '\t', &asks) || !cut_last(&line, '\t', &row->name))
		return "not seven columns between tabs";
	row->zone = line;
	if (!zone_is_sound(row->zone))
		return "no zone that can be asked";
	if (row->name.len == 0 || row->name.len > LISTS_NAME_MAX || row->group.len == 0 || row->group.len > LISTS_NAME_MAX)
		return "a name or group that is empty or too long";
	if (asks_read(asks, &row->asks) != 0)
		return "it asks for something that is not known";
	while (row->use < LISTS_USE_COUNT && !bytes_equal(use, bytes_of_cstr(lists_use_names[row->use])))
		row->use++;
	if (row->use == LISTS_USE_COUNT)
		return "use is line, lookup, unproven, superseded or dead";
	while (bytes_cut(&codes, ' ', &word)) {
		struct lists_code *code = row->codes.count < LISTS_CODES_MAX ? LIST_ADD(arena, &row->codes) : NULL;
		if (code == NULL)
			return "too many answers";
		if (code_read(word, code) != 0)
			return "an answer that is not ADDRESS:MEANING[:WEIGHT]";
	}
	if (row->codes.count == 0)
		return "no answer that it could give";
	return more_read(more, row) == 0 ? NULL : "the last column is -, hops, test=NAME, test=none or replaces=ZONE";
}

const struct lists_row *
lists_table_find(const struct lists_table *table, struct bytes zone)
{
	for (size_t i = 0; i < table->rows.count; i++)
		if (bytes_equal_nocase(table->rows.at[i].zone, zone))
			return &table->rows.at[i];
	return NULL;
}

int
lists_table_read(struct bytes text, struct arena *arena, struct lists_table *table, struct why *why)
{
	struct bytes line;
	for (size_t number = 1; bytes_cut(&text, '\n', &line); number++) {
		struct lists_row row = { 0 };
		if (bytes_ends(line, BYTES("\r")))
			line.len--;
		if (line.len == 0 || line.at[0] == '#')
			continue;
		const char *wrong = line.len > LISTS_LINE_MAX   ? "too long"
		                    : !utf8_valid(line)          ? "not UTF-8"
		                                                 : row_read(line, arena, &row);
		if (wrong != NULL)
			return why_set(why, FAULT_CONFIG, "line %zu: %s", number, wrong);
		struct lists_row *known = NULL;
		for (size_t i = 0; i < table->rows.count && known == NULL; i++)
			if (bytes_equal_nocase(table->rows.at[i].zone, row.zone))
				known = &table->rows.at[i];
		if (known == NULL)
			known = table->rows.count < LISTS_ROWS_MAX ? LIST_ADD(arena, &table->rows) : NULL;
		if (known == NULL)
			return why_set(why, FAULT_LIMIT, "line %zu: more lists than %d", number, LISTS_ROWS_MAX);
		*known = row;
	}
	return 0;
}
