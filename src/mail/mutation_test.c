/* Damaged mail, generated: one message with an attachment, and for each mutation one or a few of its pieces
 * replaced.  The classes are those in which Zhang et al. (CCS 2024, "Inbox Invasion") found mail clients and
 * filters to differ; the mutations are written from the descriptions of the classes.
 *
 * Each must show the attachment's decoded octets in some view, or at least be recorded as ambiguous. */
#include "mail/walk.h"

#include "base/buf.h"

#include "lib/check.h"

#define MARKER "POSTERN-MUTATION-MARKER-7F"

enum slot { TOP, PREAMBLE, FIRST, TEXT, SECOND, TYPE, CTE, DISPOSITION, SEPARATOR, BODY, CLOSE, EPILOGUE, SLOTS };

/* %E the encoding, %O another encoding, %1%2 its two halves, %P the encoded payload, %0 a NUL, %M the encoding
 * in mixed case, %W with an escape in it. */
static const char *const whole[SLOTS] = {
	[TOP] = "Content-Type: multipart/mixed; boundary=foo\r\n",
	[PREAMBLE] = "\r\n",
	[FIRST] = "--foo\r\n",
	[TEXT] = "Content-Type: text/plain\r\n\r\nhello\r\n",
	[SECOND] = "--foo\r\n",
	[TYPE] = "Content-Type: application/octet-stream; name=a.bin\r\n",
	[CTE] = "Content-Transfer-Encoding: %E\r\n",
	[DISPOSITION] = "Content-Disposition: attachment; filename=a.bin\r\n",
	[SEPARATOR] = "\r\n",
	[BODY] = "%P",
	[CLOSE] = "\r\n--foo--\r\n",
	[EPILOGUE] = "",
};

#define MUTATION_PIECES 8
struct mutation {
	const char *name;
	struct {
		enum slot slot;
		const char *text;
	} pieces[MUTATION_PIECES];
};

/* Those where no client is known to show the attachment; each is argued in docs/mime.md. */
#define MOST_ONLY_FLAGGED 4

static const struct mutation mutations[] = {
	{ "cte_twice_valid_prev", { { CTE, "Content-Transfer-Encoding: %E\r\nContent-Transfer-Encoding: %O\r\n" } } },
	{ "cte_twice_valid_latter", { { CTE, "Content-Transfer-Encoding: %O\r\nContent-Transfer-Encoding: %E\r\n" } } },
	{ "cte_thrice_first", { { CTE, "Content-Transfer-Encoding: %E\r\nContent-Transfer-Encoding: %O\r\nContent-Transfer-Encoding: 7bit\r\n" } } },
	{ "cte_thrice_last", { { CTE, "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: %O\r\nContent-Transfer-Encoding: %E\r\n" } } },
	{ "cte_thrice_ftt", { { CTE, "Content-Transfer-Encoding: %O\r\nContent-Transfer-Encoding: %E\r\nContent-Transfer-Encoding: %E\r\n" } } },
	{ "cte_thrice_ttf", { { CTE, "Content-Transfer-Encoding: %E\r\nContent-Transfer-Encoding: %E\r\nContent-Transfer-Encoding: %O\r\n" } } },
	{ "cte_invalid_valid", { { CTE, "Content-Transfer-Encoding: xxxxxxx\r\nContent-Transfer-Encoding: %E\r\n" } } },
	{ "cte_valid_invalid", { { CTE, "Content-Transfer-Encoding: %E\r\nContent-Transfer-Encoding: xxxxxxx\r\n" } } },
	{ "cte_value_list_prev", { { CTE, "Content-Transfer-Encoding: %E, %O\r\n" } } },
	{ "cte_value_list_latter", { { CTE, "Content-Transfer-Encoding: %O, %E\r\n" } } },
	{ "cte_value_quote_prev", { { CTE, "Content-Transfer-Encoding: \"%E\", %O\r\n" } } },
	{ "cte_value_quote_latter", { { CTE, "Content-Transfer-Encoding: %O, \"%E\"\r\n" } } },
	{ "cte_value_semicolon", { { CTE, "Content-Transfer-Encoding: %E; %O\r\n" } } },
	{ "cte_value_space", { { CTE, "Content-Transfer-Encoding: %O %E\r\n" } } },
	{ "type_twice_part_leaf_first", { { TYPE, "Content-Type: application/octet-stream\r\nContent-Type: multipart/mixed; boundary=bar\r\n" },
	    { CTE, "" },
	    { BODY, "--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" } } },
	{ "type_twice_part_multipart_first", { { TYPE, "Content-Type: multipart/mixed; boundary=bar\r\nContent-Type: application/octet-stream\r\n" },
	    { CTE, "" },
	    { BODY, "--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" } } },
	{ "type_value_list_leaf_first", { { TYPE, "Content-Type: application/octet-stream, multipart/mixed; boundary=bar\r\n" },
	    { CTE, "" },
	    { BODY, "--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" } } },
	{ "type_value_list_multipart_first", { { TYPE, "Content-Type: multipart/mixed; boundary=bar, application/octet-stream\r\n" },
	    { CTE, "" },
	    { BODY, "--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" } } },
	{ "type_value_list_quoted", { { TYPE, "Content-Type: \"multipart/mixed\", application/octet-stream; boundary=bar\r\n" },
	    { CTE, "" },
	    { BODY, "--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" } } },
	{ "type_twice_top_leaf_first", { { TOP, "Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=foo\r\n" } } },
	{ "type_twice_top_multipart_first", { { TOP, "Content-Type: multipart/mixed; boundary=foo\r\nContent-Type: text/plain\r\n" } } },
	{ "type_value_list_top_leaf_first", { { TOP, "Content-Type: text/plain, multipart/mixed; boundary=foo\r\n" } } },
	{ "type_value_list_top_multipart_first", { { TOP, "Content-Type: multipart/mixed; boundary=foo, text/plain\r\n" } } },
	{ "boundary_two_fields_prev", { { TOP, "Content-Type: multipart/mixed; boundary=foo\r\nContent-Type: multipart/mixed; boundary=faa\r\n" } } },
	{ "boundary_two_fields_prev_both_used", { { TOP, "Content-Type: multipart/mixed; boundary=foo\r\nContent-Type: multipart/mixed; boundary=faa\r\n" },
	    { SECOND, "--faa\r\n" }, { CLOSE, "\r\n--faa--\r\n--foo--\r\n" } } },
	{ "boundary_two_params_prev", { { TOP, "Content-Type: multipart/mixed; boundary=foo; boundary=faa\r\n" } } },
	{ "boundary_two_params_comma_prev", { { TOP, "Content-Type: multipart/mixed; boundary=foo, boundary=faa\r\n" } } },
	{ "boundary_comma_value_prev", { { TOP, "Content-Type: multipart/mixed; boundary=foo,faa\r\n" } } },
	{ "boundary_two_params_prev_both_used", { { TOP, "Content-Type: multipart/mixed; boundary=foo; boundary=faa\r\n" },
	    { SECOND, "--faa\r\n" }, { CLOSE, "\r\n--faa--\r\n--foo--\r\n" } } },
	{ "boundary_two_fields_latter", { { TOP, "Content-Type: multipart/mixed; boundary=faa\r\nContent-Type: multipart/mixed; boundary=foo\r\n" } } },
	{ "boundary_two_fields_latter_both_used", { { TOP, "Content-Type: multipart/mixed; boundary=faa\r\nContent-Type: multipart/mixed; boundary=foo\r\n" },
	    { SECOND, "--faa\r\n" }, { CLOSE, "\r\n--faa--\r\n--foo--\r\n" } } },
	{ "boundary_two_params_latter", { { TOP, "Content-Type: multipart/mixed; boundary=faa; boundary=foo\r\n" } } },
	{ "boundary_two_params_comma_latter", { { TOP, "Content-Type: multipart/mixed; boundary=faa, boundary=foo\r\n" } } },
	{ "boundary_comma_value_latter", { { TOP, "Content-Type: multipart/mixed; boundary=faa,foo\r\n" } } },
	{ "boundary_two_params_latter_both_used", { { TOP, "Content-Type: multipart/mixed; boundary=faa; boundary=foo\r\n" },
	    { SECOND, "--faa\r\n" }, { CLOSE, "\r\n--faa--\r\n--foo--\r\n" } } },
	{ "boundary_comma_value_whole", { { TOP, "Content-Type: multipart/mixed; boundary=foo,faa\r\n" },
	    { FIRST, "--foo,faa\r\n" }, { SECOND, "--foo,faa\r\n" },
	    { CLOSE, "\r\n--foo,faa--\r\n" } } },
	{ "no_disposition", { { DISPOSITION, "" } } },
	{ "no_disposition_boundary_two_params", { { DISPOSITION, "" },
	    { TOP, "Content-Type: multipart/mixed; boundary=faa; boundary=foo\r\n" } } },
	{ "space_before_cte", { { CTE, " Content-Transfer-Encoding: %E\r\n" } } },
	{ "space_before_cte_first", { { TYPE, " Content-Transfer-Encoding: %E\r\n" },
	    { CTE, "Content-Type: application/octet-stream\r\n" } } },
	{ "space_before_type", { { CTE, " Content-Type: application/octet-stream\r\n" },
	    { TYPE, "Content-Transfer-Encoding: %E\r\n" } } },
	{ "space_before_type_first", { { TYPE, " Content-Type: application/octet-stream\r\n" } } },
	{ "space_before_top_type", { { TOP, "X-A: b\r\n Content-Type: multipart/mixed; boundary=foo\r\n" } } },
	{ "space_before_cte_colon", { { CTE, "Content-Transfer-Encoding : %E\r\n" } } },
	{ "space_before_type_colon", { { TYPE, "Content-Type : application/octet-stream\r\n" } } },
	{ "space_before_top_type_colon", { { TOP, "Content-Type : multipart/mixed; boundary=foo\r\n" } } },
	{ "nul_before_cte", { { CTE, "%0Content-Transfer-Encoding: %E\r\n" } } },
	{ "nul_before_cte_first", { { TYPE, "%0Content-Transfer-Encoding: %E\r\n" },
	    { CTE, "Content-Type: application/octet-stream\r\n" } } },
	{ "nul_before_type", { { CTE, "%0Content-Type: application/octet-stream\r\n" },
	    { TYPE, "Content-Transfer-Encoding: %E\r\n" } } },
	{ "nul_before_type_first", { { TYPE, "%0Content-Type: application/octet-stream\r\n" } } },
	{ "nul_before_top_type", { { TOP, "X-A: b\r\n%0Content-Type: multipart/mixed; boundary=foo\r\n" } } },
	{ "nul_before_cte_colon", { { CTE, "Content-Transfer-Encoding%0: %E\r\n" } } },
	{ "nul_before_type_colon", { { TYPE, "Content-Type%0: application/octet-stream\r\n" } } },
	{ "nul_before_top_type_colon", { { TOP, "Content-Type%0: multipart/mixed; boundary=foo\r\n" } } },
	{ "tab_before_cte", { { CTE, "\tContent-Transfer-Encoding: %E\r\n" } } },
	{ "tab_before_cte_first", { { TYPE, "\tContent-Transfer-Encoding: %E\r\n" },
	    { CTE, "Content-Type: application/octet-stream\r\n" } } },
	{ "tab_before_type", { { CTE, "\tContent-Type: application/octet-stream\r\n" },
	    { TYPE, "Content-Transfer-Encoding: %E\r\n" } } },
	{ "tab_before_type_first", { { TYPE, "\tContent-Type: application/octet-stream\r\n" } } },
	{ "tab_before_top_type", { { TOP, "X-A: b\r\n\tContent-Type: multipart/mixed; boundary=foo\r\n" } } },
	{ "tab_before_cte_colon", { { CTE, "Content-Transfer-Encoding\t: %E\r\n" } } },
	{ "tab_before_type_colon", { { TYPE, "Content-Type\t: application/octet-stream\r\n" } } },
	{ "tab_before_top_type_colon", { { TOP, "Content-Type\t: multipart/mixed; boundary=foo\r\n" } } },
	{ "type_without_name", { { TYPE, ": application/octet-stream\r\n" } } },
	{ "cte_without_name", { { CTE, ": %E\r\n" } } },
	{ "type_name_overlap", { { TYPE, "Content-Type:Content-Type: application/octet-stream\r\n" } } },
	{ "cte_name_overlap", { { CTE, "Content-Transfer-Encoding:Content-Transfer-Encoding: %E\r\n" } } },
	{ "top_type_name_overlap", { { TOP, "Content-Type:Content-Type: multipart/mixed; boundary=foo\r\n" } } },
	{ "cte_value_overlap", { { CTE, "Content-Transfer-Encoding: %E%E\r\n" } } },
	{ "cte_value_suffix_digit", { { CTE, "Content-Transfer-Encoding: %E5\r\n" } } },
	{ "cte_value_suffix_dash", { { CTE, "Content-Transfer-Encoding: %E-\r\n" } } },
	{ "cte_value_prefix", { { CTE, "Content-Transfer-Encoding: x%E\r\n" } } },
	{ "cte_mixed_case", { { CTE, "Content-Transfer-Encoding: %M\r\n" } } },
	{ "type_mixed_case", { { TOP, "Content-Type: muLTipart/MIXed; boUNdary=foo\r\n" } } },
	{ "cte_nul_start", { { CTE, "Content-Transfer-Encoding: %0%E\r\n" } } },
	{ "cte_nul_middle", { { CTE, "Content-Transfer-Encoding: %1%0%2\r\n" } } },
	{ "cte_nul_end", { { CTE, "Content-Transfer-Encoding: %E%0\r\n" } } },
	{ "cte_nul_end_more", { { CTE, "Content-Transfer-Encoding: %E%0x\r\n" } } },
	{ "type_nul_start", { { TOP, "Content-Type: %0multipart/mixed; boundary=foo\r\n" } } },
	{ "type_nul_middle", { { TOP, "Content-Type: multi%0part/mixed; boundary=foo\r\n" } } },
	{ "type_nul_end", { { TOP, "Content-Type: multipart/mixed%0; boundary=foo\r\n" } } },
	{ "cte_fold_inside_crlf", { { CTE, "Content-Transfer-Encoding: %1\r\n %2\r\n" } } },
	{ "cte_fold_after_colon_crlf", { { CTE, "Content-Transfer-Encoding:\r\n %E\r\n" } } },
	{ "cte_fold_before_colon_crlf", { { CTE, "Content-Transfer-Encoding\r\n : %E\r\n" } } },
	{ "cte_fold_before_name_crlf", { { CTE, "\r\n Content-Transfer-Encoding: %E\r\n" } } },
	{ "cte_fold_inside_lf", { { CTE, "Content-Transfer-Encoding: %1\n %2\r\n" } } },
	{ "cte_fold_after_colon_lf", { { CTE, "Content-Transfer-Encoding:\n %E\r\n" } } },
	{ "cte_fold_before_colon_lf", { { CTE, "Content-Transfer-Encoding\n : %E\r\n" } } },
	{ "cte_fold_before_name_lf", { { CTE, "\n Content-Transfer-Encoding: %E\r\n" } } },
	{ "cte_fold_inside_cr", { { CTE, "Content-Transfer-Encoding: %1\r %2\r\n" } } },
	{ "cte_fold_after_colon_cr", { { CTE, "Content-Transfer-Encoding:\r %E\r\n" } } },
	{ "cte_fold_before_colon_cr", { { CTE, "Content-Transfer-Encoding\r : %E\r\n" } } },
	{ "cte_fold_before_name_cr", { { CTE, "\r Content-Transfer-Encoding: %E\r\n" } } },
	{ "cte_fold_inside_crlf_tab", { { CTE, "Content-Transfer-Encoding: %1\r\n\t%2\r\n" } } },
	{ "cte_fold_after_colon_crlf_tab", { { CTE, "Content-Transfer-Encoding:\r\n\t%E\r\n" } } },
	{ "cte_fold_before_colon_crlf_tab", { { CTE, "Content-Transfer-Encoding\r\n\t: %E\r\n" } } },
	{ "cte_fold_before_name_crlf_tab", { { CTE, "\r\n\tContent-Transfer-Encoding: %E\r\n" } } },
	{ "cte_comment_fold", { { CTE, "Content-Transfer-Encoding: %1(com\r\n ment)%2\r\n" } } },
	{ "cte_comment_only", { { CTE, "Content-Transfer-Encoding: (%E)\r\n" } } },
	{ "cte_comment_inside", { { CTE, "Content-Transfer-Encoding: %1(x)%2\r\n" } } },
	{ "cte_comment_before", { { CTE, "Content-Transfer-Encoding: (x)%E\r\n" } } },
	{ "cte_comment_before_space", { { CTE, "Content-Transfer-Encoding: (x) %E\r\n" } } },
	{ "cte_comment_after", { { CTE, "Content-Transfer-Encoding: %E(x)\r\n" } } },
	{ "cte_comment_after_space", { { CTE, "Content-Transfer-Encoding: %E (x)\r\n" } } },
	{ "cte_comment_nested", { { CTE, "Content-Transfer-Encoding: %1(a(b)c)%2\r\n" } } },
	{ "cte_comment_quoted", { { CTE, "Content-Transfer-Encoding: %1(\\))%2\r\n" } } },
	{ "cte_comment_holds_colon", { { CTE, "Content-Transfer-Encoding(: )%E\r\n" } } },
	{ "cte_comment_in_name", { { CTE, "Content-Transfer-Encoding(x): %E\r\n" } } },
	{ "cte_comment_unclosed_crlf", { { CTE, "Content-Transfer-Encoding: %E(%O\r\n" } } },
	{ "cte_comment_unclosed_cr", { { CTE, "Content-Transfer-Encoding: %E(%O\r" } } },
	{ "cte_comment_unclosed_lf", { { CTE, "Content-Transfer-Encoding: %E(%O\n" } } },
	{ "cte_comment_unclosed_other", { { CTE, "Content-Transfer-Encoding: %O(%E\r\n" } } },
	{ "cte_word_whole", { { CTE, "Content-Transfer-Encoding: =?US-ASCII?Q?%W?=\r\n" } } },
	{ "cte_word_half", { { CTE, "Content-Transfer-Encoding: %1=?US-ASCII?Q?%2?=\r\n" } } },
	{ "cte_quoted", { { CTE, "Content-Transfer-Encoding: \"%E\"\r\n" } } },
	{ "boundary_word_decoded", { { TOP, "Content-Type: multipart/mixed; boundary=\"=?US-ASCII?Q?foo?=\"\r\n" } } },
	{ "boundary_word_literal", { { TOP, "Content-Type: multipart/mixed; boundary=\"=?US-ASCII?Q?foo?=\"\r\n" },
	    { FIRST, "--=?US-ASCII?Q?foo?=\r\n" }, { SECOND, "--=?US-ASCII?Q?foo?=\r\n" },
	    { CLOSE, "\r\n--=?US-ASCII?Q?foo?=--\r\n" } } },
	{ "break_cr", { { TYPE, "Content-Type: application/octet-stream\r" } } },
	{ "break_lf", { { TYPE, "Content-Type: application/octet-stream\n" } } },
	{ "break_lfcr", { { TYPE, "Content-Type: application/octet-stream\n\r" } } },
	{ "break_crcrlf", { { TYPE, "Content-Type: application/octet-stream\r\r\n" } } },
	{ "break_crlflf", { { TYPE, "Content-Type: application/octet-stream\r\n\n" } } },
	{ "break_crlfcr", { { TYPE, "Content-Type: application/octet-stream\r\n\r" } } },
	{ "break_lfcrlf", { { TYPE, "Content-Type: application/octet-stream\n\r\n" } } },
	{ "break_cr_dc3", { { TYPE, "Content-Type: application/octet-stream\r\x13" } } },
	{ "break_dc3_lf", { { TYPE, "Content-Type: application/octet-stream\x13" "\n" } } },
	{ "break_cr_braces_lf", { { TYPE, "Content-Type: application/octet-stream\r{}\n" } } },
	{ "break_cr_paren_lf", { { TYPE, "Content-Type: application/octet-stream\r(\n)" } } },
	{ "break_cr_space", { { TYPE, "Content-Type: application/octet-stream\r " } } },
	{ "break_space_lf", { { TYPE, "Content-Type: application/octet-stream \n" } } },
	{ "break_junk_line", { { TYPE, "Content-Type: application/octet-stream\r\n#\r\n" } } },
	{ "break_junk_word", { { TYPE, "Content-Type: application/octet-stream\r\njunk\r\n" } } },
	{ "fold_pre_cte_crlf", { { TYPE, "Content-Type: application/octet-stream\r\n " } } },
	{ "fold_post_cte_crlf", { { CTE, "Content-Transfer-Encoding: %E\r\n " } } },
	{ "fold_pre_cte_cr", { { TYPE, "Content-Type: application/octet-stream\r " } } },
	{ "fold_post_cte_cr", { { CTE, "Content-Transfer-Encoding: %E\r " } } },
	{ "fold_pre_cte_lf", { { TYPE, "Content-Type: application/octet-stream\n " } } },
	{ "fold_post_cte_lf", { { CTE, "Content-Transfer-Encoding: %E\n " } } },
	{ "boundary_space_before", { { TOP, "Content-Type: multipart/mixed; boundary= foo\r\n" } } },
	{ "boundary_space_before_literal", { { TOP, "Content-Type: multipart/mixed; boundary= foo\r\n" },
	    { FIRST, "-- foo\r\n" }, { SECOND, "-- foo\r\n" }, { CLOSE, "\r\n-- foo--\r\n" } } },
	{ "boundary_space_before_quoted", { { TOP, "Content-Type: multipart/mixed; boundary=\" foo\"\r\n" } } },
	{ "boundary_space_before_quoted_literal", { { TOP, "Content-Type: multipart/mixed; boundary=\" foo\"\r\n" },
	    { FIRST, "-- foo\r\n" }, { SECOND, "-- foo\r\n" }, { CLOSE, "\r\n-- foo--\r\n" } } },
	{ "boundary_nul_before", { { TOP, "Content-Type: multipart/mixed; boundary=%0foo\r\n" } } },
	{ "boundary_nul_before_literal", { { TOP, "Content-Type: multipart/mixed; boundary=%0foo\r\n" },
	    { FIRST, "--%0foo\r\n" }, { SECOND, "--%0foo\r\n" },
	    { CLOSE, "\r\n--%0foo--\r\n" } } },
	{ "boundary_nul_before_quoted", { { TOP, "Content-Type: multipart/mixed; boundary=\"%0foo\"\r\n" } } },
	{ "boundary_nul_inside", { { TOP, "Content-Type: multipart/mixed; boundary=fo%0o\r\n" } } },
	{ "boundary_nul_inside_literal", { { TOP, "Content-Type: multipart/mixed; boundary=fo%0o\r\n" },
	    { FIRST, "--fo%0o\r\n" }, { SECOND, "--fo%0o\r\n" },
	    { CLOSE, "\r\n--fo%0o--\r\n" } } },
	{ "boundary_blank_inside", { { TOP, "Content-Type: multipart/mixed; boundary=fo o\r\n" } } },
	{ "boundary_blank_inside_literal", { { TOP, "Content-Type: multipart/mixed; boundary=fo o\r\n" },
	    { FIRST, "--fo o\r\n" }, { SECOND, "--fo o\r\n" }, { CLOSE, "\r\n--fo o--\r\n" } } },
	{ "boundary_blank_inside_cut", { { TOP, "Content-Type: multipart/mixed; boundary=fo o\r\n" },
	    { FIRST, "--fo\r\n" }, { SECOND, "--fo\r\n" }, { CLOSE, "\r\n--fo--\r\n" } } },
	{ "boundary_blank_inside_quoted", { { TOP, "Content-Type: multipart/mixed; boundary=\"fo o\"\r\n" },
	    { FIRST, "--fo o\r\n" }, { SECOND, "--fo o\r\n" }, { CLOSE, "\r\n--fo o--\r\n" } } },
	{ "boundary_semicolon_inside", { { TOP, "Content-Type: multipart/mixed; boundary=fo;o\r\n" } } },
	{ "boundary_semicolon_inside_literal", { { TOP, "Content-Type: multipart/mixed; boundary=fo;o\r\n" },
	    { FIRST, "--fo;o\r\n" }, { SECOND, "--fo;o\r\n" }, { CLOSE, "\r\n--fo;o--\r\n" } } },
	{ "boundary_semicolon_inside_cut", { { TOP, "Content-Type: multipart/mixed; boundary=fo;o\r\n" },
	    { FIRST, "--fo\r\n" }, { SECOND, "--fo\r\n" }, { CLOSE, "\r\n--fo--\r\n" } } },
	{ "boundary_quotes_empty", { { TOP, "Content-Type: multipart/mixed; boundary=\"\"foo\r\n" } } },
	{ "boundary_quotes_empty_used", { { TOP, "Content-Type: multipart/mixed; boundary=\"\"\r\n" },
	    { FIRST, "--\r\n" }, { SECOND, "--\r\n" }, { CLOSE, "\r\n----\r\n" } } },
	{ "boundary_half_quote", { { TOP, "Content-Type: multipart/mixed; boundary=\"foo\r\n" } } },
	{ "boundary_half_quote_end", { { TOP, "Content-Type: multipart/mixed; boundary=foo\"\r\n" } } },
	{ "boundary_half_quote_literal", { { TOP, "Content-Type: multipart/mixed; boundary=\"foo\r\n" },
	    { FIRST, "--\"foo\r\n" }, { SECOND, "--\"foo\r\n" },
	    { CLOSE, "\r\n--\"foo--\r\n" } } },
	{ "boundary_null", { { TOP, "Content-Type: multipart/mixed; boundary=\r\n" },
	    { FIRST, "--\r\n" }, { SECOND, "--\r\n" }, { CLOSE, "\r\n----\r\n" } } },
	{ "boundary_null_foo", { { TOP, "Content-Type: multipart/mixed; boundary=\r\n" } } },
	{ "boundary_only_semicolon", { { TOP, "Content-Type: multipart/mixed; boundary=;\r\n" } } },
	{ "boundary_doubled_quotes", { { TOP, "Content-Type: multipart/mixed; boundary=\"\"foo\"\"\r\n" } } },
	{ "boundary_doubled_quotes_literal", { { TOP, "Content-Type: multipart/mixed; boundary=\"\"foo\"\"\r\n" },
	    { FIRST, "--\"\"foo\"\"\r\n" }, { SECOND, "--\"\"foo\"\"\r\n" },
	    { CLOSE, "\r\n--\"\"foo\"\"--\r\n" } } },
	{ "boundary_fold_before_equals_crlf", { { TOP, "Content-Type: multipart/mixed; boundary\r\n =foo\r\n" } } },
	{ "boundary_fold_after_equals_crlf", { { TOP, "Content-Type: multipart/mixed; boundary=\r\n foo\r\n" } } },
	{ "boundary_fold_inside_crlf", { { TOP, "Content-Type: multipart/mixed; boundary=fo\r\n o\r\n" } } },
	{ "boundary_fold_inside_quoted_crlf", { { TOP, "Content-Type: multipart/mixed; boundary=\"fo\r\n o\"\r\n" },
	    { FIRST, "--fo o\r\n" }, { SECOND, "--fo o\r\n" }, { CLOSE, "\r\n--fo o--\r\n" } } },
	{ "boundary_fold_before_equals_lf", { { TOP, "Content-Type: multipart/mixed; boundary\n =foo\r\n" } } },
	{ "boundary_fold_after_equals_lf", { { TOP, "Content-Type: multipart/mixed; boundary=\n foo\r\n" } } },
	{ "boundary_fold_inside_lf", { { TOP, "Content-Type: multipart/mixed; boundary=fo\n o\r\n" } } },
	{ "boundary_fold_inside_quoted_lf", { { TOP, "Content-Type: multipart/mixed; boundary=\"fo\n o\"\r\n" },
	    { FIRST, "--fo o\r\n" }, { SECOND, "--fo o\r\n" }, { CLOSE, "\r\n--fo o--\r\n" } } },
	{ "boundary_fold_before_equals_cr", { { TOP, "Content-Type: multipart/mixed; boundary\r =foo\r\n" } } },
	{ "boundary_fold_after_equals_cr", { { TOP, "Content-Type: multipart/mixed; boundary=\r foo\r\n" } } },
	{ "boundary_fold_inside_cr", { { TOP, "Content-Type: multipart/mixed; boundary=fo\r o\r\n" } } },
	{ "boundary_fold_inside_quoted_cr", { { TOP, "Content-Type: multipart/mixed; boundary=\"fo\r o\"\r\n" },
	    { FIRST, "--fo o\r\n" }, { SECOND, "--fo o\r\n" }, { CLOSE, "\r\n--fo o--\r\n" } } },
	{ "boundary_space_before_equals", { { TOP, "Content-Type: multipart/mixed; boundary =foo\r\n" } } },
	{ "boundary_nul_before_equals", { { TOP, "Content-Type: multipart/mixed; boundary%0=foo\r\n" } } },
	{ "boundary_no_semicolon", { { TOP, "Content-Type: multipart/mixed boundary=foo\r\n" } } },
	{ "boundary_wrong_name", { { TOP, "Content-Type: multipart/mixed; bound=foo\r\n" } } },
	{ "boundary_comment_stripped", { { TOP, "Content-Type: multipart/mixed; boundary=foo(foo)foo\r\n" },
	    { FIRST, "--foofoo\r\n" }, { SECOND, "--foofoo\r\n" },
	    { CLOSE, "\r\n--foofoo--\r\n" } } },
	{ "boundary_comment_literal", { { TOP, "Content-Type: multipart/mixed; boundary=foo(foo)foo\r\n" },
	    { FIRST, "--foo(foo)foo\r\n" }, { SECOND, "--foo(foo)foo\r\n" },
	    { CLOSE, "\r\n--foo(foo)foo--\r\n" } } },
	{ "boundary_comment_cut", { { TOP, "Content-Type: multipart/mixed; boundary=foo(foo)foo\r\n" },
	    { FIRST, "--foo\r\n" }, { SECOND, "--foo\r\n" }, { CLOSE, "\r\n--foo--\r\n" } } },
	{ "boundary_comment_only", { { TOP, "Content-Type: multipart/mixed; boundary=(foofoofoo)\r\n" },
	    { FIRST, "--(foofoofoo)\r\n" }, { SECOND, "--(foofoofoo)\r\n" },
	    { CLOSE, "\r\n--(foofoofoo)--\r\n" } } },
	{ "boundary_comment_unclosed", { { TOP, "Content-Type: multipart/mixed; boundary=foo(foo\r\n" },
	    { FIRST, "--foo(foo\r\n" }, { SECOND, "--foo(foo\r\n" },
	    { CLOSE, "\r\n--foo(foo--\r\n" } } },
	{ "boundary_comment_after", { { TOP, "Content-Type: multipart/mixed; boundary=foo(x)\r\n" } } },
	{ "boundary_extended", { { TOP, "Content-Type: multipart/mixed; boundary*=us-ascii''foo\r\n" } } },
	{ "boundary_pieces", { { TOP, "Content-Type: multipart/mixed; boundary*0=f; boundary*1=oo\r\n" } } },
	{ "boundary_long", { { TOP, "Content-Type: multipart/mixed; boundary=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" },
	    { FIRST, "--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" },
	    { SECOND, "--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" },
	    { CLOSE, "\r\n--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx--\r\n" } } },
	{ "boundary_on_single_part", { { TOP, "Content-Type: application/octet-stream; boundary=foo\r\n" } } },
	{ "boundary_on_text_part", { { TOP, "Content-Type: text/plain; boundary=foo\r\n" } } },
	{ "boundary_never_declared", { { FIRST, "--faa\r\n" }, { SECOND, "--faa\r\n" },
	    { CLOSE, "\r\n--faa--\r\n" } } },
	{ "boundary_missing", { { TOP, "Content-Type: multipart/mixed\r\n" } } },
	{ "space_before_first", { { FIRST, " --foo\r\n" } } },
	{ "space_before_middle", { { SECOND, " --foo\r\n" } } },
	{ "space_before_last", { { CLOSE, "\r\n --foo--\r\n" } } },
	{ "trailing_blank", { { SECOND, "--foo \t\r\n" } } },
	{ "close_without_dashes", { { CLOSE, "\r\n--foo\r\n" } } },
	{ "close_missing", { { CLOSE, "\r\n" } } },
	{ "close_trailing_text", { { CLOSE, "\r\n--foo--x\r\n" } } },
	{ "cr_before_delimiter", { { TEXT, "Content-Type: text/plain\r\n\r\nhello\r" } } },
	{ "cr_comma_before_delimiter", { { TEXT, "Content-Type: text/plain\r\n\r\nhello\r," } } },
	{ "lf_before_delimiter", { { TEXT, "Content-Type: text/plain\r\n\r\nhello\n" } } },
	{ "cr_behind_delimiter", { { SECOND, "--foo\r" } } },
	{ "cr_dc3_behind_delimiter", { { SECOND, "--foo\r\x13" } } },
	{ "lf_behind_delimiter", { { SECOND, "--foo\n" } } },
	{ "blank_line_behind_delimiter", { { SECOND, "--foo\r\n\r\n" } } },
	{ "text_behind_delimiter", { { SECOND, "--foobar\r\n" } } },
	{ "text_before_delimiter", { { SECOND, "x--foo\r\n" } } },
	{ "delimiter_one_dash", { { SECOND, "-foo\r\n" } } },
	{ "delimiter_three_dashes", { { SECOND, "---foo\r\n" } } },
	{ "attachment_in_preamble", { { PREAMBLE, "\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n" },
	    { TYPE, "" }, { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" }, { BODY, "" },
	    { SECOND, "" } } },
	{ "attachment_in_preamble_after_text", { { PREAMBLE, "\r\nsome text\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n" },
	    { TYPE, "" }, { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" }, { BODY, "" },
	    { SECOND, "" } } },
	{ "attachment_in_epilogue", { { EPILOGUE, "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n" },
	    { TYPE, "" }, { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" }, { BODY, "" },
	    { SECOND, "" } } },
	{ "attachment_in_epilogue_blank", { { EPILOGUE, "\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n" },
	    { TYPE, "" }, { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" }, { BODY, "" },
	    { SECOND, "" } } },
	{ "part_behind_close", { { EPILOGUE, "--foo\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--foo--\r\n" },
	    { TYPE, "" }, { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" }, { BODY, "" },
	    { SECOND, "" } } },
	{ "inner_proper", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=bar\r\n\r\n" },
	    { BODY, "--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_uses_outer", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=bar\r\n\r\n" },
	    { BODY, "--foo\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--foo--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_same_boundary", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=foo\r\n\r\n" },
	    { BODY, "--foo\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--foo--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_without_boundary", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed\r\n\r\n" },
	    { BODY, "--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_without_boundary_uses_outer", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed\r\n\r\n" },
	    { BODY, "--foo\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--foo--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_extends_outer", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=foobar\r\n\r\n" },
	    { BODY, "--foobar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--foobar--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_outer_extends", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=fo\r\n\r\n" },
	    { BODY, "--fo\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--fo--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_outer_with_dashes", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=foo--\r\n\r\n" },
	    { BODY, "--foo--\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--foo----\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "inner_body_deleted", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=bar\r\n\r\n" }, { CTE, "" },
	    { DISPOSITION, "" }, { SEPARATOR, "" }, { BODY, "" } } },
	{ "outer_closes_in_inner", { { SECOND, "--foo\r\n" },
	    { TYPE, "Content-Type: multipart/mixed; boundary=bar\r\n\r\n" },
	    { BODY, "--bar\r\n\r\nx\r\n--foo--\r\n--bar\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: %E\r\n\r\n%P\r\n--bar--\r\n" },
	    { CTE, "" }, { DISPOSITION, "" }, { SEPARATOR, "" } } },
	{ "separator_crlfcr", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\r" } } },
	{ "separator_crlflf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\n" } } },
	{ "separator_crcrlf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\r\n" } } },
	{ "separator_lfcrlf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\n\r\n" } } },
	{ "separator_crcr", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\r" } } },
	{ "separator_lflf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\n\n" } } },
	{ "separator_lfcr", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\n\r" } } },
	{ "separator_crlf_only", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n" } } },
	{ "separator_crlfcrcrlf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\r\r\n" } } },
	{ "separator_crlflfcrlf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\n\r\n" } } },
	{ "separator_crlfcrlfcr", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\r\n\r" } } },
	{ "separator_crlfcrlflf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\r\n\n" } } },
	{ "separator_three", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\r\n\r\n" } } },
	{ "separator_paren", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n(\r\n" } } },
	{ "separator_angle", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n<>\r\n" } } },
	{ "separator_c_lf", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\nc\n\r\n" } } },
	{ "separator_quotes", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\"\"\r\n" } } },
	{ "separator_blank", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n \r\n" } } },
	{ "separator_blank_tab", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n\t\r\n\r\n" } } },
	{ "separator_nul_line", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "\r\n%0\r\n" } } },
	{ "separator_none", { { CTE, "" }, { DISPOSITION, "Content-Transfer-Encoding: %E" },
	    { SEPARATOR, "" } } },
	{ "cte_behind_blank", { { CTE, "" },
	    { SEPARATOR, "\r\nContent-Transfer-Encoding: %E\r\n\r\n" } } },
	{ "cte_behind_blank_direct", { { CTE, "" },
	    { SEPARATOR, "\r\nContent-Transfer-Encoding: %E\r\n" } } },
	{ "cte_behind_blank_text", { { CTE, "" },
	    { SEPARATOR, "\r\nabc\r\nContent-Transfer-Encoding: %E\r\nabc\r\n\r\n" } } },
	{ "cte_behind_blank_text_before", { { CTE, "" },
	    { SEPARATOR, "\r\nabc\r\nContent-Transfer-Encoding: %E\r\n\r\n" } } },
	{ "blank_between_fields", { { TYPE, "Content-Type: application/octet-stream\r\n\r\n" } } },
	{ "blank_before_top", { { TOP, "\r\nContent-Type: multipart/mixed; boundary=foo\r\n" } } },
	{ "two_blanks_between_fields", { { TYPE, "Content-Type: application/octet-stream\r\n\r\n\r\n" } } },
	{ "multipart_encoded_label", { { TOP, "Content-Type: multipart/mixed; boundary=foo\r\nContent-Transfer-Encoding: %E\r\n" } } },
	{ "bare_cr_everywhere", { { TYPE, "Content-Type: application/octet-stream\r" },
	    { CTE, "Content-Transfer-Encoding: %E\r" }, { DISPOSITION, "\r" },
	    { SEPARATOR, "" } } },
};

struct code {
	const char *name, *other, *first, *second, *mixed, *word, *payload;
};
static const struct code codes[] = {
	{ "base64", "quoted-printable", "bas", "e64", "bASe64", "base=364",
	    "UE9TVEVSTi1NVVRBVElPTi1NQVJL\r\nRVItN0Y=" },
	{ "quoted-printable", "base64", "quot", "ed-printable", "qUOted-PRINTable", "quoted-print=61ble",
	    "=50OSTERN=2DMUTA=\r\nTION=2DMARK=45R=2D7F" },
};

static void
add_text(struct buf *b, const char *text, const struct code *code)
{
	for (; *text != '\0'; text++) {
		if (*text != '%') {
			buf_add_octet(b, (uint8_t)*text);
			continue;
		}
		switch (*++text) {
		case 'E': buf_add_cstr(b, code->name); break;
		case 'O': buf_add_cstr(b, code->other); break;
		case '1': buf_add_cstr(b, code->first); break;
		case '2': buf_add_cstr(b, code->second); break;
		case 'M': buf_add_cstr(b, code->mixed); break;
		case 'W': buf_add_cstr(b, code->word); break;
		case 'P': buf_add_cstr(b, code->payload); break;
		case '0': buf_add_octet(b, '\0'); break;
		default: fail_msg("unknown mark %%%c", *text);
		}
	}
}

static void
build(struct buf *b, const struct mutation *m, const struct code *code)
{
	buf_clear(b);
	buf_add_cstr(b, "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n");
	for (enum slot s = 0; s < SLOTS; s++) {
		const char *text = whole[s];
		for (size_t i = 0; i < MUTATION_PIECES && m->pieces[i].text != NULL; i++)
			if (m->pieces[i].slot == s)
				text = m->pieces[i].text;
		add_text(b, text, code);
	}
	assert_true(buf_ok(b));
}

static bool
is_shown(struct mail *m, struct arena *arena)
{
	for (uint32_t i = 0; i < m->parts.count; i++) {
		struct bytes body;
		if (m->parts.at[i].kind == MAIL_LEAF && mail_part_body(m, i, arena, &body) == 0 &&
		    bytes_has(body, BYTES(MARKER)))
			return true;
	}
	return false;
}

struct score {
	size_t shown, flagged, missed;
};

static void
judge(struct bytes message, const char *name, const char *code, struct score *score)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	struct mail m;
	assert_int_equal(mail_walk(message, NULL, arena, &m), 0);
	bool shown = is_shown(&m, arena);
	if (shown) {
		score->shown++;
	} else if (m.ambiguity_set != 0) {
		score->flagged++;
		print_message("only flagged: %s x %s\n", name, code);
	} else {
		score->missed++;
		print_error("missed: %s x %s\n%.*s\n", name, code, BYTES_ARGS(message));
	}
	if (getenv("MUTATION_SHOW") != NULL && strcmp(getenv("MUTATION_SHOW"), name) == 0)
		for (uint32_t i = 0; i < m.parts.count; i++)
			print_message("  %u view %u %.*s %.*s %s (%zu) %.*s\n", i, m.parts.at[i].view,
			    BYTES_ARGS(m.parts.at[i].id), BYTES_ARGS(m.parts.at[i].type), decode_name(m.parts.at[i].encoding),
			    m.parts.at[i].body.len, BYTES_ARGS(bytes_to(m.parts.at[i].body, 60)));
	arena_free(arena);
}

static void
structures_show_the_attachment_or_are_flagged(void **state)
{
	struct score score = { 0 };
	struct buf b;
	buf_init(&b, 1 << 20);
	size_t count = sizeof mutations / sizeof *mutations;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < 2; k++) {
			build(&b, &mutations[i], &codes[k]);
			judge(buf_bytes(&b), mutations[i].name, codes[k].name, &score);
		}
	buf_done(&b);
	print_message("%zu structures x 2 encodings: %zu shown, %zu only flagged, %zu missed\n", count, score.shown,
	    score.flagged, score.missed);
	assert_int_equal(score.missed, 0);
	assert_true(score.flagged <= MOST_ONLY_FLAGGED);
}

static const struct payload {
	const char *name;
	const char *encoding;
	const char *text;
} payloads[] = {
	{ "base64_short_lines", "base64", "UE9TVE\r\nVSTi1N\r\nVVRBVE\r\nlPTi1N\r\nQVJLRV\r\nItN0Y=\r\n" },
	{ "base64_junk_dot", "base64", "UE9.TVEVS.Ti1NVVRBVElPT.i1NQVJLRVItN0Y=" },
	{ "base64_junk_dash", "base64", "UE9-TVEVS-Ti1NVVRBVElPT-i1NQVJLRVItN0Y=" },
	{ "base64_junk_space", "base64", "UE9 TVEVS Ti1NVVRBVElPT i1NQVJLRVItN0Y=" },
	{ "base64_junk_hash", "base64", "#UE9TVEVSTi1NVV#RBVElPTi1NQVJLRVItN0Y=#" },
	{ "base64_dot_each_four", "base64", "UE9T.VEVS.Ti1N.VVRB.VElP.Ti1N.QVJL.RVIt.N0Y=." },
	{ "base64_pad_each_four", "base64", "UE9T=VEVS=Ti1N=VVRB=VElP=Ti1N=QVJL=RVIt=N0Y==" },
	{ "base64_pad_at_line_ends", "base64", "UE9TVEVSTi1NVVRB=\r\nVElPTi1NQVJL=\r\nRVItN0Y=\r\n" },
	{ "base64_pad_inside_units", "base64", "UE9TV=\r\nEVSTi1N=\r\nVVRBVElPTi1NQ=\r\nVJLRVItN0Y=\r\n" },
	{ "base64_units_of_one", "base64",
	    "UA==Tw==Uw==VA==RQ==Ug==Tg==LQ==TQ==VQ==VA==QQ==VA==SQ==Tw==Tg==LQ==TQ==QQ==Ug==Sw==RQ==Ug==LQ==Nw==Rg==" },
	{ "base64_units_of_two", "base64", "UE8=U1Q=RVI=Ti0=TVU=VEE=VEk=T04=LU0=QVI=S0U=Ui0=N0Y=" },
	{ "base64_no_padding", "base64", "UE9TVEVSTi1NVVRBVElPTi1NQVJLRVItN0Y" },
	{ "base64_much_padding", "base64", "UE9TVEVSTi1NVVRBVElPTi1NQVJLRVItN0Y=====" },
	{ "base64_one_line_nul", "base64", "UE9TVEVSTi1NVVRB\x01VElPTi1NQVJLRVItN0Y=" },
	{ "base64_8bit_junk", "base64", "UE9TVEVSTi1NVVRB\xaaVElPTi1NQVJLRVItN0Y=" },
	{ "base64_text_before", "base64", "\r\n\r\nUE9TVEVSTi1NVVRBVElPTi1NQVJLRVItN0Y=" },
	{ "qp_leading_tab", "quoted-printable", "=50OSTERN=2DMUTA=\r\n\tTION=2DMARKER=2D7F" },
	{ "qp_leading_space", "quoted-printable", "=50OSTERN=2DMUTA=\r\n TION=2DMARKER=2D7F" },
	{ "qp_trailing_tab", "quoted-printable", "=50OSTERN=2DMUTA=\t\r\nTION=2DMARKER=2D7F" },
	{ "qp_trailing_space", "quoted-printable", "=50OSTERN=2DMUTA= \r\nTION=2DMARKER=2D7F" },
	{ "qp_break_cr", "quoted-printable", "=50OSTERN=2DMUTA=\rTION=2DMARKER=2D7F" },
	{ "qp_break_lf", "quoted-printable", "=50OSTERN=2DMUTA=\nTION=2DMARKER=2D7F" },
	{ "qp_break_crcrlf", "quoted-printable", "=50OSTERN=2DMUTA=\r\r\nTION=2DMARKER=2D7F" },
	{ "qp_break_crlflf", "quoted-printable", "=50OSTERN=2DMUTA=\r\n\nTION=2DMARKER=2D7F" },
	{ "qp_illegal_09", "quoted-printable", "=50OSTERN=2DMUTA=\t=\r\nTION=2DMARKER=2D7F" },
	{ "qp_illegal_12", "quoted-printable", "=50OSTERN=2DMUTA\x12TION=2DMARKER=2D7F" },
	{ "qp_illegal_aa", "quoted-printable", "=50OSTERN=2DMUTA\xaaTION=2DMARKER=2D7F" },
	{ "qp_split_escape_crlf", "quoted-printable", "=50OSTERN=2DMUTATION=2DMARKER=2D=3\r\n7F" },
	{ "qp_split_escape_cr", "quoted-printable", "=50OSTERN=2DMUTATION=2DMARKER=2D=3\r7F" },
	{ "qp_split_escape_lf", "quoted-printable", "=50OSTERN=2DMUTATION=2DMARKER=2D=3\n7F" },
	{ "qp_inline_equals", "quoted-printable", "=50OSTERN=2DMUTA=TION=2DMARKER=2D7F" },
	{ "qp_inline_digit", "quoted-printable", "=50OSTERN=2DMUTA=2TION=2DMARKER=2D7F" },
	{ "qp_inline_at", "quoted-printable", "=50OSTERN=2DMUTA=@TION=2DMARKER=2D7F" },
	{ "qp_inline_two_equals", "quoted-printable", "=50OSTERN=2DMUTA= =TION=2DMARKER=2D7F" },
	{ "qp_inline_tab", "quoted-printable", "=50OSTERN=2DMUTA=\tTION=2DMARKER=2D7F" },
	{ "qp_inline_12", "quoted-printable", "=50OSTERN=2DMUTA=\x12TION=2DMARKER=2D7F" },
	{ "qp_inline_0", "quoted-printable", "=50OSTERN=2DMUTA=0TION=2DMARKER=2D7F" },
	{ "qp_inline_0x", "quoted-printable", "=50OSTERN=2DMUTA=0xTION=2DMARKER=2D7F" },
	{ "qp_lower_case", "quoted-printable", "=50OSTERN=2dMUTATION=2dMARKER=2d7F" },
	{ "qp_no_soft_break", "quoted-printable", "=50OSTERN=2DMUTATION=2DMARKER=2D7F=\r\n" },
};

static void
payloads_are_decoded_or_flagged(void **state)
{
	struct score score = { 0 };
	struct buf b;
	buf_init(&b, 1 << 20);
	size_t count = sizeof payloads / sizeof *payloads;
	for (size_t i = 0; i < count; i++) {
		struct code code = codes[payloads[i].encoding[0] == 'q'];
		code.payload = payloads[i].text;
		build(&b, &(struct mutation){ .name = "none" }, &code);
		judge(buf_bytes(&b), payloads[i].name, code.name, &score);
	}
	/* A line longer than any client reads at once. */
	struct code code = codes[1];
	buf_clear(&b);
	buf_add_cstr(&b, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	for (int i = 0; i < 2000; i++)
		buf_add_cstr(&b, "=20x");
	buf_add_cstr(&b, code.payload);
	judge(buf_bytes(&b), "qp_long_line", code.name, &score);
	buf_done(&b);
	print_message("%zu payloads: %zu shown, %zu only flagged, %zu missed\n", count + 1, score.shown, score.flagged,
	    score.missed);
	assert_int_equal(score.missed, 0);
	assert_int_equal(score.flagged, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structures_show_the_attachment_or_are_flagged),
		cmocka_unit_test(payloads_are_decoded_or_flagged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
