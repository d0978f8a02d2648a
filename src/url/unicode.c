#include "url/unicode.h"

#include <pthread.h>
#include <unicode/uidna.h>
#include <unicode/uspoof.h>

#include "base/fault.h"
#include "base/must.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static UIDNA *idna;
static USpoofChecker *spoof;

static void
open_all(void)
{
	UErrorCode error = U_ZERO_ERROR;
	idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE |
	    UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &error);
	spoof = uspoof_open(&error);
	uspoof_setRestrictionLevel(spoof, USPOOF_HIGHLY_RESTRICTIVE);
	uspoof_setChecks(spoof, USPOOF_RESTRICTION_LEVEL, &error);
	must(U_SUCCESS(error));
}

void
unicode_preload(void)
{
	(void)pthread_once(&once, open_all);
	/* The first skeleton loads the normalisation data. */
	uint8_t out[HOST_TEXT_MAX];
	size_t len;
	(void)unicode_skeleton(BYTES("\xD0\xB0"), out, &len);
	(void)idna_to_ascii(BYTES("\xD0\xB0.example"), out, &len);
}

typedef int32_t idna_call(const UIDNA *, const char *, int32_t, char *, int32_t, UIDNAInfo *, UErrorCode *);

static int
idna_run(idna_call *call, struct bytes host, uint8_t *out, size_t *out_len)
{
	(void)pthread_once(&once, open_all);
	if (host.len == 0 || host.len > HOST_TEXT_MAX)
		return FAULT_INPUT;
	UErrorCode error = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	/* As the URL standard: hyphens anywhere, and what DNS would find too long is the caller's to judge. */
	const uint32_t tolerated = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LEADING_HYPHEN |
	    UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
	int32_t len = call(idna, (const char *)host.at, (int32_t)host.len, (char *)out, HOST_TEXT_MAX, &info,
	    &error);
	if (U_FAILURE(error) || len <= 0 || len > HOST_TEXT_MAX || (info.errors & ~tolerated) != 0)
		return FAULT_INPUT;
	*out_len = (size_t)len;
	return 0;
}

int
idna_to_ascii(struct bytes host, uint8_t *out, size_t *out_len)
{
	return idna_run(uidna_nameToASCII_UTF8, host, out, out_len);
}

int
idna_to_unicode(struct bytes host, uint8_t *out, size_t *out_len)
{
	return idna_run(uidna_nameToUnicodeUTF8, host, out, out_len);
}

int
unicode_skeleton(struct bytes text, uint8_t *out, size_t *out_len)
{
	(void)pthread_once(&once, open_all);
	UErrorCode error = U_ZERO_ERROR;
	if (text.len > 253)
		return FAULT_INPUT;
	int32_t len = uspoof_getSkeletonUTF8(spoof, 0, (const char *)text.at, (int32_t)text.len, (char *)out,
	    HOST_TEXT_MAX, &error);
	if (U_FAILURE(error) || len < 0 || len > HOST_TEXT_MAX)
		return FAULT_INPUT;
	*out_len = (size_t)len;
	return 0;
}

bool
unicode_is_mixed(struct bytes text)
{
	(void)pthread_once(&once, open_all);
	UErrorCode error = U_ZERO_ERROR;
	if (text.len > HOST_TEXT_MAX)
		return true;
	int32_t found = uspoof_check2UTF8(spoof, (const char *)text.at, (int32_t)text.len, NULL, &error);
	return U_FAILURE(error) || (found & USPOOF_RESTRICTION_LEVEL) != 0;
}

bool
unicode_is_invisible(uint32_t cp)
{
	return cp == 0xAD || cp == 0x34F || cp == 0x61C || cp == 0x115F || cp == 0x1160 ||
	    (cp >= 0x17B4 && cp <= 0x17B5) || (cp >= 0x180B && cp <= 0x180F) || (cp >= 0x200B && cp <= 0x200F) ||
	    (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0x3164 ||
	    (cp >= 0xFE00 && cp <= 0xFE0F) || cp == 0xFEFF || cp == 0xFFA0 || (cp >= 0xE0000 && cp <= 0xE0FFF);
}

uint32_t
unicode_narrow(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return cp - 0xFEE0;
	return cp == 0x3002 || cp == 0xFF61 ? '.' : cp;
}
