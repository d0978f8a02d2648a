/* A boss who writes from a free mailbox, or whose name stands at a strange address: the opening of
 * CEO fraud.  The tenant's own executives are compared by name; without such a list a title at a
 * free mailbox remains. */
#include "detect/common.h"

static const struct bytes titles[] = { BYTES_INIT("董事长"), BYTES_INIT("总经理"),
	BYTES_INIT("总裁"), BYTES_INIT("首席执行官"), BYTES_INIT("党委书记"), BYTES_INIT("院长"),
	BYTES_INIT("校长"), BYTES_INIT("ceo"), BYTES_INIT("cfo"), BYTES_INIT("chief executive"),
	BYTES_INIT("chief financial"), BYTES_INIT("chairman"), BYTES_INIT("managing director"),
	BYTES_INIT("vice president") };

/* "Name <address>" of the tenant's list: is NAME shown, while ADDRESS is not the sender's? */
static bool
poses_as(struct bytes line, const struct casefile_address *from)
{
	size_t open = bytes_find_last_octet(line, '<');
	if (open == BYTES_NOT_FOUND)
		return false;
	struct bytes name = bytes_trim(bytes_to(line, open)),
	             address = bytes_slice(line, open + 1, line.len - 1);
	size_t at = bytes_find_last_octet(address, '@');
	if (name.len < 4 || at == BYTES_NOT_FOUND ||
	    !bytes_equal_nocase(word_in(from->display, &name, 1), name))
		return false;
	return !bytes_equal_nocase(from->local, bytes_to(address, at)) ||
	    !bytes_equal_nocase(from->domain, bytes_from(address, at + 1));
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || !is_foreign_arrival(c) || domain_is_own(c, from->domain))
		return;
	for (size_t i = 0; i < c->envelope.executives.count; i++) {
		if (poses_as(c->envelope.executives.at[i], from)) {
			finding_add(out, is_reply(c) ? 0.6 : 1, BYTES_NONE, from->display,
			    text_address(out, from));
			return;
		}
	}
	const struct casefile_address *reply = c->reply_to.count != 0 ? &c->reply_to.at[0] : from;
	bool is_elsewhere = reply->domain.len != 0 && !addresses_related(from, reply);
	/* A mailbox that is made for one fraud often bears the title: ceo.office@. */
	bool is_titled = WORD_IN(from->display, titles).len != 0 ||
	    (is_elsewhere &&
	        (WORD_IN(from->local, titles).len != 0 || WORD_IN(reply->local, titles).len != 0));
	if (is_titled && !is_list(c) && (is_elsewhere || is_free_mail(from->base)))
		finding_add(out, is_reply(c) ? 0.4 : 0.6, BYTES_NONE, from->display,
		    text_address(out, is_elsewhere ? reply : from));
}

const struct detector detect_display_executive = {
	.name = "display_executive",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 3.5,
	.says = SAYS_EXECUTIVE | SAYS_IMPERSONATES,
	.asks = "Does a stranger call itself an executive?",
	.source = "BEC-Guard (Cidon et al., USENIX Security 2019); FBI IC3",
	.en = "It poses as an executive: the name \"{1}\", the mailbox {2}.",
	.zh = "冒充高管：署名“{1}”，邮箱 {2}。",
	.look = look,
};
