#include "casefile/casefile.h"

const char *const direction_names[DIRECTION_COUNT] = {
	[DIRECTION_INBOUND] = "inbound", [DIRECTION_OUTBOUND] = "outbound", [DIRECTION_INTERNAL] = "internal"
};
const char *const alteration_names[ALTERATION_COUNT] = { [ALTER_NOTHING] = "nothing", [ALTER_BODY] = "body",
	[ALTER_MESSAGE] = "message" };

const char *const part_kind_names[PART_KIND_COUNT] = {
	[PART_LEAF] = "leaf", [PART_MULTIPART] = "multipart", [PART_MESSAGE] = "message"
};

const char *const archive_trick_names[ARCHIVE_TRICK_COUNT] = {
	[ARCHIVE_PREFIXED] = "prefixed", [ARCHIVE_CONCATENATED] = "concatenated", [ARCHIVE_LYING] = "lying directory",
	[ARCHIVE_BOMB] = "bomb"
};

const char *const code_place_names[CODE_PLACE_COUNT] = {
	[CODE_PICTURE] = "picture", [CODE_DOCUMENT] = "document", [CODE_TABLE] = "table", [CODE_BLOCKS] = "blocks",
	[CODE_MOSAIC] = "mosaic"
};

const char *const number_kind_names[NUMBER_KIND_COUNT] = {
	[NUMBER_PHONE] = "phone", [NUMBER_IBAN] = "iban", [NUMBER_CARD] = "card", [NUMBER_ACCOUNT] = "account"
};

const char *const number_mark_names[NUMBER_MARK_COUNT] = {
	[NUMBER_CALLED] = "called", [NUMBER_FREE] = "free", [NUMBER_DISGUISED] = "disguised", [NUMBER_QUOTED] = "quoted",
	[NUMBER_PICTURED] = "pictured"
};

const char *const code_look_names[CODE_LOOK_COUNT] = {
	[CODE_LOOK_INVERTED] = "inverted", [CODE_LOOK_SCALED] = "scaled", [CODE_LOOK_FAINT] = "faint",
	[CODE_LOOK_NOISY] = "noisy", [CODE_LOOK_COLOUR] = "colour"
};

const char *const pdf_action_names[PDF_ACTION_COUNT] = {
	[PDF_OPEN] = "open", [PDF_SCRIPT] = "script", [PDF_LAUNCH] = "launch", [PDF_SUBMIT] = "submit",
	[PDF_REMOTE] = "remote", [PDF_FORM] = "form", [PDF_XFA] = "xfa", [PDF_RICH_MEDIA] = "rich media"
};

const char *const disposition_names[DISPOSITION_COUNT] = {
	[DISPOSITION_NONE] = "none", [DISPOSITION_INLINE] = "inline", [DISPOSITION_ATTACHMENT] = "attachment"
};

const char *const hidden_way_names[HIDDEN_WAY_COUNT] = {
	[HIDDEN_DISPLAY] = "display", [HIDDEN_SIZE] = "size", [HIDDEN_COLOUR] = "colour", [HIDDEN_POSITION] = "position", [HIDDEN_OTHER] = "other"
};

const char *const script_call_names[SCRIPT_CALL_COUNT] = {
	[SCRIPT_EVAL] = "eval", [SCRIPT_ATOB] = "atob", [SCRIPT_UNESCAPE] = "unescape", [SCRIPT_FROM_CHAR_CODE] = "from-char-code", [SCRIPT_BLOB] = "blob", [SCRIPT_SAVE] = "save", [SCRIPT_WRITE] = "write", [SCRIPT_LOCATION] = "location", [SCRIPT_FETCH] = "fetch"
};

const char *const url_where_names[URL_WHERE_COUNT] = {
	[URL_HEADER] = "header", [URL_TEXT] = "text", [URL_HTML] = "html", [URL_QR] = "qr", [URL_DOCUMENT] = "document", [URL_ARCHIVE] = "archive"
};

const char *const url_role_names[URL_ROLE_COUNT] = {
	[URL_LINK] = "link", [URL_RESOURCE] = "resource", [URL_FORM] = "form", [URL_REFRESH] = "refresh", [URL_BASE] = "base", [URL_MAIL] = "mail", [URL_PHONE] = "phone"
};

const char *const url_trick_names[URL_TRICK_COUNT] = {
	[URL_TRICK_USERINFO] = "userinfo", [URL_TRICK_IP] = "ip", [URL_TRICK_NUMERIC] = "numeric", [URL_TRICK_PUNYCODE] = "punycode", [URL_TRICK_BACKSLASH] = "backslash", [URL_TRICK_PERCENT_HOST] = "percent-host", [URL_TRICK_DEFANGED] = "defanged", [URL_TRICK_ZERO_WIDTH] = "zero-width", [URL_TRICK_FULL_WIDTH] = "full-width", [URL_TRICK_MIXED_SCRIPT] = "mixed-script", [URL_TRICK_PORT] = "port", [URL_TRICK_SHORTENER] = "shortener", [URL_TRICK_REDIRECT] = "redirect", [URL_TRICK_WRAPPED] = "wrapped", [URL_TRICK_FREE_HOST] = "free-host", [URL_TRICK_RISKY_TLD] = "risky-tld", [URL_TRICK_TOO_LONG] = "too-long", [URL_TRICK_DATA] = "data", [URL_TRICK_SCRIPT] = "script", [URL_TRICK_LOCAL] = "local"
};

const char *const url_recipient_names[URL_RECIPIENT_COUNT] = {
	[URL_RECIPIENT_NONE] = "none", [URL_RECIPIENT_PLAIN] = "plain", [URL_RECIPIENT_ENCODED] = "encoded", [URL_RECIPIENT_HASHED] = "hashed"
};

const char *const lure_where_names[LURE_WHERE_COUNT] = {
	[LURE_SUBJECT] = "subject", [LURE_BODY] = "body", [LURE_SENDER] = "sender", [LURE_FILE_NAME] = "file-name", [LURE_LINK] = "link", [LURE_ATTACHED] = "attached"
};

const char *const gap_reason_names[GAP_REASON_COUNT] = {
	[GAP_LIMIT] = "limit", [GAP_MALFORMED] = "malformed", [GAP_ENCRYPTED] = "encrypted", [GAP_CRASHED] = "crashed", [GAP_UNSUPPORTED] = "unsupported"
};

static const struct field casefile_envelope_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_envelope, session, 256),
	FIELD(2, FIELD_TEXT, struct casefile_envelope, protocol, 256),
	FIELD(3, FIELD_TEXT, struct casefile_envelope, listener, 256),
	FIELD(4, FIELD_TEXT, struct casefile_envelope, tenant, 256),
	FIELD_NAMED(5, struct casefile_envelope, direction, direction_names),
	FIELD(6, FIELD_TEXT, struct casefile_envelope, client_ip, 256),
	FIELD(7, FIELD_TEXT, struct casefile_envelope, client_name, 256),
	FIELD(8, FIELD_TEXT, struct casefile_envelope, helo, 512),
	FIELD(9, FIELD_TEXT, struct casefile_envelope, mail_from, 1000),
	FIELD(10, FIELD_TEXTS, struct casefile_envelope, recipients, CASEFILE_RECIPIENTS_MAX),
	FIELD(11, FIELD_TEXT, struct casefile_envelope, user, 256),
	FIELD(12, FIELD_BOOL, struct casefile_envelope, is_listed_peer, 0),
	FIELD(13, FIELD_TEXT, struct casefile_envelope, tls, 256),
	FIELD(14, FIELD_I64, struct casefile_envelope, received_ms, 0),
	FIELD(15, FIELD_TEXTS, struct casefile_envelope, own_domains, CASEFILE_DOMAINS_MAX),
	FIELD(16, FIELD_TEXTS, struct casefile_envelope, executives, CASEFILE_EXECUTIVES_MAX),
	FIELD(17, FIELD_TEXTS, struct casefile_envelope, passwords, CASEFILE_PASSWORDS_MAX),
	FIELD_NAMED(18, struct casefile_envelope, may_alter, alteration_names),
	FIELD(19, FIELD_BOOL, struct casefile_envelope, wants_words, 0),
};
const struct schema casefile_envelope_schema = SCHEMA(struct casefile_envelope, casefile_envelope_fields);

static const struct field casefile_header_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_header, name, CASEFILE_NAME_MAX),
	FIELD(2, FIELD_TEXT, struct casefile_header, value, CASEFILE_VALUE_MAX),
	FIELD(3, FIELD_U32, struct casefile_header, octets, 0),
};
static const struct schema casefile_header_schema = SCHEMA(struct casefile_header, casefile_header_fields);

static const struct field casefile_address_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_address, display, CASEFILE_NAME_MAX),
	FIELD(2, FIELD_TEXT, struct casefile_address, local, 256),
	FIELD(3, FIELD_TEXT, struct casefile_address, domain, 256),
	FIELD(4, FIELD_TEXT, struct casefile_address, base, 256),
};
static const struct schema casefile_address_schema = SCHEMA(struct casefile_address, casefile_address_fields);

static const struct field casefile_hop_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_hop, helo, 512),
	FIELD(2, FIELD_TEXT, struct casefile_hop, name, CASEFILE_NAME_MAX),
	FIELD(3, FIELD_TEXT, struct casefile_hop, ip, 256),
	FIELD(4, FIELD_TEXT, struct casefile_hop, by, 256),
	FIELD(5, FIELD_TEXT, struct casefile_hop, with, 256),
	FIELD(6, FIELD_I64, struct casefile_hop, date, 0),
};
static const struct schema casefile_hop_schema = SCHEMA(struct casefile_hop, casefile_hop_fields);

static const struct field casefile_part_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_part, id, 256),
	FIELD(2, FIELD_U32, struct casefile_part, parent, CASEFILE_PARTS_MAX - 1),
	FIELD(3, FIELD_U32, struct casefile_part, depth, 0),
	FIELD_NAMED(4, struct casefile_part, kind, part_kind_names),
	FIELD(5, FIELD_U32, struct casefile_part, view, 0),
	FIELD(6, FIELD_TEXT, struct casefile_part, type, 256),
	FIELD(7, FIELD_TEXT, struct casefile_part, detected, 256),
	FIELD(8, FIELD_TEXT, struct casefile_part, name, CASEFILE_NAME_MAX),
	FIELD(9, FIELD_TEXTS, struct casefile_part, other_names, 16),
	FIELD_NAMED(10, struct casefile_part, disposition, disposition_names),
	FIELD(11, FIELD_TEXT, struct casefile_part, encoding, 256),
	FIELD(12, FIELD_TEXT, struct casefile_part, charset, 256),
	FIELD(13, FIELD_TEXT, struct casefile_part, content_id, 256),
	FIELD(14, FIELD_U64, struct casefile_part, size, 0),
	FIELD(15, FIELD_OCTETS, struct casefile_part, sha256, 32),
	FIELD(16, FIELD_BOOL, struct casefile_part, is_encrypted, 0),
	FIELD(17, FIELD_BOOL, struct casefile_part, is_unpacked, 0),
	FIELD(18, FIELD_BOOL, struct casefile_part, is_attachment, 0),
	FIELD(24, FIELD_TEXT, struct casefile_part, also, 256),
	FIELD(25, FIELD_OCTETS, struct casefile_part, md5, 16),
	FIELD(26, FIELD_OCTETS, struct casefile_part, sha1, 20),
};
static const struct schema casefile_part_schema = SCHEMA(struct casefile_part, casefile_part_fields);

static const struct field casefile_span_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_span, part, CASEFILE_PARTS_MAX - 1),
	FIELD(2, FIELD_U32, struct casefile_span, start, 0),
	FIELD(3, FIELD_U32, struct casefile_span, body, 0),
	FIELD(4, FIELD_U32, struct casefile_span, end, 0),
};
static const struct schema casefile_span_schema = SCHEMA(struct casefile_span, casefile_span_fields);

static const struct field casefile_text_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_text, part, CASEFILE_PARTS_MAX - 1),
	FIELD(2, FIELD_BOOL, struct casefile_text, is_html, 0),
	FIELD(3, FIELD_TEXT, struct casefile_text, visible, CASEFILE_TEXT_MAX),
	FIELD(4, FIELD_U32, struct casefile_text, visible_chars, 0),
	FIELD(5, FIELD_TEXT, struct casefile_text, hidden, CASEFILE_HIDDEN_MAX),
	FIELD(6, FIELD_U32, struct casefile_text, hidden_chars, 0),
	FIELD(7, FIELD_U32, struct casefile_text, hidden_ways, 0),
	FIELD(8, FIELD_U32, struct casefile_text, zero_width, 0),
	FIELD(9, FIELD_U32, struct casefile_text, bidi_controls, 0),
	FIELD(10, FIELD_U32, struct casefile_text, mixed_words, 0),
	FIELD(11, FIELD_U32, struct casefile_text, letters_han, 0),
	FIELD(12, FIELD_U32, struct casefile_text, letters_kana, 0),
	FIELD(13, FIELD_U32, struct casefile_text, letters_hangul, 0),
	FIELD(14, FIELD_U32, struct casefile_text, letters_latin, 0),
	FIELD(15, FIELD_U32, struct casefile_text, letters_other, 0),
	FIELD(16, FIELD_BOOL, struct casefile_text, charset_mismatch, 0),
	FIELD(17, FIELD_BOOL, struct casefile_text, is_picture, 0),
};
static const struct schema casefile_text_schema = SCHEMA(struct casefile_text, casefile_text_fields);

static const struct field casefile_form_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_form, action, CASEFILE_URL_MAX),
	FIELD(2, FIELD_TEXT, struct casefile_form, host, 256),
	FIELD(3, FIELD_BOOL, struct casefile_form, has_password, 0),
	FIELD(4, FIELD_U32, struct casefile_form, inputs, 0),
};
static const struct schema casefile_form_schema = SCHEMA(struct casefile_form, casefile_form_fields);

static const struct field casefile_page_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_page, part, CASEFILE_PARTS_MAX - 1),
	FIELD(2, FIELD_TEXT, struct casefile_page, title, CASEFILE_SHOWN_MAX),
	FIELD_OF(3, FIELD_LIST, struct casefile_page, forms, CASEFILE_FORMS_MAX, &casefile_form_schema),
	FIELD(4, FIELD_U32, struct casefile_page, scripts, 0),
	FIELD(5, FIELD_U32, struct casefile_page, script_octets, 0),
	FIELD(6, FIELD_U32, struct casefile_page, script_calls, 0),
	FIELD(7, FIELD_U32, struct casefile_page, event_handlers, 0),
	FIELD(8, FIELD_U32, struct casefile_page, iframes, 0),
	FIELD(9, FIELD_U32, struct casefile_page, objects, 0),
	FIELD(10, FIELD_U32, struct casefile_page, images, 0),
	FIELD(11, FIELD_U32, struct casefile_page, remote_images, 0),
	FIELD(12, FIELD_U32, struct casefile_page, tracking_pixels, 0),
	FIELD(13, FIELD_U32, struct casefile_page, data_uris, 0),
	FIELD(14, FIELD_U32, struct casefile_page, data_uri_octets, 0),
	FIELD(15, FIELD_U32, struct casefile_page, svgs, 0),
	FIELD(16, FIELD_U32, struct casefile_page, tables, 0),
	FIELD(17, FIELD_U32, struct casefile_page, comment_octets, 0),
	FIELD(18, FIELD_U32, struct casefile_page, meta_refreshes, 0),
	FIELD(19, FIELD_U32, struct casefile_page, links, 0),
	FIELD(20, FIELD_U32, struct casefile_page, malformed_tags, 0),
	FIELD(21, FIELD_BOOL, struct casefile_page, has_base, 0),
	FIELD(22, FIELD_U32, struct casefile_page, blocks, 0),
	FIELD(23, FIELD_U64, struct casefile_page, shape, 0),
};
static const struct schema casefile_page_schema = SCHEMA(struct casefile_page, casefile_page_fields);

static const struct field casefile_url_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_url, url, CASEFILE_URL_MAX),
	FIELD(2, FIELD_TEXT, struct casefile_url, scheme, 256),
	FIELD(3, FIELD_TEXT, struct casefile_url, host, 256),
	FIELD(4, FIELD_TEXT, struct casefile_url, domain, 256),
	FIELD(5, FIELD_U32, struct casefile_url, port, 0),
	FIELD(6, FIELD_TEXT, struct casefile_url, path, CASEFILE_URL_MAX),
	FIELD(7, FIELD_U32, struct casefile_url, part, CASEFILE_PARTS_MAX - 1),
	FIELD_NAMED(8, struct casefile_url, where, url_where_names),
	FIELD_NAMED(9, struct casefile_url, role, url_role_names),
	FIELD(10, FIELD_TEXT, struct casefile_url, shown, CASEFILE_SHOWN_MAX),
	FIELD(11, FIELD_TEXT, struct casefile_url, shown_domain, 256),
	FIELD(12, FIELD_U32, struct casefile_url, tricks, 0),
	FIELD_NAMED(13, struct casefile_url, recipient, url_recipient_names),
	FIELD(14, FIELD_U32, struct casefile_url, inside_of, 0),
	FIELD(15, FIELD_BOOL, struct casefile_url, is_hidden, 0),
	FIELD(16, FIELD_BOOL, struct casefile_url, is_image, 0),
	FIELD(17, FIELD_TEXT, struct casefile_url, brand, 256),
	FIELD(18, FIELD_U32, struct casefile_url, count, 0),
};
static const struct schema casefile_url_schema = SCHEMA(struct casefile_url, casefile_url_fields);

static const struct field casefile_lure_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_lure, theme, 256),
	FIELD_NAMED(2, struct casefile_lure, where, lure_where_names),
	FIELD(3, FIELD_U32, struct casefile_lure, count, 0),
	FIELD(4, FIELD_TEXT, struct casefile_lure, sample, CASEFILE_SHOWN_MAX),
	FIELD(5, FIELD_U32, struct casefile_lure, part, CASEFILE_PARTS_MAX - 1),
	FIELD(6, FIELD_U32, struct casefile_lure, close, 0),
};
static const struct schema casefile_lure_schema = SCHEMA(struct casefile_lure, casefile_lure_fields);

static const struct field casefile_archive_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_archive, part, CASEFILE_PARTS_MAX - 1),
	FIELD(2, FIELD_TEXT, struct casefile_archive, format, 256),
	FIELD(3, FIELD_U32, struct casefile_archive, entries, 0),
	FIELD(4, FIELD_U32, struct casefile_archive, encrypted_entries, 0),
	FIELD(5, FIELD_U64, struct casefile_archive, unpacked, 0),
	FIELD(6, FIELD_TEXTS, struct casefile_archive, names, 100),
	FIELD(7, FIELD_TEXT, struct casefile_archive, password, 256),
	FIELD(8, FIELD_U32, struct casefile_archive, tricks, (1u << ARCHIVE_TRICK_COUNT) - 1),
};
static const struct schema casefile_archive_schema = SCHEMA(struct casefile_archive, casefile_archive_fields);

static const struct field casefile_learned_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_learned, head, 64),
	FIELD(2, FIELD_DOUBLE, struct casefile_learned, evidence, 0),
	FIELD(3, FIELD_TEXT, struct casefile_learned, sample, 300),
};
static const struct schema casefile_learned_schema = SCHEMA(struct casefile_learned, casefile_learned_fields);

static const struct field casefile_code_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_code, part, CASEFILE_PARTS_MAX - 1),
	FIELD_NAMED(2, struct casefile_code, place, code_place_names),
	FIELD(3, FIELD_TEXT, struct casefile_code, text, CASEFILE_CODE_MAX),
	FIELD(4, FIELD_U32, struct casefile_code, how, (1u << CODE_LOOK_COUNT) - 1),
	FIELD(5, FIELD_U32, struct casefile_code, page, 0),
};
static const struct schema casefile_code_schema = SCHEMA(struct casefile_code, casefile_code_fields);

static const struct field casefile_number_fields[] = {
	FIELD_NAMED(1, struct casefile_number, kind, number_kind_names),
	FIELD(2, FIELD_TEXT, struct casefile_number, value, CASEFILE_NUMBER_MAX),
	FIELD(3, FIELD_U32, struct casefile_number, part, CASEFILE_PARTS_MAX - 1),
	FIELD_NAMED(4, struct casefile_number, where, lure_where_names),
	FIELD(5, FIELD_U32, struct casefile_number, marks, (1u << NUMBER_MARK_COUNT) - 1),
	FIELD(6, FIELD_U32, struct casefile_number, count, 0),
};
static const struct schema casefile_number_schema = SCHEMA(struct casefile_number, casefile_number_fields);

static const struct field casefile_pdf_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_pdf, part, CASEFILE_PARTS_MAX - 1),
	FIELD(2, FIELD_U32, struct casefile_pdf, pages, 0),
	FIELD(3, FIELD_U32, struct casefile_pdf, text_chars, 0),
	FIELD(4, FIELD_U32, struct casefile_pdf, links, 0),
	FIELD(5, FIELD_U32, struct casefile_pdf, pictures, 0),
	FIELD(6, FIELD_U32, struct casefile_pdf, embedded, 0),
	FIELD(7, FIELD_U32, struct casefile_pdf, actions, (1u << PDF_ACTION_COUNT) - 1),
	FIELD(8, FIELD_U32, struct casefile_pdf, link_cover, 100),
	FIELD(9, FIELD_U32, struct casefile_pdf, picture_cover, 100),
	FIELD(10, FIELD_BOOL, struct casefile_pdf, is_encrypted, 0),
	FIELD(11, FIELD_BOOL, struct casefile_pdf, is_repaired, 0),
	FIELD(12, FIELD_TEXT, struct casefile_pdf, password, 256),
	FIELD(13, FIELD_TEXT, struct casefile_pdf, producer, 256),
};
static const struct schema casefile_pdf_schema = SCHEMA(struct casefile_pdf, casefile_pdf_fields);

static const struct field casefile_ambiguity_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_ambiguity, part, 256),
	FIELD(2, FIELD_TEXT, struct casefile_ambiguity, kind, 256),
	FIELD(3, FIELD_TEXT, struct casefile_ambiguity, text, 300),
};
static const struct schema casefile_ambiguity_schema = SCHEMA(struct casefile_ambiguity, casefile_ambiguity_fields);

static const struct field casefile_gap_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_gap, part, 256),
	FIELD_NAMED(2, struct casefile_gap, reason, gap_reason_names),
	FIELD(3, FIELD_TEXT, struct casefile_gap, text, 300),
};
static const struct schema casefile_gap_schema = SCHEMA(struct casefile_gap, casefile_gap_fields);

static const struct field casefile_asked_fields[] = {
	FIELD_OF(1, FIELD_STRUCT, struct casefile_asked, identity, 0, &casefile_identity_schema),
	FIELD_OF(2, FIELD_STRUCT, struct casefile_asked, lists, 0, &casefile_listings_schema),
	FIELD_OF(3, FIELD_STRUCT, struct casefile_asked, path, 0, &casefile_path_schema),
	FIELD_OF(4, FIELD_STRUCT, struct casefile_asked, credits, 0, &casefile_credits_schema),
	FIELD_OF(9, FIELD_STRUCT, struct casefile_asked, prints, 0, &casefile_matches_schema),
	FIELD_OF(10, FIELD_LIST, struct casefile_asked, engines, CASEFILE_ENGINES_MAX, &casefile_engine_schema),
	FIELD_OF(11, FIELD_LIST, struct casefile_asked, iocs, CASEFILE_IOCS_MAX, &casefile_ioc_schema),
	FIELD_OF(12, FIELD_LIST, struct casefile_asked, barred, CASEFILE_BARRED_MAX, &casefile_barred_schema),
};
static const struct schema casefile_asked_schema = SCHEMA(struct casefile_asked, casefile_asked_fields);

static const struct field casefile_fields[] = {
	FIELD(1, FIELD_U32, struct casefile, version, 0),
	FIELD_OF(2, FIELD_STRUCT, struct casefile, envelope, 0, &casefile_envelope_schema),
	FIELD(3, FIELD_U64, struct casefile, size, 0),
	FIELD(4, FIELD_OCTETS, struct casefile, sha256, 32),
	FIELD(5, FIELD_U32, struct casefile, header_octets, 0),
	FIELD(6, FIELD_U32, struct casefile, header_count, 0),
	FIELD(7, FIELD_U32, struct casefile, lines, 0),
	FIELD(8, FIELD_U32, struct casefile, longest_line, 0),
	FIELD(9, FIELD_U32, struct casefile, bare_lf, 0),
	FIELD(10, FIELD_U32, struct casefile, bare_cr, 0),
	FIELD(11, FIELD_U32, struct casefile, nul_octets, 0),
	FIELD(12, FIELD_BOOL, struct casefile, has_8bit_header, 0),
	FIELD_OF(13, FIELD_LIST, struct casefile, headers, CASEFILE_HEADERS_MAX, &casefile_header_schema),
	FIELD(14, FIELD_TEXT, struct casefile, subject, CASEFILE_VALUE_MAX),
	FIELD_OF(15, FIELD_LIST, struct casefile, from, CASEFILE_ADDRESSES_MAX, &casefile_address_schema),
	FIELD_OF(16, FIELD_LIST, struct casefile, sender, CASEFILE_ADDRESSES_MAX, &casefile_address_schema),
	FIELD_OF(17, FIELD_LIST, struct casefile, reply_to, CASEFILE_ADDRESSES_MAX, &casefile_address_schema),
	FIELD_OF(18, FIELD_LIST, struct casefile, to, CASEFILE_ADDRESSES_MAX, &casefile_address_schema),
	FIELD_OF(19, FIELD_LIST, struct casefile, cc, CASEFILE_ADDRESSES_MAX, &casefile_address_schema),
	FIELD(20, FIELD_U32, struct casefile, from_headers, 0),
	FIELD(21, FIELD_U32, struct casefile, to_count, 0),
	FIELD(22, FIELD_U32, struct casefile, cc_count, 0),
	FIELD(23, FIELD_I64, struct casefile, date, 0),
	FIELD(24, FIELD_TEXT, struct casefile, date_text, 256),
	FIELD(25, FIELD_U32, struct casefile, date_zone, 0),
	FIELD(26, FIELD_TEXT, struct casefile, message_id, 1000),
	FIELD(27, FIELD_TEXT, struct casefile, in_reply_to, 1000),
	FIELD(28, FIELD_U32, struct casefile, references, 0),
	FIELD(29, FIELD_TEXT, struct casefile, mailer, CASEFILE_VALUE_MAX),
	FIELD_OF(30, FIELD_LIST, struct casefile, hops, CASEFILE_HOPS_MAX, &casefile_hop_schema),
	FIELD(31, FIELD_U32, struct casefile, hop_count, 0),
	FIELD_OF(32, FIELD_LIST, struct casefile, parts, CASEFILE_PARTS_MAX, &casefile_part_schema),
	FIELD_OF(33, FIELD_LIST, struct casefile, texts, CASEFILE_TEXTS_MAX, &casefile_text_schema),
	FIELD_OF(34, FIELD_LIST, struct casefile, pages, CASEFILE_PAGES_MAX, &casefile_page_schema),
	FIELD_OF(35, FIELD_LIST, struct casefile, urls, CASEFILE_URLS_MAX, &casefile_url_schema),
	FIELD_OF(36, FIELD_LIST, struct casefile, lures, CASEFILE_LURES_MAX, &casefile_lure_schema),
	FIELD_OF(37, FIELD_LIST, struct casefile, archives, CASEFILE_ARCHIVES_MAX, &casefile_archive_schema),
	FIELD_OF(38, FIELD_LIST, struct casefile, ambiguities, CASEFILE_AMBIGUITIES_MAX, &casefile_ambiguity_schema),
	FIELD_OF(39, FIELD_LIST, struct casefile, gaps, CASEFILE_GAPS_MAX, &casefile_gap_schema),
	FIELD(40, FIELD_U32, struct casefile, dissect_us, 0),
	FIELD_OF(41, FIELD_STRUCT, struct casefile, asked, 0, &casefile_asked_schema),
	FIELD_OF(50, FIELD_LIST, struct casefile, programs, CASEFILE_PROGRAMS_MAX, &casefile_program_schema),
	FIELD_OF(51, FIELD_LIST, struct casefile, scripts, CASEFILE_SCRIPTS_MAX, &casefile_script_schema),
	FIELD_OF(60, FIELD_LIST, struct casefile, learned, CASEFILE_LEARNED_MAX, &casefile_learned_schema),
	FIELD_OF(61, FIELD_LIST, struct casefile, documents, CASEFILE_DOCUMENTS_MAX, &casefile_document_schema),
	FIELD_OF(70, FIELD_LIST, struct casefile, reports, CASEFILE_REPORTS_MAX, &casefile_report_schema),
	FIELD_OF(80, FIELD_LIST, struct casefile, codes, CASEFILE_CODES_MAX, &casefile_code_schema),
	FIELD_OF(81, FIELD_LIST, struct casefile, pdfs, CASEFILE_PDFS_MAX, &casefile_pdf_schema),
	FIELD_OF(84, FIELD_LIST, struct casefile, numbers, CASEFILE_NUMBERS_MAX, &casefile_number_schema),
	FIELD(85, FIELD_TEXTS, struct casefile, told_passwords, CASEFILE_TOLD_MAX),
	FIELD_OF(90, FIELD_LIST, struct casefile, prints, CASEFILE_PRINTS_MAX, &casefile_print_schema),
	FIELD(91, FIELD_OCTETS, struct casefile, words, 4 * CASEFILE_WORDS_MAX),
	FIELD_OF(92, FIELD_LIST, struct casefile, rules, CASEFILE_RULES_MAX, &casefile_rule_schema),
	FIELD_OF(93, FIELD_LIST, struct casefile, spans, CASEFILE_SPANS_MAX, &casefile_span_schema),
	FIELD(94, FIELD_BOOL, struct casefile, words_unread, 0),
	FIELD(95, FIELD_BOOL, struct casefile, is_unread, 0),
};
const struct schema casefile_schema = SCHEMA(struct casefile, casefile_fields);

const struct casefile_header *
casefile_header(const struct casefile *c, const char *name)
{
	struct bytes wanted = bytes_of_cstr(name);
	for (size_t i = 0; i < c->headers.count; i++)
		if (bytes_equal_nocase(c->headers.at[i].name, wanted))
			return &c->headers.at[i];
	return NULL;
}

uint32_t
casefile_lure(const struct casefile *c, const char *theme, enum lure_where where)
{
	struct bytes wanted = bytes_of_cstr(theme);
	uint32_t count = 0;
	for (size_t i = 0; i < c->lures.count; i++) {
		const struct casefile_lure *l = &c->lures.at[i];
		if ((l->where == where || where == LURE_WHERE_COUNT) && bytes_equal(l->theme, wanted))
			count += l->count;
	}
	return count;
}

uint32_t
casefile_lure_any(const struct casefile *c, const char *theme)
{
	return casefile_lure(c, theme, LURE_WHERE_COUNT);
}

struct bytes
casefile_part_id(const struct casefile *c, uint32_t part)
{
	return part < c->parts.count ? c->parts.at[part].id : BYTES_NONE;
}

void
casefile_gap_add(struct casefile *c, struct arena *a, struct bytes part, enum gap_reason reason,
    struct bytes text)
{
	struct casefile_gap *gap = NULL;
	if (c->gaps.count < CASEFILE_GAPS_MAX)
		gap = LIST_ADD(a, &c->gaps);
	if (gap != NULL) {
		*gap = (struct casefile_gap){ part, reason, text };
	} else if (c->gaps.count != 0) {
		c->gaps.at[c->gaps.count - 1] = (struct casefile_gap){ BYTES_NONE, GAP_LIMIT,
			BYTES("more gaps than can be listed") };
	}
}

void
casefile_write(const struct casefile *c, struct buf *out)
{
	schema_write(&casefile_schema, c, out);
}

/* Inside the message, one behind the other, each of another part that is a file of it. */
static bool
spans_hold(const struct casefile *c)
{
	uint32_t before = 0, part = 0;
	for (size_t i = 0; i < c->spans.count; i++) {
		const struct casefile_span *s = &c->spans.at[i];
		if (s->start < before || s->body < s->start || s->end < s->body || s->end > c->size || s->part >= c->parts.count ||
		    (i != 0 && s->part <= part))
			return false;
		const struct casefile_part *p = &c->parts.at[s->part];
		if (p->kind != PART_LEAF || !p->is_attachment || p->is_unpacked || p->view != 0)
			return false;
		before = s->end;
		part = s->part;
	}
	return true;
}

/* The table knows the range of a number, not which list it points into. */
static bool
indices_hold(const struct casefile *c)
{
	size_t parts = c->parts.count;
	for (size_t i = 0; i < parts; i++)
		if (c->parts.at[i].parent > i)
			return false;
	for (size_t i = 0; i < c->texts.count; i++)
		if (c->texts.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->pages.count; i++)
		if (c->pages.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->urls.count; i++)
		if (c->urls.at[i].part >= parts || c->urls.at[i].inside_of > c->urls.count)
			return false;
	for (size_t i = 0; i < c->lures.count; i++)
		if (c->lures.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->codes.count; i++)
		if (c->codes.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->pdfs.count; i++)
		if (c->pdfs.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->numbers.count; i++)
		if (c->numbers.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->archives.count; i++)
		if (c->archives.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->documents.count; i++)
		if (c->documents.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->programs.count; i++)
		if (c->programs.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->scripts.count; i++)
		if (c->scripts.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->prints.count; i++)
		if (c->prints.at[i].part >= parts || c->prints.at[i].octets.len != print_octets(c->prints.at[i].kind))
			return false;
	for (size_t i = 0; i < c->asked.prints.rows.count; i++)
		if (c->asked.prints.rows.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->asked.iocs.count; i++)
		if (c->asked.iocs.at[i].part >= parts && c->asked.iocs.at[i].part != 0)
			return false;
	for (size_t i = 0; i < c->rules.count; i++)
		if (c->rules.at[i].part >= parts)
			return false;
	for (size_t i = 0; i < c->asked.barred.count; i++)
		if (c->asked.barred.at[i].part >= parts || c->asked.barred.at[i].taken >= parts)
			return false;
	if (c->words.len % 4 != 0 || !spans_hold(c))
		return false;
	const struct casefile_path *p = &c->asked.path;
	return p->odd_hop <= c->hops.count && p->trusted <= c->hops.count &&
	       (p->steps.count == 0 || p->steps.count == c->hops.count);
}

int
casefile_read(struct bytes in, struct arena *arena, struct casefile *out)
{
	int fault = schema_read(&casefile_schema, in, arena, out);
	if (fault != 0)
		return fault;
	return out->version == CASEFILE_VERSION && indices_hold(out) ? 0 : FAULT_INPUT;
}
