/* tables: what text_preload() builds; inside src/text only. */
#ifndef TEXT_TABLES_H
#define TEXT_TABLES_H

#include <unicode/unorm2.h>
#include <unicode/uspoof.h>

#include "base/bytes.h"
#include "text/han.h"

struct text_tables {
	const UNormalizer2 *nfkc;
	USpoofChecker *spoof;
};

/* Each Han character's simplified form; generated at build time. */
extern const uint16_t text_simplified[HAN_LAST - HAN_FIRST + 1];

/* The tables; ends the process when text_preload() was not called. */
const struct text_tables *text_tables(void);

/* Unified ideographs with their extension A and compatibility block. */
static inline bool
is_han(uint32_t cp)
{
	return (cp >= HAN_FIRST && cp <= HAN_LAST) || (cp >= 0x3400 && cp <= 0x4DBF) ||
	    (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x323AF);
}

#endif
