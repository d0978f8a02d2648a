/* tokenize: HTML into tags, text and comments exactly as browsers cut it, in one pass.
 *
 * Mail hides links where other parsers cut differently ("<!--><a href>", "<a/href", unclosed quotes), so the
 * states of the WHATWG standard are followed: comments with their odd ends, bogus comments, raw text elements,
 * script's escaped states, attributes.  Nothing is copied or decoded: every token is a view of the input, any
 * octets are accepted, and no input costs more than a few steps per octet (libraries needed 10 s for a tag of
 * 50,000 attributes and a minute for nested elements; docs/html.md).
 *
 * Attributes are read one by one behind their start tag, so there is no ceiling on their number. */
#ifndef HTML_TOKENIZE_H
#define HTML_TOKENIZE_H

#include "base/bytes.h"

enum html_kind {
	HTML_TEXT,      /* references are to be decoded unless raw */
	HTML_START_TAG, /* attributes follow: html_attribute_next */
	HTML_END_TAG,
	HTML_COMMENT, /* content is what stands between the marks */
	HTML_BOGUS,   /* <? ... >, <! ... >, </ ... >: browsers make a comment of it */
	HTML_DOCTYPE,
	HTML_CDATA, /* only inside svg and math: text without references */
};

struct html_token {
	enum html_kind kind;
	struct bytes name;    /* tags: as written; compare without case */
	struct bytes content; /* text, comment, doctype */
	size_t start;         /* of its first octet in the input */
	bool raw;             /* text of script, style and their like: no references */
};

struct html_attribute {
	struct bytes name;  /* as written */
	struct bytes value; /* without its quotes, references not decoded */
};

enum html_raw { RAW_NONE, RAW_TEXT, RAW_RCDATA, RAW_SCRIPT, RAW_PLAINTEXT };

struct html_tokens {
	struct bytes in;
	size_t pos;
	bool foreign; /* set by the caller inside svg and math: CDATA counts, style and script are no raw text */
	/* Inside: */
	bool in_tag; /* attributes of the last tag are not read to their end */
	bool self_closing;
	enum html_raw raw; /* what follows the tag that was just read */
	struct bytes raw_name;
	uint32_t malformed; /* parse errors that browsers repair: bogus comments, cut tags, odd attribute names */
	bool cut_tag;       /* the input ended inside a tag, which browsers then drop */
};

/**
 * html_tokens_init(t, in): Begin at the start of IN, which must outlive T and its tokens.
 */
void html_tokens_init(struct html_tokens *t, struct bytes in);

/**
 * html_tokens_next(t, token): The next token.
 *
 * Attributes of the tag before that were not asked for are passed over.
 *
 * Gives:   true and *token; false at the end.  Tokens come in the order of the input
 * Cost:    linear over the whole input; a run of '<' that opens nothing is one text token
 * Source:  WHATWG HTML s13.2.5
 */
bool html_tokens_next(struct html_tokens *t, struct html_token *token);

/**
 * html_attribute_next(t, attribute): The next attribute of the tag just given.
 *
 * Gives:   true and *attribute, duplicates too (browsers take the first); false at the tag's end, after which
 *          t->self_closing tells of "/>"
 */
bool html_attribute_next(struct html_tokens *t, struct html_attribute *attribute);

#endif
