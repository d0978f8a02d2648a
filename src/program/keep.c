#include <math.h>

#include "base/utf8.h"
#include "program/inside.h"

struct bytes
program_keep(struct arena *arena, struct bytes text, size_t max)
{
	struct buf out;
	struct bytes kept;
	buf_init(&out, max + 8);
	text = bytes_trim(text);
	for (size_t i = 0; i < text.len && out.len + 4 <= max;) {
		uint32_t cp = utf8_next(text, &i);
		if (cp == 0)
			break;
		if (cp >= 0x20 && cp != 0x7f)
			utf8_add(&out, cp);
	}
	(void)arena_copy(arena, buf_bytes(&out), &kept);
	buf_done(&out);
	return kept;
}

struct bytes
program_keep_wide(struct arena *arena, struct bytes utf16, size_t max)
{
	struct buf out;
	buf_init(&out, max + 8);
	for (size_t i = 0; i + 1 < utf16.len && out.len + 4 <= max; i += 2) {
		uint32_t unit = utf16.at[i] | (uint32_t)utf16.at[i + 1] << 8;
		if (unit == 0)
			break;
		if ((unit & 0xFC00) == 0xD800 && i + 3 < utf16.len && (utf16.at[i + 3] & 0xFC) == 0xDC) {
			uint32_t low = utf16.at[i + 2] | (uint32_t)utf16.at[i + 3] << 8;
			unit = 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF);
			i += 2;
		}
		utf8_add(&out, unit);
	}
	struct bytes kept = program_keep(arena, buf_bytes(&out), max);
	buf_done(&out);
	return kept;
}

uint32_t
program_entropy(struct bytes octets)
{
	uint32_t counts[256] = { 0 };
	double bits = 0;
	/* 4 MiB of a section say as much as all of it. */
	octets = bytes_to(octets, (size_t)4 << 20);
	for (size_t i = 0; i < octets.len; i++)
		counts[octets.at[i]]++;
	for (int i = 0; i < 256; i++)
		if (counts[i] != 0) {
			double share = (double)counts[i] / (double)octets.len;
			bits -= share * log2(share);
		}
	return bits >= 8 ? 8000 : (uint32_t)(bits * 1000 + 0.5);
}

void
program_section(struct arena *arena, struct casefile_program *p, struct bytes name, struct bytes content,
    bool is_code, bool is_writable)
{
	uint32_t entropy = p->section_count < PROGRAM_SECTIONS_MAX ? program_entropy(content) : 0;
	p->section_count++;
	if (entropy > p->entropy && content.len >= 512)
		p->entropy = entropy;
	if (is_code && is_writable)
		program_sign(p, PROGRAM_WRITABLE_CODE);
	struct program_section *s = p->sections.count < PROGRAM_SECTIONS_MAX ? LIST_ADD(arena, &p->sections) : NULL;
	if (s != NULL)
		*s = (struct program_section){ program_keep(arena, name, PROGRAM_TEXT_MAX), content.len, entropy, is_code,
			is_writable };
}
